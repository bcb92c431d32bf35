"""What the stored cells of a sheet show, before anything is said of tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import islice

from kpi_extract.issues import Finding, IssueCode, Severity
from kpi_extract.place import Place
from kpi_extract.readers.excel.format_codes import GENERAL, UnknownFormatCodeError
from kpi_extract.readers.excel.number_format import exact, shown_number, shown_text
from kpi_extract.readers.excel.serial_dates import serial_of
from kpi_extract.readers.excel.sheet_xml import StoredCell
from kpi_extract.readers.excel.strings import OUTER_SPACE, RichText, SharedStrings, plain, resolved, runs_of
from kpi_extract.readers.excel.styles import PLAIN, Style
from kpi_extract.readers.sheets.content import MOST_CELLS, Content, Printed, TooLargeError, room_of
from kpi_extract.readers.sheets.references import cell_name

_MOST_NAMED = 10
_LONGEST_WHOLE = 11
_MOST_BLANKS = 20_000
"""Ruled cells without a text between them: whole columns are ruled down to the end of a sheet, and mean nothing there."""


@dataclass(slots=True)
class _Noticed:
    """Cells of one sheet of which the same is to be said."""

    cells: list[str] = field(default_factory=list)
    details: list[str] = field(default_factory=list)

    def add(self, row: int, column: int, detail: str = "") -> None:
        self.cells.append(cell_name(row, column))
        if detail and len(self.details) < _MOST_NAMED and detail not in self.details:
            self.details.append(detail)

    def listed(self) -> str:
        """C5, C6 and 12 more."""
        more = len(self.cells) - _MOST_NAMED
        return ", ".join(self.cells[:_MOST_NAMED]) + (f" and {more} more" if more > 0 else "")


@dataclass(slots=True)
class CellReader:
    """Turns the stored cells of one sheet into what they show."""

    content: Content
    styles: Sequence[Style]
    strings: SharedStrings
    from_1904: bool
    room: int
    """How many more cells may be kept."""
    _without_value: _Noticed = field(default_factory=_Noticed)
    _struck: _Noticed = field(default_factory=_Noticed)
    _lost_texts: _Noticed = field(default_factory=_Noticed)
    _unknown_codes: _Noticed = field(default_factory=_Noticed)
    _shown: dict[tuple[str, int], str] = field(default_factory=dict)
    _blanks: dict[tuple[int, int], Printed] = field(default_factory=dict)
    """Cells that show rules alone, since the last text."""

    def take(self, cell: StoredCell) -> None:
        """Keep a cell where it shows a text or a rule.

        Raises:
            TooLargeError: there are more than may be kept.
        """
        style = self.styles[cell.style] if cell.style < len(self.styles) else PLAIN
        self.keep(cell.row, cell.column, style, self._text(cell, style))

    def keep(self, row: int, column: int, style: Style, rich: RichText) -> None:
        """The same for a cell whose text is known.

        Raises:
            TooLargeError: there are more than may be kept.
        """
        for text in rich.struck:
            self._struck.add(row, column, text)
        if not (rich.text or rich.marks or style.lines or style.spreads):
            return
        printed = Printed(rich.text, style.lines, style.font.size, rich.marks, _code(style.code), style.spreads)
        if rich.text or rich.marks:
            self._keep_blanks(MOST_CELLS)
            self._keep(row, column, printed)
        elif len(self._blanks) < _MOST_BLANKS:
            self._blanks[row, column] = printed

    def _keep(self, row: int, column: int, printed: Printed) -> None:
        self.room -= room_of(printed.text)
        if self.room < 0:
            raise TooLargeError(f"more than {MOST_CELLS:,} cells, or text for as many, in the workbook")
        self.content.cells[row, column] = printed

    def _keep_blanks(self, most: int) -> None:
        for (row, column), printed in islice(self._blanks.items(), most):
            self._keep(row, column, printed)
        self._blanks.clear()

    def close(self) -> None:
        """Say what was noticed, once all cells are taken."""
        self._keep_blanks(self.room)
        self._say(IssueCode.VALUE_NOT_STORED, self._without_value, self._without_value.listed())
        struck = f"struck through: {', '.join(self._struck.details)} in {self._struck.listed()}"
        self._say(IssueCode.CONTENT_SKIPPED, self._struck, struck)
        lost = f"texts that the file refers to and does not hold: {self._lost_texts.listed()}"
        self._say(IssueCode.CONTENT_SKIPPED, self._lost_texts, lost, "warning")
        codes = f"{', '.join(self._unknown_codes.details)} in {self._unknown_codes.listed()}"
        self._say(IssueCode.UNKNOWN_NUMBER_FORMAT, self._unknown_codes, codes)

    def _say(self, code: IssueCode, noticed: _Noticed, text: str, severity: Severity | None = None) -> None:
        if noticed.cells:
            place = Place(sheet=self.content.name, cell=noticed.cells[0])
            self.content.findings.append(Finding(code, text, place, severity=severity))

    def _text(self, cell: StoredCell, style: Style) -> RichText:
        if cell.inline is not None:
            return self.formatted(resolved(runs_of(cell.inline), style.font), style, cell.row, cell.column)
        value = cell.value
        if cell.formula is not None and (value is None or (not value.strip() and cell.kind != "str")):
            self._without_value.add(cell.row, cell.column)
            # What is there instead: it reads as no value, and never as a blank.
            return RichText(f"={cell.formula.strip() or '…'}")
        if value is None:
            return RichText("")
        if cell.kind == "s":
            index = value.strip()
            if index.isdecimal() and len(index) < 10 and int(index) < len(self.strings):
                return self.formatted(resolved(self.strings[int(index)], style.font), style, cell.row, cell.column)
            self._lost_texts.add(cell.row, cell.column)
            return RichText("")
        if cell.kind == "str":
            return self.formatted(resolved(plain(value), style.font), style, cell.row, cell.column)
        if cell.kind == "b":
            return resolved("TRUE" if value.strip() == "1" else "FALSE", style.font)
        if cell.kind == "e":
            return resolved(value, style.font)
        return resolved(self._number(value.strip(), style, cell), style.font)

    def formatted(self, rich: RichText, style: Style, row: int, column: int) -> RichText:
        """A text as its style shows it."""
        if style.code in (GENERAL, "@") or not rich.text:
            return rich
        try:
            return rich._replace(text=shown_text(rich.text, style.code).strip(OUTER_SPACE))
        except UnknownFormatCodeError as error:
            self._unknown_codes.add(row, column, f"{style.code[:50]} ({error})")
            return rich

    def _number(self, value: str, style: Style, cell: StoredCell) -> str:
        if style.code == GENERAL and len(value) <= _LONGEST_WHOLE and value.isdecimal() and value[0] != "0":
            return value
        key = (value, cell.style)
        known = self._shown.get(key)
        if known is None:
            known = self._shown[key] = self._shown_number(value, style, cell)
        return known

    def _shown_number(self, value: str, style: Style, cell: StoredCell) -> str:
        try:
            stored = float(value)
            number = exact(stored)
            if not number.is_finite():
                return value
        except (ValueError, OverflowError):
            number_or_none = serial_of(value, from_1904=self.from_1904) if cell.kind == "d" else None
            if number_or_none is None:
                return plain(value).strip(OUTER_SPACE)
            number = number_or_none
        return self.shown(number, style, cell.row, cell.column)

    def shown(self, number: Decimal, style: Style, row: int, column: int) -> str:
        """A number as its style shows it, or without its format where that is not known."""
        try:
            return shown_number(number, style.code, from_1904=self.from_1904).strip(OUTER_SPACE)
        except UnknownFormatCodeError as error:
            self._unknown_codes.add(row, column, f"{style.code[:50]} ({error})")
            return shown_number(number, GENERAL)


def _code(code: str) -> str | None:
    return None if code == GENERAL else code
