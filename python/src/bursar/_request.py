"""How operations, options and parameters are written for the core."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from ._crossing import configuration
from ._error import snake
from ._generated.tables import OPTIONS
from ._secret import Secret

_CLIENTS = ("allow_insecure", "ca_file", "http", "proxy")
_CALLS = ("http",)
"""What there is beside the core's options; whoever takes them has taken them out."""


def core_options(options: Mapping[str, Any], credentials: Iterable[str] | None = None) -> dict[str, Any]:
    """Options as the core has them. Those of a client are told by the names of its credentials."""
    own: dict[str, Any] = {}
    for name, value in options.items():
        if name == "meta":
            own[name] = value
            continue
        option = OPTIONS.get(name)
        if option is None:
            raise configuration(f"{name[:40]}: there is no such option; {_known(credentials)}")
        if option.core.endswith("Ms"):
            if isinstance(value, float) and not math.isfinite(value):
                # JSON has no such number.
                raise configuration(f"{name}: it is no finite number")
            own[option.core] = round(value * 1000) if isinstance(value, (int, float)) else value
        elif value is not None or name == "body":
            own[option.core] = value
    return own


def _known(credentials: Iterable[str] | None) -> str:
    if credentials is None:
        names = [*(name for name, option in OPTIONS.items() if option.of_calls), *_CALLS]
    else:
        names = [*map(snake, credentials), *(name for name, option in OPTIONS.items() if option.of_clients), *_CLIENTS]
    return f"there are {', '.join(names)}"


class Request(bytes):
    """What crosses, with secrets in clear. Tracebacks that show variables show none of it."""

    __slots__ = ()

    def __repr__(self) -> str:
        return f"<{self.partition(bytes((31,)))[0].decode()}>"


def request_text(name: str, params: Mapping[str, object], options: Mapping[str, Any]) -> bytes:
    """`name␟options␟params`, as the core wants it. Secrets are shown to it, and to nobody else."""
    own = core_options(options)
    given = {key: value for key, value in params.items() if value is not None}
    parts = name.encode(), json_of(own) if own else b"", json_of(given) if given else b""
    return Request(b"\x1f".join(parts))


def camel(name: str) -> str:
    """`balance_logs` is `balanceLogs`; a keyword's underscore falls off."""
    first, *others = name.rstrip("_").split("_")
    return first + "".join(word[:1].upper() + word[1:] for word in others)


def json_of(value: object) -> bytes:
    """JSON, in which secrets are shown."""
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
