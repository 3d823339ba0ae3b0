"""Lists: what they say of their length, what they send for it, and where their rows go."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator
from dataclasses import asdict, fields
from datetime import datetime, timezone
from decimal import Decimal
from typing import Any

import pytest

from bursar import AsyncEspAi, EspAi, OpenCatd, Secret
from bursar.testing import Sandbox, Script


def progress(rows: Iterable[Any]) -> Iterator[tuple[int | None, Any]]:
    """As tqdm asks for a total: by `len`, and without one if that fails."""
    total: int | None
    try:
        total = len(rows)  # type: ignore[arg-type] # pyright: ignore[reportArgumentType]
    except (TypeError, AttributeError):
        total = None
    return ((total, row) for row in rows)


def test_a_length_is_known_when_a_page_was_read(sandbox: Sandbox) -> None:
    with sandbox.client("espai") as espai:
        rows = espai.cards.list(limit=3)
        assert rows.total is None
        assert bool(rows)
        with pytest.raises(TypeError, match="ready"):
            len(rows)
        assert [total for total, _ in progress(rows)] == [None] * 7
        assert len(rows) == rows.total == 7


def test_a_list_that_is_ready_has_its_length_and_sends_nothing_twice(sandbox: Sandbox) -> None:
    with sandbox.client("espai") as espai:
        rows = espai.cards.list(limit=3)
        assert sandbox.journal() == []
        ready = rows.ready()
        assert len(sandbox.journal()) == 1
        assert [total for total, _ in progress(ready)] == [7] * 7
        read = len(sandbox.journal())
        # The page that was read before was handed out once; now all are read anew.
        assert len(list(ready)) == 7
        assert len(sandbox.journal()) == 2 * read


def test_what_a_server_does_not_count_is_counted(sandbox: Sandbox) -> None:
    with sandbox.client("opencatd") as opencatd:
        rows = opencatd.users.list()
        assert next(iter(rows)).id == 1
        assert len(rows) == 3


def test_a_list_that_is_known_to_be_empty_is_false(sandbox: Sandbox) -> None:
    sandbox.control("POST", "reset", {"platform": "espai", "empty": True})
    with sandbox.client("espai") as espai:
        rows = espai.cards.list()
        assert rows
        assert not rows.ready()
        assert (len(rows), repr(rows)) == (0, "<Rows total=0>")


def test_to_look_at_a_list_sends_nothing(sandbox: Sandbox) -> None:
    with sandbox.client("espai") as espai:
        rows = espai.cards.list()
        assert repr(rows) == "<Rows total=None>"
        assert rows
        iter(rows)
        rows.pages()
    assert sandbox.journal() == []


def test_rows_are_what_tables_are_made_of(sandbox: Sandbox) -> None:
    with sandbox.client("espai") as espai, sandbox.client("opencatd") as opencatd:
        cards, keys = list(espai.cards.list()), list(opencatd.keys.list())
        usages = list(opencatd.usages.list(month="2026-10"))
    # So does pandas: a column for each field, of values that it knows.
    columns = {field.name: [asdict(card)[field.name] for card in cards] for field in fields(cards[0])}
    assert list(columns) == [field.name for field in fields(cards[0])]
    assert all(isinstance(moment, datetime) and moment.tzinfo is timezone.utc for moment in columns["create_time"])
    assert all(isinstance(asdict(usage)["cost"], Decimal) for usage in usages)
    assert isinstance(asdict(keys[0])["key"], Secret)


def test_pages_and_rows_of_clients_that_nobody_keeps(sandbox: Sandbox) -> None:
    server = sandbox.ready["opencatd"]
    rows = OpenCatd(token=server["credentials"]["token"], base_url=server["base_url"]).users.list().ready()
    assert [len(page.rows) for page in rows.pages()] == [3]
    with EspAi(api_key="k") as espai, pytest.raises(TypeError):
        len(espai.cards.list())


@pytest.mark.parametrize("told", [1_000_001, 10**9, 2**53])
def test_a_total_that_nobody_can_hold_takes_no_memory(told: int) -> None:
    reply = {"reply": {"json": {"success": True, "code": 0, "data": [], "totalNumber": told}}}
    with Script(*[reply] * 5) as http:
        rows = EspAi(api_key="k", http=http).cards.list().ready()
        assert rows.total == told
        with pytest.raises(TypeError, match="no length"):
            len(rows)
        assert ([*rows], list(rows), tuple(rows), sorted(rows, key=str), set(rows)) == ([], [], (), [], set())


def test_a_long_list_has_its_length() -> None:
    reply = {"reply": {"json": {"success": True, "code": 0, "data": [], "totalNumber": 1_000_000}}}
    with Script(reply) as http:
        assert len(EspAi(api_key="k", http=http).cards.list().ready()) == 1_000_000


def test_an_awaited_list_tells_the_same(sandbox: Sandbox) -> None:
    async def story() -> None:
        server = sandbox.ready["espai"]
        key, url = server["credentials"]["apiKey"], server["base_url"]
        async with AsyncEspAi(api_key=key, base_url=url) as espai:
            rows = espai.cards.list(limit=3)
            assert (rows.total, bool(rows), sandbox.journal()) == (None, True, [])
            with pytest.raises(TypeError, match="ready"):
                len(rows)
            ready = await rows.ready()
            assert (bool(ready), repr(ready)) == (True, "<AsyncRows total=7>")
            assert (ready.total, len(ready), len(sandbox.journal())) == (7, 7, 1)
            assert len([card async for card in ready]) == 7
            read = len(sandbox.journal())
            # The page that was read before was handed out once; now all are read anew.
            assert [len(page.rows) async for page in ready.pages()] == [3, 3, 1]
            assert len(sandbox.journal()) == 2 * read

    asyncio.run(story())
