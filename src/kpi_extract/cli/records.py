"""Sources of the verbs that work on records: JSON written before, or documents that are read now."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from io import BufferedReader
from pathlib import Path

from kpi_extract.cli.documents import Run, read, task_for
from kpi_extract.cli.voice import Voice
from kpi_extract.errors import DocumentError
from kpi_extract.isolation.messages import Reading
from kpi_extract.records import Extraction
from kpi_extract.saved import SUFFIXES, load, looks_saved, records_in


def records(sources: Sequence[str], said: Reading, run: Run, voice: Voice) -> Iterator[tuple[str, Extraction | None]]:
    """Each document's records with the name of its source; None for a source that failed, which is told at once.

    A source that ends in .json or .jsonl holds records; so does stdin (-) where it begins as JSON does. Any other
    is a document, read as the verb extract would.
    """
    for source in sources:
        try:
            for extraction in _records_of(source, said, run, voice):
                yield source, extraction
        except DocumentError as error:
            voice.error(error)
            yield source, None


def _records_of(source: str, said: Reading, run: Run, voice: Voice) -> Iterator[Extraction]:
    if source == "-" and looks_saved(_start_of_stdin()):
        yield from records_in(sys.stdin.buffer.read(), "-")
    elif Path(source).suffix.lower() in SUFFIXES:
        yield from load(source)
    else:
        finished = read(run, task_for(source, "extract", ("json",), said, voice), voice)
        yield from records_in(finished.outputs["json"].read(), source)


def _start_of_stdin() -> bytes:
    """Its first bytes, which stay there to be read."""
    stdin = sys.stdin.buffer
    return stdin.peek(64) if isinstance(stdin, BufferedReader) else b""
