"""Small tables in the layouts of surveyed reports, each read by the one mechanism of heading paths and row labels."""

from __future__ import annotations

import time
from decimal import Decimal

import pytest

from kpi_extract import Extraction, Indicator, Observation, interpret
from kpi_extract.document import Table
from tests.interpretation.building import document, table


def read(*blocks: str | Table) -> Extraction:
    return interpret(document(*blocks))


def only(extraction: Extraction) -> Indicator:
    (indicator,) = [one for project in extraction.projects for one in project.indicators]
    return indicator


def short(observations: list[Observation]) -> list[tuple[object, int | None]]:
    return [
        (
            int(o.value) if o.value is not None and o.value == int(o.value) else o.value or o.missing or o.text,
            o.fiscal_year,
        )
        for o in observations
    ]


def codes(extraction: Extraction, severity: str = "warning") -> list[str]:
    return [issue.code for issue in extraction.issues if issue.severity == severity]


NATIONAL_FORM = """
① | ② | < | ③ | ④ | < | < | < | < | ⑤ | < | ⑥ | ⑦
No | 交付対象事業の名称 | 交付金⏎の種類 | 実績額⏎単位:円 | 本事業における重要業績評価指標(KPI) | < | < | < | < | 本事業終了後における実績値 | < | 外部有識者からの評価 | 今後の方針
^ | ^ | ^ | ^ | 指標 | 指標 | 指標値 | 単位 | 目標月 | 実績値 | 事業効果 | 事業の評価 | ^
1 | 総合戦略策定事業 | 基礎⏎交付 | 9,499,000 | 指標① | - | - | - | - | - | - | - | 事業の継続
2 | シティセールス事業 | 基礎交付 | 1,879,000 | 指標① | 首都圏での認知度 | 6 | % | H28.3 | 7.3 | 効果があった | 有効であった | 事業の継続
^ | ^ | ^ | ^ | 指標② | 番組誘致 | 1 | 番組 | H28.3 | 1 | ^ | ^ | ^
^ | ^ | ^ | ^ | 指標③ | | | | | | ^ | ^ | ^
"""


def test_the_national_form_with_slots_and_a_project_without_indicators() -> None:
    extraction = read("平成27年度 事業実施結果報告", table(NATIONAL_FORM))
    plan, sales = extraction.projects
    assert (plan.label, plan.name, plan.grant, plan.indicators) == ("1", "総合戦略策定事業", "基礎交付", [])
    assert [(one.label, one.name) for one in sales.indicators] == [("指標①", "首都圏での認知度"), ("指標②", "番組誘致")]
    assert sales.expenditure is not None
    assert (sales.expenditure.value, sales.expenditure.unit and sales.expenditure.unit.symbol) == (
        Decimal(1879000),
        "円",
    )
    target = sales.indicators[0].targets[0]
    assert (target.value, target.date, target.fiscal_year) == (Decimal(6), "2016-03", 2015)
    actual = sales.indicators[0].actuals[0]
    assert (actual.value, actual.fiscal_year, actual.date) == (Decimal("7.3"), None, None)
    roles = [remark.role for remark in sales.evaluations]
    assert roles == ["effect_rating", "evaluation", "next_step"]
    assert codes(extraction) == []


def test_targets_and_actuals_stacked_in_rows_under_bare_years() -> None:
    grid = """
    平成(年度) | 17 | 18 | 19
    目標 | - | - | 2,468ヘクタール
    実績 | - | 1,616ヘクタール | 2,210ヘクタール
    目標と実績の比較 | - | - | △258ヘクタール
    """
    extraction = read("改革宣言", "成果指標 加入面積", table(grid))
    indicator = only(extraction)
    assert (indicator.label, indicator.name) == ("成果指標", "加入面積")
    assert indicator.unit is not None
    assert indicator.unit.symbol == "ha"
    assert short(indicator.targets) == [("dash", 2005), ("dash", 2006), (2468, 2007)]
    assert [target.status for target in indicator.targets] == ["interim", "interim", "final"]
    assert short(indicator.actuals) == [("dash", 2005), (1616, 2006), (2210, 2007)]
    assert [remark.text for remark in indicator.extra] == ["-", "-", "△258ヘクタール"]
    assert codes(extraction) == []


