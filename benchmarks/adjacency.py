"""Tables compared by adjacency relations: the measure of Göbel, Hassan, Oro and Orsi (DocEng 2012, ICDAR 2013).

A relation joins two non-blank cells with nothing but blank cells between them in a row or a column. Where a table is
right, so are its relations; one cell split in two spoils the relations round it and no others.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

Box = tuple[float, float, float, float]
"""x0, top, x1, bottom in points from the top left of the page."""
Relation = tuple[str, str, str]
"""Text of the first cell, text of the next one, and "right" or "below"."""


class SpannedCell(NamedTuple):
    """A cell by index ranges; ends exclusive."""

    row: int
    column: int
    row_end: int
    column_end: int
    text: str


class PlacedTable(NamedTuple):
    """A table, or the part of one that stands on one page."""

    page: int
    box: Box
    cells: tuple[SpannedCell, ...]


class Score(NamedTuple):
    """How many relations there are, how many were found, and how many of those are right."""

    true: int
    found: int
    right: int

    @property
    def precision(self) -> float:
        """Share of the found relations that are right; 0 where none was found."""
        return self.right / self.found if self.found else 0.0

    @property
    def recall(self) -> float:
        """Share of the true relations that were found."""
        return self.right / self.true if self.true else 0.0

    @property
    def f1(self) -> float:
        """Harmonic mean of the two."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


def relations_of(cells: Sequence[SpannedCell]) -> Counter[Relation]:
    """Every pair of neighbours, each pair once however many rows or columns the two share."""
    texts = ["".join(cell.text.split()) for cell in cells]
    at = {
        (row, column): index
        for index, cell in enumerate(cells)
        if texts[index]
        for row in range(cell.row, cell.row_end)
        for column in range(cell.column, cell.column_end)
    }
    pairs: set[tuple[int, int, str]] = set()
    for axis, name in ((0, "right"), (1, "below")):
        previous: tuple[int, int] | None = None
        for position in sorted(at, key=lambda spot: (spot[axis], spot[1 - axis])):
            if previous is not None and previous[axis] == position[axis] and at[previous] != at[position]:
                pairs.add((at[previous], at[position], name))
            previous = position
    return Counter((texts[one], texts[other], name) for one, other, name in pairs)


def score(true: Sequence[PlacedTable], found: Sequence[PlacedTable]) -> Score:
    """A document's relations: each true table against the found one that covers most of it, each found one used once.

    Found tables that match none count with all their relations as wrong.
    """
    truth = [relations_of(table.cells) for table in true]
    results = [relations_of(table.cells) for table in found]
    overlaps = sorted(
        (
            (shared, one, other)
            for one, table in enumerate(true)
            for other, candidate in enumerate(found)
            if table.page == candidate.page and (shared := _overlap(table.box, candidate.box)) > 0
        ),
        key=lambda item: (-item[0], item[1], item[2]),
    )
    matched: dict[int, int] = {}
    used: set[int] = set()
    for _, one, other in overlaps:
        if one not in matched and other not in used:
            matched[one] = other
            used.add(other)
    right = sum((truth[one] & results[other]).total() for one, other in matched.items())
    return Score(_total(truth), _total(results), right)


def _overlap(one: Box, other: Box) -> float:
    width = min(one[2], other[2]) - max(one[0], other[0])
    height = min(one[3], other[3]) - max(one[1], other[1])
    return width * height if width > 0 and height > 0 else 0.0


def _total(counts: Iterable[Counter[Relation]]) -> int:
    return sum(count.total() for count in counts)
