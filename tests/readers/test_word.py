"""Word documents are read as Word shows them, with all tracked changes accepted."""

from __future__ import annotations

import io
import time

import pytest

from kpi_extract.document import Cell, Document, Paragraph, Table
from kpi_extract.issues import IssueCode
from kpi_extract.readers import word
from kpi_extract.readers.source import Source
from tests.readers.building import cell, package, paragraph, row, run, table, word_parts, word_source


def read(body: str, **others: str) -> Document:
    return word.read(word_source(body, **others))


def only_cell(content: str, properties: str = "", **others: str) -> Cell:
    document = read(table(row(cell(content, properties), cell(run("隣")))), **others)
    return next(document.tables()).cells[0]


def grid(read_table: Table) -> list[list[str]]:
    """The table as rows of texts: a covered position is ^, a hole is #."""
    rows = [["#"] * read_table.column_count for _ in range(read_table.row_count)]
    for one in read_table.cells:
        for down in range(one.row_span):
            for right in range(one.column_span):
                assert rows[one.row + down][one.column + right] == "#", "two cells on one position"
                rows[one.row + down][one.column + right] = "^"
        rows[one.row][one.column] = one.text
    return rows


def only_grid(*rows: str) -> list[list[str]]:
    return grid(next(read(table(*rows)).tables()))


def codes(document: Document) -> list[IssueCode]:
    return [finding.code for finding in document.findings]


RESTART, CONTINUE = '<w:vMerge w:val="restart"/>', '<w:vMerge w:val="continue"/>'
CHANGE = 'w:id="1" w:author="a" w:date="2023-01-01T00:00:00Z"'
FIELD = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'


