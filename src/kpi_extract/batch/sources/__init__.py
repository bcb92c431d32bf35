"""What a batch reads: files, folders, patterns, lists and URLs made into one list of documents in a fixed order."""

from __future__ import annotations

import hashlib
import os
import stat
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from kpi_extract.batch.sources.folders import Found, expanded, files_below, is_left_out, known_suffixes
from kpi_extract.batch.sources.lists import lines_of
from kpi_extract.batch.sources.missing import missing
from kpi_extract.batch.sources.own_output import OwnOutput
from kpi_extract.batch.sources.patterns import any_of, is_pattern, path_matcher
from kpi_extract.batch.storage.addresses import identity, limited, local_path, scheme_of, unlimited
from kpi_extract.errors import SourcesError
from kpi_extract.isolation.handing_over import handed_over
from kpi_extract.limits import Limits
from kpi_extract.readers.preflight import check_size

if TYPE_CHECKING:
    from kpi_extract.batch.storage.remote import RemoteFile

_CHUNK = 1 << 20

_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Turn the direction of what follows: a name with them shows another ending than it has."""


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A document to be read, whether it can be or not."""

    name: str
    """Its name in all that is written, and its identity: the path as the user gave it, with '/'."""
    uri: str
    """What to open: an absolute path, or a URL."""
    size: int | None
    """Bytes; None where it cannot be opened."""
    stamp: str
    """What changes when the content does: a time in ns, an object store's ETag; empty if unknown."""


def find_sources(
    arguments: Sequence[str],
    *,
    include: Sequence[str] = (),
    exclude: Sequence[str] = (),
    outputs: Sequence[str] = (),
) -> list[SourceFile]:
    """The documents of a batch, sorted by name, each once.

    Args:
        arguments: files, folders, patterns, `@list.txt` files with a source a line, URLs of stores and archives.
        include: patterns of names or base names; only documents that match one, whatever their suffix.
        exclude: patterns likewise; no document that matches one.
        outputs: paths or URLs the run writes to: neither they nor what stands in them is come across.

    Returns:
        Also what does not exist: each has its outcome.

    Raises:
        SourcesError: a list that cannot be read, an address that cannot be used.
    """
    search = _Search(any_of(include) if include else None, any_of(exclude))
    found: dict[str, SourceFile] = {}
    own = OwnOutput(outputs)
    real_folders: dict[str, str] = {}
    for argument in _with_lists(arguments):
        asked = identity(argument)
        for source in search.sources_of(argument):
            key = _key(source.uri, real_folders)
            if own.holds(key, asked):
                continue
            # The same file by two ways has the name that sorts first, in whatever order they were given.
            if key not in found or source.name < found[key].name:
                found[key] = source
    return _told_apart(sorted(found.values(), key=lambda source: (source.name, source.uri)))


def _with_lists(arguments: Iterable[str]) -> Iterator[str]:
    for argument in arguments:
        for one in lines_of(argument[1:]) if argument.startswith("@") else [argument]:
            if one in ("", "-"):
                raise _no_source(one)
            yield one


def _key(uri: str, real_folders: dict[str, str]) -> str:
    """The identity of a source; links and .. lead to one file in several ways.

    Args:
        uri: of the source.
        real_folders: where folders met before really are: asking for every file would cost more than listing it.
    """
    if scheme_of(uri) is not None or "\0" in uri or os.path.islink(uri):  # noqa: PTH114
        return identity(uri)
    folder, name = os.path.split(uri)
    if folder not in real_folders:
        real_folders[folder] = os.path.realpath(folder)
    return os.path.normcase(os.path.join(real_folders[folder], name))  # noqa: PTH118


def _no_source(argument: str) -> SourcesError:
    return SourcesError(
        argument or "''",
        "A batch reads files, folders, patterns and lists of them, not standard input.",
        "Name a file or a folder; a file called - is given as ./-.",
        "一括処理では、標準入力は読めません。",
        "ファイルかフォルダを指定してください。名前が - のファイルは ./- と書きます。",
    )


def _told_apart(sources: list[SourceFile]) -> list[SourceFile]:
    """No two names are the same, not even for a file system that does not tell letters by case or composition.

    They may be where bytes had to be spelled out, or where the files come from a system that does tell.
    """
    taken: set[str] = set()
    told: list[SourceFile] = []
    for source in sources:
        key = unicodedata.normalize("NFC", unicodedata.normalize("NFC", source.name).upper().casefold())
        if key in taken:
            digest = hashlib.sha256(source.uri.encode("utf-8", "surrogateescape")).hexdigest()
            source = replace(source, name=f"{source.name}~{digest[:12]}")
        taken.add(key)
        told.append(source)
    return sorted(told, key=lambda source: source.name)


