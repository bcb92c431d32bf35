"""What is fuzzed: functions from bytes, each with bytes to begin with. Nothing here needs the fuzzer.

A target raises what is a finding. `DocumentError`, `HeadingsFileError` and `UnreadableValueError` are answers, unless
they only wrap a fault of this program: the readers have a border that makes every exception a `DocumentError`, and a
fuzzer that stopped there would find nothing.
"""

from __future__ import annotations

import io
import traceback
import zipfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import pikepdf
from lxml import etree

from kpi_extract.document import Document, Paragraph, Table
from kpi_extract.errors import DocumentError, HeadingsFileError, UnreadableValueError
from kpi_extract.explain_text import explained
from kpi_extract.interpretation import interpret
from kpi_extract.interpretation.explanation import explain_document
from kpi_extract.interpretation.headings import default_lexicon, read_heading
from kpi_extract.interpretation.headings_file import decode_headings
from kpi_extract.interpretation.names import read_name
from kpi_extract.joining import join_tables
from kpi_extract.pipeline import extract, lexicon_from, write
from kpi_extract.readers import read_source
from kpi_extract.readers.pdf.engines import ENGINES
from kpi_extract.readers.pdf.engines.contract import NeedsPassword, Refused
from kpi_extract.readers.pdf.layout import lay_out
from kpi_extract.readers.pdf.paragraphs import blocks_of
from kpi_extract.readers.pdf.problems import page_findings
from kpi_extract.readers.source import Source
from kpi_extract.values.number import is_plain, parse_value, split_values, value_or_none
from kpi_extract.values.period import find_periods, parse_period, period_or_none
from kpi_extract.values.text import fold, join_lines, match_key, split_marks
from kpi_extract.values.unit import parse_unit
from tests.interpretation.building import document as built_document
from tests.interpretation.building import table as built_table
from tests.readers.building import package, word_parts
from tests.readers.pdf_drawing import TABLE, page

ROOT = Path(__file__).parents[2]
OURS = str(ROOT / "src" / "kpi_extract")
_FORMATS = {
    "text": ("*.txt", "*.csv"),
    "word": ("*.docx",),
    "html": ("*.html", "*.mhtml"),
    "pdf": ("*.pdf",),
    "excel": ("*.xlsx",),
    "old-excel": ("*.xls",),
    "opendocument": ("*.ods",),
}
LARGEST_SEED = 60_000
"""Bytes of a fixture to begin with: the mutations of a larger one take too long each."""


class FaultError(AssertionError):
    """An answer that hides a fault of this program, or an answer that is none."""


class Target(NamedTuple):
    """One thing to fuzz."""

    run: Callable[[bytes], bool]
    """Whether the input was taken; False for one that was answered with an error, which is as good."""
    seeds: Callable[[], list[bytes]]
    most: int
    """Bytes of an input, at most."""


def check_answer(error: BaseException) -> None:
    """An error is an answer unless code of this program raised, by a fault, what it was made of.

    Raises:
        FaultError: it did; libraries may raise what they like about bad content.
    """
    cause = error.__cause__
    while cause is not None:
        if _is_own(cause):
            raise FaultError(f"{type(cause).__name__}: {cause}") from cause
        cause = cause.__cause__


def _is_own(error: BaseException) -> bool:
    """Whether the last line that ran is one of this program."""
    frames = traceback.extract_tb(error.__traceback__)
    return bool(frames) and frames[-1].filename.startswith(OURS) and isinstance(error, _FAULTS)


_FAULTS = (LookupError, AttributeError, TypeError, ArithmeticError, AssertionError, RecursionError, UnicodeError)


# --- readers -----------------------------------------------------------------------------------------------------------


def _read(data: bytes, format: str) -> bool:
    try:
        read_source(Source("試験", data), format)
    except DocumentError as error:
        check_answer(error)
        return False
    return True


def reader(format: str) -> Callable[[bytes], bool]:
    """The reader of a format, on the bytes of a file."""

    def run(data: bytes) -> bool:
        return _read(data, format)

    return run


def any_format(data: bytes) -> bool:
    """Recognition of the format, pre-flight, then everything to the records and every way to print them."""
    try:
        extraction = extract(data)
    except DocumentError as error:
        check_answer(error)
        return False
    for kind in ("json", "jsonl", "csv", "table"):
        write(extraction, io.BytesIO(), kind)
    return True


def word_part(data: bytes) -> bool:
    """The document part of a Word file, made well-formed: mutations of a packed file hardly ever unpack, nor of XML parse."""
    parts = word_parts("")
    parts["word/document.xml"] = _well_formed(data)
    return _read(package(parts), "word")


def _well_formed(data: bytes) -> bytes:
    with suppress(etree.XMLSyntaxError):
        root = etree.fromstring(data, etree.XMLParser(recover=True, resolve_entities=False))
        return data if root is None else etree.tostring(root, encoding="utf-8")
    return data


