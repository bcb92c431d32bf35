"""Delimited text: what a reader sees as a table is a table, whatever the encoding, line ends and quotation marks."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpi_extract.document import Document, Paragraph, Table
from kpi_extract.errors import DamagedDocumentError, EncodingError
from kpi_extract.issues import IssueCode
from kpi_extract.readers import delimited
from kpi_extract.readers.source import Source

# The first lines of the Kushiro report as published, shortened: a title, a caption, three header rows, merged cells.
REPORT = (
    "\n\n令和4年度地方創生推進交付金事業の実績\n\n【地方創生推進交付金対象事業】\n\n"
    "交付対象 事業の名称\t事業の概要\tK P I (重要業績評価指標)\t\t\t\t\t\t\t\n"
    "\t\t指標\t指標値\t\t\t実績値\t\t\t\n"
    "\t\t\t指標値\t単位\t年月\tR1年度\tR2年度\tR3年度\tR4年度\n"
    "k-Biz事業\t伴走型支援の強化を行った。\t雇用創出数\t15\t人\tR5.3\t21\t6\t25\t18\n"
    "\t\t来所相談件数\t2,300\t件\tR5.3\t1,581\t2,124\t1,832\t2,026\n"
    "\n【地方創生関連事業】\n\n"
    "交付対象 事業の名称\t事業の概要\tK P I（重要業績評価指標）\t\t\t\t\t\t\t\n"
    "\t\t指標\t指標値\t\t\t実績値\t\t\t\n"
    "\t\t\t指標値\t単位\t年月\tR1年度\tR2年度\tR3年度\tR4年度\n"
    "音別館事業\t建設した。\t利用者数\t12,000\t人\tR5.3\t-\t-\t-\t33,633\n"
)


def read(text: str | bytes, encoding: str | None = None) -> Document:
    return delimited.read(Source("report.txt", text.encode() if isinstance(text, str) else text, encoding))


def grid(table: Table) -> list[list[str]]:
    rows: list[list[str]] = [[] for _ in range(table.row_count)]
    for cell in table.cells:
        assert len(rows[cell.row]) == cell.column
        rows[cell.row].append(cell.text)
    return rows


def shown(document: Document) -> list[str | list[list[str]]]:
    return [block.text if isinstance(block, Paragraph) else grid(block) for block in document.blocks]


def only_grid(text: str) -> list[list[str]]:
    (table,) = read(text).tables()
    return grid(table)


def test_a_report_is_two_tables_of_ten_columns_under_their_captions() -> None:
    document = read(REPORT)
    first, second = document.tables()
    assert [(table.row_count, table.column_count) for table in (first, second)] == [(5, 10), (4, 10)]
    assert grid(first)[2] == ["", "", "", "指標値", "単位", "年月", "R1年度", "R2年度", "R3年度", "R4年度"]
    assert grid(first)[4] == ["", "", "来所相談件数", "2,300", "件", "R5.3", "1,581", "2,124", "1,832", "2,026"]
    assert [(paragraph.text, paragraph.place.line) for paragraph in document.paragraphs()] == [
        ("令和4年度地方創生推進交付金事業の実績", 3),
        ("【地方創生推進交付金対象事業】", 5),
        ("【地方創生関連事業】", 13),
    ]
    assert document.findings == ()
    assert first.merges_lost
    assert first.header_row_count == 0


def test_every_cell_has_its_place() -> None:
    cell = next(cell for cell in list(read(REPORT).tables())[1].cells if cell.text == "33,633")
    place = cell.place
    assert (place.line, place.table, place.row, place.column) == (18, 2, 4, 10)
    assert (cell.row, cell.column, cell.row_span, cell.column_span, place.row_span) == (3, 9, 1, 1, None)


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize(
    ("codec", "reported"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8-sig"),
        ("cp932", "cp932"),
        ("euc_jp", "euc_jp"),
        ("iso2022_jp", "iso2022_jp"),
        ("utf-16", "utf-16"),
        ("utf-32", "utf-32"),
    ],
)
def test_the_encoding_and_the_line_ends_change_nothing(codec: str, reported: str, line_end: str) -> None:
    document = read(REPORT.replace("\n", line_end).encode(codec))
    assert document.blocks == read(REPORT).blocks
    assert document.encoding == reported
    assert document.findings == ()


def test_utf_16_of_either_byte_order_is_known_by_its_mark() -> None:
    for mark, codec in ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")):
        assert read(mark + REPORT.encode(codec)).blocks == read(REPORT).blocks


def test_the_name_has_no_folder_and_the_rest_describes_the_file() -> None:
    document = delimited.read(Source("C:\\reports\\r4.csv", b"a,b\nc,d\n"))
    assert (document.name, document.media_type, document.title, document.page_count) == (
        "r4.csv",
        "text/csv",
        None,
        None,
    )
    assert read("a\tb").media_type == "text/tab-separated-values"
    assert read("本文").media_type == "text/plain"


# Encodings


def test_vendor_characters_of_both_japanese_encodings_are_read() -> None:
    assert only_grid_of("指標①\t㈱くしろ\n髙橋\t㎡\n".encode("cp932")) == [["指標①", "㈱くしろ"], ["髙橋", "㎡"]]
    # ① in EUC-JP as Windows and Linux tools write it; Python's euc_jp does not know it.
    assert only_grid_of("指標".encode("euc_jp") + b"\xad\xa1\t" + "くしろ".encode("euc_jp")) == [["指標①", "くしろ"]]


def only_grid_of(data: bytes, encoding: str | None = None) -> list[list[str]]:
    (table,) = read(data, encoding).tables()
    return grid(table)


@pytest.mark.parametrize("asked", ["shift_jis", "Shift-JIS", "sjis", "SJIS", "windows-31j", "cp932", "ms932"])
def test_shift_jis_is_taken_for_what_windows_means_by_it(asked: str) -> None:
    document = read("指標①\t㈱\n".encode("cp932"), asked)
    assert (next(document.tables()).cells[0].text, document.encoding) == ("指標①", "cp932")


def test_a_forced_encoding_drops_the_byte_order_mark() -> None:
    for codec in ("utf-8", "utf-16-le"):
        assert only_grid_of("\ufeff指標\t単位".encode(codec), codec) == [["指標", "単位"]]


def test_a_wrong_forced_encoding_names_the_byte() -> None:
    with pytest.raises(EncodingError, match=r"byte 3 of 9"):
        read(b"a\t" + "指標".encode("cp932") + b"\t\x81\n"[:3], "utf-8")


@pytest.mark.parametrize("asked", ["utf-9", "", "hex", "rot13", "a\0b", "ファイル"])
def test_an_encoding_that_does_not_exist_is_refused(asked: str) -> None:
    with pytest.raises(EncodingError, match="no text encoding"):
        read("指標\t単位", asked)


def test_text_in_no_encoding_is_refused_with_advice_in_both_languages() -> None:
    with pytest.raises(EncodingError) as caught:
        read(b"\xff\xff\x80\xa0\xff\n")
    assert "--encoding" in str(caught.value)
    assert "--encoding" in caught.value.in_japanese()


@pytest.mark.parametrize("codec", ["utf-8", "cp932", "euc_jp"])
def test_a_file_cut_in_the_middle_of_a_character_is_refused_not_misread(codec: str) -> None:
    data = REPORT.encode(codec).rstrip() + "件".encode(codec)[:-1]
    with pytest.raises(EncodingError):
        read(data)


@pytest.mark.parametrize("codec", ["utf-8", "euc_jp"])
def test_one_broken_byte_does_not_turn_the_file_into_another_encoding(codec: str) -> None:
    data = bytearray(REPORT.encode(codec))
    data[60] = 0xFF
    with pytest.raises(EncodingError, match=r"byte 6[01] of"):
        read(bytes(data))


@pytest.mark.parametrize("data", ["ｶﾝｺｳ\tｹﾝ\n".encode("cp932"), "社\t1\n".encode("cp932")])
def test_the_few_bytes_that_fit_two_encodings_are_reported(data: bytes) -> None:
    assert [finding.code for finding in read(data).findings] == [IssueCode.ENCODING_UNCERTAIN]


def test_one_kanji_of_windows_is_not_half_width_kana() -> None:
    assert only_grid_of("社\t1\n".encode("cp932")) == [["社", "1"]]


@given(
    st.lists(
        st.lists(st.text("指標目標値実績人件社・くしろコメント（）％１２12,.-- ", min_size=1), min_size=2, max_size=4),
        min_size=1,
        max_size=6,
    ),
    st.sampled_from(["utf-8", "cp932", "euc_jp"]),
)
def test_any_japanese_table_reads_the_same_in_each_encoding(rows: list[list[str]], codec: str) -> None:
    rows.insert(0, ["重要業績評価指標のこと", "くしろ"])
    text = "\n".join("\t".join(row) for row in rows)
    document = read(text.encode(codec))
    assert document.blocks == read(text).blocks
    assert not [one for one in document.findings if one.code is IssueCode.ENCODING_UNCERTAIN]


# Tables and paragraphs


def test_blank_lines_and_lines_without_a_delimiter_end_a_table() -> None:
    text = "a\tb\nc\td\n\ne\tf\n注 速報値\ng\th"
    assert shown(read(text)) == [[["a", "b"], ["c", "d"]], [["e", "f"]], "注 速報値", [["g", "h"]]]


def test_a_line_of_nothing_but_delimiters_is_blank() -> None:
    assert shown(read("a\tb\n\t\t\nc\td\n \t\u3000\ne\tf")) == [[["a", "b"]], [["c", "d"]], [["e", "f"]]]


def test_a_form_feed_ends_a_line_and_is_in_no_cell() -> None:
    document = read("a\tb\n\f題\nc\td\fe\tf")
    assert shown(document) == [[["a", "b"]], "題", [["c", "d"], ["e", "f"]]]
    assert [one.place.line for one in document.paragraphs()] == [2]


def test_a_file_need_not_end_with_a_line_end_and_may_end_with_the_mark_of_dos() -> None:
    assert only_grid("a\tb\nc\td") == only_grid("a\tb\nc\td\n") == only_grid("a\tb\nc\td\n\x1a")


def test_cells_lose_outer_white_space_only() -> None:
    assert only_grid("　釧路　市　\t 15  人 \nx\x0by\tz") == [["釧路　市", "15  人"], ["x\ny", "z"]]


def test_columns_empty_in_every_row_at_the_right_are_dropped() -> None:
    assert only_grid("a\tb\t\t\nc\td\t\t\n") == [["a", "b"], ["c", "d"]]


def test_short_rows_are_filled_up_and_long_ones_widen_the_table() -> None:
    document = read("a\tb\tc\nd\te\tf\ng\th\ni\tj\tk\tl\n")
    (table,) = document.tables()
    assert grid(table) == [["a", "b", "c", ""], ["d", "e", "f", ""], ["g", "h", "", ""], ["i", "j", "k", "l"]]
    assert [(one.code, one.place.line, one.place.row) for one in document.findings] == [
        (IssueCode.UNEVEN_ROWS, 3, 3),
        (IssueCode.UNEVEN_ROWS, 4, 4),
    ]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("a\tb\tc\nd\te\tf\t\t\n", id="empty fields at the end"),
        pytest.param("a\tK P I\n\t指標\t指標値\n\t\t目標\t単位\nx\ty\t1\t人\nx\ty\t2\t人\n", id="trimmed header rows"),
    ],
)
def test_rows_that_differ_in_empty_ends_only_are_even(text: str) -> None:
    assert read(text).findings == ()


def test_a_title_padded_by_a_spreadsheet_is_a_paragraph_but_a_lone_first_cell_in_a_table_is_a_row() -> None:
    text = "実績報告,,\n【関連事業】,,\n事業,指標,値\n基本目標1,,\nA,人数,15\n,,\n【次】,,\n事業,指標,値\nB,人数,25\n"
    assert shown(read(text)) == [
        "実績報告",
        "【関連事業】",
        [["事業", "指標", "値"], ["基本目標1", "", ""], ["A", "人数", "15"]],
        "【次】",
        [["事業", "指標", "値"], ["B", "人数", "25"]],
    ]


def test_a_group_heading_over_later_columns_is_no_title() -> None:
    assert only_grid(",K P I,\n事業,指標,値\nA,人数,15\n")[0] == ["", "K P I", ""]


def test_a_text_without_delimiters_is_paragraphs_only() -> None:
    text = "雇用創出数は1,234人でした。\n相談は2,300件でした。\n"
    assert shown(read(text)) == ["雇用創出数は1,234人でした。", "相談は2,300件でした。"]


def test_the_comma_separates_only_where_several_lines_agree() -> None:
    assert shown(read("Kushiro, Hokkaido\n人口の推移\n")) == ["Kushiro, Hokkaido", "人口の推移"]
    assert shown(read("指標,値\n人数,15\n")) == [[["指標", "値"], ["人数", "15"]]]


def test_a_tab_makes_the_commas_part_of_the_text() -> None:
    assert only_grid("指標\t値\n人数,延べ\t2,300\n")[1] == ["人数,延べ", "2,300"]


def test_one_tab_inside_a_csv_does_not_make_it_tab_delimited() -> None:
    text = "指標,単位,値\n人数,人,15\n件数\t延べ,件,25\n社数,社,35\n回数,回,45\n"
    assert only_grid(text)[2] == ["件数\t延べ", "件", "25"]


# Quotation marks


def test_a_quoted_field_may_hold_delimiters_line_breaks_and_marks() -> None:
    text = '事業,概要,値\n"A,B","一行目\r\n二行目、""k-Biz""","2,300"\nC,三,4\n'
    document = read(text)
    (table,) = document.tables()
    assert grid(table)[1:] == [["A,B", '一行目\n二行目、"k-Biz"', "2,300"], ["C", "三", "4"]]
    assert [table.cells[3].place.line, table.cells[6].place.line] == [2, 4]
    assert document.findings == ()


