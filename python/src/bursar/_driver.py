"""Runs calls to their end: sends, waits, gives up when it is told to. It decides nothing."""

from __future__ import annotations

import threading
import time
from typing import NoReturn

from . import _native as native
from ._crossing import FAILURE, RUNNING, SEND, WAIT, error_of, now, request_of, wait_of
from ._http import LOSSES, HttpExecutor, HttpRequest, RequestLost, head_of

_SLICE_MS = 100
"""How long Ctrl-C may go unheard."""


def run(session: int, request: bytes) -> bytes:
    """Runs a call over the built-in transport.

    Python handles signals in its main thread, between two of its own steps: there the call runs in the background.
    """
    if threading.current_thread() is not threading.main_thread():
        return native.run(session, request, now())
    answer = native.run_start(session, request, now())
    if answer[0] != RUNNING:
        return answer
    job = int(answer[2:])
    try:
        while answer[0] == RUNNING:
            answer = native.run_wait(job, _SLICE_MS)
    except BaseException as interrupt:
        _given_up(interrupt, native.run_cancel(job))
    return answer


def drive(session: int, request: bytes, http: HttpExecutor) -> tuple[bytes, BaseException | None]:
    """Runs a call over an HTTP client of the caller's own. Also gives what the last request was lost by."""
    answer = native.open(session, request, now())
    cause: BaseException | None = None
    call = 0
    try:
        while True:
            if answer[0] == SEND:
                call, wire = request_of(answer)
                answer, cause = _send(call, wire, http)
            elif answer[0] == WAIT:
                call, ms = wait_of(answer)
                time.sleep(ms / 1000)
                answer = native.waited(call, now())
            else:
                call = 0
                return answer, cause
    except BaseException as interrupt:
        if call == 0:
            raise
        _given_up(interrupt, native.failed(call, LOSSES["cancelled"], b"", now()))
    finally:
        # A call that is over has no handle any more.
        if call:
            native.close(call)


def _send(call: int, wire: HttpRequest, http: HttpExecutor) -> tuple[bytes, BaseException | None]:
    try:
        reply = http(wire)
        head, body = head_of(reply), bytes(reply.body)
    except Exception as error:
        how = error.how if isinstance(error, RequestLost) else "maybe_sent"
        detail = str(error) or type(error).__name__
        return native.failed(call, LOSSES[how], detail.encode("utf-8", "replace"), now()), error
    if len(body) > wire.max_body_bytes:
        return native.failed(call, LOSSES["too_large"], b"", now()), None
    return native.received(call, head, body, now()), None


def _given_up(interrupt: BaseException, answer: bytes) -> NoReturn:
    """Whoever interrupts wants that, and no other exception; one that leaves a doubt has it as its cause."""
    if answer[0] == FAILURE:
        error = error_of(answer)
        if error.kind == "outcome_unknown":
            raise interrupt from error
    raise interrupt
