"""tabula-py's lattice (Java)."""

import subprocess
from pathlib import Path
from typing import Any

import tabula


def read(path: Path) -> None:
    """All pages in one call; what comes back does not say which page a table is from."""
    tabula.read_pdf(str(path), pages="all", lattice=True, output_format="json", silent=True)


def cells(path: Path) -> list[list[dict[str, Any]]]:
    """Page by page, so that each table has its page: one start of Java a page, for scoring only."""
    information = subprocess.run(["pdfinfo", str(path)], capture_output=True, text=True, check=True).stdout
    count = next(int(line.split()[1]) for line in information.splitlines() if line.startswith("Pages:"))
    return [_tables(path, number) for number in range(1, count + 1)]


def _tables(path: Path, page: int) -> list[dict[str, Any]]:
    tables = tabula.read_pdf(str(path), pages=page, lattice=True, output_format="json", silent=True)
    return [{"boxes": [_box(cell) for row in table["data"] for cell in row if _is_printed(cell)]} for table in tables]


def _is_printed(cell: dict[str, Any]) -> bool:
    return bool(cell["width"] or cell["text"])


def _box(cell: dict[str, Any]) -> list[Any]:
    right, bottom = cell["left"] + cell["width"], cell["top"] + cell["height"]
    return [cell["left"], cell["top"], right, bottom, cell["text"]]
