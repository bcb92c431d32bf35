"""Every cell without a field of its own becomes a remark, once, of the indicator or the project it spans."""

from __future__ import annotations

from bisect import bisect_left, bisect_right

from kpi_extract.document import Cell
from kpi_extract.interpretation.eras import Calendar
from kpi_extract.interpretation.grouping import IndicatorGroup, ProjectGroup
from kpi_extract.interpretation.indicators import IndicatorContext
from kpi_extract.interpretation.layout import Narrative
from kpi_extract.interpretation.roles import Facets, one_label
from kpi_extract.interpretation.vocabulary import JUDGEMENT_ROLES, Role
from kpi_extract.records import Remark
from kpi_extract.values.period import find_periods
from kpi_extract.values.text import join_lines, match_key

_OWN_RECORD_FIELD = frozenset(
    {
        Role.PROJECT,
        Role.CATEGORY,
        Role.NUMBER,
        Role.SUMMARY,
        Role.GRANT,
        Role.DEPARTMENT,
        Role.BUDGET,
        Role.EXPENDITURE,
        Role.INDICATOR,
        Role.LABEL,
        Role.DEFINITION,
        Role.UNIT,
        Role.BASELINE,
        Role.BASELINE_DATE,
        Role.TARGET,
        Role.TARGET_DATE,
        Role.ACTUAL,
        Role.ACTUAL_DATE,
        Role.RATE,
    }
)
"""Roles whose cells have a field of their own; all others become remarks."""
PROJECT_FIELDS = (Role.NUMBER, Role.SUMMARY, Role.GRANT, Role.DEPARTMENT, Role.BUDGET, Role.EXPENDITURE)
"""Roles that fill one field of a project each; a further cell of such a role becomes a remark."""
_DIRECTION_WORDS = frozenset(
    "増加 増 減少 減 維持 上昇 低下 アップ ダウン 上げる 下げる 増やす 減らす ⇗ ⇘ ↑ ↓ ↗ ↘ → ⇒ 横ばい".split()
)


