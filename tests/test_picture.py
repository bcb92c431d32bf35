"""`kpi-extract tables --image`: what is drawn stands where it is printed, and says what was read."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pikepdf
import pytest
from PIL import Image

from kpi_extract.document import Cell, Document
from kpi_extract.errors import DocumentError, UnknownFormatError
from kpi_extract.interpretation.explanation import explain_document
from kpi_extract.interpretation.vocabulary import Role
from kpi_extract.picture import Picture
from kpi_extract.picture.drawing import CELL, MERGED, OPACITY, TABLE, TINTS, annotated, tint_of
from kpi_extract.picture.overlay import HEADING, CellMark, TableMark, overlays
from kpi_extract.pipeline import draw, read
from kpi_extract.readers.pdf.rendering import LONGEST_SIDE, SCALE, painter_of, scale_of
from tests.readers.pdf_making import changed, made, source_of, table_at, text_at, together

ROOT = Path(__file__).parents[1]
SAMPLE = ROOT / "samples" / "kushiro-r4.pdf"
CUT = ROOT / "tests" / "fixtures" / "kushiro" / "kushiro-browser-a4-repeat.pdf"

Pixel = tuple[int, int, int]


def run(*args: str | Path, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    env = {**os.environ, "LC_ALL": "C.UTF-8"}
    command = [sys.executable, "-m", "kpi_extract", "tables", *map(str, args)]
    return subprocess.run(command, input=stdin, capture_output=True, env=env, check=False, cwd=ROOT)


def opened(png: bytes) -> Image.Image:
    return Image.open(io.BytesIO(png))


def picture_of(data: bytes | Path, pages: list[int] | None = None) -> tuple[Document, Image.Image]:
    """A document and the picture of its only page."""
    drawing = draw(data, pages=pages)
    (picture,) = drawing.pictures
    assert isinstance(picture, Picture)
    return drawing.document, opened(picture.png)


def at(image: Image.Image, x: float, y: float) -> Pixel:
    """The pixel at a point of the page."""
    pixel = image.getpixel((round(x * SCALE), round(y * SCALE)))
    assert isinstance(pixel, tuple)
    return (pixel[0], pixel[1], pixel[2])


def edge_points(cell: Cell) -> Iterator[tuple[float, float]]:
    """A point of each of the four edges, off the middle where a neighbour's edge may begin."""
    assert cell.place.box is not None
    x0, top, x1, bottom = cell.place.box
    yield from ((x0 + (x1 - x0) * 0.4, y) for y in (top, bottom))
    yield from ((x, top + (bottom - top) * 0.4) for x in (x0, x1))


def is_merged(cell: Cell) -> bool:
    return cell.row_span > 1 or cell.column_span > 1


def tinted(under: Pixel, name: str) -> Pixel:
    """What a tint makes of a colour."""
    red, green, blue = (round(old + (new - old) * OPACITY / 255) for old, new in zip(under, tint_of(name), strict=True))
    return (red, green, blue)


def is_near(one: Pixel, other: Pixel) -> bool:
    return all(abs(a - b) <= 2 for a, b in zip(one, other, strict=True))


# --- where things stand -----------------------------------------------------------------------------------------------


def turned(angle: int) -> bytes:
    def turn(pdf: pikepdf.Pdf) -> None:
        pdf.pages[0].rotate(angle, relative=False)

    return changed(SAMPLE.read_bytes(), turn)


def cropped(angle: int) -> bytes:
    """A page of which the crop box shows a part, turned as well."""

    def crop(pdf: pikepdf.Pdf) -> None:
        page = pdf.pages[0]
        x0, y0, x1, y1 = map(float, page.mediabox)
        page.cropbox = pikepdf.Array([x0 + 11, y0 + 23, x1 - 5, y1 - 7])
        page.rotate(angle, relative=False)

    return changed(SAMPLE.read_bytes(), crop)


PAGES = {
    "as it is": SAMPLE.read_bytes(),
    "turned right": turned(90),
    "upside down": turned(180),
    "turned left": turned(270),
    "cropped": cropped(0),
    "cropped and turned": cropped(90),
}


