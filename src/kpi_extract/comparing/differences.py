"""What a report says otherwise than the one before it: what came and went, revised targets, results told anew."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from kpi_extract.comparing.linking import Entry, Link, Linked, link
from kpi_extract.place import Place
from kpi_extract.records import Extraction, Indicator, Observation, Unit
from kpi_extract.values.text import match_key

Kind = Literal[
    "project-added",
    "project-gone",
    "indicator-added",
    "indicator-gone",
    "indicator-renamed",
    "indicator-moved",
    "target-revised",
    "result-restated",
    "value-filled",
    "value-withdrawn",
    "unit-changed",
    "basis-changed",
    "definition-changed",
    "direction-changed",
]


@dataclass(frozen=True, slots=True)
class Change:
    """One difference. `was` and `now` are as printed."""

    kind: Kind
    project: str
    indicator: str | None
    """The name in the later report, or in the earlier one if it is gone."""
    field: str | None = None
    """target, actual, baseline, achievement_rate, unit …"""
    fiscal_year: int | None = None
    date: str | None = None
    was: str | None = None
    now: str | None = None
    unit: str | None = None
    score: float | None = None
    """Of a renamed indicator: how sure the proposal is, from 0 to 1."""
    before: str | None = None
    """JSON pointer in the earlier report."""
    after: str | None = None
    place_before: Place | None = None
    place_after: Place | None = None
    issues: tuple[str, ...] = ()
    """Codes of the issues of both values: what is not certain is perhaps no change."""


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
    changes = [
        *_projects(before, after),
        *(_came(entry) for entry in linked.added),
        *(_went(entry) for entry in linked.gone),
        *(change for one in linked.links for change in _of_link(one)),
    ]
    return Comparison(before, after, linked, changes)


def _projects(before: Extraction, after: Extraction) -> Iterator[Change]:
    old, new = ({match_key(one.name): one for one in report.projects if one.name} for report in (before, after))
    for key, project in new.items():
        if key not in old:
            yield Change("project-added", project.name or "", None, now=project.name, place_after=project.place)
    for key, project in old.items():
        if key not in new:
            yield Change("project-gone", project.name or "", None, was=project.name, place_before=project.place)


def _came(entry: Entry) -> Change:
    name = entry.indicator.name
    place = entry.indicator.place
    return Change("indicator-added", _project_of(entry), name, now=name, after=entry.pointer, place_after=place)


def _went(entry: Entry) -> Change:
    name = entry.indicator.name
    place = entry.indicator.place
    return Change("indicator-gone", _project_of(entry), name, was=name, before=entry.pointer, place_before=place)


def _project_of(entry: Entry) -> str:
    return entry.project.name or " › ".join(entry.project.category)


def _of_link(one: Link) -> Iterator[Change]:
    before, after = one.before.indicator, one.after.indicator
    if one.how == "renamed":
        yield _named(one, "indicator-renamed", before.name, after.name, score=one.score)
    elif one.how == "moved":
        yield _named(one, "indicator-moved", _project_of(one.before), _project_of(one.after))
    if _unit_text(before.unit) != _unit_text(after.unit):
        yield _named(one, "unit-changed", _raw(before.unit), _raw(after.unit), field="unit")
    for field, kind in (("definition", "definition-changed"), ("direction", "direction-changed")):
        was, now = getattr(before, field), getattr(after, field)
        if was is not None and now is not None and match_key(was) != match_key(now):
            yield _named(one, kind, was, now, field=field)  # type: ignore[arg-type]
    for role, old, new in _pairs(before, after):
        yield from _of_values(one, role, old, new)


def _raw(unit: Unit | None) -> str | None:
    return unit.raw if unit is not None else None


def _unit_text(unit: Unit | None) -> tuple[object, ...] | None:
    return (unit.symbol, unit.multiplier) if unit is not None else None


_Pair = tuple[str, Observation, Observation]


def _pairs(before: Indicator, after: Indicator) -> Iterator[_Pair]:
    """Values of both reports that are about the same: role, year, date and kind."""
    if before.baseline is not None and after.baseline is not None and _time(before.baseline) == _time(after.baseline):
        yield "baseline", before.baseline, after.baseline
    finals = [[one for one in side.targets if one.status == "final"] for side in (before, after)]
    if len(finals[0]) == len(finals[1]) == 1:
        yield "target", finals[0][0], finals[1][0]
    others = [[one for one in side.targets if one.status not in ("final", "superseded")] for side in (before, after)]
    several = len(finals[0]) != 1 or len(finals[1]) != 1
    targets = [[*finals[side], *others[side]] if several else others[side] for side in (0, 1)]
    yield from (("target", *pair) for pair in _same(targets[0], targets[1]))
    yield from (("actual", *pair) for pair in _same(before.actuals, after.actuals))
    yield from (("achievement_rate", *pair) for pair in _same(before.achievement_rates, after.achievement_rates))


def _time(one: Observation) -> tuple[object, ...]:
    return one.fiscal_year, one.date


def _same(old: Sequence[Observation], new: Sequence[Observation]) -> Iterator[tuple[Observation, Observation]]:
    """Observations of one time and kind, where each report has just one of them; undated ones are about any time."""
    first, second = _by_kind(old), _by_kind(new)
    yield from ((first[key], second[key]) for key in first if key in second)


def _by_kind(several: Sequence[Observation]) -> dict[tuple[object, ...], Observation]:
    keys = [(one.fiscal_year, one.date, one.basis, one.part) for one in several]
    counts = Counter(keys)
    return {
        key: one
        for key, one in zip(keys, several, strict=True)
        if counts[key] == 1 and (one.fiscal_year is not None or one.date is not None)
    }


def _of_values(one: Link, role: str, old: Observation, new: Observation) -> Iterator[Change]:
    if role == "target" and _time(old) != _time(new) and old.fiscal_year and new.fiscal_year:
        yield _valued(one, "target-revised", role, old, new, with_time=True)
        return
    if old.basis != new.basis and old.basis is not None and new.basis is not None:
        yield _valued(one, "basis-changed", role, old, new)
        return
    if _content(old, one.before.indicator) == _content(new, one.after.indicator):
        return
    kind: Kind = "target-revised" if role == "target" else "result-restated"
    if old.missing is not None and new.missing is not None:
        return  # 算定中, a dash and a blank all say that there is none yet
    if old.missing is not None:
        kind = "value-filled"
    elif new.missing is not None:
        kind = "value-withdrawn"
    yield _valued(one, kind, role, old, new)


def _content(one: Observation, indicator: Indicator) -> tuple[object, ...]:
    unit = one.unit or indicator.unit
    text = match_key(one.text) if one.text is not None else None
    return (
        one.value,
        one.upper,
        text,
        one.comparator,
        unit.symbol if unit is not None and one.value is not None else None,
    )


def _valued(one: Link, kind: Kind, role: str, old: Observation, new: Observation, *, with_time: bool = False) -> Change:
    unit = one.after.indicator.unit
    return Change(
        kind,
        _project_of(one.after),
        one.after.indicator.name,
        field=role,
        fiscal_year=new.fiscal_year,
        date=new.date,
        was=_printed(old, with_time),
        now=_printed(new, with_time),
        unit=unit.raw if unit is not None else None,
        before=one.before.pointer,
        after=one.after.pointer,
        place_before=old.place,
        place_after=new.place,
        issues=tuple(dict.fromkeys([*old.issues, *new.issues])),
    )


def _printed(one: Observation, with_time: bool) -> str:
    when = one.date or one.fiscal_year
    return f"{one.raw} ({when})" if with_time else one.raw


def _named(
    one: Link, kind: Kind, was: str | None, now: str | None, *, field: str | None = None, score: float | None = None
) -> Change:
    return Change(
        kind,
        _project_of(one.after),
        one.after.indicator.name,
        field=field,
        was=was,
        now=now,
        score=score,
        before=one.before.pointer,
        after=one.after.pointer,
        place_before=one.before.indicator.place,
        place_after=one.after.indicator.place,
    )
