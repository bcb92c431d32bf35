"""The default engine: PDFium, through the library that pypdfium2 installs."""

from __future__ import annotations

import ctypes
from types import TracebackType

from kpi_extract.readers.pdf.engines.contract import NeedsPassword, Refused, UnknownLock
from kpi_extract.readers.pdf.engines.geometry import Matrix
from kpi_extract.readers.pdf.engines.pdfium_annotations import flattened
from kpi_extract.readers.pdf.engines.pdfium_library import Calls, calls, pdfium
from kpi_extract.readers.pdf.engines.pdfium_paths import PathCollector
from kpi_extract.readers.pdf.engines.pdfium_text import is_spoken, read_text
from kpi_extract.readers.pdf.marks import PageMarks
from kpi_extract.readers.source import Source

NAME = "pdfium"

_PASSWORD_ERROR = 4
_LOCK_ERROR = 5


class PdfiumDocument:
    """An open document. One process may hold several, but no two threads may be inside PDFium at once.

    Args:
        source: the document.
        bulk: how PDFium is asked about a page; the fastest way that was built by default.
    """

    makes_cycles = False
    says_what_is_missing = False

    def __init__(self, source: Source, bulk: Calls | None = None) -> None:
        try:
            self._library = pdfium()
            self._calls = bulk or calls()
        except ImportError as error:
            raise Refused(str(error)) from error
        self._data = source.data  # PDFium reads from it as long as the document is open
        self._handle = self._opened(source.password)
        self.page_count = self._library.FPDF_GetPageCount(self._handle)
        self.stated_count = self.page_count

    def __enter__(self) -> PdfiumDocument:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._library.FPDF_CloseDocument(self._handle)

    def title(self) -> str:
        """The title in the file's properties, "" where it has none."""
        library = self._library
        size = library.FPDF_GetMetaText(self._handle, b"Title", None, 0)
        if size <= 2:
            return ""
        text = ctypes.create_string_buffer(size)
        library.FPDF_GetMetaText(self._handle, b"Title", ctypes.addressof(text), size)
        return text.raw[: size - 2].decode("utf-16-le", "replace")

    def marks(self, number: int) -> PageMarks:
        """What page `number` (from 1) carries.

        Raises:
            Refused: PDFium cannot open the page.
        """
        library = self._library
        page = self._loaded(number)
        try:
            undrawn = ""
            if library.FPDFPage_GetAnnotCount(page):
                has_changed, undrawn = flattened(library, page)
                if has_changed:
                    changed, page = page, 0
                    library.FPDF_ClosePage(changed)
                    page = self._loaded(number)
            width, height, seen = self._geometry(page)
            paths = PathCollector(library, self._calls, (0.0, 0.0, width, height), seen)
            drawn = paths.collect(page)
            text = read_text(library, self._calls, page, seen, drawn, paths)
            spoken = is_spoken(library, (*drawn.texts, *drawn.in_form))
        finally:
            if page:
                library.FPDF_ClosePage(page)
        area = width * height
        shares = [(x1 - x0) * (bottom - top) / area for x0, top, x1, bottom in drawn.backdrop.pictures if area]
        return PageMarks(
            runs=text.runs,
            rules=drawn.rules,
            width=width,
            height=height,
            picture_share=min(1.0, sum(shares)),
            unmapped=text.unmapped,
            private=text.private,
            slanted=text.slanted[:40],
            invisible=text.invisible[:40],
            behind_picture=text.behind_picture,
            undrawn=undrawn[:40],
            is_spoken=spoken,
        )

    def _loaded(self, number: int) -> int:
        page = self._library.FPDF_LoadPage(self._handle, number - 1)
        if not page:
            raise Refused("the page cannot be opened")
        return int(page)

    def _opened(self, password: str | None) -> int:
        library = self._library
        for given in _spellings(password):
            handle = library.FPDF_LoadMemDocument64(self._data, len(self._data), given)
            if handle:
                return int(handle)
            error = library.FPDF_GetLastError()
            if error == _LOCK_ERROR:
                raise UnknownLock
            if error != _PASSWORD_ERROR:
                raise Refused("PDFium cannot open it")
        raise NeedsPassword

    def _geometry(self, page: int) -> tuple[float, float, Matrix]:
        """Width and height of the page as seen, and the matrix that leads to it from PDF's page space."""
        box = (ctypes.c_float * 4)()
        self._library.FPDF_GetPageBoundingBox(page, ctypes.addressof(box))
        left, top, right, bottom = box
        turn = self._library.FPDFPage_GetRotation(page)
        if turn == 1:
            return (top - bottom, right - left, (0, 1, 1, 0, -bottom, -left))
        if turn == 2:
            return (right - left, top - bottom, (-1, 0, 0, 1, right, -bottom))
        if turn == 3:
            return (top - bottom, right - left, (0, -1, -1, 0, top, right))
        return (right - left, top - bottom, (1, 0, 0, -1, -left, top))


def _spellings(password: str | None) -> list[bytes | None]:
    """Without a password first; then the one given in the encodings PDF versions use."""
    if password is None:
        return [None]
    spellings: list[bytes | None] = [None, password.encode()]
    if not password.isascii():
        spellings.append(password.encode("latin-1", "ignore"))
    return spellings