@pytest.mark.parametrize("name", PAGES)
def test_the_picture_has_the_size_of_the_page_and_outlines_at_the_edges_of_cells(name: str) -> None:
    document, image = picture_of(PAGES[name])
    with painter_of(source_of(PAGES[name])) as painter:
        bare = painter.page(1)
    assert bare.scale == SCALE
    assert image.size == bare.image.size
    cells = [cell for table in document.tables() for cell in table.cells]
    assert len(cells) == sum(len(table.cells) for table in read(SAMPLE).tables()) > 100
    for cell in cells:
        for x, y in edge_points(cell):
            colour = at(image, x, y)
            assert colour in ((MERGED,) if is_merged(cell) else (CELL, MERGED)), (cell, x, y)
            # And the page has a rule there: boxes and picture have the same frame.
            spot = (round(x * SCALE), round(y * SCALE))
            near = bare.image.crop((spot[0] - 3, spot[1] - 3, spot[0] + 4, spot[1] + 4)).convert("L")
            assert min(near.tobytes()) < 140, (cell, x, y)


def test_the_size_is_two_pixels_a_point() -> None:
    _, image = picture_of(SAMPLE)
    assert image.size == (2382, 1684)  # A3 on its side
    _, image = picture_of(turned(90))
    assert image.size == (1684, 2382)


def test_unmerged_cells_have_the_colour_of_their_own() -> None:
    document, image = picture_of(SAMPLE)
    (cell,) = (cell for cell in next(document.tables()).cells if (cell.row, cell.column) == (4, 4))
    assert cell.text == "件"
    assert [at(image, x, y) for x, y in edge_points(cell)] == [CELL] * 4


def test_a_poster_is_drawn_smaller() -> None:
    data = made(together(text_at(40, 50, "大きな紙"), table_at()), size=(3000, 9000))
    document, image = picture_of(data)
    assert max(image.size) == LONGEST_SIDE
    assert scale_of(595, 842) == SCALE
    scale = scale_of(3000, 9000)
    box = next(document.tables()).cells[1].place.box
    assert box is not None
    pixel = image.getpixel((round((box[0] + box[2]) / 2 * scale), round(box[1] * scale)))
    assert pixel in (CELL, MERGED)


def test_further_pages_of_a_joined_table_have_their_pieces() -> None:
    drawing = draw(CUT)
    assert drawing.pages == (1, 2, 3)
    marks = overlays(drawing.document, explain_document(drawing.document))
    assert [[table.number for table in marks[page]] for page in (1, 2, 3)] == [[1], [1, 2], [2]]
    grown = [cell for table in drawing.document.tables() for cell in table.cells if cell.place.more]
    assert grown
    for number, picture in zip(drawing.pages, drawing.pictures, strict=True):
        assert isinstance(picture, Picture)
        assert picture.page == number
        image = opened(picture.png)
        for cell in grown:
            for piece in (cell.place, *cell.place.more):
                if piece.page == number and piece.box is not None:
                    x0, top, x1, bottom = piece.box
                    assert at(image, x0, (top + bottom) / 2) == MERGED
                    assert at(image, x1, (top + bottom) / 2) == MERGED


# --- what things mean -------------------------------------------------------------------------------------------------


def test_tints_are_the_roles_of_the_explanation() -> None:
    document = read(SAMPLE)
    (table, _) = overlays(document, explain_document(document))[1]
    by_place = {
        (cell.row, cell.column): mark for cell, mark in zip(next(document.tables()).cells, table.cells, strict=True)
    }
    assert by_place[0, 0].tints == (HEADING,)
    assert by_place[2, 6].tints == (HEADING,)
    found = [by_place[3, column].tints for column in range(10)]
    names = "project summary indicator target unit target_date actual actual actual actual"
    assert found == [(name,) for name in names.split()]


def test_a_tint_lies_over_its_cell_and_its_text_stays() -> None:
    document, image = picture_of(SAMPLE)
    with painter_of(source_of(SAMPLE.read_bytes())) as painter:
        bare = painter.page(1).image
    (value,) = (cell for cell in next(document.tables()).cells if (cell.row, cell.column) == (3, 6))
    assert (value.text, value.place.box is not None) == ("21", True)
    x0, top, x1, bottom = value.place.box or (0, 0, 0, 0)
    paper = at(bare, x0 + 3, top + 3)
    assert paper == (255, 255, 255)
    assert is_near(at(image, x0 + 3, top + 3), tinted(paper, "actual"))
    inside = [round(edge * SCALE) for edge in (x0 + 2, top + 2, x1 - 2, bottom - 2)]
    ink = image.crop((inside[0], inside[1], inside[2], inside[3])).convert("L").tobytes()
    assert min(ink) < 100