def sheet_part(format: str, name: str) -> Callable[[bytes], bool]:
    """One XML part of a workbook, made well-formed, among the other parts of the smallest fixture."""

    def run(data: bytes) -> bool:
        parts = _parts(min(fixtures(format), key=len))
        parts[name] = _well_formed(data)
        return _read(package(parts), format)

    return run


def pdf_content(engine: str) -> Callable[[bytes], bool]:
    """The operations of a PDF page with Japanese fonts, read by one engine without another to stand in for it."""

    def run(data: bytes) -> bool:
        with suppress(Refused, NeedsPassword), ENGINES[engine](Source("試験", page(data))) as pdf:
            try:
                marks = pdf.marks(1)
            except Exception as error:
                if _is_own(error):
                    raise
                return False  # the library's: the page is reported as one that cannot be read
            content = lay_out(marks, 1, 1)
            page_findings(marks, content)
            blocks_of([content])
            return True
        return False

    return run


# --- values, headings, names -------------------------------------------------------------------------------------------


def values(data: bytes) -> bool:
    """The parsers of printed values; what says yes or no has to agree with what raises."""
    text = data.decode("utf-8", "ignore")
    read = False
    with suppress(UnreadableValueError):
        parse_value(text)
        read = True
    if read != (value_or_none(text) is not None) or (is_plain(text) and not read):
        raise FaultError(f"value: {text!r}")
    read = False
    with suppress(UnreadableValueError):
        parse_period(text)
        read = True
    if read != (period_or_none(text) is not None):
        raise FaultError(f"period: {text!r}")
    for match in find_periods(text):
        if not 0 <= match.start < match.end <= len(text):
            raise FaultError(f"periods: {text!r}")
    split_values(text)
    with suppress(UnreadableValueError):
        parse_unit(text)
    fold(text)
    match_key(text)
    join_lines(text)
    split_marks(text)
    return read


def headings(data: bytes) -> bool:
    """Headings and names of indicators."""
    text = data.decode("utf-8", "ignore")
    lexicon = default_lexicon()
    read_heading(text, lexicon)
    for has_unit_cell in (True, False):
        read_name(
            text, has_unit_cell=has_unit_cell, read=lambda one: read_heading(one, lexicon), takes_deadline=has_unit_cell
        )
    return True


def headings_file(data: bytes) -> bool:
    """A user's file of heading words."""
    try:
        lexicon_from(decode_headings(data, "見出し.toml"))
    except HeadingsFileError as error:
        check_answer(error)
        return False
    return True


# --- interpretation ----------------------------------------------------------------------------------------------------


def interpretation(data: bytes) -> bool:
    """Documents of any content: tables joined, interpreted, explained and written."""
    document = join_tables(_document_of(data.decode("utf-8", "ignore")))
    extraction = interpret(document)
    for kind in ("json", "csv", "table"):
        write(extraction, io.BytesIO(), kind)
    explained(explain_document(document), "text", "ja")
    return True


def _document_of(text: str) -> Document:
    """Blocks parted by empty lines; those with a bar are tables as the tests draw them."""
    blocks: list[str | Table] = []
    for number, block in enumerate(text.replace("\r", "\n").split("\n\n")):
        lines = [line for line in block.split("\n") if line.strip()]
        if any("|" in line for line in lines):
            blocks.append(_table_of("\n".join(lines), merges_lost=number % 4 == 3))
        else:
            blocks.extend(lines)
    return built_document(*blocks)


def _table_of(drawing: str, *, merges_lost: bool) -> Table:
    try:
        return built_table(drawing, merges_lost=merges_lost)
    except (AssertionError, IndexError, KeyError, ValueError):  # the drawing is none: it is drawn without spans
        return built_table(drawing.replace("<", "＜").replace("^", "＾"), merges_lost=merges_lost)


def _drawing_of(document: Document) -> bytes:
    """A document as `_document_of` takes it."""
    return "\n\n".join(
        _drawn(block) if isinstance(block, Table) else block.text.replace("|", "｜")
        for block in document.blocks
        if isinstance(block, (Paragraph, Table))
    ).encode()


def _drawn(table: Table) -> str:
    rows = [["<"] * table.column_count for _ in range(table.row_count)]
    for cell in table.cells:
        for row in range(cell.row, cell.row + cell.row_span):
            rows[row][cell.column] = "^"
        text = cell.text.replace("\n", "⏎").replace("|", "｜").replace("<", "＜").replace("^", "＾")
        rows[cell.row][cell.column] = text
    return "\n".join(" | ".join(row) for row in rows)


# --- what to begin with ------------------------------------------------------------------------------------------------


