"""The crossing itself, whose module UniFFI writes and `xtask/bindgen` tunes."""

from __future__ import annotations

import ctypes
import json
import sys
import threading
from typing import Any

import pytest

import bursar
from bursar import HttpReply, Send, Value
from bursar import _native as native
from bursar._crossing import FAILURE, SEND, VALUE, error_of

# What its stub does not name.
inside: Any = sys.modules["bursar._native.bursar_uniffi"]

CONFIG = {"platform": "opencatd", "credentials": {"token": "t-0123"}, "options": {"baseUrl": "http://127.0.0.1:9"}}


def opened() -> int:
    answer = native.session_open(json.dumps(CONFIG).encode())
    assert answer[0] == VALUE
    return int.from_bytes(answer[32:40], "little")


def test_an_unknown_handle_is_a_failure() -> None:
    for answer in (native.open(1 << 60, b"", 0), native.waited(1 << 60, 0), native.run_wait(1 << 60, 0)):
        assert answer[0] == FAILURE
        assert error_of(answer).kind == "configuration"


def test_empty_and_other_bytes_are_taken_as_they_are() -> None:
    assert native.session_open(b"")[0] == FAILURE
    assert native.session_open(b"\x00\xff\x00")[0] == FAILURE
    session = opened()
    assert native.session_set_token(session, b"")[0] == VALUE
    assert native.open(session, b"", 0)[0] == FAILURE
    native.session_close(session)


def test_text_in_any_script_goes_there_and_back() -> None:
    code = "兑换码 🎟 \x00é"
    with bursar.EspAi(api_key="k-0123") as client:
        call = client.begin("espai.cards.get", {"phone": "1", "code": code})
        assert isinstance(call.step, Send)
        assert json.loads(call.step.request.body or b"")["code"] == code
        card = {
            "id": "1",
            "code": code,
            "type": "1",
            "user_name": "\x1f\x1e",
            "user_id": "1",
            "user_phone": "1",
            "create_time": 1,
            "update_time": None,
            "api_limit": 1,
        }
        call.received(HttpReply(200, [], json.dumps({"success": True, "code": 0, "data": card}).encode()))
        assert isinstance(call.step, Value), call.step
        assert (call.step.rows[0].code, call.step.rows[0].user_name) == (code, "\x1f\x1e")


def test_arguments_of_other_types_are_refused_before_they_cross() -> None:
    with pytest.raises(TypeError):
        native.open(1, "text", 0)  # type: ignore[arg-type] # pyright: ignore[reportArgumentType]
    with pytest.raises(ValueError, match="u64"):
        native.waited(-1, 0)


def test_a_panic_is_an_error_and_the_thread_goes_on() -> None:
    def panics(reference: Any) -> None:
        status = ctypes.cast(reference, ctypes.POINTER(inside._UniffiRustCallStatus)).contents
        status.error_buf = inside._UniffiFfiConverterString.lower("the core gave up: 再见")
        status.code = inside._UniffiRustCallStatus.CALL_UNEXPECTED_ERROR

    for _ in range(2):
        with pytest.raises(native.InternalError, match="the core gave up: 再见"):
            inside._uniffi_rust_call(panics)
        session = opened()
        native.session_close(session)


def test_threads_do_not_share_a_status() -> None:
    barrier = threading.Barrier(8)
    wrong: list[object] = []

    def work() -> None:
        session = opened()
        barrier.wait()
        for at in range(200):
            answer = native.open(session, b'raw\x1f\x1f{"method":"GET","path":"/%d"}' % at, at)
            call = int(answer.split(b"\x1f", 2)[1])
            if answer[0] != SEND or b"/%d\x1f" % at not in answer:
                wrong.append(answer)
            if native.failed(call, 0, b"", at)[0:1] not in (b"W", b"E"):
                wrong.append(call)
            native.close(call)
        native.session_close(session)

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
