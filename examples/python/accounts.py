"""Which accounts the month is closed for: those of the environment, or those of an emulator on this machine."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from bursar import Akool, EspAi, Lbai, OpenCatd
from bursar.testing import Sandbox


@dataclass
class Accounts:
    """A client for each platform that there is an account on."""

    lbai: Lbai | None = None
    opencatd: OpenCatd | None = None
    akool: Akool | None = None
    espai: EspAi | None = None


def configured() -> Accounts:
    """The accounts whose credentials are in the environment."""
    opencatd = given("BURSAR_OPENCATD_BASE_URL", "BURSAR_OPENCATD_TOKEN")
    pair = given("BURSAR_AKOOL_CLIENT_ID", "BURSAR_AKOOL_CLIENT_SECRET")
    return Accounts(
        lbai=Lbai() if given("BURSAR_LBAI_TOKEN") else None,
        opencatd=OpenCatd(base_url=os.environ["BURSAR_OPENCATD_BASE_URL"]) if opencatd else None,
        akool=Akool() if pair or given("BURSAR_AKOOL_API_KEY") else None,
        espai=EspAi() if given("BURSAR_ESPAI_API_KEY") else None,
    )


def given(*names: str) -> bool:
    """Whether an account is in the environment. Half of one is a mistake: the report would be about another account."""
    there = [name for name in names if os.environ.get(name)]
    if there and len(there) < len(names):
        missing = [name for name in names if name not in there]
        raise SystemExit(f"{there[0]} is set, but not {missing[0]}: set both, or neither")
    return bool(there)


def sandbox() -> Sandbox:
    """The four platforms on this machine. The program is `BURSAR_SANDBOX`, or where cargo has built it."""
    target = os.environ.get("CARGO_TARGET_DIR", Path(__file__).parents[2] / "target")
    return Sandbox(os.environ.get("BURSAR_SANDBOX") or Path(target) / "debug/bursar-sandbox")


@contextmanager
def accounts(month: str) -> Iterator[Accounts]:
    """Those of the environment, or else those of a sandbox in which a month, written `2026-10`, has passed."""
    with ExitStack() as stack:
        own = configured()
        if not any(vars(own).values()):
            print("FIGURES OF THE SANDBOX, NOT YOURS: no account is in the environment (BURSAR_...)\n")
            server = stack.enter_context(sandbox())
            passed(server, month)
            own = Accounts(
                lbai=server.client("lbai"),
                opencatd=server.client("opencatd"),
                akool=server.client("akool"),
                espai=server.client("espai"),
            )
        for client in vars(own).values():
            if client is not None:
                stack.enter_context(client)
        yield own


def passed(server: Sandbox, month: str) -> None:
    """What members used in a month, by working day, and cards by the hundred."""
    first = date.fromisoformat(f"{month}-01")
    days = (first + timedelta(days=at) for at in range(31))
    for day in (one.day for one in days if one.month == first.month and one.weekday() < 5):
        for user, units in ((1, 40_000), (2, 90_000 + day * 4_000), (3, 30_000 + (day * 7919) % 60_000)):
            used = {"day": f"{month}-{day:02}", "units": units, "cost": f"{units / 500_000:.6f}"}
            server.control("POST", "seed", {"platform": "opencatd", "kind": "usages", "user_id": user, **used})
    server.control("POST", "seed", {"platform": "espai", "kind": "cards", "count": 240})
