"""The last row before a page break against the first row after it: which cells go on."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from kpi_extract.document import Cell, Table
from kpi_extract.joining.growing import GrowingTable
from kpi_extract.joining.headings import count_amounts, heading_depth, is_figure, is_value, says_it_goes_on, squeezed
from kpi_extract.place import Place
from kpi_extract.values.patterns import lazy_pattern

OPEN_BEYOND = 0.5
"""A box that ends at least this far outside its table's is open on that side."""

_NUMBERS = lazy_pattern(r"[0-9０-９]+|[①-⑳⑴-⒇Ⅰ-Ⅻ㉑-㉟]")
_IN_BRACKETS = lazy_pattern(r"\s*[(（][^()（）]*[0-9０-９元][^()（）]*[)）]\s*")
_SENTENCE_ENDS = ("。", "．", ".", "）", ")")


def _is_open(cell: Cell, pieces: Iterable[Place], side: int) -> bool:
    """Whether a cell has no line on its side 1 (top) or 3 (bottom): its box reaches beyond its table's there.

    `pieces`: where the part of the table is, on one page or on two.
    """
    piece = cell.place.more[-1] if cell.place.more else cell.place
    box, outer = piece.box, next((around.box for around in pieces if around.page == piece.page), None)
    if box is None or outer is None:
        return False
    return outer[1] - box[1] >= OPEN_BEYOND if side == 1 else box[3] - outer[3] >= OPEN_BEYOND


def _opens_above_by_design(table: GrowingTable) -> bool:
    """Whether the whole table has no line at its top: then a missing one says nothing about a break."""
    box = table.first.place.box
    return box is not None and any(
        cell.row == 0 and cell.place.box is not None and box[1] - cell.place.box[1] >= OPEN_BEYOND
        for cell in table.top()
    )


def opens_below(table: GrowingTable) -> bool:
    """Whether any cell at the bottom of a table has no line there."""
    return any(_is_open(cell, table.last_pieces, 3) for cell in table.bottom().values())


def opens_above(part: Table) -> bool:
    """Whether any cell at the top of a part has no line there."""
    return any(_is_open(cell, (part.place, *part.place.more), 1) for cell in part.cells if cell.row == 0)


@dataclass(frozen=True, slots=True)
class _Pair:
    """A cell at the bottom of the first part and the one below it at the top of the second."""

    above: Cell
    below: Cell
    is_open: bool
    is_full: bool
    """Whether the upper cell has no room for another line: what is below may be the rest of its text."""

    @property
    def says_the_same(self) -> bool:
        """Whether both have one text, but for a note that it goes on."""
        return squeezed(self.above.text) == squeezed(self.below.text)

    @property
    def is_merged(self) -> bool:
        """Whether the cell stands beside several rows in one of the parts."""
        return self.above.row_span > 1 or self.below.row_span > 1


_Kept = tuple[dict[int, _Pair], bool, str]
"""Column → the pair that goes on there, whether the whole row does, and the doubt."""


class Continuation(NamedTuple):
    """What goes on across a break."""

    cells: dict[int, Cell]
    """Column in the second part's first row → the cell of the first part that it goes on."""
    is_same_row: bool
    doubt: str = ""
    """Why a person should look, where only texts speak for it."""
    printed_again: frozenset[int] = frozenset()
    """Columns whose cell has its whole text on both pages."""


