"""What all clients have."""

from __future__ import annotations

import inspect
import os
from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING, Any, Generic, Literal, ParamSpec, TypedDict, TypeVar

from . import _core as core
from ._call import Call
from ._caller import AsyncCaller, BaseCaller, Caller, OfProcess, Session
from ._crossing import configuration, value_of
from ._generated import tables
from ._http import Adapter, AsyncHttpExecutor, HttpExecutor
from ._packed import Table
from ._platform import Platform
from ._proxy import secret_proxy, spoken
from ._request import camel, core_options, hidden, request_text
from ._result import WithResponse, response_of
from ._secret import Secret

if TYPE_CHECKING:
    from typing_extensions import Self

P = ParamSpec("P")
T = TypeVar("T")
C = TypeVar("C", bound="BaseCaller[Any]")


class SharedOptions(TypedDict, total=False):
    """Options of clients and calls alike. Times are seconds."""

    timeout: float
    """How long one attempt may take. Default 30."""
    connect_timeout: float
    """How long connecting may take. Default 10."""
    deadline: float
    """How long the whole call may take, waits and readings included. Default 60.

    The attempt of a state change gets half of it at most, less than that where it is short: the rest is for settling.
    """
    max_retries: int
    """How often a request is sent again at most. Default 2."""
    verify: bool
    """Whether a state change is settled by reading when its reply is lost. Default true.

    It has nothing to do with TLS: certificates are always verified, and `ca_file` names others.
    """
    headers: Mapping[str, str]
    """Extra headers; those that carry credentials cannot be set."""
    base_url: str
    """Another base URL. Required for opencatd, which is self-hosted."""


class OpeningOptions(SharedOptions, total=False):
    """Options of clients of both kinds."""

    dialect: Literal["go", "worker"]
    """Which server speaks, opencatd only; `go` if left out."""
    allow_insecure: bool
    """Allows plain http to other machines. For test networks only: credentials travel in clear."""
    ca_file: str | os.PathLike[str]
    """Certificates to trust instead of the common ones, in PEM; those of `SSL_CERT_FILE` if left out.

    Built-in transport only; beside `http` it is refused.
    """
    proxy: Secret | str | None
    """URL of an http or https proxy; None for none. As `urllib` works it out if left out.

    Built-in transport only; beside `http` it is refused. A client has one: a call with a `base_url` of its own, to
    which the environment names another, is refused.
    """


class ClientOptions(OpeningOptions, total=False):
    """Options of clients."""

    http: HttpExecutor
    """Any HTTP library: one function. The built-in transport if left out."""


class AsyncClientOptions(OpeningOptions, total=False):
    """Options of clients whose calls are awaited."""

    http: AsyncHttpExecutor
    """Any HTTP library: one async function. The built-in transport, on threads, if left out."""


class CallingOptions(SharedOptions, total=False):
    """Options of calls of both kinds."""

    path: str
    """Another path for this call."""
    query: Mapping[str, str]
    """Extra query parameters; a name that the operation sends is replaced."""
    body: object
    """An object is merged into the body, anything else replaces it."""
    after: str | None
    """Of a list: the cursor of the page to read, as the page before gave it."""


class CallOptions(CallingOptions, total=False):
    """Options of calls."""

    http: HttpExecutor
    """Another executor for this call."""


class AsyncCallOptions(CallingOptions, total=False):
    """Options of calls that are awaited."""

    http: AsyncHttpExecutor
    """Another executor for this call."""


