"""Where rules or blank columns say less than the cells do: rows without rules, tables side by side, sheet after sheet."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from kpi_extract import extract
from kpi_extract.records import Project
from tests.readers.excel_making import one_sheet, rows, sheet, styles, text_cell, workbook
from tests.readers.test_excel import blocks, codes, value

HEAD = "指標 | R4年度実績 | R5年度実績"
BETWEEN_COLUMNS = ' s="2"'
LOWER_RULE = "".join(f'<c r="{column}{{row}}" s="3"/>' for column in "ABC")


def column_ruled() -> str:
    """Style 1 has all rules, 2 those at the left and right, 3 the one above."""
    borders = '<border><left style="thin"/><right style="thin"/></border><border><top style="thin"/></border></borders>'
    return styles(xfs='<xf borderId="2"/><xf borderId="3"/>').replace("</borders>", borders)


def framed(*lines: str) -> bytes:
    """A boxed header over rows that no rule parts, and a rule below the last."""
    last = len(lines) + 2
    data = rows(HEAD) + rows(*lines, first=2, attributes=BETWEEN_COLUMNS)
    return one_sheet(data + f'<row r="{last}">{LOWER_RULE.format(row=last)}</row>', style=column_ruled())


def plain(*lines: str) -> bytes:
    return one_sheet(rows(*lines, attributes=""))


def projects(data: bytes, folder: Path) -> list[Project]:
    file = folder / "a.xlsx"
    file.write_bytes(data)
    return extract(file).projects


# --- rows without rules ------------------------------------------------------------------------------------------------


def test_a_label_without_values_among_unruled_records_is_a_record_and_a_doubt() -> None:
    data = framed("企業数 | 5 | 6", "起業数 | |", "来場者数 | 7 | 8")
    assert blocks(data) == [[HEAD, "企業数 | 5 | 6", "起業数 |  | ", "来場者数 | 7 | 8"]]
    assert codes(data) == [("unruled-row", "A3")]


def test_the_second_line_of_the_only_record_between_rules_goes_on_with_its_label() -> None:
    data = framed("新しく開業した | 5 | 6", "企業の数 | |")
    assert blocks(data) == [[HEAD, "新しく開業した\n企業の数 | 5 | 6"]]
    assert codes(data) == []


def test_plain_rows_under_a_ruled_header_are_its_rows() -> None:
    body = rows("企業数 | 5 | 6", "起業数 | ~ | ~", "来場者数 | 7 | 8", first=2, attributes="")
    assert blocks(one_sheet(rows(HEAD) + body)) == [[HEAD, "企業数 | 5 | 6", "起業数 |  | ", "来場者数 | 7 | 8"]]


def test_a_plain_header_over_ruled_figures_is_their_header() -> None:
    data = rows(HEAD, attributes="") + rows("企業数 | 5 | 6", "来場者数 | 7 | 8", first=2)
    assert blocks(one_sheet(data)) == [[HEAD, "企業数 | 5 | 6", "来場者数 | 7 | 8"]]


def test_notes_below_and_a_caption_above_stay_outside() -> None:
    data = (
        rows("令和5年度 | ~ | (単位:社)", attributes="")
        + rows(HEAD, "企業数 | 5 | 6", first=2)
        + rows("※1 速報値 | 企画課", "担当課の説明", first=4, attributes="")
    )
    found = blocks(one_sheet(data))
    assert found == ["令和5年度", "(単位:社)", [HEAD, "企業数 | 5 | 6"], "※1 速報値 企画課", "担当課の説明"]


def test_texts_that_stand_on_no_column_of_the_table_stay_outside() -> None:
    beside = f'<row r="3">{text_cell("B3", "参考", "")}{text_cell("D3", "企画課", "")}</row>'
    merged = '<mergeCells><mergeCell ref="B1:C1"/><mergeCell ref="B2:C2"/></mergeCells>'
    data = rows("指標 | R5年度実績 | ", "企業数 | 5 | ") + beside
    assert blocks(one_sheet(data, after=merged))[0] == ["指標 | R5年度実績", "企業数 | 5"]


# --- tables side by side -----------------------------------------------------------------------------------------------


def test_plain_tables_side_by_side_with_the_same_headings_are_two() -> None:
    data = plain(
        f"{HEAD} | ~ | {HEAD}",
        "企業数 | 5 | 6 | ~ | 来場者数 | 7 | 8",
        "起業数 | 1 | 2 | ~ | 移住者数 | 3 | 4",
    )
    assert blocks(data) == [
        [HEAD, "企業数 | 5 | 6", "起業数 | 1 | 2"],
        [HEAD, "来場者数 | 7 | 8", "移住者数 | 3 | 4"],
    ]


def test_plain_tables_side_by_side_with_a_title_each_are_two() -> None:
    data = plain(
        "しごと | ~ | ~ | まち | ~",
        "指標 | R5 | ~ | 項目 | 目標値",
        "企業数 | 5 | ~ | 来場者数 | 7",
        "起業数 | 1 | ~ | 移住者数 | 3",
    )
    assert blocks(data) == [
        "しごと",
        ["指標 | R5", "企業数 | 5", "起業数 | 1"],
        "まち",
        ["項目 | 目標値", "来場者数 | 7", "移住者数 | 3"],
    ]


def test_an_empty_column_inside_a_plain_table_is_layout() -> None:
    data = plain("指標 | 単位 | ~ | R4 | R5", "企業数 | 社 | ~ | 5 | 6", "来場者数 | 人 | ~ | 7 | 8")
    assert blocks(data) == [["指標 | 単位 | R4 | R5", "企業数 | 社 | 5 | 6", "来場者数 | 人 | 7 | 8"]]


def test_single_texts_in_two_columns_beside_a_table_are_not_a_second_one() -> None:
    data = plain(
        "事業 | ~ | ~ | 指標 | R5",
        "~ | 甲 | ~ | 企業数 | 5",
        "概要 | ~ | ~ | 起業数 | 1",
        "~ | 乙 | ~ | 移住者数 | 3",
    )
    assert blocks(data) == [
        ["事業 |  | 指標 | R5", " | 甲 | 企業数 | 5", "概要 |  | 起業数 | 1", " | 乙 | 移住者数 | 3"]
    ]


# --- sheet after sheet -------------------------------------------------------------------------------------------------


def test_what_a_sheet_says_of_its_tables_ends_with_it(tmp_path: Path) -> None:
    first = rows("基本目標1 しごと", attributes="") + rows(HEAD, "企業数 | 5 | 6", first=3)
    first += rows("(単位:社)", first=6, attributes="")
    second = rows("【重点】", attributes="") + rows(HEAD, "来場者数 | 7 | 8", first=3)
    title = rows("令和5年度KPI一覧", attributes="")
    book = workbook({"表紙": sheet(title), "農業": sheet(first), "観光": sheet(second)})
    found = projects(book, tmp_path)
    assert [(one.category, [i.name for i in one.indicators]) for one in found] == [
        (["基本目標1 しごと"], ["企業数"]),
        (["【重点】"], ["来場者数"]),
    ]
    assert found[1].indicators[0].unit is None
    assert found[1].indicators[0].actuals[0].value == Decimal(7)


def test_a_project_line_names_no_project_on_the_next_sheet(tmp_path: Path) -> None:
    first = rows("令和5年度KPI一覧", "事業名 農業振興事業", attributes="") + rows(HEAD, "企業数 | 5 | 6", first=4)
    second = rows("観光の指標", attributes="") + rows(HEAD, "来場者数 | 7 | 8", first=3)
    found = projects(workbook({"農業": sheet(first), "観光": sheet(second)}), tmp_path)
    assert [one.name for one in found] == ["農業振興事業", None]


def test_a_name_that_a_program_gave_its_sheet_is_no_heading() -> None:
    table = rows(HEAD, "企業数 | 5 | 6")
    found = blocks(workbook({"Sheet1": sheet(table), "Sheet2": sheet(table), "観光": sheet(table)}))
    assert [block for block in found if isinstance(block, str)] == ["観光"]


# --- cells -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", ["0.0ha", "0.0km", "yyyy/m/d 0"])
def test_a_code_of_places_and_dates_at_once_is_not_guessed_at(code: str) -> None:
    assert value("12.5", code) == "12.5"


def test_a_text_that_the_file_does_not_hold_is_said() -> None:
    data = rows(HEAD) + '<row r="2"><c r="A2" s="1" t="s"><v>9</v></c><c r="B2" s="1"><v>5</v></c></row>'
    book = one_sheet(data, strings="<si><t>企業数</t></si>")
    assert codes(book) == [("content-skipped", "texts that the file refers to and does not hold: A2")]


def test_columns_ruled_down_to_the_end_of_the_sheet_are_no_reason_to_skip_it() -> None:
    blank = "".join(f'<row r="{row}"><c r="A{row}" s="1"/><c r="B{row}" s="1"/></row>' for row in range(3, 120_000))
    later = '<row r="120000">' + text_cell("A120000", "以上", "") + "</row>"
    found = blocks(one_sheet(rows("指標 | R5年度実績", "企業数 | ") + blank + later))
    assert found == [["指標 | R5年度実績", "企業数 | "], "以上"]


def test_the_second_line_of_a_remark_among_unruled_records_goes_on_with_it() -> None:
    data = framed("企業数 | 5 | 速報値で", " | | ある", "来場者数 | 7 | 確定値")
    assert blocks(data) == [[HEAD, "企業数 | 5 | 速報値で\nある", "来場者数 | 7 | 確定値"]]
    assert codes(data) == []


def test_lines_in_a_box_that_no_rule_divides_are_no_records() -> None:
    # Style 2 has the rule at the left of the box, 3 none, 4 the one at its right.
    borders = '<border><left style="thin"/></border><border><right style="thin"/></border></borders>'
    style = styles(xfs='<xf borderId="2"/><xf/><xf borderId="3"/>').replace("</borders>", borders)
    lines = (("通院の頻度", "月", "回"), ("入院の期間", "", ""), ("療育の期間", "年", "月"))
    box = "".join(
        f'<row r="{row}">'
        + "".join(text_cell(f"{'ABC'[at]}{row}", text, f' s="{2 + at}"') for at, text in enumerate(line))
        + "</row>"
        for row, line in enumerate(lines, start=2)
    )
    data = rows("氏名 | 住所 | 電話") + box + rows("所見 | | ", first=5)
    assert codes(one_sheet(data, style=style)) == []


def test_a_numbered_list_is_no_table() -> None:
    data = plain("注意事項 | ~", "(1) | 別紙に記入してください。", "(2) | 期限は3月末です。")
    assert blocks(data) == ["注意事項", "(1) 別紙に記入してください。", "(2) 期限は3月末です。"]
