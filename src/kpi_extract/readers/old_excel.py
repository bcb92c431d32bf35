"""Old Excel workbooks (.xls): the same facts as of new ones, but for print titles and text boxes.

Needs xlrd (extra `legacy`): of the libraries that read these files it alone gives number formats, rules and hidden
parts, without which a percentage would be read as its hundredth.
"""

from __future__ import annotations

import hashlib
import io
from typing import Any

from kpi_extract.document import Document
from kpi_extract.errors import DocumentError, PasswordError, UnknownFormatError
from kpi_extract.issues import Finding, IssueCode, Severity
from kpi_extract.place import Place
from kpi_extract.readers.compound_file import has_endless_chain
from kpi_extract.readers.excel.cells import CellReader
from kpi_extract.readers.excel.format_codes import BUILT_IN, GENERAL
from kpi_extract.readers.excel.parts import damaged
from kpi_extract.readers.excel.sheet_xml import StoredCell
from kpi_extract.readers.excel.strings import OUTER_SPACE, RichText, SharedStrings, plain, resolved
from kpi_extract.readers.excel.styles import PLAIN, Font, Style
from kpi_extract.readers.old_excel_objects import objects_over
from kpi_extract.readers.sheets.blocks import SheetBlocks, blocks_of, document_blocks
from kpi_extract.readers.sheets.content import BOTTOM, LEFT, MOST_CELLS, RIGHT, TOP, Content, Floating, TooLargeError
from kpi_extract.readers.sheets.references import Area
from kpi_extract.readers.sheets.visible import visible_sheet
from kpi_extract.readers.sniffing import recognize
from kpi_extract.readers.source import Source

NAME = "old-excel"
SUFFIXES = (".xls", ".xlt")
MEDIA_TYPE = "application/vnd.ms-excel"

_TWIPS = 20
_SUPERSCRIPT = 1
_CENTRED_OVER = 6
_CURRENCIES = frozenset({5, 6, 7, 8, 41, 42, 43, 44})
"""Built-in formats that a workbook stores itself, with its own currency."""
_FIRST_OWN_FORMAT = 164
_TEXT, _NUMBER, _DATE, _BOOLEAN, _ERROR = 1, 2, 3, 4, 5
"""Kinds of cells, as the library numbers them."""


def read(source: Source) -> Document:
    """Reads an old workbook.

    Raises:
        UnknownFormatError: the library for it is not installed.
        DamagedDocumentError: it is cut off or damaged.
        PasswordError: it is encrypted.
    """
    if recognize(source.data, source.name) != NAME:
        raise damaged(source.name, "is no old Excel workbook", "古い形式のExcelブックではありません")
    try:
        import xlrd  # type: ignore[import-not-found, import-untyped, unused-ignore]
    except ImportError as error:
        raise _without_library(source.name) from error
    source.opened_without_pages(len(source.data))
    if has_endless_chain(source.data):
        raise damaged(source.name, "has a chain of sectors without an end", "セクターの並びが壊れています")
    try:
        # The library writes its doubts about a file to standard output if not told otherwise.
        book = xlrd.open_workbook(
            file_contents=source.data, logfile=io.StringIO(), formatting_info=True, on_demand=True, ragged_rows=True
        )
        reader = _Reader(book)
        sheets = reader.sheets()
    except (DocumentError, MemoryError):
        raise
    except Exception as error:
        # The border to the library, which raises many kinds of exception.
        if "encrypted" in str(error):
            raise _encrypted(source.name) from error
        raise damaged(
            source.name, f"cannot be read ({str(error) or type(error).__name__})", "読み取れません"
        ) from error
    return Document(
        name=source.base_name,
        media_type=MEDIA_TYPE,
        sha256=hashlib.sha256(source.data).hexdigest(),
        blocks=tuple(document_blocks(sheets, ())),
        findings=tuple(reader.findings),
    )


