"""The columns of the long table, one row per observation: the single source for CSV, Parquet and their documentation."""

from __future__ import annotations

from typing import Literal, NamedTuple

Kind = Literal["string", "integer", "number", "boolean"]


class Column(NamedTuple):
    """One column. The name is for programs and never changes; the titles and descriptions are for people."""

    name: str
    kind: Kind
    title_ja: str
    description: str
    description_ja: str


COLUMNS: tuple[Column, ...] = (
    Column(
        "source", "string", "入力元", "Path or URL of the document, if the caller gave one.", "文書のパスまたは URL"
    ),
    Column("document", "string", "文書名", "File name of the document.", "文書のファイル名"),
    Column("sha256", "string", "SHA-256", "Digest of its bytes.", "文書の SHA-256"),
    Column(
        "municipality_code",
        "string",
        "団体コード",
        "Local government code, six digits as text: 012068.",
        "全国地方公共団体コード(6 桁の文字列)",
    ),
    Column("prefecture", "string", "都道府県", "Prefecture of the publisher.", "公表した団体の都道府県"),
    Column("municipality", "string", "団体名", "Who published the report.", "公表した団体"),
    Column(
        "report_fiscal_year",
        "integer",
        "報告年度",
        "Fiscal year the report is about (April to March, named by the year it starts in).",
        "報告の対象年度(西暦。4 月から始まる年度)",
    ),
    Column(
        "pointer",
        "string",
        "JSON ポインター",
        "JSON pointer to the observation in the record; with sha256 it names the row.",
        "レコード内の位置。sha256 と合わせて行を特定する",
    ),
    Column(
        "category",
        "string",
        "区分",
        "Headings above the project, outermost first, joined by ›.",
        "上位の見出し(› 区切り)",
    ),
    Column("project_number", "integer", "事業順", "Which project of the document, from 1.", "文書内で何番目の事業か"),
    Column("project_label", "string", "事業番号", "The printed number of the project.", "印刷された事業の番号"),
    Column(
        "project",
        "string",
        "事業名",
        "Name of the project without the grant; null where indicators stand in no project.",
        "事業名(交付金名を除く)",
    ),
    Column("grant", "string", "交付金", "The grant the project is paid from.", "事業の交付金"),
    Column("department", "string", "担当課", "The department in charge.", "担当課"),
    Column(
        "indicator_number",
        "integer",
        "指標順",
        "Which indicator of the project, from 1; null for budget and expenditure.",
        "事業内で何番目の指標か(予算額・決算額では空)",
    ),
    Column("indicator_label", "string", "指標番号", "The slot it stands in: 指標①, A.", "印刷された指標の番号"),
    Column("indicator", "string", "指標名", "Name of the indicator.", "指標名"),
    Column("definition", "string", "定義", "What exactly is measured, where printed.", "指標の定義(記載がある場合)"),
    Column(
        "direction",
        "string",
        "方向",
        "increase, decrease or maintain, only where printed.",
        "目指す方向(記載がある場合): increase, decrease, maintain",
    ),
    Column("indicator_unit", "string", "指標の単位", "The unit that serves the indicator.", "指標の単位"),
    Column("indicator_unit_raw", "string", "指標の単位(原文)", "The same as printed: 千円.", "指標の単位(原文のまま)"),
    Column(
        "indicator_multiplier",
        "number",
        "指標の倍率",
        "By how much its printed numbers were multiplied: 1000 for 千円.",
        "指標の数値に掛けた倍率(千円なら 1000)",
    ),
    Column(
        "role",
        "string",
        "種別",
        "baseline, target, actual, achievement_rate, budget or expenditure.",
        "baseline 基準値, target 目標値, actual 実績値, achievement_rate 達成率, budget 予算額, expenditure 決算額",
    ),
    Column("fiscal_year", "integer", "年度", "Fiscal year of the value: 令和4年度 is 2022.", "値の年度(西暦)"),
    Column("date", "string", "年月", "ISO 8601, as precise as printed: 2023, 2023-03.", "値の年月(記載された精度まで)"),
    Column("period_raw", "string", "時期(原文)", "The printed words they come from: R5.3.", "時期(原文のまま)"),
    Column("value", "number", "値", "The number, in `unit`; null where none is printed.", "数値(単位は unit)"),
    Column("upper", "number", "上限", "Upper end of a range; value is then the lower.", "範囲の上限(値は下限)"),
    Column(
        "unit",
        "string",
        "単位",
        "What value and upper count: the observation's own unit or the indicator's.",
        "値の単位(値に固有の単位、なければ指標の単位)",
    ),
    Column("unit_raw", "string", "単位(原文)", "The same as printed.", "単位(原文のまま)"),
    Column("multiplier", "number", "倍率", "By how much the printed number was multiplied.", "数値に掛けた倍率"),
    Column(
        "dimension",
        "string",
        "単位の種類",
        "count, money, ratio, … of `unit`; null for a unit that is not known.",
        "単位の種類(count, money, ratio など)",
    ),
    Column("text", "string", "文字の値", "A value that is no number: 策定.", "数値でない値(策定など)"),
    Column(
        "comparator",
        "string",
        "比較",
        "at_least, more_than, at_most, less_than or about.",
        "at_least 以上, more_than 超, at_most 以下, less_than 未満, about 約",
    ),
    Column(
        "missing",
        "string",
        "欠測",
        "Why there is no value: dash, blank or word. Never the same as 0.",
        "値がない理由: dash 横線, blank 空欄, word 語句(0 とは別)",
    ),
    Column("raw", "string", "原文", "The cell as printed, line breaks included.", "セルの原文(改行を含む)"),
    Column(
        "status",
        "string",
        "状態",
        "final, interim, superseded, preliminary, forecast or reference.",
        "final 最終, interim 中間, superseded 改定前, preliminary 速報, forecast 見込, reference 参考",
    ),
    Column(
        "basis",
        "string",
        "集計方法",
        "annual, cumulative or increment, only where printed.",
        "annual 単年度, cumulative 累計, increment 増加分(記載がある場合)",
    ),
    Column(
        "part",
        "string",
        "内訳",
        "a, b … where one printed row holds several measures.",
        "1 行に複数の値がある場合の a, b …",
    ),
    Column(
        "marks",
        "string",
        "注記",
        "Note marks and arrows at the value, with spaces between.",
        "値に付いた注記記号・矢印(空白区切り)",
    ),
    Column(
        "inherited",
        "boolean",
        "結合セル",
        "The value stands in a cell merged over other rows too, or comes from the cell above (〃).",
        "他の行にもまたがる結合セル、または〃の値",
    ),
    Column(
        "issues",
        "string",
        "要確認",
        "Codes of the issues that name this value, with spaces between.",
        "この値に関する指摘のコード(空白区切り)",
    ),
    Column("page", "integer", "ページ", "Page, from 1.", "ページ(1 から)"),
    Column("sheet", "string", "シート", "Sheet of a workbook.", "シート名"),
    Column("cell", "string", "セル", "Cell of a workbook: C5.", "セル番地"),
    Column("table", "integer", "表", "Table of the document, from 1, after joining.", "文書内の表の番号(結合後)"),
    Column("row", "integer", "行", "Row of the table, from 1.", "表の行"),
    Column("column", "integer", "列", "Column of the table, from 1.", "表の列"),
    Column("line", "integer", "行番号", "Line of a text file, from 1.", "テキストの行番号"),
    Column("x0", "number", "左", "Left edge on the page, in points.", "ページ上の左端(ポイント)"),
    Column("top", "number", "上", "Upper edge, from the top of the page.", "上端(ページ上端から)"),
    Column("x1", "number", "右", "Right edge.", "右端"),
    Column("bottom", "number", "下", "Lower edge, from the top of the page.", "下端(ページ上端から)"),
)
