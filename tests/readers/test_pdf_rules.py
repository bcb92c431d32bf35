"""Rules however they are drawn: the same table comes out."""

from __future__ import annotations

from collections.abc import Callable

import pikepdf
import pytest
from pikepdf import Dictionary, Name

from tests.readers.pdf_drawing import (
    BOXES,
    CELLS,
    ENGINES,
    LINES,
    TABLE,
    Prepare,
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

Draw = Callable[[float, float, float, float], str]


def drawn(draw: Draw) -> str:
    return "".join(draw(*ends) for ends in LINES)


def boxed(draw: Draw) -> str:
    return "".join(draw(*box) for box in BOXES)


def is_the_table(engine: str, content: str, prepare: Prepare | None = None) -> bool:
    document = read(page(content + filled(), prepare), engine)
    return shapes(document) == [CELLS] and paragraphs(document) == [] and document.findings == ()


def bar(width: float) -> Draw:
    """A line as a filled rectangle."""

    def draw(x0: float, y0: float, x1: float, y1: float) -> str:
        if y0 == y1:
            return f"{x0} {y0 - width / 2} {x1 - x0} {width} re f "
        return f"{x0 - width / 2} {min(y0, y1)} {width} {abs(y1 - y0)} re f "

    return draw


def chopped(on: float, off: float, draw: Draw) -> Draw:
    """A line in pieces."""

    def pieces(x0: float, y0: float, x1: float, y1: float) -> str:
        length = abs(x1 - x0) + abs(y1 - y0)
        right, up = (x1 - x0) / length, (y1 - y0) / length
        result, at = "", 0.0
        while at < length:
            end = min(length, at + on)
            result += draw(x0 + right * at, y0 + up * at, x0 + right * end, y0 + up * end)
            at += on + off
        return result

    return pieces


def square(side: float) -> Draw:
    return lambda x, y, *_: f"{x - side / 2} {y - side / 2} {side} {side} re f "


def disc(radius: float) -> Draw:
    def draw(x: float, y: float, *_: float) -> str:
        r, k = radius, 0.5523 * radius
        return (
            f"{x + r} {y} m {x + r} {y + k} {x + k} {y + r} {x} {y + r} c {x - k} {y + r} {x - r} {y + k} {x - r} {y} c "
            f"{x - r} {y - k} {x - k} {y - r} {x} {y - r} c {x + k} {y - r} {x + r} {y - k} {x + r} {y} c h f "
        )

    return draw


@pytest.mark.parametrize("width", [0.1, 0.5, 2, 3, 3.5, 4, 5])
def test_thin_and_thick_rectangles(engine: str, width: float) -> None:
    assert is_the_table(engine, drawn(bar(width)))


@pytest.mark.parametrize("width", [0, 0.1, 1, 3, 5, 6])
def test_strokes(engine: str, width: float) -> None:
    assert is_the_table(engine, f"{width} w " + drawn(line))


@pytest.mark.parametrize(
    ("matrix", "turn"),
    [
        ("0.06 0 0 -0.06 0 400", lambda x, y: (x / 0.06, (400 - y) / 0.06)),
        ("0 1 -1 0 0 0", lambda x, y: (y, -x)),
        ("-1 0 0 1 600 0", lambda x, y: (600 - x, y)),
    ],
)
def test_strokes_under_a_matrix(engine: str, matrix: str, turn: Callable[[float, float], tuple[float, float]]) -> None:
    lines = drawn(lambda x0, y0, x1, y1: line(*turn(x0, y0), *turn(x1, y1)))
    width = 8 if "0.06" in matrix else 0.5
    assert is_the_table(engine, f"q {matrix} cm {width} w {lines} Q ")


@pytest.mark.parametrize("width", [0.5, 1, 3])
@pytest.mark.parametrize("inline", [False, True])
def test_pictures_of_one_pixel_stretched_to_lines(engine: str, width: float, inline: bool) -> None:
    def prepare(document: pikepdf.Pdf, sheet: pikepdf.Page) -> None:
        image = document.make_stream(b"\0", Type=Name.XObject, Subtype=Name.Image, Width=1, Height=1)
        image.BitsPerComponent, image.ColorSpace = 8, Name.DeviceGray
        sheet.Resources.XObject = Dictionary(I=image)

    paint = "BI /W 1 /H 1 /BPC 8 /CS /G ID \0 EI" if inline else "/I Do"
    lines = drawn(
        lambda x0, y0, x1, y1: f"q {x1 - x0 or width} 0 0 {abs(y1 - y0) or width} {x0} {min(y0, y1)} cm {paint} Q "
    )
    assert is_the_table(engine, lines, prepare)


@pytest.mark.parametrize(("on", "off"), [(3, 2), (6, 3), (10, 3)])
def test_dashes_drawn_one_by_one(engine: str, on: float, off: float) -> None:
    assert is_the_table(engine, drawn(chopped(on, off, line)))


@pytest.mark.parametrize("pattern", ["[3 2] 0 d ", "1 J 1 w [0 2] 0 d ", "[6 2 1 2] 0 d "])
def test_dash_patterns(engine: str, pattern: str) -> None:
    assert is_the_table(engine, pattern + drawn(line) + "[] 0 d ")


@pytest.mark.parametrize(("side", "step"), [(0.5, 1), (1, 2), (1, 3), (1.5, 4), (2, 4), (3, 6)])
def test_dots_of_squares(engine: str, side: float, step: float) -> None:
    assert is_the_table(engine, drawn(chopped(step, 0, square(side))))


@pytest.mark.parametrize(("radius", "step"), [(0.3, 1), (0.5, 2), (0.75, 3), (1, 3)])
def test_round_dots(engine: str, radius: float, step: float) -> None:
    dots = drawn(chopped(step, 0, disc(radius)))
    assert is_the_table(engine, dots)
    assert is_the_table(engine, dots.replace(" f ", " ") + " f ")


@pytest.mark.parametrize("apart", [1, 1.5, 2, 2.5, 3, 4.5])
def test_double_lines(engine: str, apart: float) -> None:
    def double(x0: float, y0: float, x1: float, y1: float) -> str:
        right, up = (0, apart) if y0 == y1 else (apart, 0)
        return line(x0, y0, x1, y1) + line(x0 + right, y0 + up, x1 + right, y1 + up)

    assert is_the_table(engine, "0.5 w " + drawn(double))


@pytest.mark.parametrize("apart", [0.5, 1, 2])
def test_gaps_where_lines_cross(engine: str, apart: float) -> None:
    half = apart / 2
    short = "".join(line(x0 + half, y, x1 - half, y) for x0, y0, x1, y1 in BOXES for y in (y0, y1))
    short += "".join(line(x, y0 + half, x, y1 - half) for x0, y0, x1, y1 in BOXES for x in (x0, x1))
    assert is_the_table(engine, short)


@pytest.mark.parametrize("beyond", [1, 2, 5])
def test_lines_that_overshoot(engine: str, beyond: float) -> None:
    def long(x0: float, y0: float, x1: float, y1: float) -> str:
        return line(x0 - beyond, y0, x1 + beyond, y1) if y0 == y1 else line(x0, y0 - beyond, x1, y1 + beyond)

    assert is_the_table(engine, drawn(long))


@pytest.mark.parametrize("beyond", [1, 3.5, 5])
def test_lines_that_overshoot_a_frame(engine: str, beyond: float) -> None:
    inner = line(50 - beyond, 320, 350 + beyond, 320)
    inner += "".join(line(x, 290 - beyond, x, 350 + beyond) for x in (150, 250))
    assert is_the_table(engine, "50 290 300 60 re S " + inner)


@pytest.mark.parametrize("gutter", [1, 2, 3])
@pytest.mark.parametrize("paint", ["S", ".8 g re f 0 g"])
def test_boxes_with_gutters(engine: str, gutter: float, paint: str) -> None:
    def inner(x0: float, y0: float, x1: float, y1: float) -> str:
        box = f"{x0 + gutter / 2} {y0 + gutter / 2} {x1 - x0 - gutter} {y1 - y0 - gutter} re"
        return f"{box} S " if paint == "S" else f".8 g {box} f 0 g "

    assert is_the_table(engine, boxed(inner))


def rectangle(x0: float, y0: float, x1: float, y1: float) -> str:
    return f"{x0} {y0} {x1 - x0} {y1 - y0} re "


def frame(width: float) -> Draw:
    def draw(x0: float, y0: float, x1: float, y1: float) -> str:
        return rectangle(x0, y0, x1, y1) + rectangle(x0 + width, y0 + width, x1 - width, y1 - width)

    return draw


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(drawn(line).replace("S", "") + "S ", id="all lines in one path"),
        pytest.param(drawn(bar(0.5)).replace(" f ", " ") + "f ", id="all rectangles in one path"),
        pytest.param(boxed(rectangle) + "S ", id="boxes stroked in one path"),
        pytest.param(".9 g " + boxed(rectangle) + "f* 0 g ", id="boxes filled in one path"),
        pytest.param(boxed(frame(1)) + "f* ", id="frames filled by the even-odd rule"),
        pytest.param(boxed(frame(1.8)) + "f* ", id="thick frames side by side"),
        pytest.param(
            boxed(lambda x0, y0, x1, y1: f"{x0} {y0} m {x1} {y0} l {x1} {y1} l {x0} {y1} l s "), id="closed outlines"
        ),
        pytest.param(
            boxed(lambda x0, y0, x1, y1: f"{x0} {y1} m {x0} {y0} l {x1} {y0} l {x1} {y1} l S {line(x0, y1, x1, y1)}"),
            id="three sides and one",
        ),
        pytest.param(boxed(lambda x0, y0, x1, y1: rectangle(x1, y1, x0, y0) + "S "), id="backwards"),
        pytest.param(
            "60 350 m 340 350 l 350 350 350 350 350 340 c 350 300 l 350 290 350 290 340 290 c 60 290 l "
            "50 290 50 290 50 300 c 50 340 l 50 350 50 350 60 350 c S 50 320 m 350 320 l S "
            "150 350 m 150 290 l S 250 350 m 250 290 l S ",
            id="rounded corners",
        ),
        pytest.param(
            "50 350 m 350 350 l 350 320 l 50 320 l 50 290 l 350 290 l 350 350 l S 50 350 m 50 290 l S "
            "150 350 m 150 290 l 250 290 l 250 350 l S ",
            id="a pen that goes back and forth",
        ),
        pytest.param("10 10 580 380 re S 14 14 572 372 re S " + ruled(), id="a double frame round the page"),
        pytest.param("47 287 306 66 re S " + ruled(), id="a frame close to the table"),
        pytest.param(ruled() + "400 350 m 395 350 l 395 290 l 400 290 l S ", id="a bracket beside it"),
        pytest.param(ruled() + "352 320 m 370 330 l 370 310 l h S ", id="an arrow beside it"),
        pytest.param(ruled() + line(55, 330, 90, 330) + line(155, 330, 249, 330), id="underlines"),
        pytest.param(ruled() + line(50, 350, 150, 320), id="a diagonal"),
    ],
)
def test_other_ways(engine: str, content: str) -> None:
    assert is_the_table(engine, content)


