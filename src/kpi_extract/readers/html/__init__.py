"""Web pages (.html, .htm, .xhtml) and pages saved with their files in one (.mhtml): paragraphs and tables in order.

The page is read as it is when it has just been opened, before any script runs. Nothing it names is fetched: no style
sheet, picture, frame or DTD.
"""

from __future__ import annotations

import hashlib

from kpi_extract.document import Document
from kpi_extract.issues import Finding, IssueCode
from kpi_extract.readers.html.charset import decode_page
from kpi_extract.readers.html.mhtml import main_page
from kpi_extract.readers.html.page import read_page
from kpi_extract.readers.html.parsing import parse
from kpi_extract.readers.sniffing import is_saved_page
from kpi_extract.readers.source import Source

NAME = "html"
SUFFIXES = (".html", ".htm", ".xhtml", ".mhtml", ".mht")
MEDIA_TYPE = "text/html"
_MEDIA_TYPE_OF_SAVED_PAGE = "multipart/related"


def read(source: Source) -> Document:
    """Reads a web page.

    Raises:
        EncodingError: its text is in no encoding that was tried.
        DamagedDocumentError: a saved page holds no page.
        RefusedDocumentError: it is built to do harm.
    """
    data, labelled, findings = source.data, None, []
    is_saved = is_saved_page(data)
    if is_saved:
        saved = main_page(data, source.name)
        data, labelled = saved.data, saved.charset
        if saved.other_pages:
            findings.append(Finding(IssueCode.CONTENT_SKIPPED, f"{saved.other_pages} pages in frames"))
    text, encoding, doubts = decode_page(data, source.encoding, source.name, labelled)
    source.opened_without_pages(len(data))
    root = parse(text, source.name)
    # A line of a saved page would be counted in the page inside it, which no editor shows.
    page = read_page(root, source.name, knows_lines=not is_saved)
    return Document(
        name=source.base_name,
        media_type=_MEDIA_TYPE_OF_SAVED_PAGE if is_saved else MEDIA_TYPE,
        sha256=hashlib.sha256(source.data).hexdigest(),
        blocks=page.blocks,
        title=page.title,
        encoding=encoding,
        findings=(*doubts, *findings, *page.findings),
    )
