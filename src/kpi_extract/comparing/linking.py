"""Which indicator of one report is which of another: by name where that is certain, else as a proposal with a score.

Names are compared without white space and width. First those with the same project and name, then those whose name is unique
in both reports (their project was renamed, or they moved). What is left is proposed where the names are alike and the
years both reports print have the same values; a score says how much, and what fits two almost equally well is left alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from kpi_extract.records import Extraction, Indicator, Observation, Project
from kpi_extract.values.text import match_key

How = Literal["same", "moved", "renamed"]
LEAST_SCORE = 0.6
"""Below it two indicators are not proposed to be one."""
CLEAR = 0.05
"""How much better than the next one a proposal has to be."""
_WEIGHT_OF_VALUES = 0.4


@dataclass(frozen=True, slots=True)
class Entry:
    """One indicator of a report, with its project and its pointer."""

    pointer: str
    project: Project
    indicator: Indicator

    @property
    def project_key(self) -> str:
        """The project by name, or by what stands above indicators without one."""
        return match_key(self.project.name or " › ".join(self.project.category))

    @property
    def name_key(self) -> tuple[str, str | None]:
        """The name, and which of several measures of one row it is."""
        observations = (*self.indicator.targets, *self.indicator.actuals)
        return match_key(self.indicator.name), next((one.part for one in observations if one.part), None)


class Link(NamedTuple):
    """Two entries that are one indicator."""

    before: Entry
    after: Entry
    how: How
    score: float
    """1 where the names are the same."""


class Linked(NamedTuple):
    """The indicators of two reports."""

    links: list[Link]
    """In order of the later report."""
    gone: list[Entry]
    added: list[Entry]


def entries(extraction: Extraction) -> list[Entry]:
    """All indicators of a report, in its order."""
    return [
        Entry(f"/projects/{number}/indicators/{position}", project, indicator)
        for number, project in enumerate(extraction.projects)
        for position, indicator in enumerate(project.indicators)
    ]


def link(before: Extraction, after: Extraction) -> Linked:
    """Link the indicators of two reports, one to one."""
    old, new = entries(before), entries(after)
    links: list[Link] = []
    steps: tuple[tuple[How, Callable[[Entry], object]], ...] = (
        ("same", lambda one: (one.project_key, *one.name_key, one.indicator.label)),
        ("same", lambda one: (one.project_key, *one.name_key)),
        ("moved", lambda one: one.name_key),
    )
    for how, key in steps:
        found = [Link(one, other, how, 1.0) for one, other in _unique_pairs(old, new, key)]
        old, new = _left(old, (one.before for one in found)), _left(new, (one.after for one in found))
        links += found
    found = list(_alike(old, new))
    old, new = _left(old, (one.before for one in found)), _left(new, (one.after for one in found))
    order = {entry.pointer: number for number, entry in enumerate(entries(after))}
    return Linked(sorted([*links, *found], key=lambda one: order[one.after.pointer]), old, new)


def _left(every: Sequence[Entry], taken: Iterable[Entry]) -> list[Entry]:
    pointers = {one.pointer for one in taken}
    return [one for one in every if one.pointer not in pointers]


def _unique_pairs(
    old: Sequence[Entry], new: Sequence[Entry], key: Callable[[Entry], object]
) -> Iterator[tuple[Entry, Entry]]:
    """Pairs with the same key, which no other entry of either report has."""
    groups: dict[object, tuple[list[Entry], list[Entry]]] = {}
    for side, several in enumerate((old, new)):
        for one in several:
            groups.setdefault(key(one), ([], []))[side].append(one)
    for before, after in groups.values():
        if len(before) == len(after) == 1:
            yield before[0], after[0]
        elif len(before) == len(after):
            yield from _by_values(before, after)


def _by_values(before: Sequence[Entry], after: Sequence[Entry]) -> Iterator[tuple[Entry, Entry]]:
    """Of several with one name those are the same that alone share their values (one KPI under two slots)."""
    for one in before:
        fitting = [other for other in after if overlap(one.indicator, other.indicator) == 1.0]
        others = [other for other in before if any(overlap(other.indicator, two.indicator) == 1.0 for two in fitting)]
        if len(fitting) == len(others) == 1:
            yield one, fitting[0]


def _alike(old: Sequence[Entry], new: Sequence[Entry]) -> Iterator[Link]:
    """Proposals, the best first; each entry once."""
    scored = sorted(
        ((score(one, other), one, other) for one in old for other in new if _may_be_one(one, other)),
        key=lambda found: (-found[0], found[1].pointer, found[2].pointer),
    )
    scored = [found for found in scored if found[0] >= LEAST_SCORE]
    taken: set[str] = set()
    for best, one, other in scored:
        if one.pointer in taken or other.pointer in taken:
            continue
        rivals = [
            points
            for points, first, second in scored
            if (first is one) != (second is other) and first.pointer not in taken and second.pointer not in taken
        ]
        if any(best - points < CLEAR for points in rivals):
            continue
        taken |= {one.pointer, other.pointer}
        yield Link(one, other, "renamed", round(best, 2))


def _may_be_one(one: Entry, other: Entry) -> bool:
    """What counts something else is another indicator."""
    first, second = one.indicator.unit, other.indicator.unit
    if first is None or second is None:
        return True
    return first.symbol == second.symbol or (first.dimension is not None and first.dimension == second.dimension)


def score(one: Entry, other: Entry) -> float:
    """From 0 to 1: how alike the names are, and whether the values of the years both print are the same."""
    from rapidfuzz import fuzz

    names = fuzz.ratio(match_key(one.indicator.name), match_key(other.indicator.name)) / 100
    projects = fuzz.ratio(one.project_key, other.project_key) / 100
    if projects < LEAST_SCORE:
        names *= 0.8
    shared = overlap(one.indicator, other.indicator)
    return names if shared is None else (1 - _WEIGHT_OF_VALUES) * names + _WEIGHT_OF_VALUES * shared


def overlap(one: Indicator, other: Indicator) -> float | None:
    """The share of actuals of the same year that are equal, of those both print; None where they share no year."""
    first, second = _by_year(one), _by_year(other)
    shared = [first[key] == second[key] for key in first if key in second]
    return sum(shared) / len(shared) if shared else None


def _by_year(indicator: Indicator) -> dict[tuple[int | None, str | None], object]:
    return {(one.fiscal_year, one.basis): one.value for one in indicator.actuals if _is_dated(one)}


def _is_dated(observation: Observation) -> bool:
    return observation.value is not None and observation.fiscal_year is not None
