"""What is printed on each page of a benchmark document: the truth that tools are scored against."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple


class TrueCell(NamedTuple):
    """One cell of the grid; indexes from 0, `row_end` and `column_end` exclusive."""

    row: int
    column: int
    row_end: int
    column_end: int
    text: str

    @property
    def row_span(self) -> int:
        """How many rows it covers."""
        return self.row_end - self.row

    @property
    def column_span(self) -> int:
        """How many columns it covers."""
        return self.column_end - self.column


class TrueTable(NamedTuple):
    """One printed table, its cells in order of row, then column."""

    rows: int
    columns: int
    header_rows: int
    cells: tuple[TrueCell, ...]


class TruePage(NamedTuple):
    """One printed page: a title, running text, tables below or (where there are two) beside each other."""

    title: str
    prose: tuple[str, ...]
    tables: tuple[TrueTable, ...]


def tables_of(pages: Sequence[TruePage]) -> list[list[list[TrueCell]]]:
    """Page → table → cells: all that scoring needs."""
    return [[list(table.cells) for table in page.tables] for page in pages]


def write_truth(pages: Sequence[TruePage], path: Path) -> None:
    """Write the cells of all pages as JSON."""
    path.write_text(json.dumps(tables_of(pages), ensure_ascii=False), encoding="utf-8")


def read_truth(path: Path) -> list[list[list[TrueCell]]]:
    """Page → table → cells, as written by `write_truth`."""
    pages = json.loads(path.read_text("utf-8"))
    return [[[TrueCell(*cell) for cell in table] for table in page] for page in pages]
