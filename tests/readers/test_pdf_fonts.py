"""Fonts: what codes stand for, and what is said where nobody knows; passwords."""

from __future__ import annotations

from typing import Literal

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name

from kpi_extract.document import Document
from kpi_extract.errors import PasswordError
from tests.readers.pdf_drawing import CELLS, ENGINES, TABLE, Prepare, page, read, ruled, shapes, text

pytestmark = pytest.mark.parametrize("engine", ENGINES)


def printed(codes: bytes) -> str:
    return f"BT /H 9 Tf 55 332 Td <{codes.hex()}> Tj ET " + text(155, 332, "隣")


def mapped(meanings: dict[str, str]) -> Prepare:
    """Font H with a table that says what its codes stand for."""
    pairs = " ".join(f"<{ord(key):02x}> <{value.encode('utf-16-be').hex()}>" for key, value in meanings.items())
    table = (
        "/CIDInit /ProcSet findresource begin begincmap /CMapName /X def 1 begincodespacerange <00> <FF> "
        f"endcodespacerange {len(meanings)} beginbfchar {pairs} endbfchar endcmap end end"
    )

    def prepare(document: pikepdf.Pdf, sheet: pikepdf.Page) -> None:
        sheet.Resources.Font.H.ToUnicode = document.make_stream(table.encode())

    return prepare


def first_cell(document: Document) -> str:
    (cells,) = shapes(document)
    assert [cell[4] for cell in cells[1:]] == ["隣", "", "", "", ""]
    return cells[0][4]


def codes(document: Document) -> list[str]:
    return [finding.code.value for finding in document.findings]


@pytest.mark.parametrize(
    ("meanings", "printed_codes", "expected"),
    [
        pytest.param({"A": "fi", "B": "n"}, b"ABA", "finfi", id="ligature"),
        pytest.param({"A": "1,234"}, b"A", "1,234", id="a number in one code"),
        pytest.param({"A": "⻑", "B": "⼈", "C": "⺠"}, b"ABC", "長人民", id="radicals"),
        pytest.param({"A": "𠮷", "B": "値"}, b"AB", "𠮷値", id="outside the basic plane"),
        pytest.param({"A": "葛\U000e0100", "B": "値"}, b"AB", "葛\U000e0100値", id="variation selector"),
        pytest.param({"A": "か", "B": "\u3099"}, b"AB", "か\u3099", id="combining mark"),
        pytest.param({"A": "\xa0", "B": "値"}, b"BAB", "値 値", id="no-break space"),
        pytest.param({"A": "\t", "B": "値"}, b"BAB", "値 値", id="tab"),
        pytest.param({"A": "値\n", "B": "値", "C": "\r"}, b"BCAB", "値 値 値", id="line ends"),
    ],
)
def test_what_codes_stand_for(engine: str, meanings: dict[str, str], printed_codes: bytes, expected: str) -> None:
    document = read(page(ruled() + printed(printed_codes), mapped(meanings)), engine)
    assert (first_cell(document), document.findings) == (expected, ())


def test_private_characters_are_kept_and_reported(engine: str) -> None:
    document = read(page(ruled() + printed(b"AB"), mapped({"A": "\ue000", "B": "値"})), engine)
    assert (first_cell(document), codes(document)) == ("\ue000値", ["text-layer-damaged"])


def test_codes_that_stand_for_nothing_are_reported(engine: str) -> None:
    document = read(page(ruled() + printed(b"BAB"), mapped({"A": "\0", "B": "値"})), engine)
    assert (first_cell(document), codes(document)) == ("値\ufffd値", ["text-layer-damaged"])


def test_a_font_without_meaning_gives_no_wrong_characters(engine: str) -> None:
    def prepare(document: pikepdf.Pdf, sheet: pikepdf.Page) -> None:
        font = sheet.Resources.Font.J
        font.Encoding = Name("/Identity-H")
        font.DescendantFonts[0].CIDSystemInfo = Dictionary(
            Registry=pikepdf.String("Adobe"), Ordering=pikepdf.String("Identity"), Supplement=0
        )

    document = read(page(TABLE, prepare), engine)
    (cells,) = shapes(document)
    assert [cell[4] for cell in cells] == ["\ufffd" * 3] * 6
    (finding,) = document.findings
    assert (finding.code.value, finding.text) == ("text-layer-damaged", "18 of 18 characters cannot be read")


