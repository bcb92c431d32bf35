"""Web pages are read as a browser shows them when they have just been opened."""

from __future__ import annotations

import time

import pytest

from kpi_extract.document import Cell, Document
from kpi_extract.errors import DamagedDocumentError, EncodingError, RefusedDocumentError
from kpi_extract.issues import IssueCode, severity_of
from kpi_extract.readers import html, read_source
from kpi_extract.readers.source import Source
from tests.readers.html_tables import OVERLAPPING, TABLES, drawn

HEAD = '<!DOCTYPE html>\n<html lang="ja"><head><meta charset="utf-8"></head><body>'


def read(body: str, head: str = HEAD, name: str = "page.html") -> Document:
    return html.read(Source(name, (head + body).encode("utf-8")))


def only_cell(content: str, attributes: str = "") -> Cell:
    return next(read(f"<table border=1><tr><td {attributes}>{content}</td><td>隣</td></tr></table>").tables()).cells[0]


def paragraphs(document: Document) -> list[tuple[str, int | None, str]]:
    return [(one.text, one.rank, one.kind) for one in document.paragraphs()]


def texts(document: Document) -> list[list[str]]:
    return [[cell.text for cell in table.cells] for table in document.tables()]


def found(document: Document) -> list[tuple[str, str, str]]:
    return [(one.code.value, severity_of(one), one.text) for one in document.findings]


# Cells


@pytest.mark.parametrize("name", TABLES)
def test_cells_stand_where_a_browser_draws_them(name: str) -> None:
    rows, grid = TABLES[name]
    table = next(read(f"<table border=1>{rows}</table>").tables())
    assert {(one.text, one.row, one.column, one.row_span, one.column_span) for one in table.cells} == drawn(grid)
    assert table.row_count == grid.count("/") + 1
    assert table.column_count == max(len(line.split()) for line in grid.split(" / "))


@pytest.mark.parametrize("name", OVERLAPPING)
def test_cells_drawn_over_each_other_are_cut_and_said(name: str) -> None:
    document = read(f"<table border=1>{OVERLAPPING[name]}</table>")
    covered = [
        (one.row + down, one.column + right)
        for one in next(document.tables()).cells
        for down in range(one.row_span)
        for right in range(one.column_span)
    ]
    assert len(covered) == len(set(covered))
    assert [(code, severity) for code, severity, _ in found(document)] == [("uneven-rows", "warning")]


@pytest.mark.parametrize(
    ("content", "text"),
    [
        pytest.param("2,300", "2,300", id="plain"),
        pytest.param("\n   2,300\n  ", "2,300", id="indented source"),
        pytest.param("社会\n  増減", "社会 増減", id="a line break of the source is a space"),
        pytest.param("a \t\n b", "a b", id="white space collapses"),
        pytest.param("一\u3000二\u3000", "一\u3000二", id="full-width space inside stays"),
        pytest.param("&nbsp;", "", id="nothing but a hard space"),
        pytest.param("15<br>人", "15\n人", id="br"),
        pytest.param("15<br/>\n  人<br>", "15\n人", id="br with source lines around"),
        pytest.param("<p>15</p>\n<p>人</p>", "15\n人", id="paragraphs"),
        pytest.param("<p>15<br></p><p>人</p>", "15\n人", id="br at the end of a paragraph"),
        pytest.param("<div><div>15</div></div>人", "15\n人", id="nested blocks"),
        pytest.param("<ul><li>一<li>二</ul>", "一\n二", id="list"),
        pytest.param("<dl><dt>一<dd>二</dl>", "一\n二", id="definition list"),
        pytest.param("<pre>a\n  b</pre>", "a\n  b", id="pre"),
        pytest.param('<span style="white-space:pre-line">a\nb</span>', "a\nb", id="white-space in a style"),
        pytest.param('<span style="display:block">a</span>b', "a\nb", id="display block"),
        pytest.param('<div style="display: inline">a</div>b', "ab", id="display inline"),
        pytest.param("観光<wbr>入込客&shy;数\u200b", "観光入込客数", id="wbr, soft hyphen, zero width space"),
        pytest.param("<ruby>釧路<rp>(</rp><rt>くしろ</rt><rp>)</rp></ruby>市", "釧路市", id="ruby"),
        pytest.param("<ruby>釧<rt>くし<rb>路<rt>ろ</ruby>市", "釧路市", id="ruby with open tags"),
        pytest.param("12.5<b>%</b> <i>(R4)</i>", "12.5% (R4)", id="inline markup"),
        pytest.param("&lt;5 &amp; &#65;&#x3042;&hellip;", "<5 & Aあ…", id="entities"),
        pytest.param("&#150;", "–", id="a Windows character by number"),
        pytest.param("<!-- 9 -->15<!-- 9 -->人", "15人", id="comments"),
        pytest.param("15<script>'<td>9'</script><style>p{}</style><template>9</template>", "15", id="scripts"),
        pytest.param("15<noscript>9</noscript>", "15", id="noscript"),
        pytest.param("<details><summary>率</summary>15</details>", "率\n15", id="details closed"),
        pytest.param("<input type=text value=15><input type=hidden value=9><input type=submit value=9>", "15", id="input"),
        pytest.param("<input type=checkbox checked>有<input type=checkbox>無", "☑有☐無", id="check boxes"),
        pytest.param("<select><option>一<option selected>二</select>", "二", id="a chosen entry"),
        pytest.param("<select><option>一<option>二</select>", "一", id="the first entry"),
        pytest.param("<textarea>a\nb</textarea>", "a\nb", id="textarea"),
        pytest.param("<button>詳細</button>", "詳細", id="button"),
        pytest.param("<o:p>15</o:p><unknown-tag>人</unknown-tag>", "15人", id="unknown elements"),
        pytest.param("100m<sup>2</sup>", "100m²", id="a power"),
        pytest.param("1<sub>2</sub>", "12", id="sub"),
        pytest.param("a\0b", "ab", id="NUL"),
    ],
)  # fmt: skip
def test_the_text_of_a_cell(content: str, text: str) -> None:
    assert only_cell(content).text == text


