"""Tables cut by a page break → whole tables, whichever reader they came from.

What programs really print at a page break (measured on LibreOffice Writer and Calc, Chromium):

* A row cut by the break goes on as the first row of the next page, with what is left of its texts; cells that had
  room enough are empty there (Writer, Word). Chromium leaves such cells open: no line at the break.
* A cell merged over several rows is drawn again on the next page, empty or with the rest of its text, while the rows
  beside it are new ones (all of them). Calc and Chromium leave it open at the break, Writer closes it.
* Heading rows are repeated or not.

A reader that saw a cell without a line at the break gives it a box that reaches beyond its table's. Where lines close
every cell, only texts can tell; where they do not, rows stay apart: nothing is invented, nothing is lost.
"""

from __future__ import annotations

import re
from dataclasses import replace

from kpi_extract.document import Block, Document, Paragraph, Table
from kpi_extract.issues import Finding
from kpi_extract.joining.joint import joint_of
from kpi_extract.place import Place

_CONTINUED = re.compile(r"[(（\[【<〈]?(前頁(から|より)?の?|前ページ(から|より)?の?)?(続き|つづき)[)）\]】>〉]?")


def join_tables(document: Document) -> Document:
    """Make tables that a page break cut one again, and number tables and their places anew."""
    blocks: list[Block] = []
    findings: list[Finding] = []
    moved: dict[int, tuple[int, int]] = {}  # number before → (index in blocks, first row there)
    open_end: int | None = None
    for block in document.blocks:
        if isinstance(block, Paragraph):
            if not _passes_over(block):
                open_end = None
            blocks.append(block)
            continue
        number = block.place.table or 0
        before = blocks[open_end] if open_end is not None else None
        joint = joint_of(before, block) if isinstance(before, Table) else None
        if joint is None or open_end is None:
            moved[number] = (len(blocks), 0)
            if block.nested_in is None:
                open_end = len(blocks)
            blocks.append(block)
            continue
        moved[number] = (open_end, joint.offset)
        blocks[open_end] = joint.table()
        findings.append(joint.finding())
    return _renumbered(document, blocks, findings, moved)


def _passes_over(paragraph: Paragraph) -> bool:
    """Whether a table may go on after this paragraph."""
    text = "".join(paragraph.text.split())
    return paragraph.kind in ("running-head", "footnote") or not text or _CONTINUED.fullmatch(text) is not None


# --- numbering --------------------------------------------------------------------------------------------------------


def _renumbered(
    document: Document, blocks: list[Block], findings: list[Finding], moved: dict[int, tuple[int, int]]
) -> Document:
    numbers: dict[int, int] = {}
    for index, block in enumerate(blocks):
        if isinstance(block, Table):
            numbers[index] = len(numbers) + 1
    where = {number: (numbers[index], first_row) for number, (index, first_row) in moved.items()}
    final: list[Block] = []
    for index, block in enumerate(blocks):
        if isinstance(block, Table):
            nested_in = where[block.nested_in][0] if block.nested_in in where else block.nested_in
            block = _numbered(block, numbers[index], nested_in)
        final.append(block)
    return replace(
        document,
        blocks=tuple(final),
        findings=(
            *(replace(finding, place=_moved(finding.place, where)) for finding in document.findings),
            *(replace(finding, place=_moved(finding.place, where, rows=False)) for finding in findings),
        ),
    )


def _numbered(table: Table, number: int, nested_in: int | None) -> Table:
    cells = tuple(
        replace(
            cell,
            place=replace(
                cell.place,
                table=number,
                row=cell.row + 1,
                column=cell.column + 1,
                row_span=cell.row_span if cell.row_span > 1 else None,
                column_span=cell.column_span if cell.column_span > 1 else None,
            ),
        )
        for cell in table.cells
    )
    return replace(table, cells=cells, place=replace(table.place, table=number), nested_in=nested_in)


def _moved(place: Place, where: dict[int, tuple[int, int]], rows: bool = True) -> Place:
    if place.table is None or place.table not in where:
        return place
    number, first_row = where[place.table]
    row = place.row + first_row if rows and place.row is not None else place.row
    return replace(place, table=number, row=row)
