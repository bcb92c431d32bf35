"""The text of the verb tables: paragraphs and cells as read."""

from __future__ import annotations

from kpi_extract.document import Document, Paragraph, Table
from kpi_extract.issues import CATALOGUE


def shown(document: Document) -> list[str]:
    """Lines for a person: each paragraph, each table with its cells, what was noticed."""
    lines = []
    number = 0
    for block in document.blocks:
        if isinstance(block, Paragraph):
            lines.append(f"{'#' * block.rank + ' ' if block.rank else ''}{block.text}")
        else:
            number += 1
            lines.extend(_shown_table(block, number))
    return lines + noticed(document)


def noticed(document: Document) -> list[str]:
    """Lines that say what the reader noticed, and where."""
    lines = []
    for finding in document.findings:
        text = CATALOGUE[finding.code].message.format(text=finding.text)
        lines.append(f"! {finding.code}: {finding.place.describe()}: {text}")
    return lines


def _shown_table(table: Table, number: int) -> list[str]:
    head = f"[table {number}: {table.row_count} rows × {table.column_count} columns; {table.place.describe()}]"
    lines = [head]
    for cell in table.cells:
        span = f"+{cell.row_span}×{cell.column_span}" if cell.row_span > 1 or cell.column_span > 1 else ""
        text = cell.text.replace("\n", "⏎")
        lines.append(f"  r{cell.row + 1} c{cell.column + 1}{span}: {text}")
    return lines
