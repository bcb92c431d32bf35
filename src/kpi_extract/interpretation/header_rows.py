"""Which rows of a table are its header: groups over leaves, circled column numbers above, bare years."""

from __future__ import annotations

import re
from itertools import pairwise

from kpi_extract.document import Cell
from kpi_extract.interpretation.grid import distinct
from kpi_extract.interpretation.layout import Kind, TableReader
from kpi_extract.interpretation.vocabulary import VALUE_ROLES, Role
from kpi_extract.values.text import match_key

MOST_HEADER_ROWS = 6
CORNER_ROLES = frozenset({Role.STUB, Role.TOTAL, Role.VALUE, Role.DIFFERENCE, Role.DATE})
"""Roles of the words that stand over row labels; they never label a free cell."""
_COLUMN_ROLES = frozenset({Role.INDICATOR, Role.TARGET, Role.ACTUAL, Role.BASELINE, Role.PROJECT, Role.STUB})


class HeaderRows:
    """Finds the header rows of one table."""

    def __init__(self, reader: TableReader) -> None:
        self._reader = reader
        self._grid = reader.grid

    def depth_at(self, row: int, *, rows_above: int | None) -> int:
        """How many rows, from this one, are header rows; 0 if this row is none.

        Args:
            row: the row to look at.
            rows_above: how many data rows stand above it under the header in force; None where no header came yet.
        """
        if not self._opens_header(row, rows_above):
            return 0
        depth = 1
        while row + depth < self._grid.row_count and depth < MOST_HEADER_ROWS and self._continues_header(row, depth):
            depth += 1
        return depth

    def _opens_header(self, row: int, rows_above: int | None) -> bool:
        count = self._reader.count
        headings, periods, texts = count(row, Kind.HEADING), count(row, Kind.PERIOD), count(row, Kind.TEXT)
        if not texts and (self._is_bare_year_row(row) or self._has_bare_year_groups(row)):
            return True
        if count(row, Kind.VALUE):
            return self._is_ordinal_row(row)
        if rows_above is not None:
            return not texts and self._reopens(row, rows_above)
        few = len([c for c in self._grid.row_cells(row) if c.text.strip()]) <= 2
        return headings + periods >= (1 if few else 2) and texts <= headings + periods

    def _reopens(self, row: int, rows_above: int) -> bool:
        """Below a header only a clear one starts a new body: all cells read, at least half of the columns covered."""
        cells = [cell for cell in self._grid.row_cells(row) if cell.row == row and cell.text.strip()]
        roles = {role for cell in cells for role in self._reader.heading(cell).roles}
        covered = sum(cell.column_span for cell in cells)
        if self._grid.table.merges_lost and cells:
            covered = self._grid.column_count - cells[0].column  # a blank continues the heading on its left
        if len(cells) < 2 or not roles or covered * 2 < self._grid.column_count:
            return False
        if covered == self._grid.column_count > 2 and not roles <= CORNER_ROLES | VALUE_ROLES:
            return True
        # In a form each row of labels has one row of free cells below it, whatever the labels are.
        return bool(roles & _COLUMN_ROLES) or (rows_above <= 1 and not roles <= CORNER_ROLES | VALUE_ROLES)

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
        # 指標名 | 2021 | 2022 | 2023: western years need no word for it beside the names of what is measured.
        western = all(re.fullmatch("(?:19|20)[0-9]{2}", number) for number in numbers)
        names_years = names_years or (western and any(Role.INDICATOR in self._reader.heading(c).roles for c in heads))
        years = [int(number) for number in numbers]
        steps = {later - earlier for earlier, later in pairwise(years)}
        # Years rise or fall, with small gaps; other numbers do not.
        found = names_years and bool(steps) and (steps <= set(range(1, 6)) or steps <= set(range(-5, 0)))
        if found:
            self._reader.read_as_years(cells)
        return found

    def _has_bare_year_groups(self, row: int) -> bool:
        """指標名 | 27 (over 目標, 実績, 進捗) | 目標値: a bare year that groups headings below it."""
        cells = [cell for cell in self._grid.row_cells(row) if cell.row == row and cell.text.strip()]
        values = [cell for cell in cells if self._reader.kind(cell) is Kind.VALUE]
        heads = [cell for cell in cells if self._reader.kind(cell) in (Kind.HEADING, Kind.PERIOD)]
        if not values or len(heads) < 2 or len(heads) + len(values) != len(cells):
            return False
        below = row + 1
        if below >= self._grid.row_count or not all(
            re.fullmatch("[0-9]{1,2}", match_key(cell.text))
            and self._spans_more(cell)
            and all(self._reader.kind(leaf) is Kind.HEADING for leaf in self._cells_below(cell, below))
            and self._cells_below(cell, below)
            for cell in values
        ):
            return False
        self._reader.read_as_years(values)
        return True

    def _spans_more(self, cell: Cell) -> bool:
        """The cell stands over several columns; in plain text a blank follows it."""
        after = cell.column + 1
        if not self._grid.table.merges_lost:
            return cell.column_span > 1
        return after < self._grid.column_count and not self._grid.text(cell.row, after)

    def _continues_header(self, start: int, depth: int) -> bool:
        row = start + depth
        count = self._reader.count
        read = count(row, Kind.HEADING) + count(row, Kind.PERIOD)
        if self._is_ordinal_row(row - 1) and depth == 1:
            return self._opens_below_ordinals(row)
        if count(row, Kind.VALUE):
            return False
        if self._fills_groups(row):
            return True
        if not read or count(row, Kind.TEXT) > read:
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
        # Plain text loses the spans above: below a header row only headings with a blank in front go on with it.
        lost = self._grid.table.merges_lost and not self._grid.text(row, 0) and not count(row, Kind.TEXT)
        return crosses or group or blank_above or lost

    def _fills_groups(self, row: int) -> bool:
        """上期 | 下期 under R5実績, beside headings that reach down: whatever its words, the row parts the groups above."""
        above = self._grid.row_cells(row - 1)
        groups = [
            cell for cell in above if cell.column_span > 1 and cell.row + cell.row_span == row and cell.text.strip()
        ]
        inside = {column for cell in groups for column in range(cell.column, cell.column + cell.column_span)}
        own = [cell for cell in self._grid.row_cells(row) if cell.row == row]
        beside = [cell for cell in self._grid.row_cells(row) if cell.row < row]
        parted = all(len(self._cells_below(cell, row)) > 1 for cell in groups)
        return (
            bool(groups)
            and len(beside) > 1
            and parted
            and all(cell.column in inside and cell.text.strip() for cell in own)
        )

    def _opens_below_ordinals(self, row: int) -> bool:
        count = self._reader.count
        return not count(row, Kind.VALUE) and count(row, Kind.HEADING) >= 2

    def _cells_below(self, cell: Cell, row: int) -> list[Cell]:
        columns = range(cell.column, min(cell.column + cell.column_span, self._grid.column_count))
        return [c for c in distinct(self._grid.at(row, column) for column in columns) if c.row == row]