def test_dates_in_brackets_under_the_value_and_units_inside_it() -> None:
    grid = """
    | 評価指標 / 目標の内容 | 現状値⏎(現況年度) | 27年度実績 | 目標値⏎(目標年度)
    1 | 認定農業者数を増やします⏎○認定経営体数 | 122経営体⏎(26年度) | 126経営体 | 132経営体⏎(36年度)
    2 | 経営体を増やします⏎○農業経営体数 | 61経営体⏎(22年度) | ― | 74経営体⏎(36年度)
    """
    extraction = read("施策目標の進捗度 平成27年度", table(grid))
    first, second = extraction.projects[0].indicators
    assert (first.label, first.name, first.definition) == ("1", "認定経営体数", "認定農業者数を増やします")
    assert first.baseline is not None
    assert short([first.baseline, *first.actuals, *first.targets]) == [(122, 2014), (126, 2015), (132, 2024)]
    assert short(second.actuals) == [("dash", 2015)]
    assert codes(extraction) == []
    assert set(codes(extraction, "info")) == {"era-inferred", "era-overflow"}


def test_a_bare_year_without_any_era_is_said() -> None:
    extraction = read("進捗", table("指標名 | 26年度実績 | 目標値\n来所者数 | 12人 | 15人"))
    actual = only(extraction).actuals[0]
    assert (actual.value, actual.fiscal_year, actual.issues) == (Decimal(12), None, ["era-unknown"])
    assert codes(extraction) == ["era-unknown"]


def test_a_narrative_row_and_a_vertical_label_make_no_indicator() -> None:
    grid = """
    重要業績評価指標(KPI) | 指 標 名 | 現状値⏎(H26) | H27 | < | < | 目標値⏎(H31)
    ^ | ^ | ^ | 実績 | 改善・悪化 | 達成度 | ^
    ^ | 年間被害額(千円) | 22,585 | 20,563 | ○ | A | 20,000
    ≪成果と見直し≫ 減りました。 | < | < | < | < | < | <
    | 栽培の面積(ha) | 22.6 | 24.6 | ○ | B | 35.0
    """
    damage, area = read("総合戦略 平成27年度", table(grid)).projects[0].indicators
    assert (damage.name, damage.unit and damage.unit.symbol) == ("年間被害額", "円")
    assert short(damage.actuals) == [(20563000, 2015)]
    assert [rating.text for rating in damage.ratings] == ["○", "A"]
    assert [remark.text for remark in damage.extra] == ["≪成果と見直し≫ 減りました。"]
    assert (area.name, area.unit and area.unit.symbol) == ("栽培の面積", "ha")


def test_crossing_roles_are_a_conflict_and_never_a_wrong_year() -> None:
    grid = """
    | H27 | 目標値(H31)
    実績値 | 8 | 12
    """
    extraction = read("KPI 新規プロジェクト数", table(grid))
    conflicting = [o for o in only(extraction).actuals if "role-conflict" in o.issues]
    assert [(o.value, o.fiscal_year) for o in conflicting] == [(Decimal(12), None)]


def test_several_measures_split_only_with_their_units() -> None:
    grid = "指標 | 目標値 | 単位 | R4年度実績\n講座と参加者 | 200・4,000 | 回・人 | 144・4,055\n利用企業 | 1 | 社・団体 | 1"
    times, people, companies = read("令和4年度", table(grid)).projects[0].indicators
    assert [(one.name, one.unit and one.unit.symbol, one.actuals[0].part) for one in (times, people)] == [
        ("講座と参加者", "回", "a"),
        ("講座と参加者", "人", "b"),
    ]
    assert short(people.targets + people.actuals) == [(4000, None), (4055, 2022)]
    assert companies.unit is not None
    assert companies.unit.symbol == "社・団体"


