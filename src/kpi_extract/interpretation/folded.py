"""Tables side by side that a document holds as one.

A long table folded to fit its page: the same header stands twice or more, each over rows of its own. Two tables without a
gap: the first column names indicators, so does another behind its figures. Read as one table, the figures of the right
part would become those of the indicators on the left.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import takewhile

from kpi_extract.document import Cell, Table
from kpi_extract.interpretation.grid import Grid, make_grid
from kpi_extract.interpretation.headings import Lexicon, read_heading
from kpi_extract.interpretation.vocabulary import VALUE_ROLES, Role
from kpi_extract.values.number import value_or_none

_FEWEST_COLUMNS = 2
_MOST_TITLES = 4
"""Rows in which the header must begin."""
_NAMES = frozenset({Role.INDICATOR, Role.PROJECT})


def unfolded(table: Table, lexicon: Lexicon) -> list[Table]:
    """The tables that stand side by side in a table, from the left, each with the places it was printed at."""
    if table.column_count < 2 * _FEWEST_COLUMNS:
        return [table]
    parts = _folded_parts(table, lexicon)
    return parts if len(parts) > 1 else _named_parts(table, lexicon)


def _folded_parts(table: Table, lexicon: Lexicon) -> list[Table]:
    if not _repeats_its_corner(table):
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


def _named_parts(table: Table, lexicon: Lexicon) -> list[Table]:
    """The table cut before each column that names indicators of its own, where nothing crosses the cut."""
    top, starts = _name_columns(table, lexicon)
    if len(starts) < 2 or any(not _can_be_cut(table, start, top) for start in starts[1:]):
        return [table]
    stops = [*starts[1:], table.column_count]
    named = [_names_below(table, start, top) for start in starts]
    if not all(named) or len(set().union(*named)) < sum(map(len, named)):
        return [table]
    printed = {
        column
        for cell in table.cells
        if cell.row >= top and cell.text.strip() and cell.column_span < table.column_count
        for column in range(cell.column, cell.column + cell.column_span)
    }
    ends = [max(column for column in printed if column < stop) + 1 for stop in stops]  # without the blank ones between
    return [_between(table, start, end, top) for start, end in zip(starts, ends, strict=True)]


def _name_columns(table: Table, lexicon: Lexicon) -> tuple[int, list[int]]:
    """The row of the header, and its columns that name indicators and have columns of values before the next one."""
    first_rows = list(takewhile(lambda cell: cell.row < _MOST_TITLES, table.cells))
    for row in range(_MOST_TITLES):
        cells = sorted((c for c in first_rows if c.row == row and c.text.strip()), key=lambda cell: cell.column)
        if len(cells) < 2 or cells[0].column:
            continue
        starts: list[int] = []
        has_values = True
        for cell in cells:
            heading = read_heading(cell.text, lexicon)
            if heading.rest:
                return row, []
            if heading.roles == (Role.INDICATOR,) and heading.period is None:
                if has_values:
                    starts.append(cell.column)
                has_values = False
            elif set(heading.roles[:1]) & VALUE_ROLES or (not heading.roles and heading.period is not None):
                has_values = True
        return row, starts if starts[:1] == [0] and has_values else []
    return 0, []


def _can_be_cut(table: Table, column: int, top: int) -> bool:
    """Only what spans the whole table, or stands above the header, crosses the column."""
    return not any(
        cell.column < column < cell.column + cell.column_span
        for cell in table.cells
        if cell.row >= top and cell.column_span < table.column_count
    )


def _names_below(table: Table, column: int, top: int) -> set[str]:
    """What a column names; nothing where it holds figures."""
    texts = {cell.text.strip() for cell in table.cells if cell.column == column and cell.row > top} - {""}
    return set() if any(_is_figure(text) for text in texts) else texts


def _is_figure(text: str) -> bool:
    printed = value_or_none(text)
    return printed is not None and (printed.value is not None or printed.missing is not None)


def _between(table: Table, start: int, stop: int, top: int) -> Table:
    cells = []
    alone = {row for row in range(top) if sum(bool(c.text.strip()) for c in table.cells if c.row == row) == 1}
    for cell in table.cells:
        left, right = max(cell.column, start), min(cell.column + cell.column_span, stop)
        if cell.row in alone and cell.text.strip():
            cells.append(replace(cell, column=0, column_span=stop - start))  # a title over all of them
        elif left < right and cell.row not in alone:
            cells.append(replace(cell, column=left - start, column_span=right - left))
    edges = table.column_edges[start : stop + 1] if table.column_edges else ()
    return replace(table, cells=tuple(cells), column_count=stop - start, column_edges=edges)
