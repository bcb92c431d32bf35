"""Build the projects of one body: their own cells, their indicators, and every other printed cell as a remark."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import Literal

from kpi_extract.document import Cell
from kpi_extract.interpretation.cells import Combined, read_cell
from kpi_extract.interpretation.eras import Calendar
from kpi_extract.interpretation.grouping import IndicatorGroup, ProjectGroup
from kpi_extract.interpretation.indicators import Draft, IndicatorContext, build_indicators, label_text, observe_alone
from kpi_extract.interpretation.layout import Narrative
from kpi_extract.interpretation.names import without_marks
from kpi_extract.interpretation.roles import Facets, one_label
from kpi_extract.interpretation.sections import split_grant
from kpi_extract.interpretation.vocabulary import JUDGEMENT_ROLES, Role
from kpi_extract.issues import Finding
from kpi_extract.records import Indicator, Observation, Project, Remark
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
        Role.RATE,
    }
)
"""Roles whose cells have a field of their own; all others become remarks."""
_LIST_MARK = re.compile(r"^[■●○◎◆◇□▼▽★☆・]+\s*")
_PROJECT_FIELDS = (Role.NUMBER, Role.SUMMARY, Role.GRANT, Role.DEPARTMENT, Role.BUDGET, Role.EXPENDITURE)
"""Roles that fill one field of a project each; a further cell of such a role becomes a remark."""
_DEPARTMENT = re.compile(r"\s*[【\[(（]([^【】\[\]()（）]*(?:課|部|局|室|所|係|班))[】\])）]\s*(?=$|[\n※])")
_BADGE_BEHIND = re.compile(r"\s*([(（](?:拡充|新規|継続|再掲|一部拡充|廃止|終了)[)）])\s*$")
_NOTE_BEHIND = re.compile(r"[\s\u3000]*(※[^※]*)$")
_MONEY_WORDS: dict[Role, str] = {Role.BUDGET: "予算", Role.EXPENDITURE: "執行|決算|実績|支出"}
_DIRECTION_WORDS = frozenset(
    "増加 増 減少 減 維持 上昇 低下 アップ ダウン 上げる 下げる 増やす 減らす ⇗ ⇘ ↑ ↓ ↗ ↘ → ⇒ 横ばい".split()
)
Direction = Literal["increase", "decrease", "maintain"]
_DIRECTIONS: dict[Direction, tuple[str, ...]] = {
    "increase": ("上", "増", "アップ", "⇗", "↑", "↗"),
    "decrease": ("下", "減", "ダウン", "⇘", "↓", "↘"),
    "maintain": ("維持", "→", "⇒", "横ばい"),
}


@dataclass(slots=True)
class ProjectDraft:
    """A project with its indicators before JSON pointers are known."""

    record: Project
    indicators: list[Draft] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What stands outside the table and serves its projects."""

    category: tuple[str, ...]
    grant: str | None
    project_name: str | None
    name_heading: str = ""
    """The heading of the project column, for what leaves the name."""
    category_headings: tuple[str, ...] = ()


def build_project(
    group: ProjectGroup, context: IndicatorContext, around: Surroundings, known: Project | None = None
) -> ProjectDraft:
    """Build one project from its rows, with its indicators.

    Args:
        group: the rows.
        context: what serves all indicators of the body.
        around: what stands outside the table.
        known: the project of the form these rows belong to; what it has already is not filled again but kept as a remark.
    """
    draft = ProjectDraft(Project())
    own = _own_cells(group, context, around, known)
    money = _amounts(own, context, draft)
    if known is not None:
        group.categories = ()
    remarks = _Remarks(group, context, own, in_form=known is not None)
    for indicator_group in group.indicators:
        built = build_indicators(indicator_group, context)
        extra, ratings = remarks.of_indicator(indicator_group)
        draft.indicators.extend(_with_remarks(one, extra, ratings, indicator_group, context) for one in built)
        if not built:
            remarks.hand_to_project(extra, ratings)
    evaluations, project_extra = remarks.of_project()
    record = _project_record(group, own, around, evaluations, project_extra)
    draft.record = record.model_copy(update=money)
    return draft


