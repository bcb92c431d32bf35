"""Tables cut by a page break → whole tables, whichever reader they came from.

What programs really print at a page break (measured on LibreOffice Writer and Calc, Chromium):

* A row cut by the break goes on as the first row of the next page, with what is left of its texts; cells that had
  room enough are empty there (Writer, Word). Chromium leaves such cells open: no line at the break.
* A cell merged over several rows is drawn again on the next page, empty or with the rest of its text, while the rows
  beside it are new ones (all of them). Calc and Chromium leave it open at the break, Writer closes it.
* Heading rows are repeated or not.

A reader that saw a cell without a line at the break gives it a box that reaches beyond its table's. Where lines close
every cell, only texts can tell; where they do not, rows stay apart: nothing is invented, nothing is lost.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace

from kpi_extract.document import Block, Cell, Document, Paragraph, Table
from kpi_extract.issues import Finding, IssueCode
from kpi_extract.place import Place

EDGE_TOLERANCE = 3.0
"""Column lines of two pages that differ by no more than this (points) are the same."""
OPEN_BEYOND = 0.5
"""A box that ends at least this far outside its table's is open on that side."""
MOST_HEADER_ROWS = 8

_CONTINUED = re.compile(r"[(（\[【<〈]?(前頁(から|より)?の?|前ページ(から|より)?の?)?(続き|つづき)[)）\]】>〉]?")
_SENTENCE_ENDS = ("。", "．", ".", "）", ")")


def join_tables(document: Document) -> Document:
    """Make tables that a page break cut one again, and number tables and their places anew."""
    blocks: list[Block] = []
    findings: list[Finding] = []
    moved: dict[int, tuple[int, int]] = {}  # number before → (index in blocks, first row there)
    open_end: int | None = None
    for block in document.blocks:
        if isinstance(block, Paragraph):
            if not _passes_over(block):
                open_end = None
            blocks.append(block)
            continue
        number = block.place.table or 0
        before = blocks[open_end] if open_end is not None else None
        joint = _joint(before, block) if isinstance(before, Table) else None
        if joint is None or open_end is None:
            moved[number] = (len(blocks), 0)
            if block.nested_in is None:
                open_end = len(blocks)
            blocks.append(block)
            continue
        moved[number] = (open_end, joint.offset)
        blocks[open_end] = joint.table()
        findings.append(joint.finding())
    return _renumbered(document, blocks, findings, moved)


def _passes_over(paragraph: Paragraph) -> bool:
    """Whether a table may go on after this paragraph."""
    text = "".join(paragraph.text.split())
    return paragraph.kind in ("running-head", "footnote") or not text or _CONTINUED.fullmatch(text) is not None


# --- whether two tables are one ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Joint:
    """Two parts of one table and how they meet."""

    first: Table
    second: Table
    header_rows: int
    """Rows at the top of the second part that repeat the heading."""
    joined: dict[int, Cell]
    """Column in the second part's first row → the cell of the first part that it goes on."""
    is_same_row: bool

    @property
    def offset(self) -> int:
        """What to add to a row of the second part."""
        return self.first.row_count - self.header_rows - (1 if self.is_same_row else 0)

    def table(self) -> Table:
        """The two as one."""
        grown: dict[tuple[int, int], Cell] = {}
        added: list[Cell] = []
        for cell in self.second.cells:
            if cell.row < self.header_rows:
                continue
            above = self.joined.get(cell.column) if cell.row == self.header_rows else None
            if above is not None:
                grown[above.row, above.column] = _grown(above, cell, self.offset)
            else:
                added.append(replace(cell, row=cell.row + self.offset))
        cells = [grown.get((cell.row, cell.column), cell) for cell in self.first.cells] + added
        return replace(
            self.first,
            cells=tuple(sorted(cells, key=lambda cell: (cell.row, cell.column))),
            row_count=self.second.row_count + self.offset,
            place=replace(self.first.place, more=(*self.first.place.more, _piece(self.second.place))),
        )

    def finding(self) -> Finding:
        """What the user is told."""
        pages = f"pages {_last_page(self.first)} and {self.second.place.page}"
        if self.is_same_row:
            how = ", in the middle of a row"
        elif self.joined:
            how = ", in the middle of a merged cell"
        else:
            how = ""
        place = replace(self.second.place, table=self.first.place.table, row=self.header_rows + self.offset + 1)
        return Finding(IssueCode.TABLE_JOINED, pages + how, place)


def _grown(above: Cell, below: Cell, offset: int) -> Cell:
    return replace(
        above,
        text="\n".join(text for text in (above.text, below.text) if text),
        row_span=below.row + below.row_span + offset - above.row,
        marks=above.marks + below.marks,
        place=replace(above.place, more=(*above.place.more, _piece(below.place))),
    )