def test_an_unused_slot_is_no_indicator_but_one_with_content_is_said() -> None:
    grid = "指標 | 目標値 | R4年度実績\n | | \n- | - | -\n | 5 | 6"
    extraction = read("令和4年度", table(grid))
    assert only(extraction).name == ""
    assert codes(extraction) == ["unused-slot-with-content"]


def test_letters_beside_cells_are_no_indicators_where_nothing_else_is_a_heading() -> None:
    extraction = read("令和4年度", table("1 | 2 | 2\nA | B | AB"))
    assert not any(project.indicators for project in extraction.projects)
    assert codes(extraction) == ["table-without-indicators"]


def test_numbers_under_an_unknown_heading_are_extra_and_said() -> None:
    grid = "指標 | 目標値 | 謎の欄 | R4年度実績\n来所者数 | 5 | 77 | 6"
    extraction = read("令和4年度", table(grid))
    assert [(remark.heading, remark.text) for remark in only(extraction).extra] == [("謎の欄", "77")]
    assert codes(extraction) == ["column-without-role"]


def test_a_table_of_numbers_without_a_header_is_said() -> None:
    extraction = read("令和4年度", table("来所者数 | 5 | 77 | 6\n移住者数 | 1 | 2 | 3"))
    assert codes(extraction) == ["table-without-indicators"]
    assert codes(extraction, "error") == ["no-kpi"]


def test_a_list_of_projects_makes_no_projects() -> None:
    assert read("目次", table("NO. | 事業の名称 | ページ\n1 | 策定事業 | 3\n2 | 観光事業 | 5")).projects == []


@pytest.mark.parametrize("order", [(0, 1, 2, 3, 4), (4, 3, 2, 1, 0), (2, 0, 4, 1, 3)])
def test_the_order_of_columns_does_not_matter(order: tuple[int, ...]) -> None:
    columns = [
        ("指標", "来所者数"),
        ("目標値", "2,300"),
        ("単位", "件"),
        ("年月", "R5.3"),
        ("R4年度実績", "2,026"),
    ]
    grid = "\n".join(" | ".join(columns[index][line] for index in order) for line in (0, 1))
    indicator = only(read("令和4年度", table(grid)))
    assert indicator.unit is not None
    assert (indicator.name, indicator.unit.symbol) == ("来所者数", "件")
    assert short(indicator.targets + indicator.actuals) == [(2300, 2022), (2026, 2022)]


@pytest.mark.parametrize(
    ("heading", "unit"), [("出荷額【百万円】", "百万円"), ("社会増減(人)", "人"), ("企業数(社・団体)", "社・団体")]
)
def test_a_unit_in_the_brackets_of_the_name(heading: str, unit: str) -> None:
    indicator = only(read("令和4年度", table(f"指標 | 目標値\n{heading} | 12")))
    assert indicator.unit is not None
    assert (indicator.unit.raw, indicator.name) == (unit, heading[: -len(unit) - 2])
    assert indicator.name_raw == heading


def test_a_value_merged_over_two_indicators_is_inherited_by_both() -> None:
    first, second = (
        read("令和4年度", table("指標 | 目標値 | R4年度実績\n甲 | 5 | -\n乙 | 6 | ^")).projects[0].indicators
    )
    assert [(one.actuals[0].missing, one.actuals[0].inherited) for one in (first, second)] == [("dash", True)] * 2
    assert not first.targets[0].inherited


def test_a_rate_neither_takes_nor_gives_the_indicators_unit() -> None:
    # Found by trying: 80.0 under 達成率(%) became 80000 beside a unit cell 千円.
    grid = "指標 | 単位 | 目標値 | R5年度実績 | 達成率(%)\n出荷額 | 千円 | 2,000 | 1,600 | 80.0"
    indicator = only(read("令和5年度", table(grid)))
    assert short(indicator.actuals) == [(1600000, 2023)]
    (rate,) = indicator.achievement_rates
    assert (rate.value, rate.unit and rate.unit.symbol) == (Decimal("80.0"), "%")


