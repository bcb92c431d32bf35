"""The parts of a table: columns with their heading paths, bodies, and a reader that reads each cell once as a heading."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum

from kpi_extract.document import Cell, Table
from kpi_extract.errors import UnreadableValueError
from kpi_extract.interpretation.grid import Grid, make_grid
from kpi_extract.interpretation.headings import Heading, Lexicon, read_heading
from kpi_extract.issues import IssueCode
from kpi_extract.values.number import parse_value
from kpi_extract.values.period import Period
from kpi_extract.values.text import match_key


class Kind(Enum):
    """What one cell looks like on its own."""

    BLANK = "blank"
    HEADING = "heading"
    PERIOD = "period"
    VALUE = "value"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Column:
    """One grid column of a body with the chain of headings above it, outermost first."""

    index: int
    headings: tuple[Heading, ...]

    @property
    def path(self) -> str:
        """The heading path as printed, for `Remark.heading`."""
        return " › ".join(" ".join(heading.text.split()) for heading in self.headings)


@dataclass(frozen=True, slots=True)
class Narrative:
    """A row among the data rows that stands across the columns: prose, or a label and its text."""

    row: int
    cell: Cell
    labels: tuple[Heading, ...] = ()


@dataclass(frozen=True, slots=True)
class Body:
    """A header and the rows it governs."""

    reader: TableReader
    grid: Grid
    header_rows: tuple[int, ...]
    columns: tuple[Column, ...]
    rows: tuple[int, ...]
    narratives: tuple[Narrative, ...]
    captions: tuple[Cell, ...]
    """Full-width heading rows above, inside the table, outermost first."""
    is_form: bool = False
    """The header and the row stood beside each other: label cells and free cells of a form."""


class TableReader:
    """Reads the cells of one table as headings, each once."""

    def __init__(self, table: Table, lexicon: Lexicon) -> None:
        self.grid = make_grid(table)
        self._lexicon = lexicon
        self._headings: dict[tuple[int, int], Heading] = {}
        self._kinds: dict[tuple[int, int], Kind] = {}

    def heading(self, cell: Cell) -> Heading:
        """The reading of a cell as a heading."""
        key = (cell.row, cell.column)
        if key not in self._headings:
            self._headings[key] = read_heading(cell.text, self._lexicon)
        return self._headings[key]

    def read(self, text: str) -> Heading:
        """The reading of any text as a heading."""
        return read_heading(text, self._lexicon)

    def read_as_years(self, cells: list[Cell]) -> None:
        """Take the bare numbers of a year row for years; the corner beside them may name the era."""
        era = next((found for cell in cells if (found := self.heading(cell).era)), None)
        for cell in cells:
            if self.kind(cell) is Kind.VALUE:
                bare = Period(match_key(cell.text), "fiscal_year", bare_year=int(match_key(cell.text)))
                bare = replace(bare, codes=(IssueCode.ERA_UNKNOWN,))
                self._headings[(cell.row, cell.column)] = Heading(cell.text, period=bare, era=era)

    def kind(self, cell: Cell) -> Kind:
        """What the cell looks like."""
        key = (cell.row, cell.column)
        if key not in self._kinds:
            self._kinds[key] = self._find_kind(cell)
        return self._kinds[key]

    def _find_kind(self, cell: Cell) -> Kind:
        if not cell.text.strip():
            return Kind.BLANK
        heading = self.heading(cell)
        if heading.is_heading:
            only_period = heading.period is not None and not heading.roles
            return Kind.PERIOD if only_period else Kind.HEADING
        try:
            printed = parse_value(cell.text)
        except UnreadableValueError:
            return Kind.TEXT
        return Kind.VALUE if printed.value is not None or printed.missing == "dash" else Kind.TEXT

    def count(self, row: int, *kinds: Kind) -> int:
        """How many distinct cells that begin in the row are of one of the kinds."""
        return sum(self.kind(cell) in kinds for cell in self.grid.row_cells(row) if cell.row == row)
