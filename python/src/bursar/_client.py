"""What all clients have."""

from __future__ import annotations

import copy
import json
import math
import os
import secrets
import sys
import weakref
from collections.abc import Callable, Mapping
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, ParamSpec, TypedDict, TypeVar
from urllib.parse import urlsplit

from . import _native as native
from ._call import Call
from ._crossing import configuration, value_of
from ._driver import drive, run
from ._generated import tables
from ._http import HttpExecutor
from ._packed import Packed, Table
from ._platform import Platform
from ._result import Page, Rows, WithResponse, response_of
from ._secret import Secret

if TYPE_CHECKING:
    from typing_extensions import Self

P = ParamSpec("P")
R = TypeVar("R")
T = TypeVar("T")


class SharedOptions(TypedDict, total=False):
    """Options of clients and calls alike. Times are seconds."""

    timeout: float
    """How long one attempt may take. Default 30."""
    connect_timeout: float
    """How long connecting may take. Default 10."""
    deadline: float
    """How long the whole call may take, waits and readings included. Default 60."""
    max_retries: int
    """How often a request is sent again at most. Default 2."""
    verify: bool
    """Whether a state change is settled by reading when its reply is lost. Default true."""
    headers: Mapping[str, str]
    """Extra headers; those that carry credentials cannot be set."""
    base_url: str
    """Another base URL. Required for opencatd, which is self-hosted."""
    http: HttpExecutor
    """Any HTTP library: one function. The built-in transport if left out."""


class ClientOptions(SharedOptions, total=False):
    """Options of clients."""

    dialect: Literal["go", "worker"]
    """Which server speaks, opencatd only; `go` if left out."""
    allow_insecure: bool
    """Allows plain http to other machines. For test networks only: credentials travel in clear."""
    ca_file: str | os.PathLike[str]
    """Certificates to trust instead of the common ones, in PEM; those of `SSL_CERT_FILE` if left out.

    Built-in transport only.
    """
    proxy: Secret | str | None
    """URL of an http or https proxy; None for none. As `urllib` works it out if left out. Built-in transport only."""


class CallOptions(SharedOptions, total=False):
    """Options of calls."""

    path: str
    """Another path for this call."""
    query: Mapping[str, str]
    """Extra query parameters; a name that the operation sends is replaced."""
    body: object
    """An object is merged into the body, anything else replaces it."""
    after: str | None
    """Of a list: the cursor of the page to read, as the page before gave it."""


class Session:
    """The core's session. Whoever can still call something holds it."""

    def __init__(self, config: dict[str, object]) -> None:
        self.handle = value_of(native.session_open(_json(config)), _SESSION).rows[0]
        self.close = weakref.finalize(self, native.session_close, self.handle)


class Caller:
    """Runs operations."""

    def __init__(self, session: Session, http: HttpExecutor | None, notes: list[str] | None = None) -> None:
        self.session = session
        self._http = http
        self._notes = notes

    def noting(self, notes: list[str]) -> Caller:
        """The same, which also notes what is known of replies."""
        return Caller(self.session, self._http, notes)

    def record(self, name: str, table: Table[R], params: Mapping[str, object], options: CallOptions | None) -> R:
        """Runs an operation that gives a record."""
        return self._run(name, table, params, options, None, False).rows[0]

    def unit(self, name: str, params: Mapping[str, object], options: CallOptions | None) -> None:
        """Runs an operation that gives nothing."""
        self._run(name, None, params, options, None, False)

    def rows(self, name: str, table: Table[R], params: Mapping[str, object], options: CallOptions | None) -> Rows[R]:
        """A list, to be read."""

        def page(after: str | None, meta: bool) -> tuple[Page[R], str]:
            packed = self._run(name, table, params, options, after, meta)
            return Page(packed.rows, packed.total, packed.next), packed.meta

        return Rows(page)

    def _run(
        self,
        name: str,
        table: Table[R] | None,
        params: Mapping[str, object],
        options: CallOptions | None,
        after: str | None,
        meta: bool,
    ) -> Packed[R]:
        own: dict[str, Any] = {**options} if options else {}
        http: HttpExecutor | None = own.pop("http", None) or self._http
        if after is not None:
            own["after"] = after
        if meta or self._notes is not None:
            own["meta"] = True
        request = request_text(name, params, own)
        if http is None:
            answer, cause = run(self.session.handle, request), None
        else:
            answer, cause = drive(self.session.handle, request, http)
        packed = value_of(answer, table, cause)
        if self._notes is not None:
            self._notes.append(packed.meta)
        return packed


