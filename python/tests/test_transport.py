"""What goes wrong on the way: each loss in its class, and nothing left running."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import bursar
from bursar import EspAi, HttpReply, HttpRequest, RequestLost
from bursar.testing import Sandbox

CARDS = b'{"success":true,"code":0,"data":[],"totalNumber":0}'


def espai(http: Callable[[HttpRequest], HttpReply]) -> EspAi:
    return EspAi(api_key="k-0123", http=http, max_retries=0)


def test_a_read_is_repeated_when_its_reply_is_lost(sandbox: Sandbox) -> None:
    sandbox.fault("reset_after", path="/cdkey/list")
    with sandbox.client("espai") as client:
        assert len(list(client.cards.list())) == 7
    assert len(sandbox.journal()) == 2


def test_a_state_change_takes_a_fresh_connection(sandbox: Sandbox) -> None:
    with sandbox.client("opencatd") as client:
        client.users.list().page()
        sandbox.fault("kill_keepalive", path="/1/users", method="POST", only_reused=True, process=True)
        assert client.users.create(name="ada", options={"verify": False}).name == "ada"
    arrivals = [one for one in sandbox.journal() if one["method"] == "POST"]
    assert [one["request"] for one in arrivals] == [1]


def test_a_state_change_arrives_once_when_its_reply_is_lost(sandbox: Sandbox) -> None:
    sandbox.fault("reset_after", path="/1/users", method="POST")
    with sandbox.client("opencatd", verify=False) as client, pytest.raises(bursar.OutcomeUnknownError) as caught:
        client.users.create(name="ada")
    assert caught.value.attempts == 1
    assert len(sandbox.journal()) == 1


def test_a_lost_transfer_is_settled_by_reading(sandbox: Sandbox) -> None:
    sandbox.fault("reset_after", path="/cdkey/transfer*")
    first, second = sandbox.ready["espai"]["cards"][:2]
    with sandbox.client("espai") as client:
        done = client.cards.transfer(
            phone=first["phone"],
            code=first["code"],
            target_phone=second["phone"],
            target_code=second["code"],
            amount=10,
        )
    assert (done.known_by, done.source_after) == ("reading", 990)


def test_nobody_listens() -> None:
    with (
        EspAi(api_key="k-0123", base_url="http://127.0.0.1:9", max_retries=0) as client,
        pytest.raises(bursar.ConnectionError),
    ):
        client.credits()


def test_the_time_of_an_attempt_is_seconds(sandbox: Sandbox) -> None:
    sandbox.fault("delay", path="/cdkey/list", ms=3000)
    began = time.monotonic()
    with sandbox.client("espai", timeout=0.2, max_retries=0) as client, pytest.raises(bursar.TimeoutError):
        client.cards.list().page()
    assert time.monotonic() - began < 2


@pytest.mark.usefixtures("interruptible")
def test_ctrl_c_ends_a_call_on_the_main_thread(sandbox: Sandbox) -> None:
    sandbox.fault("delay", path="/cdkey/list", ms=3000)
    pressed: list[float] = []

    def press() -> None:
        pressed.append(time.monotonic())
        os.kill(os.getpid(), signal.SIGINT)

    timer = threading.Timer(0.3, press)
    with sandbox.client("espai") as client:
        timer.start()
        with pytest.raises(KeyboardInterrupt) as caught:
            client.cards.list().page()
    assert time.monotonic() - pressed[0] < 1.0, "0.2 s are promised"
    assert caught.value.__cause__ is None
    timer.join()


@pytest.mark.usefixtures("interruptible")
def test_ctrl_c_in_a_state_change_leaves_the_doubt_as_its_cause(sandbox: Sandbox) -> None:
    sandbox.fault("delay", path="/1/users", method="POST", ms=3000)
    timer = threading.Timer(0.3, os.kill, (os.getpid(), signal.SIGINT))
    with sandbox.client("opencatd", verify=False) as client:
        timer.start()
        with pytest.raises(KeyboardInterrupt) as caught:
            client.users.create(name="ada")
    assert isinstance(caught.value.__cause__, bursar.OutcomeUnknownError)
    timer.join()


def test_a_forked_process_has_connections_of_its_own(sandbox: Sandbox) -> None:
    with sandbox.client("espai") as client:
        list(client.cards.list())
        child = os.fork()
        if child == 0:
            os._exit(0 if len(list(client.cards.list())) == 7 else 1)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
        list(client.cards.list())
    arrivals = sandbox.journal()
    assert [one["status"] for one in arrivals] == [200] * 3
    assert arrivals[0]["connection"] == arrivals[2]["connection"] != arrivals[1]["connection"]


def test_an_own_client_says_what_it_knows() -> None:
    def lose(how: str) -> Callable[[HttpRequest], HttpReply]:
        def http(_: HttpRequest) -> HttpReply:
            raise RequestLost(how, "the wire broke")  # type: ignore[arg-type] # pyright: ignore[reportArgumentType]

        return http

    def refuse(_: HttpRequest) -> HttpReply:
        raise OSError("the wire broke")

    card = {"phone": "1", "code": "2", "target_phone": "3", "target_code": "4"}
    with pytest.raises(bursar.ConnectionError) as caught:
        espai(lose("not_sent")).cards.transfer(**card, amount=1, options={"verify": False})
    assert isinstance(caught.value.__cause__, RequestLost)
    with pytest.raises(bursar.OutcomeUnknownError):
        espai(lose("maybe_sent")).cards.transfer(**card, amount=1, options={"verify": False})
    with pytest.raises(bursar.OutcomeUnknownError) as doubt:
        espai(refuse).cards.transfer(**card, amount=1, options={"verify": False})
    assert isinstance(doubt.value.__cause__, OSError)
    with pytest.raises(bursar.DecodeError):
        espai(lose("too_large")).cards.list().page()


def test_a_body_that_is_too_long_is_not_read() -> None:
    asked: list[HttpRequest] = []

    def http(request: HttpRequest) -> HttpReply:
        asked.append(request)
        return HttpReply(200, [], b"x" * (request.max_body_bytes + 1))

    with pytest.raises(bursar.DecodeError):
        espai(http).cards.list().page()
    assert (len(asked), asked[0].max_body_bytes) == (1, 16 << 20)


def test_what_interrupts_an_own_client_comes_through() -> None:
    def http(_: HttpRequest) -> HttpReply:
        raise KeyboardInterrupt

    card = {"phone": "1", "code": "2", "target_phone": "3", "target_code": "4"}
    with pytest.raises(KeyboardInterrupt) as read:
        espai(http).cards.list().page()
    assert read.value.__cause__ is None
    with pytest.raises(KeyboardInterrupt) as change:
        espai(http).cards.transfer(**card, amount=1, options={"verify": False})
    assert isinstance(change.value.__cause__, bursar.OutcomeUnknownError)


def test_a_call_has_a_client_of_its_own() -> None:
    def never(_: HttpRequest) -> HttpReply:
        raise AssertionError("this one is not to be used")

    def http(_: HttpRequest) -> HttpReply:
        return HttpReply(200, [("content-type", "application/json")], CARDS)

    assert espai(never).cards.list(options={"http": http}).page().rows == []


def test_certificates_that_cannot_be_read_are_refused(tmp_path: Path) -> None:
    with pytest.raises(bursar.ConfigurationError, match="ca_file"):
        EspAi(api_key="k-0123", ca_file=tmp_path / "none.pem")


def test_what_is_for_the_built_in_transport_is_refused_beside_another(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def http(_: HttpRequest) -> HttpReply:
        return HttpReply(200, [("content-type", "application/json")], CARDS)

    there = tmp_path / "there.pem"
    there.write_text("", "utf-8")
    given: list[dict[str, Any]] = [
        {"ca_file": there},
        {"ca_file": tmp_path / "none.pem"},
        {"proxy": "http://127.0.0.1:9"},
        {"proxy": None},
    ]
    for options in given:
        (name,) = options
        told = f"{name}: is for the built-in transport; give it to your HTTP client"
        with pytest.raises(bursar.ConfigurationError, match=told):
            EspAi(api_key="k-0123", http=http, **options)
    # What the environment says is for whoever asks it.
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "none.pem"))
    monkeypatch.setenv("https_proxy", "socks5://127.0.0.1:9")
    assert EspAi(api_key="k-0123", http=http).cards.list().page().rows == []


def test_a_proxy_is_worked_out_as_urllib_does(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    monkeypatch.setenv("no_proxy", "localhost")
    with pytest.raises(bursar.ConnectionError):
        EspAi(api_key="k", base_url="http://127.0.0.1:9", max_retries=0).credits()
