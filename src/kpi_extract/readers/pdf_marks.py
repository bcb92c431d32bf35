"""What a page carries, whichever engine read it: characters and rules, in points from the top left of the page as seen.

This is all that stands between an engine (pdfminer today) and the making of tables and text: another engine has only
to fill a `PageMarks`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

from kpi_extract.place import Box

Flow = Literal["right", "up", "left", "down", "vertical"]
"""The way a line of text runs. "vertical" is Japanese vertical writing: downwards, lines from right to left."""

RuleKind = Literal["line", "box", "fill"]
"""A thin line; the outline of a rectangle; an area filled with a colour."""

ASCENT, DESCENT = 0.88, 0.12
"""Share of the font size above and below the baseline: the ideographic em box. Fonts state theirs too unreliably."""


class Character(NamedTuple):
    """One printed character. `y` is the baseline for text that runs to the right."""

    text: str
    x: float
    y: float
    advance: float
    size: float
    flow: Flow = "right"

    @property
    def box(self) -> Box:
        """The em box of the character."""
        up, down = ASCENT * self.size, DESCENT * self.size
        if self.flow == "right":
            return (self.x, self.y - up, self.x + self.advance, self.y + down)
        if self.flow == "left":
            return (self.x - self.advance, self.y - down, self.x, self.y + up)
        if self.flow == "up":
            return (self.x - up, self.y - self.advance, self.x + down, self.y)
        if self.flow == "down":
            return (self.x - down, self.y, self.x + up, self.y + self.advance)
        return (self.x, self.y, self.x + self.size, self.y + self.advance)

    @property
    def centre(self) -> tuple[float, float]:
        """The middle of the em box: the point that decides in which cell the character stands."""
        x0, top, x1, bottom = self.box
        return ((x0 + x1) / 2, (top + bottom) / 2)

    @property
    def line_position(self) -> tuple[float, float]:
        """(across, along): which line, and how far along it, growing in reading order whatever the flow."""
        if self.flow == "right":
            return (self.y, self.x)
        if self.flow == "left":
            return (-self.y, -self.x)
        if self.flow == "up":
            return (self.x, -self.y)
        if self.flow == "down":
            return (-self.x, self.y)
        return (-self.x, self.y)


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

    characters: tuple[Character, ...]
    rules: tuple[Rule, ...]
    width: float
    height: float
    picture_share: float = 0.0
    """The largest picture's share of the page area."""
    unmapped: int = 0
    """Characters whose code the font does not translate into text; each is U+FFFD in `characters`."""
    private: int = 0
    """Characters of Unicode's private area: bullets of symbol fonts, or a damaged text layer."""
    slanted: str = ""
    """Text that runs in no axis-parallel direction (a watermark); it is not in `characters`."""
    incomplete: str = ""
    """Why part of the page's content could not be read; "" where all of it was."""