def test_headings_and_group_headings_of_a_table_on_its_side() -> None:
    report = ROOT / "tests" / "fixtures" / "reports" / "documents" / "blind2-maboroshi.word.pdf"
    document = read(report, pages=[1])
    marks = overlays(document, explain_document(document))[1][0]
    tints = {cell.text: mark.tints for cell, mark in zip(next(document.tables()).cells, marks.cells, strict=True)}
    assert {tints[text] for text in ("事業名", "指標名", "令和4年度", "目標")} == {(HEADING,)}
    assert (tints["港周辺の来訪者数"], tints["15,322"], tints["112.5%"]) == (
        ("indicator",),
        ("actual",),
        ("achievement_rate",),
    )


def test_a_cell_read_as_two_things_shows_both() -> None:
    page = Image.new("RGB", (400, 200), "white")
    cell = CellMark((20, 20, 120, 60), 1, 1, ("indicator", "target"))
    image = annotated(page, SCALE, (TableMark(1, (20, 20, 120, 60), (cell,), is_unruled=False),))
    assert is_near(at(image, 40, 40), tinted((255, 255, 255), "indicator"))
    assert is_near(at(image, 100, 40), tinted((255, 255, 255), "target"))


def test_every_role_has_a_colour_and_the_palette_knows_no_other_name() -> None:
    assert set(TINTS) <= {*Role, HEADING}
    assert len({tint_of(role) for role in (Role.INDICATOR, Role.UNIT, Role.BASELINE, Role.TARGET, Role.ACTUAL)}) == 5


UNRULED = (
    ("指標", "単位", "目標値", "実績値"),
    ("観光客の数", "人", "1,200", "1,150"),
    ("相談の件数", "件", "300", "312"),
    ("新しい企業の数", "社", "15", "9"),
    ("移住した世帯", "世帯", "40", "38"),
)


def test_a_table_without_rules_is_dashed() -> None:
    texts = [
        text_at(60 + 110 * column, 80 + 18 * row, text)
        for row, line in enumerate(UNRULED)
        for column, text in enumerate(line)
    ]
    document, image = picture_of(made(together(*texts)))
    (table,) = document.tables()
    assert [cell.text for cell in table.cells if cell.row == 1] == list(UNRULED[1])
    assert not table.is_ruled
    (value,) = (cell for cell in table.cells if cell.text == "1,150")
    x0, top, x1, bottom = value.place.box or (0, 0, 0, 0)
    line = [at(image, x0 + step / 4, top) for step in range(4, round(x1 - x0) * 4 - 4)]
    assert line.count(CELL) > len(line) / 3
    assert len(line) - line.count(CELL) > len(line) / 3
    assert is_near(at(image, x0 + 3, bottom - 2), tinted((255, 255, 255), "actual"))


def test_a_table_with_rules_is_not_dashed() -> None:
    document, image = picture_of(SAMPLE)
    x0, top, x1, _ = next(document.tables()).cells[-1].place.box or (0, 0, 0, 0)
    assert {at(image, x0 + step / 4, top) for step in range(4, round(x1 - x0) * 4 - 4)} == {CELL}


# --- numbers, sizes and the legend ------------------------------------------------------------------------------------


def test_a_table_has_a_frame_and_its_number() -> None:
    document, image = picture_of(SAMPLE)
    for table in document.tables():
        x0, top, x1, _ = table.place.box or (0, 0, 0, 0)
        assert at(image, (x0 + x1) / 2, top - 2) == TABLE
        above = image.crop((0, round((top - 14) * SCALE), image.width, round((top - 4) * SCALE)))
        colours = dict((colour, count) for count, colour in above.getcolors(1 << 20) or [])
        assert colours.get(TABLE, 0) > 300


def test_the_legend_stands_in_a_margin_or_below_the_page() -> None:
    mark = TableMark(1, (60, 60, 90, 90), (CellMark((60, 60, 90, 90), 1, 1, ("actual",)),), is_unruled=False)
    free = annotated(Image.new("RGB", (600, 400), "white"), SCALE, (mark,))
    assert free.size == (600, 400)
    full = Image.effect_noise((600, 400), 90).convert("RGB")
    before = full.crop((0, 0, 600, 100)).tobytes()
    longer = annotated(full, SCALE, (mark,))
    assert longer.width == 600
    assert 400 < longer.height < 480
    assert longer.crop((0, 0, 600, 100)).tobytes() == before
    assert len(longer.crop((0, 402, 600, longer.height)).getcolors(1 << 20) or []) > 5


