"""Runs operations for the generated clients: what blocks, and what is awaited."""

from __future__ import annotations

import weakref
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Generic, NoReturn, TypeVar

from . import _core as core
from ._crossing import FAILURE, configuration, value_of
from ._driver import drive, finished, run
from ._http import Adapter, AsyncHttpExecutor, HttpExecutor, is_async
from ._log import Watch, watch
from ._packed import Packed, Table
from ._proxy import secret_proxy
from ._request import config_text, request_text
from ._result import AsyncRows, Page, Rows

if TYPE_CHECKING:
    from ._async import Workers
    from ._client import AsyncCallOptions, CallOptions

R = TypeVar("R")
H = TypeVar("H")

_NOTHING: Table[None] | None = None
_SESSION: Table[int] = Table(int, ((True, None),))


class OfProcess:
    """What holds a handle of the core: a number, under which another process has an account of its own, or none."""

    def __reduce__(self) -> NoReturn:
        raise TypeError("a client is neither pickled nor copied: make it in the process that uses it, and share it")


class Session(OfProcess):
    """The core's session. Whoever can still call something holds it."""

    def __init__(self, config: dict[str, object], proxy_worked_out: bool) -> None:
        self.handle = value_of(core.session_open(config_text(config)), _SESSION).rows[0]
        self.close = weakref.finalize(self, core.session_close, self.handle)
        self._proxy = config.get("proxy")
        self._proxy_worked_out = proxy_worked_out

    def fits(self, base_url: object) -> None:
        """Refuses a server of a single call to which the built-in transport would go by the proxy of another one."""
        if self._proxy_worked_out and isinstance(base_url, str) and secret_proxy(base_url) != self._proxy:
            wanted = "make a client with this base_url"
            raise configuration(f"base_url: the environment names another proxy for it than for the client's; {wanted}")


class BaseCaller(OfProcess, Generic[H]):
    """What both kinds have in common: they differ in who waits."""

    awaited: bool

    def __init__(self, session: Session, http: H | None, notes: list[str] | None = None) -> None:
        if http is not None:
            fitting(http, self.awaited)
        self.session = session
        self.http = http
        self._notes = notes

    async def _send(self, request: bytes, http: H | None, log: Watch | None) -> tuple[bytes, BaseException | None]:
        """The last answer to a request, and by what the last reply was lost."""
        raise NotImplementedError

    async def _page(
        self,
        name: str,
        table: Table[R],
        params: Mapping[str, object],
        options: Mapping[str, Any] | None,
        after: str | None,
        meta: bool,
    ) -> tuple[Page[R], str]:
        packed = await self._run(name, table, params, options, after, meta)
        return Page(packed.rows, packed.total, packed.next), packed.meta

    async def _run(
        self,
        name: str,
        table: Table[R] | None,
        params: Mapping[str, object],
        options: Mapping[str, Any] | None,
        after: str | None = None,
        meta: bool = False,
    ) -> Packed[R]:
        own: dict[str, Any] = {**options} if options else {}
        http: H | None = own.pop("http", None)
        if http is not None:
            fitting(http, self.awaited)
        http = http or self.http
        if http is None:
            self.session.fits(own.get("base_url"))
        if after is not None:
            own["after"] = after
        log = watch(name)
        if meta or log or self._notes is not None:
            own["meta"] = True
        try:
            answer, cause = await self._send(request_text(name, params, own), http, log)
        except BaseException as error:
            if log:
                log.broken(error)
            raise
        if log:
            log.ended(answer)
        packed = value_of(answer, table, cause)
        if self._notes is not None:
            self._notes.append(packed.meta)
        return packed


class Caller(BaseCaller[HttpExecutor]):
    """Runs operations, and comes back with what they give."""

    awaited = False

    def noting(self, notes: list[str]) -> Caller:
        """The same, which also notes what is known of replies."""
        return Caller(self.session, self.http, notes)

    def record(self, name: str, table: Table[R], params: Mapping[str, object], options: CallOptions | None) -> R:
        """Runs an operation that gives a record."""
        return finished(self._run(name, table, params, options)).rows[0]

    def unit(self, name: str, params: Mapping[str, object], options: CallOptions | None) -> None:
        """Runs an operation that gives nothing."""
        finished(self._run(name, _NOTHING, params, options))

    def rows(self, name: str, table: Table[R], params: Mapping[str, object], options: CallOptions | None) -> Rows[R]:
        """A list, to be read."""
        return Rows(lambda after, meta: finished(self._page(name, table, params, options, after, meta)))

    async def _send(
        self, request: bytes, http: HttpExecutor | None, log: Watch | None
    ) -> tuple[bytes, BaseException | None]:
        if http is None:
            return run(self.session.handle, request), None
        return drive(self.session.handle, request, http, log)


class AsyncCaller(BaseCaller[AsyncHttpExecutor]):
    """Runs operations that are awaited."""

    awaited = True

    def __init__(
        self,
        session: Session,
        http: AsyncHttpExecutor | None,
        notes: list[str] | None = None,
        workers: Workers | None = None,
    ) -> None:
        # asyncio takes as long to load as all the rest.
        from . import _async

        super().__init__(session, http, notes)
        self.workers = workers or _async.Workers()
        self._async = _async

    def noting(self, notes: list[str]) -> AsyncCaller:
        """The same, which also notes what is known of replies."""
        return AsyncCaller(self.session, self.http, notes, self.workers)

    async def record(
        self, name: str, table: Table[R], params: Mapping[str, object], options: AsyncCallOptions | None
    ) -> R:
        """Runs an operation that gives a record."""
        return (await self._run(name, table, params, options)).rows[0]

    async def unit(self, name: str, params: Mapping[str, object], options: AsyncCallOptions | None) -> None:
        """Runs an operation that gives nothing."""
        await self._run(name, _NOTHING, params, options)

    def rows(
        self, name: str, table: Table[R], params: Mapping[str, object], options: AsyncCallOptions | None
    ) -> AsyncRows[R]:
        """A list, to be read."""
        return AsyncRows(lambda after, meta: self._page(name, table, params, options, after, meta))

    async def _send(
        self, request: bytes, http: AsyncHttpExecutor | None, log: Watch | None
    ) -> tuple[bytes, BaseException | None]:
        if http is not None:
            return await self._async.drive(self.session.handle, request, http, log)
        if not self.session.close.alive:
            # The core says so, and needs no thread for that. It may not know yet: then the call is one of the last.
            answer = core.session_token(self.session.handle)
            if answer[0] == FAILURE:
                return answer, None
        return await self._async.run(self.session.handle, request, self.workers), None


def fitting(http: object, awaited: bool) -> None:
    """Refuses an executor that is known to be of the other kind, before anything is sent."""
    if not callable(http):
        raise configuration("http: must be a function that takes an HttpRequest")
    own = http.awaited if isinstance(http, Adapter) else True if is_async(http) else None
    if own is not None and own != awaited:
        kinds = ("blocks", "is awaited") if awaited else ("is awaited", "blocks")
        raise configuration(f"http: this executor {kinds[0]}; a client of this kind needs one that {kinds[1]}")
