"""For tests: the four platforms, emulated on this machine, and conversations that are written down."""

from __future__ import annotations

import json
import os
import subprocess
import time
from typing import TYPE_CHECKING, Any, Literal, overload
from urllib.request import ProxyHandler, Request, build_opener

from ._client import ClientOptions
from ._crossing import configuration
from ._generated.clients import Akool, EspAi, Lbai, OpenCatd
from ._script import Exchange as Exchange
from ._script import Script as Script

if TYPE_CHECKING:
    from typing_extensions import Unpack


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
            raise configuration("sandbox: say where its program is, by `program` or BURSAR_SANDBOX")
        try:
            self._process = subprocess.Popen(
                [path, "--seed", str(seed), *(["--tls"] if tls else [])],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                text=True,
            )
        except OSError as error:
            raise configuration(f"sandbox: {path} does not start: {error}") from error
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
        server = self.ready[platform]
        credentials: dict[str, str] = server["credentials"]
        own: ClientOptions = {"base_url": server["base_url"], **options}
        if platform == "lbai":
            return Lbai(token=credentials["token"], **own)
        if platform == "akool":
            # It takes a key or the pair, not both; with the pair, tokens come and go.
            return Akool(client_id=credentials["clientId"], client_secret=credentials["clientSecret"], **own)
        if platform == "espai":
            return EspAi(api_key=credentials["apiKey"], **own)
        return OpenCatd(token=credentials["token"], **own)

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
        """Any of its control calls."""
        data = None if body is None else json.dumps(body).encode()
        request = Request(f"{self.ready['control']}/_sandbox/{path}", data, method=method)
        with build_opener(ProxyHandler({})).open(request) as reply:
            return json.load(reply)

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
