"""For pytest: `pytest_plugins = ["bursar.pytest_plugin"]` in your `conftest.py`."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from .testing import Sandbox


@pytest.fixture
def bursar_sandbox() -> Iterator[Sandbox]:
    """The four platforms on this machine, fresh for each test; its program is named by `BURSAR_SANDBOX`."""
    with Sandbox() as sandbox:
        yield sandbox
