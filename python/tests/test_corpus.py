from __future__ import annotations

import json
from pathlib import Path

import pytest

from corpus import FILES, VECTORS, play


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(VECTORS)))
def test_vector(file: Path) -> None:
    play(json.loads(file.read_text("utf-8")))


def test_the_corpus_is_there() -> None:
    assert len(FILES) > 300
