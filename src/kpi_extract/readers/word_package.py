"""The package (zip) around a Word document: checked before any parser sees it, then put into the form all parsers read.

What is refused here would cost memory (a zip bomb), reach outside the file (a DOCTYPE) or be read differently by
different programs (two parts of one name).
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator
from xml.etree import ElementTree

from kpi_extract.errors import DamagedDocumentError, PasswordError

MOST_ENTRIES = 5_000
MOST_BYTES_OF_ENTRY = 256 * 2**20
MOST_BYTES = 2**30
MOST_RATIO = 100
RATIO_COUNTS_FROM = 2**20
_CHUNK = 2**20

_ENCRYPTED_FLAG = 1
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_DOCTYPES = tuple("<!DOCTYPE".encode(encoding) for encoding in ("ascii", "utf-16-le", "utf-16-be"))
# Beginnings of XML: a mark of UTF-8 or UTF-16, or the bracket itself in either.
_XML_STARTS = (b"<", b"\xef\xbb\xbf<", b"\xff\xfe<\0", b"\xfe\xff\0<", b"<\0", b"\0<")
_XML_SUFFIXES = (".xml", ".rels")

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

    Pictures and relationships that lead nowhere are left out: the first cost memory, the second stop python-docx.

    Raises:
        DamagedDocumentError: the package is cut off, or something in it is refused.
        PasswordError: its parts are encrypted.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _check_directory(archive.infolist(), name)
            parts = dict(_xml_parts(archive, name))
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError) as error:
        raise damaged(name, f"cannot be unpacked ({error})", "展開できません") from error
    try:
        return _rewritten(parts)
    except ElementTree.ParseError as error:
        raise damaged(
            name, f"has a part that is no valid XML ({error})", "XMLとして正しくない部分があります"
        ) from error


def damaged(name: str, what: str, what_ja: str) -> DamagedDocumentError:
    """The error for a package that was cut off or changed."""
    return DamagedDocumentError(
        name,
        f"The Word document {what}.",
        "It may have been cut off on the way: get it again, or open it in Word and save it anew.",
        f"Word文書が壊れています({what_ja})。",
        "転送の途中で切れたおそれがあります。入手し直すか、Wordで開いて保存し直してください。",
    )


def _refused(name: str, what: str, what_ja: str) -> DamagedDocumentError:
    return DamagedDocumentError(
        name,
        f"The Word document was refused: {what}.",
        "Word never writes such a file; if you trust it, open it in Word and save it anew.",
        f"安全のため、このWord文書は読みません({what_ja})。",
        "Wordが作るファイルではありません。信頼できるものなら、Wordで開いて保存し直してください。",
    )


def _check_directory(entries: list[zipfile.ZipInfo], name: str) -> None:
    if len(entries) > MOST_ENTRIES:
        raise _refused(
            name, f"it holds {len(entries):,} entries, more than {MOST_ENTRIES:,}", "内部のファイル数が多すぎます"
        )
    if sum(entry.file_size for entry in entries) > MOST_BYTES:
        raise _refused(name, "it unpacks to more than 1 GB", "展開すると1GBを超えます")
    seen: set[str] = set()
    for entry in entries:
        _check_entry(entry, name)
        if _part_name(entry) in seen:
            raise _refused(
                name, f"it holds two entries called {entry.filename!r}", "同じ名前の内部ファイルが二つあります"
            )
        seen.add(_part_name(entry))


def _check_entry(entry: zipfile.ZipInfo, name: str) -> None:
    path = _part_name(entry)
    if path.startswith("/") or ".." in path.split("/") or re.match(r"[A-Za-z]:", path):
        raise _refused(name, f"an entry leads outside it ({entry.filename!r})", "内部のファイル名が外を指しています")
    if entry.file_size > MOST_BYTES_OF_ENTRY:
        raise _refused(name, f"{entry.filename!r} unpacks to more than 256 MB", "内部のファイルが大きすぎます")
    if entry.file_size > RATIO_COUNTS_FROM and entry.file_size > MOST_RATIO * entry.compress_size:
        raise _refused(name, f"{entry.filename!r} unpacks to over {MOST_RATIO} times its size", "圧縮率が異常です")
    if entry.flag_bits & _ENCRYPTED_FLAG:
        raise PasswordError(
            name,
            "The package is encrypted.",
            "Remove the password and try again.",
            "パスワードで保護されています。",
            "パスワードを外してからもう一度試してください。",
        )
    if entry.compress_type not in _METHODS:
        raise _refused(name, f"{entry.filename!r} is compressed in a way Word does not use", "圧縮方式が異なります")


def _part_name(entry: zipfile.ZipInfo) -> str:
    # Some programs on Windows write backslashes.
    return entry.filename.replace("\\", "/")


def _xml_parts(archive: zipfile.ZipFile, name: str) -> Iterator[tuple[str, bytes]]:
    for entry in archive.infolist():
        path = _part_name(entry)
        if entry.is_dir():
            continue
        with archive.open(entry) as stream:
            start = stream.read(8)
            looks_like_xml = start.lstrip().startswith(_XML_STARTS) and not path.lower().endswith(".svg")
            if not looks_like_xml and not path.lower().endswith(_XML_SUFFIXES):
                continue
            content = start + stream.read()
        if any(doctype in content for doctype in _DOCTYPES):
            raise _refused(name, f"{entry.filename!r} holds a DOCTYPE", "XMLにDOCTYPE宣言があります")
        yield path, content


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
