"""What is drawn over a page: where its tables and cells were found, and what their text was taken for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from kpi_extract.document import Cell, Document, Table
from kpi_extract.interpretation.explanation import BodyExplanation, DocumentExplanation, TableExplanation
from kpi_extract.place import Box, Place

HEADING = "heading"
"""The tint of a cell that says what others are; every other tint is the name of a role."""

_Spot = tuple[int, int]
"""Row and column of a cell, from 1."""


@dataclass(frozen=True, slots=True)
class CellMark:
    """What of a cell is on one page."""

    box: Box
    """In points from the top left of the page as seen."""
    row_span: int
    column_span: int
    tints: tuple[str, ...]
    """`HEADING`, or the roles its text has; none where nothing gives it one."""

    @property
    def is_merged(self) -> bool:
        """It covers more than one position of the grid."""
        return self.row_span > 1 or self.column_span > 1


@dataclass(frozen=True, slots=True)
class TableMark:
    """What of a table is on one page."""

    number: int
    """In the document, from 1, as `kpi-extract tables` counts."""
    box: Box
    cells: tuple[CellMark, ...]
    is_unruled: bool
    """Its rules are not complete: columns or rows were found by alignment."""


def overlays(document: Document, explanation: DocumentExplanation) -> dict[int, tuple[TableMark, ...]]:
    """Page number → its tables; pages without one are not there.

    Args:
        document: as read, its tables joined.
        explanation: of the same document.
    """
    pages: dict[int, list[TableMark]] = defaultdict(list)
    for number, (table, explained) in enumerate(zip(document.tables(), explanation.tables, strict=True), start=1):
        for page, box, cells in _parts(table, _tints(table, explained)):
            pages[page].append(TableMark(number, box, cells, not table.is_ruled))
    return {page: tuple(tables) for page, tables in pages.items()}


def _parts(table: Table, tints: Mapping[_Spot, tuple[str, ...]]) -> Iterator[tuple[int, Box, tuple[CellMark, ...]]]:
    """Page, box and cells of each part of a table that page breaks cut."""
    cells: dict[int, list[CellMark]] = defaultdict(list)
    for cell in table.cells:
        for page, box in _pieces(cell.place):
            cells[page].append(CellMark(box, cell.row_span, cell.column_span, tints.get(_spot(cell), ())))
    # A part may have no cell of its own: a repeated heading, or the end of a row that began on the page before.
    for page, box in _pieces(table.place):
        yield page, box, tuple(cells[page])


def _pieces(place: Place) -> list[tuple[int, Box]]:
    """Page and box of a place and of its further pieces, where the format has both."""
    return [(one.page, one.box) for one in (place, *place.more) if one.page is not None and one.box is not None]


def _spot(cell: Cell) -> _Spot:
    return (cell.row + 1, cell.column + 1)


def _tints(table: Table, explained: TableExplanation) -> dict[_Spot, tuple[str, ...]]:
    tints: dict[_Spot, tuple[str, ...]] = {}
    for body in explained.bodies:
        tints.update(_roles(body))
        tints.update(dict.fromkeys(_headings(table.cells, body), (HEADING,)))
    return tints


def _roles(body: BodyExplanation) -> dict[_Spot, tuple[str, ...]]:
    """The cells that were read as something, with the roles they were read as, each once."""
    return {
        (cell.row, cell.column): tuple(dict.fromkeys(reading.role.value for reading in cell.read_as))
        for row in body.rows
        for cell in row.cells
        if cell.read_as
    }


def _headings(cells: Sequence[Cell], body: BodyExplanation) -> Iterable[_Spot]:
    yield from (_spot(cell) for cell in cells if cell.row + 1 in body.header_rows)
    for column in body.columns:
        place = column.place
        if place is not None and place.row is not None and place.column is not None:
            yield (place.row, place.column)
    if body.is_turned:
        yield from _left_of_values(cells, body)
    if not body.is_form:
        yield from _row_labels(body)


def _left_of_values(cells: Sequence[Cell], body: BodyExplanation) -> Iterator[_Spot]:
    """The headings of a table on its side: what stands left of its first column of values, group headings included."""
    lines = {column.column for column in body.columns}
    first = min((row.row for row in body.rows), default=0)
    for cell in cells:
        if cell.column + 1 < first and not lines.isdisjoint(range(cell.row + 1, cell.row + 1 + cell.row_span)):
            yield _spot(cell)


def _row_labels(body: BodyExplanation) -> Iterator[_Spot]:
    """The cells that say what their row is; in a table on its side what their column is."""
    lines = {column.column for column in body.columns if column.holds_row_labels}
    for row in body.rows:
        for cell in row.cells:
            if (cell.row if body.is_turned else cell.column) in lines and cell.text:
                yield (cell.row, cell.column)