@dataclass(frozen=True, slots=True)
class _Search:
    """What of the things found is wanted."""

    include: Callable[[str], bool] | None
    exclude: Callable[[str], bool]

    def sources_of(self, argument: str) -> Iterator[SourceFile]:
        """The documents one argument stands for."""
        if scheme_of(argument) not in (None, "file"):
            return self._remote(argument)
        return self._local(local_path(argument))

    def _wants(self, name: str, suffixes: frozenset[str] | None = None) -> bool:
        """Whether a document is wanted; the suffix counts only of what nobody named."""
        if self.exclude(name):
            return False
        if self.include is not None:
            return self.include(name)
        return suffixes is None or os.path.splitext(name)[1].lower() in suffixes  # noqa: PTH122  may be a URL

    def _local(self, argument: str) -> Iterator[SourceFile]:
        path = limited(argument).replace(os.sep, "/")
        if not is_pattern(path) or os.path.lexists(path):
            yield from self._path(path)
            return
        matched = expanded(path)
        for one in matched or [path]:
            yield from self._path(one)

    def _path(self, path: str) -> Iterator[SourceFile]:
        name = _tidy(path)
        if os.path.isdir(path):  # noqa: PTH112  a name may hold NUL
            yield from self._folder(path, "" if name == "." else f"{name.rstrip('/')}/")
        elif self._wants(_text(name)):
            yield _source(name, _absolute(path), _looked_at(path))

    def _folder(self, path: str, name: str) -> Iterator[SourceFile]:
        suffixes = known_suffixes()
        base = _absolute(path)
        for found in files_below(base):
            said = name + found.path if found.path else name.rstrip("/") or "."
            is_folder = found.size is None and os.path.isdir(os.path.join(base, found.path))  # noqa: PTH112, PTH118
            # A folder that cannot be looked into may hold anything: it is told of as a document that is missing.
            if is_folder or self._wants(_text(said), suffixes):
                yield _source(said, os.path.join(base, *found.path.split("/")), found)  # noqa: PTH118

    def _remote(self, url: str) -> Iterator[SourceFile]:
        from kpi_extract.batch.storage.remote import RemoteFolder

        head, archive = _split_chain(url)
        scheme, _, path = head.partition("://")
        files = [] if is_pattern(path.partition("/")[0]) else RemoteFolder(head + archive).files()
        if not files and is_pattern(path):
            yield from self._remote_pattern(scheme, path, archive)
        elif not files:
            yield from self._wanted(_RemoteName(head, archive), None)
        for file in files:
            if not file.path:
                yield from self._wanted(_RemoteName(head, archive), file)
            elif not _is_hidden(file.path):
                yield from self._wanted(_RemoteName(_joined(head, file.path), archive), file, known_suffixes())

    def _remote_pattern(self, scheme: str, path: str, archive: str) -> Iterator[SourceFile]:
        from kpi_extract.batch.storage.remote import RemoteFolder

        parts = path.split("/")
        plain = next(at for at, part in enumerate(parts) if is_pattern(part))
        start = f"{scheme}://{'/'.join(parts[:plain])}"
        matches = path_matcher("/".join(parts[plain:]))
        is_any = False
        for file in RemoteFolder(start + archive).files():
            folders = file.path.split("/")[:-1]
            is_named = matches(file.path)
            if _is_hidden(file.path) or not (
                is_named or any(matches("/".join(folders[:end])) for end in range(1, len(folders) + 1))
            ):
                continue
            is_any = True
            name = _RemoteName(_joined(start, file.path), archive)
            yield from self._wanted(name, file, None if is_named else known_suffixes())
        if not is_any:
            yield from self._wanted(_RemoteName(f"{scheme}://{path}", archive), None)

    def _wanted(
        self, name: _RemoteName, file: RemoteFile | None, suffixes: frozenset[str] | None = None
    ) -> Iterator[SourceFile]:
        """The file as a source, if it is wanted; patterns see the member of an archive, not the archive."""
        if self._wants(name.member, suffixes):
            size, stamp = (file.size, file.stamp) if file is not None else (None, "")
            yield SourceFile(_text(name.member + name.archive), name.uri(), size, stamp)


@dataclass(frozen=True, slots=True)
class _RemoteName:
    """A URL in two parts: zip://r5.pdf and ::reports.zip; the second is empty for a store."""

    member: str
    archive: str

    def uri(self) -> str:
        """The URL as another process can open it, wherever that runs."""
        before, mark, last = self.archive.rpartition("::")
        if not mark or scheme_of(last) is not None:
            return self.member + self.archive
        return f"{self.member}{before}::{_absolute(last)}"


def _split_chain(url: str) -> tuple[str, str]:
    """A URL without and with only the archive it looks into: zip://*.pdf and ::reports.zip."""
    head, mark, rest = url.partition("::")
    if scheme_of(url) == "zip" and not mark:
        return "zip://", f"::{head[len('zip://') :]}"  # the whole archive
    return head, mark + rest


