"""What users install, and that it is what these tests run on."""

from __future__ import annotations

import getpass
import re
from email.parser import Parser
from pathlib import Path
from zipfile import ZipFile

import pytest

import bursar

MOST = 1_300_000
SOURCES = Path(__file__).parents[1] / "src/bursar"


def own(wheel: ZipFile, ending: str) -> str:
    (name,) = [name for name in wheel.namelist() if name.endswith(ending)]
    return wheel.read(name).decode()


def test_it_is_what_these_tests_run_on(wheel: ZipFile) -> None:
    folder = Path(bursar.__file__).parent
    assert not folder.is_relative_to(SOURCES)
    modules = [name for name in wheel.namelist() if name.startswith("bursar/")]
    assert len(modules) > 20
    for name in modules:
        assert (folder.parent / name).read_bytes() == wheel.read(name), name


def test_it_holds_the_sources_and_the_crossing(wheel: ZipFile) -> None:
    written = {f"bursar/{path.relative_to(SOURCES).as_posix()}" for path in SOURCES.rglob("*.py*") if path.is_file()}
    written = {name for name in written if "/__pycache__/" not in name}
    held = {name for name in wheel.namelist() if name.startswith("bursar/")}
    crossing = {name for name in held if re.fullmatch(r"bursar/_native/(__init__|bursar_uniffi)\.py", name)}
    libraries = {name for name in held if re.search(r"bursar_uniffi\.(so|dylib|dll)$", name)}
    assert (len(crossing), len(libraries)) == (2, 1)
    assert held - libraries == written | crossing | {"bursar/py.typed"}


def test_it_is_small_and_stripped(wheel: ZipFile) -> None:
    assert wheel.filename is not None
    assert Path(wheel.filename).stat().st_size <= MOST
    library = next(wheel.read(name) for name in wheel.namelist() if "bursar_uniffi." in name and ".py" not in name)
    assert b".symtab" not in library


def test_it_names_no_folder_of_this_machine(wheel: ZipFile) -> None:
    folders = {str(Path.home()), str(SOURCES.parents[2]), f"/home/{getpass.getuser()}", "/.cargo/registry"}
    for name in wheel.namelist():
        content = wheel.read(name)
        for folder in folders - {"/"}:
            assert folder.encode() not in content, f"{folder} in {name}"


def test_its_tag_is_of_every_python_and_this_platform(wheel: ZipFile) -> None:
    head = Parser().parsestr(own(wheel, ".dist-info/WHEEL"))
    assert head["Root-Is-Purelib"] == "false"
    assert re.fullmatch(r"py3-none-(manylinux|musllinux|macosx|win)\w+", head["Tag"])


def test_it_says_what_it_is(wheel: ZipFile) -> None:
    told = Parser().parsestr(own(wheel, ".dist-info/METADATA"))
    assert (told["Name"], told["Requires-Python"]) == ("bursar", ">=3.10")
    assert told["License-Expression"] == "MIT OR Apache-2.0"
    assert "Typing :: Typed" in told.get_all("Classifier", [])
    # What it needs is optional.
    assert all("extra ==" in need for need in told.get_all("Requires-Dist", []))
    assert "pip install bursar" in str(told.get_payload())


@pytest.mark.parametrize("name", ["LICENSE-MIT", "LICENSE-APACHE"])
def test_it_brings_its_licences(wheel: ZipFile, name: str) -> None:
    assert own(wheel, f"licenses/{name}") == (SOURCES.parents[2] / name).read_text("utf-8")
