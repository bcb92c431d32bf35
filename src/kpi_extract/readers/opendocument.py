"""OpenDocument spreadsheets (.ods): they store each cell as it is displayed, with its merges and rules."""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import IO, NamedTuple
from xml.etree.ElementTree import Element, ParseError, iterparse

from kpi_extract.document import Document
from kpi_extract.errors import DamagedDocumentError, PasswordError
from kpi_extract.issues import Finding, IssueCode
from kpi_extract.place import Place
from kpi_extract.readers.excel.format_codes import GENERAL
from kpi_extract.readers.excel.number_format import exact, shown_number
from kpi_extract.readers.excel.parts import number, whole_number
from kpi_extract.readers.excel.strings import OUTER_SPACE, RichText, resolved
from kpi_extract.readers.excel.styles import Font
from kpi_extract.readers.sheets.blocks import SheetBlocks, blocks_of, document_blocks
from kpi_extract.readers.sheets.content import (
    BOTTOM,
    LEFT,
    MOST_CELLS,
    RIGHT,
    TOP,
    Content,
    Floating,
    Printed,
    TooLargeError,
    room_of,
)
from kpi_extract.readers.sheets.references import MOST_COLUMNS, MOST_ROWS, Area, cell_name
from kpi_extract.readers.sheets.visible import visible_sheet
from kpi_extract.readers.sniffing import recognize
from kpi_extract.readers.source import Source
from kpi_extract.readers.zip_package import (
    Kind,
    check_xml_parts,
    checked_entries,
    damaged_file,
    opened_package,
    unpacked_size,
)

NAME = "opendocument"
SUFFIXES = (".ods", ".ots")
MEDIA_TYPE = "application/vnd.oasis.opendocument.spreadsheet"

_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_DRAW = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}"
_FO = "{urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0}"
_MOST_BLANK_ROWS = 1000
"""Rows with rules and no text that are repeated more often are a form that goes on without end."""
_LONGEST_CHAIN = 20
_MOST_SPACES = 1000
_SIDES = (("left", LEFT), ("right", RIGHT), ("top", TOP), ("bottom", BOTTOM))

_SPREADSHEET = Kind("spreadsheet", "表計算ファイル", "LibreOffice")
_PARSED = frozenset({"content.xml", "styles.xml"})


def read(source: Source) -> Document:
    """Reads a spreadsheet.

    Raises:
        DamagedDocumentError: it is cut off or damaged.
        RefusedDocumentError: it was built to do harm.
        PasswordError: it is encrypted.
    """
    if recognize(source.data, source.name) != NAME:
        raise _damaged(source.name, "is no OpenDocument spreadsheet", "OpenDocument表計算ではありません")
    with opened_package(source.data, source.name) as archive:
        entries = checked_entries(archive, source.name)
        names = {entry.filename for entry in entries}
        if "META-INF/manifest.xml" in names and b"encryption-data" in archive.read("META-INF/manifest.xml"):
            raise _encrypted(source.name)
        if "content.xml" not in names:
            raise _damaged(source.name, "has no content (content.xml is missing)", "本体(content.xml)がありません")
        # LibreOffice writes a DOCTYPE into every macro module; of the parts that are parsed none has one.
        check_xml_parts(archive, [entry for entry in entries if entry.filename in _PARSED], source.name)
        source.opened_without_pages(unpacked_size(entries))
        try:
            reader = _Reader(_common_styles(archive) if "styles.xml" in names else {})
            with archive.open("content.xml") as stream:
                sheets = reader.sheets(stream)
        except ParseError as error:
            raise _damaged(source.name, f"is no valid XML ({error})", "XMLとして正しくありません") from error
    return Document(
        name=source.base_name,
        media_type=MEDIA_TYPE,
        sha256=hashlib.sha256(source.data).hexdigest(),
        blocks=tuple(document_blocks(sheets, ())),
        findings=tuple(reader.findings),
    )


