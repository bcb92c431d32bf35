"""The instrument for foreign files: what it counts is what there is, and what is empty in silence is found."""

from __future__ import annotations

import json
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from benchmarks.wild.other_text import characters
from benchmarks.wild.report import report, table_of_outcomes
from benchmarks.wild.running import LOST, WildFile, run
from benchmarks.wild.silence import silent

SAMPLES = Path(__file__).parents[1] / "samples"
PAGE = "<!DOCTYPE html><title>x</title><style>p { color: red }</style><p>雇用創出数は <b>15</b> 人</p>"


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> list[WildFile]:
    """What became of a folder of five files."""
    folder = tmp_path_factory.mktemp("wild")
    (folder / "deep").mkdir()
    (folder / "deep" / "report.docx").write_bytes((SAMPLES / "kushiro-r4.docx").read_bytes())
    (folder / "cut.pdf").write_bytes((SAMPLES / "kushiro-r4.pdf").read_bytes()[:2000])
    (folder / "letter.rtf").write_bytes(b"{\\rtf1 KPI}")
    (folder / "page.html").write_text(PAGE, "utf-8")
    (folder / "nameless").write_bytes(b"\x89PNG\r\n\x1a\n")
    return run(folder, tmp_path_factory.mktemp("out") / "batch", workers=1)


def test_every_file_of_any_kind_has_one_outcome(files: list[WildFile]) -> None:
    assert [(file.name, file.outcome, file.code) for file in files if not file.indicators] == [
        ("cut.pdf", "failed", "damaged"),
        ("letter.rtf", "refused", "unknown-format"),
        ("nameless", "refused", "unknown-format"),
        ("page.html", "no-kpi", ""),
    ]
    assert (files[1].name, files[1].code) == ("deep/report.docx", "")
    assert files[1].indicators
    assert files[4].tables == 0
    assert files[1].seconds > 0


def test_the_report_counts_by_type_and_names_what_went_wrong(files: list[WildFile]) -> None:
    bad = replace(files[0], outcome="crashed", code="crashed", says="SIGSEGV")
    lost = replace(files[2], outcome=LOST, code="")
    page = report([bad, lost, *files[3:]], [])
    assert "## Crashed: 1\n\n- cut.pdf: crashed" in page
    assert "## Lost: 1\n\n- letter.rtf" in page
    assert table_of_outcomes(files)[-1].startswith("| all | 5 |")


def test_a_file_that_is_empty_in_silence_is_found(files: list[WildFile], tmp_path: Path) -> None:
    kept = tmp_path / "seen.jsonl"
    page = files[4]

    def suspects(ours: int, others: int | None, *codes: str) -> list[bool]:
        kept.write_text(json.dumps({"sha256": page.sha256, "ours": ours, "others": others}) + "\n", "utf-8")
        return [one.is_explained for one in silent([replace(page, issues=frozenset(codes))], kept, workers=1)]

    assert suspects(0, 500, "no-kpi") == [False]
    assert suspects(0, 500, "no-kpi", "no-text") == [True]
    assert suspects(480, 500, "no-kpi") == []
    assert suspects(0, None, "no-kpi") == [False]


def test_our_own_count_is_of_what_was_read(files: list[WildFile], tmp_path: Path) -> None:
    assert silent(files, tmp_path / "seen.jsonl", workers=1) == []
    (seen,) = map(json.loads, (tmp_path / "seen.jsonl").read_text("utf-8").splitlines())
    assert (seen["ours"], seen["others"]) == (9, 9)


def test_the_other_count_sees_text_and_no_markup(tmp_path: Path) -> None:
    book = tmp_path / "book.xlsx"
    with zipfile.ZipFile(book, "w") as package:
        package.writestr("xl/worksheets/sheet1.xml", "<row><c><v>15</v></c><c><is><t>人</t></is></c></row>")
        package.writestr("xl/theme.xml", "<t>not shown</t>")
    assert characters(book, ".xlsx") == 3
    csv = tmp_path / "a.csv"
    csv.write_text('"15","人"\n', "utf-8")
    assert characters(csv, ".csv") == 3
    assert characters(SAMPLES / "kushiro-r4.docx", ".docx")
    assert characters(book, ".rtf") is None
    assert characters(csv, ".docx") is None