def test_a_rate_printed_with_its_sign_is_no_unit_conflict() -> None:
    grid = "指標 | 目標値 | R5年度実績 | 達成率\n相談件数(件) | 100 | 85 | 85%"
    extraction = read("令和5年度", table(grid))
    assert only(extraction).unit is not None
    assert only(extraction).unit.symbol == "件"  # type: ignore[union-attr]
    assert codes(extraction) == []


def test_a_forecast_in_the_brackets_of_the_year() -> None:
    grid = "指標 | 目標値 | R4年度実績 | R5年度(見込)\n転入者数 | 1,500人 | 1,300人 | 1,350人"
    statuses = [actual.status for actual in only(read("令和5年度", table(grid))).actuals]
    assert statuses == [None, "forecast"]


@pytest.mark.parametrize(
    "grid",
    [
        "指標 | R4目標 | R4実績 | R5目標 | R5実績\n来場者数(人) | 100 | 90 | 120 | ",
        "指標 | R4年度 | < | R5年度 | <\n^ | 目標 | 実績 | 目標 | 実績\n来場者数(人) | 100 | 90 | 120 | ",
        "区分 | 指標 | R4年度 | R5年度\n目標 | 来場者数(人) | 100 | 120\n実績 | ^ | 90 | ",
    ],
)
def test_yearly_targets_before_the_last_are_interim(grid: str) -> None:
    indicator = only(read("報告", table(grid)))
    assert short(indicator.targets) == [(100, 2022), (120, 2023)]
    assert [target.status for target in indicator.targets] == ["interim", "final"]
    assert short(indicator.actuals) == [(90, 2022), ("blank", 2023)]


def test_bare_year_headings_hold_actuals_with_an_info_only() -> None:
    grid = "指標 | 基準値(R2) | 目標値(R6) | R4年度 | R5年度\n満足度 | 55.5% | 70% | 60.1% | -"
    extraction = read("令和5年度", table(grid))
    assert [(o.fiscal_year, o.issues) for o in only(extraction).actuals] == [
        (2022, ["role-assumed"]),
        (2023, ["role-assumed"]),
    ]
    assert codes(extraction) == []


def test_a_second_baseline_is_not_lost() -> None:
    grid = "指標 | 基準値(H26) | 基準値(R1) | 目標値\n来場者数(人) | 100 | 90 | 120"
    indicator = only(read("報告", table(grid)))
    assert indicator.baseline is not None
    assert indicator.baseline.raw == "100"
    assert [(remark.role, remark.text, remark.fiscal_year) for remark in indicator.extra] == [("baseline", "90", 2019)]


def test_a_ditto_mark_takes_the_value_above() -> None:
    first, second = read("報告", table("指標 | 目標値(R6)\n甲 | 50人\n乙 | 〃")).projects[0].indicators
    target = second.targets[0]
    assert (target.raw, target.value, target.inherited) == ("〃", first.targets[0].value, True)
    assert set(target.issues) == {"ditto", "fiscal-year-assumed"}


LONG_TABLES = {
    "projects": ("事業名 | 指標 | 目標値 | 実績値", "事業{i} | 指標{i}の数 | {i} | {i}1"),
    "row labels": ("指標 | 区分 | R1年度 | R2年度", "指標{i}の数 | 目標値 | {i} | {i}1\n^ | 実績値 | {i} | {i}2"),
    "narratives": ("指標 | 目標値 | 実績値", "指標{i}の数 | {i} | {i}1\n指標{i}は順調に推移しています。 | < | <"),
    "repeated headers": ("指標 | 目標値 | 実績値", "指標{i}の数 | {i} | {i}1\n指標 | 目標値 | 実績値"),
}


