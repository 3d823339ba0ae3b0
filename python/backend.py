"""Builds the package: maturin, which takes the bindings that `cargo xtask python` has written.

To write them takes a generator that is larger than all that is built here, so a source distribution brings them along.
maturin asks a program on the PATH for them; this module puts one there.
"""

from __future__ import annotations

import atexit
import os
import shutil
import sys
import tempfile
from pathlib import Path

from maturin import (  # type: ignore[import-not-found, unused-ignore]
    build_editable,
    build_sdist,
    build_wheel,
    get_requires_for_build_editable,
    get_requires_for_build_sdist,
    get_requires_for_build_wheel,
    prepare_metadata_for_build_editable,
    prepare_metadata_for_build_wheel,
)

__all__ = [
    "build_editable",
    "build_sdist",
    "build_wheel",
    "get_requires_for_build_editable",
    "get_requires_for_build_sdist",
    "get_requires_for_build_wheel",
    "prepare_metadata_for_build_editable",
    "prepare_metadata_for_build_wheel",
]

BINDINGS = Path(__file__).parent / "bindings/bursar_uniffi.py"

PROGRAM = f"""#!{sys.executable}
import shutil, sys
shutil.copy({str(BINDINGS)!r}, sys.argv[sys.argv.index("--out-dir") + 1])
"""


def _offer() -> None:
    folder = tempfile.mkdtemp(prefix="bursar-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    program = Path(folder) / "uniffi-bindgen"
    program.write_text(PROGRAM, "utf-8")
    program.chmod(0o755)
    os.environ["PATH"] = os.pathsep.join([folder, os.environ.get("PATH", "")])


_offer()
