"""The package as a whole: what it names, what it needs, and a user's program."""

from __future__ import annotations

import asyncio
import builtins
import json
import pydoc
import subprocess
import sys
from importlib import resources
from inspect import ismodule
from pathlib import Path

import pytest

import bursar
import consumer
from bursar import AsyncEspAi, EspAi, Secret


def test_a_users_program_runs() -> None:
    with EspAi(api_key="k-0123", http=consumer.http) as espai:
        assert consumer.total(espai) == (0, [], 0)
        assert consumer.remaining(espai) == 0
        assert consumer.guarded(espai, Secret("c")) == "decode"


def test_a_users_async_program_runs() -> None:
    async def story() -> None:
        async with AsyncEspAi(api_key="k-0123", http=consumer.async_http) as espai:
            assert await consumer.awaited(espai) == (0, 1, "calls")

    asyncio.run(story())
    for client in consumer.over_a_library(Secret("k-0123")):
        client.close()
    for awaited in consumer.awaited_over_a_library(Secret("k-0123")):
        asyncio.run(awaited.close())


def test_it_needs_nothing_but_the_standard_library() -> None:
    program = "import sys, bursar; print(*{name.partition('.')[0] for name in sys.modules})"
    found = subprocess.run(
        [sys.executable, "-I", "-c", f"import sys; sys.path.insert(0, {_source()!r}); {program}"],
        capture_output=True,
        check=True,
        text=True,
    )
    others = {name for name in found.stdout.split() if name not in sys.stdlib_module_names and not name.startswith("_")}
    assert others - {"sitecustomize", "usercustomize"} == {"bursar"}
    assert "asyncio" not in found.stdout.split(), "it takes as long to load as all the rest"


def _source() -> str:
    with resources.as_file(resources.files(bursar)) as folder:
        return str(folder.parent)


def test_all_that_is_public_is_imported_but_what_would_hide_pythons_own() -> None:
    program = "from bursar import *; import json; print(json.dumps(sorted(globals())))"
    found = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True, text=True)
    imported = {name for name in json.loads(found.stdout) if not name.startswith("_")} - {"json"}
    assert imported & set(dir(builtins)) == set()
    public = {name for name, held in vars(bursar).items() if not name.startswith("_") and not ismodule(held)}
    assert public - imported == {"ConnectionError", "PermissionError", "TimeoutError"}
    assert {"EspAi", "AsyncEspAi", "Card", "NotFoundError", "Secret"} < imported == set(bursar.__all__)


def test_its_version_is_that_of_the_package() -> None:
    project = (Path(__file__).parents[1] / "pyproject.toml").read_text("utf-8")
    assert f'\nversion = "{bursar.__version__}"\n' in project


@pytest.mark.parametrize("kind", [EspAi, AsyncEspAi])
def test_help_names_the_groups_with_what_they_do(kind: type[EspAi] | type[AsyncEspAi]) -> None:
    told = pydoc.plain(pydoc.render_doc(kind))
    for wanted in ("cards: `list`, `get`, `transfer`", "orders: `create`.", "`credits` tells", "BURSAR_ESPAI_API_KEY"):
        assert wanted in told
    assert set(kind.__annotations__) == {"cards", "orders"}
    assert {type(getattr(kind(api_key="k"), name)).__name__ for name in kind.__annotations__} == set(
        kind.__annotations__.values()
    )


def test_it_is_typed() -> None:
    assert (resources.files(bursar) / "py.typed").is_file()
