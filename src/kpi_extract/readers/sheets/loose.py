"""Cells outside all rules: rows of a table without rules, or titles, captions and notes."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from kpi_extract.readers.sheets.areas import MOST_POSITIONS, TableArea
from kpi_extract.readers.sheets.content import Printed, TooLargeError
from kpi_extract.readers.sheets.references import Area
from kpi_extract.readers.sheets.visible import Block

HEADING_FACTOR = 1.1
"""A type size this much above the usual one is a heading's."""
_FEWEST_ROWS = 2
_FEWEST_COLUMNS = 2
_MOST_GAPS = 20
"""Empty columns that may part two tables; where there are more they are layout."""
NOTE = re.compile(r"[※＊*]|注|[(（]注|備考|出典|資料[:：]")
_LIST_MARK = re.compile(r"[(（][0-9０-９ア-ン]{1,2}[)）]|[①-⑳]|[・○●◎■□◆◇▼※]|[0-9０-９]{1,2}[.．)）]")
_EMPTY = Printed("")


class TextLine(NamedTuple):
    """Texts that stand in one row with nothing between them."""

    blocks: list[Block]


def tables_and_lines(loose: Sequence[Block], tables: Sequence[TableArea]) -> Iterator[TableArea | TextLine]:
    """What the cells outside all rules are, in the order of their rows.

    Args:
        loose: blocks with text outside all rules.
        tables: the ruled tables; a row that one of them reaches holds no row of another table.
    """
    taken = _rows_of(tables)
    rows: dict[int, list[Block]] = defaultdict(list)
    for block in loose:
        rows[block.area.top].append(block)
    run: list[list[Block]] = []
    end = 0
    for top in sorted(rows):
        row = sorted(rows[top], key=lambda block: block.area.left)
        if run and (top > end + 1 or top in taken):
            yield from _of_run(run)
            run = []
        if top in taken:
            yield from _lines(row)
            continue
        run.append(row)
        end = max(end if len(run) > 1 else 0, *(block.area.bottom for block in row))
    yield from _of_run(run)


def _rows_of(tables: Sequence[TableArea]) -> set[int]:
    rows: set[int] = set()
    for table in tables:
        tops = [block.area.top for block in table.blocks]
        bottom = max(block.area.top for block in table.blocks)
        rows.update(range(min(tops), bottom + 1) if bottom - min(tops) < 1_000_000 else tops)
    return rows


def _of_run(run: list[list[Block]]) -> Iterator[TableArea | TextLine]:
    """Rows without a blank one between them; a heading in larger type begins anew."""
    sizes = Counter(block.printed.size for row in run if len(row) > 1 for block in row)
    usual = sizes.most_common(1)[0][0] if sizes else 0.0
    part: list[list[Block]] = []
    for row in run:
        if part and usual and len(row) == 1 and row[0].printed.size >= HEADING_FACTOR * usual:
            yield from _of_part(part)
            part = []
        part.append(row)
    if part:
        yield from _of_part(part)


def _of_part(run: list[list[Block]]) -> Iterator[TableArea | TextLine]:
    """Titles, a table, notes."""
    titles = _leading_titles(run)
    rest = run[titles:]
    cut = _cut_between_tables(rest)
    if cut is not None:
        for row in run[:titles]:
            yield from _lines(row)
        for part in _parts_at(cut, rest):
            yield from tables_and_lines([block for row in part for block in row], ())
        return
    notes = _trailing_notes(rest)
    body = rest[: len(rest) - notes]
    if not _is_table(body):
        titles, body, notes = len(run), [], 0
    for row in run[:titles]:
        yield from _lines(row)
    if body:
        merged = any((block.area.top, block.area.left) != block.area[2:] for row in body for block in row)
        yield TableArea(_with_blanks(body), is_ruled=False, merges_lost=not merged)
        for row in rest[len(rest) - notes :]:
            yield from _lines(row)


