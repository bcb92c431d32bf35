"""Grids whose rules enclose only part of the cells: the text divides what the rules left together.

Three slips are known: a row without upright rules under rows that have them; one big cell that holds a whole table of
its own; rows without level rules between them. A grid that has none of them is left alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kpi_extract.readers.pdf.by_alignment.alignment import columns_of, edges_of, span_of
from kpi_extract.readers.pdf.by_alignment.running_text import PROSE_WIDTH
from kpi_extract.readers.pdf.by_alignment.unruled import TextCell, TextTable, table_of_lines
from kpi_extract.readers.pdf.by_alignment.words import Piece, TextLine, is_value, lines_of_words, words_of
from kpi_extract.readers.pdf.marks import Run
from kpi_extract.readers.pdf.ruled.grid import Grid, GridCell
from kpi_extract.readers.pdf.ruled.rules import Segment

MOST_OF_TEXT = 0.5
"""A slip counts where the cells that have it hold this share of the table's characters."""
FEWEST_LINES = 3
"""Cells with fewer lines are ordinary wrapped text."""

_Lines = Mapping[int, Sequence[TextLine]]


def divided(grid: Grid, texts: Mapping[int, Sequence[Run]]) -> TextTable | None:
    """The table that a half-ruled grid stands for; None where its rules say it all.

    Args:
        grid: what the rules enclose.
        texts: the runs by index of the cell; horizontal ones count.
    """
    many = [index for index, runs in texts.items() if len(runs) > 1 or (runs and " " in runs[0].text)]
    total = sum([len(run.text) for runs in texts.values() for run in runs])
    if not _may_slip(grid, texts, many, total):
        return None
    lines = {
        index: lines_of_words(word for run in texts[index] if run.flow == "right" for word in words_of(run))
        for index in many
    }
    lines = {index: found for index, found in lines.items() if found}
    bridging = [index for index in _bridging(grid, lines) if _is_level(texts[index])]
    if len(bridging) >= 2 and _length(lines, bridging) >= 0.3 * total:
        return _cut_at_own_edges(grid, texts, bridging)
    packed = [index for index, found in lines.items() if _holds_table(found)]
    stacked = _stacked(grid, lines)
    if _length(lines, {*packed, *stacked}) < MOST_OF_TEXT * total:
        return None
    if not all(_is_level(runs) for runs in texts.values()):
        return None  # text in another direction has no place among lines
    words = [word for runs in texts.values() for run in runs for word in words_of(run)]
    level = [Segment(edge, grid.column_edges[0], grid.column_edges[-1]) for edge in _level_edges(grid)]
    table = table_of_lines(lines_of_words(words), level)
    filled = sum(bool(runs) for runs in texts.values())
    if table is None or sum(bool(cell.runs) for cell in table.cells) <= filled:
        return None
    return table


def _may_slip(grid: Grid, texts: Mapping[int, Sequence[Run]], many: Sequence[int], total: int) -> bool:
    """Whether one of the slips is possible at all: a look at counts, which tells for nearly every ruled table."""
    bridging = packed = 0
    for index in many:
        runs = texts[index]
        has_spaces = any(" " in run.text for run in runs)
        if grid.cells[index].column_end - grid.cells[index].column > 1:
            bridging += 1
        if len(runs) >= FEWEST_LINES and sum(is_value(run.text) for run in runs) >= FEWEST_LINES - 1:
            return True
        if has_spaces or len(runs) - len({round(run.across) for run in runs}) >= FEWEST_LINES - 1:
            packed += sum([len(run.text) for run in runs])
    return bridging >= 2 or packed >= MOST_OF_TEXT * total > 0


def is_chart(grid: Grid, texts: Mapping[int, Sequence[Run]]) -> bool:
    """Whether a grid is mostly empty, with more empty rows than others: grid lines of a chart with labels.

    Its text is no running text either, and nothing to find tables in: its box counts as taken.
    """
    most = 0.3 * len(grid.cells)
    if len(grid.cells) < 8:
        return False
    filled: list[GridCell] = []
    for index, runs in texts.items():
        if any(not run.text.isspace() for run in runs):
            filled.append(grid.cells[index])
            if len(filled) > most:
                return False
    count = len(grid.row_edges) - 1
    rows = {cell.row for cell in filled}
    columns = {cell.column for cell in filled}
    if len(rows) > 0.5 * count:
        return False
    return len(columns) < 2 or len(rows) <= 0.25 * count or len(filled) < 0.6 * len(rows) * len(columns)


def is_striped_text(grid: Grid, texts: Mapping[int, Sequence[Run]]) -> bool:
    """Whether a grid is running text on shaded stripes: one column, each row one wide line. Its text is free."""
    if len(grid.column_edges) > 2 or len(grid.cells) < 3:
        return False
    wide = sum(_is_one_wide_line(texts.get(index, ())) for index in range(len(grid.cells)))
    return wide >= 0.7 * len(grid.cells)


