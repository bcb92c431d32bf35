"""What a page carries, whichever engine read it: runs of characters and rules, in points from the top left of the page as seen.

This is all that stands between an engine and the making of tables and text: an engine has only to fill a `PageMarks`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from kpi_extract.place import Box

Flow = Literal["right", "up", "left", "down", "vertical"]
"""The way a line of text runs. "vertical" is Japanese vertical writing: downwards, lines from right to left."""

RuleKind = Literal["line", "box", "fill"]
"""A thin line; the outline of a rectangle; an area filled with a colour."""

ASCENT, DESCENT = 0.88, 0.12
"""Share of the font size above and below the baseline: the ideographic em box. Fonts state theirs too unreliably."""
MIDDLE = (ASCENT - DESCENT) / 2
"""How far above the baseline, as a share of the size, the middle of a character stands."""


class Run(NamedTuple):
    """Characters printed one after the other on one baseline, with no gap between them that stands for a space.

    Positions are given along and across the line so that both grow in reading order, whatever the flow:
    for "right" they are x and y from the top left; for "up" -y and x; for "down" y and -x; for "left" -x and -y; for
    "vertical" y and -x (of the left edge of the column).
    """

    text: str
    start: float
    """Where the first character starts along the line."""
    end: float
    """Where the last character ends along the line."""
    across: float
    """The baseline; for vertical writing the left edge of the column."""
    size: float
    """Font size as printed, points."""
    flow: Flow = "right"
    starts: Sequence[float] | None = None
    """Where each character starts along the line; None where the engine did not ask, because no rule of the page, no
    cut and no printed space comes between them: then they are taken to be spread evenly."""

    @property
    def box(self) -> Box:
        """The em boxes of the characters."""
        return page_box(self.start, self.end, self.across, self.size, self.flow)

    def position(self, index: int) -> float:
        """Where the character at `index` starts along the line; the end of the run for the index after the last."""
        if index <= 0:
            return self.start
        if index >= len(self.text):
            return self.end
        if self.starts is not None:
            return self.starts[index]
        return self.start + (self.end - self.start) * index / len(self.text)

    def part(self, first: int, last: int) -> Run:
        """The characters from first up to but without last."""
        starts = None if self.starts is None else self.starts[first:last]
        return Run(
            self.text[first:last],
            self.position(first),
            self.position(last),
            self.across,
            self.size,
            self.flow,
            starts,
        )

    def centre(self, index: int) -> tuple[float, float]:
        """The middle (x, y) of one character's em box: the point that decides in which cell it stands."""
        along = (self.position(index) + self.position(index + 1)) / 2
        return page_point(along, self.across, self.size, self.flow)


def page_point(along: float, across: float, size: float, flow: Flow) -> tuple[float, float]:
    """The page's (x, y) of a place along the line, at half the height of its characters."""
    if flow == "right":
        return (along, across - MIDDLE * size)
    if flow == "vertical":
        return (size / 2 - across, along)
    if flow == "up":
        return (across - MIDDLE * size, -along)
    if flow == "down":
        return (MIDDLE * size - across, along)
    return (-along, MIDDLE * size - across)


def page_box(start: float, end: float, across: float, size: float, flow: Flow) -> Box:
    """The page's box of a piece of a line."""
    up, down = ASCENT * size, DESCENT * size
    if flow == "right":
        return (start, across - up, end, across + down)
    if flow == "vertical":
        return (-across, start, size - across, end)
    if flow == "up":
        return (across - up, -end, across + down, -start)
    if flow == "down":
        return (-across - down, start, up - across, end)
    return (-end, -across - down, -start, up - across)


class Rule(NamedTuple):
    """One ruling mark; for kind "line" the thinner side is the thickness."""

    x0: float
    top: float
    x1: float
    bottom: float
    kind: RuleKind = "line"


@dataclass(frozen=True, slots=True)
class PageMarks:
    """Everything on one page that tables and text are made from."""

    runs: tuple[Run, ...]
    rules: tuple[Rule, ...]
    width: float
    height: float
    picture_share: float = 0.0
    """The share of the page area that pictures take; scanners cut a page into strips."""
    unmapped: int = 0
    """Characters whose code the font does not translate into text; each is U+FFFD in `runs`."""
    private: int = 0
    """Characters of Unicode's private area: bullets of symbol fonts, or a damaged text layer."""
    slanted: str = ""
    """Text that runs in no axis-parallel direction (a watermark); it is not in `runs`."""
    invisible: str = ""
    """Text that is there but not seen: drawn in no or in the page's colour. It is not in `runs`."""
    behind_picture: int = 0
    """Invisible characters over a picture: what a scanner read. They are in `runs`."""
    undrawn: str = ""
    """Text of form fields and notes that have no appearance of their own. It is not in `runs`."""
    incomplete: str = ""
    """Why part of the page's content could not be read; "" where all of it was."""
    is_spoken: bool = False
    """Whether the file has other words with digits (ActualText) for some of the text, and those are in `runs`."""
    contradiction: str = ""
    """What is printed where `runs` has other digits; "" where nothing is known to differ."""
