"""Pages as a Word file. Written as XML: python-docx's own table calls take minutes for a thousand pages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from xml.sax.saxutils import escape

from tests.fixtures.printing.word import A4, MINCHO, new_document

from benchmarks.facts import widths_of
from benchmarks.truth import TrueCell, TruePage, TrueTable

_NAMESPACE = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_TWIPS = 20
_POINTS = 7.5
_BORDERS = "".join(
    f'<w:{edge} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
    for edge in ("top", "left", "bottom", "right", "insideH", "insideV")
)
_PROPERTIES = (
    f'<w:tblPr><w:tblW w:w="{{width}}" w:type="dxa"/><w:tblBorders>{_BORDERS}</w:tblBorders>'
    '<w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="40" w:type="dxa"/><w:right w:w="40" w:type="dxa"/>'
    "</w:tblCellMar></w:tblPr>"
)


def write_word(pages: Sequence[TruePage], path: Path) -> None:
    """Write a .docx, each page starting a new sheet of lying A4."""
    from docx.oxml import parse_xml

    document = new_document(A4, MINCHO, {"Normal": _POINTS}, "benchmark")
    end = document.element.body.sectPr
    for number, page in enumerate(pages):
        for block in _blocks(page, breaks=number > 0):
            end.addprevious(parse_xml(block))
    document.save(path)


def _blocks(page: TruePage, breaks: bool) -> Iterator[str]:
    yield _paragraph(page.title, "<w:pPr><w:pageBreakBefore/></w:pPr>" if breaks else "", _NAMESPACE)
    for text in page.prose:
        yield _paragraph(text, '<w:pPr><w:spacing w:after="120"/></w:pPr>', _NAMESPACE)
    for table in page.tables:
        yield _table(table)


def _table(table: TrueTable) -> str:
    widths = [points * _TWIPS for points in widths_of(table)]
    owners = {(row, cell.column): cell for cell in table.cells for row in range(cell.row, cell.row_end)}
    columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    rows = "".join(_row(row, owners, widths, table.header_rows) for row in range(table.rows))
    properties = _PROPERTIES.format(width=sum(widths))
    return f"<w:tbl {_NAMESPACE}>{properties}<w:tblGrid>{columns}</w:tblGrid>{rows}</w:tbl>"


def _row(row: int, owners: dict[tuple[int, int], TrueCell], widths: list[int], header_rows: int) -> str:
    cells, column = [], 0
    while column < len(widths):
        cell = owners[row, column]
        cells.append(_cell(cell, row, sum(widths[column : cell.column_end]), cell.row >= header_rows))
        column = cell.column_end
    return f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{''.join(cells)}</w:tr>"


def _cell(cell: TrueCell, row: int, width: int, is_body: bool) -> str:
    span = f'<w:gridSpan w:val="{cell.column_span}"/>' if cell.column_span > 1 else ""
    first = row == cell.row
    merge = ('<w:vMerge w:val="restart"/>' if first else "<w:vMerge/>") if cell.row_span > 1 else ""
    align = '<w:pPr><w:jc w:val="right"/></w:pPr>' if is_body and cell.text[:1].isdigit() else ""
    content = _paragraph(cell.text if first else "", align)
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{span}{merge}</w:tcPr>{content}</w:tc>'


def _paragraph(text: str, properties: str, namespace: str = "") -> str:
    return f'<w:p {namespace}>{properties}<w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r></w:p>'
