from __future__ import annotations

import gc
import io
import logging
from collections.abc import Sequence
from typing import Literal

import pdfplumber
import pikepdf
import pytest
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from kpi_extract.document import Document, Paragraph, Table
from kpi_extract.errors import DamagedDocumentError, DocumentError, PasswordError
from kpi_extract.issues import IssueCode, severity_of
from kpi_extract.readers import pdf
from tests.readers.pdf_making import (
    FONT,
    HEADED,
    HEIGHT,
    SIZE,
    WIDTH,
    Draw,
    Spec,
    changed,
    made,
    source_of,
    table_at,
    text_at,
    together,
)


def read(*pages: Draw) -> Document:
    return pdf.read(source_of(made(*pages)))


def shape(table: Table) -> list[Spec]:
    return [(c.row, c.column, c.row + c.row_span, c.column + c.column_span, c.text) for c in table.cells]


def lines(document: Document) -> list[str]:
    return [paragraph.text for paragraph in document.paragraphs()]


# --- tables -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("style", ["lines", "boxes", "thin", "double", "dotted", "dashed", "shades"])
def test_every_way_of_drawing_a_table_gives_the_same_cells(style: str) -> None:
    (table,) = read(table_at(style=style)).tables()
    assert shape(table) == list(HEADED)


def test_a_cell_knows_its_place() -> None:
    (table,) = read(table_at()).tables()
    place = table.cells[0].place
    assert (place.page, place.table, place.row, place.column) == (1, 1, 1, 1)
    assert (place.row_span, place.column_span) == (2, None)
    assert place.box == (40.0, 60.0, 120.0, 108.0)
    assert table.column_edges == (40.0, 120.0, 200.0, 280.0)


def test_text_inside_the_box_is_the_cells_text() -> None:
    data = made(table_at())
    (table,) = pdf.read(source_of(data)).tables()
    with pdfplumber.open(io.BytesIO(data)) as document:
        for cell in table.cells:
            assert cell.place.box is not None
            inside = document.pages[0].crop(cell.place.box).extract_text()
            assert "".join(inside.split()) == "".join(cell.text.split())


def test_lines_in_a_cell_stand_from_top_to_bottom() -> None:
    (table,) = read(table_at([(0, 0, 1, 1, "一行目\n二行目"), (0, 1, 1, 2, "右")], height=40)).tables()
    assert table.cells[0].text == "一行目\n二行目"


def test_a_frame_round_the_page_and_a_box_round_text_are_no_tables() -> None:
    def frames(canvas: Canvas) -> None:
        canvas.rect(10, 10, WIDTH - 20, HEIGHT - 20)
        canvas.rect(300, 20, 100, 40)
        canvas.drawString(305, 40, "囲みの中")

    document = read(together(frames, table_at()))
    assert [shape(table) for table in document.tables()] == [list(HEADED)]
    assert lines(document) == ["囲みの中"]


def test_a_highlight_inside_a_cell_divides_nothing() -> None:
    def highlight(canvas: Canvas) -> None:
        canvas.setFillGray(0.9)
        canvas.rect(41, HEIGHT - 84 + 2, 30, 22, stroke=0, fill=1)

    cells: list[Spec] = [(0, 0, 1, 1, "1"), (0, 1, 1, 2, "2")]
    (table,) = read(together(table_at(cells), highlight)).tables()
    assert shape(table) == cells


def test_an_underline_in_a_cell_makes_no_row() -> None:
    def underline(canvas: Canvas) -> None:
        canvas.line(40, HEIGHT - 75, 90, HEIGHT - 75)

    cells: list[Spec] = [(0, 0, 1, 1, "1"), (0, 1, 1, 2, "2")]
    (table,) = read(together(table_at(cells), underline)).tables()
    assert shape(table) == cells


def test_tables_side_by_side_are_read_left_first_each_with_its_caption() -> None:
    left: list[Spec] = [(0, 0, 1, 1, "左"), (0, 1, 1, 2, "1")]
    right: list[Spec] = [(0, 0, 1, 1, "右"), (1, 0, 2, 1, "2")]
    document = read(
        together(
            text_at(300, 50, "右の表"),
            text_at(40, 50, "左の表"),
            table_at(right, left=300, top=58),
            table_at(left, left=40, top=60),
        )
    )
    words = [block.text if isinstance(block, Paragraph) else block.cells[0].text for block in document.blocks]
    assert words == ["左の表", "左", "右の表", "右"]
    assert [table.place.table for table in document.tables()] == [1, 2]


