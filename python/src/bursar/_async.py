"""Runs calls that are awaited: over the built-in transport on threads, or over an async HTTP client."""

from __future__ import annotations

import asyncio
import inspect
import os
import sys
import threading
from collections.abc import Awaitable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from typing import TYPE_CHECKING, TypeVar

from . import _core as core
from ._crossing import FAILURE, RUNNING, error_of, now
from ._driver import Misfit, converse, given_up
from ._http import AsyncHttpExecutor, HttpReply, HttpRequest, RequestLost

if TYPE_CHECKING:
    from ._log import Watch

T = TypeVar("T")

MOST = 64
"""So many calls of a client are under way at once over the built-in transport; more wait for their turn."""

_LONG_MS = 3_600_000


class Workers:
    """The threads on which a client's calls run: made when they are needed, and of the process that needs them."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._pool: tuple[int, ThreadPoolExecutor] | None = None

    def submit(self, job: _Job) -> Future[bytes]:
        """Has a call run."""
        with self._lock:
            # A forked process has none of its parent's threads.
            if self._pool is None or self._pool[0] != os.getpid():
                self._pool = os.getpid(), ThreadPoolExecutor(MOST, "bursar-async")
            return self._pool[1].submit(job.run)

    def close(self) -> None:
        """Threads without work end; the others when their calls do."""
        with self._lock:
            pool, self._pool = self._pool, None
        if pool is not None and pool[0] == os.getpid():
            pool[1].shutdown(wait=False)


class _Job:
    """A call over the built-in transport, and whether it is wanted."""

    def __init__(self, session: int, request: bytes) -> None:
        self._session = session
        self._request = request
        self._lock = threading.Lock()
        self._handle = 0
        self._wanted = True

    def run(self) -> bytes:
        """Runs it on the thread at hand. Whoever cancels it meanwhile has its answer."""
        with self._lock:
            if not self._wanted:
                return b""
            answer = core.run_start(self._session, self._request, now())
            if answer[0] == RUNNING:
                self._handle = int(answer[2:])
        while answer[0] == RUNNING and self._wanted:
            answer = core.run_wait(self._handle, _LONG_MS)
        return answer

    def cancel(self, running: Future[bytes]) -> bytes:
        """Takes it away from its thread: what it can say at once, or nothing if it was not begun."""
        with self._lock:
            self._wanted = False
        if self._handle == 0:
            return b""
        answer = core.run_cancel(self._handle)
        if answer[0] == FAILURE and error_of(answer).kind == "configuration":
            # The thread has the answer, and is about to give it.
            wait([running], 1)
            return running.result() if running.done() else b""
        return answer


async def run(session: int, request: bytes, workers: Workers) -> bytes:
    """Runs a call over the built-in transport, on a thread."""
    job = _Job(session, request)
    running = workers.submit(job)
    try:
        return await asyncio.wrap_future(running)
    except BaseException as interrupt:
        given_up(interrupt, job.cancel(running), request)


async def drive(
    session: int, request: bytes, http: AsyncHttpExecutor, log: Watch | None
) -> tuple[bytes, BaseException | None]:
    """Runs a call over an HTTP client of the caller's own. Also gives what the last request was lost by."""

    async def send(wire: HttpRequest) -> HttpReply:
        reply: object = http(wire)
        if not inspect.isawaitable(reply):
            # It was sent, and nobody reads what came.
            raise Misfit("a client whose calls are awaited needs an async one", True)
        try:
            return await _within(wire.timeout + _MARGIN, reply)
        except _TIMED_OUT:
            raise RequestLost("maybe_sent", f"no whole reply within {wire.timeout * 1000:.0f} ms") from None

    return await converse(session, request, send, asyncio.sleep, log)


_MARGIN = 0.002
"""Timers of an event loop are early by up to its clock's resolution; the core counts whole milliseconds."""

if sys.version_info >= (3, 11):
    _TIMED_OUT: tuple[type[Exception], ...] = (TimeoutError,)

    async def _within(seconds: float, reply: Awaitable[T]) -> T:
        async with asyncio.timeout(seconds):
            return await reply

else:
    _TIMED_OUT = (TimeoutError, asyncio.TimeoutError)

    async def _within(seconds: float, reply: Awaitable[T]) -> T:
        return await asyncio.wait_for(reply, seconds)
