"""Walk the blocks of a document and put the records together."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import partial
from itertools import islice
from typing import NamedTuple

from kpi_extract.document import Cell, Document, Paragraph, Table
from kpi_extract.interpretation.cells import CellContext
from kpi_extract.interpretation.eras import Calendar, raised_by_siblings, survey
from kpi_extract.interpretation.forms import Form, absorb, joined_projects, with_remarks
from kpi_extract.interpretation.grouping import ProjectGroup, group_rows, with_lost_spans
from kpi_extract.interpretation.headings import Heading, Lexicon, default_lexicon, read_heading
from kpi_extract.interpretation.indicators import Draft, IndicatorContext
from kpi_extract.interpretation.layout import Body, Kind
from kpi_extract.interpretation.levels import (
    Levels,
    document_levels,
    is_legend,
    level_rows,
    levels_in,
    with_levels_apart,
)
from kpi_extract.interpretation.municipality import LocalGovernment, find_municipality, named_by_user
from kpi_extract.interpretation.projects import ProjectDraft, Surroundings, build_project
from kpi_extract.interpretation.readings import ValueColumns
from kpi_extract.interpretation.remarks import remark_role
from kpi_extract.interpretation.roles import Meaning, assign_roles
from kpi_extract.interpretation.running_text import Legend, Statement, legend_in, mentions_value, statements
from kpi_extract.interpretation.sections import (
    ParagraphPair,
    Sections,
    find_title,
    grant_named_in,
    paragraph_pair,
    project_named_by,
)
from kpi_extract.interpretation.splitting import split_table
from kpi_extract.interpretation.statements import StatementContext, draft_statement
from kpi_extract.interpretation.vocabulary import VALUE_ROLES, Role
from kpi_extract.issues import CATALOGUE, Finding, IssueCode, severity_of
from kpi_extract.place import Place
from kpi_extract.records import DocumentInfo, Extraction, Generator, Issue, Municipality, Project, Remark
from kpi_extract.values.patterns import lazy_pattern
from kpi_extract.values.period import find_periods
from kpi_extract.values.text import join_lines, match_key
from kpi_extract.version import __version__

FEWEST_VALUES = 3
"""Numbers in a table without a header from which on it is said that none was read."""
_KPI_ROLES = VALUE_ROLES | {Role.INDICATOR}
_PROJECT_EVIDENCE = frozenset(
    {
        Role.INDICATOR,
        Role.BUDGET,
        Role.EXPENDITURE,
        Role.SUMMARY,
        Role.EVALUATION,
        Role.EFFECT_RATING,
        Role.EXTERNAL_OPINION,
        Role.RATING,
        Role.NEXT_STEP,
        Role.NEXT_STEP_REASON,
        *VALUE_ROLES,
    }
)

_FORM_HEAD = frozenset({Role.INDICATOR, Role.CATEGORY, Role.GRANT, Role.DEPARTMENT, Role.SUMMARY, Role.BUDGET})
"""Roles of key-value rows that open a form without a project name."""


_SAYS_VALUE = lazy_pattern("(?:目標|実績|現状|基準)(?:値[:=は]?|[:=は])[0-9][0-9,.]*[^0-9,.年月]")
"""A line such as KPI①:観光入込客数 目標値 320千人: a heading by its looks, but its numbers must not vanish."""
_VALUES = lazy_pattern("目標|実績|現状値|基準値")
_MEASURES = lazy_pattern("指標|KPI|目標|実績|達成|進捗|成果|効果")


def interpret(document: Document, *, municipality: str | None = None, lexicon: Lexicon | None = None) -> Extraction:
    """Read the meaning of a document's tables.

    Args:
        document: as a reader returns it, its cut tables joined (see joining.py).
        municipality: the publisher, if the caller knows it: 釧路市, 北海道釧路市 or 012068.
        lexicon: the vocabulary in force; the built-in one by default.

    Returns:
        The records and every issue, in order of the document. Bad content never raises.

    Raises:
        UnknownMunicipalityError: the municipality the caller named does not exist or is not unique.
    """
    named = named_by_user(municipality) if municipality is not None else None
    title = find_title(document)
    words = lexicon or default_lexicon()
    walk = _Walk(words, survey(document), Sections(title), document_levels(document, words))
    for block in document.blocks:
        walk.turn_to(block.place.sheet)
        if isinstance(block, Paragraph):
            walk.take_paragraph(block)
        else:
            walk.take_table(block)
    projects, issues = _finish(document, walk)
    return Extraction(
        document=_document_info(document, title, walk.calendar, named or find_municipality(document, title)),
        projects=projects,
        issues=issues,
    )


@dataclass(slots=True)
class _Walk:
    """The state of one walk over the blocks."""

    lexicon: Lexicon
    calendar: Calendar
    sections: Sections
    levels: Levels
    drafts: list[ProjectDraft] = field(default_factory=list)
    nameless: dict[tuple[str, ...], ProjectDraft] = field(default_factory=dict)
    """The projects without a name among them, by their path."""
    findings: list[Finding] = field(default_factory=list)
    form: Form | None = None
    legend: Legend | None = None
    waiting: list[ParagraphPair] = field(default_factory=list)
    sheet: str | None = None
    """The sheet the last block stood on, where the document has sheets."""

    def turn_to(self, sheet: str | None) -> None:
        """Begin a new sheet, if this block is on one: what a sheet says of its tables ends with it."""
        if sheet is None or sheet == self.sheet:
            return
        if self.sheet is not None:
            self.sections.sheet_done()
            self.form = None
            self.waiting = []
        self.sheet = sheet

    def take_paragraph(self, paragraph: Paragraph) -> None:
        """Read a paragraph: KPI in running text, a legend of years, a heading, or a sentence."""
        if paragraph.kind != "body" or paragraph is self.sections.title:
            return
        if is_legend(paragraph.text, levels_in(paragraph.text, self._read)):
            return
        found = statements(paragraph.text, self._read, self.legend)
        if found:
            self._take_statements(found, paragraph)
            return
        legend = legend_in(paragraph.text, self._read)
        if legend is not None:
            self.legend = legend
            return
        pair = paragraph_pair(paragraph, self._read)
        if pair is not None:
            self._take_pair(pair)
            return
        is_heading = self.sections.take(paragraph)
        says_value = bool(_SAYS_VALUE.search(match_key(paragraph.text)))
        if says_value or (not is_heading and mentions_value(paragraph.text)):
            text = " ".join(paragraph.text.split())
            self.findings.append(Finding(IssueCode.VALUE_IN_TEXT, text, paragraph.place))

    def _read(self, text: str) -> Heading:
        return read_heading(text, self.lexicon)

    def _take_pair(self, pair: ParagraphPair) -> None:
        """A line such as 自己評価 C or 取り組み内容 …: it waits for the rows below it."""
        self.waiting.append(pair)

    def _give_waiting(self, draft: ProjectDraft) -> None:
        """What stood in lines above a table is said of its project, a judgement of the indicator it is about."""
        for pair in self.waiting:
            remark = Remark(role=remark_role(pair.role), heading=pair.label, text=pair.text, place=pair.place)
            if pair.role in (Role.RATING, Role.EVALUATION) and len(draft.indicators) == 1:
                draft.indicators[0] = with_remarks(draft.indicators[0], [remark])
            elif pair.role in (Role.SUMMARY, Role.DEPARTMENT) and getattr(draft.record, pair.role.value) is None:
                draft.record = draft.record.model_copy(update={pair.role.value: pair.text})
            else:
                draft.record = draft.record.model_copy(update={"extra": [*draft.record.extra, remark]})
        self.waiting = []

    def _take_statements(self, found: list[Statement], paragraph: Paragraph) -> None:
        context = StatementContext(
            CellContext(self.calendar, False, True), self.legend, self.sections.unit_caption, self._read
        )
        drafts = [draft_statement(statement, paragraph.place, context) for statement in found]
        line = self.sections.project_line
        name = project_named_by(line.text) if line is not None else None
        record = Project(
            category=list(self.sections.path), name=name, name_raw=name, grant=self._grant(self.sections.path)
        )
        self._add(ProjectDraft(record, drafts))

    def _grant(self, path: tuple[str, ...]) -> str | None:
        title = self.sections.title
        texts = [*reversed(path), *([title.text] if title is not None else [])]
        return next((grant for text in texts if (grant := grant_named_in(text))), None)

    def take_table(self, table: Table) -> None:
        """Read one table under the headings in force."""
        found = 0
        looks_like_kpis = False
        for body in split_table(with_levels_apart(table, self.levels), self.lexicon):
            meaning = assign_roles(body, partial(level_rows, levels=self.levels))
            if self._is_only_assumed(body, meaning):
                looks_like_kpis = True
                continue
            looks_like_kpis = looks_like_kpis or _looks_like_kpis(body, meaning) or _holds_values_without_header(body)
            found += self._take_body(body, meaning)
        if looks_like_kpis and not found:
            self.findings.append(Finding(IssueCode.TABLE_WITHOUT_INDICATORS, _shape(table), table.place))
        self.sections.table_done()

    def _path(self, body: Body) -> tuple[str, ...]:
        return (*self.sections.path, *(join_lines(cell.text) for cell in body.captions))

    def _is_only_assumed(self, body: Body, meaning: Meaning) -> bool:
        """Names and years, and no word that anything is measured: a budget by items (富士市) is no list of indicators."""
        names = [facets for facets in meaning.columns if facets.role is Role.INDICATOR]
        said = {facets.role for facets in (*meaning.columns, *meaning.rows.values()) if not facets.assumed}
        is_assumed = any(facets.assumed and facets.role in VALUE_ROLES for facets in meaning.columns)
        if not is_assumed or said & (VALUE_ROLES | {Role.INDICATOR, Role.UNIT, Role.PROJECT}):
            return False
        if not names and (self._path(body) or self.form is not None):
            return False  # a heading above names the indicator
        title = self.sections.title
        texts = (*self._path(body), *([title.text] if title is not None else ()))
        return not any(_MEASURES.search(match_key(text)) for text in texts)

    def _take_body(self, body: Body, meaning: Meaning) -> int:
        """Read one body; returns how many indicators it gave or added to."""
        path = self._path(body)
        roles = {facets.role for facets in (*meaning.columns, *meaning.rows.values())}
        if self.form is not None and (Role.PROJECT in roles or path[: len(self.form.path)] != self.form.path):
            self.form = None
        groups = group_rows(body, meaning)
        body = with_lost_spans(body, meaning, groups)
        opens_form = body.is_form or (len(groups) == 1 and len(body.rows) == 1 and bool(body.header_rows))
        if not _is_relevant(roles, opens_form=opens_form, in_form=self.form is not None):
            return 0
        self.findings.extend(_unknown_columns(body, meaning))
        self.findings.extend(_ambiguous_columns(body, meaning))
        heads = _PROJECT_EVIDENCE | _FORM_HEAD if body.is_form else _PROJECT_EVIDENCE
        is_bare = opens_form and not roles & heads
        columns = _columns(self.calendar, meaning)
        count = 0
        opened: ProjectDraft | None = None
        for group in groups:
            found, opened = self._take_group(group, body, columns, path, is_bare=is_bare)
            count += found
        if opens_form and self.form is None and opened is not None:
            self.form = Form(opened, path, is_listed=not is_bare)
        if self.form is not None and Role.INDICATOR in roles:
            # A name beside its label stays in force; the names of a table have their own rows.
            last = len(self.form.draft.indicators) - 1 if self.form.draft.indicators else None
            self.form.indicator = last if body.is_form else None
            self.form.unit = _only_unit_cell(body, meaning)
        return count

    def _take_group(
        self, group: ProjectGroup, body: Body, columns: _Columns, path: tuple[str, ...], *, is_bare: bool
    ) -> tuple[int, ProjectDraft | None]:
        """Read one group; how many indicators it gave, and the project it opened, if it opened one."""
        meaning = columns.meaning
        independent = bool(group.categories) and (bool(meaning.having(Role.INDICATOR)) or meaning.holds_values)
        form = self.form if group.project is None and not independent else None
        context, around = self._context(body, columns, path, form)
        if form is not None and form.draft.record.grant == around.grant:
            form.draft.record = form.draft.record.model_copy(update={"grant": None})  # a cell may name a nearer one
        draft = build_project(group, context, around, form.draft.record if form is not None else None)
        if form is not None:
            absorb(form, draft, names_indicators=bool(meaning.having(Role.INDICATOR)))
            if not form.is_listed:
                self._add(form.draft)
                form.is_listed = True
        elif group.project is not None or around.project_name is not None or draft.indicators or body.is_form:
            self._give_waiting(draft)
            opened = draft if is_bare else self._add(draft)
            if context.caption_name is not None and draft.indicators:
                # What stands below the rows of the indicator a heading names is said of it.
                self.form = Form(opened, path, indicator=len(opened.indicators) - 1)
            return len(draft.indicators), opened
        return len(draft.indicators), None

    def _context(
        self, body: Body, columns: _Columns, path: tuple[str, ...], form: Form | None
    ) -> tuple[IndicatorContext, Surroundings]:
        meaning = columns.meaning
        indicator = form.named if form is not None else None
        needs_caption = not meaning.having(Role.INDICATOR)
        caption_name = None
        category = path
        if needs_caption and indicator is not None:
            caption_name = indicator.name_raw
        elif needs_caption and path and meaning.holds_values and not meaning.named_columns:
            caption_name, category = path[-1], path[:-1]
        project_line = self.sections.project_line
        around = Surroundings(
            category=category,
            grant=self._grant(path),
            project_name=project_named_by(project_line.text) if project_line is not None else None,
            name_heading=_path_of(body, meaning, Role.PROJECT),
            category_headings=tuple(body.columns[column].path for column in meaning.having(Role.CATEGORY)),
        )
        unit = form.unit if form is not None and needs_caption else None
        context = IndicatorContext(
            body, meaning, columns.values, columns.cells, self.sections.unit_caption, caption_name, unit
        )
        return context, around

    def _add(self, draft: ProjectDraft) -> ProjectDraft:
        """Indicators without a project that stand under the same path share one nameless project."""
        if draft.record.name is None:
            known = self.nameless.setdefault(tuple(draft.record.category), draft)
            if known is not draft:
                known.record = joined_projects(known.record, draft.record)
                known.indicators.extend(draft.indicators)
                known.findings.extend(draft.findings)
                return known
        self.drafts.append(draft)
        return draft


class _Columns(NamedTuple):
    """What the columns of a body mean, worked out once for all its groups."""

    meaning: Meaning
    values: ValueColumns
    cells: CellContext


def _columns(calendar: Calendar, meaning: Meaning) -> _Columns:
    periods = [facets.period for facets in (*meaning.columns, *meaning.rows.values())]
    named = [f.role for f in meaning.columns if f.period is not None and not f.assumed and f.role in VALUE_ROLES]
    # One 基準値(H26) and one 目標値(H31) beside bare years are the usual form and cast no doubt on them.
    named_roles = {role for role in named if role is Role.ACTUAL or named.count(role) > 1}
    return _Columns(
        meaning, ValueColumns(meaning), CellContext(calendar, raised_by_siblings(periods), bool(named_roles))
    )


def _path_of(body: Body, meaning: Meaning, role: Role) -> str:
    columns = meaning.having(role)
    return body.columns[columns[0]].path if columns else ""


def _only_unit_cell(body: Body, meaning: Meaning) -> Cell | None:
    cells = [body.grid.at(row, column) for column in meaning.having(Role.UNIT) for row in body.rows]
    return cells[0] if len(cells) == 1 else None


def _is_relevant(roles: set[Role | None], *, opens_form: bool, in_form: bool) -> bool:
    """A table of project names alone is a list (目次) and makes no projects."""
    if Role.PROJECT in roles:
        return opens_form or bool(roles & _PROJECT_EVIDENCE)
    if roles & VALUE_ROLES or in_form:
        return True
    if roles == {None, Role.EXPENDITURE}:
        return False
    return opens_form and bool(roles & _FORM_HEAD)


def _looks_like_kpis(body: Body, meaning: Meaning) -> bool:
    roles = {facets.role for facets in (*meaning.columns, *meaning.rows.values())}
    named = Role.INDICATOR in roles and any(not f.assumed for f in meaning.columns if f.role is Role.INDICATOR)
    return bool(body.rows) and (named or len(roles & _KPI_ROLES) >= 2)


def _holds_values_without_header(body: Body) -> bool:
    """A continuation that could not be joined, or a table whose header is not understood: its numbers must not vanish."""
    if body.header_rows:
        return False
    values = sum(body.reader.count(row, Kind.VALUE) for row in body.rows)
    return values >= FEWEST_VALUES


def _unknown_columns(body: Body, meaning: Meaning) -> list[Finding]:
    """Columns whose heading is not understood although numbers stand in them."""
    findings = []
    labelled = any(facets.role in VALUE_ROLES for facets in meaning.rows.values())
    for column, facets in zip(body.columns, meaning.columns, strict=True):
        if labelled and facets.period is not None:
            continue
        if facets.role is not None or column.index in meaning.row_label_columns or not column.headings:
            continue
        cells = [cell for cell in body.grid.column_cells(column.index, body.rows) if cell.text.strip()]
        says_values = bool(_VALUES.search(match_key(column.path)))
        numbers = sum(_holds_number(cell, body, in_words=says_values) for cell in cells)
        if cells and numbers * 2 > len(cells):
            place = replace(body.grid.table.place, column=column.index + 1)
            findings.append(Finding(IssueCode.COLUMN_WITHOUT_ROLE, column.path, place))
    return findings


def _holds_number(cell: Cell, body: Body, *, in_words: bool) -> bool:
    """A value; under 目標・実績 also words around numbers (R6目標 5か所⏎R6実績 4か所)."""
    is_value = body.reader.kind(cell) is Kind.VALUE
    return is_value or (in_words and any(char.isdigit() for char in match_key(cell.text)))


def _ambiguous_columns(body: Body, meaning: Meaning) -> list[Finding]:
    """Headings of which two readings fit equally well, where values are at stake."""
    return [
        Finding(
            IssueCode.AMBIGUOUS_HEADING,
            f"{column.path}: {' / '.join(facets.alternatives)}",
            replace(body.grid.table.place, column=column.index + 1),
            # Of a text column either reading keeps every word; of figures one of them would be no value.
            severity=None if set(facets.alternatives) & VALUE_ROLES else "info",
        )
        for column, facets in zip(body.columns, meaning.columns, strict=True)
        if facets.alternatives
    ]


def _shape(table: Table) -> str:
    return f"{table.row_count} × {table.column_count}"


def _finish(document: Document, walk: _Walk) -> tuple[list[Project], list[Issue]]:
    issues = [_issue(finding) for finding in (*document.findings, *walk.findings)]
    projects = []
    for project_index, draft in enumerate(walk.drafts):
        projects.append(draft.record.model_copy(update={"indicators": [one.record for one in draft.indicators]}))
        pointer = f"/projects/{project_index}"
        issues.extend(_issue(finding, None, pointer) for finding in draft.findings)
        for index, indicator in enumerate(draft.indicators):
            issues.extend(_indicator_issues(indicator, f"{pointer}/indicators/{index}"))
    if not any(project.indicators for project in projects):
        count = sum(1 for _ in document.tables())
        issues.append(_issue(Finding(IssueCode.NO_KPI, f"tables: {count}")))
    return projects, issues


def _indicator_issues(draft: Draft, pointer: str) -> list[Issue]:
    return [_issue(finding, pointer) for finding in draft.findings]


def _issue(finding: Finding, indicator: str | None = None, project: str | None = None) -> Issue:
    wording = CATALOGUE[finding.code]
    text = " ".join(finding.text.split())
    field_name = f"{project}/{finding.field}" if project and finding.field else finding.field
    return Issue(
        code=finding.code.value,
        severity=severity_of(finding),
        message=wording.message.format(text=text),
        hint=wording.hint,
        field=field_name,
        place=finding.place if finding.place != Place() else None,
        indicator=indicator,
        message_ja=wording.message_ja.format(text=text),
        hint_ja=wording.hint_ja,
    )


def _document_info(
    document: Document, title: Paragraph | None, calendar: Calendar, town: LocalGovernment | None
) -> DocumentInfo:
    printed_title = join_lines(title.text) if title is not None else document.title
    return DocumentInfo(
        name=document.name,
        sha256=document.sha256,
        media_type=document.media_type,
        page_count=document.page_count,
        title=printed_title,
        fiscal_year=_report_year(document, printed_title, calendar),
        municipality=None if town is None else Municipality(name=town.name, code=town.code, prefecture=town.prefecture),
        generator=Generator(name="kpi-extract", version=__version__),
    )


def _no_heading(text: str) -> Heading:
    return Heading(text)


def _report_year(document: Document, title: str | None, calendar: Calendar) -> int | None:
    """The fiscal year the title, a running head or the cover names; a range (a plan's term) is none."""
    texts = [title or ""]
    own = (block for block in document.blocks if isinstance(block, Table) or block.kind != "navigation")
    for block in islice(own, 10):
        if isinstance(block, Table):
            break
        if not statements(block.text, _no_heading, None) and "→" not in block.text:
            texts.append(block.text)
    texts.extend(p.text for p in document.paragraphs() if p.kind == "running-head")
    for text in texts:
        for match in find_periods(match_key(text)):
            period = calendar.settle(match.period)
            if period is not None and period.kind == "fiscal_year" and period.start is None and period.fiscal_year:
                return period.fiscal_year
    return None
