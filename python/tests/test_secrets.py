"""No rendering shows a secret: not a row's, an error's, a traceback's or a request's."""

from __future__ import annotations

import asyncio
import copy
import json
import logging
import pickle
import threading
import traceback
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

import pytest

import bursar
from bursar import EspAi, HttpReply, HttpRequest, Secret, Send
from bursar._generated.types import Failure
from bursar.testing import Sandbox

KEY = "k-very-secret-0123"


def renderings(value: object) -> str:
    logged = logging.LogRecord("bursar", logging.INFO, "", 0, "%s %r", (value, value), None).getMessage()
    return f"{value} {value!r} {value:>1}" if isinstance(value, str) else f"{value} {value!r} {[value]} {logged}"


def test_a_secret_shows_itself_only_when_asked() -> None:
    secret = Secret(KEY)
    assert KEY not in renderings(secret)
    assert secret.expose() == KEY
    assert secret == Secret(KEY) != Secret("another")
    assert len({secret, Secret(KEY)}) == 1
    assert secret != KEY
    assert f"{secret:>20}|{secret!s:_<5}" == f"{'***':>20}|***__"


def test_a_secret_is_neither_pickled_nor_serialised() -> None:
    secret = Secret(KEY)
    for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
        with pytest.raises(TypeError, match="not pickled"):
            pickle.dumps(secret, protocol)
    with pytest.raises(TypeError):
        json.dumps(secret)
    assert copy.copy(secret) is copy.deepcopy(secret) is secret


def test_rows_hide_theirs() -> None:
    user = bursar.UserToken(Secret(KEY))
    assert KEY not in renderings(user) + str(asdict(user))


def test_requests_clients_and_calls_hide_them() -> None:
    client = EspAi(api_key=KEY)
    call = client.begin("espai.cards.get", {"phone": "1", "code": Secret("c-very-secret")})
    with call:
        assert isinstance(call.step, Send)
        shown = renderings(client) + renderings(call) + renderings(call.step)
        assert KEY in str(call.step.request.headers)
    assert KEY not in shown
    assert "very-secret" not in shown


def test_errors_and_their_tracebacks_hide_what_a_server_repeats() -> None:
    code = Secret("c-very-secret")

    def http(_: HttpRequest) -> HttpReply:
        body = {"success": False, "code": 400, "message": f"bad key {KEY} for {code.expose()}"}
        return HttpReply(200, [], json.dumps(body).encode())

    with pytest.raises(bursar.BursarError) as caught:
        EspAi(api_key=KEY, http=http).cards.get(phone="1", code=code)
    error = caught.value
    text = "".join(traceback.format_exception(error))
    for shown in (renderings(error), str(vars(error)), text, pickle.dumps(error).decode("latin-1")):
        assert "bad key" in shown
        assert KEY not in shown
        assert code.expose() not in shown


def test_an_error_survives_pickling_in_its_class() -> None:
    failure = Failure("rate_limited", "akool", "", 429, "1", "slow", "wait", True, "r", 500, 3, None, None, None)
    error: bursar.BursarError = pickle.loads(pickle.dumps(bursar.RateLimitedError(failure)))
    assert type(error) is bursar.RateLimitedError
    assert (error.status, error.retry_after_ms, str(error)) == (429, 500, "rate_limited for akool: slow. wait")


# Not written out, so that no line of this file shows it either.
HIDDEN = Secret("-".join(["h", "very", "secret", "9876"]))
CODE = Secret("-".join(["c", "very", "secret", "5432"]))


def shown_with_variables(error: BaseException) -> str:
    told = traceback.TracebackException.from_exception(error, capture_locals=True)
    return "".join(told.format())


def interrupted(_: HttpRequest) -> HttpReply:
    raise KeyboardInterrupt


async def interrupted_async(_: HttpRequest) -> HttpReply:
    raise asyncio.CancelledError


def broken(request: HttpRequest) -> HttpReply:
    raise OSError(f"the wire broke at {request}")


def opened(**options: Any) -> EspAi:
    return EspAi(api_key=HIDDEN, max_retries=0, verify=False, **options)


def moved(client: EspAi) -> None:
    client.cards.transfer(phone="1", code=CODE, target_phone="2", target_code=CODE, amount=1)


async def cancelled() -> None:
    client = bursar.AsyncEspAi(api_key=HIDDEN, http=interrupted_async)
    await client.cards.get(phone="1", code=CODE)


FAILING: dict[str, Callable[[], object]] = {
    "nobody listens": lambda: moved(opened(base_url="http://127.0.0.1:9")),
    "an own client breaks": lambda: moved(opened(http=broken)),
    "Ctrl-C in an own client": lambda: moved(opened(http=interrupted)),
    "a cancelled task": lambda: asyncio.run(cancelled()),
    "a wrong option": lambda: opened(ca_file="/nowhere"),
    "an unknown option": lambda: opened(surprise=1),
    "a parameter that cannot be sent": lambda: opened().cards.get(phone=object(), code=CODE),  # type: ignore[arg-type] # pyright: ignore[reportArgumentType]
    "a wrong parameter": lambda: opened().cards.get(phone="", code=CODE),
    "a token": lambda: bursar.OpenCatd(token=HIDDEN, base_url="http://127.0.0.1:9").set_token(Secret("a\nb")),
}


