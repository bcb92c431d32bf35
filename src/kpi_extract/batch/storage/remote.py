"""Object stores and archives by their URLs: the one home of fsspec, imported when the first URL is used.

Each file is written with one request (one upload in parts where it is large), which a store shows whole or not at all.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from kpi_extract.batch.storage.addresses import ARCHIVES, STORES, scheme_of
from kpi_extract.batch.storage.problems import outside
from kpi_extract.errors import KpiExtractError, SourcesError, StorageError

_Explanation = tuple[str, str, str, str, str]


class _UnusableError(KpiExtractError):
    """An address nothing can be done with; told as an error of sources or of storage."""

    def __init__(self, *explanation: str) -> None:
        super().__init__(*explanation)


@dataclass(frozen=True, slots=True)
class RemoteFile:
    """A file of a store."""

    path: str
    """Relative to where the search began; empty if that is the file."""
    size: int | None
    stamp: str
    """ETag, checksum or time, whichever the store has first; empty if none."""


class RemoteFolder:
    """What stands below a URL, to be read.

    Raises:
        SourcesError: nothing can be read from such an address, or its store's driver is missing.
    """

    def __init__(self, url: str) -> None:
        try:
            self._system, self._root = _opened(url, STORES | ARCHIVES)
        except _UnusableError as error:
            raise SourcesError(*error.args) from error.__cause__
        self._url = url

    def files(self) -> list[RemoteFile]:
        """All files below; the one file, if the URL is a file's; none if there is nothing.

        Raises:
            SourcesError: the store does not answer.
        """
        try:
            self._system.invalidate_cache()
            found: dict[str, dict[str, Any]] = self._system.find(self._root, detail=True)
        except FileNotFoundError:
            return []
        except Exception as error:  # the border: each store has errors of its own
            raise SourcesError(*_unreachable(self._url, error)) from error
        root = self._root.strip("/")
        return [
            RemoteFile(path.strip("/").removeprefix(root).lstrip("/"), facts.get("size"), _stamp(facts))
            for path, facts in sorted(found.items())
            if facts.get("type") != "directory" and not path.endswith("/")
        ]

    @contextmanager
    def open(self) -> Iterator[BinaryIO]:
        """The file as a stream; errors are those of the store."""
        # An archive is closed with the object that stands for it, which therefore has to live as long as the stream.
        with self._system.open(self._root, "rb") as stream:
            yield stream


class RemoteStorage:
    """An output folder in an object store; see Storage."""

    def __init__(self, url: str) -> None:
        try:
            self._system, root = _opened(url, STORES)
        except _UnusableError as error:
            raise StorageError(*error.args) from error.__cause__
        self._url = url.rstrip("/")
        self._root = root.rstrip("/")

    def read(self, path: str) -> bytes:
        """See Storage."""
        with self._explained(path):
            data: bytes = self._system.cat_file(self._place(path))
            return data

    def exists(self, path: str) -> bool:
        """See Storage."""
        with self._explained(path):
            self._system.invalidate_cache()
            try:
                return bool(self._system.info(self._place(path))["type"] == "file")
            except FileNotFoundError:
                return False

    def write(self, path: str, data: bytes) -> None:
        """See Storage."""
        with self._explained(path):
            self._system.pipe_file(self._place(path), data)

    def create(self, path: str, data: bytes) -> bool:
        """See Storage; of two that come at the same moment both may believe to be the first, and the later one's stays."""
        if self.exists(path):
            return False
        self.write(path, data)
        return True

    def list(self, prefix: str) -> list[str]:
        """See Storage."""
        with self._explained(prefix):
            self._system.invalidate_cache()
            try:
                found = self._system.find(self._place(prefix) if prefix else self._root)
            except FileNotFoundError:
                return []
        start = len(self._root.strip("/")) + 1
        return sorted(path.strip("/")[start:] for path in found if not path.endswith("/"))

    def delete(self, path: str) -> None:
        """See Storage; stores have no folders that could stay empty."""
        with self._explained(path), suppress(FileNotFoundError):
            self._system.rm_file(self._place(path))

    @contextmanager
    def open_for_writing(self, path: str) -> Iterator[BinaryIO]:
        """See Storage; the bytes wait in a local file."""
        with tempfile.TemporaryDirectory(prefix="kpi-extract-") as folder:
            waiting = Path(folder, "part")
            with waiting.open("wb") as stream:
                yield stream
            with self._explained(path):
                self._system.put_file(str(waiting), self._place(path))

    @contextmanager
    def open_for_reading(self, path: str) -> Iterator[BinaryIO]:
        """See Storage."""
        with self._explained(path):
            stream: BinaryIO = self._system.open(self._place(path), "rb")
        with stream:
            yield stream

    def clean_temporaries(self) -> None:
        """Nothing is left half written: what a store has not got whole, it does not show."""

    def _place(self, path: str) -> str:
        if any(part in ("", ".", "..") or "\0" in part for part in path.split("/")):
            raise outside(f"{self._url}/{path}")
        return f"{self._root}/{path}"

    @contextmanager
    def _explained(self, path: str) -> Iterator[None]:
        try:
            yield
        except StorageError:
            raise
        except Exception as error:  # the border: each store has errors of its own
            raise StorageError(*_unreachable(f"{self._url}/{path}", error)) from error