def test_raised_marks_are_set_apart_as_in_word() -> None:
    cell = only_cell("1,234人<sup>※1</sup><sup>,2</sup>")
    assert (cell.text, cell.marks) == ("1,234人", ("※1,2",))
    cell = only_cell('15<span style="vertical-align: super">注</span>')
    assert (cell.text, cell.marks) == ("15", ("注",))
    assert only_cell("<sup>※1</sup>速報値").text == "※1速報値"


def test_a_cell_knows_its_place() -> None:
    table = next(
        read("\n<table border=1>\n<tr><th colspan=2>a</th></tr>\n<tr><td>b</td><td>c</td></tr></table>").tables()
    )
    assert (table.place.table, table.place.line) == (1, 3)
    place = table.cells[0].place
    assert (place.table, place.row, place.column, place.row_span, place.column_span, place.line) == (
        1,
        1,
        1,
        None,
        2,
        4,
    )
    assert [(one.place.row, one.place.column, one.place.line) for one in table.cells[1:]] == [(2, 1, 5), (2, 2, 5)]


def test_a_line_the_parser_lost_count_of_is_not_given() -> None:
    table = next(read("\n" * 70_000 + "<table border=1><tr><td>a<td>b</table>").tables())
    assert (table.place.line, table.cells[0].place.line) == (None, None)


def test_heading_rows_are_those_of_the_head_or_of_heading_cells() -> None:
    head = "<table><thead><tr><td>a<td>b<tr><td>c<td>d<tbody><tr><th>e<td>f</table>"
    cells = "<table><tr><th>a<th>b<tr><th scope=row>c<td>d</table>"
    none = "<table><tr><th>a<td>b<tr><th>c<td>d</table>"
    column = "<table border=1><tr><th scope=row>a<tr><th scope=row>b<td>c</table>"
    assert [table.header_row_count for table in read(head + cells + none + column).tables()] == [2, 1, 0, 0]


def test_cells_and_rows_left_open_end_where_a_browser_ends_them() -> None:
    page = "<table border=1><tr><td><div>a<td><span>b<tr><td><p>c<td><ul><li>d</table>"
    table = next(read(page).tables())
    assert [(one.text, one.row, one.column) for one in table.cells] == [
        ("a", 0, 0),
        ("b", 0, 1),
        ("c", 1, 0),
        ("d", 1, 1),
    ]


# Hidden, struck, not read