class BaseClient(OfProcess, Generic[C]):
    """What clients of both kinds have in common."""

    _caller: C

    def __init__(
        self,
        platform: Platform,
        credentials: Mapping[str, Secret | str | None],
        options: ClientOptions | AsyncClientOptions,
    ) -> None:
        # First: a traceback may show a client that could not be opened.
        self._platform = platform.id
        own: dict[str, Any] = {**options}
        http = own.pop("http", None)
        config: dict[str, object] = {
            "platform": platform.id,
            "credentials": _credentials(platform, credentials),
            "allowInsecure": own.pop("allow_insecure", False),
            # As `secrets` makes it, which takes as long to load as a fifth of this package.
            "seed": int.from_bytes(os.urandom(8), "big") >> 11,
            "packing": "columns",
        }
        for_transport = {name: own.pop(name) for name in ("ca_file", "proxy") if name in own}
        if http is None:
            config |= _transport(own.get("base_url") or platform.base_url or "", **for_transport)
        elif for_transport:
            raise configuration(f"{min(for_transport)}: is for the built-in transport; give it to your HTTP client")
        config["options"] = core_options(own, platform.environment)
        self._caller = self._opened(Session(config, http is None and "proxy" not in options), http)
        if isinstance(http, Adapter):
            http.joined(self._caller.session)

    def _opened(self, session: Session, http: Any) -> C:
        raise NotImplementedError

    def token(self) -> Secret | None:
        """The session's token, to be shared through a store of your own; None if there is none."""
        return value_of(core.session_token(self._caller.session.handle), _TOKEN).rows[0]

    def set_token(self, token: Secret | str | None) -> None:
        """Replaces the session's token; None forgets it."""
        value_of(core.session_set_token(self._caller.session.handle, hidden(token)), None)

    def begin(
        self,
        name: str,
        params: Mapping[str, object] | None = None,
        options: CallOptions | None = None,
        *,
        moment: int | None = None,
    ) -> Call:
        """Begins an operation whose steps you drive yourself: `client.begin("espai.cards.get", {...})`.

        `moment` is the present time in milliseconds of a monotonic clock; the process's own if left out.
        """
        if name not in tables.OPERATIONS:
            raise configuration(f"there is no operation {name}")
        own: dict[str, Any] = {**options} if options else {}
        own.pop("http", None)
        given = {camel(key): value for key, value in (params or {}).items()}
        request = request_text(name, given, own)
        return Call(self._caller.session.handle, request, tables.OPERATIONS[name], moment)

    def _noting(self, method: Callable[P, T], notes: list[str]) -> Callable[P, T]:
        """The same method, which also notes what is known of replies."""
        owner: object = getattr(method, "__self__", None)
        caller = getattr(owner, "_caller", None)
        if not isinstance(caller, (Caller, AsyncCaller)) or caller.session is not self._caller.session:
            raise TypeError("with_response takes a method of this client")
        # Clients refuse to be copied; this one lives for a single call.
        own = object.__new__(type(owner))
        vars(own).update(vars(owner), _caller=caller.noting(notes))
        noting: Callable[P, T] = getattr(own, getattr(method, "__name__", ""))
        return noting

    def _adapter(self) -> Adapter | None:
        """What is to be closed with this client: it was the last one over it."""
        self._caller.session.close()
        http = self._caller.http
        return http if isinstance(http, Adapter) and http.left(self._caller.session) else None

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of {self._platform}>"


class Client(BaseClient[Caller]):
    """An account on one platform. It can be shared between threads."""

    def _opened(self, session: Session, http: HttpExecutor | None) -> Caller:
        return Caller(session, http)

    def with_response(self, method: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> WithResponse[T]:
        """Calls a method of this client, and also tells of the reply.

        `espai.with_response(espai.cards.get, phone=..., code=...)`.
        Lists have a `with_response` of their own.
        """
        notes: list[str] = []
        return _noted(self._noting(method, notes)(*args, **kwargs), notes)

    def close(self) -> None:
        """Forgets the session. Calls that run go on, but for those over connections of an adapter; new ones fail."""
        adapter = self._adapter()
        if adapter is not None:
            adapter.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class AsyncClient(BaseClient[AsyncCaller]):
    """An account on one platform, whose calls are awaited. It can be shared between event loops and threads.

    A call that is cancelled ends at once. If it was to change something, and that may have reached the server, the
    `CancelledError` has an `OutcomeUnknownError` as its cause.
    """

    def _opened(self, session: Session, http: AsyncHttpExecutor | None) -> AsyncCaller:
        return AsyncCaller(session, http)

    async def with_response(
        self, method: Callable[P, Awaitable[T]], *args: P.args, **kwargs: P.kwargs
    ) -> WithResponse[T]:
        """Calls a method of this client, and also tells of the reply.

        `await espai.with_response(espai.cards.get, phone=..., code=...)`.
        Lists have a `with_response` of their own.
        """
        notes: list[str] = []
        called = self._noting(method, notes)(*args, **kwargs)
        return _noted(await called if inspect.isawaitable(called) else called, notes)

    async def close(self) -> None:
        """Forgets the session. Calls that run go on, but for those over connections of an adapter; new ones fail."""
        adapter = self._adapter()
        self._caller.workers.close()
        if adapter is not None:
            await adapter.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()


def _credentials(platform: Platform, given: Mapping[str, Secret | str | None]) -> dict[str, Secret | str]:
    """Those of the environment count only where none is given: they may belong to another account."""
    own = {name: credential for name, credential in given.items() if credential is not None}
    told = {name: Secret(os.environ.get(variable) or "") for name, variable in platform.environment.items()}
    return own or {name: credential for name, credential in told.items() if credential.expose()}


_WORKED_OUT = object()


def _transport(
    base_url: str,
    ca_file: str | os.PathLike[str] | None = None,
    proxy: Any = _WORKED_OUT,
) -> dict[str, object]:
    """What the built-in transport is told; what is not given, the environment tells."""
    told: dict[str, object] = {}
    authorities = ca_file or os.environ.get("SSL_CERT_FILE")
    if authorities:
        try:
            with open(authorities, encoding="utf-8") as file:
                told["caPem"] = file.read()
        except (OSError, UnicodeError) as error:
            raise configuration(f"ca_file: cannot be read: {error}") from error
    if proxy is _WORKED_OUT:
        proxy = spoken(secret_proxy(base_url), base_url)
    if proxy:
        told["proxy"] = proxy
    return told


def _noted(value: T, notes: list[str]) -> WithResponse[T]:
    if not notes:
        raise TypeError("with_response takes a method that sends; a list has a with_response of its own")
    return WithResponse(value, response_of(notes[-1]))


def _token(token: Secret | None) -> Secret | None:
    return token


_TOKEN = Table(_token, ((False, Secret),))
