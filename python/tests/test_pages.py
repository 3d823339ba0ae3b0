"""The reader of packed rows, against `json.loads` and the same rows made by hand, on 3,000 random pages."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from dataclasses import astuple
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest

import bursar
from bursar import EspAi, HttpReply, OpenCatd, Secret, Value

EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
PIECES = [
    "",
    "a",
    "Ada",
    "琳琅",
    "é",
    "e\u0301",
    "🎟",
    "👩‍👩‍👧",
    "\u0000",
    "\u001f",
    "\u001e",
    "\ufeff",
    '"',
    "\\",
    "\n",
    "\t",
    "\x7f",
    "\u2028",
]
SEPARATORS = ("\u001f", "\u001e")


def text(dice: random.Random, plain: bool) -> str:
    pieces = [piece for piece in PIECES if not plain or piece not in SEPARATORS]
    made = "".join(dice.choices(pieces, k=dice.choice((0, 1, 1, 3, 12))))
    return made * 400 if dice.random() < 0.002 else made


def whole(dice: random.Random) -> int:
    return dice.choice((0, 1, -1, 2**53, -(2**53), dice.randrange(-(10**6), 10**6)))


def or_null(dice: random.Random, value: Any) -> Any:
    return None if dice.random() < 0.3 else value


def moment(ms: int | None) -> datetime | None:
    return None if ms is None else EPOCH + timedelta(milliseconds=ms)


def card(dice: random.Random, plain: bool) -> dict[str, Any]:
    return {
        "id": text(dice, plain),
        "create_time": dice.randrange(-(10**12), 8 * 10**12),
        "update_time": or_null(dice, dice.randrange(-(10**12), 8 * 10**12)),
        "code": text(dice, plain),
        "user_id": text(dice, plain),
        "api_limit": or_null(dice, whole(dice)),
        "type": text(dice, plain),
        "user_phone": str(dice.randrange(10**11)),
        "user_name": text(dice, plain),
    }


def card_row(of: dict[str, Any]) -> bursar.Card:
    moments = {"create_time": moment(of["create_time"]), "update_time": moment(of["update_time"])}
    return bursar.Card(**{**of, **moments})


def key(dice: random.Random, plain: bool) -> dict[str, Any]:
    maybe = {
        name: text(dice, plain)
        for name in ("ApiType", "EndPoint", "ResourceName", "DeploymentName")
        if dice.random() < 0.6
    }
    return {"id": dice.randrange(2**31), "name": text(dice, plain), "key": text(dice, plain) or "k", **maybe}


def key_row(of: dict[str, Any]) -> tuple[Any, ...]:
    return of["id"], of["name"], of["key"], of.get("ApiType")


def usage(dice: random.Random, _: bool) -> dict[str, Any]:
    cost = f"{dice.randrange(10**9)}.{dice.randrange(10**6):06}"
    return {"userId": dice.randrange(2**31), "totalUnit": whole(dice), "cost": cost}


def usage_row(of: dict[str, Any]) -> bursar.Usage:
    return bursar.Usage(of["userId"], of["totalUnit"], Decimal(of["cost"]))


Kind = tuple[
    str, Callable[[random.Random, bool], dict[str, Any]], Callable[[dict[str, Any]], Any], Callable[[Any], Any]
]
KINDS: dict[str, Kind] = {
    "espai": ("espai.cards.list", card, card_row, lambda row: row),
    "keys": ("opencatd.keys.list", key, key_row, lambda row: (row.id, row.name, row.key.expose(), row.api_type)),
    "usages": ("opencatd.usages.list", usage, usage_row, lambda row: row),
}


@pytest.mark.parametrize("kind", KINDS)
def test_random_pages_are_what_json_says(kind: str) -> None:
    name, made, row, shown = KINDS[kind]
    dice = random.Random(kind)
    client: Any = EspAi(api_key="k") if kind == "espai" else OpenCatd(token="t", base_url="http://127.0.0.1:9")
    params = {"month": "2026-10"} if kind == "usages" else {}
    slow = 0
    for at in range(1000):
        # Half of the pages hold no separator: they are split, the others are read by lengths.
        plain = at % 2 == 0
        count = 3000 if at == 500 else dice.choice((0, 1, 2, 5, 17, 64, 65))
        rows = [made(dice, plain) for _ in range(count)]
        slow += any(mark in str(cell) for one in rows for cell in one.values() for mark in SEPARATORS)
        page: object = {"success": True, "code": 0, "data": rows, "totalNumber": count} if kind == "espai" else rows
        sent = json.dumps(page, ensure_ascii=dice.random() < 0.5).encode()
        with client.begin(name, params) as call:
            call.received(HttpReply(200, [], (b"\xef\xbb\xbf" if at % 7 == 0 else b"") + sent))
            assert isinstance(call.step, Value), (at, call.step)
            got = call.step.rows
        read: Any = json.loads(sent)
        expected = [row(one) for one in (read["data"] if kind == "espai" else read)]
        assert [shown(one) for one in got] == expected, at
    assert slow > 200 or kind == "usages"


def test_a_page_of_one_type_is_not_one_of_another() -> None:
    # What the comparison above would miss if rows were equal to anything.
    one = bursar.Usage(1, 2, Decimal("3"))
    assert one != bursar.Usage(1, 2, Decimal("4"))
    assert astuple(one) == (1, 2, Decimal("3"))


def test_secrets_of_rows_compare_by_what_they_hold() -> None:
    assert bursar.UserToken(Secret("a")) == bursar.UserToken(Secret("a")) != bursar.UserToken(Secret("b"))
