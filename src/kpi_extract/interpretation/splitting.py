"""Split a table into bodies: header rows, data rows, the full-width rows between them, and the key-value rows of forms.

A repeated header, another header, or a full-width heading row starts a new body; a repeated one is dropped.
"""

from __future__ import annotations

from dataclasses import replace

from kpi_extract.document import Cell, Table
from kpi_extract.interpretation.folded import unfolded
from kpi_extract.interpretation.grid import Grid, distinct, ending_at, with_header_spans, with_lost_breaks
from kpi_extract.interpretation.header_rows import CORNER_ROLES, HeaderRows
from kpi_extract.interpretation.headings import Heading, Lexicon, is_slot
from kpi_extract.interpretation.layout import Body, Column, Kind, Narrative, TableReader
from kpi_extract.interpretation.pairs import Pair, pair_table, pairs_in
from kpi_extract.interpretation.turned import names_beside_years, turned_rows, turned_table
from kpi_extract.interpretation.vocabulary import VALUE_ROLES, Role
from kpi_extract.values.patterns import lazy_pattern
from kpi_extract.values.text import match_key

SECTION_MARKS = lazy_pattern(
    r"^[【〈《≪<\[〔■◆●◇□▼★]|^(基本目標|基本施策|施策|重点|第[0-9一二三四五六七八九十]+[章節])"
)
SHORT = 60
"""Characters up to which a full-width row can be a heading."""


def split_table(table: Table, lexicon: Lexicon) -> list[Body]:
    """Find the bodies of a table; a table without any header gives one body without header rows."""
    parts = unfolded(with_lost_breaks(table), lexicon)
    return [body for part in parts for body in _Splitter(TableReader(part, lexicon), lexicon).bodies()]