def _is_one_wide_line(runs: Sequence[Run]) -> bool:
    if not runs:
        return False
    heights = [run.across for run in runs]
    width = max(run.end for run in runs) - min(run.start for run in runs)
    return max(heights) - min(heights) < 0.4 * runs[0].size and width >= PROSE_WIDTH * runs[0].size


def _is_level(runs: Sequence[Run]) -> bool:
    return all(run.flow == "right" for run in runs)


def _length(lines: _Lines, chosen: set[int] | Sequence[int]) -> int:
    return sum(len(word.text) for i in chosen for line in lines[i] for piece in line.pieces for word in piece.words)


def _level_edges(grid: Grid) -> list[float]:
    """Grid lines that part rows over the whole width."""
    return [
        edge
        for number, edge in enumerate(grid.row_edges)
        if not any(cell.row < number < cell.row_end for cell in grid.cells)
    ]


# --- a row without upright rules --------------------------------------------------------------------------------------


def _bridging(grid: Grid, lines: _Lines) -> list[int]:
    """Cells over several columns whose one line keeps to the columns of other rows, no word over an edge."""
    found = []
    for index, texts in lines.items():
        cell = grid.cells[index]
        width = cell.column_end - cell.column
        if width < 2 or len(texts) != 1:
            continue
        edges = grid.column_edges[cell.column : cell.column_end + 1]
        words = [Piece(word.start, word.end, (word,)) for piece in texts[0].pieces for word in piece.words]
        spans = [span_of(word, edges) for word in words]
        columns = {first for first, _ in spans}
        has_gaps = len(texts[0].pieces) >= len(columns)
        if any(last - first > 1 for first, last in spans) or len(columns) < min(width, 3):
            continue
        if has_gaps or len(columns) >= max(4, 0.6 * width):
            found.append(index)
    return found


def _cut_at_own_edges(grid: Grid, texts: Mapping[int, Sequence[Run]], bridging: Sequence[int]) -> TextTable:
    chosen = set(bridging)
    cells: list[TextCell] = []
    for index, cell in enumerate(grid.cells):
        runs = tuple(texts.get(index, ()))
        if index not in chosen:
            cells.append(TextCell(cell.row, cell.column, cell.row_end, cell.column_end, runs))
            continue
        (line,) = lines_of_words(word for run in runs for word in words_of(run))
        by_column: dict[int, list[Run]] = {}
        for word in (word for piece in line.pieces for word in piece.words):
            column, _ = span_of(Piece(word.start, word.end, (word,)), grid.column_edges)
            by_column.setdefault(column, []).append(word)
        cells += [
            TextCell(cell.row, column, cell.row_end, column + 1, tuple(by_column.get(column, ())))
            for column in range(cell.column, cell.column_end)
        ]
    cells += [
        TextCell(row, column, row + 1, column + 1, ())
        for row, owners in enumerate(grid.owner)
        for column, owner in enumerate(owners)
        if owner < 0
    ]
    return TextTable(grid.box, grid.row_edges, grid.column_edges, tuple(sorted(cells, key=lambda cell: cell[:2])))


# --- a table in a cell, rows in a row ---------------------------------------------------------------------------------


def _holds_table(lines: Sequence[TextLine]) -> bool:
    """Whether the lines of one cell stand in columns, with values in the later ones."""
    several = [line for line in lines if len(line.pieces) > 1]
    if len(several) < FEWEST_LINES - 1 or len(several) < 0.6 * len(lines):
        return False
    columns = columns_of(lines)
    if len(columns) < 2:
        return False
    edges = edges_of(columns)
    values = sum(is_value(piece.text) for line in several for piece in line.pieces if span_of(piece, edges)[0] > 0)
    others = sum(span_of(piece, edges)[0] > 0 for line in several for piece in line.pieces)
    return values >= 0.6 * others


def _stacked(grid: Grid, lines: _Lines) -> list[int]:
    """Cells of rows in which three lines or more stand level with each other in all filled cells, values in two."""
    found: list[int] = []
    by_row: dict[int, list[int]] = {}
    for index in lines:
        by_row.setdefault(grid.cells[index].row, []).append(index)
    for members in by_row.values():
        tall = [index for index in members if len(lines[index]) >= FEWEST_LINES]
        if len(tall) < 2 or not _level_with_each_other([lines[index] for index in tall]):
            continue
        if sum(_is_of_values(lines[index]) for index in tall) >= min(2, len(tall) - 1) and _same_row(grid, tall):
            found += tall
    return found


def _same_row(grid: Grid, members: Sequence[int]) -> bool:
    cells: list[GridCell] = [grid.cells[index] for index in members]
    return len({(cell.row, cell.row_end) for cell in cells}) == 1


def _level_with_each_other(columns: Sequence[Sequence[TextLine]]) -> bool:
    most = max(columns, key=len)
    for column in columns:
        if len(column) < 0.7 * len(most):
            return False
        near = sum(any(abs(line.across - other.across) < 0.3 * line.size for other in most) for line in column)
        if near < 0.9 * len(column):
            return False
    return True


def _is_of_values(lines: Sequence[TextLine]) -> bool:
    return sum(all(is_value(piece.text) for piece in line.pieces) for line in lines) >= 0.8 * len(lines)
