"""Where a run writes: a folder of this machine, or one behind a URL. Files appear whole or not at all."""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, Protocol

from kpi_extract.errors import KpiExtractError

TEMPORARY = "state/tmp"
"""Folder of files that are being written; what a killed run left there is easy to find."""
_OLD = 24 * 3600
_TRIES = 20
_PAUSE = 0.1


class StorageError(KpiExtractError, OSError):
    """The output cannot be written or read."""

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(path, reason)
        self.path = path
        self.reason = reason

    def __str__(self) -> str:
        return (
            f"{self.path}: cannot be written ({self.reason}). Close it in other programs, make room, or name another "
            "place with -o; then run the same command again to go on."
        )

    def in_japanese(self) -> str:
        """The same message in Japanese."""
        return (
            f"{self.path}: 書き込めません({self.reason})。ほかのソフトで閉じるか、空き容量を増やすか、-o で別の場所を"
            "指定してください。同じコマンドをもう一度実行すると続きから始まります。"
        )


class Storage(Protocol):
    """A folder by relative paths with `/` between names."""

    def read(self, path: str) -> bytes:
        """A whole file."""

    def exists(self, path: str) -> bool:
        """Whether there is such a file."""

    def write(self, path: str, data: bytes) -> None:
        """Write a whole file, over the one that is there."""

    def create(self, path: str, data: bytes) -> bool:
        """Write a file if there is none; the first of several writers wins. Whether it was written."""

    def list(self, prefix: str) -> list[str]:
        """The files below a folder, sorted; none if there is no such folder."""

    def delete(self, path: str) -> None:
        """Remove a file, and folders that become empty; no error if there is none."""

    def open_for_writing(self, path: str) -> AbstractContextManager[BinaryIO]:
        """A stream whose bytes become the file when the block ends well."""

    def open_for_reading(self, path: str) -> AbstractContextManager[BinaryIO]:
        """A stream that can seek."""

    def clean_temporaries(self) -> None:
        """Remove what killed runs have left half written."""


def open_storage(out: str) -> Storage:
    """The storage behind a path or a URL.

    Raises:
        MissingExtraError: a URL whose library is not installed.
    """
    if "://" in out:
        from kpi_extract.batch.remote import RemoteStorage

        return RemoteStorage(out)
    return LocalStorage(Path(out))


class LocalStorage:
    """A folder of this machine."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def read(self, path: str) -> bytes:
        """A whole file."""
        return self._at(path).read_bytes()

    def exists(self, path: str) -> bool:
        """Whether there is such a file."""
        return self._at(path).is_file()

    def write(self, path: str, data: bytes) -> None:
        """Write a whole file."""
        with self.open_for_writing(path) as out:
            out.write(data)

    def create(self, path: str, data: bytes) -> bool:
        """Write a file if there is none."""
        target = self._place_for(path)
        with self._temporary(path) as temporary:
            temporary.write_bytes(data)
            try:
                os.link(temporary, target)
            except FileExistsError:
                return False
            except OSError:  # a file system without links
                if target.exists():
                    return False
                self._put_in_place(temporary, target)
        return True

    def list(self, prefix: str) -> list[str]:
        """The files below a folder."""
        start = self._at(prefix)
        found = [Path(folder) / name for folder, _, names in os.walk(start) for name in names]
        return sorted(path.relative_to(self._root).as_posix() for path in found)

    def delete(self, path: str) -> None:
        """Remove a file and folders that become empty."""
        target = self._at(path)
        target.unlink(missing_ok=True)
        for folder in target.parents:
            if folder == self._root or self._root not in folder.parents:
                return
            try:
                folder.rmdir()
            except OSError:
                return

    @contextmanager
    def open_for_writing(self, path: str) -> Iterator[BinaryIO]:
        """A stream whose bytes become the file when the block ends well."""
        target = self._place_for(path)
        with self._temporary(path) as temporary:
            try:
                with temporary.open("xb") as out:
                    yield out
            except OSError as error:
                if isinstance(error, StorageError):
                    raise
                raise StorageError(str(target), error.strerror or type(error).__name__) from error
            self._put_in_place(temporary, target)

    @contextmanager
    def open_for_reading(self, path: str) -> Iterator[BinaryIO]:
        """A stream that can seek."""
        with self._at(path).open("rb") as stream:
            yield stream

    def clean_temporaries(self) -> None:
        """Remove what runs that are gone have left half written."""
        folder = self._root / TEMPORARY
        for path in folder.iterdir() if folder.is_dir() else ():
            with suppress(OSError):
                if _is_left_over(path):
                    path.unlink()

    def _at(self, path: str) -> Path:
        return self._root / path

    def _place_for(self, path: str) -> Path:
        """Where a file is to stand; its folder is made, and nothing leads out of the output folder."""
        target = self._at(path)
        if target.is_symlink() or any(folder.is_symlink() for folder in target.parents if self._root in folder.parents):
            raise StorageError(str(target), "a link leads elsewhere")
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StorageError(str(target.parent), error.strerror or type(error).__name__) from error
        return target

    @contextmanager
    def _temporary(self, path: str) -> Iterator[Path]:
        folder = self._root / TEMPORARY
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StorageError(str(folder), error.strerror or type(error).__name__) from error
        name = f"{socket.gethostname()}-{os.getpid()}-{time.monotonic_ns():x}-{abs(hash(path)):x}.tmp"
        temporary = folder / name
        try:
            yield temporary
        finally:
            temporary.unlink(missing_ok=True)

    def _put_in_place(self, temporary: Path, target: Path) -> None:
        """Move, again and again for a moment: on Windows a virus scanner or Excel may hold the file."""
        for attempt in range(_TRIES):
            try:
                temporary.replace(target)
            except PermissionError as error:
                if attempt == _TRIES - 1:
                    raise StorageError(str(target), error.strerror or "permission denied") from error
                time.sleep(_PAUSE)
            except OSError as error:
                raise StorageError(str(target), error.strerror or type(error).__name__) from error
            else:
                return


def _is_left_over(path: Path) -> bool:
    """Whether its writer is gone: a process of this machine that has ended, or any that began it a day ago."""
    host, _, rest = path.name.rpartition("-")[0].rpartition("-")[0].rpartition("-")
    if host == socket.gethostname() and rest.isdigit():
        import psutil

        return not psutil.pid_exists(int(rest))
    return time.time() - path.stat().st_mtime > _OLD