@pytest.mark.parametrize(
    ("content", "text"),
    [
        pytest.param(run("2,300"), "2,300", id="plain run"),
        pytest.param(run("2,") + run("300"), "2,300", id="split runs"),
        pytest.param(run("2,") + f"<w:ins {CHANGE}>{run('300')}</w:ins>", "2,300", id="inserted run"),
        pytest.param(
            run("2,300") + f"<w:del {CHANGE}><w:r><w:delText>9</w:delText></w:r></w:del>", "2,300", id="deleted run"
        ),
        pytest.param(
            f"<w:moveFrom {CHANGE}>{run('15')}</w:moveFrom><w:moveTo {CHANGE}>{run('25')}</w:moveTo>", "25", id="moved"
        ),
        pytest.param(f"<w:hyperlink>{run('k-Biz')}</w:hyperlink>", "k-Biz", id="link"),
        pytest.param(
            "<w:r><w:ruby><w:rt><w:r><w:t>くしろ</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>釧路</w:t></w:r></w:rubyBase>"
            "</w:ruby></w:r>" + run("市"),
            "釧路市",
            id="ruby",
        ),
        pytest.param(f"<w:sdt><w:sdtPr/><w:sdtContent>{run('人')}</w:sdtContent></w:sdt>", "人", id="content control"),
        pytest.param(
            f"{paragraph('')}<w:sdt><w:sdtContent>{paragraph(run('人泊'))}</w:sdtContent></w:sdt>",
            "人泊",
            id="content control around a paragraph",
        ),
        pytest.param(f'<w:fldSimple w:instr="SUM">{run("21")}</w:fldSimple>', "21", id="simple field"),
        pytest.param(
            FIELD.format("begin")
            + "<w:r><w:instrText>=SUM(ABOVE)</w:instrText></w:r>"
            + FIELD.format("separate")
            + run("46")
            + FIELD.format("end"),
            "46",
            id="field",
        ),
        pytest.param(
            FIELD.format("begin") + run("条件") + FIELD.format("separate") + run("結果") + FIELD.format("end"),
            "結果",
            id="text inside the code of a field",
        ),
        pytest.param(FIELD.format("begin") + run("46"), "46", id="field that never ends"),
        pytest.param(f"<w:smartTag>{run('R5.3')}</w:smartTag>", "R5.3", id="smart tag"),
        pytest.param(f"<w:customXml>{run('R5.3')}</w:customXml>", "R5.3", id="custom XML"),
        pytest.param("<w:r><w:t>a</w:t><w:tab/><w:t>b</w:t></w:r>", "a b", id="tab"),
        pytest.param("<w:r><w:t>15</w:t><w:br/><w:t>人</w:t></w:r>", "15\n人", id="line break"),
        pytest.param("<w:r><w:t>15</w:t><w:cr/><w:t>人</w:t></w:r>", "15\n人", id="carriage return"),
        pytest.param(paragraph(run("15")) + paragraph(run("人")), "15\n人", id="two paragraphs"),
        pytest.param(
            paragraph(run("しごと"), f"<w:rPr><w:del {CHANGE}/></w:rPr>") + paragraph(run("創生")),
            "しごと創生",
            id="deleted paragraph mark",
        ),
        pytest.param("<w:r><w:t>k</w:t><w:noBreakHyphen/><w:t>Biz</w:t></w:r>", "k-Biz", id="non-breaking hyphen"),
        pytest.param("<w:r><w:t>社</w:t><w:softHyphen/><w:t>数</w:t></w:r>", "社数", id="soft hyphen"),
        pytest.param("<m:oMath><m:r><m:t>25</m:t></m:r></m:oMath>", "25", id="math"),
        pytest.param(
            "<m:f><m:num><m:r><m:t>1</m:t></m:r></m:num><m:den><m:r><m:t>2</m:t></m:r></m:den></m:f>",
            "1/2",
            id="fraction",
        ),
        pytest.param(run("9", "<w:vanish/>") + run("15"), "15", id="hidden run"),
        pytest.param(run("15", '<w:vanish w:val="0"/>'), "15", id="run that is not hidden"),
        pytest.param(run("100", "<w:strike/>") + run("120"), "120", id="struck run"),
        pytest.param(run("100", "<w:dstrike/>") + run("120"), "120", id="doubly struck run"),
        pytest.param(run("120", '<w:strike w:val="false"/>'), "120", id="run that is not struck"),
        pytest.param(
            '<w:r><w:sym w:font="Wingdings" w:char="F0E8"/></w:r>' + run("10"), "→10", id="symbol of a known font"
        ),
        pytest.param(
            "<mc:AlternateContent><mc:Choice>"
            + run("新")
            + "</mc:Choice><mc:Fallback>"
            + run("旧")
            + "</mc:Fallback></mc:AlternateContent>",
            "新",
            id="alternate content",
        ),
        pytest.param(run("面積m") + run("2", '<w:vertAlign w:val="superscript"/>'), "面積m²", id="square metres"),
        pytest.param(run("CO") + run("2", '<w:vertAlign w:val="subscript"/>'), "CO2", id="subscript"),
        pytest.param(run("　１５　人　"), "１５　人", id="wide space stays inside"),
        pytest.param("<!-- 注 -->" + run("15"), "15", id="comment in the XML"),
        pytest.param("", "", id="empty"),
    ],
)
def test_the_text_of_a_cell_is_what_word_shows(content: str, text: str) -> None:
    assert only_cell(content).text == text


def test_a_check_box_and_a_list_without_a_result_show_their_state() -> None:
    box = '<w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:checkBox><w:checked/></w:checkBox></w:ffData></w:fldChar>'
    entries = '<w:ddList><w:result w:val="1"/><w:listEntry w:val="A"/><w:listEntry w:val="B"/></w:ddList>'
    chosen = f'<w:r><w:fldChar w:fldCharType="begin"><w:ffData>{entries}</w:ffData></w:fldChar></w:r>'
    assert only_cell(box + "</w:r>" + FIELD.format("end") + chosen + FIELD.format("end")).text == "☑B"


@pytest.mark.parametrize("mark", ["1", "※1", "※", "*", "注1)", "（１）", "1,2", "①"])
def test_a_raised_note_mark_is_no_part_of_the_number(mark: str) -> None:
    found = only_cell(run("1,832") + run(mark, '<w:vertAlign w:val="superscript"/>'))
    assert (found.text, found.marks) == ("1,832", (mark,))


