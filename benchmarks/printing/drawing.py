"""Pages drawn straight into a PDF: the habits of programs that are not at hand, rule by rule."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Mapping, Sequence
from itertools import accumulate
from pathlib import Path
from types import MappingProxyType
from typing import Any

from tests.fixtures.printing.tables import row_heights
from tests.fixtures.printing.word import GOTHIC

from benchmarks.facts import widths_of
from benchmarks.truth import TrueCell, TruePage, TrueTable

PAGE_POINTS = (842, 595)
NOT_EMBEDDED = "HeiseiMin-W3"
_MARGIN = 28
_TOP = 40
_POINTS = 7.5
_LINE_POINTS = 9.0
_PADDING_POINTS = 5.0
_PADDING_EM = 0.6
_RULE_POINTS = 0.5
_GAP_POINTS = 24

Box = tuple[float, float, float, float]
"""Left, bottom, right, top in points from the bottom left, as PDF draws."""
Rules = Callable[[Any, Box], None]
"""Draws the rules around one cell on a canvas."""


def twice_drawn_lines(canvas: Any, box: Box) -> None:
    """Four stroked lines a cell: each inner rule is drawn twice, once for either neighbour."""
    left, bottom, right, top = box
    canvas.setLineWidth(_RULE_POINTS)
    for line in ((left, bottom, right, bottom), (left, top, right, top), (left, bottom, left, top)):
        canvas.line(*line)
    canvas.line(right, bottom, right, top)


def stroked_boxes(canvas: Any, box: Box) -> None:
    """One stroked rectangle a cell."""
    left, bottom, right, top = box
    canvas.setLineWidth(_RULE_POINTS)
    canvas.rect(left, bottom, right - left, top - bottom, stroke=1, fill=0)


def thin_boxes(canvas: Any, box: Box) -> None:
    """Each rule is a thin filled rectangle."""
    left, bottom, right, top = box
    half = _RULE_POINTS / 2
    for y in (bottom, top):
        canvas.rect(left - half, y - half, right - left + 2 * half, 2 * half, stroke=0, fill=1)
    for x in (left, right):
        canvas.rect(x - half, bottom - half, 2 * half, top - bottom + 2 * half, stroke=0, fill=1)


RULES: Mapping[str, Rules] = MappingProxyType(
    {"twice-drawn": twice_drawn_lines, "stroked-boxes": stroked_boxes, "thin-boxes": thin_boxes}
)


def draw_pages(pages: Sequence[TruePage], path: Path, rules: Rules, font: str = GOTHIC) -> None:
    """Write a PDF, the tables of a page beside each other.

    Args:
        pages: what is drawn; running text is left out.
        path: the file.
        rules: how the rules around a cell are drawn.
        font: a system font, embedded; or `NOT_EMBEDDED`, a predefined CID font the file only names.

    Raises:
        ValueError: a table is too high or too wide for the sheet.
    """
    from reportlab.pdfgen.canvas import Canvas

    _register(font)
    canvas = Canvas(str(path), pagesize=PAGE_POINTS, invariant=True, pageCompression=1)
    for page in pages:
        canvas.setFont(font, 11)
        canvas.drawString(_MARGIN, PAGE_POINTS[1] - 30, page.title)
        left = float(_MARGIN)
        for table in page.tables:
            _draw_table(canvas, table, left, rules, font)
            left += sum(widths_of(table)) + _GAP_POINTS
        canvas.showPage()
    canvas.save()


def _draw_table(canvas: Any, table: TrueTable, left: float, rules: Rules, font: str) -> None:
    widths = widths_of(table)
    ems = [points / _POINTS - _PADDING_EM for points in widths]
    heights = row_heights(table.cells, ems, _LINE_POINTS, _PADDING_POINTS)
    xs = list(accumulate(widths, initial=left))
    ys = [PAGE_POINTS[1] - down for down in accumulate(heights, initial=float(_TOP))]
    if ys[-1] < 0 or xs[-1] > PAGE_POINTS[0]:
        raise ValueError("a table does not fit its sheet")
    for cell in table.cells:
        box = (xs[cell.column], ys[cell.row_end], xs[cell.column_end], ys[cell.row])
        _draw_text(canvas, cell, box, font, to_the_right=cell.row >= table.header_rows and cell.text[:1].isdigit())
        rules(canvas, box)


def _draw_text(canvas: Any, cell: TrueCell, box: Box, font: str, to_the_right: bool) -> None:
    left, _, right, top = box
    canvas.setFont(font, _POINTS)
    for number, line in enumerate(_lines(cell.text, font, right - left - 4)):
        y = top - _POINTS - 1 - number * _LINE_POINTS
        if to_the_right:
            canvas.drawRightString(right - 2, y, line)
        else:
            canvas.drawString(left + 2, y, line)


def _lines(text: str, font: str, width: float) -> list[str]:
    from reportlab.pdfbase.pdfmetrics import stringWidth

    lines = [""]
    for sign in text:
        if stringWidth(lines[-1] + sign, font, _POINTS) > width:
            lines.append("")
        lines[-1] += sign
    return lines


def _register(font: str) -> None:
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfbase.ttfonts import TTFont

    if font == NOT_EMBEDDED:
        pdfmetrics.registerFont(UnicodeCIDFont(font))
    elif font not in pdfmetrics.getRegisteredFontNames():
        file = subprocess.run(["fc-match", "-f", "%{file}", font], capture_output=True, text=True, check=True).stdout
        pdfmetrics.registerFont(TTFont(font, file))
