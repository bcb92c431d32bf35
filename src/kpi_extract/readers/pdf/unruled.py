"""Tables whose cells are not, or not all, enclosed by rules: columns from alignment, rows from baselines and the rules there are.

Rules decide first: level rules of one extent with text in columns between them are a table. Text decides second:
lines one below the other whose gaps stand one below the other. Running text, lists and contents pages are none.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import compress, pairwise
from typing import NamedTuple

from kpi_extract.place import Box
from kpi_extract.readers.pdf.alignment import columns_of, edges_of, span_of
from kpi_extract.readers.pdf.marks import Rule, Run
from kpi_extract.readers.pdf.rules import Segment, segments_of
from kpi_extract.readers.pdf.text_rows import Row, rows_of_lines, spots_of
from kpi_extract.readers.pdf.words import (
    Piece,
    Spot,
    TextLine,
    box_of,
    is_value,
    line_of_words,
    lines_of_words,
    words_of,
)

SAME_EXTENT = 6.0
"""Level rules whose ends differ by no more than this (points) belong to one table."""
DOUBLE_RULE = 6.0
"""Level rules this near to each other (points) are one double rule."""
LONGEST_STEP = 3.2
"""Lines further apart than this many font sizes do not belong to one table, unless rules say so."""
ROOMY = 2.8
"""Level rules this many font sizes apart for each line between them are no two rules of one table."""
NEXT_LINE = 2.0
"""A line no further than this many font sizes from a table's rules may be its heading or its total."""
WIDEST_SPACE, WIDEST_LATIN_SPACE = 1.1, 2.0
"""Words of a line spread to both margins are no further apart, in font sizes."""
PROSE_WIDTH = 18.0
"""Text this wide (in font sizes), on three lines or more, is running text."""

_DIGIT = re.compile(r"\d")
_LEADER = re.compile(r"(?:[.．]\s*){4,}|[…‥]{2,}|[・･]{4,}|·{4,}|_{4,}")
_BULLET = re.compile(
    r"[•●○◎・◆◇■□▪–—*※➢→-]|[(（]?(?:\d{1,2}(?:[.．]\d{1,2})*|[a-zA-Zア-ンivxIVX]{1,4})[)）.．]?|[①-⑳]|第\d+[条章節]"
)

_SECTION = re.compile(r"\d{1,2}(?:[.．]\d{1,2})+[.．]?")


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
    if sum(len(line.pieces) > 1 for line in lines) < 2:
        return []
    level = _free_level_rules(rules, taken)
    regions, rest = _extended(*_between_rules(lines, level))
    regions += _stretches(_without_prose(rest), taken)
    tables = [
        table
        for region in regions
        if (table := _table_of(region, level)) is not None and not any(_covers(table.box, box) for box in taken)
    ]
    return sorted(tables, key=lambda table: (table.box[1], table.box[0]))


def table_of_lines(lines: Sequence[TextLine], level: Sequence[Segment]) -> TextTable | None:
    """Lines known to be one table, with its level rules, made rows and columns; None where they are no table."""
    return _table_of(_Region(tuple(lines), is_ruled=True), level)


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


# --- regions: where tables may be -------------------------------------------------------------------------------------


def _between_rules(lines: list[TextLine], level: Sequence[Segment]) -> tuple[list[_Region], list[TextLine]]:
    """Regions between level rules of one extent, and the lines that are in none."""
    regions: list[_Region] = []
    rest = lines
    for chain in _chains(level):
        bands: list[TextLine] = []
        for upper, lower in pairwise(chain):
            band = _within(rest, upper, lower)
            if band and _is_tabular(band) and not _is_caption(band, lower.at - upper.at):
                bands += band
            elif band or lower.at - upper.at > DOUBLE_RULE:
                rest = _taken_out(rest, bands, regions)
                bands = []
        rest = _taken_out(rest, bands, regions)
    return regions, rest


def _extended(regions: list[_Region], rest: list[TextLine]) -> tuple[list[_Region], list[TextLine]]:
    """Regions with the lines next to them that stand in the same columns: a heading over the first rule, a total."""
    grown: list[_Region] = []
    for region in regions:
        columns = columns_of(region.lines)
        if len(columns) > 1:
            edges = edges_of(columns)
            for direction in (-1, 1):
                line = _next_line(region, rest, direction)
                while line is not None and _fits(line, edges):
                    rest = [other for other in rest if other is not line]
                    lines = (line, *region.lines) if direction < 0 else (*region.lines, line)
                    region = _Region(lines, is_ruled=True)
                    line = _next_line(region, rest, direction)
        grown.append(region)
    return grown, rest


def _next_line(region: _Region, rest: Sequence[TextLine], direction: int) -> TextLine | None:
    """The nearest line above (-1) or below (1) a region, if it is near."""
    edge = region.lines[0] if direction < 0 else region.lines[-1]
    near = [
        line for line in rest if 0 < (line.across - edge.across) * direction <= NEXT_LINE * max(line.size, edge.size)
    ]
    return min(near, key=lambda line: abs(line.across - edge.across)) if near else None


def _fits(line: TextLine, edges: Sequence[float]) -> bool:
    """Whether all of a line's pieces stand in columns of their own, two at least."""
    if line.start < edges[0] - line.size or line.end > edges[-1] + line.size or _is_running(line):
        return False
    spans = [span_of(piece, edges) for piece in line.pieces]
    return len(set(spans)) == len(spans) >= 2 and all(last - first == 1 for first, last in spans)


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
    """Whether what stands between two level rules may be rows of a table."""
    running = sum(_is_running(line) for line in band)
    if len(band) <= 2:
        return running < len(band)
    return running < 0.4 * len(band) and sum(len(line.pieces) > 1 for line in band) >= 0.4 * len(band)


