"""What became of one document: one of a closed set, with the reason and the cost."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from kpi_extract.errors import DocumentError
from kpi_extract.isolation.messages import Facts


class Outcome(StrEnum):
    """The closed set."""

    OK = "ok"
    """Read; nothing needs a look."""
    REVIEW = "review"
    """Read; an issue of severity warning or more says where to look."""
    NO_KPI = "no-kpi"
    """Read, and no indicator was found in it."""
    REFUSED = "refused"
    """Not read: no format this program reads, larger than the limits, or built to do harm."""
    FAILED = "failed"
    """It could not be read: missing, damaged, encrypted."""
    TIMEOUT = "timeout"
    """Stopped at its time limit."""
    MEMORY = "memory"
    """Stopped at its memory limit."""
    CRASHED = "crashed"
    """The process that read it died, twice."""
    SKIPPED = "skipped"
    """Not read in this run: nothing has changed since an earlier one. Never stored: the earlier outcome stands."""


GOOD = frozenset({Outcome.OK, Outcome.REVIEW})

_OF_CODE = {
    "unknown-format": Outcome.REFUSED,
    "refused": Outcome.REFUSED,
    "timeout": Outcome.TIMEOUT,
    "memory": Outcome.MEMORY,
    "crashed": Outcome.CRASHED,
}
"""Codes of errors that are not simply `failed`."""


@dataclass(frozen=True, slots=True)
class DocumentOutcome:
    """What became of one document.

    Seconds and memory differ from run to run and are stored apart from everything else (`measured`).
    """

    source: str
    """The name of the source, as find_sources gives it."""
    outcome: Outcome
    code: str | None = None
    """The kind of error, where there is one."""
    message: str | None = None
    hint: str | None = None
    message_ja: str | None = None
    hint_ja: str | None = None
    sha256: str | None = None
    media_type: str | None = None
    pages: int | None = None
    projects: int = 0
    indicators: int = 0
    to_check: int = 0
    document: str | None = None
    """Where its JSON stands in the output folder; None where there are no records."""
    part: int | None = None
    """The number of the part its line of JSON stands in."""
    offset: int | None = None
    """Byte at which the line begins."""
    size: int | None = None
    """Bytes of the line, its end included."""
    seconds: float = 0.0
    peak_memory: int = 0

    def line(self) -> bytes:
        """Everything that is the same in every run, as a line of JSON."""
        names = [name for name in self.__dataclass_fields__ if name not in ("seconds", "peak_memory")]
        return _line({name: getattr(self, name) for name in names})

    def measured(self) -> bytes:
        """What it cost, as a line of JSON."""
        cost = {"source": self.source, "seconds": round(self.seconds, 3), "peak_memory": self.peak_memory}
        return _line(cost)


def outcome_of(line: bytes) -> DocumentOutcome:
    """An outcome from its line."""
    said: dict[str, Any] = json.loads(line)
    said["outcome"] = Outcome(said["outcome"])
    return DocumentOutcome(**said)


def of_facts(source: str, facts: Facts) -> DocumentOutcome:
    """The outcome of a document that was read."""
    read = Outcome.REVIEW if facts.to_check else Outcome.OK
    outcome = read if facts.indicators else Outcome.NO_KPI
    return DocumentOutcome(
        source,
        outcome,
        sha256=facts.sha256,
        media_type=facts.media_type,
        pages=facts.pages,
        projects=facts.projects,
        indicators=facts.indicators,
        to_check=facts.to_check,
    )


def of_error(source: str, error: DocumentError) -> DocumentOutcome:
    """The outcome of a document that was not."""
    return DocumentOutcome(
        source,
        _OF_CODE.get(error.CODE, Outcome.FAILED),
        code=error.CODE,
        message=error.reason,
        hint=error.hint,
        message_ja=error.reason_ja,
        hint_ja=error.hint_ja,
    )


def _line(data: Mapping[str, object]) -> bytes:
    kept = {name: value for name, value in data.items() if value is not None}
    return (json.dumps(kept, ensure_ascii=False) + "\n").encode("utf-8", "surrogatepass")
