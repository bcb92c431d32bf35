"""Figures one above the other that only a legend tells apart: (上段:目標値、下段:実績値) over two rows an indicator.

The legend may stand above the table, below it, or in a heading. It says the role of each row of an indicator as a row
label would; whatever does not fit is left as it is, and its values are flagged as not told apart.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from kpi_extract.document import Cell, Document, Paragraph, Table
from kpi_extract.interpretation.headings import Heading, Lexicon, read_heading
from kpi_extract.interpretation.layout import Body
from kpi_extract.interpretation.roles import Facets
from kpi_extract.interpretation.vocabulary import VALUE_ROLES, Role
from kpi_extract.values.number import value_or_none
from kpi_extract.values.patterns import lazy_pattern
from kpi_extract.values.text import match_key

_WORD = r"[^上中下段、,/・()\[\]「」:=。]{2,12}?"
_IN_FRONT = lazy_pattern(rf"([上中下])段(?:は|が|に|[:=・/「])*({_WORD})」?(?=[、,/・)\]。]|[上中下]段|を|$)")
"""上段:目標値 下段:実績値; 上段/目標値; 上段は計画値を示す."""
_BEHIND = lazy_pattern(rf"({_WORD})[(\[]([上中下])段[)\]]")
"""目標値(上段)・実績値(下段)."""
_ORDER = "上中下"

Levels = tuple[tuple[Role, str], ...]
"""Role and printed word of each row of an indicator, from the top."""


def levels_in(text: str, read: Callable[[str], Heading]) -> Levels:
    """What a legend says of the rows of an indicator, from the top; nothing where the text is none.

    Args:
        text: a paragraph or a cell as printed.
        read: how headings are read.
    """
    if "段" not in text:
        return ()
    key = match_key(text)
    said = {level: word for level, word in _IN_FRONT.findall(key)} or {
        level: word for word, level in _BEHIND.findall(key)
    }
    levels = []
    for level in sorted(said, key=_ORDER.index):
        heading = read(said[level])
        role = next((role for role in heading.roles if role in VALUE_ROLES), None)
        if role is None or heading.rest or heading.period is not None:
            return ()
        levels.append((role, said[level]))
    return tuple(levels) if len({role for role, _ in levels}) == len(levels) > 1 else ()


def is_legend(text: str, levels: Levels) -> bool:
    """Whether a text says nothing besides the levels: it is no heading of what follows."""
    key = match_key(text).strip("()[]【】※*注:")
    return bool(levels) and (key.startswith(("上段", "中段", "下段")) or key.startswith(levels[0][1]))


def document_levels(document: Document, lexicon: Lexicon) -> Levels:
    """The one legend of a document; nothing where it has none, or several that differ."""

    def read(text: str) -> Heading:
        return read_heading(text, lexicon)

    found = {levels for text in _texts(document) if (levels := levels_in(text, read))}
    return found.pop() if len(found) == 1 else ()


def _texts(document: Document) -> Iterator[str]:
    for block in document.blocks:
        if isinstance(block, Paragraph):
            yield block.text
        else:
            yield from (cell.text for cell in block.cells if "段" in cell.text)


def with_levels_apart(table: Table, levels: Levels) -> Table:
    """The table with rows of their own for figures that stand above each other in one cell (3⏎2), as the legend says.

    A row is taken apart where two or more of its cells hold just so many values, one a line, and no other cell holds
    one; its other cells stand beside all of its lines. Every line keeps the place of its cell.
    """
    by_row: dict[int, list[Cell]] = {}
    for cell in table.cells if levels else ():
        by_row.setdefault(cell.row, []).append(cell)
    apart = {row for row, of_row in by_row.items() if _is_stacked(of_row, len(levels))}
    if not apart:
        return table
    more = len(levels) - 1

    def moved(row: int) -> int:
        return row + more * sum(one < row for one in apart)

    cells: list[Cell] = []
    for cell in table.cells:
        top, end = moved(cell.row), moved(cell.row + cell.row_span)
        if cell.row in apart and (values := _line_values(cell, len(levels))):
            cells.extend(replace(cell, text=text, row=top + level) for level, text in enumerate(values))
        else:
            cells.append(replace(cell, row=top, row_span=end - top))
    cells.sort(key=lambda cell: (cell.row, cell.column))
    return replace(table, cells=tuple(cells), row_count=moved(table.row_count))


def _is_stacked(cells: Sequence[Cell], count: int) -> bool:
    stacked = [cell for cell in cells if _line_values(cell, count)]
    return len(stacked) > 1 and all(cell.row_span == 1 for cell in stacked)


def _line_values(cell: Cell, count: int) -> list[str]:
    """The lines of a cell, where there are so many and each is a value or a dash, not all of them dashes."""
    lines = cell.text.strip().split("\n")
    if len(lines) != count:
        return []
    printed = [value_or_none(line) for line in lines]
    if any(one is None or (one.value is None and one.missing is None) for one in printed):
        return []
    return lines if any(one is not None and one.value is not None for one in printed) else []


def level_rows(body: Body, columns: Sequence[Facets], levels: Levels) -> dict[int, Facets]:
    """The roles of the rows of a body in which every indicator has as many rows as the legend has words."""
    names = next((index for index, facets in enumerate(columns) if facets.role is Role.INDICATOR), None)
    has_years = any(facets.period is not None and facets.role not in VALUE_ROLES for facets in columns)
    if names is None or not has_years or not levels:
        return {}
    groups: list[list[int]] = []
    previous = None
    for row in body.rows:
        cell = body.grid.at(row, names)
        goes_on = cell is previous or (body.grid.table.merges_lost and not body.grid.text(row, names))
        if groups and goes_on:
            groups[-1].append(row)
        else:
            groups.append([row])
            previous = cell
    if any(len(group) != len(levels) for group in groups):
        return {}
    return {
        row: Facets(role=role, heading=word)
        for group in groups
        for row, (role, word) in zip(group, levels, strict=True)
    }
