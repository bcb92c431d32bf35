"""PDF engines: each opens a document and says what its pages carry.

To add one: a module, and its line in ENGINES, which loads it when it is asked.
"""

from __future__ import annotations

from kpi_extract.readers.pdf.engines.contract import Engine, OpenDocument
from kpi_extract.readers.source import Source


def _pdfium(source: Source) -> OpenDocument:
    from kpi_extract.readers.pdf.engines.pdfium import PdfiumDocument

    return PdfiumDocument(source)


def _pdfminer(source: Source) -> OpenDocument:
    from kpi_extract.readers.pdf.engines.pdfminer import PdfminerDocument

    return PdfminerDocument(source)


ENGINES: dict[str, Engine] = {"pdfium": _pdfium, "pdfplumber": _pdfminer}
"""By the name the user gives; the first is the default, each stands in for the others where they refuse a file."""