def test_a_mark_in_two_raised_runs_is_one_mark() -> None:
    raised = '<w:vertAlign w:val="superscript"/>'
    found = only_cell(run("25") + run("※", raised) + run("2", raised) + run("社"))
    assert (found.text, found.marks) == ("25社", ("※2",))


def test_a_raised_mark_at_the_start_of_a_line_is_the_key_of_a_legend_and_stays() -> None:
    found = only_cell(run("※1", '<w:vertAlign w:val="superscript"/>') + run("速報値"))
    assert (found.text, found.marks) == ("※1速報値", ())


def test_a_character_style_can_raise_and_strike() -> None:
    styles = (
        '<w:style w:type="character" w:styleId="Base"><w:rPr><w:vertAlign w:val="superscript"/></w:rPr></w:style>'
        '<w:style w:type="character" w:styleId="Mark"><w:basedOn w:val="Base"/></w:style>'
        '<w:style w:type="character" w:styleId="Old"><w:rPr><w:strike/></w:rPr></w:style>'
    )
    content = run("9", '<w:rStyle w:val="Old"/>') + run("25") + run("1", '<w:rStyle w:val="Mark"/>')
    found = only_cell(content, styles=styles)
    assert (found.text, found.marks) == ("25", ("1",))


def test_styles_based_on_each_other_end() -> None:
    styles = (
        '<w:style w:styleId="A"><w:basedOn w:val="B"/></w:style><w:style w:styleId="B"><w:basedOn w:val="A"/></w:style>'
    )
    document = read(paragraph(run("本文"), '<w:pStyle w:val="A"/>'), styles=styles)
    assert [block.rank for block in document.paragraphs()] == [None]


def test_footnotes_are_marks_and_their_text_stands_at_the_end() -> None:
    reference = '<w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:footnoteReference w:id="{}"/></w:r>'
    notes = (
        '<w:footnote w:id="-1" w:type="separator"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>'
        f'<w:footnote w:id="3">{paragraph("<w:r><w:footnoteRef/></w:r>" + run(" 速報値"))}</w:footnote>'
        f'<w:footnote w:id="2">{paragraph(run(" 推計値"))}</w:footnote>'
        f'<w:footnote w:id="9">{paragraph(run("使われない注"))}</w:footnote>'
    )
    body = table(row(cell(run("1,832") + reference.format(3)), cell(run("25") + reference.format(2))))
    document = read(body, footnotes=notes)
    assert [(one.text, one.marks) for one in next(document.tables()).cells] == [("1,832", ("1",)), ("25", ("2",))]
    assert [block for block in document.paragraphs()] == [
        Paragraph("1 速報値", kind="footnote"),
        Paragraph("2 推計値", kind="footnote"),
    ]


def test_a_custom_footnote_mark_is_the_mark() -> None:
    content = (
        run("25") + '<w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr>'
        '<w:footnoteReference w:id="2" w:customMarkFollows="1"/><w:t>※1</w:t></w:r>'
    )
    found = only_cell(content)
    assert (found.text, found.marks) == ("25", ("※1",))


def test_endnotes_are_read_like_footnotes() -> None:
    document = read(
        paragraph(run("本文") + '<w:r><w:endnoteReference w:id="5"/></w:r>'),
        endnotes=f'<w:endnote w:id="5">{paragraph(run("出典"))}</w:endnote>',
    )
    assert [block.text for block in document.paragraphs()] == ["本文", "1 出典"]


# Merged cells


def test_cells_merged_across_and_down_are_one_cell() -> None:
    rows = only_grid(
        row(cell(run("a"), '<w:gridSpan w:val="2"/>' + RESTART), cell(run("b"))),
        row(cell("", '<w:gridSpan w:val="2"/>' + CONTINUE), cell(run("c"))),
        row(cell(run("d")), cell(run("e")), cell(run("f"))),
    )
    assert rows == [["a", "^", "b"], ["^", "^", "c"], ["d", "e", "f"]]


