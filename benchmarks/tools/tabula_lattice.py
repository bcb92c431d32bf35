"""tabula-py's lattice (Java)."""

from pathlib import Path
from typing import Any

import tabula


def cells(path: Path) -> list[list[dict[str, Any]]]:
    tables = tabula.read_pdf(str(path), pages="all", lattice=True, output_format="json", silent=True)
    by_page: dict[int, list[dict[str, Any]]] = {}
    for table in tables:
        boxes = [
            [cell["left"], cell["top"], cell["left"] + cell["width"], cell["top"] + cell["height"], cell["text"]]
            for row in table["data"]
            for cell in row
            if cell["width"] or cell["text"]
        ]
        number = table.get("page_number") or table.get("page") or len(by_page) + 1
        by_page.setdefault(number, []).append({"boxes": boxes})
    return [by_page.get(number, []) for number in range(1, max(by_page, default=0) + 1)]
