"""Without IO: bytes to rows, and small calls whose HTTP client has the reply already."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime
from typing import Any

import msgspec
import pydantic
import workload
from measure import Result, compare, direct

from bursar import EspAi, HttpReply, Lbai, Value


class PydanticCard(pydantic.BaseModel):
    """A card, with the conversions that pydantic makes by itself."""

    model_config = pydantic.ConfigDict(coerce_numbers_to_str=True)
    id: str
    create_time: datetime
    update_time: datetime | None
    code: str
    user_id: str
    api_limit: int | None
    type: str
    user_phone: str
    user_name: str


class PydanticReply(pydantic.BaseModel):
    """The envelope."""

    success: bool
    data: list[PydanticCard]


class MsgspecCard(msgspec.Struct):
    """A card with the wire's types: msgspec reads no moments from milliseconds."""

    id: str
    create_time: int
    update_time: int | None
    code: str
    user_id: str
    api_limit: int | None
    type: str
    user_phone: int
    user_name: str


class MsgspecReply(msgspec.Struct):
    """The envelope."""

    success: bool
    data: list[MsgspecCard]


def begun(client: Any, name: str, params: dict[str, Any], reply: HttpReply) -> list[Any]:
    """A call that is driven by hand."""
    step = client.begin(name, params).received(reply)
    assert isinstance(step, Value), step
    return step.rows


def pages(counts: list[int], how: dict[str, Any]) -> list[tuple[int, int, list[Result]]]:
    """Bytes to rows: how many, how many bytes, and who took how long."""
    return [(count, len(body := workload.cards(count)), _page(body, how)) for count in counts]


def _page(body: bytes, how: dict[str, Any]) -> list[Result]:
    reply = HttpReply(200, [("content-type", "application/json")], body)
    client = EspAi(api_key=workload.API_KEY, http=lambda _: reply)
    decoder = msgspec.json.Decoder(MsgspecReply)

    def converted() -> list[workload.Card]:
        return [
            workload.Card(
                one.id,
                workload.moment(one.create_time),
                None if one.update_time is None else workload.moment(one.update_time),
                one.code,
                one.user_id,
                one.api_limit,
                one.type,
                str(one.user_phone),
                one.user_name,
            )
            for one in decoder.decode(body).data
        ]

    def validated() -> list[PydanticCard]:
        return PydanticReply.model_validate_json(body).data

    def whole() -> list[Any]:
        return client.cards.list().page().rows

    def alone(call: Any) -> list[Any]:
        rows: list[Any] = call.received(reply).rows
        return rows

    def start() -> Any:
        return client.begin("espai.cards.list")

    rows = [asdict(one) for one in workload.listed(body)]
    assert [asdict(one) for one in whole()] == rows, "the package's rows are not those by hand"
    assert [asdict(one) for one in alone(start())] == rows
    assert [asdict(one) for one in converted()] == rows
    assert [one.model_dump() for one in validated()] == rows, "pydantic's rows are not those by hand"
    contestants = [
        direct("json.loads + the same rows", lambda: workload.listed(body)),
        direct("json.loads alone", lambda: json.loads(body)),
        direct("pydantic", validated),
        direct("msgspec, the wire's types", lambda: decoder.decode(body).data),
        direct("msgspec + the same rows", converted),
        direct("bursar, a whole call", whole),
        direct("bursar, begin and reply", lambda: begun(client, "espai.cards.list", {}, reply)),
        direct("bursar, the reply only", alone, start),
    ]
    return compare(contestants, **how)


def small(how: dict[str, Any]) -> list[tuple[str, list[Result]]]:
    """Small calls: by hand with a function that sends, by the package with another."""
    base = "https://api.example.com"
    params = {"phone": workload.PHONE, "code": workload.CODE}
    headers = [("content-type", "application/json")]
    balance, card = (HttpReply(200, headers, body) for body in (workload.BALANCE, workload.ONE_CARD))
    lbai = Lbai(token=workload.TOKEN, base_url=base, http=lambda _: balance)
    espai = EspAi(api_key=workload.API_KEY, base_url=base, http=lambda _: card)
    by_hand: list[tuple[str, Callable[..., Any], Callable[[], Any], Callable[[], list[Any]], Callable[[], Any]]] = [
        (
            "balance",
            lambda: workload.balance_by_hand(lambda *_: (200, workload.BALANCE), base),
            lambda: lbai.account.balance(),
            lambda: begun(lbai, "lbai.account.balance", {}, balance),
            lambda: lbai.begin("lbai.account.balance").close(),
        ),
        (
            "one card",
            lambda: workload.card_by_hand(lambda *_: (200, workload.ONE_CARD), base),
            lambda: espai.cards.get(phone=workload.PHONE, code=workload.CODE),
            lambda: begun(espai, "espai.cards.get", params, card),
            lambda: espai.begin("espai.cards.get", params).close(),
        ),
    ]
    measured = []
    for name, hand, called, driven, opened in by_hand:
        assert asdict(hand()) == asdict(called()) == asdict(driven()[0]), name
        contestants = [
            direct("by hand", hand),
            direct("bursar, a whole call", called),
            direct("bursar, begin and reply", driven),
            direct("bursar, begin and close", opened),
        ]
        measured.append((name, compare(contestants, **how)))
    return measured
