"""The documents of the grammar in each format, and what the format cannot say of them."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from html import escape
from io import BytesIO
from itertools import chain
from typing import Any

from openpyxl import Workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Border, Side
from reportlab.pdfgen.canvas import Canvas

from tests.fixtures.printing.delimited import quoted
from tests.fuzzing.grammar import Written, WrittenCell, WrittenParagraph, WrittenTable
from tests.readers.building import cell as word_cell
from tests.readers.building import package, paragraph, row, run, table, word_parts
from tests.readers.pdf_making import FONT, SIZE, made


@dataclass(frozen=True, slots=True)
class Writer:
    """One format."""

    name: str
    """What the reader is called."""
    write: Callable[[Written], bytes]
    kept: Callable[[Written], Written]
    """What of a document the format can say."""


# --- text: no merged cells, no note marks ------------------------------------------------------------------------------


def as_text(document: Written) -> bytes:
    """Tab-delimited, with quotation marks where a spreadsheet writes some; an empty line around tables."""
    lines: list[str] = []
    has_tables = any(isinstance(block, WrittenTable) for block in document)
    for block in document:
        if isinstance(block, WrittenParagraph) and not has_tables:
            lines.append(block.text)  # nothing delimits, so nothing is quoted
            continue
        if isinstance(block, WrittenParagraph):
            lines.append(quoted(block.text, '\t\n"'))
            continue
        lines.append("")
        fields = {(cell.row, cell.column): quoted(cell.text + cell.mark, '\t\n"') for cell in block.cells}
        for number in range(block.rows):
            lines.append("\t".join(fields.get((number, column), "") for column in range(block.columns)))
        lines.append("")
    return "\n".join(lines).encode()


def text_kept(document: Written) -> Written:
    """A covered position is an empty field, a mark a part of the text."""
    return tuple(_unmerged(block) if isinstance(block, WrittenTable) else block for block in document)


def _unmerged(table: WrittenTable) -> WrittenTable:
    texts = {(c.row, c.column): (*c.lines[:-1], c.lines[-1] + c.mark) if c.lines else () for c in table.cells}
    cells = (
        WrittenCell(row, column, 1, 1, texts.get((row, column), ()))
        for row in range(table.rows)
        for column in range(table.columns)
    )
    return replace(table, cells=tuple(cells))


def text_can_say(document: Written) -> bool:
    """Whether text has a way to say it.

    A row without text ends a table, a first row with one text is a title, a last column without text is not there.
    """
    return all(_text_can_say(block) for block in document if isinstance(block, WrittenTable))


def _text_can_say(table: WrittenTable) -> bool:
    filled = [sum(1 for cell in table.row(number) if cell.lines) for number in range(table.rows)]
    last = any(cell.lines for cell in table.cells if cell.column == table.columns - 1)
    return min(filled) > 0 and filled[0] > 1 and last


# --- Word --------------------------------------------------------------------------------------------------------------


def as_word(document: Written) -> bytes:
    """Merged cells by gridSpan and vMerge; a raised run is a mark."""
    body = "".join(
        paragraph(run(escape(block.text)), '<w:outlineLvl w:val="0"/>' if block.is_heading else "")
        if isinstance(block, WrittenParagraph)
        else _word_table(block)
        for block in document
    )
    return package(word_parts(body))


def _word_table(written: WrittenTable) -> str:
    pieces: dict[int, list[tuple[int, str]]] = {number: [] for number in range(written.rows)}
    for cell in written.cells:
        span = f'<w:gridSpan w:val="{cell.column_span}"/>'
        first = span + ('<w:vMerge w:val="restart"/>' if cell.row_span > 1 else "")
        pieces[cell.row].append((cell.column, word_cell(_word_text(cell), first)))
        for below in range(cell.row + 1, cell.row + cell.row_span):
            pieces[below].append((cell.column, word_cell("", span + "<w:vMerge/>")))
    return table(*(row(*(text for _, text in sorted(pieces[number]))) for number in range(written.rows)))


def _word_text(cell: WrittenCell) -> str:
    text = "<w:r><w:br/></w:r>".join(run(escape(line)) for line in cell.lines)
    return text + (run(cell.mark, '<w:vertAlign w:val="superscript"/>') if cell.mark else "")


# --- web page ----------------------------------------------------------------------------------------------------------


def as_html(document: Written) -> bytes:
    """Tables with a border, so that they are not taken for a way to arrange the page."""
    parts = ['<!DOCTYPE html><html lang="ja"><meta charset="utf-8"><body>']
    for block in document:
        if isinstance(block, WrittenParagraph):
            tag = "h2" if block.is_heading else "p"
            parts.append(f"<{tag}>{escape(block.text)}</{tag}>")
        else:
            parts.append(f'<table border="1">{"".join(map(_html_row, map(block.row, range(block.rows))))}</table>')
    return "\n".join(parts).encode()


def _html_row(cells: list[WrittenCell]) -> str:
    texts = []
    for cell in cells:
        mark = f"<sup>{escape(cell.mark)}</sup>" if cell.mark else ""
        text = "<br>".join(map(escape, cell.lines)) + mark
        texts.append(f'<td rowspan="{cell.row_span}" colspan="{cell.column_span}">{text}</td>')
    return f"<tr>{''.join(texts)}</tr>"


# --- PDF ---------------------------------------------------------------------------------------------------------------

LEADING, PADDING = 1.3 * SIZE, 4.0
GAP = 3 * SIZE
"""Between blocks: lines nearer to one another may be one paragraph."""
LEFT = 40.0
WIDTH_OF_PAGE = 2400.0


def as_pdf(document: Written) -> bytes:
    """One page as high as it has to be, every cell framed.

    The margins are higher than where page numbers are looked for.
    """
    heights = [_height(block) + GAP for block in document]
    height = max(400.0, 1.5 * sum(heights) + 40)

    def draw(canvas: Canvas) -> None:
        top = height - 0.15 * height
        for block, taken in zip(document, heights, strict=True):
            if isinstance(block, WrittenParagraph):
                canvas.setFont(FONT, _size(block))
                canvas.drawString(LEFT, top - SIZE, block.text)
            else:
                _draw_table(canvas, block, top)
            top -= taken

    return made(draw, size=(WIDTH_OF_PAGE, height))


def _size(block: WrittenParagraph) -> float:
    return 1.4 * SIZE if block.is_heading else SIZE


def _height(block: WrittenParagraph | WrittenTable) -> float:
    return _size(block) if isinstance(block, WrittenParagraph) else sum(_row_heights(block))


def _row_heights(written: WrittenTable) -> list[float]:
    heights = [LEADING + PADDING] * written.rows
    for cell in written.cells:
        each = (len(cell.lines) * LEADING + PADDING) / cell.row_span
        for number in range(cell.row, cell.row + cell.row_span):
            heights[number] = max(heights[number], each)
    return heights


def _column_widths(written: WrittenTable) -> list[float]:
    widths = [30.0] * written.columns
    for cell in written.cells:
        longest = max((len(line) for line in cell.lines), default=0) + len(cell.mark)
        each = (longest * SIZE + 2 * PADDING) / cell.column_span
        for number in range(cell.column, cell.column + cell.column_span):
            widths[number] = max(widths[number], math.ceil(each))
    return widths


def _draw_table(canvas: Canvas, written: WrittenTable, top: float) -> None:
    heights, widths = _row_heights(written), _column_widths(written)
    canvas.setLineWidth(0.5)
    for cell in written.cells:
        x = LEFT + sum(widths[: cell.column])
        y = top - sum(heights[: cell.row])
        wide = sum(widths[cell.column : cell.column + cell.column_span])
        high = sum(heights[cell.row : cell.row + cell.row_span])
        canvas.rect(x, y - high, wide, high)
        for number, line in enumerate(cell.lines):
            canvas.setFont(FONT, SIZE)
            base = y - PADDING / 2 - SIZE - number * LEADING
            canvas.drawString(x + PADDING, base, line)
            if cell.mark and number == len(cell.lines) - 1:
                end = x + PADDING + canvas.stringWidth(line, FONT, SIZE)
                canvas.setFont(FONT, 0.5 * SIZE)
                canvas.drawString(end, base + 0.4 * SIZE, cell.mark)


def pdf_can_say(document: Written) -> bool:
    """Whether a page has a way to say it: frames with hardly a word in them are a chart, or a drawing."""
    return all(
        10 * sum(1 for cell in block.cells if cell.lines) > 3 * len(block.cells)
        for block in document
        if isinstance(block, WrittenTable)
    )


# --- Excel -------------------------------------------------------------------------------------------------------------

_THIN = Side(style="thin")
_FRAME = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
_TEXT_FORMAT = "@"


def as_excel(document: Written) -> bytes:
    """One sheet, the blocks below each other with an empty row between, every cell of a table framed and a text."""
    book = Workbook()
    sheet = book.active
    top = 2
    for block in document:
        if isinstance(block, WrittenParagraph):
            _text_into(sheet.cell(top, 2), block.text, "")
            top += 2
            continue
        for cell in block.cells:
            first = sheet.cell(top + cell.row, 2 + cell.column)
            _text_into(first, cell.text, cell.mark)
            last = sheet.cell(top + cell.row + cell.row_span - 1, 2 + cell.column + cell.column_span - 1)
            for one in chain.from_iterable(sheet[f"{first.coordinate}:{last.coordinate}"]):
                one.border = _FRAME
            if cell.row_span > 1 or cell.column_span > 1:
                sheet.merge_cells(f"{first.coordinate}:{last.coordinate}")
        top += block.rows + 1
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def excel_can_say(document: Written) -> bool:
    """Whether a sheet has a way to say it: frames at an edge without a word in them are decoration."""
    return all(_has_words_at_its_edges(block) for block in document if isinstance(block, WrittenTable))


def _has_words_at_its_edges(table: WrittenTable) -> bool:
    words = [cell for cell in table.cells if cell.lines]
    return bool(words) and (
        min(cell.row for cell in words) == 0 == min(cell.column for cell in words)
        and max(cell.row + cell.row_span for cell in words) == table.rows
        and max(cell.column + cell.column_span for cell in words) == table.columns
    )


def _text_into(cell: Any, text: str, mark: str) -> None:
    cell.number_format = _TEXT_FORMAT
    if mark:
        cell.value = CellRichText([text, TextBlock(InlineFont(vertAlign="superscript"), mark)])
    elif text:
        cell.value = text
        cell.data_type = "s"


def same(document: Written) -> Written:
    """The format loses nothing."""
    return document


TEXT = Writer("text", as_text, text_kept)
WORD = Writer("word", as_word, same)
HTML = Writer("html", as_html, same)
PDF = Writer("pdf", as_pdf, same)
EXCEL = Writer("excel", as_excel, same)
