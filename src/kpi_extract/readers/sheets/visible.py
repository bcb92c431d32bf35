"""A sheet without its hidden rows and columns: what is left, counted anew, with every cell's own address kept."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush
from itertools import accumulate
from typing import NamedTuple

from kpi_extract.issues import Finding, IssueCode
from kpi_extract.place import Place
from kpi_extract.readers.sheets.content import Content, Printed
from kpi_extract.readers.sheets.references import MOST_COLUMNS, MOST_ROWS, Area, cell_name, column_letters

_MOST_NAMED = 20


class Axis:
    """Rows or columns of a sheet, some of them hidden."""

    def __init__(self, hidden: Iterable[tuple[int, int]], most: int) -> None:
        merged: list[list[int]] = []
        for first, last in sorted((max(first, 1), min(last, most)) for first, last in hidden):
            if first > last:
                continue
            if merged and first <= merged[-1][1] + 1:
                merged[-1][1] = max(merged[-1][1], last)
            else:
                merged.append([first, last])
        self._firsts = [first for first, _ in merged]
        self._lasts = [last for _, last in merged]
        self._before = [0, *accumulate(last - first + 1 for first, last in merged)]
        self._shown_firsts = [first - gone for first, gone in zip(self._firsts, self._before, strict=False)]

    def is_hidden(self, number: int) -> bool:
        """Whether this row or column is hidden."""
        at = bisect_right(self._firsts, number) - 1
        return at >= 0 and number <= self._lasts[at]

    def shown(self, number: int) -> int:
        """The number of a row among those that are shown; of a hidden one, that of the next shown."""
        if not self._firsts:
            return number
        at = bisect_right(self._firsts, number) - 1
        if at >= 0 and number <= self._lasts[at]:
            number = self._lasts[at] + 1
        return number - self._before[bisect_left(self._firsts, number)]

    def stored(self, number: int) -> int:
        """The number on the sheet of a shown row or column."""
        return number + self._before[bisect_right(self._shown_firsts, number)]

    def cut(self, first: int, last: int) -> tuple[int, int] | None:
        """What is shown of a range, in shown numbers."""
        if not self._firsts:
            return first, last
        start = self.shown(first)
        end = self.shown(last + 1) - 1
        return (start, end) if start <= end else None


class Block(NamedTuple):
    """A cell that shows something, with all positions it is merged over, in shown rows and columns."""

    area: Area
    printed: Printed
    name: str
    """Its address on the sheet, C5."""


@dataclass(frozen=True, slots=True)
class VisibleSheet:
    """What a sheet shows."""

    name: str
    blocks: Sequence[Block]
    """In no order, none over another."""
    lines: dict[tuple[int, int], int]
    """Rules by shown row and column, of the cells under merged ones as well."""
    title_rows: tuple[int, int] | None
    merges_lost: bool
    rows: Axis
    columns: Axis
    findings: tuple[Finding, ...]


def visible_sheet(content: Content) -> VisibleSheet:
    """The shown part of a sheet; what is hidden is left out and said."""
    rows = Axis(content.hidden_rows, MOST_ROWS)
    columns = Axis(content.hidden_columns, MOST_COLUMNS)
    merges = _without_overlaps(content.merges)
    anchors = {(area.top, area.left): area for area in merges}
    covered = _covered(content.cells, merges)
    blocks: list[Block] = []
    lines: dict[tuple[int, int], int] = {}
    hidden: list[tuple[int, int]] = []
    for (row, column), printed in content.cells.items():
        stored = anchors.get((row, column)) or Area(row, column, row, column)
        down, across = rows.cut(stored.top, stored.bottom), columns.cut(stored.left, stored.right)
        is_shown = not rows.is_hidden(row) and not columns.is_hidden(column)
        if printed.lines and is_shown:
            lines[rows.shown(row), columns.shown(column)] = printed.lines
        if (row, column) in covered:
            continue  # a spreadsheet shows nothing of what is stored under a merged cell
        if down is None or across is None:
            if printed.text:
                hidden.append((row, column))
            continue
        area = Area(down[0], across[0], down[1], across[1])
        if printed.text or printed.marks or printed.lines or printed.spreads:
            blocks.append(Block(area, printed, cell_name(row, column)))
    title = rows.cut(*content.title_rows) if content.title_rows else None
    findings = [*content.findings, *_hidden_findings(content.name, hidden, rows, columns)]
    return VisibleSheet(
        content.name, _spread(blocks), lines, title, content.merges_lost, rows, columns, tuple(findings)
    )


class _Sweep:
    """Areas under a line that goes down the sheet, none over another, by their left sides.

    However many rows an area has, it costs one entry and one removal.
    """

    def __init__(self) -> None:
        self._lefts: list[int] = []
        self._areas: list[Area] = []
        self._ends: list[tuple[int, int]] = []

    def go_to(self, row: int) -> None:
        """Leave behind the areas that end above a row."""
        while self._ends and self._ends[0][0] < row:
            at = bisect_left(self._lefts, heappop(self._ends)[1])
            del self._lefts[at], self._areas[at]

    def take(self, area: Area) -> bool:
        """Take in an area that begins at the row gone to; False where it lies over another."""
        at = bisect_left(self._lefts, area.left)
        if at < len(self._lefts) and self._lefts[at] <= area.right:
            return False
        if at and self._areas[at - 1].right >= area.left:
            return False
        self._lefts.insert(at, area.left)
        self._areas.insert(at, area)
        heappush(self._ends, (area.bottom, area.left))
        return True

    def covers(self, column: int) -> bool:
        """Whether an area stands over this column of the row gone to."""
        at = bisect_right(self._lefts, column) - 1
        return at >= 0 and column <= self._areas[at].right


def _without_overlaps(merges: Sequence[Area]) -> list[Area]:
    """The merged areas in order; of two that overlap, the first alone."""
    sweep, kept = _Sweep(), []
    for area in sorted(merges):
        sweep.go_to(area.top)
        if sweep.take(area):
            kept.append(area)
    return kept


def _covered(positions: Iterable[tuple[int, int]], merges: Sequence[Area]) -> set[tuple[int, int]]:
    """The positions that lie under a merged area and are not its first."""
    sweep, covered, following = _Sweep(), set(), 0
    for row, column in sorted(positions):
        while following < len(merges) and (merges[following].top, merges[following].left) <= (row, column):
            sweep.go_to(merges[following].top)
            sweep.take(merges[following])
            following += 1
        sweep.go_to(row)
        if sweep.covers(column):
            covered.add((row, column))
    return covered - {(area.top, area.left) for area in merges}


def _spread(blocks: list[Block]) -> list[Block]:
    """The blocks with texts that are centred over the empty cells to their right widened over these."""
    empty = {
        (block.area.top, block.area.left): index
        for index, block in enumerate(blocks)
        if block.printed.spreads and not block.printed.text
    }
    if not empty:
        return blocks
    taken: set[int] = set()
    for index, block in enumerate(blocks):
        if not (block.printed.spreads and block.printed.text):
            continue
        area = block.area
        while (following := empty.get((area.top, area.right + 1))) is not None:
            other = blocks[following].area
            if other.bottom != area.bottom:
                break
            taken.add(following)
            area = area._replace(right=other.right)
        blocks[index] = block._replace(area=area)
    return [block for index, block in enumerate(blocks) if index not in taken]


def _hidden_findings(sheet: str, hidden: list[tuple[int, int]], rows: Axis, columns: Axis) -> Iterable[Finding]:
    hidden_rows = sorted({row for row, _ in hidden if rows.is_hidden(row)})
    hidden_columns = sorted({column for _, column in hidden if columns.is_hidden(column)})
    for what, numbers, names in (
        ("rows", hidden_rows, [str(row) for row in hidden_rows[:_MOST_NAMED]]),
        ("columns", hidden_columns, [column_letters(column) for column in hidden_columns[:_MOST_NAMED]]),
    ):
        if numbers:
            more = len(numbers) - _MOST_NAMED
            listed = ", ".join(names) + (f" and {more} more" if more > 0 else "")
            yield Finding(IssueCode.HIDDEN_SKIPPED, f"{what} {listed}", Place(sheet=sheet))
