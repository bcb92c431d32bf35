"""No hostile file hangs, eats memory, or ends in an empty success. The cheap ones are read here, in one process."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from kpi_extract.errors import DocumentError, RefusedDocumentError
from kpi_extract.pipeline import extract
from tests.hostile.corpus import CORPUS, DOCUMENT
from tests.hostile.making import one_page

SECONDS = 60
CHEAP = [name for name, file in CORPUS.items() if file.is_cheap]


@pytest.fixture(scope="module")
def outcomes() -> dict[str, dict[str, object]]:
    """What came of every cheap file, read one after the other in one process that may take 1 GiB."""
    command = [sys.executable, "-m", "tests.hostile.reading", *CHEAP]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, check=False)
    results = [json.loads(line) for line in ended.stdout.splitlines()]
    assert len(results) == len(CHEAP), f"it ended at {CHEAP[len(results)]}: {ended.stderr[-500:]}"
    return {result["name"]: result for result in results}


def test_there_are_enough_kinds() -> None:
    assert len(CORPUS) >= 90
    assert {file.suffix for file in CORPUS.values()} == {".pdf", ".docx", ".xlsx", ".tsv", ".csv", ".txt"}


@pytest.mark.parametrize("name", CHEAP)
def test_a_hostile_file_has_the_outcome_it_should(name: str, outcomes: dict[str, dict[str, object]]) -> None:
    result = outcomes[name]
    assert result["outcome"] in CORPUS[name].outcomes, result["says"]
    if result["outcome"] == DOCUMENT:
        assert result["projects"] or result["says"], "an empty success"
    if CORPUS[name].has_records:
        assert result["projects"]


def test_what_is_read_one_after_the_other_is_not_kept(outcomes: dict[str, dict[str, object]]) -> None:
    assert max(int(str(result["peak"])) for result in outcomes.values()) < 700


def test_a_refusal_says_why_in_both_languages() -> None:
    for name in ("flate-bomb.pdf", "gibibyte-of-paragraphs.docx", "quotation-marks-without-end.csv"):
        with pytest.raises(RefusedDocumentError) as caught:
            extract(CORPUS[name].make())
        assert caught.value.reason_ja != caught.value.reason
        assert caught.value.CODE == "refused"


def test_a_filter_list_that_is_empty_packs_nothing() -> None:
    try:
        assert extract(one_page(b"BT /F 12 Tf 72 720 Td (KPI) Tj ET", "/Filter[]")).issues
    except DocumentError as error:
        pytest.fail(str(error))