def _cut_between_tables(rows: list[list[Block]]) -> int | None:
    """The first column of a second table beside the first: an empty column before it, and what stands above both.

    An empty column alone is layout. Two tables have the same headings, or a title each.
    """
    end = gaps = 0
    for area in sorted((block.area for row in rows for block in row), key=lambda area: area.left):
        cut = area.left
        if end and cut > end + 1:
            gaps += 1
            if gaps > _MOST_GAPS:
                break
            left, right = _parts_at(cut, rows)
            if _is_table(left) and _is_table(right) and _are_two(left, right):
                return cut
        end = max(end, area.right)
    return None


def _parts_at(cut: int, rows: list[list[Block]]) -> tuple[list[list[Block]], list[list[Block]]]:
    """The rows left of a column and from it on, each without those that are empty there."""
    left = ([block for block in row if block.area.left < cut] for row in rows)
    right = ([block for block in row if block.area.left >= cut] for row in rows)
    return [row for row in left if row], [row for row in right if row]


def _are_two(left: list[list[Block]], right: list[list[Block]]) -> bool:
    titles = _leading_titles(left), _leading_titles(right)
    if all(titles) and left[0][0].area.top == right[0][0].area.top:
        return True
    bodies = left[titles[0] :], right[titles[1] :]
    if not all(bodies):
        return False  # one of them is a column of single texts
    one, other = ([block.printed.text for block in part[0]] for part in bodies)
    return one[0] == other[0] or len(set(one) & set(other)) >= _FEWEST_COLUMNS


def _leading_titles(run: list[list[Block]]) -> int:
    """How many first rows hold one text each, not right of where the rows below begin."""
    count = 0
    while count < len(run) and len(run[count]) == 1:
        count += 1
    left = min((row[0].area.left for row in run[count:]), default=0)
    titles = 0
    while titles < count and (count == len(run) or run[titles][0].area.left <= left):
        titles += 1
    return titles


def _trailing_notes(run: list[list[Block]]) -> int:
    count = 0
    while count < len(run) and len(run[-1 - count]) == 1 and NOTE.match(run[-1 - count][0].printed.text):
        count += 1
    return count


def _is_table(rows: list[list[Block]]) -> bool:
    """Two rows at least, and two columns that hold more than one text; the marks of a list are no column."""
    lefts = Counter(block.area.left for row in rows for block in row if not _LIST_MARK.fullmatch(block.printed.text))
    return len(rows) >= _FEWEST_ROWS and sum(count > 1 for count in lefts.values()) >= _FEWEST_COLUMNS


def _with_blanks(rows: list[list[Block]]) -> list[Block]:
    """The cells of a table without rules: its texts, and an empty cell in each place of a column without one.

    A column is where some text begins; columns without any are space.

    Raises:
        TooLargeError: the cells are strewn too far.
    """
    lefts = sorted({block.area.left for row in rows for block in row})
    end = max(block.area.right for row in rows for block in row)
    rights = [following - 1 for following in lefts[1:]] + [max(end, lefts[-1])]
    if len(rows) * len(lefts) > MOST_POSITIONS:
        raise TooLargeError(f"cells strewn over {len(rows):,} rows and {len(lefts):,} columns")
    under: set[tuple[int, int]] = set()
    blocks: list[Block] = []
    for row in rows:
        top = row[0].area.top
        filled: set[int] = set()
        for block in row:
            covered = lefts[bisect_left(lefts, block.area.left) : bisect_right(lefts, block.area.right)]
            filled.update(covered)
            area = block.area._replace(right=rights[bisect_left(lefts, covered[-1])])
            blocks.append(block._replace(area=area))
            if area.bottom > area.top:
                under.update((below, left) for below in range(area.top + 1, _last(area, rows) + 1) for left in covered)
        for left, right in zip(lefts, rights, strict=True):
            if left not in filled and (top, left) not in under:
                blocks.append(Block(Area(top, left, top, right), _EMPTY, ""))
    return blocks


def _last(area: Area, rows: list[list[Block]]) -> int:
    """The last row of an area that is one of the table's."""
    return min(area.bottom, rows[-1][0].area.top)


def _lines(row: list[Block]) -> Iterator[TextLine]:
    """Texts side by side are one line; with an empty column between them they are two."""
    line: list[Block] = []
    for block in row:
        if line and block.area.left > line[-1].area.right + 1:
            yield TextLine(line)
            line = []
        line.append(block)
    if line:
        yield TextLine(line)
