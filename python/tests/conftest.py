from __future__ import annotations

from collections.abc import Iterator

import pytest

from bursar import _native as native
from bursar.testing import Sandbox


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with Sandbox() as server:
        yield server


@pytest.fixture(autouse=True)
def nothing_left_running() -> Iterator[None]:
    """No test leaves a call behind, by whichever path it ended."""
    yield
    assert native.live() == 0
