"""Corrections: applied where they still fit, never into the extraction, and always said."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from kpi_extract import CorrectionsFileError, Extraction, extract, load
from kpi_extract.cli import main
from kpi_extract.corrections.apply import apply, value_at
from kpi_extract.corrections.file import Correction, Corrections, corrections_of, text_of

SAMPLES = Path(__file__).parents[2] / "samples"
SAMPLE = SAMPLES / "kushiro-r4.docx"
EXTRACTION = extract(SAMPLE)
VISITS = "/projects/0/indicators/1/actuals/3"
UNSURE = "/projects/5/indicators/0"
NAME = "釧路市ビジネスサポートセンターk-Bizの来所相談件数"
WHEN = "2026-11-25T00:00:00Z"


def said(*several: Correction, sha256: str | None = None) -> Corrections:
    every = Corrections(SAMPLE.name, sha256 or EXTRACTION.document.sha256)
    for one in several:
        every = every.with_one(one)
    return every


def correct(now: str | None = "2,031", pointer: str = VISITS, was: str = "2,026", **more: Any) -> Correction:
    return Correction(pointer, "correct", was, more.pop("indicator", NAME), WHEN, now, **more)


def codes(extraction: Extraction) -> list[tuple[str, str]]:
    return [(issue.code, issue.severity) for issue in extraction.issues if issue.code.startswith(("corr", "acc"))]


# --- applying ----------------------------------------------------------------------------------------------------------


def test_a_corrected_value_keeps_the_printed_text_and_says_so() -> None:
    found = apply(EXTRACTION, said(correct(why="正誤表による")))
    value = value_at(found, VISITS)
    assert value is not None
    assert (value.value, value.raw, value.issues, value.fiscal_year) == (Decimal(2031), "2,026", ["corrected"], 2022)
    (issue,) = [one for one in found.issues if one.code == "corrected"]
    assert "2026 (2022) → 2031 (2022)" in issue.message
    assert "正誤表による" in issue.message
    assert (issue.indicator, issue.field, issue.severity) == ("/projects/0/indicators/1", "actuals/3", "info")
    assert issue.place == value.place
    before = value_at(EXTRACTION, VISITS)
    assert before is not None
    assert before.value == Decimal(2026)  # the extraction itself is as it was


@pytest.mark.parametrize(
    ("now", "value", "missing", "text", "unit"),
    [
        ("2,031", 2031, None, None, "件"),
        ("２，０３１件", 2031, None, None, "件"),
        ("1.2万", 12000, None, None, "件"),
        ("0", 0, None, None, "件"),
        ("-", None, "dash", None, "件"),
        ("", None, "blank", None, "件"),
        ("算定中", None, "word", None, "件"),
        ("策定", None, None, "策定", "件"),
        ("5人", 5, None, None, "人"),
    ],
)
def test_what_is_typed_is_read_as_printed(
    now: str, value: int | None, missing: str | None, text: str | None, unit: str
) -> None:
    found = value_at(apply(EXTRACTION, said(correct(now))), VISITS)
    assert found is not None
    assert (found.value, found.missing, found.text) == (value if value is None else Decimal(value), missing, text)
    indicator = EXTRACTION.projects[0].indicators[1]
    own = found.unit or indicator.unit
    assert own is not None
    assert own.symbol == unit


def test_a_typed_number_is_scaled_like_a_printed_one(tmp_path: Path) -> None:
    path = tmp_path / "x.txt"
    path.write_text("指標\t単位\tR4実績値\n出荷額\t千円\t96,250\n", "utf-8")
    one = extract(path)
    pointer = "/projects/0/indicators/0/actuals/0"
    for now, wanted in (("96,260", 96_260_000), ("96,260円", 96_260), ("9億", 900_000_000), ("5百万円", 5_000_000)):
        every = Corrections("x", one.document.sha256, (correct(now, pointer, "96,250", indicator="出荷額"),))
        found = value_at(apply(one, every), pointer)
        assert found is not None
        assert found.value == wanted, now


def test_a_year_can_be_corrected_alone() -> None:
    found = value_at(apply(EXTRACTION, said(correct(None, fiscal_year=2021))), VISITS)
    assert found is not None
    assert (found.value, found.fiscal_year, found.date) == (Decimal(2026), 2021, None)


def test_an_accepted_value_needs_no_review_any_more() -> None:
    indicator = EXTRACTION.projects[5].indicators[0]
    pointer = f"{UNSURE}/targets/0"
    one = Correction(pointer, "accept", indicator.targets[0].raw, indicator.name, WHEN)
    found = apply(EXTRACTION, said(one))
    before = [issue for issue in EXTRACTION.issues if issue.indicator == UNSURE]
    after = [issue for issue in found.issues if issue.indicator == UNSURE]
    assert [issue.severity for issue in before] == ["warning"]
    assert [(issue.code, issue.severity) for issue in after] == [("unit-conflict", "info"), ("accepted", "info")]
    assert value_at(found, pointer) == indicator.targets[0].model_copy(
        update={"issues": [*indicator.targets[0].issues, "accepted"]}
    )


@pytest.mark.parametrize(
    "stale",
    [
        correct(was="2,027"),
        correct(indicator="別の指標"),
        correct(pointer="/projects/0/indicators/1/actuals/99"),
        correct(pointer="/projects/0/indicators/99/actuals/3"),
        correct(pointer="/projects/0/name"),
        correct(pointer="/document/sha256"),
        correct(pointer="/__class__"),
        correct(pointer="nonsense"),
        correct(now="1・2・3"),
    ],
)
def test_what_does_not_fit_is_told_and_not_applied(stale: Correction) -> None:
    found = apply(EXTRACTION, said(stale))
    assert found.projects == EXTRACTION.projects
    assert codes(found) == [("correction-stale", "warning")]


def test_corrections_of_another_document_are_told_once() -> None:
    found = apply(EXTRACTION, said(correct(), sha256="0" * 64))
    assert found.projects == EXTRACTION.projects
    assert codes(found) == [("correction-stale", "warning")]
    assert apply(EXTRACTION, said(sha256="0" * 64)) == EXTRACTION


POINTERS = [
    (f"/projects/{p}/indicators/{i}/actuals/{a}", one.raw, kpi.name)
    for p, project in enumerate(EXTRACTION.projects)
    for i, kpi in enumerate(project.indicators)
    for a, one in enumerate(kpi.actuals)
]


@given(st.lists(st.tuples(st.sampled_from(POINTERS), st.integers(0, 10**9)), max_size=6))
def test_the_last_one_counts_and_undo_gives_back_what_was(edits: list[tuple[tuple[str, str, str], int]]) -> None:
    every = said()
    for (pointer, raw, name), number in edits:
        every = every.with_one(Correction(pointer, "correct", raw, name, WHEN, str(number)))
    found = apply(EXTRACTION, every)
    for pointer, number in {pointer: number for (pointer, _, _), number in edits}.items():
        value = value_at(found, pointer)
        assert value is not None
        assert value.value == number
        every = every.without(pointer)
    assert apply(EXTRACTION, every) == EXTRACTION


# --- the file ----------------------------------------------------------------------------------------------------------


def test_the_file_comes_back() -> None:
    every = said(
        correct(why="<b>\u2028"), Correction("/x", "accept", "-", "y", WHEN), correct(None, "/z", fiscal_year=2020)
    )
    assert corrections_of(text_of(every), "x") == every


@pytest.mark.parametrize(
    "text",
    [
        *("", "{", "[]", "{}", '{"schema_version": "2.0"}', '{"schema_version": "1.0", "document": {}}'),
        '{"schema_version": "1.0", "document": {}, "corrections": [1]}',
        '{"schema_version": "1.0", "document": {}, "corrections": [{"pointer": "/x", "was": "", "indicator": "", "when": "", "action": "drop"}]}',
        '{"schema_version": "1.0", "document": {}, "corrections": [{"pointer": "/x", "was": "", "indicator": "", "when": "", "action": "correct"}]}',
        '{"schema_version": "1.0", "document": {}, "corrections": [{"pointer": "/x", "was": "", "indicator": "", "when": "", "action": "correct", "fiscal_year": true}]}',
    ],
)
def test_anything_else_is_no_file_of_corrections(text: str) -> None:
    with pytest.raises(CorrectionsFileError, match="kpi-extract review"):
        corrections_of(text, "x")


# --- the commands ------------------------------------------------------------------------------------------------------


def run(*arguments: str) -> Any:
    return CliRunner().invoke(main, [*arguments, "--lang", "en"])


def test_extract_and_batch_apply_corrections(tmp_path: Path) -> None:
    file = tmp_path / "訂正" / "kushiro-r4.docx.corrections.json"
    file.parent.mkdir()
    file.write_text(text_of(said(correct())), "utf-8")
    out = tmp_path / "x.json"
    for corrections in (file, file.parent):
        assert run(str(SAMPLE), "-o", str(out), "--corrections", str(corrections)).exit_code == 0
        value = value_at(load(out)[0], VISITS)
        assert value is not None
        assert value.value == Decimal(2031)
    other = tmp_path / "y.json"
    done = run(str(SAMPLES / "kushiro-r4.txt"), "-o", str(other), "--corrections", str(file))
    assert "correction-stale" in done.stderr
    run(str(SAMPLES / "kushiro-r4.txt"), "-o", str(other), "--corrections", str(file.parent))
    folder = tmp_path / "out"
    assert run("batch", str(SAMPLE), "-o", f"{folder}/", "-q").exit_code == 0
    done = run("batch", str(SAMPLE), "-o", f"{folder}/", "--corrections", str(file.parent))
    assert "1 documents to read" in done.stderr or "1 document" in done.stderr
    (document,) = folder.rglob("*.docx.json")
    value = value_at(load(document)[0], VISITS)
    assert value is not None
    assert value.value == Decimal(2031)


def test_a_file_that_is_none_is_refused_before_anything_is_read(tmp_path: Path) -> None:
    bad = tmp_path / "x.corrections.json"
    bad.write_text(json.dumps({"schema_version": "9"}), "utf-8")
    for place in (bad, tmp_path / "none.json"):
        done = run(str(SAMPLE), "-o", str(tmp_path / "x.json"), "--corrections", str(place))
        assert done.exit_code == 2
        assert not (tmp_path / "x.json").exists()
