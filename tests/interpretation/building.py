"""Documents from a few lines of text, for tests of the interpretation."""

from __future__ import annotations

from kpi_extract.document import Block, Cell, Document, Paragraph, Table
from kpi_extract.place import Place


def table(text: str, *, merges_lost: bool = False) -> Table:
    """A table from lines of cells separated by |; `<` continues the cell on the left, `^` the cell above; ⏎ breaks a line."""
    rows = [
        [piece.strip().replace("⏎", "\n") for piece in line.strip().split("|")] for line in text.strip().splitlines()
    ]
    width = max(map(len, rows))
    spans: dict[tuple[int, int], list[int]] = {}
    owner: dict[tuple[int, int], tuple[int, int]] = {}
    for r, row in enumerate(rows):
        for c, piece in enumerate([*row, *[""] * (width - len(row))]):
            source = owner[(r, c - 1)] if piece == "<" else owner[(r - 1, c)] if piece == "^" else (r, c)
            owner[(r, c)] = source
            height_width = spans.setdefault(source, [1, 1])
            height_width[0] = max(height_width[0], r - source[0] + 1)
            height_width[1] = max(height_width[1], c - source[1] + 1)
    cells = tuple(
        Cell(rows[r][c] if c < len(rows[r]) else "", r, c, h, w, Place(table=1, row=r + 1, column=c + 1))
        for (r, c), (h, w) in sorted(spans.items())
    )
    return Table(cells, len(rows), width, Place(table=1), merges_lost=merges_lost)


def document(*blocks: str | Table, name: str = "report.txt") -> Document:
    """A document of paragraphs (plain strings) and tables."""
    made: list[Block] = [Paragraph(block) if isinstance(block, str) else block for block in blocks]
    return Document(name, "text/plain", "", tuple(made))
