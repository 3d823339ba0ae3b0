"""The README's programs: they run, against the sandbox, and do what is said beside them."""

from __future__ import annotations

import gc
import os
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest

import bursar
from bursar import HttpReply, HttpRequest, RequestLost
from bursar._http import LOSSES
from bursar.testing import Sandbox

README = (Path(__file__).parents[1] / "README.md").read_text("utf-8")
PROGRAMS = re.findall(r"^```python\n(.*?)^```$", README, re.DOTALL | re.MULTILINE)
URL = "https://api.espai.fun"


def ran(sandbox: Sandbox, program: str) -> subprocess.CompletedProcess[str]:
    """The program, with a reader's key and the sandbox in the place of the platform."""
    server = sandbox.ready["espai"]
    given = program.replace('"..."', repr(server["credentials"]["apiKey"]))
    routed = f"""import functools, bursar
for name in ("EspAi", "AsyncEspAi"):
    setattr(bursar, name, functools.partial(getattr(bursar, name), base_url={server["base_url"]!r}))
{given}"""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("BURSAR_")}
    command = [sys.executable, "-W", "error", "-c", routed]
    return subprocess.run(command, capture_output=True, env=environment, text=True, timeout=60)


@pytest.mark.parametrize("at", range(len(PROGRAMS)))
def test_program(sandbox: Sandbox, at: int) -> None:
    done = ran(sandbox, PROGRAMS[at])
    assert done.returncode == 0, done.stderr
    cards = [card["id"] for card in sandbox.ready["espai"]["cards"]]
    program = PROGRAMS[at]
    if 'type="1"' in program:
        assert any(line.startswith(cards[0]) for line in done.stdout.splitlines())
    if ".ready()" in program:
        assert done.stdout.splitlines()[:2] == ["7 cards", f"1 of 7: {cards[0]}"]
    if "def send" in program:
        assert done.stdout == "23700 calls\n"
    written = [line.removeprefix("# ") for line in program.splitlines() if line.startswith("# DEBUG")]
    assert done.stderr.replace(sandbox.ready["espai"]["base_url"], URL).splitlines() == written


def executor() -> Callable[[HttpRequest], HttpReply]:
    (program,) = [program for program in PROGRAMS if "def send" in program]
    defined: dict[str, Any] = {}
    exec(program.partition("\n\n\nwith ")[0], defined)
    send: Callable[[HttpRequest], HttpReply] = defined["send"]
    return send


def test_the_executor_says_not_sent_where_that_is_certain_and_only_there(sandbox: Sandbox) -> None:
    wire = HttpRequest("POST", "http://127.0.0.1:9/", [], b"{}", 5, 5, 9, True)
    with pytest.raises(RequestLost) as nobody:
        executor()(wire)
    assert nobody.value.how == "not_sent"
    source, target = [card for card in sandbox.ready["espai"]["cards"] if card["type"] in ("1", "2")][:2]
    pair = {name: source[name] for name in ("phone", "code")}
    pair |= {f"target_{name}": target[name] for name in ("phone", "code")}
    with sandbox.client("espai", http=executor(), max_retries=0) as espai:
        for kind in ("reset_after", "truncate", "wrong_length", "oversize"):
            sandbox.fault(kind, path="/cdkey/transfer")
            with pytest.raises(bursar.OutcomeUnknownError):
                espai.cards.transfer(**pair, amount=1, options={"verify": False})
        for kind, error in (("truncate", bursar.ConnectionError), ("oversize", bursar.DecodeError)):
            sandbox.fault(kind, path="/cdkey/list")
            with pytest.raises(error):
                espai.cards.list().page()
    # A socket that was left open tells of itself when it is collected, which fails the test.
    gc.collect()


def test_the_table_of_the_ready_file_names_what_is_there(sandbox: Sandbox) -> None:
    named = re.findall(r"^\| (`.*`.*?) \| .* \|$", README.partition("in `sandbox.json`")[2], re.MULTILINE)[:6]
    assert len(named) == 6
    for cell in named:
        first, *others = re.findall(r"`([^`]+)`", cell)
        above = first.rpartition(".")[0]
        for path in (first, *(f"{above}{other}" if other.startswith(".") else other for other in others)):
            held: Any = sandbox.ready
            for step in re.findall(r"\w+", path):
                held = held[int(step) if step.isdecimal() else step]


def test_the_fixture_is_used_as_is_written(sandbox: Sandbox) -> None:
    lines = re.findall(r"^    (def test_cards.*\n)    (    assert .*\n)", README, re.MULTILINE)
    defined: dict[str, Any] = {}
    exec("".join(*lines), defined)
    defined["test_cards"](sandbox)


@pytest.mark.parametrize("kind", [bursar.Page, bursar.ResponseInfo, bursar.WithResponse, HttpRequest, HttpReply])
def test_the_reference_names_what_calls_give_and_take_beside_records(kind: Any) -> None:
    reference = (Path(__file__).parents[2] / "docs/reference/python.md").read_text("utf-8")
    told = reference.partition("## What calls give and take beside records")[2].partition("\n## ")[0]
    assert f"`{kind.__name__}" in told
    for name in (field.name for field in fields(kind)):
        assert re.search(rf"\b{name}\b", told), name
    assert {how for how in LOSSES if f'`"{how}"`' in told} == set(LOSSES)


def test_the_programs_are_there() -> None:
    assert len(PROGRAMS) >= 6
    assert sum("# DEBUG" in program for program in PROGRAMS) == 1


def test_a_program_that_is_wrong_fails(sandbox: Sandbox) -> None:
    wrong = ran(sandbox, PROGRAMS[0].replace("card.api_limit", "card.limit"))
    assert wrong.returncode == 1
    assert "AttributeError" in wrong.stderr
