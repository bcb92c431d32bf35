"""Every report printed by LibreOffice on pages too short for it: the records stay the same, or a warning says where.

Run by `make test-all`; a missing program is a failure, not a skip.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from kpi_extract import interpret, read
from kpi_extract.issues import IssueCode, severity_of
from kpi_extract.writers.to_json import as_data
from tests.comparison import differences
from tests.fixtures.printing.programs import office_pdfs
from tests.fixtures.printing.word import PAPERS
from tests.fixtures.reports import as_word
from tests.metamorphic.test_metamorphic import DOCUMENTS, REPORTS

MOST_WRONG = 4
"""Of the reports at one height; each is a form of which a page has few column lines, or a row of which it has few texts."""


@pytest.mark.parametrize("height", [85, 110, 140])
def test_a_report_on_short_pages_is_right_or_says_where_it_may_not_be(
    tmp_path: Path, height: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(as_word, "PAPERS", {name: (width, height) for name, (width, _) in PAPERS.items()})
    printed = office_pdfs({f"{slug}.docx": as_word.word_document(one) for slug, one in REPORTS.items()}, tmp_path)
    wrong, silent = [], []
    for name, data in printed.items():
        slug = name.removesuffix(".docx")
        document = read(data)
        expected = as_data(interpret(DOCUMENTS[slug]))
        found = differences(as_data(interpret(document)), {**expected, "document": {}})
        about_tables = [one for one in document.findings if one.code in (IssueCode.TABLE_JOINED, IssueCode.TABLE_APART)]
        if found:
            wrong.append(slug)
            silent += [] if any(severity_of(one) == "warning" for one in about_tables) else [f"{slug}: {found[0]}"]
    assert silent == []
    assert len(wrong) <= MOST_WRONG, wrong
