"""One page's marks → its tables and lines of text, in reading order."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from kpi_extract.document import Cell, Table
from kpi_extract.place import Box, Place
from kpi_extract.readers.pdf.by_alignment.half_ruled import divided, is_chart, is_striped_text
from kpi_extract.readers.pdf.by_alignment.unruled import TextTable, find_text_tables
from kpi_extract.readers.pdf.by_alignment.words import words_of
from kpi_extract.readers.pdf.marks import MIDDLE, PageMarks, Run
from kpi_extract.readers.pdf.ruled.grid import Grid, find_grids
from kpi_extract.readers.pdf.text import Line, cell_text, lines_of, rows_of, words_text
from kpi_extract.values.patterns import lazy_pattern

Item = Line | Table

OPEN_BEYOND = 1.0
"""How far (points) the box of a cell without a line at the table's edge reaches beyond it: `joining` goes by it."""

SPREAD = 0.3
"""Characters of one text stand apart where the step between them is this share of the size more than usual."""

_SPACES = lazy_pattern(r"\s{2,}")

_NOWHERE = (-1, -1)
"""Stands for the table and cell of what lies in none."""
_Entry = tuple[Box, int | Line]
_Texts = dict[int, list[Run]]
"""Runs by the index of their cell."""


@dataclass(frozen=True, slots=True)
class PageContent:
    """What one page says."""

    number: int
    width: float
    height: float
    items: tuple[Item, ...]
    cell_sizes: tuple[tuple[float, int], ...] = ()
    """(font size, characters) inside tables: what headings are compared with."""


def lay_out(marks: PageMarks, page: int, first_table: int) -> PageContent:
    """Find a page's tables and the lines around them.

    Args:
        marks: the page.
        page: its number.
        first_table: the number of the first table found here.
    """
    runs = marks.runs
    grids = _tables_among(find_grids(marks.rules), runs)
    inside, outside = _shared_out(grids, runs)
    outside = _taken_back(grids, inside, outside)
    grids, inside, charts, striped = _drawings_apart(grids, inside)
    outside = outside + [run for _, runs in striped for run in runs]
    taken = [grid.box for grid in grids] + [box for box, _ in charts]
    text_tables = find_text_tables(outside, marks.rules, taken)
    outside = _without(outside, [table.box for table in text_tables]) + [run for _, runs in charts for run in runs]
    boxes = [*(grid.box for grid in grids), *(table.box for table in text_tables)]
    items: list[Item] = []
    numbers: dict[int, int] = {}
    for entry in in_reading_order([(box, index) for index, box in enumerate(boxes)], _free_lines(outside, boxes)):
        if isinstance(entry, Line):
            items.append(entry)
            continue
        numbers[entry] = first_table + len(numbers)
        place = Place(page=page, table=numbers[entry], box=rounded(boxes[entry]))
        if entry >= len(grids):
            items.append(_text_table(text_tables[entry - len(grids)], place))
        else:
            outer = _enclosing(entry, grids)
            nested_in = numbers.get(outer) if outer is not None else None
            by_text = divided(grids[entry], inside[entry])
            if by_text is not None:
                items.append(replace(_text_table(by_text, place), nested_in=nested_in))
            else:
                items.append(_table(grids[entry], inside[entry], place, nested_in))
    return PageContent(page, marks.width, marks.height, tuple(items), _sizes(inside, text_tables))


_Drawing = tuple[Box, list[Run]]


def _drawings_apart(
    grids: list[Grid], inside: list[_Texts]
) -> tuple[list[Grid], list[_Texts], list[_Drawing], list[_Drawing]]:
    """Grids that are tables with their texts, charts, and running text on stripes."""
    charts: list[_Drawing] = []
    striped: list[_Drawing] = []
    kept: list[tuple[Grid, _Texts]] = []
    for grid, texts in zip(grids, inside, strict=True):
        if is_chart(grid, texts):
            charts.append((grid.box, [run for runs in texts.values() for run in runs]))
        elif is_striped_text(grid, texts):
            striped.append((grid.box, [run for runs in texts.values() for run in runs]))
        else:
            kept.append((grid, texts))
    return [grid for grid, _ in kept], [texts for _, texts in kept], charts, striped


