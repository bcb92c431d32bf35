"""What the Excel reader makes of each construct of a workbook: the cells a person sees, and what was left out."""

from __future__ import annotations

import re
import time

import pytest

from kpi_extract.document import Document, Paragraph, Table
from kpi_extract.errors import DamagedDocumentError, DocumentError, RefusedDocumentError
from kpi_extract.readers import read_source
from kpi_extract.readers.excel import read
from kpi_extract.readers.source import Source
from tests.readers.excel_making import MAIN, OFFICE, one_sheet, relationships, rows, sheet, styles, text_cell, workbook

PLAIN_TABLE = rows("指標 | 単位 | 実績値", "人口 | 人 | 100")
DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"
ART = "http://schemas.openxmlformats.org/drawingml/2006/main"


def document(data: bytes) -> Document:
    return read_source(Source("a.xlsx", data))


def tables(data: bytes) -> list[Table]:
    return list(document(data).tables())


def grid(table: Table) -> list[str]:
    """Each row as text: `<` and `^` for what a span covers, `.` for a hole."""
    shown = [["."] * table.column_count for _ in range(table.row_count)]
    for cell in table.cells:
        for row in range(cell.row, cell.row + cell.row_span):
            for column in range(cell.column, cell.column + cell.column_span):
                shown[row][column] = "<" if column > cell.column else "^" if row > cell.row else cell.text
    return [" | ".join(row) for row in shown]


def blocks(data: bytes) -> list[str | list[str]]:
    return [block.text if isinstance(block, Paragraph) else grid(block) for block in document(data).blocks]


def codes(data: bytes) -> list[tuple[str, str]]:
    return [(finding.code.value, finding.text) for finding in document(data).findings]


def value(stored: str, code: str, kind: str = "", **more: str) -> str:
    """What a cell with this stored value and format shows."""
    kind = f' t="{kind}"' if kind else ""
    data = f'<row r="1"><c r="A1" s="2"{kind}><v>{stored}</v></c>{text_cell("B1", "x")}</row>'
    return tables(one_sheet(data, style=styles(code), **more))[0].cells[0].text


# --- cells ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("stored", "code", "shown"),
    [
        ("0.123", "0.0%", "12.3%"),
        ("1234", '#,##0"人"', "1,234人"),
        ("-1234.5", "#,##0;▲#,##0", "▲1,235"),
        ("45017", 'ggge"年"m"月"', "令和5年4月"),
        ("43586", '[$-ja-JP-x-gannen]ggge"年"m"月"d"日"', "令和元年5月1日"),
        ("0.1", "General", "0.1"),
        ("0.30000000000000004", "General", "0.3"),
        ("5", ";;;", ""),
    ],
)
def test_a_number_is_as_its_format_shows_it(stored: str, code: str, shown: str) -> None:
    assert value(stored, code) == shown


def test_a_workbook_may_count_its_days_from_1904() -> None:
    assert value("0", "yyyy/m/d", properties='<workbookPr date1904="1"/>') == "1904/1/1"
    assert value("43555", "yyyy/m/d", properties='<workbookPr date1904="1"/>') == "2023/4/1"


def test_other_kinds_of_cells_show_their_value() -> None:
    assert value("#DIV/0!", "0", "e") == "#DIV/0!"
    assert value("1", "0", "b") == "TRUE"
    assert value("計画どおり", "0", "str") == "計画どおり"
    assert value("2023-04-01", "yyyy/m/d", "d") == "2023/4/1"


def test_a_format_that_is_not_known_is_said_and_the_number_given_without_it() -> None:
    data = one_sheet(
        f'<row r="1"><c r="A1" s="2"><v>1234</v></c>{text_cell("B1", "x")}</row>', style=styles("[DBNum2]0")
    )
    assert tables(data)[0].cells[0].text == "1234"
    assert codes(data) == [("unknown-number-format", "[DBNum2]0 ([DBNum2]) in A1")]


