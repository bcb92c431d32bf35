"""What a child does with a document, one function a verb: read it, and give the bytes that are wanted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import BinaryIO, Protocol

from kpi_extract.document import Document
from kpi_extract.errors import DocumentError
from kpi_extract.interpretation.headings import Lexicon
from kpi_extract.isolation.messages import Facts, Notice, Task
from kpi_extract.limits import Limits
from kpi_extract.pipeline import lexicon_from, load_file, read_loaded
from kpi_extract.readers.source import Source
from kpi_extract.records import Extraction


class Outputs(Protocol):
    """Where a verb puts what it makes."""

    def opened(self, pages: int) -> None:
        """The document is open and has so many pages to read."""

    def stream(self, name: str) -> BinaryIO:
        """A stream for one output."""


@dataclass(frozen=True, slots=True)
class _Given:
    """One task with what is needed to do it."""

    task: Task
    source: Source
    outputs: Outputs

    def document(self) -> Document:
        return read_loaded(self.source, self.task.reading.format)


def do(task: Task, limits: Limits, outputs: Outputs) -> Facts:
    """Do a task.

    Raises:
        DocumentError: the document cannot be read.
        MemoryError: it wants more than there is.
    """
    data = load_file(task.path, task.name, limits)
    said = task.reading
    source = Source(
        task.name,
        data,
        encoding=said.encoding,
        password=said.password,
        pages=said.pages,
        pdf_engine=said.pdf_engine,
        jobs=said.jobs,
        most_pages=limits.pages,
        when_opened=outputs.opened,
    )
    return _VERBS[task.verb](_Given(task, source, outputs))


def _extract(given: _Given) -> Facts:
    from kpi_extract.interpretation import interpret
    from kpi_extract.writers import writer_named

    task = given.task
    document = given.document()
    extraction = interpret(document, municipality=task.reading.municipality, lexicon=_lexicon(task.reading.headings))
    extraction = _corrected(extraction, task.reading.corrections)
    for name in task.outputs:
        if name in _REVIEWS:
            given.outputs.stream(name).write(_REVIEWS[name](given, document, extraction))
            continue
        writer = writer_named(name)
        out = given.outputs.stream(name)
        if task.is_member:
            writer.write_member(extraction, out, writer.SEVERAL.level)
        else:
            writer.write([extraction], out)
    return _facts(document, extraction, task.notices)


def _corrected(extraction: Extraction, texts: tuple[str, ...]) -> Extraction:
    """The records with the corrections made for this document; a file for this one alone may be for an older one."""
    if not texts:
        return extraction
    from kpi_extract.corrections.apply import apply
    from kpi_extract.corrections.file import corrections_of

    every = [corrections_of(text, "-") for text in texts]
    fitting = [one for one in every if one.sha256 == extraction.document.sha256]
    for one in fitting or (every if len(every) == 1 else ()):
        extraction = apply(extraction, one)
    return extraction


def _review_page(given: _Given, document: Document, extraction: Extraction) -> bytes:
    from kpi_extract.review import data_for_review
    from kpi_extract.review.page import review_page

    return review_page(data_for_review(document, extraction, given.source, given.task.language))


def _review_data(given: _Given, document: Document, extraction: Extraction) -> bytes:
    import json

    from kpi_extract.review import data_for_review

    return json.dumps(data_for_review(document, extraction, given.source, given.task.language)).encode("ascii")


_REVIEWS: dict[str, Callable[[_Given, Document, Extraction], bytes]] = {
    "review": _review_page,
    "review-data": _review_data,
}
"""Outputs that show the document beside its records."""


@lru_cache(maxsize=1)
def _lexicon(headings: str | None) -> Lexicon | None:
    """A batch gives the same headings file with every document."""
    return None if headings is None else lexicon_from(headings)


def _facts(document: Document, extraction: Extraction, notices: bool) -> Facts:
    return Facts(
        sha256=document.sha256,
        media_type=document.media_type,
        pages=document.page_count,
        projects=len(extraction.projects),
        indicators=sum(len(project.indicators) for project in extraction.projects),
        to_check=sum(issue.severity != "info" for issue in extraction.issues),
        notices=tuple(_notices(extraction)) if notices else (),
    )


def _notices(extraction: Extraction) -> list[Notice]:
    return [
        Notice(
            issue.severity,
            issue.code,
            issue.place.describe() if issue.place is not None else "",
            issue.message,
            issue.hint,
            issue.message_ja,
            issue.hint_ja,
        )
        for issue in extraction.issues
    ]


def _tables(given: _Given) -> Facts:
    from kpi_extract.tables_text import shown

    given.outputs.stream("text").write(("\n".join(shown(given.document())) + "\n").encode("utf-8"))
    return Facts()


def _explain(given: _Given) -> Facts:
    from kpi_extract.explain_text import explained
    from kpi_extract.interpretation.explanation import explain_document

    explanation = explain_document(given.document(), _lexicon(given.task.reading.headings))
    for name in given.task.outputs:
        given.outputs.stream(name).write(explained(explanation, name, given.task.language).encode("utf-8"))
    return Facts()


def _draw(given: _Given) -> Facts:
    from kpi_extract.pipeline import draw_loaded
    from kpi_extract.tables_text import noticed

    drawing = draw_loaded(given.source, given.task.reading.format)
    if lines := noticed(drawing.document):
        given.outputs.stream("noticed").write(("\n".join(lines) + "\n").encode("utf-8"))
    failed = []
    for page, picture in zip(drawing.pages, drawing.pictures, strict=True):
        if isinstance(picture, DocumentError):
            reasons = (picture.reason, picture.hint, picture.reason_ja, picture.hint_ja)
            failed.append(Notice("error", picture.CODE, f"page {page}", *reasons))
        else:
            picture.write(given.outputs.stream(str(page)))
    return Facts(notices=tuple(failed))


_VERBS: dict[str, Callable[[_Given], Facts]] = {
    "extract": _extract,
    "tables": _tables,
    "explain": _explain,
    "draw": _draw,
}