def test_a_quoted_field_with_a_line_break_is_read_in_tab_delimited_text_too() -> None:
    assert only_grid('事業\t概要\n"A\nB"\t二\n') == [["事業", "概要"], ["A\nB", "二"]]


@pytest.mark.parametrize("field", ['24" 型', '「"」', 'k"Biz"', '"K-Biz"とは', 'a"', '""A""B', "'A'"])
def test_a_mark_that_does_not_enclose_the_field_is_printed(field: str) -> None:
    document = read(f"a\tb\n{field}\t15\nc\td\n")
    assert grid(next(document.tables())) == [["a", "b"], [field, "15"], ["c", "d"]]
    assert document.findings == ()


@pytest.mark.parametrize("delimiter", ["\t", ","])
def test_a_mark_that_never_closes_swallows_nothing_and_is_reported(delimiter: str) -> None:
    lines = [["指標", "単位", "値"], ['"人数', "人", "15"], ["件数", "件", "25"], ['社数"', "社", "35"]]
    document = read("\n".join(delimiter.join(line) for line in lines))
    assert grid(next(document.tables())) == lines
    assert [(one.code, one.place.line) for one in document.findings] == [(IssueCode.UNEVEN_ROWS, 2)]


def test_rows_between_two_stray_marks_stay_rows() -> None:
    lines = [
        ["指標", "単位", "値"],
        ["人数", "人", '"15'],
        ["件数", "件", "25"],
        ["社数", "社", "35"],
        ['x"', "y", "1"],
    ]
    for delimiter in "\t,":
        document = read("\n".join(delimiter.join(line) for line in lines))
        assert grid(next(document.tables())) == lines
        assert IssueCode.UNEVEN_ROWS in [one.code for one in document.findings]