@pytest.mark.parametrize("name", LONG_TABLES)
def test_a_long_table_takes_linear_time(name: str) -> None:
    """A table of a whole report is joined into one: nothing may be done for all of its rows in each of them."""
    header, rows = LONG_TABLES[name]

    def seconds(count: int) -> float:
        blocks = document(table("\n".join([header, *(rows.format(i=i) for i in range(1, count + 1))])))
        begin = time.process_time()
        extraction = interpret(blocks)
        took = time.process_time() - begin
        assert sum(len(project.indicators) for project in extraction.projects) == count
        return took

    short = seconds(300)
    # Quadratic work would be 64 times as long.
    assert seconds(2400) < max(0.5, 20 * short)


GRANT_SHEET = """
交付対象事業の名称 | 関係人口創出プロジェクト | < | < | < | < | <
総事業費 | 45,600千円 | < | 交付金額 | 22,800千円 | < | <
KPI | < | 事業開始前 | R3年度 | R4年度 | 令和5年度～令和6年度 | <
^ | ^ | ^ | 1年目増加分 | 2年目増加分 | 3年目増加分 | 4年目増加分
KPI① 居住者数(人) | 目標 | 12 | 5 | 8 | 10 | 11
^ | 実績 | ^ | 3 | 9 | - | -
"""


def test_a_year_of_the_plan_does_not_hide_the_fiscal_year_above_it() -> None:
    extraction = read(table(GRANT_SHEET))
    assert short(only(extraction).actuals) == [(3, 2021), (9, 2022), ("dash", None), ("dash", None)]
    assert short(only(extraction).targets) == [(5, 2021), (8, 2022), (10, None), (11, None)]
    (project,) = extraction.projects
    assert project.expenditure is not None
    assert project.expenditure.value == Decimal(45_600_000)
    assert [(one.heading, one.text) for one in project.extra] == [("交付金額", "22,800千円")]


EVALUATION_SHEET = """
指標区分 | 指標名 | 単位 | | R2 | R3
活動指標 | 派遣人数 | 人 | 計画 | 2 | 2
 | | | 実績 | 1 | 2
事業費 | (千円) | | 予算 | 4,200 | 4,300
 | | | 決算 | 3,980 | 4,120
"""


def test_money_below_the_indicators_of_a_sheet_is_none_of_them() -> None:
    extraction = read("事務事業名 救急救命士養成事業", table(EVALUATION_SHEET, merges_lost=True))
    assert only(extraction).name == "派遣人数"
    (project,) = extraction.projects
    assert [(one.heading, one.text) for one in project.extra] == [
        ("指標名", "(千円)"),
        ("指標区分", "事業費"),
        ("予算 › R2", "4,200"),
        ("予算 › R3", "4,300"),
        ("決算 › R2", "3,980"),
        ("決算 › R3", "4,120"),
    ]


def test_a_name_that_is_only_a_unit_is_told() -> None:
    extraction = read(table("指標 | R2実績 | R3実績\n(千円) | 3 | 4"))
    assert codes(extraction) == ["unused-slot-with-content"]


STACKED = """
KPI | 基準値 | 2020年度 | 2021年度
誘致企業数（件） | 2件(2018年度) | 3 | 5
^ | ^ | 2 | -
創業者数（人） | 21人(2018年度) | 25 | 30
^ | ^ | 18 |
"""


@pytest.mark.parametrize(
    "legend",
    [
        "(上段：目標値、下段：実績値)",
        "※上段は目標値、下段は実績値を示す。",
        "上段:目標 下段:実績",
        "目標値（上段）・実績値（下段）",
        "2 KPI一覧(上段/目標値 下段/実績値)",
    ],
)
def test_a_legend_says_what_stands_above_and_below(legend: str) -> None:
    for extraction in (read(legend, table(STACKED)), read(table(STACKED), legend)):
        first, second = [one for project in extraction.projects for one in project.indicators]
        assert (short(first.targets), short(first.actuals)) == ([(3, 2020), (5, 2021)], [(2, 2020), ("dash", 2021)])
        assert (short(second.targets), short(second.actuals)) == (
            [(25, 2020), (30, 2021)],
            [(18, 2020), ("blank", 2021)],
        )
        assert second.baseline is not None
        assert second.baseline.value == 21
        assert codes(extraction) == []
        assert (
            all("上段" not in one for project in extraction.projects for one in project.category) or "2 KPI" in legend
        )


