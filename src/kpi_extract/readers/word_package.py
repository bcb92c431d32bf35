"""The package around a Word document, put into the form all parsers read once `zip_package` has let it through."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from xml.etree import ElementTree

from kpi_extract.errors import DamagedDocumentError
from kpi_extract.readers.zip_package import Kind, checked_entries, damaged_file, opened_package, xml_parts

_WORD = Kind("Word document", "Word文書", "Word")

_RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"
_RELATIONSHIP_TAG = f"{{{_RELATIONSHIPS}}}Relationship"
# "Strict Open XML" names the same things in another namespace, and python-docx does not know it.
_STRICT = (
    (b"http://purl.oclc.org/ooxml/officeDocument/", b"http://schemas.openxmlformats.org/officeDocument/2006/"),
    (b"http://purl.oclc.org/ooxml/wordprocessingml/main", b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"),
    (b"http://purl.oclc.org/ooxml/drawingml/", b"http://schemas.openxmlformats.org/drawingml/2006/"),
)  # fmt: skip
_MAIN_TYPE = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
# Macro documents and templates hold the same document part under another type.
_OTHER_MAIN_TYPES = re.compile(
    rb"application/vnd\.(?:ms-word\.(?:document|template)\.macroEnabled(?:Template)?\.main"
    rb"|openxmlformats-officedocument\.wordprocessingml\.template\.main)\+xml"
)


def checked_package(data: bytes, name: str) -> io.BytesIO:
    """The XML parts of a package as a new, uncompressed package that python-docx reads.

    Pictures, embedded objects and relationships that lead nowhere or outside are left out: the first cost memory, the
    last stop python-docx or would be looked up.

    Raises:
        DamagedDocumentError: the package is cut off or changed.
        RefusedDocumentError: something in it would do harm.
        PasswordError: its parts are encrypted.
    """
    with opened_package(data, name) as archive:
        parts = dict(xml_parts(archive, checked_entries(archive, name), name))
    try:
        return _rewritten(parts)
    except ElementTree.ParseError as error:
        raise damaged(
            name, f"has a part that is no valid XML ({error})", "XMLとして正しくない部分があります"
        ) from error


def damaged(name: str, what: str, what_ja: str) -> DamagedDocumentError:
    """The error for a package that was cut off or changed."""
    return damaged_file(_WORD, name, what, what_ja)


def _rewritten(parts: dict[str, bytes]) -> io.BytesIO:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as archive:
        for path, content in parts.items():
            for strict, transitional in _STRICT:
                content = content.replace(strict, transitional)
            if path == "[Content_Types].xml":
                content = _OTHER_MAIN_TYPES.sub(_MAIN_TYPE, content)
            elif path.endswith(".rels"):
                content = _without_dead_ends(path, content, parts)
            archive.writestr(path, content)
    stream.seek(0)
    return stream


def _without_dead_ends(path: str, content: bytes, parts: dict[str, bytes]) -> bytes:
    """A relationships part without links to the outside and to parts that are not there."""
    base = posixpath.dirname(posixpath.dirname(path))
    root = ElementTree.fromstring(content)
    for relationship in root.findall(_RELATIONSHIP_TAG):
        target = posixpath.normpath(posixpath.join("/", base, relationship.get("Target", "")))
        if relationship.get("TargetMode") == "External" or target.lstrip("/") not in parts:
            root.remove(relationship)
    ElementTree.register_namespace("", _RELATIONSHIPS)
    return bytes(ElementTree.tostring(root, encoding="utf-8", xml_declaration=True))
