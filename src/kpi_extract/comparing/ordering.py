"""Reports put in order: by publisher, then by the fiscal year they are about."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from kpi_extract.records import Extraction


class Report(NamedTuple):
    """One report with the name of its source."""

    source: str
    extraction: Extraction


class Publisher(NamedTuple):
    """The reports of one publisher, the earliest first."""

    name: str | None
    reports: tuple[Report, ...]
    is_ordered: bool
    """False where a report does not say its year, or two have the same: they stand as they were given."""


def publishers(reports: Sequence[Report]) -> list[Publisher]:
    """The reports by publisher, in order of first appearance; those that name none are one."""
    groups: dict[str | None, list[Report]] = {}
    for report in reports:
        town = report.extraction.document.municipality
        groups.setdefault(town.code if town is not None else None, []).append(report)
    return [_publisher(several) for several in groups.values()]


def _publisher(several: list[Report]) -> Publisher:
    years = [one.extraction.document.fiscal_year for one in several]
    known = [year for year in years if year is not None]
    is_ordered = len(set(known)) == len(several)
    ordered = sorted(several, key=lambda one: one.extraction.document.fiscal_year or 0) if is_ordered else several
    town = several[0].extraction.document.municipality
    return Publisher(f"{town.prefecture}{town.name}" if town is not None else None, tuple(ordered), is_ordered)