def test_a_vertical_merge_without_a_value_continues() -> None:
    rows = only_grid(row(cell(run("a"), RESTART), cell(run("b"))), row(cell("", "<w:vMerge/>"), cell(run("c"))))
    assert rows == [["a", "b"], ["^", "c"]]


def test_a_restart_right_below_a_merge_begins_a_new_cell() -> None:
    rows = only_grid(
        row(cell(run("a"), RESTART), cell(run("1"))),
        row(cell("", CONTINUE), cell(run("2"))),
        row(cell(run("b"), RESTART), cell(run("3"))),
        row(cell("", CONTINUE), cell(run("4"))),
    )
    assert rows == [["a", "1"], ["^", "2"], ["b", "3"], ["^", "4"]]


def test_a_continued_cell_that_fits_no_cell_above_is_its_own() -> None:
    rows = only_grid(
        row(cell(run("a"), RESTART), cell(run("b")), cell(run("c"))),
        row(cell(run("x"), '<w:gridSpan w:val="2"/>' + CONTINUE), cell(run("d"))),
    )
    assert rows == [["a", "b", "c"], ["x", "^", "d"]]


def test_a_continued_cell_in_the_first_row_is_its_own() -> None:
    assert only_grid(row(cell(run("a"), CONTINUE), cell(run("b")))) == [["a", "b"]]


def test_a_merge_broken_by_an_ordinary_cell_does_not_go_on_below_it() -> None:
    rows = only_grid(
        row(cell(run("a"), RESTART), cell(run("1"))),
        row(cell(run("b")), cell(run("2"))),
        row(cell(run("c"), RESTART), cell(run("3"))),
    )
    assert rows == [["a", "1"], ["b", "2"], ["c", "3"]]


def test_text_left_in_a_merged_away_cell_is_reported() -> None:
    document = read(table(row(cell(run("a"), RESTART), cell()), row(cell(run("残り"), CONTINUE), cell())))
    assert next(document.tables()).cells[0].text == "a"
    assert [(found.code, "残り" in found.text) for found in document.findings] == [(IssueCode.CONTENT_SKIPPED, True)]


def test_the_old_horizontal_merge_is_one_cell() -> None:
    rows = only_grid(
        row(cell(run("a"), '<w:hMerge w:val="restart"/>'), cell("", "<w:hMerge/>"), cell(run("b"))),
        row(cell(run("1")), cell(run("2")), cell(run("3"))),
    )
    assert rows == [["a", "^", "b"], ["1", "2", "3"]]


def test_positions_before_and_after_a_short_row_are_holes() -> None:
    rows = only_grid(
        row(cell(run("a")), cell(run("b")), cell(run("c"))),
        row(cell(run("x")), properties='<w:gridBefore w:val="1"/><w:gridAfter w:val="1"/>'),
    )
    assert rows == [["a", "b", "c"], ["#", "x", "#"]]


def test_a_grid_line_that_no_cell_ends_at_is_no_column() -> None:
    rows = only_grid(
        row(cell(run("a"), '<w:gridSpan w:val="3"/>'), cell(run("b"))),
        row(cell(run("c"), '<w:gridSpan w:val="3"/>'), cell(run("d"), '<w:gridSpan w:val="0"/>')),
    )
    assert rows == [["a", "b"], ["c", "d"]]


def test_rows_and_cells_in_content_controls_and_wrappers_are_read() -> None:
    first, second, third = (row(cell(run(letter)), cell(run(letter * 2))) for letter in "abc")
    inner = f"<w:tr><w:sdt><w:sdtContent>{cell(run('d'))}</w:sdtContent></w:sdt>{cell(run('dd'))}</w:tr>"
    rows = only_grid(
        first,
        f"<w:sdt><w:sdtPr/><w:sdtContent>{second}</w:sdtContent></w:sdt>",
        f"<w:customXml>{third}</w:customXml>",
        inner,
    )
    assert rows == [["a", "aa"], ["b", "bb"], ["c", "cc"], ["d", "dd"]]


