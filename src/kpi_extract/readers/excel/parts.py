"""The parts of a workbook's package and how they lead to one another; none is ever looked up outside the file."""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, NamedTuple
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from kpi_extract.errors import DamagedDocumentError
from kpi_extract.readers.zip_package import Kind, damaged_file, part_name

_WORKBOOK = Kind("workbook", "Excelブック", "Excel")
MOST_BYTES_OF_TREE = 64 * 2**20
"""A part larger than this is only ever streamed; styles, drawings and notes of a report have a fraction of it."""


class Relation(NamedTuple):
    """A relationship to another part of the package."""

    kind: str
    """The last step of its type: worksheet, styles, sharedStrings."""
    path: str


@dataclass(frozen=True, slots=True)
class Parts:
    """The checked entries of a package by name, without regard to case as in Office."""

    archive: zipfile.ZipFile
    entries: dict[str, zipfile.ZipInfo]
    name: str
    """Of the file, for messages."""

    @classmethod
    def of(cls, archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo], name: str) -> Parts:
        """The parts among checked entries."""
        return cls(archive, {part_name(entry).lower(): entry for entry in entries}, name)

    def has(self, path: str) -> bool:
        """Whether the package holds this part."""
        return path.lower() in self.entries

    def open(self, path: str) -> IO[bytes]:
        """The content of a part, as a stream."""
        entry = self.entries.get(path.lower())
        if entry is None:
            raise damaged(self.name, f"has no part {path!r}", f"{path} がありません")
        return self.archive.open(entry)

    def tree(self, path: str) -> Element:
        """The content of a part that is small in every real workbook."""
        entry = self.entries.get(path.lower())
        if entry is not None and entry.file_size > MOST_BYTES_OF_TREE:
            raise damaged(self.name, f"has a part {path!r} that is too large", f"{path} が大きすぎます")
        try:
            with self.open(path) as stream:
                return ElementTree.parse(stream).getroot()
        except ElementTree.ParseError as error:
            raise damaged(
                self.name, f"has a part {path!r} that is no valid XML ({error})", f"{path} が壊れています"
            ) from error

    def relations(self, path: str) -> dict[str, Relation]:
        """The relationships of a part by their ids; those that lead outside the file or nowhere are left out."""
        folder, file = posixpath.split(path)
        where = posixpath.join(folder, "_rels", f"{file}.rels")
        if not self.has(where):
            return {}
        found: dict[str, Relation] = {}
        for relation in self.tree(where).findall("{*}Relationship"):
            if relation.get("TargetMode") == "External":
                continue
            target = (relation.get("Target") or "").replace("\\", "/")
            full = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
            if self.has(full):
                found[relation.get("Id") or ""] = Relation((relation.get("Type") or "").rsplit("/", 1)[-1], full)
        return found

    def related(self, path: str, kind: str) -> Iterator[str]:
        """The parts of one kind that belong to a part."""
        return (relation.path for relation in self.relations(path).values() if relation.kind == kind)


def damaged(name: str, what: str, what_ja: str) -> DamagedDocumentError:
    """The error for a workbook that was cut off or changed."""
    return damaged_file(_WORKBOOK, name, what, what_ja)


def is_true(value: str | None) -> bool:
    """Whether an attribute of a workbook says yes."""
    return value in ("1", "true", "on")


def whole_number(value: str | None, default: int) -> int:
    """A whole number of a workbook's XML, or the default where it is none or too long to be one."""
    text = (value or "").strip()
    return int(text) if len(text) < 10 and text.lstrip("+-").isascii() and text.lstrip("+-").isdecimal() else default


def number(value: str | None, default: float) -> float:
    """A number of a workbook's XML, or the default."""
    try:
        return float(value) if value else default
    except ValueError:
        return default
