"""Rows of cells with their spans to a grid, as browsers lay a table out.

A cell takes the first free column of its row; a row span ends with its row group (0: runs to its end); a head comes
first and a foot last. Where a column span runs into a cell that hangs down from above, both would be drawn over each
other: the span is cut, with an issue. Rows and columns in which no cell begins have no extent and are no part of the grid.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from kpi_extract.document import Cell, Table
from kpi_extract.errors import RefusedDocumentError
from kpi_extract.issues import Finding, IssueCode
from kpi_extract.place import Place

MOST_COLUMNS_OF_CELL = 1_000
MOST_ROWS_OF_CELL = 65_534
"""The largest spans browsers take (HTML standard, attributes common to td and th)."""
MOST_POSITIONS = 4_000_000
"""Grid positions all cells of a table cover; whoever looks at every position needs memory for each."""
_DIGITS = re.compile(r"[ \t\n\f\r]*\+?([0-9]+)")

GroupKind = Literal["head", "body", "foot"]


class PrintedCell(NamedTuple):
    """One td or th as it stands in the source."""

    text: str
    marks: tuple[str, ...]
    findings: tuple[tuple[str, bool], ...]
    """What of it was not read, and whether that is a warning."""
    row_span: int
    """0: to the end of its group."""
    column_span: int
    is_heading: bool
    line: int | None


@dataclass(slots=True)
class _Group:
    kind: GroupKind
    rows: list[list[PrintedCell]] = field(default_factory=list)


class _Laid(NamedTuple):
    """A cell with its position in a grid that may still have rows and columns without extent."""

    cell: PrintedCell
    row: int
    column: int
    row_span: int
    column_span: int


class _Hanging(NamedTuple):
    """Columns (end exclusive) that a cell covers until a row (exclusive)."""

    start: int
    end: int
    until: int


@dataclass(slots=True)
class TableUnderway:
    """A table while its rows are walked."""

    line: int | None
    outer: TableUnderway | None
    """The table whose cell holds this one."""
    number: int = 0
    """Known once the document is read to its end."""
    is_placed: bool = False
    """Whether it stands among the blocks: it does once it has a cell."""
    _groups: list[_Group] = field(default_factory=list)
    _is_group_open: bool = False

    def open_group(self, kind: GroupKind) -> None:
        """Begins a thead, tbody or tfoot."""
        self._groups.append(_Group(kind))
        self._is_group_open = True

    def close_group(self) -> None:
        """Ends it: a row that follows without one begins a body of its own."""
        self._is_group_open = False

    def open_row(self) -> None:
        """Begins a row."""
        if not self._is_group_open:
            self.open_group("body")
        self._groups[-1].rows.append([])

    def add(self, cell: PrintedCell) -> None:
        """Adds a cell to the row begun last."""
        if not self._groups or not self._groups[-1].rows:
            self.open_row()
        self._groups[-1].rows[-1].append(cell)

    def build(self, name: str) -> tuple[Table, list[Finding]]:
        """The table, and what was noticed in it.

        Args:
            name: what messages call the document.

        Raises:
            RefusedDocumentError: its cells cover millions of positions.
        """
        groups = _in_order_of_print(self._groups)
        laid, overlaps = _laid_out(groups)
        heads = _heading_rows(groups)
        findings = [self._overlap(row) for row in overlaps]
        rows = sorted({one.row for one in laid})
        columns = sorted({one.column for one in laid})
        cells = []
        positions = 0
        for one in sorted(laid, key=lambda one: (one.row, one.column)):
            cell = self._cell(one, rows, columns)
            positions += cell.row_span * cell.column_span
            if positions > MOST_POSITIONS:
                raise _too_large(name)
            cells.append(cell)
            findings += [
                Finding(IssueCode.CONTENT_SKIPPED, text, cell.place, severity="warning" if grave else None)
                for text, grave in one.cell.findings
            ]
        table = Table(
            cells=tuple(cells),
            row_count=len(rows),
            column_count=len(columns),
            place=Place(table=self.number, line=self.line),
            header_row_count=bisect_left(rows, heads),
            nested_in=None if self.outer is None else self.outer.number,
        )
        return table, findings

    def _cell(self, laid: _Laid, rows: Sequence[int], columns: Sequence[int]) -> Cell:
        row, column = bisect_left(rows, laid.row), bisect_left(columns, laid.column)
        row_span = bisect_left(rows, laid.row + laid.row_span) - row
        column_span = bisect_left(columns, laid.column + laid.column_span) - column
        place = Place(
            table=self.number,
            row=row + 1,
            column=column + 1,
            row_span=row_span if row_span > 1 else None,
            column_span=column_span if column_span > 1 else None,
            line=laid.cell.line,
        )
        return Cell(laid.cell.text, row, column, row_span, column_span, place, laid.cell.marks)

    def _overlap(self, cell: PrintedCell) -> Finding:
        text = f"a cell is wider than the room left beside the merged cells above: {cell.text[:40]}"
        return Finding(IssueCode.UNEVEN_ROWS, text, Place(table=self.number, line=cell.line))


def span_of(text: str | None, most: int) -> int:
    """The number a rowspan or colspan attribute gives, as browsers read it; 1 where it is none."""
    match = _DIGITS.match(text or "")
    if match is None:
        return 1
    return most if len(match.group(1)) > len(str(most)) else min(int(match.group(1)), most)


def _in_order_of_print(groups: Sequence[_Group]) -> list[_Group]:
    """The first head on top, the first foot at the bottom; any further ones stay where they are."""
    head = next((group for group in groups if group.kind == "head"), None)
    foot = next((group for group in groups if group.kind == "foot"), None)
    middle = [group for group in groups if group is not head and group is not foot]
    return [*([head] if head else []), *middle, *([foot] if foot else [])]


def _laid_out(groups: Iterable[_Group]) -> tuple[list[_Laid], list[PrintedCell]]:
    """The cells with their positions, and those whose span was cut."""
    laid: list[_Laid] = []
    cut: list[PrintedCell] = []
    top = 0
    for group in groups:
        hanging: list[_Hanging] = []
        end = top + len(group.rows)
        for row, cells in enumerate(group.rows, start=top):
            if cells:
                hanging = [one for one in hanging if one.until > row]
                placed = _placed_row(cells, hanging, row, end, cut)
                laid += placed
                hanging += [
                    _Hanging(one.column, one.column + one.column_span, row + one.row_span)
                    for one in placed
                    if one.row_span > 1
                ]
                hanging.sort()
        top = end
    return laid, cut


def _placed_row(
    cells: Iterable[PrintedCell], hanging: Sequence[_Hanging], row: int, end: int, cut: list[PrintedCell]
) -> list[_Laid]:
    """The cells of one row; `hanging` are the columns taken from above, in order."""
    placed = []
    column = ahead = 0
    for cell in cells:
        while ahead < len(hanging) and hanging[ahead].start <= column:
            column = max(column, hanging[ahead].end)
            ahead += 1
        width = cell.column_span
        if ahead < len(hanging) and column + width > hanging[ahead].start:
            width = hanging[ahead].start - column
            cut.append(cell)
        height = min(cell.row_span or end, end - row)
        placed.append(_Laid(cell, row, column, height, width))
        column += cell.column_span
    return placed


def _heading_rows(groups: Sequence[_Group]) -> int:
    """How many top rows are headings: those of the head, else those that hold headings only."""
    if groups and groups[0].kind == "head":
        return len(groups[0].rows)
    rows = [row for group in groups for row in group.rows]
    count = 0
    while count < len(rows) and rows[count] and all(cell.is_heading for cell in rows[count]):
        count += 1
    return count if count < len(rows) else 0


def _too_large(name: str) -> RefusedDocumentError:
    return RefusedDocumentError(
        name,
        f"The cells of a table on this web page cover more than {MOST_POSITIONS:,} positions.",
        "If the page is meant so, take the table apart into smaller ones.",
        f"表のセルが{MOST_POSITIONS:,}か所を超えるウェブページです。",
        "本当に必要な表なら、小さな表に分けてください。",
    )
