"""PDF engines: each opens a document and says what its pages carry. To add one: a module, and its line in ENGINES."""

from __future__ import annotations

from kpi_extract.readers.pdf.engines.contract import Engine
from kpi_extract.readers.pdf.engines.pdfium import PdfiumDocument
from kpi_extract.readers.pdf.engines.pdfminer import PdfminerDocument

ENGINES: dict[str, Engine] = {"pdfium": PdfiumDocument, "pdfplumber": PdfminerDocument}
"""By the name the user gives; the first is the default, each stands in for the others where they refuse a file."""
