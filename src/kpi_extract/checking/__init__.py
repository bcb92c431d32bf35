"""Checks of records: what a careful reader of the report would look at again. Pure, and no value is ever changed.

To add a check: a function that yields findings, its wording in `findings.WORDINGS`, its call in `validate`.
"""

from __future__ import annotations

from collections.abc import Iterator

from kpi_extract.checking.findings import CheckFinding
from kpi_extract.checking.rates import check_rates
from kpi_extract.checking.series import check_series
from kpi_extract.checking.twice import check_twice
from kpi_extract.checking.values import check_values
from kpi_extract.issues import in_japanese
from kpi_extract.records import Extraction

__all__ = ["CheckFinding", "needs_look", "validate"]


def validate(extraction: Extraction) -> list[CheckFinding]:
    """Everything the checks say of one document, in order of the document, with the issues of the extraction.

    Findings of severity warning or error need a look; info says what was computed again and fits.
    """
    return sorted([*_issues(extraction), *_checks(extraction)], key=lambda one: _order(one.pointer))


def needs_look(findings: list[CheckFinding]) -> int:
    """How many of the findings a person should look at."""
    return sum(one.severity != "info" for one in findings)


def _checks(extraction: Extraction) -> Iterator[CheckFinding]:
    year = extraction.document.fiscal_year
    for number, project in enumerate(extraction.projects):
        for position, indicator in enumerate(project.indicators):
            pointer = f"/projects/{number}/indicators/{position}"
            yield from check_rates(indicator, pointer)
            yield from check_series(indicator, pointer)
            yield from check_values(indicator, pointer, year)
    yield from check_twice(extraction)


def _issues(extraction: Extraction) -> Iterator[CheckFinding]:
    """What the extraction was not sure of; its infos are left out, they are in the records."""
    for issue in extraction.issues:
        if issue.severity != "info":
            pointer = f"{issue.indicator or ''}/{issue.field}" if issue.field else issue.indicator or ""
            message_ja, hint_ja = in_japanese(issue.code, issue.message)
            yield CheckFinding(
                issue.code, issue.severity, issue.message, message_ja, pointer, issue.place, issue.hint, hint_ja
            )


def _order(pointer: str) -> tuple[int, ...]:
    return tuple(int(step) for step in pointer.split("/") if step.isdigit())
