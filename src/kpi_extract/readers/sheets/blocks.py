"""One sheet → its blocks: tables, and paragraphs before, between and after them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from kpi_extract.document import Block as DocumentBlock
from kpi_extract.document import Paragraph, ParagraphKind
from kpi_extract.issues import Finding, IssueCode
from kpi_extract.place import Place
from kpi_extract.readers.sheets.areas import TableArea, areas_of
from kpi_extract.readers.sheets.content import Floating
from kpi_extract.readers.sheets.grid import extent_of, table_of
from kpi_extract.readers.sheets.loose import HEADING_FACTOR, TextLine, tables_and_lines
from kpi_extract.readers.sheets.open_rows import with_open_rows
from kpi_extract.readers.sheets.order import Placed, in_order
from kpi_extract.readers.sheets.references import Area, cell_name
from kpi_extract.readers.sheets.visible import VisibleSheet

_HIGHEST_RANK_OF_TEXT = 6
_GENERIC_NAME = re.compile(
    r"(?:sheet|table|シート|表|別紙|別表|様式|一覧表?|原本|印刷用?|公表用?|提出用?|data|データ|page|ページ|book)?"
    r"[\s_-]*[\d()（）０-９-]*(?:\s*\(\d+\))?",
    re.IGNORECASE,
)


@dataclass(slots=True)
class _Text:
    """A text outside tables, with the type size it is printed in."""

    text: str
    kind: ParagraphKind
    place: Place
    size: float | None = None


@dataclass(slots=True)
class SheetBlocks:
    """The blocks of one sheet, before their ranks and numbers are known."""

    sheet: VisibleSheet
    items: list[_Text | TableArea]
    findings: list[Finding]


def blocks_of(sheet: VisibleSheet, boxes: Sequence[Floating], notes: Sequence[Floating]) -> SheetBlocks:
    """The tables and texts of a sheet in reading order; notes come last.

    Raises:
        TooLargeError: its cells are strewn too far.
    """
    found = with_open_rows(areas_of(sheet))
    placed: list[Placed[_Text | TableArea]] = []
    tables = []
    for table in found.tables:
        if len(table.blocks) == 1:
            found.loose.append(table.blocks[0])  # a framed title is no table
        else:
            tables.append(table)
            placed.append(Placed(extent_of(table.blocks), True, table))
    for item in tables_and_lines(found.loose, tables):
        if isinstance(item, TextLine):
            area = extent_of(item.blocks)
            placed.append(Placed(area, False, _line(item, sheet)))
        else:
            placed.append(Placed(extent_of(item.blocks), True, item))
    for box in boxes:
        row, column = sheet.rows.shown(box.row), sheet.columns.shown(box.column)
        place = Place(sheet=sheet.name, cell=cell_name(box.row, box.column))
        placed.append(Placed(Area(row, column, row, column), False, _Text(box.text, "text-box", place)))
    items = [one.item for one in in_order(placed)]
    for note in notes:
        if not sheet.rows.is_hidden(note.row) and not sheet.columns.is_hidden(note.column):
            items.append(_Text(note.text, "footnote", Place(sheet=sheet.name, cell=cell_name(note.row, note.column))))
    return SheetBlocks(sheet, items, [*_doubts(found.tables, sheet.name)])


def _doubts(tables: Sequence[TableArea], sheet: str) -> Iterator[Finding]:
    for table in tables:
        if table.doubtful:
            yield Finding(IssueCode.UNRULED_ROW, ", ".join(table.doubtful), Place(sheet=sheet, cell=table.doubtful[0]))


def _line(line: TextLine, sheet: VisibleSheet) -> _Text:
    text = " ".join(block.printed.text for block in line.blocks)
    first = line.blocks[0]
    return _Text(text, "body", Place(sheet=sheet.name, cell=first.name), first.printed.size)


def document_blocks(sheets: Sequence[SheetBlocks], heads: Iterable[str]) -> Iterator[DocumentBlock]:
    """The blocks of the document: running heads, then sheet after sheet, with ranks by type size.

    The name of a sheet is its heading where nothing else stands above its first table, and where there are several
    sheets; a name that programs give says nothing.
    """
    for head in dict.fromkeys(filter(None, heads)):
        yield Paragraph(head, kind="running-head")
    filled = [sheet for sheet in sheets if sheet.items]
    ranks = _ranks(filled)
    number = 0
    for one in filled:
        name = one.sheet.name
        if len(filled) > 1 and isinstance(one.items[0], TableArea) and not _GENERIC_NAME.fullmatch(name):
            yield Paragraph(name, 1, Place(sheet=name))
        for item in one.items:
            if isinstance(item, TableArea):
                number += 1
                yield table_of(item, one.sheet, number)
            else:
                rank = ranks.get(item.size) if item.size is not None and item.kind == "body" else None
                yield Paragraph(item.text, rank, item.place, item.kind)


def _ranks(sheets: Sequence[SheetBlocks]) -> dict[float, int]:
    """Rank by type size: the sizes above the body's, the largest first."""
    outside: Counter[float] = Counter()
    inside: Counter[float] = Counter()
    for one in sheets:
        for item in one.items:
            if isinstance(item, TableArea):
                for block in item.blocks:
                    inside[block.printed.size] += len(block.printed.text)
            elif item.size is not None:
                outside[item.size] += len(item.text)
    if not outside:
        return {}
    body = outside.most_common(1)[0][0]
    # Outside its tables a sheet may have nothing but headings; then the cells say what is ordinary.
    if inside and outside[body] < 0.3 * sum(inside.values()):
        body = min(body, inside.most_common(1)[0][0])
    larger = sorted((size for size in outside if size >= HEADING_FACTOR * body), reverse=True)
    return {size: min(rank, _HIGHEST_RANK_OF_TEXT) for rank, size in enumerate(larger, start=1)}
