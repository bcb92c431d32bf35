"""The output folder of a batch: files that are there whole or not at all, on this machine or in an object store."""

from __future__ import annotations

import errno
import os
import stat
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, Protocol

from kpi_extract.batch.storage.addresses import local_path, scheme_of, unlimited
from kpi_extract.batch.storage.problems import outside
from kpi_extract.batch.storage.temporaries import remove_abandoned, temporary_name
from kpi_extract.errors import StorageError

_TEMPORARY = "state/tmp"
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_TRIES = 50
"""To make a folder that other workers remove; each try takes well under a millisecond."""
_WAITS = (0.05, 0.1, 0.2, 0.4, 0.8)
"""Seconds between tries: a virus scanner lets go of a new file after that long, Excel does not."""


class Storage(Protocol):
    """Files below one folder; paths are relative to it, with '/'.

    Whatever fails is a StorageError.
    """

    def read(self, path: str) -> bytes:
        """A file's bytes."""

    def exists(self, path: str) -> bool:
        """Whether there is such a file."""

    def write(self, path: str, data: bytes) -> None:
        """Write a file; whoever looks sees the old one or the new one, never half of it."""

    def create(self, path: str, data: bytes) -> bool:
        """Write a file if there is none yet; whether this call did."""

    def list(self, prefix: str) -> list[str]:
        """The files below a folder, sorted; none if there is no such folder."""

    def delete(self, path: str) -> None:
        """Remove a file if there is one, and the folders that are empty then."""

    def open_for_writing(self, path: str) -> AbstractContextManager[BinaryIO]:
        """A stream whose bytes are the file once the context ends without an error."""

    def open_for_reading(self, path: str) -> AbstractContextManager[BinaryIO]:
        """A file as a seekable stream."""

    def clean_temporaries(self) -> None:
        """Remove what killed runs left half written."""


def open_storage(uri_or_path: str) -> Storage:
    """The output folder at a path or URL; it is made when the first file is written.

    Raises:
        StorageError: nothing can be written to such an address, or its store's driver is missing.
    """
    if scheme_of(uri_or_path) in (None, "file"):
        return LocalStorage(local_path(uri_or_path))
    from kpi_extract.batch.storage.remote import RemoteStorage

    return RemoteStorage(uri_or_path)


class LocalStorage:
    """An output folder on a disk of this machine, or on one it shares."""

    def __init__(self, folder: str) -> None:
        self._name = folder
        self._root = unlimited(os.path.abspath(folder))  # noqa: PTH100  the folder itself may be a link

    def read(self, path: str) -> bytes:
        """See Storage."""
        with self.open_for_reading(path) as stream:
            return stream.read()

    def exists(self, path: str) -> bool:
        """See Storage."""
        with self._explained(path):
            return Path(self._place(path)).is_file()

    def write(self, path: str, data: bytes) -> None:
        """See Storage."""
        with self.open_for_writing(path) as stream:
            stream.write(data)

    def create(self, path: str, data: bytes) -> bool:
        """See Storage."""
        with self._explained(path), self._temporary() as (temporary, stream):
            stream.write(data)
            _close_safely(stream)
            return self._moved(lambda place: _create(temporary, place), path)

    def list(self, prefix: str) -> list[str]:
        """See Storage."""
        start = self._place(prefix) if prefix else self._root
        found: list[str] = []
        with self._explained(prefix):
            if Path(start).is_file():
                return [prefix]
            folders = [(start, prefix.rstrip("/") + "/" if prefix else "")]
            while folders:
                folder, path = folders.pop()
                if path == f"{_TEMPORARY}/":
                    continue
                with suppress(FileNotFoundError, NotADirectoryError), os.scandir(folder) as entries:
                    for entry in entries:
                        if entry.is_dir(follow_symlinks=False):
                            folders.append((entry.path, f"{path}{entry.name}/"))
                        else:
                            found.append(path + entry.name)
        return sorted(found)

    def delete(self, path: str) -> None:
        """See Storage."""
        place = self._place(path)
        with self._explained(path):
            self._refuse_links(path)
            with suppress(FileNotFoundError, NotADirectoryError):
                _patiently(lambda: Path(place).unlink())
        parts = path.split("/")[:-1]
        with suppress(OSError):  # not empty, or another worker was faster
            while parts:
                Path(self._place("/".join(parts))).rmdir()
                parts.pop()

    @contextmanager
    def open_for_writing(self, path: str) -> Iterator[BinaryIO]:
        """See Storage."""
        with self._temporary(path) as (temporary, stream):
            yield stream
            with self._explained(path):
                _close_safely(stream)
                self._moved(lambda place: _replace(temporary, place), path)

    @contextmanager
    def open_for_reading(self, path: str) -> Iterator[BinaryIO]:
        """See Storage."""
        with self._explained(path):
            stream = Path(self._place(path)).open("rb")  # noqa: SIM115  only the opening is explained
        with stream:
            yield stream

    def clean_temporaries(self) -> None:
        """See Storage."""
        with self._explained(_TEMPORARY):
            self._refuse_links(f"{_TEMPORARY}/x")
            remove_abandoned(self._place(_TEMPORARY))

    @contextmanager
    def _temporary(self, path: str = _TEMPORARY) -> Iterator[tuple[str, BinaryIO]]:
        """A new file on the same file system, gone at the end unless it was moved away."""
        name = f"{_TEMPORARY}/{temporary_name()}"
        place = self._place(name)
        with self._explained(path):
            self._refuse_links(name)
            try:
                stream = Path(place).open("xb")  # noqa: SIM115
            except FileNotFoundError:
                Path(place).parent.mkdir(parents=True, exist_ok=True)  # nobody removes this one
                stream = Path(place).open("xb")  # noqa: SIM115
        try:
            with stream:
                yield place, stream
        except OSError as error:
            if error.errno in _FULL:
                raise _failed(f"{self._name}/{path}", error) from error
            raise
        finally:
            with suppress(OSError):
                Path(place).unlink(missing_ok=True)

    def _moved(self, move: Callable[[str], bool], path: str) -> bool:
        """Have a finished file moved to its place, whose folders another worker may be removing as empty."""
        place = self._place(path)
        for again in range(_TRIES):
            self._refuse_links(path)
            try:
                if again:
                    Path(place).parent.mkdir(parents=True, exist_ok=True)
                return _patiently(lambda: move(place))
            except (FileNotFoundError, FileExistsError):  # gone again while it was made
                if again == _TRIES - 1:
                    raise
        raise AssertionError("the last try returns or raises")

    def _place(self, path: str) -> str:
        parts = path.split("/")
        if any(part in ("", ".", "..") or "\0" in part or os.sep in part or _is_drive(part) for part in parts):
            raise outside(f"{self._name}/{path}")
        return os.path.join(self._root, *parts)  # noqa: PTH118  a Path would take the root apart for every file

    def _refuse_links(self, path: str) -> None:
        """A folder that is a link would lead what is written out of the output folder."""
        parts = path.split("/")
        for end in range(1, len(parts)):
            place = self._place("/".join(parts[:end]))
            with suppress(FileNotFoundError, NotADirectoryError):
                if stat.S_ISLNK(os.lstat(place).st_mode):
                    raise _link(place)

    @contextmanager
    def _explained(self, path: str) -> Iterator[None]:
        try:
            yield
        except StorageError:
            raise
        except (OSError, ValueError) as error:
            raise _failed(f"{self._name}/{path}", error) from error


