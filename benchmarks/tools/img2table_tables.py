"""img2table: a picture of the page, text from the PDF."""

from pathlib import Path
from typing import Any

from img2table.document import PDF

_SAME_EDGE_PIXELS = 6


def cells(path: Path) -> list[list[dict[str, Any]]]:
    pages = []
    for _, tables in sorted(PDF(str(path)).extract_tables().items()):
        found = []
        for table in tables:
            texts = {
                (cell.bbox.x1, cell.bbox.y1, cell.bbox.x2, cell.bbox.y2): cell.value or ""
                for row in table.content.values()
                for cell in row
            }
            boxes = [[*box, text] for box, text in texts.items()]
            found.append({"boxes": boxes, "same_edge": _SAME_EDGE_PIXELS})
        pages.append(found)
    return pages
