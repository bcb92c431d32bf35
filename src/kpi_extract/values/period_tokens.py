"""One date token of a text → one period. What stands between two tokens is period.py's."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from kpi_extract.issues import IssueCode
from kpi_extract.values.eras import ERAS, LETTERS, kanji_number, western_year
from kpi_extract.values.patterns import lazy_pattern

PeriodKind = Literal["day", "month", "year", "fiscal_year"]

# A lower-case letter, M or T behind a digit is a unit (120m2, 5t), never an era; M1 and T3 alone are names of something;
# H2O is water.
_LETTER = (
    r"(?<![A-Za-z])[SHR](?=\.?(?:[0-9]{1,2}(?![A-Za-z])|元))|(?<![A-Za-z0-9])[shr](?=\.?(?:[0-9]{1,2}(?![A-Za-z])|元))|"
    r"(?<![A-Za-z0-9])[MT](?=\.?(?:[0-9]{1,2}|元)[年度./])"
)
_ERA_NAME = rf"(?:明治|大正|昭和|平成|令和|[明大昭平令](?=[0-9元.])|{_LETTER})"
_ERA = rf"(?P<era>{_ERA_NAME})\.?"
# H100 and R5,000円 are no years.
_NUMBER = r"(?:元|[0-9]{1,2}(?![0-9]|,[0-9]{3})|[〇一二三四五六七八九十]{1,3})"
# Words that make a span or a comparison of a year: 2020年代, 3年度目, 2013年度比.
_NO_DATE = r"(?:代(?!表|替|理)|間(?!伐|接)|問題|目(?!標|的|安)|比(?!率|較)|連続)"
_OTHER = rf"(?:[0-9]{{4}}|{_ERA_NAME}\.?{_NUMBER})年?度?"
_BOTH = rf"(?:(?P<mark>年)?\((?P<both>{_OTHER}(?:[・/]{_OTHER})?)\))?"
_AFTER_YEAR = (
    rf"(?:(?P<fiscal>年度|度)(?!{_NO_DATE})|(?:年?(?P<sep>[./\-])|年(?=[0-9一二三四五六七八九十]{{1,2}}月)|(?<=\)))"
    r"(?P<month>[0-9]{1,2}|[一二三四五六七八九十]{1,2})(?![0-9])"
    rf"(?:(?:月|(?P=sep))(?P<day>[0-9]{{1,2}}|[一二三四五六七八九十]{{1,3}})(?![0-9])日?)?月?(?!\.[0-9])|(?P<calendar>年)(?!{_NO_DATE}))?"
    rf"(?P<end>年度末|末日?)?(?!年?度?{_NO_DATE})"
)
# 令和4年度(2022): the western year once more.
_AGAIN = r"(?:\((?P<again>(?:18|19|20|21)[0-9]{2})\))?"
_WAREKI = lazy_pattern(rf"{_ERA}(?P<year>{_NUMBER}){_BOTH}{_AFTER_YEAR}{_AGAIN}")
_WESTERN = lazy_pattern(
    r"(?<![0-9,.])(?:(?P<fy>FY|['’])(?P<short>[0-9]{2}(?![0-9])|[0-9]{4})|(?P<year>(?:18|19|20|21)[0-9]{2}))(?![0-9,])"
    rf"{_BOTH}{_AFTER_YEAR}"
)
_COMPACT = lazy_pattern(r"(?<![0-9])(?P<y>(?:19|20)[0-9]{2})(?P<m>0[1-9]|1[0-2])(?P<d>[0-2][0-9]|3[01])(?![0-9])")
_BARE = lazy_pattern(
    rf"(?<![0-9.,第約RHSTM和成正治])(?P<year>[0-9]{{1,2}}|元)年度(?!{_NO_DATE}|後(?!半|期))(?P<end>末)?"
)
# Every token holds one of these; most cells of a table hold none.
_MAY_HOLD_ONE = lazy_pattern(r"[明大昭平令][治正和成0-9元.]|[SHRMTshr]\.?[0-9元]|(?:FY|['’])[0-9]|[0-9]{4}|[0-9元]年度")
_PATTERNS = (_COMPACT, _WAREKI, _WESTERN, _BARE)
_SIGN = r"(?:〜|-|–|—|−|から)"
# What stands right of a range sign and takes its era or its year from the left: 令和2〜6年度, R4.4.1〜5.3.31, 4月〜9月.
_RIGHT = lazy_pattern(
    rf"(?:{_SIGN}|・)(?:"
    rf"(?P<year>[0-9]{{1,4}}|元)(?:(?P<fiscal>年度)(?!{_NO_DATE})|年(?!度|{_NO_DATE})(?:(?P<month>[0-9]{{1,2}})月(?:(?P<day>[0-9]{{1,2}})日)?)?)"
    r"|(?P<month2>[0-9]{1,2})月(?:(?P<day2>[0-9]{1,2})日)?"
    r"|(?P<year3>[0-9]{1,2})\.(?P<month3>[0-9]{1,2})(?:\.(?P<day3>[0-9]{1,2}))?(?![0-9.])"
    r"|(?P<year4>[0-9]{1,4})(?=$|[)\]】〕]|の?(?:累計|平均|合計)))"
)
_LEFT = lazy_pattern(rf"(?<![0-9.,])(?P<year>[0-9]{{1,4}}){_SIGN}$")
_ERA_GAPS = (1867, 1911, 1925, 1988, 2018)


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


def single_periods(text: str) -> Iterator[PeriodMatch]:
    """Every token of a text, left to right, each with what it lends to a number beside it (令和2〜6年度).

    >>> [match.period.fiscal_year for match in single_periods("H30実績とR1実績")]
    [2018, 2019]
    """
    if not _MAY_HOLD_ONE.search(text):
        return
    position = floor = 0
    # Each pattern's next match is kept until it is passed, so that a long text is searched once and not once a token.
    ahead = [pattern.search(text) for pattern in _PATTERNS]
    while True:
        for index, known in enumerate(ahead):
            if known is not None and known.start() < position:
                ahead[index] = _PATTERNS[index].search(text, position)
        found = [known for known in ahead if known is not None]
        if not found:
            return
        match = min(found, key=lambda m: (m.start(), -m.end()))
        period = _period_of(match)
        if period is None:
            position = match.start() + 1
            continue
        token = _with_right(text, PeriodMatch(match.start(), match.end(), period))
        yield _with_left(text, token, floor)
        position = floor = max(token.end, match.end())


def _with_right(text: str, token: PeriodMatch) -> PeriodMatch:
    """令和2〜6年度, 令和4年4月〜9月: the right side takes its era, or its year, from the left."""
    right = _RIGHT.match(text, token.end)
    left = token.period
    if right is None or left.bare_year is not None or left.era is None:
        return token
    end = _right_side(text[token.start : right.end()], left, right)
    if end is None or (text[token.end] == "・" and not right.group("fiscal")) or not _rises(left, end):
        return token
    fiscal = end.kind == "fiscal_year"
    start = replace(left, kind="fiscal_year", fiscal_year=year_of(left), date=None, codes=()) if fiscal else left
    assumed = (IssueCode.FISCAL_YEAR_ASSUMED,) if fiscal and right.group("year4") else ()
    codes = tuple(dict.fromkeys((*(() if fiscal else left.codes), *end.codes, *assumed)))
    return PeriodMatch(token.start, right.end(), replace(end, start=start, codes=codes))


def _rises(start: Period, end: Period) -> bool:
    """R5・3 and R4.4-9 are no ranges: what would be the end lies before the beginning, or is no year."""
    if start.date is not None and end.date is not None:
        return len(start.date) == len(end.date) and start.date <= end.date
    return (year_of(start) or 0) <= (year_of(end) or 0)


def _right_side(raw: str, left: Period, right: re.Match[str]) -> Period | None:
    era = left.era or ""
    printed = right.group("year") or right.group("year3") or right.group("year4")
    if (right.group("month2") or right.group("year3")) and left.kind not in ("month", "day"):
        return None
    if printed is None:
        year: int | None = int(left.date[:4]) if left.date else None
    elif era == "western":
        year = _century(printed, left)
    else:
        year = western_year(era, printed) if len(printed) <= 2 else None
    if year is None:
        return None
    month = right.group("month") or right.group("month2") or right.group("month3")
    groups = {
        "month": month,
        "day": right.group("day") or right.group("day2") or right.group("day3"),
        "fiscal": right.group("fiscal") or ("度" if right.group("year4") and left.kind == "fiscal_year" else None),
        "calendar": "年",
    }
    end = _dated(raw, era, year, groups)
    return end if end is None or era == "western" else _with_overflow(end)


def _century(printed: str, left: Period) -> int | None:
    """2015-19年度: two digits take the century from the left."""
    known = year_of(left)
    if known is None or not printed.isdigit() or len(printed) not in (2, 4):
        return None
    return int(printed) if len(printed) == 4 else known - known % 100 + int(printed)


def _with_left(text: str, token: PeriodMatch, floor: int) -> PeriodMatch:
    """2015〜2019年度, 2022〜24年度, 27〜31年度: the left side takes 年度 from the right."""
    left = _LEFT.search(text, max(floor, token.start - 6), token.start)
    end = token.period
    if left is None or end.start is not None or end.kind not in ("fiscal_year", "year"):
        return token
    printed = left.group("year")
    raw = text[left.start() : token.end]
    western = len(printed) == 4 and 1800 <= int(printed) < 2200
    if end.bare_year is not None and western:
        year = int(printed) - int(printed) % 100 + end.bare_year
        end = replace(end, fiscal_year=year, bare_year=None, era="western", codes=())
    if end.bare_year is not None and len(printed) <= 2:
        start = replace(end, raw=printed, bare_year=int(printed))
    elif end.era == "western" and western:
        fiscal = end.kind == "fiscal_year"
        start = replace(
            end, raw=printed, date=None if fiscal else printed, fiscal_year=int(printed) if fiscal else None
        )
    else:
        return token
    return PeriodMatch(left.start(), token.end, replace(end, raw=raw, start=start))


def year_of(period: Period) -> int | None:
    """The fiscal year, else the year of the date; None for a bare year.

    >>> year_of(Period("2022年", "year", "2022"))
    2022
    """
    return period.fiscal_year if period.fiscal_year is not None else int(period.date[:4]) if period.date else None


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
    era = LETTERS.get(printed, printed.upper())
    year = western_year(era, groups["year"] or "")
    if year is None:
        return None
    period = _dated(match.group(0), era, year, groups)
    if period is None:
        return None
    codes = list(period.codes)
    again = groups["again"]
    if (groups["both"] and not _agrees(groups["both"], year)) or (again and int(again) != year):
        codes.append(IssueCode.CALENDAR_MISMATCH)
    if is_over(era, period):
        codes.append(IssueCode.ERA_OVERFLOW)
    return replace(period, codes=tuple(codes))


def _western(match: re.Match[str], groups: dict[str, str | None]) -> Period | None:
    short = groups["short"]
    year = int(groups["year"] or 0) if short is None else int(short) + (2000 if len(short) == 2 else 0)
    if groups["fy"] == "FY":
        return Period(match.group(0), "fiscal_year", fiscal_year=year, era="western")
    beside = re.match(rf"{_ERA}(?P<year>{_NUMBER})", groups["both"] or "")
    if not (groups["fiscal"] or groups["month"] or groups["calendar"] or beside or groups["mark"]):
        return None
    if beside is None:
        return _dated(match.group(0), "western", year, groups)
    # 2022(R4)年度: where the two differ the era year stands (design §4, rule 1, and the wording of the issue).
    era = LETTERS.get(beside.group("era"), beside.group("era").upper())
    settled = western_year(era, beside.group("year"))
    if settled is None:
        return None
    period = _dated(match.group(0), era, settled, groups)
    if period is not None and settled != year:
        period = replace(period, codes=(*period.codes, IssueCode.CALENDAR_MISMATCH))
    return None if period is None else _with_overflow(period)


def _with_overflow(period: Period) -> Period:
    over = period.era is not None and is_over(period.era, period)
    return replace(period, codes=(*period.codes, IssueCode.ERA_OVERFLOW)) if over else period


def _dated(raw: str, era: str, year: int, groups: dict[str, str | None]) -> Period | None:
    is_end = bool(groups.get("end"))
    both = groups.get("both") or ""
    month = kanji_number(groups["month"]) if groups["month"] else None
    if month is not None:
        day = kanji_number(groups["day"]) if groups["day"] else None
        if not 1 <= month <= 12:
            return None
        if day is not None:
            return _day(raw, year, month, day, era)
        fiscal_year = year if month >= 4 else year - 1
        return Period(raw, "month", f"{year:04d}-{month:02d}", fiscal_year, era=era, is_end=is_end)
    if groups["fiscal"] or groups.get("end") == "年度末" or both.endswith("度"):
        return Period(raw, "fiscal_year", fiscal_year=year, era=era, is_end=is_end)
    if groups["calendar"] or groups.get("mark") or both.endswith("年"):
        return Period(raw, "year", str(year), era=era, is_end=is_end)
    assumed = (IssueCode.FISCAL_YEAR_ASSUMED,)
    return Period(raw, "fiscal_year", fiscal_year=year, era=era, codes=assumed, is_end=is_end)


def _day(raw: str, year: int, month: int, day: int, era: str) -> Period | None:
    if not (1 <= month <= 12 and 1 <= day <= calendar.monthrange(year, month)[1]):
        return None
    fiscal_year = year if month >= 4 else year - 1
    return Period(raw, "day", f"{year:04d}-{month:02d}-{day:02d}", fiscal_year, era=era)


def _agrees(both: str, year: int) -> bool:
    """The second notation in brackets names the same year: 平成31(令和元)年度, 令和4(2022)年度, R4 in 2022(R4)."""
    key = re.split("[・/]", both)[0].removesuffix("度").removesuffix("年")
    if key.isdigit():
        return int(key) == year
    match = re.fullmatch(rf"{_ERA}(?P<year>{_NUMBER})", key)
    if match is None:
        return True
    era = LETTERS.get(match.group("era"), match.group("era").upper())
    return western_year(era, match.group("year")) == year


def is_over(era: str, period: Period) -> bool:
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


def fits_bare(bare: int, year: int) -> bool:
    """Whether a western year is the bare one in some era: 26年度(2014年度).

    >>> fits_bare(26, 2014), fits_bare(26, 2013)
    (True, False)
    """
    return any(gap + bare == year for gap in _ERA_GAPS)
