"""The parts of a table: columns with their heading paths, bodies, and a reader of its cells."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from kpi_extract.document import Cell, Table
from kpi_extract.interpretation.grid import Grid, make_grid
from kpi_extract.interpretation.headings import Heading, Lexicon
from kpi_extract.issues import IssueCode
from kpi_extract.values.number import is_plain, value_or_none
from kpi_extract.values.period import Period, find_periods
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
    """Ascending, as the narratives are."""
    narratives: tuple[Narrative, ...]
    captions: tuple[Cell, ...]
    """Full-width heading rows above, inside the table, outermost first."""
    is_form: bool = False
    """The header and the row stood beside each other: label cells and free cells of a form."""


class TableReader:
    """Reads the cells of one table as headings, each text once."""

    def __init__(self, table: Table, lexicon: Lexicon) -> None:
        self.grid = make_grid(table)
        self._lexicon = lexicon
        self._years: dict[tuple[int, int], Heading] = {}
        """Bare numbers that were taken for years."""
        self._kinds: dict[str, Kind] = {}
        self._tallies: dict[int, tuple[Kind, ...]] = {}

    def heading(self, cell: Cell) -> Heading:
        """The reading of a cell as a heading."""
        year = self._years.get((cell.row, cell.column)) if self._years else None
        return year or self._lexicon.read(cell.text)

    def read(self, text: str) -> Heading:
        """The reading of any text as a heading."""
        return self._lexicon.read(text)

    def read_as_years(self, cells: list[Cell]) -> None:
        """Take the bare numbers of a year row for years; the corner beside them may name the era."""
        era = next((found for cell in cells if (found := self.heading(cell).era)), None)
        for cell in cells:
            if self.kind(cell) is Kind.VALUE:
                self._years[(cell.row, cell.column)] = Heading(cell.text, period=_bare_year(cell.text), era=era)

    def kind(self, cell: Cell) -> Kind:
        """What the cell looks like; a number that was taken for a year looks like a number still."""
        kind = self._kinds.get(cell.text)
        if kind is None:
            kind = self._kinds[cell.text] = self._find_kind(cell.text)
        return kind

    def _find_kind(self, text: str) -> Kind:
        if not text.strip():
            return Kind.BLANK
        if is_plain(text) and not self._lexicon.spells_numbers and not find_periods(text):
            return Kind.VALUE  # most cells: no token covers the digits, so that it cannot be a heading
        heading = self._lexicon.read(text)
        if heading.is_heading:
            only_period = heading.period is not None and not heading.roles
            return Kind.PERIOD if only_period else Kind.HEADING
        printed = value_or_none(text)
        is_value = printed is not None and (printed.value is not None or printed.missing == "dash")
        return Kind.VALUE if is_value else Kind.TEXT

    def count(self, row: int, *kinds: Kind) -> int:
        """How many distinct cells that begin in the row are of one of the kinds."""
        found = self._tallies.get(row)
        if found is None:
            found = tuple(self.kind(cell) for cell in self.grid.row_cells(row) if cell.row == row)
            self._tallies[row] = found
        return sum(map(found.count, kinds))


def _bare_year(text: str) -> Period:
    """27 without an era; 2021 is a western year, and that of a fiscal year as for R3 alone."""
    key = match_key(text)
    year = int(key)
    if year >= _FIRST_WESTERN:
        return Period(key, "fiscal_year", fiscal_year=year, codes=(IssueCode.FISCAL_YEAR_ASSUMED,), era="western")
    return Period(key, "fiscal_year", bare_year=year, codes=(IssueCode.ERA_UNKNOWN,))


_FIRST_WESTERN = 1900