def test_a_formula_shows_its_stored_result_and_without_one_itself() -> None:
    data = one_sheet(
        f'<row r="1">{text_cell("A1", "計")}<c r="B1" s="1"><f>B2+B3</f><v>30</v></c><c r="C1" s="1"><f>B2/B3</f></c>'
        '<c r="D1" s="1"><f t="shared" si="0"/><v></v></c><c r="E1" s="1" t="str"><f>""</f><v></v></c></row>'
        + rows("a | b | c | d | e", first=2)
    )
    assert grid(tables(data)[0])[0] == "計 | 30 | =B2/B3 | =… | "
    assert codes(data) == [("value-not-stored", "C1, D1")]
    assert document(data).findings[0].place.cell == "C1"


def test_rich_text_keeps_marks_apart_and_leaves_out_readings_and_struck_text() -> None:
    strings = (
        "<si><t>延べ</t><rPh sb='0' eb='1'><t>ノベ</t></rPh></si>"
        '<si><r><t>人口</t></r><r><rPr><vertAlign val="superscript"/></rPr><t>※1</t></r></si>'
        "<si><r><rPr><strike/></rPr><t>旧</t></r><r><t>新しい値</t></r></si>"
        '<si><t xml:space="preserve"> 一行目_x000D_\n二行目 </t></si>'
        '<si><r><t>面積 km</t></r><r><rPr><vertAlign val="superscript"/></rPr><t>2</t></r></si>'
    )
    data = workbook(
        {
            "a": sheet(
                '<row r="1">' + "".join(f'<c r="{"ABCDE"[i]}1" s="1" t="s"><v>{i}</v></c>' for i in range(5)) + "</row>"
            )
        },
        strings=strings,
    )
    (table,) = tables(data)
    assert [cell.text for cell in table.cells] == ["延べ", "人口", "新しい値", "一行目\n二行目", "面積 km²"]
    assert [cell.marks for cell in table.cells] == [(), ("※1",), (), (), ()]
    assert codes(data) == [("content-skipped", "struck through: 旧 in C1")]


def test_a_cell_in_struck_type_is_left_out_and_said() -> None:
    style = styles(fonts='<font><sz val="10"/><strike/></font>', xfs='<xf fontId="1" borderId="1"/>')
    data = one_sheet(
        f'<row r="1">{text_cell("A1", "旧目標", " s=" + chr(34) + "2" + chr(34))}{text_cell("B1", "新目標")}</row>',
        style=style,
    )
    assert grid(tables(data)[0]) == [" | 新目標"]
    assert codes(data) == [("content-skipped", "struck through: 旧目標 in A1")]


def test_a_cell_knows_its_address_its_place_in_the_table_and_its_format() -> None:
    data = one_sheet(
        rows("a | b", first=4) + f'<row r="5">{text_cell("A5", "人口")}<c r="B5" s="2"><v>0.5</v></c></row>',
        style=styles("0%"),
    )
    (table,) = tables(data)
    cell = table.cells[-1]
    place = cell.place
    assert (place.sheet, place.cell, place.table, place.row, place.column) == ("Sheet1", "B5", 1, 2, 2)
    assert (cell.text, cell.number_format) == ("50%", "0%")
    assert (table.place.sheet, table.place.cell) == ("Sheet1", "A4")


# --- merges, hidden parts ---------------------------------------------------------------------------------------------


def merged(*areas: str) -> str:
    return f"<mergeCells>{''.join(f'<mergeCell ref={chr(34)}{area}{chr(34)}/>' for area in areas)}</mergeCells>"


def test_merged_cells_span() -> None:
    data = one_sheet(rows("指標 | 実績値 | ", " | R4 | R5", "人口 | 1 | 2"), after=merged("A1:A2", "B1:C1"))
    (table,) = tables(data)
    assert grid(table) == ["指標 | 実績値 | <", "^ | R4 | R5", "人口 | 1 | 2"]
    assert (table.cells[0].place.row_span, table.cells[1].place.column_span) == (2, 2)


def test_of_overlapping_merges_the_first_counts() -> None:
    data = one_sheet(rows("a | b | c", "d | e | f"), after=merged("A1:B1", "B1:C2", "A1:B1"))
    assert grid(tables(data)[0]) == ["a | < | c", "d | e | f"]


