"""kpi-extract's reader: bytes → Document.

Our own modules are loaded where they are needed; here the reader's are loaded first, as those of the other tools are.
"""

from pathlib import Path
from typing import Any

import kpi_extract.readers.pdf  # noqa: F401 - loaded before the clock runs
from kpi_extract.document import Document
from kpi_extract.readers import read_source
from kpi_extract.readers.source import Source


def read(path: Path) -> Document:
    return read_source(Source(path.name, path.read_bytes()))


def cells(path: Path) -> list[list[dict[str, Any]]]:
    document = read(path)
    pages: list[list[dict[str, Any]]] = [[] for _ in range(document.page_count or 0)]
    for table in document.tables():
        found = [
            [cell.row, cell.column, cell.row + cell.row_span, cell.column + cell.column_span, cell.text]
            for cell in table.cells
        ]
        pages[(table.place.page or 1) - 1].append({"cells": found})
    return pages
