"""What caller and child say to each other: one JSON object a line, some followed by as many bytes as they name.

→ {"verb": "extract", "path": …, "limits": {…}}       a Task
← {"pages": 12}                                        the document is open
← {"output": "json", "size": 65536} and that many bytes
← {"finished": {…}}  or  {"error": {…}}                the end of this task
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from typing import Any, BinaryIO

from kpi_extract.errors import (
    CrashedError,
    DamagedDocumentError,
    DocumentError,
    EncodingError,
    MemoryLimitError,
    MissingDocumentError,
    PasswordError,
    RefusedDocumentError,
    TimeLimitError,
    UnexpectedError,
    UnknownFormatError,
)
from kpi_extract.limits import Limits

MOST_LINE = 64 * 2**20
"""Bytes of a line from the child; notices of a long report are many."""

_ERRORS: dict[str, type[DocumentError]] = {
    kind.CODE: kind
    for kind in (
        DocumentError,
        MissingDocumentError,
        UnknownFormatError,
        DamagedDocumentError,
        PasswordError,
        EncodingError,
        RefusedDocumentError,
        TimeLimitError,
        MemoryLimitError,
        CrashedError,
        UnexpectedError,
    )
}


@dataclass(frozen=True, slots=True)
class Reading:
    """What the user said about the sources, whatever is done with them."""

    format: str | None = None
    encoding: str | None = None
    password: str | None = None
    pages: tuple[int, ...] | None = None
    pdf_engine: str | None = None
    jobs: int = 1
    municipality: str | None = None
    headings: str | None = None
    """The text of a headings file, already found to be good."""
    corrections: tuple[str, ...] = ()
    """The texts of files of corrections, already found to be good; each says whose they are."""


@dataclass(frozen=True, slots=True)
class Task:
    """What is to be done with one document, in words that cross a pipe."""

    verb: str
    """extract, tables, explain or draw."""
    path: str
    """Where the bytes are: an absolute path on this machine."""
    name: str
    """What messages and records call the document."""
    outputs: tuple[str, ...] = ("json",)
    """What is to be written: names of writers for extract; text or json for explain."""
    is_member: bool = False
    """Each output is one of several documents of a file; the caller writes what stands around it."""
    notices: bool = True
    """Whether the issues are wanted beside the output."""
    language: str = "en"
    """Of the text of tables and explain: en or ja."""
    reading: Reading = field(default_factory=Reading)


@dataclass(frozen=True, slots=True)
class Notice:
    """An issue, for people."""

    severity: str
    code: str
    place: str
    message: str
    hint: str
    message_ja: str
    hint_ja: str


@dataclass(frozen=True, slots=True)
class Facts:
    """What the child tells about a document it has finished."""

    sha256: str | None = None
    media_type: str | None = None
    pages: int | None = None
    projects: int = 0
    indicators: int = 0
    to_check: int = 0
    """Issues of severity warning or more."""
    notices: tuple[Notice, ...] = ()
    peak_memory: int = 0
    """Bytes of resident memory, the most during this document; 0 where the system does not say."""


def task_line(task: Task, limits: Limits) -> bytes:
    """A task as a line for the child."""
    return json.dumps({**asdict(task), "limits": asdict(limits)}).encode("ascii") + b"\n"


def task_of(line: bytes) -> tuple[Task, Limits]:
    """A task from its line."""
    said: dict[str, Any] = json.loads(line)
    limits = Limits(**said.pop("limits"))
    reading = said.pop("reading")
    if reading["pages"] is not None:
        reading["pages"] = tuple(reading["pages"])
    reading["corrections"] = tuple(reading["corrections"])
    said["outputs"] = tuple(said["outputs"])
    return Task(**said, reading=Reading(**reading)), limits


def finished_line(facts: Facts) -> bytes:
    """The end of a task that went well."""
    return json.dumps({"finished": asdict(facts)}).encode("ascii") + b"\n"


def facts_of(said: dict[str, Any]) -> Facts:
    """Facts from what stands behind "finished"."""
    notices = tuple(Notice(**one) for one in said.pop("notices"))
    return Facts(**said, notices=notices)


def error_line(error: DocumentError, peak_memory: int) -> bytes:
    """The end of a task that did not."""
    data = {
        "code": error.CODE,
        "words": [error.name, error.reason, error.hint, error.reason_ja, error.hint_ja],
        "peak_memory": peak_memory,
    }
    return json.dumps({"error": data}).encode("ascii") + b"\n"


def error_of(said: dict[str, Any]) -> DocumentError:
    """The error from what stands behind "error"."""
    return _ERRORS[said["code"]](*said["words"])


def read_message(stream: BinaryIO) -> tuple[dict[str, Any], bytes] | None:
    """The next message and its bytes; None where the stream ends, or says what no child of ours would."""
    line = stream.readline(MOST_LINE)
    if not line.endswith(b"\n"):
        return None
    try:
        said = json.loads(line)
    except ValueError:
        return None
    if not isinstance(said, dict):
        return None
    size = said.get("size", 0)
    data = stream.read(size) if size else b""
    return (said, data) if len(data) == size else None
