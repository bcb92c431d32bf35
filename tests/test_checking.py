"""Checks of records: what they find, and what they must leave alone."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import time
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from kpi_extract import Extraction, Indicator, Observation, Project, extract, validate, write
from kpi_extract.checking import needs_look
from kpi_extract.checking.findings import WORDINGS
from kpi_extract.checking.printed import decimals_of, shown
from kpi_extract.cli import main
from kpi_extract.records import DocumentInfo, Generator, Unit

ROOT = Path(__file__).parent.parent
REPORTS = sorted((ROOT / "tests" / "fixtures" / "reports" / "documents").glob("*.txt"))
人 = Unit(raw="人", symbol="人", dimension="count")
パーセント = Unit(raw="%", symbol="%", dimension="ratio")


def seen(value: str, year: int | None = None, **more: Any) -> Observation:
    return Observation(raw=value, value=Decimal(value), fiscal_year=year, **more)


def kpi(name: str = "利用者数", **more: Any) -> Indicator:
    return Indicator(name=name, name_raw=name, **{"unit": 人, **more})


def report(*indicators: Indicator, year: int | None = 2022, projects: int = 1) -> Extraction:
    document = DocumentInfo(
        name="x", sha256="0", media_type="x", fiscal_year=year, generator=Generator(name="kpi-extract", version="0")
    )
    each = [indicators[number::projects] for number in range(projects)]
    return Extraction(
        document=document,
        projects=[Project(name=f"事業{number}", indicators=list(some)) for number, some in enumerate(each)],
    )


def codes(*indicators: Indicator, projects: int = 1) -> list[str]:
    return [one.code for one in validate(report(*indicators, projects=projects))]


# --- rates -------------------------------------------------------------------------------------------------------------


def printed(number: Decimal, decimals: int, rounding: str) -> str:
    return f"{number.quantize(Decimal(1).scaleb(-decimals), rounding)}"


def rate(text: str, year: int | None = 2022, **more: Any) -> Observation:
    return Observation(raw=f"{text}%", value=Decimal(text), unit=パーセント, fiscal_year=year, **more)


def rates_of(indicator: Indicator) -> list[str]:
    return [one.code for one in validate(report(indicator)) if one.code.startswith("rate")]


FORMULAS: dict[str, Any] = {
    "actual/target": lambda actual, target, base: actual / target,
    "progress": lambda actual, target, base: (actual - base) / (target - base),
    "target/actual": lambda actual, target, base: target / actual,
    "above-target": lambda actual, target, base: (2 * target - actual) / target,
}


@pytest.mark.parametrize("formula", FORMULAS)
@given(
    actual=st.integers(1, 10**6),
    target=st.integers(1, 10**6),
    decimals=st.integers(0, 2),
    rounding=st.sampled_from([ROUND_HALF_UP, ROUND_DOWN]),
)
def test_a_rate_printed_by_any_formula_fits(
    formula: str, actual: int, target: int, decimals: int, rounding: str
) -> None:
    base = target + 7
    result = FORMULAS[formula](Decimal(actual), Decimal(target), Decimal(base)) * 100
    one = kpi(
        baseline=seen(str(base)),
        targets=[seen(str(target), 2022)],
        actuals=[seen(str(actual), 2022)],
        achievement_rates=[rate(printed(result, decimals, rounding))],
    )
    (found,) = (one for one in validate(report(one)) if one.code.startswith("rate"))
    assert found.code == "rate-fits"
    assert formula in {found.numbers["formula"], *found.numbers.get("also", "").split(", ")}


@given(actual=st.integers(1, 10**6), target=st.integers(1, 10**6), decimals=st.integers(0, 2), steps=st.integers(2, 50))
def test_a_rate_two_steps_off_does_not_fit(actual: int, target: int, decimals: int, steps: int) -> None:
    exact = Decimal(actual) / target * 100
    wrong = Decimal(printed(exact, decimals, ROUND_HALF_UP)) + steps * Decimal(1).scaleb(-decimals)
    one = kpi(
        direction="increase",
        targets=[seen(str(target), 2022)],
        actuals=[seen(str(actual), 2022)],
        achievement_rates=[rate(f"{wrong}")],
    )
    assert rates_of(one) == ["rate-fits-nothing"]


@pytest.mark.parametrize(
    ("text", "fits"), [("75.0", True), ("75", True), ("75.1", False), ("74.0", False), ("76", False), ("7.5", False)]
)
def test_a_wrong_rate_does_not(text: str, fits: bool) -> None:
    one = kpi(targets=[seen("8", 2022)], actuals=[seen("6", 2022)], achievement_rates=[rate(text, None)])
    (found,) = validate(report(one))
    assert found.code == ("rate-fits" if fits else "rate-fits-nothing")
    assert found.pointer == "/projects/0/indicators/0/achievement_rates/0"
    assert "6 / 8 = 75 %" in found.message
    assert "6 ÷ 8 = 75 %" in found.message_ja


def test_a_result_rounded_up_does_not_fit() -> None:
    one = kpi(targets=[seen("300", 2022)], actuals=[seen("1", 2022)], achievement_rates=[rate("1", 2022)])
    assert rates_of(one) == ["rate-fits-nothing"]


@pytest.mark.parametrize(
    ("direction", "baseline", "expected"),
    [
        (None, None, "rate-fits"),
        ("decrease", None, "rate-fits"),
        ("increase", None, "rate-fits-nothing"),
        (None, "500", "rate-fits-nothing"),
        (None, "1000", "rate-fits"),
    ],
)
def test_target_over_actual_is_for_less_is_better(direction: Any, baseline: str | None, expected: str) -> None:
    """ごみ排出量 905 for a target of 890, printed as 98.3%."""
    one = kpi(
        "ごみ排出量",
        direction=direction,
        baseline=seen(baseline, 2019) if baseline is not None else None,
        targets=[seen("890", 2022)],
        actuals=[seen("905", 2022)],
        achievement_rates=[rate("98.3")],
    )
    assert rates_of(one) == [expected]


def test_the_wrong_rate_of_a_real_report_is_shown_with_what_it_should_be() -> None:
    """12 (H22), 8 wanted, 6 reached: 150 %, printed as 0.2%; and one of the same report that is right, -1301%."""
    wrong = kpi(
        baseline=seen("12", 2010),
        targets=[seen("8", 2015)],
        actuals=[seen("6", 2014)],
        achievement_rates=[rate("0.2", 2014)],
    )
    (found,) = validate(report(wrong))
    assert found.code == "rate-fits-nothing"
    assert "(6 - 12) / (8 - 12) = 150 %" in found.message
    right = kpi(
        baseline=seen("820", 2010),
        targets=[seen("720", 2015)],
        actuals=[seen("2121", 2014)],
        achievement_rates=[rate("-1301", 2014)],
    )
    (found,) = (one for one in validate(report(right)) if one.code.startswith("rate"))
    assert (found.code, found.numbers["formula"]) == ("rate-fits", "progress")


def test_an_actual_of_another_year_is_a_warning() -> None:
    """The sheet of a city: 95.6% stands under H27, and is 784 (H26) of 820 (R2)."""
    one = kpi(
        targets=[seen("820", 2020)],
        actuals=[seen("784", 2014), seen("796", 2015)],
        achievement_rates=[rate("95.6", 2015), rate("97.1", 2015)],
    )
    first, second = (one for one in validate(report(one)) if one.code.startswith("rate"))
    assert (first.code, second.code) == ("rate-of-another-year", "rate-fits")
    assert (first.numbers["actual_year"], first.numbers["target_year"]) == ("2014", "2020")


def test_rounded_numbers_may_have_been_exact_before() -> None:
    """12.3千円 of 20 千円 is 61.5 %; of 12,345 円 it is 61.7 %."""
    千円 = Unit(raw="千円", symbol="円", multiplier=Decimal(1000), dimension="money")
    actual = Observation(raw="12.3", value=Decimal(12300), fiscal_year=2022)
    target = Observation(raw="20", value=Decimal(20000), fiscal_year=2022)
    for text, code in (("61.5", "rate-fits"), ("61.7", "rate-fits-unrounded"), ("61.9", "rate-fits-nothing")):
        one = kpi("所得額", unit=千円, targets=[target], actuals=[actual], achievement_rates=[rate(text)])
        assert rates_of(one) == [code]


def test_a_counted_number_is_exact() -> None:
    one = kpi(targets=[seen("20", 2022)], actuals=[seen("12", 2022)], achievement_rates=[rate("61.7")])
    assert rates_of(one) == ["rate-fits-nothing"]


@pytest.mark.parametrize(("raw", "value", "fits"), [("0.85", "0.85", True), ("0.8", "0.8", False), ("1", "1", False)])
def test_a_rate_without_percent_may_be_a_share(raw: str, value: str, fits: bool) -> None:
    share = Observation(raw=raw, value=Decimal(value), fiscal_year=2022)
    target, actual = seen("1000", 2022), seen("850" if raw == "0.85" else "910", 2022)
    one = kpi(direction="increase", targets=[target], actuals=[actual], achievement_rates=[share])
    assert rates_of(one) == ["rate-fits" if fits else "rate-fits-nothing"]


def test_the_target_of_the_year_comes_first() -> None:
    one = kpi(
        targets=[seen("10", 2021), seen("5", 2022)], actuals=[seen("5", 2021)], achievement_rates=[rate("50", 2021)]
    )
    assert "5 / 10 = 50 %" in validate(report(one))[0].message


def test_totals_are_compared_with_totals() -> None:
    targets = [seen("950", 2022, basis="annual"), seen("9500", 2022, basis="cumulative")]
    one = kpi(
        targets=targets,
        actuals=[seen("2085", 2022, basis="cumulative")],
        achievement_rates=[rate("219.5"), rate("21.9")],
    )
    assert rates_of(one) == ["rate-fits-nothing", "rate-fits"]


def test_a_bound_is_taken_as_the_number_and_said_to_be() -> None:
    """地産地消の実践割合 75%以上 of 80%以上, printed as 93.8%: cells that hold name and value."""
    one = kpi(
        targets=[seen("80", 2022).model_copy(update={"raw": "80%以上", "comparator": "at_least"})],
        actuals=[
            seen("75", 2022).model_copy(
                update={"raw": "地産地消の実践割合を高くするための取組 75%以上", "comparator": "at_least"}
            )
        ],
        achievement_rates=[rate("93.8")],
    )
    (found,) = validate(report(one))
    assert found.code == "rate-fits"
    assert "75%以上 / 80%以上 = 93.75 % (taken as exact: 75%以上, 80%以上)." in found.message
    assert found.message_ja.endswith("(75%以上、80%以上 はちょうどその値として計算)。")
    assert found.numbers["actual"] == "地産地消の実践割合を高くするための取組 75%以上"


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({}, "no number as actual"),
        ({"actuals": [Observation(raw="策定", text="策定")]}, "no number as actual (策定)"),
        ({"actuals": [Observation(raw="-", missing="dash", fiscal_year=2022)]}, "no number as actual (-)"),
        ({"actuals": [seen("5")], "targets": [Observation(raw="維持", text="維持")]}, "no number as target (維持)"),
        ({"actuals": [seen("5")], "targets": [seen("4", upper=Decimal(6))]}, "a range"),
        ({"actuals": [seen("0")], "targets": [seen("0")]}, "it would divide by 0"),
    ],
)
def test_a_rate_without_numbers_is_told_why(more: dict[str, Any], why: str) -> None:
    found = validate(report(kpi(achievement_rates=[rate("50")], **more)))
    assert [one.code for one in found] == ["rate-not-computable"]
    assert found[0].message == f"The printed rate 50% cannot be computed again: {why}."
    assert needs_look(found) == 0
    (extreme,) = validate(report(kpi(achievement_rates=[rate("5000")], **more)))
    assert (extreme.code, extreme.severity) == ("rate-extreme", "warning")


def test_time_grows_with_the_values_not_with_their_product() -> None:
    """A made-up indicator of 200 years, and 4,000 indicators of one name."""
    years = range(1800, 2000)
    long = kpi(
        targets=[seen(f"{year * 3}", year) for year in years],
        actuals=[seen(f"{year}", year) for year in years],
        achievement_rates=[rate("77.7", year) for year in years],
    )
    many = [kpi(actuals=[seen(f"{1000 + number}", 2020)]) for number in range(4000)]
    start = time.process_time()
    assert rates_of(long) == ["rate-fits-nothing"] * 200
    assert codes(*many, projects=2) == []
    assert time.process_time() - start < 15


@pytest.mark.parametrize("value", ["1E+5000", "1E+999999", "1E-999999", "1E-5000", "0", "-0", "9" * 400])
def test_numbers_without_bounds_do_no_harm(value: str) -> None:
    huge = Observation(raw=value, value=Decimal(value), fiscal_year=2022)
    for one in ({"targets": [huge]}, {"actuals": [huge]}, {"baseline": huge}, {"achievement_rates": [huge]}):
        more: dict[str, Any] = {
            "targets": [seen("8", 2022)],
            "actuals": [seen("6", 2022)],
            "achievement_rates": [rate("75")],
            **one,
        }
        assert rates_of(kpi(**more))


def test_changed_rates_of_reports_are_noticed() -> None:
    """Each printed rate that fits, made wrong in several ways: how many of them still pass."""
    passed = dict.fromkeys(("two steps", "near", "times ten"), 0)
    tried = dict.fromkeys(passed, 0)
    for path in (path for path in REPORTS if ".quoted" not in path.name):
        extraction = extract(path)
        for found in (one for one in validate(extraction) if one.code == "rate-fits"):
            steps = found.pointer.split("/")
            indicator = extraction.projects[int(steps[2])].indicators[int(steps[4])]
            right = indicator.achievement_rates[int(steps[6])]
            assert right.value is not None
            step = Decimal(1).scaleb(-decimals_of(right))
            wrongs = {"two steps": (-2, 2), "near": (-70, -41, -23, -9, 8, 19, 37, 64), "times ten": ()}
            for kind, offsets in wrongs.items():
                values = [right.value + step * offset for offset in offsets] or [right.value * 10] * bool(right.value)
                for value in values:
                    wrong = right.model_copy(update={"value": value, "raw": f"{value}"})
                    tried[kind] += 1
                    passed[kind] += rates_of(indicator.model_copy(update={"achievement_rates": [wrong]})) == [
                        "rate-fits"
                    ]
    assert min(tried.values()) > 70
    assert passed["times ten"] == 0
    assert passed["two steps"] <= tried["two steps"] * 0.01
    assert passed["near"] <= tried["near"] * 0.01


# --- series ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("indicator", "expected"),
    [
        (kpi(actuals=[seen("1", 2020), seen("2", 2021)]), []),
        (kpi(actuals=[seen("1", 2022), seen("2", 2021)]), []),
        (kpi(actuals=[seen("1", 2020), seen("2", 2022), seen("3", 2021)]), ["years-out-of-order"]),
        (kpi(actuals=[seen("1", 2020), seen("2", 2020)]), ["year-twice"]),
        (kpi(actuals=[seen("1", 2020), seen("1", 2020)]), []),
        (kpi(actuals=[seen("1", 2020), seen("2", 2020, basis="cumulative")]), []),
        (kpi(actuals=[seen("1", 2020, date="2020-04"), seen("2", 2020, date="2020-10")]), []),
        (kpi(actuals=[seen("5", 2020, basis="cumulative"), seen("4", 2021, basis="cumulative")]), ["cumulative-falls"]),
        (kpi(actuals=[seen("5", 2020), seen("4", 2021)]), []),
        (kpi(actuals=[seen("5", 2021), seen("82.1", 2022), seen("83.0", 2023)]), []),
        (kpi(actuals=[seen("82.1", 2020), seen("83.0", 2021), seen("821", 2022)]), ["decimal-point-lost"]),
        (kpi(actuals=[seen("82.1", 2020), seen("83.0", 2021), seen("82", 2022)]), []),
        (kpi(actuals=[seen("82", 2020), seen("83", 2021), seen("821", 2022)]), []),
        (kpi(targets=[seen("30", 2022)], actuals=[seen("2022", 2022)]), ["year-as-value"]),
        (kpi(targets=[seen("2000", 2022)], actuals=[seen("2022", 2022)]), []),
        (kpi(targets=[seen("30", 2022)], actuals=[seen("2022", 2021)]), []),
        (kpi(actuals=[seen("2022", 2022)]), []),
        (kpi(actuals=[seen("5", 2020, unit=パーセント)]), ["unit-changes"]),
        (kpi(actuals=[seen("5", 2020, unit=パーセント, issues=["unit-conflict"])]), []),
        (kpi(actuals=[seen("5", 2020), seen("6", 2021), seen("6000", 2022)]), ["scale-jumps"]),
        (kpi(actuals=[seen("5", 2020), seen("6", 2021), seen("60", 2022)]), []),
        (kpi(actuals=[seen("5", 2020), seen("6", 2021), seen("600", 2022, basis="cumulative")]), []),
        (kpi(actuals=[seen("5000", 2020), seen("6000", 2021), seen("5", 2022)]), ["scale-jumps"]),
        (kpi(actuals=[seen("0", 2020), seen("6", 2021), seen("600", 2022)]), []),
        (kpi(baseline=seen("1", 2020), targets=[seen("5", 2019)]), ["target-before-baseline"]),
        (kpi(baseline=seen("1", 2018), targets=[seen("5", 2019)]), []),
        (kpi(targets=[seen("5", 2019)], actuals=[seen("5", 2020)]), ["target-year-passed"]),
        (kpi(targets=[seen("5", 2018)], actuals=[seen("5", 2020)]), ["target-before-actuals"]),
        (kpi(targets=[seen("5", 2019), seen("5")], actuals=[seen("5", 2020)]), []),
        (kpi(actuals=[seen("5", 2024)]), ["actual-of-the-future"]),
        (kpi(actuals=[seen("5", 2024, status="forecast")]), []),
        (kpi(actuals=[seen("5", 2023)]), []),
        (kpi("特定健診受診率", unit=パーセント, actuals=[seen("103", 2022)]), ["share-above-100"]),
        (kpi("健康だと思う市民の割合", unit=パーセント, targets=[seen("103", 2022)]), ["share-above-100"]),
        (kpi("健康だと思う市民の割合", unit=パーセント, actuals=[seen("-3", 2022)]), ["below-zero"]),
        (kpi("経常収支比率", unit=パーセント, actuals=[seen("103.1", 2022)]), []),
        (kpi("将来負担比率", unit=パーセント, actuals=[seen("120.1", 2022)]), []),
        (kpi("水道料金回収率", unit=パーセント, actuals=[seen("108.1", 2022)]), []),
        (kpi("保育士の充足率", unit=パーセント, actuals=[seen("104.2", 2022)]), []),
        (kpi("昼夜間人口比率", unit=パーセント, actuals=[seen("104.2", 2022)]), []),
        (kpi("前年比増加率", unit=パーセント, actuals=[seen("103", 2022)]), []),
        (kpi(actuals=[seen("-3", 2022)]), ["below-zero"]),
        (kpi("社会増減数", actuals=[seen("-3", 2022)]), []),
        (kpi(actuals=[Observation(raw="-", missing="dash", fiscal_year=2022)]), []),
    ],
)
def test_one_indicator(indicator: Indicator, expected: list[str]) -> None:
    assert codes(indicator) == expected


def test_an_indicator_printed_twice_and_one_that_differs_elsewhere() -> None:
    actuals = [seen("1200", 2020), seen("2340", 2021)]
    assert codes(kpi(actuals=actuals), kpi(actuals=actuals)) == ["printed-twice"]
    assert codes(kpi(actuals=actuals), kpi("利用 者数", actuals=actuals), projects=2) == []
    other = [seen("1200", 2020), seen("2430", 2021)]
    assert codes(kpi(actuals=actuals), kpi(actuals=other), projects=2) == ["differs-elsewhere"]
    assert codes(kpi(actuals=actuals), kpi(actuals=other)) == ["differs-elsewhere"]
    unlike = [seen("7", 2020), seen("8", 2021)]
    assert codes(kpi(actuals=actuals), kpi(actuals=unlike), projects=2) == []
    assert codes(kpi(), kpi()) == []
    blank = [Observation(raw="-", missing="dash", fiscal_year=2020)]
    assert codes(kpi(actuals=blank), kpi(actuals=blank)) == []


def test_small_numbers_agree_by_chance() -> None:
    """イベント開催回数 of two projects: 1, 1, 2 and 1, 2, 2 times."""
    first = [seen("1", 2020), seen("1", 2021), seen("2", 2022)]
    second = [seen("1", 2020), seen("2", 2021), seen("2", 2022)]
    assert codes(kpi("開催回数", actuals=first), kpi("開催回数", actuals=second), projects=2) == []


def test_targets_and_baselines_are_compared_too() -> None:
    """The same indicator in two projects, one with the target of the plan before."""
    first = kpi(baseline=seen("4120", 2019), targets=[seen("5000", 2024)], actuals=[seen("4300", 2022)])
    second = kpi(baseline=seen("4120", 2019), targets=[seen("4500", 2024)], actuals=[seen("4300", 2022)])
    (found,) = validate(report(first, second, projects=2))
    assert (found.code, found.pointer) == ("differs-elsewhere", "/projects/1/indicators/0/targets/0")
    assert "has 4500 as target of 2024 here and 5000 elsewhere" in found.message
    assert "2024 年度の目標値は、ここでは 4500" in found.message_ja


def unit(raw: str, symbol: str, dimension: str = "count", multiplier: int = 1) -> Unit:
    return Unit(raw=raw, symbol=symbol, dimension=dimension, multiplier=Decimal(multiplier))


@pytest.mark.parametrize(
    ("usual", "baseline", "target", "expected"),
    [
        (None, unit("人/年", "人/年"), unit("組/年", "組/年"), ["unit-changes"]),
        (None, unit("人/年", "人/年"), unit("人/年", "人/年"), []),
        (unit("千円", "円", "money", 1000), None, unit("百万円", "円", "money", 10**6), ["multiplier-changes"]),
        (unit("千円", "円", "money", 1000), None, unit("円/人", "円/人", "money"), ["unit-changes"]),
        (unit("台", "台"), None, Unit(raw="はこ", symbol="はこ"), []),
    ],
)
def test_units_of_one_indicator(usual: Unit | None, baseline: Unit | None, target: Unit, expected: list[str]) -> None:
    one = kpi(
        unit=usual,
        baseline=seen("10", 2019, unit=baseline) if baseline is not None else None,
        targets=[seen("12", 2024, unit=target)],
    )
    assert codes(one) == expected


# --- whole reports -----------------------------------------------------------------------------------------------------


FAULTS = {
    # In the source the columns of the actuals are marked as unsure: the rates are those of the years before.
    "28-shinjo": ["rate-of-another-year"] * 4,
    # Prints 0.2% for 150 %.
    "recon-18": ["rate-fits-nothing"],
    # 人/年 as baseline, 組/年 as target.
    "32a-urakawa": ["unit-changes"],
}


@pytest.mark.parametrize("path", REPORTS, ids=lambda path: path.stem)
def test_good_reports_are_left_alone(path: Path) -> None:
    found = [one for one in validate(extract(path)) if one.code in WORDINGS and one.severity != "info"]
    expected = FAULTS.get(path.stem.removesuffix(".quoted"), [])
    assert [one.code for one in found] == expected, [one.message for one in found]


def test_every_wording_is_in_both_languages() -> None:
    for wording in WORDINGS.values():
        assert wording.message.endswith(".")
        assert wording.message_ja.endswith("。")
        assert wording.hint.endswith(".")
        assert wording.hint_ja.endswith("。")


def test_every_check_can_find_something() -> None:
    """Each code stands in this file beside its own cases."""
    text = Path(__file__).read_text("utf-8")
    assert [code for code in WORDINGS if f'"{code}"' not in text] == []


# --- the command -------------------------------------------------------------------------------------------------------


def run(*arguments: str, **more: Any) -> Any:
    return CliRunner().invoke(main, ["validate", *arguments], **more)


@pytest.fixture
def wrong(tmp_path: Path) -> Path:
    rate = Observation(raw="90%", value=Decimal(90), unit=パーセント, fiscal_year=2022)
    right = Observation(raw="75%", value=Decimal(75), unit=パーセント, fiscal_year=2022)
    one = kpi(targets=[seen("8", 2022)], actuals=[seen("6", 2022)], achievement_rates=[rate, right])
    path = tmp_path / "記録.json"
    with path.open("wb") as out:
        write(report(one), out)
    return path


def test_the_text_names_project_and_indicator(wrong: Path) -> None:
    done = run(str(wrong), "--lang", "ja")
    assert done.exit_code == 4
    assert "事業0 › 利用者数" in done.stdout
    assert "warning: rate-fits-nothing: 印刷された達成率 90% は" in done.stdout
    assert "rate-fits:" not in done.stdout
    assert "rate-fits: 印刷された達成率 75% は 6 ÷ 8 = 75 % です。" in run(str(wrong), "--lang", "ja", "--all").stdout
    assert "要確認 1 件" in done.stderr
    assert "達成率・実績値・目標値を紙面と見比べてください。" in done.stdout
    assert run(str(wrong), "--lang", "ja", "-q").stderr == ""


def test_json_for_programs_is_the_same_in_every_language(wrong: Path, tmp_path: Path) -> None:
    out = tmp_path / "報告.json"
    assert run(str(wrong), "-o", str(out), "--lang", "ja").exit_code == 4
    assert out.read_bytes() == run(str(wrong), "-f", "json", "--lang", "en").stdout.encode("utf-8")
    data = json.loads(out.read_text("utf-8"))
    assert (data["schema_version"], len(data["documents"])) == ("1.0", 1)
    (document,) = data["documents"]
    assert (document["needs_look"], document["counts"]) == (1, {"info": 1, "warning": 1})
    first, second = document["findings"]
    assert first["pointer"] == "/projects/0/indicators/0/achievement_rates/0"
    assert list(first) == ["code", "severity", "message", "hint", "pointer", "numbers"]
    assert second["numbers"] == {
        "rate": "75%",
        "formula": "actual/target",
        "computation": "6 / 8",
        "result": "75 %",
        "actual": "6",
        "actual_year": "2022",
        "target": "8",
        "target_year": "2022",
    }


def test_a_console_of_japanese_windows(wrong: Path) -> None:
    """Piped text is UTF-8 whatever the console speaks, and nothing fails on it."""
    command = [sys.executable, "-m", "kpi_extract", "validate", str(wrong), "--lang", "ja", "--all"]
    environment = {**os.environ, "PYTHONIOENCODING": "cp932", "PYTHONUTF8": "0"}
    done = subprocess.run(command, capture_output=True, env=environment, check=False)
    assert done.returncode == 4
    assert "6 ÷ 8 = 75 % です。" in done.stdout.decode("utf-8")
    assert "要確認 1 件" in done.stderr.decode("cp932")


def test_records_from_a_pipe_documents_and_exit_codes(wrong: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "kpi_extract", "validate", "-", "-q", "--lang", "en"]
    piped = subprocess.run(command, input=wrong.read_bytes(), capture_output=True, check=False)
    assert piped.returncode == 4
    assert "rate-fits-nothing: The printed rate 90%" in piped.stdout.decode("utf-8")
    good = tmp_path / "good.jsonl"
    with good.open("wb") as out:
        write(report(kpi(actuals=[seen("1", 2020)])), out, "jsonl")
    assert run(str(good), "-q").exit_code == 0
    assert run(str(good), str(wrong), "-q").exit_code == 4
    assert run(str(good), str(tmp_path / "none.json")).exit_code == 3
    assert run(str(tmp_path / "none.json")).exit_code == 1
    done = run(str(ROOT / "samples" / "kushiro-r4.docx"), "--lang", "ja")
    assert done.exit_code == 4
    assert "unit-conflict" in done.stdout
    buffer = io.BytesIO()
    write([report(), report()], buffer)
    several = tmp_path / "several.json"
    several.write_bytes(buffer.getvalue())
    assert run(str(several), "-f", "json", "-q").stdout.count('"sha256"') == 2


def test_documents_without_indicators_fail(tmp_path: Path, wrong: Path) -> None:
    text = tmp_path / "挨拶.txt"
    text.write_text("ただの文章です。\n", "utf-8")
    done = run(str(text), "-q", "--lang", "ja")
    assert done.exit_code == 1
    assert "指標は見つかりませんでした" in done.stdout
    assert run(str(text), str(wrong), "-q").exit_code == 3
    nothing = tmp_path / "nothing.json"
    nothing.write_text("[]", "utf-8")
    assert run(str(nothing), "-q").exit_code == 1


@pytest.mark.parametrize(
    ("raw", "value", "expected"),
    [
        ("6 (平成26年4月)", "6", "6 (平成26年4月)"),
        ("就業相談者数 32 人", "32", "32"),
        ("新規農業生産法人数5件", "5", "5件"),
        ("地産地消の実践割合 80%以上", "80", "80%以上"),
        ("8\n80.0%", "8", "8"),
        ("8\n80.0%", "80.0", "80.0%"),
        ("△1,234", "-1234", "△1,234"),
        ("約30%", "30", "約30%"),
        ("6万1,540人", "61540", "6万1,540人"),
    ],
)
def test_cells_are_shown_without_the_name_in_them(raw: str, value: str, expected: str) -> None:
    assert shown(Observation(raw=raw, value=Decimal(value))) == expected
