"""Rules → segments at common positions → drawings: the lines that touch each other."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable
from itertools import pairwise
from typing import NamedTuple

from kpi_extract.readers.pdf.marks import Rule

THIN = 3.0
"""Up to this thickness (points) a rectangle is a line."""
SNAP = 2.0
"""Lines closer than this are one grid line: double borders, and the two edges of a thick one."""
GAP = 3.0
"""A gap up to this in a line, or between a line and the one it should meet, is a drawing slip or a dash."""
SHORTEST = 4.0
"""Shorter lines bound no cell."""


class Segment(NamedTuple):
    """A line of the lattice: position across it, extent along it."""

    at: float
    start: float
    end: float


# --- rules → segments -------------------------------------------------------------------------------------------------


def segments_of(rules: list[Rule]) -> tuple[list[Segment], list[Segment]]:
    """Horizontal and vertical segments, snapped to common positions and merged."""
    across: list[Segment] = []
    down: list[Segment] = []
    dots: list[Rule] = []
    for rule in rules:
        width, height = rule.x1 - rule.x0, rule.bottom - rule.top
        if rule.kind != "line":
            across += [Segment(rule.top, rule.x0, rule.x1), Segment(rule.bottom, rule.x0, rule.x1)]
            down += [Segment(rule.x0, rule.top, rule.bottom), Segment(rule.x1, rule.top, rule.bottom)]
        elif width <= THIN and height <= THIN:
            dots.append(rule)
        elif width > height:
            across.append(Segment((rule.top + rule.bottom) / 2, rule.x0, rule.x1))
        else:
            down.append(Segment((rule.x0 + rule.x1) / 2, rule.top, rule.bottom))
    across += _chained(Segment((dot.top + dot.bottom) / 2, dot.x0, dot.x1) for dot in dots)
    down += _chained(Segment((dot.x0 + dot.x1) / 2, dot.top, dot.bottom) for dot in dots)
    return _merged(across), _merged(down)


def _chained(dots: Iterable[Segment]) -> list[Segment]:
    """Dots in a row are a dotted line; a lone one is a bullet or a full stop."""
    by_line: dict[int, list[Segment]] = defaultdict(list)
    for dot in dots:
        by_line[round(dot.at * 2)].append(dot)
    chains: list[Segment] = []
    for line in by_line.values():
        for start, end in _joined(line):
            if end - start >= 2 * SHORTEST:
                # The line the dots stand for may go on until where the next dot would stand.
                step = _step(line)
                chains.append(Segment(line[0].at, start - step, end + step))
    return chains


def _step(line: list[Segment]) -> float:
    """The widest gap between dots of one line that are one after the other."""
    ordered = sorted(line, key=lambda dot: dot.start)
    gaps = (after.start - before.end for before, after in pairwise(ordered))
    return max((gap for gap in gaps if 0 < gap <= GAP), default=0.0)


def _joined(line: list[Segment]) -> list[tuple[float, float]]:
    """The extents of the segments of one line, those that (almost) touch made one."""
    spans: list[tuple[float, float]] = []
    for start, end in sorted((segment.start, segment.end) for segment in line):
        if spans and start <= spans[-1][1] + GAP:
            spans[-1] = (spans[-1][0], max(spans[-1][1], end))
        else:
            spans.append((start, end))
    return spans


def _merged(segments: list[Segment]) -> list[Segment]:
    merged: list[Segment] = []
    for group in _snapped(segments):
        middle = (group[0].at + group[-1].at) / 2
        merged += [Segment(middle, start, end) for start, end in _joined(group) if end - start >= SHORTEST]
    return merged


def _snapped(segments: list[Segment]) -> list[list[Segment]]:
    """Groups of segments at one position. A group is at most one and a half snaps wide: hatching must not chain."""
    groups: list[list[Segment]] = []
    for segment in sorted(segments):
        if groups and segment.at - groups[-1][-1].at <= SNAP and segment.at - groups[-1][0].at <= 1.5 * SNAP:
            groups[-1].append(segment)
        else:
            groups.append([segment])
    return groups


# --- segments → drawings ----------------------------------------------------------------------------------------------


class DisjointSets:
    """Disjoint sets of the numbers 0..n-1."""

    def __init__(self, count: int) -> None:
        self.parent = list(range(count))
        """Leads from each member, by way of others, to the one that stands for its set."""

    def find(self, item: int) -> int:
        """The member that stands for the set."""
        parent = self.parent
        while parent[item] != item:
            parent[item] = parent[parent[item]]
            item = parent[item]
        return item

    def join(self, one: int, other: int) -> None:
        """Make two sets one."""
        first, second = self.find(one), self.find(other)
        if first != second:
            self.parent[max(first, second)] = min(first, second)


def drawings_of(across: list[Segment], down: list[Segment]) -> list[tuple[list[Segment], list[Segment]]]:
    """Segments grouped by touching each other."""
    by_position: dict[float, list[int]] = defaultdict(list)
    for number, segment in enumerate(down):
        by_position[segment.at].append(number)
    positions = sorted(by_position)
    starts = {position: [down[number].start for number in by_position[position]] for position in positions}
    sets = DisjointSets(len(across) + len(down))
    for number, segment in enumerate(across):
        first = bisect_left(positions, segment.start - GAP)
        last = bisect_right(positions, segment.end + GAP)
        root = number
        for position in positions[first:last]:
            found = bisect_right(starts[position], segment.at + GAP) - 1
            if found >= 0:
                other = by_position[position][found]
                # In a grid nearly all have been joined by the lines above.
                if sets.parent[len(across) + other] != root and down[other].end >= segment.at - GAP:
                    sets.join(root, len(across) + other)
                    root = sets.find(root)
    drawings: dict[int, tuple[list[Segment], list[Segment]]] = {}
    for number, segment in enumerate(across + down):
        lines = drawings.setdefault(sets.find(number), ([], []))
        lines[number >= len(across)].append(segment)
    return list(drawings.values())
