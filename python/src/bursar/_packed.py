"""The layout of `bursar::packed::Columns`, read column by column: one reader for every type."""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

R = TypeVar("R")

_HEAD = struct.Struct("<BBHIQIIII")
_SEPARATOR = "\x1f"
_NULL_TEXT = "\x1e"
_NULL_NUMBER = -(1 << 63)
_NULL_LENGTH = 0xFFFF_FFFF
_BY_LENGTHS = 1
_WITH_TOTAL = 2

instant: Callable[[str], datetime] = datetime.fromisoformat
"""A moment in UTC."""


class Table(Generic[R]):
    """How the rows of a type are made: of each column, whether it is a number, and what converts it."""

    __slots__ = ("columns", "make")

    def __init__(self, make: Callable[..., R], columns: tuple[tuple[bool, Callable[[Any], Any] | None], ...]) -> None:
        self.make = make
        self.columns = columns


@dataclass(slots=True)
class Packed(Generic[R]):
    """What an answer holds."""

    rows: list[R]
    total: int | None
    next: str | None
    meta: str


def read(block: bytes, table: Table[R] | None) -> Packed[R]:
    """Reads a value or a failure. Without a table there are no rows."""
    _, flags, _, count, total, nulls, numbers, following, meta = _HEAD.unpack_from(block)
    at = _HEAD.size + numbers
    after = block[at : at + following].decode()
    at += following
    told = block[at : at + meta].decode()
    at += meta
    rows: list[R] = []
    if table is not None and count:
        values = memoryview(block)[_HEAD.size : _HEAD.size + numbers].cast("q").tolist()
        if flags & _BY_LENGTHS:
            texts: list[Any] = list(_cells(block, at, count * sum(not number for number, _ in table.columns)))
        else:
            texts = str(memoryview(block)[at:], "utf-8").split(_SEPARATOR)
        # Null is marked within the texts, or told by their lengths.
        null_text = None if flags & _BY_LENGTHS else _NULL_TEXT
        rows = _rows(table, values, texts, count, nulls, null_text)
    return Packed(rows, total if flags & _WITH_TOTAL else None, after or None, told)


def _rows(
    table: Table[R], values: list[int], texts: list[Any], count: int, nulls: int, null_text: str | None
) -> list[R]:
    columns: list[Any] = []
    value = text = 0
    bit = 1
    for number, convert in table.columns:
        cells: Any
        null: object
        if number:
            cells, null = values[value : value + count], _NULL_NUMBER
            value += count
        else:
            cells, null = texts[text : text + count], null_text
            text += count
        if nulls & bit:
            cells = [None if cell == null else convert(cell) if convert else cell for cell in cells]
        elif convert:
            cells = map(convert, cells)
        columns.append(cells)
        bit <<= 1
    return list(map(table.make, *columns))


def _cells(block: bytes, at: int, count: int) -> Iterator[str | None]:
    """Texts by their lengths: data that itself holds a separator cannot be split."""
    lengths = struct.unpack_from(f"<{count}I", block, at)
    at += count * 4
    for length in lengths:
        if length == _NULL_LENGTH:
            yield None
        else:
            yield block[at : at + length].decode()
            at += length
