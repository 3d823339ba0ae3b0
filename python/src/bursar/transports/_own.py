"""Connections that an adapter has made itself: one set for each process, or for each event loop."""

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import AsyncGenerator, Awaitable, Callable
from typing import Generic, TypeVar

from .._http import RequestLost

P = TypeVar("P")


class PerProcess(Generic[P]):
    """What blocks: shared by the threads of a process, and never with a process that was forked off."""

    def __init__(self, make: Callable[[], P], drop: Callable[[P], None]) -> None:
        self._make = make
        self._drop = drop
        self._lock = threading.Lock()
        self._made: tuple[int, P] | None = None

    def get(self) -> P:
        """The connections, made by the first who asks."""
        with self._lock:
            if self._made is None or self._made[0] != os.getpid():
                self._made = os.getpid(), self._make()
            return self._made[1]

    def close(self) -> None:
        """Closes them."""
        with self._lock:
            made, self._made = self._made, None
        if made is not None and made[0] == os.getpid():
            self._drop(made[1])


class PerLoop(Generic[P]):
    """What is awaited: connections belong to the event loop on which they were made.

    A loop that ends in order, as those of `asyncio.run` do, closes its own, by way of the generators that it knows.
    """

    def __init__(self, make: Callable[[], P], drop: Callable[[P], Awaitable[None]]) -> None:
        self._make = make
        self._drop = drop
        self._kept: dict[asyncio.AbstractEventLoop, tuple[AsyncGenerator[P, None], P]] = {}

    async def get(self) -> P:
        """The connections of the running loop, made by the first who asks."""
        loop = asyncio.get_running_loop()
        kept = self._kept.get(loop)
        if kept is None:
            for over in [one for one in list(self._kept) if one.is_closed()]:
                self._kept.pop(over, None)
            keeping = self._keep(loop)
            kept = self._kept[loop] = keeping, await anext(keeping)
        return kept[1]

    async def _keep(self, loop: asyncio.AbstractEventLoop) -> AsyncGenerator[P, None]:
        made = self._make()
        try:
            yield made
        finally:
            self._kept.pop(loop, None)
            await self._drop(made)

    async def close(self) -> None:
        """Closes those of the running loop."""
        kept = self._kept.pop(asyncio.get_running_loop(), None)
        if kept is not None:
            await kept[0].aclose()


def lost(not_sent: bool, message: str) -> RequestLost:
    """A lost request, and what is certain about it."""
    return RequestLost("not_sent" if not_sent else "maybe_sent", message)


class Body:
    """The bytes of a reply as they come, which are not more than may be read."""

    def __init__(self, most: int, length: str | None) -> None:
        self._most = most
        self._pieces: list[bytes] = []
        self._size = 0
        if length is not None and length.isdecimal() and int(length) > most:
            raise RequestLost("too_large")

    def add(self, piece: bytes) -> None:
        """A piece has come."""
        self._size += len(piece)
        if self._size > self._most:
            raise RequestLost("too_large")
        self._pieces.append(piece)

    def whole(self) -> bytes:
        """All that has come."""
        return b"".join(self._pieces)
