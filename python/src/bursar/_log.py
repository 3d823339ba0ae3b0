"""What happens during a call, as debug lines of the logger `bursar`: redacted, without a query and without a body."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any, ParamSpec

from . import _core as core
from ._crossing import VALUE, error_of
from ._packed import Table, read

if TYPE_CHECKING:
    from logging import Logger

P = ParamSpec("P")


def _text(text: str) -> str:
    return text


_TEXT = Table(_text, ((False, None),))
_LOSSES = {
    "NotSent": "not_sent",
    "MaybeSent": "maybe_sent",
    "Cancelled": "cancelled",
    "TooLarge": "too_large",
    "Unusable": "unusable",
    "Unsent": "unsent",
}

_logger: Logger | None = None


def watch(operation: str) -> Watch | None:
    """Who tells of a call, if anybody listens."""
    global _logger
    if _logger is None:
        # It takes time to load, and who has not loaded it has not switched it on.
        logging = sys.modules.get("logging")
        if logging is None or not hasattr(logging, "getLogger"):
            return None
        logger: Logger = logging.getLogger("bursar")
        _logger = logger
    # 10 is its DEBUG.
    return Watch(_logger, operation) if _logger.isEnabledFor(10) else None


def _aside(tell: Callable[P, None]) -> Callable[P, None]:
    """A filter or a handler that fails must not end a call, which may have changed something."""

    @wraps(tell)
    def told(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            tell(*args, **kwargs)
        except Exception:
            return

    return told


class Watch:
    """Tells of one call. What logging raises meanwhile is dropped, unless it interrupts, as Ctrl-C does."""

    def __init__(self, logger: Logger, operation: str) -> None:
        self._logger = logger
        self._operation = operation
        self._told = False

    @_aside
    def sends(self, call: int) -> None:
        """A request is about to be sent."""
        self._told = True
        self._sends(json.loads(read(core.describe(call), _TEXT).rows[0]))

    @_aside
    def replied(self, status: int) -> None:
        """A reply came."""
        self._logger.debug("%s: reply %d", self._operation, status)

    @_aside
    def lost(self, how: str) -> None:
        """No reply came."""
        self._logger.debug("%s: lost, %s", self._operation, how)

    @_aside
    def waits(self, ms: int) -> None:
        """It sleeps before it goes on."""
        self._told = True
        self._logger.debug("%s: wait %d ms", self._operation, ms)

    @_aside
    def ended(self, answer: bytes) -> None:
        """What came of it. The built-in transport tells only now what has happened on the way."""
        meta: dict[str, Any] = json.loads(read(answer, None).meta or "{}")
        for event in () if self._told else meta.get("events", ()):
            self._happened(event)
        verdict = "ok" if answer[0] == VALUE else error_of(answer).kind
        self._logger.debug("%s: %s, attempts %d", self._operation, verdict, meta.get("attempts", 0))

    @_aside
    def broken(self, error: BaseException) -> None:
        """Something else has ended it: Ctrl-C, a task that was cancelled."""
        self._logger.debug("%s: ended by %s", self._operation, type(error).__name__)

    def _happened(self, event: dict[str, Any]) -> None:
        if "status" in event:
            self.replied(event["status"])
        elif "lost" in event:
            self.lost(_LOSSES.get(event["lost"], "maybe_sent"))
        elif "waitMs" in event:
            self.waits(event["waitMs"])
        else:
            self._sends(event)

    def _sends(self, request: dict[str, Any]) -> None:
        # The core hides the values of a query; here even its names are left out.
        url = request["url"].partition("?")[0]
        told = self._operation, request["method"], url, request["purpose"], request["attempt"]
        self._logger.debug("%s: send %s %s (%s, attempt %d)", *told)