@pytest.mark.parametrize(
    "attribute",
    ["hidden", 'style="display:none"', 'style="DISPLAY : NONE !important"', 'style="visibility: hidden"', 'class="off"',
     'id="gone"', 'class="a off b"'],
)  # fmt: skip
def test_hidden_text_is_left_out_and_said(attribute: str) -> None:
    style = "<style>.off{display:none}#gone{visibility:hidden}</style>"
    document = read(f"{style}<table border=1><tr><td>15<span {attribute}>99</span><td>b</table>")
    assert texts(document) == [["15", "b"]]
    assert found(document) == [("content-skipped", "info", "hidden: 99")]
    assert document.findings[0].place.row == 1


@pytest.mark.parametrize(
    "rule",
    [
        "@media print { .x { display: none } }",
        "@media (max-width: 600px) { .y { color: red } .x { display: none } }",
        ".x { display: none } .x { display: inline }",
        ".x { display: none } td .x { display: inline }",
        "td .x { display: inline } .x { display: none }",
        ".x { display: none } .x { display: inline !important } .x { display: none }",
        ".y .x { display: none }",
        ".x:hover { display: none }",
        "/* .x { display: none } */",
        ".x[data-a] { display: none }",
    ],
)
def test_a_rule_that_does_not_hide_it_hides_nothing(rule: str) -> None:
    document = read(f"<style>{rule}</style><table border=1><tr><td>1<span class=x>5</span><td>b</table>")
    assert texts(document) == [["15", "b"]]
    assert found(document) == []


def test_rules_for_paper_are_not_followed_and_those_for_the_screen_are() -> None:
    document = read(
        "<style media=print>.x{display:none}</style><style media=screen>table.y td .z{display:none}</style>"
        "<table border=1 class=y><tr><td>1<b class=x>5</b><b class=z>9</b><td>b</table>"
    )
    assert texts(document) == [["15", "b"]]


def test_a_hidden_table_is_a_warning() -> None:
    document = read("<div style='display:none'><table border=1><tr><td>指標<td>15</table></div><p>本文。</p>")
    assert texts(document) == []
    assert found(document) == [("content-skipped", "warning", "hidden: 指標 15")]


def test_a_hidden_heading_of_a_table_is_a_warning() -> None:
    document = read("<table border=1><thead hidden><tr><th>指標<th>R4</thead><tr><td>a<td>15</table>")
    assert found(document) == [("content-skipped", "warning", "hidden: 指標 R4")]


def test_an_invisible_cell_keeps_its_place() -> None:
    document = read('<table border=1><tr><td>a<td style="visibility:hidden">99<td>b</table>')
    assert texts(document) == [["a", "", "b"]]
    assert found(document) == [("content-skipped", "info", "hidden: 99")]


@pytest.mark.parametrize("tag", ["del", "s", "strike"])
def test_struck_text_is_left_out_and_said(tag: str) -> None:
    document = read(f"<table border=1><tr><td><{tag}>99</{tag}>15<td>b</table>")
    assert texts(document) == [["15", "b"]]
    assert found(document) == [("content-skipped", "info", "struck through: 99")]


def test_a_picture_in_a_cell_is_read_by_its_text_or_is_a_warning() -> None:
    document = read(
        '<table border=1><tr><td><img src=a.gif alt="◎"><td><img src="15.gif"><td>x<img src=s.gif alt=""></table>'
    )
    assert texts(document) == [["◎", "", "x"]]
    assert found(document) == [
        ("content-skipped", "info", "picture, read by its text: ◎"),
        ("content-skipped", "warning", "picture without text: 15.gif"),
    ]


def test_a_character_set_as_a_picture_is_said() -> None:
    document = read('<p>高橋<img src="/gaiji/u1234.gif">夫 <img src="/gaiji/taka.png" alt="髙">橋</p>')
    assert [one.text for one in document.paragraphs()] == ["高橋〓夫 髙橋"]
    assert [(severity, text) for _, severity, text in found(document)] == [
        ("warning", "a picture of a character: /gaiji/u1234.gif"),
        ("info", "picture, read by its text: 髙"),
    ]


