"""Pages and forms: wherever content stands and however it is turned, it is read as seen."""

from __future__ import annotations

from typing import Any

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name

from tests.readers.pdf_drawing import (
    BOX,
    CELLS,
    ENGINES,
    HEIGHT,
    TABLE,
    WIDTH,
    Prepare,
    filled,
    form,
    page,
    paragraphs,
    read,
    ruled,
    shape,
    shapes,
    text,
)

pytestmark = pytest.mark.parametrize("engine", ENGINES)


def with_form(content: str, **more: Any) -> Prepare:
    def prepare(document: pikepdf.Pdf, sheet: pikepdf.Page) -> None:
        sheet.Resources.XObject = Dictionary(F=form(document, content, **more))

    return prepare


def test_a_form_used_twice_is_two_tables(engine: str) -> None:
    data = page("q .5 0 0 .5 0 0 cm /F Do Q q .5 0 0 .5 300 -100 cm /F Do Q", with_form(TABLE))
    tables = list(read(data, engine).tables())
    assert [shape(table) for table in tables] == [CELLS, CELLS]
    assert [table.place.box for table in tables] == [(25.0, 225.0, 175.0, 255.0), (325.0, 325.0, 475.0, 355.0)]


def test_matrices_of_nested_forms_are_all_applied(engine: str) -> None:
    def prepare(document: pikepdf.Pdf, sheet: pikepdf.Page) -> None:
        inner = form(document, TABLE, Matrix=Array([1, 0, 0, 1, 10, -5]))
        outer = form(document, "q .8 0 0 .8 0 0 cm /G Do Q", Matrix=Array([1, 0, 0, 1, 5, 20]))
        outer.Resources = Dictionary(XObject=Dictionary(G=inner))
        sheet.Resources.XObject = Dictionary(F=outer)

    (table,) = read(page("q 1 0 0 1 7 0 cm /F Do Q", prepare), engine).tables()
    assert shape(table) == CELLS
    assert table.place.box == (60.0, 104.0, 300.0, 152.0)
    assert table.cells[4].place.box == (140.0, 128.0, 220.0, 152.0)


def test_a_form_shows_only_what_lies_in_its_box(engine: str) -> None:
    data = page("/F Do", with_form(TABLE, box=(50, 280, 250, 400)))
    assert shapes(read(data, engine)) == [[cell for cell in CELLS if cell[1] < 2]]


@pytest.mark.parametrize(
    ("angle", "matrix", "box"),
    [
        (90, "0 1 -1 0 400 0", (30.0, 40.0, 330.0, 100.0)),
        (180, "-1 0 0 -1 600 400", (30.0, 30.0, 330.0, 90.0)),
        (270, "0 -1 1 0 0 600", (40.0, 30.0, 340.0, 90.0)),
        (-90, "0 -1 1 0 0 600", (40.0, 30.0, 340.0, 90.0)),
        (450, "0 1 -1 0 400 0", (30.0, 40.0, 330.0, 100.0)),
    ],
)
def test_turned_pages_with_moved_and_cropped_paper(
    engine: str, angle: int, matrix: str, box: tuple[float, float, float, float]
) -> None:
    def prepare(document: pikepdf.Pdf, sheet: pikepdf.Page) -> None:
        sheet.obj.Rotate = angle
        width, height = (WIDTH, HEIGHT) if angle == 180 else (HEIGHT, WIDTH)
        sheet.MediaBox = Array([100, -50, 100 + width, height - 50])
        sheet.CropBox = Array([110, -30, 80 + width, height - 60])

    outside = text(5, 392, "外") + "0 398 m 600 398 l S "
    data = page(f"q 1 0 0 1 100 -50 cm q {matrix} cm {TABLE}{outside} Q Q", prepare)
    document = read(data, engine)
    (table,) = document.tables()
    assert (shape(table), table.place.box) == (CELLS, box)
    assert paragraphs(document) == []