# --- what is no rule --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "content",
    [
        pytest.param("1 1 0 rg 150 320 100 30 re f 0 g ", id="a cell"),
        pytest.param("1 1 0 rg 155 328 60 12 re f 0 g ", id="part of a cell"),
        pytest.param(".9 g " + boxed(lambda *box: rectangle(*box) + "f ") + "0 g ", id="every cell"),
        pytest.param(
            "".join(
                f".6 .8 1 rg {x + 1} {y - 28} {width} 26 re f "
                for x, y, width in ((50, 350, 30), (150, 350, 70), (250, 350, 98), (50, 320, 98), (150, 320, 10))
            )
            + "0 g ",
            id="data bars",
        ),
    ],
)
def test_highlights(engine: str, content: str) -> None:
    assert is_the_table(engine, content + ruled())


@pytest.mark.parametrize("left", [50.5, 52, 55])
@pytest.mark.parametrize("lower", [50, 60])
def test_two_highlighted_lines_in_a_cell_divide_nothing(engine: str, left: float, lower: float) -> None:
    lines = f"1 1 0 rg {left} 336 60 11 re f {left} 325 {lower} 11 re f 0 g "
    assert is_the_table(engine, lines + ruled())


def test_areas_that_fill_a_frame_divide_it(engine: str) -> None:
    areas = "".join(f".{7 + n % 2} g {x0} {y0} {x1 - x0} {y1 - y0} re f " for n, (x0, y0, x1, y1) in enumerate(BOXES))
    assert is_the_table(engine, areas + "0 g 50 290 300 60 re S ")


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(".3 .5 .9 rg 100 326 200 8 re f 0 g ", id="a bar"),
        pytest.param(".3 .5 .9 rg 150 326 200 8 re f 0 g ", id="a bar over whole cells"),
        pytest.param(".3 .5 .9 rg 100 326 200 8 re f 120 296 200 8 re f 0 g ", id="two bars"),
        pytest.param("100 326 200 8 re S ", id="an outlined bar"),
        pytest.param("2 w .3 .5 .9 RG 100 330 m 300 330 l S 0 G ", id="an arrow's shaft"),
        pytest.param("100 326 m 280 326 l 280 322 l 300 330 l 280 338 l 280 334 l 100 334 l h f ", id="an arrow"),
        pytest.param("153 328 40 14 re S ", id="a box round a value"),
        pytest.param("140 328 40 14 re S ", id="a box over two cells"),
        pytest.param(".9 g 51 321 298 28 re f 0 g ", id="a shaded row"),
        pytest.param(".9 g 150 290 100 60 re f 0 g ", id="a shaded column"),
    ],
)
def test_what_is_laid_over_a_table_divides_nothing(engine: str, content: str) -> None:
    assert is_the_table(engine, content + ruled())
    assert is_the_table(engine, ruled() + content)


