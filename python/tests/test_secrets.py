"""No rendering shows a secret: not a row's, an error's, a traceback's or a request's."""

from __future__ import annotations

import copy
import json
import logging
import pickle
import traceback
from dataclasses import asdict

import pytest

import bursar
from bursar import EspAi, HttpReply, HttpRequest, Secret, Send
from bursar._generated.types import Failure

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
