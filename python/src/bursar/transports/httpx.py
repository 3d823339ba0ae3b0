"""Sends through httpx 0.27 or newer: `EspAi(http=HttpxTransport())`, `AsyncEspAi(http=AsyncHttpxTransport())`."""

from __future__ import annotations

import ssl
import time
from collections.abc import Generator
from contextlib import contextmanager
from functools import cache
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import Any, NamedTuple

import httpx

from .._http import Adapter, HttpReply, HttpRequest, RequestLost
from ._own import Body, PerLoop, PerProcess, lost

_NOT_SENT = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    # A proxy that gives no tunnel.
    httpx.ProxyError,
    httpx.UnsupportedProtocol,
    httpx.InvalidURL,
)


class _Own(NamedTuple):
    keeping: httpx.Client
    fresh: httpx.Client


class _AsyncOwn(NamedTuple):
    keeping: httpx.AsyncClient
    fresh: httpx.AsyncClient


class HttpxTransport(Adapter):
    """Sends through an `httpx.Client`.

    httpx limits each read by the request's time, and this adapter looks at the clock in between: a server that sends
    byte by byte can take twice as long.

    Args:
        client: A client of yours: its proxies, certificates, limits and hooks are used, and its transport must not
            repeat requests by itself. Its headers, cookies and authentication are not used. It is left open. A client
            of its own if left out.
    """

    awaited = False

    def __init__(self, client: httpx.Client | None = None) -> None:
        super().__init__()
        if client is not None and not isinstance(client, httpx.Client):  # pyright: ignore[reportUnnecessaryIsInstance]
            raise TypeError("HttpxTransport takes an httpx.Client; AsyncHttpxTransport takes an httpx.AsyncClient")
        self._client = client
        self._own = PerProcess(_make, _drop)

    def __call__(self, request: HttpRequest) -> HttpReply:
        """Sends a request: the executor that clients call."""
        client = self._client
        if client is None:
            own = self._own.get()
            client = own.fresh if request.once else own.keeping
        until = time.monotonic() + request.timeout
        with _losses():
            reply = client.send(_wire(request), stream=True, auth=None, follow_redirects=False)
            try:
                body = Body(request.max_body_bytes, reply.headers.get("content-length"))
                for piece in reply.iter_bytes():
                    body.add(piece)
                    if time.monotonic() > until:
                        raise RequestLost("maybe_sent", f"no whole reply within {request.timeout * 1000:.0f} ms")
            finally:
                reply.close()
        return HttpReply(reply.status_code, reply.headers.multi_items(), body.whole())

    def close(self) -> None:
        """Closes the connections of its own; a request that comes later opens others."""
        self._own.close()


class AsyncHttpxTransport(Adapter):
    """Sends through an `httpx.AsyncClient`, under asyncio. A call that is cancelled closes its connection at once.

    Args:
        client: A client of yours, as for `HttpxTransport`; it belongs to one event loop. A client of its own for each
            loop if left out.
    """

    awaited = True

    def __init__(self, client: httpx.AsyncClient | None = None) -> None:
        super().__init__()
        if client is not None and not isinstance(client, httpx.AsyncClient):  # pyright: ignore[reportUnnecessaryIsInstance]
            raise TypeError("AsyncHttpxTransport takes an httpx.AsyncClient; HttpxTransport takes an httpx.Client")
        self._client = client
        self._own = PerLoop(_make_async, _drop_async)

    async def __call__(self, request: HttpRequest) -> HttpReply:
        """Sends a request: the executor that clients call."""
        client = self._client
        if client is None:
            own = await self._own.get()
            client = own.fresh if request.once else own.keeping
        with _losses():
            reply = await client.send(_wire(request), stream=True, auth=None, follow_redirects=False)
            try:
                body = Body(request.max_body_bytes, reply.headers.get("content-length"))
                async for piece in reply.aiter_bytes():
                    body.add(piece)
            finally:
                await reply.aclose()
        return HttpReply(reply.status_code, reply.headers.multi_items(), body.whole())

    async def close(self) -> None:
        """Closes the connections that it has made on this event loop; a request that comes later opens others."""
        await self._own.close()


def _wire(request: HttpRequest) -> httpx.Request:
    """Made here and not by the client, which would add headers and cookies of its own."""
    timeout = httpx.Timeout(request.timeout, connect=request.connect_timeout, pool=request.connect_timeout)
    return httpx.Request(
        request.method,
        request.url,
        headers=request.headers,
        content=request.body,
        extensions={"timeout": timeout.as_dict()},
    )


@contextmanager
def _losses() -> Generator[None]:
    try:
        yield
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise lost(isinstance(error, _NOT_SENT), str(error) or type(error).__name__) from error


@cache
def _trusted() -> ssl.SSLContext:
    """One for all clients: loading certificates takes longer than a request."""
    return httpx.create_ssl_context()


def _options() -> dict[str, Any]:
    return {"verify": _trusted(), "cookies": CookieJar(DefaultCookiePolicy(allowed_domains=()))}


_KEEPING = httpx.Limits(max_connections=None, max_keepalive_connections=16)
# A kept connection may have died meanwhile, and what was written to it may have been read or not.
_FRESH = httpx.Limits(max_connections=None, max_keepalive_connections=0)


def _make() -> _Own:
    options = _options()
    return _Own(httpx.Client(limits=_KEEPING, **options), httpx.Client(limits=_FRESH, **options))


def _drop(own: _Own) -> None:
    own.keeping.close()
    own.fresh.close()


def _make_async() -> _AsyncOwn:
    options = _options()
    return _AsyncOwn(httpx.AsyncClient(limits=_KEEPING, **options), httpx.AsyncClient(limits=_FRESH, **options))


async def _drop_async(own: _AsyncOwn) -> None:
    await own.keeping.aclose()
    await own.fresh.aclose()
