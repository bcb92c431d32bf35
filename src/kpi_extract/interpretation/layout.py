"""Split a table into bodies: header rows, data rows, and the full-width rows between them.

A repeated header, another header, or a full-width heading row starts a new body; a repeated one is dropped.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import Enum
from itertools import pairwise

from kpi_extract.document import Cell, Table
from kpi_extract.errors import UnreadableValueError
from kpi_extract.interpretation.grid import Grid, distinct, make_grid, with_header_spans
from kpi_extract.interpretation.headings import Heading, Lexicon, read_heading
from kpi_extract.interpretation.vocabulary import Role
from kpi_extract.issues import IssueCode
from kpi_extract.values.number import parse_value
from kpi_extract.values.period import Period
from kpi_extract.values.text import match_key

MOST_HEADER_ROWS = 6
SECTION_MARKS = re.compile(r"^[【〈《≪<\[〔■◆●◇□▼★]|^(基本目標|基本施策|施策|重点|第[0-9一二三四五六七八九十]+[章節])")
SHORT = 60
"""Characters up to which a full-width row can be a heading."""


class Kind(Enum):
    """What one cell looks like on its own."""

    BLANK = "blank"
    HEADING = "heading"
    PERIOD = "period"
    VALUE = "value"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Column:
    """One grid column of a body with the chain of headings above it, outermost first."""

    index: int
    headings: tuple[Heading, ...]

    @property
    def path(self) -> str:
        """The heading path as printed, for `Remark.heading`."""
        return " › ".join(" ".join(heading.text.split()) for heading in self.headings)


@dataclass(frozen=True, slots=True)
class Body:
    """A header and the rows it governs."""

    grid: Grid
    header_rows: tuple[int, ...]
    columns: tuple[Column, ...]
    rows: tuple[int, ...]
    narratives: tuple[tuple[int, Cell], ...]
    """Full-width rows of prose among the data rows: (row, cell)."""
    captions: tuple[Cell, ...]
    """Full-width heading rows above, inside the table, outermost first."""


class TableReader:
    """Reads the cells of one table as headings, each once."""

    def __init__(self, table: Table, lexicon: Lexicon) -> None:
        self.grid = make_grid(table)
        self._lexicon = lexicon
        self._headings: dict[tuple[int, int], Heading] = {}
        self._kinds: dict[tuple[int, int], Kind] = {}

    def heading(self, cell: Cell) -> Heading:
        """The reading of a cell as a heading."""
        key = (cell.row, cell.column)
        if key not in self._headings:
            self._headings[key] = read_heading(cell.text, self._lexicon)
        return self._headings[key]

    def read_as_years(self, cells: list[Cell]) -> None:
        """Take the bare numbers of a year row for years; the corner beside them may name the era."""
        era = next((found for cell in cells if (found := self.heading(cell).era)), None)
        for cell in cells:
            if self.kind(cell) is Kind.VALUE:
                bare = Period(match_key(cell.text), "fiscal_year", bare_year=int(match_key(cell.text)))
                bare = replace(bare, codes=(IssueCode.ERA_UNKNOWN,))
                self._headings[(cell.row, cell.column)] = Heading(cell.text, period=bare, era=era)

    def kind(self, cell: Cell) -> Kind:
        """What the cell looks like."""
        key = (cell.row, cell.column)
        if key not in self._kinds:
            self._kinds[key] = self._find_kind(cell)
        return self._kinds[key]

    def _find_kind(self, cell: Cell) -> Kind:
        if not cell.text.strip():
            return Kind.BLANK
        heading = self.heading(cell)
        if heading.is_heading:
            only_period = heading.period is not None and not heading.roles
            return Kind.PERIOD if only_period else Kind.HEADING
        try:
            printed = parse_value(cell.text)
        except UnreadableValueError:
            return Kind.TEXT
        return Kind.VALUE if printed.value is not None or printed.missing == "dash" else Kind.TEXT

    def count(self, row: int, *kinds: Kind) -> int:
        """How many distinct cells that begin in the row are of one of the kinds."""
        return sum(self.kind(cell) in kinds for cell in self.grid.row_cells(row) if cell.row == row)


def split_table(table: Table, lexicon: Lexicon) -> tuple[TableReader, list[Body]]:
    """Find the bodies of a table; a table without any header gives one body without header rows."""
    reader = TableReader(table, lexicon)
    return reader, _Splitter(reader).bodies()


class _Splitter:
    """Walks the rows once, from the top."""

    def __init__(self, reader: TableReader) -> None:
        self._reader = reader
        self._grid = reader.grid
        self._bodies: list[Body] = []
        self._header: tuple[int, ...] = ()
        self._rows: list[int] = []
        self._narratives: list[tuple[int, Cell]] = []
        self._captions: list[Cell] = []

    def bodies(self) -> list[Body]:
        row = 0
        while row < self._grid.row_count:
            row = self._step(row)
        self._finish()
        return self._bodies

    def _step(self, row: int) -> int:
        cells = [cell for cell in self._grid.row_cells(row) if cell.text.strip()]
        if not cells:
            return row + 1
        depth = self._header_depth(row)
        if depth:
            self._start(tuple(range(row, row + depth)))
            return row + depth
        full = self._full_width_cell(row, cells)
        if full is not None:
            return self._take_full_width(row, full)
        self._rows.append(row)
        return row + 1

    def _take_full_width(self, row: int, cell: Cell) -> int:
        is_section = self._is_section(cell)
        if is_section or not self._header:
            if self._rows:
                header = self._header
                self._finish()
                self._header = header
            self._captions = [cell] if is_section and self._bodies else [*self._captions, cell]
        else:
            self._narratives.append((row, cell))
        return row + max(1, cell.row_span if cell.row == row else 1)

    @staticmethod
    def _is_section(cell: Cell) -> bool:
        key = match_key(cell.text)
        if key.startswith(("≪", "※", "注", "(注")):
            return False
        return len(key) <= SHORT and "。" not in key and bool(SECTION_MARKS.match(key))

    def _full_width_cell(self, row: int, cells: list[Cell]) -> Cell | None:
        if len(cells) != 1 or self._grid.column_count < 2:
            return None
        (cell,) = cells
        if cell.column == 0 and cell.column_span >= self._grid.column_count and cell.row_span <= 2:
            return cell
        # Plain text has no spans: a heading-like text alone in its row stands for one.
        if self._grid.table.merges_lost and cell.column == 0 and self._grid.column_count > 2 and self._is_section(cell):
            return cell
        return None

    def _start(self, header: tuple[int, ...]) -> None:
        self._finish()
        self._header = header

    def _finish(self) -> None:
        if self._rows or self._header:
            grid = self._grid
            if self._header:
                grid = with_header_spans(grid, self._header[0], len(self._header))
            columns = tuple(Column(index, self._path(grid, index)) for index in range(grid.column_count))
            self._bodies.append(
                Body(grid, self._header, columns, tuple(self._rows), tuple(self._narratives), tuple(self._captions))
            )
        self._rows, self._narratives, self._header = [], [], ()

    def _path(self, grid: Grid, column: int) -> tuple[Heading, ...]:
        cells = distinct(grid.at(row, column) for row in self._header)
        return tuple(self._reader.heading(cell) for cell in cells if cell.text.strip())

    def _header_depth(self, row: int) -> int:
        """How many rows, from this one, are header rows; 0 if this row is none."""
        if not self._opens_header(row):
            return 0
        depth = 1
        while row + depth < self._grid.row_count and depth < MOST_HEADER_ROWS and self._continues_header(row, depth):
            depth += 1
        return depth

    def _opens_header(self, row: int) -> bool:
        count = self._reader.count
        headings, periods, texts = count(row, Kind.HEADING), count(row, Kind.PERIOD), count(row, Kind.TEXT)
        if self._is_bare_year_row(row):
            return True
        if count(row, Kind.VALUE):
            return self._is_ordinal_row(row)
        if self._header or self._bodies:
            return self._reopens_header(row, headings, periods, texts)
        few = len([c for c in self._grid.row_cells(row) if c.text.strip()]) <= 2
        return headings + periods >= (1 if few else 2) and texts <= headings + periods

    def _reopens_header(self, row: int, headings: int, periods: int, texts: int) -> bool:
        """Below a header only a clear one starts a new body: all cells read, at least half of the columns covered."""
        if texts or headings + periods < 2 or not headings:
            return False
        covered = sum(cell.column_span for cell in self._grid.row_cells(row) if cell.row == row and cell.text.strip())
        roles = {role for cell in self._grid.row_cells(row) for role in self._reader.heading(cell).roles}
        says_columns = bool(roles & {Role.INDICATOR, Role.TARGET, Role.ACTUAL, Role.BASELINE, Role.PROJECT, Role.STUB})
        return says_columns and covered * 2 >= self._grid.column_count

    def _is_ordinal_row(self, row: int) -> bool:
        """A row of circled column numbers above the header (national form 様式2)."""
        cells = [cell for cell in self._grid.row_cells(row) if cell.text.strip()]
        return len(cells) >= 3 and all(re.fullmatch(r"[①-⑳]", cell.text.strip()) for cell in cells)

    def _is_bare_year_row(self, row: int) -> bool:
        """平成(年度) | 17 | 18 | 19: an era or 年度 in the corner, consecutive numbers beside it."""
        cells = [cell for cell in self._grid.row_cells(row) if cell.row == row and cell.text.strip()]
        if len(cells) < 3:
            return False
        heads = [cell for cell in cells if self._reader.kind(cell) is Kind.HEADING]
        numbers = [match_key(cell.text) for cell in cells if self._reader.kind(cell) is Kind.VALUE]
        if (
            not heads
            or len(heads) + len(numbers) != len(cells)
            or not all(re.fullmatch("[0-9]{1,4}", n) for n in numbers)
        ):
            return False
        names_years = any(self._reader.heading(c).era or Role.STUB in self._reader.heading(c).roles for c in heads)
        years = [int(number) for number in numbers]
        found = names_years and len(years) >= 2 and all(b - a == 1 for a, b in pairwise(years))
        if found:
            self._reader.read_as_years(cells)
        return found

    def _continues_header(self, start: int, depth: int) -> bool:
        row = start + depth
        count = self._reader.count
        read = count(row, Kind.HEADING) + count(row, Kind.PERIOD)
        if self._is_ordinal_row(row - 1) and depth == 1:
            return self._opens_below_ordinals(row)
        if count(row, Kind.VALUE) or not read or count(row, Kind.TEXT) > read:
            return False
        above = [cell for cell in self._grid.row_cells(row - 1)]
        crosses = any(cell.row + cell.row_span > row for cell in above)
        group = any(
            cell.column_span > 1 and len(self._cells_below(cell, row)) > 1 for cell in above if cell.text.strip()
        )
        blank_above = any(
            self._grid.text(row, column) and not self._grid.text(row - 1, column)
            for column in range(self._grid.column_count)
        )
        return crosses or group or blank_above

    def _opens_below_ordinals(self, row: int) -> bool:
        count = self._reader.count
        return not count(row, Kind.VALUE) and count(row, Kind.HEADING) >= 2

    def _cells_below(self, cell: Cell, row: int) -> list[Cell]:
        columns = range(cell.column, min(cell.column + cell.column_span, self._grid.column_count))
        return [c for c in distinct(self._grid.at(row, column) for column in columns) if c.row == row]
