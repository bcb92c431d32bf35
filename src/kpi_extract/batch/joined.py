"""The records of a whole run as one file, by name of the source: for people with one workbook, not one a document."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, BinaryIO

from kpi_extract.batch import places
from kpi_extract.batch.outcomes import DocumentOutcome
from kpi_extract.batch.storage import Storage

FORMATS = {".csv": "csv", ".jsonl": "jsonl", ".ndjson": "jsonl", ".json": "json", ".parquet": "parquet"}
"""Endings of OUT that ask for one file, and what is written into it."""


def write_joined(storage: Storage, outcomes: Iterable[DocumentOutcome], format: str, out: BinaryIO) -> None:
    """Write the records of all documents into one stream.

    Args:
        storage: the output folder of the run.
        outcomes: its documents, in the order in which they are to stand.
        format: one of FORMATS.
        out: where to.
    """
    if format == "parquet":
        from kpi_extract.writers.to_parquet import write_part

        write_part(all_rows(storage, outcomes), out)
    elif format == "csv":
        from kpi_extract.writers import to_csv

        out.write(to_csv.SEVERAL.start)
        to_csv.write_rows(all_rows(storage, outcomes), out)
    elif format == "json":
        _write_array(storage, outcomes, out)
    else:
        for outcome in outcomes:
            out.write(_line(storage, outcome))


def all_rows(storage: Storage, outcomes: Iterable[DocumentOutcome]) -> Iterator[dict[str, Any]]:
    """The rows of all documents."""
    from kpi_extract.writers.rows import rows_of

    for outcome in outcomes:
        if outcome.size:
            yield from rows_of(json.loads(_line(storage, outcome)), source=outcome.source)


def write_partitions(storage: Storage, outcomes: Iterable[DocumentOutcome], out: Path, by: Sequence[str]) -> None:
    """Write the rows of all documents as one file per partition, in the place of those of an earlier run.

    Args:
        storage: the output folder of the run.
        outcomes: its documents.
        out: the same folder, on this machine.
        by: columns, outermost first.

    Raises:
        ValueError: rows cannot be partitioned by these columns.
    """
    from kpi_extract.writers.to_parquet import write_partitioned

    coming, going, place = (
        out / name for name in (places.PARTITIONS_COMING, places.PARTITIONS_GOING, places.PARTITIONED)
    )
    for left_over in (coming, going):
        shutil.rmtree(left_over, ignore_errors=True)
    write_partitioned(all_rows(storage, outcomes), coming, by)
    if place.exists():
        place.rename(going)
    if coming.exists():
        coming.rename(place)
    shutil.rmtree(going, ignore_errors=True)


def _line(storage: Storage, outcome: DocumentOutcome) -> bytes:
    if outcome.part is None or outcome.offset is None or outcome.size is None:
        return b""
    with storage.open_for_reading(places.records(outcome.part)) as part:
        part.seek(outcome.offset)
        return part.read(outcome.size)


def _write_array(storage: Storage, outcomes: Iterable[DocumentOutcome], out: BinaryIO) -> None:
    from kpi_extract.writers import to_json

    frame = to_json.SEVERAL
    before = frame.start
    is_empty = True
    for outcome in outcomes:
        if outcome.document is None:
            continue
        # No text of a record holds a line break: those that are there are the indentation.
        member = storage.read(outcome.document).rstrip(b"\n").replace(b"\n", b"\n  ")
        out.write(before + member)
        before, is_empty = frame.between, False
    out.write(frame.empty if is_empty else frame.end)
