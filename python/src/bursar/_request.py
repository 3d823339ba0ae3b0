"""How operations, options and parameters are written for the core."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from ._secret import Secret

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
    parts = name.encode(), json_of(own) if own else b"", json_of(given) if given else b""
    return b"\x1f".join(parts)


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