def _piece(place: Place) -> Place:
    return Place(page=place.page, sheet=place.sheet, cell=place.cell, box=place.box)


def _last_page(table: Table) -> int | None:
    return table.place.more[-1].page if table.place.more else table.place.page


def _joint(first: Table, second: Table) -> _Joint | None:
    """How the second table goes on the first, or None where it is another table."""
    last, page = _last_page(first), second.place.page
    if last is None or page != last + 1 or second.nested_in is not None:
        return None
    if first.column_edges or second.column_edges:
        aligned = _aligned(first, second)
        if aligned is None:
            return None
        first, second = aligned
    elif first.column_count != second.column_count:
        return None
    header_rows = _repeated_header(first, second)
    if not first.column_edges and not (header_rows and first.header_row_count):
        return None
    if header_rows >= second.row_count:
        return None
    seam = _Seam(first, second, header_rows)
    if not header_rows and not seam.is_open() and _starts_with_another_header(first, second):
        return None
    joined, is_same_row = seam.joined()
    return _Joint(first, second, header_rows, joined, is_same_row)


def _aligned(first: Table, second: Table) -> tuple[Table, Table] | None:
    """Both tables on the same columns, where their lines agree.

    A part may lack lines: the first where the break cut its heading, the second where its cells are merged sideways.
    """
    one, other = first.column_edges, second.column_edges
    if not one or not other or not _near(one[0], other[0]) or not _near(one[-1], other[-1]):
        return None
    if len(one) == len(other):
        return (first, second) if all(_near(a, b) for a, b in zip(one, other, strict=True)) else None
    if len(one) < len(other):
        is_cut_header = first.row_count <= 3 and not any(_is_value(cell.text) for cell in first.cells if cell.text)
        refined = _refined(first, other) if is_cut_header or _has_open(first, 3) else None
        return (refined, second) if refined else None
    refined = _refined(second, one) if _has_open(second, 1) else None
    return (first, refined) if refined else None


def _near(one: float, other: float) -> bool:
    return abs(one - other) <= EDGE_TOLERANCE


def _refined(table: Table, edges: tuple[float, ...]) -> Table | None:
    """The table on finer columns; None where one of its lines is not among them."""
    places = []
    for edge in table.column_edges:
        found = [number for number, other in enumerate(edges) if _near(edge, other)]
        if not found:
            return None
        places.append(found[0])
    cells = []
    for cell in table.cells:
        start, end = places[cell.column], places[cell.column + cell.column_span]
        cells.append(replace(cell, column=start, column_span=end - start))
    return replace(table, cells=tuple(cells), column_count=len(edges) - 1, column_edges=edges)


# --- headings ---------------------------------------------------------------------------------------------------------


def _squeezed(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())


def _is_value(text: str) -> bool:
    """Whether a text is a figure, a dash or empty rather than words."""
    return not any(char.isalpha() for char in unicodedata.normalize("NFKC", text)) or text.strip() in ("ー", "一")


def _is_figure(cell: Cell) -> bool:
    return bool(cell.text) and _is_value(cell.text)


def _rows(table: Table, count: int) -> Iterator[tuple[list[tuple[int, int, int, str]], bool]]:
    """For each of the top rows: its cells' shape and text, and whether every cell so far ends by there."""
    for row in range(min(count, table.row_count)):
        cells = sorted((cell for cell in table.cells if cell.row == row), key=lambda cell: cell.column)
        shape = [(cell.column, cell.row_span, cell.column_span, _squeezed(cell.text)) for cell in cells]
        yield shape, not any(cell.row <= row < cell.row + cell.row_span - 1 for cell in table.cells)


def _repeated_header(first: Table, second: Table) -> int:
    """How many of the second part's top rows repeat the first part's.

    Rows below the first complete heading count only where they hold words alone: a body row may be the same by chance.
    """
    stated = first.header_row_count
    limit = stated or MOST_HEADER_ROWS
    repeated = 0
    pairs = zip(_rows(first, limit), _rows(second, limit), strict=False)
    for number, ((one, is_closed), (other, other_closed)) in enumerate(pairs, start=1):
        texts = [text for _, _, _, text in one]
        if one != other or not any(texts):
            break
        if repeated and not stated and any(_is_value(text) for text in texts):
            break
        if is_closed and other_closed:
            repeated = number
    return repeated if repeated < first.row_count or stated else 0


def _heading_depth(table: Table) -> int:
    """Rows down to where the first row's cells have all ended."""
    return max((cell.row_span for cell in table.cells if cell.row == 0), default=0)


