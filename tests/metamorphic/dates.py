"""Dates in another style: R4年度 ⇄ 令和4年度 ⇄ 2022年度, H28.3 ⇄ 平成28年3月 ⇄ 2016年3月."""

from __future__ import annotations

import re
from typing import Literal

from kpi_extract.document import Document, Table
from tests.metamorphic.documents import Changed, DoesNotApply, with_texts

Style = Literal["letter", "name", "western"]

_FIRST_YEARS = {"S": 1926, "H": 1989, "R": 2019}
_NAMES = {"S": "昭和", "H": "平成", "R": "令和"}
_LETTERS = {name: letter for letter, name in _NAMES.items()}
_WAREKI = r"(?:(?P<era>昭和|平成|令和|(?<![A-Za-z])[SHR](?=[0-9元])) ?(?P<year>[0-9]{1,2}(?![0-9])|元)"
_WESTERN = r"|(?<![0-9])(?P<western>(?:19|20)[0-9]{2})(?= ?年))"
_REST = (
    r"(?: ?(?P<fiscal>年度)| ?年 ?(?P<month>[0-9]{1,2}) ?月(?:(?P<day>[0-9]{1,2})日)?| ?(?P<calendar>年)"
    r"|\.(?P<month2>[0-9]{1,2})(?:\.(?P<day2>[0-9]{1,2}))?月?)?+"
)
# H27~28 lends its era to the right: such a range stays as it is.
_DATE = re.compile(_WAREKI + _WESTERN + _REST + r"(?![~〜～\-][0-9])")
_BARE = re.compile(r"(?<![0-9HRS成和])[0-9]{1,2}年度|(?<![0-9.])[0-9]{2}(?=年(?:実績|目標))")


def dates_restyled(document: Document, style: Style) -> Changed:
    """Every date that names its era in another style, in cells, headings and paragraphs.

    A bare 26年度 takes its era from the others: where there is one, they keep it.
    """
    if style == "western" and _has_bare_years(document):
        return DoesNotApply("bare years take their era from the other dates")
    return with_texts(
        document, lambda _, cell: restyled(cell.text, style), "no date in another style", lambda t: restyled(t, style)
    )


def restyled(text: str, style: Style) -> str:
    """The text with its dates in one style.

    >>> restyled("H28.3 R元年度 2014年", "name")
    '平成28年3月 令和1年度 平成26年'
    """
    return _DATE.sub(lambda match: _printed(match, style), text)


def _printed(match: re.Match[str], style: Style) -> str:
    month = match["month"] or match["month2"]
    day = match["day"] or match["day2"]
    era, year = _era_and_year(match, int(month or 12))
    if style == "letter":
        if month:
            return ".".join([f"{era}{year}", month, *([day] if day else [])])
        return f"{era}{year}{match['fiscal'] or match['calendar'] or ''}"
    head = _NAMES[era] + str(year) if style == "name" else str(_FIRST_YEARS[era] + year - 1)
    if month:
        return f"{head}年{month}月" + (f"{day}日" if day else "")
    # A bare H26 is the fiscal year (design §4, rule 1), and only a letter can stand without 年度.
    return head + (match["calendar"] or "年度")


def _era_and_year(match: re.Match[str], month: int) -> tuple[str, int]:
    """The era is the one that is printed, also where it had ended (平成36年度)."""
    if match["era"]:
        era = _LETTERS.get(match["era"], match["era"])
        return era, 1 if match["year"] == "元" else int(match["year"])
    western = int(match["western"])
    era = "R" if (western, month) >= (2019, 5) else "H" if western >= 1989 else "S"
    return era, western - _FIRST_YEARS[era] + 1


def _has_bare_years(document: Document) -> bool:
    for block in document.blocks:
        texts = [cell.text for cell in block.cells] if isinstance(block, Table) else [block.text]
        if any(_BARE.search(_DATE.sub("", text)) for text in texts):
            return True
        if isinstance(block, Table) and any(
            re.fullmatch("[0-9]{2}", cell.text) for cell in block.cells if not cell.row
        ):
            return True
    return False
