"""A w:tbl to a grid of cells, in one pass over its rows however long its vertical merges are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from kpi_extract.document import Cell, Table
from kpi_extract.issues import Finding, IssueCode
from kpi_extract.place import Place
from kpi_extract.readers.word_names import (
    ADDED,
    REMOVED,
    WRAPPERS,
    W,
    children,
    is_on,
    number_of,
    shown_branch,
    value_of,
)
from kpi_extract.readers.word_text import Surroundings, Walk

_MERGED = {"", "continue"}


@dataclass(slots=True)
class _Piece:
    """One cell while the grid is laid out; columns are those of the widest common grid."""

    row: int
    left: int
    width: int
    text: str
    marks: tuple[str, ...]
    skipped: str
    """What of it was not read, for the finding."""
    continues: bool
    """Whether it says that it belongs to the cell above."""
    height: int = 1


@dataclass(slots=True)
class TableRead:
    """A table, and what else its cells held."""

    table: Table
    inner_tables: list[Element]
    findings: list[Finding]


@dataclass(slots=True)
class _Grid:
    """The pieces of one table, row by row."""

    around: Surroundings
    number: int
    nested_in: int | None
    pieces: list[_Piece] = field(default_factory=list)
    inner_tables: list[Element] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    open_merges: dict[tuple[int, int], _Piece] = field(default_factory=dict)
    """Cells of the row above by left edge and width, to which a continued cell may belong."""
    rows: int = 0
    header_rows: int = 0
    edges: set[int] = field(default_factory=set)

    def add_row(self, element: Element) -> None:
        properties = element.find(f"{W}trPr")
        left = number_of(properties, "gridBefore", 0)
        if left:
            self.edges.add(0)
        self._count_as_header(properties)
        merges: dict[tuple[int, int], _Piece] = {}
        for piece in self._pieces_of(element, left):
            key = (piece.left, piece.width)
            above = self.open_merges.get(key) if piece.continues else None
            if above is not None:
                above.height += 1
                self._note_hidden_text(piece)
                piece = above
            else:
                self.pieces.append(piece)
            merges[key] = piece
            self.edges.update((piece.left, piece.left + piece.width))
        self.open_merges = merges
        self.rows += 1

    def _count_as_header(self, properties: Element | None) -> None:
        if self.header_rows == self.rows and is_on(properties, "tblHeader"):
            self.header_rows += 1

    def _pieces_of(self, row: Element, left: int) -> list[_Piece]:
        pieces: list[_Piece] = []
        for element in _found(row, f"{W}tc", self.around):
            properties = element.find(f"{W}tcPr")
            if properties is not None and properties.find(f"{W}cellDel") is not None:
                self.around.deletions += 1
                continue
            if properties is not None and properties.find(f"{W}cellIns") is not None:
                self.around.insertions += 1
            width = max(1, number_of(properties, "gridSpan", 1))
            if pieces and value_of(properties, "hMerge") in _MERGED:
                pieces[-1].width += width
            else:
                pieces.append(self._piece(element, left, width, value_of(properties, "vMerge") in _MERGED))
            left += width
        return pieces

    def _piece(self, element: Element, left: int, width: int, continues: bool) -> _Piece:
        walk = Walk(self.around)
        walk.walk(element)
        walk.take_in_boxes()
        self.inner_tables += walk.tables
        return _Piece(self.rows, left, width, walk.text(), tuple(walk.marks), "; ".join(walk.skipped), continues)

    def _note_hidden_text(self, piece: _Piece) -> None:
        if piece.text:
            where = Place(table=self.number, row=piece.row + 1)
            self.findings.append(Finding(IssueCode.CONTENT_SKIPPED, f"text in a merged-away cell: {piece.text}", where))

    def read(self) -> TableRead:
        """The table once all rows are in; a grid line that no cell ends at is no column."""
        column_of = {edge: index for index, edge in enumerate(sorted(self.edges))}
        cells = []
        for piece in self.pieces:
            column = column_of[piece.left]
            cells.append(self._cell(piece, column, column_of[piece.left + piece.width] - column))
        table = Table(
            cells=tuple(cells),
            row_count=self.rows,
            column_count=max(len(self.edges) - 1, 0),
            place=Place(table=self.number),
            header_row_count=self.header_rows,
            nested_in=self.nested_in,
        )
        return TableRead(table, self.inner_tables, self.findings)

    def _cell(self, piece: _Piece, column: int, span: int) -> Cell:
        place = Place(
            table=self.number,
            row=piece.row + 1,
            column=column + 1,
            row_span=piece.height if piece.height > 1 else None,
            column_span=span if span > 1 else None,
        )
        if piece.skipped:
            self.findings.append(Finding(IssueCode.CONTENT_SKIPPED, piece.skipped, place))
        return Cell(piece.text, piece.row, column, piece.height, span, place, piece.marks)


def read_table(element: Element, number: int, nested_in: int | None, around: Surroundings) -> TableRead:
    """Reads one w:tbl.

    Args:
        element: the table.
        number: its number in the document, for places.
        nested_in: the number of the table it stands in.
        around: what the document knows; counts of tracked changes and notes are added to it.
    """
    grid = _Grid(around, number, nested_in)
    for row in _found(element, f"{W}tr", around):
        properties = row.find(f"{W}trPr")
        if properties is not None and properties.find(f"{W}del") is not None:
            around.deletions += 1
            continue
        if properties is not None and properties.find(f"{W}ins") is not None:
            around.insertions += 1
        if is_on(properties, "hidden"):
            grid.findings.append(_hidden_row(row, number))
            continue
        grid.add_row(row)
    return grid.read()


def _hidden_row(row: Element, number: int) -> Finding:
    walk = Walk(Surroundings())
    walk.walk(row)
    return Finding(IssueCode.CONTENT_SKIPPED, f"hidden row: {walk.text()}", Place(table=number))


def _found(parent: Element, tag: str, around: Surroundings) -> Iterator[Element]:
    """The rows of a table or cells of a row, also those inside content controls and tracked insertions."""
    for element in children(parent):
        if element.tag == tag:
            yield element
        elif element.tag in REMOVED:
            around.deletions += 1
        elif (shown := shown_branch(element)) is not None:
            yield from _found(shown, tag, around)
        elif element.tag in WRAPPERS:
            if element.tag in ADDED:
                around.insertions += 1
            yield from _found(element, tag, around)
