"""Tables cut by a page break → whole tables, whichever reader they came from.

What programs really print at a page break (measured on LibreOffice Writer and Calc, Chromium):

* A row cut by the break goes on as the first row of the next page, with what is left of its texts; cells that had
  room enough are empty there (Writer, Word). Chromium leaves such cells open: no line at the break.
* A cell merged over several rows is drawn again on the next page, empty or with the rest of its text, while the rows
  beside it are new ones (all of them). Calc and Chromium leave it open at the break, Writer closes it. What ended
  before the break Chromium closes there, and draws no line at the top of the next page at all.
* Heading rows are repeated or not.
* A table too wide for one page goes on to the right on the next (facing pages); then to the pages after.

A reader that saw a cell without a line at the break gives it a box that reaches beyond its table's. Where lines close
every cell, only texts can tell; where they do not, rows stay apart: nothing is invented, nothing is lost.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from kpi_extract.document import Block, Document, Paragraph, Table
from kpi_extract.issues import Finding
from kpi_extract.joining.facing import spreads_of
from kpi_extract.joining.growing import GrowingTable
from kpi_extract.joining.headings import says_it_goes_on, squeezed
from kpi_extract.joining.joint import joint_of
from kpi_extract.joining.leftover import rows_left_over
from kpi_extract.place import Place
from kpi_extract.values.patterns import lazy_pattern

_CONTINUED = lazy_pattern(r"[(（\[【<〈]?(前頁(から|より)?の?|前ページ(から|より)?の?)?(続き|つづき)[)）\]】>〉]?")


def join_tables(document: Document) -> Document:
    """Make tables that a page break cut one again, and number tables and their places anew."""
    blocks: list[Paragraph | GrowingTable] = []
    joints: list[Finding] = []
    apart: list[Finding] = []
    read = _without_repeated_headings(document.blocks)
    spreads = spreads_of(read, map(_passes_over, read))
    where: dict[int, _Where] = {}  # number as read → where it is here
    count = 0
    open_end: int | None = None
    for block in spreads.blocks:
        if isinstance(block, Paragraph):
            if not _passes_over(block):
                open_end = None
            blocks.append(block)
            continue
        before = blocks[open_end] if open_end is not None else None
        joint = joint_of(before, block) if isinstance(before, GrowingTable) else None
        if isinstance(joint, Finding):
            apart.append(joint)
        elif joint is not None and open_end is not None:
            where[block.place.table or 0] = _Where(joint.first.number, joint.offset)
            blocks[open_end] = joint.first
            joints.append(joint.close())
            continue
        count += 1
        where[block.place.table or 0] = _Where(count)
        if block.nested_in is None:
            open_end = len(blocks)
        blocks.append(GrowingTable(block, count))
    for right, (left, columns) in spreads.moved.items():
        where[right] = where[left]._replace(column=columns)
    said = (*document.findings, *spreads.findings, *apart, *rows_left_over(read))
    return replace(
        document,
        blocks=tuple(_finished(block, where) for block in blocks),
        findings=(*(replace(finding, place=_moved(finding.place, where)) for finding in said), *joints),
    )


def _without_repeated_headings(blocks: Sequence[Block]) -> list[Block]:
    """The blocks with headings that the next page prints again, as they say themselves (続き), made running heads."""
    seen: set[str] = set()
    result: list[Block] = []
    for block in blocks:
        if isinstance(block, Paragraph) and block.kind == "body":
            heading = squeezed(block.text)
            if heading in seen and says_it_goes_on(block.text):
                block = replace(block, kind="running-head")
            seen.add(heading)
        result.append(block)
    return result


def _passes_over(paragraph: Block) -> bool:
    """Whether a table may go on after this paragraph, or after a table in a cell."""
    if isinstance(paragraph, Table):
        return True
    text = "".join(paragraph.text.split())
    return paragraph.kind in ("running-head", "footnote") or not text or _CONTINUED.fullmatch(text) is not None


# --- numbering --------------------------------------------------------------------------------------------------------


class _Where(NamedTuple):
    """Where a table as read is in the joined document: its number, and what to add to its rows and columns."""

    number: int
    row: int = 0
    column: int = 0


def _finished(block: Paragraph | GrowingTable, where: Mapping[int, _Where]) -> Block:
    if isinstance(block, Paragraph):
        return block
    outer = block.first.nested_in
    return block.table(where[outer].number if outer is not None and outer in where else outer)


def _moved(place: Place, where: Mapping[int, _Where]) -> Place:
    if place.table is None or place.table not in where:
        return place
    number, rows, columns = where[place.table]
    row = place.row + rows if place.row is not None else place.row
    column = place.column + columns if place.column is not None else place.column
    return replace(place, table=number, row=row, column=column)
