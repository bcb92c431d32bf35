"""What is seen and what is not: colours, opacity, ways to draw text, what lies over and under it."""

from __future__ import annotations

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name

from kpi_extract.document import Document
from tests.readers.pdf_drawing import (
    BOXES,
    CELLS,
    ENGINES,
    HEIGHT,
    TABLE,
    WIDTH,
    filled,
    line,
    page,
    paragraphs,
    read,
    ruled,
    shapes,
    text,
)

pytestmark = pytest.mark.parametrize("engine", ENGINES)

PICTURE = f"q {WIDTH} 0 0 {HEIGHT} 0 0 cm /I Do Q "
AREAS = "".join(f"{x0} {y0} {x1 - x0} {y1 - y0} re f " for x0, y0, x1, y1 in BOXES)


def resources(document: pikepdf.Pdf, sheet: pikepdf.Page) -> None:
    """Opacities T (none) and H (half), picture I, gradient S, pattern P."""
    image = document.make_stream(b"\x80", Type=Name.XObject, Subtype=Name.Image, Width=1, Height=1)
    image.BitsPerComponent, image.ColorSpace = 8, Name.DeviceGray
    blend = Dictionary(FunctionType=2, Domain=Array([0, 1]), C0=Array([1, 0, 0]), C1=Array([0, 0, 1]), N=1)
    shading = Dictionary(ShadingType=2, ColorSpace=Name.DeviceRGB, Coords=Array([0, 0, WIDTH, 0]), Function=blend)
    shading.Extend = Array([True, True])
    sheet.Resources.ExtGState = Dictionary(T=Dictionary(ca=0, CA=0), H=Dictionary(ca=0.5, CA=0.5))
    sheet.Resources.XObject = Dictionary(I=image)
    sheet.Resources.Shading = Dictionary(S=shading)
    sheet.Resources.Pattern = Dictionary(P=Dictionary(Type=Name.Pattern, PatternType=2, Shading=shading))


def drawn(content: str, engine: str) -> Document:
    return read(page(content, resources), engine)


def reported(document: Document) -> list[tuple[str, str]]:
    return [(finding.code.value, finding.text) for finding in document.findings]


# --- rules ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "content",
    [
        pytest.param("1 G 50 335 m 350 335 l S 0 G ", id="white"),
        pytest.param("/T gs 50 335 m 350 335 l S 60 300 m 350 300 l S ", id="transparent"),
        pytest.param("0 0 0 0 K 50 335 m 350 335 l S 0 G ", id="no ink"),
        pytest.param("50 335 m 350 335 l n ", id="not painted"),
    ],
)
def test_rules_that_are_not_seen(engine: str, content: str) -> None:
    assert shapes(drawn(f"q {content} Q " + TABLE, engine)) == [CELLS]


def test_white_lines_part_coloured_areas_only(engine: str) -> None:
    assert shapes(drawn(".7 .8 .9 rg 50 290 300 60 re f 0 g 1 G " + TABLE, engine)) == [CELLS]
    thin = "".join(f"{x - 0.5} 290 1 60 re f " for x in (50, 150, 250, 350))
    thin += "".join(f"50 {y - 0.5} 300 1 re f " for y in (350, 320, 290))
    assert shapes(drawn(".7 g 50 290 300 60 re f 1 g " + thin + "0 g " + filled(), engine)) == [CELLS]
    alone = drawn("1 G " + TABLE, engine)
    assert [finding for finding, _ in reported(alone)] in ([], ["unruled-table"])
    assert all(not table.is_ruled for table in alone.tables())


@pytest.mark.parametrize(
    "content",
    [
        pytest.param("1 g " + AREAS + "0 g " + ruled(), id="white under lines"),
        pytest.param(
            "".join(f"q {x0} {y0} {x1 - x0} {y1 - y0} re W n /S sh Q " for x0, y0, x1, y1 in BOXES), id="gradients"
        ),
        pytest.param("/S sh " + ruled(), id="gradient over the page"),
        pytest.param("q 50 320 300 30 re W n /S sh Q " + ruled(), id="gradient under a row"),
        pytest.param(PICTURE + ruled(), id="picture over the page"),
        pytest.param("/H gs " + ruled(), id="half opaque"),
    ],
)
def test_grounds_of_cells(engine: str, content: str) -> None:
    document = drawn(content + filled(), engine)
    assert (shapes(document), reported(document)) == ([CELLS], [])


def test_white_areas_alone_are_not_seen(engine: str) -> None:
    document = drawn("1 g " + AREAS + "0 g " + filled(), engine)
    assert (shapes(document), paragraphs(document)) == ([], ["甲0値 甲1値 甲2値", "乙0値 乙1値 乙2値"])


