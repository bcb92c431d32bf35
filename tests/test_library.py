"""The package as other scripts use it."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

import kpi_extract
from kpi_extract import Extraction, Failure, extract, extract_many, interpret, read, write

SAMPLE = Path(__file__).parents[1] / "samples" / "kushiro-r4.txt"


def test_paths_bytes_and_streams_give_the_same_projects() -> None:
    by_path = extract(SAMPLE)
    assert extract(str(SAMPLE)).projects == by_path.projects
    assert extract(SAMPLE.read_bytes()).projects == by_path.projects
    with SAMPLE.open("rb") as stream:
        assert extract(stream).projects == by_path.projects


def test_read_then_interpret_is_extract() -> None:
    assert interpret(read(SAMPLE)) == extract(SAMPLE)


def test_many_gives_one_outcome_each_in_order(tmp_path: Path) -> None:
    bad = tmp_path / "bad.pdf"
    bad.write_bytes(b"%PDF-1.4 cut")
    outcomes = list(extract_many([bad, SAMPLE]))
    assert isinstance(outcomes[0], Failure)
    assert outcomes[0].name == str(bad)
    assert isinstance(outcomes[1], Extraction)


def test_arguments_are_checked_at_the_call() -> None:
    with pytest.raises(TypeError):
        extract_many("report.pdf")
    with pytest.raises(TypeError):
        extract_many(None)  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        extract(12)  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        extract(io.StringIO("a\tb"))  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="pages"):
        extract(SAMPLE, pages=[0])
    with pytest.raises(ValueError, match="no such file"):
        extract_many([SAMPLE], headings="none.toml")
    with pytest.raises(ValueError, match="unknown output format"):
        write(extract(SAMPLE), io.BytesIO(), "xml")


def test_write_reads_back_as_the_same_records() -> None:
    extraction = extract(SAMPLE)
    for name in ("json", "jsonl"):
        out = io.BytesIO()
        write(extraction, out, name)
        assert Extraction.model_validate(json.loads(out.getvalue())).projects == extraction.projects


def test_rows_are_flat() -> None:
    row = next(kpi_extract.rows(extract(SAMPLE, municipality="012068")))
    assert row["municipality"] == "釧路市"
    assert (row["role"], row["value"], row["unit"], row["date"]) == ("target", 15, "人", "2023-03")


def test_an_error_says_where_and_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "レポート.docx"
    path.write_bytes(b"PK\x03\x04 cut")
    with pytest.raises(kpi_extract.DocumentError) as caught:
        extract(path)
    assert "レポート.docx" in str(caught.value)
    assert caught.value.hint
    assert not caught.value.in_japanese().isascii()
