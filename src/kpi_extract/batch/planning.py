"""Which buckets have to be done: those without a marker that still holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from kpi_extract.batch import places
from kpi_extract.batch.buckets import Bucket, Entry, Marker, buckets_of, kept_count, marker_of
from kpi_extract.batch.sources import SourceFile, digest
from kpi_extract.batch.storage import Storage
from kpi_extract.errors import DocumentError


@dataclass(frozen=True, slots=True)
class Choice:
    """Which documents a run is about, and how sure it wants to be that the others are as they were."""

    shard: tuple[int, int] | None = None
    """This machine's number, from 0, and how many there are; each takes its share of the buckets."""
    limit: int | None = None
    """Only so many documents, the first by name."""
    force: bool = False
    """Do everything anew."""
    verify: bool = False
    """Compare contents, not only size and time."""


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


def plan_run(sources: Sequence[SourceFile], storage: Storage, recipe: str, choice: Choice) -> Plan:
    """Compare the sources with what earlier runs have left.

    Args:
        sources: all of them, whatever the choice.
        storage: the output folder.
        recipe: digest of what is to be done with each.
        choice: which of them, and how.
    """
    count = kept_count(storage, len(sources))
    buckets = [bucket for bucket in buckets_of(sources[: choice.limit], count) if _is_ours(bucket.number, choice)]
    markers: dict[int, list[str]] = {}
    for path in storage.list(places.DONE):
        if path.endswith(".json"):
            markers.setdefault(places.bucket_of_marker(path), []).append(path)
    todo: list[Todo] = []
    done: list[Bucket] = []
    refreshed: list[Marker] = []
    for bucket in buckets:
        paths = markers.pop(bucket.number, [])
        holding = None if choice.force else _holding(bucket, paths, storage, recipe, choice.verify)
        if holding is None:
            todo.append(Todo(bucket, tuple(paths)))
            continue
        done.append(bucket)
        if holding.entries != _entries(bucket, holding):
            refreshed.append(replace(holding, entries=_entries(bucket, holding)))
    is_whole = choice.shard is None and choice.limit is None
    gone = tuple(path for number in sorted(markers) for path in markers[number]) if is_whole else ()
    return Plan(tuple(todo), tuple(done), gone, tuple(refreshed))


def _is_ours(number: int, choice: Choice) -> bool:
    return choice.shard is None or number % choice.shard[1] == choice.shard[0]


def _holding(bucket: Bucket, paths: list[str], storage: Storage, recipe: str, verify: bool) -> Marker | None:
    """The marker that says the bucket is done as it is now; one alone, for a stale one beside it means unfinished work."""
    if len(paths) != 1 or paths[0].endswith(".stale.json"):
        return None
    marker = marker_of(storage.read(paths[0]))
    if marker.recipe != recipe or len(marker.entries) != len(bucket.sources):
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
