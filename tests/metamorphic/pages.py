"""A table cut by page breaks, as a reader of pages sees it; and made whole again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

from kpi_extract.document import Block, Cell, Document, Table
from kpi_extract.joining import join_tables
from kpi_extract.place import Box, Place
from tests.metamorphic.documents import Changed, DoesNotApply

Lines = Literal["closed", "open"]
"""A merged cell that goes on: drawn closed on both pages (Word, Writer), or without a line at the break (Excel, Calc,
browsers). Its text stands on the first."""

_LEFT, _TOP, _WIDTH, _PITCH = 40.0, 40.0, 60.0, 12.0
_BEYOND = 1.0
"""How far the reader draws the box of an open cell beyond its table's."""


@dataclass(frozen=True)
class Cut:
    """Where and how a table is cut."""

    table: int
    """Number among the tables, from 0."""
    rows: tuple[int, ...]
    """A new page begins before each of these rows."""
    header: bool
    """The heading is printed again on every page."""
    lines: Lines

    def __str__(self) -> str:
        at = f"row {self.rows[0] + 1}" if len(self.rows) == 1 else "every row"
        return f"table {self.table + 1} at {at}, {self.lines}, heading {'' if self.header else 'not '}repeated"


def cuts(document: Document, *, header: bool, lines: Lines) -> Iterator[Cut]:
    """Every table cut before each of its rows. Open lines make a difference only in the middle of a merged cell."""
    for number, table in enumerate(document.tables()):
        for row in _rows(table, header):
            if lines == "closed" or any(cell.row < row < cell.row + cell.row_span for cell in table.cells):
                yield Cut(number, (row,), header, lines)


def cuts_everywhere(document: Document, *, header: bool) -> Iterator[Cut]:
    """Every table with one row of its body a page."""
    for number, table in enumerate(document.tables()):
        rows = _rows(table, header)
        if len(rows) > 1:
            yield Cut(number, tuple(rows), header, "open")


def _rows(table: Table, header: bool) -> range:
    if header:
        return range(table.header_row_count + 1 if table.header_row_count else table.row_count, table.row_count)
    return range(max(1, table.header_row_count), table.row_count)


def cut_and_joined(document: Document, cut: Cut) -> Changed:
    """The document as it comes out of the joining of cut tables."""
    tables = list(document.tables())
    blocks: list[Block] = []
    page = 1
    numbered = 0
    for block in document.blocks:
        if not isinstance(block, Table):
            blocks.append(replace(block, place=Place(page=page)))
            continue
        rows = cut.rows if block is tables[cut.table] else ()
        for start, end in pairwise([0, *rows, block.row_count]):
            page += start > 0
            numbered += 1
            blocks.append(_part(block, start, end, Place(page=page, table=numbered), cut))
    if numbered == len(tables):
        return DoesNotApply("the table has one row")
    return join_tables(replace(document, blocks=tuple(blocks), page_count=page))


def _part(table: Table, start: int, end: int, place: Place, cut: Cut) -> Table:
    """The rows of one page with the lines that are drawn there."""
    header = table.header_row_count if cut.header and start else 0
    cells = [cell for cell in table.cells if header and cell.row < header]
    offset = header - start
    is_open: dict[tuple[int, int], tuple[bool, bool]] = {}
    for cell in table.cells:
        first, last = max(cell.row, start), min(cell.row + cell.row_span, end)
        if first < last:
            text = cell.text if cell.row >= start else ""
            piece = replace(cell, text=text, row=first + offset, row_span=last - first)
            is_open[piece.row, piece.column] = (cell.row < start, cell.row + cell.row_span > end)
            cells.append(piece)
    row_lines = sorted({line for cell in cells for line in (cell.row, cell.row + cell.row_span)})
    column_lines = sorted({line for cell in cells for line in (cell.column, cell.column + cell.column_span)})
    cells = [_on_lines(cell, row_lines, column_lines) for cell in cells]
    tops = _tops(cells, len(row_lines) - 1)
    edges = tuple(_LEFT + _WIDTH * line for line in column_lines)
    placed = []
    for cell in cells:
        open_above, open_below = is_open.get((row_lines[cell.row], column_lines[cell.column]), (False, False))
        box = (
            edges[cell.column],
            tops[cell.row] - _BEYOND * (open_above and cut.lines == "open" and not header),
            edges[cell.column + cell.column_span],
            tops[cell.row + cell.row_span] + _BEYOND * (open_below and cut.lines == "open"),
        )
        placed.append(replace(cell, place=replace(place, row=cell.row + 1, column=cell.column + 1, box=box)))
    around: Box = (edges[0], tops[0], edges[-1], tops[-1])
    return Table(
        tuple(sorted(placed, key=lambda cell: (cell.row, cell.column))),
        row_count=len(tops) - 1,
        column_count=len(edges) - 1,
        place=replace(place, box=around),
        column_edges=edges,
    )


def _on_lines(cell: Cell, row_lines: list[int], column_lines: list[int]) -> Cell:
    """A line that bounds no cell of this page is not drawn on it: rows and columns count what is drawn."""
    row, column = row_lines.index(cell.row), column_lines.index(cell.column)
    row_end = row_lines.index(cell.row + cell.row_span)
    column_end = column_lines.index(cell.column + cell.column_span)
    return replace(cell, row=row, column=column, row_span=row_end - row, column_span=column_end - column)


def _tops(cells: list[Cell], count: int) -> list[float]:
    """Rows as tall as the most lines of a cell of one row."""
    lines = [1] * count
    for cell in cells:
        if cell.row_span == 1:
            lines[cell.row] = max(lines[cell.row], cell.text.count("\n") + 1)
    tops = [_TOP]
    for number in lines:
        tops.append(tops[-1] + number * _PITCH)
    return tops


def same_cells(one: Document, other: Document) -> bool:
    """Whether two documents print the same in the same cells, wherever these stand on their pages."""
    return list(_contents(one)) == list(_contents(other))


def _contents(document: Document) -> Iterator[object]:
    for block in document.blocks:
        if isinstance(block, Table):
            yield block.row_count, block.column_count
            for cell in block.cells:
                yield cell.text, cell.row, cell.column, cell.row_span, cell.column_span, cell.marks
        else:
            yield block.text
