"""Forms, tables on their side, running text and words with several roles: small tables for the mechanisms behind them."""

from __future__ import annotations

import pytest

from kpi_extract import interpret
from kpi_extract.document import Table
from tests.interpretation.building import document, table
from tests.interpretation.test_layouts import codes, only, read, short


def test_a_form_of_label_and_free_cells_around_a_table_of_years() -> None:
    grid = """
    事業名 | 駅前整備事業 | < | 担当課 | 都市計画課
    事業概要 | 広場を整える。 | < | < | <
    指標名 | 駅の利用者数 | < | 単位 | 千人
    区分 | R3年度 | R4年度 | R5年度 | R6年度
    目標 | 10 | 11 | 12 | 13
    実績 | 9 | 11 | - |
    今後の方針 | 事業の継続 | < | < | <
    """
    (project,) = read("令和5年度 評価シート", table(grid)).projects
    assert (project.name, project.department, project.summary) == ("駅前整備事業", "都市計画課", "広場を整える。")
    (indicator,) = project.indicators
    assert indicator.name == "駅の利用者数"
    assert short(indicator.actuals) == [(9000, 2021), (11000, 2022), ("dash", 2023), ("blank", 2024)]
    assert [target.status for target in indicator.targets] == ["interim", "interim", "interim", "final"]
    assert [remark.text for remark in project.evaluations] == ["事業の継続"]


def test_two_forms_in_one_table_stay_two_projects() -> None:
    grid = """
    事業名 | 甲事業
    目標値 | 5人
    実績値 | 3人
    事業名 | 乙事業
    目標値 | 6人
    実績値 | 7人
    """
    extraction = read("令和5年度", table(grid))
    assert [project.name for project in extraction.projects] == ["甲事業", "乙事業"]


def test_indicators_as_columns_are_read_like_rows() -> None:
    grid = """
    指標名 | 来場者数 | 売上額
    単位 | 人 | 千円
    基準値(R2) | 100 | 50
    R4年度実績 | 120 | -
    目標値(R6) | 150 | 80
    """
    visitors, sales = [i for p in read("令和4年度", table(grid)).projects for i in p.indicators]
    assert (visitors.name, short(visitors.actuals), short(visitors.targets)) == (
        "来場者数",
        [(120, 2022)],
        [(150, 2024)],
    )
    assert sales.baseline is not None
    assert sales.baseline.value == 50000
    assert short(sales.actuals) == [("dash", 2022)]


def test_an_arrow_in_running_text_is_baseline_and_target() -> None:
    extraction = read("総合戦略", "(1) 移住の促進", "① 移住者数:11.4人/年 → 17人/年 ② 相談件数:― → 40件")
    movers, visits = extraction.projects[0].indicators
    assert extraction.projects[0].category == ["(1) 移住の促進"]
    assert movers.baseline is not None
    assert visits.baseline is not None
    assert (str(movers.baseline.value), short(movers.targets), visits.baseline.missing) == (
        "11.4",
        [(17, None)],
        "dash",
    )


@pytest.mark.parametrize(
    "line",
    [
        "担当課:企画課",
        "電話:0154-00-0000",
        "予算額:1,000千円",
        "5年間で100人の雇用の創出を目標とします。",
        "開催日:令和5年4月1日",
        "注:数値は12人です。",
    ],
)
def test_other_lines_make_no_indicator(line: str) -> None:
    assert not any(project.indicators for project in read("総合戦略", line).projects)


def test_a_kpi_number_in_a_sentence_is_said() -> None:
    assert "value-in-text" in codes(read("戦略", "5年間で100人の雇用の創出を目標とします。"), "info")


