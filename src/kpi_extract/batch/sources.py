"""The documents of a run: files, folders, patterns, lists and URLs → one entry each, in a stable order."""

from __future__ import annotations

import fnmatch
import glob
import hashlib
import os
import tempfile
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from kpi_extract.errors import KpiExtractError, MissingDocumentError, RefusedDocumentError
from kpi_extract.readers import READERS

_CHUNK = 1 << 20
_OTHER_SUFFIXES = tuple(".doc .docm .rtf .xls .xlsx .xlsm .ods .odt .ppt .pptx .jtd .htm .html .mht .mhtml".split())
"""Endings of documents that may not be read yet: they get an outcome that says so, and are not left out in silence."""
_NO_DOCUMENTS = ("thumbs.db", "desktop.ini", "~$*", ".*")
_LIST_ENCODINGS = ("utf-8-sig", "cp932")


class SourcesError(KpiExtractError):
    """What was named as a source makes no sense: told in two languages."""

    def __init__(self, message: str, message_ja: str) -> None:
        super().__init__(message, message_ja)
        self.message_ja = message_ja

    def __str__(self) -> str:
        return str(self.args[0])

    def in_japanese(self) -> str:
        """The same message in Japanese."""
        return self.message_ja


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One document to be read."""

    name: str
    """What it is called everywhere: the path as it was given, `/` between folders."""
    uri: str
    """What is opened: an absolute path, or a URL."""
    size: int | None
    """Bytes; None where there is no such file."""
    stamp: str
    """Changes when the file does: its time of change, or the tag an object store gives; empty where there is none."""

    @property
    def is_remote(self) -> bool:
        """Whether it is behind a URL."""
        return is_url(self.uri)


@dataclass(frozen=True, slots=True)
class Filter:
    """Which files of a folder are documents; patterns are of the whole name or of its last part, in any case."""

    include: tuple[str, ...]
    exclude: tuple[str, ...]

    def takes(self, name: str) -> bool:
        """Whether a file found in a folder is taken."""
        base = name.rsplit("/", 1)[-1].lower()
        if any(fnmatch.fnmatchcase(base, pattern) for pattern in _NO_DOCUMENTS) or self.excludes(name):
            return False
        if self.include:
            return _matches(name, self.include)
        return base.endswith(known_suffixes())

    def excludes(self, name: str) -> bool:
        """Whether it is left out, however it was named."""
        return _matches(name, self.exclude)


def known_suffixes() -> tuple[str, ...]:
    """Endings of files that are documents."""
    return (*(suffix for reader in READERS for suffix in reader.SUFFIXES), *_OTHER_SUFFIXES)


def is_url(text: str) -> bool:
    """Whether it names something behind a library of file systems; a drive letter does not."""
    return "://" in text


def find_sources(
    arguments: Sequence[str], *, include: Sequence[str] = (), exclude: Sequence[str] = ()
) -> list[SourceFile]:
    """All documents that the arguments name, each once, sorted by name.

    Args:
        arguments: files, folders (searched to the bottom, for files with endings of documents), patterns with `*`, `?`,
            `[]` and `**`, `@LIST` (one source a line), URLs. A file that is not there stays in: it gets its outcome.
        include: patterns that replace the endings of documents in folders.
        exclude: patterns of files that are left out everywhere.

    Raises:
        SourcesError: a list that cannot be read, a URL that is not served.
        MissingExtraError: a URL whose library is not installed.
    """
    chosen = Filter(_lowered(include), _lowered(exclude))
    found: dict[str, SourceFile] = {}
    for argument in arguments:
        for source in _named_by(argument, chosen):
            found.setdefault(source.uri, source)
    by_name = sorted(found.values(), key=lambda source: (source.name, source.uri))
    return _with_names_apart(by_name)


def _lowered(patterns: Sequence[str]) -> tuple[str, ...]:
    return tuple(pattern.replace("\\", "/").lower() for pattern in patterns)


def _matches(name: str, patterns: Iterable[str]) -> bool:
    lowered = name.lower()
    base = lowered.rsplit("/", 1)[-1]
    return any(fnmatch.fnmatchcase(lowered, pattern) or fnmatch.fnmatchcase(base, pattern) for pattern in patterns)


def _with_names_apart(sources: list[SourceFile]) -> list[SourceFile]:
    """No two names are the same, not even for a system that does not tell letters by case or composition.

    They may be where one came from an archive or a store, or was no Unicode and had to be written otherwise.
    """
    seen: dict[str, int] = {}
    apart = []
    for source in sources:
        key = unicodedata.normalize("NFC", source.name.casefold())
        count = seen[key] = seen.get(key, 0) + 1
        name = source.name if count == 1 else f"{source.name}#{count}"
        apart.append(SourceFile(name, source.uri, source.size, source.stamp))
    return apart


def _named_by(argument: str, chosen: Filter) -> Iterator[SourceFile]:
    if argument.startswith("@") and not Path(argument).exists():
        for line in _lines_of(argument[1:]):
            yield from _named_by(line, chosen)
    elif is_url(argument):
        yield from _behind(argument, chosen)
    elif Path(argument).is_dir():
        for path in _files_below(argument):
            if chosen.takes(_name(path)):
                yield _local(path)
    elif not os.path.lexists(argument) and glob.has_magic(argument):
        for path in sorted(glob.glob(argument, recursive=True)):  # noqa: PTH207  Path.glob takes no absolute pattern
            if Path(path).is_file() and not chosen.excludes(_name(path)) and not _is_no_document(path):
                yield _local(path)
    elif not chosen.excludes(_name(argument)):
        yield _local(argument)


def _is_no_document(path: str) -> bool:
    base = os.path.basename(path).lower()  # noqa: PTH119
    return any(fnmatch.fnmatchcase(base, pattern) for pattern in _NO_DOCUMENTS)


def _behind(url: str, chosen: Filter) -> Iterator[SourceFile]:
    if url.lower().startswith(("http://", "https://")):
        raise SourcesError(
            f"{url}: web addresses are not read. Download the file first.",
            f"{url}: ウェブのアドレスは読めません。先にファイルをダウンロードしてください。",
        )
    from kpi_extract.batch.remote import files_behind

    for uri, size, stamp, is_named in files_behind(url):
        if not chosen.excludes(uri) if is_named else chosen.takes(uri):
            yield SourceFile(uri, uri, size, stamp)


def _files_below(folder: str) -> Iterator[str]:
    """Files of a folder and of those in it; a link to a folder may lead in circles and is not followed."""
    waiting = [folder]
    while waiting:
        here = waiting.pop()
        with suppress(OSError), os.scandir(here) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    if not entry.name.startswith("."):
                        waiting.append(entry.path)
                elif entry.is_file():
                    yield entry.path


def _local(path: str) -> SourceFile:
    uri = os.path.abspath(path)  # noqa: PTH100  no link is followed
    try:
        seen = os.stat(path)  # noqa: PTH116
    except (OSError, ValueError):
        return SourceFile(_name(path), uri, None, "")
    return SourceFile(_name(path), uri, seen.st_size, str(seen.st_mtime_ns))


def _name(path: str) -> str:
    """The path as a name: valid Unicode, `/` between folders, without what means nothing."""
    text = path.encode("utf-8", "backslashreplace").decode("utf-8")
    if os.sep == "\\":
        text = text.replace("\\", "/")
    while text.startswith("./"):
        text = text[2:].lstrip("/")
    return text.replace("//", "/") or path


def _lines_of(path: str) -> list[str]:
    try:
        data = Path(path).read_bytes()
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise SourcesError(
            f"{path}: the list cannot be read ({reason}).", f"{path}: リストを読めません({reason})。"
        ) from error
    for encoding in _LIST_ENCODINGS:
        with suppress(UnicodeDecodeError):
            lines = [line.strip() for line in data.decode(encoding).splitlines()]
            named = [line for line in lines if line and not line.startswith("#")]
            if any(line.startswith("@") for line in named):
                raise SourcesError(
                    f"{path}: a list names no other lists.", f"{path}: リストの中に別のリストは書けません。"
                )
            return named
    raise SourcesError(
        f"{path}: the list is in no encoding that was tried. Save it as UTF-8.",
        f"{path}: リストの文字コードがわかりません。UTF-8で保存してください。",
    )


@contextmanager
def local_copy(source: SourceFile, most_bytes: int) -> Iterator[str]:
    """Where the bytes of a source are on this machine, for a process that reads them.

    Args:
        source: which.
        most_bytes: one behind a URL that is larger is not fetched.

    Raises:
        MissingDocumentError: there is none, or it cannot be opened.
        RefusedDocumentError: it is larger.
    """
    if not source.is_remote:
        yield source.uri
        return
    handle, path = tempfile.mkstemp(prefix="kpi-extract-")
    try:
        with os.fdopen(handle, "wb") as out:
            _fetch(source, out, most_bytes)
        yield path
    finally:
        with suppress(OSError):
            Path(path).unlink()


def digest(source: SourceFile) -> str:
    """The SHA-256 of a source.

    Raises:
        MissingDocumentError: there is none, or it cannot be opened.
    """
    hashed = hashlib.sha256()
    with _opened(source) as stream:
        while piece := stream.read(_CHUNK):
            hashed.update(piece)
    return hashed.hexdigest()


def _fetch(source: SourceFile, out: BinaryIO, most_bytes: int) -> None:
    if (source.size or 0) > most_bytes:
        raise _too_large(source, most_bytes)
    with _opened(source) as stream:
        fetched = 0
        while piece := stream.read(_CHUNK):
            fetched += len(piece)
            if fetched > most_bytes:  # it grew, or the store told less
                raise _too_large(source, most_bytes)
            out.write(piece)


@contextmanager
def _opened(source: SourceFile) -> Iterator[BinaryIO]:
    try:
        with _stream(source) as stream:
            yield stream
    except (OSError, ValueError) as error:
        kind = type(error).__name__
        raise MissingDocumentError(
            source.name,
            f"The file cannot be opened ({kind}).",
            "Check that it is there and may be read.",
            f"ファイルを開けません({kind})。",
            "場所と権限を確かめてください。",
        ) from error


def _stream(source: SourceFile) -> BinaryIO:
    if source.is_remote:
        from kpi_extract.batch.remote import open_remote

        return open_remote(source.uri)
    return Path(source.uri).open("rb")


def _too_large(source: SourceFile, most_bytes: int) -> RefusedDocumentError:
    size = most_bytes // 2**20
    return RefusedDocumentError(
        source.name,
        f"The file is larger than {size:,} MiB.",
        "Split it, or allow more with --max-file-size.",
        f"ファイルが{size:,}MiBを超えています。",
        "分割するか、--max-file-size で上限を上げてください。",
    )