def test_text_centred_over_several_columns_spans_them() -> None:
    xfs = '<xf borderId="1"><alignment horizontal="centerContinuous"/></xf>'
    centred = ' s="2"'
    data = f'<row r="1">{text_cell("A1", "年度別", centred)}<c r="B1"{centred}/></row>' + rows(
        "R4 | R5", "1 | 2", first=2
    )
    assert grid(tables(one_sheet(data, style=styles(xfs=xfs)))[0]) == ["年度別 | <", "R4 | R5", "1 | 2"]


def test_hidden_rows_columns_and_sheets_are_left_out_and_said() -> None:
    data = rows("指標 | 旧 | 実績値", "人口 | 5 | 1", "面積 | 6 | 2").replace('<row r="2"', '<row r="2" hidden="1"')
    book = workbook(
        {"公表": sheet(data, before='<cols><col min="2" max="2" hidden="1"/></cols>'), "作業": sheet(rows("x | y"))},
        states={"作業": "veryHidden"},
    )
    assert [grid(table) for table in tables(book)] == [["指標 | 実績値", "面積 | 2"]]
    assert codes(book) == [
        ("hidden-skipped", "sheets 作業"),
        ("hidden-skipped", "rows 2"),
        ("hidden-skipped", "columns B"),
    ]
    assert tables(book)[0].cells[-1].place.cell == "C3"


def test_a_merged_cell_whose_first_column_is_hidden_still_shows_its_text() -> None:
    data = one_sheet(
        rows("目標 | | ", "a | b | c"), before='<cols><col min="1" max="1" width="0"/></cols>', after=merged("A1:C1")
    )
    assert grid(tables(data)[0]) == ["目標 | <", "b | c"]


def test_hidden_parts_without_text_are_not_worth_a_word() -> None:
    assert codes(one_sheet(PLAIN_TABLE, before='<cols><col min="9" max="16384" hidden="1"/></cols>')) == []


# --- where tables stand -----------------------------------------------------------------------------------------------


def test_titles_above_and_notes_below_are_paragraphs() -> None:
    loose = (
        rows("令和5年度 KPI一覧", attributes="")
        + rows("指標 | 値", "人口 | 1", first=2)
        + rows("※ 速報値", first=4, attributes="")
    )
    assert blocks(one_sheet(loose)) == ["令和5年度 KPI一覧", ["指標 | 値", "人口 | 1"], "※ 速報値"]


def test_without_rules_a_table_is_found_by_its_cells() -> None:
    data = one_sheet(rows("KPI一覧", "指標 | 単位 | 値", "人口 | 人 | 1", "面積 | | 2", "※ 速報値", attributes=""))
    assert blocks(data) == ["KPI一覧", ["指標 | 単位 | 値", "人口 | 人 | 1", "面積 |  | 2"], "※ 速報値"]
    assert tables(data)[0].merges_lost


def test_tables_side_by_side_are_read_one_after_the_other_each_under_its_heading() -> None:
    data = one_sheet(
        '<row r="1">'
        + text_cell("A1", "左", "")
        + text_cell("D1", "右", "")
        + "</row>"
        + rows("a | b | ~ | c | d", "1 | 2 | ~ | 3 | 4", first=2)
    )
    assert blocks(data) == ["左", ["a | b", "1 | 2"], "右", ["c | d", "3 | 4"]]


def test_a_caption_between_two_ruled_tables_belongs_to_neither() -> None:
    data = one_sheet(rows("a | b", "1 | 2") + rows("表2", first=3, attributes="") + rows("c | d", "3 | 4", first=4))
    assert blocks(data) == [["a | b", "1 | 2"], "表2", ["c | d", "3 | 4"]]


def test_narrow_columns_of_grid_paper_are_one_column_where_no_cell_begins() -> None:
    data = one_sheet(
        '<row r="1">' + "".join(text_cell(f"{c}1", {"A": "指標", "E": "値"}.get(c, "")) for c in "ABCDEFGH") + "</row>"
        '<row r="2">' + "".join(text_cell(f"{c}2", {"A": "人口", "E": "1"}.get(c, "")) for c in "ABCDEFGH") + "</row>",
        after=merged("A1:D1", "E1:H1", "A2:D2", "E2:H2"),
    )
    assert grid(tables(data)[0]) == ["指標 | 値", "人口 | 1"]


