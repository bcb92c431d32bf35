"""A report printed differently gives the same records: every fixture, every change; and every producer."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from kpi_extract import extract, interpret
from kpi_extract.document import Block, Document, Paragraph, Table
from kpi_extract.interpretation.headings import default_lexicon, read_heading
from kpi_extract.records import Extraction
from kpi_extract.writers.to_json import as_data
from tests.comparison import differences
from tests.fixtures import reports
from tests.fixtures.kushiro.facts import R4, R5, ReportFacts
from tests.fixtures.kushiro.table import HEADER_ROWS, cells_of
from tests.fixtures.reports.as_document import as_document, document_of, ruled_table, without_merges
from tests.fixtures.reports.as_text import as_excel_copies
from tests.fixtures.reports.blocks import Report
from tests.metamorphic.changes import CHANGES
from tests.metamorphic.documents import DoesNotApply
from tests.metamorphic.pages import same_cells
from tests.metamorphic.records import Record, without_look_of_dashes
from tests.metamorphic.wording import SYNONYMS

UNDECIDED: dict[str, dict[str, str]] = {}
"""Why the records change → change → reports (`slug` in both forms, `slug/text` in one). Strict: what works must leave."""

FORMS = ("ruled", "text")
FOLDER = Path(reports.__path__[0])
PRODUCERS = ("docx", "quoted.txt", "word.pdf", "calc.pdf", "browser.pdf")
"""Not plain .txt: it turns a line break into a space, which other formats do not say."""


# --- the reports ------------------------------------------------------------------------------------------------------


def _reports() -> Iterator[Report]:
    for path in sorted(FOLDER.glob("*.py")):
        if path.stem.startswith(("case", "blind", "recon")):
            report = getattr(importlib.import_module(f"{reports.__name__}.{path.stem}"), "REPORT", None)
            if report is not None:
                yield report


def _kushiro(report: ReportFacts) -> Document:
    blocks: list[Block] = [Paragraph(report.title, rank=1)]
    for number, section in enumerate(report.sections, start=1):
        blocks.append(Paragraph(section.heading, rank=2))
        blocks.append(ruled_table(cells_of(section, report.years), number, HEADER_ROWS))
    return document_of("kushiro", blocks)


REPORTS = {report.slug: report for report in _reports()}
DOCUMENTS = {
    "kushiro-r4": _kushiro(R4),
    "kushiro-r5": _kushiro(R5),
    **{slug: as_document(report) for slug, report in REPORTS.items()},
}


def _in_form(document: Document, form: str) -> Document:
    return without_merges(document) if form == "text" else document


@cache
def _records_of(name: str, form: str) -> Record:
    return _said(interpret(_in_form(DOCUMENTS[name], form)))


def _said(extraction: Extraction) -> Record:
    """The records without what depends on the file they were read from."""
    data: Record = as_data(extraction)
    about = {key: data["document"].get(key) for key in ("title", "fiscal_year", "municipality")}
    return {**data, "document": about}


# --- changes ----------------------------------------------------------------------------------------------------------


def _case(change: str, name: str, form: str) -> Any:
    reasons = [
        why for why, changes in UNDECIDED.items() if {name, f"{name}/{form}"} & set(changes.get(change, "").split())
    ]
    marks = [pytest.mark.xfail(strict=True, reason=reasons[0])] if reasons else []
    return pytest.param(change, name, form, id=f"{change}-{name}-{form}", marks=marks)


CASES = [
    _case(change, name, form)
    for change, rule in CHANGES.items()
    for name in DOCUMENTS
    for form in FORMS[: 1 if rule.only_ruled else 2]
]


@pytest.mark.parametrize(("change", "name", "form"), CASES)
def test_the_records_stay(change: str, name: str, form: str) -> None:
    document, rule, before = DOCUMENTS[name], CHANGES[change], _records_of(name, form)
    expected = rule.without_altered(before)
    reasons, wrong = [], []
    for variant, changed in rule.tried(document, form):
        if isinstance(changed, DoesNotApply):
            reasons.append(changed.reason)
            continue
        reasons.append("")
        if same_cells(changed, document):
            continue  # a cut table made whole again
        after = _said(interpret(_in_form(changed, form)))
        found = differences(rule.without_altered(after), expected)
        wrong += [f"{variant}: {line}" for line in (*found, *rule.more(changed, before, after))]
    if all(reasons):
        pytest.skip(reasons[0] if reasons else "no table of several rows")
    _none(wrong)


def _none(wrong: list[str]) -> None:
    """Nothing is wrong. (An assertion about long lists takes longer to explain than the test to run.)"""
    if wrong:
        pytest.fail(f"{len(wrong)} differences\n" + "\n".join(wrong[:30]), pytrace=False)


@pytest.mark.parametrize("change", CHANGES)
def test_a_changed_document_is_a_document(change: str) -> None:
    applied = 0
    for document in DOCUMENTS.values():
        for _, changed in islice(CHANGES[change].variants(document), 2):
            if not isinstance(changed, DoesNotApply):
                applied += 1
                assert [fault for table in changed.tables() for fault in _faults(table)] == []
    assert applied >= 5


def _faults(table: Table) -> Iterator[str]:
    taken: set[tuple[int, int]] = set()
    for cell in table.cells:
        spots = {
            (row, column)
            for row in range(cell.row, cell.row + cell.row_span)
            for column in range(cell.column, cell.column + cell.column_span)
        }
        if not spots or taken & spots or max(spots) >= (table.row_count, table.column_count):
            yield f"{cell.text!r} in row {cell.row}, column {cell.column}"
        taken |= spots
    if any(column >= table.column_count for _, column in taken):
        yield "a cell beyond the last column"


@pytest.mark.parametrize("word", SYNONYMS)
def test_synonyms_are_synonyms(word: str) -> None:
    readings = [read_heading(text, default_lexicon()) for text in (word, *SYNONYMS[word])]
    assert len({(reading.roles[0], reading.status, reading.basis, reading.rest) for reading in readings}) == 1


# --- producers --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("change", "name", "form"), [_case("printed", n, p) for n in REPORTS for p in PRODUCERS])
def test_a_printed_report_gives_the_records_of_its_blocks(change: str, name: str, form: str) -> None:
    path = FOLDER / "documents" / f"{name}.{form}"
    text = path.with_name(f"{name}.quoted.txt")
    if not path.exists():
        pytest.skip("not printed")
    if text.read_bytes() != as_excel_copies(REPORTS[name]).encode("utf-8"):
        pytest.skip("printed before the report changed: python -m tests.fixtures.reports.make")
    printed = without_look_of_dashes(_said(extract(path)))
    blocks = without_look_of_dashes(_records_of(name, "text" if form == "quoted.txt" else "ruled"))
    _none(differences(printed, blocks))
