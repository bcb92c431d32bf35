"""Whether the last table of a page and the first of the next are one, and the two made one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import NamedTuple

from kpi_extract.document import Table
from kpi_extract.issues import Finding, IssueCode
from kpi_extract.joining.growing import GrowingTable
from kpi_extract.joining.headings import (
    begins_alike,
    count_amounts,
    is_figure,
    repeated_header,
    starts_with_another_header,
)
from kpi_extract.joining.seam import Continuation, Seam, opens_above, opens_below

EDGE_TOLERANCE = 3.0
"""Column lines of two pages that differ by no more than this (points) are the same."""
FEWEST_LINES = 3
"""Two outer lines and one within: tables that share fewer have nothing in common but their width."""
FEWEST_FIGURES = 2
"""A row with so many figures has its heading elsewhere."""


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
        seam = self.seam
        self.first.add(self.second, self.header_rows, seam.cells, self.offset, seam.printed_again)
        return finding

    def _finding(self) -> Finding:
        pages = _pages(self.first, self.second)
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


def joint_of(first: GrowingTable, second: Table) -> Joint | Finding | None:
    """How the second table goes on the first; None where it is another table, a finding where that is not certain."""
    page = second.place.page
    if page is None or second.nested_in is not None or page - 1 not in [piece.page for piece in first.last_pieces]:
        return None
    if first.first.column_edges or second.column_edges:
        aligned = _aligned(first, second)
        if aligned is None:
            return _perhaps(first, second, shares_lines=False)
    elif first.first.column_count == second.column_count:
        aligned = _Aligned(first, second)
    else:
        return None
    lacks_lines = aligned.second is not second or aligned.first is not first
    return _on_same_columns(*aligned) or _perhaps(first, second, shares_lines=lacks_lines)


def _on_same_columns(first: GrowingTable, second: Table, doubt: str) -> Joint | None:
    """How the second table goes on the first where their columns are the same."""
    stated = first.first.header_row_count
    header_rows = repeated_header(first.top(), first.row_count, second, stated)
    if not first.first.column_edges and not (header_rows and stated):
        return None
    if header_rows >= second.row_count:
        return None
    seam = Seam(first, second, header_rows)
    if not header_rows and not seam.is_open():
        figures = first.columns_of_figures()
        if not seam.begins_with_next_row() if doubt else starts_with_another_header(figures, second):
            return None
        if not (first.first.is_ruled and second.is_ruled):
            if not count_amounts(cell for cell in second.cells if cell.row == 0 and cell.column in figures):
                return None
            doubt = "no heading is repeated, and the columns were found by alignment"
        elif figures and not any(is_figure(cell) for cell in second.cells if cell.row == 0):
            doubt = doubt or "no heading is repeated, and the first row holds no figure"
    return Joint(first, second, header_rows, seam.continuation(), doubt)


def _perhaps(first: GrowingTable, second: Table, *, shares_lines: bool) -> Finding | None:
    """A word to the user where a table left apart, as wide as the one on the page before, may go on there.

    It may where it begins with figures, or where the lines of one are among those of the other; not where it begins as
    the first does: forms come one a page.
    """
    one, other = first.first.column_edges, second.column_edges
    if not one or not other or not _near(one[0], other[0]) or not _near(one[-1], other[-1]):
        return None
    if not shares_lines and count_amounts(cell for cell in second.cells if cell.row == 0) < FEWEST_FIGURES:
        return None
    if begins_alike(first.top(), second.cells):
        return None
    return Finding(IssueCode.TABLE_APART, _pages(first, second), second.place)


def _pages(first: GrowingTable, second: Table) -> str:
    return f"pages {first.last_pieces[0].page} and {second.place.page}"


class _Aligned(NamedTuple):
    """Two tables on the same columns."""

    first: GrowingTable
    second: Table
    doubt: str = ""


def _aligned(first: GrowingTable, second: Table) -> _Aligned | None:
    """Both tables on the same columns, where their lines agree.

    A part may lack lines: the first where the break cut its heading, the second where its cells are merged sideways.
    """
    one, other = first.first.column_edges, second.column_edges
    if not (first.first.is_ruled and second.is_ruled):
        return _Aligned(first, second) if _aligned_by_text(first, second) else None
    if not one or not other or not _near(one[0], other[0]) or not _near(one[-1], other[-1]):
        return None
    if len(one) == len(other):
        return _Aligned(first, second) if all(_near(a, b) for a, b in zip(one, other, strict=True)) else None
    doubt = "" if _lacks_few(*sorted((one, other), key=len)) else "the two do not share all column lines"
    if len(one) < len(other):
        is_sure = opens_below(first)
        whole = _refined(first.table(None), other) if is_sure or len(one) >= FEWEST_LINES else None
        return _Aligned(GrowingTable(whole, first.number), second, "" if is_sure else doubt) if whole else None
    is_sure = opens_above(second)
    refined = _refined(second, one) if is_sure or len(other) >= FEWEST_LINES else None
    return _Aligned(first, refined, "" if is_sure else doubt) if refined else None


def _aligned_by_text(first: GrowingTable, second: Table) -> bool:
    """Whether columns found by alignment are the same ones: a page with longer texts moves their borders.

    Where no heading is repeated, the borders have to be the same to within a line's height.
    """
    one, other = first.first.column_edges, second.column_edges
    if not one or len(one) != len(other):
        return False
    if repeated_header(first.top(), first.row_count, second, 0):
        return all(
            min(end, other_end) - max(start, other_start) > min(end - start, other_end - other_start) / 2
            for (start, end), (other_start, other_end) in zip(pairwise(one), pairwise(other), strict=True)
        )
    return all(abs(a - b) <= max(EDGE_TOLERANCE, first.pitch()) for a, b in zip(one, other, strict=True))


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
