"""Checks of records: what they find, and what they must leave alone."""

from __future__ import annotations

import io
import json
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from kpi_extract import Extraction, Indicator, Observation, Project, extract, validate, write
from kpi_extract.checking.findings import WORDINGS
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


@given(
    actual=st.integers(1, 10**6),
    target=st.integers(1, 10**6),
    decimals=st.integers(0, 2),
    rounding=st.sampled_from([ROUND_HALF_UP, ROUND_DOWN]),
)
def test_a_rate_printed_by_any_formula_fits(actual: int, target: int, decimals: int, rounding: str) -> None:
    base = target + 7
    step = Decimal(1).scaleb(-decimals)
    for result in (
        Decimal(actual) / target,
        Decimal(actual - base) / (target - base),
        Decimal(target) / actual,
    ):
        printed = (result * 100).quantize(step, rounding)
        rate = Observation(raw=f"{printed}%", value=printed, unit=パーセント, fiscal_year=2022)
        one = kpi(
            baseline=seen(str(base)),
            targets=[seen(str(target), 2022)],
            actuals=[seen(str(actual), 2022)],
            achievement_rates=[rate],
        )
        assert [code for code in codes(one) if code.startswith("rate")] == ["rate-fits"]


@pytest.mark.parametrize(
    ("printed", "fits"), [("75.0", True), ("75", True), ("74.0", False), ("76", False), ("7.5", False)]
)
def test_a_wrong_rate_does_not(printed: str, fits: bool) -> None:
    rate = Observation(raw=f"{printed}%", value=Decimal(printed), unit=パーセント)
    one = kpi(targets=[seen("8", 2022)], actuals=[seen("6", 2022)], achievement_rates=[rate])
    (found,) = validate(report(one))
    assert found.code == ("rate-fits" if fits else "rate-fits-nothing")
    assert found.pointer == "/projects/0/indicators/0/achievement_rates/0"
    assert "6 / 8 = 75 %" in found.message
    assert "6 ÷ 8 = 75 %" in found.message_ja


def test_the_target_of_the_year_comes_first_and_a_rate_without_numbers_is_left_alone() -> None:
    rate = Observation(raw="50%", value=Decimal(50), unit=パーセント, fiscal_year=2021)
    one = kpi(targets=[seen("10", 2021), seen("5", 2022)], actuals=[seen("5", 2021)], achievement_rates=[rate])
    assert "5 / 10 = 50 %" in validate(report(one))[0].message
    assert codes(kpi(achievement_rates=[rate])) == []
    assert (
        codes(kpi(actuals=[seen("5")], targets=[Observation(raw="維持", text="維持")], achievement_rates=[rate])) == []
    )


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
        (kpi(actuals=[seen("5", 2020, unit=パーセント)]), ["unit-changes"]),
        (kpi(actuals=[seen("5", 2020, unit=パーセント, issues=["unit-conflict"])]), []),
        (kpi(actuals=[seen("5", 2020), seen("6", 2021), seen("6000", 2022)]), ["scale-jumps"]),
        (kpi(actuals=[seen("5", 2020), seen("6", 2021), seen("60", 2022)]), []),
        (kpi(actuals=[seen("0", 2020), seen("6", 2021), seen("600", 2022)]), []),
        (kpi(baseline=seen("1", 2020), targets=[seen("5", 2019)]), ["target-before-baseline"]),
        (kpi(baseline=seen("1", 2018), targets=[seen("5", 2019)]), []),
        (kpi(targets=[seen("5", 2019)], actuals=[seen("5", 2020)]), ["target-before-actuals"]),
        (kpi(targets=[seen("5", 2019), seen("5")], actuals=[seen("5", 2020)]), []),
        (kpi(actuals=[seen("5", 2024)]), ["actual-of-the-future"]),
        (kpi(actuals=[seen("5", 2024, status="forecast")]), []),
        (kpi(actuals=[seen("5", 2023)]), []),
        (kpi("特定健診受診率", unit=パーセント, actuals=[seen("103", 2022)]), ["share-above-100"]),
        (kpi("前年比増加率", unit=パーセント, actuals=[seen("103", 2022)]), []),
        (kpi(actuals=[seen("-3", 2022)]), ["below-zero"]),
        (kpi("社会増減数", actuals=[seen("-3", 2022)]), []),
        (kpi(actuals=[Observation(raw="-", missing="dash", fiscal_year=2022)]), []),
    ],
)
def test_one_indicator(indicator: Indicator, expected: list[str]) -> None:
    assert codes(indicator) == expected


def test_an_indicator_printed_twice_and_one_that_differs_elsewhere() -> None:
    actuals = [seen("1", 2020), seen("2", 2021)]
    assert codes(kpi(actuals=actuals), kpi(actuals=actuals)) == ["printed-twice"]
    assert codes(kpi(actuals=actuals), kpi("利用 者数", actuals=actuals), projects=2) == []
    other = [seen("1", 2020), seen("3", 2021)]
    assert codes(kpi(actuals=actuals), kpi(actuals=other), projects=2) == ["differs-elsewhere"]
    unlike = [seen("7", 2020), seen("8", 2021)]
    assert codes(kpi(actuals=actuals), kpi(actuals=unlike), projects=2) == []
    assert codes(kpi(), kpi()) == []


# --- whole reports -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", REPORTS, ids=lambda path: path.stem)
def test_good_reports_are_left_alone(path: Path) -> None:
    found = [one for one in validate(extract(path)) if one.code in WORDINGS and one.severity != "info"]
    faults = {"28-shinjo": 2, "recon-18": 1}
    # These reports print rates that none of their numbers give (semantics of the real reports: 18, 28).
    assert len(found) == faults.get(path.stem.removesuffix(".quoted"), 0), [one.message for one in found]


def test_every_wording_is_in_both_languages() -> None:
    for wording in WORDINGS.values():
        assert wording.message.endswith(".")
        assert wording.message_ja.endswith("。")


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


def test_json_for_programs_is_the_same_in_every_language(wrong: Path, tmp_path: Path) -> None:
    out = tmp_path / "報告.json"
    assert run(str(wrong), "-o", str(out), "--lang", "ja").exit_code == 4
    assert out.read_bytes() == run(str(wrong), "-f", "json", "--lang", "en").stdout.encode("utf-8")
    data = json.loads(out.read_text("utf-8"))
    assert (data["schema_version"], len(data["documents"])) == ("1.0", 1)
    (document,) = data["documents"]
    assert (document["needs_look"], document["counts"]) == (1, {"info": 1, "warning": 1})
    assert document["findings"][0]["pointer"] == "/projects/0/indicators/0/achievement_rates/0"


def test_records_from_a_pipe_documents_and_exit_codes(wrong: Path, tmp_path: Path) -> None:
    assert run("-", "-q", input=wrong.read_bytes()).exit_code == 4
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
