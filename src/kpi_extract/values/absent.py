"""Texts that say there is no value: 算定中, 2021年度に初回調査, 感染症の拡大により中止, an empty form."""

from __future__ import annotations

from kpi_extract.values.number_words import (
    CANNOT,
    EMPTY_FORM,
    MASKED,
    MISSING_WORDS,
    PUBLISHED_LATER,
    REASON,
    STATUSES,
    SURVEYED_LATER,
)
from kpi_extract.values.period import find_periods
from kpi_extract.values.printed import PrintedValue
from kpi_extract.values.text import match_key
from kpi_extract.values.unit import is_known_unit, parse_unit

_STATUSES = dict(STATUSES)
_BRACKETS = "()[]〔〕【】"


def is_missing_word(key: str) -> bool:
    """Whether a matching key is one of the words for no value.

    >>> is_missing_word("算定中"), is_missing_word("測定できず"), is_missing_word("達成")
    (True, True, False)
    """
    return bool(
        key in MISSING_WORDS or key.rstrip("-") in MISSING_WORDS or MASKED.fullmatch(key) or CANNOT.fullmatch(key)
    )


def absent(text: str) -> PrintedValue | None:
    """What a text says that names no value; None for anything else. Dashes are not its business.

    A year of a survey dates the value that is missing (2021年度に初回調査), a year of publication does not (令和6年度公表予定).

    >>> absent("コロナ禍により中止").missing
    'word'
    """
    key = match_key(text)
    if not key or EMPTY_FORM.fullmatch(key):
        return PrintedValue(text, missing="blank")
    unit = key.strip(_BRACKETS)
    if is_known_unit(unit) and is_only_a_unit(unit):
        return PrintedValue(text, missing="blank", unit=unit)
    word = key.strip(_BRACKETS)
    if is_missing_word(word):
        return PrintedValue(text, missing="word")
    if word in _STATUSES:
        # (見込) alone: a forecast is meant, and not printed (新庄市).
        return PrintedValue(text, missing="word", status=_STATUSES[word])
    return _dated(text, word)


def is_only_a_unit(key: str) -> bool:
    """A unit printed in the form before the number is filled in: 人, %, 件/年; not 大学 (a word) or 百万円 (a number?)."""
    if key[0] in "十百千万億" or (key.isalpha() and key.isascii()):
        return False
    return len(key) == 1 or "/" in key or parse_unit(key).dimension not in ("count", None)


def _dated(text: str, word: str) -> PrintedValue | None:
    periods = find_periods(word)
    if len(periods) == 1 and periods[0].start == 0:
        (match,) = periods
        rest = word[match.end :].lstrip("はに:、,")
        if PUBLISHED_LATER.fullmatch(rest):
            return PrintedValue(text, missing="word")
        if is_missing_word(rest) or SURVEYED_LATER.fullmatch(rest):
            return PrintedValue(text, missing="word", period=match.period, codes=match.period.codes)
    for match in reversed(periods):
        word = word[: match.start] + word[match.end :]
    reason = REASON.match(word)
    if reason is not None and is_missing_word(word[reason.end() :]):
        return PrintedValue(text, missing="word")
    return None