def test_a_table_without_outer_lines_is_closed() -> None:
    def rules(canvas: Canvas) -> None:
        for y in (60, 84, 108, 132):
            canvas.line(40, HEIGHT - y, 280, HEIGHT - y)
        canvas.line(120, HEIGHT - 60, 120, HEIGHT - 132)
        for row in range(3):
            canvas.drawString(45, HEIGHT - 75 - 24 * row, f"L{row}")
            canvas.drawString(125, HEIGHT - 75 - 24 * row, f"R{row}")

    (table,) = read(rules).tables()
    assert [cell.text for cell in table.cells] == ["L0", "R0", "L1", "R1", "L2", "R2"]


def test_a_number_too_long_for_its_cell_stays_whole() -> None:
    cells: list[Spec] = [(0, 0, 1, 1, "1,234,567,890,123"), (0, 1, 1, 2, ""), (1, 0, 2, 1, "1"), (1, 1, 2, 2, "2")]
    (table,) = read(table_at(cells, width=60)).tables()
    assert shape(table) == cells


def test_a_table_in_a_cell_of_a_layout_frame_is_nested() -> None:
    frame: list[Spec] = [(0, 0, 1, 1, "題"), (1, 0, 2, 1, "")]
    document = read(together(table_at(frame, top=40, width=400, height=120), table_at(top=180, left=60)))
    outer, inner = document.tables()
    assert shape(inner) == list(HEADED)
    assert (outer.nested_in, inner.nested_in) == (None, 1)


# --- text -------------------------------------------------------------------------------------------------------------


def test_a_small_raised_character_after_a_digit_is_a_mark() -> None:
    def cell(canvas: Canvas) -> None:
        canvas.drawString(45, HEIGHT - 75, "25")
        canvas.setFont("Helvetica", 5)
        canvas.drawString(55, HEIGHT - 72, "*1")

    (table,) = read(together(table_at([(0, 0, 1, 1, ""), (0, 1, 1, 2, "x")]), cell)).tables()
    assert (table.cells[0].text, table.cells[0].marks) == ("25", ("*1",))


def test_bold_printed_twice_is_read_once() -> None:
    document = read(together(text_at(40, 50, "実績値"), text_at(40.4, 50, "実績値")))
    assert lines(document) == ["実績値"]


def test_repeated_letters_are_no_doubles() -> None:
    assert lines(read(text_at(40, 50, "1111 all"))) == ["1111 all"]


def test_a_wide_gap_parts_numbers() -> None:
    assert lines(read(together(text_at(40, 200, "120"), text_at(90, 200, "130")))) == ["120 130"]


def test_upright_text_and_text_on_its_side() -> None:
    def turned(canvas: Canvas) -> None:
        canvas.rotate(90)
        canvas.drawString(HEIGHT - 100, -50, "縦 AB")

    cells: list[Spec] = [(0, 0, 1, 1, ""), (0, 1, 1, 2, "横")]
    (table,) = read(together(table_at(cells, height=60), turned)).tables()
    assert [cell.text for cell in table.cells] == ["縦 AB", "横"]


def test_a_slanted_watermark_is_left_out_and_said() -> None:
    def watermark(canvas: Canvas) -> None:
        canvas.translate(60, HEIGHT - 110)
        canvas.rotate(45)
        canvas.drawString(0, 0, "DRAFT")

    document = read(together(table_at(), watermark))
    assert shape(next(document.tables())) == list(HEADED)
    assert [(f.code, f.text) for f in document.findings] == [(IssueCode.CONTENT_SKIPPED, "slanted text: DRAFT")]


def test_text_clipped_away_is_not_read() -> None:
    def clipped(canvas: Canvas) -> None:
        canvas.saveState()
        path = canvas.beginPath()
        path.rect(40, HEIGHT - 84, 80, 24)
        canvas.clipPath(path, stroke=0, fill=0)
        canvas.drawString(45, HEIGHT - 75, "見える")
        canvas.drawString(45, HEIGHT - 95, "見えない")
        canvas.restoreState()
        canvas.drawString(45, HEIGHT - 120, "下")

    assert lines(read(clipped)) == ["見える", "下"]


