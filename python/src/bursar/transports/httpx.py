"""Sends through httpx 0.27 or newer: `EspAi(http=HttpxTransport())`, `AsyncEspAi(http=AsyncHttpxTransport())`."""

from __future__ import annotations

import ssl
import time
from functools import cache
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import Any, NamedTuple

import httpx

from .._http import HttpReply, HttpRequest, RequestLost
from ._own import Awaited, Blocking, Body, PerLoop, PerProcess, lost

_NOT_SENT = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    # A proxy that gives no tunnel.
    httpx.ProxyError,
)
_TOLD = (httpx.NetworkError, httpx.TimeoutException, httpx.ProxyError)
"""Their texts are of the operating system, of TLS and of proxies."""


class _Own(NamedTuple):
    keeping: httpx.Client
    fresh: httpx.Client


class _AsyncOwn(NamedTuple):
    keeping: httpx.AsyncClient
    fresh: httpx.AsyncClient


class HttpxTransport(Blocking):
    """Sends through an `httpx.Client`.

    httpx limits each read by the request's time. In the body this adapter looks at the clock in between, so that a
    server that sends byte by byte can take twice as long. In the headers nobody does: as long as a server goes on
    sending them, a few bytes at a time, it is waited for, whatever the time-out and the deadline. Under
    `AsyncHttpxTransport` and the built-in transport it is not.

    httpx logs the URL of each request, at INFO. This adapter keeps the query from that, in which `users.reset_token` of
    opencatd sends the token, but not with a client of yours: keep the logger `httpx` above INFO then.

    Args:
        client: A client of yours: its proxies, certificates, limits and hooks are used, and its transport must not
            repeat requests by itself. Its headers, cookies and authentication are not used. It is left open. A client
            of its own if left out.
    """

    def __init__(self, client: httpx.Client | None = None) -> None:
        super().__init__()
        if client is not None and not isinstance(client, httpx.Client):  # pyright: ignore[reportUnnecessaryIsInstance]
            raise TypeError("HttpxTransport takes an httpx.Client; AsyncHttpxTransport takes an httpx.AsyncClient")
        self._client = client
        self._own = PerProcess(_make, _drop)

    def close(self) -> None:
        """Closes the connections of its own; a request that comes later opens others."""
        self._own.close()

    def _exchange(self, request: HttpRequest) -> HttpReply:
        wire, client = _wire(request, quiet=self._client is None), self._client
        if client is None:
            own = self._own.get()
            client = own.fresh if request.once else own.keeping
        until = time.monotonic() + request.timeout
        reply = client.send(wire, stream=True, auth=None, follow_redirects=False)
        try:
            body = _body(reply, request)
            for piece in () if reply.is_stream_consumed else reply.iter_raw():
                body.add(piece)
                if time.monotonic() > until:
                    raise RequestLost("maybe_sent", f"no whole reply within {request.timeout * 1000:.0f} ms")
        finally:
            reply.close()
        return HttpReply(reply.status_code, reply.headers.multi_items(), body.whole())

    def _loss(self, error: BaseException) -> BaseException:
        return _loss(error)


class AsyncHttpxTransport(Awaited):
    """Sends through an `httpx.AsyncClient`, under asyncio. A call that is cancelled closes its connection at once.

    What httpx logs is the same as for `HttpxTransport`.

    Args:
        client: A client of yours, as for `HttpxTransport`; it belongs to one event loop. A client of its own for each
            loop if left out.
    """

    def __init__(self, client: httpx.AsyncClient | None = None) -> None:
        super().__init__()
        if client is not None and not isinstance(client, httpx.AsyncClient):  # pyright: ignore[reportUnnecessaryIsInstance]
            raise TypeError("AsyncHttpxTransport takes an httpx.AsyncClient; HttpxTransport takes an httpx.Client")
        self._client = client
        self._own = PerLoop(_make_async, _drop_async)

    async def close(self) -> None:
        """Closes the connections that it has made on this event loop; a request that comes later opens others."""
        await self._own.close()

    async def _exchange(self, request: HttpRequest) -> HttpReply:
        wire, client = _wire(request, quiet=self._client is None), self._client
        if client is None:
            own = await self._own.get()
            client = own.fresh if request.once else own.keeping
        reply = await client.send(wire, stream=True, auth=None, follow_redirects=False)
        try:
            body = _body(reply, request)
            if not reply.is_stream_consumed:
                async for piece in reply.aiter_raw():
                    body.add(piece)
        finally:
            await reply.aclose()
        return HttpReply(reply.status_code, reply.headers.multi_items(), body.whole())

    def _loss(self, error: BaseException) -> BaseException:
        return _loss(error)


class _Quiet(httpx.URL):
    """httpx logs the text of a URL, and shows it in its renderings; what it sends it takes from the parts."""

    def __str__(self) -> str:
        return super().__str__().partition("?")[0]


def _wire(request: HttpRequest, *, quiet: bool) -> httpx.Request:
    """Made here and not by the client, which would add headers and cookies of its own."""
    timeout = httpx.Timeout(request.timeout, connect=request.connect_timeout, pool=request.connect_timeout)
    wire = httpx.Request(
        request.method,
        request.url,
        headers=request.headers,
        content=request.body,
        extensions={"timeout": timeout.as_dict()},
    )
    if quiet:
        # A transport of the user's own may send what this text says.
        wire.url = _Quiet(wire.url)
    return wire


def _body(reply: httpx.Response, request: HttpRequest) -> Body:
    headers = reply.headers
    if not reply.is_stream_consumed:
        return Body(request.max_body_bytes, headers.get("content-length"), headers.get("content-encoding", ""))
    # A hook of the user's client has read it, or their transport had it whole: it is unpacked.
    body = Body(request.max_body_bytes, None, "")
    body.add(reply.content)
    return body


def _loss(error: BaseException) -> BaseException:
    # Of a redirect with an odd address httpx says that the URL is invalid, once the reply is there.
    if not isinstance(error, (httpx.HTTPError, httpx.InvalidURL)):
        return error
    return lost(isinstance(error, _NOT_SENT), error, str(error) if isinstance(error, _TOLD) else "")


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
