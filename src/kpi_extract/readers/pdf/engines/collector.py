"""What an engine draws → the page as seen: turned upright, cut to the visible page, clipped.

The engine reports in its own coordinates (points, y upwards); from here on they run from the top left.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence

from kpi_extract.place import Box
from kpi_extract.readers.pdf.engines.geometry import Point, around, common, cut, flow_of
from kpi_extract.readers.pdf.engines.ink import COLOUR, NO_INK, WHITE, Backdrop
from kpi_extract.readers.pdf.engines.joints import cut_at_joints, walls_of
from kpi_extract.readers.pdf.engines.outlines import Subpath, longest, rules_of
from kpi_extract.readers.pdf.marks import Flow, PageMarks, Rule, Run, page_point
from kpi_extract.readers.pdf.ruled.rules import THIN
from kpi_extract.readers.pdf.text import PRIVATE, cleaned, on_one_line

TOGETHER, BACKWARD = 0.05, 0.2
"""A glyph is of the same run if it stands within these shares of the size ahead of the pen, or behind it."""

SMALLEST = 0.05
"""Points: text of a smaller size leaves nothing on paper."""


class PageCollector:
    """Takes the marks of one page while an engine draws it.

    Args:
        visible: the visible page in the engine's coordinates: left, bottom, right, top.
    """

    def __init__(self, visible: Box) -> None:
        self.left, bottom, right, self.top = visible
        self.width, self.height = right - self.left, self.top - bottom
        self._page: Box = (-1.0, -1.0, self.width + 1, self.height + 1)
        self.clip = self._page
        """What later marks are cut to, in page coordinates. Spreadsheets clip cells at a page break."""
        self._runs: dict[int, list[Run]] = {NO_INK: [], WHITE: [], COLOUR: []}
        self._joints: dict[int, list[int]] = defaultdict(list)
        """Index of a run in colour → the indexes of its characters with which a text of its own begins."""
        self._is_new_text = True
        self._rules: list[Rule] = []
        self._white: list[Rule] = []
        self._coloured: list[Box] = []
        self._pictures: list[Box] = []
        self._unmapped = self._private = 0
        self._slanted: list[str] = []
        self._too_small: list[str] = []

    def clip_to(self, subpaths: Sequence[Subpath]) -> None:
        """Narrow the clip to the rectangle around some outlines."""
        points = [self._seen(point) for subpath in subpaths for point, _ in subpath]
        if points:
            self.clip = common(self.clip, around(points))

    def begin_text(self) -> None:
        """The glyphs that follow are a text of their own."""
        self._is_new_text = True

    def glyph(self, text: str | None, origin: Point, along: Point, size: float, vertical: bool, ink: int) -> None:
        """One printed glyph.

        Args:
            text: what it stands for, None where the font does not say.
            origin: where its baseline starts; for vertical writing the top left corner.
            along: from the origin to where the next glyph starts.
            size: the font size as printed.
            vertical: the font is one for vertical writing.
            ink: what it leaves on the paper.
        """
        text = "\ufffd" if text is None else on_one_line(cleaned(text))
        if size < SMALLEST:
            self._too_small.append(text)
            return
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
        self._append(self._runs[ink], Run(text, start, end, across, size, flow))

    def _append(self, runs: list[Run], glyph: Run) -> None:
        """Add a glyph to the last run, or open a new one. A ligature's letters share its width."""
        text, start, end, across, size, flow, _ = glyph
        starts = [start + (end - start) * number / len(text) for number in range(len(text))]
        last = runs[-1] if runs else None
        if (
            last is not None
            and last.starts is not None
            and last.flow == flow
            and abs(last.across - across) <= 0.01
            and last.size == size
            and -BACKWARD * size <= start - last.end <= TOGETHER * size
            and start > last.starts[-1]
        ):
            if self._is_new_text and runs is self._runs[COLOUR]:
                self._joints[len(runs) - 1].append(len(last.text))
            runs[-1] = Run(last.text + text, last.start, end, across, size, flow, [*last.starts, *starts])
        else:
            runs.append(Run(text, start, end, across, size, flow, starts))
        self._is_new_text = False

    def picture(self, corners: Sequence[Point]) -> None:
        """A picture, by its corners; one stretched to a line is a line."""
        box = cut(around([self._seen(corner) for corner in corners]), self.clip)
        if box is None:
            return
        if min(box[2] - box[0], box[3] - box[1]) <= THIN:
            self._rules.append(Rule(*box))
        else:
            self._pictures.append(box)

    def shading(self) -> None:
        """A gradient, which fills whatever the clip leaves."""
        x0, top, x1, bottom = self.clip
        if self.clip != self._page and min(x1 - x0, bottom - top) > THIN:
            self._rules.append(Rule(*self.clip, "fill"))
            self._coloured.append(self.clip)

    def path(self, subpath: Subpath, fill: int, stroke: int, thickness: float) -> None:
        """One outline.

        Args:
            subpath: the outline.
            fill: the ink of its area.
            stroke: the ink of its line.
            thickness: of the line, in points.
        """
        is_stroked = stroke == COLOUR or (stroke != NO_INK and fill == NO_INK)
        ink = stroke if is_stroked else fill  # the line of a white frame is not seen, its area is
        if ink == NO_INK:
            return
        seen = [(self._seen(point), straight) for point, straight in subpath]
        for rule in rules_of(seen, is_stroked, thickness, self.clip):
            (self._rules if ink == COLOUR else self._white).append(rule)
            if rule.kind == "fill" and is_stroked and stroke == COLOUR:
                self._coloured.append(rule[:4])
        if fill == COLOUR:
            area = around([point for point, _ in seen])
            if min(area[2] - area[0], area[3] - area[1]) > THIN:  # nothing is seen on a line
                self._coloured.append(area)

    def marks(self, incomplete: str, undrawn: str) -> PageMarks:
        """What was gathered."""
        backdrop = Backdrop(self._coloured, self._pictures)
        runs, unseen, behind = self._cut_runs(), "".join(self._too_small), 0
        for ink in (WHITE, NO_INK):
            for run in self._runs[ink]:
                sight = backdrop.sight(ink, *run.centre(len(run.text) // 2))
                if sight == "unseen":
                    unseen += run.text
                    continue
                runs.append(run)
                behind += len(run.text) if sight == "behind picture" else 0
        area = self.width * self.height
        shares = [(x1 - x0) * (bottom - top) / area for x0, top, x1, bottom in self._pictures if area]
        return PageMarks(
            runs=tuple(runs),
            rules=longest(self._rules + backdrop.parted(self._white)),
            width=self.width,
            height=self.height,
            picture_share=min(1.0, sum(shares)),
            unmapped=self._unmapped,
            private=self._private,
            slanted="".join("".join(self._slanted).split())[:40],
            invisible="".join(unseen.split())[:40],
            behind_picture=behind,
            undrawn=undrawn[:40],
            incomplete=incomplete,
        )

    def _cut_runs(self) -> list[Run]:
        """The runs in colour, those that touch at a rule apart."""
        walls = walls_of(self._rules)
        runs: list[Run] = []
        for number, run in enumerate(self._runs[COLOUR]):
            is_cut = number in self._joints and run.flow == "right"
            runs += cut_at_joints(run, self._joints[number], walls) if is_cut else [run]
        return runs

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