def _starts_with_another_header(first: Table, second: Table) -> bool:
    """Whether the second table opens with headings of its own: words where the first has figures."""
    top = [cell for cell in second.cells if cell.row == 0]
    if len(top) < 2 or not all(cell.text.strip() for cell in top):
        return False
    body: dict[int, list[str]] = {}
    for cell in first.cells:
        if cell.row > 0 and cell.column_span == 1 and cell.text.strip():
            body.setdefault(cell.column, []).append(cell.text)
    figures = {column for column, texts in body.items() if sum(map(_is_value, texts)) * 2 > len(texts)}
    over_figures = [cell for cell in top if cell.column in figures]
    if not figures:
        return any(cell.column_span > 1 for cell in top)
    return len(over_figures) >= min(2, len(figures)) and not any(_is_value(cell.text) for cell in over_figures)


# --- the seam ---------------------------------------------------------------------------------------------------------


def _is_open(cell: Cell, table: Table, side: int) -> bool:
    """Whether a cell has no line on its side 1 (top) or 3 (bottom): its box reaches beyond its table's."""
    pieces = cell.place.more or (cell.place,)
    whole = table.place.more or (table.place,)
    box, around = pieces[-1].box, whole[-1].box
    if box is None or around is None or pieces[-1].page != whole[-1].page:
        return False
    return around[1] - box[1] >= OPEN_BEYOND if side == 1 else box[3] - around[3] >= OPEN_BEYOND


def _opens_above_by_design(table: Table) -> bool:
    """Whether the whole table has no line at its top: then a missing one says nothing about a break."""
    box = table.place.box
    return box is not None and any(
        cell.row == 0 and cell.place.box is not None and box[1] - cell.place.box[1] >= OPEN_BEYOND
        for cell in table.cells
    )


def _has_open(table: Table, side: int) -> bool:
    return any(_is_open(cell, table, side) for cell in table.cells)


@dataclass(frozen=True, slots=True)
class _Pair:
    """A cell at the bottom of the first part and the one below it at the top of the second."""

    above: Cell
    below: Cell
    is_open: bool
    is_full: bool
    """Whether the upper cell has no room for another line: what is below may be the rest of its text."""

    @property
    def is_merged(self) -> bool:
        """Whether the cell stands beside several rows in one of the parts."""
        return self.above.row_span > 1 or self.below.row_span > 1


class _Seam:
    """The last row of one part against the first body row of the other."""

    def __init__(self, first: Table, second: Table, header_rows: int) -> None:
        self._first, self._second, self._header_rows = first, second, header_rows
        self._heading = header_rows or _heading_depth(first)
        bottom = {
            (cell.column, cell.column_span): cell for cell in first.cells if cell.row + cell.row_span == first.row_count
        }
        self._below = [cell for cell in second.cells if cell.row == header_rows]
        pitch = _line_pitch(first)
        may_open_above = header_rows == 0 and not _opens_above_by_design(first)
        self._pairs: dict[int, _Pair] = {}
        for below in self._below:
            above = bottom.get((below.column, below.column_span))
            if above is not None:
                is_open = _is_open(above, first, 3) or (may_open_above and _is_open(below, second, 1))
                self._pairs[below.column] = _Pair(above, below, is_open, _is_full(above, pitch))

    def is_open(self) -> bool:
        """Whether at least one cell lacks its line at the break."""
        return any(pair.is_open for pair in self._pairs.values())

    def joined(self) -> tuple[dict[int, Cell], bool]:
        """Which cells go on across the break, and whether the whole row does."""
        pairs = self._pairs
        if self.is_open():
            kept = {column: pair for column, pair in pairs.items() if pair.is_open}
            is_same_row = len(kept) == len(self._below) and not self._are_two_rows()
            if not is_same_row:
                kept = {column: pair for column, pair in kept.items() if self._is_merged_column(pair)}
        elif self._is_cut_row():
            kept, is_same_row = pairs, True
        else:
            kept, is_same_row = self._continued_record(), False
        return {column: pair.above for column, pair in kept.items()}, is_same_row

    def _are_two_rows(self) -> bool:
        """Whether most figures of the last row have a figure below them: a table without outer lines, not a cut row."""
        figures = [pair for pair in self._pairs.values() if not pair.is_merged and _is_figure(pair.above)]
        return sum(_is_figure(pair.below) for pair in figures) * 2 > len(figures)

    def _is_cut_row(self) -> bool:
        """Whether the second part's first row is the rest of the last row, where lines close every cell.

        The rest of a cut row has words under cells that were full, and nothing under at least one that had room.
        """
        pairs = list(self._pairs.values())
        if len(pairs) != len(self._below) or not any(pair.below.text for pair in pairs):
            return False
        rest = [pair for pair in pairs if pair.below.text]
        if not all(pair.above.text and pair.is_full and not _is_value(pair.below.text) for pair in rest):
            return False
        finished = [pair for pair in pairs if pair.above.text and not pair.below.text]
        return any(not pair.is_merged for pair in finished) and len(finished) >= len(rest)

    def _continued_record(self) -> dict[int, _Pair]:
        """Merged cells on the left that go on beside new rows, where lines close every cell.

        They do where the first of them is empty on the new page, or where one breaks off in the middle of a sentence
        that ends there. A cell of a single row is never one of them: empty, it is a blank value.
        """
        columns = sorted(self._pairs)
        if not columns or columns[0] != 0 or not self._is_merged_column(self._pairs[0]):
            return {}
        lead = self._pairs[0]
        record = {}
        for column in columns:
            pair = self._pairs[column]
            same_rows = pair.above.row == lead.above.row and pair.below.row_span == lead.below.row_span
            if same_rows and self._is_merged_column(pair):
                record[column] = pair
        if lead.below.text and not (
            all(pair.is_full or not pair.below.text for pair in record.values())
            and any(_breaks_off(pair) for pair in record.values())
        ):
            return {}
        return {column: pair for column, pair in record.items() if not pair.below.text or pair.is_full}

    def _is_merged_column(self, pair: _Pair) -> bool:
        """Whether cells of this column stand beside several rows, here or elsewhere in the table's body."""
        if pair.is_merged:
            return True
        return any(
            cell.row_span > 1 and cell.column == pair.above.column and cell.row >= start
            for table, start in ((self._first, self._heading), (self._second, self._header_rows))
            for cell in table.cells
        )


