"""What is refused before it is read, what a reader says when a document is open, and memory that runs out."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kpi_extract import pipeline
from kpi_extract.errors import HeadingsFileError, RefusedDocumentError
from kpi_extract.limits import Limits
from kpi_extract.readers import read_source
from kpi_extract.readers.pdf import rendering
from kpi_extract.readers.pdf.engines import pdfium, pdfminer
from kpi_extract.readers.preflight import MOST_COLUMNS, check_size, check_table
from kpi_extract.readers.source import BYTES_OF_A_PAGE, Source
from kpi_extract.readers.zip_package import check_xml_parts, checked_entries, opened_package, xml_parts
from tests.hostile.making import REPORT, TEXT_ON_PAGE, one_page, word
from tests.readers.building import cell, package, paragraph, row, run, table

THREE_PAGES = one_page(TEXT_ON_PAGE, others={2: "<</Type/Pages/Kids[3 0 R 3 0 R 3 0 R]/Count 3>>"})
WORD = word(table(row(cell(run("15")), cell(run("人")))))


def test_a_file_is_refused_by_its_size_alone() -> None:
    check_size(10, "a", Limits(file_size=10))
    with pytest.raises(RefusedDocumentError, match="more than 100 MiB"):
        check_size(100 * 2**20 + 1, "a.pdf", Limits())


def test_a_large_file_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    with path.open("wb") as stream:
        stream.truncate(Limits().file_size + 1)  # takes no room on the disk
    with pytest.raises(RefusedDocumentError, match="more than 100 MiB"):
        pipeline.read(path)
    with pytest.raises(HeadingsFileError, match="more than 100 MiB"):
        pipeline.read_headings(path)


class _Dripping(io.RawIOBase):
    """Gives less than it is asked for, as a pipe does."""

    def __init__(self, data: bytes, size: int) -> None:
        self._left, self._size = io.BytesIO(data), size

    def read(self, size: int = -1) -> bytes:
        return self._left.read(min(size, self._size) if size >= 0 else self._size)


def test_a_stream_that_gives_a_little_at_a_time_is_read_to_its_end() -> None:
    stream: Any = _Dripping(REPORT.encode(), 7)
    assert pipeline.read(stream).sha256 == pipeline.read(REPORT.encode()).sha256


def test_a_stream_without_end_is_refused() -> None:
    class Endless(io.RawIOBase):
        def read(self, size: int = -1) -> bytes:
            return bytes(2**24)

    stream: Any = Endless()
    with pytest.raises(RefusedDocumentError):
        pipeline.read(stream)


def test_a_table_is_refused_by_its_size() -> None:
    check_table(600, MOST_COLUMNS - 10_000, "a")
    for rows, columns in ((1, MOST_COLUMNS + 1), (1_048_576, 16_384)):
        with pytest.raises(RefusedDocumentError, match="too many for a report"):
            check_table(rows, columns, "a")


@pytest.mark.parametrize(
    ("data", "pages"),
    [
        (THREE_PAGES, 3),
        (WORD, 1),
        (REPORT.encode(), 1),
        (REPORT.encode() * (5 * BYTES_OF_A_PAGE // len(REPORT.encode())), 5),
        (word(paragraph(run("15")) * 5_000), 5),
    ],
)
def test_a_reader_says_once_how_much_it_is_going_to_read(data: bytes, pages: int) -> None:
    said: list[int] = []
    pipeline.read_loaded(Source("a", data, when_opened=said.append))
    assert said == [pages]


def test_only_the_pages_asked_for_count() -> None:
    said: list[int] = []
    pipeline.read_loaded(Source("a", THREE_PAGES, pages=(2,), when_opened=said.append))
    assert said == [1]


def test_it_is_said_before_the_pages_are_read() -> None:
    class StopHere(Exception):
        pass

    def stop(pages: int) -> None:
        raise StopHere

    for data in (THREE_PAGES, WORD, REPORT.encode()):
        with pytest.raises(Exception, match="StopHere"):
            read_source(Source("a", data, when_opened=stop))


def test_pages_past_the_limit_are_refused_unless_named() -> None:
    with pytest.raises(RefusedDocumentError, match="more than 2 pages"):
        read_source(Source("a.pdf", THREE_PAGES, most_pages=2))
    assert read_source(Source("a.pdf", THREE_PAGES, most_pages=2, pages=(1, 3))).page_count == 3


# Memory that runs out says nothing about the document


def _out_of_memory(*_: object, **__: object) -> Any:
    raise MemoryError


@pytest.mark.parametrize(
    ("data", "where", "what"),
    [
        (THREE_PAGES, pdfium.PdfiumDocument, "marks"),
        (THREE_PAGES, pdfium.PdfiumDocument, "_opened"),
        (WORD, zipfile.ZipFile, "infolist"),
        (REPORT.encode(), str, ""),
    ],
)
def test_a_lack_of_memory_is_no_damage(data: bytes, where: type, what: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if what:
        monkeypatch.setattr(where, what, _out_of_memory)
    else:
        monkeypatch.setattr("kpi_extract.readers.delimited.choose_delimiter", _out_of_memory)
    with pytest.raises(MemoryError):
        read_source(Source("a", data))


@pytest.mark.parametrize("what", ["_pages", "_marks", "_title"])
def test_a_lack_of_memory_in_the_second_engine_is_no_damage(what: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdfminer, what, _out_of_memory)
    with pytest.raises(MemoryError):
        read_source(Source("a", THREE_PAGES, pdf_engine="pdfplumber"))


def test_a_lack_of_memory_in_word_is_no_damage(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kpi_extract.readers.word.read_table", _out_of_memory)
    with pytest.raises(MemoryError):
        read_source(Source("a", WORD))


def test_a_lack_of_memory_while_painting_is_no_damage(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rendering, "scale_of", _out_of_memory)
    with rendering.painter_of(Source("a", THREE_PAGES)) as painter, pytest.raises(MemoryError):
        painter.page(1)


# The package checks, as a reader of another format calls them


def _checked(data: bytes, look: Callable[[zipfile.ZipFile, list[zipfile.ZipInfo]], object]) -> object:
    with opened_package(data, "a.xlsx") as archive:
        return look(archive, checked_entries(archive, "a.xlsx"))


def test_the_xml_of_any_package_is_found_by_content() -> None:
    parts: dict[str, str | bytes] = {"a.xml": "<a/>", "b.bin": "\ufeff\n <b/>", "c.png": b"\x89PNG", "d.svg": "<svg/>"}
    found = _checked(package(parts), lambda archive, entries: dict(xml_parts(archive, entries, "a.xlsx")))
    assert found == {"a.xml": b"<a/>", "b.bin": "\ufeff\n <b/>".encode()}


@pytest.mark.parametrize("before", [0, 2**20 - 12, 2**20 - 3, 2**20, 2**20 + 1, 3 * 2**20 - 5])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "utf-16-be"])
def test_a_doctype_is_found_where_pieces_meet(before: int, encoding: str) -> None:
    content = b"<!--" + bytes(before % 251 + 1 for _ in range(before)) + "<!DOCTYPE a>".encode(encoding)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("xl/a.xml", content)
    with pytest.raises(RefusedDocumentError, match="DOCTYPE"):
        _checked(buffer.getvalue(), lambda archive, entries: check_xml_parts(archive, entries, "a.xlsx"))
