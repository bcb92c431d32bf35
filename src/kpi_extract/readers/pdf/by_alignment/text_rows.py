"""Lines of a table without rules → rows: which line starts a row and which carries on the one above."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from kpi_extract.readers.pdf.by_alignment.alignment import span_of
from kpi_extract.readers.pdf.by_alignment.headings import widened
from kpi_extract.readers.pdf.by_alignment.words import Spot, TextLine
from kpi_extract.readers.pdf.marks import Run
from kpi_extract.readers.pdf.ruled.rules import Segment

TIGHT = 1.45
"""Lines of one cell follow each other within this many font sizes."""
LOOSER = 1.12
"""Rows stand apart where the step between them is this many times the step between the lines of a cell."""
SPLIT_GAP = 0.4
"""A word gap from this share of the size, at an edge, parts text that seems to run over the edge."""
MOST_HEADER_LINES = 8


class Row(NamedTuple):
    """Lines of one row of the table, by their indexes: `first` up to but without `last`."""

    first: int
    last: int
    is_header: bool


def spots_of(line: TextLine, edges: Sequence[float]) -> list[Spot]:
    """A line's words by the columns they stand in."""
    spots: list[Spot] = []
    for piece in line.pieces:
        first, last = span_of(piece, edges)
        words = list(piece.words)
        if last - first > 1:
            for column in range(first, last - 1):
                cut = _cut_at(words, edges[column + 1])
                if cut:
                    spots.append(Spot(first, column + 1, tuple(words[:cut])))
                    words = words[cut:]
                    first = column + 1
        spots.append(Spot(first, last, tuple(words)))
    return _one_each(spots)


def _cut_at(words: Sequence[Run], edge: float) -> int:
    """How many words stand before the edge, where there is a gap worth a column's; 0 otherwise."""
    for number, (left, right) in enumerate(pairwise(words), start=1):
        middle = (left.end + right.start) / 2
        gap = right.start - left.end
        if gap >= SPLIT_GAP * left.size and abs(middle - edge) <= max(gap, 0.5 * left.size):
            return number
    return 0


def _one_each(spots: list[Spot]) -> list[Spot]:
    """Pieces that share a column are one text."""
    merged: list[Spot] = []
    for spot in spots:
        if merged and spot.column < merged[-1].column_end:
            before = merged.pop()
            spot = Spot(before.column, max(before.column_end, spot.column_end), before.words + spot.words)
        merged.append(spot)
    return merged


def rows_of_lines(
    lines: Sequence[TextLine], placed: Sequence[Sequence[Spot]], edges: Sequence[float], level: Sequence[Segment]
) -> tuple[list[Row], list[Sequence[Spot]]]:
    """The rows, from top to bottom, and the words by column with the headings over several columns widened.

    Args:
        lines: of the table, from top to bottom.
        placed: each line's words by column.
        edges: where columns part.
        level: the level rules inside the table, from top to bottom.
    """
    ruled = [_rule_between(upper, lower, level, edges) for upper, lower in pairwise(lines)]
    header = _header_lines(placed, ruled)
    if header:
        last = min(header + 1, len(lines))
        placed = [*widened(lines[:last], placed[:last], edges, level), *placed[last:]]
    reach = _reach(placed, len(edges) - 1)
    step = _row_step(lines, placed)
    rows: list[Row] = []
    for index in range(len(lines)):
        is_header = index < header
        if rows and index != header and not ruled[index - 1]:
            row = rows[-1]
            above = [spot for number in range(row.first, index) for spot in placed[number]]
            tight = lines[index].across - lines[index - 1].across <= TIGHT * max(
                lines[index].size, lines[index - 1].size
            )
            if is_header:
                joins = tight and _continues_header(placed[index - 1], placed[index])
            else:
                joins = tight and _continues(
                    above,
                    placed[index - 1],
                    placed[index],
                    reach,
                    lines[index].across - lines[index - 1].across < step / LOOSER,
                )
            if joins:
                rows[-1] = Row(row.first, index + 1, is_header)
                continue
        rows.append(Row(index, index + 1, is_header))
    return rows, list(placed)


