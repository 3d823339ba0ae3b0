"""Bursar's story on one screen, over real HTTP, against a sandbox: `cargo xtask demo --language python`."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import chart
from accounts import sandbox

import bursar
from bursar import Akool, EspAi, Lbai, OpenCatd
from bursar.testing import Sandbox

MONTH = "2026-10"


def chapter(title: str) -> None:
    """Begins one."""
    print(f"\n\u25b8 {title}")


def failure(kind: type[bursar.BursarError], call: Callable[[], object]) -> bursar.BursarError:
    """What a call fails with; the story has no other way on."""
    try:
        call()
    except kind as error:
        return error
    raise RuntimeError(f"the call was to end in {kind.__name__}")


def opencatd_story(server: Sandbox, opencatd: OpenCatd) -> None:
    """A server of one's own."""
    chapter("opencatd, a team's own server: first user, a member, a vendor key")
    server.control("POST", "reset", {"platform": "opencatd", "empty": True})
    # A fresh server has no user, so there is no token yet: the session keeps the one that `init` returns.
    opencatd.set_token(None)
    root = opencatd.users.init()
    print(f"  made user {root.id} ({root.name}); its token is a secret, and prints as {root.token!r}")
    ada = opencatd.users.create(name="ada")
    key = opencatd.keys.create(name="Team Key", key="sk-demo-0001")
    print(f'  made user {ada.id} ({ada.name}) and key {key.id}, which the server calls "{key.name}"')
    taken = failure(bursar.ConflictError, lambda: opencatd.users.create(name="ada"))
    print(f'  a second "ada" is a {taken.kind}, though the server said HTTP 200')
    for day in range(5, 17):
        for user, cost in ((root.id, 0.02 * (day % 5)), (ada.id, 0.04 + 0.011 * day)):
            used = {"day": f"{MONTH}-{day:02}", "units": 10_000, "cost": f"{cost:.6f}"}
            server.control("POST", "seed", {"platform": "opencatd", "kind": "usages", "user_id": user, **used})


def lbai_story(server: Sandbox, lbai: Lbai) -> None:
    """A user, and what it cost."""
    chapter("Little Beauty AI: a user with a token, and what it cost")
    user = lbai.users.create(identifier="ada@example.com", group_id="1")
    print(f"  made user {user.user_id} and its token, a secret: {user.token!r}")
    costs = {"platform": "lbai", "kind": "costs", "count": 25, "units": 40, "user_id": user.user_id}
    server.control("POST", "seed", costs)
    rows = list(lbai.costs.list(user_id=user.user_id))
    print(f"  {len(rows)} cost records in pages of 10: {sum(row.cost_usage for row in rows)} chips")


def akool_story(server: Sandbox, akool: Akool) -> None:
    """Tokens come and go."""
    chapter("AKOOL: a token that dies is replaced, and the call goes on")
    print(f"  credit: {akool.credit.get().credit}")
    server.control("POST", "tokens/expire", {})
    got = akool.with_response(akool.credit.get)
    print(f"  every token was revoked; credit: {got.value.credit}")
    attempts = got.response.attempts
    print(f"  what happened: refused with 1101, a new token made, asked again ({attempts} requests)")


def espai_story(server: Sandbox, espai: EspAi) -> None:
    """Nothing is applied twice, and what is not known is called so."""
    chapter("ESP-AI: moving calls between quota cards, over a bad line")
    paid = [card for card in espai.cards.list() if card.type in ("1", "2") and (card.api_limit or 0) > 0]
    source, target = paid[:2]
    pair: dict[str, Any] = {
        "phone": source.user_phone,
        "code": source.code,
        "target_phone": target.user_phone,
        "target_code": target.code,
    }
    done = espai.cards.transfer(**pair, amount=100)
    print(f"  100 calls moved, known by {done.known_by}")

    server.fault("reset_after", platform="espai", path="/cdkey/transfer")
    read = espai.cards.transfer(**pair, amount=50)
    print("  50 calls: the reply was cut off.")
    moved = f"{read.source_before} \u2192 {read.source_after} and {read.target_before} \u2192 {read.target_after}"
    print(f"  Both cards were read again: {moved}, so it is known by {read.known_by}")

    server.fault("reset_before", platform="espai", path="/cdkey/transfer")
    # The cards are looked at for five seconds, unless the deadline comes first: nobody watches a demo wait.
    again = {**pair, "amount": 25, "options": {"deadline": 1.0}}
    lost = failure(bursar.OutcomeUnknownError, lambda: espai.cards.transfer(**again))
    print("  25 calls: the line broke again, and the cards show no change.")
    print(f"  It may still happen, so it is {lost.kind}:\n    {lost.hint}")
    print("    What was read of both cards, for whoever looks into it, is in the error, without secrets:")
    for name, value in json.loads(lost.readings or "{}").items():
        if name.startswith(("source_", "target_")):
            print(f"      {name}: {json.dumps(value)}")
    arrived = sum(arrival["path"] == "/cdkey/transfer" for arrival in server.journal())
    if arrived != 3 or not server.control("GET", "ledger")["balanced"]:
        raise RuntimeError("the server's books do not balance")
    print(f"  3 transfers, {arrived} requests on the server's side: none was sent twice.")
    print("  The server's books balance: no call was lost, and none was made.")


def credits_story(lbai: Lbai, opencatd: OpenCatd, akool: Akool, espai: EspAi) -> None:
    """A table, and a chart."""
    chapter("What is left, everywhere")
    rows = [["platform", "left", "spent", "unit", "how it is known"]]
    for credits in (lbai.credits(), opencatd.credits(month=MONTH), akool.credits(), espai.credits()):
        left = "" if credits.remaining is None else str(credits.remaining)
        left += " and an unlimited card" if credits.unlimited else ""
        spent = "" if credits.spent is None else str(credits.spent)
        rows.append([credits.platform, left, spent, credits.unit, credits.basis.replace("_", " ")])
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        print("  " + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())
    file = Path(os.environ.get("BURSAR_DEMO_CHART", "usage.png")).resolve()
    spent_by_day = chart.usage_by_day(opencatd, MONTH)
    chart.draw(spent_by_day, MONTH, file)
    print(f"  what {' and '.join(sorted(spent_by_day))} spent day by day is drawn in {file}")


def main() -> None:
    """Tells it."""
    began = time.monotonic()
    with sandbox() as server:
        print("Four platforms are running on this machine. Nothing here leaves it.")
        with (
            server.client("lbai") as lbai,
            server.client("opencatd") as opencatd,
            server.client("akool") as akool,
            server.client("espai") as espai,
        ):
            opencatd_story(server, opencatd)
            lbai_story(server, lbai)
            akool_story(server, akool)
            espai_story(server, espai)
            credits_story(lbai, opencatd, akool, espai)
        print(f"\n{len(server.journal())} requests in {time.monotonic() - began:.1f} s.")


if __name__ == "__main__":
    main()
