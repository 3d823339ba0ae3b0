"""What a month of usage looks like."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import matplotlib

from bursar import OpenCatd

# Into files only: a server has no screen.
matplotlib.use("agg")

from matplotlib import pyplot as plt


def days_of(month: str) -> list[date]:
    """The days of a month, which is written `2026-10`."""
    first = date.fromisoformat(f"{month}-01")
    days = (first + timedelta(days=at) for at in range(31))
    return [day for day in days if day.month == first.month]


def usage_by_day(opencatd: OpenCatd, month: str) -> dict[str, list[Decimal]]:
    """What each member spent on each day of a month, in USD. Servers sum a period, so each day is asked for."""
    names = {user.id: user.name for user in opencatd.users.list()}
    days = days_of(month)
    spent: dict[str, list[Decimal]] = {}
    for at, day in enumerate(days):
        after = day + timedelta(days=1)
        for usage in opencatd.usages.list(from_=day.isoformat(), to=after.isoformat()):
            # Who was deleted has left a number.
            name = names.get(usage.user_id, f"user {usage.user_id}")
            spent.setdefault(name, [Decimal(0)] * len(days))[at] += usage.cost
    return {name: costs for name, costs in spent.items() if any(costs)}


def draw(spent: Mapping[str, Sequence[Decimal]], month: str, file: Path) -> None:
    """Draws a bar for each day, in which the members stand on top of each other."""
    days = [day.day for day in days_of(month)]
    figure, axes = plt.subplots(figsize=(10, 4.5), layout="constrained")
    floor = [0.0] * len(days)
    for name, costs in sorted(spent.items(), key=lambda one: -sum(one[1])):
        heights = [float(cost) for cost in costs]
        axes.bar(days, heights, bottom=floor, label=f"{name}: {sum(costs):.2f} USD")
        floor = [below + height for below, height in zip(floor, heights, strict=True)]
    total = sum((sum(costs) for costs in spent.values()), Decimal(0))
    axes.set(title=f"opencatd in {month}: {total:.2f} USD", xlabel="day", ylabel="USD")
    axes.set_xticks(days[::2])
    axes.spines[["top", "right"]].set_visible(False)
    if spent:
        axes.legend(frameon=False)
    figure.savefig(file, dpi=120)
    plt.close(figure)
