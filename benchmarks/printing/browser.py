"""Pages as one web page for a browser to print, with borders of any kind."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import NamedTuple

from tests.fixtures.printing.word import GOTHIC

from benchmarks.facts import widths_of
from benchmarks.truth import TrueCell, TruePage, TrueTable


class Ruling(NamedTuple):
    """How cells are set apart: a CSS border, or shades of the cells."""

    border: str = "0.5pt solid #000"
    shaded: bool = False


_STYLE = (
    "@page{{size:A4 landscape;margin:28pt}}*{{box-sizing:border-box}}"
    "body{{font-family:{font};font-size:7.5pt;margin:0}}"
    "table{{border-collapse:collapse;table-layout:fixed}}"
    "td{{border:{border};padding:2pt;vertical-align:middle;word-break:break-all}}"
    ".page{{break-after:page}}h3{{font-size:11pt;font-weight:normal;margin:0 0 6pt 0}}"
)
_SHADES = ("#dce6f1", "#ffffff")
_HEADER_SHADES = ("#b8cce4", "#95b3d7")


def web_page(pages: Sequence[TruePage], ruling: Ruling) -> str:
    """One HTML page, a page break after each made-up page."""
    style = _STYLE.format(font=GOTHIC, border=ruling.border)
    body = "".join(_page(page, ruling.shaded) for page in pages)
    return f"<!doctype html><html lang=ja><meta charset=utf-8><style>{style}</style><body>{body}</body></html>"


def _page(page: TruePage, shaded: bool) -> str:
    prose = "".join(f"<p>{escape(text)}</p>" for text in page.prose)
    tables = "".join(_table(table, shaded) for table in page.tables)
    return f"<div class=page><h3>{escape(page.title)}</h3>{prose}{tables}</div>"


def _table(table: TrueTable, shaded: bool) -> str:
    widths = widths_of(table)
    columns = "".join(f"<col style='width:{points}pt'>" for points in widths)
    rows = "".join(
        "<tr>" + "".join(_cell(cell, table, shaded) for cell in table.cells if cell.row == row) + "</tr>"
        for row in range(table.rows)
    )
    return f"<table style='width:{sum(widths)}pt'><colgroup>{columns}</colgroup>{rows}</table>"


def _cell(cell: TrueCell, table: TrueTable, shaded: bool) -> str:
    is_body = cell.row >= table.header_rows
    shades = _SHADES if is_body else _HEADER_SHADES
    style = f" style='background:{shades[(cell.row + cell.column) % 2]}'" if shaded else ""
    align = " align=right" if is_body and cell.text[:1].isdigit() else ""
    return f"<td rowspan={cell.row_span} colspan={cell.column_span}{style}{align}>{escape(cell.text)}</td>"
