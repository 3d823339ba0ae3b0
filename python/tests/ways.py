"""The ways to send: the same tests run over each of them, whether calls block or are awaited."""

from __future__ import annotations

import asyncio
import http.client
from collections.abc import Awaitable, Callable
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import aiohttp
import httpx
import requests

import bursar
from bursar import HttpReply, HttpRequest
from bursar._http import Adapter
from bursar.testing import Sandbox
from bursar.transports.aiohttp import AiohttpTransport
from bursar.transports.httpx import AsyncHttpxTransport, HttpxTransport
from bursar.transports.requests import RequestsTransport

CLASSES = {"lbai": "Lbai", "opencatd": "OpenCatd", "opencatd_dev": "OpenCatd", "akool": "Akool", "espai": "EspAi"}


def by_hand(request: HttpRequest) -> HttpReply:
    """As a user writes it who brings the standard library: a connection for each request."""
    url = urlsplit(request.url)
    assert url.hostname is not None
    connection = http.client.HTTPConnection(url.hostname, url.port, timeout=request.timeout)
    try:
        path = f"{url.path}?{url.query}" if url.query else url.path
        connection.request(request.method, path, request.body, dict(request.headers))
        reply = connection.getresponse()
        return HttpReply(reply.status, reply.getheaders(), reply.read())
    finally:
        connection.close()


async def by_hand_async(request: HttpRequest) -> HttpReply:
    return await asyncio.to_thread(by_hand, request)


class Way(NamedTuple):
    name: str
    awaited: bool
    made: Callable[[], Any]
    """The executor, made where it is used: what is awaited belongs to an event loop."""
    close: Callable[[Any], Awaitable[None]] | None = None
    """For what an executor does not close, as it is not its own."""

    def __str__(self) -> str:
        return self.name

    def play(self, story: Callable[[Any], Awaitable[None]]) -> None:
        """Tells a story to its end, in an event loop of its own, with an executor of its own."""

        async def told() -> None:
            http = self.made()
            if isinstance(http, Adapter):
                # So that clients that come and go leave its connections alone.
                http.joined(http)
            try:
                await story(http)
            finally:
                if isinstance(http, Adapter) and self.awaited:
                    await http.close()
                elif isinstance(http, Adapter):
                    http.close()
                if self.close is not None:
                    await self.close(http)

        asyncio.run(told())

    def open(self, sandbox: Sandbox, platform: str, http: Any, **options: Any) -> Any:
        """A client of one of the sandbox's servers over the executor."""
        server = sandbox.ready[platform]
        given = dict(server["credentials"])
        if platform == "akool":
            # A key or the pair, not both; with the pair, tokens come and go.
            given = {"client_id": given["clientId"], "client_secret": given["clientSecret"]}
        own = {("api_key" if name == "apiKey" else name): value for name, value in given.items()}
        options.setdefault("base_url", server["base_url"])
        return self.kind(platform)(**own, **self.over(http), **options)

    def kind(self, platform: str) -> Any:
        return getattr(bursar, ("Async" if self.awaited else "") + CLASSES[platform])

    def over(self, http: Any) -> dict[str, Any]:
        return {} if http is None else {"http": http}


async def value(given: Any) -> Any:
    """What a method gives, of whichever kind it is; of a list its first page."""
    if hasattr(given, "page"):
        given = given.page()
    return await given if hasattr(given, "__await__") else given


async def closed(client: Any) -> None:
    await value(client.close())


def _session_of(http: AiohttpTransport) -> Awaitable[None]:
    assert http._session is not None
    return http._session.close()


async def _client_of(http: AsyncHttpxTransport) -> None:
    assert http._client is not None
    await http._client.aclose()


async def _closed(http: HttpxTransport | RequestsTransport) -> None:
    theirs = http._client if isinstance(http, HttpxTransport) else http._session
    assert theirs is not None
    theirs.close()


WAYS = [
    Way("built-in", False, lambda: None),
    Way("by hand", False, lambda: by_hand),
    Way("httpx", False, HttpxTransport),
    Way("requests", False, RequestsTransport),
    Way("async built-in", True, lambda: None),
    Way("async by hand", True, lambda: by_hand_async),
    Way("async httpx", True, AsyncHttpxTransport),
    Way("async aiohttp", True, AiohttpTransport),
]
"""Those of the package, and one of the user's own of each kind."""
GIVEN = [
    Way("own httpx", False, lambda: HttpxTransport(httpx.Client()), _closed),
    Way("own requests", False, lambda: RequestsTransport(requests.Session()), _closed),
    Way("own async httpx", True, lambda: AsyncHttpxTransport(httpx.AsyncClient()), _client_of),
    Way("own aiohttp", True, lambda: AiohttpTransport(aiohttp.ClientSession()), _session_of),
]
"""Over a client of the user's own, whose connections are kept."""
