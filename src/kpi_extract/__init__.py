"""KPI reports of Japanese local governments → records that can be trusted.

    from kpi_extract import extract
    extract("report.docx").projects[0].indicators[0].actuals

Public names load on first use, so that importing the package costs next to nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from kpi_extract.version import __version__

if TYPE_CHECKING:
    from kpi_extract.batch.many import Failure, extract_many
    from kpi_extract.checking import CheckFinding, validate
    from kpi_extract.comparing.differences import Change, Comparison, compare
    from kpi_extract.document import Cell, Document, Paragraph, Table
    from kpi_extract.errors import (
        CorrectionsFileError,
        CrashedError,
        DamagedDocumentError,
        DocumentError,
        EncodingError,
        HeadingsFileError,
        KpiExtractError,
        MemoryLimitError,
        MissingDocumentError,
        MissingExtraError,
        PasswordError,
        RefusedDocumentError,
        StoppedError,
        TimeLimitError,
        UnexpectedError,
        UnknownFormatError,
        UnreadableValueError,
    )
    from kpi_extract.interpretation import UnknownMunicipalityError, interpret
    from kpi_extract.interpretation.headings import Lexicon
    from kpi_extract.limits import Limits
    from kpi_extract.pipeline import extract, read, read_headings, write
    from kpi_extract.place import Place
    from kpi_extract.records import (
        DocumentInfo,
        Extraction,
        Indicator,
        Issue,
        Municipality,
        Observation,
        Project,
        Remark,
        Unit,
    )
    from kpi_extract.saved import load
    from kpi_extract.writers.rows import rows, rows_of

_HOMES = {
    "kpi_extract.batch.many": ("Failure", "extract_many"),
    "kpi_extract.checking": ("CheckFinding", "validate"),
    "kpi_extract.comparing.differences": ("Change", "Comparison", "compare"),
    "kpi_extract.document": ("Cell", "Document", "Paragraph", "Table"),
    "kpi_extract.errors": (
        "CorrectionsFileError",
        "CrashedError",
        "DamagedDocumentError",
        "DocumentError",
        "EncodingError",
        "HeadingsFileError",
        "KpiExtractError",
        "MemoryLimitError",
        "MissingDocumentError",
        "MissingExtraError",
        "PasswordError",
        "RefusedDocumentError",
        "StoppedError",
        "TimeLimitError",
        "UnexpectedError",
        "UnknownFormatError",
        "UnreadableValueError",
    ),
    "kpi_extract.interpretation": ("UnknownMunicipalityError", "interpret"),
    "kpi_extract.interpretation.headings": ("Lexicon",),
    "kpi_extract.limits": ("Limits",),
    "kpi_extract.pipeline": ("extract", "read", "read_headings", "write"),
    "kpi_extract.place": ("Place",),
    "kpi_extract.records": (
        "DocumentInfo",
        "Extraction",
        "Indicator",
        "Issue",
        "Municipality",
        "Observation",
        "Project",
        "Remark",
        "Unit",
    ),
    "kpi_extract.saved": ("load",),
    "kpi_extract.writers.rows": ("rows", "rows_of"),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}

__all__ = [
    "Cell",
    "Change",
    "CheckFinding",
    "Comparison",
    "CorrectionsFileError",
    "CrashedError",
    "DamagedDocumentError",
    "Document",
    "DocumentError",
    "DocumentInfo",
    "EncodingError",
    "Extraction",
    "Failure",
    "HeadingsFileError",
    "Indicator",
    "Issue",
    "KpiExtractError",
    "Lexicon",
    "Limits",
    "MemoryLimitError",
    "MissingDocumentError",
    "MissingExtraError",
    "Municipality",
    "Observation",
    "Paragraph",
    "PasswordError",
    "Place",
    "Project",
    "RefusedDocumentError",
    "Remark",
    "StoppedError",
    "Table",
    "TimeLimitError",
    "UnexpectedError",
    "Unit",
    "UnknownFormatError",
    "UnknownMunicipalityError",
    "UnreadableValueError",
    "__version__",
    "compare",
    "extract",
    "extract_many",
    "interpret",
    "load",
    "read",
    "read_headings",
    "rows",
    "rows_of",
    "validate",
    "write",
]


def __getattr__(name: str) -> Any:
    home = _HOME_OF.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(home), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