def _own_cells(
    group: ProjectGroup, context: IndicatorContext, around: Surroundings, known: Project | None
) -> dict[Role, Cell]:
    """The first non-blank cell of each project role in the group's rows.

    Rows that stand in no project have none: the department of a row is a remark of its indicator.
    """
    if group.project is None and around.project_name is None and known is None and not context.body.is_form:
        return {}
    found: dict[Role, Cell] = {}
    for role in _PROJECT_FIELDS:
        filled = getattr(known, "label" if role is Role.NUMBER else role.value) if known is not None else None
        if filled is not None and not (role is Role.GRANT and filled == around.grant):
            continue
        columns = [c for c in context.meaning.having(role) if c not in context.meaning.row_label_columns]
        cells = (context.body.grid.at(row, column) for column in columns for row in group.rows)
        cell = next((cell for cell in cells if cell is not None and cell.text.strip()), None)
        if cell is not None:
            found[role] = cell
    return found


def _amounts(own: dict[Role, Cell], context: IndicatorContext, draft: ProjectDraft) -> dict[str, Observation]:
    """Budget and expenditure. One cell may hold both with their words: 予算額 0⏎執行額 0."""
    found: dict[str, Observation] = {}
    for role in (Role.BUDGET, Role.EXPENDITURE):
        cell = own.get(role)
        if cell is None:
            continue
        both = {part: _amount_after(words, cell.text) for part, words in _MONEY_WORDS.items()}
        if all(both.values()):
            for part, text in both.items():
                found.setdefault(part.value, _money(cell, text or "", part, context, draft))
        else:
            found.setdefault(role.value, _money(cell, cell.text, role, context, draft))
    return found


def _amount_after(words: str, text: str) -> str | None:
    match = re.search(rf"(?:{words})[^\s0-9０-９]*[\s:：]*([0-9０-９][0-9０-９,，.]*[^\s0-9０-９]*|[-－―])", text)
    return match.group(1) if match else None


def _money(cell: Cell, text: str, role: Role, context: IndicatorContext, draft: ProjectDraft) -> Observation:
    facets = next((f for f in context.meaning.columns if f.role in (Role.BUDGET, Role.EXPENDITURE)), Facets())
    facets = next((f for f in context.meaning.columns if f.role is role), facets)
    combined = Combined(role, replace(facets, assumed=False))
    reading = replace(read_cell(replace(cell, text=text), combined, cell.column, context.cells), raw=cell.text)
    observation, findings = observe_alone(reading, facets.unit or context.unit_caption)
    draft.findings.extend(replace(finding, field=role.value) for finding in findings)
    return observation


def _project_record(
    group: ProjectGroup,
    own: dict[Role, Cell],
    around: Surroundings,
    evaluations: list[Remark],
    extra: list[Remark],
) -> Project:
    raw = group.project.text if group.project is not None else around.project_name
    # Lines are joined first: a narrow cell breaks the line inside 【地方創生拠点整備⏎交付金】.
    grant, rest = split_grant(join_lines(raw)) if raw else (None, "")
    parts = _name_parts(rest, has_department=Role.DEPARTMENT in own)
    categories = [without_marks(cell.text) for cell in group.categories]
    page_references = [
        Remark(heading=heading, text=text, place=cell.place)
        for cell, (_, left_out), heading in zip(group.categories, categories, around.category_headings, strict=False)
        for text in left_out
    ]
    return Project(
        label=label_text(own[Role.NUMBER]) if Role.NUMBER in own else None,
        name=parts.name or None,
        name_raw=raw or None,
        category=[*around.category, *(_LIST_MARK.sub("", join_lines(text)) for text, _ in categories)],
        grant=grant or _text(own.get(Role.GRANT)) or around.grant,
        summary=_text(own.get(Role.SUMMARY)),
        department=_text(own.get(Role.DEPARTMENT)) or parts.department,
        evaluations=evaluations,
        extra=[
            *(Remark(heading=around.name_heading, text=text) for text in parts.left_out),
            *page_references,
            *extra,
        ],
        place=group.project.place if group.project is not None else None,
    )


@dataclass(frozen=True, slots=True)
class _NameParts:
    name: str
    department: str | None
    left_out: tuple[str, ...]


