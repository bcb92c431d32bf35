"""Excel workbooks (.xlsx, .xlsm): what a person sees on each sheet, as tables and paragraphs.

Values are those stored in the file; nothing is computed, and nothing outside the file is looked up.
"""

from __future__ import annotations

import hashlib
import re
from contextlib import nullcontext
from dataclasses import dataclass, field
from xml.etree.ElementTree import ParseError
from xml.parsers.expat import ExpatError

from kpi_extract.document import Document
from kpi_extract.issues import Finding, IssueCode
from kpi_extract.place import Place
from kpi_extract.readers.excel.book import Book, Sheet, read_book
from kpi_extract.readers.excel.cells import CellReader
from kpi_extract.readers.excel.drawings import Overlay, overlay_of
from kpi_extract.readers.excel.parts import Parts, damaged
from kpi_extract.readers.excel.sheet_xml import read_sheet
from kpi_extract.readers.excel.strings import SharedStrings
from kpi_extract.readers.excel.styles import Style, styles_of
from kpi_extract.readers.sheets.blocks import SheetBlocks, blocks_of, document_blocks
from kpi_extract.readers.sheets.content import MOST_CELLS, Content, TooLargeError
from kpi_extract.readers.sheets.visible import visible_sheet
from kpi_extract.readers.sniffing import recognize
from kpi_extract.readers.source import Source
from kpi_extract.readers.zip_package import check_xml_parts, checked_entries, opened_package, unpacked_size

_HEAD_FIELD = re.compile(r'&(?:"[^"]*"|K[0-9A-Fa-f]{6}|[0-9]{1,3}|[LCR]|[BIUESXYHOPNDTZFAG+-]|&)')

NAME = "excel"
SUFFIXES = (".xlsx", ".xlsm", ".xltx", ".xltm")
MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def read(source: Source) -> Document:
    """Reads a workbook.

    Raises:
        DamagedDocumentError: it is cut off or damaged.
        RefusedDocumentError: it was built to do harm.
        PasswordError: it is encrypted.
    """
    if recognize(source.data, source.name) != NAME:
        raise damaged(source.name, "is no Excel workbook", "Excelブックではありません")
    with opened_package(source.data, source.name) as archive:
        entries = checked_entries(archive, source.name)
        check_xml_parts(archive, entries, source.name)
        source.opened_without_pages(unpacked_size(entries))
        parts = Parts.of(archive, entries, source.name)
        reader = _Reader.of(parts)
        sheets = reader.sheets()
        blocks = tuple(document_blocks(sheets, reader.heads))
    return Document(
        name=source.base_name,
        media_type=MEDIA_TYPE,
        sha256=hashlib.sha256(source.data).hexdigest(),
        blocks=blocks,
        title=reader.book.title,
        findings=tuple(reader.findings),
    )


@dataclass(slots=True)
class _Reader:
    """Goes through the sheets of one workbook."""

    parts: Parts
    book: Book
    styles: list[Style]
    strings: SharedStrings
    room: int
    """How many more cells are read."""
    findings: list[Finding] = field(default_factory=list)
    heads: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, parts: Parts) -> _Reader:
        book = read_book(parts)
        styles = next(parts.related(book.path, "styles"), None)
        strings = next(parts.related(book.path, "sharedStrings"), None)
        try:
            with parts.open(strings) if strings else nullcontext() as stream:
                texts = SharedStrings(stream)
        except ParseError as error:
            raise damaged(
                parts.name, f"has shared strings that are no valid XML ({error})", "文字列が壊れています"
            ) from error
        return cls(parts, book, styles_of(parts.tree(styles)) if styles else [], texts, MOST_CELLS)

    def sheets(self) -> list[SheetBlocks]:
        """The sheets that are shown, in order."""
        hidden = [sheet.name for sheet in self.book.sheets if sheet.is_hidden]
        if hidden:
            self.findings.append(Finding(IssueCode.HIDDEN_SKIPPED, f"sheets {', '.join(hidden)}"))
        shown = []
        for sheet in self.book.sheets:
            if sheet.is_hidden:
                continue
            if sheet.path is None and sheet.kind == "worksheet":
                raise damaged(
                    self.parts.name, f"has no part for its sheet {sheet.name!r}", f"シート「{sheet.name}」がありません"
                )
            if sheet.path is None or sheet.kind != "worksheet":
                self._skip(sheet, f"{sheet.kind} {sheet.name}")
                continue
            blocks = self._sheet(sheet, sheet.path)
            if blocks is not None:
                shown.append(blocks)
        return shown

    def _sheet(self, sheet: Sheet, path: str) -> SheetBlocks | None:
        content = Content(sheet.name, title_rows=sheet.title_rows)
        cells = CellReader(content, self.styles, self.strings, self.book.from_1904, self.room)
        try:
            with self.parts.open(path) as stream:
                frame = read_sheet(stream, cells.take)
            cells.close()
            content.merges = frame.merges
            content.hidden_rows, content.hidden_columns = frame.hidden_rows, frame.hidden_columns
            visible = visible_sheet(content)
            overlay = overlay_of(self.parts, path)
            blocks = blocks_of(visible, overlay.boxes, overlay.notes)
        except TooLargeError as error:
            # The other sheets are read all the same; that this one was not is nothing to pass over.
            self._skip(sheet, f"the whole sheet {sheet.name}: {error}", is_grave=True)
            return None
        except ExpatError as error:
            raise damaged(
                self.parts.name,
                f"has a sheet {sheet.name!r} that is no valid XML ({error})",
                f"シート「{sheet.name}」が壊れています",
            ) from error
        self.room = cells.room
        self.heads += map(_running_head, frame.running_heads)
        self.findings += (*visible.findings, *blocks.findings)
        self._say_unread(sheet, overlay)
        return blocks

    def _say_unread(self, sheet: Sheet, overlay: Overlay) -> None:
        if overlay.unread:
            listed = ", ".join(f"{what}s: {count}" for what, count in sorted(overlay.unread.items()))
            self._skip(sheet, listed)

    def _skip(self, sheet: Sheet, what: str, *, is_grave: bool = False) -> None:
        self.findings.append(
            Finding(IssueCode.CONTENT_SKIPPED, what, Place(sheet=sheet.name), severity="warning" if is_grave else None)
        )


def _running_head(code: str) -> str:
    """The text of a page header or footer: its codes for fonts, page numbers, dates and file names left out."""
    return " ".join(_HEAD_FIELD.sub(lambda match: "&" if match[0] == "&&" else " ", code).split())