class Seam:
    """The last row of one part against the first body row of the other."""

    def __init__(self, first: GrowingTable, second: Table, header_rows: int) -> None:
        self._first, self._second, self._header_rows = first, second, header_rows
        self._is_ruled = first.first.is_ruled and second.is_ruled
        self._heading = header_rows or heading_depth(first.top(), first.row_count)
        bottom = first.bottom()
        self._below = [cell for cell in second.cells if cell.row == header_rows]
        pitch = self._pitch = first.pitch()
        may_open_above = header_rows == 0 and not _opens_above_by_design(first)
        met = [(bottom[cell.column, cell.column_span], cell) for cell in self._below if _spot(cell) in bottom]
        open_below = {below.column for above, below in met if _is_open(above, first.last_pieces, 3)}
        open_above = {
            below.column
            for _, below in met
            if may_open_above and _is_open(below, (second.place, *second.place.more), 1)
        }
        going_on = _without_lines(open_below, open_above, len(met))
        self._pairs = {
            below.column: _Pair(above, below, below.column in going_on, _is_full(above, pitch)) for above, below in met
        }

    def is_open(self) -> bool:
        """Whether at least one cell lacks its line at the break."""
        return any(pair.is_open for pair in self._pairs.values())

    def begins_with_next_row(self) -> bool:
        """Whether the first row below is no other table's heading, by its form.

        It has the cells of the last row above, or one text alone, or it is the rest of the heading above.
        """
        if len(self._pairs) == len(self._below) or sum(1 for cell in self._below if cell.text) == 1:
            return True
        return self._first.row_count <= self._heading and self._is_rest_of_heading()

    def continuation(self) -> Continuation:
        """Which cells go on across the break, and whether the whole row does."""
        if self.is_open():
            kept, is_same_row, doubt = self._open_cells()
        elif self._is_ruled and self._is_cut_row():
            doubt = _doubt_of_texts(self._pairs, "the row")
            kept, is_same_row = self._pairs, True
        else:
            kept, is_same_row, doubt = self._continued_record()
        again = () if is_same_row else (column for column, pair in kept.items() if pair.says_the_same)
        cells = {column: pair.above for column, pair in kept.items()}
        return Continuation(cells, is_same_row, doubt, frozenset(again))

    def _open_cells(self) -> _Kept:
        kept = {column: pair for column, pair in self._pairs.items() if pair.is_open}
        if len(kept) == len(self._below) and not self._are_two_rows():
            return kept, True, ""
        # Beside a closed cell an open one goes on; where all are open, the table may have no line at its end.
        is_sure = any(not pair.is_open for pair in self._pairs.values())
        going_on = {
            column: pair
            for column, pair in kept.items()
            if self._is_merged_column(pair) or (is_sure and not _is_next_figure(pair))
        }
        return going_on, False, ""

    def _are_two_rows(self) -> bool:
        """Whether a figure of the last row has a figure below it: a table without outer lines, not a cut row.

        A number is short and whole before the break; a figure under it is the next row's. Dashes beside it with blanks
        under them say nothing (Kushiro, second section, through a browser).
        """
        return any(not pair.is_merged and _is_next_figure(pair) for pair in self._pairs.values())

    def _is_cut_row(self) -> bool:
        """Whether the second part's first row is the rest of the last row, where lines close every cell.

        The rest of a cut row has words under cells that were full, and nothing under at least one that had room.
        """
        pairs = list(self._pairs.values())
        if len(pairs) != len(self._below) or not any(pair.below.text for pair in pairs):
            return False
        rest = [pair for pair in pairs if pair.below.text]
        if not all(pair.above.text and pair.is_full and _is_words(pair.below.text) for pair in rest):
            return False
        finished = [pair for pair in pairs if pair.above.text and not pair.below.text]
        if any(_counts_on(pair) for pair in rest) or all(pair.is_merged for pair in finished):
            return False
        if any(_dates(pair) for pair in rest):
            return True
        if any(_is_whole(pair.above, self._pitch) and not _numbers(pair) for pair in rest):
            return False  # 実績 under 目標
        return len(finished) >= len(rest)

    def _continued_record(self) -> _Kept:
        """Merged cells on the left that go on beside new rows, where lines close every cell.

        They do where the first of them is empty on the new page, or where one breaks off in the middle of a sentence
        that ends there. A cell of a single row is one of them only if it is a label; elsewhere, empty, it is a blank
        value.
        """
        if self._first.row_count <= self._heading:
            kept = self._pairs if self._is_rest_of_heading() else self._side_label()
            return kept, False, ""
        columns = sorted(self._pairs)
        if not columns or columns[0] != 0:
            return {}, False, ""
        lead = self._pairs[0]
        if not self._is_merged_column(lead):
            return self._continued_label(lead)
        again = self._printed_again()
        if again:
            is_noted = any(says_it_goes_on(pair.below.text) for pair in again.values())
            return again, False, "" if is_noted else "the labels above the break stand below it again"
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
            return {}, False, ""
        kept = {
            column: pair
            for column, pair in record.items()
            if not pair.below.text or (pair.is_full and (lead.below.text or _breaks_off(pair)))
        }
        if lead.below.text:
            return kept, False, _doubt_of_texts(kept, "the cell")
        beside = [cell for cell in self._below if cell.column not in kept]
        if not count_amounts(beside):
            return kept, False, "empty cells were taken for the rest of those above; no figure is beside"
        may_go_on = any(self._may_be_rest_of_label(cell.column) for cell in beside)
        return kept, False, "a label right of the one that goes on may go on, too" if may_go_on else ""

    def _printed_again(self) -> dict[int, _Pair]:
        """Labels of merged cells on the left that the next page prints again, one beside the other."""
        again: dict[int, _Pair] = {}
        end = 0
        for column, pair in sorted(self._pairs.items()):
            is_next = (
                column == end and self._is_merged_column(pair) and pair.below.row_span == self._pairs[0].below.row_span
            )
            if not is_next or not _is_words(pair.below.text) or not pair.says_the_same:
                break
            again[column] = pair
            end = column + pair.below.column_span
        return again

    def _may_be_rest_of_label(self, column: int) -> bool:
        """Whether texts of one row each meet in a column where cells stand beside several rows: 【施策1】 above its name."""
        pair = self._pairs.get(column)
        if pair is None or pair.is_merged or not self._is_merged_column(pair):
            return False
        return all(text.strip() and _is_words(text) for text in (pair.above.text, pair.below.text))

    def _continued_label(self, lead: _Pair) -> _Kept:
        """A label of one row on either page, empty on the second: nothing but its column says that it goes on."""
        if lead.below.text or not lead.above.text or not any(cell.text for cell in self._below):
            return {}, False, ""
        names = [cell for cell in self._below if cell.column > 0 and cell.text and not is_value(cell.text)]
        usual = self._first.has_blank(lead.above.column, self._heading) or any(
            cell.column == 0 and cell.row > self._header_rows and not cell.text for cell in self._second.cells
        )
        if names and not usual:
            return {0: lead}, False, "an empty first cell was taken for the rest of the one above"
        return {}, False, "the first cell is empty: it may belong to the one above"

    def _side_label(self) -> dict[int, _Pair]:
        """A label on the left beside the whole table, empty on the second page."""
        lead = self._pairs.get(0)
        if lead is None or lead.below.text or lead.above.row > 0 or not lead.is_merged:
            return {}
        return {0: lead} if lead.below.row_span == self._second.row_count - self._header_rows else {}

    def _is_rest_of_heading(self) -> bool:
        """Whether the break cut the heading itself: what is below divides its wide cells and names nothing else.

        A text or a figure right under a heading of the same width is the first body row; the blank cells beside it are
        blank values.
        """
        finer = [cell for cell in self._below if cell.column not in self._pairs and cell.text]
        if any(pair.below.text for pair in self._pairs.values()):
            return False
        return bool(finer) and not any(is_value(cell.text) for cell in finer)

    def _is_merged_column(self, pair: _Pair) -> bool:
        """Whether cells of this column stand beside several rows, here or elsewhere in the table's body."""
        if pair.is_merged:
            return True
        column = pair.above.column
        return self._first.has_merged(column, self._heading) or any(
            cell.row_span > 1 and cell.column == column and cell.row >= self._header_rows for cell in self._second.cells
        )


