"""What an engine draws → the page as seen: turned upright, cut to the visible page, clipped.

The engine reports in its own coordinates (points, y upwards); from here on they run from the top left.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from kpi_extract.place import Box
from kpi_extract.readers.pdf.engines.geometry import Point, around, common, cut, flow_of
from kpi_extract.readers.pdf.engines.outlines import Subpath, longest, rules_of
from kpi_extract.readers.pdf.marks import Flow, PageMarks, Rule, Run, page_point
from kpi_extract.readers.pdf.text import PRIVATE, cleaned

TOGETHER, BACKWARD = 0.05, 0.2
"""A glyph is of the same run if it stands within these shares of the size ahead of the pen, or behind it."""


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
        self._runs: list[Run] = []
        self._rules: list[Rule] = []
        self._picture = 0.0
        self._unmapped = self._private = 0
        self._slanted: list[str] = []

    def clip_to(self, subpaths: Sequence[Subpath]) -> None:
        """Narrow the clip to the rectangle around some outlines."""
        points = [self._seen(point) for subpath in subpaths for point, _ in subpath]
        if points:
            self.clip = common(self.clip, around(points))

    def glyph(self, text: str | None, origin: Point, along: Point, size: float, vertical: bool) -> None:
        """One printed glyph.

        Args:
            text: what it stands for, None where the font does not say.
            origin: where its baseline starts; for vertical writing the top left corner.
            along: from the origin to where the next glyph starts.
            size: the font size as printed.
            vertical: the font is one for vertical writing.
        """
        text = "\ufffd" if text is None else cleaned(text)
        x, y = self._seen(origin)
        flow: Flow | None = "vertical" if vertical else flow_of(*along)
        if flow is None:
            self._slanted.append(text)
            return
        start, across = _along(flow, x, y)
        end = start + math.hypot(*along)
        middle, level = page_point((start + end) / 2, across, size, flow)
        x0, top, x1, bottom = self.clip
        if not text or not (x0 <= middle <= x1 and top <= level <= bottom):
            return
        if "\ufffd" in text:
            self._unmapped += 1
        elif PRIVATE.search(text):
            self._private += 1
        self._append(text, start, end, across, size, flow)

    def _append(self, text: str, start: float, end: float, across: float, size: float, flow: Flow) -> None:
        """Add a glyph to the last run, or open a new one. A ligature's letters share its width."""
        starts = [start + (end - start) * number / len(text) for number in range(len(text))]
        last = self._runs[-1] if self._runs else None
        if (
            last is not None
            and last.starts is not None
            and last.flow == flow
            and abs(last.across - across) <= 0.01
            and last.size == size
            and -BACKWARD * size <= start - last.end <= TOGETHER * size
            and start > last.starts[-1]
        ):
            self._runs[-1] = Run(last.text + text, last.start, end, across, size, flow, [*last.starts, *starts])
        else:
            self._runs.append(Run(text, start, end, across, size, flow, starts))

    def picture(self, corners: Sequence[Point]) -> None:
        """A picture, by its corners."""
        box = cut(around([self._seen(corner) for corner in corners]), self.clip)
        if box is not None and self.width * self.height:
            share = (box[2] - box[0]) * (box[3] - box[1]) / (self.width * self.height)
            self._picture = max(self._picture, share)

    def path(self, subpath: Subpath, is_stroked: bool, thickness: float) -> None:
        """One outline, stroked or filled."""
        seen = [(self._seen(point), straight) for point, straight in subpath]
        self._rules += rules_of(seen, is_stroked, thickness, self.clip)

    def marks(self, incomplete: str) -> PageMarks:
        """What was gathered."""
        return PageMarks(
            runs=tuple(self._runs),
            rules=longest(self._rules),
            width=self.width,
            height=self.height,
            picture_share=self._picture,
            unmapped=self._unmapped,
            private=self._private,
            slanted="".join("".join(self._slanted).split())[:40],
            incomplete=incomplete,
        )

    def _seen(self, point: Point) -> Point:
        return (point[0] - self.left, self.top - point[1])


def _along(flow: Flow, x: float, y: float) -> Point:
    """(along, across) of a point on a line of text."""
    if flow == "right":
        return (x, y)
    if flow == "up":
        return (-y, x)
    if flow == "left":
        return (-x, -y)
    return (y, -x)