def test_a_framed_title_is_no_table() -> None:
    data = one_sheet(rows("令和5年度 実績報告") + rows("a | b", "1 | 2", first=3))
    assert blocks(data) == ["令和5年度 実績報告", ["a | b", "1 | 2"]]


def test_ruled_rows_that_were_never_filled_are_no_rows() -> None:
    assert blocks(one_sheet(rows("a | b | ", "1 | 2 | ", " | | ", " | | "))) == [["a | b", "1 | 2"]]


def test_a_larger_type_makes_a_heading() -> None:
    style = styles(
        fonts='<font><sz val="16"/></font><font><sz val="12"/></font>', xfs='<xf fontId="1"/><xf fontId="2"/>'
    )
    data = (
        f'<row r="1">{text_cell("A1", "実績報告", " s=" + chr(34) + "2" + chr(34))}</row>'
        f'<row r="2">{text_cell("A2", "基本目標1", " s=" + chr(34) + "3" + chr(34))}</row>'
        + rows("指標の名称 | 令和5年度の実績値", "人口 | 100,000", first=3)
    )
    ranks = [block.rank for block in document(one_sheet(data, style=style)).paragraphs()]
    assert ranks == [1, 2]


def test_rows_printed_on_every_page_are_header_rows() -> None:
    names = '<definedNames><definedName name="_xlnm.Print_Titles" localSheetId="0">Sheet1!$A:$B,Sheet1!$1:$2</definedName></definedNames>'
    (table,) = tables(one_sheet(rows("a | b", "c | d", "1 | 2"), names=names))
    assert table.header_row_count == 2


# --- sheets, and what lies over them ----------------------------------------------------------------------------------


def test_sheets_follow_one_another_and_a_sheet_without_a_heading_has_its_name() -> None:
    book = workbook(
        {
            "総括": sheet(rows("総括表", attributes="") + rows("a | b", "1 | 2", first=2)),
            "基本目標1": sheet(PLAIN_TABLE),
        }
    )
    assert [block.text if isinstance(block, Paragraph) else "table" for block in document(book).blocks] == [
        "総括表", "table", "基本目標1", "table",
    ]  # fmt: skip
    assert [table.place.table for table in document(book).tables()] == [1, 2]


def test_the_name_of_an_only_sheet_is_no_heading() -> None:
    assert [type(block) for block in document(one_sheet(PLAIN_TABLE)).blocks] == [Table]


def with_drawing(shape: str) -> bytes:
    anchor = (
        f"<xdr:twoCellAnchor><xdr:from><xdr:col>0</xdr:col><xdr:row>0</xdr:row></xdr:from>{shape}</xdr:twoCellAnchor>"
    )
    return workbook(
        {"a": sheet(rows("a | b", "1 | 2", first=3))},
        parts={
            "xl/worksheets/_rels/sheet1.xml.rels": relationships(("drawing", "../drawings/drawing1.xml")),
            "xl/drawings/drawing1.xml": f'<xdr:wsDr xmlns:xdr="{DRAWING}" xmlns:a="{ART}">{anchor}</xdr:wsDr>',
        },
    )


def test_text_boxes_are_paragraphs_where_they_are_anchored() -> None:
    text = "<xdr:sp><xdr:txBody><a:p><a:r><a:t>実績</a:t></a:r><a:r><a:t>報告</a:t></a:r></a:p><a:p><a:r><a:t>二行目</a:t></a:r></a:p></xdr:txBody></xdr:sp>"
    data = with_drawing(f"<xdr:grpSp>{text}</xdr:grpSp>")
    assert blocks(data) == ["実績報告\n二行目", ["a | b", "1 | 2"]]
    first = next(document(data).paragraphs())
    assert (first.kind, first.place.cell) == ("text-box", "A1")


def test_pictures_and_charts_are_counted() -> None:
    assert codes(with_drawing("<xdr:pic/><xdr:graphicFrame/>")) == [("content-skipped", "charts: 1, pictures: 1")]