def _without(runs: list[Run], boxes: list[Box]) -> list[Run]:
    """The runs, or the words of them, that lie in none of the boxes."""
    if not boxes:
        return runs
    kept: list[Run] = []
    for run in runs:
        ends = [any(_holds(box, *run.centre(index)) for box in boxes) for index in (0, len(run.text) - 1)]
        if not any(ends):
            kept.append(run)
        elif not all(ends):
            kept += [word for word in words_of(run) if not any(_holds(box, *word.centre(0)) for box in boxes)]
    return kept


def _holds(box: Box, x: float, y: float) -> bool:
    return box[0] <= x <= box[2] and box[1] <= y <= box[3]


def _sizes(inside: list[_Texts], text_tables: list[TextTable]) -> tuple[tuple[float, int], ...]:
    sizes: dict[float, int] = defaultdict(int)
    for texts in inside:
        for runs in texts.values():
            for run in runs:
                sizes[run.size] += len(run.text)
    for table in text_tables:
        for cell in table.cells:
            for run in cell.runs:
                sizes[run.size] += len(run.text)
    halves: Counter[float] = Counter()
    for size, count in sizes.items():
        halves[round(size * 2) / 2] += count
    return tuple(halves.items())


# --- tables -----------------------------------------------------------------------------------------------------------


def _tables_among(grids: list[Grid], runs: Sequence[Run]) -> list[Grid]:
    """Grids that are tables: two cells or more, some text, and not a decoration inside another's cell.

    A box of one cell is a frame round text or round the page; its text is read as paragraphs.
    """
    candidates = sorted((grid for grid in grids if len(grid.cells) > 1), key=_area, reverse=True)
    kept: list[Grid] = []
    for grid in candidates:
        if not any(_touches(grid, run) for run in runs):
            continue
        is_small = len(grid.cells) < 4 or min(len(grid.row_edges), len(grid.column_edges)) < 3
        if is_small and any(_in_a_cell_of(grid, other) for other in kept):
            continue
        kept.append(grid)
    return kept


def _touches(grid: Grid, run: Run) -> bool:
    """Whether a run that says something starts or ends in a cell of the grid."""
    if grid.locate(*run.centre(0)) < 0 and grid.locate(*run.centre(len(run.text) - 1)) < 0:
        return False
    return not run.text.isspace()


def _area(grid: Grid) -> float:
    x0, top, x1, bottom = grid.box
    return (x1 - x0) * (bottom - top)


def _in_a_cell_of(inner: Grid, outer: Grid) -> bool:
    x0, top, x1, bottom = inner.box
    spot = outer.locate((x0 + x1) / 2, (top + bottom) / 2)
    if spot < 0:
        return False
    box = outer.cell_box(outer.cells[spot])
    return box[0] <= x0 + 1 and box[1] <= top + 1 and box[2] >= x1 - 1 and box[3] >= bottom - 1


def _enclosing(index: int, grids: list[Grid]) -> int | None:
    """The smallest other table that has this one in a cell. `grids` are sorted from large to small."""
    for other in range(index - 1, -1, -1):
        if _in_a_cell_of(grids[index], grids[other]):
            return other
    return None


def _shared_out(grids: list[Grid], runs: Sequence[Run]) -> tuple[list[_Texts], list[Run]]:
    """Runs by table and cell, and those in none. The smallest table that holds a run gets it."""
    inside: list[_Texts] = [{} for _ in grids]
    outside: list[Run] = []
    if not grids:
        return inside, list(runs)
    unsure: Sequence[Run] = runs
    if len(grids) == 1:
        inside[0], outside, unsure = _plainly_placed(grids[0], runs)
    for run in unsure:
        for piece, (table, cell) in _by_pieces(grids, run):
            if table < 0:
                outside.append(piece)
            else:
                inside[table].setdefault(cell, []).append(piece)
    return inside, outside