def _joined(folder: str, path: str) -> str:
    return folder + path if folder.endswith("/") else f"{folder}/{path}"


def _is_hidden(path: str) -> bool:
    return any(is_left_out(part) for part in path.split("/"))


def _tidy(path: str) -> str:
    """Without the parts that say nothing; what .. leads to depends on links, so it stays."""
    parts = [part for part in path.split("/") if part not in ("", ".")]
    tidy = "/".join(parts)
    if path.startswith("/"):
        return f"//{tidy}" if os.name == "nt" and path.startswith("//") else f"/{tidy}"
    return tidy or "."


def _absolute(path: str) -> str:
    """An absolute path without the parts that say nothing."""
    if "\0" in path:
        return path
    if ".." not in path or os.name == "nt":  # Windows itself takes .. away without a look at links
        return unlimited(os.path.abspath(path))  # noqa: PTH100
    return os.path.join(_here(), _tidy(path))  # noqa: PTH118


def _here() -> str:
    return os.getcwd()  # noqa: PTH109


def _text(name: str) -> str:
    """A name that can be shown: bytes of other encodings are spelled out, and what would command a terminal."""
    if not name.isprintable():
        name = "".join(_spelled_out(character) for character in name)
    return name.encode("utf-8", "backslashreplace").decode("utf-8")


def _spelled_out(character: str) -> str:
    is_unseen = unicodedata.category(character) in ("Cc", "Zl", "Zp") or character in _TURNING
    return character.encode("unicode_escape").decode("ascii") if is_unseen else character


def _source(name: str, uri: str, found: Found) -> SourceFile:
    return SourceFile(_text(name), uri, found.size, found.stamp)


def _looked_at(path: str) -> Found:
    try:
        facts = os.stat(path)  # noqa: PTH116  a name may hold NUL
    except (OSError, ValueError):
        return Found(path, None, "")
    return Found(path, facts.st_size, str(facts.st_mtime_ns)) if stat.S_ISREG(facts.st_mode) else Found(path, None, "")


@contextmanager
def local_copy(source: SourceFile, most_bytes: int) -> Iterator[str]:
    """Where the bytes of a document are for another process; what had to be fetched is gone afterwards.

    Args:
        source: a local file stays where it is.
        most_bytes: a larger one is refused, without or with only that much of it read.

    Raises:
        MissingDocumentError: it cannot be opened.
        RefusedDocumentError: it is larger.
        SourcesError: the store does not answer.
    """
    limits = Limits(file_size=most_bytes)
    if scheme_of(source.uri) is None:
        check_size(_local_size(source), source.name, limits)
        yield source.uri
        return
    check_size(source.size or 0, source.name, limits)

    def fetch(out: BinaryIO) -> None:
        with _opened(source) as stream:
            for chunk in _chunks(source, stream):
                out.write(chunk)
                check_size(out.tell(), source.name, limits)

    with handed_over(fetch) as path:
        yield path


def digest(source: SourceFile) -> str:
    """SHA-256 of a document's bytes, as hex digits.

    Raises:
        MissingDocumentError: it cannot be opened.
        SourcesError: the store does not answer.
    """
    if scheme_of(source.uri) is None:
        _local_size(source)
    found = hashlib.sha256()
    with _opened(source) as stream:
        for chunk in _chunks(source, stream):
            found.update(chunk)
    return found.hexdigest()


def _chunks(source: SourceFile, stream: BinaryIO) -> Iterator[bytes]:
    count = 0
    while True:
        with _explained(source):
            chunk = stream.read(_CHUNK)
            if not chunk and count < (getattr(stream, "size", None) or 0):
                raise EOFError  # a document cut off on the way would be read as if that were all of it
        if not chunk:
            return
        count += len(chunk)
        yield chunk


@contextmanager
def _opened(source: SourceFile) -> Iterator[BinaryIO]:
    with ExitStack() as stack:
        with _explained(source):  # what the caller does with the stream has errors of its own
            stream = stack.enter_context(_stream(source.uri))
        yield stream


def _stream(uri: str) -> AbstractContextManager[BinaryIO]:
    if scheme_of(uri) is None:
        return Path(uri).open("rb")
    from kpi_extract.batch.storage.remote import RemoteFolder

    return RemoteFolder(uri).open()


def _local_size(source: SourceFile) -> int:
    """The size of a file of this machine; a pipe would keep whoever opens it waiting for ever."""
    with _explained(source):
        facts = os.stat(source.uri)  # noqa: PTH116
        if stat.S_ISDIR(facts.st_mode):
            raise IsADirectoryError
        if not stat.S_ISREG(facts.st_mode):
            raise OSError("no file")
    return facts.st_size


@contextmanager
def _explained(source: SourceFile) -> Iterator[None]:
    try:
        yield
    except Exception as error:
        raise missing(source.name, error, is_remote=scheme_of(source.uri) is not None) from error
