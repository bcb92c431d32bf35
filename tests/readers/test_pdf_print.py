"""Text however it is printed: pieces, spacing, directions; one text comes out, in its cell."""

from __future__ import annotations

import pytest

from tests.readers.pdf_drawing import (
    COLUMNS,
    ENGINES,
    ROWS,
    TABLE,
    code,
    page,
    paragraphs,
    read,
    row_of,
    ruled,
    shapes,
    text,
)

pytestmark = pytest.mark.parametrize("engine", ENGINES)

UPRIGHT = ruled((50, 100, 200), (350, 290))
"""One row of a narrow, high cell and a wide one."""


def first_cell(content: str, engine: str) -> tuple[str, tuple[str, ...]]:
    """Text and marks of the first cell; the others must be what they are."""
    others = text(155, 332, "隣") + text(255, 332, "右") + text(55, 302, "下")
    (table,) = read(page(ruled() + content + others), engine).tables()
    assert [cell.text for cell in table.cells[1:]] == ["隣", "右", "下", "", ""]
    return table.cells[0].text, table.cells[0].marks


def each(words: str, step: float, *offsets: float) -> str:
    """Every character a text object of its own, perhaps several times."""
    return "".join(
        text(55 + step * n + offset, 332, char) for n, char in enumerate(words) for offset in offsets or (0,)
    )


def again(words: str, *offsets: tuple[float, float], size: float = 9, font: str = "J") -> str:
    return "".join(text(55 + right, 332 + up, words, size, font) for right, up in offsets)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        pytest.param(again("令和1122年度", (0, 0), (0.3, 0)), "令和1122年度", id="twice"),
        pytest.param(again("令和1122年度", (0, 0), (0.3, 0), (0.6, 0), (0.9, 0)), "令和1122年度", id="four times"),
        pytest.param(again("令和1122年度", (0, 0), (1, 0)), "令和1122年度", id="a point apart"),
        pytest.param(again("令和1122", (0, 0), (0, 0.4), (0.4, 0.4), (0.4, 0)), "令和1122", id="all round"),
        pytest.param(again("令和1122", (0, 0), (0.8, -0.8)), "令和1122", id="a shadow"),
        pytest.param(again("実績値11", (0, 0), (0, 0)), "実績値11", id="at the same place"),
        pytest.param(again("11112222", (0, 0), (0.5, 0), size=4), "11112222", id="small"),
        pytest.param(again("lllii111", (0, 0), (0.3, 0), (0.6, 0), font="H"), "lllii111", id="narrow letters"),
        pytest.param(again("1,111.11", (0, 0), (0.5, 0), font="H"), "1,111.11", id="a number"),
        pytest.param(each("実績値値", 9, 0, 0.3), "実績値値", id="character by character"),
        pytest.param(each("11223", 4.5, 0, 0.2, 0.4, 0.6), "11223", id="digit by digit"),
        pytest.param(
            text(55, 332, "実績値11") + text(55, 332, "実績") + text(73, 332, "値11"), "実績値11", id="cut differently"
        ),
    ],
)
def test_bold_made_by_printing_again_is_one_text(engine: str, content: str, expected: str) -> None:
    assert first_cell(content, engine) == (expected, ())


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        pytest.param(each("令和四年度実績", 9), "令和四年度実績", id="an object a character"),
        pytest.param(
            "".join(text(55 + 9 * n, 332, char) for n, char in reversed(list(enumerate("令和四年度")))),
            "令和四年度",
            id="backwards",
        ),
        pytest.param(
            f"BT /J 9 Tf 55 332 Td [{code('実')} -20 {code('績')} 30 {code('値')}] TJ ET ", "実績値", id="kerning"
        ),
        pytest.param(text(55, 332, "実績値", before="4 Tc") + "BT 0 Tc ET ", "実績値", id="wide spacing"),
        pytest.param(text(55, 332, "実績値1200", before="-1 Tc") + "BT 0 Tc ET ", "実績値1200", id="tight spacing"),
        pytest.param(text(55, 332, "a b", font="H", before="10 Tw") + "BT 0 Tw ET ", "a b", id="word spacing"),
        pytest.param(text(55, 332, "実績1200", before="50 Tz") + "BT 100 Tz ET ", "実績1200", id="narrow"),
        pytest.param(text(55, 332, "実績1200", before="200 Tz") + "BT 100 Tz ET ", "実績1200", id="broad"),
        pytest.param(f"BT /J 1 Tf 4.5 0 0 9 55 332 Tm {code('実績1200')} Tj ET ", "実績1200", id="in the matrix"),
        pytest.param(f"BT /J -9 Tf -1 0 0 -1 55 332 Tm {code('実績12')} Tj ET ", "実績12", id="negative size"),
        pytest.param(
            f"q 1 0 0 -1 0 400 cm BT /J 9 Tf 1 0 0 -1 55 68 Tm {code('実績12')} Tj ET Q ", "実績12", id="mirrored twice"
        ),
        pytest.param(f"BT /J 9 Tf 1 0 .3 1 55 332 Tm {code('実績12')} Tj ET ", "実績12", id="italic"),
        pytest.param(f"BT /J 9 Tf .9994 .035 -.035 .9994 55 332 Tm {code('実績')} Tj ET ", "実績", id="two degrees"),
        pytest.param(text(55, 332, "A市\u3000B町 C"), "A市\u3000B町 C", id="printed spaces"),
        pytest.param(
            text(55, 337, "均等割付の長い文", before=".7 Tc") + text(55, 327, "続き", before="0 Tc"),
            "均等割付の長い文\n続き",
            id="justified",
        ),
        pytest.param(
            text(55, 337, "k-", font="H") + text(55, 327, "Biz", font="H"), "k-\nBiz", id="hyphen at the line's end"
        ),
        pytest.param("BT /H 9 Tf 10 TL 55 337 Td (k-) Tj T* (Biz) Tj ET ", "k-\nBiz", id="the same in one object"),
        pytest.param(
            f"BT /J 9 Tf 10 TL 55 347 Td {code('一行')} ' 0 0 {code('二行')} \" ET ", "一行\n二行", id="quotes"
        ),
        pytest.param(text(55, 332, "①Ⅳ㎡㈱ｶﾞ"), "①Ⅳ㎡㈱ｶﾞ", id="as printed"),
        pytest.param(text(55, 332, "か\u3099き\u3099"), "か\u3099き\u3099", id="combining marks"),
    ],
)
def test_one_text(engine: str, content: str, expected: str) -> None:
    assert first_cell(content, engine) == (expected, ())


