"""What is no restated result, however much it looks like one; which of several is which; every kind of edit."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kpi_extract import Extraction, Indicator, Observation
from kpi_extract.comparing.differences import compare
from kpi_extract.comparing.ordering import Report, publishers
from kpi_extract.comparing.panel import panel
from kpi_extract.records import Issue, Project, Unit
from tests.test_comparing import _SEARCHABLE, kpi, report, short, town

人 = Unit(raw="人", symbol="人", dimension="count")
千円 = Unit(raw="千円", symbol="円", multiplier=Decimal(1000), dimension="money")
円 = Unit(raw="円", symbol="円", dimension="money")


def seen(raw: str, value: str | None = None, year: int | None = 2021, **more: Any) -> Observation:
    return Observation(raw=raw, value=Decimal(value) if value else None, fiscal_year=year, **more)


def one(actual: Observation | None = None, *, unit: Unit | None = 人, **more: Any) -> Indicator:
    return kpi("利用者数", unit=unit, **{"actuals": [actual] if actual else [], **more})


def changes(before: Indicator, after: Indicator, years: tuple[int | None, int | None] = (2021, 2022)) -> list[Any]:
    return short(town("012068", years[0], before), town("012068", years[1], after))


# --- one value printed in two ways ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        # The unit alone has changed, or is printed now.
        (one(seen("96", "96")), one(seen("96", "96"), unit=None), [("unit-changed", "人", None)]),
        (
            one(seen("96", "96")),
            one(seen("96", "96"), unit=Unit(raw="件", symbol="件", dimension="count")),
            [("unit-changed", "人", "件")],
        ),
        (
            one(seen("96", "96000"), unit=千円),
            one(seen("96,000", "96000"), unit=円),
            [("unit-changed", "千円", "円")],
        ),
        # 96 thousand is 96,250 in fewer digits; 97 thousand is not.
        (
            one(seen("96", "96000"), unit=千円),
            one(seen("96,250", "96250"), unit=円),
            [("unit-changed", "千円", "円"), ("printed-otherwise", "96", "96,250")],
        ),
        (
            one(seen("98", "98000"), unit=千円),
            one(seen("96,250", "96250"), unit=円),
            [("unit-changed", "千円", "円"), ("result-restated", "98", "96,250")],
        ),
        (one(seen("57.1", "57.1")), one(seen("57.12", "57.12")), [("printed-otherwise", "57.1", "57.12")]),
        (one(seen("57.10", "57.1")), one(seen("57.12", "57.12")), [("result-restated", "57.10", "57.12")]),
        # 以上 that one of them says in its heading is no other value.
        (
            one(seen("30以上", "30", comparator="at_least")),
            one(seen("30", "30")),
            [("printed-otherwise", "30以上", "30")],
        ),
        # Another basis is another thing.
        (one(seen("5", "5")), one(seen("25", "25", basis="cumulative")), [("basis-changed", "5", "25")]),
        # What was expected to be replaced is not restated.
        (one(seen("5", "5", status="forecast")), one(seen("7", "7")), [("estimate-replaced", "5", "7")]),
        (one(seen("5", "5", status="preliminary")), one(seen("7", "7")), [("estimate-replaced", "5", "7")]),
        (one(seen("5", "5", status="reference")), one(seen("7", "7")), []),
        # A month in the year is of that year; two months of one year are two times.
        (one(seen("5", "5", date="2022-03")), one(seen("7", "7")), [("result-restated", "5", "7")]),
        (one(seen("5", "5", date="2021-09")), one(seen("7", "7", date="2022-03")), []),
        # A value that has become a word, and a dash that has become a blank.
        (one(seen("5", "5")), one(seen("策定", text="策定")), [("result-restated", "5", "策定")]),
        (one(seen("-", missing="dash")), one(seen("", missing="blank")), []),
        # Last year's actual is this year's baseline.
        (one(seen("5", "5")), one(baseline=seen("7", "7")), [("result-restated", "5", "7")]),
        (one(seen("5", "5")), one(baseline=seen("5", "5")), []),
    ],
)
def test_what_counts_as_restated(before: Indicator, after: Indicator, expected: list[Any]) -> None:
    assert changes(before, after) == expected


@pytest.mark.parametrize(("years", "expected"), [((2021, 2022), []), ((None, None), []), ((2022, 2022), ["x"])])
def test_undated_values_are_of_one_time_only_in_reports_about_one_year(years: Any, expected: list[str]) -> None:
    before = one(seen("5", "5", None), baseline=seen("50", "50", None), targets=[seen("9", "9", None, status="final")])
    after = one(seen("7", "7", None), baseline=seen("70", "70", None), targets=[seen("8", "8", None, status="final")])
    found = [("result-restated", "50", "70"), ("target-revised", "9", "8"), ("result-restated", "5", "7")]
    assert changes(before, after, years) == (found if expected else [])


def target(value: str, year: int, status: Any = "final") -> Observation:
    return seen(value, value, year, status=status)


def test_a_target_that_moves_along_with_the_report_is_not_revised() -> None:
    before, after = one(targets=[target("5", 2021)]), one(targets=[target("6", 2022)])
    assert changes(before, after) == []
    later = one(targets=[target("6", 2025)])
    assert changes(before, later) == [("target-rescheduled", "5 (2021)", "6 (2025)")]


def test_a_last_target_that_is_no_longer_the_last_keeps_its_year() -> None:
    before = one(targets=[target("5", 2024, "interim"), target("6", 2025)])
    after = one(targets=[target("5", 2024, "interim"), target("6", 2025, "interim"), target("7", 2026)])
    assert changes(before, after) == []


def test_the_old_target_that_is_printed_beside_the_new_one_hides_no_revision() -> None:
    after = one(targets=[target("5", 2025, "superseded"), target("8", 2025)])
    assert changes(one(targets=[target("5", 2025)]), after) == [("target-revised", "5", "8")]


def test_several_values_of_one_time_are_told_and_not_guessed() -> None:
    before = one(actuals=[seen("5", "5"), seen("6", "6")])
    assert changes(before, one(actuals=[seen("6", "6"), seen("5", "5")])) == []
    assert changes(before, one(actuals=[seen("5", "5"), seen("9", "9")])) == [("result-restated", "6", "9")]
    assert changes(before, one(actuals=[seen("8", "8"), seen("9", "9")])) == [("values-unclear", "5 / 6", "8 / 9")]


# --- which is which -----------------------------------------------------------------------------------------------------


def test_a_common_name_in_another_project_is_another_indicator() -> None:
    before = town(None, 2021, kpi("参加者数", 5, 6), name="子育てひろば事業")
    after = town(None, 2022, kpi("参加者数", 90, 95), name="観光案内人養成講座")
    assert sorted(kind for kind, *_ in short(before, after)) == [
        *("indicator-added", "indicator-gone", "project-added", "project-gone"),
    ]


def test_headings_that_changed_above_a_name_that_is_alone_are_no_other_indicator() -> None:
    def under(heading: str, *indicators: Indicator) -> Extraction:
        project = Project(category=[heading], indicators=list(indicators))
        return town(None, 2022).model_copy(update={"projects": [project]})

    before, after = under("しごとをつくる", kpi("農業産出額", 5)), under("魅力ある雇用", kpi("農業産出額", 8))
    assert short(before, after) == [("result-restated", "5", "8")]
    twice = under("魅力ある雇用", kpi("農業産出額", 8), kpi("農業産出額", 9))
    assert "result-restated" not in {kind for kind, *_ in short(before, twice)}


def test_one_of_two_with_one_name_that_is_gone_takes_no_other_with_it() -> None:
    first, second = kpi("参加者数", 12, 15), kpi("参加者数", 700, 810)
    (change,) = compare(town(None, 2021, first, second), town(None, 2022, second)).changes
    assert (change.kind, change.before) == ("indicator-gone", "/projects/0/indicators/0")
    (change,) = compare(town(None, 2021, second), town(None, 2022, first, second)).changes
    assert (change.kind, change.after) == ("indicator-added", "/projects/0/indicators/0")


def test_two_that_nothing_tells_apart_are_no_difference_while_they_say_the_same() -> None:
    before = town(None, 2021, kpi("待機児童数", 0, 0), kpi("待機児童数", 0, 0))
    assert short(before, before) == []
    after = town(None, 2022, kpi("待機児童数", 3, 4), kpi("待機児童数", 5, 6))
    assert short(before, after) == [("indicator-unclear", "待機児童数 / 待機児童数", "待機児童数 / 待機児童数")]


def test_one_small_number_makes_no_other_name_the_same() -> None:
    kinds = [kind for kind, *_ in changes(kpi("移住者数", 1), kpi("講座の開催数", 1))]
    assert kinds == ["indicator-added", "indicator-gone"]


def test_a_count_of_something_else_is_not_proposed() -> None:
    unit = Unit(raw="件", symbol="件", dimension="count")
    kinds = [kind for kind, *_ in changes(kpi("移住相談者数", 120, 135), kpi("移住相談件数", 120, 135, unit=unit))]
    assert kinds == ["indicator-added", "indicator-gone"]


def test_a_year_in_the_name_moves_along() -> None:
    found = compare(
        town(None, 2021, kpi("来館者数(令和3年度)", 1)), town(None, 2022, kpi("来館者数(令和4年度)", 5, first=2022))
    ).changes
    assert [(change.kind, change.score) for change in found] == [("indicator-renamed", 1.0)]


def test_the_parts_of_a_row_are_not_mixed_up() -> None:
    def part(letter: str, *values: int) -> Indicator:
        made = kpi("講座", *values)
        return made.model_copy(update={"actuals": [each.model_copy(update={"part": letter}) for each in made.actuals]})

    before = town(None, 2021, part("a", 200), part("b", 4055))
    assert short(before, town(None, 2022, part("a", 200, 210), part("b", 4055, 4100))) == []
    assert short(before, town(None, 2022, part("b", 4060), part("a", 200))) == [("result-restated", "4055", "4060")]


# --- what a change carries ----------------------------------------------------------------------------------------------


def test_doubts_about_a_value_and_its_unit_go_along_and_notes_do_not() -> None:
    def with_issue(value: str) -> Extraction:
        actual = seen(value, value, issues=["fiscal-year-assumed"])
        issues = [
            Issue(code="fiscal-year-assumed", severity="info", message="", hint="", field="actuals/0", indicator="/projects/0/indicators/0"),
            Issue(code="unit-conflict", severity="warning", message="", hint="", field="unit", indicator="/projects/0/indicators/0"),
        ]  # fmt: skip
        return town(None, 2021, one(actual)).model_copy(update={"issues": issues})

    (change,) = compare(with_issue("5"), with_issue("6")).changes
    assert (change.kind, change.severity, change.issues) == ("result-restated", "warning", ("unit-conflict",))
    assert (change.before, change.after) == ("/projects/0/indicators/0/actuals/0",) * 2


def test_changes_of_a_proposed_link_carry_its_score() -> None:
    found = compare(
        town(None, 2021, kpi("SNSの発信への反応の数", 8071, 6626, 5120)),
        town(None, 2022, kpi("SNS発信への反応数", 8071, 6626, 5125)),
    ).changes
    assert [change.kind for change in found] == ["indicator-renamed", "result-restated"]
    assert found[0].score == found[1].score
    assert found[0].score is not None
    assert found[0].score < 1


# --- the panel ----------------------------------------------------------------------------------------------------------


def rows(*several: Extraction) -> list[dict[str, Any]]:
    return list(panel(publishers([Report(str(number), each) for number, each in enumerate(several)])))


def test_the_panel_marks_as_restated_what_diff_does() -> None:
    before, after = one(seen("96", "96"), unit=None), one(seen("96", "96"))
    assert not any(row["restated"] for row in rows(town(None, 2021, before), town(None, 2022, after)))
    forecast = one(seen("90", "90", status="forecast"))
    found = rows(town(None, 2021, forecast), town(None, 2022, after))
    assert [(row["raw"], row["is_latest"], row["restated"]) for row in found] == [
        ("96", True, False),
        ("90", False, False),
    ]


def test_an_indicator_that_was_left_out_once_keeps_its_number() -> None:
    found = rows(
        town(None, 2020, kpi("利用者数", 5), kpi("宿泊者数", 6)),
        town(None, 2021, kpi("宿泊者数", 6, 7)),
        town(None, 2022, kpi("宿泊者数", 6, 7, 8), kpi("利用者数", 5, None, 9)),
    )
    numbers = {name: {row["series"] for row in found if row["indicator"] == name} for name in ("利用者数", "宿泊者数")}
    assert {name: len(several) for name, several in numbers.items()} == {"利用者数": 1, "宿泊者数": 1}


def test_an_indicator_that_fits_two_says_so_in_the_panel() -> None:
    found = rows(town(None, 2021, kpi("観光客数", 1)), town(None, 2022, kpi("観光者数", 1), kpi("観光人数", 1)))
    assert [row["link"] for row in found] == ["first", "unclear", "unclear"]


def test_the_panel_is_the_same_whatever_order_the_reports_are_given_in() -> None:
    several = [town(None, year, kpi("利用者数", *range(5, year - 2014))) for year in (2020, 2021, 2022)]
    keys = ("series", "raw", "report", "is_latest", "link")
    wanted = [[row[key] for key in keys] for row in rows(*several)]
    assert [[row[key] for key in keys] for row in rows(*several[::-1])] == wanted


# --- every kind of edit, of any indicator, in a report in any order ------------------------------------------------------


def _dated(observations: list[Observation]) -> list[int]:
    """Values alone at their time, so that an edit has one meaning."""
    times = [(each.fiscal_year, each.status == "superseded") for each in observations]
    return [
        at
        for at, each in enumerate(observations)
        if each.value is not None and each.fiscal_year is not None and times.count(times[at]) == 1
    ]


def _revised(indicator: Indicator, field: str, at: int) -> Indicator:
    several = list(getattr(indicator, field))
    value = several[at].value * 3 + 7
    several[at] = several[at].model_copy(update={"value": value, "raw": f"{value:f}"})
    return indicator.model_copy(update={field: several})


def _edit(indicator: Indicator, kind: str, data: st.DataObject) -> tuple[Indicator, set[str]]:
    if kind in ("target", "actual"):
        field = f"{kind}s"
        at = data.draw(st.sampled_from(_dated(getattr(indicator, field))))
        status = getattr(indicator, field)[at].status
        told = "target-revised" if kind == "target" else "result-restated"
        return _revised(indicator, field, at), {
            "estimate-replaced" if status in ("preliminary", "forecast") and kind == "actual" else told
        }
    if kind == "unit":
        unit = Unit(raw="別の単位", symbol="別の単位")
        return indicator.model_copy(update={"unit": unit}), {"unit-changed"}
    return indicator.model_copy(update={"name": f"{indicator.name}の推移"}), {"indicator-renamed"}


@settings(deadline=None)
@given(st.sampled_from(_SEARCHABLE), st.data())
def test_each_edit_is_found_alone_in_a_report_in_any_order(name: str, data: st.DataObject) -> None:
    before = report(name)
    spots = [
        (number, position, kind)
        for number, project in enumerate(before.projects)
        for position, indicator in enumerate(project.indicators)
        for kind, can in (
            ("target", _dated(indicator.targets)),
            ("actual", _dated(indicator.actuals)),
            (
                "unit",
                indicator.unit is not None
                and all(each.unit is None for each in (*indicator.targets, *indicator.actuals)),
            ),
            ("name", len(indicator.name) > 6 and _is_alone(indicator, before.projects)),
        )
        if can
    ]
    if not spots:
        return
    number, position, kind = data.draw(st.sampled_from(spots))
    projects = list(before.projects)
    indicators = list(projects[number].indicators)
    indicators[position], expected = _edit(indicators[position], kind, data)
    mixed = data.draw(st.permutations(indicators))
    projects[number] = projects[number].model_copy(update={"indicators": mixed})
    after = before.model_copy(update={"projects": data.draw(st.permutations(projects))})
    found = compare(before, after).changes
    assert {change.kind for change in found} == expected
    assert len(found) == 1


def _is_alone(indicator: Indicator, projects: list[Project]) -> bool:
    return sum(each.name == indicator.name for project in projects for each in project.indicators) == 1