def _is_caption(band: Sequence[TextLine], height: float) -> bool:
    """One text with much room round it: what stands between two tables rather than between two of their rows."""
    if any(len(line.pieces) > 1 for line in band):
        return False
    return height > ROOMY * sum(line.size for line in band)


def _is_running(line: TextLine) -> bool:
    """A line of running text: wide, wordy, with hardly a gap in it."""
    width = line.end - line.start
    gaps = [right.start - left.end for left, right in pairwise(line.pieces)]
    if width < PROSE_WIDTH * line.size or sum(gaps) > 0.25 * width:
        return False
    text = "".join(piece.text for piece in line.pieces)
    is_latin = max(text) < "\u2e80"
    if sum(gaps) > (0.25 if is_latin else 0.15) * width:
        return False
    if max(gaps, default=0.0) > (WIDEST_LATIN_SPACE if is_latin else WIDEST_SPACE) * line.size:
        return False
    return _is_wordy(text) and not is_value(line.pieces[-1].text)


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


class _Stack:
    """Pieces one below the other that may be lines of one paragraph."""

    def __init__(self, line: TextLine, index: int) -> None:
        self.pieces: list[Piece] = []
        self.wide = self.valued = 0
        self.add(line, index)

    def add(self, line: TextLine, index: int) -> None:
        piece = line.pieces[index]
        self.pieces.append(piece)
        self.across, self.size = line.across, piece.words[0].size
        self.is_wide = piece.end - piece.start >= PROSE_WIDTH * self.size and _is_wordy(piece.text)
        self.wide += self.is_wide
        self.valued += _has_values_beside(line, index)

    def goes_on(self, line: TextLine, piece: Piece) -> bool:
        """Whether a piece stands below the last one as the next line of a paragraph does."""
        if not self.is_wide or not 0 < line.across - self.across <= 2.2 * line.size:
            return False
        above = self.pieces[-1]
        shared = min(piece.end, above.end) - max(piece.start, above.start)
        return shared >= 0.6 * (piece.end - piece.start) and abs(piece.words[0].size - self.size) < 0.2 * self.size

    @property
    def is_prose(self) -> bool:
        """Three lines, two of them wide, and not labels of values that stand beside them."""
        return self.wide >= 2 and len(self.pieces) >= 3 and self.valued < 0.5 * len(self.pieces)


def _prose_pieces(lines: Sequence[TextLine]) -> set[int]:
    """Pieces by identity: wide text on three lines one below the other, and the last line below such."""
    done: list[_Stack] = []
    stacks: list[_Stack] = []
    for line in lines:
        is_near = [stack.is_wide and line.across - stack.across <= 2.2 * line.size for stack in stacks]
        near = list(compress(stacks, is_near))
        done += [stack for stack, stays in zip(stacks, is_near, strict=True) if not stays]
        started = []
        for index, piece in enumerate(line.pieces):
            above = next((stack for stack in near if stack.goes_on(line, piece)), None)
            if above is not None:
                above.add(line, index)
            else:
                started.append(_Stack(line, index))
        stacks = near + started
    return {id(piece) for stack in done + stacks if stack.is_prose for piece in stack.pieces}


def _has_values_beside(line: TextLine, index: int) -> bool:
    return any(is_value(piece.text) for piece in line.pieces[index + 1 :])


def _is_wordy(text: str) -> bool:
    return len(_DIGIT.findall(text)) < 0.3 * len(text)


def _stretches(lines: Sequence[TextLine], taken: Sequence[Box]) -> list[_Region]:
    """Lines in close succession, from the first to the last that has more than one piece."""
    regions: list[_Region] = []
    group: list[TextLine] = []
    for line in lines:
        if _is_running(line):
            regions += _trimmed(group)
            group = []
            continue
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
    placed: list[Sequence[Spot]] = [spots_of(line, edges) for line in region.lines]
    if not region.is_ruled:
        several = [index for index, spots in enumerate(placed) if len(spots) > 1]
        if not several:
            return None
        if len(several) < several[-1] - several[0] + 1 or several[0] or several[-1] + 1 < len(placed):
            inner = region.lines[several[0] : several[-1] + 1]
            if len(inner) < len(region.lines):  # a caption or a note whose gaps are none of the table's
                return _table_of(_Region(inner, is_ruled=False), level)
    if not _is_table(region, placed, edges):
        return None
    box = box_of(region.lines)
    inside = [
        rule
        for rule in level
        if box[1] - 2 <= rule.at <= box[3] + 2 and min(rule.end, box[2]) - max(rule.start, box[0]) > 0
    ]
    rows, placed = rows_of_lines(region.lines, placed, edges, inside)
    if len(rows) < (2 if region.is_ruled else 3):
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
    later = [is_value("".join(word.text for word in spot.words)) for spots in several for spot in spots[1:]]
    if sum(_BULLET.fullmatch(text) is not None for text in first) >= 0.6 * len(first) and sum(later) < 0.3 * len(later):
        return False
    if not any(char.isalpha() for text in texts for char in text):
        return False
    if sum(_SECTION.fullmatch(text) is not None for text in first) >= 2 and sum(later) < 0.6 * len(later):
        return False
    if sum(_is_running(line) for line in region.lines) >= 0.4 * len(region.lines):
        return False
    if region.is_ruled:
        return True
    if sum(len(spots) for spots in several) < 0.4 * count * len(several):
        return False
    if count == 2 and sum(later) < 0.6 * len(later):
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