def test_glyph_names_that_say_something_count_and_others_do_not(engine: str) -> None:
    def prepare(document: pikepdf.Pdf, sheet: pikepdf.Page) -> None:
        names = [Name("/one"), Name("/uni5B9F"), Name("/g123"), Name("/u20BB7")]
        sheet.Resources.Font.H.Encoding = Dictionary(Type=Name.Encoding, Differences=Array([65, *names]))

    document = read(page(ruled() + printed(b"ABCD"), prepare), engine)
    assert (first_cell(document), codes(document)) == ("1実\ufffd𠮷", ["text-layer-damaged"])


@pytest.mark.parametrize(("font", "expected"), [("/Symbol", "≥α•"), ("/ZapfDingbats", "⑧❁❷")])
def test_symbol_fonts(engine: str, font: str, expected: str) -> None:
    def prepare(document: pikepdf.Pdf, sheet: pikepdf.Page) -> None:
        sheet.Resources.Font.H = document.make_indirect(
            Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name(font))
        )

    document = read(page(ruled() + printed(b"\xb3\x61\xb7"), prepare), engine)
    if engine == "pdfplumber":  # pdfminer does not know these fonts
        assert (first_cell(document), codes(document)) == ("\ufffd\ufffd\ufffd", ["text-layer-damaged"])
    else:
        assert (first_cell(document), codes(document)) == (expected, [])


@pytest.mark.parametrize(
    ("matrix", "width"),
    [([0.001, 0, 0, 0.001, 0, 0], 1000), ([0.1, 0, 0, 0.1, 0, 0], 10), ([0.001, 0, 0, -0.001, 0, 0], 1000)],
)
def test_glyphs_drawn_by_operations(engine: str, matrix: list[float], width: int) -> None:
    def prepare(document: pikepdf.Pdf, sheet: pikepdf.Page) -> None:
        wide = document.make_stream(f"{width} 0 0 0 {width} {width} d1 0 0 {width} {width} re f".encode())
        slim = document.make_stream(f"{width / 2} 0 0 0 {width} {width} d1 0 0 9 9 re f".encode())
        sheet.Resources.Font.H = document.make_indirect(
            Dictionary(
                Type=Name.Font,
                Subtype=Name.Type3,
                FontBBox=Array([0, 0, width, width]),
                FontMatrix=Array(matrix),
                FirstChar=65,
                LastChar=66,
                Widths=Array([width, width / 2]),
                CharProcs=Dictionary(a=wide, b=slim),
                Encoding=Dictionary(Type=Name.Encoding, Differences=Array([65, Name.a, Name.b])),
                Resources=Dictionary(),
            )
        )
        mapped({"A": "値", "B": "7"})(document, sheet)

    document = read(page(ruled() + printed(b"ABB"), prepare), engine)
    assert (first_cell(document), codes(document)) == ("値77", [])


@pytest.mark.parametrize(("cmap", "x", "y"), [("90ms-RKSJ-H", 55, 332), ("90ms-RKSJ-V", 75, 348)])
def test_japanese_fonts_that_are_not_embedded(engine: str, cmap: str, x: int, y: int) -> None:
    def prepare(document: pikepdf.Pdf, sheet: pikepdf.Page) -> None:
        sheet.Resources.Font.J.Encoding = Name("/" + cmap)

    words = f"BT /J 9 Tf {x} {y} Td <{'実績'.encode('cp932').hex()}> Tj ET "
    (cells,) = shapes(read(page(ruled() + words, prepare), engine))
    assert cells[0][4] == "実績"


# --- passwords --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("strength", "user"),
    # Passwords outside Latin came with AES-256.
    [*((strength, user) for strength in (2, 3, 4, 6) for user in ("", "himitsu", "café")), (6, "ひみつ")],
)
def test_passwords(engine: str, strength: Literal[2, 3, 4, 6], user: str) -> None:
    modern = strength > 3
    lock = pikepdf.Encryption(user=user, owner="shoyu", R=strength, aes=modern, metadata=modern)
    locked = page(TABLE, encryption=lock)
    assert shapes(read(locked, engine, password=user or None)) == [CELLS]
    assert shapes(read(locked, engine, password="shoyu")) == [CELLS]
    if not user:
        assert shapes(read(locked, engine, password="whatever")) == [CELLS]
        return
    with pytest.raises(PasswordError, match="needs a password"):
        read(locked, engine)
    with pytest.raises(PasswordError, match="wrong"):
        read(locked, engine, password="chigau")