class Remarks:
    """Every cell without a field of its own, given once to the indicator or the project it spans."""

    def __init__(self, group: ProjectGroup, context: IndicatorContext, own: dict[Role, Cell], *, in_form: bool) -> None:
        self._in_form = in_form
        self._group = group
        self._context = context
        self._own = own
        self._evaluations: list[Remark] = []
        self._extra: list[Remark] = []
        self._taken: set[tuple[int, int]] = set()
        self._rows = frozenset(group.rows)
        self._unlabelled = [found for found in self._beside(None) if found[2] is not _SKIP]

    def of_indicator(self, indicator: IndicatorGroup) -> tuple[list[Remark], list[Remark]]:
        """(extra, ratings) of the indicator; what spans the project is kept for `of_project`."""
        extra: list[Remark] = []
        ratings: list[Remark] = []
        meaning = self._context.meaning
        for row in indicator.rows:
            row_label = meaning.rows.get(row)
            line = self._context.body.grid.owner[row]
            for column, facets, of_row in self._unlabelled if row_label is None else self._beside(row_label):
                cell = line[column]
                if cell is None or (cell.row, cell.column) in meaning.label_cells:
                    continue
                label, role = row_label, of_row
                if not one_label(cell, meaning):
                    label, role = None, self._remark_role(column, facets, None)
                if role is _SKIP and facets.role is Role.DATE and not find_periods(match_key(cell.text)):
                    role = None  # no date after all: it dates nothing, and is kept
                if role is _SKIP or (cell.row, cell.column) in self._taken or not cell.text.strip():
                    continue
                if role is not None and self._is_own(cell, role):
                    continue
                if role is Role.DIRECTION and match_key(cell.text) in _DIRECTION_WORDS:
                    continue  # the field `direction` says all of it
                if cell.row in self._context.body.header_rows:
                    continue  # a heading merged down beside the rows it governs
                self._taken.add((cell.row, cell.column))
                remark = _remark(cell, role, facets, label, self._context.cells.calendar)
                if self._spans_project(cell, role, indicator):
                    (self._evaluations if role in JUDGEMENT_ROLES or role is Role.RATING else self._extra).append(
                        remark
                    )
                elif role is Role.RATING or role is Role.EVALUATION:
                    ratings.append(remark)
                else:
                    extra.append(remark)
        extra.extend(self._narratives_after(indicator))
        return extra, ratings

    def _narratives_after(self, indicator: IndicatorGroup) -> list[Remark]:
        """A narrative row over the whole table belongs to the indicator above it (江田島市: ≪成果と見直し≫)."""
        body = self._context.body
        last = max(indicator.rows)
        following = bisect_right(body.rows, last)
        limit = body.rows[following] if following < len(body.rows) else body.grid.row_count
        first = bisect_right(body.narratives, last, key=lambda one: one.row)
        behind = bisect_left(body.narratives, limit, lo=first, key=lambda one: one.row)
        return [_narrative(one) for one in body.narratives[first:behind]]

    def _beside(self, label: Facets | None) -> list[tuple[int, Facets, Role | None]]:
        """Every column with the role of its remarks in a row with this label."""
        columns = enumerate(self._context.meaning.columns)
        return [(column, facets, self._remark_role(column, facets, label)) for column, facets in columns]

    def _remark_role(self, column: int, facets: Facets, label: Facets | None) -> Role | None:
        if column in self._context.meaning.row_label_columns:
            return _SKIP
        if facets.role in PROJECT_FIELDS or self._is_further(column, facets.role):
            return facets.role
        if facets.role is Role.CATEGORY and self._in_form:
            return facets.role
        if facets.role is Role.DATE and label is not None and label.role is not None:
            return _SKIP
        if facets.role in _OWN_RECORD_FIELD and not (
            label is not None and label.role is not None and label.role not in _OWN_RECORD_FIELD and facets.period
        ):
            return _SKIP
        if label is not None and label.role in (Role.EXPENDITURE, Role.BUDGET) and facets.role is None:
            return label.role
        if label is not None and label.role is not None and facets.role not in (Role.TOTAL,):
            if label.role in _OWN_RECORD_FIELD:
                return _SKIP if facets.period is not None or not facets.heading else facets.role
            return label.role
        return facets.role

    def _is_own(self, cell: Cell, role: Role) -> bool:
        """The cell fills a field of the project, or repeats it in a further row."""
        own = self._own.get(role)
        if own is None or own.column != cell.column:
            return False
        return own is cell or match_key(own.text) == match_key(cell.text)

    def _is_further(self, column: int, role: Role | None) -> bool:
        """A second definition or label has no field of its own."""
        if role not in (Role.DEFINITION, Role.LABEL):
            return False
        return self._context.meaning.having(role)[0] != column or not self._context.meaning.having(Role.INDICATOR)

    def _spans_project(self, cell: Cell, role: Role | None, indicator: IndicatorGroup) -> bool:
        if self._group.project is None:
            return False
        if self._context.body.is_form and self._context.meaning.having(Role.INDICATOR):
            return cell.column < self._context.meaning.having(Role.INDICATOR)[0]
        rows = range(cell.row, cell.row + cell.row_span)
        beyond = not all(row in indicator.rows for row in rows) and self._rows.issuperset(rows)
        alone = len(self._group.indicators) == 1 and (role in JUDGEMENT_ROLES or role in PROJECT_FIELDS)
        first_of_several = (
            role in JUDGEMENT_ROLES and indicator in self._group.indicators[:1] and self._others_blank(cell)
        )
        return beyond or alone or first_of_several

    def _others_blank(self, cell: Cell) -> bool:
        """Where merges are not drawn, a judgement filled only in the project's first row is the project's."""
        rows = [row for row in self._group.rows if row >= cell.row + cell.row_span]
        return all(not self._context.body.grid.text(row, cell.column) for row in rows)

    def hand_to_project(self, extra: list[Remark], ratings: list[Remark]) -> None:
        """The remarks of a row that is no indicator stay with the project."""
        judgements = {role.value for role in JUDGEMENT_ROLES}
        self._extra.extend(remark for remark in extra if remark.role not in judgements)
        self._evaluations.extend([*ratings, *(remark for remark in extra if remark.role in judgements)])

    def of_project(self) -> tuple[list[Remark], list[Remark]]:
        """(evaluations, extra), with the cells of rows that hold no indicator."""
        if not self._group.indicators:
            for row in self._group.rows:
                pseudo = IndicatorGroup(None, [row])
                extra, ratings = (
                    self.of_indicator(pseudo) if self._group.project is None else self._all_to_project(pseudo)
                )
                self.hand_to_project(extra, ratings)
        return self._evaluations, self._extra

    def _all_to_project(self, row: IndicatorGroup) -> tuple[list[Remark], list[Remark]]:
        extra, ratings = self.of_indicator(row)
        judged = [remark for remark in extra if remark.role in {role.value for role in JUDGEMENT_ROLES}]
        return [remark for remark in extra if remark not in judged], [*ratings, *judged]


def _narrative(narrative: Narrative) -> Remark:
    roles = narrative.labels[-1].roles if narrative.labels else ()
    return Remark(
        role=remark_role(roles[0]) if len(roles) == 1 else None,
        heading=" › ".join(" ".join(label.text.split()) for label in narrative.labels),
        text=join_lines(narrative.cell.text),
        place=narrative.cell.place,
    )


def remark_role(role: Role | None) -> str | None:
    """The name of a role in the records: a grade or a word of progress is an evaluation too (design §6)."""
    if role in (None, Role.STUB, Role.DATE):
        return None
    return Role.EVALUATION.value if role is Role.RATING else role.value


_SKIP = Role.VALUE
"""Marks a cell that becomes no remark; VALUE itself is settled into other roles before."""


def _remark(cell: Cell, role: Role | None, facets: Facets, label: Facets | None, calendar: Calendar) -> Remark:
    period = calendar.settle((label.period if label is not None else None) or facets.period, facets.era)
    parts = ((label.heading if label is not None else ""), facets.heading)
    return Remark(
        role=remark_role(role),
        heading=" › ".join(part for part in parts if part),
        text=join_lines(cell.text),
        fiscal_year=period.fiscal_year if period is not None else None,
        date=period.date if period is not None else None,
        place=cell.place,
    )
