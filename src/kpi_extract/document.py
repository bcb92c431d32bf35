"""What every reader returns: paragraphs and tables of cells, in reading order, each with its place.

Readers know no KPI words; nothing here knows a file format.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from kpi_extract.issues import Finding
from kpi_extract.place import Place

ParagraphKind = Literal["body", "running-head", "navigation", "footnote", "text-box"]


@dataclass(frozen=True, slots=True)
class Cell:
    """One printed cell, stored once however many grid positions it covers.

    `row` and `column` are indexes from 0 in the table's grid (a `Place` counts from 1). A grid position that no cell
    covers is a hole; an empty cell has the text "". Line breaks inside the cell are "\\n".
    """

    text: str
    row: int
    column: int
    row_span: int = 1
    column_span: int = 1
    place: Place = field(default_factory=Place)
    marks: tuple[str, ...] = ()
    """Note marks the format itself set apart from the text: Word footnote references, superscript runs."""
    number_format: str | None = None
    """The spreadsheet number format, where the source has one."""


@dataclass(frozen=True, slots=True)
class Table:
    """A grid of cells in order of row, then column."""

    cells: tuple[Cell, ...]
    row_count: int
    column_count: int
    place: Place = field(default_factory=Place)
    header_row_count: int = 0
    """How many top rows the format marks as repeated header (Word's tblHeader); 0 where it does not say."""
    merges_lost: bool = False
    """True where the format cannot express merged cells (plain text): an empty cell may be a covered one."""
    column_edges: tuple[float, ...] = ()
    """x positions (points) of the vertical grid lines, column_count + 1 of them, where the source is a page."""
    is_ruled: bool = True
    """False where columns or rows were found by the alignment of text, because rules are missing."""
    nested_in: int | None = None
    """Number (from 1) of the table whose cell holds this one."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Text outside tables. `rank` is 1 for the highest heading level, None where the source does not say."""

    text: str
    rank: int | None = None
    place: Place = field(default_factory=Place)
    kind: ParagraphKind = "body"


Block = Paragraph | Table


@dataclass(frozen=True, slots=True)
class Document:
    """One source document as read, before any meaning."""

    name: str
    """File name without its folder, or ``-`` for a stream without a name."""
    media_type: str
    sha256: str
    blocks: tuple[Block, ...]
    page_count: int | None = None
    title: str | None = None
    """The title in the file's own properties."""
    encoding: str | None = None
    """For text formats: the encoding the text was decoded with."""
    findings: tuple[Finding, ...] = ()

    def tables(self) -> Iterator[Table]:
        """The tables in reading order."""
        return (block for block in self.blocks if isinstance(block, Table))

    def paragraphs(self) -> Iterator[Paragraph]:
        """The paragraphs in reading order."""
        return (block for block in self.blocks if isinstance(block, Paragraph))
