"""One printed date or fiscal year → one typed period: wareki and western, with the precision that is printed.

The text is searched for tokens; no single anchored pattern reads headings such as 令和4年度（2022年度）.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from kpi_extract.errors import UnreadableValueError
from kpi_extract.issues import IssueCode
from kpi_extract.values.text import match_key

PeriodKind = Literal["day", "month", "year", "fiscal_year"]

ERAS: tuple[tuple[str, str, date], ...] = (
    ("M", "明治", date(1873, 1, 1)),  # the Gregorian calendar begins here; the era began in 1868
    ("T", "大正", date(1912, 7, 30)),
    ("S", "昭和", date(1926, 12, 25)),
    ("H", "平成", date(1989, 1, 8)),
    ("R", "令和", date(2019, 5, 1)),
)
"""Letter, name and first day of each era (checked day by day against two independent libraries in the tests)."""

_FIRST_YEARS = {"M": 1868, "T": 1912, "S": 1926, "H": 1989, "R": 2019}
_LETTERS = {name: letter for letter, name, _ in ERAS} | {"明": "M", "大": "T", "昭": "S", "平": "H", "令": "R"}
_MOST_YEARS = {"M": 60, "T": 40, "S": 99, "H": 99, "R": 60}
_KANJI_DIGITS = {c: i for i, c in enumerate("〇一二三四五六七八九")}

_ERA = r"(?P<era>明治|大正|昭和|平成|令和|[明大昭平令](?=[0-9元.])|(?<![A-Za-z])[MTSHRmtshr](?=\.?[0-9元]))\.?"
_NUMBER = r"(?:元|[0-9]{1,2}|[〇一二三四五六七八九十]{1,3})"
_WAREKI = re.compile(
    rf"{_ERA}(?P<year>{_NUMBER})"
    rf"(?:(?P<mark>年)?\((?P<both>[^()]{{1,8}})\))?"
    rf"(?:(?P<fiscal>年度|度)|(?:年?[./\-]|年(?=[0-9一二三四五六七八九十]{{1,2}}月)|(?<=\)))"
    rf"(?P<month>[0-9]{{1,2}}|[一二三四五六七八九十]{{1,2}})(?![0-9])"
    rf"(?:(?:月|[./\-])(?P<day>[0-9]{{1,2}}|[一二三四五六七八九十]{{1,3}})(?![0-9])日?)?月?|(?P<calendar>年))?"
    rf"(?P<end>年度末|末)?"
)
_WESTERN = re.compile(
    r"(?<![0-9,.])(?:(?P<fy>FY|')(?P<short>[0-9]{2}(?![0-9])|[0-9]{4})|(?P<year>(?:18|19|20|21)[0-9]{2}))(?![0-9,])"
    r"(?:\((?P<both>[^()]{1,8})\))?"
    r"(?:(?P<fiscal>年度|度)|(?:年|[./\-])(?P<month>[0-9]{1,2})(?![0-9])(?:(?:月|[./\-])(?P<day>[0-9]{1,2})(?![0-9])日?)?月?"
    r"|(?P<calendar>年))?"
    r"(?P<end>年度末|末)?"
)
_COMPACT = re.compile(r"(?<![0-9])(?P<y>(?:19|20)[0-9]{2})(?P<m>0[1-9]|1[0-2])(?P<d>[0-2][0-9]|3[01])(?![0-9])")
_BARE = re.compile(r"(?<![0-9.,第約R])(?P<year>[0-9]{1,2}|元)年度(?!目|間|後|連続|比)(?P<end>末)?")
_RANGE_SIGN = re.compile(r"(?:〜|-|–|—|―|−|ー|から|→|・|/)")
_HARMLESS = re.compile(
    r"[()\[\]【】〔〕]|現在|時点|まで|以降|頃|ごろ|締め?|期限|末日?|当初|実績|見込み?|目標年?度?|目標|予算|決算|"
    r"第[0-9]期|[:：]|基準値?|調査|値|中間|最終|の"
)


@dataclass(frozen=True, slots=True)
class Period:
    """A period as printed. For a range the fields describe its end, and `start` its beginning."""

    raw: str
    kind: PeriodKind
    date: str | None = None
    """2023, 2023-03 or 2023-03-31; None for a fiscal year."""
    fiscal_year: int | None = None
    """April to March, named by the year in which it starts; None for a calendar year."""
    start: Period | None = None
    open_end: bool = False
    """H28.4〜: only the beginning is printed, and the fields describe it."""
    bare_year: int | None = None
    """26 for 26年度: no era is printed; date and fiscal_year are None then."""
    codes: tuple[IssueCode, ...] = ()
    era: str | None = None
    """M T S H R or western; None for a bare year."""
    is_end: bool = False
    """末 is printed."""


@dataclass(frozen=True, slots=True)
class PeriodMatch:
    """A period found in a longer text (offsets in the text as given)."""

    start: int
    end: int
    period: Period


def find_periods(text: str) -> list[PeriodMatch]:
    """Find every period in a text that `match_key` has gone over, ranges as one match.

    >>> [match.period.fiscal_year for match in find_periods("H30実績値(累計)")]
    [2018]
    """
    singles = list(_singles(text))
    merged: list[PeriodMatch] = []
    for match in singles:
        previous = merged[-1] if merged else None
        between = text[previous.end : match.start] if previous is not None else ""
        if previous is not None and _same_time(previous.period, match.period, between):
            merged[-1] = _checked(text, previous, match, between)
        elif previous is not None and previous.period.start is None and _RANGE_SIGN.fullmatch(between):
            merged[-1] = _range(text, previous, match)
        else:
            merged.append(match)
    return [_opened(text, match) for match in merged]


def _singles(text: str) -> Iterator[PeriodMatch]:
    position = 0
    while position < len(text):
        found = [m for p in (_COMPACT, _WAREKI, _WESTERN, _BARE) if (m := p.search(text, position)) is not None]
        if not found:
            break
        match = min(found, key=lambda m: (m.start(), -m.end()))
        period = _period_of(match)
        if period is not None:
            period, end = _inherited_left(text, match, period)
            yield PeriodMatch(match.start(), end, period)
            position = max(end, match.end())
        else:
            position = match.start() + 1


def _inherited_left(text: str, match: re.Match[str], period: Period) -> tuple[Period, int]:
    """令和2〜6年度: the right side inherits the era of the left."""
    right = re.compile(r"(?:〜|-|–|—|~|・)([0-9]{1,2}|元)(年度|年)").match(text, match.end())
    if right is None or period.kind not in ("fiscal_year", "year") or period.era in (None, "western"):
        return period, match.end()
    year = _western_year(period.era or "", right.group(1))
    if year is None:
        return period, match.end()
    fiscal = right.group(2) == "年度"
    raw = text[match.start() : right.end()]
    start = replace(period, kind="fiscal_year", fiscal_year=_year_of(period), date=None, codes=()) if fiscal else period
    end = Period(raw, "fiscal_year" if fiscal else "year", None if fiscal else str(year), year if fiscal else None)
    codes = () if fiscal else period.codes
    return replace(end, start=start, era=period.era, codes=codes), right.end()


def _year_of(period: Period) -> int | None:
    return period.fiscal_year if period.fiscal_year is not None else int(period.date[:4]) if period.date else None


def _same_time(one: Period, other: Period, between: str) -> bool:
    """2022(R4)年度, 令和6年度(2024年度), H31/R1: two notations of one time."""
    if between not in ("(", "/", "・", "((", "") or one.start is not None:
        return False
    western = (one.era == "western") != (other.era == "western")
    same_year = _year_of(one) is not None and _year_of(one) == _year_of(other)
    return western or (same_year and one.era != other.era) or (between == "(" and same_year)


def _checked(text: str, one: PeriodMatch, other: PeriodMatch, between: str) -> PeriodMatch:
    """Two notations are a checksum; the wareki one is kept, with the finer kind of both."""
    end = other.end
    if "(" in between and text[end : end + 1] == ")":
        end += 1
    closing = re.compile(r"年度|年").match(text, end)
    keep, drop = (one.period, other.period) if one.period.era != "western" else (other.period, one.period)
    codes = tuple(code for code in keep.codes if code is not IssueCode.FISCAL_YEAR_ASSUMED or closing is None)
    if closing is not None:
        end = closing.end()
    if _year_of(one.period) != _year_of(other.period):
        codes = (*codes, IssueCode.CALENDAR_MISMATCH)
    if drop.kind == "fiscal_year" and IssueCode.FISCAL_YEAR_ASSUMED not in drop.codes:
        codes = tuple(code for code in codes if code is not IssueCode.FISCAL_YEAR_ASSUMED)
    if keep.kind == "year" and drop.kind == "fiscal_year":
        keep = replace(keep, kind="fiscal_year", fiscal_year=_year_of(keep), date=None)
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
    if text[match.end : match.end + 1] == "〜" and match.period.start is None:
        raw = text[match.start : match.end + 1]
        return PeriodMatch(match.start, match.end + 1, replace(match.period, raw=raw, open_end=True))
    return match


def _period_of(match: re.Match[str]) -> Period | None:
    groups = match.groupdict()
    if "y" in groups:
        return _day(match.group(0), int(groups["y"]), int(groups["m"]), int(groups["d"]), "western")
    if "era" in groups:
        return _wareki(match, groups)
    if "month" in groups:
        return _western(match, groups)
    year = 1 if groups["year"] == "元" else int(groups["year"])
    codes = (IssueCode.ERA_UNKNOWN,)
    return (
        Period(match.group(0), "fiscal_year", bare_year=year, codes=codes, is_end=bool(groups["end"])) if year else None
    )


def _wareki(match: re.Match[str], groups: dict[str, str | None]) -> Period | None:
    printed = groups["era"] or ""
    era = _LETTERS.get(printed, printed.upper())
    year = _western_year(era, groups["year"] or "")
    if year is None:
        return None
    period = _dated(match.group(0), era, year, groups)
    if period is None:
        return None
    codes = list(period.codes)
    if groups["both"] and not _agrees(groups["both"], year):
        codes.append(IssueCode.CALENDAR_MISMATCH)
    if _is_over(era, period):
        codes.append(IssueCode.ERA_OVERFLOW)
    return replace(period, codes=tuple(codes))


def _western(match: re.Match[str], groups: dict[str, str | None]) -> Period | None:
    short = groups["short"]
    year = int(groups["year"] or 0) if short is None else int(short) + (2000 if len(short) == 2 else 0)
    if groups["fy"] == "FY":
        return Period(match.group(0), "fiscal_year", fiscal_year=year, era="western")
    if not (groups["fiscal"] or groups["month"] or groups["calendar"]):
        return None
    period = _dated(match.group(0), "western", year, groups)
    if period is not None and groups["both"] and not _agrees(groups["both"], year):
        return replace(period, codes=(*period.codes, IssueCode.CALENDAR_MISMATCH))
    return period


def _dated(raw: str, era: str, year: int, groups: dict[str, str | None]) -> Period | None:
    is_end = bool(groups["end"])
    month = _kanji_number(groups["month"]) if groups["month"] else None
    if month is not None:
        day = _kanji_number(groups["day"]) if groups["day"] else None
        if not 1 <= month <= 12:
            return None
        if day is not None:
            return _day(raw, year, month, day, era)
        fiscal_year = year if month >= 4 else year - 1
        return Period(raw, "month", f"{year:04d}-{month:02d}", fiscal_year, era=era, is_end=is_end)
    if groups["fiscal"] or groups["end"] == "年度末":
        return Period(raw, "fiscal_year", fiscal_year=year, era=era, is_end=is_end)
    if groups["calendar"] or groups.get("mark"):
        return Period(raw, "year", str(year), era=era, is_end=is_end)
    assumed = (IssueCode.FISCAL_YEAR_ASSUMED,)
    return Period(raw, "fiscal_year", fiscal_year=year, era=era, codes=assumed, is_end=is_end)


def _day(raw: str, year: int, month: int, day: int, era: str) -> Period | None:
    if not (1 <= month <= 12 and 1 <= day <= calendar.monthrange(year, month)[1]):
        return None
    fiscal_year = year if month >= 4 else year - 1
    return Period(raw, "day", f"{year:04d}-{month:02d}-{day:02d}", fiscal_year, era=era)


def _western_year(era: str, printed: str) -> int | None:
    year = 1 if printed == "元" else _kanji_number(printed)
    if not 1 <= year <= _MOST_YEARS[era]:
        return None
    return _FIRST_YEARS[era] + year - 1


def _kanji_number(text: str) -> int:
    if text.isascii() and text.isdigit():
        return int(text)
    if text == "元":
        return 1
    tens, ten, ones = text.partition("十")
    if not ten:
        return int("".join(str(_KANJI_DIGITS.get(c, 0)) for c in text) or 0)
    return (_KANJI_DIGITS.get(tens, 1) if tens else 1) * 10 + (_KANJI_DIGITS.get(ones, 0) if ones else 0)


def _agrees(both: str, year: int) -> bool:
    """The second notation in brackets names the same year: 平成31(令和元)年度, 令和4(2022)年度, R4 in 2022(R4)."""
    key = both.removesuffix("度").removesuffix("年")
    if key.isdigit():
        return int(key) == year
    match = re.fullmatch(rf"{_ERA}(?P<year>{_NUMBER})", key)
    if match is None:
        return True
    era = _LETTERS.get(match.group("era"), match.group("era").upper())
    return _western_year(era, match.group("year")) == year


def _is_over(era: str, period: Period) -> bool:
    """The era had ended: 平成36年度, H31.5.1, R1.4 (before it began). 平成31年度 is as right as 令和元年度."""
    letters = [letter for letter, _, _ in ERAS]
    index = letters.index(era)
    following = ERAS[index + 1][2] if index + 1 < len(ERAS) else None
    first, last = _days_of(period)
    if following is not None and first >= following:
        return True
    return last < ERAS[index][2] and era != "M"


def _days_of(period: Period) -> tuple[date, date]:
    if period.kind == "fiscal_year":
        year = period.fiscal_year or 1
        return date(year, 4, 1), date(year + 1, 3, 31)
    parts = [int(part) for part in (period.date or "1").split("-")]
    if len(parts) == 1:
        return date(parts[0], 1, 1), date(parts[0], 12, 31)
    if len(parts) == 2:
        return date(parts[0], parts[1], 1), date(parts[0], parts[1], calendar.monthrange(parts[0], parts[1])[1])
    return date(*parts), date(*parts)


def parse_period(text: str, *, era: str | None = None) -> Period:
    """Read a text that is a period and nothing else (but words such as 現在, 末, まで).

    Forms: R5.3, 令和５年３月末, 平成三十年度, 2023/03, FY2022, R2〜R4年度, 2022(R4)年度, 26年度 (bare).
    A number without an era is a date only where `era` lends one.

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
    key = match_key(text)
    matches = find_periods(key)
    if not matches and era is not None:
        bare = re.fullmatch(r"'?([0-9]{1,4}|元)(年度|年)?", key)
        if bare is not None:
            number = 1 if bare.group(1) == "元" else int(bare.group(1))
            matches = [PeriodMatch(0, len(key), Period(key, "fiscal_year", bare_year=number))]
    if len(matches) != 1:
        raise UnreadableValueError(text, "no single date", "unreadable-period")
    (match,) = matches
    rest = _HARMLESS.sub("", key[: match.start] + key[match.end :])
    if rest or (match.period.open_end and match.period.start is not None):
        raise UnreadableValueError(text, f"more than a date: {rest}", "unreadable-period")
    period = match.period
    if period.bare_year is not None and era is not None:
        period = with_era(period, era)
    if "末" in key[match.end :]:
        period = replace(period, is_end=True)
    return period


def with_era(period: Period, era: str) -> Period:
    """Give a bare year its era; unchanged where the period has one or the year does not fit.

    >>> with_era(parse_period("26年度"), "H").fiscal_year
    2014
    """
    if period.bare_year is None:
        return period
    year = period.bare_year if era == "western" else _western_year(era, str(period.bare_year))
    if year is None or (era == "western" and not 1800 < year < 2200):
        return period
    settled = replace(period, fiscal_year=year, bare_year=None, era=era, codes=(IssueCode.ERA_INFERRED,))
    if era != "western" and _is_over(era, settled):
        settled = replace(settled, codes=(*settled.codes, IssueCode.ERA_OVERFLOW))
    return settled


def as_fiscal_year(period: Period) -> Period:
    """A calendar year whose siblings say 度, raised to the fiscal year."""
    if period.kind != "year" or period.date is None:
        return period
    codes = tuple(dict.fromkeys((*period.codes, IssueCode.FISCAL_YEAR_ASSUMED)))
    return replace(period, kind="fiscal_year", fiscal_year=int(period.date[:4]), date=None, codes=codes)
