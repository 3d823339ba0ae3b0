"""`bursar.testing`: what a user's own tests are written with."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import bursar
import consumer
from bursar import AsyncEspAi, EspAi
from bursar.testing import Sandbox, Script
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


def test_the_sandbox_has_clients_of_both_kinds_for_each_platform(sandbox: Sandbox) -> None:
    async def story() -> None:
        async with (
            sandbox.async_client("lbai") as lbai,
            sandbox.async_client("opencatd_dev", timeout=20) as opencatd,
            sandbox.async_client("akool") as akool,
            sandbox.async_client("espai") as espai,
        ):
            units = [(await client.credits()).unit for client in (lbai, akool, espai)]
            units.append((await opencatd.credits(month="2026-10")).unit)
        assert units == ["chips", "credits", "calls", "USD"]

    asyncio.run(story())
    with sandbox.client("lbai") as lbai, sandbox.client("akool") as akool, consumer.emulated(sandbox)[0] as opencatd:
        assert (lbai.credits().unit, akool.credits().unit) == ("chips", "credits")
        assert opencatd.credits(month="2026-10").unit == "USD"


def test_what_the_sandbox_does_not_know_is_told_in_its_words(sandbox: Sandbox) -> None:
    unknown: Any = "espa"
    known = "sandbox: there is no platform espa; there are lbai, opencatd, opencatd_dev, akool, espai"
    for opened_by in (sandbox.client, sandbox.async_client):
        with pytest.raises(bursar.ConfigurationError) as caught:
            opened_by(unknown)
        assert caught.value.detail == known
    with pytest.raises(bursar.ConfigurationError, match=r"unknown variant `explode`, expected one of .*`reset_after`"):
        sandbox.fault("explode")
    with pytest.raises(bursar.ConfigurationError, match=r"sandbox: .*`espa`"):
        sandbox.fault("delay", platform="espa")
    with pytest.raises(bursar.ConfigurationError, match="no such call"):
        sandbox.control("GET", "nothing")


def test_a_sandbox_without_a_program_says_how_it_is_made(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("BURSAR_SANDBOX")
    for program in (None, "/nowhere/bursar-sandbox"):
        with pytest.raises(bursar.ConfigurationError, match="cargo build -p bursar-sandbox"):
            Sandbox(program)


def test_pytest_is_not_needed_to_run() -> None:
    program = "import bursar, bursar.testing, sys; print('pytest' in sys.modules)"
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True, text=True)
    assert ran.stdout.strip() == "False"
