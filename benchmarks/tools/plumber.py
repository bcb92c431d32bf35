"""pdfplumber, and bolivar, which takes its name: grids without boxes (the quick call), and cells with boxes."""

from pathlib import Path
from typing import Any

import pdfplumber


def read(path: Path) -> list[list[dict[str, Any]]]:
    pages = []
    with pdfplumber.open(path) as pdf:
        for page in pdf.pages:
            pages.append([{"grid": table} for table in page.extract_tables()])
            page.close()
    return pages


def read_keeping_pages(path: Path) -> list[list[dict[str, Any]]]:
    """Without closing pages: bolivar's have no `close` that it needs."""
    with pdfplumber.open(path) as pdf:
        return [[{"grid": table} for table in page.extract_tables()] for page in pdf.pages]


def cells(path: Path) -> list[list[dict[str, Any]]]:
    pages = []
    with pdfplumber.open(path) as pdf:
        for page in pdf.pages:
            tables = []
            for table in page.find_tables():
                rows = zip(table.rows, table.extract(), strict=True)
                pairs = [pair for row, texts in rows for pair in zip(row.cells, texts, strict=True)]
                tables.append({"boxes": [[*box, text or ""] for box, text in pairs if box]})
            pages.append(tables)
    return pages