def test_a_legend_for_figures_above_each_other_in_one_cell() -> None:
    text = "指標名 | 単位 | R3 | R4\n公園面積 | ha | 30⏎31 | 30⏎-\n道路延長 | km | 5⏎4 | 6⏎5.5"
    extraction = read("(上段:目標、下段:実績)", table(text))
    first, second = extraction.projects[0].indicators
    assert (short(first.targets), short(first.actuals)) == ([(30, 2021), (30, 2022)], [(31, 2021), ("dash", 2022)])
    assert (short(second.targets), short(second.actuals)) == (
        [(5, 2021), (6, 2022)],
        [(4, 2021), (Decimal("5.5"), 2022)],
    )


@pytest.mark.parametrize("legend", ["", "(上段:全国、下段:本市)", "(上段:目標値、下段:目標値)", "石段を整備する。"])
def test_rows_that_no_legend_tells_apart_are_flagged(legend: str) -> None:
    extraction = read(legend, table(STACKED))
    assert "undistinguished-values" in codes(extraction)
    assert all(not one.targets for project in extraction.projects for one in project.indicators)


def test_a_word_over_years_that_says_only_that_they_are_years_takes_no_values() -> None:
    text = "指標名 | 単位 | 年度別の状況 | <\n^ | ^ | R3 | R4\nごみ排出量 | g | 915 | 910"
    assert short(only(read(table(text))).actuals) == [(915, 2021), (910, 2022)]


FORM_WITH_YEARS = """
施策名 | 1-2 地域福祉の推進 | < | < | <
成果指標 | ① ボランティア登録者数（人） | < | < | <
^ | | R2 | R3 | R7(目標)
^ | 計画値 | 520 | 540 | 620
^ | 実績値 | 489 | 495 |
成果指標 | ② 民生委員充足率（％） | < | < | <
^ | | R2 | R3 | R7(目標)
^ | 計画値 | 100.0 | 100.0 | 100.0
^ | 実績値 | 96.5 | 95.0 |
評価 | B | < | < | <
"""


def test_a_label_beside_a_name_and_beside_its_years_names_the_indicator_once() -> None:
    (project,) = read(table(FORM_WITH_YEARS)).projects
    assert [one.name for one in project.indicators] == ["ボランティア登録者数", "民生委員充足率"]
    assert [short(one.actuals)[:2] for one in project.indicators] == [
        [(489, 2020), (495, 2021)],
        [(Decimal("96.5"), 2020), (95, 2021)],
    ]


def test_names_beside_the_word_year_over_rows_that_say_their_roles() -> None:
    text = "年度 | 申請率(%) | 導入業務数\n現状(R2) | 12.0 | 3業務\nR3実績 | 18.3 | 8業務\nR7目標 | 60 | 30業務"
    first, second = read(table(text)).projects[0].indicators
    assert (first.name, short(first.actuals), short(first.targets)) == (
        "申請率",
        [(Decimal("18.3"), 2021)],
        [(60, 2025)],
    )
    assert (second.name, short(second.actuals)) == ("導入業務数", [(8, 2021)])
    plain = "年度 | 歳入 | 歳出\nR3 | 18.3 | 8\nR4 | 60 | 30"
    assert read(table(plain)).projects == []


def test_names_and_years_alone_are_no_indicators_where_nothing_says_that_they_are_measured() -> None:
    budget = table("款 別 | 令和4年度 | 令和5年度\n1.市税 | 46,460 | 47,000\n2.地方譲与税 | 678 | 680")
    extraction = read("予算説明書", "(歳入)", budget)
    assert extraction.projects == []
    assert "table-without-indicators" in codes(extraction)
    assert len(read("予算説明書", "数値目標", budget).projects[0].indicators) == 2