def test_page_boxes_are_inherited(engine: str) -> None:
    def prepare(document: pikepdf.Pdf, sheet: pikepdf.Page) -> None:
        del sheet.obj["/MediaBox"]
        document.Root.Pages.MediaBox = Array([0, 0, WIDTH, HEIGHT])
        document.Root.Pages.CropBox = Array([40, 100, 500, 400])

    document = read(page(TABLE + text(520, 300, "外"), prepare), engine)
    (table,) = document.tables()
    assert table.place.box == (10.0, 50.0, 310.0, 110.0)
    assert paragraphs(document) == []


@pytest.mark.parametrize(
    ("box", "value"),
    [("MediaBox", [WIDTH, HEIGHT, 0, 0]), ("CropBox", [-100, -100, 900, 900]), ("TrimBox", [50, 50, 100, 100])],
)
def test_odd_page_boxes_change_nothing(engine: str, box: str, value: list[int]) -> None:
    def prepare(document: pikepdf.Pdf, sheet: pikepdf.Page) -> None:
        sheet.obj["/" + box] = Array(value)

    (table,) = read(page(TABLE, prepare), engine).tables()
    assert (shape(table), table.place.box) == (CELLS, BOX)


def test_places_are_in_points_of_the_page_whatever_its_unit(engine: str) -> None:
    def prepare(document: pikepdf.Pdf, sheet: pikepdf.Page) -> None:
        sheet.obj.UserUnit = 2.0

    (table,) = read(page(TABLE, prepare), engine).tables()
    assert table.place.box == BOX


def test_text_outside_the_page_is_not_read(engine: str) -> None:
    outside = text(-50, 200, "左") + text(610, 200, "右") + text(100, -30, "下") + text(100, 420, "上")
    assert paragraphs(read(page(TABLE + outside), engine)) == []


def test_a_cell_cut_by_a_page_break_shows_its_half_of_the_text(engine: str) -> None:
    def half(low: float, high: float) -> str:
        both = text(55, 308, "一行目") + text(55, 296, "二行目")
        lines = ruled((50, 150, 250), (high, low))
        return lines + f"q 50 {low} 100 {high - low} re W n {both} Q " + text(155, low + 5, "値")

    assert shapes(read(page(half(304, 350)), engine)) == [[(0, 0, 1, 1, "一行目"), (0, 1, 1, 2, "値")]]
    assert shapes(read(page(half(260, 304)), engine)) == [[(0, 0, 1, 1, "二行目"), (0, 1, 1, 2, "値")]]


@pytest.mark.parametrize("clip", ["0 0 0 0 re W n", "0 0 100 100 re W n 200 200 50 50 re W n"])
def test_nothing_is_read_where_clips_leave_nothing(engine: str, clip: str) -> None:
    hidden = text(205, 210, "外") + text(20, 20, "外") + "50 335 m 350 335 l S"
    document = read(page(TABLE + f"q {clip} {hidden} Q"), engine)
    assert (shapes(document), paragraphs(document)) == ([CELLS], [])


def test_one_area_clipped_to_each_cell_makes_the_cells(engine: str) -> None:
    boxes = [(x, y) for y in (320, 290) for x in (50, 150, 250)]
    areas = "".join(f"q {x} {y} 100 30 re W n .8 g 0 0 600 400 re f Q " for x, y in boxes)
    assert shapes(read(page(areas + filled()), engine)) == [CELLS]


# --- annotations ------------------------------------------------------------------------------------------------------


def annotation(kind: str, appearance: bool = True, flags: int = 4, **more: Any) -> Prepare:
    """A note or field over the cell in the middle of the first row."""

    def prepare(document: pikepdf.Pdf, sheet: pikepdf.Page) -> None:
        note = Dictionary(Type=Name.Annot, Subtype=Name("/" + kind), F=flags, Rect=Array([155, 322, 245, 348]), **more)
        if appearance:
            drawn = form(document, text(5, 10, "入力1200"), (0, 0, 90, 26))
            note.AP = Dictionary(N=document.make_indirect(drawn))
        note = document.make_indirect(note)
        sheet.obj.Annots = Array([note])
        document.Root.AcroForm = Dictionary(Fields=Array([note]))

    return prepare