def test_an_empty_quoted_field_is_an_empty_cell() -> None:
    assert only_grid('a,b,c\n"",x,""\ny,"",z\n') == [["a", "b", "c"], ["", "x", ""], ["y", "", "z"]]


@given(
    st.lists(
        st.lists(st.text('指標値,\n"15 ', max_size=4).map(str.strip), min_size=3, max_size=3), min_size=3, max_size=5
    )
)
def test_what_a_spreadsheet_writes_as_csv_is_read_back(rows: list[list[str]]) -> None:
    rows = [[f"名{number}", *row[1:], "末"] for number, row in enumerate(rows)]
    text = "\r\n".join(",".join('"' + field.replace('"', '""') + '"' for field in row) for row in rows)
    read_back = read("見出し,い,ろ,は\r\n見出し,い,ろ,は\r\n" + text)
    expected = [[field.strip(" \t\n") for field in row] for row in rows]
    found = [row for block in read_back.tables() for row in grid(block)]
    assert [row for row in found if row[0] != "見出し"] == expected


# Refused, and large


@pytest.mark.parametrize("data", [b"", b"\n\n", b" \t\r\n", b"\xef\xbb\xbf", b"\xff\xfe"])
def test_an_empty_file_is_refused(data: bytes) -> None:
    with pytest.raises(DamagedDocumentError, match="empty"):
        read(data)


