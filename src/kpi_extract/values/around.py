"""What stands around a number: brackets, notes behind ※, dates, words of status and basis, what is printed before it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from kpi_extract.issues import IssueCode
from kpi_extract.values.digits import SCALED
from kpi_extract.values.number_words import BASES, PER, SIGNS, STATUSES, SUFFIXES, YEN
from kpi_extract.values.patterns import lazy_pattern
from kpi_extract.values.period import PeriodMatch, find_periods, period_or_none
from kpi_extract.values.printed import PrintedValue
from kpi_extract.values.text import is_dash
from kpi_extract.values.unit import is_known_unit

_OPEN, _CLOSE = r"[(\[〔【]", r"[)\]〕】]"
_INNER = r"[^()\[\]〔〕【】]"
_TRAILING_BRACKET = lazy_pattern(rf"{_OPEN}(?P<inner>{_INNER}*){_CLOSE}$")
_TRAILING_NOTE = lazy_pattern(r"(?<=.)※(?P<inner>[^※()\[\]〔〕【】0-9][^※()\[\]〔〕【】]*)$")
_LEADING_BRACKET = lazy_pattern(rf"{_OPEN}(?P<inner>{_INNER}{{1,30}}){_CLOSE}")
_VALUE_BEGINS = lazy_pattern(r"[+\-△▲約¥]*[0-9]|[-‐－―ー—–−]+$")
_BEHIND_A_DATE = lazy_pattern(r"(?:まで|末|調査|現在|時点|実績|は|:)*")
_CLOSING_A_DATE = lazy_pattern(r"(?:まで|末|調査(?:結果)?|現在|時点|実績)*")
_HARMLESS_IN_BRACKETS = lazy_pattern(r"実績値?$|^※+")
_DIGIT = lazy_pattern("[0-9]")
_SPAN = lazy_pattern(r"^[0-9]{1,2}(?:年間|[かカヶヵ]年)(?:の?(?:累計|合計))?で(?=[0-9約延の])(?!.*[%‰倍割])")
_PREFIXES = "|".join(sorted(map(re.escape, (*PER, *BASES, *SIGNS, YEN)), key=len, reverse=True))
_PREFIX = lazy_pattern(rf"(?P<word>{_PREFIXES}):?")


def peel(key: str, base: PrintedValue) -> tuple[str, PrintedValue]:
    """Take brackets and dates off a key. What is left is the number (or the word); what they say goes to the value."""
    key, base = _without_trailing_date(key, base)
    key, base = _without_brackets(key, base)
    if base.period is None:
        key, base = _without_leading_date(key, base)
    codes = base.period.codes if base.period is not None else ()
    if base.bracket is not None:
        codes = (*codes, IssueCode.SECOND_VALUE)
    return key, base._replace(codes=codes) if codes else base


def _without_brackets(key: str, base: PrintedValue) -> tuple[str, PrintedValue]:
    """Read the trailing brackets from the last to the first: a date, a status, a basis, a unit, else a second value."""
    others: list[str] = []
    while (match := _TRAILING_BRACKET.search(key) or _TRAILING_NOTE.search(key)) is not None:
        inner, before = match.group("inner"), key[: match.start()]
        if before.endswith("維持"):
            break
        if not before and not others and base.period is None:
            if inner and period_or_none(inner) is None:
                others.insert(0, inner)
                key = ""
            break
        if is_known_unit(inner) and re.search(r"[0-9]$", before):
            key = before + inner
            continue
        marked = _said_in_brackets(inner, base)
        if marked is not None:
            base = marked
        elif inner:
            others.insert(0, inner)
        key = before
    leading = _LEADING_BRACKET.match(key)
    if leading is not None and _VALUE_BEGINS.match(key, leading.end()):
        marked = _said_in_brackets(leading.group("inner"), base)
        key, base = (key, base) if marked is None else (key[leading.end() :], marked)
    return key, base._replace(bracket="・".join(others)) if others else base


def _said_in_brackets(inner: str, base: PrintedValue) -> PrintedValue | None:
    """(26年度), (速報値), (累計), (H27〜H31累計), (以上), ※単年実績; None for anything else."""
    said, rest = base, _HARMLESS_IN_BRACKETS.sub("", inner)
    for word, basis in BASES.items():
        if said.basis is None and (stripped := _without_word(rest, word)) is not None:
            said, rest = said._replace(basis=basis), stripped
    for word, status in STATUSES:
        if said.status is None and (stripped := _without_word(rest, word)) is not None:
            said, rest = said._replace(status=status), stripped
    if rest in dict(SUFFIXES) and said.comparator is None:
        said, rest = said._replace(comparator=dict(SUFFIXES)[rest]), ""
    if rest and said.period is None and (period := period_or_none(rest)) is not None:
        said, rest = said._replace(period=period), ""
    return said if inner and not rest else None


def _without_word(text: str, word: str) -> str | None:
    if text.endswith(word):
        return text.removesuffix(word)
    return text.removeprefix(word) if text.startswith(word) else None


def _without_leading_date(key: str, base: PrintedValue) -> tuple[str, PrintedValue]:
    """H26年1.54, R4:2,100人, -平成29年3月: a date glued to the value."""
    match = _only_period(key)
    if match is None or match.start != 0:
        return key, base
    joint = _BEHIND_A_DATE.match(key, match.end)
    end = joint.end() if joint is not None else match.end
    if not _VALUE_BEGINS.match(key, end):
        return key, base
    return key[end:], base._replace(period=match.period)


def _without_trailing_date(key: str, base: PrintedValue) -> tuple[str, PrintedValue]:
    """190平成29年3月, 87(%)H28.6月調査結果; 12R4 is no value with a date."""
    match = _only_period(key)
    if match is None or match.start == 0 or not _CLOSING_A_DATE.fullmatch(key, match.end):
        return key, base
    before = key[: match.start]
    glued = re.search(r"[0-9]$", before) and key[match.start].isascii()
    number = SCALED.match(before)
    unit = before[number.end() :].strip("()") if number is not None else None
    if glued or not (is_dash(before) or unit == "" or (unit is not None and is_known_unit(unit))):
        return key, base
    return before, base._replace(period=match.period)


def _only_period(key: str) -> PeriodMatch | None:
    matches = find_periods(key)
    return matches[0] if len(matches) == 1 else None


def without_status(key: str, base: PrintedValue) -> tuple[str, PrintedValue]:
    """7,077速報値, 見込5, 参考値5: the word says how good the number is."""
    if not _DIGIT.search(key):
        return key, base
    for word, meaning in STATUSES:
        stripped = _without_word(key, word)
        if stripped is not None:
            return stripped, base._replace(status=meaning)
    return key, base


@dataclass(frozen=True, slots=True)
class Prefixed:
    """A key without what stood before its number."""

    key: str
    base: PrintedValue
    per: str = ""
    """年 for 年2回."""
    unit: str = ""
    """円 for ¥1,000."""


def without_prefix(key: str, base: PrintedValue) -> Prefixed:
    """Take 約, 延べ, 年間, ¥ … off; nothing where no number follows.

    >>> without_prefix("年間延べ1,200人", PrintedValue("")).key
    '1,200人'
    """
    span = _SPAN.match(key)
    if span is not None:
        key, base = key[span.end() :], base._replace(basis="cumulative")
    found = Prefixed(key, base)
    while (match := _PREFIX.match(found.key)) is not None:
        word, rest = match.group("word"), found.key[match.end() :]
        if word in BASES:
            found = replace(found, key=rest, base=found.base._replace(basis=BASES[word]))
        elif word in SIGNS:
            found = replace(found, key=rest, base=found.base._replace(comparator=SIGNS[word]))
        elif word == YEN:
            found = replace(found, key=rest, unit="円")
        else:
            found = replace(found, key=rest, per=PER[word])
    found = _ordinal_rank(found)
    return found if SCALED.match(found.key) else Prefixed(key, base)


def _ordinal_rank(found: Prefixed) -> Prefixed:
    """第3位 is the rank 3; 第3次 is no value."""
    is_rank = re.fullmatch(r"第[0-9]+位.{0,2}", found.key)
    return replace(found, key=found.key[1:]) if is_rank else found