def test_areas_filled_with_a_pattern(engine: str) -> None:
    document = drawn("/Pattern cs /P scn " + AREAS + "0 g " + filled(), engine)
    if engine == "pdfium":  # gives the colour of a pattern as white
        assert (shapes(document), paragraphs(document)) == ([], ["甲0値 甲1値 甲2値", "乙0値 乙1値 乙2値"])
    else:
        assert shapes(document) == [CELLS]


# --- text -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "ground",
    [
        ".1 g 50 320 300 30 re f ",
        "30 w 50 335 m 350 335 l S 1 w ",
        "q 50 320 300 30 re W n /S sh Q ",
        PICTURE,
    ],
)
def test_white_text_on_something_dark_is_seen(engine: str, ground: str) -> None:
    content = ruled() + ground + "1 g " + filled(rows=(350, 320)) + "0 g " + filled(rows=(320, 290), words=["乙"] * 3)
    (cells,) = shapes(drawn(content, engine))
    assert [cell[4] for cell in cells] == ["甲0値", "甲1値", "甲2値", "乙", "乙", "乙"]


def test_white_text_on_a_pattern_is_kept_or_reported(engine: str) -> None:
    document = drawn(ruled() + "/Pattern cs /P scn 50 320 300 30 re f 1 g " + text(60, 332, "白文字"), engine)
    (cells,) = shapes(document) or [[(0, 0, 1, 1, "")]]
    if engine == "pdfium":  # gives the colour of a pattern as white
        assert ("content-skipped", "text that is not seen: 白文字") in reported(document)
    else:
        assert cells[0][4] == "白文字"


@pytest.mark.parametrize(
    "content",
    [
        pytest.param("1 g " + text(60, 335, "見えない"), id="white"),
        pytest.param("1 1 1 rg " + text(60, 335, "見えない"), id="white of three parts"),
        pytest.param("0 0 0 0 k " + text(60, 335, "見えない"), id="no ink"),
        pytest.param("/T gs " + text(60, 335, "見えない"), id="transparent"),
        pytest.param(text(60, 335, "見えない", before="3 Tr"), id="neither filled nor stroked"),
        pytest.param(text(60, 335, "見えない", before="7 Tr"), id="clip only"),
        pytest.param("1 g 1 G " + text(60, 335, "見えない", before="2 Tr"), id="white all through"),
    ],
)
def test_text_that_is_not_seen_is_left_out_and_reported(engine: str, content: str) -> None:
    document = drawn(TABLE + f"q {content} Q ", engine)
    assert (shapes(document), paragraphs(document)) == ([CELLS], [])
    assert reported(document) == [("content-skipped", "text that is not seen: 見えない")]


@pytest.mark.parametrize(
    "before",
    [
        "BT 1 Tr 0.2 w ET ",
        "BT 2 Tr ET ",
        "1 g 0 G BT 1 Tr ET ",
        "1 g 0 G BT 2 Tr ET ",
        "1 G BT 2 Tr ET ",
        "1 G 0 g BT 0 Tr ET ",
        "BT 4 Tr ET ",
        "/H gs ",
    ],
)
def test_ways_to_draw_text_that_are_seen(engine: str, before: str) -> None:
    document = drawn(ruled() + before + filled(), engine)
    assert (shapes(document), reported(document)) == ([CELLS], [])


def test_a_white_halo_does_not_hide_the_text_printed_over_it(engine: str) -> None:
    halo = "1 g 1 G BT 2 Tr 2 w ET " + text(55, 332, "実績値11") + "0 g 0 G BT 0 Tr ET " + text(55, 332, "実績値11")
    document = drawn(ruled() + halo, engine)
    (cells,) = shapes(document)
    assert cells[0][4] == "実績値11"


@pytest.mark.parametrize("picture_first", [True, False])
def test_text_under_a_scanned_picture_is_kept_and_reported(engine: str, picture_first: bool) -> None:
    words = "BT 3 Tr ET " + filled()
    document = drawn(ruled() + (PICTURE + words if picture_first else words + PICTURE), engine)
    assert shapes(document) == [CELLS]
    assert [code for code, _ in reported(document)] == ["text-layer-damaged"]


def test_text_cut_off_by_a_clip(engine: str) -> None:
    hidden = "q 40 316 80 24 re W n " + text(45, 325, "見える") + text(45, 305, "見えない") + " Q "
    assert paragraphs(drawn(hidden + text(45, 280, "下"), engine)) == ["見える", "下"]


def test_a_rule_is_cut_to_its_clip(engine: str) -> None:
    document = drawn(TABLE + "q 50 290 100 60 re W n " + line(50, 305, 350, 305) + "Q ", engine)
    (cells,) = shapes(document)
    assert cells[3:] == [(1, 0, 2, 1, "乙0値"), (1, 1, 3, 2, "乙1値"), (1, 2, 3, 3, "乙2値"), (2, 0, 3, 1, "")]
