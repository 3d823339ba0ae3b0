"""What a user writes, for the type checkers: it is checked strictly, and runs in `test_package.py`."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import bursar
from bursar import AsyncEspAi, CardType, EspAi, HttpReply, HttpRequest, Secret
from bursar.testing import Sandbox
from bursar.transports.aiohttp import AiohttpTransport
from bursar.transports.httpx import AsyncHttpxTransport, HttpxTransport
from bursar.transports.requests import RequestsTransport


def http(request: HttpRequest) -> HttpReply:
    body = b'{"success":true,"code":0,"data":[],"totalNumber":0}'
    return HttpReply(200, [("x-request-id", request.method)], body)


async def async_http(request: HttpRequest) -> HttpReply:
    return http(request)


def over_a_library(key: Secret) -> list[EspAi]:
    return [EspAi(api_key=key, http=HttpxTransport()), EspAi(api_key=key, http=RequestsTransport())]


def awaited_over_a_library(key: Secret) -> list[AsyncEspAi]:
    return [AsyncEspAi(api_key=key, http=AsyncHttpxTransport()), AsyncEspAi(api_key=key, http=AiohttpTransport())]


async def awaited(espai: AsyncEspAi) -> tuple[int, int, str]:
    names: list[str] = [card.id async for card in espai.cards.list(type=CardType.AZURE_DRAGON)]
    pages: list[bursar.Page[bursar.Card]] = [page async for page in espai.cards.list().pages()]
    got: bursar.WithResponse[bursar.Credits] = await espai.with_response(espai.credits)
    one: bursar.Page[bursar.Card] = await espai.cards.list(options={"timeout": 2.5, "http": async_http}).page()
    return len(names) + len(one.rows), len(pages), got.value.unit


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


def emulated(sandbox: Sandbox) -> tuple[bursar.OpenCatd, bursar.AsyncOpenCatd]:
    return sandbox.client("opencatd_dev"), sandbox.async_client("opencatd", timeout=2.5, http=async_http)