# --- paragraphs -------------------------------------------------------------------------------------------------------


def test_ranks_come_from_font_sizes() -> None:
    draws = [text_at(40, 100, "題名", 18), text_at(40, 130, "見出し", 13)]
    draws += [text_at(40, 160 + 30 * row, f"これは本文の{row}行目です。" * 2) for row in range(5)]
    document = read(together(*draws))
    assert [paragraph.rank for paragraph in document.paragraphs()] == [1, 2, None, None, None, None, None]


def test_headings_alone_are_compared_with_the_cells() -> None:
    cells = [(row, 0, row + 1, 1, "本文の文字が入る欄") for row in range(10)]
    cells += [(row, 1, row + 1, 2, "本文の文字が入る欄") for row in range(10)]
    document = read(together(text_at(40, 50, "見出し", 12), table_at(cells, width=120)))
    assert [paragraph.rank for paragraph in document.paragraphs()] == [1]


def test_a_wrapped_line_goes_on_and_a_new_item_does_not() -> None:
    long = "この行は右の端まで文字が続いているので次の行につながる" * 2
    draws = [text_at(40, 100, long), text_at(40, 112, "続きの行。"), text_at(40, 124, "○別の項目")]
    assert lines(read(together(*draws))) == [long + "続きの行。", "○別の項目"]


def test_running_heads_and_page_numbers_are_marked() -> None:
    pages = [
        together(text_at(40, 20, "○○市の報告"), text_at(40, 200, f"本文{n}"), text_at(280, HEIGHT - 15, f"- {n} -"))
        for n in (1, 2, 3)
    ]
    kinds = [(p.text, p.kind) for p in read(*pages).paragraphs()]
    assert kinds[:3] == [("○○市の報告", "running-head"), ("本文1", "body"), ("- 1 -", "running-head")]
    assert sum(kind == "running-head" for _, kind in kinds) == 6


@pytest.mark.parametrize("text", ["1 / 4", "- 3 -", "3", "3ページ", "p.3", "〈3〉", "Page 3 of 9"])
def test_page_numbers(text: str) -> None:
    (paragraph,) = read(text_at(280, HEIGHT - 12, text)).paragraphs()
    assert paragraph.kind == "running-head"


def test_a_page_of_short_lines_has_no_wrapped_ones() -> None:
    long = text_at(40, 100, "この行は右の端まで文字が続いているので長い" * 2)
    short = together(text_at(40, 100, "転入者数:715人 → 950人"), text_at(40, 112, "交流人口数:33人 → 50人"))
    assert lines(read(long, short))[1:] == ["転入者数:715人 → 950人", "交流人口数:33人 → 50人"]


def test_facing_pages_have_running_heads_of_their_own() -> None:
    pages = [
        together(
            text_at(40, 20, ("左の見出し", "右の見出し")[number % 2]),
            text_at(40, 200, f"本文{number}"),
            text_at((40, 500)[number % 2], HEIGHT - 15, f"第{number + 1}頁"),
        )
        for number in range(4)
    ]
    kinds = [(one.text, one.kind) for one in read(*pages).paragraphs()]
    assert [text for text, kind in kinds if kind == "body"] == [f"本文{number}" for number in range(4)]


def test_roman_page_numbers_are_running_heads() -> None:
    pages = [together(text_at(40, 200, "本文"), text_at(280, HEIGHT - 15, number)) for number in ("i", "ⅱ", "- iii -")]
    kinds = [one.kind for one in read(*pages).paragraphs()]
    assert kinds == ["body", "running-head"] * 3


def test_a_heading_on_a_page_of_each_side_is_no_running_head() -> None:
    pages = [
        together(text_at(40, 20, text), text_at(40, 200, f"本文{number}"))
        for number, text in enumerate(("基本目標A", "基本目標A", "基本目標B", "基本目標C"))
    ]
    kinds = {one.text: one.kind for one in read(*pages).paragraphs()}
    assert {kinds[f"基本目標{name}"] for name in "ABC"} == {"body"}


