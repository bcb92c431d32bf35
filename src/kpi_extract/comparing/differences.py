"""What a report says otherwise than the one before it: what came and went, revised targets, results told anew.

A past result counts as restated only where both reports print a value of one role, time, unit and basis, and the two
cannot be one value printed in two ways.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from kpi_extract.comparing.agreement import ESTIMATES, Agreement, agreement
from kpi_extract.comparing.entries import RESULTS, Entry, Observed, groups
from kpi_extract.comparing.linking import Link, Linked, Unclear, link
from kpi_extract.comparing.pairing import Mingled, PairedValues, pair_values
from kpi_extract.issues import Severity
from kpi_extract.place import Place
from kpi_extract.records import Extraction, Unit
from kpi_extract.values.text import match_key

Kind = Literal[
    "project-added",
    "project-gone",
    "project-renamed",
    "indicator-added",
    "indicator-gone",
    "indicator-renamed",
    "indicator-moved",
    "indicator-unclear",
    "target-revised",
    "target-rescheduled",
    "result-restated",
    "estimate-replaced",
    "rate-changed",
    "value-filled",
    "value-withdrawn",
    "printed-otherwise",
    "values-unclear",
    "unit-changed",
    "basis-changed",
    "definition-changed",
    "direction-changed",
]
_WARNINGS: frozenset[Kind] = frozenset(
    {"indicator-unclear", "result-restated", "value-withdrawn", "values-unclear", "unit-changed", "basis-changed"}
)
"""What a person should look at: a past value is another one, or values cannot be compared as they stand."""


@dataclass(frozen=True, slots=True)
class Change:
    """One difference. `was` and `now` are as printed."""

    kind: Kind
    project: str
    indicator: str | None
    """The name in the later report, or in the earlier one if it is gone."""
    severity: Severity = "info"
    field: str | None = None
    """target, actual, baseline, achievement_rate, unit …"""
    fiscal_year: int | None = None
    date: str | None = None
    was: str | None = None
    now: str | None = None
    unit: str | None = None
    """As the later report prints it."""
    unit_before: str | None = None
    """As the earlier report prints it, where that differs."""
    score: float | None = None
    """Of what was renamed or moved, and of every change of such an indicator: how sure the link is, from 0 to 1."""
    before: str | None = None
    """JSON pointer in the earlier report: to the value, or to the indicator."""
    after: str | None = None
    place_before: Place | None = None
    place_after: Place | None = None
    issues: tuple[str, ...] = ()
    """Codes of the warnings and errors of both values: what was read with doubt is perhaps no change."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two reports of one publisher, the earlier and the later."""

    before: Extraction
    after: Extraction
    linked: Linked
    changes: list[Change]


def compare(before: Extraction, after: Extraction) -> Comparison:
    """Everything that differs between two reports, in order of the later one; a year that only one prints is none."""
    linked = link(before, after)
    years = before.document.fiscal_year, after.document.fiscal_year
    shift = years[1] - years[0] if years[0] is not None and years[1] is not None else None
    changes = [
        *_projects(before, after, linked),
        *(_came(entry) for entry in linked.added),
        *(_went(entry) for entry in linked.gone),
        *(_not_settled(one) for one in linked.unclear),
        *(change for one in linked.links for change in _of_link(one, shift)),
    ]
    return Comparison(before, after, linked, changes)


def _projects(before: Extraction, after: Extraction, linked: Linked) -> Iterator[Change]:
    old, new = groups(before), groups(after)
    places = [{match_key(one.name or ""): one.place for one in reversed(report.projects)} for report in (before, after)]
    renamed = {one.before for one in linked.projects}, {one.after for one in linked.projects}
    for link_ in linked.projects:
        yield Change(
            "project-renamed",
            link_.after.name or "",
            None,
            was=link_.before.name,
            now=link_.after.name,
            score=link_.score,
            place_before=places[0].get(link_.before.key),
            place_after=places[1].get(link_.after.key),
        )
    for one in new:
        if one not in old and one not in renamed[1]:
            yield Change("project-added", one.name or "", None, now=one.name, place_after=places[1].get(one.key))
    for one in old:
        if one not in new and one not in renamed[0]:
            yield Change("project-gone", one.name or "", None, was=one.name, place_before=places[0].get(one.key))


def _came(entry: Entry) -> Change:
    name = entry.indicator.name
    place = entry.indicator.place
    return Change("indicator-added", _project_of(entry), name, now=name, after=entry.pointer, place_after=place)


def _went(entry: Entry) -> Change:
    name = entry.indicator.name
    place = entry.indicator.place
    return Change("indicator-gone", _project_of(entry), name, was=name, before=entry.pointer, place_before=place)


def _not_settled(one: Unclear) -> Change:
    first, second = (one.before or one.after)[0], (one.after or one.before)[0]
    return Change(
        "indicator-unclear",
        _project_of(second),
        second.indicator.name,
        "warning",
        was=" / ".join(each.indicator.name for each in one.before),
        now=" / ".join(each.indicator.name for each in one.after),
        before=" ".join(each.pointer for each in one.before),
        after=" ".join(each.pointer for each in one.after),
        place_before=first.indicator.place,
        place_after=second.indicator.place,
    )


def _project_of(entry: Entry) -> str:
    return entry.project.name or " › ".join(entry.project.category)


