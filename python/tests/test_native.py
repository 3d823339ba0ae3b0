"""The crossing itself: UniFFI's library, called by address."""

from __future__ import annotations

import ctypes
import json
import resource
import signal
import sys
import threading
from pathlib import Path
from typing import Any

import pytest

import bursar
from bursar import HttpReply, Send, Value
from bursar import _core as core
from bursar._crossing import FAILURE, SEND, VALUE, error_of

# What its stub does not name.
inside: Any = sys.modules["bursar._native.bursar_uniffi"]

CONFIG = {"platform": "opencatd", "credentials": {"token": "t-0123"}, "options": {"baseUrl": "http://127.0.0.1:9"}}


def opened() -> int:
    answer = core.session_open(json.dumps(CONFIG).encode())
    assert answer[0] == VALUE
    return int.from_bytes(answer[32:40], "little")


def card_reply(code: str, user_name: str = "") -> bytes:
    card = {
        "id": "1",
        "code": code,
        "type": "1",
        "user_name": user_name,
        "user_id": "1",
        "user_phone": "1",
        "create_time": 1,
        "update_time": None,
        "api_limit": 1,
    }
    return json.dumps({"success": True, "code": 0, "data": card}).encode()


def test_an_unknown_handle_is_a_failure() -> None:
    for answer in (core.open(1 << 60, b"", 0), core.waited(1 << 60, 0), core.run_wait(1 << 60, 0)):
        assert answer[0] == FAILURE
        assert error_of(answer).kind == "configuration"


def test_empty_and_other_bytes_are_taken_as_they_are() -> None:
    assert core.session_open(b"")[0] == FAILURE
    assert core.session_open(b"\x00\xff\x00")[0] == FAILURE
    session = opened()
    assert core.session_set_token(session, b"")[0] == VALUE
    assert core.open(session, b"", 0)[0] == FAILURE
    core.session_close(session)


def test_text_in_any_script_goes_there_and_back() -> None:
    code = "兑换码 🎟 \x00é"
    with bursar.EspAi(api_key="k-0123") as client:
        call = client.begin("espai.cards.get", {"phone": "1", "code": code})
        assert isinstance(call.step, Send)
        assert json.loads(call.step.request.body or b"")["code"] == code
        call.received(HttpReply(200, [], card_reply(code, "\x1f\x1e")))
        assert isinstance(call.step, Value), call.step
        assert (call.step.rows[0].code, call.step.rows[0].user_name) == (code, "\x1f\x1e")


def test_arguments_of_other_types_are_refused_before_they_cross() -> None:
    with pytest.raises(ctypes.ArgumentError):
        core.open("1", b"", 0)  # type: ignore[arg-type] # pyright: ignore[reportArgumentType]
    with pytest.raises(ctypes.ArgumentError):
        core.open(1, "text", 0)  # type: ignore[arg-type] # pyright: ignore[reportArgumentType]


def test_a_panic_is_an_error_and_the_thread_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    def panics(*given: Any) -> int:
        status = inside._UniffiRustCallStatus.from_address(given[-1])
        status.error_buf = inside._UniffiFfiConverterString.lower("the core gave up: 再见")
        status.code = inside._UniffiRustCallStatus.CALL_UNEXPECTED_ERROR
        return 0

    with monkeypatch.context() as patched:
        names = [f"uniffi_bursar_uniffi_fn_func_{kind}" for kind in ("telling", "answering")]
        patched.setattr(inside, "_UniffiLib", dict.fromkeys(names, panics))
        panicking = core._telling("telling"), core._answering("answering")
    for call in panicking * 2:
        with pytest.raises(core.InternalError, match="the core gave up: 再见"):
            call()
        session = opened()
        core.session_close(session)


def test_a_handler_of_a_signal_may_call_the_core_between_any_two_steps() -> None:
    heard = 0

    def handler(*_: object) -> None:
        nonlocal heard
        heard += 1
        assert core.describe(1 << 60)[0] == FAILURE

    session = opened()
    before = signal.signal(signal.SIGALRM, handler)
    signal.setitimer(signal.ITIMER_REAL, 0.0001, 0.0001)
    try:
        at = 0
        while heard < 300:
            at += 1
            answer = core.open(session, b'raw\x1f\x1f{"method":"GET","path":"/%d"}' % at, at)
            assert b"/%d\x1f" % at in answer
            core.close(int(answer.split(b"\x1f", 2)[1]))
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
        core.session_close(session)


def test_answers_are_given_back() -> None:
    def held() -> int:
        return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize()

    card = card_reply("c" * 1_000_000)
    with bursar.EspAi(api_key="k-0123", http=lambda _: HttpReply(200, [], card)) as client:
        assert len(client.cards.get(phone="1", code="c").code) == 1_000_000
        before = held()
        for _ in range(200):
            client.cards.get(phone="1", code="c")
    assert held() - before < 60_000_000


def test_threads_do_not_share_a_status() -> None:
    barrier = threading.Barrier(8)
    wrong: list[object] = []

    def work() -> None:
        session = opened()
        barrier.wait()
        for at in range(200):
            answer = core.open(session, b'raw\x1f\x1f{"method":"GET","path":"/%d"}' % at, at)
            call = int(answer.split(b"\x1f", 2)[1])
            if answer[0] != SEND or b"/%d\x1f" % at not in answer:
                wrong.append(answer)
            if core.failed(call, 0, b"", at)[0:1] not in (b"W", b"E"):
                wrong.append(call)
            core.close(call)
        core.session_close(session)

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
