"""Where a printed thing stands: the evidence every value carries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

Box = tuple[float, float, float, float]
"""x0, top, x1, bottom in points from the top left of the page as seen (after rotation)."""


def box_around(boxes: Sequence[Box]) -> Box:
    """The box around some boxes, at least one."""
    return (
        min([box[0] for box in boxes]),
        min([box[1] for box in boxes]),
        max([box[2] for box in boxes]),
        max([box[3] for box in boxes]),
    )


@dataclass(frozen=True, slots=True)
class Place:
    """A position in the source document. Every number counts from 1; what a format does not know is None.

    `table`, `row` and `column` count in the document's tables *after* those cut by a page break were joined.
    """

    page: int | None = None
    sheet: str | None = None
    cell: str | None = None
    table: int | None = None
    row: int | None = None
    column: int | None = None
    row_span: int | None = None
    column_span: int | None = None
    line: int | None = None
    box: Box | None = None
    more: tuple[Place, ...] = ()

    def describe(self) -> str:
        """The place in a few English words, for messages: ``page 1, table 1, row 4, column 7``."""
        parts = [
            f"{word} {number}"
            for word, number in (
                ("page", self.page),
                ("sheet", self.sheet),
                ("cell", self.cell),
                ("table", self.table),
                ("row", self.row),
                ("column", self.column),
            )
            if number is not None
        ]
        if self.line is not None:
            parts.insert(0, f"line {self.line}")
        return ", ".join(parts)
