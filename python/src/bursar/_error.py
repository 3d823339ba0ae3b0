"""The error of every operation."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ._generated.types import Failure


class BursarError(Exception):
    """Each kind of failure has a class of its own; `kind` tells it, too, as text.

    It holds no secret and can be pickled.

    Attributes:
        kind: What kind of failure it was. The set is open.
        platform: The platform's id, if one was involved.
        operation: Full name of the operation; empty outside of one.
        status: HTTP status of the last reply.
        code: The platform's own code.
        detail: What went wrong; the server's words where it has some.
        hint: What to do next.
        retryable: Whether calling again unchanged is safe and may help.
        request_id: The server's id of the request.
        retry_after_ms: How long the server asks to wait, in milliseconds.
        attempts: How often this call tried to send a request, readings and tokens included.
        path: Where in the reply or the parameters it does not fit, such as `data[0].id`.
        readings: What was read of the state around a change of unknown outcome, as JSON.
        body: At most 256 characters of a reply that was not the platform's.
    """

    def __init__(self, failure: Failure) -> None:
        where = ""
        if failure.operation or failure.platform:
            where = f" in {failure.operation}" if failure.operation else f" for {failure.platform}"
        hint = f". {failure.hint}" if failure.hint else ""
        super().__init__(f"{failure.kind}{where}: {failure.detail}{hint}")
        self._failure = failure
        self.kind = failure.kind
        self.platform = failure.platform
        self.operation = failure.operation
        self.status = failure.status
        self.code = failure.code
        self.detail = failure.detail
        self.hint = failure.hint
        self.retryable = failure.retryable
        self.request_id = failure.request_id
        self.retry_after_ms = failure.retry_after_ms
        self.attempts = failure.attempts
        self.path = failure.path
        self.readings = failure.readings
        self.body = failure.body

    def __reduce__(self) -> tuple[type[BursarError], tuple[Failure], dict[str, object]]:
        # What Python sets aside when it pickles an exception: by what it was caused.
        return type(self), (self._failure,), {"__cause__": _portable(self.__cause__)}

    def __setstate__(self, state: dict[str, object] | None) -> None:
        cause = (state or {}).get("__cause__")
        if isinstance(cause, BaseException):
            self.__cause__ = cause


def snake(name: str) -> str:
    """`apiKey` is `api_key`: names of the crossing as they are typed here."""
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name)


def words(error: BaseException) -> str:
    """What an error of others says, or its name: to ask it for its words may fail, too."""
    try:
        return str(error) or type(error).__name__
    except Exception:
        return type(error).__name__


def _portable(cause: BaseException | None) -> BaseException | None:
    """A cause as it can be pickled: whole, or else as its words."""
    if cause is None:
        return None
    # Who pickles has it, and others need not load it.
    import pickle

    try:
        copied: BaseException = pickle.loads(pickle.dumps(cause))
    except Exception:
        return Exception(f"{type(cause).__name__}: {words(cause)}")
    return copied