def test_an_unruled_table_arrives_as_lines() -> None:
    draws = [text_at(40 + 90 * c, 100 + 15 * r, f"{r}{c}") for r in range(3) for c in range(3)]
    assert lines(read(together(*draws))) == ["00 01 02", "10 11 12", "20 21 22"]


# --- pages as seen ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("angle", [90, 180, 270])
def test_a_turned_page_is_read_as_seen(angle: int) -> None:
    matrices = {90: (0, 1, -1, 0, HEIGHT, 0), 180: (-1, 0, 0, -1, WIDTH, HEIGHT), 270: (0, -1, 1, 0, 0, WIDTH)}

    def turn(document: pikepdf.Pdf) -> None:
        page = document.pages[0]
        page.contents_add(("q " + " ".join(map(str, matrices[angle])) + " cm\n").encode(), prepend=True)
        page.contents_add(b"\nQ")
        if angle != 180:
            page.mediabox = pikepdf.Array([0, 0, HEIGHT, WIDTH])
        page.rotate(angle, relative=False)

    plain = made(table_at())
    upright, turned = (pdf.read(source_of(data)) for data in (plain, changed(plain, turn)))
    assert turned.blocks == upright.blocks


def test_a_crop_box_moves_the_origin_and_hides_what_is_outside() -> None:
    def crop(document: pikepdf.Pdf) -> None:
        document.pages[0].cropbox = pikepdf.Array([20, 50, WIDTH, HEIGHT - 30])

    document = pdf.read(source_of(changed(made(together(text_at(40, 20, "見えない"), table_at())), crop)))
    (block,) = document.blocks
    assert isinstance(block, Table)
    assert block.place.box == (20.0, 30.0, 260.0, 126.0)


def test_content_in_a_form_is_read() -> None:
    outer = pikepdf.Pdf.new()
    with pikepdf.Pdf.open(io.BytesIO(made(table_at()))) as inner:
        form = outer.copy_foreign(inner.pages[0].as_form_xobject())
    page = outer.add_blank_page(page_size=(WIDTH, HEIGHT))
    page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(F=form))
    page.Contents = outer.make_stream(b"q 0.5 0 0 0.5 10 20 cm /F Do Q 0 0 m 5 5 l S")
    buffer = io.BytesIO()
    outer.save(buffer)
    (table,) = pdf.read(source_of(buffer.getvalue())).tables()
    assert shape(table) == list(HEADED)


def test_only_the_pages_asked_for_are_read_and_keep_their_numbers() -> None:
    data = made(*(text_at(40, 200, f"本文{n}") for n in (1, 2, 3)))
    document = pdf.read(source_of(data, pages=(2, 3, 9)))
    assert [(p.text, p.place.page) for p in document.paragraphs()] == [("本文2", 2), ("本文3", 3)]
    assert document.page_count == 3


def test_no_such_page() -> None:
    with pytest.raises(DocumentError, match="None of the pages asked for exists"):
        pdf.read(source_of(made(text_at(40, 200, "本文")), pages=(7,)))


def test_a_very_long_document_is_read_only_by_pages() -> None:
    data = made(*[text_at(40, 200, "本文")] * 3)

    def lengthen(document: pikepdf.Pdf) -> None:
        for _ in range(1000):
            document.pages.append(document.pages[0])

    long = changed(data, lengthen)
    with pytest.raises(DocumentError, match="--pages"):
        pdf.read(source_of(long))
    assert len(pdf.read(source_of(long, pages=(1003,))).blocks) == 1


# --- what cannot be read ----------------------------------------------------------------------------------------------


def picture(canvas: Canvas) -> None:
    from PIL import Image

    canvas.drawImage(ImageReader(Image.new("L", (8, 8), 128)), 20, 20, WIDTH - 40, HEIGHT - 40)


def findings(document: Document) -> list[tuple[IssueCode, int | None]]:
    return [(finding.code, finding.place.page) for finding in document.findings]


def test_pages_without_text() -> None:
    def number_only(canvas: Canvas) -> None:
        picture(canvas)
        canvas.drawString(280, 10, "3")

    def drawing(canvas: Canvas) -> None:
        canvas.rect(100, 100, 100, 100)

    document = read(text_at(40, 200, "本文"), picture, number_only, drawing, lambda canvas: None)
    assert findings(document) == [(IssueCode.NO_TEXT, 2), (IssueCode.NO_TEXT, 3), (IssueCode.NO_TEXT, 4)]


