"""What the adapters share: connections of their own, what a lost request may tell, and bodies with a limit."""

from __future__ import annotations

import asyncio
import os
import re
import threading
import zlib
from abc import abstractmethod
from collections.abc import AsyncGenerator, Awaitable, Callable
from typing import Generic, TypeVar

from .._http import Adapter, HttpReply, HttpRequest, RequestLost

P = TypeVar("P")


class Blocking(Adapter):
    """An adapter whose calls block."""

    awaited = False

    def __call__(self, request: HttpRequest) -> HttpReply:
        """Sends a request: the executor that clients call."""
        try:
            return self._exchange(request)
        except BaseException as error:
            gone = _bare(self._loss(error))
        raise gone

    @abstractmethod
    def _exchange(self, request: HttpRequest) -> HttpReply:
        """Sends, and reads the reply."""

    @abstractmethod
    def _loss(self, error: BaseException) -> BaseException:
        """What is known of the request, if the library raised this; else the error itself."""


class Awaited(Adapter):
    """An adapter whose calls are awaited."""

    awaited = True

    async def __call__(self, request: HttpRequest) -> HttpReply:
        """Sends a request: the executor that clients call."""
        try:
            return await self._exchange(request)
        except BaseException as error:
            gone = _bare(self._loss(error))
        raise gone

    @abstractmethod
    async def _exchange(self, request: HttpRequest) -> HttpReply:
        """Sends, and reads the reply."""

    @abstractmethod
    def _loss(self, error: BaseException) -> BaseException:
        """What is known of the request, if the library raised this; else the error itself."""


def _bare(error: BaseException) -> BaseException:
    """An error without the frames that it came through, nor what led to it.

    Their variables are the headers, the URL and the body, in the library's own types, and reports can show variables.
    """
    error.__cause__ = error.__context__ = None
    return error.with_traceback(None)


_HIDDEN = re.compile(r"\?\S*|(?<=//)[^/\s@]*@")
"""The query of a URL, and the name and password in it."""


def lost(not_sent: bool, error: BaseException, told: str = "") -> RequestLost:
    """A lost request: what is certain about it, by which error, and what of its text may be told.

    What quotes the request or the reply may not: of a line that is no HTTP, libraries show all of it.
    """
    name, told = type(error).__name__, _HIDDEN.sub("", told)
    return RequestLost("not_sent" if not_sent else "maybe_sent", f"{name}: {told}" if told else name)


class PerProcess(Generic[P]):
    """What blocks: shared by the threads of a process, and never with a process that was forked off."""

    def __init__(self, make: Callable[[], P], drop: Callable[[P], None]) -> None:
        self._make = make
        self._drop = drop
        self._locks: dict[int, threading.Lock] = {}
        self._made: tuple[int, P] | None = None

    def get(self) -> P:
        """The connections, made by the first who asks."""
        with self._lock():
            if self._made is None or self._made[0] != os.getpid():
                self._made = os.getpid(), self._make()
            return self._made[1]

    def close(self) -> None:
        """Closes them."""
        with self._lock():
            made, self._made = self._made, None
        if made is not None and made[0] == os.getpid():
            self._drop(made[1])

    def _lock(self) -> threading.Lock:
        # One that a thread held while its process was forked stays held in the new one.
        return self._locks.setdefault(os.getpid(), threading.Lock())


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


_PACKED = ("gzip", "x-gzip", "deflate")


class Body:
    """The bytes of a reply as they come, unpacked if need be, which are not more than may be read.

    The libraries unpack a piece whole before they hand it over, and as often as the reply says.
    """

    def __init__(self, most: int, length: str | None, coding: str) -> None:
        self._most = most
        self._pieces: list[bytes] = []
        self._came = 0
        self._size = 0
        coding = coding.strip().lower()
        # It tells the formats apart by their first bytes.
        self._packed = zlib.decompressobj(zlib.MAX_WBITS | 32) if coding in _PACKED else None
        if self._packed is None and coding not in ("", "identity"):
            raise RequestLost("unusable", "http: the reply is packed otherwise than by gzip or deflate, once")
        if length is not None and length.isdecimal() and int(length) > most:
            raise RequestLost("too_large")

    def add(self, piece: bytes) -> None:
        """A piece has come."""
        self._came += len(piece)
        if self._packed is not None:
            try:
                piece = self._packed.decompress(piece, self._most - self._size + 1)
            except zlib.error:
                raise RequestLost("maybe_sent", "the packed body is broken") from None
        self._size += len(piece)
        if max(self._came, self._size) > self._most:
            raise RequestLost("too_large")
        self._pieces.append(piece)

    def whole(self) -> bytes:
        """All that has come."""
        if self._packed is not None and self._came and (not self._packed.eof or self._packed.unused_data):
            raise RequestLost("maybe_sent", "the packed body is not whole, or something follows it")
        return b"".join(self._pieces)
