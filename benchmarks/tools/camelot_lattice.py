"""camelot's lattice, by the PDF's own lines (vector) or by its default (a picture of the page)."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import camelot


def vector(path: Path) -> list[list[dict[str, Any]]]:
    return _pages(
        camelot.read_pdf(
            str(path), pages="all", flavor="lattice", engine="vector", split_text=True, suppress_stdout=True
        )
    )


def default(path: Path) -> list[list[dict[str, Any]]]:
    return _pages(camelot.read_pdf(str(path), pages="all", flavor="lattice", split_text=True, suppress_stdout=True))


def _pages(tables: Sequence[Any]) -> list[list[dict[str, Any]]]:
    pages: list[list[dict[str, Any]]] = [[] for _ in range(max((table.page for table in tables), default=0))]
    for table in tables:
        pages[table.page - 1].append({"cells": _merged(table.cells)})
    return pages


def _merged(grid: Sequence[Sequence[Any]]) -> list[list[Any]]:
    """Camelot repeats the grid; a missing edge between two of its cells says that they are one."""
    seen: set[tuple[int, int]] = set()
    merged = []
    for row, line in enumerate(grid):
        for column in range(len(line)):
            if (row, column) in seen:
                continue
            right, below = column + 1, row + 1
            while right < len(line) and not (line[right - 1].right or line[right].left):
                right += 1
            while below < len(grid) and not (grid[below - 1][column].bottom or grid[below][column].top):
                below += 1
            covered = [(r, c) for r in range(row, below) for c in range(column, right)]
            seen.update(covered)
            merged.append([row, column, below, right, "".join(grid[r][c].text for r, c in covered)])
    return merged
