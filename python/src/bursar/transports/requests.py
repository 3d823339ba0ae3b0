"""Sends through requests 2.32 or newer over urllib3 2.2 or newer: `EspAi(http=RequestsTransport())`."""

from __future__ import annotations

import ssl
import time
from collections.abc import Iterator
from typing import Any

import requests
from requests.adapters import BaseAdapter, HTTPAdapter
from urllib3.exceptions import ConnectTimeoutError, HTTPError, NewConnectionError, ReadTimeoutError

from .._http import HttpReply, HttpRequest, RequestLost
from ._own import Blocking, Body, PerProcess, lost

_PIECE = 1 << 16


class RequestsTransport(Blocking):
    """Sends through a `requests.Session`.

    requests limits each read by the request's time. In the body this adapter looks at the clock in between. In the
    headers nobody does: as long as a server goes on sending them, a few bytes at a time, it is waited for, whatever the
    time-out and the deadline. Under the built-in transport it is not.

    urllib3 logs the path of each request with its query, at DEBUG, in which `users.reset_token` of opencatd sends the
    token: keep the logger `urllib3` above DEBUG.

    Args:
        session: A session of yours: its adapters, certificates and proxies are used. Its headers, cookies,
            authentication and hooks are not used, nor is its method `send`. It is left open. A session of its own if
            left out.
    """

    def __init__(self, session: requests.Session | None = None) -> None:
        super().__init__()
        if session is not None and not isinstance(session, requests.Session):  # pyright: ignore[reportUnnecessaryIsInstance]
            raise TypeError("RequestsTransport takes a requests.Session")
        self._session = session
        self._own = PerProcess(requests.Session, _drop)

    def close(self) -> None:
        """Closes the connections of its own; a request that comes later opens others."""
        self._own.close()

    def _exchange(self, request: HttpRequest) -> HttpReply:
        session = self._session or self._own.get()
        if request.once and self._session is None:
            # A kept connection may have died meanwhile, and what was written to it may have been read or not.
            fresh = HTTPAdapter()
            try:
                return _exchange(session, fresh, request)
            finally:
                fresh.close()
        adapter = session.get_adapter(request.url)
        if request.once and _may_repeat(adapter):
            raise RequestLost("not_sent", "this session repeats requests: mount an adapter without retries")
        return _exchange(session, adapter, request)

    def _loss(self, error: BaseException) -> BaseException:
        if not isinstance(error, (requests.RequestException, HTTPError)):
            return error
        reasons = list(_reasons(error))
        certain = next((reason for reason in reasons if _was_not_sent(reason)), None)
        innermost = certain or reasons[-1]
        # Those of requests are errors of the operating system, too, and show the URL.
        told = isinstance(innermost, _TOLD) and not isinstance(innermost, requests.RequestException)
        return lost(certain is not None, innermost, str(innermost) if told else "")


def _drop(session: requests.Session) -> None:
    session.close()


def _exchange(session: requests.Session, adapter: BaseAdapter, request: HttpRequest) -> HttpReply:
    """Not by `Session.send`, which reads a redirect's body at once and whole, and keeps cookies."""
    sent = requests.Request(request.method, request.url, dict(request.headers), data=request.body).prepare()
    none: dict[str, str] = {}
    # With its own certificates asked for by name: those of the environment would go before them.
    options: dict[str, Any] = {**session.merge_environment_settings(sent.url, none, True, session.verify, None)}
    until = time.monotonic() + request.timeout
    with adapter.send(sent, timeout=(request.connect_timeout, request.timeout), **options) as reply:
        headers = reply.headers
        body = Body(request.max_body_bytes, headers.get("content-length"), headers.get("content-encoding", ""))
        for piece in _pieces(reply, request, until):
            body.add(piece)
        return HttpReply(reply.status_code, list(headers.items()), body.whole())


def _pieces(reply: requests.Response, request: HttpRequest, until: float) -> Iterator[bytes]:
    """The body as it comes: `iter_content` would wait until a piece is full, and unpack it."""
    while True:
        left = until - time.monotonic()
        if left <= 0:
            raise RequestLost("maybe_sent", f"no whole reply within {request.timeout * 1000:.0f} ms")
        socket = getattr(reply.raw.connection, "sock", None)
        if socket is not None:
            socket.settimeout(left)
        piece: bytes = reply.raw.read1(_PIECE, decode_content=False)
        if not piece:
            return
        yield piece


_NOT_SENT = (
    requests.ConnectTimeout,
    requests.exceptions.InvalidURL,
    requests.exceptions.InvalidSchema,
    requests.exceptions.MissingSchema,
    # No name, no connection, to the proxy either.
    NewConnectionError,
    ConnectTimeoutError,
    # Certificates are judged before anything is sent; other failures of TLS may come later.
    ssl.SSLCertVerificationError,
)
_TOLD = (OSError, NewConnectionError, ConnectTimeoutError, ReadTimeoutError)
"""Their texts are of the operating system and of TLS."""


def _was_not_sent(reason: BaseException) -> bool:
    # urllib3 calls each loss one of the proxy, also that of a reply, when http.client has closed the connection.
    # Only this one is that of a tunnel which was not given; http.client has no other name for it.
    no_tunnel = type(reason) is OSError and str(reason).startswith("Tunnel connection failed")
    return no_tunnel or isinstance(reason, _NOT_SENT)


def _reasons(error: BaseException) -> Iterator[BaseException]:
    """An error, and those that it wraps: urllib3 tells them as `reason`, requests as its argument."""
    seen: BaseException | None = error
    while seen is not None:
        yield seen
        inner: list[object] = [getattr(seen, "reason", None), getattr(seen, "original_error", None), *seen.args]
        seen = next((one for one in inner if isinstance(one, BaseException)), None)


def _may_repeat(adapter: BaseAdapter) -> bool:
    """Whether urllib3 may send again what was sent: it counts in numbers, to False for never; None is the total."""
    retries = getattr(adapter, "max_retries", None)
    total = getattr(retries, "total", 0)
    counts = [getattr(retries, name, 0) for name in ("read", "status", "other")]
    return (total is None or bool(total)) and any(count is None or count for count in counts)