def test_what_is_embedded_is_said() -> None:
    document = read('<iframe src="table.html"></iframe><p>本文。</p><object data=a.pdf></object><img src=banner.png>')
    assert [one.text for one in document.paragraphs()] == ["本文。"]
    assert [(severity, text) for _, severity, text in found(document)] == [
        ("warning", "an embedded page"),
        ("info", "an embedded object"),
        ("info", "pictures without text: 1"),
    ]


# Paragraphs, headings, parts of the page


def test_paragraphs_and_headings_in_order() -> None:
    document = read(
        "<h1>報告</h1><p>前文<br>続き</p>裸の文<div>箱<h2 class=x>施策1</h2></div><table border=1><caption>表1</caption>"
        "<tr><td>a<td>b</table><ul><li>一</li><li>二</li></ul><div role=heading aria-level=3>見出し</div><h6>小</h6>"
    )
    kinds = [type(block).__name__ for block in document.blocks]
    assert paragraphs(document) == [
        ("報告", 1, "body"), ("前文\n続き", None, "body"), ("裸の文", None, "body"), ("箱", None, "body"),
        ("施策1", 2, "body"), ("表1", None, "body"), ("一", None, "body"), ("二", None, "body"),
        ("見出し", 3, "body"), ("小", 6, "body"),
    ]  # fmt: skip
    assert kinds.index("Table") == 6


def test_an_empty_line_ends_a_paragraph() -> None:
    assert [one.text for one in read("一<br>二<br><br>三<br> <br><br>四").paragraphs()] == ["一\n二", "三", "四"]


def test_what_stands_after_the_end_of_the_page_is_read() -> None:
    document = read("<p>a</p></body></html><p>b</p><table border=1><tr><td>c<td>d</table>")
    assert [one.text for one in document.paragraphs()] == ["a", "b"]
    assert texts(document) == [["c", "d"]]