def test_figures_under_years_without_any_name_are_no_indicator() -> None:
    extraction = read(table("2021 | 2022 | 2023\n99 | 98 | 97"))
    assert extraction.projects == []
    assert "table-without-indicators" in codes(extraction)


def test_a_heading_above_a_table_without_values_names_no_indicator() -> None:
    text = "事業名 | 担当課 | 区分\n市民講座 | 生涯学習課 | 継続"
    extraction = read("第2表 債務負担行為", table(text))
    assert [one for project in extraction.projects for one in project.indicators] == []


def test_a_word_of_two_meanings_in_the_brackets_of_a_year_is_the_role_of_its_values() -> None:
    text = "KPI | H26(現状) | H29 | H31(目標)\n従業者数(人) | 3,420 | 3,501 | 3,600"
    one = only(read("総合戦略 KPI", table(text)))
    assert one.baseline is not None
    assert (one.baseline.value, one.baseline.fiscal_year) == (Decimal(3420), 2014)
    assert (short(one.actuals), short(one.targets)) == ([(3501, 2017)], [(3600, 2019)])


def test_of_two_targets_in_one_fiscal_year_the_earlier_month_is_interim() -> None:
    text = "指標 | R6.9末 | < | R7.3末⏎目標\n^ | 目標 | 実績 | ^\n会員数（人） | 150 | 163 | 200"
    one = only(read("KPI", table(text)))
    assert [(target.value, target.date, target.status) for target in one.targets] == [
        (Decimal(150), "2024-09", "interim"),
        (Decimal(200), "2025-03", "final"),
    ]


def test_a_name_over_two_columns_is_no_definition_of_itself() -> None:
    text = "指標名 | < | R3実績\n担い手への集積率（％） | < | 56.0"
    assert only(read("KPI", table(text))).definition is None


def test_values_in_words_that_are_not_read_are_told() -> None:
    text = "KPI | 当初値 | 目標・実績\n関係人口 | 1,020人(R4) | R6目標 1,500人⏎R6実績 1,610人"
    extraction = read(table(text))
    assert codes(extraction) == ["column-without-role"]
    assert [remark.text for remark in only(extraction).extra] == ["R6目標 1,500人R6実績 1,610人"]


def test_words_under_a_group_are_a_row_of_the_header_whatever_they_say() -> None:
    text = "KPI | R4実績 | R5実績 | <\n^ | ^ | 上期 | 下期\n相談件数（件） | 120 | 70 | 88"
    extraction = read(table(text))
    assert only(extraction).name == "相談件数"
    assert short(only(extraction).actuals) == [(120, 2022)]
    assert codes(extraction) == ["column-without-role", "column-without-role"]
    assert [remark.heading for remark in only(extraction).extra] == ["R5実績 › 上期", "R5実績 › 下期"]


def test_a_date_beside_the_latest_value_dates_it_and_not_the_target() -> None:
    text = "指標 | 目標値（R7） | 最新値（R5） | 最新値の時点\nごみ排出量(g) | 850 | 907 | R4年度\n満足度(%) | 70 | 63 | R5.8"
    first, second = read("数値目標", table(text)).projects[0].indicators
    assert (short(first.targets), short(first.actuals)) == ([(850, 2025)], [(907, 2022)])
    assert (second.targets[0].fiscal_year, second.targets[0].date) == (2025, None)
    assert (second.actuals[0].fiscal_year, second.actuals[0].date) == (2023, "2023-08")


def test_western_years_without_a_word_for_it() -> None:
    text = "指標名 | 2021 | 2022 | 目標(2025) | 単位\nCO2排出量 | 123.4 | 120.1 | 100.0 | 千t"
    one = only(read("目標", table(text)))
    assert short(one.actuals) == [(123400, 2021), (120100, 2022)]
    assert short(one.targets) == [(100000, 2025)]
    assert all("fiscal-year-assumed" in value.issues for value in (*one.actuals, *one.targets))


