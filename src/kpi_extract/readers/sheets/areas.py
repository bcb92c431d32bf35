"""Where the tables of a sheet stand: what rules enclose, and rows of cells without any.

A sheet is cut into bands at blank rows, and a band into segments at the edges of its cells, so that a far cell and a
merged area of a million rows cost as much as any other.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from kpi_extract.readers.sheets.content import BOTTOM, LEFT, RIGHT, TOP, Printed, TooLargeError
from kpi_extract.readers.sheets.references import Area
from kpi_extract.readers.sheets.visible import Block, VisibleSheet

MOST_POSITIONS = 3_000_000
"""Segments of one band; the widest forms of a report have some ten thousand."""
_EMPTY = Printed("")
_OPEN_SIDES = 1
"""Many tables have no rule at the left and right end; a cell with rules on all sides but one is in the table."""


class TableArea(NamedTuple):
    """The cells of one table: blocks that cover it, but for what is outside its rules."""

    blocks: list[Block]
    """With text or without; in no order."""
    is_ruled: bool
    merges_lost: bool = False
    """Whether an empty cell may stand for the one above: nothing drawn or merged says otherwise."""
    doubtful: tuple[str, ...] = ()
    """Addresses of labels without values that no rule parts from the row above."""


@dataclass(slots=True)
class Found:
    """What stands on a sheet."""

    tables: list[TableArea]
    loose: list[Block]
    """Blocks with text outside all rules."""


def areas_of(sheet: VisibleSheet) -> Found:
    """The ruled tables of a sheet and what is not in any.

    Raises:
        TooLargeError: a band has more positions than a report's.
    """
    found = Found([], [])
    for blocks, lines in _bands(sheet):
        if not lines:
            found.loose += [block for block in blocks if block.printed.text]
            continue
        band = _Band(blocks, lines)
        band.fill()
        inside = band.inside()
        for component in band.components(inside):
            cells, doubtful = band.cells_of(component)
            if any(block.printed.text for block in cells):
                found.tables.append(TableArea(cells, is_ruled=True, doubtful=doubtful))
        found.loose += [
            block for index, block in enumerate(blocks) if block.printed.text and not inside[band.at[index]]
        ]
    return found


def _bands(sheet: VisibleSheet) -> Iterator[tuple[list[Block], dict[tuple[int, int], int]]]:
    """Blocks and rules between one blank row and the next."""
    spans = [(block.area.top, block.area.bottom) for block in sheet.blocks]
    spans += [(row, row) for row, _ in sheet.lines]
    starts: list[int] = []
    end = -1
    for top, bottom in sorted(set(spans)):
        if top > end + 1 or not starts:
            starts.append(top)
        end = max(end, bottom)
    blocks: dict[int, list[Block]] = defaultdict(list)
    lines: dict[int, dict[tuple[int, int], int]] = defaultdict(dict)
    for block in sheet.blocks:
        blocks[bisect_right(starts, block.area.top)].append(block)
    for (row, column), sides in sheet.lines.items():
        lines[bisect_right(starts, row)][row, column] = sides
    for number in sorted(blocks):
        yield blocks[number], lines[number]


class _Band:
    """A band laid out in segments: positions are numbered row by row."""

    def __init__(self, blocks: list[Block], lines: dict[tuple[int, int], int]) -> None:
        self.blocks = blocks
        self.rows = _edges(((b.area.top, b.area.bottom) for b in blocks), (row for row, _ in lines))
        self.columns = _edges(((b.area.left, b.area.right) for b in blocks), (column for _, column in lines))
        self.height, self.width = len(self.rows) - 1, len(self.columns) - 1
        if self.height * self.width > MOST_POSITIONS:
            raise TooLargeError(f"cells strewn over {self.height:,} rows and {self.width:,} columns")
        self._row_at = {edge: index for index, edge in enumerate(self.rows)}
        self._column_at = {edge: index for index, edge in enumerate(self.columns)}
        self.owner = [-1] * (self.height * self.width)
        self.at: list[int] = []
        """The first position of each block."""
        self.above = bytearray((self.height + 1) * self.width)
        """1 where a rule stands above a position."""
        self.before = bytearray(self.height * (self.width + 1))
        """1 where a rule stands left of a position; a row has one more of these."""
        for (row, column), sides in lines.items():
            self._draw(self._row_at[row], self._column_at[column], sides)

    def _draw(self, row: int, column: int, sides: int) -> None:
        if sides & TOP:
            self.above[row * self.width + column] = 1
        if sides & BOTTOM:
            self.above[(row + 1) * self.width + column] = 1
        if sides & LEFT:
            self.before[row * (self.width + 1) + column] = 1
        if sides & RIGHT:
            self.before[row * (self.width + 1) + column + 1] = 1

    def segments(self, block: Block) -> tuple[int, int, int, int]:
        """Top, left, bottom and right of a block in segments, the last two not included."""
        area = block.area
        return (
            self._row_at[area.top],
            self._column_at[area.left],
            self._row_at[area.bottom + 1],
            self._column_at[area.right + 1],
        )

    def fill(self) -> None:
        """Give every position its block, and merged blocks rules all around where their first cell has them."""
        for index, block in enumerate(self.blocks):
            top, left, bottom, right = self.segments(block)
            self.at.append(top * self.width + left)
            for row in range(top, bottom):
                start = row * self.width
                self.owner[start + left : start + right] = [index] * (right - left)
            if (bottom - top, right - left) != (1, 1):
                self._draw_around(top, left, bottom, right, block.printed.lines)

    def _draw_around(self, top: int, left: int, bottom: int, right: int, sides: int) -> None:
        # Programs give the rules of a merged cell to all its cells or to the first alone.
        for column in range(left, right):
            self._draw(top, column, sides & TOP)
            self._draw(bottom - 1, column, sides & BOTTOM)
        for row in range(top, bottom):
            self._draw(row, left, sides & LEFT)
            self._draw(row, right - 1, sides & RIGHT)

    def inside(self) -> bytearray:
        """1 for each position that rules enclose; the outermost sides of a table may be open."""
        outside = self._flooded()
        inside = bytearray(1 - value for value in outside)
        for index, block in enumerate(self.blocks):
            if outside[self.at[index]] and self._open_sides(block) <= _OPEN_SIDES:
                top, left, bottom, right = self.segments(block)
                for row in range(top, bottom):
                    inside[row * self.width + left : row * self.width + right] = b"\1" * (right - left)
        for position in self._behind_open_ends():
            inside[position] = 1
        return inside

    def _behind_open_ends(self) -> list[int]:
        """The positions that are enclosed once the left and right ends of the rules are closed, where all are open.

        What would be closed by both ends alone is no cell: it is the space between two tables, or the line of text there.
        """
        lined = [index % self.width for index, line in enumerate(self.above) if line]
        if not lined:
            return []
        left, right = min(lined), max(lined) + 1
        stride = self.width + 1
        ends = [end for end in (left, right) if not any(self.before[end::stride])]
        if not ends:
            return []
        for end in ends:
            self.before[end::stride] = b"\1" * self.height
        outside = self._flooded()
        found: list[int] = []
        seen: set[int] = set()
        for row in range(self.height):
            for column in {left, right - 1}:
                start = row * self.width + column
                if outside[start] or start in seen:
                    continue
                region = self._room(start)
                seen |= region
                columns = {position % self.width for position in region}
                if not (left in columns and right - 1 in columns and len(ends) > 1):
                    found += region
        for end in ends:
            self.before[end::stride] = bytes(self.height)
        return found

    def _room(self, start: int) -> set[int]:
        """The positions that no rule parts from one."""
        room, pending = {start}, [start]
        while pending:
            for beside in self._open_neighbours(pending.pop()):
                if beside not in room:
                    room.add(beside)
                    pending.append(beside)
        return room

    def _open_sides(self, block: Block) -> int:
        top, left, bottom, right = self.segments(block)
        width = self.width
        sides = (
            all(self.above[top * width + left : top * width + right]),
            all(self.above[bottom * width + left : bottom * width + right]),
            all(self.before[row * (width + 1) + left] for row in range(top, bottom)),
            all(self.before[row * (width + 1) + right] for row in range(top, bottom)),
        )
        return sides.count(False)

    def _flooded(self) -> bytearray:
        """1 for each position that is reached from outside the band without crossing a rule."""
        height, width = self.height, self.width
        outside = bytearray(height * width)
        pending: list[int] = []
        for column in range(width):
            for row, edge in ((0, 0), (height - 1, height)):
                if not self.above[edge * width + column]:
                    pending.append(row * width + column)
        for row in range(height):
            for column, edge in ((0, 0), (width - 1, width)):
                if not self.before[row * (width + 1) + edge]:
                    pending.append(row * width + column)
        while pending:
            position = pending.pop()
            if outside[position]:
                continue
            outside[position] = 1
            pending += [next_one for next_one in self._open_neighbours(position) if not outside[next_one]]
        return outside

    def _open_neighbours(self, position: int) -> Iterator[int]:
        """The positions beside one that no rule, or the same merged cell, parts from it."""
        width, owner = self.width, self.owner
        row, column = divmod(position, width)
        own = owner[position]
        edge = row * (width + 1) + column
        if column and (not self.before[edge] or owner[position - 1] == own != -1):
            yield position - 1
        if column + 1 < width and (not self.before[edge + 1] or owner[position + 1] == own != -1):
            yield position + 1
        if row and (not self.above[position] or owner[position - width] == own != -1):
            yield position - width
        if row + 1 < self.height and (not self.above[position + width] or owner[position + width] == own != -1):
            yield position + width

    def components(self, inside: bytearray) -> Iterator[list[int]]:
        """The enclosed positions that touch one another, each group in order."""
        seen = bytearray(len(inside))
        for start in range(len(inside)):
            if not inside[start] or seen[start]:
                continue
            group, pending = [], [start]
            seen[start] = 1
            while pending:
                position = pending.pop()
                group.append(position)
                for beside in self._beside(position):
                    if inside[beside] and not seen[beside]:
                        seen[beside] = 1
                        pending.append(beside)
            yield sorted(group)

    def _beside(self, position: int) -> Iterator[int]:
        column = position % self.width
        if column:
            yield position - 1
        if column + 1 < self.width:
            yield position + 1
        if position >= self.width:
            yield position - self.width
        if position + self.width < len(self.owner):
            yield position + self.width

    def cells_of(self, component: list[int]) -> tuple[list[Block], tuple[str, ...]]:
        """The cells of one table as they look, and the addresses of labels that might go on with the row above.

        Positions that no rule parts are one cell where they hold one text.
        """
        members = set(component)
        sealed = _Boundaries(self, component, members)
        cells: list[Block] = []
        seen: set[int] = set()
        for start in component:
            if start in seen:
                continue
            region = self._region(start, members, sealed)
            seen.update(region)
            cells += self._cells_of_region(region)
        return cells, tuple(self.blocks[self.owner[position]].name for position in sealed.doubtful)

    def _region(self, start: int, members: set[int], sealed: _Boundaries) -> list[int]:
        region, pending, seen = [], [start], {start}
        if self._is_box(start):
            return pending
        while pending:
            position = pending.pop()
            region.append(position)
            for beside in self._open_neighbours(position):
                if beside in members and beside not in seen and not sealed.parts(position, beside):
                    seen.add(beside)
                    pending.append(beside)
        return sorted(region)

    def _is_box(self, position: int) -> bool:
        """Whether rules stand on all four sides of a position of its own."""
        row, column = divmod(position, self.width)
        edge = row * (self.width + 1) + column
        index = self.owner[position]
        return bool(
            self.above[position]
            and self.above[position + self.width]
            and self.before[edge]
            and self.before[edge + 1]
            and (index < 0 or self._is_single(index))
        )

    def _is_single(self, index: int) -> bool:
        top, left, bottom, right = self.segments(self.blocks[index])
        return bottom - top == 1 and right - left == 1

    def _cells_of_region(self, region: list[int]) -> Iterator[Block]:
        if len(region) == 1:
            yield self._blank(region[0])
            return
        texts = [self.owner[p] for p in region if self.owner[p] >= 0 and self.blocks[self.owner[p]].printed.text]
        texts = list(dict.fromkeys(texts))
        width = self.width
        top, bottom = region[0] // width, region[-1] // width + 1
        left = min(position % width for position in region)
        right = max(position % width for position in region) + 1
        whole = Area(self.rows[top], self.columns[left], self.rows[bottom] - 1, self.columns[right] - 1)
        is_rectangle = len(region) == (bottom - top) * (right - left)
        first = self.blocks[texts[0]] if texts else self._blank(region[0])
        if is_rectangle and len(texts) <= 1:
            yield first._replace(area=whole)
        elif is_rectangle and self._is_stack(texts):
            lines = "\n".join(self.blocks[index].printed.text for index in texts)
            marks = tuple(mark for index in texts for mark in self.blocks[index].printed.marks)
            yield Block(whole, first.printed._replace(text=lines, marks=marks), first.name)
        else:
            yield from self._apart(region)

    def _is_stack(self, texts: Sequence[int]) -> bool:
        """Whether texts stand below one another in one column: lines of one cell."""
        blocks = [self.blocks[index] for index in texts]
        return len({block.area.left for block in blocks}) == 1

    def _apart(self, region: list[int]) -> Iterator[Block]:
        done: set[int] = set()
        for position in region:
            index = self.owner[position]
            if index < 0:
                yield self._blank(position)
            elif index not in done:
                done.add(index)
                yield self.blocks[index]

    def _blank(self, position: int) -> Block:
        """The block at a position, or an empty one where the sheet has none."""
        index = self.owner[position]
        if index >= 0:
            return self.blocks[index]
        row, column = divmod(position, self.width)
        area = Area(self.rows[row], self.columns[column], self.rows[row + 1] - 1, self.columns[column + 1] - 1)
        return Block(area, _EMPTY, "")


class _Boundaries:
    """The lines between rows or columns of a table that part cells though no rule is drawn there.

    Where no rule stands between two columns in the whole table and both hold texts, the columns are there all the same.
    `doubtful` are the positions of lone texts that were taken for rows of their own.
    """

    def __init__(self, band: _Band, component: list[int], members: set[int]) -> None:
        self._band = band
        width = band.width
        ruled_columns: set[int] = set()
        ruled_rows: set[int] = set()
        for position in component:
            row, column = divmod(position, width)
            if position - 1 in members and column and band.before[row * (width + 1) + column]:
                ruled_columns.add(column)
            if position - width in members and band.above[position]:
                ruled_rows.add(row)
        text_columns: set[int] = set()
        row_texts: dict[int, set[int]] = defaultdict(set)
        for position in component:
            index = band.owner[position]
            if index >= 0 and band.at[index] == position and band.blocks[index].printed.text:
                text_columns.add(position % width)
                row_texts[position // width].add(position % width)
        self._columns = text_columns - ruled_columns
        rules = {
            row: {column for column in range(width) if band.before[row * (width + 1) + column]}
            for row, columns in row_texts.items()
            if len(columns) == 1
        }
        self._rows, self.doubtful = _parted_rows(row_texts, ruled_rows, rules, width)

    def parts(self, one: int, other: int) -> bool:
        """Whether the boundary between two neighbouring positions parts cells."""
        owner = self._band.owner
        if owner[one] == owner[other] != -1:
            return False
        row, column = divmod(max(one, other), self._band.width)
        return column in self._columns if abs(one - other) == 1 else row in self._rows


def _parted_rows(
    row_texts: dict[int, set[int]], ruled: set[int], rules: dict[int, set[int]], width: int
) -> tuple[set[int], list[int]]:
    """The rows with texts that begin a new row of cells though no rule stands above them.

    A row that holds one text goes on with the cell above, as the further lines of a remark or a label do. But where
    records begin that no rule parts from one another, one text is the label of a record without values, if rules part it
    from the columns of the values: in the boxes of a form texts stand as they like.

    Args:
        row_texts: the columns in which texts begin, by row.
        ruled: the rows with a rule above them.
        rules: the columns with a rule before them, for each row with one text.
        width: how many positions a row has.

    Returns:
        The rows, and the positions of the texts of such records.
    """
    groups: list[list[int]] = []
    for row in range(min(row_texts, default=0), max(row_texts, default=-1) + 1):
        if not groups or row in ruled:
            groups.append([])
        if row in row_texts:
            groups[-1].append(row)
    parted: set[int] = set()
    doubtful: list[int] = []
    for group in groups:
        records = [row for row in group if len(row_texts[row]) > 1]
        parted.update(records)
        if len(records) > 1:
            labels = {min(row_texts[row]) for row in records}
            others = set[int]().union(*(row_texts[row] for row in records)) - {min(labels)}
            lone = [
                row
                for row in group
                if row in rules
                and row not in ruled
                and row_texts[row] <= labels
                and others - row_texts[row] <= rules[row]
            ]
            parted.update(lone)
            doubtful += [row * width + column for row in lone for column in row_texts[row]]
    return parted - ruled, doubtful


def _edges(spans: Iterable[tuple[int, int]], singles: Iterable[int]) -> list[int]:
    edges: set[int] = set()
    for first, last in spans:
        edges.add(first)
        edges.add(last + 1)
    for one in singles:
        edges.add(one)
        edges.add(one + 1)
    return sorted(edges)
