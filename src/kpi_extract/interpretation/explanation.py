"""How a table is read, and why: the role, period and unit of every row and column with the words they come from.

Pure, and no second reading: the parts come from `split_table` and `assign_roles`, the values from the records that
`interpret` makes, found again by their places. Here they are only written down for a person.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import partial

from kpi_extract.document import Cell, Document, Table
from kpi_extract.interpretation.assemble import interpret
from kpi_extract.interpretation.cells import combine
from kpi_extract.interpretation.eras import Calendar, as_fiscal, raised_by_siblings, survey
from kpi_extract.interpretation.grid import distinct
from kpi_extract.interpretation.headings import Heading, Lexicon, default_lexicon
from kpi_extract.interpretation.layout import Body, Column, Kind, Narrative
from kpi_extract.interpretation.levels import Levels, document_levels, level_rows, with_levels_apart
from kpi_extract.interpretation.roles import Facets, assign_roles, one_label
from kpi_extract.interpretation.splitting import split_table
from kpi_extract.interpretation.suggestions import Suggestion, Unread, suggest
from kpi_extract.interpretation.vocabulary import VALUE_ROLES, Basis, Role, Status
from kpi_extract.place import Place
from kpi_extract.records import Extraction, Indicator, Observation
from kpi_extract.values.period import Period

LONGEST_TEXT = 80
"""Characters of a cell that are shown."""
_MOST_HEADER_ROWS = 3
"""Rows that may be a header of unknown words."""


@dataclass(frozen=True, slots=True)
class PeriodExplanation:
    """A period as printed, and what it is taken for; neither year nor date where no era fits."""

    raw: str
    fiscal_year: int | None
    date: str | None


@dataclass(frozen=True, slots=True)
class HeadingExplanation:
    """One printed heading of a path, or one row label, and what its words say."""

    text: str
    words: tuple[str, ...]
    rest: str
    """What was not understood; then the heading does not count."""
    roles: tuple[Role, ...]
    """All roles its words may have; the column's or the row's is the one that was chosen."""
    period: PeriodExplanation | None
    unit: str | None
    basis: Basis | None
    status: Status | None
    suggestion: Suggestion | None = None
    """The entry of a headings file that would make it read."""


@dataclass(frozen=True, slots=True)
class ColumnExplanation:
    """One column of a body (a label of a form) and what its cells are taken for."""

    column: int
    """From 1; in a form the number of the label, on the side the row of the heading."""
    path: str
    headings: tuple[HeadingExplanation, ...]
    role: Role | None
    period: PeriodExplanation | None
    unit: str | None
    basis: Basis | None
    status: Status | None
    words: tuple[str, ...]
    rest: tuple[str, ...]
    assumed: bool
    """No printed word says the role: a year alone, or the only column of texts."""
    holds_row_labels: bool
    holds_names: bool
    """Its cells hold the name of the indicator before the value."""
    without_role: bool
    """It has a heading, but no role, and the rows give it none: its cells are kept as remarks."""
    holds_numbers: bool
    place: Place | None
    """Of the lowest heading."""


@dataclass(frozen=True, slots=True)
class RowLabelExplanation:
    """What the label cells of one row say."""

    row: int
    text: str
    role: Role | None
    period: PeriodExplanation | None
    unit: str | None
    basis: Basis | None
    status: Status | None
    words: tuple[str, ...]
    rest: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CellReading:
    """What one cell is read as; a cell that holds a value and its rate is read as both."""

    role: Role
    period: PeriodExplanation | None = None
    status: Status | None = None
    basis: Basis | None = None
    value: str | None = None
    """Of a value: the number in `unit`, the words that stand for one, or dash, blank, word where there is none."""
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class CellExplanation:
    """One cell, in the first data row it stands in."""

    row: int
    column: int
    row_span: int
    column_span: int
    text: str
    """Shortened, on one line."""
    read_as: tuple[CellReading, ...]
    issues: tuple[str, ...]
    """Codes of the warnings and errors that name it."""
    place: Place


@dataclass(frozen=True, slots=True)
class RowExplanation:
    """One data row; on the side a column of the page."""

    row: int
    cells: tuple[CellExplanation, ...]


@dataclass(frozen=True, slots=True)
class NarrativeExplanation:
    """A row across the columns: a remark of the indicator above it."""

    row: int
    text: str
    labels: tuple[HeadingExplanation, ...]


@dataclass(frozen=True, slots=True)
class BodyExplanation:
    """A header and the rows it governs."""

    is_form: bool
    is_turned: bool
    """The table stands on its side: `columns` are rows of the page, and `rows` its columns."""
    captions: tuple[str, ...]
    header_rows: tuple[int, ...]
    """From 1; none where the headings stand left of their cells: in a form, or on the side."""
    unread_header: tuple[HeadingExplanation, ...]
    """Without a header: the cells of the first rows, which may be one in words that are not known."""
    columns: tuple[ColumnExplanation, ...]
    row_labels: tuple[RowLabelExplanation, ...]
    rows: tuple[RowExplanation, ...]
    narratives: tuple[NarrativeExplanation, ...]
    unread_number_count: int
    """Numbers in cells without a role."""

    @property
    def is_understood(self) -> bool:
        """Some column or row has a role."""
        roles = [*(column.role for column in self.columns), *(label.role for label in self.row_labels)]
        return any(role is not None for role in roles)


@dataclass(frozen=True, slots=True)
class TableExplanation:
    """One table, body by body."""

    place: Place
    row_count: int
    column_count: int
    understood: bool
    """False where no heading gave any row or column a role."""
    indicator_count: int
    value_count: int
    """Indicators with a name or a value in this table, and their values."""
    bodies: tuple[BodyExplanation, ...]


@dataclass(frozen=True, slots=True)
class DocumentExplanation:
    """Every table of a document."""

    name: str
    tables: tuple[TableExplanation, ...]
    suggestions: tuple[Suggestion, ...]
    """Each once, for one headings file."""


def explain_document(document: Document, lexicon: Lexicon | None = None) -> DocumentExplanation:
    """Explain every table as `interpret` reads it in this document. Never raises."""
    words = lexicon or default_lexicon()
    numbered = _numbered(document)
    records = _Records(interpret(numbered, lexicon=words))
    calendar = survey(document)
    levels = document_levels(numbered, words)
    tables = tuple(
        _explain(table, number, words, levels, calendar, records) for number, table in enumerate(numbered.tables(), 1)
    )
    found = [heading.suggestion for table in tables for body in table.bodies for heading in _headings_of(body)]
    by_form: dict[str, Suggestion] = {}
    for one in found:
        if one is not None:
            by_form.setdefault(one.form, one)
    return DocumentExplanation(document.name, tables, tuple(by_form.values()))


def explain_table(table: Table, lexicon: Lexicon) -> TableExplanation:
    """Explain one table as it is read alone: without headings above it, and with no era but its own."""
    return explain_document(Document("-", "", "", (table,)), lexicon).tables[0]


def _explain(
    table: Table, number: int, lexicon: Lexicon, levels: Levels, calendar: Calendar, records: _Records
) -> TableExplanation:
    bodies = tuple(
        _BodyView(body, lexicon, levels, calendar, records).explain()
        for body in split_table(with_levels_apart(table, levels), lexicon)
    )
    return TableExplanation(
        place=table.place,
        row_count=table.row_count,
        column_count=table.column_count,
        understood=any(body.is_understood for body in bodies),
        indicator_count=records.indicators[number],
        value_count=records.values[number],
        bodies=bodies,
    )


_Key = tuple[int, int, int]
"""Table, row and column of a place, from 1."""


def _numbered(document: Document) -> Document:
    """The document with a place of its own for every cell, whatever its reader knows of places."""
    blocks = list(document.blocks)
    number = 0
    for index, block in enumerate(blocks):
        if isinstance(block, Table):
            number += 1
            cells = tuple(
                replace(cell, place=replace(cell.place, table=number, row=cell.row + 1, column=cell.column + 1))
                for cell in block.cells
            )
            blocks[index] = replace(block, cells=cells, place=replace(block.place, table=number))
    return replace(document, blocks=tuple(blocks))


def _key(place: Place | None) -> _Key | None:
    if place is None or place.table is None or place.row is None or place.column is None:
        return None
    return place.table, place.row, place.column


@dataclass(slots=True)
class _Records:
    """The values of an extraction and what was noticed, by the place of their cells."""

    extraction: Extraction
    readings: dict[_Key, list[CellReading]] = field(default_factory=lambda: defaultdict(list))
    issues: dict[_Key, list[str]] = field(default_factory=lambda: defaultdict(list))
    indicators: Counter[int] = field(default_factory=Counter)
    """How many stand in each table."""
    values: Counter[int] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        for project in self.extraction.projects:
            self._add(Role.BUDGET, project.budget, None)
            self._add(Role.EXPENDITURE, project.expenditure, None)
            for indicator in project.indicators:
                self._add_indicator(indicator)
        for issue in self.extraction.issues:
            key = _key(issue.place)
            if key is not None and issue.severity != "info" and issue.code not in self.issues[key]:
                self.issues[key].append(issue.code)

    def _add_indicator(self, indicator: Indicator) -> None:
        keys = [self._add(role, observation, indicator) for role, observation in _observations(indicator)]
        tables = [key[0] for key in keys if key is not None]
        self.values.update(tables)
        name = _key(indicator.place)
        self.indicators.update({*tables, *([name[0]] if name is not None else [])})

    def _add(self, role: Role, observation: Observation | None, indicator: Indicator | None) -> _Key | None:
        key = _key(observation.place) if observation is not None else None
        if observation is not None and key is not None:
            reading = _reading(role, observation, indicator)
            # A cell merged over several indicators is a value of each.
            if reading not in self.readings[key]:
                self.readings[key].append(reading)
        return key


def _observations(indicator: Indicator) -> Iterator[tuple[Role, Observation]]:
    if indicator.baseline is not None:
        yield Role.BASELINE, indicator.baseline
    yield from ((Role.TARGET, one) for one in indicator.targets)
    yield from ((Role.ACTUAL, one) for one in indicator.actuals)
    yield from ((Role.RATE, one) for one in indicator.achievement_rates)


def _reading(role: Role, observation: Observation, indicator: Indicator | None) -> CellReading:
    unit = observation.unit or (indicator.unit if indicator is not None else None)
    period = None
    if observation.period_raw is not None:
        period = PeriodExplanation(observation.period_raw, observation.fiscal_year, observation.date)
    value = observation.missing or observation.text or _short(observation.raw)
    if observation.value is not None:
        value = f"{observation.value:f}"
        value += f"〜{observation.upper:f}" if observation.upper is not None else ""
    return CellReading(
        role=role,
        period=period,
        status=observation.status,
        basis=observation.basis,
        value=value,
        unit=unit.symbol if unit is not None and observation.value is not None else None,
    )


def _headings_of(body: BodyExplanation) -> Iterable[HeadingExplanation]:
    yield from body.unread_header
    for column in body.columns:
        yield from column.headings


class _BodyView:
    """One body with its roles and its values."""

    def __init__(self, body: Body, lexicon: Lexicon, levels: Levels, calendar: Calendar, records: _Records) -> None:
        self._body = body
        self._is_turned = _is_turned(body)
        self._grid = body.grid
        self._lexicon = lexicon
        self._calendar = calendar
        self._records = records
        self._meaning = assign_roles(body, partial(level_rows, levels=levels))
        periods = [facets.period for facets in (*self._meaning.columns, *self._meaning.rows.values())]
        self._raise_years = raised_by_siblings(periods)
        self._suggestions: dict[str, Suggestion] = {}

    def explain(self) -> BodyExplanation:
        body = self._body
        header = self._unread_header()
        rows = self._rows()
        self._suggestions = suggest(
            [*self._unread_columns(), *map(self._unread_cell, header)],
            (facets.role for facets in self._meaning.columns if not facets.assumed),
            self._lexicon,
            rows_say_roles=self._rows_say_roles(),
        )
        return BodyExplanation(
            is_form=body.is_form,
            is_turned=self._is_turned,
            captions=tuple(_short(cell.text) for cell in body.captions),
            header_rows=() if body.is_form or self._is_turned else tuple(row + 1 for row in body.header_rows),
            unread_header=tuple(self._explained(self._heading(cell)) for cell in header),
            columns=tuple(
                self._column(column, facets) for column, facets in zip(body.columns, self._meaning.columns, strict=True)
            ),
            row_labels=tuple(self._row_label(row, facets) for row, facets in self._meaning.rows.items()),
            rows=rows,
            narratives=tuple(self._narrative(one) for one in body.narratives),
            unread_number_count=self._unread_numbers(rows),
        )

    # headings

    def _heading(self, cell: Cell) -> Heading:
        return self._body.reader.heading(cell)

    def _explained(self, heading: Heading) -> HeadingExplanation:
        return HeadingExplanation(
            text=_short(heading.text),
            words=heading.words,
            rest=_short(heading.rest),
            roles=heading.roles,
            period=self._period(heading.period, heading.era),
            unit=heading.unit,
            basis=heading.basis,
            status=heading.status,
            suggestion=self._suggestions.get(heading.text),
        )

    def _period(self, period: Period | None, era: str | None = None) -> PeriodExplanation | None:
        return _shown_period(as_fiscal(self._calendar.settle(period, era), self._raise_years))

    # columns

    def _column(self, column: Column, facets: Facets) -> ColumnExplanation:
        place = self._place_of_leaf(column.index)
        turned_row = place.row if self._is_turned and place is not None else None
        return ColumnExplanation(
            column=turned_row or column.index + 1,
            path=column.path,
            headings=tuple(self._explained(heading) for heading in column.headings),
            role=facets.role,
            period=self._period(facets.period, facets.era),
            unit=facets.unit,
            basis=facets.basis,
            status=facets.status,
            words=_distinct_words(column.headings),
            rest=tuple(_short(heading.rest) for heading in column.headings if heading.rest),
            assumed=facets.assumed,
            holds_row_labels=column.index in self._meaning.row_label_columns,
            holds_names=column.index in self._meaning.named_columns,
            without_role=self._is_without_role(column, facets),
            holds_numbers=self._holds_numbers(column.index, self._body.rows),
            place=place,
        )

    def _is_without_role(self, column: Column, facets: Facets) -> bool:
        if not column.headings or column.index in self._meaning.row_label_columns:
            return False
        cells = self._grid.column_cells(column.index, self._body.rows)
        return facets.role in (None, Role.VALUE) and not any(self._values(cell) for cell in cells)

    def _values(self, cell: Cell) -> list[CellReading]:
        key = _key(cell.place)
        return self._records.readings.get(key, []) if key is not None else []

    def _place_of_leaf(self, index: int) -> Place | None:
        cells = distinct(self._grid.at(row, index) for row in self._body.header_rows)
        return cells[-1].place if cells else None

    def _unread_columns(self) -> list[Unread]:
        """The headings that keep a column from its role: the nearest with words that are not known or say nothing."""
        unread = []
        for column, facets in zip(self._body.columns, self._meaning.columns, strict=True):
            strange = [heading for heading in column.headings if heading.rest]
            if self._is_without_role(column, facets):
                strange = strange or [heading for heading in column.headings[-1:] if not heading.is_heading]
            elif not facets.assumed:
                continue
            if strange:
                numbers = self._holds_numbers(column.index, self._body.rows)
                unread.append(Unread(strange[-1], numbers, is_year=facets.period is not None))
        return unread

    def _rows_say_roles(self) -> bool:
        return any(facets.role in VALUE_ROLES for facets in self._meaning.rows.values())

    def _unread_header(self) -> list[Cell]:
        """The first rows of a body without header, as long as they hold no number, where numbers stand below them."""
        if self._body.header_rows or self._meaning.row_label_columns:
            return []
        cells: list[Cell] = []
        for row in self._body.rows[:_MOST_HEADER_ROWS]:
            printed = [cell for cell in self._grid.row_cells(row) if cell.row == row and cell.text.strip()]
            if self._count(row, Kind.VALUE) or len(printed) * 2 < self._grid.column_count:
                break
            cells += [cell for cell in printed if not self._heading(cell).is_heading]
        return cells if any(self._unread_cell(cell).holds_numbers for cell in cells) else []

    def _count(self, row: int, kind: Kind) -> int:
        return self._body.reader.count(row, kind)

    def _unread_cell(self, cell: Cell) -> Unread:
        heading = self._heading(cell)
        numbers = self._holds_numbers(cell.column, (row for row in self._body.rows if row > cell.row))
        return Unread(heading, numbers, is_year=heading.period is not None)

    def _holds_numbers(self, index: int, rows: Iterable[int]) -> bool:
        cells = [cell for cell in self._grid.column_cells(index, rows) if cell.text.strip()]
        return sum(self._body.reader.kind(cell) is Kind.VALUE for cell in cells) * 2 > len(cells)

    # rows

    def _row_label(self, row: int, facets: Facets) -> RowLabelExplanation:
        cells = distinct(self._grid.at(row, column) for column in self._meaning.row_label_columns)
        headings = [self._heading(cell) for cell in cells if cell.text.strip()]
        return RowLabelExplanation(
            row=row + 1,
            text=" › ".join(_short(heading.text) for heading in headings),
            role=facets.role,
            period=self._period(facets.period, facets.era),
            unit=facets.unit,
            basis=facets.basis,
            status=facets.status,
            words=_distinct_words(headings),
            rest=tuple(_short(heading.rest) for heading in headings if heading.rest),
        )

    def _rows(self) -> tuple[RowExplanation, ...]:
        """Every cell once, where it begins among the data rows; a heading merged down beside them is none of them."""
        seen: set[tuple[int, int]] = set()
        rows = []
        for row in self._body.rows:
            cells = []
            for column, cell in enumerate(self._grid.owner[row]):
                if cell is None or (cell.row, cell.column) in seen or cell.row in self._body.header_rows:
                    continue
                seen.add((cell.row, cell.column))
                cells.append(self._cell(row, column, cell))
            rows.append(RowExplanation(row + 1, tuple(cells)))
        return tuple(rows)

    def _unread_numbers(self, rows: Iterable[RowExplanation]) -> int:
        unread = {cell.place for row in rows for cell in row.cells if not cell.read_as}
        columns = [column for column in range(self._grid.column_count) if column not in self._meaning.row_label_columns]
        cells = distinct(self._grid.at(row, column) for row in self._body.rows for column in columns)
        numbers = [cell for cell in cells if cell.place in unread and self._body.reader.kind(cell) is Kind.VALUE]
        return sum(any(character.isdigit() for character in cell.text) for cell in numbers)

    def _cell(self, row: int, column: int, cell: Cell) -> CellExplanation:
        key = _key(cell.place)
        values = self._values(cell)
        text_role = self._text_role(row, column, cell)
        is_value = text_role is None or text_role in (value.role for value in values)
        return CellExplanation(
            row=cell.place.row or row + 1,
            column=cell.place.column or column + 1,
            row_span=cell.column_span if self._is_turned else cell.row_span,
            column_span=cell.row_span if self._is_turned else cell.column_span,
            text=_short(cell.text),
            read_as=tuple(values) if is_value or text_role is None else (CellReading(text_role), *values),
            issues=tuple(self._records.issues.get(key, ())) if key is not None else (),
            place=cell.place,
        )

    def _text_role(self, row: int, column: int, cell: Cell) -> Role | None:
        """The role of a cell that is no value. A row label speaks only for a year or a column without a role."""
        if not cell.text.strip() or column in self._meaning.row_label_columns:
            return None
        facets = self._meaning.columns[column]
        label = self._meaning.rows.get(row) if one_label(cell, self._meaning) else None
        combined = combine(facets, label)
        role = combined.role if facets.role is None or facets.period is not None else facets.role
        return None if role is Role.VALUE or role in VALUE_ROLES else role

    def _narrative(self, narrative: Narrative) -> NarrativeExplanation:
        labels = tuple(self._explained(label) for label in narrative.labels)
        return NarrativeExplanation(narrative.row + 1, _short(narrative.cell.text), labels)


def _is_turned(body: Body) -> bool:
    """A body on its side: its cells kept the places of the page."""
    cells = distinct(cell for row in body.grid.owner for cell in row)
    moved = any((cell.place.row, cell.place.column) != (cell.row + 1, cell.column + 1) for cell in cells)
    return moved and not body.is_form


def _shown_period(period: Period | None) -> PeriodExplanation | None:
    return None if period is None else PeriodExplanation(period.raw, period.fiscal_year, period.date)


def _distinct_words(headings: Iterable[Heading]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word for heading in headings for word in heading.words))


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= LONGEST_TEXT else line[: LONGEST_TEXT - 1] + "…"