def _plainly_placed(grid: Grid, runs: Sequence[Run]) -> tuple[_Texts, list[Run], list[Run]]:
    """Runs that plainly lie in one cell, those that lie outside, and those that take a closer look.

    The middle of a run's first and last characters, taken to be half as wide as high, decide for the others.
    """
    texts: _Texts = {}
    outside: list[Run] = []
    unsure: list[Run] = []
    left, top, right, bottom = grid.box
    rows, columns, owner, cells = grid.row_edges, grid.column_edges, grid.owner, grid.cells
    for run in runs:
        _, start, end, across, size, flow, _ = run
        y = across - MIDDLE * size
        x, last = start + size / 4, end - size / 4
        if flow != "right":
            unsure.append(run)
        elif not top <= y < bottom or last < left or start > right:
            outside.append(run)
        elif not left <= x < right:
            unsure.append(run)
        else:
            cell = owner[bisect_right(rows, y) - 1][bisect_right(columns, x) - 1]
            if cell < 0 or last > columns[cells[cell].column_end]:
                unsure.append(run)
            elif cell in texts:
                texts[cell].append(run)
            else:
                texts[cell] = [run]
    return texts, outside, unsure


def _by_pieces(grids: list[Grid], run: Run) -> list[tuple[Run, tuple[int, int]]]:
    """A run that may cross a line, with its table and cell; in pieces where its characters stand apart there."""
    spot = _spot(grids, *run.centre(0))
    if spot == _spot(grids, *run.centre(len(run.text) - 1)):
        return [(run, spot)]
    placed: list[tuple[Run, tuple[int, int]]] = []
    for piece in _pieces(run, grids):
        # Text set without a gap is one text: a number too long for its cell runs over the line.
        spots = [_spot(grids, *piece.centre(index)) for index in range(len(piece.text))]
        known = Counter(spot for spot in spots if spot != _NOWHERE).most_common(1)
        placed.append((piece, _aligned(grids, piece, spots) or (known[0][0] if known else _NOWHERE)))
    return placed


def _aligned(grids: list[Grid], run: Run, spots: list[tuple[int, int]]) -> tuple[int, int] | None:
    """The cell at whose left side a text begins, or at whose right side it ends; None for neither.

    Spreadsheets let a text too long for its cell run on over empty ones.
    """
    if run.flow != "right":
        return None
    for (table, cell), at, side in ((spots[0], run.start, 0), (spots[-1], run.end, 2)):
        if table >= 0:
            edge = grids[table].cell_box(grids[table].cells[cell])[side]
            inwards = at - edge if side == 0 else edge - at
            if -0.1 * run.size <= inwards <= run.size:
                return (table, cell)
    return None


def _pieces(run: Run, grids: list[Grid]) -> list[Run]:
    """A run cut where characters stand apart: some programs print a row of cells as one text.

    It is cut too at printed spaces that reach from one cell into another, if there is more than one: some fill rows up.
    """
    cuts = [0]
    for index in range(1, len(run.text)):
        before = run.text[index - 1]
        usual = 0.6 if before.isascii() else 1.0
        if run.position(index) - run.position(index - 1) > (usual + SPREAD) * run.size:
            cuts.append(index)
    for spaces in _SPACES.finditer(run.text, 1):
        first, last = spaces.start(), spaces.end()
        if last < len(run.text) and _spot(grids, *run.centre(first - 1)) != _spot(grids, *run.centre(last)):
            cuts.append(last)
    cuts = sorted({*cuts, len(run.text)})
    return [run.part(first, last) for first, last in pairwise(cuts)]


