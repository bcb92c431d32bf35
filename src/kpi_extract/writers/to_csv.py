"""CSV: one line per observation, UTF-8 with BOM, CRLF, as Excel in Japan opens it; columns as in COLUMNS.

`write_formed` writes other forms: wide (see wide.py), with Japanese titles, without BOM, or in cp932.

No cell is a formula for a spreadsheet. A text that could be one gets an apostrophe in front, and so does a text that
begins with an apostrophe: whoever takes one leading apostrophe off a text (`plain_text`) has what was printed. A lone
dash and a plain number with its sign (`-5`, `+1,234.5`, `-34.3%`) are no formulas and stay; `▲1.2` never was one.
Numbers are written in full, without exponent; true and false in small letters; null as nothing.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from itertools import chain
from typing import Any, BinaryIO, NamedTuple

from kpi_extract.records import Extraction
from kpi_extract.writers.columns import COLUMNS
from kpi_extract.writers.csv_form import CsvForm
from kpi_extract.writers.frame import Frame, write_framed
from kpi_extract.writers.rows import rows, rows_of
from kpi_extract.writers.wide import Documents, wide_table

NAME = "csv"
SUFFIXES: tuple[str, ...] = (".csv",)
_START = b"\xef\xbb\xbf" + ",".join(column.name for column in COLUMNS).encode("ascii") + b"\r\n"
ALONE = SEVERAL = Frame(start=_START, empty=_START)

# Spreadsheets skip white space and what cannot be seen before they look for the sign, and take full-width signs too.
_COULD_BE_A_FORMULA = re.compile(r"[\s\x00-\x1f\u200b-\u200f\u2060\ufeff]*[=+\-@＝＋－＠]|[\t\r\n\x00']")
_IS_NO_FORMULA = re.compile(r"[-－]+|[+-](?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?%?", re.ASCII)


def safe_text(text: str) -> str:
    """The text as it stands in a cell: with an apostrophe in front where a spreadsheet could take it for a formula.

    >>> [safe_text(text) for text in ("=1+1", "-", "-5", "-5人", "▲1.2", "'84")]
    ["'=1+1", '-', '-5', "'-5人", '▲1.2', "''84"]
    """
    return f"'{text}" if _COULD_BE_A_FORMULA.match(text) and not _IS_NO_FORMULA.fullmatch(text) else text


def plain_text(cell: str) -> str:
    """The text of a cell as it was before `safe_text`."""
    return cell.removeprefix("'")


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return safe_text(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, int) else f"{Decimal(repr(value)):f}"


def write_rows(several: Iterable[Mapping[str, Any]], out: BinaryIO) -> None:
    """Write rows as lines, without the line of names; one row is held at a time."""
    line = io.StringIO()
    writer = csv.writer(line, lineterminator="\r\n")
    for row in several:
        writer.writerow([_cell(row[column.name]) for column in COLUMNS])
        out.write(line.getvalue().encode("utf-8"))
        line.seek(0)
        line.truncate()


def write_member(extraction: Extraction, out: BinaryIO, level: int = 0) -> None:
    """Write the lines of one document; nothing is indented."""
    write_rows(rows(extraction), out)


def write(extractions: Iterable[Extraction], out: BinaryIO) -> None:
    """Write the line of names, then the observations of each document as it comes."""
    write_framed(SEVERAL, write_member, extractions, out)


class Replaced(NamedTuple):
    """A character that the encoding does not have."""

    character: str
    by: str
    line: int
    """Where it stood first: line of the table, from 1 for the names."""
    column: str
    times: int


REPLACEMENT = "〓"
"""What Japanese printers set for a missing character."""
_ALIKE = str.maketrans("—–", "―‐")
"""Dashes whose like cp932 has; for 〜 − ‖ ¢ £ ¬ the codec itself takes the like."""


def write_formed(documents: Documents, out: BinaryIO, form: CsvForm) -> list[Replaced]:
    """Write documents in one of the forms.

    Args:
        documents: gives the documents, each time anew.
        out: where to.
        form: the form.

    Returns:
        What the encoding could not hold, each character once; nothing for UTF-8.
    """
    if form.shape == "wide":
        columns, table = wide_table(documents)
        names = [column.name for column in columns]
        titles = [column.title_ja for column in columns]
    else:
        names, titles = [column.name for column in COLUMNS], [column.title_ja for column in COLUMNS]
        table = (row for data, source in documents() for row in rows_of(data, source))
    found: dict[str, Replaced] = {}
    out.write(b"\xef\xbb\xbf" if form.encoding == "utf-8-sig" else b"")
    lines = [titles if form.header == "ja" else names]
    for number, cells in enumerate(chain(lines, ([_cell(row.get(name)) for name in names] for row in table)), start=1):
        if form.encoding == "cp932":
            cells = [_in_cp932(cell, found, number, name) for cell, name in zip(cells, names, strict=True)]
        out.write(_line(cells).encode("cp932" if form.encoding == "cp932" else "utf-8"))
    return list(found.values())


def write_table(names: Sequence[str], table: Iterable[Mapping[str, Any]], out: BinaryIO) -> None:
    """Write any table: UTF-8 with BOM, the names in the first line, one row at a time."""
    out.write(b"\xef\xbb\xbf" + _line(names).encode("utf-8"))
    for row in table:
        out.write(_line(_cell(row[name]) for name in names).encode("utf-8"))


def _line(cells: Iterable[str]) -> str:
    line = io.StringIO()
    csv.writer(line, lineterminator="\r\n").writerow(cells)
    return line.getvalue()


def _in_cp932(text: str, found: dict[str, Replaced], line: int, column: str) -> str:
    try:
        text.encode("cp932")
    except UnicodeEncodeError:
        return "".join(_character(one, found, line, column) for one in text)
    return text


def _character(one: str, found: dict[str, Replaced], line: int, column: str) -> str:
    if _fits(one):
        return one
    by = one.translate(_ALIKE)
    by = by if _fits(by) else REPLACEMENT
    known = found.get(one)
    found[one] = known._replace(times=known.times + 1) if known else Replaced(one, by, line, column, 1)
    return by


def _fits(character: str) -> bool:
    try:
        character.encode("cp932")
    except UnicodeEncodeError:
        return False
    return True
