"""Two printed values of one time: what became of the one in the other. Not the text is compared but what it says."""

from __future__ import annotations

from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from enum import Enum

from kpi_extract.comparing.entries import Observed
from kpi_extract.values.text import match_key

ESTIMATES = ("preliminary", "forecast")
"""Statuses of a value that is expected to be replaced: another one later restates nothing."""


class Agreement(Enum):
    """How two values of one time and role stand to each other."""

    SAME = "same"
    """They say the same, whatever unit they are printed in; both missing is the same too."""
    PRINTED_OTHERWISE = "printed otherwise"
    """The same but for the number of digits, or for 以上, 約 that only one of them has."""
    DIFFERENT = "different"
    FILLED = "filled"
    """The first is missing."""
    EMPTIED = "emptied"
    """The second is missing."""
    INCOMPARABLE = "incomparable"
    """They count different things, or on a different basis."""


def agreement(was: Observed, now: Observed) -> Agreement:
    """How the second value stands to the first."""
    if is_missing(was) or is_missing(now):
        if is_missing(was) and is_missing(now):
            return Agreement.SAME
        return Agreement.FILLED if is_missing(was) else Agreement.EMPTIED
    if _count_different_things(was, now) or was.observation.basis != now.observation.basis:
        return Agreement.INCOMPARABLE
    if was.observation.value is None or now.observation.value is None:
        same = was.observation.value is now.observation.value and said(was) == said(now)
        return Agreement.SAME if same else Agreement.DIFFERENT
    return _numbers(was, now)


def same_content(was: Observed, now: Observed) -> bool:
    """Whether they say the same, but for how they are printed and for a basis that only one names."""
    if _count_different_things(was, now) or is_missing(was) != is_missing(now):
        return False
    if is_missing(was):
        return True
    if was.observation.value is None or now.observation.value is None:
        return was.observation.value is now.observation.value and said(was) == said(now)
    return _numbers(was, now) is Agreement.SAME


def is_missing(one: Observed) -> bool:
    """Whether it is a dash, a blank or a word that says so."""
    return one.observation.missing is not None


def said(one: Observed) -> str:
    """A value that is no number, as it is compared."""
    return match_key(one.observation.text or one.observation.raw)


def _count_different_things(was: Observed, now: Observed) -> bool:
    """Two units that are known and differ; numbers of an unknown unit are compared as they are."""
    return was.unit is not None and now.unit is not None and was.unit.symbol != now.unit.symbol


def _numbers(was: Observed, now: Observed) -> Agreement:
    before, after = was.observation, now.observation
    if before.value is None or after.value is None:
        raise ValueError("two numbers are asked for")
    # One says 以上 and the other nothing: that may be the heading's wording. 以上 against 以下 is another value.
    says_other = before.comparator != after.comparator
    if says_other and before.comparator is not None and after.comparator is not None:
        return Agreement.DIFFERENT
    if (before.upper is None) != (after.upper is None):
        return Agreement.DIFFERENT
    pairs = [(before.value, after.value)]
    if before.upper is not None and after.upper is not None:
        pairs.append((before.upper, after.upper))
    if all(one == other for one, other in pairs):
        return Agreement.PRINTED_OTHERWISE if says_other else Agreement.SAME
    steps = was.quantum, now.quantum
    if len(pairs) == 1 and _is_rounding(pairs[0], steps):
        return Agreement.PRINTED_OTHERWISE
    return Agreement.DIFFERENT


def _is_rounding(values: tuple[Decimal, Decimal], steps: tuple[Decimal, Decimal]) -> bool:
    """Whether the value with the larger step is the other one rounded or cut to that step."""
    if not all(steps) or steps[0] == steps[1]:
        return False
    coarse, fine = values if steps[0] > steps[1] else values[::-1]
    step = max(steps)
    return coarse in {(fine / step).quantize(Decimal(1), way) * step for way in (ROUND_HALF_UP, ROUND_DOWN)}
