"""Documents shared out among buckets: the unit that is done as a whole or not at all.

A document's bucket follows from its name and the number of buckets, and that number is kept from the first run on. So a
task that outlives a killed run writes the same part with the same bytes instead of a second one.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from kpi_extract.batch import places
from kpi_extract.batch.sources import SourceFile
from kpi_extract.batch.storage import Storage
from kpi_extract.errors import StorageError

DOCUMENTS_A_BUCKET = 64
FEWEST_BUCKETS = 32
"""A small run has buckets of few documents, so that its workers all have some."""


@dataclass(frozen=True, slots=True)
class Bucket:
    """The documents whose names fall into one bucket, by name."""

    number: int
    sources: tuple[SourceFile, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """One document of a bucket that is done."""

    name: str
    size: int | None
    stamp: str
    sha256: str | None
    """None where it could not be opened."""
    document: str | None
    """Where its JSON stands."""


@dataclass(frozen=True, slots=True)
class Marker:
    """A bucket is done: with which recipe, and which documents it had."""

    bucket: int
    recipe: str
    entries: tuple[Entry, ...]

    @property
    def digest(self) -> str:
        """Names the marker: recipe and content of the documents."""
        said = [self.recipe, [[entry.name, entry.sha256] for entry in self.entries]]
        return hashlib.sha256(json.dumps(said).encode("ascii")).hexdigest()

    def data(self) -> bytes:
        """The file."""
        return json.dumps(asdict(self), indent=1).encode("ascii") + b"\n"


def marker_of(data: bytes) -> Marker | None:
    """A marker from its file; None if that is damaged, as a failing disk may leave it: its bucket is then not done."""
    try:
        said = json.loads(data)
        return Marker(said["bucket"], said["recipe"], tuple(Entry(**entry) for entry in said["entries"]))
    except (ValueError, KeyError, TypeError):
        return None


def bucket_count(documents: int) -> int:
    """How many buckets so many documents get at first."""
    return max(-(-documents // DOCUMENTS_A_BUCKET), min(documents, FEWEST_BUCKETS), 1)


def number_of(name: str, count: int) -> int:
    """The bucket of a document among so many."""
    return int.from_bytes(hashlib.sha256(name.encode("utf-8", "surrogatepass")).digest()[:6]) % count


def buckets_of(sources: Sequence[SourceFile], count: int) -> list[Bucket]:
    """Sources in their buckets, both by order of number and name; empty buckets are left out."""
    shared: dict[int, list[SourceFile]] = {}
    for source in sorted(sources, key=lambda source: source.name):
        shared.setdefault(number_of(source.name, count), []).append(source)
    return [Bucket(number, tuple(shared[number])) for number in sorted(shared)]


def kept_count(storage: Storage, documents: int, *, is_dry: bool) -> int:
    """The number of buckets of an output folder, fixed by the first run that writes to it.

    Raises:
        StorageError: the number that is there cannot be understood.
    """
    if not storage.exists(places.PLAN):
        if is_dry:
            return bucket_count(documents)
        first = json.dumps({"buckets": bucket_count(documents)}).encode("ascii") + b"\n"
        storage.create(places.PLAN, first)
    try:
        return max(int(json.loads(storage.read(places.PLAN))["buckets"]), 1)
    except (ValueError, KeyError, TypeError) as error:
        raise StorageError(
            places.PLAN,
            "What an earlier run noted in the output folder is damaged.",
            "Remove the folder state/ in it and run the same command again: all documents are read anew.",
            "前回の実行が出力フォルダに残した記録が壊れています。",
            "出力フォルダ内の state/ を削除し、同じコマンドをもう一度実行してください。全文書を読み直します。",
        ) from error