def test_notes_come_last() -> None:
    comments = f'<comments xmlns="{MAIN}"><commentList><comment ref="B2"><text><r><t>暫定値</t></r></text></comment></commentList></comments>'
    data = workbook(
        {"a": sheet(PLAIN_TABLE)},
        parts={
            "xl/worksheets/_rels/sheet1.xml.rels": relationships(("comments", "../comments1.xml")),
            "xl/comments1.xml": comments,
        },
    )
    note = list(document(data).paragraphs())[-1]
    assert (note.text, note.kind, note.place.cell) == ("暫定値", "footnote", "B2")


def test_page_headers_are_running_heads_without_their_codes() -> None:
    after = '<headerFooter><oddHeader>&amp;L&amp;"ＭＳ 明朝,標準"&amp;10令和5年度 釧路市&amp;R&amp;P/&amp;N</oddHeader></headerFooter>'
    head = next(document(one_sheet(PLAIN_TABLE, after=after)).paragraphs())
    assert (head.kind, head.text) == ("running-head", "令和5年度 釧路市 /")


# --- files made to do harm, and damaged ones --------------------------------------------------------------------------


def test_a_cell_in_the_farthest_corner_costs_nothing() -> None:
    data = one_sheet(PLAIN_TABLE + f'<row r="1048576">{text_cell("XFD1048576", "端")}</row>')
    start = time.perf_counter()
    assert blocks(data) == [["指標 | 単位 | 実績値", "人口 | 人 | 100"], "端"]
    assert time.perf_counter() - start < 2


def test_a_merge_over_the_whole_sheet_costs_nothing() -> None:
    data = one_sheet(rows("a | b", "1 | 2"), after=merged("A1:XFD1048576", "A4:XFD9"))
    assert blocks(data) == ["a"]


def test_merges_of_whole_columns_cost_nothing() -> None:
    from kpi_extract.readers.sheets.references import column_letters

    areas = [f"{column_letters(column)}1:{column_letters(column)}1048576" for column in range(1, 16385)]
    start = time.perf_counter()
    assert len(tables(one_sheet(rows("a | b"), after=merged(*areas)))) <= 1
    assert time.perf_counter() - start < 5


def test_cells_strewn_over_a_sheet_are_not_laid_out(monkeypatch: pytest.MonkeyPatch) -> None:
    from kpi_extract.readers.sheets import areas
    from kpi_extract.readers.sheets.references import cell_name

    monkeypatch.setattr(areas, "MOST_POSITIONS", 10_000)
    strewn = "".join(f'<row r="{n}">{text_cell(cell_name(n, n), "x")}</row>' for n in range(1, 200))
    book = workbook({"strewn": sheet(strewn), "good": sheet(PLAIN_TABLE)})
    assert [table.place.sheet for table in tables(book)] == ["good"]
    (finding,) = document(book).findings
    assert (finding.code, finding.severity) == ("content-skipped", "warning")


def test_a_sheet_with_too_many_cells_is_left_out_with_a_warning(monkeypatch: pytest.MonkeyPatch) -> None:
    import kpi_extract.readers.excel as excel

    monkeypatch.setattr(excel, "MOST_CELLS", 20)
    book = workbook({"data": sheet(rows(*["1 | 2 | 3"] * 20)), "good": sheet(PLAIN_TABLE)})
    assert [table.place.sheet for table in tables(book)] == ["good"]
    assert [finding.severity for finding in document(book).findings] == ["warning"]


def test_a_million_rows_with_a_few_cells_are_read_in_bounded_time() -> None:
    data = one_sheet(PLAIN_TABLE + "".join(f'<row r="{n}"/>' for n in range(3, 1_000_000)))
    assert len(tables(data)) == 1


@pytest.mark.parametrize(
    "part", ["xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/styles.xml"]
)
def test_a_doctype_is_refused_in_every_part(part: str) -> None:
    bomb = '<!DOCTYPE a [<!ENTITY b "bbbbbbbbbb"><!ENTITY c "&b;&b;&b;&b;">]><a>&c;</a>'
    with pytest.raises(RefusedDocumentError):
        document(workbook({"a": sheet(PLAIN_TABLE)}, strings="", parts={part: bomb}))