@pytest.mark.parametrize("kind", ["FreeText", "Stamp", "Widget"])
def test_what_notes_and_form_fields_show_is_read(engine: str, kind: str) -> None:
    (table,) = read(page(ruled(), annotation(kind)), engine).tables()
    assert [cell.text for cell in table.cells] == ["", "入力1200", "", "", "", ""]


def test_a_check_box_shows_its_state(engine: str) -> None:
    def prepare(document: pikepdf.Pdf, sheet: pikepdf.Page) -> None:
        states = Dictionary(
            On=document.make_indirect(form(document, text(2, 2, "レ"), (0, 0, 10, 10))),
            Off=document.make_indirect(form(document, "", (0, 0, 10, 10))),
        )
        boxes = [
            document.make_indirect(
                Dictionary(
                    Type=Name.Annot,
                    Subtype=Name.Widget,
                    FT=Name.Btn,
                    F=4,
                    Rect=Array([x, 325, x + 10, 335]),
                    AS=state,
                    AP=Dictionary(N=states),
                )
            )
            for x, state in ((160, Name.On), (260, Name.Off))
        ]
        sheet.obj.Annots = Array(boxes)
        document.Root.AcroForm = Dictionary(Fields=Array(boxes))

    document = read(page(ruled(), prepare), engine)
    (table,) = document.tables()
    assert [cell.text for cell in table.cells] == ["", "レ", "", "", "", ""]
    assert document.findings == ()


@pytest.mark.parametrize("angle", [0, 90])
def test_a_note_is_placed_by_its_rectangle_and_matrix(engine: str, angle: int) -> None:
    def prepare(document: pikepdf.Pdf, sheet: pikepdf.Page) -> None:
        upright = angle == 0
        drawn = form(document, text(5, 10, "注"), (0, 0, 40, 26))
        if not upright:
            drawn.Matrix = Array([0, 1, -1, 0, 0, 0])
            sheet.obj.Rotate = 90
            sheet.MediaBox = Array([0, 0, HEIGHT, WIDTH])
        place = [155, 322, 195, 348] if upright else [60, 155, 80, 175]
        note = Dictionary(Type=Name.Annot, Subtype=Name.FreeText, F=4, Rect=Array(place), AP=Dictionary(N=drawn))
        sheet.obj.Annots = Array([document.make_indirect(note)])

    content = ruled() if angle == 0 else f"q 0 1 -1 0 400 0 cm {ruled()} Q"
    (table,) = read(page(content, prepare), engine).tables()
    assert [cell.text for cell in table.cells] == ["", "注", "", "", "", ""]


@pytest.mark.parametrize(
    "notes", [5, [5, Name.X, Dictionary()], [Dictionary(Subtype=Name.Stamp, AP=Dictionary(N=Dictionary()))]]
)
def test_broken_notes_break_nothing(engine: str, notes: Any) -> None:
    def prepare(document: pikepdf.Pdf, sheet: pikepdf.Page) -> None:
        sheet.obj.Annots = Array(notes) if isinstance(notes, list) else notes

    assert shapes(read(page(TABLE, prepare), engine)) == [CELLS]


@pytest.mark.parametrize("flags", [2, 32])
def test_hidden_notes_are_not_read(engine: str, flags: int) -> None:
    assert shapes(read(page(TABLE, annotation("FreeText", flags=flags)), engine)) == [CELLS]


@pytest.mark.parametrize(("kind", "key"), [("FreeText", "Contents"), ("Widget", "V")])
def test_typed_text_that_the_file_does_not_draw_is_reported(engine: str, kind: str, key: str) -> None:
    document = read(page(TABLE, annotation(kind, False, 4, **{key: pikepdf.String("入力1200")})), engine)
    assert shapes(document) == [CELLS]
    (finding,) = document.findings
    assert (finding.code.value, "入力1200" in finding.text) == ("content-skipped", True)


@pytest.mark.parametrize("kind", ["Text", "Link", "Popup", "Highlight"])
def test_links_and_comments_are_no_part_of_the_page(engine: str, kind: str) -> None:
    document = read(page(TABLE, annotation(kind, appearance=False, Contents=pikepdf.String("付箋"))), engine)
    assert (shapes(document), document.findings) == ([CELLS], ())
