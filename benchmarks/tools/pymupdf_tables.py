"""PyMuPDF (AGPL: measured, never a dependency)."""

from pathlib import Path
from typing import Any

import pymupdf


def cells(path: Path) -> list[list[dict[str, Any]]]:
    pages = []
    for page in pymupdf.open(path):
        tables = []
        for table in page.find_tables().tables:
            rows = zip(table.rows, table.extract(), strict=True)
            pairs = [pair for row, texts in rows for pair in zip(row.cells, texts, strict=True)]
            tables.append({"boxes": [[*box, text or ""] for box, text in pairs if box]})
        pages.append(tables)
    return pages
