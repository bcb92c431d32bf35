"""What is drawn over a table without being part of it: bars and arrows of a schedule, a box round a value."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from kpi_extract.readers.pdf.marks import Rule
from kpi_extract.readers.pdf.ruled.rules import GAP, SNAP, Segment

BEYOND = 10.0
"""Lines that run over the frame of their table end before this (points)."""
MOST_OVERLAYS = 200
"""More lone boxes than this on a page are a drawing of another kind."""


def lone_boxes(rules: Sequence[Rule]) -> set[int]:
    """Numbers of outlined boxes no side of which is in line with a side of anything else: a cell shares its sides.

    None where there are too many for what a hand has added.
    """
    if not any(rule.kind == "box" for rule in rules):
        return set()
    xs = sorted(x for rule in rules for x in (rule.x0, rule.x1))
    ys = sorted(y for rule in rules for y in (rule.top, rule.bottom))
    lone = {
        number
        for number, rule in enumerate(rules)
        if rule.kind == "box"
        and all(_count_near(xs, x) == 1 for x in (rule.x0, rule.x1))
        and all(_count_near(ys, y) == 1 for y in (rule.top, rule.bottom))
    }
    return lone if len(lone) <= MOST_OVERLAYS else set()


def _count_near(positions: list[float], at: float) -> int:
    return bisect_right(positions, at + SNAP) - bisect_left(positions, at - SNAP)


def is_crossed(box: Rule, across: list[Segment], down: list[Segment]) -> bool:
    """Whether a line runs from the inside of a box through one of its sides, and far enough not to be a slip."""
    return any(
        low + GAP < line.at < high - GAP
        and (
            (line.start < first - BEYOND and line.end > first + GAP)
            or (line.end > last + BEYOND and line.start < last - GAP)
        )
        for lines, low, high, first, last in (
            (across, box.top, box.bottom, box.x0, box.x1),
            (down, box.x0, box.x1, box.top, box.bottom),
        )
        for line in lines
    )


def without_loose_lines(lines: list[Segment], crossing: list[Segment]) -> list[Segment]:
    """The lines without those that start and end in the middle of cells, between two lines that cross their level."""
    positions = sorted({segment.at for segment in crossing})
    return [
        line
        for line in lines
        if _is_at(positions, line.start) or _is_at(positions, line.end) or not _is_loose(line, crossing)
    ]


def _is_at(positions: list[float], at: float) -> bool:
    index = bisect_left(positions, at - GAP)
    return index < len(positions) and positions[index] <= at + GAP


def _is_loose(line: Segment, crossing: list[Segment]) -> bool:
    walls = [wall.at for wall in crossing if wall.start - GAP <= line.at <= wall.end + GAP]
    return bool(walls) and min(walls) < line.start - GAP and max(walls) > line.end + GAP