def test_deleted_rows_and_cells_are_gone_and_inserted_ones_stay() -> None:
    document = read(
        table(
            row(cell(run("a")), cell(run("b"))),
            row(cell(run("x")), cell(run("y")), properties=f"<w:del {CHANGE}/>"),
            row(cell(run("c")), cell(run("z"), f"<w:cellDel {CHANGE}/>"), cell(run("d"))),
            row(cell(run("e")), cell(run("f"), f"<w:cellIns {CHANGE}/>"), properties=f"<w:ins {CHANGE}/>"),
        )
    )
    assert grid(next(document.tables())) == [["a", "b"], ["c", "d"], ["e", "f"]]
    assert codes(document) == [IssueCode.TRACKED_CHANGES]


def test_tracked_changes_are_reported_once() -> None:
    body = paragraph(f"<w:ins {CHANGE}>{run('1')}</w:ins>") + paragraph(f"<w:del {CHANGE}>{run('2')}</w:del>")
    assert codes(read(body)) == [IssueCode.TRACKED_CHANGES]


def test_a_hidden_row_is_skipped_and_reported() -> None:
    document = read(table(row(cell(run("a")), cell(run("b"))), row(cell(run("秘")), cell(), properties="<w:hidden/>")))
    assert grid(next(document.tables())) == [["a", "b"]]
    assert codes(document) == [IssueCode.CONTENT_SKIPPED]
    assert "秘" in document.findings[0].text


@pytest.mark.parametrize(
    ("content", "named"),
    [
        (run("100", "<w:strike/>") + run("120"), "100"),
        (run("100", "<w:vanish/>") + run("120"), "100"),
        ('<w:r><w:sym w:font="Webdings" w:char="F041"/></w:r>', "Webdings"),
        ("<w:r><w:object/></w:r>", "object"),
    ],
)
def test_what_is_left_out_of_a_cell_is_reported_with_its_place(content: str, named: str) -> None:
    document = read(table(row(cell(run("隣")), cell(content))))
    (finding,) = document.findings
    assert finding.code is IssueCode.CONTENT_SKIPPED
    assert named in finding.text
    assert (finding.place.table, finding.place.row, finding.place.column) == (1, 1, 2)


def test_repeated_header_rows_are_counted_from_the_top_only() -> None:
    header = "<w:tblHeader/>"
    document = read(
        table(
            row(cell(run("a")), properties=header),
            row(cell(run("b")), properties=header),
            row(cell(run("c")), properties='<w:tblHeader w:val="0"/>'),
            row(cell(run("d")), properties=header),
        )
    )
    assert next(document.tables()).header_row_count == 2


def test_places_count_from_one_and_name_spans_only_where_there_are_any() -> None:
    document = read(table(row(cell(run("a"), '<w:gridSpan w:val="2"/>'), cell(run("b"))), row(cell(), cell(), cell())))
    first, second = next(document.tables()).cells[:2]
    assert (first.place.table, first.place.row, first.place.column) == (1, 1, 1)
    assert (first.place.row_span, first.place.column_span) == (None, 2)
    assert (second.place.column, second.place.column_span) == (3, None)


# Tables and paragraphs


def test_a_nested_table_follows_its_parent_and_is_not_in_the_parents_text() -> None:
    inner = table(row(cell(run("内")), cell(run("側"))))
    document = read(table(row(cell(inner + paragraph(run("外"))), cell(run("b")))) + table(row(cell(run("次")))))
    outer, nested, following = document.tables()
    assert grid(outer) == [["外", "b"]]
    assert (grid(nested), nested.nested_in, nested.place.table) == ([["内", "側"]], 1, 2)
    assert (following.nested_in, following.place.table) == (None, 3)


def test_two_tables_without_anything_between_stay_two() -> None:
    assert len(list(read(table(row(cell(run("a")))) + table(row(cell(run("b"))))).tables())) == 2


