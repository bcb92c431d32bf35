"""Reports of several years beside each other: each change is found, and nothing else."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from kpi_extract import Extraction, Indicator, Observation, Project, compare, extract, write
from kpi_extract.cli import main
from kpi_extract.comparing.linking import link
from kpi_extract.comparing.ordering import Report, publishers
from kpi_extract.comparing.panel import PANEL_COLUMNS, panel
from kpi_extract.records import DocumentInfo, Generator, Municipality, Unit

ROOT = Path(__file__).parent.parent
SAMPLES = ROOT / "samples"
R4, R5 = SAMPLES / "kushiro-r4.docx", SAMPLES / "kushiro-r5-made-up.docx"
DOCUMENTS = ROOT / "tests" / "fixtures" / "reports" / "documents"
NAMES = sorted({path.name.split(".")[0] for path in DOCUMENTS.glob("*.docx")})
人 = Unit(raw="人", symbol="人", dimension="count")


@cache
def report(name: str) -> Extraction:
    return extract(DOCUMENTS / f"{name}.docx")


def short(before: Extraction, after: Extraction) -> list[tuple[str, str | None, str | None]]:
    return [(one.kind, one.was, one.now) for one in compare(before, after).changes]


# --- the Kushiro report and the year after it that was made up ----------------------------------------------------------


@pytest.mark.parametrize("suffix", [".docx", ".pdf", ".txt"])
def test_kushiro_and_its_made_up_next_year(suffix: str) -> None:
    changes = compare(extract(R4.with_suffix(suffix)), extract(R5)).changes
    online = "釧路市ビジネスサポートセンターk-Bizのオンライン相談件数"
    assert [(one.kind, one.fiscal_year, one.was, one.now) for one in changes] == [
        ("indicator-added", None, None, online),
        ("indicator-gone", None, "ふき紙漉き体験者数", None),
        ("result-restated", 2022, "2,026", "2,031"),
        ("indicator-renamed", None, "SNSの発信へのリアクション数", "SNS等の発信への反応数"),
        ("target-revised", 2024, "1,728", "2,000"),
    ]
    assert [changes[index].indicator for index in (2, 4)] == [
        "釧路市ビジネスサポートセンターk-Bizの来所相談件数",
        "サテライトオフィス等施設の利用者数",
    ]
    restated = changes[2]
    assert restated.place_before is not None
    assert restated.place_after is not None
    assert changes[3].score == 0.84
    assert [one.severity for one in changes] == ["info", "info", "warning", "info", "info"]


def test_series_over_both_years_marks_what_was_restated_and_nothing_else() -> None:
    several = publishers([Report("r5", extract(R5)), Report("r4", extract(R4))])
    rows = list(panel(several))
    assert [set(row) for row in rows] == [{column.name for column in PANEL_COLUMNS}] * len(rows)
    restated = {(row["indicator"], row["fiscal_year"], row["raw"], row["is_latest"]) for row in rows if row["restated"]}
    assert restated == {
        ("釧路市ビジネスサポートセンターk-Bizの来所相談件数", 2022, "2,026", False),
        ("釧路市ビジネスサポートセンターk-Bizの来所相談件数", 2022, "2,031", True),
        ("サテライトオフィス等施設の利用者数", 2024, "1,728", False),
        ("サテライトオフィス等施設の利用者数", 2024, "2,000", True),
    }
    renamed = {row["indicator_printed"] for row in rows if row["indicator"] == "SNS等の発信への反応数"}
    assert renamed == {"SNSの発信へのリアクション数", "SNS等の発信への反応数"}
    assert len({row["series"] for row in rows}) == 18
    values = sum(
        (one.baseline is not None) + len(one.targets) + len(one.actuals) + len(one.achievement_rates)
        for each in (extract(R4), extract(R5))
        for project in each.projects
        for one in project.indicators
    )
    assert len(rows) == values


# --- the same report says the same -------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("suffix", [".docx", ".html", ".xlsx"])
def test_a_report_does_not_differ_from_itself_in_another_format(name: str, suffix: str) -> None:
    other = DOCUMENTS / f"{name}{suffix}"
    if not other.exists():
        pytest.skip("there is no such file")
    comparison = compare(report(name), extract(other))
    assert comparison.changes == []
    assert comparison.linked.gone == comparison.linked.added == []


@pytest.mark.parametrize("name", NAMES)
def test_the_order_of_a_report_is_no_difference(name: str) -> None:
    one = report(name)
    turned = one.model_copy(update={"projects": one.projects[::-1]})
    assert compare(one, turned).changes == []


# --- one edit at a time ------------------------------------------------------------------------------------------------

_SEARCHABLE = [name for name in NAMES if any(project.indicators for project in report(name).projects)]


def places(one: Extraction) -> list[tuple[int, int]]:
    """Indicators whose name is alone in the report, so that an edit has one meaning."""
    names = [kpi.name for project in one.projects for kpi in project.indicators]
    return [
        (number, position)
        for number, project in enumerate(one.projects)
        for position, kpi in enumerate(project.indicators)
        if names.count(kpi.name) == 1
    ]


def edited(one: Extraction, place: tuple[int, int], indicator: Indicator | None) -> Extraction:
    number, position = place
    projects = list(one.projects)
    indicators = list(projects[number].indicators)
    indicators[position : position + 1] = [] if indicator is None else [indicator]
    projects[number] = projects[number].model_copy(update={"indicators": indicators})
    return one.model_copy(update={"projects": projects})


@settings(deadline=None)
@given(st.sampled_from(_SEARCHABLE), st.data())
def test_an_edit_is_found_and_nothing_else(name: str, data: st.DataObject) -> None:
    before = report(name)
    place = data.draw(st.sampled_from(places(before) or [(0, 0)]))
    indicator = before.projects[place[0]].indicators[place[1]]
    years = [(one.fiscal_year, one.date, one.basis, one.part) for one in indicator.actuals]
    told = [
        index
        for index, one in enumerate(indicator.actuals)
        if one.value is not None and one.fiscal_year is not None and years.count(years[index]) == 1
    ]
    kind = data.draw(st.sampled_from(["drop", "add", "restate", "withdraw"] if told else ["drop", "add"]))
    if kind in ("drop", "add"):
        without = edited(before, place, None)
        pair = (before, without) if kind == "drop" else (without, before)
        expected = "indicator-gone" if kind == "drop" else "indicator-added"
        assert [one.kind for one in compare(*pair).changes] == [expected]
        return
    index = data.draw(st.sampled_from(told))
    old = indicator.actuals[index]
    new = old.model_copy(update={"value": (old.value or Decimal(0)) + 1, "raw": "別の値"})
    if kind == "withdraw":
        new = old.model_copy(update={"value": None, "raw": "-", "missing": "dash"})
    actuals = [*indicator.actuals[:index], new, *indicator.actuals[index + 1 :]]
    (change,) = compare(before, edited(before, place, indicator.model_copy(update={"actuals": actuals}))).changes
    told_as = "estimate-replaced" if old.status in ("preliminary", "forecast") else "result-restated"
    assert change.kind == (told_as if kind == "restate" else "value-withdrawn")
    assert (change.was, change.now, change.fiscal_year) == (old.raw, new.raw, old.fiscal_year)


# --- single rules ------------------------------------------------------------------------------------------------------


def town(code: str | None, year: int | None, *indicators: Indicator, name: str = "事業") -> Extraction:
    known = Municipality(name="甲市", code=code, prefecture="北海道") if code else None
    document = DocumentInfo(
        name=f"{year}.pdf",
        sha256=f"{code}{year}",
        media_type="x",
        fiscal_year=year,
        municipality=known,
        generator=Generator(name="kpi-extract", version="0"),
    )
    return Extraction(document=document, projects=[Project(name=name, indicators=list(indicators))])


def kpi(name: str, *values: int | None, first: int = 2019, **more: Any) -> Indicator:
    actuals = [
        Observation(raw=str(value), value=Decimal(value), fiscal_year=first + number)
        if value is not None
        else Observation(raw="-", missing="dash", fiscal_year=first + number)
        for number, value in enumerate(values)
    ]
    return Indicator(name=name, name_raw=name, **{"unit": 人, "actuals": actuals, **more})


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (kpi("利用者数", 1, 2), kpi("利用 者数", 1, 2, 3), []),
        (kpi("利用者数", 1, None), kpi("利用者数", 1, 5), [("value-filled", "-", "5")]),
        (kpi("利用者数", 1834), kpi("入館者数", 1834), [("indicator-renamed", "利用者数", "入館者数")]),
        (
            kpi("利用者数", 1, 2),
            kpi("満足度", 8, 9),
            [("indicator-added", None, "満足度"), ("indicator-gone", "利用者数", None)],
        ),
        (
            kpi("売上", 5, unit=Unit(raw="千円", symbol="円", multiplier=Decimal(1000), dimension="money")),
            kpi("売上", 5, unit=Unit(raw="円", symbol="円", dimension="money")),
            [("unit-changed", "千円", "円")],
        ),
        (
            kpi("a", definition="延べ人数"),
            kpi("a", definition="実人数"),
            [("definition-changed", "延べ人数", "実人数")],
        ),
        (kpi("a", definition="延べ人数"), kpi("a", definition="延べ 人数"), []),
        (
            kpi("a", direction="increase"),
            kpi("a", direction="decrease"),
            [("direction-changed", "increase", "decrease")],
        ),
    ],
)
def test_what_is_a_change(
    before: Indicator, after: Indicator, expected: list[tuple[str, str | None, str | None]]
) -> None:
    assert short(town("012068", 2021, before), town("012068", 2022, after)) == expected


def test_targets_are_revised_in_value_or_in_year() -> None:
    def with_target(value: int, year: int) -> Extraction:
        target = Observation(raw=str(value), value=Decimal(value), fiscal_year=year, status="final")
        return town(None, 2022, kpi("a", targets=[target]))

    assert short(with_target(5, 2024), with_target(5, 2024)) == []
    assert short(with_target(5, 2024), with_target(8, 2024)) == [("target-revised", "5", "8")]
    assert short(with_target(5, 2024), with_target(5, 2026)) == [("target-rescheduled", "5 (2024)", "5 (2026)")]


def test_a_renamed_project_and_an_indicator_that_moved() -> None:
    before = town("012068", 2021, kpi("利用者数", 1), name="旧事業")
    after = town("012068", 2022, kpi("利用者数", 1), name="新事業")
    assert short(before, after) == [("project-renamed", "旧事業", "新事業")]

    def both(first: list[Indicator], second: list[Indicator]) -> Extraction:
        projects = [
            Project(name="観光振興事業", indicators=[kpi("宿泊者数", 5, 6), *first]),
            Project(name="子育て支援事業", indicators=[kpi("相談件数", 7, 8), *second]),
        ]
        return town("012068", 2022).model_copy(update={"projects": projects})

    moved = kpi("体験会の参加者数", 1204, 1388)
    assert short(both([moved], []), both([], [moved])) == [
        ("indicator-moved", "観光振興事業", "子育て支援事業"),
    ]


def test_what_fits_two_almost_equally_well_is_left_alone() -> None:
    before = town(None, 2021, kpi("観光客数", 1))
    after = town(None, 2022, kpi("観光者数", 1), kpi("観光人数", 1))
    found = link(before, after)
    assert (found.links, found.gone, found.added) == ([], [], [])
    assert short(before, after) == [("indicator-unclear", "観光客数", "観光者数 / 観光人数")]


def test_a_count_is_not_proposed_for_a_share() -> None:
    share = Unit(raw="%", symbol="%", dimension="ratio")
    found = link(town(None, 2021, kpi("受診者数", 1)), town(None, 2022, kpi("受診率", 1, unit=share)))
    assert found.links == []


def test_two_slots_with_one_name_are_not_mixed_up() -> None:
    before = town(None, 2021, kpi("参加者数", 1, 2, label="①"), kpi("参加者数", 7, 8, label="②"))
    after = town(None, 2022, kpi("参加者数", 7, 8, 9, label="①"), kpi("参加者数", 1, 2, 3, label="②"))
    assert short(before, after) == []  # the values say that the slots were numbered anew
    other = town(None, 2022, kpi("参加者数", 3, first=2021, label="①"), kpi("参加者数", 9, first=2021, label="②"))
    links = [(one.before.indicator.label, one.after.indicator.label) for one in link(before, other).links]
    assert links == [("①", "①"), ("②", "②")]  # where no value does, the slot says which is which
    bare = [kpi("参加者数", 1, 2), kpi("参加者数", 7, 8)]
    assert short(town(None, 2021, *bare), town(None, 2022, *bare[::-1])) == []


def test_publishers_are_kept_apart_and_years_put_in_order() -> None:
    reports = [
        Report(str(number), one)
        for number, one in enumerate(
            [town("012068", 2023), town("011002", 2022), town("012068", 2021), town(None, 2020), town(None, None)]
        )
    ]
    found = publishers(reports)
    assert [[one.source for one in each.reports] for each in found] == [["2", "0"], ["1"], ["3", "4"]]
    assert [each.is_ordered for each in found] == [True, True, False]


# --- the commands ------------------------------------------------------------------------------------------------------


def run(*arguments: str, **more: Any) -> Any:
    return CliRunner().invoke(main, list(arguments), **more)


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, str]:
    folder = tmp_path_factory.mktemp("記録")
    for path, name in ((R4, "令和4.json"), (R5, "令和5.json")):
        with (folder / name).open("wb") as out:
            write(extract(path, municipality="釧路市"), out)
    return str(folder / "令和4.json"), str(folder / "令和5.json")


def test_diff_for_people(saved: tuple[str, str]) -> None:
    done = run("diff", *saved[::-1], "--lang", "ja")
    assert done.exit_code == 0
    assert "令和4.json → " in done.stdout  # by year, whatever order they are given in
    assert "過去の値の訂正: 実績値 2022年度 2,026 → 2,031 件 [前 表1 5行目 10列目 / 後 表1 5行目 9列目]" in done.stdout
    assert "指標名の変更(推定): SNSの発信へのリアクション数 → SNS等の発信への反応数 (確からしさ 0.84)" in done.stdout
    assert "nothing changed" in run("diff", saved[0], str(R4), "--municipality", "釧路市", "--lang", "en").stdout


def test_diff_for_programs_and_for_excel(saved: tuple[str, str], tmp_path: Path) -> None:
    out, book = tmp_path / "変更.json", tmp_path / "変更.xlsx"
    assert run("diff", *saved, "-o", str(out), "-q").exit_code == 0
    assert run("diff", *saved, "-o", str(book), "-q").exit_code == 0
    (comparison,) = json.loads(out.read_text("utf-8"))["comparisons"]
    assert comparison["counts"] == {
        "linked": 16,
        **dict.fromkeys(
            ("indicator-added", "indicator-gone", "result-restated", "indicator-renamed", "target-revised"), 1
        ),
    }
    lines = list(openpyxl.load_workbook(book)["変更"].iter_rows(values_only=True))
    assert [line[2] for line in lines[1:]] == [
        "指標の追加",
        "指標の削除",
        "過去の値の訂正",
        "指標名の変更(推定)",
        "目標値の改定",
    ]
    assert lines[3][9:13] == ("2,026", "2,031", None, "件")
    assert [line[3] for line in lines[1:]] == [None, None, "要注意", None, None]


def test_series_as_csv_and_parquet(saved: tuple[str, str], tmp_path: Path) -> None:
    for name in ("パネル.csv", "パネル.parquet"):
        assert run("series", *saved, "-o", str(tmp_path / name), "-q").exit_code == 0
    lines = list(csv.DictReader(io.StringIO((tmp_path / "パネル.csv").read_text("utf-8-sig"))))
    query = "SELECT series, fiscal_year, value, report FROM read_parquet(?) WHERE restated AND role = 'actual'"
    found = duckdb.execute(query, [str(tmp_path / "パネル.parquet")]).fetchall()
    assert found == [(2, 2022, 2026.0, R4.name), (2, 2022, 2031.0, R5.name)]
    assert {line["municipality_code"] for line in lines} == {"012068"}
    assert len(lines) == len(run("series", *saved, "-q").stdout.splitlines()) - 1


def test_a_number_no_double_holds_is_text_in_the_parquet_panel(tmp_path: Path) -> None:
    for year, value in ((2021, 10**30 + 1), (2022, 5)):
        with (tmp_path / f"{year}.json").open("wb") as out:
            write(town("012068", year, kpi("a", value)), out)
    sources = [str(tmp_path / "2021.json"), str(tmp_path / "2022.json")]
    assert run("series", *sources, "-o", str(tmp_path / "x.parquet"), "-q").exit_code == 0
    query = "SELECT value, text FROM read_parquet(?) ORDER BY report_fiscal_year"
    found = duckdb.execute(query, [str(tmp_path / "x.parquet")]).fetchall()
    assert found == [(None, "1000000000000000000000000000001"), (5.0, None)]


def test_exit_codes_of_diff_and_series(saved: tuple[str, str], tmp_path: Path) -> None:
    assert run("diff", "one.pdf").exit_code == 2
    assert run("diff", *saved, str(tmp_path / "none.json"), "-q").exit_code == 3
    assert run("diff", str(tmp_path / "none.json"), str(tmp_path / "none2.json"), "-q").exit_code == 1
    assert run("diff", saved[0], "-q").exit_code == 1
    assert run("diff", *saved, "-q", "--strict").exit_code == 4
    assert run("diff", saved[0], str(R4), "--municipality", "釧路市", "-q", "--strict").exit_code == 0
    assert run("series", *saved, "-o", str(tmp_path / "x.xlsx")).exit_code == 2
    assert run("series", str(tmp_path / "none.json"), "-q").exit_code == 1


def test_every_column_of_the_panel_is_told() -> None:
    page = (ROOT / "docs" / "comparing.md").read_text("utf-8")
    for column in PANEL_COLUMNS:
        assert f"| `{column.name}` | {column.kind} | {column.description} |" in page


@pytest.mark.parametrize("name", ["パネル.csv", "パネル.parquet", "変更.json", "変更.txt"])
def test_the_same_input_gives_the_same_bytes(saved: tuple[str, str], tmp_path: Path, name: str) -> None:
    verb = "series" if name.startswith("パネル") else "diff"
    written = []
    for seed in ("1", "2"):  # the order of sets differs between the two processes
        out = tmp_path / seed / name
        words = [sys.executable, "-m", "kpi_extract", verb, *saved, "-o", str(out), "-q"]
        subprocess.run(words, check=True, env={**os.environ, "PYTHONHASHSEED": seed})
        written.append(out.read_bytes())
    assert written[0] == written[1]


def test_a_report_in_which_a_name_could_be_a_formula_stays_text(tmp_path: Path) -> None:
    for year in (2021, 2022):
        with (tmp_path / f"令和{year - 2018}.json").open("wb") as out:
            write(town("012068", year, kpi("=HYPERLINK(1)", year)), out)
    sources = [str(path) for path in sorted(tmp_path.glob("*.json"))]
    assert run("series", *sources, "-o", str(tmp_path / "x.csv"), "-q").exit_code == 0
    lines = list(csv.DictReader(io.StringIO((tmp_path / "x.csv").read_text("utf-8-sig"))))
    assert {line["indicator"] for line in lines} == {"'=HYPERLINK(1)"}