class Client:
    """An account on one platform. It can be shared between threads."""

    def __init__(
        self, platform: Platform, credentials: Mapping[str, Secret | str | None], options: ClientOptions
    ) -> None:
        own: dict[str, Any] = {**options}
        http: HttpExecutor | None = own.pop("http", None)
        given = {name: credentials.get(name) or os.environ.get(env) for name, env in platform.environment.items()}
        config: dict[str, object] = {
            "platform": platform.id,
            "credentials": {name: credential for name, credential in given.items() if credential},
            "allowInsecure": own.pop("allow_insecure", False),
            "seed": secrets.randbits(53),
            "packing": "columns",
        }
        ca_file: str | os.PathLike[str] | None = own.pop("ca_file", None) or os.environ.get("SSL_CERT_FILE")
        base_url: str = own.get("base_url") or platform.base_url or ""
        proxy: Secret | str | None = own.pop("proxy") if "proxy" in own else _proxy(base_url) if http is None else None
        if http is None and ca_file:
            try:
                config["caPem"] = Path(ca_file).read_text("utf-8")
            except (OSError, UnicodeError) as error:
                raise configuration(f"ca_file: cannot be read: {error}") from error
        if http is None and proxy:
            config["proxy"] = proxy
        config["options"] = core_options(own)
        self._caller = Caller(Session(config), http)
        self._platform = platform.id

    def token(self) -> Secret | None:
        """The session's token, to be shared through a store of your own; None if there is none."""
        return value_of(native.session_token(self._caller.session.handle), _TOKEN).rows[0]

    def set_token(self, token: Secret | str | None) -> None:
        """Replaces the session's token; None forgets it."""
        text = token.expose() if isinstance(token, Secret) else token or ""
        value_of(native.session_set_token(self._caller.session.handle, text.encode()), None)

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

    def with_response(self, method: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> WithResponse[T]:
        """Calls a method of this client, and also tells of the reply.

        `espai.with_response(espai.cards.get, phone=..., code=...)`.
        Lists have a `with_response` of their own.
        """
        owner = copy.copy(getattr(method, "__self__", None))
        caller = getattr(owner, "_caller", None)
        if not isinstance(caller, Caller) or caller.session is not self._caller.session:
            raise TypeError("with_response takes a method of this client")
        notes: list[str] = []
        vars(owner)["_caller"] = caller.noting(notes)
        value: T = getattr(owner, getattr(method, "__name__", ""))(*args, **kwargs)
        if not notes:
            raise TypeError("with_response takes a method that sends; a list has a with_response of its own")
        return WithResponse(value, response_of(notes[-1]))

    def close(self) -> None:
        """Forgets the session. Calls that run go on; new ones fail."""
        self._caller.session.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of {self._platform}>"


_SESSION: Table[int] = Table(int, ((True, None),))


def _token(token: Secret | None) -> Secret | None:
    return token


_TOKEN = Table(_token, ((False, Secret),))

_SECONDS = {"timeout": "timeoutMs", "connect_timeout": "connectTimeoutMs", "deadline": "deadlineMs"}


def core_options(options: Mapping[str, Any]) -> dict[str, Any]:
    """Options as the core has them; it refuses what it does not know."""
    own: dict[str, Any] = {}
    for name, value in options.items():
        if name in _SECONDS:
            seconds = isinstance(value, (int, float)) and math.isfinite(value)
            own[_SECONDS[name]] = round(value * 1000) if seconds else value
        elif value is not None or name == "body":
            own[camel(name)] = value
    return own


def request_text(name: str, params: Mapping[str, object], options: Mapping[str, Any]) -> bytes:
    """`name␟options␟params`, as the core wants it. Secrets are shown to it, and to nobody else."""
    own = core_options(options)
    given = {key: value for key, value in params.items() if value is not None}
    parts = name.encode(), _json(own) if own else b"", _json(given) if given else b""
    return b"\x1f".join(parts)


def camel(name: str) -> str:
    """`balance_logs` is `balanceLogs`; a keyword's underscore falls off."""
    first, *others = name.rstrip("_").split("_")
    return first + "".join(word[:1].upper() + word[1:] for word in others)


def _json(value: object) -> bytes:
    return json.dumps(value, default=_plain, separators=(",", ":")).encode()


def _plain(value: object) -> object:
    if isinstance(value, Secret):
        return value.expose()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, Mapping):
        return dict(value)  # pyright: ignore[reportUnknownArgumentType, reportUnknownVariableType]
    raise TypeError(f"{type(value).__name__} cannot be sent")


def _proxy(base_url: str) -> str | None:
    """The proxy for a server, as `urllib` works it out: by the scheme, and none for hosts that `no_proxy` names."""
    asked = sys.platform in ("darwin", "win32") or any(name.lower().endswith("_proxy") for name in os.environ)
    if not asked:
        return None
    # It loads much of the standard library.
    from urllib.request import getproxies, proxy_bypass

    url = urlsplit(base_url)
    if not url.hostname or proxy_bypass(url.hostname):
        return None
    return getproxies().get(url.scheme)