class _Look(NamedTuple):
    """What matters of a style; None where it does not say."""

    parent: str | None = None
    lines: tuple[int | None, int | None, int | None, int | None] = (None, None, None, None)
    """A side's bit, or 0, or None, in the order of _SIDES."""
    size: float | None = None
    struck: bool | None = None
    raised: bool | None = None
    hidden: bool | None = None


_Looks = dict[tuple[str, str], _Look]
"""Styles by family and name."""


class _Cell(NamedTuple):
    """What a table-cell element says, before it is repeated."""

    rich: RichText
    lines: int
    size: float
    rows: int
    columns: int
    notes: tuple[str, ...]
    boxes: tuple[str, ...]
    has_lost_value: bool


@dataclass(slots=True)
class _SheetState:
    """A sheet while its rows are read."""

    content: Content
    room: int
    """How many more cells may be kept."""
    row: int = 1
    column: int = 1
    notes: list[Floating] = field(default_factory=list)
    boxes: list[Floating] = field(default_factory=list)
    struck: list[str] = field(default_factory=list)
    without_value: list[str] = field(default_factory=list)
    pictures: int = 0
    """Pictures and charts, which have no text."""
    column_styles: list[tuple[int, str]] = field(default_factory=list)
    """Last column and default cell style of each run of columns."""


