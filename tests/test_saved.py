"""Records read back from what the JSON writers wrote."""

from __future__ import annotations

import io
from decimal import Decimal
from pathlib import Path

import pytest

from kpi_extract import Extraction, extract, load
from kpi_extract.errors import DamagedDocumentError, MissingDocumentError
from kpi_extract.saved import looks_saved, records_in
from kpi_extract.writers import writer_named

SAMPLE = Path(__file__).parent.parent / "samples" / "kushiro-r4.docx"


@pytest.fixture(scope="module")
def extraction() -> Extraction:
    return extract(SAMPLE)


def written(several: list[Extraction], name: str) -> bytes:
    out = io.BytesIO()
    writer_named(name).write(several, out)
    return out.getvalue()


@pytest.mark.parametrize("name", ["json", "jsonl"])
@pytest.mark.parametrize("count", [1, 3])
def test_what_was_written_is_read_back(extraction: Extraction, name: str, count: int, tmp_path: Path) -> None:
    data = written([extraction] * count, name)
    path = tmp_path / f"報告.{name}"
    path.write_bytes(data)
    read = load(path)
    assert len(read) == count
    assert looks_saved(data)
    assert read[0].projects == extraction.projects
    assert written(read, name) == data


def test_a_fraction_comes_back_exactly(extraction: Extraction) -> None:
    data = written([extraction], "json").replace(b'"value": 2300', b'"value": 57.1', 1)
    for text in (data, b"[" + data + b"]"):
        values = [
            one.value
            for project in next(records_in(text, "x")).projects
            for kpi in project.indicators
            for one in kpi.targets
        ]
        assert Decimal("57.1") in values


def test_a_bom_is_no_part_of_it(extraction: Extraction) -> None:
    assert len(list(records_in(b"\xef\xbb\xbf" + written([extraction], "jsonl"), "x"))) == 1


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "it is empty"),
        (b"{", "no records"),
        (b"[1", "no JSON"),
        (b"[" * 100_000, "no JSON"),
        (b'{"a":' * 100_000, "no records"),
        (b"[1]", "x: /0"),
        (b'{"a": 1}', "no records"),
        (b'{"a": 1}\n{"a": 2}', "x: line 1"),
    ],
)
def test_anything_else_says_where_it_is_wrong(data: bytes, said: str) -> None:
    with pytest.raises(DamagedDocumentError, match=said):
        list(records_in(data, "x"))


def test_a_missing_file_is_missing(tmp_path: Path) -> None:
    with pytest.raises(MissingDocumentError):
        load(tmp_path / "none.json")
