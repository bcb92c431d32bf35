"""Tab-delimited and comma-separated text: tables are runs of lines with a delimiter, the rest is paragraphs."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from kpi_extract.document import Block, Cell, Document, Paragraph, Table
from kpi_extract.errors import DamagedDocumentError
from kpi_extract.issues import Finding, IssueCode
from kpi_extract.place import Place
from kpi_extract.readers.delimited_lines import Record, choose_delimiter, records_of
from kpi_extract.readers.encoding import decode
from kpi_extract.readers.preflight import MOST_COLUMNS, check_table
from kpi_extract.readers.source import Source

NAME = "text"
SUFFIXES = (".txt", ".tsv", ".csv", ".tab")
MEDIA_TYPE = "text/tab-separated-values"
_MEDIA_TYPES = {"\t": MEDIA_TYPE, ",": "text/csv", None: "text/plain"}

# Beyond this many cells, rows shorter than a table are not filled up: one long line must not multiply every other.
_MOST_FILLED_CELLS = 2_000_000

_MOST_DELIMITERS = 10 * MOST_COLUMNS

_OUTER_SPACE = " \t\n\u3000"


def read(source: Source) -> Document:
    """Reads delimited text.

    Raises:
        DamagedDocumentError: the file is empty or holds binary data.
        EncodingError: the text is in no encoding that was tried, or not in the one asked for.
    """
    text, encoding, findings = decode(source.data, source.encoding, source.name)
    # A DOS end-of-file mark may close the file; anything else with NUL is no text.
    text = text.removesuffix("\x1a")
    _refuse_what_is_no_text(text, source.name)
    source.opened_without_pages(len(source.data))
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    _refuse_endless_lines(text, source.name)
    delimiter = choose_delimiter(text)
    records, quote_findings = records_of(text, delimiter)
    builder = _Builder(source.name)
    blocks = tuple(builder.blocks(records))
    return Document(
        name=source.base_name,
        media_type=_MEDIA_TYPES[delimiter],
        sha256=hashlib.sha256(source.data).hexdigest(),
        blocks=blocks,
        encoding=encoding,
        findings=(*findings, *quote_findings, *builder.findings),
    )


def _refuse_what_is_no_text(text: str, name: str) -> None:
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise DamagedDocumentError(
            name,
            f"Line {line} holds a NUL character, which no text has.",
            "If the file is UTF-16 text, say so with --encoding utf-16-le; otherwise get it again.",
            f"{line}行目にNUL文字があり、テキストではありません。",
            "UTF-16のテキストなら --encoding utf-16-le を指定してください。そうでなければ入手し直してください。",
        )
    if not text.strip():
        raise DamagedDocumentError(
            name,
            "The file is empty.",
            "Get the file again.",
            "ファイルの中身が空です。",
            "ファイルを入手し直してください。",
        )


def _refuse_endless_lines(text: str, name: str) -> None:
    """A line with more delimiters than ten sheets have columns would take memory before it is known to be a table."""
    for mark in ("\t", ","):
        if text.count(mark) > _MOST_DELIMITERS:
            longest = max(line.count(mark) for line in text.split("\n"))
            if longest > _MOST_DELIMITERS:
                check_table(1, longest + 1, name)


@dataclass(slots=True)
class _Builder:
    """Groups records into blocks; keeps the number of the table and what was noticed on the way."""

    name: str
    """Of the file, for messages."""
    tables: int = 0
    findings: list[Finding] = field(default_factory=list)

    def blocks(self, records: Iterator[Record]) -> Iterator[Block]:
        run: list[Record] = []
        for record in records:
            if record.is_tabular and not record.is_blank:
                run.append(record)
                continue
            yield from self._close(run)
            run = []
            if not record.is_blank:
                yield _paragraph(record)
        yield from self._close(run)

    def _close(self, run: list[Record]) -> Iterator[Block]:
        """The blocks of one run of tabular lines: titles as a spreadsheet pads them, then the table."""
        titles = _leading_titles(run)
        yield from (_paragraph(record) for record in run[:titles])
        rows = run[titles:]
        if rows:
            self.tables += 1
            yield self._table(rows)

    def _table(self, rows: list[Record]) -> Table:
        width = max(record.used for record in rows)
        check_table(len(rows), width, self.name)
        self.findings.extend(_uneven(rows, self.tables))
        fill = width * len(rows) <= max(_MOST_FILLED_CELLS, 4 * sum(record.used for record in rows))
        cells = tuple(
            Cell(
                text=text,
                row=row,
                column=column,
                place=Place(table=self.tables, row=row + 1, column=column + 1, line=record.line),
            )
            for row, record in enumerate(rows)
            for column, text in enumerate(_padded(record, width if fill else 0))
        )
        return Table(cells, len(rows), width, Place(table=self.tables, line=rows[0].line), merges_lost=True)


def _padded(record: Record, width: int) -> Iterator[str]:
    used = min(len(record.fields), max(width, record.used))
    for text in record.fields[:used]:
        yield text.replace("\x0b", "\n").strip(_OUTER_SPACE)
    for _ in range(width - used):
        yield ""


def _paragraph(record: Record) -> Paragraph:
    text = "\n".join(field.strip(_OUTER_SPACE) for field in record.fields if field.strip(_OUTER_SPACE))
    return Paragraph(text.replace("\x0b", "\n"), place=Place(line=record.line))


def _leading_titles(run: list[Record]) -> int:
    """How many first rows of a run are titles: one filled cell, at the left edge of what follows.

    A spreadsheet pads ``【地方創生関連事業】`` with empty fields to the width of the sheet. Inside a table a row
    with one filled cell stays a row.
    """
    count = 0
    while count < len(run) and run[count].is_alone:
        count += 1
    left = min((record.first for record in run[count:]), default=None)
    if left is None:
        return count
    titles = 0
    while titles < count and run[titles].first <= left:
        titles += 1
    return titles


def _uneven(rows: list[Record], table: int) -> Iterator[Finding]:
    """A finding for each row that has another number of fields than the table; trailing empty fields do not count."""
    widths = Counter(len(record.fields) for record in rows)
    usual = max(widths, key=lambda width: (widths[width], width))
    in_header = True
    for row, record in enumerate(rows, start=1):
        # Editors trim line ends, so rows above the first full one are a heading whose last groups are empty.
        in_header = in_header and len(record.fields) < usual
        if record.used > usual or (len(record.fields) < usual and not in_header):
            yield Finding(
                IssueCode.UNEVEN_ROWS,
                f"{len(record.fields)} fields instead of {usual}",
                Place(table=table, row=row, line=record.line),
            )
