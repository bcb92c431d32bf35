"""Text layers that lie: what is repaired, what is reported with its page, and what nobody can see in the file.

What a font's codes stand for is in `test_pdf_fonts`, what is not seen in `test_pdf_ink`, bold made by printing again and
directions in `test_pdf_print`. Here is what is left: whole pages that lie.
"""

from __future__ import annotations

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name

from kpi_extract.document import Document
from kpi_extract.pipeline import extract
from tests.readers.pdf_drawing import (
    CELLS,
    ENGINES,
    HEIGHT,
    TABLE,
    WIDTH,
    code,
    filled,
    page,
    paragraphs,
    read,
    ruled,
    shapes,
    text,
)
from tests.readers.test_pdf_fonts import mapped, printed
from tests.readers.test_pdf_ink import PICTURE, resources

pytestmark = pytest.mark.parametrize("engine", ENGINES)

NO_TEXT, DAMAGED = "no-text", "text-layer-damaged"


def said(document: Document) -> list[tuple[str, int | None]]:
    return [(finding.code.value, finding.place.page) for finding in document.findings]


def strips(count: int) -> str:
    """The page as a scanner cuts it: pictures one below the other."""
    high = HEIGHT / count
    return "".join(f"q {WIDTH} 0 0 {high} 0 {n * high} cm /I Do Q " for n in range(count))


# --- pages without text that is seen ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(PICTURE, id="scan"),
        pytest.param(PICTURE + text(300, 10, "3"), id="scan with a page number"),
        pytest.param(strips(20), id="scan in strips"),
        pytest.param(strips(20) + text(300, 10, "3"), id="scan in strips with a page number"),
        pytest.param(ruled(), id="rules"),
    ],
)
def test_a_page_without_text_is_reported(engine: str, content: str) -> None:
    document = read(page(content, resources), engine)
    assert (shapes(document), said(document)) == ([], [(NO_TEXT, 1)])


@pytest.mark.parametrize(
    "content",
    [
        pytest.param("BT 3 Tr ET " + filled(), id="invisible"),
        pytest.param("1 g " + filled(), id="white"),
        pytest.param(f"BT /J 40 Tf .7 .7 -.7 .7 100 100 Tm {code('見本')} Tj ET ", id="slanted"),
    ],
)
def test_a_page_with_nothing_but_text_left_out_is_reported(engine: str, content: str) -> None:
    document = read(page(content, resources), engine)
    assert (document.blocks, said(document)) == ((), [(NO_TEXT, 1), ("content-skipped", 1)])


@pytest.mark.parametrize("size", [0, 0.0001])
def test_text_without_a_size_is_not_read(engine: str, size: float) -> None:
    words = "".join(text(x, y, "12", size) for y in (335, 325, 312, 300) for x in (60, 100, 160, 210, 260))
    document = read(page(TABLE + words), engine)
    assert shapes(document) == [CELLS]
    # PDFium names no character of such text.
    assert said(document) == ([] if engine == "pdfium" else [("content-skipped", 1)])


def test_a_scan_in_strips_with_its_hidden_text_is_read_and_reported(engine: str) -> None:
    document = read(page(ruled() + strips(8) + "BT 3 Tr ET " + filled(), resources), engine)
    assert (shapes(document), said(document)) == ([CELLS], [(DAMAGED, 1)])


def test_blank_pages_are_no_success(engine: str) -> None:
    extraction = extract(page(""), pdf_engine=engine)
    assert not extraction.projects
    assert extraction.issues


