# Written by `cargo xtask generate` from the core's schema. Do not edit.
"""One class for each kind of failure."""

from __future__ import annotations

from .._error import BursarError


class ConnectionError(BursarError):
    """The server was not reached, or the connection broke."""


class TimeoutError(BursarError):
    """The attempt's or the call's time ran out."""


class CancelledError(BursarError):
    """The caller cancelled, and no state change can have reached the server."""


class AuthenticationError(BursarError):
    """The credential is missing, wrong or expired."""


class PermissionError(BursarError):
    """The credential may not do this."""


class NotFoundError(BursarError):
    """What was named does not exist."""


class ConflictError(BursarError):
    """It clashes with what exists: a taken name, a reading that changed."""


class InvalidRequestError(BursarError):
    """A parameter is wrong; refused before sending, or by the server."""


class InsufficientCreditError(BursarError):
    """The credit does not suffice."""


class RateLimitedError(BursarError):
    """Too many calls."""


class RefusedError(BursarError):
    """The platform refused for a reason of its own; nothing was changed."""


class ServerError(BursarError):
    """The server failed."""


class DecodeError(BursarError):
    """The reply is not what the platform documents."""


class OutcomeUnknownError(BursarError):
    """A state change may or may not have happened."""


class ConfigurationError(BursarError):
    """The client is set up wrongly, or used wrongly."""


CLASSES: dict[str, type[BursarError]] = {
    "connection": ConnectionError,
    "timeout": TimeoutError,
    "cancelled": CancelledError,
    "authentication": AuthenticationError,
    "permission": PermissionError,
    "not_found": NotFoundError,
    "conflict": ConflictError,
    "invalid_request": InvalidRequestError,
    "insufficient_credit": InsufficientCreditError,
    "rate_limited": RateLimitedError,
    "refused": RefusedError,
    "server": ServerError,
    "decode": DecodeError,
    "outcome_unknown": OutcomeUnknownError,
    "configuration": ConfigurationError,
}
"""The class of each kind."""
