"""Runs calls to their end: sends, waits, gives up when it is told to. It decides nothing."""

from __future__ import annotations

import inspect
import threading
import time
from collections.abc import Awaitable, Callable, Coroutine
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

from . import _core as core
from ._crossing import FAILURE, RUNNING, SEND, VALUE, WAIT, configuration, error_of, now, request_of, unseen, wait_of
from ._error import BursarError, words
from ._generated.tables import CHANGES
from ._http import LOSSES, How, HttpExecutor, HttpReply, HttpRequest, RequestLost, known, wire_reply

if TYPE_CHECKING:
    from ._log import Watch

T = TypeVar("T")

_SLICE_MS = 100
"""How long Ctrl-C may go unheard."""


def run(session: int, request: bytes) -> bytes:
    """Runs a call over the built-in transport.

    Python handles signals in its main thread, between two of its own steps: there the call runs in the background.
    """
    # What a library has put in the place of threads does not hear them either: it is the system's thread that counts.
    if threading.get_native_id() != threading.main_thread().native_id:
        return core.run(session, request, now())
    job = core.job()
    try:
        answer = core.run_start(session, request, now(), job)
        while answer[0] == RUNNING:
            answer = core.run_wait(job, _SLICE_MS)
    except BaseException as interrupt:
        given_up(interrupt, core.run_cancel(job), request)
    finally:
        core.close(job)
    return answer


def drive(session: int, request: bytes, http: HttpExecutor, log: Watch | None) -> tuple[bytes, BaseException | None]:
    """Runs a call over an HTTP client of the caller's own. Also gives what the last request was lost by."""

    async def send(wire: HttpRequest) -> HttpReply:
        reply: Any = http(wire)
        # To ask what is no reply takes long.
        if not isinstance(reply, HttpReply) and inspect.isawaitable(reply):
            begun = not inspect.iscoroutine(reply)
            if inspect.iscoroutine(reply):
                reply.close()
            raise Misfit("a blocking client needs one that gives the reply itself", begun)
        return reply

    async def sleep(seconds: float) -> None:
        time.sleep(seconds)

    return finished(converse(session, request, send, sleep, log))


def finished(steps: Coroutine[Any, Any, T]) -> T:
    """What steps come to of which none is really waited for."""
    try:
        steps.send(None)
    except StopIteration as end:
        value: T = end.value
        return value
    raise RuntimeError("a blocking call was to be awaited")


class Misfit(Exception):
    """An executor of the other kind, which shows only when it is called."""

    def __init__(self, message: str, sent: bool) -> None:
        super().__init__(message)
        self.sent = sent


async def converse(
    session: int,
    request: bytes,
    send: Callable[[HttpRequest], Awaitable[HttpReply]],
    sleep: Callable[[float], Awaitable[None]],
    log: Watch | None,
) -> tuple[bytes, BaseException | None]:
    """Runs a call over a way to send and a way to sleep. Also gives what it failed by, if a request was lost."""
    answer = core.open(session, request, now())
    cause: BaseException | None = None
    doubt: BaseException | None = None
    call = 0
    given_up_now: How = "cancelled"
    try:
        while True:
            if answer[0] == SEND:
                call, wire = request_of(answer)
                given_up_now = "unsent"
                if log:
                    log.sends(call)
                given_up_now = "cancelled"
                answer, cause = await _send(call, wire, send, log)
                # Readings follow a change whose reply was lost, and are no cause of the doubt.
                doubt = cause if cause and (wire.once or doubt is None) else doubt
            elif answer[0] == WAIT:
                call, ms = wait_of(answer)
                if log:
                    log.waits(ms)
                await sleep(ms / 1000)
                answer = core.waited(call, now())
            else:
                call = 0
                return answer, doubt if doubt and is_doubt(answer) else cause
    except BaseException as interrupt:
        if call == 0:
            raise
        over = "the call was given up as it ended, and nobody saw how"
        given_up(interrupt, core.failed(call, LOSSES[given_up_now], b"", now()), request, over)
    finally:
        # A call that is over has no handle any more.
        if call:
            core.close(call)


async def _send(
    call: int, wire: HttpRequest, send: Callable[[HttpRequest], Awaitable[HttpReply]], log: Watch | None
) -> tuple[bytes, BaseException | None]:
    try:
        status, head, body = wire_reply(await send(wire), wire.max_body_bytes)
    except Misfit as misfit:
        if not misfit.sent:
            core.failed(call, LOSSES["not_sent"], b"", now())
        raise configuration(f"http: this executor is of the other kind: {misfit}") from None
    except Exception as error:
        how, detail = "maybe_sent", words(error)
        if isinstance(error, RequestLost):
            how = known(getattr(error, "how", None))
        elif detail != type(error).__name__:
            detail = f"{type(error).__name__}: {detail}"
        if log:
            log.lost(how)
        return core.failed(call, LOSSES[how], detail.encode("utf-8", "replace"), now()), error
    if log:
        log.replied(status)
    return core.received(call, head, body, now()), None


def is_doubt(answer: bytes) -> bool:
    """Whether it is an error of unknown outcome."""
    return answer[0] == FAILURE and error_of(answer).kind == "outcome_unknown"


def given_up(interrupt: BaseException, answer: bytes, request: bytes, over: str = "") -> NoReturn:
    """Whoever interrupts wants that, and no other exception; one that leaves a doubt has it as its cause.

    `over` is for a call that may have ended just then, with nobody to see how: the core does not know it any more.
    """
    operation = request.partition(b"\x1f")[0].decode()
    doubt: BursarError | None = None
    if answer[0] == FAILURE:
        error = error_of(answer)
        if error.kind == "outcome_unknown":
            doubt = error
        elif over and error.kind == "configuration" and operation in CHANGES:
            doubt = unseen(operation, over)
    elif answer[0] == VALUE and operation in CHANGES:
        doubt = unseen(operation, "the change was made, but the call was given up as the reply came")
    if doubt is None:
        raise interrupt
    raise interrupt from doubt
