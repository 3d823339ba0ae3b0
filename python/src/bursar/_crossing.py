"""What the core's answers say."""

from __future__ import annotations

import re
import time
from typing import TypeVar

from ._error import BursarError, snake
from ._generated import tables
from ._generated.errors import CLASSES, ConfigurationError
from ._generated.types import Failure
from ._http import HttpRequest
from ._packed import Packed, Table, read

R = TypeVar("R")

SEND, WAIT, RUNNING, VALUE, FAILURE = b"SWRVE"


def now() -> int:
    """Milliseconds of the one clock that all calls of a process go by."""
    return time.monotonic_ns() // 1_000_000


def request_of(answer: bytes) -> tuple[int, HttpRequest]:
    """The call, and what is to be sent. Only the body, which is the last part, may hold a separator."""
    parts = answer.decode().split("\x1f", 9)
    _, call, timeout, connect_timeout, max_body_bytes, once, method, url, headers, body = parts
    pairs = [line.partition(": ") for line in headers.split("\n") if line]
    request = HttpRequest(
        method,
        url,
        [(name, value) for name, _, value in pairs],
        body.encode() if body else None,
        int(timeout) / 1000,
        int(connect_timeout) / 1000,
        int(max_body_bytes),
        once == "1",
    )
    return int(call), request


def wait_of(answer: bytes) -> tuple[int, int]:
    """The call, and for how many milliseconds to sleep."""
    _, call, ms = answer.split(b"\x1f")
    return int(call), int(ms)


def error_of(answer: bytes) -> BursarError:
    """The error that a failure is."""
    return raised(read(answer, tables.FAILURE).rows[0])


def raised(failure: Failure) -> BursarError:
    """The error of a failure, in the class of its kind."""
    return CLASSES.get(failure.kind, ConfigurationError)(_spelt(failure))


_OURS = {option.core: name for name, option in tables.OPTIONS.items()} | {"caPem": "ca_file", "from": "from_"}
"""What has another name here than in the core, beside its casing."""


_CAMEL = re.compile(r"(?<![\w./-])[a-z]+(?:[A-Z][a-z]+)+(?![\w/-])")
"""A name of the core in a sentence, and not in an address."""
_NO_TLS = "; it is not about TLS: certificates are always verified, and `ca_file` names others"


def _spelt(failure: Failure) -> Failure:
    """The names in a failure as they are typed here, if they are ours and not of a reply. A detail begins with one."""
    path = failure.path or ""
    if failure.kind not in ("configuration", "invalid_request"):
        return failure
    head, rest = (path, failure.detail[len(path) :]) if failure.detail.startswith(f"{path}:") else ("", failure.detail)
    if failure.status is None and failure.attempts == 0:
        rest = _CAMEL.sub(lambda found: _own(found[0]), rest)
    if path:
        # The parts of a configuration are given side by side here.
        name, dot, within = path.removeprefix("options.").removeprefix("credentials.").partition(".")
        failure.path = _own(name) + dot + within
        if head:
            head = failure.path + (", in milliseconds" if name.endswith("Ms") else "")
            rest += _NO_TLS if name == "verify" else ""
    failure.detail = head + rest
    return failure


def _own(name: str) -> str:
    return _OURS.get(name) or snake(name)


def value_of(answer: bytes, table: Table[R] | None, cause: BaseException | None = None) -> Packed[R]:
    """The value of an answer that is one, or else the error that it is."""
    if answer[0] == VALUE:
        return read(answer, table)
    raise error_of(answer) from cause


def configuration(detail: str) -> BursarError:
    """A failure that the core has not seen."""
    hint = "Correct the client's configuration as the detail says."
    return ConfigurationError(
        Failure("configuration", None, "", None, None, detail, hint, False, None, None, 0, None, None, None)
    )


def refused(kind: str, operation: str, path: str, problem: str) -> BursarError:
    """Of what could not even be handed to the core, in its words."""
    what = "client's configuration as the detail says" if kind == "configuration" else "parameter that the detail names"
    detail, hint = f"{path}: {problem}", f"Correct the {what}."
    return raised(Failure(kind, None, operation, None, None, detail, hint, False, None, None, 0, path, None, None))


def unseen(operation: str, detail: str) -> BursarError:
    """Of a change that ended as its call was given up: nobody takes what it came to."""
    hint = "Read the present state before you repeat the call."
    return CLASSES["outcome_unknown"](
        Failure("outcome_unknown", None, operation, None, None, detail, hint, False, None, None, 1, None, None, None)
    )