def fixtures(format: str) -> list[bytes]:
    """The smaller fixtures and samples of a format."""
    found = (path for pattern in _FORMATS[format] for folder in _FOLDERS for path in sorted(folder.rglob(pattern)))
    return [data for data in (path.read_bytes() for path in found) if len(data) <= LARGEST_SEED]


_FOLDERS = (ROOT / "samples", ROOT / "tests" / "fixtures")


def unpacked_pdfs() -> list[bytes]:
    """Small PDFs whose streams stand unpacked, so that a mutation changes what they say."""
    seeds = [page(TABLE)]
    for data in fixtures("pdf"):
        buffer = io.BytesIO()
        with pikepdf.Pdf.open(io.BytesIO(data)) as document:
            document.save(buffer, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.generalized)
        seeds.append(buffer.getvalue())
    return [seed for seed in seeds if len(seed) <= 4 * LARGEST_SEED] + fixtures("pdf")


def document_parts() -> list[bytes]:
    """The document parts of the Word fixtures."""
    return [part for data in fixtures("word") if len(part := _document_part(data)) <= 4 * LARGEST_SEED]


def _document_part(data: bytes) -> bytes:
    return _parts(data)["word/document.xml"]


def _parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def workbook_parts(format: str, name: str) -> Callable[[], list[bytes]]:
    """The same part of each workbook of the fixtures."""
    return lambda: [part for data in fixtures(format) if len(part := _parts(data)[name]) <= 4 * LARGEST_SEED]


def page_contents() -> list[bytes]:
    """What small pages draw."""
    turned = b"BT /V 9 Tf 0 1 -1 0 80 300 Tm <63076a19> Tj 3 Tr 2 Ts 50 Tz [<5024> -900 <0031>] TJ T* ET "
    more = b"q 1 g 0.5 w [3 2] 0 d 50 50 300 60 re W n 50 50 300 60 re B* 10 10 m 20 20 30 30 40 40 c S Q "
    return [TABLE.encode(), turned, more, TABLE.encode() + turned + more]


def cell_texts() -> list[bytes]:
    """The texts of the cells of the fixtures."""
    texts = {cell.text for document in _documents() for table in document.tables() for cell in table.cells}
    return [text.encode() for text in sorted(texts) if text]


def drawings() -> list[bytes]:
    """The fixtures as drawings of tables."""
    return [drawing for drawing in map(_drawing_of, _documents()) if len(drawing) <= LARGEST_SEED]


def _documents() -> Iterator[Document]:
    return (read_source(Source("試験", data)) for name in ("text", "html") for data in fixtures(name))


def everything() -> list[bytes]:
    """Some files of each format."""
    return [data for name in _FORMATS for data in sorted(fixtures(name), key=len)[:5]]


_HEADINGS_FILE = '[[heading]]\nform = "めざす値"\nroles = ["target"]\nkind = "x"\nbasis = "annual"\n'.encode()

_SHEET, _STYLES, _CONTENT = "xl/worksheets/sheet1.xml", "xl/styles.xml", "content.xml"

TARGETS: dict[str, Target] = {
    "text": Target(reader("text"), lambda: fixtures("text"), LARGEST_SEED),
    "word": Target(word_part, document_parts, 4 * LARGEST_SEED),
    "word-file": Target(reader("word"), lambda: fixtures("word"), LARGEST_SEED),
    "html": Target(reader("html"), lambda: fixtures("html"), LARGEST_SEED),
    "excel": Target(sheet_part("excel", _SHEET), workbook_parts("excel", _SHEET), 4 * LARGEST_SEED),
    "excel-styles": Target(sheet_part("excel", _STYLES), workbook_parts("excel", _STYLES), LARGEST_SEED),
    "excel-file": Target(reader("excel"), lambda: fixtures("excel"), LARGEST_SEED),
    "old-excel-file": Target(reader("old-excel"), lambda: fixtures("old-excel"), LARGEST_SEED),
    "opendocument": Target(
        sheet_part("opendocument", _CONTENT), workbook_parts("opendocument", _CONTENT), 4 * LARGEST_SEED
    ),
    "opendocument-file": Target(reader("opendocument"), lambda: fixtures("opendocument"), LARGEST_SEED),
    "pdf": Target(reader("pdf"), unpacked_pdfs, 4 * LARGEST_SEED),
    "pdf-content-pdfium": Target(pdf_content("pdfium"), page_contents, 10_000),
    "pdf-content-pdfplumber": Target(pdf_content("pdfplumber"), page_contents, 10_000),
    "any": Target(any_format, everything, LARGEST_SEED),
    "values": Target(values, cell_texts, 200),
    "headings": Target(headings, cell_texts, 300),
    "headings-file": Target(headings_file, lambda: [_HEADINGS_FILE], 2_000),
    "interpretation": Target(interpretation, drawings, LARGEST_SEED),
}