@pytest.mark.parametrize("words", ["𠮷野家𠮟る", "𠮷"])
def test_characters_outside_the_basic_plane(engine: str, words: str) -> None:
    document = read(page(ruled() + text(55, 332, words) + text(155, 332, "隣")), engine)
    (cells,) = shapes(document)
    if engine == "pdfplumber":  # pdfminer's table for this font has the basic plane only, and it says so
        assert cells[0][4].count("\ufffd") == words.count("𠮷") + words.count("𠮟")
        assert [finding.code.value for finding in document.findings] == ["text-layer-damaged"]
    else:
        assert (cells[0][4], document.findings) == (words, ())


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (text(55, 332, "25") + text(64.5, 332, "※1", 5, before="3 Ts") + "BT 0 Ts ET ", ("25", ("※1",))),
        # A mark longer than its value: 5 with note 12 must not be 512.
        (text(55, 332, "5") + text(60, 332, "12", 5, before="3 Ts") + "BT 0 Ts ET ", ("5", ("12",))),
        (text(55, 332, "0") + text(60, 332, "注10", 5, before="3 Ts") + "BT 0 Ts ET ", ("0", ("注10",))),
        (
            f"BT /J 9 Tf 55 332 Td {code('25')} Tj 3 Ts /J 5 Tf {code('※1')} Tj 0 Ts /J 9 Tf {code('件')} Tj ET ",
            ("25件", ("※1",)),
        ),
        (
            f"BT /J 9 Tf 55 332 Td {code('CO')} Tj -2 Ts /J 6 Tf {code('2')} Tj 0 Ts /J 9 Tf {code('排出')} Tj ET ",
            ("CO2排出", ()),
        ),
        (f"BT /J 9 Tf 55 332 Td {code('12m')} Tj 3 Ts /J 5 Tf {code('2')} Tj 0 Ts ET ", ("12m2", ())),
    ],
)
def test_raised_and_lowered_characters(engine: str, content: str, expected: tuple[str, tuple[str, ...]]) -> None:
    assert first_cell(content, engine) == expected


# --- one text over several cells --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(
            f"BT /J 9 Tf 55 332 Td [{code('実績')} -9000 {code('12')} -10200 {code('35%')}] TJ ET ", id="large kerning"
        ),
        pytest.param(text(55, 332, "実績" + "\u3000" * 9 + "12" + "\u3000" * 10 + "35%"), id="wide spaces"),
        pytest.param(text(55, 332, "実績" + " " * 18 + "12" + " " * 20 + "35%"), id="narrow spaces"),
    ],
)
def test_a_row_of_cells_printed_as_one_text(engine: str, content: str) -> None:
    (cells,) = shapes(read(page(ruled() + content), engine))
    assert [cell[4] for cell in cells] == ["実績", "12", "35%", "", "", ""]


