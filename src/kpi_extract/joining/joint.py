"""Whether the last table of a page and the first of the next are one, and the two made one."""

from __future__ import annotations

from dataclasses import dataclass, replace

from kpi_extract.document import Table
from kpi_extract.issues import Finding, IssueCode
from kpi_extract.joining.growing import GrowingTable
from kpi_extract.joining.headings import is_figure, is_value, repeated_header, starts_with_another_header
from kpi_extract.joining.seam import Continuation, Seam, opens_above, opens_below

EDGE_TOLERANCE = 3.0
"""Column lines of two pages that differ by no more than this (points) are the same."""


@dataclass(frozen=True, slots=True)
class Joint:
    """Two parts of one table and how they meet."""

    first: GrowingTable
    second: Table
    header_rows: int
    """Rows at the top of the second part that repeat the heading."""
    seam: Continuation
    doubt: str = ""
    """Why a person should look whether these are one table at all."""

    @property
    def offset(self) -> int:
        """What to add to a row of the second part."""
        return self.first.row_count - self.header_rows - (1 if self.seam.is_same_row else 0)

    def close(self) -> Finding:
        """Add the second part to the first; what the user is told."""
        finding = self._finding()
        self.first.add(self.second, self.header_rows, self.seam.cells, self.offset)
        return finding

    def _finding(self) -> Finding:
        pages = f"pages {self.first.last_piece.page} and {self.second.place.page}"
        if self.seam.is_same_row:
            how = ", in the middle of a row"
        elif self.seam.cells:
            how = ", in the middle of a merged cell"
        else:
            how = ""
        place = replace(self.second.place, table=self.first.number, row=self.header_rows + self.offset + 1)
        doubt = self.seam.doubt or self.doubt
        text = f"{pages}{how}; {doubt}" if doubt else pages + how
        return Finding(IssueCode.TABLE_JOINED, text, place, severity="warning" if doubt else None)


def joint_of(first: GrowingTable, second: Table) -> Joint | None:
    """How the second table goes on the first, or None where it is another table."""
    last, page = first.last_piece.page, second.place.page
    if last is None or page != last + 1 or second.nested_in is not None:
        return None
    if first.first.column_edges or second.column_edges:
        aligned = _aligned(first, second)
        if aligned is None:
            return None
        first, second = aligned
    elif first.first.column_count != second.column_count:
        return None
    stated = first.first.header_row_count
    header_rows = repeated_header(first.top(), first.row_count, second, stated)
    if not first.first.column_edges and not (header_rows and stated):
        return None
    if header_rows >= second.row_count:
        return None
    seam = Seam(first, second, header_rows)
    doubt = ""
    if not header_rows and not seam.is_open():
        figures = first.columns_of_figures()
        if starts_with_another_header(figures, second):
            return None
        if figures and not any(is_figure(cell) for cell in second.cells if cell.row == 0):
            doubt = "no heading is repeated, and the first row holds no figure"
    return Joint(first, second, header_rows, seam.continuation(), doubt)


def _aligned(first: GrowingTable, second: Table) -> tuple[GrowingTable, Table] | None:
    """Both tables on the same columns, where their lines agree.

    A part may lack lines: the first where the break cut its heading, the second where its cells are merged sideways.
    """
    one, other = first.first.column_edges, second.column_edges
    if not one or not other or not _near(one[0], other[0]) or not _near(one[-1], other[-1]):
        return None
    if len(one) == len(other):
        return (first, second) if all(_near(a, b) for a, b in zip(one, other, strict=True)) else None
    if len(one) < len(other):
        is_cut_header = first.row_count <= 3 and not any(is_value(cell.text) for cell in first.cells if cell.text)
        may_lack = is_cut_header or opens_below(first) or _lacks_few(one, other)
        whole = _refined(first.table(None), other) if may_lack else None
        return (GrowingTable(whole, first.number), second) if whole else None
    refined = _refined(second, one) if opens_above(second) or _lacks_few(other, one) else None
    return (first, refined) if refined else None


def _lacks_few(some: tuple[float, ...], every: tuple[float, ...]) -> bool:
    """A part of a form whose few rows do not use every line of the whole (a card with 令和5年度 | 目標 only above)."""
    return len(every) - len(some) <= max(1, len(every) // 4)


def _near(one: float, other: float) -> bool:
    return abs(one - other) <= EDGE_TOLERANCE


def _refined(table: Table, edges: tuple[float, ...]) -> Table | None:
    """The table on finer columns; None where one of its lines is not among them."""
    places = []
    for edge in table.column_edges:
        found = [number for number, other in enumerate(edges) if _near(edge, other)]
        if not found:
            return None
        places.append(found[0])
    cells = []
    for cell in table.cells:
        start, end = places[cell.column], places[cell.column + cell.column_span]
        cells.append(replace(cell, column=start, column_span=end - start))
    return replace(table, cells=tuple(cells), column_count=len(edges) - 1, column_edges=edges)