def _taken_back(grids: list[Grid], inside: list[_Texts], outside: list[Run]) -> list[Run]:
    """Give lines that run out of an open cell at a page break back to it; Chromium prints such.

    Returns:
        The runs that remain outside.
    """
    if not outside:
        return outside
    for grid, texts in zip(grids, inside, strict=True):
        for index, spot in enumerate(grid.cells):
            if not spot.is_open_below or not texts.get(index):
                continue
            x0, _, x1, end = grid.cell_box(spot)
            size = texts[index][-1].size
            below = [
                run
                for run in outside
                if run.flow == "right"
                and run.across > end
                and abs(run.size - size) < 0.5
                and x0 <= run.centre(0)[0]
                and run.centre(len(run.text) - 1)[0] <= x1
            ]
            for row in rows_of(below):
                if row[0].across - end > 1.6 * size:
                    break
                end = row[0].across
                texts[index] += row
                taken = set(map(id, row))
                outside = [run for run in outside if id(run) not in taken]
    return outside


def _spot(grids: list[Grid], x: float, y: float) -> tuple[int, int]:
    for index in range(len(grids) - 1, -1, -1):
        cell = grids[index].locate(x, y)
        if cell >= 0:
            return (index, cell)
    return _NOWHERE


def _table(grid: Grid, texts: _Texts, place: Place, nested_in: int | None) -> Table:
    cells = []
    page, table = place.page, place.table
    xs = [round(edge, 2) for edge in grid.column_edges]
    ys = [round(edge, 2) for edge in grid.row_edges]
    for index, (row, column, row_end, column_end, is_open_above, is_open_below) in enumerate(grid.cells):
        top, bottom = ys[row], ys[row_end]
        if is_open_above:
            top = round(top - OPEN_BEYOND, 2)
        if is_open_below:
            bottom = round(bottom + OPEN_BEYOND, 2)
        spot = (row, column, row_end - row, column_end - column)
        at = cell_place(page, table, spot, (xs[column], top, xs[column_end], bottom))
        runs = texts.get(index)
        if runs is None:
            cells.append(Cell("", *spot, at))
        elif len(runs) == 1:
            cells.append(Cell(runs[0].text.strip(), *spot, at))
        else:
            text, marks = cell_text(runs)
            cells.append(Cell(text, *spot, at, marks))
    return Table(
        tuple(cells),
        row_count=len(grid.row_edges) - 1,
        column_count=len(grid.column_edges) - 1,
        place=place,
        column_edges=tuple(xs),
        nested_in=nested_in,
    )


def _text_table(found: TextTable, place: Place) -> Table:
    """A table without rules as a table of cells."""
    xs, ys = found.column_edges, found.row_edges
    cells = []
    for row, column, row_end, column_end, words in found.cells:
        row_span, column_span = row_end - row, column_end - column
        box = rounded((xs[column], ys[row], xs[column_end], ys[row_end]))
        at = cell_place(place.page, place.table, (row, column, row_span, column_span), box)
        cells.append(Cell(words_text(words) if words else "", row, column, row_span, column_span, at))
    return Table(
        tuple(cells),
        row_count=len(ys) - 1,
        column_count=len(xs) - 1,
        place=place,
        column_edges=tuple(round(edge, 2) for edge in xs),
        is_ruled=False,
    )


def cell_place(page: int | None, table: int | None, spot: tuple[int, int, int, int], box: Box) -> Place:
    """Where a cell stands: `spot` is row and column from 0 (a `Place` counts from 1), row span and column span."""
    row, column, row_span, column_span = spot
    if row_span == 1 == column_span:
        return Place(page, None, None, table, row + 1, column + 1, None, None, None, box)
    spans = (row_span if row_span > 1 else None, column_span if column_span > 1 else None)
    return Place(page, None, None, table, row + 1, column + 1, *spans, None, box)


def rounded(box: Box) -> Box:
    """A box in hundredths of a point."""
    return (round(box[0], 2), round(box[1], 2), round(box[2], 2), round(box[3], 2))


# --- text around tables -----------------------------------------------------------------------------------------------


