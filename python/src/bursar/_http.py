"""What an HTTP client of the caller's own is handed, and what it gives."""

from __future__ import annotations

import inspect
import weakref
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Literal

How = Literal["not_sent", "maybe_sent", "cancelled", "too_large", "unusable", "unsent"]
"""How a request was lost. Whoever cannot tell says `maybe_sent`; `unusable` is a reply that is none; `unsent` is a
request that was given up before any HTTP client had it."""

LOSSES: Mapping[str, int] = {
    "not_sent": 0,
    "maybe_sent": 1,
    "cancelled": 2,
    "too_large": 3,
    "unusable": 4,
    "unsent": 5,
}


def known(how: object) -> How:
    """Whoever says something else cannot tell, either."""
    return how if isinstance(how, str) and how in LOSSES else "maybe_sent"  # type: ignore[return-value]


@dataclass(slots=True, repr=False)
class HttpRequest:
    """A request to be sent as it is, with no redirect followed. Its rendering shows neither headers nor body."""

    method: str
    url: str
    headers: list[tuple[str, str]]
    body: bytes | None
    timeout: float
    """Seconds that the whole exchange may take."""
    connect_timeout: float
    """Seconds that connecting may take."""
    max_body_bytes: int
    """A longer body is not read: raise `RequestLost("too_large")`."""
    once: bool
    """It may reach the server at most once: no replay, not by the HTTP library either."""

    def __repr__(self) -> str:
        return f"HttpRequest({self.method} {self.url.partition('?')[0]}, once={self.once})"


@dataclass(slots=True, repr=False)
class HttpReply:
    """A reply of any status. Its rendering shows the status only, as bodies hold tokens."""

    status: int
    headers: Iterable[tuple[str, str]]
    body: bytes

    def __repr__(self) -> str:
        return f"HttpReply({self.status})"


HttpExecutor = Callable[[HttpRequest], HttpReply]
"""Any HTTP library: one function. What it raises is a request that may have arrived, unless it is a `RequestLost`."""

AsyncHttpExecutor = Callable[[HttpRequest], Awaitable[HttpReply]]
"""The same for clients whose calls are awaited. It is cancelled when its time is over, or the call is given up."""


class RequestLost(Exception):
    """For HTTP clients of your own: a request that is known not to have been sent, or whose reply is too large.

    `unusable` is what the HTTP library gave, and it would give it again.
    """

    def __init__(self, how: Literal["not_sent", "maybe_sent", "too_large", "unusable"], message: str = "") -> None:
        super().__init__(message or how.replace("_", " "))
        self.how: How = how


class Adapter:
    """An executor of this package over an HTTP library. What it has made by itself, it closes with its last client."""

    awaited: ClassVar[bool]

    def __init__(self) -> None:
        self._sessions: weakref.WeakSet[object] = weakref.WeakSet()

    def joined(self, session: object) -> None:
        """A client uses it."""
        self._sessions.add(session)

    def left(self, session: object) -> bool:
        """A client does not use it any more. Whether it was the last one."""
        self._sessions.discard(session)
        return not self._sessions

    def close(self) -> Any:
        """Closes the connections of its own; a request that comes later opens others."""


def is_async(http: Callable[..., object]) -> bool:
    """Whether it is known to give something to be awaited."""
    return inspect.iscoroutinefunction(http) or inspect.iscoroutinefunction(type(http).__call__)


def wire_reply(reply: Any, most: int | None = None) -> tuple[int, bytes, bytes]:
    """Status, head and body as the core reads them, once it is sure that what an executor gave is a reply."""
    status = getattr(reply, "status", None)
    if type(status) is not int:
        # HTTPStatus is a number, and True is one, too.
        status = int(status) if isinstance(status, int) and not isinstance(status, bool) else 0
    if not 100 <= status <= 999:
        raise _unusable("`status` is no whole number from 100 to 999")
    given: object = getattr(reply, "body", None)
    if not isinstance(given, (bytes, bytearray, memoryview)):
        raise _unusable("`body` is no bytes")
    body = given if isinstance(given, bytes) else bytes(given)  # pyright: ignore[reportUnknownArgumentType]
    if most is not None and len(body) > most:
        raise RequestLost("too_large")
    try:
        lines = [str(status), *(f"{_text(name)}: {_text(value)}" for name, value in reply.headers)]
    except Exception as error:
        raise _unusable("`headers` are no pairs of texts") from error
    return status, "\x1f".join(lines).encode("utf-8", "replace"), body


def _text(part: object) -> str:
    if not isinstance(part, str):
        raise TypeError(f"{type(part).__name__} is no text")
    return part


def _unusable(what: str) -> RequestLost:
    wanted = "an executor gives HttpReply(status, headers, body)"
    return RequestLost("unusable", f"http: what the executor gave is no reply, its {what}; {wanted}")
