"""One printed date or fiscal year → one typed period: wareki and western, with the precision that is printed.

The text is searched for tokens; no single anchored pattern reads headings such as 令和4年度（2022年度）.
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from kpi_extract.errors import UnreadableValueError
from kpi_extract.issues import IssueCode
from kpi_extract.values.eras import ERAS, western_year
from kpi_extract.values.patterns import lazy_pattern
from kpi_extract.values.period_tokens import (
    Period,
    PeriodKind,
    PeriodMatch,
    fits_bare,
    is_over,
    single_periods,
    year_of,
)
from kpi_extract.values.text import LONGEST_REMEMBERED, match_key

__all__ = [
    "ERAS",
    "Period",
    "PeriodKind",
    "PeriodMatch",
    "as_fiscal_year",
    "find_periods",
    "parse_period",
    "period_or_none",
    "with_era",
]

_RANGE_SIGN = lazy_pattern(r"(?:〜|-|–|—|―|−|ー|から|→|・)(?:終期|終了|至)?")
_LENT = lazy_pattern(
    r"'?(?P<year>[0-9]{1,4}|元)(?P<right>[〜\-][0-9]{1,4})?(?P<unit>年度|年)?(?P<month>[0-9]{1,2}月(?:[0-9]{1,2}日)?)?末?"
)
_HARMLESS = lazy_pattern(
    r"\([日月火水木金土]\)|[()\[\]【】〔〕「」<>〈〉《》]|※[0-9]*|[*]|現在|時点|まで|以降|頃|ごろ|締め?|期限|末日?|当初|実績|見込み?|予定|"
    r"(?:最終|目標|基準|計画)年度|初年度|[0-9]年[目後]|(?:速報|暫定|参考)値?|確定値|始期|終期|目標|予算|決算|計画|策定時?|作成|国勢調査|国調|年産|分|中間|中|"
    r"第[0-9](?:期|次)|[:：]|基準値?|調査|値|最終|の"
)
_CLOSING = lazy_pattern(r"年度|年")
_OPEN = lazy_pattern(r"〜(?![0-9元])")


def find_periods(text: str) -> tuple[PeriodMatch, ...]:
    """Find every period in a text that `match_key` has gone over, ranges as one match.

    >>> [match.period.fiscal_year for match in find_periods("H30実績値(累計)")]
    [2018]
    """
    return _remembered_periods(text) if len(text) <= LONGEST_REMEMBERED else _periods(text)


def _periods(text: str) -> tuple[PeriodMatch, ...]:
    singles = list(single_periods(text))
    if not singles:
        return ()
    merged: list[PeriodMatch] = []
    for match in singles:
        previous = merged[-1] if merged else None
        between = text[previous.end : match.start] if previous is not None else ""
        if previous is not None and _same_time(previous.period, match.period, between):
            merged[-1] = _checked(text, previous, match, between)
        elif previous is not None and between == "/" and _is_year(previous.period) and _is_year(match.period):
            merged[-1] = _quotient(text, previous, match)
        elif previous is not None and previous.period.start is None and _RANGE_SIGN.fullmatch(between):
            merged[-1] = _range(text, previous, match)
        else:
            merged.append(match)
    return tuple(_opened(text, match) for match in merged)


_remembered_periods = lru_cache(maxsize=4096)(_periods)


def _is_year(period: Period) -> bool:
    return period.kind in ("fiscal_year", "year") and period.start is None


def _quotient(text: str, one: PeriodMatch, other: PeriodMatch) -> PeriodMatch:
    """達成率(H30/H31): what is divided dates the quotient (design §4, rule 7)."""
    return PeriodMatch(one.start, other.end, replace(one.period, raw=text[one.start : other.end]))


def _same_time(one: Period, other: Period, between: str) -> bool:
    """2022(R4)年度, 令和6年度(2024年度), H31/R1: two notations of one time."""
    if between not in ("(", "/", "・", "((", "") or one.start is not None or other.era is None:
        return False
    if one.era is None:
        return between == "(" and one.bare_year is not None
    western = (one.era == "western") != (other.era == "western")
    same_year = year_of(one) is not None and year_of(one) == year_of(other)
    return western or (same_year and one.era != other.era) or (between == "(" and same_year)


def _checked(text: str, one: PeriodMatch, other: PeriodMatch, between: str) -> PeriodMatch:
    """Two notations are a checksum; the wareki one is kept, with the finer kind of both."""
    end = other.end
    if "(" in between and text[end : end + 1] == ")":
        end += 1
    closing = _CLOSING.match(text, end)
    keep, drop = (one.period, other.period) if one.period.era not in ("western", None) else (other.period, one.period)
    codes = tuple(code for code in keep.codes if code is not IssueCode.FISCAL_YEAR_ASSUMED or closing is None)
    if closing is not None:
        end = closing.end()
    bare = one.period.bare_year
    if year_of(one.period) != year_of(other.period) and not (bare is not None and fits_bare(bare, year_of(keep) or 0)):
        codes = (*codes, IssueCode.CALENDAR_MISMATCH)
    if drop.kind == "fiscal_year" and IssueCode.FISCAL_YEAR_ASSUMED not in drop.codes:
        codes = tuple(code for code in codes if code is not IssueCode.FISCAL_YEAR_ASSUMED)
    if keep.kind == "year" and drop.kind == "fiscal_year":
        keep = replace(keep, kind="fiscal_year", fiscal_year=year_of(keep), date=None)
    raw = text[one.start : end]
    return PeriodMatch(one.start, end, replace(keep, raw=raw, codes=codes, is_end=keep.is_end or drop.is_end))


def _range(text: str, one: PeriodMatch, other: PeriodMatch) -> PeriodMatch:
    start, end = one.period, other.period
    if end.kind == "fiscal_year" and start.kind == "fiscal_year":
        start = replace(start, codes=tuple(c for c in start.codes if c is not IssueCode.FISCAL_YEAR_ASSUMED))
    if end.era is None or start.era is None:
        start, end = _lend_era(start, end)
    raw = text[one.start : other.end]
    codes = tuple(dict.fromkeys((*start.codes, *end.codes)))
    return PeriodMatch(one.start, other.end, replace(end, raw=raw, start=start, codes=codes))


def _lend_era(start: Period, end: Period) -> tuple[Period, Period]:
    era = start.era or end.era
    if era is None:
        return start, end
    start = with_era(start, era) if start.bare_year is not None else start
    end = with_era(end, era) if end.bare_year is not None else end
    drop = IssueCode.ERA_INFERRED
    return (
        replace(start, codes=tuple(c for c in start.codes if c is not drop)),
        replace(end, codes=tuple(c for c in end.codes if c is not drop)),
    )


def _opened(text: str, match: PeriodMatch) -> PeriodMatch:
    if match.period.start is None and _OPEN.match(text, match.end):
        raw = text[match.start : match.end + 1]
        return PeriodMatch(match.start, match.end + 1, replace(match.period, raw=raw, open_end=True))
    return match


def parse_period(text: str, *, era: str | None = None) -> Period:
    """Read a text that is a period and nothing else (but words such as 現在, 末, まで).

    Forms: R5.3, 令和５年３月末, 平成三十年度, 2023/03, FY2022, R2〜R4年度, 2022(R4)年度, 26年度 (bare).
    A number without an era is a date only where `era` lends one. Rules: design §4, rule 1.

    Args:
        text: as printed.
        era: letter of an era, or "western", to lend to a bare year.

    Returns:
        The period, as precise as printed; R5.3 is 2023-03 in fiscal year 2022.

    Raises:
        UnreadableValueError: no date, an impossible one (R0, R5.13), or more text than a date.

    >>> parse_period("R5.3").date
    '2023-03'
    """
    outcome = _remembered_outcome(text, era) if len(text) <= LONGEST_REMEMBERED else _outcome(text, era)
    if isinstance(outcome, str):
        raise UnreadableValueError(text, outcome, "unreadable-period")
    return outcome


def period_or_none(text: str) -> Period | None:
    """What `parse_period` returns, or None where it raises: for callers who need not know why.

    >>> period_or_none("R5.13"), period_or_none("R5.3").date
    (None, '2023-03')
    """
    outcome = _remembered_outcome(text, None) if len(text) <= LONGEST_REMEMBERED else _outcome(text, None)
    return None if isinstance(outcome, str) else outcome


def _outcome(text: str, era: str | None) -> Period | str:
    """The period, or the reason why there is none."""
    key = match_key(text)
    lent = _lent(key, era) if era is not None else None
    matches = (PeriodMatch(0, len(key), lent),) if lent is not None else find_periods(key)
    if len(matches) != 1:
        return "no single date"
    (match,) = matches
    period, before, after = match.period, key[: match.start], key[match.end :]
    if after == "から" and period.start is None:
        period, after = replace(period, raw=key[match.start :], open_end=True), ""
    rest = _HARMLESS.sub("", before) + _HARMLESS.sub("", after)
    if rest or (period.open_end and period.start is not None):
        return f"more than a date: {rest}"
    return replace(period, is_end=True) if "末" in after else period


_remembered_outcome = lru_cache(maxsize=4096)(_outcome)


def _lent(key: str, era: str) -> Period | None:
    """27, 26年度, 27年3月, 27〜31年度 with an era put before it; None where the text is no bare year."""
    match = _LENT.fullmatch(key)
    if match is None or (match.group("right") and match.group("month")):
        return None
    body = key.lstrip("'")
    if era == "western":
        printed = match.group("year")
        if len(printed) not in (2, 4) or printed == "元":
            return None
        body = (f"20{body}" if len(printed) == 2 else body) + ("" if match.group("unit") else "年度")
    found = find_periods(body if era == "western" else era + body)
    if len(found) != 1 or found[0].start != 0 or found[0].end != len(body) + (era != "western"):
        return None
    period = found[0].period
    codes = tuple(code for code in period.codes if code is not IssueCode.FISCAL_YEAR_ASSUMED)
    return replace(period, raw=key, codes=(IssueCode.ERA_INFERRED, *codes))


def with_era(period: Period, era: str) -> Period:
    """Give a bare year (and the bare beginning of its range) its era; unchanged where it has one or does not fit.

    >>> with_era(parse_period("26年度"), "H").fiscal_year
    2014
    """
    if period.bare_year is None:
        return period
    year = _lent_year(period.bare_year, era)
    if year is None:
        return period
    start = with_era(period.start, era) if period.start is not None else None
    settled = replace(period, fiscal_year=year, start=start, bare_year=None, era=era, codes=(IssueCode.ERA_INFERRED,))
    if era != "western" and is_over(era, settled):
        settled = replace(settled, codes=(*settled.codes, IssueCode.ERA_OVERFLOW))
    return settled


def _lent_year(bare: int, era: str) -> int | None:
    if era != "western":
        return western_year(era, str(bare))
    year = bare + 2000 if bare < 100 else bare
    return year if 1800 < year < 2200 else None


def as_fiscal_year(period: Period) -> Period:
    """A calendar year whose siblings say 度, raised to the fiscal year.

    >>> as_fiscal_year(parse_period("平成31年")).fiscal_year
    2019
    """
    if period.kind != "year" or period.date is None:
        return period
    codes = tuple(dict.fromkeys((*period.codes, IssueCode.FISCAL_YEAR_ASSUMED)))
    start = as_fiscal_year(period.start) if period.start is not None else None
    return replace(period, kind="fiscal_year", fiscal_year=int(period.date[:4]), date=None, start=start, codes=codes)
