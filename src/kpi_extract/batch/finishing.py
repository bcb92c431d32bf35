"""What stands in the output folder about all documents together, made anew from the parts after every run."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from kpi_extract.batch import places
from kpi_extract.batch.buckets import Bucket
from kpi_extract.batch.outcomes import GOOD, DocumentOutcome, outcome_of
from kpi_extract.batch.storage import Storage
from kpi_extract.version import __version__


@dataclass(slots=True)
class Totals:
    """Counts over all documents."""

    outcomes: Counter[str] = field(default_factory=Counter)
    codes: Counter[str] = field(default_factory=Counter)
    media_types: Counter[str] = field(default_factory=Counter)
    pages: int = 0
    projects: int = 0
    indicators: int = 0
    to_check: int = 0

    def add(self, outcome: DocumentOutcome) -> None:
        """Count one document."""
        self.outcomes[outcome.outcome] += 1
        if outcome.code is not None:
            self.codes[outcome.code] += 1
        if outcome.media_type is not None:
            self.media_types[outcome.media_type] += 1
        self.pages += outcome.pages or 0
        self.projects += outcome.projects
        self.indicators += outcome.indicators
        self.to_check += outcome.to_check

    @property
    def documents(self) -> int:
        """How many there are."""
        return self.outcomes.total()

    @property
    def good(self) -> int:
        """How many gave indicators."""
        return sum(self.outcomes[outcome] for outcome in GOOD)

    def data(self) -> bytes:
        """The summary file."""
        said = {
            "generator": {"name": "kpi-extract", "version": __version__},
            "documents": self.documents,
            "outcomes": dict(sorted(self.outcomes.items())),
            "codes": dict(sorted(self.codes.items())),
            "media_types": dict(sorted(self.media_types.items())),
            "pages": self.pages,
            "projects": self.projects,
            "indicators": self.indicators,
            "to_check": self.to_check,
        }
        return (json.dumps(said, ensure_ascii=False, indent=2) + "\n").encode("utf-8")


def stored_outcomes(storage: Storage, buckets: Iterable[Bucket]) -> list[DocumentOutcome]:
    """What became of the documents of these buckets, by name."""
    found = [
        outcome_of(line)
        for bucket in buckets
        for line in storage.read(places.outcomes(bucket.number)).splitlines(keepends=True)
    ]
    return sorted(found, key=lambda outcome: outcome.source)


def totals_of(outcomes: Iterable[DocumentOutcome]) -> Totals:
    """Counts over these documents: all that a shard can say, which sees no others."""
    totals = Totals()
    for outcome in outcomes:
        totals.add(outcome)
    return totals


def write_overview(storage: Storage, outcomes: Iterable[DocumentOutcome]) -> Totals:
    """Write outcomes.jsonl, errors.jsonl and summary.json, in the order given."""
    totals = Totals()
    with storage.open_for_writing(places.OUTCOMES) as everything, storage.open_for_writing(places.ERRORS) as errors:
        for outcome in outcomes:
            totals.add(outcome)
            line = outcome.line()
            everything.write(line)
            if outcome.outcome not in GOOD:
                errors.write(line)
    storage.write(places.SUMMARY, totals.data())
    return totals


def remove_gone(storage: Storage, markers: Iterable[str]) -> None:
    """Remove what earlier runs wrote for buckets that have no source any more."""
    from kpi_extract.batch.buckets import marker_of

    for path in markers:
        marker = marker_of(storage.read(path))
        for entry in marker.entries if marker is not None else ():
            if entry.document is not None:
                storage.delete(entry.document)
        number = places.bucket_of_marker(path)
        for part in (places.records(number), places.rows(number), places.outcomes(number), places.measured(number)):
            storage.delete(part)
        storage.delete(path)
