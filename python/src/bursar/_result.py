"""What calls give beside their rows."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

R = TypeVar("R")
T = TypeVar("T")


@dataclass(slots=True)
class ResponseInfo:
    """What is known of the last reply."""

    status: int | None
    headers: dict[str, str]
    """Those that the core reads."""
    request_id: str | None
    attempts: int
    """Requests that were sent, readings and tokens included."""


@dataclass(slots=True)
class WithResponse(Generic[T]):
    """A value, with what is known of the reply."""

    value: T
    response: ResponseInfo


@dataclass(slots=True)
class Page(Generic[R]):
    """One page of a list."""

    rows: list[R]
    total: int | None
    """How many rows there are in all, if the server says so."""
    next: str | None
    """For the option `after` of the next call, with the same parameters. None at the end."""


_MOST = 1_000_000
"""`list` and `tuple` take memory for so many rows as `len` says, before they have read one."""


class Counted(Generic[R]):
    """What lists of both kinds know of their length."""

    def __init__(self) -> None:
        self._first: Page[R] | None = None
        self._total: int | None = None

    @property
    def total(self) -> int | None:
        """How many rows there are in all, as the page that was read last says; None before, or if it does not say."""
        return self._total

    def __len__(self) -> int:
        if self._total is None:
            # `list` and others ask for it, and go on without.
            raise TypeError("the length of a list is known once a page was read, if the server tells it: call ready()")
        if self._total > _MOST:
            raise TypeError(f"a list of more than {_MOST:,} rows has no length, only a total")
        return self._total

    def __bool__(self) -> bool:
        # Without it Python would ask for the length, which may not be known.
        return self._total != 0

    def __repr__(self) -> str:
        return f"<{type(self).__name__} total={self._total}>"

    def _begun(self) -> Page[R] | None:
        """The page that `ready` has read, once."""
        page, self._first = self._first, None
        return page

    def _counted(self, page: Page[R], after: str | None) -> Page[R]:
        whole = after is None and page.next is None
        self._total = len(page.rows) if page.total is None and whole else page.total
        return page


class Rows(Counted[R]):
    """A list: iterate it for all rows, page after page, each read when it is needed. Nothing is sent before.

    `len` sends nothing either: it is known once a page was read, `ready()` being the way to read one without losing it.
    Above 1,000,000 rows there is only `total`, as a server may err, and `list` takes memory by what `len` says.
    """

    def __init__(self, read: Callable[[str | None, bool], tuple[Page[R], str]]) -> None:
        super().__init__()
        self._read = read

    def page(self) -> Page[R]:
        """The first page, or the one behind the option `after`."""
        return self._page(None, False)[0]

    def with_response(self) -> WithResponse[Page[R]]:
        """The same page, with status, headers and attempts."""
        page, meta = self._page(None, True)
        return WithResponse(page, response_of(meta))

    def ready(self) -> Rows[R]:
        """Reads the first page now. The next iteration begins with it, and `len` is known: for `tqdm(rows.ready())`."""
        self._first = self.page()
        return self

    def pages(self) -> Iterator[Page[R]]:
        """Page after page."""
        page = self._begun()
        while True:
            page = page or self._page(None, False)[0]
            yield page
            if page.next is None:
                return
            page = self._page(page.next, False)[0]

    def __iter__(self) -> Iterator[R]:
        for page in self.pages():
            yield from page.rows

    def _page(self, after: str | None, meta: bool) -> tuple[Page[R], str]:
        page, told = self._read(after, meta)
        return self._counted(page, after), told


class AsyncRows(Counted[R]):
    """A list: `async for` gives all rows, page after page, each read when it is needed. Nothing is sent before.

    `len` sends nothing either: it is known once a page was read, `await rows.ready()` being the way to read one without
    losing it. Above 1,000,000 rows there is only `total`.
    """

    def __init__(self, read: Callable[[str | None, bool], Awaitable[tuple[Page[R], str]]]) -> None:
        super().__init__()
        self._read = read

    async def page(self) -> Page[R]:
        """The first page, or the one behind the option `after`."""
        return (await self._page(None, False))[0]

    async def with_response(self) -> WithResponse[Page[R]]:
        """The same page, with status, headers and attempts."""
        page, meta = await self._page(None, True)
        return WithResponse(page, response_of(meta))

    async def ready(self) -> AsyncRows[R]:
        """Reads the first page now. The next iteration begins with it, and `len` is known."""
        self._first = await self.page()
        return self

    async def pages(self) -> AsyncIterator[Page[R]]:
        """Page after page."""
        page = self._begun()
        while True:
            page = page or (await self._page(None, False))[0]
            yield page
            if page.next is None:
                return
            page = (await self._page(page.next, False))[0]

    async def __aiter__(self) -> AsyncIterator[R]:
        async for page in self.pages():
            for row in page.rows:
                yield row

    async def _page(self, after: str | None, meta: bool) -> tuple[Page[R], str]:
        page, told = await self._read(after, meta)
        return self._counted(page, after), told


def response_of(meta: str) -> ResponseInfo:
    """What the core tells of the conversation."""
    told = json.loads(meta)
    return ResponseInfo(told["status"], told["headers"], told["requestId"], told["attempts"])