def _breaks_off(pair: _Pair) -> bool:
    above, below = pair.above.text.rstrip(), pair.below.text.rstrip()
    return "\n" in above and not above.endswith(_SENTENCE_ENDS) and below.endswith("。")


def _line_pitch(table: Table) -> float:
    """Height of one line: that of the tightest cell with text."""
    heights = [height / (cell.text.count("\n") + 1) for cell in table.cells if cell.text for height in [_height(cell)]]
    return min((height for height in heights if height > 0), default=0.0)


def _height(cell: Cell) -> float:
    if cell.place.box is None or cell.place.more:
        return 0.0
    return cell.place.box[3] - cell.place.box[1]


def _is_full(cell: Cell, pitch: float) -> bool:
    pieces = cell.place.more or (cell.place,)
    box = pieces[-1].box
    if box is None:
        return True
    lines = cell.text.count("\n") + 1
    return cell.place.more != () or box[3] - box[1] < (lines + 1) * 1.05 * pitch


# --- numbering --------------------------------------------------------------------------------------------------------


def _renumbered(
    document: Document, blocks: list[Block], findings: list[Finding], moved: dict[int, tuple[int, int]]
) -> Document:
    numbers: dict[int, int] = {}
    for index, block in enumerate(blocks):
        if isinstance(block, Table):
            numbers[index] = len(numbers) + 1
    where = {number: (numbers[index], first_row) for number, (index, first_row) in moved.items()}
    final: list[Block] = []
    for index, block in enumerate(blocks):
        if isinstance(block, Table):
            nested_in = where[block.nested_in][0] if block.nested_in in where else block.nested_in
            block = _numbered(block, numbers[index], nested_in)
        final.append(block)
    return replace(
        document,
        blocks=tuple(final),
        findings=(
            *(replace(finding, place=_moved(finding.place, where)) for finding in document.findings),
            *(replace(finding, place=_moved(finding.place, where, rows=False)) for finding in findings),
        ),
    )


def _numbered(table: Table, number: int, nested_in: int | None) -> Table:
    cells = tuple(
        replace(
            cell,
            place=replace(
                cell.place,
                table=number,
                row=cell.row + 1,
                column=cell.column + 1,
                row_span=cell.row_span if cell.row_span > 1 else None,
                column_span=cell.column_span if cell.column_span > 1 else None,
            ),
        )
        for cell in table.cells
    )
    return replace(table, cells=cells, place=replace(table.place, table=number), nested_in=nested_in)


def _moved(place: Place, where: dict[int, tuple[int, int]], rows: bool = True) -> Place:
    if place.table is None or place.table not in where:
        return place
    number, first_row = where[place.table]
    row = place.row + first_row if rows and place.row is not None else place.row
    return replace(place, table=number, row=row)
