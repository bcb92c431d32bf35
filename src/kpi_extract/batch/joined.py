"""The records of a whole run as one file, by name of the source: for people with one workbook, not one a document."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from kpi_extract.batch import places
from kpi_extract.batch.outcomes import DocumentOutcome
from kpi_extract.batch.storage import Storage
from kpi_extract.writers.csv_form import STANDARD, CsvForm

if TYPE_CHECKING:
    from kpi_extract.writers.to_csv import Replaced

FORMATS = {
    ".csv": "csv",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".json": "json",
    ".parquet": "parquet",
    ".xlsx": "xlsx",
}
"""Endings of OUT that ask for one file, and what is written into it."""


def write_joined(
    storage: Storage, outcomes: Sequence[DocumentOutcome], format: str, out: BinaryIO, form: CsvForm = STANDARD
) -> list[Replaced]:
    """Write the records of all documents into one stream.

    Args:
        storage: the output folder of the run.
        outcomes: its documents, in the order in which they are to stand.
        format: one of FORMATS.
        out: where to.
        form: how a CSV file looks.

    Returns:
        The characters that the encoding of a CSV file does not have.
    """
    if format == "parquet":
        from kpi_extract.writers.to_parquet import write_part

        write_part(all_rows(storage, outcomes), out)
    elif format == "xlsx":
        from kpi_extract.writers.to_xlsx import write_data

        write_data((data for data, _ in all_records(storage, outcomes)), out)
    elif format == "csv":
        from kpi_extract.writers.to_csv import write_formed

        return write_formed(lambda: all_records(storage, outcomes), out, form)
    elif format == "json":
        _write_array(storage, outcomes, out)
    else:
        for outcome in outcomes:
            out.write(_line(storage, outcome))
    return []


def all_records(
    storage: Storage, outcomes: Iterable[DocumentOutcome]
) -> Iterator[tuple[Mapping[str, Any], str | None]]:
    """The records of all documents as plain data, with their sources."""
    for outcome in outcomes:
        if outcome.size:
            yield json.loads(_line(storage, outcome)), outcome.source


def all_rows(storage: Storage, outcomes: Iterable[DocumentOutcome]) -> Iterator[dict[str, Any]]:
    """The rows of all documents."""
    from kpi_extract.writers.rows import rows_of

    for data, source in all_records(storage, outcomes):
        yield from rows_of(data, source)


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
