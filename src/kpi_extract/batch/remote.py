"""Object stores and archives behind URLs: the one place that knows fsspec (extra [remote])."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from tempfile import SpooledTemporaryFile
from typing import TYPE_CHECKING, Any, BinaryIO, cast

from kpi_extract.batch.storage import StorageError
from kpi_extract.errors import MissingExtraError

if TYPE_CHECKING:
    from fsspec import AbstractFileSystem

_KEPT_IN_MEMORY = 8 * 2**20
_TAGS = ("ETag", "etag", "md5Hash", "content_md5", "LastModified", "last_modified", "mtime", "created", "CRC")
"""What stores tell that changes when a file does, the surest first."""


def _file_system(url: str) -> tuple[AbstractFileSystem, str]:
    """The file system of a URL and the path in it; never with listings of an earlier moment."""
    try:
        import fsspec
    except ImportError as error:
        raise MissingExtraError("fsspec", "remote") from error
    try:
        found: tuple[AbstractFileSystem, str] = fsspec.core.url_to_fs(url, use_listings_cache=False)
    except ImportError as error:
        raise MissingExtraError(str(error), "remote") from error
    except (ValueError, OSError) as error:
        raise StorageError(url, str(error)) from error
    return found


def files_behind(url: str) -> Iterator[tuple[str, int | None, str, bool]]:
    """The files a URL names: itself, those of a folder, or those a pattern fits.

    Returns:
        URL, size, tag that changes with the content, and whether the file itself was named.
    """
    system, path = _file_system(url)
    system.invalidate_cache()
    if any(letter in path for letter in "*?["):
        found = {name: info for name, info in system.glob(path, detail=True).items() if info["type"] == "file"}
        for name in sorted(found):
            yield (*_told(system, url, found[name]), True)
        return
    try:
        info = system.info(path)
    except (OSError, KeyError):
        yield url, None, "", True
        return
    if info["type"] == "file":
        yield (url, *_told(system, url, info)[1:], True)
        return
    found = system.find(path, detail=True)
    for name in sorted(found):
        yield (*_told(system, url, found[name]), False)


def _told(system: AbstractFileSystem, url: str, info: dict[str, Any]) -> tuple[str, int | None, str]:
    tag = next((str(info[name]) for name in _TAGS if info.get(name) is not None), "")
    size = info.get("size")
    return _url_of(system, url, info["name"]), None if size is None else int(size), tag.strip('"')


def _url_of(system: AbstractFileSystem, url: str, name: str) -> str:
    """A file's own URL: of an archive with the archive it is in."""
    scheme, _, rest = url.partition("://")
    if "::" in rest:
        return f"{scheme}://{name}::{rest.partition('::')[2]}"
    return cast("str", system.unstrip_protocol(name))


def open_remote(url: str) -> BinaryIO:
    """A stream of the bytes behind a URL, from the beginning."""
    system, path = _file_system(url)
    return cast("BinaryIO", system.open(path, "rb", cache_type="readahead"))


class RemoteStorage:
    """A folder behind a URL. One PUT a file, so a file is there whole or not at all."""

    def __init__(self, url: str) -> None:
        self._url = url.rstrip("/")
        self._system, self._root = _file_system(self._url)
        self._root = self._root.rstrip("/")

    def read(self, path: str) -> bytes:
        """A whole file."""
        return cast("bytes", self._system.cat_file(self._at(path)))

    def exists(self, path: str) -> bool:
        """Whether there is such a file."""
        self._system.invalidate_cache()
        return bool(self._system.isfile(self._at(path)))

    def write(self, path: str, data: bytes) -> None:
        """Write a whole file."""
        try:
            self._system.makedirs(self._at(path).rpartition("/")[0], exist_ok=True)
            self._system.pipe_file(self._at(path), data)
        except OSError as error:
            raise StorageError(f"{self._url}/{path}", str(error)) from error

    def create(self, path: str, data: bytes) -> bool:
        """Write a file if there is none. Two that begin at the same moment may both write: the same bytes, as a rule."""
        if self.exists(path):
            return False
        self.write(path, data)
        return True

    def list(self, prefix: str) -> list[str]:
        """The files below a folder."""
        self._system.invalidate_cache()
        try:
            found = self._system.find(self._at(prefix))
        except FileNotFoundError:
            return []
        return sorted(name.removeprefix(self._root).lstrip("/") for name in found)

    def delete(self, path: str) -> None:
        """Remove a file; stores have no folders."""
        with suppress(FileNotFoundError):
            self._system.rm_file(self._at(path))

    @contextmanager
    def open_for_writing(self, path: str) -> Iterator[BinaryIO]:
        """A stream whose bytes are sent when the block ends well."""
        with SpooledTemporaryFile(_KEPT_IN_MEMORY) as waiting:
            yield cast("BinaryIO", waiting)
            waiting.seek(0)
            self.write(path, waiting.read())

    @contextmanager
    def open_for_reading(self, path: str) -> Iterator[BinaryIO]:
        """A stream that can seek."""
        with self._system.open(self._at(path), "rb") as stream:
            yield stream

    def clean_temporaries(self) -> None:
        """Nothing is ever half written."""

    def _at(self, path: str) -> str:
        return f"{self._root}/{path}"