AMBIGUOUS = [
    # 達成度: figures are rates, grades are ratings (江田島市 A/B; 安芸高田市 %).
    ("指標 | 目標値 | R4実績 | 達成度\n甲(人) | 5 | 4 | 80%", "rates 1"),
    ("指標 | 目標値 | R4実績 | 達成度\n甲(人) | 5 | 4 | A", "ratings 1"),
    # 実績額 beside a project is expenditure (坂井市), beside 計画額 in rows an actual (いわき市).
    ("事業名 | 実績額(円) | 指標 | 目標値 | 実績値\n乙事業 | 1,000 | 甲(人) | 5 | 4", "expenditure"),
    ("区分 | 18年度 | 19年度\n計画額 | 950 | 1,030\n実績額 | 2,085 | ", "actuals 2"),
    # 現状値 is the baseline, but an actual beside 基準値 (松戸市).
    ("指標 | 現状値(H26) | 目標値(H31)\n甲(人) | 5 | 9", "baseline"),
    ("指標 | 基準値(H26) | 現状値(H28) | 目標値(H31)\n甲(人) | 5 | 6 | 9", "baseline actuals 1"),
    # 現況 is the same word: beside 策定時 it is the latest actual (an environmental plan of a prefecture).
    ("指標 | 現況(H26) | 目標値(H31)\n甲(人) | 5 | 9", "baseline"),
    ("指標 | 策定時(H18) | 現況(H23) | 目標値(H32)\n甲(人) | 5 | 6 | 9", "baseline actuals 1"),
    ("指標 | 設定時の値⏎(年度) | 現況値⏎(年度) | H22の目標値\n甲(人) | 5⏎(H16) | 6⏎(H17) | 9", "baseline actuals 1"),
    ("指標 | 計画策定時 | 現時点 | 目標値(H31)\n甲(人) | 5 | 6 | 9", "baseline actuals 1"),
    # 参考値 without its mark is an ordinary actual (熊本市), under the group 目標 a target (東京都).
    ("指標 | 参考値(H27) | 実績値(H28) | 目標値(H31)\n甲(人) | 5 | 6 | 9", "actuals 2"),
    ("指標 | 目標 | < | 結果(H28)\n^ | 目標値(H32) | 参考値(H28) | ^\n甲(人) | 9 | 6 | 5", "targets 2"),
]


@pytest.mark.parametrize(("grid", "expected"), AMBIGUOUS)
def test_a_word_with_several_roles_is_settled_by_what_stands_beside_it(grid: str, expected: str) -> None:
    extraction = read("平成28年度 【目標指標1】効果", "効果額", table(grid))
    indicator = only(extraction)
    found = {
        "rates 1": len(indicator.achievement_rates) == 1,
        "ratings 1": len(indicator.ratings) == 1 and not indicator.achievement_rates,
        "expenditure": extraction.projects[0].expenditure is not None and len(indicator.actuals) == 1,
        "actuals 2": len(indicator.actuals) == 2,
        "baseline": indicator.baseline is not None and not indicator.actuals,
        "baseline actuals 1": indicator.baseline is not None and len(indicator.actuals) == 1,
        "targets 2": len(indicator.targets) == 2 and len(indicator.actuals) == 1,
    }
    assert found[expected]


ODD_TABLES = [
    ")",
    "( | 目標値\n【 | 5",
    "指標 | 単位 | 目標値\n甲 | 【 | 5",
    "指標 | 実績値\n | ",
    "< | <\n< | <",
]


@pytest.mark.parametrize("grid", ODD_TABLES)
def test_odd_tables_never_raise(grid: str) -> None:
    made: Table = table(grid.replace("< | <\n< | <", "甲 | <\n^ | ^"))
    read("報告", made)
    assert document(made).blocks


def test_a_grant_form_of_today() -> None:
    # Made up after the shape of デジタル田園都市国家構想交付金 forms; what was done is no indicator.
    grid = """
    交付対象事業の名称 | < | 港にぎわい事業 | < | <
    事業費 | < | 12,345千円 | 交付金の種類 | 推進タイプ
    KPI | 単位 | 申請時 | 1年目(R4) | 2年目(R5)
    KPI① 来場者数 | 人 | 1,000 | 1,200 | 1,350
    KPI② 売上額 | 千円 | 500 | － | 620
    本年度の取組 | < | 体験会を3回開いた。 | < | <
    今後の方針 | < | 継続 | < | <
    """
    extraction = read("令和5年度 効果検証", table(grid))
    (project,) = extraction.projects
    assert [(one.label, one.name) for one in project.indicators] == [("KPI①", "来場者数"), ("KPI②", "売上額")]
    assert [one.baseline and one.baseline.value for one in project.indicators] == [1000, 500000]
    assert [remark.text for remark in [*project.extra, *project.evaluations]] == ["体験会を3回開いた。", "継続"]
    assert project.expenditure is not None
    assert project.expenditure.value == 12345000
    assert codes(extraction) == []


def test_years_of_a_plan_are_told_apart_though_no_calendar_year_is_printed() -> None:
    grid = """
    KPI | 指標名 | 単位 | 1年目 | < | 2年目 | <
    ^ | ^ | ^ | 目標 | 実績 | 目標 | 実績
    KPI① | 登録者数 | 人 | 300 | 284 | 600 | 655
    """
    indicator = only(read("あさぎ町デジタル田園都市国家構想交付金事業 実施報告書", table(grid)))
    assert [(a.raw, a.period_raw, a.fiscal_year) for a in indicator.actuals] == [
        ("284", "1年目", None),
        ("655", "2年目", None),
    ]
    assert [target.status for target in indicator.targets] == ["interim", "final"]


