"""What an engine draws → the page as seen: turned upright, cut to the visible page, clipped.

The engine reports in its own coordinates (points, y upwards); from here on they run from the top left.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from kpi_extract.place import Box
from kpi_extract.readers.pdf.marks import Character, Flow, PageMarks, Rule
from kpi_extract.readers.pdf.rules import THIN
from kpi_extract.readers.pdf.text import clean

MOST_RULES = 20_000

Point = tuple[float, float]
Subpath = list[tuple[Point, bool]]
"""Points of one outline, each with whether a straight edge (not a curve) leads to it."""


class PageCollector:
    """Takes the marks of one page while an engine draws it.

    Args:
        visible: the visible page in the engine's coordinates: left, bottom, right, top.
    """

    def __init__(self, visible: Box) -> None:
        self.left, bottom, right, self.top = visible
        self.width, self.height = right - self.left, self.top - bottom
        self.clip: Box = (-1.0, -1.0, self.width + 1, self.height + 1)
        """What later marks are cut to, in page coordinates. Spreadsheets clip cells at a page break."""
        self._characters: list[Character] = []
        self._rules: list[Rule] = []
        self._picture = 0.0
        self._unmapped = self._private = 0
        self._slanted: list[str] = []

    def clip_to(self, subpaths: Sequence[Subpath]) -> None:
        """Narrow the clip to the rectangle around some outlines."""
        points = [self._seen(point) for subpath in subpaths for point, _ in subpath]
        if points:
            box = _around(points)
            x0, top, x1, bottom = self.clip
            self.clip = (max(x0, box[0]), max(top, box[1]), min(x1, box[2]), min(bottom, box[3]))

    def glyph(self, text: str | None, origin: Point, along: Point, size: float, vertical: bool) -> None:
        """One printed glyph.

        Args:
            text: what it stands for, None where the font does not say.
            origin: where its baseline starts; for vertical writing the top left corner.
            along: from the origin to where the next glyph starts.
            size: the font size as printed.
            vertical: the font is one for vertical writing.
        """
        text = "\ufffd" if text is None else clean(text)
        x, y = self._seen(origin)
        flow = "vertical" if vertical else _flow(along)
        if flow is None:
            self._slanted.append(text)
            return
        char = Character(text, x, y, math.hypot(*along), size, flow)
        middle, level = char.centre
        x0, top, x1, bottom = self.clip
        if not text or not (x0 <= middle <= x1 and top <= level <= bottom):
            return
        if "\ufffd" in text:
            self._unmapped += 1
        elif any(_is_private(one) for one in text):
            self._private += 1
        self._characters.append(char)

    def picture(self, corners: Sequence[Point]) -> None:
        """A picture, by its corners."""
        box = _cut(_around([self._seen(corner) for corner in corners]), self.clip)
        if box is not None and self.width * self.height:
            share = (box[2] - box[0]) * (box[3] - box[1]) / (self.width * self.height)
            self._picture = max(self._picture, share)

    def path(self, subpath: Subpath, is_stroked: bool, thickness: float) -> None:
        """One outline, stroked or filled."""
        points = [self._seen(point) for point, _ in subpath]
        whole = _around(points)
        if min(whole[2] - whole[0], whole[3] - whole[1]) <= THIN:
            box = _cut(whole, self.clip)
            if box is not None and not (is_stroked and thickness > 2 * THIN):
                self._rules.append(Rule(*box))
        elif all(straight for _, straight in subpath) and _is_rectangle(points):
            box = _cut(whole, self.clip)
            if box is not None and min(box[2] - box[0], box[3] - box[1]) > THIN:
                self._rules.append(Rule(*box, "box" if is_stroked else "fill"))
        else:
            self._edges(subpath, points, is_stroked)

    def _edges(self, subpath: Subpath, points: list[Point], is_stroked: bool) -> None:
        """The upright and level edges of an outline that is no rectangle (a rounded box, a bent frame)."""
        if not is_stroked and not all(straight for _, straight in subpath):
            return
        for here, there, (_, straight) in zip(points, points[1:], subpath[1:], strict=False):
            if straight and min(abs(there[0] - here[0]), abs(there[1] - here[1])) <= 0.5:
                box = _cut(_around([here, there]), self.clip)
                if box is not None and max(box[2] - box[0], box[3] - box[1]) > THIN:
                    self._rules.append(Rule(*box))

    def marks(self, incomplete: str) -> PageMarks:
        """What was gathered."""
        rules = self._rules
        if len(rules) > MOST_RULES:  # a map or a drawing: its long lines may still be a table
            rules = sorted(rules, key=lambda rule: rule.x1 - rule.x0 + rule.bottom - rule.top, reverse=True)[
                :MOST_RULES
            ]
        return PageMarks(
            tuple(self._characters),
            tuple(rules),
            self.width,
            self.height,
            self._picture,
            self._unmapped,
            self._private,
            "".join("".join(self._slanted).split())[:40],
            incomplete,
        )

    def _seen(self, point: Point) -> Point:
        return (point[0] - self.left, self.top - point[1])


def _around(points: Sequence[Point]) -> Box:
    xs = [x for x, _ in points]
    ys = [y for _, y in points]
    return (min(xs), min(ys), max(xs), max(ys))


def _cut(box: Box, clip: Box) -> Box | None:
    """What of a box lies inside the clip; None for nothing. A line on the clip's edge is inside."""
    x0, top = max(box[0], clip[0] - 1), max(box[1], clip[1] - 1)
    x1, bottom = min(box[2], clip[2] + 1), min(box[3], clip[3] + 1)
    return (x0, top, x1, bottom) if x0 <= x1 and top <= bottom else None


def _flow(along: Point) -> Flow | None:
    """The direction a line of text runs in; None where it is slanted by more than five degrees."""
    x, y = along
    if x == 0 and y == 0:
        return "right"
    if abs(y) <= 0.09 * abs(x):
        return "right" if x > 0 else "left"
    if abs(x) <= 0.09 * abs(y):
        return "up" if y > 0 else "down"
    return None


def _is_private(char: str) -> bool:
    return "\ue000" <= char <= "\uf8ff" or char >= "\U000f0000"


def _is_rectangle(points: list[Point]) -> bool:
    corners = points[:-1] if len(points) == 5 and math.dist(points[0], points[-1]) < 0.5 else points
    if len(corners) != 4:
        return False
    turned = corners[1:] + corners[:1]
    return all(min(abs(a[0] - b[0]), abs(a[1] - b[1])) <= 0.5 for a, b in zip(corners, turned, strict=True))
