"""Where a document's JSON stands below `documents/`: a mirror of the source tree that every file system takes.

The path follows from the name alone, so that two machines agree on it without a word and a rerun overwrites instead of
adding. A usual name stays as it is (r5/R5.pdf → r5/R5.pdf.json); every name that had to be changed carries a digest of
itself, so two names never share a path. The names of a run are told apart by `find_sources` where a file system takes
R5.pdf and r5.pdf, or two ways to write が, for the same.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata

_SUFFIX = ".json"
_MOST_OF_PART, _MOST_OF_PATH = 200, 900
"""Bytes of UTF-8: file systems end at 255 a part, and the output folder has to go before it."""
_DIGITS = 16
_DIGEST = re.compile(rf"-[0-9a-f]{{{_DIGITS}}}\Z")
_ROOT = re.compile(r"(?:(?!root:)([a-z][a-z0-9]*):/)?/")
_NOT_ON_WINDOWS = re.compile(r'[<>:"|?*\\\x00-\x1f\x7f]')
_DEVICE = re.compile(r"(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9¹²³]) *(?:\.|\Z)", re.IGNORECASE)


def document_path(name: str) -> str:
    """The path of a document's JSON, relative to `documents/`, with '/' between its parts.

    Args:
        name: the source's name: a path or a URL.
    """
    plain = _plain(name)
    parts = [_safe(part) for part in plain.split("/")]
    wanted = "/".join(parts) + _SUFFIX
    if _is_usual(name) and "/".join(parts) == plain and _fits(wanted):
        return wanted
    digest = hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:_DIGITS]
    ending = f"-{digest}{_SUFFIX}"
    file = _ended(_cut(parts[-1], _MOST_OF_PART - len(ending))) + ending
    folders = [_safe(_cut(part, _MOST_OF_PART - 2)) for part in parts[:-1] if part != "_"]
    return "/".join([*_within(folders, _MOST_OF_PATH - len(file.encode())), file])


def _plain(name: str) -> str:
    """The name as a relative path; what an absolute path or a URL begins with becomes a folder of its own."""
    composed = unicodedata.normalize("NFC", name.encode("utf-8", "replace").decode("utf-8"))
    if root := _ROOT.match(composed):
        return f"_{root.group(1) or 'root'}/{composed[root.end() :]}"
    return composed


def _is_usual(name: str) -> bool:
    """Whether a name is composed, can be seen, and is no path of ours."""
    if any(unicodedata.category(character)[0] == "C" for character in name):
        return False
    return name == unicodedata.normalize("NFC", name) and not name.startswith("_") and not _DIGEST.search(name)


def _safe(part: str) -> str:
    """A part that is a file name everywhere."""
    safe = _ended("".join("_" if unicodedata.category(c)[0] == "C" else c for c in _NOT_ON_WINDOWS.sub("_", part)))
    # A folder must not be called what a file is: r5 and r5.json/x would want the same place.
    return f"{safe}_" if safe.lower().endswith(_SUFFIX) else safe


def _ended(part: str) -> str:
    """Without the dots and spaces at the end that Windows drops, and no name of a device."""
    ended = part.rstrip(" .") or "_"
    return f"_{ended}" if _DEVICE.match(ended) else ended


def _fits(path: str) -> bool:
    return len(path.encode()) <= _MOST_OF_PATH and all(len(part.encode()) <= _MOST_OF_PART for part in path.split("/"))


def _cut(part: str, most: int) -> str:
    return part.encode()[:most].decode("utf-8", "ignore")


def _within(folders: list[str], most: int) -> list[str]:
    """The first of the folders, as many as there is room for."""
    kept: list[str] = []
    for folder in folders:
        most -= len(folder.encode()) + 1
        if most < 0:
            break
        kept.append(folder)
    return kept
