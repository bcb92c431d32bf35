"""Rules → grids: which cells a page's lines enclose, each once with its spans.

Lines that touch form one drawing; each drawing gets its own lattice, so that tables side by side do not disturb each
other. Unit squares without a wall between them are one cell: a merge in either direction needs no special case.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from kpi_extract.place import Box
from kpi_extract.readers.pdf.marks import Rule
from kpi_extract.readers.pdf.ruled.overlays import is_crossed, lone_boxes, without_loose_lines
from kpi_extract.readers.pdf.ruled.rules import GAP, SHORTEST, SNAP, DisjointSets, Segment, drawings_of, segments_of

MOST_SQUARES = 1_000_000
"""A drawing with more unit squares than this is a hatching or a map, not a table."""


SLIVER = 5.05
"""A row or column up to this wide (points) holds no text: it is the inside of a thick or double line, or a gutter."""

FLUSH = 1.6
"""An area that ends this near (points) to a side of a cell fills the cell up to there."""
COVERED = 0.8
"""Areas that cover this share of the box around them leave no more than gutters between them."""

_UNSEEN = -2
"""Mark of a square not yet looked at."""


class GridCell(NamedTuple):
    """A cell by index ranges; ends exclusive."""

    row: int
    column: int
    row_end: int
    column_end: int
    is_open_above: bool = False
    is_open_below: bool = False
    """No line is drawn on this side: it is the table's edge, where a page break cut a cell in two."""


@dataclass(frozen=True, slots=True)
class Grid:
    """One drawing's cells. `row_edges` and `column_edges` are the lines that bound at least one cell."""

    cells: tuple[GridCell, ...]
    row_edges: tuple[float, ...]
    column_edges: tuple[float, ...]
    owner: tuple[tuple[int, ...], ...]
    """Index of the cell at each position, -1 for a hole."""

    @property
    def box(self) -> Box:
        """The outer rectangle."""
        return (self.column_edges[0], self.row_edges[0], self.column_edges[-1], self.row_edges[-1])

    def cell_box(self, cell: GridCell) -> Box:
        """The rectangle of one cell."""
        return (
            self.column_edges[cell.column],
            self.row_edges[cell.row],
            self.column_edges[cell.column_end],
            self.row_edges[cell.row_end],
        )

    def locate(self, x: float, y: float) -> int:
        """Index of the cell at a point, -1 outside."""
        row = bisect_right(self.row_edges, y) - 1
        column = bisect_right(self.column_edges, x) - 1
        if 0 <= row < len(self.owner) and 0 <= column < len(self.owner[0]):
            return self.owner[row][column]
        return -1


def find_grids(rules: Sequence[Rule]) -> list[Grid]:
    """All grids of a page, single boxes included, from top to bottom.

    Lines and outlines decide first. Filled areas add their edges only where they say something more: a lone fill
    inside a cell is a highlight or a data bar, two or more that fill it, or a row or column of it, divide it.
    """
    firm = _without_boxes_laid_over([rule for rule in rules if rule.kind != "fill"])
    grids = _grids_of(firm)
    fills = _dividing_fills([rule for rule in rules if rule.kind == "fill"], grids)
    if fills:
        grids = _grids_of(firm + fills)
    return sorted(grids, key=lambda grid: (grid.box[1], grid.box[0]))


def _without_boxes_laid_over(rules: list[Rule]) -> list[Rule]:
    """The rules without lone boxes that lie in a cell, or across the lines of a table."""
    lone = lone_boxes(rules)
    if not lone:
        return rules
    others = [rule for number, rule in enumerate(rules) if number not in lone]
    across, down = segments_of(others)
    grids = [grid for grid in _grids_of(others) if len(grid.cells) > 1]
    laid_over = {
        number
        for number in lone
        if is_crossed(rules[number], across, down) or _enclosing_cell(rules[number], grids) is not None
    }
    return [rule for number, rule in enumerate(rules) if number not in laid_over]


