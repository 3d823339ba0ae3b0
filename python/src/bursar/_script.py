"""Conversations that are written down, for tests that need no server."""

from __future__ import annotations

import base64
import json
import os
from collections.abc import Generator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from ._http import HttpReply, HttpRequest, RequestLost

Exchange = Mapping[str, Any]
"""What is expected and what comes: `{"send": {...}, "reply": {...}}`, `{"reply": {...}}` or `{"loss": "maybe_sent"}`.

`send` may hold `method`, `url`, `path`, `json`, `body` and `once`: what it holds is compared, and an address from its
path on. `reply` holds `json`, `text` or `base64`, and `status` (200) and `headers` if need be.
"""


class Replayed(HttpReply):
    """A reply that is there at once, and for whom it is awaited gives itself."""

    __slots__ = ()

    def __await__(self) -> Generator[None, None, HttpReply]:
        yield from ()
        return self


class Script:
    """An executor that plays exchanges: `with Script({"reply": {"json": ...}}) as http: EspAi(http=http, ...)`.

    Clients of both kinds take it: `AsyncEspAi(http=http, ...)`, too.

    At its end the `with` block fails if a request was not the one that was expected, or if an exchange is left.

    Args:
        exchanges: One for each request.

    Attributes:
        requests: What was asked for. Unlike its rendering, a request's headers and body show secrets.
    """

    def __init__(self, *exchanges: Exchange) -> None:
        self._left = list(exchanges)
        self._wrong: list[str] = []
        self.requests: list[HttpRequest] = []

    @classmethod
    def vector(cls, vector: str | os.PathLike[str] | Mapping[str, Any]) -> Script:
        """The exchanges of a vector of the conformance corpus, as a file or as what it holds.

        Its waits are slept through, unless the client has `max_retries=0`.
        """
        held = vector if isinstance(vector, Mapping) else json.loads(Path(vector).read_text("utf-8"))
        script: list[Exchange] = held["script"]
        return cls(*(entry for entry in script if "wait" not in entry and ("reply" in entry or "loss" in entry)))

    def __call__(self, request: HttpRequest) -> Replayed:
        """The next exchange."""
        self.requests.append(request)
        if not self._left:
            self._wrong.append(f"nothing is left for {request}")
            raise RequestLost("not_sent", self._wrong[-1])
        exchange = self._left.pop(0)
        expected: Mapping[str, Any] = exchange.get("send", {})
        others = [name for name in expected if not _fits(request, name, expected)]
        self._wrong.extend(f"{name} of {request} is not the expected one" for name in others)
        if "loss" in exchange:
            raise RequestLost(exchange["loss"])
        reply: Mapping[str, Any] = exchange["reply"]
        return Replayed(reply.get("status", 200), dict(reply.get("headers", {})).items(), _body(reply))

    def check(self) -> None:
        """Fails unless all was played as it is written."""
        left = [f"{len(self._left)} exchanges are left"] if self._left else []
        if self._wrong or left:
            raise AssertionError("; ".join(self._wrong + left))

    def __enter__(self) -> Script:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        # What failed within says more.
        if kind is None:
            self.check()


def _body(reply: Mapping[str, Any]) -> bytes:
    if "base64" in reply:
        return base64.b64decode(reply["base64"])
    text: str = json.dumps(reply["json"]) if "json" in reply else reply.get("text", "")
    return text.encode()


def _fits(request: HttpRequest, name: str, expected: Mapping[str, Any]) -> bool:
    value: Any = expected[name]
    if name == "json":
        return bool(json.loads(request.body or b"null") == value)
    if name == "body":
        return bool((request.body or b"").decode() == value)
    if name in ("url", "path"):
        url, wanted = urlsplit(request.url), urlsplit(str(value))
        return url.path == wanted.path and (name == "path" or url.query == wanted.query)
    return name not in ("method", "once") or bool(getattr(request, name) == value)
