"""Whether what is drawn is seen: what its colour leaves on the paper, and what lies behind it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple

from kpi_extract.place import Box
from kpi_extract.readers.pdf.marks import Rule

NO_INK, WHITE, COLOUR = 0, 1, 2
"""What a painting leaves: nothing, the colour of the paper, something seen."""
PAPER = 250
"""All three colour parts at least this, of 255: not seen on white paper."""

UNFILLED, OUTLINED = (1, 3, 5, 7), (1, 2, 5, 6)
"""Text rendering modes that leave the inside of the glyphs empty, and those that draw their outlines."""

Sight = Literal["seen", "behind picture", "unseen"]


class Backdrop(NamedTuple):
    """What lies under text and rules, whole page."""

    coloured: Sequence[Box]
    """Filled areas that are not white."""
    pictures: Sequence[Box]

    def sight(self, ink: int, x: float, y: float) -> Sight:
        """How text at a point is seen: white over something coloured; in no ink over a picture a scanner has read it."""
        if ink == COLOUR:
            return "seen"
        over_picture = any(_holds(box, x, y, 0) for box in self.pictures)
        if ink == NO_INK:
            return "behind picture" if over_picture else "unseen"
        return "seen" if over_picture or any(_holds(box, x, y, 0) for box in self.coloured) else "unseen"

    def parted(self, white: Sequence[Rule]) -> list[Rule]:
        """Those white lines that part coloured areas."""
        return [
            rule
            for rule in white
            if any(_holds(box, (rule.x0 + rule.x1) / 2, (rule.top + rule.bottom) / 2, 1) for box in self.coloured)
        ]


def text_ink(mode: int, inside: int, outline: int) -> int:
    """What a text leaves on paper: its mode paints the inside of the glyphs, their outlines, both or nothing."""
    painted = NO_INK if mode in UNFILLED else inside
    return max(painted, outline) if mode in OUTLINED else painted


def _holds(box: Box, x: float, y: float, reach: float) -> bool:
    return box[0] - reach <= x <= box[2] + reach and box[1] - reach <= y <= box[3] + reach
