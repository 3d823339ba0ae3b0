"""What a platform's client needs to know before it is opened."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class Option(NamedTuple):
    """An option of the core."""

    core: str
    """What the core calls it."""
    of_clients: bool
    of_calls: bool


class Platform(NamedTuple):
    """A platform."""

    id: str
    base_url: str | None
    environment: Mapping[str, str]
    """By credential, in the core's casing: the environment variable that it is read from."""
