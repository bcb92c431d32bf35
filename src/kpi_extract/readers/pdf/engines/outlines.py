"""Painted outlines → rules: which lines, boxes and areas a path leaves on the page."""

from __future__ import annotations

from collections.abc import Sequence

from kpi_extract.place import Box
from kpi_extract.readers.pdf.engines.geometry import Point, around, cut, is_rectangle
from kpi_extract.readers.pdf.marks import Rule
from kpi_extract.readers.pdf.rules import THIN

MOST_RULES = 20_000
"""A page with more is a map or a drawing: its longest lines may still be a table."""

Subpath = list[tuple[Point, bool]]
"""Points of one outline in page coordinates, each with whether a straight edge (not a curve) leads to it."""


def rules_of(subpath: Subpath, is_stroked: bool, thickness: float, clip: Box) -> list[Rule]:
    """What one outline draws inside the clip.

    Args:
        subpath: the outline.
        is_stroked: its line is drawn; otherwise its area is filled.
        thickness: of the line, in points.
        clip: what is cut away outside.
    """
    points = [point for point, _ in subpath]
    whole = around(points)
    if min(whole[2] - whole[0], whole[3] - whole[1]) <= THIN:
        box = cut(whole, clip)
        return [Rule(*box)] if box is not None and not (is_stroked and thickness > 2 * THIN) else []
    if all(straight for _, straight in subpath) and is_rectangle(points):
        box = cut(whole, clip)
        if box is None or min(box[2] - box[0], box[3] - box[1]) <= THIN:
            return []
        return [Rule(*box, "box" if is_stroked else "fill")]
    return _edges(subpath, points, is_stroked, clip)


def _edges(subpath: Subpath, points: list[Point], is_stroked: bool, clip: Box) -> list[Rule]:
    """The upright and level edges of an outline that is no rectangle (a rounded box, a bent frame)."""
    if not is_stroked and not all(straight for _, straight in subpath):
        return []
    edges: list[Rule] = []
    for here, there, (_, straight) in zip(points, points[1:], subpath[1:], strict=False):
        if straight and min(abs(there[0] - here[0]), abs(there[1] - here[1])) <= 0.5:
            box = cut(around([here, there]), clip)
            if box is not None and max(box[2] - box[0], box[3] - box[1]) > THIN:
                edges.append(Rule(*box))
    return edges


def longest(rules: Sequence[Rule]) -> tuple[Rule, ...]:
    """At most `MOST_RULES` of them, the longest, in their order."""
    if len(rules) <= MOST_RULES:
        return tuple(rules)
    by_length = sorted(range(len(rules)), key=lambda n: _length(rules[n]), reverse=True)
    return tuple(rules[number] for number in sorted(by_length[:MOST_RULES]))


def _length(rule: Rule) -> float:
    return rule.x1 - rule.x0 + rule.bottom - rule.top
