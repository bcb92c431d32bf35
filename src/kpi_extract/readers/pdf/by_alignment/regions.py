"""Where tables may be: between level rules of one extent, or where lines with gaps follow each other closely."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import pairwise, product
from typing import NamedTuple

from kpi_extract.place import Box
from kpi_extract.readers.pdf.by_alignment.alignment import columns_of, edges_of, span_of
from kpi_extract.readers.pdf.by_alignment.running_text import is_running, without_prose
from kpi_extract.readers.pdf.by_alignment.words import TextLine, line_of_words
from kpi_extract.readers.pdf.ruled.rules import Segment

SAME_EXTENT = 6.0
"""Level rules whose ends differ by no more than this (points) belong to one table."""
SHORTEST_RULE = 60.0
"""Level rules shorter than this (points) frame no table."""
DOUBLE_RULE = 6.0
"""Level rules this near to each other (points) are one double rule."""
LONGEST_STEP = 3.2
"""Lines further apart than this many font sizes do not belong to one table, unless rules say so."""
LARGEST = 24.0
"""Baselines of text between two rules may lie this far (points) below the lower one: 0.3 of the largest size."""
ROOMY = 2.8
"""Level rules this many font sizes apart for each line between them are no two rules of one table."""
NEXT_LINE = 2.0
"""A line no further than this many font sizes from a table's rules may be its heading or its total."""


class Region(NamedTuple):
    """Lines that may be a table, and whether rules of one extent enclose them."""

    lines: tuple[TextLine, ...]
    is_ruled: bool


def find_regions(lines: list[TextLine], level: Sequence[Segment], taken: Sequence[Box]) -> list[Region]:
    """The regions of a page, those with rules first.

    Args:
        lines: from top to bottom.
        level: level rules that are part of no ruled table.
        taken: boxes of the ruled tables.
    """
    regions, rest = _extended(*_between_rules(lines, level)) if level else ([], lines)
    return regions + _stretches(without_prose(rest), taken)


def _between_rules(lines: list[TextLine], level: Sequence[Segment]) -> tuple[list[Region], list[TextLine]]:
    """Regions between level rules of one extent, and the lines that are in none."""
    regions: list[Region] = []
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


def _extended(regions: list[Region], rest: list[TextLine]) -> tuple[list[Region], list[TextLine]]:
    """Regions with the lines next to them that stand in the same columns: a heading over the first rule, a total."""
    grown: list[Region] = []
    for region in regions:
        columns = columns_of(region.lines)
        if len(columns) > 1:
            edges = edges_of(columns)
            for direction in (-1, 1):
                line = _next_line(region, rest, direction)
                while line is not None and _fits(line, edges):
                    rest = [other for other in rest if other is not line]
                    lines = (line, *region.lines) if direction < 0 else (*region.lines, line)
                    region = Region(lines, is_ruled=True)
                    line = _next_line(region, rest, direction)
        grown.append(region)
    return grown, rest


def _next_line(region: Region, rest: Sequence[TextLine], direction: int) -> TextLine | None:
    """The nearest line above (-1) or below (1) a region, if it is near."""
    edge = region.lines[0] if direction < 0 else region.lines[-1]
    near = [
        line for line in rest if 0 < (line.across - edge.across) * direction <= NEXT_LINE * max(line.size, edge.size)
    ]
    return min(near, key=lambda line: abs(line.across - edge.across)) if near else None


def _fits(line: TextLine, edges: Sequence[float]) -> bool:
    """Whether all of a line's pieces stand in columns of their own, two at least."""
    if line.start < edges[0] - line.size or line.end > edges[-1] + line.size or is_running(line):
        return False
    spans = [span_of(piece, edges) for piece in line.pieces]
    return len(set(spans)) == len(spans) >= 2 and all(last - first == 1 for first, last in spans)


def _taken_out(rest: list[TextLine], inside: list[TextLine], regions: list[Region]) -> list[TextLine]:
    if sum(len(line.pieces) > 1 for line in inside) < 2:
        return rest
    regions.append(Region(tuple(inside), is_ruled=True))
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
    by_extent: dict[tuple[int, int], list[list[Segment]]] = {}
    for rule in whole:
        if rule.end - rule.start < SHORTEST_RULE:
            continue
        start, end = int(rule.start // SAME_EXTENT), int(rule.end // SAME_EXTENT)
        near = [key for key in product((start, start - 1, start + 1), (end, end - 1, end + 1)) if key in by_extent]
        for chain in (chain for key in near for chain in by_extent[key]):
            if abs(chain[0].start - rule.start) <= SAME_EXTENT and abs(chain[0].end - rule.end) <= SAME_EXTENT:
                chain.append(rule)
                break
        else:
            chains.append([rule])
            by_extent.setdefault((start, end), []).append(chains[-1])
    return [chain for chain in chains if len(chain) > 1]


def _within(lines: Sequence[TextLine], upper: Segment, lower: Segment) -> list[TextLine]:
    """The parts of lines between two rules."""
    first, last = bisect_left(lines, upper.at, key=_across), bisect_right(lines, lower.at + LARGEST, key=_across)
    found = []
    for line in lines[first:last]:
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


def _across(line: TextLine) -> float:
    return line.across


def _is_tabular(band: Sequence[TextLine]) -> bool:
    """Whether what stands between two level rules may be rows of a table."""
    running = sum(is_running(line) for line in band)
    if len(band) <= 2:
        return running < len(band)
    return running < 0.4 * len(band) and sum(len(line.pieces) > 1 for line in band) >= 0.4 * len(band)


def _is_caption(band: Sequence[TextLine], height: float) -> bool:
    """One text with much room round it: what stands between two tables rather than between two of their rows."""
    if any(len(line.pieces) > 1 for line in band):
        return False
    return height > ROOMY * sum(line.size for line in band)


def _stretches(lines: Sequence[TextLine], taken: Sequence[Box]) -> list[Region]:
    """Lines in close succession, from the first to the last that has more than one piece."""
    regions: list[Region] = []
    group: list[TextLine] = []
    for line in lines:
        if is_running(line):
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


def _trimmed(group: Sequence[TextLine]) -> list[Region]:
    many = [index for index, line in enumerate(group) if len(line.pieces) > 1]
    regions = []
    start = 0
    for number, index in enumerate(many):
        if number + 1 == len(many) or many[number + 1] - index > 4:
            part = group[many[start] : index + 1]
            if number - start >= 1:
                regions.append(Region(tuple(part), is_ruled=False))
            start = number + 1
    return regions
