"""The five eras: first days, first years, names, and the numbers their years are written in.

Source of the first days: the proclamations themselves, checked day by day against japanera and ICU in the tests.
"""

from __future__ import annotations

from datetime import date

ERAS: tuple[tuple[str, str, date], ...] = (
    ("M", "明治", date(1873, 1, 1)),  # the Gregorian calendar begins here; the era began in 1868
    ("T", "大正", date(1912, 7, 30)),
    ("S", "昭和", date(1926, 12, 25)),
    ("H", "平成", date(1989, 1, 8)),
    ("R", "令和", date(2019, 5, 1)),
)
"""Letter, name and first day of each era (checked day by day against two independent libraries in the tests)."""

FIRST_YEARS = {"M": 1868, "T": 1912, "S": 1926, "H": 1989, "R": 2019}
LETTERS = {name: letter for letter, name, _ in ERAS} | {"明": "M", "大": "T", "昭": "S", "平": "H", "令": "R"}
MOST_YEARS = {"M": 60, "T": 40, "S": 99, "H": 99, "R": 60}
_KANJI_DIGITS = {c: i for i, c in enumerate("〇一二三四五六七八九")}


def western_year(era: str, printed: str) -> int | None:
    """The western year of a year of an era; None for year 0 and for one no plan reaches.

    >>> western_year("H", "31"), western_year("R", "元"), western_year("R", "0")
    (2019, 2019, None)
    """
    year = 1 if printed == "元" else kanji_number(printed)
    if not 1 <= year <= MOST_YEARS[era]:
        return None
    return FIRST_YEARS[era] + year - 1


def fiscal_year_in_japanese(year: int) -> str:
    """A fiscal year as it is called in Japan; one in which the era changed has the name of its second part.

    >>> fiscal_year_in_japanese(2022), fiscal_year_in_japanese(2019), fiscal_year_in_japanese(2018)
    ('令和4年度', '令和元年度', '平成30年度')
    """
    letter = max((era for era, first in FIRST_YEARS.items() if first <= year), key=FIRST_YEARS.__getitem__, default="M")
    number = year - FIRST_YEARS[letter] + 1
    name = next(name for known, name, _ in ERAS if known == letter)
    return f"{name}{'元' if number == 1 else number}年度"


def kanji_number(text: str) -> int:
    """A year, month or day in digits or kanji.

    >>> kanji_number("二十八"), kanji_number("05")
    (28, 5)
    """
    if text.isascii() and text.isdigit():
        return int(text)
    if text == "元":
        return 1
    tens, ten, ones = text.partition("十")
    if not ten:
        return int("".join(str(_KANJI_DIGITS.get(c, 0)) for c in text) or 0)
    return (_KANJI_DIGITS.get(tens, 1) if tens else 1) * 10 + (_KANJI_DIGITS.get(ones, 0) if ones else 0)
