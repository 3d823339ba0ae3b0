"""What a platform's client needs to know before it is opened."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class Platform(NamedTuple):
    """A platform."""

    id: str
    base_url: str | None
    environment: Mapping[str, str]
    """By credential, in the core's casing: the environment variable that it is read from."""
