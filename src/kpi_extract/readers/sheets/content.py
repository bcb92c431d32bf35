"""What a sheet holds, whichever format it comes from."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from kpi_extract.issues import Finding
from kpi_extract.readers.sheets.references import Area

MOST_CELLS = 200_000
"""Cells with text or rules in all sheets; a report has some thousands."""
_CHARACTERS_OF_A_CELL = 100
"""A longer text takes the room of several: one shared by all cells would be laid out as often."""
LEFT, RIGHT, TOP, BOTTOM = 1, 2, 4, 8


class TooLargeError(Exception):
    """A sheet with more than a report can have; the text says of what."""


def room_of(text: str) -> int:
    """How many of `MOST_CELLS` a cell with this text takes."""
    return 1 + len(text) // _CHARACTERS_OF_A_CELL


class Printed(NamedTuple):
    """What one cell shows."""

    text: str
    lines: int = 0
    """Its sides with a rule, LEFT and so on."""
    size: float = 11.0
    """Type size in points."""
    marks: tuple[str, ...] = ()
    code: str | None = None
    """The number format, where the source has one."""
    spreads: bool = False
    """Whether its text is centred over the empty cells to its right."""


@dataclass(slots=True)
class Content:
    """One sheet: what its cells show by row and column from 1, and how they are joined."""

    name: str
    cells: dict[tuple[int, int], Printed] = field(default_factory=dict)
    merges: list[Area] = field(default_factory=list)
    hidden_rows: list[tuple[int, int]] = field(default_factory=list)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)
    title_rows: tuple[int, int] | None = None
    merges_lost: bool = False
    findings: list[Finding] = field(default_factory=list)


class Floating(NamedTuple):
    """A text box or a note, and the cell it is anchored at (rows and columns from 1)."""

    text: str
    row: int
    column: int