def _dividing_fills(fills: list[Rule], grids: list[Grid]) -> list[Rule]:
    kept: list[Rule] = []
    inside: dict[tuple[int, int], list[Rule]] = defaultdict(list)
    for fill in fills:
        spot = _enclosing_cell(fill, grids)
        if spot is None:
            if not _is_laid_over(fill, grids):
                kept.append(fill)
        else:
            inside[spot].append(fill)
    for (number, index), group in inside.items():
        if len(group) > 1 and _tiles(group, grids[number].cell_box(grids[number].cells[index])):
            kept += group
    return kept


def _tiles(fills: list[Rule], cell: Box) -> bool:
    """Whether areas lie side by side along at least three sides of a cell. Highlighted lines of text do not."""
    x0, top = min(fill.x0 for fill in fills), min(fill.top for fill in fills)
    x1, bottom = max(fill.x1 for fill in fills), max(fill.bottom for fill in fills)
    sides = (x0 - cell[0], top - cell[1], cell[2] - x1, cell[3] - bottom)
    if sum(distance <= FLUSH for distance in sides) < 3:
        return False
    covered = sum((fill.x1 - fill.x0) * (fill.bottom - fill.top) for fill in fills)
    return covered >= COVERED * (x1 - x0) * (bottom - top)


def _is_laid_over(fill: Rule, grids: list[Grid]) -> bool:
    """Whether an area lies across the lines of a grid like a bar of a schedule. A shaded row reaches from side to side."""
    x, y = (fill.x0 + fill.x1) / 2, (fill.top + fill.bottom) / 2
    for grid in grids:
        box = grid.box
        if len(grid.cells) > 1 and grid.locate(x, y) >= 0 and _inside((fill.x0, fill.top, fill.x1, fill.bottom), box):
            is_row = fill.x0 <= box[0] + GAP and fill.x1 >= box[2] - GAP
            is_column = fill.top <= box[1] + GAP and fill.bottom >= box[3] - GAP
            return not (is_row or is_column) and not _is_on_lines(fill, grid)
    return False


def _is_on_lines(fill: Rule, grid: Grid) -> bool:
    """Whether an area ends on lines of a grid on all sides: the ground of several cells."""
    return all(
        any(abs(edge - side) <= GAP for edge in edges)
        for edges, sides in (
            (grid.column_edges, (fill.x0, fill.x1)),
            (grid.row_edges, (fill.top, fill.bottom)),
        )
        for side in sides
    )


def _enclosing_cell(fill: Rule, grids: list[Grid]) -> tuple[int, int] | None:
    x, y = (fill.x0 + fill.x1) / 2, (fill.top + fill.bottom) / 2
    for number, grid in enumerate(grids):
        index = grid.locate(x, y)
        if index >= 0 and _inside((fill.x0, fill.top, fill.x1, fill.bottom), grid.cell_box(grid.cells[index])):
            return (number, index)
    return None


def _inside(inner: Box, outer: Box) -> bool:
    return (
        inner[0] >= outer[0] - GAP
        and inner[1] >= outer[1] - GAP
        and inner[2] <= outer[2] + GAP
        and inner[3] <= outer[3] + GAP
    )


def _grids_of(rules: list[Rule]) -> list[Grid]:
    across, down = segments_of(rules)
    grids: list[Grid] = []
    for horizontal, vertical in drawings_of(across, down):
        grids += _lattice(without_loose_lines(horizontal, vertical), without_loose_lines(vertical, horizontal))
    return grids


def _closing(segments: list[Segment], crossed: list[float]) -> list[Segment]:
    """Lines for sides drawn open: three or more lines that end together beyond the last line they cross."""
    if not segments or not crossed:
        return []
    sides: list[Segment] = []
    outermost = (
        (min(crossed), [segment.start for segment in segments], -1),
        (max(crossed), [s.end for s in segments], 1),
    )
    for line, ends, direction in outermost:
        beyond = Counter(round(end) for end in ends if (end - line) * direction > 2 * SHORTEST)
        if not beyond:
            continue
        end, _ = beyond.most_common(1)[0]
        together = [segment for segment, stop in zip(segments, ends, strict=True) if abs(stop - end) <= SNAP]
        if len(together) >= 3:
            sides.append(Segment(float(end), min(s.at for s in together), max(s.at for s in together)))
    return sides


