"""Tables whose cells no rules enclose: columns from alignment, rows from baselines and the rules there are.

Rules decide first: level rules of one extent with text in columns between them are a table. Text decides second:
lines one below the other whose gaps stand one below the other. Running text, lists and contents pages are none.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from kpi_extract.place import Box
from kpi_extract.readers.pdf.by_alignment.alignment import columns_of, edges_of
from kpi_extract.readers.pdf.by_alignment.regions import Region, find_regions
from kpi_extract.readers.pdf.by_alignment.running_text import PROSE_WIDTH, is_running
from kpi_extract.readers.pdf.by_alignment.text_rows import Row, rows_of_lines, spots_of
from kpi_extract.readers.pdf.by_alignment.words import (
    Spot,
    TextLine,
    box_of,
    is_value,
    lines_of_words,
    words_of,
)
from kpi_extract.readers.pdf.marks import Rule, Run
from kpi_extract.readers.pdf.ruled.rules import Segment, segments_of
from kpi_extract.values.patterns import lazy_pattern

THINNEST = 0.5
"""Points between two row edges at least."""
_LEADER = lazy_pattern(r"(?:[.．]\s*){4,}|[…‥]{2,}|[・･]{4,}|·{4,}|_{4,}")
_BULLET = lazy_pattern(
    r"[•●○◎・◆◇■□▪–—*※➢→-]|[(（]?(?:\d{1,2}(?:[.．]\d{1,2})*|[a-zA-Zア-ンivxIVX]{1,4})[)）.．]?|[①-⑳]|第\d+[条章節]"
)
_SECTION = lazy_pattern(r"\d{1,2}(?:[.．]\d{1,2})+[.．]?")


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
    if sum(len(line.pieces) > 1 for line in lines) < 2:
        return []
    level = _free_level_rules(rules, taken)
    regions = find_regions(lines, level, taken)
    tables = [
        table
        for region in regions
        if (table := _table_of(region, level)) is not None and not any(_covers(table.box, box) for box in taken)
    ]
    return sorted(tables, key=lambda table: (table.box[1], table.box[0]))


def table_of_lines(lines: Sequence[TextLine], level: Sequence[Segment]) -> TextTable | None:
    """Lines known to be one table, with its level rules, made rows and columns; None where they are no table."""
    return _table_of(Region(tuple(lines), is_ruled=True), level)


def _free_level_rules(rules: Sequence[Rule], taken: Sequence[Box]) -> list[Segment]:
    free = [
        rule
        for rule in rules
        if rule.kind != "box"
        and not any(
            box[1] - 2 <= rule.top and rule.bottom <= box[3] + 2 and box[0] - 2 <= rule.x0 and rule.x1 <= box[2] + 2
            for box in taken
        )
    ]
    across, _ = segments_of(free)
    return across


def _covers(box: Box, other: Box) -> bool:
    """Whether something else stands between the lines: labels at the axes of a chart, text round a table."""
    width = min(box[2], other[2]) - max(box[0], other[0])
    height = min(box[3], other[3]) - max(box[1], other[1])
    return width > 0 and height > 0 and width * height > 0.2 * (box[2] - box[0]) * (box[3] - box[1])


# --- one region → a table ---------------------------------------------------------------------------------------------


def _table_of(region: Region, level: Sequence[Segment]) -> TextTable | None:
    columns = columns_of(region.lines)
    if len(columns) < 2:
        return None
    edges = edges_of(columns)
    placed: list[Sequence[Spot]] = [spots_of(line, edges) for line in region.lines]
    if not region.is_ruled:
        inner = _without_captions(region.lines, placed)
        if len(inner) < len(region.lines):
            return _table_of(Region(inner, is_ruled=False), level) if len(inner) > 1 else None
    if not _is_table(region, placed, edges):
        return None
    box = box_of(region.lines)
    inside = [
        rule
        for rule in sorted(level)
        if box[1] - 2 <= rule.at <= box[3] + 2 and min(rule.end, box[2]) - max(rule.start, box[0]) > 0
    ]
    rows, placed = rows_of_lines(region.lines, placed, edges, inside)
    if len(rows) < (2 if region.is_ruled else 3):
        return None
    return _built(region.lines, placed, rows, edges)


def _without_captions(lines: Sequence[TextLine], placed: Sequence[Sequence[Spot]]) -> tuple[TextLine, ...]:
    """The lines from the first to the last that fill two columns: the gaps of a caption or a note are none of theirs."""
    several = [index for index, spots in enumerate(placed) if len(spots) > 1]
    return tuple(lines[several[0] : several[-1] + 1]) if several else ()


def _is_table(region: Region, placed: Sequence[Sequence[Spot]], edges: Sequence[float]) -> bool:
    """Whether lines in columns are a table: enough of them, filled, and neither a list nor prose."""
    count = len(edges) - 1
    several = [spots for spots in placed if len(spots) > 1]
    if len(several) < (2 if region.is_ruled else 3) or len(several) < 0.4 * len(placed):
        return False
    texts = ["".join(word.text for word in spot.words) for spots in placed for spot in spots]
    if sum(_LEADER.search(text) is not None for text in texts) >= 0.3 * len(placed) and _value_columns(several) < 2:
        return False
    first = ["".join(word.text for word in spots[0].words) for spots in several]
    later = [is_value("".join(word.text for word in spot.words)) for spots in several for spot in spots[1:]]
    if sum(_BULLET.fullmatch(text) is not None for text in first) >= 0.6 * len(first) and sum(later) < 0.3 * len(later):
        return False
    if not any(char.isalpha() for text in texts for char in text):
        return False
    if sum(_SECTION.fullmatch(text) is not None for text in first) >= 2 and sum(later) < 0.6 * len(later):
        return False
    if sum(is_running(line) for line in region.lines) >= 0.4 * len(region.lines):
        return False
    if region.is_ruled:
        return True
    if sum(len(spots) for spots in several) < 0.4 * count * len(several):
        return False
    if count == 2 and sum(later) < 0.6 * len(later):
        return False
    wide = sum(spot.end - spot.start > PROSE_WIDTH * spot.words[0].size for spots in placed for spot in spots)
    return wide <= 0.3 * len(texts)


def _value_columns(placed: Sequence[Sequence[Spot]]) -> int:
    """How many columns after the first hold values in half of the lines that fill them."""
    values: Counter[int] = Counter()
    filled: Counter[int] = Counter()
    for spot in (spot for spots in placed for spot in spots if spot.column > 0):
        filled[spot.column] += 1
        values[spot.column] += spot.is_value
    return sum(2 * values[column] >= count for column, count in filled.items() if count > 1)


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
        between = (lines[upper.last - 1].bottom + lines[lower.first].top) / 2
        row_edges.append(max(between, row_edges[-1] + THINNEST))  # large type may reach over several small lines
    row_edges.append(max(box[3], row_edges[-1] + THINNEST))
    return TextTable(
        (min(box[0], edges[0]), box[1], max(box[2], edges[-1]), row_edges[-1]),
        tuple(row_edges),
        tuple(edges),
        tuple(cells),
    )


def _spans(spots: Sequence[Spot], count: int) -> list[tuple[int, int]]:
    """Column ranges of a row's cells: those of its texts, and one for each column without any."""
    joined = [False] * count  # whether a column belongs to the cell of the one before
    for spot in spots:
        for column in range(spot.column + 1, spot.column_end):
            joined[column] = True
    starts = [column for column in range(count) if not joined[column]]
    return list(pairwise([*starts, count]))
