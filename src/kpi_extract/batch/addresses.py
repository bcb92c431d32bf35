"""What a source or an output folder is called: a path, or a URL of a store."""

from __future__ import annotations

import os
import re
from urllib.request import url2pathname

STORES = frozenset("s3 gs gcs az abfs abfss memory".split())
"""Object stores that are read and written."""
ARCHIVES = frozenset({"zip"})
"""Read only."""

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