# --- one drawing → cells ----------------------------------------------------------------------------------------------


class _Walls:
    """Which sides of the unit squares are drawn.

    A side of the whole drawing may be open, at a page break or for looks: it is closed here, and `is_drawn_above`
    remembers which level walls were really there.
    """

    def __init__(self, across: list[Segment], down: list[Segment]) -> None:
        top_bottom = _closing(down, [segment.at for segment in across])
        left_right = _closing(across, [segment.at for segment in down])
        self.rows = sorted({segment.at for segment in across + top_bottom})
        self.columns = sorted({segment.at for segment in down + left_right})
        self.height = max(len(self.rows) - 1, 0)
        self.width = max(len(self.columns) - 1, 0)
        self.above: list[bytearray] = []
        self.left: list[bytearray] = []
        self.is_drawn_above: list[bytearray] = []
        self.side: list[bytes] = []
        """The upright walls of each row of squares, `width` + 1 of them."""
        if 0 < self.height * self.width <= MOST_SQUARES:
            self.above = _drawn(across, self.rows, self.columns)
            self.left = _drawn(down, self.columns, self.rows)
            self.is_drawn_above = [bytearray(line) for line in self.above]
            self._close(self.left, self.above, top_bottom, left_right)
            self.side = [bytes(walls) for walls in zip(*self.left, strict=True)]

    def _close(
        self, left: list[bytearray], above: list[bytearray], top_bottom: list[Segment], left_right: list[Segment]
    ) -> None:
        for drawn, walls in (
            (_drawn(top_bottom, self.rows, self.columns), above),
            (_drawn(left_right, self.columns, self.rows), left),
        ):
            for line, wall in zip(drawn, walls, strict=True):
                for index, value in enumerate(line):
                    wall[index] |= value
        for edge, row in ((0, 0), (self.height, self.height - 1)):
            sides = [column for column in range(self.width + 1) if left[column][row]]
            for start, end in pairwise(sides):
                above[edge][start:end] = b"\1" * (end - start)

    def is_open(self, edge: int, first: int, end: int) -> bool:
        """Whether part of the level wall from one column to another is not drawn."""
        return self.is_drawn_above[edge].find(0, first, end) >= 0

    def cells(self) -> tuple[list[GridCell], list[list[int]]]:
        """The enclosed cells, and for each unit square the number of its cell, -1 for none."""
        owner = [[_UNSEEN] * self.width for _ in range(self.height)]
        cells: list[GridCell] = []
        for row, line in enumerate(owner):
            above, below, side = self.above[row], self.above[row + 1], self.side[row]
            drawn, drawn_below = self.is_drawn_above[row], self.is_drawn_above[row + 1]
            for column in range(self.width):
                if line[column] != _UNSEEN:
                    continue
                if above[column] and below[column] and side[column] and side[column + 1]:  # most cells are one square
                    line[column] = len(cells)
                    is_open, is_open_below = not drawn[column], not drawn_below[column]
                    cells.append(GridCell(row, column, row + 1, column + 1, is_open, is_open_below))
                    continue
                spans = self._rectangle(row, column)
                for top, first, bottom, end in [spans] if spans else self._region(row, column, owner):
                    number = len(cells)
                    open_above, open_below = self.is_open(top, first, end), self.is_open(bottom, first, end)
                    cells.append(GridCell(top, first, bottom, end, open_above, open_below))
                    for owned in owner[top:bottom]:
                        owned[first:end] = [number] * (end - first)
        return cells, owner

    def _rectangle(self, row: int, column: int) -> tuple[int, int, int, int] | None:
        """The cell with its top left corner at a square; None where walls do not make it a rectangle."""
        side, above = self.side, self.above
        end = side[row].find(1, column + 1)
        bottom = row + 1
        while bottom <= self.height and not above[bottom][column]:
            bottom += 1
        if end < 0 or bottom > self.height:
            return None
        is_closed = (
            above[row].find(0, column, end) < 0
            and above[bottom].find(0, column, end) < 0
            and all(above[edge].find(1, column, end) < 0 for edge in range(row + 1, bottom))
            and all(walls[column] and walls[end] and walls.find(1, column + 1, end) < 0 for walls in side[row:bottom])
        )
        return (row, column, bottom, end) if is_closed else None

    def _region(self, row: int, column: int, owner: list[list[int]]) -> list[tuple[int, int, int, int]]:
        """The squares around one with no wall between them, as few rectangles as needed; none where it is not enclosed."""
        seen = [bytearray(self.width) for _ in range(self.height)]
        squares, enclosed = self._flood(row, column, seen)
        for here_row, here_column in squares:
            owner[here_row][here_column] = -1
        return _rectangles(squares) if enclosed else []

    def _flood(self, row: int, column: int, seen: list[bytearray]) -> tuple[list[tuple[int, int]], bool]:
        squares = [(row, column)]
        seen[row][column] = 1
        enclosed = True
        for here_row, here_column in squares:  # grows while it is walked
            for wall, next_row, next_column in (
                (self.above[here_row][here_column], here_row - 1, here_column),
                (self.above[here_row + 1][here_column], here_row + 1, here_column),
                (self.left[here_column][here_row], here_row, here_column - 1),
                (self.left[here_column + 1][here_row], here_row, here_column + 1),
            ):
                if wall:
                    continue
                if not (0 <= next_row < self.height and 0 <= next_column < self.width):
                    enclosed = False
                elif not seen[next_row][next_column]:
                    seen[next_row][next_column] = 1
                    squares.append((next_row, next_column))
        return squares, enclosed


