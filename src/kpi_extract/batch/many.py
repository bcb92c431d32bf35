"""Several documents for a script: one outcome each, in order, whatever one of them does."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from kpi_extract.errors import DocumentError
from kpi_extract.isolation.handing_over import handed_over
from kpi_extract.isolation.messages import Notice, Reading, Task
from kpi_extract.isolation.sandbox import CHILD, Sandbox
from kpi_extract.limits import Limits
from kpi_extract.pipeline import Input, lexicon_from, read_headings_text
from kpi_extract.records import Extraction, Issue


@dataclass(frozen=True, slots=True)
class Failure:
    """A document that gave no records, and why."""

    name: str
    error: DocumentError


def extract_many(
    sources: Iterable[Input],
    *,
    municipality: str | None = None,
    headings: str | Path | None = None,
    workers: int = 1,
    limits: Limits | None = None,
) -> Iterator[Extraction | Failure]:
    """Extract several documents, one outcome each, in order; a bad document costs no other.

    Each is read in a process of its own kind that is stopped at the limits, so that a document that hangs, crashes or
    swallows memory is a Failure like any other (TimeLimitError, CrashedError, MemoryLimitError).

    Arguments are checked, and the file of heading words is read, at the call; each document when its turn comes.

    Args:
        sources: paths, bytes or binary streams.
        municipality: the publisher of all of them, where the caller knows it.
        headings: a TOML file of heading words.
        workers: documents read at the same time.
        limits: what one document may cost.

    Raises:
        HeadingsFileError: the file of heading words cannot be used.
        UnknownMunicipalityError: there is no such municipality, or the name is not unique.
        TypeError, ValueError: an argument of the wrong kind.
    """
    if isinstance(sources, (str, bytes, Path)) or not isinstance(sources, Iterable):
        raise TypeError(f"sources must be an iterable of paths, bytes or streams, not {type(sources).__name__}")
    if workers < 1:
        raise ValueError("workers must be 1 or more")
    if municipality is not None:
        from kpi_extract.interpretation.municipality import named_by_user

        named_by_user(municipality)
    text = None
    if headings is not None:
        text = read_headings_text(headings)
        lexicon_from(text, str(headings))
    pattern = Task("extract", "", "", reading=Reading(municipality=municipality, headings=text))
    return _outcomes(sources, pattern, workers, limits or Limits())


def _outcomes(sources: Iterable[Input], pattern: Task, workers: int, limits: Limits) -> Iterator[Extraction | Failure]:
    """In order, reading ahead no further than the workers need."""
    idle: deque[Sandbox] = deque(Sandbox(limits, CHILD) for _ in range(workers))
    everyone = list(idle)

    def read(source: Input) -> Extraction | Failure:
        sandbox = idle.pop()
        try:
            return _read(source, pattern, sandbox)
        finally:
            idle.append(sandbox)

    waiting: deque[Future[Extraction | Failure]] = deque()
    pool = ThreadPoolExecutor(workers, thread_name_prefix="kpi-extract worker")
    try:
        for source in sources:
            waiting.append(pool.submit(read, source))
            if len(waiting) > workers:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
        for sandbox in everyone:
            sandbox.abort()
        pool.shutdown(wait=True)
        for sandbox in everyone:
            sandbox.close()


def _read(source: Input, pattern: Task, sandbox: Sandbox) -> Extraction | Failure:
    name = _name(source)
    try:
        with _on_disk(source) as path:
            finished = sandbox.run(replace(pattern, path=path, name=name))
    except DocumentError as error:
        return Failure(error.name, error)
    with finished.outputs["json"] as stream:
        extraction = Extraction.model_validate_json(stream.read())
    return replace(extraction, issues=_in_both_languages(extraction.issues, finished.facts.notices))


def _in_both_languages(issues: list[Issue], notices: tuple[Notice, ...]) -> list[Issue]:
    """The issues with their Japanese messages, which are not part of the JSON."""
    return [
        replace(issue, message_ja=notice.message_ja, hint_ja=notice.hint_ja)
        for issue, notice in zip(issues, notices, strict=True)
    ]


def _name(source: Input) -> str:
    if isinstance(source, (str, Path)):
        return str(source)
    return "-" if isinstance(source, bytes) else str(getattr(source, "name", "-"))


@contextmanager
def _on_disk(source: Input) -> Iterator[str]:
    """Where the bytes of a source are, for another process."""
    if isinstance(source, (str, Path)):
        yield os.path.abspath(source)  # noqa: PTH100  no link is followed, and bytes that are no text are kept
        return
    data = source if isinstance(source, bytes) else source.read()
    if not isinstance(data, bytes):
        raise TypeError("the stream gives text; open it in binary mode")
    with handed_over(lambda out: out.write(data)) as path:
        yield path
