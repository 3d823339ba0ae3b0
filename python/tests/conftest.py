from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path
from zipfile import ZipFile

import pytest

from bursar import _core as core
from bursar.testing import Sandbox


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with Sandbox() as server:
        yield server


@pytest.fixture(scope="session")
def wheel() -> Iterator[ZipFile]:
    """The wheel that is tested."""
    path = os.environ.get("BURSAR_WHEEL")
    if not path:
        pytest.skip("`cargo xtask test --only python` says by BURSAR_WHEEL which one it is")
    with ZipFile(Path(path)) as opened:
        yield opened


@pytest.fixture(autouse=True)
def nothing_left_running() -> Iterator[None]:
    """No test leaves a call behind, by whichever path it ended."""
    yield
    assert core.live() == 0


@pytest.fixture
def interruptible() -> Iterator[None]:
    """A shell's background jobs begin with SIGINT ignored, and Python then leaves it so."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)
