"""Build the projects of one body: their own cells, their indicators, and every other printed cell as a remark."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from kpi_extract.document import Cell
from kpi_extract.interpretation.cells import Combined, read_cell
from kpi_extract.interpretation.grouping import IndicatorGroup, ProjectGroup
from kpi_extract.interpretation.indicators import (
    Beside,
    Direction,
    Draft,
    IndicatorContext,
    build_indicators,
    label_text,
    money_remarks,
    observe_alone,
)
from kpi_extract.interpretation.names import without_marks
from kpi_extract.interpretation.remarks import PROJECT_FIELDS, Remarks
from kpi_extract.interpretation.roles import Facets
from kpi_extract.interpretation.sections import split_grant
from kpi_extract.interpretation.vocabulary import Role
from kpi_extract.issues import Finding, IssueCode
from kpi_extract.records import Observation, Project, Remark
from kpi_extract.values.patterns import lazy_pattern
from kpi_extract.values.text import join_lines

_LIST_MARK = lazy_pattern(r"^[■●○◎◆◇□▼▽★☆・]+\s*")
_DEPARTMENT = lazy_pattern(r"\s*[【\[(（]([^【】\[\]()（）]*(?:課|部|局|室|所|係|班))[】\])）]\s*(?=$|[\n※])")
_BADGE_BEHIND = lazy_pattern(r"\s*([(（](?:拡充|新規|継続|再掲|一部拡充|廃止|終了)[)）])\s*$")
_NOTE_BEHIND = lazy_pattern(r"[\s\u3000]*(※[^※]*)$")
_MONEY_WORDS: dict[Role, str] = {Role.BUDGET: "予算", Role.EXPENDITURE: "執行|決算|実績|支出"}
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
    remarks = Remarks(group, context, own, in_form=known is not None)
    for indicator_group in group.indicators:
        extra, ratings = remarks.of_indicator(indicator_group)
        beside = Beside(tuple(extra), tuple(ratings), _direction(indicator_group, context))
        built = build_indicators(indicator_group, context, beside)
        draft.indicators.extend(built)
        if not built:
            remarks.hand_to_project([*money_remarks(indicator_group, context), *extra], ratings)
    evaluations, project_extra = remarks.of_project()
    record = _project_record(group, own, around, evaluations, project_extra)
    draft.record = record.model_copy(update=money) if money else record
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
    for role in PROJECT_FIELDS:
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
    reading = read_cell(replace(cell, text=text), combined, cell.column, context.cells)._replace(raw=cell.text)
    label = context.meaning.rows.get(cell.row)
    unit = facets.unit or (label.unit if label is not None else None) or context.unit_caption
    observation, findings = observe_alone(reading, unit)
    if observation.value is not None and observation.unit is None:
        # Whether it is 円 or 千円 is a factor of a thousand.
        findings = [*findings, Finding(IssueCode.UNIT_MISSING, cell.text.strip(), cell.place)]
        codes = [*observation.issues, IssueCode.UNIT_MISSING.value]
        observation = observation.model_copy(update={"issues": codes})
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