@pytest.mark.parametrize("how", FAILING)
def test_tracebacks_with_their_variables_hide_them(how: str) -> None:
    with pytest.raises(BaseException) as caught:  # noqa: PT011
        FAILING[how]()
    shown = shown_with_variables(caught.value)
    assert "very" not in shown
    if caught.value.__traceback__ and "client" in shown:
        # The variables are there: it is not that nothing is shown.
        assert " = " in shown


def closed_and_given_a_token() -> None:
    client = bursar.OpenCatd(base_url="http://127.0.0.1:9")
    client.close()
    client.set_token(HIDDEN)


def given_a_token_that_is_no_text() -> None:
    bursar.OpenCatd(base_url="http://127.0.0.1:9").set_token(Secret(f"{HIDDEN.expose()}\ud800"))


WITH_THE_ENVIRONMENT: dict[str, Callable[[], object]] = {
    "a wrong base URL": lambda: EspAi(base_url="ftp://127.0.0.1"),
    "an unknown option": lambda: EspAi(surprise=1),  # type: ignore[call-arg] # pyright: ignore[reportCallIssue]
    "an option that is no JSON": lambda: EspAi(headers={"x": {1}}),  # type: ignore[dict-item] # pyright: ignore[reportArgumentType]
    "nobody listens": lambda: EspAi(base_url="http://127.0.0.1:9", max_retries=0).credits(),
    "a closed client": closed_and_given_a_token,
    "no text": given_a_token_that_is_no_text,
}


@pytest.mark.parametrize("how", WITH_THE_ENVIRONMENT)
@pytest.mark.parametrize("proxy", ["http", "socks5"])
def test_tracebacks_with_their_variables_hide_what_the_environment_tells(
    how: str, proxy: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BURSAR_ESPAI_API_KEY", HIDDEN.expose())
    for name in ("http_proxy", "https_proxy"):
        monkeypatch.setenv(name, f"{proxy}://user:{HIDDEN.expose()}@127.0.0.1:9")
    with pytest.raises(bursar.BursarError) as caught:
        WITH_THE_ENVIRONMENT[how]()
    shown = shown_with_variables(caught.value)
    assert " = " in shown
    assert "very" not in shown + repr(caught.value)


def test_a_client_is_of_its_process_and_neither_pickled_nor_copied() -> None:
    clients = EspAi(api_key=HIDDEN), bursar.AsyncEspAi(api_key=HIDDEN)
    groups = clients[0].cards, clients[1].cards, clients[0].cards.list, clients[0].credits
    with clients[0].begin("espai.cards.list") as begun:
        for held in (*clients, *groups, begun):
            for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
                with pytest.raises(TypeError):
                    pickle.dumps(held, protocol)
            with pytest.raises(TypeError, match="make it in the process that uses it"):
                copy.deepcopy(held)
        for held in (*clients, begun):
            with pytest.raises(TypeError, match="neither pickled nor copied"):
                copy.copy(held)


def test_ctrl_c_in_the_built_in_transport_shows_nothing(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    from bursar import _core as core

    def pressed(*_: object) -> bytes:
        raise KeyboardInterrupt

    monkeypatch.setattr(core, "run_wait", pressed)
    assert threading.current_thread() is threading.main_thread()
    client = opened(base_url=sandbox.ready["espai"]["base_url"])
    with pytest.raises(KeyboardInterrupt) as caught:
        client.cards.get(phone="1", code=CODE)
    shown = shown_with_variables(caught.value)
    assert "request = <espai.cards.get>" in shown
    assert "very" not in shown


def test_what_holds_a_secret_is_not_serialised() -> None:
    for holding in (bursar.UserToken(HIDDEN), bursar.Key(1, "a", HIDDEN, None, None, None, None, None, None, None)):
        with pytest.raises(TypeError):
            pickle.dumps(holding)
        with pytest.raises(TypeError):
            json.dumps(asdict(holding))
        for copied in (copy.copy(holding), copy.deepcopy(holding)):
            assert copied == holding
            assert "very" not in f"{copied}{copied!r}{asdict(copied)}"


def test_errors_are_pickled_with_what_led_to_them() -> None:
    with pytest.raises(bursar.OutcomeUnknownError) as caught:
        moved(opened(http=broken))
    error = caught.value
    assert isinstance(error.__cause__, OSError)
    again: BaseException = pickle.loads(pickle.dumps(error))
    assert isinstance(again.__cause__, OSError)
    assert str(again.__cause__) == str(error.__cause__)
    assert b"very" not in pickle.dumps(error)