def test_a_nul_character_is_refused_with_its_line() -> None:
    with pytest.raises(DamagedDocumentError, match="Line 2"):
        read(b"a\tb\nc\0\td\n")


def test_a_huge_cell_is_read_whole() -> None:
    huge = "評価" * 500_000
    assert only_grid(f'a\tb\n"{huge}"\t{huge}\n')[1] == [huge, huge]


@pytest.mark.parametrize(
    "line",
    ["a\tb\tc", '"a\t"b\t"c', '"a\tb""\tc"', '"""\t"', '"a""\t""b'],
    ids=["plain", "unclosed", "doubled", "odd", "even"],
)
def test_the_time_is_in_proportion_to_the_size(line: str) -> None:
    def seconds(lines: int) -> float:
        source = Source("a.txt", "\n".join([line] * lines).encode())
        started = time.perf_counter()
        delimited.read(source)
        return time.perf_counter() - started

    seconds(100)
    # Quadratic time would be 400 times as long; the bound is wide because a busy machine is no reason to fail.
    assert seconds(20_000) < 120 * max(seconds(1_000), 0.005)


def test_one_very_long_line_does_not_multiply_every_other() -> None:
    document = read("\t".join("a" * 5_000) + "\n" + "b\tc\n" * 1_900)
    (table,) = document.tables()
    assert (table.row_count, table.column_count) == (1_901, 5_000)
    assert len(table.cells) == 5_000 + 2 * 1_900


def test_a_character_of_two_in_euc_jis_2004_is_read() -> None:
    document = delimited.read(Source("x.txt", "指標\t値\nか゚\t1\n".encode("euc_jis_2004")))
    assert [cell.text for table in document.tables() for cell in table.cells][2] == "か゚"
