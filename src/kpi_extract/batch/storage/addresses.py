"""What a source or an output folder is called: a path, or a URL of a store."""

from __future__ import annotations

import os
import re
from urllib.request import url2pathname

STORES = frozenset("s3 gs gcs az abfs abfss memory".split())
"""Object stores that are read and written."""
ARCHIVES = frozenset({"zip"})
"""Read only."""

_UNLIMITED, _UNLIMITED_SHARE = "\\\\?\\", "\\\\?\\UNC\\"

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]+)://")  # two letters and more: C:/ is a drive


def scheme_of(address: str) -> str | None:
    """The scheme of a URL in lower case; None for a path."""
    match = _SCHEME.match(address)
    return match.group(1).lower() if match else None


def local_path(address: str) -> str:
    """The path behind a file:// URL; any other address as it is."""
    if scheme_of(address) != "file":
        return address
    plain = address[len("file://") :]
    # Written by hand they hold spaces and %; written by programs, escapes.
    if os.name != "nt" and os.path.lexists(plain):
        return plain
    return url2pathname(plain)


def unlimited(path: str, *, windows: bool = os.name == "nt") -> str:
    r"""An absolute path as Windows takes it at any length; otherwise it ends paths at 260 characters.

    >>> unlimited("C:\\reports", windows=True)
    '\\\\?\\C:\\reports'
    """
    if not windows or path.startswith(_UNLIMITED):
        return path
    return f"{_UNLIMITED_SHARE}{path[2:]}" if path.startswith("\\\\") else f"{_UNLIMITED}{path}"


def limited(path: str, *, windows: bool = os.name == "nt") -> str:
    r"""The path as people write it: the reverse of `unlimited`."""
    if windows and path.startswith(_UNLIMITED_SHARE):
        return "\\\\" + path[len(_UNLIMITED_SHARE) :]
    return path.removeprefix(_UNLIMITED) if windows else path


def identity(address: str) -> str:
    """One text for all ways to the same place: of a path where it really is, of a URL the URL."""
    if scheme_of(address) not in (None, "file"):
        return address.rstrip("/")
    path = local_path(address)
    return path if "\0" in path else os.path.normcase(os.path.realpath(path))