def test_a_date_of_something_else_does_not_move_a_dated_target() -> None:
    text = "指標 | 目標値（R7） | 実績値（R5） | 調査時期\n満足度(%) | 70 | 63 | R5.8"
    one = only(read("数値目標", table(text)))
    assert (one.targets[0].fiscal_year, one.targets[0].date) == (2025, None)
    assert [(remark.heading, remark.text) for remark in one.extra] == [("調査時期", "R5.8")]


def test_the_unit_of_an_amount_may_stand_in_the_label_of_its_row() -> None:
    text = "事業費 | 区分 | R3決算 | R5予算\n^ | 事業費(千円) | 4,120 | 4,400"
    (project,) = read(
        "事業名 交通安全対策事業", table("成果指標 | R3 | 単位\n事故件数 | 412 | 件"), table(text)
    ).projects
    assert project.budget is not None
    assert project.budget.value == Decimal(4_400_000)


def test_an_amount_without_any_unit_is_told() -> None:
    text = "事業名 | 予算額 | 指標 | 目標値\n市民講座 | 1,200 | 参加者数 | 30人"
    extraction = read(table(text))
    (project,) = extraction.projects
    assert project.budget is not None
    assert (project.budget.value, project.budget.unit, project.budget.issues) == (Decimal(1200), None, ["unit-missing"])
    assert codes(extraction) == ["unit-missing"]
    assert codes(read(table(text.replace("予算額", "予算額(千円)")))) == []


def test_the_accounts_of_a_year_are_results_beside_a_target_and_money_beside_a_budget() -> None:
    ratio = "項目 | 計画値(R7) | R3決算 | R4決算\n経常収支比率 | 90.0%以下 | 88.9% | 91.2%"
    assert short(only(read("財政の目標", table(ratio))).actuals) == [(Decimal("88.9"), 2021), (Decimal("91.2"), 2022)]
    money = "事業名 | 指標 | 目標値 | R4予算(千円) | R4決算(千円)\n講座 | 参加者数 | 30人 | 1,200 | 1,150"
    (project,) = read(table(money)).projects
    assert project.expenditure is not None
    assert project.expenditure.value == Decimal(1_150_000)
    assert project.indicators[0].actuals == []


def test_what_was_done_in_a_year_is_no_category() -> None:
    text = "基本目標 | KPI | 令和3年度 | < | 令和4年度 | <\n^ | ^ | 実績値 | 主な取組 | 実績値 | 主な取組\n1 産業 | 創業件数 | 15 | 塾を開催 | 19 | 補助金"
    (project,) = read(table(text)).projects
    assert project.category == ["1 産業"]
    assert [(one.heading, one.text, one.fiscal_year) for one in only(read(table(text))).extra] == [
        ("令和3年度 › 主な取組", "塾を開催", 2021),
        ("令和4年度 › 主な取組", "補助金", 2022),
    ]


def test_money_named_among_indicators_is_none() -> None:
    text = "KPI | 単位 | 目標値 | 実績値\n利用者数 | 人 | 1,000 | 1,340\n事業費 | 千円 | 8,200 | 8,100"
    extraction = read("事業名 湖畔エリア魅力向上事業", table(text))
    assert only(extraction).name == "利用者数"
    assert "8,100" in [remark.text for remark in extraction.projects[0].extra]


@pytest.mark.parametrize("name", ["雇用者数（人）【累計】", "雇用者数(人)（累計）", "雇用者数（累計）（人）"])
def test_unit_and_basis_in_two_brackets_of_a_name(name: str) -> None:
    one = only(read(table(f"指標名 | 基準値 | R6目標\n{name} | 0 | 150")))
    assert one.unit is not None
    assert one.unit.symbol == "人"
    assert one.name in ("雇用者数【累計】", "雇用者数（累計）")
    assert [value.basis for value in one.targets] == ["cumulative"]


def test_a_heading_for_project_and_department() -> None:
    text = "事業名／担当課 | 指標 | R4目標\n空き家活用事業⏎（住宅政策課） | 件数 | 10件"
    (project,) = read(table(text)).projects
    assert (project.name, project.department) == ("空き家活用事業", "住宅政策課")
