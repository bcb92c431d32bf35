"""A table cut by page breaks, as a reader of pages sees it; and made whole again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
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
    pieces = [_Piece(cell, cell.row, cell.row_span) for cell in table.cells if header and cell.row < header]
    for cell in table.cells:
        first, last = max(cell.row, start), min(cell.row + cell.row_span, end)
        if first < last:
            above, below = cell.row < start, cell.row + cell.row_span > end
            pieces.append(_Piece(cell, first + header - start, last - first, above, below))
    return _drawn(sorted(pieces, key=lambda piece: (piece.row, piece.cell.column)), place, cut, header)


@dataclass(frozen=True)
class _Piece:
    """What one page has of a cell."""

    cell: Cell
    row: int
    row_span: int
    goes_on_above: bool = False
    goes_on_below: bool = False

    @property
    def text(self) -> str:
        return "" if self.goes_on_above else self.cell.text


def _drawn(pieces: list[_Piece], place: Place, cut: Cut, header: int) -> Table:
    """A line that bounds no cell of this page is not drawn on it: rows and columns count what is drawn."""
    rows = _lines((piece.row, piece.row + piece.row_span) for piece in pieces)
    columns = _lines((piece.cell.column, piece.cell.column + piece.cell.column_span) for piece in pieces)
    tops = _tops(pieces, rows)
    edges = tuple(_LEFT + _WIDTH * line for line in columns)
    cells = []
    for piece in pieces:
        row, row_end = rows[piece.row], rows[piece.row + piece.row_span]
        column, column_end = columns[piece.cell.column], columns[piece.cell.column + piece.cell.column_span]
        opens_above = piece.goes_on_above and cut.lines == "open" and not header
        opens_below = piece.goes_on_below and cut.lines == "open"
        box = (
            edges[column],
            tops[row] - _BEYOND * opens_above,
            edges[column_end],
            tops[row_end] + _BEYOND * opens_below,
        )
        at = Place(page=place.page, table=place.table, row=row + 1, column=column + 1, box=box)
        cells.append(Cell(piece.text, row, column, row_end - row, column_end - column, at, piece.cell.marks))
    around: Box = (edges[0], tops[0], edges[-1], tops[-1])
    return Table(tuple(cells), len(rows) - 1, len(columns) - 1, replace(place, box=around), column_edges=edges)


def _lines(spans: Iterable[tuple[int, int]]) -> dict[int, int]:
    """Line in the whole table → line on the page."""
    return {line: number for number, line in enumerate(sorted({line for span in spans for line in span}))}


def _tops(pieces: list[_Piece], rows: dict[int, int]) -> list[float]:
    """Rows as tall as the most lines of a cell of one row."""
    lines = [1] * (len(rows) - 1)
    for piece in pieces:
        row = rows[piece.row]
        if rows[piece.row + piece.row_span] == row + 1:
            lines[row] = max(lines[row], piece.text.count("\n") + 1)
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
