"""Which indicator of one report is which of another: by name where that is certain, else as a proposal with a score.

Names are compared without white space and width. First come those with one name in one project; of several with one
name what is printed about them (unit, slot, headings) and their values say which is which. Then those outside projects
whose name is alone in both reports. Then what is left is
proposed: renamed, or moved to another project. What fits two equally well is left unsettled, and that is told.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from kpi_extract.comparing.assignment import assign
from kpi_extract.comparing.entries import Entry, ProjectGroup, entries, groups, without_years
from kpi_extract.comparing.pairing import Evidence, evidence
from kpi_extract.records import Extraction
from kpi_extract.values.text import match_key

How = Literal["same", "moved", "renamed"]
LEAST_SCORE = 0.6
"""Below it two indicators are not proposed to be one where their values speak for it."""
LEAST_SCORE_OF_NAMES = 0.75
"""The same where nothing but their names does."""
LEAST_EVIDENCE = 0.5
"""The weight of equal values (see `evidence`) that a proposal needs to lean on them."""
LEAST_BALANCE_OF_A_MOVE = 0.3
"""How much more must speak for an indicator in another project than against it."""
_WEIGHT_OF_VALUES = 0.6
"""How much of what a name lacks the values can make up for."""
_WEIGHT_OF_INDICATORS = 0.7
"""How much of what a project's name lacks its indicators can make up for."""


class Link(NamedTuple):
    """Two entries that are one indicator."""

    before: Entry
    after: Entry
    how: How
    score: float
    """1 where name and project are the same, or the project was renamed; less for a proposal."""


class ProjectLink(NamedTuple):
    """Two projects that are probably one under another name."""

    before: ProjectGroup
    after: ProjectGroup
    score: float


class Unclear(NamedTuple):
    """Indicators of which nothing says which is which."""

    before: tuple[Entry, ...]
    after: tuple[Entry, ...]


class Linked(NamedTuple):
    """The indicators and projects of two reports."""

    links: list[Link]
    """In order of the later report."""
    gone: list[Entry]
    added: list[Entry]
    unclear: list[Unclear]
    projects: list[ProjectLink]
    """Those that were probably renamed."""


def link(before: Extraction, after: Extraction) -> Linked:
    """Link the indicators of two reports, one to one."""
    return link_entries(entries(before), entries(after), groups(before), groups(after))


def link_entries(
    old: Sequence[Entry], new: Sequence[Entry], old_groups: Iterable[ProjectGroup], new_groups: Iterable[ProjectGroup]
) -> Linked:
    """The same for indicators that need not be of one report."""
    state = _State(list(old), list(new))
    known = set(new_groups) | {one.group for one in new}
    renamed = _renamed_projects(
        state,
        [one for one in dict.fromkeys([*old_groups, *(one.group for one in old)]) if one not in known],
        [
            one
            for one in dict.fromkeys([*new_groups, *(one.group for one in new)])
            if one not in {*old_groups, *(two.group for two in old)}
        ],
    )
    becomes = {one.before: one.after for one in renamed}
    _link_same(state, becomes)
    _link_alone(state, old, new)
    _propose(state, becomes)
    order = {entry.pointer: number for number, entry in enumerate(new)}
    links = sorted(state.links, key=lambda one: order[one.after.pointer])
    named = [one for one in renamed if one.before.name is not None and one.after.name is not None]
    return Linked(links, state.old, state.new, state.unclear, named)


@dataclass
class _State:
    """What is not linked yet, and what is."""

    old: list[Entry]
    new: list[Entry]
    links: list[Link] = field(default_factory=list)
    unclear: list[Unclear] = field(default_factory=list)

    def take(self, links: Iterable[Link], unclear: Iterable[Unclear]) -> None:
        """Keep these, and look at their entries no more."""
        made, told = list(links), list(unclear)
        self.links += made
        self.unclear += told
        before = {id(one.before) for one in made} | {id(one) for each in told for one in each.before}
        after = {id(one.after) for one in made} | {id(one) for each in told for one in each.after}
        self.old = [one for one in self.old if id(one) not in before]
        self.new = [one for one in self.new if id(one) not in after]