def test_digits_apart_by_kerning_in_narrow_cells(engine: str) -> None:
    row = f"BT /J 9 Tf 52 332 Td [{code('123')} -1280 {code('456')} -1280 {code('789')}] TJ ET "
    (cells,) = shapes(read(page(ruled((50, 75, 100, 125)) + row), engine))
    assert [cell[4] for cell in cells[:3]] == ["123", "456", "789"]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (text(55, 332, "1234567890123"), ["1234567890123", "", ""]),
        (text(52, 332, "長い名前がはみ出す"), ["長い名前がはみ出す", "", ""]),
        (text(168 - 81, 332, "右寄せのはみ出す字"), ["", "", "右寄せのはみ出す字"]),
        (text(75, 332, "真ん中の字"), ["", "真ん中の字", ""]),
        (text(55, 317, "線上"), ["線上", "", ""]),
    ],
)
def test_text_that_crosses_a_line_stays_whole(engine: str, content: str, expected: list[str]) -> None:
    (cells,) = shapes(read(page(ruled((50, 90, 130, 170)) + content), engine))
    assert [cell[4] for cell in cells[:3]] == expected


@pytest.mark.parametrize(("left", "right"), [("123", "456"), ("一二三", "四五六"), ("1,234", "56")])
@pytest.mark.parametrize("gap", [0, 0.3])
def test_texts_that_touch_at_the_line_between_their_cells_are_two(
    engine: str, left: str, right: str, gap: float
) -> None:
    width = sum(9 if char > "\xff" else 4.5 for char in left)
    words = text(90 - width, 332, left) + text(90 + gap, 332, right)
    (cells,) = shapes(read(page(ruled((40, 90, 140, 170)) + words), engine))
    assert [cell[4] for cell in cells[:3]] == [left, right, ""]


def test_a_number_printed_digit_by_digit_over_a_line_is_one(engine: str) -> None:
    digits = "".join(text(75 + 4.5 * n, 332, digit) for n, digit in enumerate("1234567"))
    (cells,) = shapes(read(page(ruled((50, 90, 130, 170)) + digits), engine))
    assert sorted(cell[4] for cell in cells[:3]) == ["", "", "1234567"]


@pytest.mark.parametrize(("right", "up"), [(0, 0), (2, 1), (-3, 0)])
def test_a_value_printed_over_another_is_reported(engine: str, right: float, up: float) -> None:
    new = f"1 g 52 324 60 20 re f 0 g {text(57 + right, 332 + up, '1,300')}"
    document = read(page(ruled() + text(57, 332, "1,200") + new), engine)
    (finding,) = document.findings
    assert finding.code.value == "text-layer-damaged"
    assert "over one another" in finding.text
    assert "1,200" in finding.text  # of equal characters in one place PDFium names one


# --- directions -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        pytest.param(f"BT /J 9 Tf 0 1 -1 0 80 300 Tm {code('指標A')} Tj ET ", "指標A", id="up"),
        pytest.param(f"BT /J 9 Tf 0 -1 1 0 70 340 Tm {code('指標A')} Tj ET ", "指標A", id="down"),
        pytest.param(f"BT /J 9 Tf -1 0 0 -1 95 320 Tm {code('逆さ')} Tj ET ", "逆さ", id="upside down"),
        pytest.param(
            f"BT /J 9 Tf 0 1 -1 0 70 300 Tm {code('一行')} Tj 0 -12 Td {code('二行')} Tj ET ",
            "一行\n二行",
            id="two lines up",
        ),
        pytest.param(text(75, 345, "縦書き", font="V"), "縦書き", id="vertical"),
        pytest.param(text(85, 345, "右列", font="V") + text(65, 345, "左列", font="V"), "右列\n左列", id="two columns"),
        pytest.param(text(75, 345, "「12ー」", font="V"), "「12ー」", id="vertical with brackets"),
        pytest.param(
            "".join(text(60, 338 - 11 * n, char) for n, char in enumerate("指標名")), "指\n標\n名", id="stacked"
        ),
    ],
)
def test_directions_in_a_cell(engine: str, content: str, expected: str) -> None:
    assert shapes(read(page(UPRIGHT + content), engine)) == [row_of(expected, "")]


def test_a_slanted_watermark_is_left_out_and_reported(engine: str) -> None:
    document = read(page(TABLE + f"BT /J 40 Tf .7 .7 -.7 .7 100 100 Tm {code('見本')} Tj ET "), engine)
    assert paragraphs(document) == []
    assert [(f.code.value, f.text) for f in document.findings] == [("content-skipped", "slanted text: 見本")]


# --- how much of it ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "count"),
    [
        pytest.param("".join(text(55, 332, "字") for _ in range(3000)), 1, id="at one place"),
        pytest.param("".join(text(n * 37 % 580, n * 11 % 390, "字") for n in range(3000)), 100, id="everywhere"),
        pytest.param(text(10, 10, "字" * 20_000), 60, id="a line out of the page"),
    ],
)
def test_pages_full_of_text_end(engine: str, content: str, count: int) -> None:
    document = read(page(ruled() + content), engine)
    words = "".join(paragraphs(document)) + "".join(c.text for t in document.tables() for c in t.cells)
    assert words.count("字") >= count


def test_the_table_is_where_the_tests_think(engine: str) -> None:
    (table,) = read(page(TABLE), engine).tables()
    assert table.column_edges == COLUMNS
    assert table.place.box == (COLUMNS[0], 400 - ROWS[0], COLUMNS[-1], 400 - ROWS[-1])
