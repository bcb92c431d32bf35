"""Tables whose cells are not, or not all, enclosed by rules: columns from alignment, rows from baselines and the rules there are.

Rules decide first: level rules of one extent with text in columns between them are a table. Text decides second:
lines one below the other whose gaps stand one below the other. Running text, lists and contents pages are none.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from kpi_extract.place import Box
from kpi_extract.readers.pdf.alignment import columns_of, edges_of
from kpi_extract.readers.pdf.marks import Rule, Run
from kpi_extract.readers.pdf.rules import Segment, segments_of
from kpi_extract.readers.pdf.text_rows import Row, Spot, is_value, rows_of_lines, spots_of
from kpi_extract.readers.pdf.words import TextLine, box_of, line_of_words, lines_of_words, words_of

SAME_EXTENT = 6.0
"""Level rules whose ends differ by no more than this (points) belong to one table."""
LONGEST_STEP = 2.6
"""Lines further apart than this many font sizes do not belong to one table, unless rules say so."""
PROSE_WIDTH = 18.0
"""Text this wide (in font sizes), on three lines or more, is running text."""

_LEADER = re.compile(r"(?:[.．]\s*){4,}|[…‥]{2,}|[・･]{4,}|·{4,}|_{4,}")
_BULLET = re.compile(r"[•●○◎・◆◇■□▪–—*※➢→-]|[(（]?(?:\d{1,2}|[a-zA-Zア-ンivxIVX]{1,4})[)）.．]|[①-⑳]|第\d+[条章節]")


class TextCell(NamedTuple):
    """A cell by index ranges, ends exclusive, with the words in it in reading order."""

    row: int
    column: int
    row_end: int
    column_end: int
    runs: tuple[Run, ...]


class TextTable(NamedTuple):
    """A table found by its text; every position of its grid is covered exactly once."""

    box: Box
    row_edges: tuple[float, ...]
    column_edges: tuple[float, ...]
    cells: tuple[TextCell, ...]


class _Region(NamedTuple):
    """Lines that may be a table, and whether rules of one extent enclose them."""

    lines: tuple[TextLine, ...]
    is_ruled: bool


def find_text_tables(runs: Sequence[Run], rules: Sequence[Rule], taken: Sequence[Box]) -> list[TextTable]:
    """The tables among text that stands in no ruled table.

    Args:
        runs: the text outside ruled tables, in any order. Only horizontal text is looked at.
        rules: all rules of the page.
        taken: boxes of the ruled tables found already.

    Returns:
        Tables from top to bottom.
    """
    words = [word for run in runs if run.flow == "right" for word in words_of(run)]
    if len(words) < 6:
        return []
    lines = lines_of_words(words)
    level = _free_level_rules(rules, taken)
    regions, rest = _between_rules(lines, level)
    regions += _stretches(_without_prose(rest), taken)
    tables = [table for region in regions if (table := _table_of(region, level)) is not None]
    return sorted(tables, key=lambda table: (table.box[1], table.box[0]))


def table_of_lines(lines: Sequence[TextLine], level: Sequence[Segment]) -> TextTable | None:
    """Lines known to be one table, with its level rules, made rows and columns; None where they are no table."""
    return _table_of(_Region(tuple(lines), is_ruled=True), level)


def _free_level_rules(rules: Sequence[Rule], taken: Sequence[Box]) -> list[Segment]:
    across, _ = segments_of([rule for rule in rules if rule.kind != "box"])
    return [
        rule
        for rule in across
        if not any(
            box[1] - 2 <= rule.at <= box[3] + 2 and box[0] - 2 <= rule.start and rule.end <= box[2] + 2 for box in taken
        )
    ]


# --- regions: where tables may be -------------------------------------------------------------------------------------


def _between_rules(lines: list[TextLine], level: Sequence[Segment]) -> tuple[list[_Region], list[TextLine]]:
    """Regions between level rules of one extent, and the lines that are in none."""
    regions: list[_Region] = []
    rest = lines
    for chain in _chains(level):
        inside: list[TextLine] = []
        bands: list[list[TextLine]] = []
        for upper, lower in pairwise(chain):
            band = _within(rest, upper, lower)
            if band and _is_tabular(band):
                bands.append(band)
                continue
            if bands:
                inside = [line for group in bands for line in group]
                rest = _taken_out(rest, inside, regions)
            bands = []
        if bands:
            rest = _taken_out(rest, [line for group in bands for line in group], regions)
    return regions, rest


def _taken_out(rest: list[TextLine], inside: list[TextLine], regions: list[_Region]) -> list[TextLine]:
    if sum(len(line.pieces) > 1 for line in inside) < 2:
        return rest
    regions.append(_Region(tuple(inside), is_ruled=True))
    used = {id(word) for line in inside for piece in line.pieces for word in piece.words}
    left = []
    for line in rest:
        words = [word for piece in line.pieces for word in piece.words if id(word) not in used]
        if words:
            left.append(line_of_words(words))
    return left


def _chains(level: Sequence[Segment]) -> list[list[Segment]]:
    """Level rules of one extent, two or more, from top to bottom; rules drawn in pieces count as one."""
    whole: list[Segment] = []
    for rule in sorted(level):
        if whole and abs(whole[-1].at - rule.at) < 0.5 and 0 <= rule.start - whole[-1].end <= 12:
            whole[-1] = Segment(rule.at, whole[-1].start, rule.end)
        else:
            whole.append(rule)
    chains: list[list[Segment]] = []
    for rule in whole:
        for chain in chains:
            if abs(chain[0].start - rule.start) <= SAME_EXTENT and abs(chain[0].end - rule.end) <= SAME_EXTENT:
                chain.append(rule)
                break
        else:
            if rule.end - rule.start >= 60:
                chains.append([rule])
    return [chain for chain in chains if len(chain) > 1]


def _within(lines: Sequence[TextLine], upper: Segment, lower: Segment) -> list[TextLine]:
    """The parts of lines between two rules."""
    acrosses = [line.across for line in lines]
    found = []
    for line in lines[bisect_left(acrosses, upper.at) : bisect_right(acrosses, lower.at + 1)]:
        if not upper.at <= line.across - 0.3 * line.size <= lower.at:
            continue
        words = [
            word
            for piece in line.pieces
            for word in piece.words
            if word.start >= upper.start - word.size and word.end <= upper.end + word.size
        ]
        if words:
            found.append(line_of_words(words))
    return found


def _is_tabular(band: Sequence[TextLine]) -> bool:
    if len(band) <= 2:
        return True
    return sum(len(line.pieces) > 1 for line in band) >= 0.4 * len(band)


def _without_prose(lines: Sequence[TextLine]) -> list[TextLine]:
    """The lines without the pieces that belong to running text."""
    prose = _prose_pieces(lines)
    if not prose:
        return list(lines)
    kept = []
    for line in lines:
        words = [word for piece in line.pieces if id(piece) not in prose for word in piece.words]
        if words:
            kept.append(line_of_words(words))
    return kept


def _prose_pieces(lines: Sequence[TextLine]) -> set[int]:
    """Pieces by identity: wide text on three lines one below the other, and the last line below such."""
    prose: set[int] = set()
    stacks: list[list[tuple[TextLine, int]]] = []
    for line in lines:
        grown = []
        for index, piece in enumerate(line.pieces):
            for stack in stacks:
                above = stack[-1][0]
                upper = above.pieces[stack[-1][1]]
                shared = min(piece.end, upper.end) - max(piece.start, upper.start)
                if (
                    0 < line.across - above.across <= 2.2 * line.size
                    and shared >= 0.6 * (piece.end - piece.start)
                    and abs(piece.size - upper.size) < 0.2 * piece.size
                    and (upper.end - upper.start) >= PROSE_WIDTH * upper.size
                    and _is_wordy(upper.text)
                ):
                    grown.append([*stack, (line, index)])
                    break
            else:
                grown.append([(line, index)])
        for stack in grown:
            wide = sum(
                one.pieces[index].end - one.pieces[index].start >= PROSE_WIDTH * one.size for one, index in stack
            )
            if wide >= 2 and len(stack) >= 3:
                prose.update(id(one.pieces[index]) for one, index in stack)
        stacks = grown + [stack for stack in stacks if line.across - stack[-1][0].across < 2.2 * line.size]
    return prose


def _is_wordy(text: str) -> bool:
    return sum(char.isdigit() for char in text) < 0.3 * len(text)


def _stretches(lines: Sequence[TextLine], taken: Sequence[Box]) -> list[_Region]:
    """Lines in close succession, from the first to the last that has more than one piece."""
    regions: list[_Region] = []
    group: list[TextLine] = []
    for line in lines:
        if group and (
            line.across - group[-1].across > LONGEST_STEP * max(line.size, group[-1].size)
            or any(group[-1].across < box[1] < line.across for box in taken)
        ):
            regions += _trimmed(group)
            group = []
        group.append(line)
    regions += _trimmed(group)
    return regions


def _trimmed(group: Sequence[TextLine]) -> list[_Region]:
    many = [index for index, line in enumerate(group) if len(line.pieces) > 1]
    regions = []
    start = 0
    for number, index in enumerate(many):
        if number + 1 == len(many) or many[number + 1] - index > 4:
            part = group[many[start] : index + 1]
            if number - start >= 1:
                regions.append(_Region(tuple(part), is_ruled=False))
            start = number + 1
    return regions


# --- one region → a table ---------------------------------------------------------------------------------------------


def _table_of(region: _Region, level: Sequence[Segment]) -> TextTable | None:
    columns = columns_of(region.lines)
    if len(columns) < 2:
        return None
    edges = edges_of(columns)
    placed = [spots_of(line, edges) for line in region.lines]
    if not _is_table(region, placed, edges):
        return None
    box = box_of(region.lines)
    inside = [
        rule
        for rule in level
        if box[1] - 2 <= rule.at <= box[3] + 2 and min(rule.end, box[2]) - max(rule.start, box[0]) > 0
    ]
    rows = rows_of_lines(region.lines, placed, edges, inside)
    if len(rows) < 2:
        return None
    return _built(region.lines, placed, rows, edges)


def _is_table(region: _Region, placed: Sequence[Sequence[Spot]], edges: Sequence[float]) -> bool:
    """Whether lines in columns are a table: enough of them, filled, and neither a list nor prose."""
    count = len(edges) - 1
    several = [spots for spots in placed if len(spots) > 1]
    if len(several) < (2 if region.is_ruled else 3) or len(several) < 0.4 * len(placed):
        return False
    texts = ["".join(word.text for word in spot.words) for spots in placed for spot in spots]
    if sum(_LEADER.search(text) is not None for text in texts) >= 0.3 * len(placed):
        return False
    first = ["".join(word.text for word in spots[0].words) for spots in several]
    if sum(_BULLET.fullmatch(text) is not None for text in first) >= 0.6 * len(first) and count == 2:
        return False
    if not any(char.isalpha() for text in texts for char in text):
        return False
    if region.is_ruled:
        return True
    values = sum(is_value(text) for text in texts)
    if count == 2 and values < 0.3 * len(texts):
        return False
    wide = sum(spot.end - spot.start > PROSE_WIDTH * spot.words[0].size for spots in placed for spot in spots)
    return wide <= 0.3 * len(texts)


def _built(
    lines: Sequence[TextLine], placed: Sequence[Sequence[Spot]], rows: Sequence[Row], edges: Sequence[float]
) -> TextTable:
    count = len(edges) - 1
    cells: list[TextCell] = []
    for number, row in enumerate(rows):
        spans = _spans([spot for index in range(row.first, row.last) for spot in placed[index]], count)
        for first, last in spans:
            words = tuple(
                word
                for index in range(row.first, row.last)
                for spot in placed[index]
                if first <= spot.column < last
                for word in spot.words
            )
            cells.append(TextCell(number, first, number + 1, last, words))
    box = box_of(lines)
    row_edges = [box[1]]
    for upper, lower in pairwise(rows):
        row_edges.append((lines[upper.last - 1].bottom + lines[lower.first].top) / 2)
    row_edges.append(box[3])
    return TextTable(
        (min(box[0], edges[0]), box[1], max(box[2], edges[-1]), box[3]), tuple(row_edges), tuple(edges), tuple(cells)
    )


def _spans(spots: Sequence[Spot], count: int) -> list[tuple[int, int]]:
    """Column ranges of a row's cells: those of its texts, and one for each column without any."""
    joined = [False] * count  # whether a column belongs to the cell of the one before
    for spot in spots:
        for column in range(spot.column + 1, spot.column_end):
            joined[column] = True
    starts = [column for column in range(count) if not joined[column]]
    return list(pairwise([*starts, count]))
