"""Documents in folders, and patterns matched against what there is."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache

from kpi_extract.batch.sources.patterns import is_pattern, part_matcher

_FOREIGN_SUFFIXES = frozenset(
    ".doc .dot .dotx .rtf .odt .jtd .jtt .xls .xlsx .xlsm .xlsb .ods .ppt .pptx .pptm .odp .html .htm .xhtml .mht .mhtml .xml"
    " .epub .tif .tiff .zip .lzh .7z .rar".split()
)
"""What reports come in besides; those that no reader takes get an outcome that says so instead of being left out."""


@cache
def known_suffixes() -> frozenset[str]:
    """Endings of names, lower case with the dot, that a folder's documents have."""
    from kpi_extract.readers import READERS

    return _FOREIGN_SUFFIXES.union(*(reader.SUFFIXES for reader in READERS))


@dataclass(frozen=True, slots=True)
class Found:
    """A file of this machine, or a folder that could not be looked into."""

    path: str
    """Relative to where the search began, or as the pattern gave it."""
    size: int | None
    """None where it cannot be read."""
    stamp: str


def is_left_out(name: str) -> bool:
    """Whether a file's own name says that it is none of the user's: hidden, or a lock of Office."""
    return name.startswith((".", "~$")) or name == "Thumbs.db"


def files_below(folder: str) -> Iterator[Found]:
    """Files of a folder and its folders, in no order; links to folders are not followed, links to files are."""
    waiting = [(folder, "")]
    while waiting:
        current, path = waiting.pop()
        try:
            entries = os.scandir(current)
        except OSError:
            yield Found(path.rstrip("/"), None, "")
            continue
        with entries:
            for entry in entries:
                if is_left_out(entry.name):
                    continue
                if entry.is_dir(follow_symlinks=False):
                    waiting.append((entry.path, f"{path}{entry.name}/"))
                elif (found := _found(entry, path + entry.name)) is not None:
                    yield found


def _found(entry: os.DirEntry[str], path: str) -> Found | None:
    try:
        if entry.is_file():
            facts = entry.stat()
            return Found(path, facts.st_size, str(facts.st_mtime_ns))
    except OSError:
        return Found(path, None, "")
    # A link that leads nowhere is a document that is missing; one to a folder, a pipe or a socket is none.
    return Found(path, None, "") if entry.is_symlink() and not os.path.exists(entry.path) else None  # noqa: PTH110


def expanded(pattern: str) -> list[str]:
    """The files and folders that match a pattern of '/' separated parts, sorted; hidden ones only where it says so."""
    parts = [part for part in pattern.split("/") if part not in ("", ".")]
    starts = ["/"] if pattern.startswith("/") else [""]
    if parts and parts[0].endswith(":") and os.name == "nt":
        starts = [parts.pop(0) + "/"]
    return sorted(set(_matching(starts, parts)))


def _matching(starts: Sequence[str], parts: Sequence[str]) -> list[str]:
    if not parts:
        return list(starts)
    part, rest = parts[0], parts[1:]
    if part == "**":
        folders = [folder for start in starts for folder in _folders_below(start)]
        return _matching(folders, rest or ["*"])
    found: list[str] = []
    for start in starts:
        literal = start + part
        if not is_pattern(part) or ("[" in part and os.path.lexists(literal)):
            found += [literal] if os.path.lexists(literal) else []
        else:
            found += [start + name for name in _names(start, part, only_folders=bool(rest))]
    return _matching([f"{path}/" for path in found] if rest else found, rest)


def _names(start: str, part: str, *, only_folders: bool) -> list[str]:
    matches = part_matcher(part, ignore_case=os.name == "nt")
    with suppress(OSError), os.scandir(start or ".") as entries:
        return [
            entry.name
            for entry in entries
            if matches(entry.name)
            and (not is_left_out(entry.name) or part.startswith("."))
            and (not only_folders or entry.is_dir())
        ]
    return []


def _folders_below(start: str) -> list[str]:
    """The folder itself and all below it, each with a '/' at the end."""
    found = [start]
    for folder in found:  # grows while it is walked
        with suppress(OSError), os.scandir(folder or ".") as entries:
            found += [
                f"{folder}{entry.name}/"
                for entry in entries
                if entry.is_dir(follow_symlinks=False) and not is_left_out(entry.name)
            ]
    return found
