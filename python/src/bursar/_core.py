"""The functions of the core, called by address.

UniFFI's module loads the library, checks that it fits, and tells of panics. Its own functions look at every argument
and convert it, which took longer than the core: these hand `bytes` over as they are.
"""

from __future__ import annotations

import ctypes
import os
import threading
from collections.abc import Callable
from ctypes import byref, c_char_p, c_uint8, c_uint64, c_void_p, string_at
from importlib import import_module
from typing import Any

# What it holds is not meant to be seen by others, and has no types.
_uniffi: Any = import_module("._native.bursar_uniffi", __package__)

InternalError: type[Exception] = _uniffi.InternalError
"""A panic of the core."""


class Hidden(bytes):
    """Secrets in clear, as they cross. Tracebacks that show variables show none of them."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "<hidden>"


class _Place(ctypes.Structure):
    _fields_ = (("address", c_uint64), ("length", c_uint64))


class _Status(threading.local):
    """Where the core tells of a panic. A thread has one call under way at a time."""

    def __init__(self) -> None:
        self.told = _uniffi._UniffiRustCallStatus.default()
        self.address = ctypes.addressof(self.told)


_status = _Status()


def _function(name: str, arguments: tuple[type, ...], result: type | None) -> Any:
    # Another object than UniFFI's, with types of its own.
    function: Any = _uniffi._UniffiLib[f"uniffi_bursar_uniffi_fn_func_{name}"]
    function.argtypes = (*arguments, c_void_p)
    function.restype = result
    return function


def _telling(name: str, *arguments: type, result: type | None = None) -> Callable[..., Any]:
    """A function that gives a number or nothing."""
    function = _function(name, arguments, result)

    def told(*given: object) -> Any:
        number = function(*given, _status.address)
        if _status.told.code:
            _panicked()
        return number

    return told


_release = _telling("release", c_uint64)


def _answering(name: str, *arguments: type) -> Callable[..., bytes]:
    """A function that answers."""
    function = _function(name, (*arguments, c_void_p), c_uint64)

    def answered(*given: object) -> bytes:
        # One for each call: before it is read, a handler of a signal may call the core, too.
        place = _Place()
        held = function(*given, byref(place), _status.address)
        if _status.told.code:
            _panicked()
        try:
            return Hidden(string_at(place.address, place.length))
        finally:
            _release(held)

    return answered


def _panicked() -> None:
    # To look at it takes calls of its own, which must find a clean status.
    told = _status.told
    failed = _uniffi._UniffiRustCallStatus(told.code, told.error_buf)
    told.code = 0
    _uniffi._uniffi_check_call_status(None, failed)


_session_open = _answering("session_open", c_char_p, c_uint64)
_session_set_token = _answering("session_set_token", c_uint64, c_char_p, c_uint64)
_open = _answering("open", c_uint64, c_char_p, c_uint64, c_uint64)
_received = _answering("received", c_uint64, c_char_p, c_uint64, c_char_p, c_uint64, c_uint64)
_failed = _answering("failed", c_uint64, c_uint8, c_char_p, c_uint64, c_uint64)
_run = _answering("run", c_uint64, c_char_p, c_uint64, c_uint64)
_run_start = _answering("run_start", c_uint64, c_char_p, c_uint64, c_uint64, c_uint64)
_after_fork_in_child = _telling("after_fork_in_child", c_uint64)

session_close: Callable[[int], None] = _telling("session_close", c_uint64)
session_token: Callable[[int], bytes] = _answering("session_token", c_uint64)
waited: Callable[[int, int], bytes] = _answering("waited", c_uint64, c_uint64)
describe: Callable[[int], bytes] = _answering("describe", c_uint64)
close: Callable[[int], None] = _telling("close", c_uint64)
job: Callable[[], int] = _telling("job", result=c_uint64)
live: Callable[[], int] = _telling("live", result=c_uint64)
run_wait: Callable[[int, int], bytes] = _answering("run_wait", c_uint64, c_uint64)
run_cancel: Callable[[int], bytes] = _answering("run_cancel", c_uint64)


def session_open(config: bytes) -> bytes:
    """Opens a session."""
    return _session_open(config, len(config))


def session_set_token(session: int, token: bytes) -> bytes:
    """Replaces a session's token; no bytes forget it."""
    return _session_set_token(session, token, len(token))


def open(session: int, request: bytes, now: int) -> bytes:
    """Begins an operation."""
    return _open(session, request, len(request), now)


def received(call: int, head: bytes, body: bytes, now: int) -> bytes:
    """A reply came."""
    return _received(call, head, len(head), body, len(body), now)


def failed(call: int, loss: int, detail: bytes, now: int) -> bytes:
    """No reply came."""
    return _failed(call, loss, detail, len(detail), now)


def run(session: int, request: bytes, now: int) -> bytes:
    """Runs an operation over the built-in transport."""
    return _run(session, request, len(request), now)


def run_start(session: int, request: bytes, now: int, job: int) -> bytes:
    """Begins an operation over the built-in transport, in the background."""
    return _run_start(session, request, len(request), now, job)


def _forked() -> None:
    _after_fork_in_child(int.from_bytes(os.urandom(8), "little"))


if hasattr(os, "register_at_fork"):
    # A copy of this process has only the thread that forked: no other may be half-way in the core.
    os.register_at_fork(
        before=_telling("before_fork"), after_in_parent=_telling("after_fork_in_parent"), after_in_child=_forked
    )
