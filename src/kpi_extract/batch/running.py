"""A whole run: sources → buckets → those that have to be done → workers → overview."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from concurrent.futures import CancelledError, Future, as_completed
from contextlib import suppress
from dataclasses import dataclass
from typing import Protocol

from kpi_extract.batch import places
from kpi_extract.batch.buckets import Bucket, documents_in
from kpi_extract.batch.executors import Workers
from kpi_extract.batch.finishing import Totals, remove_gone, stored_outcomes, totals_of, write_overview
from kpi_extract.batch.outcomes import DocumentOutcome
from kpi_extract.batch.planning import Choice, Plan, plan_run
from kpi_extract.batch.recipe import Recipe
from kpi_extract.batch.sources import SourceFile
from kpi_extract.batch.storage import Storage, open_storage
from kpi_extract.batch.work import BucketReport, Work
from kpi_extract.errors import StorageError

MOST_TRIES = 3
"""A worker that dies takes its bucket with it; the bucket is given out again, so many times in all."""


class Watcher(Protocol):
    """Who wants to know how a run goes; called from several threads."""

    def planned(self, plan: Plan) -> None:
        """What there is to do."""

    def ended(self, outcome: DocumentOutcome) -> None:
        """One document is done."""


@dataclass(frozen=True, slots=True)
class RunReport:
    """What came of a run."""

    totals: Totals
    """Over all documents of the output folder that the run was about."""
    outcomes: tuple[DocumentOutcome, ...]
    """Of these documents, by name."""
    read: int
    skipped: int
    lost: tuple[Bucket, ...]
    """Buckets no worker could finish; the next run does them."""
    reason: str
    """Why the first of them was lost."""
    seconds: float


def run_batch(
    sources: Sequence[SourceFile], out: str, recipe: Recipe, choice: Choice, workers: Workers, watcher: Watcher
) -> RunReport:
    """Read many documents; each has its outcome in the output folder, and what is done stays done.

    Args:
        sources: all of them, by name.
        out: the output folder: a path, or a URL that the workers can reach.
        recipe: what is done with each.
        choice: which of them.
        workers: who does it; they are let go at the end.
        watcher: told of the plan and of each document.

    Raises:
        StorageError: the output cannot be written.
    """
    begin = time.monotonic()
    storage = open_storage(out)
    storage.clean_temporaries()
    plan = plan_run(sources, storage, recipe.digest(), choice)
    if plan.orphans and not choice.prune:
        raise orphaned(out, plan.orphans)
    watcher.planned(plan)
    for marker in plan.refreshed:
        storage.write(places.done(marker.bucket, marker.digest), marker.data())
    remove_gone(storage, plan.gone)
    work = [Work(out, todo.bucket, recipe, todo.markers) for todo in plan.todo]
    with workers:
        lost, reason = _do_all(work, workers)
    storage.clean_temporaries()  # of workers that died on the way
    worked = [one.bucket for one in work if one.bucket not in lost]
    outcomes = stored_outcomes(storage, [*plan.done, *worked])
    totals = totals_of(outcomes)
    if choice.shard is None:  # a shard sees its own documents only
        write_overview(storage, outcomes, totals)
    seconds = time.monotonic() - begin
    counts = documents_in(worked), documents_in(plan.done)
    report = RunReport(totals, tuple(outcomes), *counts, tuple(lost), reason, seconds)
    _write_last_run(storage, report)
    return report


def orphaned(out: str, names: Sequence[str]) -> StorageError:
    """The output folder holds documents that are no source of this run: of another folder, perhaps, or deleted ones."""
    return StorageError(
        out,
        f"The output folder holds {len(names):,} documents that are no source of this run, such as {names[0]}.",
        "Name another output folder, name their sources too, or have them removed with --prune.",
        f"出力フォルダに、今回の対象にない文書が{len(names):,}件あります({names[0]} など)。",
        "別の出力フォルダを指定するか、その文書も対象に加えるか、--prune で削除してください。",
    )


def _do_all(work: Sequence[Work], workers: Workers) -> tuple[list[Bucket], str]:
    """Have every bucket done; those that were lost, and why."""
    waiting, reason = list(work), ""
    for _ in range(MOST_TRIES):
        waiting, reason = _do_once(waiting, workers)
        if not waiting:
            return [], ""
    return [one.bucket for one in waiting], reason


def _do_once(work: Sequence[Work], workers: Workers) -> tuple[list[Work], str]:
    """Give every bucket to the workers; what did not come back, and why the first did not."""
    futures: dict[Future[BucketReport], Work] = {}
    lost: list[Work] = []
    reason = ""
    for one in work:
        try:
            futures[workers.submit(one)] = one
        except Exception as error:  # noqa: BLE001  whatever a cluster says when it has gone away
            lost.append(one)
            reason = reason or _told(error)
    for future in as_completed(futures):
        try:
            future.result()
        except StorageError:
            raise  # no try of another worker makes room on the disk
        except (Exception, CancelledError) as error:  # noqa: BLE001  and of a worker that it has lost
            lost.append(futures[future])
            reason = reason or _told(error)
    return lost, reason


def _told(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}".strip(": ")


def _write_last_run(storage: Storage, report: RunReport) -> None:
    said = {
        "seconds": round(report.seconds, 1),
        "read": report.read,
        "skipped": report.skipped,
        "lost": documents_in(report.lost),
    }
    with suppress(OSError):
        storage.write(places.LAST_RUN, json.dumps(said).encode("ascii") + b"\n")