def _opened(url: str, allowed: frozenset[str]) -> tuple[Any, str]:
    """The store of a URL, and what the URL names in it."""
    for part in url.split("::"):
        scheme = scheme_of(part)
        if scheme in ("http", "https"):
            raise _UnusableError(*_web(url))
        if scheme is not None and scheme not in (
            STORES | ARCHIVES | {"file"} if part != url.split("::")[0] else allowed
        ):
            raise _UnusableError(*_no_such_kind(url, scheme, allowed))
    try:
        import fsspec
    except ImportError as error:
        raise _UnusableError(*_missing_driver(url, "fsspec")) from error
    try:
        # Listings are kept by default, and a run has to see what others have written since.
        system, root = fsspec.url_to_fs(url, use_listings_cache=False)
    except ImportError as error:
        raise _UnusableError(*_missing_driver(url, str(error))) from error
    except Exception as error:
        raise _UnusableError(*_unreachable(url, error)) from error
    return system, str(root)


def _stamp(facts: dict[str, Any]) -> str:
    if "CRC" in facts:
        return f"crc-{facts['CRC']:08x}"
    for key in (
        "ETag",
        "etag",
        "md5Hash",
        "content_md5",
        "mtime",
        "LastModified",
        "last_modified",
        "updated",
        "created",
    ):
        if facts.get(key):
            return str(facts[key]).strip('"')
    return ""


def _web(url: str) -> _Explanation:
    return (
        url,
        "Web addresses are not read.",
        "Download the file first and give its path.",
        "ウェブのアドレスは直接読めません。",
        "先にダウンロードして、そのファイルを指定してください。",
    )


def _no_such_kind(url: str, scheme: str, allowed: frozenset[str]) -> _Explanation:
    kinds = ", ".join(f"{kind}://" for kind in sorted(allowed))
    return (
        url,
        f"{scheme}:// cannot be used here.",
        f"Give a path, or one of {kinds}.",
        f"{scheme}:// はここでは使えません。",
        f"パスか、次のいずれかを指定してください: {kinds}",
    )


def _missing_driver(url: str, said: str) -> _Explanation:
    driver = {"s3": "s3fs", "gs": "gcsfs", "gcs": "gcsfs"}.get(scheme_of(url) or "", "adlfs")
    extra = "" if scheme_of(url) in ("zip", "memory") else f" {driver}"
    return (
        url,
        f"A library for this address is not installed ({said}).",
        f"Install it with: pip install 'kpi-extract[remote]'{extra}",
        f"このアドレスに必要なライブラリがありません({said})。",
        f"次のコマンドで入れてください: pip install 'kpi-extract[remote]'{extra}",
    )


def _unreachable(url: str, error: Exception) -> _Explanation:
    said = f"{type(error).__name__}: {error}"
    return (
        url,
        f"The store cannot be used ({said}).",
        "Check the address, the credentials and the connection.",
        f"この場所を読み書きできません({said})。",
        "アドレス、認証情報、接続を確かめてください。",
    )
