"""A table as a grid: which cell owns a position, and where plain text lost the merges, which it probably belongs to."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace

from kpi_extract.document import Cell, Table
from kpi_extract.values.patterns import lazy_pattern


@dataclass(frozen=True, slots=True)
class Grid:
    """Positions → cells. `owner[row][column]` is None for a hole."""

    table: Table
    owner: tuple[tuple[Cell | None, ...], ...]
    _rows: dict[int, tuple[Cell, ...]] = field(default_factory=dict, init=False, repr=False, compare=False)
    """The rows asked for so far: the stages ask for each several times."""

    @property
    def row_count(self) -> int:
        """Rows of the grid."""
        return self.table.row_count

    @property
    def column_count(self) -> int:
        """Columns of the grid."""
        return self.table.column_count

    def at(self, row: int, column: int) -> Cell | None:
        """The cell that covers a position."""
        return self.owner[row][column]

    def text(self, row: int, column: int) -> str:
        """The stripped text at a position; "" for a hole."""
        cell = self.owner[row][column]
        return cell.text.strip() if cell is not None else ""

    def row_cells(self, row: int) -> tuple[Cell, ...]:
        """The distinct cells that cover a row, from left to right."""
        found = self._rows.get(row)
        if found is None:
            found = self._rows[row] = tuple(distinct(self.owner[row]))
        return found

    def column_cells(self, column: int, rows: Iterable[int]) -> list[Cell]:
        """The distinct cells that cover a column in the given rows, from top to bottom."""
        return distinct(self.owner[row][column] for row in rows)


def distinct(cells: Iterable[Cell | None]) -> list[Cell]:
    """Each cell once, in order of first appearance; holes left out."""
    seen: dict[tuple[int, int], Cell] = {}
    previous = None
    for cell in cells:
        if cell is not None and cell is not previous:
            seen.setdefault((cell.row, cell.column), cell)
            previous = cell
    return list(seen.values())


_JAPANESE = r"[぀-ヿ㐀-鿿々〇ー]"
_LOST_BREAK = lazy_pattern(
    rf"(?<={_JAPANESE}) (?={_JAPANESE}|[①-⑳・○●◎■□◆◇※〔【])|(?<=[0-9%％)）]) (?=[0-9△▲])|(?<={_JAPANESE}) (?=[HRS][0-9]|[Ⅰ-Ⅻ])|(?<=】) (?={_JAPANESE})"
)


def with_lost_breaks(table: Table) -> Table:
    """The table with its line breaks back, where plain text has turned them into spaces (Kushiro: 交付対象 事業の名称).

    Japanese is written without spaces, and no number has one inside; a space beside Latin letters stays a space.
    """
    if not table.merges_lost:
        return table
    cells = tuple(replace(cell, text=_LOST_BREAK.sub("\n", cell.text)) for cell in table.cells)
    return replace(table, cells=cells)


def make_grid(table: Table) -> Grid:
    """Expand the spans of a table. Where two cells claim a position, the first keeps it."""
    owner: list[list[Cell | None]] = [[None] * table.column_count for _ in range(table.row_count)]
    for cell in table.cells:
        for row in range(cell.row, min(cell.row + cell.row_span, table.row_count)):
            line = owner[row]
            for column in range(cell.column, min(cell.column + cell.column_span, table.column_count)):
                if line[column] is None:
                    line[column] = cell
    return Grid(table, tuple(tuple(line) for line in owner))


def with_header_spans(grid: Grid, start: int, depth: int) -> Grid:
    """Give the header cells of a table that lost its merges the spans their blanks suggest.

    A blank with text below it, inside the header, continues the cell on its left (a group heading); any other blank
    continues the cell above it. In the Kushiro text the row ``指標 | 指標値 | | | 実績値 | | |`` stands over
    ``| 指標値 | 単位 | 年月 | R1年度 …``.
    """
    end = start + depth
    header = {row: list(grid.owner[row]) for row in range(start, end)}
    for row, line in header.items():
        for column in range(grid.column_count):
            if not grid.text(row, column):
                line[column] = _continued(grid, header, row, column, start, end)
    # Only the header is written anew: a table may have as many headers as pages.
    lines = (tuple(header[row]) for row in range(start, end))
    return Grid(grid.table, (*grid.owner[:start], *lines, *grid.owner[end:]))


def _continued(
    grid: Grid, rows: dict[int, list[Cell | None]], row: int, column: int, start: int, end: int
) -> Cell | None:
    above = rows[row - 1][column] if row > start else None
    left = _printed_left(grid, row, column)
    has_text_below = any(grid.text(below, column) for below in range(row + 1, end))
    if left is not None and left.text.strip() and left.row == row and has_text_below:
        same_group = row == start or above is rows[row - 1][left.column] or above is None
        if same_group:
            return left
    if above is not None and above.text.strip():
        return above
    return grid.at(row, column)


def _printed_left(grid: Grid, row: int, column: int) -> Cell | None:
    """The nearest printed cell left of a blank in its row."""
    cells = (grid.at(row, other) for other in range(column - 1, -1, -1))
    return next((cell for cell in cells if cell is not None and cell.text.strip()), None)


def carried_down(
    grid: Grid, column: int, rows: Iterable[int], is_start: Callable[[int], bool] | None = None
) -> dict[int, Cell]:
    """For each row the cell of a label column that governs it: its own, or where blank the nearest above.

    Args:
        grid: the table.
        column: a column of projects, categories, grants or summaries; never one of values, units or dates.
        rows: the rows of one body, ascending; nothing is carried into another body.
        is_start: tells that a row begins something new, so that nothing is carried into it from above.
    """
    current: Cell | None = None
    governing: dict[int, Cell] = {}
    for row in rows:
        cell = grid.at(row, column)
        if is_start is not None and is_start(row):
            current = None
        if cell is not None and cell.text.strip():
            current = cell
        if current is not None:
            governing[row] = current
        elif cell is not None:
            governing[row] = cell
    return governing


def ending_at(grid: Grid, cell: Cell, last: int) -> Grid:
    """A grid in which a cell covers no row after `last`; what it covered there is blank."""
    owner = list(grid.owner)
    for row in range(last + 1, min(cell.row + cell.row_span, grid.row_count)):
        blank = Cell("", row, cell.column, 1, cell.column_span)
        owner[row] = tuple(blank if one is cell else one for one in owner[row])
    return Grid(grid.table, tuple(owner))


def merged_down(grid: Grid, spans: Iterable[tuple[int, tuple[int, ...]]]) -> Grid:
    """A grid in which the first cell of each (column, rows) covers the rows below it, as it did before merges were lost."""
    owner = [list(line) for line in grid.owner]
    for column, rows in spans:
        first = grid.at(rows[0], column)
        if first is None:
            continue
        whole = replace(first, row_span=rows[-1] - rows[0] + 1)
        for row in rows:
            owner[row][column] = whole
    return Grid(grid.table, tuple(tuple(line) for line in owner))
