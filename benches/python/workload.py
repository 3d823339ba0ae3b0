"""The replies that everybody reads, and what somebody writes by hand who wants the package's rows.

ESP-AI's card list and card and LBAI's balance, as docs/platforms describes them.
"""

from __future__ import annotations

import json
import random
import string
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any

NAMES = ["琳琅", "小美", "王五的第二张卡", "Anna", "测试用户", "张伟"]
API_KEY = "0f3c9a7be41d4c02a8c6d1f5b7e2930d"
TOKEN = "cpn-7f2c91d04be84c6fa1"
PHONE, CODE = "15916888888", "wNaa1GDw"

# The same from run to run.
_dice = random.Random(42)


def _card() -> dict[str, Any]:
    created = 1743506056109 + _dice.randrange(10_000_000_000)
    return {
        "id": f"{_dice.getrandbits(128):032x}",
        "create_time": created,
        # Most cards were never changed.
        "update_time": None if _dice.random() < 0.6 else created + _dice.randrange(1_000_000),
        "code": "".join(_dice.choices(string.ascii_letters + string.digits, k=8)),
        "user_id": f"{_dice.getrandbits(128):032x}",
        "api_limit": _dice.randrange(15_000),
        "type": str(_dice.randrange(6)),
        "user_phone": 13_000_000_000 + _dice.randrange(2_000_000_000),
        "user_name": _dice.choice(NAMES),
    }


def _bytes(reply: object) -> bytes:
    return json.dumps(reply, ensure_ascii=False, separators=(",", ":")).encode()


def cards(rows: int) -> bytes:
    """A page of the card list."""
    data = [_card() for _ in range(rows)]
    return _bytes({"success": True, "message": "请求成功", "data": data, "totalNumber": rows})


ONE_CARD = _bytes({"success": True, "message": "请求成功", "data": _card()})
BALANCE = _bytes({"data": {"balance": 9830602}, "errorCode": 0, "message": "success", "success": True, "line": None})


@dataclass(slots=True)
class Card:
    """A card, with the package's names and types."""

    id: str
    create_time: datetime
    update_time: datetime | None
    code: str
    user_id: str
    api_limit: int | None
    type: str
    user_phone: str
    user_name: str


@dataclass(slots=True)
class Balance:
    """A balance."""

    balance: int


def moment(ms: int) -> datetime:
    """A moment in UTC, in the shortest way there is."""
    return datetime.fromtimestamp(ms / 1000, timezone.utc)


def card(of: dict[str, Any]) -> Card:
    """A row by hand: the conversions, and no checks beside those that they make."""
    changed = of["update_time"]
    return Card(
        of["id"],
        moment(of["create_time"]),
        None if changed is None else moment(changed),
        of["code"],
        of["user_id"],
        of["api_limit"],
        of["type"],
        str(of["user_phone"]),
        of["user_name"],
    )


def accepted(reply: Any) -> Any:
    """The payload of a reply that is no refusal."""
    if reply["success"] is not True:
        raise ValueError(reply["message"])
    return reply["data"]


def listed(body: bytes) -> list[Card]:
    """A page by hand."""
    return [card(one) for one in accepted(json.loads(body))]


def balance(body: bytes) -> Balance:
    """A balance by hand."""
    return Balance(accepted(json.loads(body))["balance"])


Http = Callable[[str, str, dict[str, str], bytes | None], tuple[int, bytes]]
"""An HTTP client as somebody has it in a function of their own."""


def card_by_hand(http: Http, base: str) -> Card:
    """A small call by hand: the request, and what comes of the reply."""
    headers = {"authorization": API_KEY, "content-type": "application/json"}
    body = json.dumps({"phone": PHONE, "code": CODE}).encode()
    status, reply = http("POST", f"{base}/cdkey/detail", headers, body)
    if status != 200:
        raise ValueError(status)
    return card(accepted(json.loads(reply)))


def balance_by_hand(http: Http, base: str) -> Balance:
    """A smaller one."""
    status, reply = http("GET", f"{base}/ai-api/v1/account/banlance", {"authorization": f"Bearer {TOKEN}"}, None)
    if status != 200:
        raise ValueError(status)
    return balance(reply)