@pytest.mark.parametrize("second", ["", ".8 g 50 290 300 30 re f "])
def test_shaded_rows_between_upright_lines_are_rows(engine: str, second: str) -> None:
    upright = line(150, 350, 150, 290) + line(250, 350, 250, 290)
    assert is_the_table(engine, f".9 g 50 320 300 30 re f {second} 0 g 50 290 300 60 re S " + upright)


def test_a_chart_is_no_table(engine: str) -> None:
    bars = "".join(f".2 .4 .8 rg {420 + n * 20} 210 12 {20 + n * 15} re f " for n in range(5))
    axes = "0 g " + line(410, 210, 560, 210) + line(410, 210, 410, 330)
    levels = "".join(line(410, 210 + n * 20, 560, 210 + n * 20) for n in range(1, 6))
    years = "".join(text(420 + n * 20, 200, f"R{n}", 6) for n in range(5))
    document = read(page(TABLE + bars + axes + levels + years), engine)
    assert shapes(document) == [CELLS]
    assert paragraphs(document) == ["R0 R1 R2 R3 R4"]


def test_tables_side_by_side_and_one_below_the_other(engine: str) -> None:
    def small(left: float, top: float) -> str:
        columns, rows = (left, left + 100, left + 150), (top, top - 20, top - 40)
        return ruled(columns, rows) + filled(columns, rows, ("あ", "い", "う", "え"))

    expected = [(0, 0, 1, 1, "あ"), (0, 1, 1, 2, "い"), (1, 0, 2, 1, "う"), (1, 1, 2, 2, "え")]
    document = read(page(TABLE + small(360, 350) + small(50, 284)), engine)
    assert shapes(document) == [CELLS, expected, expected]