def _link_same(state: _State, becomes: dict[ProjectGroup, ProjectGroup]) -> None:
    """Those with one name in one project."""
    named: dict[tuple[str, ProjectGroup], tuple[list[Entry], list[Entry]]] = defaultdict(lambda: ([], []))
    for one in state.old:
        named[one.key, becomes.get(one.group, one.group)][0].append(one)
    for one in state.new:
        named[one.key, one.group][1].append(one)
    for old, new in named.values():
        if old and new:
            state.take(*_told_apart(old, new))


def _link_alone(state: _State, old: Sequence[Entry], new: Sequence[Entry]) -> None:
    """Those that stand in no project, here or there, whose name is alone in both reports: no project says otherwise."""
    counts = Counter(one.key for one in old), Counter(one.key for one in new)
    left = {one.key: one for one in state.old if counts[0][one.key] == counts[1][one.key] == 1}
    pairs = [(left[other.key], other) for other in state.new if other.key in left]
    state.take(
        [
            Link(one, other, "same", 1.0)
            for one, other in pairs
            if None in (one.group.name, other.group.name) and _may_be_one(one, other)
        ],
        [],
    )


def _told_apart(old: list[Entry], new: list[Entry]) -> tuple[list[Link], list[Unclear]]:
    """Which of several with one name is which."""
    if len(old) == len(new) == 1:
        return [Link(old[0], new[0], "same", 1.0)], []
    scores = {
        (at, to): 1 + _likeness(one, other) + evidence(one.observed, other.observed).balance
        for at, one in enumerate(old)
        for to, other in enumerate(new)
        if one.part == other.part or None in (one.part, other.part)
    }
    found = assign(scores)
    links = [Link(old[at], new[to], "same", 1.0) for at, to in found.sure]
    if not found.tied:
        return links, []
    first = [old[at] for at in sorted({at for at, _ in found.tied})]
    sure = {to for _, to in found.sure}
    second = [other for to, other in enumerate(new) if to not in sure]
    if len(first) == len(second) and all(_is_no_matter(one, other) for one in first for other in second):
        return [*links, *(Link(one, other, "same", 1.0) for one, other in zip(first, second, strict=True))], []
    return links, [Unclear(tuple(first), tuple(second))]


def _is_no_matter(one: Entry, other: Entry) -> bool:
    """Whether linking them finds no difference, so that it does not matter which of two is which."""
    return not evidence(one.observed, other.observed).conflicts and _likeness(one, other) == _likeness(one, one)


def _likeness(one: Entry, other: Entry) -> float:
    """How much of what is printed about two indicators of one name is the same."""
    first, second = one.indicator, other.indicator
    units = [side.unit.symbol if side.unit is not None else "" for side in (one, other)]
    return (
        0.5 * (units[0] == units[1])
        + 0.3 * (match_key(first.label or "") == match_key(second.label or ""))
        + 0.2 * (one.project.category == other.project.category)
        + 0.2 * (one.project.grant == other.project.grant)
        + 0.2 * (match_key(first.definition or "") == match_key(second.definition or ""))
    )


def _renamed_projects(state: _State, gone: list[ProjectGroup], added: list[ProjectGroup]) -> list[ProjectLink]:
    """Projects that are probably one: their names are alike, or their indicators are the same."""
    sides: tuple[dict[ProjectGroup, list[Entry]], ...] = ({one: [] for one in gone}, {one: [] for one in added})
    for several, side in ((state.old, sides[0]), (state.new, sides[1])):
        for entry in several:
            if entry.group in side:
                side[entry.group].append(entry)
    scores: dict[tuple[int, int], float] = {}
    for at, (before, old) in enumerate(sides[0].items()):
        for to, (after, new) in enumerate(sides[1].items()):
            if (before.name is None) != (after.name is None):
                continue
            names = _similarity(without_years(before.key), without_years(after.key))
            shared = _shared(old, new)
            score = names + (1 - names) * _WEIGHT_OF_INDICATORS * shared
            if score >= (LEAST_SCORE if shared else LEAST_SCORE_OF_NAMES):
                scores[at, to] = score
    found = assign(scores)
    return [ProjectLink(gone[at], added[to], round(scores[at, to], 2)) for at, to in found.sure]


