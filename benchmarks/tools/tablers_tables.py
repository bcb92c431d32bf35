"""tablers: Rust on PDFium."""

from pathlib import Path
from typing import Any

from tablers import Document, find_tables


def cells(path: Path) -> list[list[dict[str, Any]]]:
    with Document(str(path)) as document:
        return [
            [
                {"boxes": [[*cell.bbox, cell.text or ""] for cell in table.cells]}
                for table in find_tables(page, extract_text=True)
            ]
            for page in document.pages()
        ]