class _Reader:
    """Goes through the content as it streams by; a row is forgotten once it is read."""

    def __init__(self, looks: _Looks) -> None:
        self._looks = looks
        self._room = MOST_CELLS
        self.findings: list[Finding] = []
        self._hidden: list[str] = []
        self._state: _SheetState | None = None
        """The sheet being read; None where it is hidden or too large."""

    def sheets(self, stream: IO[bytes]) -> list[SheetBlocks]:
        """The sheets that are shown, in order."""
        shown: list[SheetBlocks] = []
        parents: list[Element] = []
        tables = 0
        """How many tables are open; one inside another is part of a chart or of a cell."""
        for event, element in iterparse(stream, ("start", "end")):
            is_table = element.tag == f"{_TABLE}table"
            if event == "start":
                parents.append(element)
                tables += is_table
                if tables == 1:
                    self._open(element)
                continue
            parents.pop()
            if element.tag == f"{_OFFICE}automatic-styles":
                self._looks |= _looks_in(element)
            if tables == 1:
                self._take(element)
            tables -= is_table
            if is_table and not tables and self._state is not None:
                shown += self._closed(self._state)
                self._state = None
            if parents and tables <= 1 and element.tag in _FORGOTTEN:
                parents[-1].remove(element)
        if self._hidden:
            self.findings.insert(0, Finding(IssueCode.HIDDEN_SKIPPED, f"sheets {', '.join(self._hidden)}"))
        return shown

    def _open(self, element: Element) -> None:
        """Take note of where a sheet, or its repeated rows, begin."""
        if element.tag == f"{_TABLE}table":
            name = element.get(f"{_TABLE}name") or ""
            self._state = _SheetState(Content(name), self._room)
            if self._look("table", element.get(f"{_TABLE}style-name")).hidden:
                self._hidden.append(name)
                self._state = None
        elif element.tag == f"{_TABLE}table-header-rows" and self._state is not None:
            self._state.content.title_rows = (self._state.row, self._state.row)

    def _take(self, element: Element) -> None:
        """Read a part of the sheet that has come to its end."""
        state, tag = self._state, element.tag
        if state is None:
            return
        if tag == f"{_TABLE}table-row":
            try:
                self._row(element, state)
            except TooLargeError as error:
                self._skip(state, error)
                self._state = None
        elif tag == f"{_TABLE}table-column":
            self._column(element, state)
        elif tag == f"{_TABLE}table-header-rows" and state.content.title_rows:
            state.content.title_rows = (state.content.title_rows[0], max(state.row - 1, state.content.title_rows[0]))
        elif tag == f"{_TABLE}shapes":
            state.boxes += [Floating(text, state.row, 1) for text in _boxes_in(element)]
            state.pictures += _pictures_in(element)

    def _skip(self, state: _SheetState, error: TooLargeError) -> None:
        what = f"the whole sheet {state.content.name}: {error}"
        place = Place(sheet=state.content.name)
        self.findings.append(Finding(IssueCode.CONTENT_SKIPPED, what, place, severity="warning"))

    def _closed(self, state: _SheetState) -> Iterator[SheetBlocks]:
        name = state.content.name
        if state.struck:
            what = f"struck through: {', '.join(state.struck[:10])}"
            state.content.findings.append(Finding(IssueCode.CONTENT_SKIPPED, what, Place(sheet=name)))
        if state.pictures:
            what = f"pictures and charts: {state.pictures}"
            state.content.findings.append(Finding(IssueCode.CONTENT_SKIPPED, what, Place(sheet=name)))
        if state.without_value:
            cells = ", ".join(state.without_value[:10])
            place = Place(sheet=name, cell=state.without_value[0])
            state.content.findings.append(Finding(IssueCode.VALUE_NOT_STORED, cells, place))
        try:
            visible = visible_sheet(state.content)
            blocks = blocks_of(visible, state.boxes, state.notes)
        except TooLargeError as error:
            self._skip(state, error)
            return
        self._room = state.room
        self.findings += (*visible.findings, *blocks.findings)
        yield blocks

    def _column(self, element: Element, state: _SheetState) -> None:
        count = _repeated(element, "columns", MOST_COLUMNS)
        if element.get(f"{_TABLE}visibility", "visible") != "visible":
            state.content.hidden_columns.append((state.column, state.column + count - 1))
        state.column += count
        state.column_styles.append((state.column - 1, element.get(f"{_TABLE}default-cell-style-name") or ""))

    def _row(self, element: Element, state: _SheetState) -> None:
        count = _repeated(element, "rows", MOST_ROWS)
        if element.get(f"{_TABLE}visibility", "visible") != "visible":
            state.content.hidden_rows.append((state.row, state.row + count - 1))
        column = 1
        cells: list[tuple[int, _Cell]] = []
        for child in element:
            if child.tag not in (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"):
                continue
            repeated = _repeated(child, "columns", MOST_COLUMNS)
            state.pictures += _pictures_in(child) if len(child) else 0
            cell = self._cell(child, column, state)
            if cell.rich.text or cell.rich.marks or cell.lines or cell.notes or cell.boxes or cell.rich.struck:
                last = min(column + repeated, MOST_COLUMNS + 1)
                cells += [(place, cell) for place in range(column, last)]
            column += repeated
        has_text = any(cell.rich.text for _, cell in cells)
        if cells and (has_text or count <= _MOST_BLANK_ROWS):
            state.room -= sum(room_of(cell.rich.text) for _, cell in cells) * count
            if state.room < 0:
                raise TooLargeError(f"more than {MOST_CELLS:,} cells, or text for as many, in the spreadsheet")
            for row in range(state.row, min(state.row + count, MOST_ROWS + 1)):
                for place, cell in cells:
                    _keep(cell, row, place, state)
        state.row += count

    def _cell(self, element: Element, column: int, state: _SheetState) -> _Cell:
        style = element.get(f"{_TABLE}style-name")
        if style is None:
            style = next((name for last, name in state.column_styles if column <= last), "")
        look = self._look("table-cell", style)
        covered = element.tag != f"{_TABLE}table-cell"
        rich = RichText("") if covered else self._shown(element, look)
        lines = sum(bit or 0 for bit in look.lines)
        has_lost_value = (
            not rich.text and not rich.struck and element.get(f"{_TABLE}formula") is not None
            and element.get(f"{_OFFICE}value-type") is None
        )  # fmt: skip
        if has_lost_value:
            rich = RichText((element.get(f"{_TABLE}formula") or "").partition(":")[2] or "=…")
        return _Cell(
            rich,
            lines,
            look.size or 10.0,
            min(whole_number(element.get(f"{_TABLE}number-rows-spanned"), 1), MOST_ROWS),
            min(whole_number(element.get(f"{_TABLE}number-columns-spanned"), 1), MOST_COLUMNS),
            tuple(_paragraphs_in(note) for note in element.findall(f"{_OFFICE}annotation")),
            tuple(_boxes_in(element)),
            has_lost_value,
        )

    def _shown(self, element: Element, look: _Look) -> RichText:
        paragraphs = element.findall(f"{_TEXT}p")
        if not paragraphs:
            value = element.get(f"{_OFFICE}value")
            if value is None:
                return RichText("")
            stored = number(value, float("nan"))
            return RichText(shown_number(exact(stored), GENERAL) if stored == stored else value)
        font = Font(0, bool(look.struck), bool(look.raised))
        runs: list[tuple[str, Font | None]] = []
        for index, paragraph in enumerate(paragraphs):
            if index:
                runs.append(("\n", font))
            runs += self._runs(paragraph, font)
        return resolved(tuple(runs))

    def _runs(self, parent: Element, font: Font) -> Iterator[tuple[str, Font]]:
        if parent.text:
            yield parent.text, font
        for child in parent:
            tag = child.tag
            if tag == f"{_TEXT}s":
                yield " " * min(whole_number(child.get(f"{_TEXT}c"), 1), _MOST_SPACES), font
            elif tag == f"{_TEXT}tab":
                yield " ", font
            elif tag == f"{_TEXT}line-break":
                yield "\n", font
            elif tag == f"{_TEXT}span":
                look = self._look("text", child.get(f"{_TEXT}style-name"))
                struck = font.struck if look.struck is None else look.struck
                raised = font.raised if look.raised is None else look.raised
                yield from self._runs(child, Font(0, struck, raised))
            elif tag not in (f"{_TEXT}ruby-text", f"{_OFFICE}annotation"):
                yield from self._runs(child, font)
            if child.tail:
                yield child.tail, font

    def _look(self, family: str, name: str | None) -> _Look:
        """A style with what those it is based on say."""
        look = self._looks.get((family, name or "")) or _Look(parent="")
        result, steps = look, 0
        while look.parent is not None and steps < _LONGEST_CHAIN:
            look = self._looks.get((family, look.parent)) or _Look()
            result = _over(result, look)
            steps += 1
        return _over(result, self._looks.get((family, ""), _Look()))


_FORGOTTEN = {f"{_TABLE}table-row", f"{_TABLE}table", f"{_TABLE}table-column"}


def _keep(cell: _Cell, row: int, column: int, state: _SheetState) -> None:
    content = state.content
    if cell.rich.text or cell.rich.marks or cell.lines:
        content.cells[(row, column)] = Printed(cell.rich.text, cell.lines, cell.size, cell.rich.marks)
    if cell.rows > 1 or cell.columns > 1:
        bottom, right = min(row + cell.rows - 1, MOST_ROWS), min(column + cell.columns - 1, MOST_COLUMNS)
        content.merges.append(Area(row, column, bottom, right))
    state.notes += [Floating(note, row, column) for note in cell.notes if note]
    state.boxes += [Floating(box, row, column) for box in cell.boxes]
    state.struck += cell.rich.struck
    if cell.has_lost_value:
        state.without_value.append(cell_name(row, column))


def _repeated(element: Element, what: str, most: int) -> int:
    return max(1, min(whole_number(element.get(f"{_TABLE}number-{what}-repeated"), 1), most))


def _paragraphs_in(element: Element) -> str:
    texts = ["".join(paragraph.itertext()) for paragraph in element.findall(f"{_TEXT}p")]
    return "\n".join(texts).strip(OUTER_SPACE)


def _boxes_in(element: Element) -> Iterator[str]:
    """The texts of shapes and text boxes, each once."""
    for child in element:
        if not isinstance(child.tag, str) or not child.tag.startswith("{urn:oasis:names:tc:opendocument:xmlns:drawing"):
            continue
        if text := _paragraphs_in(child):
            yield text
        yield from _boxes_in(child)


def _pictures_in(element: Element) -> int:
    return sum(1 for tag in ("image", "object") for _ in element.iter(_DRAW + tag))


# --- styles -----------------------------------------------------------------------------------------------------------


def _common_styles(archive: zipfile.ZipFile) -> _Looks:
    looks: _Looks = {}
    with archive.open("styles.xml") as stream:
        for _, element in iterparse(stream):
            if element.tag in (f"{_OFFICE}styles", f"{_OFFICE}automatic-styles"):
                looks |= _looks_in(element)
    return looks


def _looks_in(parent: Element) -> _Looks:
    looks: _Looks = {}
    for element in parent:
        family = element.get(f"{_STYLE}family") or ""
        if element.tag == f"{_STYLE}style":
            looks[family, element.get(f"{_STYLE}name") or ""] = _look_of(element)
        elif element.tag == f"{_STYLE}default-style":
            looks[family, ""] = _look_of(element)
    return looks


def _look_of(element: Element) -> _Look:
    cell = element.find(f"{_STYLE}table-cell-properties")
    text = element.find(f"{_STYLE}text-properties")
    table = element.find(f"{_STYLE}table-properties")
    attributes: Mapping[str, str] = {} if text is None else text.attrib
    through = attributes.get(f"{_STYLE}text-line-through-style", attributes.get(f"{_STYLE}text-line-through-type"))
    position = attributes.get(f"{_STYLE}text-position")
    size = attributes.get(f"{_FO}font-size", "")
    lines = [None if cell is None else _line_at(cell, side, bit) for side, bit in _SIDES]
    return _Look(
        element.get(f"{_STYLE}parent-style-name"),
        (lines[0], lines[1], lines[2], lines[3]),
        number(size[:-2], 10.0) if size.endswith("pt") else None,
        None if through is None else through != "none",
        None if position is None else _is_raised(position),
        None if table is None or table.get(f"{_TABLE}display") is None else table.get(f"{_TABLE}display") == "false",
    )


def _is_raised(position: str) -> bool:
    """Whether text stands above the line and smaller: "super 58%", or by how much of its height."""
    height, _, size = position.partition(" ")
    return height == "super" or (number(height.rstrip("%"), 0) > 0 and size != "100%")


def _line_at(cell: Element, side: str, bit: int) -> int | None:
    border = cell.get(f"{_FO}border-{side}") or cell.get(f"{_FO}border")
    if border is None:
        return None
    return 0 if border.strip() in ("none", "hidden") or border.startswith("0 ") else bit


def _over(look: _Look, base: _Look) -> _Look:
    """A style where it says something, else the one below it."""
    lines = [own if own is not None else other for own, other in zip(look.lines, base.lines, strict=True)]
    return _Look(
        look.parent,
        (lines[0], lines[1], lines[2], lines[3]),
        base.size if look.size is None else look.size,
        base.struck if look.struck is None else look.struck,
        base.raised if look.raised is None else look.raised,
        base.hidden if look.hidden is None else look.hidden,
    )


# --- errors -----------------------------------------------------------------------------------------------------------


def _damaged(name: str, what: str, what_ja: str) -> DamagedDocumentError:
    return damaged_file(_SPREADSHEET, name, what, what_ja)


def _encrypted(name: str) -> PasswordError:
    return PasswordError(
        name,
        "The spreadsheet is encrypted, and this program cannot decrypt it.",
        "Open it in LibreOffice, save it without a password, and try again.",
        "パスワードで暗号化されており、このプログラムでは復号できません。",
        "LibreOfficeで開き、パスワードなしで保存し直してください。",
    )
