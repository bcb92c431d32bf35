"""A report as what can be compared: its indicators, each with its values by role, unit and place."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Literal

from kpi_extract.issues import CATALOGUE, IssueCode
from kpi_extract.records import Extraction, Indicator, Observation, Project, Unit
from kpi_extract.values.text import fold, match_key

Role = Literal["baseline", "target", "actual", "achievement_rate"]
RESULTS: tuple[Role, ...] = ("baseline", "actual")
"""The roles that say what was measured: last year's actual may be this year's baseline."""

_LISTS: tuple[tuple[Role, str], ...] = (
    ("target", "targets"),
    ("actual", "actuals"),
    ("achievement_rate", "achievement_rates"),
)
# (令和4年度), R4, H30年度, 2022年度, 平成31・令和元年度: what moves along with the year of the report.
_A_YEAR = re.compile(
    r"(?:明治|大正|昭和|平成|令和|(?<![A-Za-z])[MTSHR])(?:元|\d{1,2})(?:年度?|(?![\dA-Za-z.]))|(?:19|20)\d\d年度?|(?<!\d)\d{1,2}年度"
)
_NUMBER = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.(?P<a>\d+))?|\d+(?:\.(?P<b>\d+))?")


@dataclass(frozen=True, slots=True)
class Observed:
    """One printed value with what it counts and which report prints it."""

    role: Role
    pointer: str
    observation: Observation
    unit: Unit | None
    """Its own unit or the indicator's."""
    codes: tuple[str, ...]
    """Issues of severity warning or more that name it, or the unit of its indicator."""
    report_year: int | None
    """The fiscal year its report is about."""

    @property
    def period(self) -> str | None:
        """The fiscal year or calendar date that both reports must print for two values to be of one time.

        >>> march, calendar = Observation(raw="5", fiscal_year=2022, date="2023-03"), Observation(raw="5", date="2019")
        >>> [Observed("actual", "", one, None, (), None).period for one in (march, calendar)]
        ['FY2022', '2019']
        """
        year, date = self.observation.fiscal_year, self.observation.date
        return f"FY{year}" if year is not None else date

    @property
    def time(self) -> str | None:
        """The same, or the year of the report where it has none; None where it cannot be compared with another report's."""
        if self.period is not None:
            return self.period
        return None if self.report_year is None else f"undated, report of {self.report_year}"

    @property
    def quantum(self) -> Decimal:
        """The step of its last printed digit, in its unit: 1000 for 96千円, 0.01 for 57.10%; 0 where not known."""
        value = self.observation.value
        if not value:
            return Decimal(0)
        for found in _NUMBER.finditer(fold(self.observation.raw)):
            printed = Decimal(found.group().replace(",", ""))
            ratio = abs(value) / printed if printed else Decimal(0)
            if ratio and ratio.normalize().as_tuple().digits == (1,):
                return ratio.scaleb(-len(found["a"] or found["b"] or ""))
        return Decimal(0)


@dataclass(frozen=True, slots=True)
class ProjectGroup:
    """All projects of a report under one name: how a project is known, whatever else is printed about it."""

    key: str
    name: str | None = field(compare=False)
    """None for indicators that stand in no project."""


@dataclass(frozen=True)
class Entry:
    """One indicator with where it stands in its report."""

    pointer: str
    """JSON pointer: /projects/0/indicators/2."""
    project: Project
    group: ProjectGroup
    indicator: Indicator
    observed: tuple[Observed, ...]

    @cached_property
    def key(self) -> str:
        """Its name as it is compared: width and white space do not matter."""
        return match_key(self.indicator.name)

    @cached_property
    def key_without_years(self) -> str:
        """The same without years, which move along."""
        return without_years(self.indicator.name)

    @cached_property
    def contents(self) -> frozenset[tuple[object, ...]]:
        """Each time with what is printed for it: two indicators that share none have no value in common."""
        return frozenset(
            (one.time, one.observation.value, match_key(one.observation.text or ""))
            for one in self.observed
            if one.role != "achievement_rate" and one.observation.missing is None
        )

    @cached_property
    def unit(self) -> Unit | None:
        """The unit of the indicator, or the one that all its numbers share."""
        if self.indicator.unit is not None:
            return self.indicator.unit
        own = {
            one.unit.symbol: one.unit
            for one in self.observed
            if one.unit is not None and one.role != "achievement_rate" and one.observation.value is not None
        }
        return next(iter(own.values())) if len(own) == 1 else None

    @cached_property
    def part(self) -> str | None:
        """The part (a, b …) it is of a row that holds several measures."""
        parts = {one.observation.part for one in self.observed if one.role != "achievement_rate"}
        return next(iter(parts)) if len(parts) == 1 else None


def entries(extraction: Extraction) -> list[Entry]:
    """All indicators of a report, in its order."""
    return list(_entries(extraction))


def groups(extraction: Extraction) -> list[ProjectGroup]:
    """The named projects of a report, each name once, those without indicators too."""
    several = (_group(project) for project in extraction.projects)
    return [group for group in dict.fromkeys(several) if group.name is not None]


def without_years(text: str) -> str:
    """A name without the years in it, which move along from report to report.

    >>> without_years("来館者数(令和4年度)"), without_years("R4 65歳以上"), without_years("5G基地局数")
    ('来館者数()', '65歳以上', '5G基地局数')
    """
    return match_key(_A_YEAR.sub("", fold(text)))


def _group(project: Project) -> ProjectGroup:
    """A project by its name; without one, by its headings, of which the years do not count."""
    if project.name:
        return ProjectGroup(match_key(project.name), project.name)
    return ProjectGroup("›" + "›".join(without_years(one) for one in project.category), None)


def _entries(extraction: Extraction) -> Iterator[Entry]:
    doubts = _doubts(extraction)
    year = extraction.document.fiscal_year
    for place, project in enumerate(extraction.projects):
        group = _group(project)
        for position, indicator in enumerate(project.indicators):
            pointer = f"/projects/{place}/indicators/{position}"
            observed = tuple(_observed(indicator, pointer, doubts, year))
            yield Entry(pointer, project, group, indicator, observed)


Doubts = Mapping[tuple[str, str], tuple[str, ...]]
"""(pointer of the indicator, field) → codes of severity warning or more."""


def _doubts(extraction: Extraction) -> Doubts:
    found: dict[tuple[str, str], tuple[str, ...]] = {}
    for issue in extraction.issues:
        if issue.severity != "info" and issue.indicator is not None:
            key = (issue.indicator, issue.field or "")
            found[key] = (*found.get(key, ()), issue.code)
    return found


def _observed(indicator: Indicator, pointer: str, doubts: Doubts, year: int | None) -> Iterator[Observed]:
    printed: list[tuple[Role, str, Observation]] = []
    if indicator.baseline is not None:
        printed.append(("baseline", "baseline", indicator.baseline))
    for role, name in _LISTS:
        printed += [(role, f"{name}/{at}", one) for at, one in enumerate(getattr(indicator, name))]
    for role, name, observation in printed:
        known = {code for code in observation.issues if _is_grave(code)}
        told = {*doubts.get((pointer, name), ()), *doubts.get((pointer, ""), ()), *known}
        if observation.unit is None:
            told.update(doubts.get((pointer, "unit"), ()))
        unit = observation.unit or indicator.unit
        yield Observed(role, f"{pointer}/{name}", observation, unit, tuple(sorted(told)), year)


def _is_grave(code: str) -> bool:
    """Whether an issue of this code is a warning or more, where the issue itself is not at hand."""
    try:
        return CATALOGUE[IssueCode(code)].severity != "info"
    except ValueError:
        return True
