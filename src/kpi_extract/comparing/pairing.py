"""The values of one indicator in two reports: which are of one time and one kind, so that they can be compared."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from kpi_extract.comparing.agreement import is_missing, same_content
from kpi_extract.comparing.entries import RESULTS, Observed


class PairedValues(NamedTuple):
    """One value as the earlier and as the later report prints it."""

    was: Observed
    now: Observed


class Mingled(NamedTuple):
    """Several values of one time and kind that differ, and nothing says which of them became which."""

    was: tuple[Observed, ...]
    now: tuple[Observed, ...]


class Pairing(NamedTuple):
    """What can be compared; what only one report prints is in neither list."""

    pairs: tuple[PairedValues, ...]
    mingled: tuple[Mingled, ...]


def pair_values(was: Sequence[Observed], now: Sequence[Observed]) -> Pairing:
    """The values of two reports that speak of the same.

    They are of one role and one fiscal year or date. Values without a date belong together only where both reports
    are about the same year. An actual and a baseline of one year are compared where neither report has both.
    """
    slots: dict[tuple[str, ...], tuple[list[Observed], list[Observed]]] = defaultdict(lambda: ([], []))
    crossed = _with_one_result_each(was, now)
    for side, values in enumerate((was, now)):
        for one in values:
            time = one.time
            if time is not None:
                kind = "result" if one.role in RESULTS and time in crossed else one.role
                slots[kind, time, _kind(one)][side].append(one)
    pairs: list[PairedValues] = []
    mingled: list[Mingled] = []
    for before, after in slots.values():
        _pair_slot(before, after, pairs, mingled)
    order = {id(one): at for at, one in enumerate(was)}
    return Pairing(
        tuple(sorted(pairs, key=lambda pair: order[id(pair.was)])),
        tuple(sorted(mingled, key=lambda some: order[id(some.was[0])])),
    )


def _with_one_result_each(was: Sequence[Observed], now: Sequence[Observed]) -> set[str | None]:
    """The times for which each report prints either an actual or a baseline."""
    sides: tuple[dict[str | None, set[str]], ...] = ({}, {})
    for roles, values in zip(sides, (was, now), strict=True):
        for one in values:
            if one.role in RESULTS:
                roles.setdefault(one.time, set()).add(one.role)
    return {time for time in sides[0] if len(sides[0][time]) == len(sides[1].get(time, ())) == 1}


def _kind(one: Observed) -> str:
    """Values that are never compared with others: an old target, a value of another year that only serves as reference."""
    status = one.observation.status
    return status if status in ("superseded", "reference") else ""


def _pair_slot(
    before: list[Observed], after: list[Observed], pairs: list[PairedValues], mingled: list[Mingled]
) -> None:
    left, right = list(before), list(after)
    for is_alike in (_is_wholly_alike, _has_same_marks_and_content, _is_same_at_one_date, _is_same_number_at_one_date):
        _take(left, right, is_alike, pairs)
    for is_alike in (_has_same_marks, _is_of_one_part_and_date):
        for one in list(left):
            partners = [other for other in right if is_alike(one, other)]
            if len(partners) == 1 and sum(is_alike(other, partners[0]) for other in left) == 1:
                pairs.append(PairedValues(one, partners[0]))
                left.remove(one)
                right.remove(partners[0])
    compatible = [one for one in left if any(_is_of_one_part_and_date(one, other) for other in right)]
    others = [other for other in right if any(_is_of_one_part_and_date(one, other) for one in left)]
    if compatible:
        mingled.append(Mingled(tuple(compatible), tuple(others)))


def _take(
    left: list[Observed],
    right: list[Observed],
    is_alike: Callable[[Observed, Observed], bool],
    pairs: list[PairedValues],
) -> None:
    for one in list(left):
        partner = next((other for other in right if is_alike(one, other)), None)
        if partner is not None:
            pairs.append(PairedValues(one, partner))
            left.remove(one)
            right.remove(partner)


def _is_wholly_alike(one: Observed, other: Observed) -> bool:
    return (
        one.role == other.role
        and one.observation.status == other.observation.status
        and one.observation.date == other.observation.date
        and _has_same_marks_and_content(one, other)
    )


def _has_same_marks_and_content(one: Observed, other: Observed) -> bool:
    return _has_same_marks(one, other) and same_content(one, other)


def _is_same_at_one_date(one: Observed, other: Observed) -> bool:
    return _is_of_one_part_and_date(one, other) and same_content(one, other)


def _is_same_number_at_one_date(one: Observed, other: Observed) -> bool:
    """Where the unit has changed, the number still says which of several values is which."""
    value = one.observation.value
    return value is not None and value == other.observation.value and _is_of_one_part_and_date(one, other)


def _has_same_marks(one: Observed, other: Observed) -> bool:
    return _is_of_one_part_and_date(one, other) and one.observation.basis == other.observation.basis


def _is_of_one_part_and_date(one: Observed, other: Observed) -> bool:
    """June and March of one fiscal year are not one time; a year alone may be either."""
    dates = one.observation.date, other.observation.date
    parts = one.observation.part, other.observation.part
    is_one_date = dates[0] is None or dates[1] is None or dates[0].startswith(dates[1]) or dates[1].startswith(dates[0])
    return is_one_date and (parts[0] == parts[1] or None in parts)


class Evidence(NamedTuple):
    """What the values say about two indicators being one."""

    weight: float
    """Of the values that agree: a long number that is the same says much, a 0 or a 1 little, a missing one nothing."""
    conflicts: int
    """How many do not agree."""

    @property
    def balance(self) -> float:
        """From -1 (nothing agrees) over 0 (nothing is known) to 1."""
        return (self.weight - self.conflicts) / (self.weight + self.conflicts + 0.5)


def evidence(was: Iterable[Observed], now: Iterable[Observed]) -> Evidence:
    """What the baselines, targets and actuals of common years say."""
    before, after = ([one for one in side if one.role != "achievement_rate"] for side in (was, now))
    pairing = pair_values(before, after)
    weight, conflicts = 0.0, len(pairing.mingled)
    for old, new in pairing.pairs:
        if is_missing(old) or is_missing(new):
            continue
        if same_content(old, new):
            weight += _weight(old)
        else:
            conflicts += 1
    return Evidence(weight, conflicts)


def _weight(one: Observed) -> float:
    value = one.observation.value
    if value is None:
        return 0.3
    digits = value.normalize().as_tuple().digits
    return 0.05 if not value else min(1.0, 0.25 * len(digits))
