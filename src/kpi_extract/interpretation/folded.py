"""A long table folded to fit its page: the same header stands twice or more side by side, each over rows of its own.

Read as one table, the figures of the right part would become those of the indicators on the left.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from kpi_extract.document import Cell, Table
from kpi_extract.interpretation.grid import Grid, make_grid
from kpi_extract.interpretation.headings import Lexicon, read_heading
from kpi_extract.interpretation.vocabulary import Role

_FEWEST_COLUMNS = 2
_MOST_TITLES = 4
"""Rows in which the header must begin."""
_NAMES = frozenset({Role.INDICATOR, Role.PROJECT})


def unfolded(table: Table, lexicon: Lexicon) -> list[Table]:
    """The parts of a folded table from left to right, each a table with the places it was printed at; else the table."""
    if table.column_count < 2 * _FEWEST_COLUMNS or not _repeats_its_corner(table):
        return [table]
    grid = make_grid(table)
    top = next((row for row in range(min(grid.row_count, _MOST_TITLES)) if len(grid.row_cells(row)) > 1), 0)
    width = _width_of_part(grid, top)
    if not width or not _is_folded(grid, top, width, lexicon):
        return [table]
    return [_part(table, start, width, top) for start in range(0, table.column_count, width)]


def _repeats_its_corner(table: Table) -> bool:
    """Whether one of the first rows says again what its first cell says: known without laying the table out."""
    corners: dict[int, str] = {}
    for cell in table.cells:
        if cell.row >= _MOST_TITLES:
            break
        if not cell.column:
            corners[cell.row] = cell.text.strip()
        elif cell.text.strip() and corners.get(cell.row) == cell.text.strip():
            return True
    return False


def _width_of_part(grid: Grid, row: int) -> int:
    """After how many columns the texts of a row begin anew; 0 where they do not."""
    cells = grid.row_cells(row)
    if cells[:1] and cells[0].column:
        return 0
    for count in range(_FEWEST_COLUMNS, len(cells) // 2 + 1):
        first = _looks(cells[:count])
        if len(cells) % count == 0 and all(
            _looks(cells[start : start + count]) == first for start in range(count, len(cells), count)
        ):
            width = sum(cell.column_span for cell in cells[:count])
            return width if width * (len(cells) // count) == grid.column_count else 0
    return 0


def _looks(cells: Sequence[Cell]) -> list[tuple[str, int]]:
    return [("".join(cell.text.split()), cell.column_span) for cell in cells]


def _is_folded(grid: Grid, top: int, width: int, lexicon: Lexicon) -> bool:
    """Whether the first column of each part names what its rows are about, and no cell of a row crosses into the next."""
    if not _NAMES & set(read_heading(grid.text(top, 0), lexicon).roles[:1]):
        return False
    crosses = any(
        cell.column // width != (cell.column + cell.column_span - 1) // width
        for cell in grid.table.cells
        if cell.row >= top and cell.column_span < grid.column_count
    )
    names = [
        {cell.text.strip() for cell in grid.table.cells if cell.column == start and cell.row > top} - {""}
        for start in (0, width)
    ]
    return not crosses and all(names) and not names[0] & names[1]


def _part(table: Table, start: int, width: int, top: int) -> Table:
    cells = []
    for cell in table.cells:
        if cell.row < top or cell.column_span == table.column_count:
            cells.append(replace(cell, column=0, column_span=width))  # a title over all parts
        elif start <= cell.column < start + width:
            cells.append(replace(cell, column=cell.column - start))
    edges = table.column_edges[start : start + width + 1] if table.column_edges else ()
    return replace(table, cells=tuple(cells), column_count=width, column_edges=edges)