def _of_link(one: Link, shift: int | None) -> Iterator[Change]:
    before, after = one.before.indicator, one.after.indicator
    if one.how == "renamed":
        yield _named(one, "indicator-renamed", before.name, after.name)
    elif one.how == "moved":
        yield _named(one, "indicator-moved", _project_of(one.before) or "-", _project_of(one.after) or "-")
    units = one.before.unit, one.after.unit
    is_other_unit = _unit_text(units[0]) != _unit_text(units[1])
    if is_other_unit:
        yield _named(one, "unit-changed", _raw(units[0]), _raw(units[1]), field="unit")
    for name, was, now in (
        ("definition", before.definition, after.definition),
        ("direction", before.direction, after.direction),
    ):
        kind: Kind = "definition-changed" if name == "definition" else "direction-changed"
        if was is not None and now is not None and match_key(was) != match_key(now):
            yield _named(one, kind, was, now, field=name)
    pairing = pair_values(one.before.observed, one.after.observed)
    for pair in pairing.pairs:
        yield from _of_values(one, pair, is_unit_told=is_other_unit)
    yield from (_mingled(one, some) for some in pairing.mingled)
    yield from _rescheduled(one, shift)


def _raw(unit: Unit | None) -> str | None:
    return unit.raw if unit is not None else None


def _unit_text(unit: Unit | None) -> tuple[object, ...] | None:
    return (unit.symbol, unit.multiplier) if unit is not None else None


def _of_values(one: Link, pair: PairedValues, *, is_unit_told: bool) -> Iterator[Change]:
    was, now = pair
    found = agreement(was, now)
    if found is Agreement.SAME:
        return
    if found is Agreement.INCOMPARABLE:
        if was.observation.basis != now.observation.basis:
            yield _valued(one, pair, "basis-changed")
        elif not is_unit_told:
            yield _valued(one, pair, "unit-changed")
        return
    kinds: dict[Agreement, Kind] = {
        Agreement.FILLED: "value-filled",
        Agreement.EMPTIED: "value-withdrawn",
        Agreement.PRINTED_OTHERWISE: "printed-otherwise",
        Agreement.DIFFERENT: _other_value(was),
    }
    yield _valued(one, pair, kinds[found])


def _other_value(was: Observed) -> Kind:
    """What another value means, by what the earlier one was."""
    if was.role == "target":
        return "target-revised"
    if was.role not in RESULTS:
        return "rate-changed"
    return "estimate-replaced" if was.observation.status in ESTIMATES else "result-restated"


def _rescheduled(one: Link, shift: int | None) -> Iterator[Change]:
    """The one final target of both reports is for another year; a target that moves along with the reports is none."""
    finals = [
        [each for each in side.observed if each.role == "target" and each.observation.status == "final"]
        for side in (one.before, one.after)
    ]
    if len(finals[0]) != 1 or len(finals[1]) != 1:
        return
    was, now = finals[0][0], finals[1][0]
    years = was.observation.fiscal_year, now.observation.fiscal_year
    if years[0] is None or years[1] is None or years[0] == years[1]:
        return
    periods = [{each.period for each in side.observed if each.role == "target"} for side in (one.before, one.after)]
    if was.period not in periods[1] and now.period not in periods[0] and years[1] - years[0] != shift:
        yield _valued(one, PairedValues(was, now), "target-rescheduled")


def _valued(one: Link, pair: PairedValues, kind: Kind) -> Change:
    was, now = pair
    units = _raw(was.unit), _raw(now.unit)
    dated = kind == "target-rescheduled"
    return Change(
        kind,
        _project_of(one.after),
        one.after.indicator.name,
        _severity(kind, was),
        field=now.role,
        fiscal_year=now.observation.fiscal_year,
        date=now.observation.date,
        was=_printed(was, with_time=dated),
        now=_printed(now, with_time=dated),
        unit=units[1],
        unit_before=units[0] if units[0] != units[1] else None,
        score=_score(one),
        before=was.pointer,
        after=now.pointer,
        place_before=was.observation.place,
        place_after=now.observation.place,
        issues=tuple(sorted({*was.codes, *now.codes})),
    )


def _severity(kind: Kind, was: Observed) -> Severity:
    # That a target or a rate is no longer printed is no past result withdrawn.
    return "warning" if kind in _WARNINGS and (kind != "value-withdrawn" or was.role in RESULTS) else "info"


def _mingled(one: Link, some: Mingled) -> Change:
    first, second = some.was[0], some.now[0]
    return Change(
        "values-unclear",
        _project_of(one.after),
        one.after.indicator.name,
        "warning",
        field=second.role,
        fiscal_year=second.observation.fiscal_year,
        date=second.observation.date,
        was=" / ".join(each.observation.raw for each in some.was),
        now=" / ".join(each.observation.raw for each in some.now),
        unit=_raw(second.unit),
        score=_score(one),
        before=" ".join(each.pointer for each in some.was),
        after=" ".join(each.pointer for each in some.now),
        place_before=first.observation.place,
        place_after=second.observation.place,
        issues=tuple(sorted({code for each in (*some.was, *some.now) for code in each.codes})),
    )


def _printed(one: Observed, *, with_time: bool) -> str:
    when = one.observation.date or one.observation.fiscal_year
    return f"{one.observation.raw} ({when})" if with_time else one.observation.raw


def _score(one: Link) -> float | None:
    return None if one.how == "same" else one.score


def _named(one: Link, kind: Kind, was: str | None, now: str | None, *, field: str | None = None) -> Change:
    return Change(
        kind,
        _project_of(one.after),
        one.after.indicator.name,
        "warning" if kind in _WARNINGS else "info",
        field=field,
        was=was,
        now=now,
        score=_score(one),
        before=one.before.pointer,
        after=one.after.pointer,
        place_before=one.before.indicator.place,
        place_after=one.after.indicator.place,
    )
