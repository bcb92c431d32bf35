"""One document under review: its records, what a person said of them, and a number that grows with each change."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from kpi_extract.corrections.apply import apply, corrected, name_at, unit_at, value_at
from kpi_extract.corrections.file import Correction, Corrections, text_of
from kpi_extract.errors import UnreadableValueError
from kpi_extract.records import Extraction
from kpi_extract.review.data import record_data
from kpi_extract.writers.json_text import data_of


class RefusedChangeError(Exception):
    """A change that cannot be made.

    Args:
        code: stale, no-such-value, no-value, or nothing.
    """

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(slots=True)
class Session:
    """What is looked at, and what a person said of it."""

    extraction: Extraction
    """As extracted; never changed."""
    pages: Mapping[str, Any]
    """What of the page's data no correction changes: pages or tables, language."""
    corrections: Corrections
    save: Callable[[str], None]
    """Keeps the text of the corrections file."""
    now: Callable[[], str]
    """The time, UTC, ISO 8601."""
    version: int = field(default=0)

    def applied(self) -> Extraction:
        """The records with what a person said."""
        return apply(self.extraction, self.corrections)

    def data(self) -> dict[str, Any]:
        """What the page shows now."""
        marks = {
            one.pointer: {"action": one.action, "was": one.was, "now": one.now, "when": one.when, "why": one.why}
            for one in self.corrections.every
        }
        shown = record_data(data_of(self.applied()))
        for value in shown["values"]:
            if value["pointer"] in marks:
                value["said"] = marks[value["pointer"]]
        return {**shown, "version": self.version}

    def page(self) -> dict[str, Any]:
        """Everything the page needs at first."""
        return {**self.pages, **self.data(), "editing": True}

    def correct(self, version: int, pointer: str, now: str | None, fiscal_year: int | None, why: str) -> None:
        """Say what a value should have been read as.

        Raises:
            RefusedChangeError: another tab changed something meanwhile, there is no such value, or the text is no value.
        """
        self._check(version)
        observation = value_at(self.extraction, pointer)
        if observation is None:
            raise RefusedChangeError("no-such-value")
        if now is None and fiscal_year is None:
            raise RefusedChangeError("nothing")
        name = name_at(self.extraction, pointer)
        one = Correction(pointer, "correct", observation.raw, name, self.now(), now, fiscal_year, why)
        try:
            corrected(observation, unit_at(self.extraction, pointer), one)
        except UnreadableValueError as error:
            raise RefusedChangeError("no-value") from error
        self._keep(self.corrections.with_one(one))

    def accept(self, version: int, pointer: str, why: str) -> None:
        """Say that a value is right.

        Raises:
            RefusedChangeError: as `correct`.
        """
        self._check(version)
        observation = value_at(self.extraction, pointer)
        if observation is None:
            raise RefusedChangeError("no-such-value")
        name = name_at(self.extraction, pointer)
        self._keep(self.corrections.with_one(Correction(pointer, "accept", observation.raw, name, self.now(), why=why)))

    def undo(self, version: int, pointer: str) -> None:
        """Take back what was said of a value.

        Raises:
            RefusedChangeError: as `correct`; or nothing was said of it.
        """
        self._check(version)
        without = self.corrections.without(pointer)
        if without == self.corrections:
            raise RefusedChangeError("nothing")
        self._keep(without)

    def _check(self, version: int) -> None:
        if version != self.version:
            raise RefusedChangeError("stale")

    def _keep(self, corrections: Corrections) -> None:
        """Saved first: what the page shows is on the disk."""
        self.save(text_of(corrections))
        self.corrections = corrections
        self.version += 1
