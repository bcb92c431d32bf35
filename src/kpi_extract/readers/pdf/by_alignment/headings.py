"""Headings over several columns: how far they reach, by the rules under them, their middle, or what stands below."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from kpi_extract.readers.pdf.by_alignment.alignment import Column, span_of
from kpi_extract.readers.pdf.by_alignment.words import Piece, Spot, TextLine
from kpi_extract.readers.pdf.ruled.rules import Segment

CENTRED = 0.7
"""A heading is centred where its middle is this near, in font sizes, to the middle of its columns."""
WHOLE_WIDTH = 0.85
"""A rule over this share of the table's width parts rows; a shorter one belongs to a heading."""


def widened(
    lines: Sequence[TextLine], placed: Sequence[Sequence[Spot]], edges: Sequence[float], level: Sequence[Segment]
) -> list[list[Spot]]:
    """The lines of a heading with each text over all columns it heads; the last one given is only looked at.

    Args:
        lines: the heading's, and the first one below it.
        placed: their words by column.
        edges: where columns part.
        level: the level rules inside the table.
    """
    count = len(edges) - 1
    texts = _extents(placed, count)
    result = []
    for number, (line, spots) in enumerate(zip(lines, placed, strict=True)):
        if number + 1 == len(lines):
            result.append(list(spots))
            continue
        partial = [
            rule
            for rule in level
            if line.across - 0.2 * line.size <= rule.at <= lines[number + 1].across - 0.5 * line.size
            and rule.end - rule.start < WHOLE_WIDTH * (edges[-1] - edges[0])
        ]
        below = {spot.column for spot in placed[number + 1] if spot.column_end - spot.column == 1}
        result.append(_line_widened(spots, below, partial, edges, texts))
    return result


def _extents(placed: Sequence[Sequence[Spot]], count: int) -> list[Column | None]:
    """Where the text of each column stands, headings over several left out."""
    extents: list[Column | None] = [None] * count
    for spot in (spot for spots in placed for spot in spots if spot.column_end - spot.column == 1):
        known = extents[spot.column]
        start = min(spot.start, known.start) if known else spot.start
        extents[spot.column] = Column(start, max(spot.end, known.end) if known else spot.end)
    return extents


def _line_widened(
    spots: Sequence[Spot],
    below: set[int],
    partial: Sequence[Segment],
    edges: Sequence[float],
    texts: Sequence[Column | None],
) -> list[Spot]:
    bounds = [0, *(spot.column_end for spot in spots)], [*(spot.column for spot in spots), len(edges) - 1]
    result = []
    for number, spot in enumerate(spots):
        least, most = bounds[0][number], bounds[1][number + 1]
        span = _by_rule(spot, partial, edges) or _by_middle(spot, max(least, 1), most, below, texts)
        if span and least <= span[0] and span[1] <= most:
            spot = Spot(span[0], span[1], spot.words)
        result.append(spot)
    return _by_pattern(result, below, len(edges) - 1)


def _by_rule(spot: Spot, partial: Sequence[Segment], edges: Sequence[float]) -> tuple[int, int] | None:
    """The columns over the rule that stands under a text."""
    middle = (spot.start + spot.end) / 2
    for rule in partial:
        if rule.start <= middle <= rule.end:
            first, last = span_of(Piece(rule.start, rule.end, spot.words), edges)
            if last - first > 1 and first <= spot.column and spot.column_end <= last:
                return (first, last)
    return None


def _by_middle(
    spot: Spot, least: int, most: int, below: set[int], texts: Sequence[Column | None]
) -> tuple[int, int] | None:
    """The columns, each with a text of its own below, whose common middle is the middle of a text."""
    middle = (spot.start + spot.end) / 2
    size = spot.words[0].size
    best: tuple[float, int, int] | None = None
    for first in range(least, spot.column + 1):
        for last in range(spot.column_end, most + 1):
            covered = [texts[column] for column in range(first, last)]
            if len(covered) > 1 and not below.issuperset(range(first, last)):
                continue
            left, right = covered[0], covered[-1]
            if left is None or right is None:
                continue
            distance = abs((left.start + right.end) / 2 - middle)
            if best is None or distance < best[0] - 0.3 * size:
                best = (distance, first, last)
    if best is None or best[0] > CENTRED * size or best[2] - best[1] < 2:
        return None
    return (best[1], best[2])


def _by_pattern(spots: list[Spot], below: set[int], count: int) -> list[Spot]:
    """Texts at equal steps over columns that all have a text of their own below head as many columns each."""
    firsts = [spot.column for spot in spots if spot.column > 0]
    if len(firsts) < 2 or any(spot.column_end - spot.column > 1 for spot in spots):
        return spots
    steps = {other - one for one, other in pairwise([*firsts, count])}
    if len(steps) != 1 or min(steps) < 2 or not below.issuperset(range(firsts[0], count)):
        return spots
    step = steps.pop()
    return [Spot(spot.column, spot.column + step, spot.words) if spot.column > 0 else spot for spot in spots]