class _Reader:
    """Goes through the sheets of one workbook."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._fonts = [_font(one) for one in book.font_list]
        self._styles = [self._style(one) for one in book.xf_list]
        self._room = MOST_CELLS
        self.findings: list[Finding] = []

    def sheets(self) -> list[SheetBlocks]:
        """The sheets that are shown, in order."""
        shown, hidden = [], []
        for index, name in enumerate(self._book.sheet_names()):
            sheet = self._book.sheet_by_index(index)
            if sheet.visibility:
                hidden.append(name)
            elif blocks := self._sheet(sheet):
                shown.append(blocks)
            self._book.unload_sheet(index)
        over = objects_over(self._book.mem[self._book.base : self._book.base + self._book.stream_len])
        if over:
            what = ", ".join(f"{what}: {count}" for what, count in sorted(over.items()))
            grave: Severity | None = "warning" if over["text boxes"] else None
            self.findings.append(Finding(IssueCode.CONTENT_SKIPPED, what, severity=grave))
        if hidden:
            self.findings.insert(0, Finding(IssueCode.HIDDEN_SKIPPED, f"sheets {', '.join(hidden)}"))
        return shown

    def _sheet(self, sheet: Any) -> SheetBlocks | None:
        content = Content(
            sheet.name,
            merges=[Area(top + 1, left + 1, bottom, right) for top, bottom, left, right in sheet.merged_cells],
            hidden_rows=[(row + 1, row + 1) for row, info in sheet.rowinfo_map.items() if info.hidden],
            hidden_columns=[(column + 1, column + 1) for column, info in sheet.colinfo_map.items() if info.hidden],
        )
        reader = CellReader(content, self._styles, SharedStrings(None), bool(self._book.datemode), self._room)
        try:
            for row in range(sheet.nrows):
                for column in range(sheet.row_len(row)):
                    self._cell(sheet, row, column, reader)
            reader.close()
            notes = [
                Floating(note.text.strip(OUTER_SPACE), row + 1, column + 1)
                for (row, column), note in sorted(sheet.cell_note_map.items())
                if note.text and note.text.strip(OUTER_SPACE)
            ]
            visible = visible_sheet(content)
            blocks = blocks_of(visible, (), notes)
        except TooLargeError as error:
            what = f"the whole sheet {sheet.name}: {error}"
            self.findings.append(Finding(IssueCode.CONTENT_SKIPPED, what, Place(sheet=sheet.name), severity="warning"))
            return None
        self._room = reader.room
        self.findings += (*visible.findings, *blocks.findings)
        return blocks

    def _cell(self, sheet: Any, row: int, column: int, reader: CellReader) -> None:
        kind, value = sheet.cell_type(row, column), sheet.cell_value(row, column)
        index = sheet.cell_xf_index(row, column)
        if kind == _TEXT:
            style = self._styles[index] if index < len(self._styles) else PLAIN
            text = reader.formatted(self._rich(sheet, row, column, value, style.font), style, row + 1, column + 1)
            reader.keep(row + 1, column + 1, style, text)
            return
        stored, mark = None, "n"
        if kind in (_NUMBER, _DATE):
            stored = repr(value)
        elif kind == _BOOLEAN:
            stored, mark = str(int(value)), "b"
        elif kind == _ERROR:
            stored, mark = _ERRORS.get(value, "#N/A"), "e"
        reader.take(StoredCell(row + 1, column + 1, mark, index, stored, None, None))

    def _rich(self, sheet: Any, row: int, column: int, value: str, cell: Font) -> RichText:
        starts = sheet.rich_text_runlist_map.get((row, column))
        if not starts:
            return resolved(plain(value), cell)
        ends = [*(start for start, _ in starts[1:]), len(value)]
        runs: list[tuple[str, Font | None]] = [(value[: starts[0][0]], None)]
        for (start, font), end in zip(starts, ends, strict=True):
            runs.append((plain(value[start:end]), self._fonts[font] if font < len(self._fonts) else None))
        return resolved(tuple(runs), cell)

    def _style(self, one: Any) -> Style:
        border = one.border
        sides = (
            (border.left_line_style, LEFT),
            (border.right_line_style, RIGHT),
            (border.top_line_style, TOP),
            (border.bottom_line_style, BOTTOM),
        )
        font = self._fonts[one.font_index] if one.font_index < len(self._fonts) else Font()
        return Style(
            self._code(one.format_key),
            sum(bit for line, bit in sides if line),
            font,
            one.alignment.hor_align == _CENTRED_OVER,
        )

    def _code(self, key: int) -> str:
        own = self._book.format_map.get(key)
        if own is not None and (key >= _FIRST_OWN_FORMAT or key in _CURRENCIES or key not in BUILT_IN):
            return str(own.format_str) or GENERAL
        return BUILT_IN.get(key, GENERAL)


_ERRORS = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A"}


def _font(one: Any) -> Font:
    return Font(one.height / _TWIPS, bool(one.struck_out), one.escapement == _SUPERSCRIPT)


def _without_library(name: str) -> UnknownFormatError:
    return UnknownFormatError(
        name,
        "This is an old Excel workbook (.xls), and the library that reads it is not installed.",
        "Install it with: pip install 'kpi-extract[legacy]'; or save the workbook as .xlsx in Excel.",
        "古い形式のExcelブック(.xls)です。読むためのライブラリがありません。",
        "pip install 'kpi-extract[legacy]' で追加するか、Excelで .xlsx 形式に保存し直してください。",
    )


def _encrypted(name: str) -> PasswordError:
    return PasswordError(
        name,
        "The workbook is encrypted, and this program cannot decrypt Office files.",
        "Open it in Excel, remove the password (File, Info, Protect Workbook) and save it.",
        "パスワードで暗号化されたExcelブックで、このプログラムでは復号できません。",
        "Excelで開き、[ファイル]-[情報]-[ブックの保護]でパスワードを外して保存してください。",
    )
