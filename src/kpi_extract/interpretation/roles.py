"""Assign a role to every column of a body at once, and to every row that carries row labels.

Words with several roles are settled by the sibling headings and by what the cells contain, never by a priority number.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TypeAlias, TypeVar

from kpi_extract.document import Cell
from kpi_extract.interpretation.grid import distinct
from kpi_extract.interpretation.headings import Heading, is_slot, is_year_of_plan
from kpi_extract.interpretation.layout import Body, Column, Kind
from kpi_extract.interpretation.names import named_value
from kpi_extract.interpretation.vocabulary import VALUE_ROLES, Basis, Role, Status
from kpi_extract.values.patterns import lazy_pattern
from kpi_extract.values.period import Period

_T = TypeVar("_T")

_ROW_LABEL_ROLES = VALUE_ROLES | {Role.RATING, Role.DIFFERENCE, Role.EXPENDITURE, Role.BUDGET, Role.REMARK, Role.UNIT}
_MAY_HOLD_ROW_LABELS = frozenset({None, Role.STUB, Role.INDICATOR, Role.CATEGORY, Role.VALUE, Role.LABEL, Role.DATE})
_DIRECTION_OF_A_VALUE = lazy_pattern("(?:増加|減少|上昇|低下|向上)(?:傾向|させる|する|を?目指す|をめざす)?。?")
_DATES = (Role.DATE, Role.BASELINE_DATE, Role.TARGET_DATE, Role.ACTUAL_DATE)
_GROUP_DATES = {Role.TARGET: Role.TARGET_DATE, Role.BASELINE: Role.BASELINE_DATE}


@dataclass(frozen=True, slots=True)
class Facets:
    """What the headings on one side say about a cell."""

    role: Role | None = None
    period: Period | None = None
    unit: str | None = None
    basis: Basis | None = None
    status: Status | None = None
    bracket: Heading | None = None
    era: str | None = None
    revised: bool = False
    """Its values take the place of older targets."""
    assumed: bool = False
    """The role is no printed word: a year heading that holds actuals."""
    heading: str = ""
    """The printed heading (path) it comes from."""
    understood: bool = True
    """False for a heading that tokens do not cover: its period must not make its cells values."""
    alternatives: tuple[Role, ...] = ()
    """The roles of a word that neither its siblings nor its cells settle; the first one was taken."""
    explicit_target: bool = False
    """The leaf heading itself says 目標値 or the like, so that its value is a final target."""


_OVER_YEARS = frozenset({Role.DATE, Role.STUB})

RowsByLegend: TypeAlias = "Callable[[Body, list[Facets]], dict[int, Facets]]"


@dataclass(frozen=True, slots=True)
class Meaning:
    """The roles of one body."""

    columns: tuple[Facets, ...]
    row_label_columns: tuple[int, ...]
    rows: dict[int, Facets]
    """Facets of the rows that carry row labels."""
    label_cells: frozenset[tuple[int, int]] = frozenset()
    """Cells (row, column) among the values that label their row: 実績値 in the first column of a second line (つくば市)."""
    named_columns: tuple[int, ...] = ()
    """Value columns whose cells hold the name too (大崎町: 就業相談者数 100 人), where no column names the indicators."""

    holds_values: bool = field(init=False)
    """A column or a row label says that its cells are values."""
    _having: dict[Role | None, tuple[int, ...]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        having: dict[Role | None, tuple[int, ...]] = {}
        for index, facets in enumerate(self.columns):
            having[facets.role] = (*having.get(facets.role, ()), index)
        object.__setattr__(self, "_having", having)
        labelled = any(facets.role in VALUE_ROLES for facets in self.rows.values())
        object.__setattr__(self, "holds_values", labelled or not VALUE_ROLES.isdisjoint(having))

    def having(self, role: Role) -> tuple[int, ...]:
        """The columns that have a role, from left to right."""
        return self._having.get(role, ())


@dataclass(frozen=True, slots=True)
class _Candidate:
    column: Column
    roles: tuple[Role, ...]
    facets: Facets


def assign_roles(body: Body, rows_by_legend: RowsByLegend | None = None) -> Meaning:
    """Give every column one role or none, and every labelled row its facets.

    Args:
        body: header and rows.
        rows_by_legend: the facets a legend gives to the rows, from body and columns; asked where no label says them.
    """
    candidates = [_candidate(column, body) for column in body.columns]
    candidates = [_settled(candidate, candidates, body) for candidate in candidates]
    labels = _row_label_columns(candidates, body)
    columns = [
        replace(candidate.facets, role=None if index in labels else _only(candidate.roles))
        for index, candidate in enumerate(candidates)
    ]
    rows = _row_facets(body, labels)
    costs = _cost_column(candidates, labels, body)
    if costs is not None:
        labels, rows = [costs], _cost_rows(costs, body)
    label_cells = frozenset() if rows else _labels_among_values(columns, body)
    for row, column in label_cells:
        rows[row] = _with_label(Facets(), body.reader.heading(body.grid.owner[row][column] or _NO_CELL), set())
    columns = _settle_indicator_columns(columns, body, labels)
    if not rows and rows_by_legend is not None:
        rows = rows_by_legend(body, columns)
    columns = _settle_categories(columns)
    columns = _settle_dates(columns, body)
    columns = _assume_targets(columns) if label_cells else _assume_actuals(columns, rows)
    if not any(facets.role is not None for facets in rows.values()):
        # A value whose role nothing says is a cell like any other.
        columns = [replace(f, role=None) if f.role is Role.VALUE else f for f in columns]
    return Meaning(tuple(columns), tuple(labels), rows, label_cells, _named_columns(columns, body))


def one_label(cell: Cell, meaning: Meaning) -> bool:
    """Whether all rows a cell stands in carry the same row label; a cell merged over several is governed by none."""
    if cell.row_span == 1 or not meaning.rows:
        return True
    labels = [meaning.rows[row] for row in range(cell.row, cell.row + cell.row_span) if row in meaning.rows]
    return len({(label.role, label.period) for label in labels}) <= 1


def _named_columns(columns: list[Facets], body: Body) -> tuple[int, ...]:
    if any(facets.role is Role.INDICATOR for facets in columns):
        return ()
    values = [index for index, facets in enumerate(columns) if facets.role in VALUE_ROLES - {Role.RATE}]
    return tuple(index for index in values if _holds_names(index, body))


def _holds_names(index: int, body: Body) -> bool:
    cells = [cell for cell in body.grid.column_cells(index, body.rows) if cell.text.strip()]
    named = sum(body.reader.kind(cell) is Kind.TEXT and named_value(cell.text) is not None for cell in cells)
    return bool(cells) and named * 3 >= len(cells) * 2


def _only(roles: tuple[Role, ...]) -> Role | None:
    return roles[0] if roles else None


def _candidate(column: Column, body: Body) -> _Candidate:
    """Sum the heading path of a column: the nearer part wins, a filler leaves it to its group."""
    path = column.headings
    if not path or not _leaf_counts(path):
        period = _first(path, lambda h: h.period)
        return _Candidate(column, (), Facets(heading=column.path, period=period, understood=False))
    roles: tuple[Role, ...] = ()
    for depth, heading in enumerate(reversed(path)):
        if heading.rest:
            continue
        if depth and path[-1].period is not None and set(heading.roles) <= _OVER_YEARS:
            continue  # 年度別の状況 › R3: the group says of the year that it is one
        if not roles:
            roles = heading.roles
        elif len(roles) > 1 and (shared := tuple(role for role in roles if role in heading.roles)):
            # 評価 › 前年度: of the roles of the leaf those count that its group has too.
            roles = shared
        elif roles in ((Role.VALUE,), (Role.STUB,)) or (depth and set(roles) <= {Role.VALUE, Role.INDICATOR}):
            roles = _merged_with_group(roles, heading.roles)
        elif roles[0] is Role.DATE:
            group = next((role for role in heading.roles if role in _GROUP_DATES), None)
            roles = (_GROUP_DATES[group],) if group else roles
    read = tuple(heading for heading in path if not heading.rest)
    facets = Facets(
        period=_own_year(column, body) or _first(read, lambda h: h.period),
        unit=_first(read, lambda h: h.unit),
        basis=_first(read, lambda h: h.basis),
        status=_first(read, lambda h: h.status),
        bracket=_first(read, lambda h: h.bracket),
        era=_first(read, lambda h: h.era),
        revised=any(heading.revised for heading in read),
        heading=column.path,
        # 目標値 names the target of the plan; 目標 under or beside a year is one of a yearly series.
        explicit_target=Role.TARGET in path[-1].roles and any(word.endswith("値") for word in path[-1].words),
    )
    return _Candidate(column, roles, facets)


def _own_year(column: Column, body: Body) -> Period | None:
    """令和3年度 over 1年目増加分: the year of the plan has no date, and the heading above it over this column alone has."""
    nearest = _first(column.headings, lambda h: h.period)
    if nearest is None or not is_year_of_plan(nearest):
        return None
    cells = (body.grid.at(row, column.index) for row in reversed(body.header_rows))
    own = (body.reader.heading(cell) for cell in cells if cell is not None and cell.column_span == 1)
    return next((h.period for h in own if not h.rest and h.period and not is_year_of_plan(h.period)), None)


def _leaf_counts(path: tuple[Heading, ...]) -> bool:
    """A leaf that is not understood hides its group: 実績値 › 男性 is no plain actual."""
    leaf = path[-1]
    return not leaf.rest or (leaf.is_blank and len(path) > 1)


def _merged_with_group(leaf: tuple[Role, ...], group: tuple[Role, ...]) -> tuple[Role, ...]:
    if leaf == (Role.VALUE,) and set(group) & (VALUE_ROLES | {Role.BUDGET, Role.EXPENDITURE}):
        return group
    return leaf


def _first(headings: tuple[Heading, ...], get: Callable[[Heading], _T | None]) -> _T | None:
    """The facet of the nearest heading that has it; the leaf is last."""
    for heading in reversed(headings):
        found = get(heading)
        if found is not None:
            return found
    return None


def _settled(candidate: _Candidate, siblings: list[_Candidate], body: Body) -> _Candidate:
    """Choose among the roles of a word with several."""
    roles = candidate.roles
    if len(roles) < 2:
        return candidate
    others = {role for sibling in siblings if sibling is not candidate for role in sibling.roles[:1]}
    certain = {s.roles[0] for s in siblings if s is not candidate and len(s.roles) == 1}
    choice = _by_cells(candidate, body)
    if choice is not None:
        return replace(candidate, roles=(choice,))
    if set(roles) == {Role.BASELINE, Role.ACTUAL}:
        choice = Role.ACTUAL if Role.BASELINE in certain else Role.BASELINE
    elif set(roles) == {Role.EXPENDITURE, Role.ACTUAL}:
        measures = {role for sibling in siblings for role in sibling.roles} & {Role.TARGET, Role.INDICATOR}
        money = {Role.ACTUAL, Role.PROJECT, Role.BUDGET} & certain
        choice = Role.EXPENDITURE if money or not measures else Role.ACTUAL
    elif set(roles) == {Role.ACTUAL, Role.TARGET}:
        choice = Role.TARGET if Role.ACTUAL in certain and Role.TARGET not in certain else Role.ACTUAL
    elif set(roles) == {Role.TARGET, Role.CATEGORY}:
        targets = [s for s in siblings if s is not candidate and Role.TARGET in s.roles]
        words_only = bool(targets) and not _holds_numbers(candidate.column, body)
        choice = Role.CATEGORY if words_only and candidate.facets.period is None else Role.TARGET
    elif set(roles) == {Role.INDICATOR, Role.VALUE}:
        is_value = candidate.facets.period is not None or _holds_only_values(candidate.column.index, body)
        choice = _value_role(candidate.facets) if is_value else Role.INDICATOR
    elif Role.INDICATOR in roles and body.is_form:
        # 本年度の取組 beside a text says what was done; only 指標 and its like name an indicator there.
        others_of_word = [role for role in roles if role in (Role.SUMMARY, Role.DEFINITION)]
        choice = others_of_word[-1] if others_of_word else Role.REMARK
    elif Role.INDICATOR in roles:
        choice = next((role for role in roles if role is not Role.INDICATOR), None)
        if Role.INDICATOR not in others | certain:
            choice = Role.INDICATOR
    unsettled = choice is None
    if choice is None:
        choice = roles[0]
    facets = replace(candidate.facets, alternatives=roles) if unsettled else candidate.facets
    return replace(candidate, roles=(choice,), facets=facets)


def _by_cells(candidate: _Candidate, body: Body) -> Role | None:
    """The role of a word whose meaning only its cells tell; None for all others."""
    roles = set(candidate.roles)
    if roles == {Role.RATE, Role.RATING}:
        return Role.RATE if _holds_numbers(candidate.column, body) else Role.RATING
    if roles == {Role.NEXT_STEP, Role.DIRECTION}:
        return Role.DIRECTION if _holds_only_directions(candidate.column, body) else Role.NEXT_STEP
    return None


def _value_role(facets: Facets) -> Role:
    """KPI(平成32年3月まで): the bracket may say which value it is."""
    said = set(facets.bracket.roles) & VALUE_ROLES if facets.bracket is not None else set()
    return said.pop() if len(said) == 1 else Role.VALUE


def _holds_numbers(column: Column, body: Body) -> bool:
    cells = [cell for cell in body.grid.column_cells(column.index, body.rows) if cell.text.strip()]
    numbers = sum(body.reader.kind(cell) is Kind.VALUE for cell in cells)
    return bool(cells) and numbers * 2 > len(cells)


def _holds_only_directions(column: Column, body: Body) -> bool:
    """減少を目指す is where a value shall go; 減少したため廃止, 減額 and a bare arrow may speak of the project."""
    cells = [cell.text.strip() for cell in body.grid.column_cells(column.index, body.rows) if cell.text.strip()]
    return bool(cells) and all(_DIRECTION_OF_A_VALUE.fullmatch(text) for text in cells)


def _row_label_columns(candidates: list[_Candidate], body: Body) -> list[int]:
    """Columns whose body cells are headings themselves: 目標値 / 実績値 / 達成率, or years as rows."""
    found = []
    for index, candidate in enumerate(candidates):
        if _only(candidate.roles) not in _MAY_HOLD_ROW_LABELS or _dates_a_value(index, candidates, body):
            continue
        cells = [cell for cell in body.grid.column_cells(index, body.rows) if cell.text.strip()]
        labels = [cell for cell in cells if _is_row_label(body.reader.heading(cell))]
        if labels and len(labels) * 3 >= len(cells) * 2 and not _is_mostly_slots(cells):
            found.append(index)
    return found


def _dates_a_value(index: int, candidates: list[_Candidate], body: Body) -> bool:
    """年度 right of 現状値 (御所市) is its date; left of all values it labels the rows."""
    if candidates[index].roles[:1] not in [(role,) for role in _DATES]:
        return False
    names = [i for i, one in enumerate(candidates) if one.roles[:1] == (Role.INDICATOR,)]
    if names and _own_cells(index, body) > _own_cells(names[0], body):
        return False  # several years stand beside each name
    return any(set(one.roles) & (VALUE_ROLES | {Role.VALUE}) for one in candidates[:index])


def _is_row_label(heading: Heading) -> bool:
    if heading.rest:
        return False
    return bool(set(heading.roles) & _ROW_LABEL_ROLES) or (heading.period is not None and not heading.roles)


def _is_mostly_slots(cells: list[Cell]) -> bool:
    slots = sum(is_slot(cell.text) for cell in cells)
    return slots * 3 >= len(cells) * 2 and slots > 0


def _cost_column(candidates: list[_Candidate], labels: list[int], body: Body) -> int | None:
    """A column of cost items (コスト: 事業費, 正規職員) left of years: none of its rows is an indicator (rule 13)."""
    years = [c for c in candidates if c.facets.period is not None and c.roles in ((), (Role.VALUE,))]
    for index, candidate in enumerate(candidates[:1]):
        if years and not labels and candidate.roles[:1] in ((Role.EXPENDITURE,), (Role.BUDGET,)):
            return None if _holds_numbers(candidate.column, body) else index
    return None


def _cost_rows(column: int, body: Body) -> dict[int, Facets]:
    texts = {row: " ".join(body.grid.text(row, column).split()) for row in body.rows}
    return {row: Facets(role=Role.EXPENDITURE, heading=text) for row, text in texts.items()}


def _row_facets(body: Body, labels: list[int]) -> dict[int, Facets]:
    """Sum the row labels of every row; the label nearer to the values wins."""
    if not labels:
        return {}
    rows: dict[int, Facets] = {}
    siblings = {
        role
        for column in labels
        for cell in body.grid.column_cells(column, body.rows)
        for role in body.reader.heading(cell).roles
        if len(body.reader.heading(cell).roles) == 1
    }
    for row in body.rows:
        facets = Facets()
        for cell in distinct(body.grid.at(row, column) for column in labels):
            if cell.text.strip():
                facets = _with_label(facets, body.reader.heading(cell), siblings)
        rows[row] = facets
    return rows


def _with_label(facets: Facets, heading: Heading, siblings: set[Role]) -> Facets:
    if heading.rest:
        return facets
    role = _row_role(heading, siblings)
    return replace(
        facets,
        role=role or facets.role,
        period=heading.period or facets.period,
        unit=heading.unit or facets.unit,
        basis=heading.basis or facets.basis,
        status=heading.status or facets.status,
        bracket=heading.bracket or facets.bracket,
        revised=heading.revised or facets.revised,
        heading=" › ".join(part for part in (facets.heading, " ".join(heading.text.split())) if part),
    )


def _row_role(heading: Heading, siblings: set[Role]) -> Role | None:
    roles = heading.roles
    if len(roles) < 2:
        return _only(roles)
    if Role.EXPENDITURE in roles and Role.ACTUAL in roles:
        is_actual = Role.TARGET in siblings and not siblings & {Role.BUDGET, Role.ACTUAL}
        return Role.ACTUAL if is_actual else Role.EXPENDITURE
    if set(roles) == {Role.BASELINE, Role.ACTUAL}:
        return Role.ACTUAL if Role.BASELINE in siblings or Role.TARGET not in siblings else Role.BASELINE
    return roles[0]


def _settle_indicator_columns(columns: list[Facets], body: Body, labels: list[int]) -> list[Facets]:
    """One column names the indicators; a column of slots (指標①) is their label, a further one their definition."""
    settled = list(columns)
    names = [index for index, facets in enumerate(settled) if facets.role is Role.INDICATOR]
    for index in [*names, *(i for i, f in enumerate(settled) if f.role is Role.NUMBER)]:
        cells = [cell for cell in body.grid.column_cells(index, body.rows) if cell.text.strip()]
        if _is_mostly_slots(cells) and (settled[index].role is Role.INDICATOR and len(names) > 1):
            settled[index] = replace(settled[index], role=Role.LABEL)
    has_project = any(facets.role is Role.PROJECT for facets in settled)
    for index, facets in enumerate(settled):
        unnamed = facets.role is None and not facets.heading and index not in labels
        if names and (unnamed or (facets.role is Role.NUMBER and not has_project)):
            cells = [cell for cell in body.grid.column_cells(index, body.rows) if cell.text.strip()]
            if facets.role is Role.NUMBER or _is_mostly_slots(cells):
                numbers_projects = has_project and _is_left_of_project(index, settled)
                settled[index] = replace(facets, role=Role.NUMBER if numbers_projects else Role.LABEL)
    names = [index for index, facets in enumerate(settled) if facets.role is Role.INDICATOR]
    for index in [i for i in names if len(names) > 1 and _holds_only_values(i, body)]:
        # KPI増加分の累計: the word names the table's subject, the column holds figures of it.
        settled[index] = replace(settled[index], role=Role.TOTAL)
        names.remove(index)
    chosen = max(names, key=lambda index: (_own_cells(index, body), -index), default=None)
    settled = _without_values_of_others(settled, [index for index in names if _own_cells(index, body)], chosen)
    for index in names:
        if index != chosen:
            # A heading merged down the whole table (江田島市, vertical KPI label) defines nothing.
            settled[index] = replace(settled[index], role=Role.DEFINITION if _own_cells(index, body) else None)
    if not names:
        index_of_name = _unnamed_name_column(settled, body, labels)
        if index_of_name is None and not _named_columns(settled, body):
            index_of_name = _last_category(settled, body, labels)
        if index_of_name is not None:
            settled[index_of_name] = replace(settled[index_of_name], role=Role.INDICATOR, assumed=True)
    return settled


def _without_values_of_others(columns: list[Facets], names: list[int], chosen: int | None) -> list[Facets]:
    """Columns of values behind another column of names are not those of the chosen one: they have no role.

    活動指標 | 目標 | 実績 | 成果指標 | 目標 | 実績; names that stand together (KPI | 指標名) share what follows.
    """
    settled = list(columns)
    values = [index for index, facets in enumerate(columns) if facets.role in VALUE_ROLES]
    for value in values:
        owner = max((name for name in names if name < value), default=chosen)
        if owner is None or chosen is None:
            continue
        if any(min(owner, chosen) < between < max(owner, chosen) for between in values):
            settled[value] = replace(settled[value], role=None, understood=False)
    return settled


def _is_left_of_project(index: int, columns: list[Facets]) -> bool:
    return any(facets.role is Role.PROJECT for facets in columns[index + 1 : index + 2])


def _holds_only_values(index: int, body: Body) -> bool:
    cells = [cell for cell in body.grid.column_cells(index, body.rows) if cell.text.strip()]
    return bool(cells) and all(body.reader.kind(cell) is Kind.VALUE for cell in cells)


def _own_cells(index: int, body: Body) -> int:
    """How many distinct, non-blank cells of a column begin in it, among the data rows."""
    cells = body.grid.column_cells(index, body.rows)
    rows = frozenset(body.rows)
    return sum(bool(cell.text.strip()) and cell.row in rows and cell.column == index for cell in cells)


def _unnamed_name_column(columns: list[Facets], body: Body, labels: list[int]) -> int | None:
    """The only text column left of the values names the indicators where no heading says so (corner 区分 or blank)."""
    values = [i for i, f in enumerate(columns) if f.role in VALUE_ROLES or (f.role is None and f.period is not None)]
    if not values:
        return None
    candidates = [
        index
        for index in range(values[0])
        if index not in labels
        and columns[index].role in (None, Role.STUB)
        and not columns[index].period
        and _holds_text(index, body)
    ]
    return candidates[0] if len(candidates) == 1 else None


def _last_category(columns: list[Facets], body: Body, labels: list[int]) -> int | None:
    """Of the columns of goals and measures left of the values the last one names what is measured (東京都: 政策目標)."""
    categories = [i for i, f in enumerate(columns) if f.role is Role.CATEGORY and _holds_text(i, body)]
    values = [i for i, f in enumerate(columns) if f.role in VALUE_ROLES]
    if labels or not values or len(categories) < 2 or any(f.role is Role.PROJECT for f in columns):
        return None
    return categories[-1] if categories[-1] < values[0] else None


def _holds_text(index: int, body: Body) -> bool:
    cells = [cell for cell in body.grid.column_cells(index, body.rows) if cell.text.strip()]
    return bool(cells) and sum(body.reader.kind(cell) is Kind.TEXT for cell in cells) * 2 > len(cells)


def _settle_categories(columns: list[Facets]) -> list[Facets]:
    """主な取組 under a year, right of the values, says what was done; what indicators stand under is left of them."""
    first = next((index for index, facets in enumerate(columns) if facets.role in VALUE_ROLES), len(columns))
    return [
        replace(facets, role=Role.REMARK)
        if facets.role is Role.CATEGORY and index > first and facets.period
        else facets
        for index, facets in enumerate(columns)
    ]


def _settle_dates(columns: list[Facets], body: Body) -> list[Facets]:
    """A date column without a group dates what its words name, else its neighbour: 年月 the target, 年度 the left value."""
    settled = list(columns)
    for index, facets in enumerate(columns):
        if facets.role is not Role.DATE:
            continue
        named = _dated_by_name(body.columns[index], columns, body)
        if named is not None:
            settled[index] = replace(facets, role=named)
            continue
        left = next((columns[i].role for i in range(index - 1, -1, -1) if columns[i].role in VALUE_ROLES), None)
        # A target whose own heading says its year has it from there; some other date in its row is of something else.
        has_target = any(other.role is Role.TARGET and other.period is None for other in columns)
        if left is Role.BASELINE:
            settled[index] = replace(facets, role=Role.BASELINE_DATE)
        elif has_target:
            settled[index] = replace(facets, role=Role.TARGET_DATE)
    return settled


def _dated_by_name(column: Column, columns: list[Facets], body: Body) -> Role | None:
    """最新値の時点 dates the latest value, whatever stands beside it; 現状値の年度 that of the two which is there."""
    words = column.headings[-1].words if column.headings else ()
    roles = {role for word in words for role in body.reader.read(word).roles}
    there = {facets.role for facets in columns}
    dates = {Role.TARGET: Role.TARGET_DATE, Role.BASELINE: Role.BASELINE_DATE, Role.ACTUAL: Role.ACTUAL_DATE}
    return next((date for role, date in dates.items() if role in roles and role in there), None)


_NO_CELL = Cell("", 0, 0)


def _labels_among_values(columns: list[Facets], body: Body) -> frozenset[tuple[int, int]]:
    """The first cells of rows that name a role while their column holds values."""
    found = set()
    for row in body.rows:
        cell = next((cell for cell in body.grid.row_cells(row) if cell.text.strip()), None)
        if cell is None or cell.row != row or columns[cell.column].role not in VALUE_ROLES:
            continue
        heading = body.reader.heading(cell)
        if not heading.rest and heading.roles == (Role.ACTUAL,) and heading.period is None:
            found.add((row, cell.column))
    return frozenset(found) if len(found) < len(body.rows) else frozenset()


def _assume_targets(columns: list[Facets]) -> list[Facets]:
    """Where one line says 実績値 and the line above it nothing, the years of that one hold what was aimed at."""
    bare = [f for f in columns if f.role in (None, Role.VALUE) and f.period is not None and f.understood]
    return [replace(f, role=Role.TARGET, assumed=True) if f in bare else f for f in columns]


def _assume_actuals(columns: list[Facets], rows: dict[int, Facets]) -> list[Facets]:
    """A year heading without a role word holds actuals, unless the rows name the roles."""
    if any(facets.role in VALUE_ROLES | {Role.EXPENDITURE} for facets in rows.values()):
        return columns
    return [
        replace(facets, role=Role.ACTUAL, assumed=True)
        if facets.role in (None, Role.VALUE) and facets.period is not None and facets.understood
        else facets
        for facets in columns
    ]
