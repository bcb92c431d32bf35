"""A table while the parts on further pages are added to it.

What the next seam will ask is kept up to date here, so that a page costs what is on it and not what came before it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import replace
from heapq import heappop, heappush
from operator import attrgetter

from kpi_extract.document import Cell, Table
from kpi_extract.joining.headings import MOST_HEADER_ROWS, is_value
from kpi_extract.place import Place


class GrowingTable:
    """One table of the result: its cells so far, in its own rows, with the places they will have.

    Which cell is where in the list of cells never changes, so that what is known of them is kept by index.
    """

    def __init__(self, first: Table, number: int) -> None:
        """Start with the first part of the table that will be the document's `number`-th."""
        self.number = number
        self.row_count = first.row_count
        self.last_pieces = (first.place, *first.place.more)
        """Where the last part is: on one page, or its halves on two."""
        self._first = first
        self._pieces = list(first.place.more)
        self._cells = [_numbered(cell, number, 0) for cell in first.cells]
        self._has_parts = False
        self._top_rows = max(MOST_HEADER_ROWS, first.header_row_count)
        # What is known of the first so many cells; the rest is looked at when a table that may go on asks.
        self._known = self._counted = 0
        self._top: list[int] = []
        self._bottom: dict[tuple[int, int], int] = {}
        self._pitches: list[tuple[float, int]] = []
        self._last_merged: dict[int, int] = {}
        self._last_blank: dict[int, int] = {}
        self._figures: dict[int, list[int]] = {}

    @property
    def first(self) -> Table:
        """The first part as read: what it says of columns and of repeated rows is true of the whole."""
        return self._first

    @property
    def cells(self) -> Sequence[Cell]:
        """The cells so far, in no order."""
        return self._cells

    def table(self, nested_in: int | None) -> Table:
        """The whole table, in the cell of the table with that number."""
        first = self._first
        place = replace(first.place, table=self.number, more=tuple(self._pieces))
        cells = sorted(self._cells, key=attrgetter("row", "column")) if self._has_parts else self._cells
        return replace(first, cells=tuple(cells), row_count=self.row_count, place=place, nested_in=nested_in)

    def add(
        self,
        part: Table,
        header_rows: int,
        joined: Mapping[int, Cell],
        offset: int,
        printed_again: Set[int] = frozenset(),
    ) -> None:
        """Add a part without its top header rows, each row moved down by `offset`.

        Args:
            part: what stands on the next page.
            header_rows: rows at its top that are not to be added.
            joined: column in its first row → the cell at the bottom of this table that goes on there.
            offset: rows to add to a row of the part.
            printed_again: columns of `joined` whose cell has its whole text in both.
        """
        self._look()
        for cell in part.cells:
            if cell.row < header_rows:
                continue
            above = joined.get(cell.column) if cell.row == header_rows else None
            if above is None:
                self._cells.append(_numbered(cell, self.number, offset))
            else:
                rest = replace(cell, text="") if cell.column in printed_again else cell
                self._grow(self._bottom[above.column, above.column_span], rest, offset)
        self.row_count = part.row_count + offset
        self.last_pieces = (_piece(part.place), *part.place.more)
        self._pieces += self.last_pieces
        self._has_parts = True

    def _grow(self, index: int, below: Cell, offset: int) -> None:
        above = self._cells[index]
        grown = replace(
            above,
            text="\n".join(text for text in (above.text, below.text) if text),
            row_span=below.row + below.row_span + offset - above.row,
            marks=above.marks + below.marks,
            place=replace(above.place, more=(*above.place.more, _piece(below.place))),
        )
        if index < self._counted:
            self._count(above, -1)
            self._count(grown, 1)
        self._cells[index] = _numbered(grown, self.number, 0)
        if grown.row_span > 1:
            self._note_merged(grown)

    # --- what a seam asks ---------------------------------------------------------------------------------------------

    def _look(self) -> None:
        """Look at the cells added since the last time."""
        if self._known == len(self._cells):
            return
        fresh = range(self._known, len(self._cells))
        self._known = len(self._cells)
        for index in fresh:
            cell = self._cells[index]
            if cell.row < self._top_rows:
                self._top.append(index)
            if cell.text:
                height = _height(cell)
                if height > 0:
                    heappush(self._pitches, (height / (cell.text.count("\n") + 1), index))
            else:
                self._last_blank[cell.column] = cell.row
            if cell.row_span > 1:
                self._note_merged(cell)
        end, bottom = self.row_count, self._bottom
        self._bottom = {}
        for index in (*bottom.values(), *fresh):
            cell = self._cells[index]
            if cell.row + cell.row_span == end:
                self._bottom[cell.column, cell.column_span] = index

    def _note_merged(self, cell: Cell) -> None:
        self._last_merged[cell.column] = max(cell.row, self._last_merged.get(cell.column, 0))

    def top(self) -> list[Cell]:
        """The cells of the rows that may be a heading."""
        self._look()
        return [self._cells[index] for index in self._top]

    def bottom(self) -> dict[tuple[int, int], Cell]:
        """Column and column span → the cell that ends with the last row."""
        self._look()
        return {key: self._cells[index] for key, index in self._bottom.items()}

    def pitch(self) -> float:
        """Height of one line: that of the tightest cell with text that stands on one page; 0 where there is none."""
        self._look()
        while self._pitches and self._cells[self._pitches[0][1]].place.more:
            heappop(self._pitches)  # it has gone on across a break since
        return self._pitches[0][0] if self._pitches else 0.0

    def has_merged(self, column: int, first_row: int) -> bool:
        """Whether a cell in the column, in that row or below, stands beside several rows."""
        self._look()
        return self._last_merged.get(column, -1) >= first_row

    def has_blank(self, column: int, first_row: int) -> bool:
        """Whether a cell of the column, in that row or below, is empty."""
        self._look()
        return self._last_blank.get(column, -1) >= first_row

    def columns_of_figures(self) -> set[int]:
        """Columns where most body cells with a text hold figures."""
        for cell in self._cells[self._counted :]:
            self._count(cell, 1)
        self._counted = len(self._cells)
        return {column for column, (figures, texts) in self._figures.items() if figures * 2 > texts}

    def _count(self, cell: Cell, step: int) -> None:
        if cell.row > 0 and cell.column_span == 1 and cell.text.strip():
            counts = self._figures.setdefault(cell.column, [0, 0])
            counts[0] += step * is_value(cell.text)
            counts[1] += step


def _numbered(cell: Cell, number: int, offset: int) -> Cell:
    """The cell `offset` rows further down, its place in table `number` as its position there says."""
    row, column, row_span, column_span, old = (
        cell.row + offset,
        cell.column,
        cell.row_span,
        cell.column_span,
        cell.place,
    )
    rows, columns = row_span if row_span > 1 else None, column_span if column_span > 1 else None
    if (
        not offset
        and old.row == row + 1
        and old.table == number
        and old.column == column + 1
        and old.row_span == rows
        and old.column_span == columns
    ):
        return cell
    # Spelled out: this is done for every cell of a long document, and replace() takes twice as long.
    place = Place(
        old.page, old.sheet, old.cell, number, row + 1, column + 1, rows, columns, old.line, old.box, old.more
    )
    return Cell(cell.text, row, column, row_span, column_span, place, cell.marks, cell.number_format)


def _piece(place: Place) -> Place:
    return Place(page=place.page, sheet=place.sheet, cell=place.cell, box=place.box)


def _height(cell: Cell) -> float:
    box = cell.place.box
    return 0.0 if box is None or cell.place.more else box[3] - box[1]