def _is_words(text: str) -> bool:
    """Whether a text is no figure; ① alone is the end of a label."""
    return not is_value(text) or (_NUMBERS.fullmatch(text.strip()) is not None and not text.strip().isdecimal())


def _dates(pair: _Pair) -> bool:
    """(25年度) right below 2.7ha: the date of the figure above it, which no row of its own would hold."""
    return (
        is_figure(pair.above) and not is_value(pair.below.text) and _IN_BRACKETS.fullmatch(pair.below.text) is not None
    )


def _numbers(pair: _Pair) -> bool:
    """① alone below 指標: the number of the label above it."""
    return _is_words(pair.below.text) and is_value(pair.below.text) and _NUMBERS.search(pair.above.text) is None


def _is_next_figure(pair: _Pair) -> bool:
    return is_figure(pair.above) and is_figure(pair.below)


def _spot(cell: Cell) -> tuple[int, int]:
    return (cell.column, cell.column_span)


def _without_lines(open_below: set[int], open_above: set[int], count: int) -> set[int]:
    """Columns whose cells have no line at the break.

    The page before tells: browsers close what ended there and begin the next page without any line. Only where it has
    all its lines, and the next page most but not all of them, does the next page tell.
    """
    if open_below or len(open_above) == count:
        return open_below
    return open_above


def _breaks_off(pair: _Pair) -> bool:
    above, below = pair.above.text.rstrip(), pair.below.text.rstrip()
    return "\n" in above and not above.endswith(_SENTENCE_ENDS) and below.endswith("。")


def _doubt_of_texts(pairs: Mapping[int, _Pair], what: str) -> str:
    """No doubt where every text that goes on breaks off at the end of a full line, as wrapped text does."""
    is_sure = all(_ends_with_full_line(pair.above.text) for pair in pairs.values() if pair.below.text)
    return "" if is_sure else f"only texts show that {what} goes on"


def _ends_with_full_line(text: str) -> bool:
    """Whether the last of several lines is as long as the longest, to within one letter."""
    lines = [_halves(line) for line in text.strip().split("\n")]
    return len(lines) > 1 and lines[-1] >= max(lines) - 2


def _halves(text: str) -> int:
    """Width in half letters."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WFA" else 1 for letter in text.strip())


def _is_whole(cell: Cell, pitch: float) -> bool:
    """Whether a cell holds one short line: a text that goes on below would have filled it."""
    box = (cell.place.more or (cell.place,))[-1].box
    if box is None or not pitch or "\n" in cell.text.strip():
        return False
    # A line is 1.2 to 1.5 times as high as its letters; the wider guess lets a doubtful line go on.
    return _halves(cell.text) * pitch / 2 / 1.2 < 0.6 * (box[2] - box[0])


def _counts_on(pair: _Pair) -> bool:
    """指標② below 指標①, 2 below 1: the same text but for its number stands in the next row."""
    above, below = (_NUMBERS.sub("#", "".join(cell.text.split())) for cell in (pair.above, pair.below))
    return above == below and "#" in above


def _is_full(cell: Cell, pitch: float) -> bool:
    pieces = cell.place.more or (cell.place,)
    box = pieces[-1].box
    if box is None:
        return True
    lines = cell.text.count("\n") + 1
    return cell.place.more != () or box[3] - box[1] < (lines + 1) * 1.05 * pitch
