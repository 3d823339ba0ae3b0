"""Sends through requests 2.32 or newer over urllib3 2: `EspAi(http=RequestsTransport())`."""

from __future__ import annotations

import ssl
import time
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import requests
from requests.adapters import BaseAdapter, HTTPAdapter
from urllib3.exceptions import HTTPError, NewConnectionError, ProxyError

from .._http import Adapter, HttpReply, HttpRequest, RequestLost
from ._own import Body, PerProcess, lost

_PIECE = 1 << 16


class RequestsTransport(Adapter):
    """Sends through a `requests.Session`.

    requests limits each read by the request's time, and this adapter looks at the clock in between: a server that sends
    its headers byte by byte can take longer.

    Args:
        session: A session of yours: its adapters, certificates, proxies and hooks are used. Its headers, cookies and
            authentication are not used. It is left open. A session of its own if left out.
    """

    awaited = False

    def __init__(self, session: requests.Session | None = None) -> None:
        super().__init__()
        if session is not None and not isinstance(session, requests.Session):  # pyright: ignore[reportUnnecessaryIsInstance]
            raise TypeError("RequestsTransport takes a requests.Session")
        self._session = session
        self._own = PerProcess(requests.Session, _drop)

    def __call__(self, request: HttpRequest) -> HttpReply:
        """Sends a request: the executor that clients call."""
        session = self._session or self._own.get()
        sent = requests.Request(request.method, request.url, dict(request.headers), data=request.body).prepare()
        none: dict[str, str] = {}
        # With its own certificates asked for by name: those of the environment would go before them.
        merged = session.merge_environment_settings(sent.url, none, True, session.verify, None)
        options: dict[str, Any] = {**merged}
        options["timeout"] = (request.connect_timeout, request.timeout)
        if request.once and self._session is None:
            # A kept connection may have died meanwhile, and what was written to it may have been read or not.
            fresh = HTTPAdapter()
            try:
                return _exchange(partial(fresh.send, sent, **options), request)
            finally:
                fresh.close()
        if request.once and _may_repeat(session.get_adapter(request.url)):
            raise RequestLost("not_sent", "this session repeats requests: mount an adapter without retries")
        return _exchange(partial(session.send, sent, allow_redirects=False, **options), request)

    def close(self) -> None:
        """Closes the connections of its own; a request that comes later opens others."""
        self._own.close()


def _drop(session: requests.Session) -> None:
    session.close()


def _exchange(send: Callable[[], requests.Response], request: HttpRequest) -> HttpReply:
    until = time.monotonic() + request.timeout
    try:
        with send() as reply:
            body = Body(request.max_body_bytes, reply.headers.get("content-length"))
            for piece in _pieces(reply, request, until):
                body.add(piece)
            return HttpReply(reply.status_code, list(reply.headers.items()), body.whole())
    except (requests.RequestException, HTTPError) as error:
        reasons = list(_reasons(error))
        certain = next((reason for reason in reasons if isinstance(reason, _NOT_SENT)), None)
        innermost = certain or reasons[-1]
        # The outermost shows the URL, and with it what its query holds.
        shown = None if isinstance(innermost, requests.RequestException) else innermost
        raise lost(certain is not None, str(shown or type(innermost).__name__)) from shown


def _pieces(reply: requests.Response, request: HttpRequest, until: float) -> Iterator[bytes]:
    """The body as it comes, unpacked: `iter_content` would wait until a piece is full."""
    while True:
        left = until - time.monotonic()
        if left <= 0:
            raise RequestLost("maybe_sent", f"no whole reply within {request.timeout * 1000:.0f} ms")
        socket = getattr(reply.raw.connection, "sock", None)
        if socket is not None:
            socket.settimeout(left)
        piece: bytes = reply.raw.read1(_PIECE, decode_content=True)
        if not piece:
            return
        yield piece


_NOT_SENT = (
    requests.ConnectTimeout,
    requests.exceptions.InvalidURL,
    requests.exceptions.InvalidSchema,
    requests.exceptions.MissingSchema,
    # No name, no connection.
    NewConnectionError,
    # No connection to a proxy, or no tunnel through it.
    ProxyError,
    # Certificates are judged before anything is sent; other failures of TLS may come later.
    ssl.SSLCertVerificationError,
)


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
    return bool(total) and any(count is None or count for count in counts)