class _Splitter:
    """Walks the rows once, from the top."""

    def __init__(self, reader: TableReader, lexicon: Lexicon) -> None:
        self._reader = reader
        self._lexicon = lexicon
        self._grid = reader.grid
        self._header_rows = HeaderRows(reader)
        self._bodies: list[Body] = []
        self._header: tuple[int, ...] = ()
        self._rows: list[int] = []
        self._narratives: list[Narrative] = []
        self._captions: list[Cell] = []
        self._pairs: list[tuple[int, Pair]] = []
        """Key-value rows that wait: more rows of the body above make them its narratives, else they are a form."""

    def bodies(self) -> list[Body]:
        row = 0
        while row < self._grid.row_count:
            row = self._step(row)
        self._finish()
        return self._bodies

    def _step(self, row: int) -> int:
        cells = [c for c in self._grid.row_cells(row) if c.text.strip() and c.row not in self._header]
        if not cells:
            return row + 1
        turned = turned_rows(self._reader, row) if not self._header else 0
        if turned:
            self._take_turned(row, turned)
            return row + turned
        pairs = self._form_pairs(row)
        if pairs:
            self._take_pairs(row, pairs)
            return row + 1
        is_first = not (self._header or self._bodies) or self._has_named_indicator()
        depth = self._header_rows.depth_at(row, rows_above=None if is_first else len(self._rows))
        if depth:
            self._start(tuple(range(row, row + depth)))
            return row + depth
        full = self._full_width_cell(row, cells)
        if full is not None:
            return self._take_full_width(row, full)
        self._pairs_are_narratives()
        self._rows.append(row)
        return row + 1

    def _has_named_indicator(self) -> bool:
        """The row above names an indicator beside its label: a row of years below it is a header of its own."""
        labels = (label for _, pair in self._pairs for label in pair.labels)
        return any(Role.INDICATOR in self._reader.heading(label).roles for label in labels)

    def _take_turned(self, row: int, count: int) -> None:
        self._finish()
        table, depth = turned_table(self._reader, row, count)
        reader = TableReader(table, self._lexicon)
        header = tuple(range(depth))
        grid = with_header_spans(reader.grid, 0, depth) if table.merges_lost else reader.grid
        paths = [_path(reader, grid, header, index) for index in range(table.column_count)]
        if names_beside_years(self._reader, row):
            paths[0] = tuple(replace(heading, roles=(Role.INDICATOR,)) for heading in paths[0])
        columns = tuple(Column(index, path) for index, path in enumerate(paths))
        rows = tuple(range(depth, table.row_count))
        self._bodies.append(Body(reader, grid, header, columns, rows, (), tuple(self._captions)))

    # full-width rows

    def _take_full_width(self, row: int, cell: Cell) -> int:
        below = row + max(1, cell.row_span if cell.row == row else 1)
        text = self._free_text_at(below)
        if text is not None and self._labels_free_text(cell):
            self._take_pairs(row, [Pair((cell,), text)])
            return below + text.row_span
        is_section = self._is_section(cell)
        if is_section or not self._header:
            if self._rows or self._pairs:
                header = self._header
                self._finish()
                self._header = header
            self._captions = [cell] if is_section and self._bodies else [*self._captions, cell]
        else:
            self._pairs_are_narratives()
            self._narratives.append(Narrative(row, cell))
        return below

    def _free_text_at(self, row: int) -> Cell | None:
        if row >= self._grid.row_count:
            return None
        cells = [cell for cell in self._grid.row_cells(row) if cell.text.strip()]
        full = self._full_width_cell(row, cells)
        return (
            full if full is not None and self._reader.kind(full) is Kind.TEXT and not self._is_section(full) else None
        )

    def _labels_free_text(self, cell: Cell) -> bool:
        """事業概要 over the whole width with a text below it; a heading of a table has no text below it."""
        roles = set(self._reader.heading(cell).roles)
        return self._is_label(cell) and not roles & (VALUE_ROLES | {Role.INDICATOR, Role.CATEGORY})

    @staticmethod
    def _is_section(cell: Cell) -> bool:
        key = match_key(cell.text)
        if key.startswith(("≪", "※", "注", "(注")):
            return False
        return len(key) <= SHORT and "。" not in key and bool(SECTION_MARKS.match(key))

    def _full_width_cell(self, row: int, cells: list[Cell]) -> Cell | None:
        if len(cells) != 1 or self._grid.column_count < 2:
            return None
        (cell,) = cells
        first = min((c.column for c in self._grid.row_cells(row) if c.row not in self._header), default=0)
        width = self._grid.column_count - first
        if cell.column == first and cell.column_span >= width > 1 and cell.row_span <= 2:
            return cell
        # Plain text has no spans: a heading-like text alone in its row stands for one.
        if self._grid.table.merges_lost and self._grid.column_count > 2:
            is_sentence = "。" in cell.text or match_key(cell.text).startswith("≪")
            if is_sentence or (cell.column == 0 and self._is_section(cell)):
                return cell
        return None

    # key-value rows

    def _form_pairs(self, row: int) -> list[Pair]:
        # A heading merged down beside the rows it governs (江田島市: a vertical label) is no label of one of them.
        cells = [cell for cell in self._grid.row_cells(row) if cell.row not in self._header]
        if len(cells) < 2:
            return []
        if self._grid.table.merges_lost:
            # The blanks of a wide cell are left behind; one after the last label is an unfilled line.
            last = max((index for index, cell in enumerate(cells) if cell.text.strip()), default=0)
            cells = [cell for index, cell in enumerate(cells) if cell.text.strip() or index == last + 1]
        pairs = pairs_in(cells, self._is_label)
        printed = [pair for pair in pairs if pair.value.text.strip()]
        # A row whose free cells are all blank may be the group row of a header; inside a form it is an unfilled line.
        if all(self._is_label(pair.value) for pair in printed) and (printed or not self._pairs or not pairs):
            return []
        stands = self._crosses_columns(row, pairs) if self._header else self._stays_form(row)
        return [pair for pair in pairs if pair.value.row == row] if stands else []

    def _is_label(self, cell: Cell) -> bool:
        if self._reader.kind(cell) is Kind.HEADING:
            roles = set(self._reader.heading(cell).roles)
            return bool(roles) and not roles <= CORNER_ROLES
        return is_slot(cell.text) and not match_key(cell.text).isdigit()

    def _crosses_columns(self, row: int, pairs: list[Pair]) -> bool:
        """Below a header a row is key-value only where its free cell stands across the columns of the header."""
        if any(set(self._label_roles(pair)) & VALUE_ROLES or is_slot(pair.labels[-1].text) for pair in pairs):
            return False
        if self._grid.table.merges_lost:
            rest = [cell for cell in self._grid.row_cells(row) if cell.column > pairs[-1].value.column]
            if any(cell.text.strip() for cell in rest):
                return False
            if all(pair.value.column - pair.labels[-1].column > 1 for pair in pairs):
                return True  # the blanks between label and text were its wide cell
            return len(pairs) == 1 and len(rest) >= 2 and self._reader.kind(pairs[0].value) is Kind.TEXT
        return any(self._columns_under(pair.value) > 1 for pair in pairs)

    def _label_roles(self, pair: Pair) -> tuple[Role, ...]:
        return self._reader.heading(pair.labels[-1]).roles

    def _columns_under(self, cell: Cell) -> int:
        """How many columns with a heading of their own a cell covers."""
        last = self._header[-1]
        columns = range(cell.column, min(cell.column + cell.column_span, self._grid.column_count))
        return len(distinct(self._grid.at(last, column) for column in columns))

    def _stays_form(self, row: int) -> bool:
        cells = [cell for cell in self._grid.row_cells(row) if cell.row == row]
        goes_on = any(self._is_label(cell) and cell.row_span > 1 for cell in cells)
        if goes_on and any(cell.column_span > 1 and self._periods_below(cell) for cell in cells):
            return False  # beside headings of two rows a word over years is a group of theirs, understood or not
        return self._goes_on_as_form(row)

    def _periods_below(self, cell: Cell) -> bool:
        below = cell.row + cell.row_span
        if below >= self._grid.row_count:
            return False
        columns = range(cell.column, min(cell.column + cell.column_span, self._grid.column_count))
        leaves = distinct(self._grid.at(below, column) for column in columns)
        return len(leaves) > 1 and all(self._reader.kind(leaf) is Kind.PERIOD for leaf in leaves)

    def _goes_on_as_form(self, row: int) -> bool:
        """A header with unknown words looks like pairs too; below it stands a row that begins with no label."""
        for below in range(row + 1, self._grid.row_count):
            cells = [cell for cell in self._grid.row_cells(below) if cell.text.strip()]
            if cells and self._grid.table.merges_lost and cells[0].column and len(self._printed(row)) > 3:
                return False  # 決算 | 進捗 under a group: the second row of a header
            if cells:
                return self._is_label(cells[0]) or bool(self._full_width_cell(below, cells)) or self._is_all_read(below)
        return True

    def _printed(self, row: int) -> list[Cell]:
        return [cell for cell in self._grid.row_cells(row) if cell.text.strip()]

    def _is_all_read(self, row: int) -> bool:
        count = self._reader.count
        return bool(count(row, Kind.HEADING)) and not count(row, Kind.TEXT, Kind.VALUE)

    def _take_pairs(self, row: int, pairs: list[Pair]) -> None:
        if self._rows and not self._header:
            self._finish()
        known = {match_key(label.text) for _, pair in self._pairs for label in pair.labels[-1:]}
        slots = [pair for _, pair in self._pairs if is_slot(pair.labels[-1].text)]
        for pair in self._with_group_above(pairs):
            label = pair.labels[-1]
            if match_key(label.text) in known or (slots and is_slot(label.text)):
                self._finish()
                known, slots = set(), []
            known.add(match_key(label.text))
            slots += [pair] if is_slot(label.text) else []
            self._pairs.append((row, pair))
            if self._stands_beside_its_years(row, pair):
                self._reader.grid = self._grid = ending_at(self._grid, label, row)

    def _stands_beside_its_years(self, row: int, pair: Pair) -> bool:
        """成果指標 beside a name and, merged, beside the years below it: it names nothing a second time there."""
        label = pair.labels[0]
        below = row + 1
        if len(pair.labels) > 1 or Role.INDICATOR not in self._reader.heading(label).roles:
            return False
        if label.row + label.row_span <= below or pair.value.row + pair.value.row_span > below:
            return False
        own = [cell for cell in self._grid.row_cells(below) if cell.row == below]
        return sum(self._reader.heading(cell).period is not None for cell in own) > 1

    def _with_group_above(self, pairs: list[Pair]) -> list[Pair]:
        """評価 › 有効性, and below it, where plain text has lost the merge, 効率性 behind a blank: 評価 goes on."""
        last = self._pairs[-1][1] if self._pairs else None
        first = pairs[0]
        if last is None or not self._grid.table.merges_lost or len(last.labels) != 2 or len(first.labels) != 1:
            return pairs
        if first.labels[0].column != last.labels[1].column or self._grid.text(
            first.labels[0].row, last.labels[0].column
        ):
            return pairs
        return [Pair((last.labels[0], *first.labels), first.value), *pairs[1:]]

    def _pairs_are_narratives(self) -> None:
        """Rows of the same header follow: what stood between them belongs to the row above it."""
        if self._pairs and self._header and self._rows:
            for row, pair in self._pairs:
                labels = tuple(self._reader.heading(label) for label in pair.labels)
                self._narratives.append(Narrative(row, pair.value, labels))
            self._pairs = []
        elif self._pairs:
            self._finish()

    def _form_body(self) -> Body:
        table, depth = pair_table([pair for _, pair in self._pairs], self._grid.table)
        reader = TableReader(table, self._lexicon)
        header = tuple(range(depth))
        paths = [_path(reader, reader.grid, header, index) for index in range(table.column_count)]
        if self._has_words():
            paths = [tuple(map(_slot_names_indicator, path)) for path in paths]
        columns = tuple(Column(index, path) for index, path in enumerate(paths))
        return Body(reader, reader.grid, header, columns, (depth,), (), tuple(self._captions), is_form=True)

    def _has_words(self) -> bool:
        """Some cell of the table is a heading: a letter or a number beside a cell is the place of an indicator then."""
        return any(self._reader.count(row, Kind.HEADING) for row in range(self._grid.row_count))

    # bodies and their headers

    def _start(self, header: tuple[int, ...]) -> None:
        self._finish()
        self._header = header

    def _finish(self) -> None:
        if self._rows or self._header:
            grid = self._grid
            if self._header:
                grid = with_header_spans(grid, self._header[0], len(self._header))
            columns = tuple(
                Column(index, _path(self._reader, grid, self._header, index)) for index in range(grid.column_count)
            )
            rows, narratives = tuple(self._rows), tuple(self._narratives)
            self._bodies.append(
                Body(self._reader, grid, self._header, columns, rows, narratives, tuple(self._captions))
            )
        if self._pairs:
            self._bodies.append(self._form_body())
        self._rows, self._narratives, self._header, self._pairs = [], [], (), []


def _path(reader: TableReader, grid: Grid, header: tuple[int, ...], column: int) -> tuple[Heading, ...]:
    cells = distinct(grid.at(row, column) for row in header)
    return tuple(reader.heading(cell) for cell in cells if cell.text.strip())


def _slot_names_indicator(heading: Heading) -> Heading:
    """指標① beside a free cell is the label of a name; in a column of a table it is only the number of a place."""
    return replace(heading, roles=(Role.INDICATOR,), rest="") if is_slot(heading.text) else heading
