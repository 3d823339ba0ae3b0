"""The month's end, cell by cell: editors with notebooks run it so, and `python month_end.py [2026-10]` as a whole.

The month is the last one if none is named. A notebook has arguments of its own, which are none of ours.
"""

# %% Which accounts: those of the environment, or a sandbox. Clients are closed with the stack.
from __future__ import annotations

import csv
import os
import re
import sys
from collections import Counter
from contextlib import ExitStack
from dataclasses import asdict
from datetime import date, timedelta
from pathlib import Path

import chart
from accounts import accounts

last = date.today().replace(day=1) - timedelta(days=1)
words = [] if "ipykernel" in sys.modules else sys.argv[1:]
if len(words) > 1 or not all(re.fullmatch(r"20\d\d-(0[1-9]|1[0-2])", word) for word in words):
    raise SystemExit("usage: python month_end.py [YYYY-MM], such as 2026-10")
month = words[0] if words else f"{last:%Y-%m}"
folder = Path(os.environ.get("MONTH_END_FOLDER", "."))
stack = ExitStack()
own = stack.enter_context(accounts(month))

# %% What is left and what was spent, on every platform
for name, client in vars(own).items():
    if client is not None:
        # opencatd sums what a month held; the others tell what is left now.
        credits = client.credits(month=month) if name == "opencatd" else client.credits()
        figures = (("left", credits.remaining), ("spent", credits.spent))
        told = [f"{what} {figure:>10}" for what, figure in figures if figure is not None]
        # What has no limit is not in the sum.
        print(f"{name:10}", *told, credits.unit + (" and an unlimited card" if credits.unlimited else ""))

# %% Every quota card, into a table: rows are dataclasses, and a list that is ready knows its length
if own.espai is not None:
    cards = own.espai.cards.list(limit=100).ready()
    print(f"\n{len(cards)} cards")
    file = folder / "cards.csv"
    types: Counter[str] = Counter()
    with file.open("w", encoding="utf-8", newline="") as out:
        table: csv.DictWriter[str] | None = None
        for card in cards:
            row = asdict(card)
            if table is None:
                table = csv.DictWriter(out, row)
                table.writeheader()
            table.writerow(row)
            types[card.type] += 1
    print(*(f"  type {kind}: {count}" for kind, count in sorted(types.items())), f"  -> {file}", sep="\n")

# %% What each member used, day by day
if own.opencatd is not None:
    spent = chart.usage_by_day(own.opencatd, month)
    print(f"\nUSD in {month}")
    for name, costs in sorted(spent.items(), key=lambda one: -sum(one[1])):
        print(f"  {name:10} {sum(costs):>10.2f}  on {sum(cost > 0 for cost in costs)} days")
    picture = folder / "usage.png"
    chart.draw(spent, month, picture)
    print(f"  -> {picture}")

# %% The end
stack.close()