def _free_lines(runs: list[Run], tables: list[Box]) -> list[Line]:
    """Lines outside tables; a line is cut where two tables stand side by side and where a table interrupts it."""
    lines: list[Line] = []
    for row in rows_of([run for run in runs if run.flow == "right"]):
        for part in _cut(row, tables):
            lines += lines_of(part)
    return lines + lines_of([run for run in runs if run.flow != "right"])


def _cut(row: list[Run], tables: list[Box]) -> list[list[Run]]:
    parts: list[list[Run]] = [[]]
    for run in row:
        if parts[-1]:
            end, start = parts[-1][-1].end, run.start
            if start - end > 2 * run.size and _separated(end, start, run.across, tables):
                parts.append([])
        parts[-1].append(run)
    return parts


def _separated(end: float, start: float, y: float, tables: list[Box]) -> bool:
    """Whether a table, or the gutter between two, stands in the gap of a line."""
    for left in tables:
        if left[0] >= end - 1 and left[2] <= start + 1 and left[1] <= y <= left[3]:
            return True
        for right in tables:
            level = min(left[3], right[3]) - max(left[1], right[1])
            if left[2] < right[0] and level > 0 and end <= right[0] and start >= left[2]:
                return True
    return False


# --- reading order ----------------------------------------------------------------------------------------------------


class _Band:
    """Things at one height of the page."""

    def __init__(self, entries: list[_Entry]) -> None:
        self.entries = entries

    def gutters(self) -> list[tuple[float, float]]:
        """The gaps between tables that stand side by side."""
        boxes = sorted(box for box, entry in self.entries if isinstance(entry, int))
        gaps = []
        reach = boxes[0][2] if boxes else 0.0
        for box in boxes[1:]:
            if box[0] > reach:
                gaps.append((reach, box[0]))
            reach = max(reach, box[2])
        return gaps

    def shares(self, gutter: tuple[float, float]) -> bool:
        """Whether everything here stands on one side of a gutter or the other, and something on each."""
        left = [box for box, _ in self.entries if box[2] <= gutter[1]]
        right = [box for box, _ in self.entries if box[0] >= gutter[0]]
        return bool(left and right) and len(left) + len(right) == len(self.entries)


def in_reading_order(tables: list[tuple[Box, int]], lines: list[Line]) -> list[int | Line]:
    """From top to bottom; where tables stand side by side, the left one with its captions before the right one."""
    entries: list[_Entry] = [*tables, *((line.box, line) for line in lines)]
    return [entry for _, entry in _ordered(entries)]


def _ordered(entries: list[_Entry]) -> list[_Entry]:
    ordered: list[_Entry] = []
    for band in _captions_with_tables([_Band(group) for group in _split(entries, 1)]):
        columns = _split(band.entries, 0)
        if len(columns) > 1:
            for column in columns:
                ordered += _ordered(column)
        else:
            ordered += sorted(band.entries, key=lambda item: (item[0][1], item[0][0]))
    return ordered


def _captions_with_tables(bands: list[_Band]) -> list[_Band]:
    merged: list[_Band] = []
    for band in bands:
        gutters = band.gutters()
        while gutters and merged and all(merged[-1].shares(gutter) for gutter in gutters):
            band = _Band(merged.pop().entries + band.entries)
        before = merged[-1].gutters() if merged else []
        if before and all(band.shares(gutter) for gutter in before):
            merged[-1] = _Band(merged[-1].entries + band.entries)
        else:
            merged.append(band)
    return merged


def _split(entries: list[_Entry], axis: int) -> list[list[_Entry]]:
    """Cut where nothing stands: axis 1 into bands, axis 0 into columns."""
    groups: list[list[_Entry]] = []
    reach = 0.0
    for entry in sorted(entries, key=lambda item: item[0][axis]):
        box = entry[0]
        if groups and box[axis] < reach - 1:
            groups[-1].append(entry)
        else:
            groups.append([entry])
            reach = box[axis + 2]
        reach = max(reach, box[axis + 2])
    return groups