def _rule_between(upper: TextLine, lower: TextLine, level: Sequence[Segment], edges: Sequence[float]) -> bool:
    """Whether level rules over most of the table's width part two lines."""
    span = edges[-1] - edges[0]
    covered = sum(
        min(rule.end, edges[-1]) - max(rule.start, edges[0])
        for rule in level[
            bisect_left(level, upper.across - 0.35 * upper.size, key=_at) : bisect_right(
                level, lower.across - 0.35 * lower.size, key=_at
            )
        ]
    )
    return covered >= 0.6 * span


def _at(rule: Segment) -> float:
    return rule.at


def _header_lines(placed: Sequence[Sequence[Spot]], ruled: Sequence[bool]) -> int:
    """How many lines the heading has: those above the first rule, else those above the first line of values."""
    by_rule = next((number for number, rule in enumerate(ruled, start=1) if rule), 0)
    by_value = next(
        (
            number
            for number, spots in enumerate(placed)
            if number and sum(spot.is_value for spot in spots) > max(0.5 * (len(spots) - 1), 0.9)
        ),
        0,
    )
    if by_rule and by_rule <= MOST_HEADER_LINES and (not by_value or by_rule <= by_value + 1):
        return by_rule
    return by_value if by_value <= MOST_HEADER_LINES else 0


def _continues_header(above: Sequence[Spot], spots: Sequence[Spot]) -> bool:
    """Lines of a heading go together unless one of them heads several columns."""
    spans = [(spot.column, spot.column_end) for spot in above if spot.column_end - spot.column > 1]
    own = [(spot.column, spot.column_end) for spot in spots if spot.column_end - spot.column > 1]
    if spans != own:
        return False
    return not all(spot.is_value for spot in spots)


def _reach(placed: Sequence[Sequence[Spot]], count: int) -> list[float]:
    """How far to the right the text of each column goes."""
    reach = [0.0] * count
    for spots in placed:
        for spot in spots:
            if spot.column_end - spot.column == 1:
                reach[spot.column] = max(reach[spot.column], spot.end)
    return reach


def _row_step(lines: Sequence[TextLine], placed: Sequence[Sequence[Spot]]) -> float:
    """The usual step between lines that both fill at least half of the columns."""
    most = max(len(spots) for spots in placed)
    steps = sorted(
        lines[index + 1].across - lines[index].across
        for index in range(len(lines) - 1)
        if min(len(placed[index]), len(placed[index + 1])) > most / 2
    )
    return steps[len(steps) // 2] if steps else float("inf")


def _continues(
    row: Sequence[Spot], above: Sequence[Spot], spots: Sequence[Spot], reach: Sequence[float], closer: bool
) -> bool:
    """Whether a line carries on the texts of the row so far.

    Args:
        row: everything in the row above.
        above: its last line.
        spots: the line in question.
        reach: how far each column's text goes.
        closer: it is nearer to the line above than rows are to each other.
    """
    filled = {column for spot in row for column in range(spot.column, spot.column_end)}
    own = {column for spot in spots for column in range(spot.column, spot.column_end)}
    if any(spot.column_end - spot.column > 1 for spot in spots):
        return False
    if own < filled:
        texts = [spot for spot in spots if not spot.is_value]
        if len(texts) < len(spots):
            return False
        return all(_wraps(_last_in(row, spot.column), spot, reach, closer) for spot in texts)
    if {0} == filled and 0 in own and len(own) > 1:
        first = next(spot for spot in spots if spot.column == 0)
        return not first.is_value and _wraps(_last_in(row, 0), first, reach, closer and _starts_low(first))
    return False


def _last_in(row: Sequence[Spot], column: int) -> Spot | None:
    return next((spot for spot in reversed(row) if spot.column <= column < spot.column_end), None)


def _starts_low(spot: Spot) -> bool:
    return spot.words[0].text[0].islower() or spot.words[0].text[0] in "(（"


def _wraps(above: Spot | None, spot: Spot, reach: Sequence[float], closer: bool) -> bool:
    """Whether the text above broke off because the next word did not fit, or goes on in the middle of a sentence."""
    if above is None:
        return False
    if _starts_low(spot) or closer:
        return True
    first = spot.words[0]
    needed = first.size if first.text[0] >= "\u2e80" else first.end - first.start
    return above.end + needed > reach[spot.column] + 0.1 * first.size