def test_a_text_layer_without_meaning_is_said() -> None:
    data = made(together(*(text_at(40, 200 + n * 20, "本文の文字") for n in range(5))))

    def unmap(document: pikepdf.Pdf) -> None:
        for item in document.objects:
            if isinstance(item, pikepdf.Dictionary) and item.get("/Type") == "/Font" and "/Encoding" in item:
                item.Encoding = pikepdf.Name("/Identity-H")
                for font in item.get("/DescendantFonts", []):
                    font.CIDSystemInfo = pikepdf.Dictionary(Registry=b"Adobe", Ordering=b"Identity", Supplement=0)

    document = pdf.read(source_of(changed(data, unmap)))
    assert findings(document) == [(IssueCode.TEXT_LAYER_DAMAGED, 1)]
    assert all("(cid:" not in text for text in lines(document))


def test_one_bad_page_does_not_fail_the_others() -> None:
    def break_second(document: pikepdf.Pdf) -> None:
        form = document.make_stream(b"", Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Form, BBox=pikepdf.Array([0]))
        document.pages[1].Contents = document.make_stream(b"/F Do")
        document.pages[1].Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(F=form))

    document = pdf.read(source_of(changed(made(*[text_at(40, 200, "本文")] * 3), break_second)))
    assert [(p.text, p.place.page) for p in document.paragraphs()] == [("本文", 1), ("本文", 3)]
    (finding,) = document.findings
    assert (finding.code, finding.place.page, severity_of(finding)) == (IssueCode.NO_TEXT, 2, "error")


@pytest.mark.parametrize("strength", [3, 4, 6])
def test_encrypted_documents(strength: Literal[3, 4, 6]) -> None:
    data = made(table_at())
    modern = strength > 3
    lock = pikepdf.Encryption(user="himitsu", owner="owner", R=strength, aes=modern, metadata=modern)
    locked = changed(data, lambda document: None, encryption=lock)
    with pytest.raises(PasswordError, match=r"needs a password.*--password-file"):
        pdf.read(source_of(locked))
    with pytest.raises(PasswordError, match="wrong"):
        pdf.read(source_of(locked, password="no"))
    assert pdf.read(source_of(locked, password="himitsu")).blocks == pdf.read(source_of(data)).blocks


def test_a_document_that_no_password_opens_says_so() -> None:
    lock = pikepdf.Encryption(user="himitsu", owner="owner", R=4)
    locked = changed(made(table_at()), lambda document: None, encryption=lock)
    assert b"/Filter /Standard" in locked
    with pytest.raises(PasswordError, match="certificate"):
        pdf.read(source_of(locked.replace(b"/Filter /Standard", b"/Filter /CertHold")))


def test_a_document_with_an_owner_password_alone_is_read_whatever_password_is_given() -> None:
    data = changed(made(table_at()), lambda document: None, encryption=pikepdf.Encryption(owner="owner", user=""))
    for password in (None, "anything"):
        assert len(list(pdf.read(source_of(data, password=password)).tables())) == 1


def test_errors_are_in_both_languages() -> None:
    with pytest.raises(DamagedDocumentError) as caught:
        pdf.read(source_of(b"%PDF-1.7\nrubbish"))
    assert "damaged" in str(caught.value)
    assert "壊れています" in caught.value.in_japanese()
    assert caught.value.hint != caught.value.hint_ja


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        ("令和4年度の報告", "令和4年度の報告"),
        ("Microsoft Word - x.docx", None),
        ("報告.xlsx", None),
        ("Untitled", None),
        ("", None),
    ],
)
def test_titles(printed: str, expected: str | None) -> None:
    def entitle(document: pikepdf.Pdf) -> None:
        document.docinfo["/Title"] = printed

    assert pdf.read(source_of(changed(made(text_at(40, 200, "本文")), entitle))).title == expected


# --- manners ----------------------------------------------------------------------------------------------------------


def test_pdfminers_log_is_left_as_it_was() -> None:
    logger = logging.getLogger("pdfminer")
    before = (logger.propagate, list(logger.handlers), logger.level)
    read(table_at())
    assert (logger.propagate, list(logger.handlers), logger.level) == before


