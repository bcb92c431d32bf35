"""Tables → an Excel workbook: one table a sheet, a frozen line of titles, a filter, no merged cells, no formula, no link.

Text is text whatever it begins with: a code keeps its zeros, and `=1+1` is shown, not computed. Numbers are numbers.
Rows go to the disk as they come, so that memory does not grow with them. A sheet that is full goes on in another.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from types import TracebackType
from typing import Any, BinaryIO, Literal, NamedTuple
from unicodedata import east_asian_width

Kind = Literal["text", "number", "integer", "wrapped"]
"""wrapped: a long text, which Excel breaks into lines."""

MOST_ROWS = 1_048_575
"""Rows of a sheet below its titles."""
LONGEST_TEXT = 32_767
"""Characters of a cell; Excel takes a file with more for a damaged one."""
MOST_DIGITS = 15
"""Significant digits that Excel keeps of a number."""
_LINE, _MOST_LINES = 15.0, 8
"""Points of a line of text; lines that are shown of a long text."""
_CUT = "…(続きはJSONにあります)"
_MADE = datetime(2020, 1, 1, tzinfo=UTC)
"""The same records make the same bytes."""


class SheetColumn(NamedTuple):
    """One column: its title, what stands in it, and how wide a person would make it (in half-width characters)."""

    title: str
    kind: Kind = "text"
    width: float = 12


class Workbook:
    """A workbook while it is written.

    Args:
        out: where the bytes go when it is closed.
        creator: the program, for the properties of the file.
    """

    def __init__(self, out: BinaryIO, creator: str) -> None:
        import xlsxwriter

        options = {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
            "default_date_format": "yyyy-mm-dd",
        }
        self._book = xlsxwriter.Workbook(out, options)
        self._book.set_properties({"author": creator, "created": _MADE.replace(tzinfo=None)})
        self._head = self._book.add_format(
            {"bold": True, "bg_color": "#DDE6F0", "border": 1, "text_wrap": True, "valign": "vcenter"}
        )
        top = {"valign": "top"}
        self._formats = {
            "text": self._book.add_format({**top, "num_format": "@"}),
            "wrapped": self._book.add_format({**top, "num_format": "@", "text_wrap": True}),
            "number": self._book.add_format({**top, "num_format": "#,##0.##########"}),
            "whole": self._book.add_format({**top, "num_format": "#,##0"}),
            "integer": self._book.add_format({**top, "num_format": "0"}),
        }
        self._sheets: list[Sheet] = []

    def sheet(self, name: str, columns: Sequence[SheetColumn]) -> Sheet:
        """A new sheet; its rows may be written in turn with those of others."""
        sheet = Sheet(self._book, name, columns, self._head, self._formats)
        self._sheets.append(sheet)
        return sheet

    def __enter__(self) -> Workbook:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Write the file, unless something went wrong; the temporary files go in any case."""
        for sheet in self._sheets:
            sheet.close()
        self._book.close()


class Sheet:
    """One table while it is written; a full sheet goes on in `NAME (2)`."""

    def __init__(
        self, book: Any, name: str, columns: Sequence[SheetColumn], head: Any, formats: dict[str, Any]
    ) -> None:
        self._book, self._name, self._columns = book, name, columns
        self._head, self._formats = head, formats
        self._part = 0
        self._open()

    def _open(self) -> None:
        self._part += 1
        self._sheet = self._book.add_worksheet(self._name if self._part == 1 else f"{self._name} ({self._part})")
        self._row = 0
        for number, column in enumerate(self._columns):
            self._sheet.set_column(number, number, column.width)
        self._sheet.set_row(0, 30)
        for number, column in enumerate(self._columns):
            self._sheet.write_string(0, number, column.title, self._head)
        self._sheet.freeze_panes(1, 0)
        self._sheet.set_landscape()
        self._sheet.repeat_rows(0)
        self._sheet.fit_to_pages(1, 0)

    def append(self, row: Iterable[object]) -> None:
        """Write one row: texts, numbers (int, float, Decimal), or None for a cell in which nothing stands."""
        if self._row == MOST_ROWS:
            self.close()
            self._open()
        self._row += 1
        row = tuple(row)
        # A height of its own: programs that do not fit rows to wrapped texts would show their first line only.
        self._sheet.set_row(self._row, _LINE * _lines(row, self._columns))
        for number, (value, column) in enumerate(zip(row, self._columns, strict=True)):
            self._write(number, value, column.kind)

    def _write(self, column: int, value: object, kind: Kind) -> None:
        if value is None or value == "":
            return
        if isinstance(value, str):
            style = self._formats["wrapped" if kind == "wrapped" else "text"]
            self._sheet.write_string(self._row, column, _fitting(value), style)
            return
        exact = Decimal(str(value))
        if len(exact.normalize().as_tuple().digits) > MOST_DIGITS:
            # Shown as they are rather than rounded.
            self._sheet.write_string(self._row, column, f"{exact:f}", self._formats["text"])
            return
        number = float(exact)
        style = "integer" if kind == "integer" else "whole" if number == int(number) else "number"
        self._sheet.write_number(self._row, column, number, self._formats[style])

    def close(self) -> None:
        """The filter goes over all rows that were written."""
        self._sheet.autofilter(0, 0, self._row, len(self._columns) - 1)


def _lines(row: Sequence[object], columns: Sequence[SheetColumn]) -> int:
    """How many lines the longest wrapped text of a row takes; very long ones are cut from view, not from the cell."""
    most = 1
    for value, column in zip(row, columns, strict=True):
        if isinstance(value, str) and column.kind == "wrapped":
            width = max(1.0, column.width - 1)
            most = max(most, sum(max(1, math.ceil(_width(line) / width)) for line in value.split("\n")))
    return min(most, _MOST_LINES)


def _width(text: str) -> int:
    """In half-width characters."""
    return sum(2 if east_asian_width(char) in "FWA" else 1 for char in text)


def _fitting(text: str) -> str:
    # Excel counts in UTF-16.
    size = len(text.encode("utf-16-le")) // 2
    if size <= LONGEST_TEXT:
        return text
    kept = text.encode("utf-16-le")[: 2 * (LONGEST_TEXT - len(_CUT))].decode("utf-16-le", "ignore")
    return kept + _CUT