def _shared(old: Sequence[Entry], new: Sequence[Entry]) -> float:
    """The share of the indicators of two projects that have one name; those whose values differ do not count."""
    if not old or not new:
        return 0.0
    total = 0.0
    for one in old:
        same = [evidence(one.observed, other.observed) for other in new if other.key == one.key]
        total += max(
            (1.0 if found.weight >= LEAST_EVIDENCE else 0.5 for found in same if not found.conflicts), default=0
        )
    return total / max(len(old), len(new))


def _propose(state: _State, becomes: dict[ProjectGroup, ProjectGroup]) -> None:
    """What is left: the best proposals, one to one."""
    old, new = state.old, state.new
    scores: dict[tuple[int, int], float] = {}
    for at, one in enumerate(old):
        for to, other in enumerate(new):
            score = _score(one, other, is_one_project=becomes.get(one.group, one.group) == other.group)
            if score is not None:
                scores[at, to] = score
    found = assign(scores)
    links = []
    for at, to in found.sure:
        how: How = "moved" if old[at].key == new[to].key else "renamed"
        links.append(Link(old[at], new[to], how, round(scores[at, to], 2)))
    state.take(links, _tied(old, new, found.tied, found.sure, scores))


def _tied(
    old: list[Entry],
    new: list[Entry],
    tied: Sequence[tuple[int, int]],
    sure: Sequence[tuple[int, int]],
    scores: dict[tuple[int, int], float],
) -> list[Unclear]:
    """Each indicator that fits several, with all that it may be; those that hang together are told together."""
    taken = {at for at, _ in sure}, {to for _, to in sure}
    told: list[tuple[set[int], set[int]]] = []
    for pair in tied:
        rows, columns = {pair[0]}, {pair[1]}
        columns |= {to for at, to in scores if at in rows and to not in taken[1]}
        rows |= {at for at, to in scores if to in columns and at not in taken[0]}
        for one in [one for one in told if one[0] & rows or one[1] & columns]:
            told.remove(one)
            rows, columns = rows | one[0], columns | one[1]
        told.append((rows, columns))
    return [
        Unclear(tuple(old[at] for at in sorted(rows)), tuple(new[to] for to in sorted(columns)))
        for rows, columns in told
    ]


def _score(one: Entry, other: Entry, *, is_one_project: bool) -> float | None:
    """From 0 to 1: how alike the names are, and what the values of common years say; None for no proposal."""
    if not _may_be_one(one, other):
        return None
    names = _similarity(one.key_without_years, other.key_without_years)
    if names < LEAST_SCORE_OF_NAMES and one.contents.isdisjoint(other.contents):
        return None  # most pairs: to weigh their values would take far longer than to see that they share none
    found = evidence(one.observed, other.observed)
    if not is_one_project and not _speaks_for_a_move(one, other, names, found):
        return None
    score = _with_values(names, found)
    least = LEAST_SCORE if found.weight >= LEAST_EVIDENCE else LEAST_SCORE_OF_NAMES
    return score if score >= least else None


def _speaks_for_a_move(one: Entry, other: Entry, names: float, found: Evidence) -> bool:
    """参加者数 of one project is not 参加者数 of another, unless its values say so; and less so under another name."""
    if found.weight < 2 * LEAST_EVIDENCE:
        return False
    if one.key == other.key:
        return found.balance >= LEAST_BALANCE_OF_A_MOVE
    return not found.conflicts and names >= LEAST_SCORE


def _with_values(names: float, found: Evidence) -> float:
    """The score of two names with what the values say for or against it."""
    if found.balance >= 0:
        return names + (1 - names) * _WEIGHT_OF_VALUES * found.balance
    return names * (1 + _WEIGHT_OF_VALUES * found.balance)


def _may_be_one(one: Entry, other: Entry) -> bool:
    """What counts something else is another indicator."""
    units = one.unit, other.unit
    return (one.part == other.part) and (units[0] is None or units[1] is None or units[0].symbol == units[1].symbol)


def _similarity(one: str, other: str) -> float:
    """How alike two names without years are, from 0 to 1."""
    from rapidfuzz import fuzz

    return float(fuzz.ratio(one, other) / 100)