def _drawn(segments: list[Segment], positions: list[float], crossing: list[float]) -> list[bytearray]:
    index = {position: number for number, position in enumerate(positions)}
    drawn = [bytearray(len(crossing) - 1) for _ in positions]
    for segment in segments:
        first = bisect_left(crossing, segment.start - GAP)
        last = bisect_right(crossing, segment.end + GAP) - 1
        if last > first:
            drawn[index[segment.at]][first:last] = b"\1" * (last - first)
    return drawn


def _lattice(across: list[Segment], down: list[Segment]) -> list[Grid]:
    walls = _Walls(across, down)
    if not walls.above:
        return []
    cells, owner = walls.cells()
    if not cells:
        return []
    if not any(-1 in line for line in owner):
        is_narrow = _has_slivers(walls.rows) or _has_slivers(walls.columns)
        if not is_narrow and _uses_all_lines(cells, walls):  # then the squares are the grid's positions
            return [Grid(tuple(cells), tuple(walls.rows), tuple(walls.columns), tuple(map(tuple, owner)))]
        groups = [cells]
    else:
        groups = _adjoining(cells, owner)
    grids = [_without_slivers(group, walls.rows, walls.columns) for group in groups]
    return [_grid(cells, rows, columns) for cells, rows, columns in grids if cells]


def _has_slivers(edges: list[float]) -> bool:
    return any(after - before <= SLIVER for before, after in pairwise(edges))


def _without_slivers(
    cells: list[GridCell], rows: list[float], columns: list[float]
) -> tuple[list[GridCell], list[float], list[float]]:
    """Edges with no room for text between them made one, the cells between them gone."""
    row_of, rows = _thinned(rows, {edge for cell in cells for edge in (cell.row, cell.row_end)})
    column_of, columns = _thinned(columns, {edge for cell in cells for edge in (cell.column, cell.column_end)})
    kept = []
    for top, first, bottom, end, above, below in cells:
        cell = GridCell(row_of[top], column_of[first], row_of[bottom], column_of[end], above, below)
        if cell.row < cell.row_end and cell.column < cell.column_end:
            kept.append(cell)
    return kept, rows, columns


