"""PDF pages written operation by operation: what no library would draw, and a reader still has to read.

Coordinates are PDF's own: points from the lower left corner.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name

from kpi_extract.document import Document, Table
from kpi_extract.readers import pdf
from kpi_extract.readers.source import Source
from tests.readers.pdf_making import Spec

WIDTH, HEIGHT = 600, 400
COLUMNS = (50.0, 150.0, 250.0, 350.0)
ROWS = (350.0, 320.0, 290.0)
"""Column and row edges of the table most tests draw; its box as seen is (50, 50, 350, 110)."""
WORDS = ("甲0値", "甲1値", "甲2値", "乙0値", "乙1値", "乙2値")
CELLS: list[Spec] = [(n // 3, n % 3, n // 3 + 1, n % 3 + 1, word) for n, word in enumerate(WORDS)]
BOX = (50.0, 50.0, 350.0, 110.0)

ENGINES = ("pdfium", "pdfplumber")
Line = tuple[float, float, float, float]
Box = tuple[float, float, float, float]
Prepare = Callable[[pikepdf.Pdf, pikepdf.Page], None]

LINES: tuple[Line, ...] = (
    *((COLUMNS[0], y, COLUMNS[-1], y) for y in ROWS),
    *((x, ROWS[-1], x, ROWS[0]) for x in COLUMNS),
)
BOXES: tuple[Box, ...] = tuple((x0, y0, x1, y1) for y1, y0 in pairwise(ROWS) for x0, x1 in pairwise(COLUMNS))


def page(content: str | bytes, prepare: Prepare | None = None, **saving: Any) -> bytes:
    """A document of one page with the fonts J (Japanese, not embedded), V (the same, vertical) and H (Latin)."""
    buffer = io.BytesIO()
    with pikepdf.Pdf.new() as document:
        sheet = document.add_blank_page(page_size=(WIDTH, HEIGHT))
        sheet.Contents = document.make_stream(content.encode() if isinstance(content, str) else content)
        sheet.Resources = Dictionary(Font=fonts(document))
        if prepare is not None:
            prepare(document, sheet)
        document.save(buffer, **saving)
    return buffer.getvalue()


def fonts(document: pikepdf.Pdf) -> Dictionary:
    latin = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica, Encoding=Name.WinAnsiEncoding)
    return Dictionary(
        J=_japanese(document, "UniJIS-UTF16-H"),
        V=_japanese(document, "UniJIS-UTF16-V"),
        H=document.make_indirect(latin),
    )


def _japanese(document: pikepdf.Pdf, cmap: str) -> pikepdf.Object:
    descriptor = Dictionary(
        Type=Name.FontDescriptor,
        FontName=Name("/HeiseiMin-W3"),
        Flags=4,
        FontBBox=Array([-123, -257, 1001, 910]),
        ItalicAngle=0,
        Ascent=709,
        Descent=-241,
        CapHeight=709,
        StemV=69,
    )
    descendant = Dictionary(
        Type=Name.Font,
        Subtype=Name.CIDFontType0,
        BaseFont=Name("/HeiseiMin-W3"),
        CIDSystemInfo=Dictionary(Registry=pikepdf.String("Adobe"), Ordering=pikepdf.String("Japan1"), Supplement=2),
        DW=1000,
        W=Array([1, Array([500] * 94), 231, 632, 500]),
        FontDescriptor=document.make_indirect(descriptor),
    )
    return document.make_indirect(
        Dictionary(
            Type=Name.Font,
            Subtype=Name.Type0,
            BaseFont=Name("/HeiseiMin-W3"),
            Encoding=Name("/" + cmap),
            DescendantFonts=Array([document.make_indirect(descendant)]),
        )
    )


def code(text: str, font: str = "J") -> str:
    """The string operand that prints a text."""
    return f"<{text.encode('cp1252' if font == 'H' else 'utf-16-be').hex()}>"


def text(x: float, y: float, words: str, size: float = 9, font: str = "J", before: str = "") -> str:
    """One line of text, after some operations of the text state."""
    return f"BT {before} /{font} {size} Tf {x} {y} Td {code(words, font)} Tj ET\n"


def filled(columns: Sequence[float] = COLUMNS, rows: Sequence[float] = ROWS, words: Sequence[str] = WORDS) -> str:
    """The words of a table, row by row."""
    places = [(x, y) for y in rows[:-1] for x in columns[:-1]]
    return "".join(text(x + 5, y - 18, word) for (x, y), word in zip(places, words, strict=False))


def line(x0: float, y0: float, x1: float, y1: float) -> str:
    return f"{x0} {y0} m {x1} {y1} l S\n"


def ruled(columns: Sequence[float] = COLUMNS, rows: Sequence[float] = ROWS) -> str:
    """The lines of a grid, half a point thick."""
    level = "".join(line(columns[0], y, columns[-1], y) for y in rows)
    return "0.5 w " + level + "".join(line(x, rows[-1], x, rows[0]) for x in columns)


TABLE = ruled() + filled()


def form(document: pikepdf.Pdf, content: str, box: Box = (0, 0, WIDTH, HEIGHT), **more: Any) -> pikepdf.Object:
    """Content to be drawn by name or by an annotation."""
    stream = document.make_stream(content.encode())
    stream.Type, stream.Subtype, stream.BBox = Name.XObject, Name.Form, Array(list(box))
    stream.Resources = Dictionary(Font=fonts(document))
    for key, value in more.items():
        stream["/" + key] = value
    return stream


def read(data: bytes, engine: str | None, **how: Any) -> Document:
    return pdf.read(Source("試験.pdf", data, pdf_engine=engine, **how))


def shape(table: Table) -> list[Spec]:
    return [(c.row, c.column, c.row + c.row_span, c.column + c.column_span, c.text) for c in table.cells]


def shapes(document: Document) -> list[list[Spec]]:
    return [shape(table) for table in document.tables()]


def paragraphs(document: Document) -> list[str]:
    return [paragraph.text for paragraph in document.paragraphs()]


def row_of(*words: str) -> list[Spec]:
    """The cells of a table with one row."""
    return [(0, n, 1, n + 1, word) for n, word in enumerate(words)]
