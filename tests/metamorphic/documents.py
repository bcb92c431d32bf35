"""Documents changed table by table or text by text."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from kpi_extract.document import Block, Cell, Document, Table


@dataclass(frozen=True)
class DoesNotApply:
    """A change that a document gives no occasion for, and why."""

    reason: str


Changed = Document | DoesNotApply


def with_tables(document: Document, change: Callable[[Table], Table | None], reason: str) -> Changed:
    """Every table changed that can be; the reason where none can (the change gives None)."""
    blocks: list[Block] = []
    found = False
    for block in document.blocks:
        changed = change(block) if isinstance(block, Table) else None
        found = found or changed is not None
        blocks.append(changed or block)
    return replace(document, blocks=tuple(blocks)) if found else DoesNotApply(reason)


def with_texts(
    document: Document,
    of_cell: Callable[[Table, Cell], str],
    reason: str,
    of_paragraph: Callable[[str], str] = lambda text: text,
) -> Changed:
    """Every text of a cell and of a paragraph changed; the reason where that leaves all as they were."""
    blocks: list[Block] = []
    for block in document.blocks:
        if isinstance(block, Table):
            cells = ((cell, of_cell(block, cell)) for cell in block.cells)
            same_or_new = (cell if cell.text == text else replace(cell, text=text) for cell, text in cells)
            blocks.append(replace(block, cells=tuple(same_or_new)))
        else:
            blocks.append(replace(block, text=of_paragraph(block.text)))
    changed = replace(document, blocks=tuple(blocks))
    return DoesNotApply(reason) if changed == document else changed


def in_header(table: Table, cell: Cell) -> bool:
    """Whether a cell stands in the rows that the format marks as header."""
    return cell.row < table.header_row_count


def squeezed(text: str) -> str:
    """Without white space."""
    return "".join(text.split())
