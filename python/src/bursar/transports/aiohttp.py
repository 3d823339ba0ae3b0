"""Sends through aiohttp 3.10 or newer: `AsyncEspAi(http=AiohttpTransport())`."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import Any, NamedTuple

import aiohttp
from yarl import URL

from .._http import HttpReply, HttpRequest, RequestLost
from .._proxy import environment_proxy
from ._own import Awaited, Body, PerLoop, lost

# Those that aiohttp would add by itself.
_SKIPPED = ("Accept", "Accept-Encoding", "Content-Type", "User-Agent")


class _Own(NamedTuple):
    keeping: aiohttp.ClientSession
    fresh: aiohttp.ClientSession
    proxies: dict[str, str | None]
    """By origin, as the environment told when it was first asked."""


class AiohttpTransport(Awaited):
    """Sends through aiohttp. A call that is cancelled closes its connection at once.

    aiohttp repeats GET and DELETE by itself when their connection dies; here it is kept from that.

    Args:
        session: A session of yours, of one event loop: its connector is used, with its certificates, limits and
            resolver, and its `trust_env`. Its headers, cookies, authentication and middlewares are not used. It is left
            open. A session of its own for each loop if left out.
        proxy: URL of an http proxy. Without it and without a session: as the environment tells.
    """

    def __init__(self, session: aiohttp.ClientSession | None = None, *, proxy: str | None = None) -> None:
        super().__init__()
        if session is not None and not isinstance(session, aiohttp.ClientSession):  # pyright: ignore[reportUnnecessaryIsInstance]
            raise TypeError("AiohttpTransport takes an aiohttp.ClientSession")
        self._session = session
        self._proxy = proxy
        self._own = PerLoop(self._make, _drop)

    async def close(self) -> None:
        """Closes the connections that it has made on this event loop; a request that comes later opens others."""
        await self._own.close()

    async def _exchange(self, request: HttpRequest) -> HttpReply:
        own = await self._own.get()
        session = own.fresh if request.once else own.keeping
        way = SimpleNamespace(taken=False)
        url = URL(request.url, encoded=True)
        try:
            async with session.request(
                request.method,
                url,
                headers=request.headers,
                data=request.body,
                skip_auto_headers=_SKIPPED,
                allow_redirects=False,
                proxy=self._proxy_of(url, own.proxies),
                timeout=aiohttp.ClientTimeout(total=request.timeout, connect=request.connect_timeout),
                trace_request_ctx=way,
            ) as reply:
                coding = ", ".join(reply.headers.getall("content-encoding", ()))
                body = Body(request.max_body_bytes, reply.headers.get("content-length"), coding)
                async for piece in reply.content.iter_any():
                    body.add(piece)
                return HttpReply(reply.status, list(reply.headers.items()), body.whole())
        except (aiohttp.ClientError, asyncio.TimeoutError) as error:
            # While it has no connection, nothing of it was written.
            raise lost(not way.taken, error, _told(error)) from None

    def _loss(self, error: BaseException) -> BaseException:
        return error

    def _proxy_of(self, url: URL, known: dict[str, str | None]) -> str | None:
        if self._proxy is not None or (self._session is not None and not self._session.trust_env):
            return self._proxy
        origin = str(url.origin())
        if origin not in known:
            known[origin] = environment_proxy(str(url))
        return known[origin]

    def _make(self) -> _Own:
        theirs = self._session.connector if self._session is not None else None
        if theirs is not None:
            both = _session(theirs, connector_owner=False)
            return _Own(both, both, {})
        # A kept connection may have died meanwhile, and what was written to it may have been read or not.
        fresh = aiohttp.TCPConnector(limit=0, force_close=True)
        return _Own(_session(aiohttp.TCPConnector(limit=0)), _session(fresh), {})


def _session(connector: aiohttp.BaseConnector, **options: Any) -> aiohttp.ClientSession:
    trace = aiohttp.TraceConfig()
    trace.on_connection_create_start.append(_begins)
    trace.on_connection_create_end.append(_has_one)
    trace.on_connection_reuseconn.append(_takes_kept)
    return aiohttp.ClientSession(
        connector=connector,
        cookie_jar=aiohttp.DummyCookieJar(),
        trace_configs=[trace],
        auto_decompress=False,
        **options,
    )


def _told(error: aiohttp.ClientError | asyncio.TimeoutError) -> str:
    if isinstance(error, aiohttp.ClientHttpProxyError):
        return f"{error.status} {error.message}"
    known = (aiohttp.ClientConnectionError, asyncio.TimeoutError)
    return str(error) if isinstance(error, known) else ""


async def _begins(_: aiohttp.ClientSession, context: SimpleNamespace, __: object) -> None:
    """A second connection for the same request: aiohttp is about to send it again."""
    if context.trace_request_ctx.taken:
        raise RequestLost("maybe_sent", "the connection died, and the request was not sent again")


async def _has_one(_: aiohttp.ClientSession, context: SimpleNamespace, __: object) -> None:
    context.trace_request_ctx.taken = True


async def _takes_kept(session: aiohttp.ClientSession, context: SimpleNamespace, parameters: object) -> None:
    await _begins(session, context, parameters)
    await _has_one(session, context, parameters)


async def _drop(own: _Own) -> None:
    await own.keeping.close()
    await own.fresh.close()
