"""Whether the last table of a page and the first of the next are one, and the two made one."""

from __future__ import annotations

from dataclasses import dataclass, replace

from kpi_extract.document import Cell, Table
from kpi_extract.issues import Finding, IssueCode
from kpi_extract.joining.headings import is_value, repeated_header, starts_with_another_header
from kpi_extract.joining.seam import Seam, has_open
from kpi_extract.place import Place

EDGE_TOLERANCE = 3.0
"""Column lines of two pages that differ by no more than this (points) are the same."""


@dataclass(frozen=True, slots=True)
class Joint:
    """Two parts of one table and how they meet."""

    first: Table
    second: Table
    header_rows: int
    """Rows at the top of the second part that repeat the heading."""
    joined: dict[int, Cell]
    """Column in the second part's first row → the cell of the first part that it goes on."""
    is_same_row: bool

    @property
    def offset(self) -> int:
        """What to add to a row of the second part."""
        return self.first.row_count - self.header_rows - (1 if self.is_same_row else 0)

    def table(self) -> Table:
        """The two as one."""
        grown: dict[tuple[int, int], Cell] = {}
        added: list[Cell] = []
        for cell in self.second.cells:
            if cell.row < self.header_rows:
                continue
            above = self.joined.get(cell.column) if cell.row == self.header_rows else None
            if above is not None:
                grown[above.row, above.column] = _grown(above, cell, self.offset)
            else:
                added.append(replace(cell, row=cell.row + self.offset))
        cells = [grown.get((cell.row, cell.column), cell) for cell in self.first.cells] + added
        return replace(
            self.first,
            cells=tuple(sorted(cells, key=lambda cell: (cell.row, cell.column))),
            row_count=self.second.row_count + self.offset,
            place=replace(self.first.place, more=(*self.first.place.more, _piece(self.second.place))),
        )

    def finding(self) -> Finding:
        """What the user is told."""
        pages = f"pages {_last_page(self.first)} and {self.second.place.page}"
        if self.is_same_row:
            how = ", in the middle of a row"
        elif self.joined:
            how = ", in the middle of a merged cell"
        else:
            how = ""
        place = replace(self.second.place, table=self.first.place.table, row=self.header_rows + self.offset + 1)
        return Finding(IssueCode.TABLE_JOINED, pages + how, place)


def _grown(above: Cell, below: Cell, offset: int) -> Cell:
    return replace(
        above,
        text="\n".join(text for text in (above.text, below.text) if text),
        row_span=below.row + below.row_span + offset - above.row,
        marks=above.marks + below.marks,
        place=replace(above.place, more=(*above.place.more, _piece(below.place))),
    )


def _piece(place: Place) -> Place:
    return Place(page=place.page, sheet=place.sheet, cell=place.cell, box=place.box)


def _last_page(table: Table) -> int | None:
    return table.place.more[-1].page if table.place.more else table.place.page


def joint_of(first: Table, second: Table) -> Joint | None:
    """How the second table goes on the first, or None where it is another table."""
    last, page = _last_page(first), second.place.page
    if last is None or page != last + 1 or second.nested_in is not None:
        return None
    if first.column_edges or second.column_edges:
        aligned = _aligned(first, second)
        if aligned is None:
            return None
        first, second = aligned
    elif first.column_count != second.column_count:
        return None
    header_rows = repeated_header(first, second)
    if not first.column_edges and not (header_rows and first.header_row_count):
        return None
    if header_rows >= second.row_count:
        return None
    seam = Seam(first, second, header_rows)
    if not header_rows and not seam.is_open() and starts_with_another_header(first, second):
        return None
    joined, is_same_row = seam.joined()
    return Joint(first, second, header_rows, joined, is_same_row)


def _aligned(first: Table, second: Table) -> tuple[Table, Table] | None:
    """Both tables on the same columns, where their lines agree.

    A part may lack lines: the first where the break cut its heading, the second where its cells are merged sideways.
    """
    one, other = first.column_edges, second.column_edges
    if not one or not other or not _near(one[0], other[0]) or not _near(one[-1], other[-1]):
        return None
    if len(one) == len(other):
        return (first, second) if all(_near(a, b) for a, b in zip(one, other, strict=True)) else None
    if len(one) < len(other):
        is_cut_header = first.row_count <= 3 and not any(is_value(cell.text) for cell in first.cells if cell.text)
        may_lack = is_cut_header or has_open(first, 3) or _lacks_few(one, other)
        refined = _refined(first, other) if may_lack else None
        return (refined, second) if refined else None
    refined = _refined(second, one) if has_open(second, 1) or _lacks_few(other, one) else None
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
