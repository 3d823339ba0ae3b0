"""How operations, options and parameters are written for the core."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from ._core import Hidden
from ._crossing import configuration, refused
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


class Request(Hidden):
    """A call as it crosses. It shows its operation only."""

    __slots__ = ()

    def __repr__(self) -> str:
        return f"<{self.partition(bytes((31,)))[0].decode()}>"


def hidden(text: Secret | str | None) -> bytes:
    """A secret as it crosses. What is no text in UTF-8 crosses, too: the core refuses it, and shows none of it."""
    return Hidden((text.expose() if isinstance(text, Secret) else text or "").encode("utf-8", "surrogatepass"))


def config_text(config: Mapping[str, Any]) -> bytes:
    """What a session is opened with."""
    # By themselves first, as an error then names the one that it is about.
    for part in ("credentials", "options"):
        json_of(config[part])
    return json_of(config)


def request_text(name: str, params: Mapping[str, object], options: Mapping[str, Any]) -> bytes:
    """`name␟options␟params`, as the core wants it. Secrets are shown to it, and to nobody else."""
    own = core_options(options)
    given = {key: value for key, value in params.items() if value is not None}
    told = json_of(own, name) if own else b"", json_of(given, name, "invalid_request") if given else b""
    return Request(b"\x1f".join((name.encode(), *told)))


def camel(name: str) -> str:
    """`balance_logs` is `balanceLogs`; a keyword's underscore falls off."""
    first, *others = name.rstrip("_").split("_")
    return first + "".join(word[:1].upper() + word[1:] for word in others)


_UNWRITABLE = (TypeError, ValueError, RecursionError)
"""Other types, cycles, and what is nested too deeply."""


def json_of(values: Mapping[str, object], operation: str = "", kind: str = "configuration") -> bytes:
    """JSON, in which secrets are shown."""
    try:
        return Hidden(_json(values))
    except _UNWRITABLE as error:
        problem = f"cannot be written as JSON: {error}"
    raise refused(kind, operation, next(filter(lambda name: not _writable(values[name]), values), ""), problem)


def _writable(value: object) -> bool:
    try:
        _json(value)
    except _UNWRITABLE:
        return False
    return True


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
