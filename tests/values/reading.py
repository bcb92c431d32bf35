"""What the parsers say about one printed text, as plain data with nothing in it that is not said."""

from __future__ import annotations

from typing import Any

from kpi_extract.errors import UnreadableValueError
from kpi_extract.values.number import PrintedValue, parse_value
from kpi_extract.values.period import Period, find_periods, parse_period
from kpi_extract.values.text import match_key
from kpi_extract.values.unit import parse_unit

Said = dict[str, Any]


def value(text: str) -> Said:
    """Every field of a printed value that is set; {"refused": code} where it cannot be read."""
    try:
        printed = parse_value(text)
    except UnreadableValueError as error:
        return {"refused": error.code}
    return as_data(printed)


def as_data(printed: PrintedValue) -> Said:
    number = {name: None if n is None else str(n) for name, n in (("value", printed.value), ("upper", printed.upper))}
    words = {name: getattr(printed, name) for name in ("text", "comparator", "missing", "unit", "basis", "status")}
    rest = {"marks": printed.marks, "period": dated(printed.period), "bracket": printed.bracket}
    codes = tuple(str(code) for code in printed.codes)
    said = {**number, **words, **rest, "codes": codes}
    return {name: content for name, content in said.items() if content not in (None, "", ())}


def dated(period: Period | None) -> str | None:
    """FY2022, 2022, 2022-03, 2022-03-31, "26 of what era"; FY2020..FY2022 for a range, 2016-04.. for an open one."""
    if period is None:
        return None
    bare = f"FY?{period.bare_year}" if period.bare_year is not None else None
    said = bare or period.date or f"FY{period.fiscal_year}"
    said = f"{said} end" if period.is_end else said
    if period.start is not None:
        return f"{dated(period.start)}..{said}"
    return f"{said}.." if period.open_end else said


def period(text: str) -> str | tuple[str, ...]:
    """The period and its issue codes, if any: ("FY2018", "fiscal-year-assumed"); "refused" where it is none."""
    try:
        found = parse_period(text)
    except UnreadableValueError as error:
        return "refused" if error.code == "unreadable-period" else error.code
    said = dated(found) or ""
    return (said, *map(str, found.codes)) if found.codes else said


def periods(text: str) -> list[str]:
    """Every period in a longer text."""
    return [dated(match.period) or "" for match in find_periods(match_key(text))]


def unit(text: str) -> tuple[Any, ...]:
    """Symbol, multiplier, dimension, then what is below the line and the parts of a compound, if any."""
    read = parse_unit(text)
    more = (*(f"per {below}" for below in read.per), *read.parts)
    return (read.symbol, read.multiplier, read.dimension, *more)


def says(number: str, unit: str = "", **rest: Any) -> Said:
    """A value that is a number."""
    return {"value": number, **({"unit": unit} if unit else {}), **rest}


def second(number: str, bracket: str, unit: str = "", **rest: Any) -> Said:
    """A number with something in brackets that stays in `raw` only."""
    return says(number, unit, bracket=bracket, codes=("second-value",), **rest)


def lacks(missing: str, **rest: Any) -> Said:
    """No value, and why."""
    return {"missing": missing, **rest}


def refused(code: str = "unreadable-number") -> Said:
    """Kept as text, with a warning."""
    return {"refused": code}
