"""The README's programs: they run, against the sandbox, and do what is said beside them."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

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
    written = [line.removeprefix("# ") for line in program.splitlines() if line.startswith("# DEBUG")]
    assert done.stderr.replace(sandbox.ready["espai"]["base_url"], URL).splitlines() == written


def test_the_programs_are_there() -> None:
    assert len(PROGRAMS) >= 5
    assert sum("# DEBUG" in program for program in PROGRAMS) == 1


def test_a_program_that_is_wrong_fails(sandbox: Sandbox) -> None:
    wrong = ran(sandbox, PROGRAMS[0].replace("card.api_limit", "card.limit"))
    assert wrong.returncode == 1
    assert "AttributeError" in wrong.stderr
