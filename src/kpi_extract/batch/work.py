"""A bucket done: documents read, parts written, the marker last.

Parts appear whole or not at all, and the marker appears after them, so a run may be killed anywhere. Doing a bucket
again writes the same bytes to the same places.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any, BinaryIO

from kpi_extract.batch import places
from kpi_extract.batch.buckets import Bucket, Entry, Marker, marker_of
from kpi_extract.batch.naming import document_path
from kpi_extract.batch.outcomes import DocumentOutcome
from kpi_extract.batch.reading import DOCUMENT, LINE, read_one
from kpi_extract.batch.recipe import Recipe
from kpi_extract.batch.storage import Storage, open_storage
from kpi_extract.isolation.sandbox import Sandbox

Told = Callable[[DocumentOutcome], None]


@dataclass(frozen=True, slots=True)
class Work:
    """A bucket to be done, in plain data: it crosses to other machines."""

    out: str
    """Where the output folder is: a path or a URL that every worker can reach."""
    bucket: Bucket
    recipe: Recipe
    markers: tuple[str, ...] = ()
    """Markers of earlier runs that no longer hold."""


@dataclass(frozen=True, slots=True)
class BucketReport:
    """What came of a bucket."""

    bucket: int
    outcomes: tuple[DocumentOutcome, ...]


def do_alone(work: Work) -> BucketReport:
    """Do a bucket with a child of its own: what a cluster's worker runs."""
    with Sandbox(work.recipe.limits, work.recipe.child) as sandbox:
        return do_bucket(work, sandbox)


def do_bucket(work: Work, sandbox: Sandbox, tell: Told | None = None) -> BucketReport:
    """Do a bucket.

    Args:
        work: which bucket, and what to do with its documents.
        sandbox: where they are read.
        tell: called with each outcome as it comes.

    Raises:
        StorageError: the output cannot be written.
    """
    storage = open_storage(work.out)
    number = work.bucket.number
    retired = [_retired(storage, path) for path in work.markers]
    outcomes: list[DocumentOutcome] = []
    with storage.open_for_writing(places.records(number)) as part:
        for outcome in _documents_read(work, sandbox, storage, part):
            outcomes.append(outcome)
            if tell is not None:
                tell(outcome)
    storage.write(places.outcomes(number), b"".join(outcome.line() for outcome in outcomes))
    storage.write(places.measured(number), b"".join(outcome.measured() for outcome in outcomes))
    if work.recipe.parquet:
        _write_rows(storage, number, outcomes)
    marker = _marker(work, outcomes)
    storage.write(places.done(number, marker.digest), marker.data())
    _remove_orphans(storage, marker, retired)
    return BucketReport(number, tuple(outcomes))


def _documents_read(work: Work, sandbox: Sandbox, storage: Storage, part: BinaryIO) -> Iterator[DocumentOutcome]:
    offset = 0
    for source in work.bucket.sources:
        read = read_one(source, work.recipe, sandbox)
        outcome = replace(read.outcome, part=None)
        if read.outputs:
            path = f"{places.DOCUMENTS}/{document_path(source.name)}"
            with storage.open_for_writing(path) as out:
                shutil.copyfileobj(read.outputs[DOCUMENT], out)
            size = _appended(read.outputs[LINE], part)
            outcome = replace(outcome, document=path, part=work.bucket.number, offset=offset, size=size)
            offset += size
            for stream in read.outputs.values():
                stream.close()
        yield outcome


def _appended(stream: BinaryIO, part: BinaryIO) -> int:
    before = stream.seek(0, 2)
    stream.seek(0)
    shutil.copyfileobj(stream, part)
    return before


def _write_rows(storage: Storage, number: int, outcomes: list[DocumentOutcome]) -> None:
    from kpi_extract.writers.to_parquet import write_part

    with (
        storage.open_for_reading(places.records(number)) as records,
        storage.open_for_writing(places.rows(number)) as out,
    ):
        write_part(_rows(records, outcomes), out)


def _rows(records: BinaryIO, outcomes: list[DocumentOutcome]) -> Iterator[dict[str, Any]]:
    from kpi_extract.writers.rows import rows_of

    for outcome in outcomes:
        if outcome.size is not None:
            yield from rows_of(json.loads(records.read(outcome.size)), source=outcome.source)


def _marker(work: Work, outcomes: list[DocumentOutcome]) -> Marker:
    entries = tuple(
        Entry(source.name, source.size, source.stamp, outcome.sha256, outcome.document)
        for source, outcome in zip(work.bucket.sources, outcomes, strict=True)
    )
    return Marker(work.bucket.number, work.recipe.digest(), entries)


def _retired(storage: Storage, path: str) -> Marker | None:
    """A marker that no longer holds is put aside before anything is written over what it speaks of."""
    if not storage.exists(path):
        return None
    data = storage.read(path)
    marker = marker_of(data)
    if marker is None:
        storage.delete(path)
        return None
    put_aside = places.stale(marker.bucket, marker.digest)
    if path != put_aside:
        storage.write(put_aside, data)
        storage.delete(path)
    return marker


def _remove_orphans(storage: Storage, marker: Marker, retired: list[Marker | None]) -> None:
    """Documents that an earlier run wrote and this one did not: their sources are gone."""
    kept = {entry.document for entry in marker.entries}
    for old in retired:
        if old is None:
            continue
        for entry in old.entries:
            if entry.document is not None and entry.document not in kept:
                storage.delete(entry.document)
        storage.delete(places.stale(old.bucket, old.digest))
