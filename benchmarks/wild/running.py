"""The run: every file of a folder through the batch, and what is known of each afterwards."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kpi_extract.batch import places
from kpi_extract.batch.executors import LocalWorkers
from kpi_extract.batch.outcomes import DocumentOutcome, Outcome, outcome_of
from kpi_extract.batch.planning import Choice, Plan
from kpi_extract.batch.recipe import Recipe
from kpi_extract.batch.running import run_batch
from kpi_extract.batch.sources import find_sources
from kpi_extract.batch.storage import open_storage

_SAID_EVERY = 500
_TABLES = re.compile(r"tables: (\d+)")
_BORDER = re.compile(r"cannot be read as [\w-]+ \((\w+):")
LOST = "lost"
"""The outcome of a file that has none: there must be no such file."""


@dataclass(frozen=True, slots=True)
class WildFile:
    """One foreign file and what became of it."""

    name: str
    """Its path below the folder."""
    path: Path
    suffix: str
    """Of its name, in lower case; it may lie about the content."""
    outcome: str
    code: str = ""
    """The kind of error; of a file that was read, empty."""
    says: str = ""
    sha256: str = ""
    pages: int | None = None
    indicators: int = 0
    issues: frozenset[str] = frozenset()
    """Codes of its issues."""
    tables: int | None = None
    """Known where no indicator was found."""
    seconds: float = 0.0
    peak_memory: int = 0
    """Bytes."""

    @property
    def exception(self) -> str:
        """The exception of a library, or of ours, that stands behind a `damaged`; empty where the words are our own."""
        match = _BORDER.search(self.says)
        return match[1] if match else ""


def run(folder: Path, out: Path, workers: int) -> list[WildFile]:
    """Read every file below a folder.

    Args:
        folder: with foreign files, at any depth, of any kind.
        out: the output folder of the batch; a run that was stopped goes on there.
        workers: documents read at once.

    Returns:
        One entry a file, by name, whatever became of it.
    """
    recipe = Recipe()
    sources = find_sources([str(folder)], include=["*"], outputs=[str(out)])
    watcher = _Watcher()
    run_batch(sources, str(out), recipe, Choice(prune=True), LocalWorkers(workers, recipe, watcher.ended), watcher)
    outcomes = {outcome.source: outcome for outcome in map(outcome_of, _lines(out / places.OUTCOMES))}
    costs = {cost["source"]: cost for path in sorted((out / "measured").glob("*.jsonl")) for cost in _read(path)}
    return [
        _file(Path(source.uri), folder, out, outcomes.get(source.name), costs.get(source.name, {}))
        for source in sources
    ]


class _Watcher:
    """Says from time to time how far it is."""

    def __init__(self) -> None:
        self._todo = self._ended = 0

    def planned(self, plan: Plan) -> None:
        self._todo = sum(len(todo.bucket.sources) for todo in plan.todo)

    def ended(self, outcome: DocumentOutcome) -> None:
        self._ended += 1
        if self._ended % _SAID_EVERY == 0:
            print(f"{self._ended:,} of {self._todo:,}", file=sys.stderr, flush=True)


def _file(path: Path, folder: Path, out: Path, outcome: DocumentOutcome | None, cost: dict[str, Any]) -> WildFile:
    name, suffix = path.relative_to(folder.absolute()).as_posix(), path.suffix.lower()
    if outcome is None:
        return WildFile(name, path, suffix, LOST)
    issues = _issues(out, outcome)
    return WildFile(
        name,
        path,
        suffix,
        outcome.outcome.value,
        outcome.code or "",
        outcome.message or "",
        outcome.sha256 or "",
        outcome.pages,
        outcome.indicators,
        frozenset(issue["code"] for issue in issues),
        _tables(issues) if outcome.outcome == Outcome.NO_KPI else None,
        cost.get("seconds", 0.0),
        cost.get("peak_memory", 0),
    )


def _issues(out: Path, outcome: DocumentOutcome) -> list[dict[str, Any]]:
    if outcome.document is None:
        return []
    with open_storage(str(out)).open_for_reading(outcome.document) as stream:
        found: list[dict[str, Any]] = json.load(stream)["issues"]
    return found


def _tables(issues: list[dict[str, Any]]) -> int | None:
    match = next((_TABLES.search(issue["message"]) for issue in issues if issue["code"] == "no-kpi"), None)
    return int(match[1]) if match else None


def _lines(path: Path) -> Iterator[bytes]:
    yield from path.read_bytes().splitlines()


def _read(path: Path) -> Iterator[dict[str, Any]]:
    yield from map(json.loads, _lines(path))
