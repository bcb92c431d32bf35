"""Documents printed on the spot by LibreOffice and Chromium, pages cut at many places: the records stay the same.

Run by `make test-all`; a missing program is a failure, not a skip.
"""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

from kpi_extract import extract
from kpi_extract.writers.to_json import as_data
from tests.comparison import differences
from tests.fixtures.kushiro.as_html import web_page
from tests.fixtures.kushiro.as_word import word_document
from tests.fixtures.kushiro.expected import expected_records
from tests.fixtures.kushiro.facts import R4
from tests.fixtures.kushiro.make import CHROMIUM

HEIGHTS = range(120, 300, 15)
"""Page heights in millimetres: each cuts the tables at other rows."""


def printed(command: list[str], folder: Path) -> None:
    subprocess.run(command, check=True, capture_output=True, timeout=180, env={**os.environ, "TZ": "UTC"}, cwd=folder)


def check(pdf: Path, *, summaries: bool = True) -> None:
    data = json.loads(json.dumps(as_data(extract(pdf))))
    found = differences(data, expected_records(R4))
    assert [line for line in found if summaries or ".summary:" not in line] == []


@pytest.mark.parametrize("repeat_header", [True, False])
@pytest.mark.parametrize("height", HEIGHTS)
def test_word_through_libreoffice(tmp_path: Path, height: int, repeat_header: bool) -> None:
    package = word_document(R4, page_mm=(400, height), points=10, repeat_header=repeat_header)
    (tmp_path / "x.docx").write_bytes(package)
    profile = f"-env:UserInstallation={(tmp_path / 'office').as_uri()}"
    printed(["soffice", profile, "--headless", "--convert-to", "pdf", "x.docx"], tmp_path)
    check(tmp_path / "x.pdf")


@pytest.mark.parametrize("repeat_header", [True, False])
@pytest.mark.parametrize("height", HEIGHTS)
def test_a_web_page_through_chromium(tmp_path: Path, height: int, repeat_header: bool) -> None:
    page = web_page(R4, paper=f"400mm {height}mm", points=10, repeat_header=repeat_header)
    page = page.replace(" landscape;", ";")  # CSS takes the word with a named size only
    (tmp_path / "x.html").write_text(page, "utf-8")
    profile = f"--user-data-dir={tmp_path / 'browser'}"
    uri = (tmp_path / "x.html").as_uri()
    printed(["chromium", *CHROMIUM, profile, f"--print-to-pdf={tmp_path / 'x.pdf'}", uri], tmp_path)
    # Chromium lets the text of a cut merged cell run over its lower rule, out of the table or into the next cell.
    check(tmp_path / "x.pdf", summaries=False)
