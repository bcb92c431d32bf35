"""What one printed value says, as data."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from kpi_extract.issues import IssueCode
from kpi_extract.values.number_words import Basis, Comparator, Missing, ValueStatus
from kpi_extract.values.period import Period


class PrintedValue(NamedTuple):
    """A value as read. Exactly one of value, text and missing is set."""

    raw: str
    value: Decimal | None = None
    upper: Decimal | None = None
    text: str | None = None
    comparator: Comparator | None = None
    missing: Missing | None = None
    unit: str = ""
    """The unit printed right of the number: 人, 件/年, 千円; "" for none."""
    basis: Basis | None = None
    status: ValueStatus | None = None
    marks: tuple[str, ...] = ()
    period: Period | None = None
    """A date in the cell: 122経営体(26年度)."""
    bracket: str | None = None
    """What else stands in brackets or behind a ※: a second value, a rank, a comment."""
    codes: tuple[IssueCode, ...] = ()
