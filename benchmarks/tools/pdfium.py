"""The bare PDFium: the floor for anything built on it."""

from pathlib import Path

import pypdfium2
import pypdfium2.raw as pdfium


def parse(path: Path) -> None:
    """Load each page and its text page; nothing is asked of them but their size."""
    document = pypdfium2.PdfDocument(path.read_bytes())
    for number in range(len(document)):
        page = pdfium.FPDF_LoadPage(document.raw, number)
        text = pdfium.FPDFText_LoadPage(page)
        pdfium.FPDFText_CountChars(text)
        pdfium.FPDFPage_CountObjects(page)
        pdfium.FPDFText_ClosePage(text)
        pdfium.FPDF_ClosePage(page)


def text(path: Path) -> None:
    """The text of each page by pypdfium2's own call."""
    document = pypdfium2.PdfDocument(path.read_bytes())
    for page in document:
        text_page = page.get_textpage()
        text_page.get_text_range()
        text_page.close()
        page.close()
