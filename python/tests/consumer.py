"""What a user writes, for the type checkers: it is checked strictly, and runs in `test_package.py`."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import bursar
from bursar import CardType, EspAi, HttpReply, HttpRequest, Secret


def http(request: HttpRequest) -> HttpReply:
    body = b'{"success":true,"code":0,"data":[],"totalNumber":0}'
    return HttpReply(200, [("x-request-id", request.method)], body)


def total(espai: EspAi) -> tuple[int, list[datetime], int | None]:
    moments: list[datetime] = []
    for card in espai.cards.list(type=CardType.AZURE_DRAGON):
        moments.append(card.create_time)
    page: bursar.Page[bursar.Card] = espai.cards.list(options={"timeout": 2.5}).page()
    return len(page.rows), moments, page.total


def remaining(espai: EspAi) -> Decimal | None:
    got: bursar.WithResponse[bursar.Credits] = espai.with_response(espai.credits)
    return got.value.remaining


def guarded(espai: EspAi, code: Secret) -> str:
    try:
        return espai.cards.get(phone="1", code=code).id
    except bursar.NotFoundError as error:
        return error.detail
    except bursar.BursarError as error:
        return error.kind