def test_paragraphs_and_tables_keep_the_order_of_the_document() -> None:
    document = read(
        paragraph(run("前"))
        + table(row(cell(run("表"))))
        + f"<w:sdt><w:sdtContent>{paragraph(run('中'))}</w:sdtContent></w:sdt>"
        + paragraph("")
        + paragraph(run("後"))
        + "<w:sectPr/>"
    )
    shown = [block.text if isinstance(block, Paragraph) else "table" for block in document.blocks]
    assert shown == ["前", "table", "中", "後"]


@pytest.mark.parametrize(
    ("style", "rank"),
    [
        ('<w:name w:val="heading 1"/>', 1),
        ('<w:name w:val="Heading 3"/>', 3),
        ('<w:name w:val="見出し 2"/>', 2),
        ('<w:name w:val="Title"/>', 1),
        ('<w:name w:val="独自"/><w:pPr><w:outlineLvl w:val="1"/></w:pPr>', 2),
        ('<w:name w:val="独自"/><w:basedOn w:val="H1"/>', 1),
        ('<w:name w:val="toc 1"/>', None),
        ('<w:name w:val="Normal"/>', None),
        ('<w:name w:val="独自"/><w:pPr><w:outlineLvl w:val="9"/></w:pPr>', None),
    ],
)
def test_a_heading_is_known_by_its_style(style: str, rank: int | None) -> None:
    styles = (
        '<w:style w:styleId="H1"><w:name w:val="heading 1"/></w:style>'
        f'<w:style w:type="paragraph" w:styleId="S">{style}</w:style>'
    )
    document = read(paragraph(run("基本目標1"), '<w:pStyle w:val="S"/>'), styles=styles)
    assert [block.rank for block in document.paragraphs()] == [rank]


def test_a_paragraphs_own_outline_level_is_a_heading() -> None:
    assert [b.rank for b in read(paragraph(run("章"), '<w:outlineLvl w:val="0"/>')).paragraphs()] == [1]


def _text_box(content: str) -> str:
    shape = f"<wps:txbx><w:txbxContent>{content}</w:txbxContent></wps:txbx>"
    old = f"<w:pict><v:textbox><w:txbxContent>{content}</w:txbxContent></v:textbox></w:pict>"
    return (
        "<w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing>"
        f"{shape}</w:drawing></mc:Choice><mc:Fallback>{old}</mc:Fallback></mc:AlternateContent></w:r>"
    )


def test_a_text_box_follows_the_paragraph_it_hangs_on_and_is_read_once() -> None:
    boxed = paragraph(run("箱")) + table(row(cell(run("箱の表"))))
    document = read(paragraph(run("本文") + _text_box(boxed)) + paragraph(run("次")))
    shown = [(b.text, b.kind) if isinstance(b, Paragraph) else grid(b) for b in document.blocks]
    assert shown == [("本文", "body"), ("箱", "text-box"), [["箱の表"]], ("次", "body")]


def test_a_text_box_in_a_cell_is_text_of_the_cell_and_a_table_in_it_is_a_table() -> None:
    boxed = paragraph(run("箱")) + table(row(cell(run("箱の表"))))
    document = read(table(row(cell(run("本文") + _text_box(boxed)), cell(run("b")))))
    outer, nested = document.tables()
    assert grid(outer) == [["本文\n箱", "b"]]
    assert (grid(nested), nested.nested_in) == ([["箱の表"]], 1)


def test_headers_and_footers_are_running_heads_at_both_ends() -> None:
    section = (
        '<w:sectPr><w:headerReference r:id="header1" w:type="default"/><w:footerReference r:id="footer1"/></w:sectPr>'
    )
    document = read(
        paragraph(run("本文")) + section,
        header1=paragraph(run("釧路市")) + table(row(cell(run("表の中")))),
        footer1=paragraph(run("1")),
    )
    shown = [(block.text, block.kind) for block in document.paragraphs()]
    assert shown == [("釧路市\n表の中", "running-head"), ("本文", "body"), ("1", "running-head")]
    assert not list(document.tables())


