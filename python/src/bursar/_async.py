"""Runs calls that are awaited: over the built-in transport on threads, or over an async HTTP client."""

from __future__ import annotations

import asyncio
import inspect
import os
import sys
import threading
from collections.abc import Awaitable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TYPE_CHECKING, TypeVar

from . import _core as core
from ._crossing import RUNNING, configuration, now
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
        # A forked process has none of its parent's threads, and no lock of its parent's may be waited for.
        self._pools: dict[int, ThreadPoolExecutor] = {}

    def submit(self, job: _Job) -> Future[bytes]:
        """Has a call run."""
        # One that is made in vain has no threads.
        pool = self._pools.get(os.getpid()) or self._pools.setdefault(
            os.getpid(), ThreadPoolExecutor(MOST, "bursar-async")
        )
        return pool.submit(job.run)

    def close(self) -> None:
        """Threads without work end; the others when their calls do."""
        pool = self._pools.pop(os.getpid(), None)
        if pool is not None:
            pool.shutdown(wait=False)


class _Job:
    """A call over the built-in transport, and whether it is wanted."""

    def __init__(self, session: int, request: bytes) -> None:
        self._session = session
        self._request = request
        self._lock = threading.Lock()
        self._number = core.job()
        self._wanted = True

    def run(self) -> bytes:
        """Runs it on the thread at hand."""
        with self._lock:
            if not self._wanted:
                return b""
            answer = core.run_start(self._session, self._request, now(), self._number)
        while answer[0] == RUNNING and self._wanted:
            answer = core.run_wait(self._number, _LONG_MS)
        return answer

    def cancel(self) -> bytes:
        """Gives it up: what it can say at once, or that there is no such job if it was not begun."""
        with self._lock:
            self._wanted = False
        return core.run_cancel(self._number)

    def close(self) -> None:
        """Forgets it."""
        core.close(self._number)


async def run(session: int, request: bytes, workers: Workers) -> bytes:
    """Runs a call over the built-in transport, on a thread."""
    job = _Job(session, request)
    try:
        return await asyncio.wrap_future(_submitted(workers, job))
    except BaseException as interrupt:
        given_up(interrupt, job.cancel(), request)
    finally:
        job.close()


def _submitted(workers: Workers, job: _Job) -> Future[bytes]:
    try:
        return workers.submit(job)
    except RuntimeError as error:
        # What was put into the queue all the same finds that nobody wants it.
        job.cancel()
        raise configuration(f"no thread for the call: {error}") from error


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
