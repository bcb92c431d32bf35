"""A form spreads one project (or one indicator) over several small bodies: here they are put together again.

`Form` is what is in force while the bodies are read in order; `absorb` adds the reading of one more body to it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from kpi_extract.document import Cell
from kpi_extract.interpretation.indicators import Draft, baseline_remark
from kpi_extract.interpretation.projects import ProjectDraft, direction_of
from kpi_extract.interpretation.vocabulary import JUDGEMENT_ROLES, Role
from kpi_extract.issues import Finding
from kpi_extract.records import Indicator, Project, Remark
from kpi_extract.values.patterns import lazy_pattern

_FIELDS = ("label", "summary", "grant", "department", "budget", "expenditure")
_JUDGEMENTS = frozenset(role.value for role in JUDGEMENT_ROLES)
_POINTER = lazy_pattern(r"(targets|actuals|achievement_rates)/([0-9]+)")


@dataclass(slots=True)
class Form:
    """The project that the following bodies belong to."""

    draft: ProjectDraft
    path: tuple[str, ...]
    """The section headings and captions under which it opened; it ends with the first of them."""
    indicator: int | None = None
    """Which of its indicators rows without a name belong to: the one named last."""
    unit: Cell | None = None
    """The unit cell beside the name of that indicator."""
    is_listed: bool = True
    """False for a bare project name, until a further body shows that it is no list of projects."""

    @property
    def named(self) -> Indicator | None:
        """The indicator in force."""
        return None if self.indicator is None else self.draft.indicators[self.indicator].record


def absorb(form: Form, other: ProjectDraft, *, names_indicators: bool) -> None:
    """Add what one more body says to the project of the form, or to its indicator in force."""
    form.draft.findings.extend(other.findings)
    if form.indicator is None or names_indicators:
        form.draft.record = joined_projects(form.draft.record, other.record)
        form.draft.indicators.extend(other.indicators)
        return
    remarks = sorted([*other.record.evaluations, *other.record.extra], key=_position)
    of_project = [remark for remark in remarks if _is_of_project(remark, form.draft)]
    evaluations = [remark for remark in of_project if remark in other.record.evaluations]
    extra = [remark for remark in of_project if remark not in evaluations]
    rest = other.record.model_copy(update={"evaluations": evaluations, "extra": extra})
    form.draft.record = joined_projects(form.draft.record, rest)
    known = form.draft.indicators[form.indicator]
    for draft in other.indicators:
        known = _merged_indicator(known, draft)
    form.draft.indicators[form.indicator] = with_remarks(known, [one for one in remarks if one not in of_project])


def _position(remark: Remark) -> tuple[int, int]:
    """In order of the document: a form has no other."""
    place = remark.place
    return (0, 0) if place is None else (place.row or 0, place.column or 0)


def _is_of_project(remark: Remark, draft: ProjectDraft) -> bool:
    """In the form of a project its judgements are the project's; what defines a figure is the indicator's."""
    if remark.role in (Role.EXPENDITURE.value, Role.BUDGET.value):
        return True
    if draft.record.name is None:
        return False
    return remark.role in _JUDGEMENTS and not (remark.role == Role.EVALUATION.value and len(draft.indicators) == 1)


def joined_projects(known: Project, other: Project) -> Project:
    """The first project with what only the second says, and the remarks of both."""
    update = {name: getattr(other, name) for name in _FIELDS if getattr(known, name) is None}
    update["evaluations"] = [*known.evaluations, *other.evaluations]
    update["extra"] = [*known.extra, *other.extra]
    return known.model_copy(update=update)


def _merged_indicator(known: Draft, other: Draft) -> Draft:
    one, two = known.record, other.record
    update = {
        "name": two.name if two.name_raw == one.name_raw else one.name,
        "unit": two.unit or one.unit,
        "label": one.label or two.label,
        "definition": one.definition or two.definition,
        "direction": one.direction or two.direction,
        "baseline": one.baseline or two.baseline,
        "targets": [*one.targets, *two.targets],
        "actuals": [*one.actuals, *two.actuals],
        "achievement_rates": [*one.achievement_rates, *two.achievement_rates],
        "ratings": [*one.ratings, *two.ratings],
        "extra": [*one.extra, *two.extra],
    }
    if one.baseline and two.baseline:
        update["extra"] = [*one.extra, baseline_remark(two.baseline), *two.extra]
    moved = tuple(_moved(finding, one) for finding in other.findings)
    return Draft(one.model_copy(update=update), (*known.findings, *moved))


def _moved(finding: Finding, before: Indicator) -> Finding:
    """The pointer of a finding, counted on behind the values the indicator has already."""
    match = _POINTER.fullmatch(finding.field or "")
    if match is None:
        return finding
    values: list[object] = getattr(before, match.group(1))
    return replace(finding, field=f"{match.group(1)}/{int(match.group(2)) + len(values)}")


def with_remarks(draft: Draft, remarks: list[Remark]) -> Draft:
    """The indicator with remarks that stand apart from its row."""
    ratings = [remark for remark in remarks if remark.role in (Role.RATING.value, Role.EVALUATION.value)]
    definition = next(
        (r.text for r in remarks if r.role == Role.DEFINITION.value and not draft.record.definition), None
    )
    others = [r for r in remarks if r not in ratings and (r.role != Role.DEFINITION.value or r.text != definition)]
    direction = next((found for remark in others if (found := direction_of(remark))), None)
    record = draft.record
    update = {
        "ratings": [*record.ratings, *ratings],
        "extra": [*record.extra, *others],
        "direction": record.direction or direction,
        "definition": record.definition or definition,
    }
    return replace(draft, record=record.model_copy(update=update))
