"""Pages as small pictures: few greys are enough to read by, and a report of forty pages stays below five megabytes."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from io import BytesIO
from typing import Any

from kpi_extract.document import Document
from kpi_extract.errors import DocumentError
from kpi_extract.picture import pages_of
from kpi_extract.readers.pdf.rendering import painter_of
from kpi_extract.readers.source import Source

PIXELS_PER_POINT = 1.4
"""About 100 dots per inch."""
GREYS = 4
_LEVELS = [round(round(level / 255 * (GREYS - 1)) * 255 / (GREYS - 1)) for level in range(256)]
"""Evenly spread: half the size of the palette that fits a page best."""
LONGEST_SIDE = 2400
"""Pixels of the longer side at most."""


def page_pictures(document: Document, source: Source) -> Iterator[dict[str, Any]]:
    """Number, size in points and PNG (base64) of each page of a PDF that was read; nothing for other formats.

    A page that cannot be painted has no picture, and stands with its boxes alone.
    """
    if document.media_type != "application/pdf":
        return
    try:
        with painter_of(source) as painter:
            for number in pages_of(document, source):
                try:
                    page = painter.page(number)
                except DocumentError:
                    yield {"number": number, "width": 595, "height": 842}
                    continue
                width, height = page.image.width / page.scale, page.image.height / page.scale
                shrink = min(PIXELS_PER_POINT, LONGEST_SIDE / max(width, height)) / page.scale
                size = (max(1, round(page.image.width * shrink)), max(1, round(page.image.height * shrink)))
                grey = page.image.convert("L").resize(size, reducing_gap=2.0)
                out = BytesIO()
                grey.point(_LEVELS).quantize(GREYS).save(out, "PNG", optimize=True)
                yield {
                    "number": number,
                    "width": round(width, 2),
                    "height": round(height, 2),
                    "png": base64.b64encode(out.getvalue()).decode("ascii"),
                }
    except DocumentError:
        return
