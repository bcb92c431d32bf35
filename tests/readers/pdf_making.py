"""Small PDFs made for the tests: tables drawn in every way programs draw them."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from typing import Any

import pikepdf
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from kpi_extract.readers.source import Source

WIDTH, HEIGHT = 595.0, 420.0
FONT = "HeiseiMin-W3"
SIZE = 9.0

Spec = tuple[int, int, int, int, str]
"""row, column, row end, column end, text."""

HEADED: tuple[Spec, ...] = (
    (0, 0, 2, 1, "事業"),
    (0, 1, 1, 3, "実績値"),
    (1, 1, 2, 2, "R1年度"),
    (1, 2, 2, 3, "R2年度"),
    (2, 0, 4, 1, "橋の修繕"),
    (2, 1, 3, 2, "1,200"),
    (2, 2, 3, 3, "-"),
    (3, 1, 4, 2, ""),
    (3, 2, 4, 3, "35.5%"),
)
"""A table with merges in both directions, a two-row heading, a dash and an empty cell."""

Draw = Callable[[Canvas], None]


def source_of(data: bytes, **how: Any) -> Source:
    return Source("試験.pdf", data, **how)


def made(*pages: Draw, size: tuple[float, float] = (WIDTH, HEIGHT), **options: Any) -> bytes:
    """A document of pages drawn by functions."""
    if FONT not in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=size, invariant=1, **options)
    canvas.setTitle("")
    for draw in pages:
        canvas.setFont(FONT, SIZE)
        draw(canvas)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def text_at(x: float, top: float, text: str, size: float = SIZE) -> Draw:
    """One line, its baseline `top` points below the upper edge."""

    def draw(canvas: Canvas) -> None:
        canvas.setFont(FONT, size)
        canvas.drawString(x, HEIGHT - top, text)

    return draw


def together(*draws: Draw) -> Draw:
    def draw(canvas: Canvas) -> None:
        for one in draws:
            one(canvas)

    return draw


def table_at(
    cells: Sequence[Spec] = HEADED,
    left: float = 40,
    top: float = 60,
    width: float = 80,
    height: float = 24,
    style: str = "lines",
    open_below: Sequence[int] = (),
    open_above: Sequence[int] = (),
) -> Draw:
    """A ruled table; `open_below` and `open_above` name columns without a line at the table's lower or upper edge."""
    last = max(cell[2] for cell in cells)

    def draw(canvas: Canvas) -> None:
        for row, column, row_end, column_end, text in cells:
            x0, x1 = left + column * width, left + column_end * width
            y0, y1 = HEIGHT - top - row_end * height, HEIGHT - top - row * height
            _border(
                canvas,
                style,
                (x0, y0, x1, y1),
                not (row_end == last and column in open_below),
                not (row == 0 and column in open_above),
            )
            canvas.setFillGray(0)
            canvas.setFont(FONT, SIZE)
            for number, line in enumerate(text.split("\n")):
                canvas.drawString(x0 + 3, y1 - SIZE - 2 - number * SIZE * 1.1, line)

    return draw


def _border(canvas: Canvas, style: str, box: tuple[float, float, float, float], below: bool, above: bool) -> None:
    x0, y0, x1, y1 = box
    sides = [(x0, y0, x0, y1), (x1, y0, x1, y1)]
    sides += [(x0, y0, x1, y0)] if below else []
    sides += [(x0, y1, x1, y1)] if above else []
    canvas.setLineWidth(0.5)
    if style == "boxes":
        canvas.rect(x0, y0, x1 - x0, y1 - y0)
    elif style == "shades":
        canvas.setFillGray(0.8 if round(x0 + y0) % 3 else 0.95)
        canvas.rect(x0, y0, x1 - x0, y1 - y0, stroke=0, fill=1)
    for ax, ay, bx, by in sides if style not in ("boxes", "shades") else ():
        if style == "lines":
            canvas.line(ax, ay, bx, by)
        elif style == "double":
            canvas.line(ax, ay, bx, by)
            canvas.line(ax + 1.5 * (ax == bx), ay + 1.5 * (ay == by), bx + 1.5 * (ax == bx), by + 1.5 * (ay == by))
        elif style == "thin":
            canvas.rect(ax - 0.25, ay - 0.25, bx - ax + 0.5, by - ay + 0.5, stroke=0, fill=1)
        elif style == "dotted":
            steps = int(max(bx - ax, by - ay))
            for step in range(0, steps + 1, 2):
                x, y = ax + (bx - ax) * step / steps, ay + (by - ay) * step / steps
                canvas.rect(x - 0.4, y - 0.4, 0.8, 0.8, stroke=0, fill=1)
        elif style == "dashed":
            canvas.setDash(3, 2)
            canvas.line(ax, ay, bx, by)
            canvas.setDash()


def changed(data: bytes, change: Callable[[pikepdf.Pdf], None], **saving: Any) -> bytes:
    """The document after a change made with pikepdf."""
    buffer = io.BytesIO()
    with pikepdf.Pdf.open(io.BytesIO(data)) as pdf:
        change(pdf)
        pdf.save(buffer, **saving)
    return buffer.getvalue()