def _thinned(edges: list[float], used: set[int]) -> tuple[dict[int, int], list[float]]:
    """Which new edge each used one becomes, and the new edges: the middles of those that belong together."""
    groups: list[list[int]] = []
    for edge in sorted(used):
        if groups and edges[edge] - edges[groups[-1][0]] <= SLIVER:
            groups[-1].append(edge)
        else:
            groups.append([edge])
    place = {edge: number for number, group in enumerate(groups) for edge in group}
    return place, [(edges[group[0]] + edges[group[-1]]) / 2 for group in groups]


def _uses_all_lines(cells: list[GridCell], walls: _Walls) -> bool:
    return len({cell.row for cell in cells}) == walls.height and len({cell.column for cell in cells}) == walls.width


def _rectangles(region: list[tuple[int, int]]) -> list[tuple[int, int, int, int]]:
    """A region as one rectangle; where a wall is partly missing and it is none, as few row-wise pieces as needed."""
    rows = [row for row, _ in region]
    columns = [column for _, column in region]
    top, first, bottom, end = min(rows), min(columns), max(rows) + 1, max(columns) + 1
    if (bottom - top) * (end - first) == len(region):
        return [(top, first, bottom, end)]
    pieces: list[tuple[int, int, int, int]] = []
    for row, start, stop in _row_runs(region):
        for number, piece in enumerate(pieces):
            if piece[1:] == (start, row, stop):
                pieces[number] = (piece[0], start, row + 1, stop)
                break
        else:
            pieces.append((row, start, row + 1, stop))
    return pieces


def _row_runs(region: list[tuple[int, int]]) -> list[tuple[int, int, int]]:
    runs: list[tuple[int, int, int]] = []
    for row, column in sorted(region):
        if runs and runs[-1][0] == row and runs[-1][2] == column:
            runs[-1] = (row, runs[-1][1], column + 1)
        else:
            runs.append((row, column, column + 1))
    return runs


def _adjoining(cells: list[GridCell], owner: list[list[int]]) -> list[list[GridCell]]:
    """Cells that share a side belong to one table."""
    sets = DisjointSets(len(cells))
    for row, line in enumerate(owner):
        below = owner[row + 1] if row + 1 < len(owner) else [-1] * len(line)
        for column, here in enumerate(line):
            if here < 0:
                continue
            beside = line[column + 1] if column + 1 < len(line) else -1
            if beside >= 0 and beside != here:
                sets.join(here, beside)
            if below[column] >= 0 and below[column] != here:
                sets.join(here, below[column])
    groups: dict[int, list[GridCell]] = {}
    for number, cell in enumerate(cells):
        groups.setdefault(sets.find(number), []).append(cell)
    return list(groups.values())


def _owners(cells: Sequence[GridCell], height: int, width: int) -> list[list[int]]:
    owner = [[-1] * width for _ in range(height)]
    for number, cell in enumerate(cells):
        for row in range(cell.row, cell.row_end):
            owner[row][cell.column : cell.column_end] = [number] * (cell.column_end - cell.column)
    return owner


def _grid(cells: list[GridCell], rows: list[float], columns: list[float]) -> Grid:
    """Renumber so that only lines that bound a cell count: a dangling underline makes no row."""
    used_rows = sorted({edge for cell in cells for edge in (cell.row, cell.row_end)})
    used_columns = sorted({edge for cell in cells for edge in (cell.column, cell.column_end)})
    row_of = {edge: number for number, edge in enumerate(used_rows)}
    column_of = {edge: number for number, edge in enumerate(used_columns)}
    final = sorted(
        GridCell(row_of[top], column_of[first], row_of[bottom], column_of[end], above, below)
        for top, first, bottom, end, above, below in cells
    )
    owner = _owners(final, len(used_rows) - 1, len(used_columns) - 1)
    return Grid(
        tuple(final),
        tuple(rows[edge] for edge in used_rows),
        tuple(columns[edge] for edge in used_columns),
        tuple(tuple(line) for line in owner),
    )
