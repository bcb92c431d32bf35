"""One source read in a sandbox: always an outcome, with its bytes where there are records."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from typing import BinaryIO

from kpi_extract.batch.outcomes import DocumentOutcome, of_error, of_facts
from kpi_extract.batch.recipe import Recipe
from kpi_extract.batch.sources import SourceFile, digest, local_copy
from kpi_extract.errors import DocumentError
from kpi_extract.isolation.messages import Task
from kpi_extract.isolation.sandbox import Sandbox

DOCUMENT, LINE = "json", "jsonl"
"""What a batch has written for each document: names of writers."""


@dataclass(frozen=True, slots=True)
class SourceRead:
    """What came of one source."""

    outcome: DocumentOutcome
    outputs: dict[str, BinaryIO]


def read_one(source: SourceFile, recipe: Recipe, sandbox: Sandbox) -> SourceRead:
    """Read one source; whatever happens, there is an outcome."""
    begin = time.perf_counter()
    try:
        with local_copy(source, recipe.limits.file_size) as path:
            # zip://r5/a.pdf::reports.zip is the document a.pdf.
            name = source.name.partition("::")[0]
            task = Task("extract", path, name, (DOCUMENT, LINE), notices=False, reading=recipe.reading)
            finished = sandbox.run(task)
    except DocumentError as error:
        outcome = replace(of_error(source.name, error), sha256=_digest(source, recipe))
        outputs: dict[str, BinaryIO] = {}
    else:
        outcome, outputs = of_facts(source.name, finished.facts), finished.outputs
    seconds = time.perf_counter() - begin
    outcome = replace(outcome, seconds=seconds, peak_memory=sandbox.peak_memory)
    return SourceRead(outcome, outputs)


def _digest(source: SourceFile, recipe: Recipe) -> str | None:
    """Of a source that was not read: a later run has to know whether it is still the same."""
    if source.size is not None and source.size > recipe.limits.file_size:
        return f"size-{source.size}"  # hashing a disk image would cost more than a run
    try:
        return digest(source)
    except DocumentError:
        return None