# --- fonts ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("meanings", "codes"),
    [
        pytest.param({"A": "å®\x9f", "B": "ç¸¾"}, b"AB", id="UTF-8 taken for Latin"),
        pytest.param({"A": "\x8e\xc0", "B": "\x90\xd1"}, b"AB", id="Shift_JIS taken for Latin"),
        pytest.param({"A": "⺌", "B": "値"}, b"BAB", id="a radical that is no character"),
        pytest.param({"A": "\ufdd0", "B": "値"}, b"BAB", id="no character"),
    ],
)
def test_characters_that_no_report_prints_are_reported(engine: str, meanings: dict[str, str], codes: bytes) -> None:
    document = read(page(ruled() + printed(codes) + filled(rows=(320, 290)), mapped(meanings)), engine)
    assert said(document) == [(DAMAGED, 1)]


@pytest.mark.parametrize("words", ["café Ærø", "10±2 ×3 µg §4 ½", "«Ça»", "①②㈱㎡", "実績値"])
def test_ordinary_characters_are_not(engine: str, words: str) -> None:
    document = read(page(ruled() + text(55, 332, words) + filled(rows=(320, 290))), engine)
    assert said(document) == []


def test_glyphs_drawn_by_operations_without_a_meaning_are_reported(engine: str) -> None:
    def prepare(document: pikepdf.Pdf, sheet: pikepdf.Page) -> None:
        glyph = document.make_stream(b"1000 0 0 0 1000 1000 d1 0 0 900 900 re f ")
        sheet.Resources.Font.H = document.make_indirect(
            Dictionary(
                Type=Name.Font,
                Subtype=Name.Type3,
                FontBBox=Array([0, 0, 1000, 1000]),
                FontMatrix=Array([0.001, 0, 0, 0.001, 0, 0]),
                FirstChar=1,
                LastChar=4,
                Widths=Array([1000] * 4),
                CharProcs=Dictionary(g1=glyph, g2=glyph, g3=glyph, g4=glyph),
                Encoding=Dictionary(Type=Name.Encoding, Differences=Array([1, *(Name(f"/g{n}") for n in range(1, 5))])),
                Resources=Dictionary(),
            )
        )

    document = read(page(ruled() + printed(b"\x01\x02\x03\x04"), prepare), engine)
    assert said(document) == [(DAMAGED, 1)]
    ((_, _, _, _, first), *_), *_ = shapes(document)
    assert set(first) <= {"\ufffd"}


def test_digits_that_a_font_maps_to_other_digits_cannot_be_seen(engine: str) -> None:
    """Nothing in the text layer tells: only the picture of the page does. What is read is what the file says."""
    document = read(page(ruled() + printed(b"12"), mapped({"1": "7", "2": "8"})), engine)
    assert shapes(document)[0][0][4] == "78"
    assert said(document) == []


# --- what marked content says instead ---------------------------------------------------------------------------------


def test_text_that_stands_for_other_text(engine: str) -> None:
    """ActualText over glyphs: PDFium gives it, pdfminer gives what is printed; where they differ it is said."""
    instead = "".join(f"{ord(char):04X}" for char in "999")
    content = f"/Span <</ActualText <FEFF{instead}>>> BDC {text(55, 332, '123')} EMC " + text(155, 332, "隣")
    document = read(page(ruled() + content), engine)
    if engine == "pdfplumber":
        assert (shapes(document)[0][0][4], said(document)) == ("123", [])
    else:
        assert (shapes(document)[0][0][4], said(document)) == ("999", [(DAMAGED, 1)])
        assert "123 is printed" in document.findings[0].text


def test_text_that_says_what_is_printed_is_no_lie(engine: str) -> None:
    content = f"/Span <</ActualText <FEFF003100320033>>> BDC {text(55, 332, '123')} EMC " + text(155, 332, "隣")
    document = read(page(ruled() + content), engine)
    assert (shapes(document)[0][0][4], said(document)) == ("123", [])


# --- directions -------------------------------------------------------------------------------------------------------


def test_one_character_a_line_outside_tables_loses_nothing(engine: str) -> None:
    content = "".join(text(400, 380 - 12 * n, char) for n, char in enumerate("指標の名前")) + TABLE
    document = read(page(content), engine)
    assert "".join(paragraphs(document)).replace("\n", "") == "指標の名前"
