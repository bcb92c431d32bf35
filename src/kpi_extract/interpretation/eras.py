"""The eras a document uses, to settle a bare year such as 26年度 or 17. Never from today."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from kpi_extract.document import Document, Table
from kpi_extract.issues import IssueCode
from kpi_extract.values.period import Period, as_fiscal_year, find_periods, with_era
from kpi_extract.values.text import match_key

REACH_BACK = 15
REACH_AHEAD = 25
"""Years around a document's own dates within which a bare year is believed: plans reach 20 years ahead (岡山市)."""
_LONGEST_TEXT = 400


@dataclass(frozen=True, slots=True)
class Calendar:
    """The eras printed in a document and the western years they span."""

    eras: frozenset[str] = frozenset()
    first: int | None = None
    last: int | None = None

    def settle(self, period: Period | None, corner_era: str | None = None) -> Period | None:
        """Give a bare year its era where exactly one fits; else leave it, with its `era-unknown`."""
        if period is None or period.bare_year is None:
            return period
        if corner_era is not None:
            return without_code(with_era(period, corner_era), IssueCode.ERA_INFERRED)
        fitting = [settled for era in sorted(self.eras) if (settled := self._fits(period, era)) is not None]
        return fitting[0] if len(fitting) == 1 else period

    def _fits(self, period: Period, era: str) -> Period | None:
        if period.bare_year is None or (era == "western") != (period.bare_year > 1000):
            return None
        settled = with_era(period, era)
        year = year_of(settled)
        if year is None or self.first is None or self.last is None:
            return None
        return settled if self.first - REACH_BACK <= year <= self.last + REACH_AHEAD else None


def year_of(period: Period) -> int | None:
    """The western year of a period: its fiscal year, else the year of its date."""
    if period.fiscal_year is not None:
        return period.fiscal_year
    return int(period.date[:4]) if period.date else None


def without_code(period: Period, code: IssueCode) -> Period:
    """The same period without one of its codes."""
    return replace(period, codes=tuple(known for known in period.codes if known is not code))


def survey(document: Document) -> Calendar:
    """Collect the explicit dates of titles, headings and cells."""
    periods = [match.period for text in set(_texts(document)) for match in find_periods(match_key(text))]
    explicit = [period for period in periods if period.bare_year is None and period.era]
    years = [year for period in explicit if (year := year_of(period)) is not None]
    eras = frozenset(period.era for period in explicit if period.era)
    return Calendar(eras, min(years, default=None), max(years, default=None))


def _texts(document: Document) -> Iterable[str]:
    if document.title:
        yield document.title
    for block in document.blocks:
        if isinstance(block, Table):
            yield from (cell.text for cell in block.cells if 0 < len(cell.text) <= _LONGEST_TEXT)
        elif block.kind != "navigation":
            yield block.text[:_LONGEST_TEXT]


def raised_by_siblings(periods: Iterable[Period | None]) -> bool:
    """True where sibling headings say 度, so that a plain 年 beside them means the fiscal year too."""
    present = [period for period in periods if period is not None]
    says_fiscal = any(p.kind == "fiscal_year" and IssueCode.FISCAL_YEAR_ASSUMED not in p.codes for p in present)
    return says_fiscal and any(p.kind == "year" for p in present)


def as_fiscal(period: Period | None, raise_years: bool) -> Period | None:
    """Raise a calendar year to a fiscal year where the siblings call for it."""
    if period is None or not raise_years or period.kind != "year":
        return period
    return as_fiscal_year(period)