def test_a_page_without_tables_is_left_as_it_is() -> None:
    data = made(text_at(40, 50, "表のない頁"))
    _, image = picture_of(data)
    with painter_of(source_of(data)) as painter:
        assert image.tobytes() == painter.page(1).image.tobytes()


# --- what cannot be drawn ---------------------------------------------------------------------------------------------


def test_an_encrypted_document() -> None:
    lock = pikepdf.Encryption(user="himitsu", owner="owner")
    data = changed(SAMPLE.read_bytes(), lambda _: None, encryption=lock)
    (picture,) = draw(data, password="himitsu").pictures
    (plain,) = draw(SAMPLE).pictures
    assert isinstance(picture, Picture)
    assert isinstance(plain, Picture)
    assert picture.png == plain.png
    with pytest.raises(DocumentError):
        draw(data)


def test_forms_that_draw_each_other_without_end_are_not_painted() -> None:
    def explode(pdf: pikepdf.Pdf) -> None:
        form = pdf.make_stream(b"/Again Do /Again Do")
        form.Type, form.Subtype, form.BBox = pikepdf.Name.XObject, pikepdf.Name.Form, pikepdf.Array([0, 0, 9, 9])
        form.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Again=form))
        page = pdf.pages[0]
        page.Resources.XObject = pikepdf.Dictionary(Again=form)
        page.contents_add(b"/Again Do")

    data = changed(made(table_at()), explode)
    with pytest.raises(DocumentError, match="without end"):
        list(draw(data).pictures)


def test_only_a_pdf_can_be_drawn() -> None:
    with pytest.raises(UnknownFormatError):
        draw(ROOT / "samples" / "kushiro-r4.docx")


# --- the command ------------------------------------------------------------------------------------------------------


def test_one_page_is_written_under_the_name_given(tmp_path: Path) -> None:
    out = tmp_path / "出力" / "絵.png"
    source = tmp_path / "報告書 令和4年.pdf"
    source.write_bytes(SAMPLE.read_bytes())
    done = run(source, "--image", out)
    assert (done.returncode, done.stdout) == (0, b"")
    assert f"written: {out}" in done.stderr.decode()
    assert [path.name for path in out.parent.iterdir()] == ["絵.png"]
    assert opened(out.read_bytes()).size == (2382, 1684)
    out.write_bytes(b"old")
    assert run("-", "--image", out, stdin=SAMPLE.read_bytes()).returncode == 0
    assert opened(out.read_bytes()).format == "PNG"


def test_several_pages_are_numbered(tmp_path: Path) -> None:
    done = run(CUT, "--image", tmp_path / "out.png")
    assert done.returncode == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out-1.png", "out-2.png", "out-3.png"]
    assert done.stderr.decode().count("written: ") == 3
    run(CUT, "--pages", "2-3", "--image", tmp_path / "part.png")
    assert sorted(path.name for path in tmp_path.glob("part*")) == ["part-2.png", "part-3.png"]
    run(CUT, "--pages", "3", "--image", tmp_path / "one.png")
    assert sorted(path.name for path in tmp_path.glob("one*")) == ["one.png"]


@pytest.mark.parametrize("name", ["kushiro-r4.txt", "kushiro-r4.docx"])
def test_what_is_no_pdf_is_a_usage_error(tmp_path: Path, name: str) -> None:
    for language, words in (("en", "it is no PDF"), ("ja", "PDFではない")):
        done = run(ROOT / "samples" / name, "--image", tmp_path / "out.png", "--lang", language)
        assert done.returncode == 2
        assert "--image" in done.stderr.decode()
        assert words in done.stderr.decode()
        assert b"Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_picture_is_a_png(tmp_path: Path) -> None:
    done = run(SAMPLE, "--image", tmp_path / "out.jpg")
    assert done.returncode == 2
    assert b".png" in done.stderr


def test_what_cannot_be_read_or_written(tmp_path: Path) -> None:
    bad = tmp_path / "壊れた.pdf"
    bad.write_bytes(b"%PDF-1.7\nnothing")
    (tmp_path / "file").write_text("x")
    for arguments in ((bad, "--image", tmp_path / "out.png"), (SAMPLE, "--image", tmp_path / "file" / "out.png")):
        done = run(*arguments)
        assert done.returncode == 1
        assert b"Traceback" not in done.stderr
