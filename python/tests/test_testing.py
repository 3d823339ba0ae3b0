"""`bursar.testing`: what a user's own tests are written with."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from pathlib import Path

import pytest

import bursar
from bursar import AsyncEspAi, EspAi
from bursar.testing import Script
from corpus import VECTORS

DOCUMENTED = VECTORS / "espai/cards.get/documented.json"
CARD = json.loads(DOCUMENTED.read_text("utf-8"))["script"][0]["reply"]


def opened(http: Script) -> EspAi:
    return EspAi(api_key="k-0123", http=http, max_retries=0, verify=False)


def test_a_vector_is_played() -> None:
    held = json.loads(DOCUMENTED.read_text("utf-8"))
    with Script.vector(DOCUMENTED) as http:
        card = opened(http).cards.get(**held["params"])
    assert card.id == held["script"][-1]["value"]["id"]
    assert [request.method for request in http.requests] == ["POST"]


def test_exchanges_are_written_by_hand() -> None:
    expected = {"method": "POST", "path": "/cdkey/detail", "json": {"phone": "1", "code": "2"}, "once": False}
    with Script({"send": expected, "reply": CARD}, {"loss": "maybe_sent"}) as http:
        client = opened(http)
        client.cards.get(phone="1", code="2")
        with pytest.raises(bursar.OutcomeUnknownError):
            client.cards.transfer(phone="1", code="2", target_phone="3", target_code="4", amount=1)


@pytest.mark.parametrize(
    "expected",
    [
        {"method": "GET"},
        {"path": "/cdkey/list"},
        {"url": "https://api.espai.fun/cdkey/detail?page=1"},
        {"json": {"phone": "1"}},
        {"body": ""},
        {"once": True},
    ],
)
def test_another_request_than_expected_fails_the_test(expected: dict[str, object]) -> None:
    wanted = f"{next(iter(expected))} of HttpRequest"
    with pytest.raises(AssertionError, match=wanted), Script({"send": expected, "reply": CARD}) as http:
        opened(http).cards.get(phone="1", code="2")


def test_what_is_left_or_missing_fails_the_test() -> None:
    with pytest.raises(AssertionError, match="1 exchanges are left"), Script({"reply": CARD}):
        pass
    http = Script()
    with pytest.raises(bursar.ConnectionError):
        opened(http).cards.get(phone="1", code="2")
    with pytest.raises(AssertionError, match="nothing is left"):
        http.check()


def test_awaiting_clients_are_played_to_as_well() -> None:
    async def story() -> None:
        with Script.vector(DOCUMENTED) as http:
            async with AsyncEspAi(api_key="k-0123", http=http) as client:
                assert (await client.cards.get(**json.loads(DOCUMENTED.read_text("utf-8"))["params"])).id
        http = Script({"loss": "maybe_sent"})
        async with AsyncEspAi(api_key="k-0123", http=http, verify=False, max_retries=0) as client:
            with pytest.raises(bursar.OutcomeUnknownError):
                await client.cards.transfer(phone="1", code="2", target_phone="3", target_code="4", amount=1)
            with pytest.raises(bursar.ConnectionError):
                await client.cards.get(phone="1", code="2")
        with pytest.raises(AssertionError, match="nothing is left"):
            http.check()

    asyncio.run(story())


def test_what_fails_within_comes_through() -> None:
    with pytest.raises(ZeroDivisionError), Script({"reply": CARD}):
        raise ZeroDivisionError


def test_pytest_knows_the_fixture(tmp_path: Path) -> None:
    (tmp_path / "conftest.py").write_text('pytest_plugins = ["bursar.pytest_plugin"]\n', "utf-8")
    program = """
def test_it(bursar_sandbox):
    with bursar_sandbox.client("espai") as espai:
        assert espai.cards.list().page().total == 7
"""
    (tmp_path / "test_it.py").write_text(program, "utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(tmp_path)]
    ran = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert "1 passed" in ran.stdout, ran.stdout + ran.stderr


def test_pytest_is_not_needed_to_run() -> None:
    program = "import bursar, bursar.testing, sys; print('pytest' in sys.modules)"
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True, text=True)
    assert ran.stdout.strip() == "False"