def _name_parts(text: str, *, has_department: bool) -> _NameParts:
    """就農支援事業(拡充)【農政商工課】※H29事業開始: department, badge and note leave the name of a project."""
    left_out: list[str] = []
    while (note := _NOTE_BEHIND.search(text)) is not None and note.start():
        left_out.insert(0, note.group(1).strip())
        text = text[: note.start()]
    department = None
    found = None if has_department else _DEPARTMENT.search(text)
    if found:
        department, text = found.group(1), text[: found.start()] + text[found.end() :]
    badge = _BADGE_BEHIND.search(text)
    if badge and badge.start():
        left_out.insert(0, badge.group(1))
        text = text[: badge.start()]
    text, marked = without_marks(text)
    return _NameParts(_LIST_MARK.sub("", text.strip()), department, (*marked, *left_out))


def _text(cell: Cell | None) -> str | None:
    return join_lines(cell.text) if cell is not None else None


def _with_remarks(
    draft: Draft, extra: list[Remark], ratings: list[Remark], group: IndicatorGroup, context: IndicatorContext
) -> Draft:
    direction = _direction(group, context)
    record: Indicator = draft.record.model_copy(
        update={
            "extra": [*draft.record.extra, *extra],
            "ratings": ratings,
            **({"direction": direction} if direction else {}),
        }
    )
    return replace(draft, record=record)


def _direction(group: IndicatorGroup, context: IndicatorContext) -> Direction | None:
    cells = (context.body.grid.at(r, c) for c in context.meaning.having(Role.DIRECTION) for r in group.rows)
    return next((found for cell in cells if cell is not None and (found := _direction_in(cell.text))), None)


def direction_of(remark: Remark) -> Direction | None:
    """The direction a remark under 指標の方向性 names."""
    return _direction_in(remark.text) if remark.role == Role.DIRECTION.value else None


def _direction_in(text: str) -> Direction | None:
    stripped = text.strip().lstrip("〔[【(（")
    for direction, words in _DIRECTIONS.items():
        if stripped.startswith(words):
            return direction
    return None


class _Remarks:
    """Every cell without a field of its own, given once to the indicator or the project it spans."""

    def __init__(self, group: ProjectGroup, context: IndicatorContext, own: dict[Role, Cell], *, in_form: bool) -> None:
        self._in_form = in_form
        self._group = group
        self._context = context
        self._own = own
        self._evaluations: list[Remark] = []
        self._extra: list[Remark] = []
        self._taken: set[tuple[int, int]] = set()

    def of_indicator(self, indicator: IndicatorGroup) -> tuple[list[Remark], list[Remark]]:
        """(extra, ratings) of the indicator; what spans the project is kept for `of_project`."""
        extra: list[Remark] = []
        ratings: list[Remark] = []
        for row in indicator.rows:
            for column, facets in enumerate(self._context.meaning.columns):
                cell = self._context.body.grid.at(row, column)
                label = self._context.meaning.rows.get(row)
                if cell is not None and not one_label(cell, self._context.meaning):
                    label = None
                role = self._remark_role(column, facets, label)
                if cell is not None and (cell.row, cell.column) in self._context.meaning.label_cells:
                    continue
                if cell is None or not cell.text.strip() or role is _SKIP or (cell.row, cell.column) in self._taken:
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
        last = max(indicator.rows)
        following = [row for row in self._context.body.rows if row > last]
        limit = min(following, default=self._context.body.grid.row_count)
        return [_narrative(one) for one in self._context.body.narratives if last < one.row < limit]

    def _remark_role(self, column: int, facets: Facets, label: Facets | None) -> Role | None:
        if column in self._context.meaning.row_label_columns:
            return _SKIP
        if facets.role in _PROJECT_FIELDS or self._is_further(column, facets.role):
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
        return own is not None and own.column == cell.column and match_key(own.text) == match_key(cell.text)

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
        rows = set(range(cell.row, cell.row + cell.row_span))
        beyond = bool(rows - set(indicator.rows)) and rows <= set(self._group.rows)
        alone = len(self._group.indicators) == 1 and (role in JUDGEMENT_ROLES or role in _PROJECT_FIELDS)
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
