"""For tests: the four platforms, emulated on this machine, and conversations that are written down."""

from __future__ import annotations

import json
import os
import subprocess
import time
from typing import TYPE_CHECKING, Any, Literal, overload
from urllib.error import HTTPError
from urllib.request import ProxyHandler, Request, build_opener

from ._client import AsyncClientOptions, ClientOptions
from ._crossing import configuration
from ._error import snake
from ._generated.async_clients import AsyncAkool, AsyncEspAi, AsyncLbai, AsyncOpenCatd
from ._generated.clients import Akool, EspAi, Lbai, OpenCatd
from ._script import Exchange as Exchange
from ._script import Script as Script

if TYPE_CHECKING:
    from typing_extensions import Unpack

_MADE = "`cargo build -p bursar-sandbox` in the project's repository makes it"


class Sandbox:
    """The four platforms as servers on this machine, until `close`. Nothing leaves it.

    The program is not in this package: `cargo build -p bursar-sandbox` makes it.

    Args:
        program: Where the program is; from `BURSAR_SANDBOX` if left out.
        seed: From what all ids, tokens and codes follow: they are the same each time.
        tls: Whether its servers speak https, by an authority of their own: `ready["ca_pem"]`.

    Attributes:
        ready: What it tells once all its servers listen. The secrets in it protect nothing.
    """

    def __init__(self, program: str | os.PathLike[str] | None = None, *, seed: int = 1, tls: bool = False) -> None:
        path = program or os.environ.get("BURSAR_SANDBOX")
        if not path:
            raise configuration(f"sandbox: say where its program is, by `program` or BURSAR_SANDBOX; {_MADE}")
        try:
            self._process = subprocess.Popen(
                [path, "--seed", str(seed), *(["--tls"] if tls else [])],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                text=True,
            )
        except OSError as error:
            raise configuration(f"sandbox: {path} does not start: {error}; {_MADE}") from error
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            self.close()
            raise configuration(f"sandbox: {path} does not start")
        self.ready: dict[str, Any] = json.loads(line)

    @overload
    def client(self, platform: Literal["lbai"], **options: Unpack[ClientOptions]) -> Lbai: ...
    @overload
    def client(self, platform: Literal["opencatd", "opencatd_dev"], **options: Unpack[ClientOptions]) -> OpenCatd: ...
    @overload
    def client(self, platform: Literal["akool"], **options: Unpack[ClientOptions]) -> Akool: ...
    @overload
    def client(self, platform: Literal["espai"], **options: Unpack[ClientOptions]) -> EspAi: ...

    def client(self, platform: str, **options: Unpack[ClientOptions]) -> Lbai | OpenCatd | Akool | EspAi:
        """A client of one of its servers, with the credentials that work there."""
        kind: Any = {"lbai": Lbai, "akool": Akool, "espai": EspAi}.get(platform, OpenCatd)
        client: Lbai | OpenCatd | Akool | EspAi = kind(**{**self._account(platform), **options})
        return client

    @overload
    def async_client(self, platform: Literal["lbai"], **options: Unpack[AsyncClientOptions]) -> AsyncLbai: ...
    @overload
    def async_client(
        self, platform: Literal["opencatd", "opencatd_dev"], **options: Unpack[AsyncClientOptions]
    ) -> AsyncOpenCatd: ...
    @overload
    def async_client(self, platform: Literal["akool"], **options: Unpack[AsyncClientOptions]) -> AsyncAkool: ...
    @overload
    def async_client(self, platform: Literal["espai"], **options: Unpack[AsyncClientOptions]) -> AsyncEspAi: ...

    def async_client(
        self, platform: str, **options: Unpack[AsyncClientOptions]
    ) -> AsyncLbai | AsyncOpenCatd | AsyncAkool | AsyncEspAi:
        """The same, with calls that are awaited."""
        kind: Any = {"lbai": AsyncLbai, "akool": AsyncAkool, "espai": AsyncEspAi}.get(platform, AsyncOpenCatd)
        client: AsyncLbai | AsyncOpenCatd | AsyncAkool | AsyncEspAi = kind(**{**self._account(platform), **options})
        return client

    def _account(self, platform: str) -> dict[str, str]:
        """What a client of one of the servers needs."""
        servers = [name for name in self.ready if name not in ("control", "ca_pem")]
        if platform not in servers:
            raise configuration(f"sandbox: there is no platform {platform}; there are {', '.join(servers)}")
        server = self.ready[platform]
        given: dict[str, str] = server["credentials"]
        # AKOOL takes a key or the pair, not both; with the pair, tokens come and go.
        own = {snake(name): text for name, text in given.items() if (platform, name) != ("akool", "apiKey")}
        return {"base_url": server["base_url"], **own}

    def fault(self, kind: str, **fields: object) -> None:
        """Something goes wrong with requests to come: tests/sandbox/README.md tells the kinds and fields."""
        self.control("POST", "faults", {"kind": kind, **fields})

    def journal(self) -> list[dict[str, Any]]:
        """Every request that has arrived, once the servers are through with all of them."""
        while True:
            journal: list[dict[str, Any]] = self.control("GET", "journal")["journal"]
            if all(arrival["done"] for arrival in journal):
                return journal
            time.sleep(0.005)

    def control(self, method: str, path: str, body: object = None) -> Any:
        """Any of its control calls; what it does not take is a `ConfigurationError` in its words."""
        data = None if body is None else json.dumps(body).encode()
        request = Request(f"{self.ready['control']}/_sandbox/{path}", data, method=method)
        try:
            with build_opener(ProxyHandler({})).open(request) as reply:
                return json.load(reply)
        except HTTPError as refusal:
            with refusal:
                raise configuration(f"sandbox: {json.load(refusal)['error']}") from None

    def close(self) -> None:
        """Ends the program, and comes back when it has ended."""
        self._process.kill()
        self._process.wait()
        if self._process.stdout is not None:
            self._process.stdout.close()

    def __enter__(self) -> Sandbox:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
