"""A page to look at: what was read beside where it stands, in one file without network.

    data      records, issues, places → plain data
    pictures  the pages of a PDF → small pictures
    page      data and assets/ → one HTML file

The page tells what is picked by an event `picked` (detail: pointer, element) on the document, which an editor listens to.
"""

from __future__ import annotations

from kpi_extract.document import Document
from kpi_extract.readers.source import Source
from kpi_extract.records import Extraction
from kpi_extract.review.data import Data, review_data
from kpi_extract.review.pictures import page_pictures


def data_for_review(document: Document, extraction: Extraction, source: Source, language: str) -> Data:
    """What the page of a document shows."""
    return review_data(document, extraction, list(page_pictures(document, source)), language)
