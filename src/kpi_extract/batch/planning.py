"""Which buckets have to be done: those without a marker that still holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from kpi_extract.batch import places
from kpi_extract.batch.buckets import Bucket, Entry, Marker, buckets_of, kept_count, marker_of
from kpi_extract.batch.sources import SourceFile, digest
from kpi_extract.batch.storage import Storage
from kpi_extract.errors import DocumentError

_Marked = tuple[str, Marker | None]
"""A marker and where it stands; None if it is damaged."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Which documents a run is about, and how sure it wants to be that the others are as they were."""

    shard: tuple[int, int] | None = None
    """This machine's number, from 0, and how many there are; each takes its share of the buckets."""
    limit: int | None = None
    """Whole buckets until so many documents have been read."""
    force: bool = False
    """Do everything anew."""
    verify: bool = False
    """Compare contents, not only size and time."""
    prune: bool = False
    """Remove what earlier runs wrote for documents that are no source any more."""
    is_dry: bool = False
    """Only look; write nothing."""


@dataclass(frozen=True, slots=True)
class Todo:
    """A bucket to be done, and the markers of it that no longer hold."""

    bucket: Bucket
    markers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """What a run has to do."""

    todo: tuple[Todo, ...]
    done: tuple[Bucket, ...]
    gone: tuple[str, ...]
    """Markers of buckets that no source falls into any more."""
    refreshed: tuple[Marker, ...]
    """Markers that hold, though times or sizes of their files have changed."""
    orphans: tuple[str, ...]
    """Documents of earlier runs that are no source any more, by name."""


def plan_run(sources: Sequence[SourceFile], storage: Storage, recipe: str, choice: Choice) -> Plan:
    """Compare the sources with what earlier runs have left.

    Args:
        sources: all of them, whatever the choice.
        storage: the output folder.
        recipe: digest of what is to be done with each.
        choice: which of them, and how.
    """
    count = kept_count(storage, len(sources), is_dry=choice.is_dry)
    markers = _markers(storage, choice)
    todo: list[Todo] = []
    done: list[Bucket] = []
    refreshed: list[Marker] = []
    known = {entry.name for marked in markers.values() for _, marker in marked if marker for entry in marker.entries}
    for bucket in buckets_of(sources, count):
        if not _is_ours(bucket.number, choice):
            continue
        marked = markers.pop(bucket.number, [])
        holding = None if choice.force else _holding(bucket, marked, recipe, choice.verify)
        if holding is None:
            todo.append(Todo(bucket, tuple(path for path, _ in marked)))
            continue
        done.append(bucket)
        if holding.entries != _entries(bucket, holding):
            refreshed.append(replace(holding, entries=_entries(bucket, holding)))
    gone = [path for number in sorted(markers) for path, _ in markers[number]]
    orphans = sorted(known - {source.name for source in sources})
    return Plan(tuple(_first(todo, choice.limit)), tuple(done), tuple(gone), tuple(refreshed), tuple(orphans))


def _markers(storage: Storage, choice: Choice) -> dict[int, list[_Marked]]:
    """What earlier runs say they have done, by bucket; of a shard only its own."""
    markers: dict[int, list[_Marked]] = {}
    for path in storage.list(places.DONE):
        number = places.bucket_of_marker(path)
        if _is_ours(number, choice):
            markers.setdefault(number, []).append((path, marker_of(storage.read(path))))
    return markers


def _first(todo: list[Todo], limit: int | None) -> list[Todo]:
    kept: list[Todo] = []
    documents = 0
    for one in todo:
        if limit is not None and documents >= limit:
            break
        kept.append(one)
        documents += len(one.bucket.sources)
    return kept


def _is_ours(number: int, choice: Choice) -> bool:
    return choice.shard is None or number % choice.shard[1] == choice.shard[0]


def _holding(bucket: Bucket, marked: list[_Marked], recipe: str, verify: bool) -> Marker | None:
    """The marker that says the bucket is done as it is now; a stale one beside it means unfinished work."""
    if len(marked) != 1 or places.is_stale(marked[0][0]):
        return None
    marker = marked[0][1]
    if marker is None or marker.recipe != recipe or len(marker.entries) != len(bucket.sources):
        return None
    pairs = zip(bucket.sources, marker.entries, strict=True)
    return marker if all(_is_same(source, entry, verify) for source, entry in pairs) else None


def _is_same(source: SourceFile, entry: Entry, verify: bool) -> bool:
    if source.name != entry.name or (entry.sha256 is None and source.size is not None):
        return False  # what could not be opened for a moment is tried again
    if not verify and (source.size, source.stamp) == (entry.size, entry.stamp):
        return True
    try:
        return entry.sha256 is not None and source.size == entry.size and digest(source) == entry.sha256
    except DocumentError:
        return False


def _entries(bucket: Bucket, marker: Marker) -> tuple[Entry, ...]:
    return tuple(
        replace(entry, size=source.size, stamp=source.stamp)
        for source, entry in zip(bucket.sources, marker.entries, strict=True)
    )