def test_a_bomb_of_shared_strings_is_refused() -> None:
    bomb = f'<sst xmlns="{MAIN}">{"<si><t>" + "x" * 5_000_000 + "</t></si>"}</sst>'
    with pytest.raises(RefusedDocumentError):
        document(workbook({"a": sheet(PLAIN_TABLE)}, parts={"xl/sharedStrings.xml": bomb}))


def test_nothing_outside_the_file_is_looked_up() -> None:
    links = relationships(("worksheet", "worksheets/sheet1.xml"), ("styles", "styles.xml")).replace(
        "</Relationships>",
        f'<Relationship Id="rId9" Type="{OFFICE}/externalLink" TargetMode="External" Target="file:///etc/passwd"/>'
        f'<Relationship Id="rId8" Type="{OFFICE}/sharedStrings" Target="../../../../etc/passwd"/></Relationships>',
    )
    assert len(tables(workbook({"a": sheet(PLAIN_TABLE)}, parts={"xl/_rels/workbook.xml.rels": links}))) == 1


def test_a_module_without_a_part_is_skipped_and_said() -> None:
    listed = '<sheet name="a" sheetId="1" r:id="rId1"/><sheet name="Module1" sheetId="2" r:id=""/>'
    book = f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>{listed}</sheets></workbook>'
    data = workbook({"a": sheet(PLAIN_TABLE)}, parts={"xl/workbook.xml": book})
    assert len(tables(data)) == 1
    assert codes(data) == [("content-skipped", "module Module1")]


@pytest.mark.parametrize(
    ("parts", "says"),
    [
        ({"xl/_rels/workbook.xml.rels": relationships()}, "no part for its sheet"),
        ({"xl/workbook.xml": f'<workbook xmlns="{MAIN}"><sheets/></workbook>'}, "no sheets"),
        ({"xl/workbook.xml": "<a xmlns='b'/>"}, "no sheets that can be read"),
        ({"xl/worksheets/sheet1.xml": "<worksheet><sheetData><row>"}, "no valid XML"),
        ({"xl/sharedStrings.xml": "<sst><si>"}, "no valid XML"),
        ({"xl/styles.xml": "<styleSheet>"}, "no valid XML"),
    ],
)
def test_a_damaged_workbook_says_what_is_wrong(parts: dict[str, str], says: str) -> None:
    with pytest.raises(DamagedDocumentError, match=re.escape(says)):
        document(workbook({"a": sheet(PLAIN_TABLE)}, strings="", parts=parts))


@pytest.mark.parametrize(
    "cell",
    [
        '<c r="A1" t="s"><v>99999999999</v></c>', '<c r="A1" t="s"><v>x</v></c>', '<c r="ZZZZ1"><v>1</v></c>',
        '<c r="A99999999"><v>1</v></c>', '<c r="A1" s="9999999999"><v>1</v></c>', '<c r="A1" s="-1"><v>1e999</v></c>',
        '<c r="A1"><v>nan</v></c>', '<c r="A1" t="d"><v>2023-13-40</v></c>', '<c r="A1" t="?"><v>1</v></c>', "<c/>", '<c r=""><v/></c>',
        '<c r="A1" t="inlineStr"><is><r><rPr/></r></is></c>', '<c r="A1"><v>１２</v></c>',
    ],
)  # fmt: skip
def test_a_strange_cell_stops_nothing(cell: str) -> None:
    assert len(tables(one_sheet(f'<row r="x">{cell}</row>' + rows("a | b", "1 | 2", first=3)))) == 1


def test_every_cut_of_a_workbook_gives_an_error_and_no_traceback() -> None:
    data = one_sheet(PLAIN_TABLE)
    for size in range(1, len(data), 97):
        with pytest.raises(DocumentError):
            read_source(Source("a.xlsx", data[:size]), "excel")


def test_what_is_no_workbook_is_no_workbook() -> None:
    with pytest.raises(DocumentError):
        read(Source("a.xlsx", b"a\tb\n"))
