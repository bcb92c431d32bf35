"""Painted outlines → rules: which lines, boxes and areas a path leaves on the page."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from kpi_extract.place import Box
from kpi_extract.readers.pdf.engines.geometry import Point, around, cut, is_rectangle
from kpi_extract.readers.pdf.marks import Rule
from kpi_extract.readers.pdf.ruled.rules import THIN

MOST_RULES = 20_000
"""A page with more is a map or a drawing: its longest lines may still be a table."""

_SIDE = 0.5
"""How far (points) an edge may stand from the side it lies on."""

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
        if is_stroked and thickness > 2 * THIN:
            return _broad(points, thickness, clip)
        box = cut(whole, clip)
        return [Rule(*box)] if box is not None else []
    if all(straight for _, straight in subpath) and is_rectangle(points):
        box = cut(whole, clip)
        if box is None or min(box[2] - box[0], box[3] - box[1]) <= THIN:
            return []
        return [Rule(*box, "box" if is_stroked else "fill")]
    if is_stroked and is_rounded_rectangle(subpath):
        box = cut(whole, clip)
        return [Rule(*box, "box")] if box is not None else []
    return _edges(subpath, points, is_stroked, clip)


def _broad(points: list[Point], thickness: float, clip: Box) -> list[Rule]:
    """A line so thick that it is an area: a row or a bar painted with one stroke."""
    x0, top, x1, bottom = around(points)
    half = thickness / 2
    if x1 - x0 >= bottom - top:
        top, bottom = top - half, bottom + half
    else:
        x0, x1 = x0 - half, x1 + half
    box = cut((x0, top, x1, bottom), clip)
    if box is None or min(box[2] - box[0], box[3] - box[1]) <= THIN:
        return []
    return [Rule(*box, "fill")]


def _edges(subpath: Subpath, points: list[Point], is_stroked: bool, clip: Box) -> list[Rule]:
    """The upright and level edges of an outline that is no rectangle (a rounded box, a bent frame)."""
    if not is_stroked and not _is_upright(subpath, points):
        return []  # an arrow, a bubble
    edges: list[Rule] = []
    for here, there, (_, straight) in zip(points, points[1:], subpath[1:], strict=False):
        if straight and min(abs(there[0] - here[0]), abs(there[1] - here[1])) <= 0.5:
            box = cut(around([here, there]), clip)
            if box is not None and max(box[2] - box[0], box[3] - box[1]) > THIN:
                edges.append(Rule(*box))
    return edges


def is_rounded_rectangle(subpath: Subpath) -> bool:
    """Whether an outline has a straight edge along more than half of each side of the box around it."""
    points = [point for point, _ in subpath]
    x0, y0, x1, y1 = around(points)
    covered = {"left": 0.0, "right": 0.0, "top": 0.0, "bottom": 0.0}
    for here, there, (_, straight) in zip(points, points[1:], subpath[1:], strict=False):
        if not straight:
            continue
        if max(abs(here[0] - x0), abs(there[0] - x0)) <= _SIDE:
            covered["left"] += abs(there[1] - here[1])
        elif max(abs(here[0] - x1), abs(there[0] - x1)) <= _SIDE:
            covered["right"] += abs(there[1] - here[1])
        elif max(abs(here[1] - y0), abs(there[1] - y0)) <= _SIDE:
            covered["top"] += abs(there[0] - here[0])
        elif max(abs(here[1] - y1), abs(there[1] - y1)) <= _SIDE:
            covered["bottom"] += abs(there[0] - here[0])
    width, height = (x1 - x0) / 2, (y1 - y0) / 2
    return min(covered["left"], covered["right"]) > height and min(covered["top"], covered["bottom"]) > width


def _is_upright(subpath: Subpath, points: list[Point]) -> bool:
    """Whether all edges of an outline are straight, and level or upright."""
    closed = [*points, points[0]]
    return all(straight for _, straight in subpath) and all(
        min(abs(there[0] - here[0]), abs(there[1] - here[1])) <= _SIDE for here, there in pairwise(closed)
    )


def longest(rules: Sequence[Rule]) -> tuple[Rule, ...]:
    """At most `MOST_RULES` of them, the longest, in their order."""
    if len(rules) <= MOST_RULES:
        return tuple(rules)
    by_length = sorted(range(len(rules)), key=lambda n: _length(rules[n]), reverse=True)
    return tuple(rules[number] for number in sorted(by_length[:MOST_RULES]))


def _length(rule: Rule) -> float:
    return rule.x1 - rule.x0 + rule.bottom - rule.top