def test_nothing_of_the_engine_is_alive_afterwards() -> None:
    from pdfminer.pdfdocument import PDFDocument
    from pdfminer.pdfpage import PDFPage

    document = read(*[table_at()] * 3)
    gc.collect()
    assert not [item for item in gc.get_objects() if isinstance(item, PDFDocument | PDFPage)]
    assert document.page_count == 3


def test_a_page_full_of_lines_takes_no_time() -> None:
    def hatched(canvas: Canvas) -> None:
        for number in range(25_000):
            x = (number * 7) % 590
            canvas.line(x, number % 400, x + 5, number % 400 + 3 * (number % 2))

    document = read(together(hatched, text_at(40, 50, "地図")))
    assert "地図" in "".join(lines(document) + [cell.text for table in document.tables() for cell in table.cells])


def test_reading_twice_gives_the_same() -> None:
    data = made(together(text_at(40, 40, "題名", 16), table_at()))
    assert pdf.read(source_of(data)) == pdf.read(source_of(data))


def test_place_numbers_count_over_pages() -> None:
    tables: Sequence[Table] = list(read(*[table_at()] * 3).tables())
    assert [(table.place.page, table.place.table) for table in tables] == [(1, 1), (2, 2), (3, 3)]


# --- how budget books are printed -------------------------------------------------------------------------------------


@pytest.mark.parametrize("engine", ["pdfium", "pdfplumber"])
def test_a_text_object_that_goes_back_is_cut(engine: str) -> None:
    """The amounts first, then back to the left for the name: Ghostscript prints whole rows so."""

    def row(canvas: Canvas) -> None:
        table_at(((0, 0, 1, 1, ""), (0, 1, 1, 2, ""), (0, 2, 1, 3, "")))(canvas)
        canvas.setFont("Helvetica", SIZE)
        name = canvas._doc.getInternalFontName("Helvetica")
        canvas._code.append(f"BT {name} {SIZE} Tf 130 {HEIGHT - 75} Td [(3,001) -6500 (2,112) 22000 (name)] TJ ET")

    (table,) = pdf.read(source_of(made(row), pdf_engine=engine)).tables()
    assert [cell.text for cell in table.cells] == ["name", "3,001", "2,112"]


@pytest.mark.parametrize("engine", ["pdfium", "pdfplumber"])
def test_white_areas_on_white_paper_bound_no_cell(engine: str) -> None:
    """Spreadsheets print a white strip behind every row of the sheet, whatever is ruled."""

    def strips(canvas: Canvas) -> None:
        canvas.setFillGray(1)
        for top in range(20, 200, 6):
            canvas.rect(30, HEIGHT - top - 6, 400, 6, stroke=0, fill=1)
        canvas.setFillGray(0)

    plain = pdf.read(source_of(made(table_at(HEADED)), pdf_engine=engine))
    striped = pdf.read(source_of(made(together(strips, table_at(HEADED))), pdf_engine=engine))
    assert [shape(table) for table in striped.tables()] == [shape(table) for table in plain.tables()]


@pytest.mark.parametrize("engine", ["pdfium", "pdfplumber"])
def test_white_areas_on_colour_bound_cells(engine: str) -> None:
    """A sheet in one colour with white boxes on it is a table drawn by its gaps."""

    def boxes(canvas: Canvas) -> None:
        canvas.setFillGray(0.6)
        canvas.rect(40, HEIGHT - 120, 240, 60, stroke=0, fill=1)
        canvas.setFillGray(1)
        for row in range(2):
            for column in range(3):
                canvas.rect(41 + 80 * column, HEIGHT - 89 - 30 * row, 78, 28, stroke=0, fill=1)
        canvas.setFillGray(0)
        canvas.setFont(FONT, SIZE)
        for row in range(2):
            for column in range(3):
                canvas.drawString(50 + 80 * column, HEIGHT - 80 - 30 * row, f"{row}{column}")

    (table,) = pdf.read(source_of(made(boxes), pdf_engine=engine)).tables()
    assert [cell.text for cell in table.cells if cell.text] == ["00", "01", "02", "10", "11", "12"]
