"""Serial numbers of a spreadsheet → calendar dates and times, with the mistakes Excel keeps on purpose."""

from __future__ import annotations

import datetime
import re
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

LAST_SERIAL = 2_958_465
"""31 December 9999."""
_LEAP_DAY_THAT_NEVER_WAS = 60
_DAYS_TO_1904 = 1462
_SECONDS_A_DAY = 86_400
_MILLISECOND = Decimal("0.001")
"""Serial numbers are no more exact than that."""
_BEFORE_1900 = datetime.date(1899, 12, 31).toordinal()
_ISO = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)(?:T(\d\d):(\d\d)(?::(\d\d(?:\.\d+)?))?)?Z?|T?(\d\d):(\d\d)(?::(\d\d(?:\.\d+)?))?Z?"
)
_ERAS = (
    (datetime.date(2019, 5, 1), "令和", "令", "R"),
    (datetime.date(1989, 1, 8), "平成", "平", "H"),
    (datetime.date(1926, 12, 25), "昭和", "昭", "S"),
    (datetime.date(1912, 7, 30), "大正", "大", "T"),
    (datetime.date(1868, 1, 25), "明治", "明", "M"),
)


class Moment(NamedTuple):
    """A date and time as a spreadsheet counts them; 1900 has a 29 February there, and a 0 January before its first."""

    year: int
    month: int
    day: int
    weekday: int
    """0 is Sunday."""
    hour: int
    minute: int
    second: Decimal
    days: int
    """Whole days since the epoch, for elapsed hours."""


class Era(NamedTuple):
    """An era as the formats g, gg and ggg print it, and the year in it."""

    name: str
    short: str
    letter: str
    year: int


def moment_of(serial: Decimal, *, from_1904: bool) -> Moment | None:
    """The moment a serial number stands for.

    Args:
        serial: days since the epoch.
        from_1904: whether the workbook counts from 1 January 1904.

    Returns:
        None before the epoch and after the year 9999: a spreadsheet prints # signs then.
    """
    if serial < 0 or serial > LAST_SERIAL + 1:
        return None
    days = int(serial)
    seconds = ((serial - days) * _SECONDS_A_DAY).quantize(_MILLISECOND, ROUND_HALF_UP)
    if seconds >= _SECONDS_A_DAY:
        days, seconds = days + 1, Decimal(0)
    hour, rest = divmod(int(seconds), 3600)
    number = days + _DAYS_TO_1904 if from_1904 else days
    year, month, day = _calendar(number)
    # The day that never was shifts the weekdays before it as well; spreadsheets print them so.
    return Moment(year, month, day, (number - 1) % 7, hour, rest // 60, seconds - hour * 3600 - rest // 60 * 60, days)


def _calendar(number: int) -> tuple[int, int, int]:
    if number == 0:
        return 1900, 1, 0
    if number == _LEAP_DAY_THAT_NEVER_WAS:
        return 1900, 2, 29
    date = datetime.date.fromordinal(
        min(_BEFORE_1900 + number - (number > _LEAP_DAY_THAT_NEVER_WAS), datetime.date.max.toordinal())
    )
    return date.year, date.month, date.day


def era_of(moment: Moment) -> Era | None:
    """The era of a date; None before the first."""
    day = (moment.year, moment.month, moment.day)
    for start, name, short, letter in _ERAS:
        if day >= (start.year, start.month, start.day):
            return Era(name, short, letter, moment.year - start.year + 1)
    return None


def serial_of(text: str, *, from_1904: bool) -> Decimal | None:
    """The serial number of a date or time written as ISO 8601, as strict workbooks may store it; None if it is none."""
    match = _ISO.fullmatch(text.strip())
    if match is None:
        return None
    year, month, day, hour, minute, second, *bare = match.groups()
    if year is None:
        hour, minute, second = bare
    days = 0
    if year is not None:
        try:
            ordinal = datetime.date(int(year), int(month), int(day)).toordinal()
        except ValueError:
            return None
        days = ordinal - _BEFORE_1900
        days += days >= _LEAP_DAY_THAT_NEVER_WAS
        days -= _DAYS_TO_1904 if from_1904 else 0
    seconds = int(hour or 0) * 3600 + int(minute or 0) * 60 + Decimal(second or 0)
    return days + seconds / _SECONDS_A_DAY