def test_a_first_page_header_counts_only_where_it_is_switched_on() -> None:
    reference = '<w:headerReference r:id="header1" w:type="first"/>'
    header = paragraph(run("表紙"))
    assert not read(f"<w:sectPr>{reference}</w:sectPr>", header1=header).blocks
    assert read(f"<w:sectPr>{reference}<w:titlePg/></w:sectPr>", header1=header).blocks


# The package


@pytest.mark.parametrize("kind", ["macro", "template", "strict", "backslashes"])
def test_the_other_kinds_of_word_package_are_read(kind: str) -> None:
    parts = word_parts(table(row(cell(run("15")), cell(run("人")))))
    if kind == "macro":
        parts = word_parts(
            table(row(cell(run("15")), cell(run("人")))), "application/vnd.ms-word.document.macroEnabled.main+xml"
        )
    if kind == "template":
        parts = word_parts(
            table(row(cell(run("15")), cell(run("人")))),
            "application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml",
        )
    if kind == "strict":
        for name, content in parts.items():
            assert isinstance(content, str)
            parts[name] = content.replace(
                "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
                "http://purl.oclc.org/ooxml/wordprocessingml/main",
            ).replace(
                "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
                "http://purl.oclc.org/ooxml/officeDocument/relationships",
            )
    if kind == "backslashes":
        parts = {name.replace("/", "\\") if name != "_rels/.rels" else name: text for name, text in parts.items()}
    document = word.read(Source("report.docm", package(parts)))
    assert grid(next(document.tables())) == [["15", "人"]]


def test_relationships_that_lead_nowhere_or_outside_do_not_stop_the_reading() -> None:
    parts = word_parts(paragraph(run("本文")))
    relations = parts["word/_rels/document.xml.rels"]
    assert isinstance(relations, str)
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    parts["word/_rels/document.xml.rels"] = relations.replace(
        "</Relationships>",
        f'<Relationship Id="x" Type="{kind}/image" Target="NULL"/>'
        f'<Relationship Id="z" Type="{kind}/image" Target="http://192.0.2.1/a.png" TargetMode="External"/>'
        f'<Relationship Id="y" Type="{kind}/image" Target="media/a.png"/></Relationships>',
    )
    parts["word/media/a.png"] = b"\x89PNG\r\n\x1a\n"
    assert [block.text for block in word.read(Source("r.docx", package(parts))).paragraphs()] == ["本文"]


def test_a_document_made_by_python_docx_has_its_text_and_no_invented_title() -> None:
    import docx

    made = docx.Document()
    made.add_heading("基本目標", 1)
    made.add_table(2, 2).cell(0, 0).text = "指標"
    stream = io.BytesIO()
    made.save(stream)
    document = word.read(Source("reports/r.docx", stream.getvalue()))
    assert (document.name, document.title, document.page_count, document.encoding) == ("r.docx", None, None, None)
    assert document.media_type == word.MEDIA_TYPE
    assert len(document.sha256) == 64
    assert [(block.text, block.rank) for block in document.paragraphs()] == [("基本目標", 1)]
    assert next(document.tables()).cells[0].text == "指標"


def test_the_title_is_that_of_the_files_properties() -> None:
    import docx

    made = docx.Document()
    made.core_properties.title = "令和4年度 実績"
    stream = io.BytesIO()
    made.save(stream)
    assert word.read(Source("r.docx", stream.getvalue())).title == "令和4年度 実績"


def test_a_long_vertical_merge_takes_time_in_proportion() -> None:
    def seconds(rows: int) -> float:
        merged = [row(cell(run("事業"), RESTART), cell(run("0")))]
        merged += [row(cell("", CONTINUE), cell(run(str(n)))) for n in range(1, rows)]
        source = word_source(table(*merged))
        started = time.perf_counter()
        document = word.read(source)
        taken = time.perf_counter() - started
        assert next(document.tables()).cells[0].row_span == rows
        return taken

    seconds(50)
    # Quadratic time would be 64 times as long; the bound is wide because a busy machine is no reason to fail.
    assert seconds(4_000) < 25 * max(seconds(500), 0.01)