def test_menus_paths_heads_and_feet_are_no_sections() -> None:
    document = read(
        "<header><p>釧路市</p></header><nav><ul><li><a href=a>くらし</a></ul></nav>"
        '<div class="topic-path"><a href=/>ホーム</a> &gt; 計画</div><div id="side_menu"><h2>メニュー</h2></div>'
        "<p>ホーム &gt; 市政 &gt; 計画</p><h1>報告</h1><p><a href=x.pdf>報告書(PDF)</a></p><p>詳しくは<a href=x>こちら</a></p>"
        "<h2><a href=y>施策1</a></h2><footer><p>電話 0154</p></footer>"
    )
    assert paragraphs(document) == [
        ("釧路市", None, "running-head"), ("くらし", None, "navigation"), ("ホーム > 計画", None, "navigation"),
        ("メニュー", 2, "navigation"), ("ホーム > 市政 > 計画", None, "navigation"), ("報告", 1, "body"),
        ("報告書(PDF)", None, "navigation"), ("詳しくはこちら", None, "body"), ("施策1", 2, "body"),
        ("電話 0154", None, "running-head"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "line",
    ["更新日:令和5年3月1日", "最終更新日：2023年3月1日 ページID：1234", "更新日:2023.3.1\u3000印刷", "ページ番号 1001234",
     "ここから本文です。", "本文ここから", "印刷用ページを表示する", "現在の位置: ホーム > 計画 > KPI", "トップページ › 市政"],
)  # fmt: skip
def test_what_systems_print_around_the_content_is_no_section(line: str) -> None:
    assert paragraphs(read(f"<p>{line}</p>")) == [(line, None, "navigation")]


@pytest.mark.parametrize("line", ["更新日数", "ページ数 15", "印刷物の発行部数", "ID番号制度", "2023年3月1日", "本文"])
def test_a_line_like_them_is_one_of_the_report(line: str) -> None:
    assert paragraphs(read(f"<p>{line}</p>")) == [(line, None, "body")]


def test_hidden_menus_are_not_worth_an_issue() -> None:
    assert found(read("<nav hidden><ul><li>くらし</ul></nav><p>本文。</p>")) == []


def test_a_row_of_links_with_rules_between_is_a_menu() -> None:
    assert paragraphs(read("<p>| <a href=a>一</a> | <a href=b>二</a> |</p>")) == [("| 一 | 二 |", None, "navigation")]


def test_main_is_the_content_unless_a_table_stands_outside() -> None:
    around = "<div><h2>横</h2></div>"
    inside = "<h2>施策1</h2><table border=1><tr><td>a<td>b</table>"
    assert paragraphs(read(f"{around}<main>{inside}</main>")) == [("横", 2, "navigation"), ("施策1", 2, "body")]
    assert paragraphs(read(f"{around}<main><p>前</p></main>{inside}")) == [
        ("横", 2, "body"), ("前", None, "body"), ("施策1", 2, "body"),
    ]  # fmt: skip
    assert paragraphs(read(f"<div><h1>報告</h1></div><article><header><h2>施策</h2></header>{inside}</article>"))[:2] == [
        ("報告", 1, "body"), ("施策", 2, "body"),
    ]  # fmt: skip


def test_a_menu_that_holds_a_table_is_content() -> None:
    document = read('<div class="menu"><h2>施策1</h2><table border=1><tr><td>a<td>b</table></div>')
    assert paragraphs(document) == [("施策1", 2, "body")]


def test_the_title_is_the_pages_own() -> None:
    assert read("<p>a", "<title>KPI \n 報告 | 釧路市</title>").title == "KPI 報告 | 釧路市"
    assert read("<p>a").title is None


# Tables in tables, tables that lay out the page


def test_a_table_in_a_cell_follows_the_one_it_stands_in() -> None:
    document = read(
        "<table border=1><tr><td>外<table border=1><tr><td>内1<td>内2</table>続き<td>b</table><table border=1><tr><td>次<td>x</table>"
    )
    tables = list(document.tables())
    assert texts(document) == [["外\n続き", "b"], ["内1", "内2"], ["次", "x"]]
    assert [(one.place.table, one.nested_in) for one in tables] == [(1, None), (2, 1), (3, None)]
    assert tables[1].cells[0].place.table == 2


@pytest.mark.parametrize(
    "table",
    [
        '<table role="presentation"><tr><td><p>左</p><td><h2>施策</h2>{}</table>',
        "<table border=0><tr><td>左<td><h2>施策</h2>{}</table>",
        "<table><tr><td colspan=2>左<tr><td>&nbsp;<td><h2>施策</h2><br>{}</table>",
        "<table><tr><td>左<tr><td><h2>施策</h2>{}</table>",
    ],
)
def test_a_table_that_lays_out_the_page_is_none(table: str) -> None:
    document = read(table.format("<table border=1><tr><td>a<td>b</table>"))
    assert paragraphs(document) == [("左", None, "body"), ("施策", 2, "body")]
    assert texts(document) == [["a", "b"]]
    assert next(document.tables()).nested_in is None


@pytest.mark.parametrize(
    "table",
    [
        "<table><tr><td>a<td>b<tr><td>c<td>d</table>",
        "<table border=1><tr><td>a<tr><td>b</table>",
        "<table><tr><td style='border:1px solid'>a<tr><td>b</table>",
        "<table><caption>x</caption><tr><td>a<tr><td>b</table>",
        "<table><tr><th>a<td><h3>b</h3></table>",
        "<table>" + "<tr><td><h4>a</h4><td>b<td>c" * 3 + "</table>",
    ],
)
def test_a_table_with_data_stays_one(table: str) -> None:
    assert len(list(read(table).tables())) == 1


def test_a_table_without_cells_is_not_counted() -> None:
    document = read(
        "<table border=1></table><table border=1><tr></tr><caption>c</caption></table><table border=1><tr><td>a<td>b</table>"
    )
    assert [one.place.table for one in document.tables()] == [1]


# Encodings

JAPANESE = "<p>①釧路市の指標、実績値は～12㎡でした。</p>"


@pytest.mark.parametrize(
    ("declared", "codec", "encoding"),
    [
        ("<meta charset=utf-8>", "utf-8", "utf-8"),
        ("<META HTTP-EQUIV='Content-Type' CONTENT='text/html; charset=Shift_JIS'>", "cp932", "cp932"),
        ("<meta charset='x-sjis'>", "cp932", "cp932"),
        ("<meta charset=EUC-JP>", "euc_jis_2004", "euc_jis_2004"),
        ("<meta charset=iso-2022-jp>", "iso2022_jp_2004", "iso2022_jp_2004"),
        ("<?xml version='1.0' encoding='Shift_JIS'?><html>", "cp932", "cp932"),
        ("<!-- <meta charset=euc-jp> --><meta charset=shift_jis>", "cp932", "cp932"),
        ("<meta charset=utf-16>", "utf-8", "utf-8"),
        ("", "cp932", "cp932"),
        ("", "utf-8", "utf-8"),
        ("<meta charset=shift_jis>", "utf-8-sig", "utf-8-sig"),
        ("<meta charset=shift_jis>", "utf-16", "utf-16"),
        ("<html>", "utf-16-le", "utf-16-le"),
    ],
)
def test_the_encoding_a_page_names_is_taken(declared: str, codec: str, encoding: str) -> None:
    text = JAPANESE if codec.startswith(("utf", "cp")) else "<p>釧路市の指標、実績値は12でした。</p>"
    document = html.read(Source("a", (declared + text).encode(codec)))
    assert [one.text for one in document.paragraphs()] == [text[3:-4]]
    assert document.encoding == (encoding if codec not in ("euc_jis_2004", "iso2022_jp_2004") else document.encoding)
    assert document.findings == ()


@pytest.mark.parametrize(
    ("declared", "codec"),
    [("utf-8", "cp932"), ("utf-8", "euc_jp"), ("shift_jis", "utf-8"), ("iso-8859-1", "cp932"), ("euc-jp", "utf-8"),
     ("nonsense", "cp932"), ("windows-1252", "utf-8")],
)  # fmt: skip
def test_a_page_that_names_a_wrong_encoding_is_read_by_its_bytes_and_said(declared: str, codec: str) -> None:
    page = f"<meta charset={declared}><p>釧路市の指標、実績値は人口の増減です。"
    document = html.read(Source("a", page.encode(codec)))
    assert [one.text for one in document.paragraphs()] == ["釧路市の指標、実績値は人口の増減です。"]
    assert found(document) == [
        ("encoding-uncertain", "warning", f"the page says {declared}, its bytes are {codec.replace('_', '_')}")
    ]


def test_a_named_encoding_is_the_only_one_tried() -> None:
    data = "<meta charset=utf-8><p>指標".encode("cp932")
    assert [one.text for one in html.read(Source("a", data, "cp932")).paragraphs()] == ["指標"]
    with pytest.raises(EncodingError):
        html.read(Source("a", data, "utf-8"))


def test_a_few_broken_characters_are_shown_and_said() -> None:
    data = b"<meta charset=utf-8>\n<p>" + "指標".encode() * 200 + b"\xff" + "率".encode()
    document = html.read(Source("a", data))
    assert next(document.paragraphs()).text.endswith("\ufffd率")
    assert found(document) == [
        ("encoding-uncertain", "warning", "1 characters are not valid utf-8, the first in line 2")
    ]
    with pytest.raises(EncodingError):
        html.read(Source("a", b"<meta charset=utf-8><p>" + bytes(range(128, 256)) * 3))


# Saved pages

SAVED = """From: <Saved by Blink>
Snapshot-Content-Location: https://example.jp/
Subject: =?utf-8?Q?KPI?=
MIME-Version: 1.0
Content-Type: multipart/related; type="text/html"; boundary="----X"

------X
Content-Type: text/html
Content-Transfer-Encoding: quoted-printable
Content-Location: https://example.jp/

{page}
------X
Content-Type: image/png
Content-Transfer-Encoding: base64

iVBORw0KGgo=
------X--
"""


def test_a_saved_page_is_read_by_its_main_part() -> None:
    page = '<html><meta charset=3D"utf-8"><table border=3D"1"><tr><td>=E6=8C=87=E6=A8=99<td>1=\n5</table>'
    data = SAVED.format(page=page).replace("\n", "\r\n").encode()
    document = read_source(Source("a.mhtml", data))
    assert texts(document) == [["指標", "15"]]
    assert document.media_type == "multipart/related"
    assert next(document.tables()).cells[0].place.line is None


def test_a_saved_page_with_frames_says_what_was_not_read() -> None:
    frame = "------X\nContent-Type: text/html\n\n<p>枠\n------X--"
    data = SAVED.format(page="<p>main").replace("------X--", frame).encode()
    assert [(code, text) for code, _, text in found(html.read(Source("a", data)))] == [
        ("content-skipped", "1 pages in frames")
    ]


def test_a_saved_page_names_its_encoding_outside_the_page() -> None:
    head = 'MIME-Version: 1.0\nContent-Type: text/html; charset="shift_jis"\nContent-Transfer-Encoding: 8bit\n\n'
    document = read_source(Source("a.mht", head.encode() + "<meta charset=utf-8><p>指標の値".encode("cp932")))
    assert [one.text for one in document.paragraphs()] == ["指標の値"]
    assert document.findings == ()


def test_a_saved_page_without_a_page_is_damaged() -> None:
    with pytest.raises(DamagedDocumentError, match="holds no page"):
        html.read(Source("a", SAVED.replace("text/html\n", "text/css\n").encode()))


# Hostile pages


def test_a_page_too_deep_to_reach_is_refused() -> None:
    with pytest.raises(RefusedDocumentError, match="nested"):
        read("<div>" * 100_000 + "15")


def test_deep_pages_are_read_to_the_bottom() -> None:
    assert [one.text for one in read("<div>" * 2_000 + "15" + "</div>" * 2_000).paragraphs()] == ["15"]
    assert len(list(read("<table border=1><tr><td>a" * 500).tables())) == 500


def test_a_table_that_covers_millions_of_positions_is_refused() -> None:
    with pytest.raises(RefusedDocumentError, match="4,000,000"):
        read("<table border=1><tr>" + "<td rowspan=2500>x" * 2500 + "<tr><td>y" * 2500 + "</table>")


def test_entities_of_a_dtd_are_not_followed() -> None:
    dtd = '<!DOCTYPE html [<!ENTITY a "aaaaaaaa"><!ENTITY b "&a;&a;&a;"><!ENTITY f SYSTEM "file:///etc/passwd">]>'
    document = html.read(Source("a", f"<?xml version='1.0'?>{dtd}<html><p>x&b;&f;y</p></html>".encode()))
    assert [one.text for one in document.paragraphs()][-1] == "x&b;&f;y"


@pytest.mark.parametrize(
    "body",
    [
        "<table border=1>" + "<tr><td colspan=1000 rowspan=65534>a" * 2_000,
        "<table border=1>" + "<tr><td>1<td>2" * 10_000,
        "<!--" * 100_000,
        "<" * 300_000,
        "<p>" + " " * 1_000_000 + "\n" * 1_000_000 + "a",
        "<p>" + "ホーム > " * 100_000,
        "<p>" + "a<br>" * 100_000,
        "<p>" + "a<sup>1</sup>" * 50_000,
        "<style>" + ".a .b .c{display:none}" * 20_000 + "</style>" + "<p class=c>x" * 2_000,
        "<div hidden>" * 1_500 + "x",
        "<table><tr><td>" * 500 + "x",
        "<p " + "a=1 " * 100_000 + ">",
    ],
    ids=lambda body: body[:20],
)
def test_a_page_built_to_be_slow_is_not(body: str) -> None:
    start = time.process_time()
    read(body)
    assert time.process_time() - start < 10


def test_too_many_style_rules_are_said() -> None:
    document = read("<style>" + ".a .b .c{display:none}" * 20_000 + "</style>" + "<p class=c>x" * 2_000)
    assert ("content-skipped", "warning") in [(code, severity) for code, severity, _ in found(document)]


def test_a_page_of_nothing_is_an_empty_document() -> None:
    for data in (b"<!-- -->", b"<html>", b"<!DOCTYPE html>", b"<table border=1>", b"\xef\xbb\xbf<html></html>"):
        assert html.read(Source("a", data)).blocks == ()


@pytest.mark.parametrize("cut", range(0, 400, 7))
def test_a_page_cut_anywhere_gives_what_is_there(cut: int) -> None:
    page = HEAD + "<h1>報告</h1><table border=1><tr><th rowspan=2>指標<th colspan=2>実績<tr><td>15<td>16</table>" * 3
    data = page.encode()[: len(page.encode()) - cut]
    try:
        html.read(Source("a", data))
    except EncodingError:
        assert data[-1] >= 0x80


def test_no_issue_code_but_those_of_reading_comes_from_here() -> None:
    document = read("<table border=1><tr><td><del>9</del>1<td><img src=a></table><iframe></iframe>")
    assert {one.code for one in document.findings} <= {IssueCode.CONTENT_SKIPPED}