def test_a_second_baseline_of_a_form_is_kept() -> None:
    grid = """
    指標名 | 来場者数 | < | 基準値 | 100人
    区分 | R2年度 | R3年度 | R4年度 | R5年度
    基準値 | 90人 | | |
    実績 | | 120人 | 130人 | 140人
    """
    indicator = only(read("令和5年度", table(grid)))
    assert indicator.baseline is not None
    assert indicator.baseline.raw == "100人"
    assert "90人" in [remark.text for remark in indicator.extra if remark.role == "baseline"]


@pytest.mark.parametrize("mark", ["KPI①", "①", "1.", "■"])
def test_a_heading_that_holds_a_value_is_told(mark: str) -> None:
    line = f"{mark} 観光入込客数 目標値 320千人（H29.3） 実績値 305千人"
    codes = [issue.code for issue in interpret(document("令和4年度 実績報告", line)).issues]
    assert codes[:1] == ["value-in-text"]


@pytest.mark.parametrize(
    "line", ["1 目標値と実績値", "■ 基本目標1 しごと", "【目標指標1】", "2 実績(平成30年度)", "目標 令和6年度"]
)
def test_a_heading_without_a_value_is_not(line: str) -> None:
    assert "value-in-text" not in [issue.code for issue in interpret(document("令和4年度 実績報告", line)).issues]


PLAN_BY_DIRECTION = """
指標名 | 現状値(平成24年度) | 目標値(平成29年度) | 方向性
加入団体数(団体) | 16 | 21 | {first}
火災件数(件) | 27 | 25 | {second}
"""


def test_increase_and_decrease_under_a_heading_of_two_meanings_are_directions() -> None:
    made = table(PLAN_BY_DIRECTION.format(first="増加を目指す", second="減少"))
    (project,) = read("総合計画 成果指標", made).projects
    assert [one.direction for one in project.indicators] == ["increase", "decrease"]
    assert not any(remark.role == "next_step" for one in project.indicators for remark in one.extra)


@pytest.mark.parametrize("second", ["現状維持", "見直し", "減額して継続", "減少したため廃止", "→"])
def test_what_becomes_of_a_project_is_no_direction(second: str) -> None:
    made = table(PLAN_BY_DIRECTION.format(first="増加", second=second))
    extraction = read("総合計画 成果指標", made)
    assert [one.direction for project in extraction.projects for one in project.indicators] == [None, None]
    assert second in extraction.projects[0].model_dump_json()


def test_two_baselines_that_no_heading_tells_apart_are_told() -> None:
    extraction = read("総合計画", table("指標 | 基準値 | 当初値 | 目標値(R6)\n甲(人) | 5 | 6 | 9"))
    assert "undistinguished-values" in codes(extraction)


def test_two_baselines_of_different_years_are_kept_without_a_warning() -> None:
    extraction = read("総合計画", table("指標 | 基準値(H26) | 当初値(H30) | 目標値(R6)\n甲(人) | 5 | 6 | 9"))
    assert "undistinguished-values" not in codes(extraction)
    assert [remark.text for remark in only(extraction).extra if remark.role == "baseline"] == ["6"]


@pytest.mark.parametrize("mark", ["※", "※3", "※*3", " *1", "※1,※2"])
def test_the_mark_of_a_note_behind_the_unit_does_not_hide_it(mark: str) -> None:
    indicator = only(
        read("環境基本計画", table(f"指標 | 現況(H23) | 目標(H32)\n再生利用率(一般廃棄物)【%】{mark} | 81.3 | 100"))
    )
    assert (indicator.name, indicator.unit and indicator.unit.raw) == (f"再生利用率(一般廃棄物){mark.strip()}", "%")
    assert indicator.name_raw == f"再生利用率(一般廃棄物)【%】{mark}"


def test_the_mark_of_a_note_behind_a_bracket_that_is_no_unit_stays() -> None:
    indicator = only(read("環境基本計画", table("指標 | 現況(H23) | 目標(H32)\n再生利用率(一般廃棄物)※3 | 81.3 | 100")))
    assert (indicator.name, indicator.unit) == ("再生利用率(一般廃棄物)※3", None)
