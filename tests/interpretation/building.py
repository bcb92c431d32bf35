"""Documents from a few lines of text, for tests of the interpretation."""

from __future__ import annotations

from kpi_extract.document import Block, Cell, Document, Paragraph, Table
from kpi_extract.place import Place
from tests.fixtures.reports.blocks import drawn_cells


def table(text: str, *, merges_lost: bool = False) -> Table:
    """A table from lines of cells separated by |; `<` continues the cell on the left, `^` the cell above; ⏎ breaks a line."""
    drawn = drawn_cells(text)
    cells = tuple(
        Cell(
            one.text,
            one.row,
            one.column,
            one.row_span,
            one.column_span,
            Place(table=1, row=one.row + 1, column=one.column + 1),
        )
        for one in drawn
    )
    row_count = max(one.row + one.row_span for one in drawn)
    column_count = max(one.column + one.column_span for one in drawn)
    return Table(cells, row_count, column_count, Place(table=1), merges_lost=merges_lost)


def document(*blocks: str | Table, name: str = "report.txt") -> Document:
    """A document of paragraphs (plain strings) and tables."""
    made: list[Block] = [Paragraph(block) if isinstance(block, str) else block for block in blocks]
    return Document(name, "text/plain", "", tuple(made))
