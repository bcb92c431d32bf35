"""A report printed differently gives the same records: every fixture, every change."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from kpi_extract import interpret
from kpi_extract.document import Block, Document, Paragraph, Table
from kpi_extract.interpretation.headings import default_lexicon, read_heading
from kpi_extract.issues import severity_of
from kpi_extract.records import Extraction
from kpi_extract.writers.to_json import as_data
from tests.comparison import differences
from tests.fixtures import reports
from tests.fixtures.kushiro.facts import R4, R5, ReportFacts
from tests.fixtures.kushiro.table import HEADER_ROWS, cells_of
from tests.fixtures.reports.as_document import as_document, document_of, ruled_table, without_merges
from tests.fixtures.reports.blocks import Report
from tests.metamorphic.changes import CHANGES
from tests.metamorphic.documents import DoesNotApply
from tests.metamorphic.pages import same_cells
from tests.metamorphic.records import Record
from tests.metamorphic.wording import SYNONYMS

UNDECIDED: dict[str, dict[str, str]] = {
    "an unknown heading right of 事業名 makes a form of the header; 予算執行(率) left of 決算 is taken for the amount": {
        "columns shuffled": "29-hamura/ruled",
    },
    "text: a second header row of years is not one where the first column has a year": {
        "columns shuffled": "recon-anpei/text recon-matsudo/text",
    },
    "a row label 事業費 right of another column becomes an expenditure": {
        "remarks inserted": "28-shinjo",
    },
    "full width: what stands behind a value in running text is not read": {
        "full width": "32d-kisarazu",
    },
    "half-width kana: ･ is no list mark": {
        "half-width kana": "24-hiroshima 34-aya",
    },
    "half-width kana: ｡ and ､ end nothing, so that a sentence is a section heading or one value": {
        "half-width kana": "32d-kisarazu recon-18 recon-23 recon-tokyo",
    },
    "half-width kana: ･ does not part two values": {
        "half-width kana": "recon-05",
    },
    "half-width kana: ｱｯﾌﾟ is no direction": {
        "half-width kana": "recon-16",
    },
    "a western month below a value (87%⏎2016年6月調査結果) is a second value": {
        "dates as 2022年": "31-izumo",
    },
    "2018年度末(2019年3月末) is the month, 平成30年度末(H31.3末) the fiscal year": {
        "dates as 2022年": "recon-anpei",
    },
    "joining: beside a merged cell that goes on, a blank cell of one row is taken for the rest of the indicator above": {
        "pages, heading repeated": "34-aya",
        "pages, heading not repeated": "34-aya",
        "a row a page": "34-aya",
    },
    "joining: where all cells of a part of a form are merged sideways, it lacks column lines and stays apart": {
        "pages, heading not repeated": "blind2-maboroshi 04-kaizuka 13b-tsukuba",
        "a row a page": "13b-tsukuba",
    },
}
"""Why the records change → change → reports (`slug` in both forms, `slug/text` in one). Strict: what works must leave."""

FORMS = ("ruled", "text")
FOLDER = Path(reports.__path__[0])


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


BADLY_JOINED = sorted(
    {
        (change, name)
        for why, changes in UNDECIDED.items()
        if why.startswith("joining")
        for change, names in changes.items()
        for name in names.split()
    }
)


@pytest.mark.parametrize(("change", "name"), BADLY_JOINED)
def test_where_joining_goes_wrong_it_says_so(change: str, name: str) -> None:
    document, before = DOCUMENTS[name], _records_of(name, "ruled")
    silent = []
    for variant, changed in CHANGES[change].tried(document, "ruled"):
        if isinstance(changed, DoesNotApply) or same_cells(changed, document):
            continue
        is_said = any(severity_of(finding) == "warning" for finding in changed.findings)
        if not is_said and differences(_said(interpret(changed)), before):
            silent.append(variant)
    _none(silent)


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