def test_a_nested_table(engine: str) -> None:
    outer = ruled((30, 400, 560), (380, 250, 200)) + text(410, 300, "右") + text(40, 230, "下")
    first, second = read(page(outer + TABLE), engine).tables()
    assert [cell.text for cell in first.cells] == ["", "右", "下", ""]
    assert [cell.text for cell in second.cells] == [cell[4] for cell in CELLS]
    assert (first.nested_in, second.nested_in) == (None, 1)


def test_a_merge_over_all_columns(engine: str) -> None:
    lines = line(50, 350, 350, 350) + line(50, 335, 350, 335) + line(50, 320, 350, 320)
    lines += line(50, 350, 50, 320) + line(350, 350, 350, 320) + line(150, 335, 150, 320) + line(250, 335, 250, 320)
    words = text(180, 339, "見出し") + text(60, 324, "あ") + text(160, 324, "い") + text(260, 324, "う")
    assert shapes(read(page(lines + words), engine)) == [
        [(0, 0, 1, 3, "見出し"), (1, 0, 2, 1, "あ"), (1, 1, 2, 2, "い"), (1, 2, 2, 3, "う")]
    ]


# --- how much of it ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "content",
    [
        pytest.param("".join(f"{n * 7 % 590} {n * 13 % 390} 3 3 re f " for n in range(20_000)), id="rectangles"),
        pytest.param(
            "".join(f"{50 + n % 250 * 2.2:.1f} {n // 250 * 6 + 5} 1 1 re f " for n in range(10_000)), id="dots"
        ),
        pytest.param("".join(f"{n % 200 * 3} {n // 200 * 4} 2.9 3.9 re S " for n in range(20_000)), id="boxes"),
        pytest.param("".join(f"q 0 0 {300 + n % 200} 400 re W n " for n in range(2_000)) + "Q " * 2_000, id="clips"),
    ],
)
def test_pages_full_of_marks_end(engine: str, content: str) -> None:
    document = read(page(content + text(500, 395, "字", 4)), engine)
    words = paragraphs(document) + [cell.text for table in document.tables() for cell in table.cells]
    assert "字" in "".join(words)