def _replace(temporary: str, place: str) -> bool:
    os.replace(temporary, place)  # noqa: PTH105  a test looks over its shoulder
    return True


def _create(temporary: str, place: str) -> bool:
    """Give a finished file its name unless that is taken; nobody ever sees half of it."""
    try:
        if os.name == "nt":
            Path(temporary).rename(place)  # there it fails where the name is taken
        else:
            Path(place).hardlink_to(temporary)
    except FileExistsError:
        return False
    except OSError as error:
        if os.name == "nt" or isinstance(error, FileNotFoundError):
            raise
        # A file system without hard links: two that come at the same moment may both believe to be the first.
        if os.path.lexists(place):
            return False
        return _replace(temporary, place)
    return True


def _close_safely(stream: BinaryIO) -> None:
    """A power cut must not leave a marker on the disk and not the records it speaks of."""
    stream.flush()
    os.fsync(stream.fileno())
    stream.close()


def _patiently(act: Callable[[], object]) -> bool:
    for wait in _WAITS:
        try:
            return act() is not False
        except PermissionError:
            time.sleep(wait)
    return act() is not False


def _is_drive(part: str) -> bool:
    return os.name == "nt" and ":" in part


def _link(name: str) -> StorageError:
    return StorageError(
        name,
        "This folder is a link, and writing through it would change files elsewhere.",
        "Remove the link, or give the folder it leads to as the output folder.",
        "リンクになっているフォルダで、書き込むと別の場所のファイルが変わります。",
        "リンクを削除するか、リンク先を出力フォルダに指定してください。",
    )


def _failed(name: str, error: Exception) -> StorageError:
    if isinstance(error, PermissionError):
        return StorageError(
            name,
            "The file cannot be written or read: another program holds it, or there is no permission.",
            "Close it (in Excel, say), or check the permissions, and run the same command again.",
            "ファイルを読み書きできません。ほかのプログラムが開いているか、権限がありません。",
            "Excelなどで開いていれば閉じ、権限を確かめて、同じコマンドをもう一度実行してください。",
        )
    said = error.strerror if isinstance(error, OSError) and error.strerror else type(error).__name__
    return StorageError(
        name,
        f"The output folder cannot be used ({said}).",
        "Check that it exists, that the disk is not full, and run the same command again.",
        f"出力フォルダを使えません({said})。",
        "場所とディスクの空き容量を確かめて、同じコマンドをもう一度実行してください。",
    )
