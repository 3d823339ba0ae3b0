"""The machine, for those who bring everything."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from . import _core as core
from ._caller import OfProcess
from ._crossing import SEND, VALUE, WAIT, configuration, error_of, now, request_of, wait_of
from ._error import BursarError
from ._http import LOSSES, How, HttpReply, HttpRequest, RequestLost, known, wire_reply
from ._packed import Table, read


@dataclass(slots=True)
class Send:
    """Send this; answer with `received` or `failed`."""

    request: HttpRequest


@dataclass(slots=True)
class Wait:
    """Sleep; answer with `waited`."""

    ms: int
    """Milliseconds."""


@dataclass(slots=True)
class Value:
    """The end: what the operation gives."""

    rows: list[Any]
    total: int | None
    next: str | None


@dataclass(slots=True)
class Failed:
    """The end: why it gives nothing."""

    error: BursarError


Step = Send | Wait | Value | Failed


class Call(OfProcess):
    """One running operation: do what `step` says, and tell what came.

    Times are milliseconds of one monotonic clock for all calls of a client. A call that is not driven to its end
    must be closed; `with` does it.
    """

    def __init__(self, session: int, request: bytes, table: Table[Any] | None, moment: int | None) -> None:
        self._table = table
        self._handle = 0
        self.step = self._take(core.open(session, request, _or_now(moment)))

    def received(self, reply: HttpReply, moment: int | None = None) -> Step:
        """A reply came."""
        try:
            _, head, body = wire_reply(reply)
        except RequestLost as lost:
            return self.failed(lost.how, str(lost), moment)
        return self._next(core.received(self._handle, head, body, _or_now(moment)))

    def failed(self, how: How, detail: str = "", moment: int | None = None) -> Step:
        """No reply came; or, with `cancelled`, nobody wants it any more. A `how` that is none is `maybe_sent`."""
        told = detail.encode("utf-8", "replace")
        return self._next(core.failed(self._handle, LOSSES[known(how)], told, _or_now(moment)))

    def waited(self, moment: int | None = None) -> Step:
        """The sleep is over."""
        return self._next(core.waited(self._handle, _or_now(moment)))

    def close(self) -> None:
        """Gives its turns back. What was sent stays sent."""
        core.close(self._handle)

    def __enter__(self) -> Call:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _next(self, answer: bytes) -> Step:
        self.step = self._take(answer)
        return self.step

    def _take(self, answer: bytes) -> Step:
        if answer[0] == SEND:
            self._handle, request = request_of(answer)
            return Send(request)
        if answer[0] == WAIT:
            self._handle, ms = wait_of(answer)
            return Wait(ms)
        if answer[0] == VALUE:
            packed = read(answer, self._table)
            return Value(packed.rows, packed.total, packed.next)
        return Failed(error_of(answer))


def _or_now(moment: int | None) -> int:
    if moment is None:
        return now()
    if moment < 0:
        raise configuration("moment: must be milliseconds of a clock that begins at 0")
    return moment
