"""The package (zip) around an office document, looked at before any parser sees it.

What is refused here would cost memory (a zip bomb), reach outside the file (a name that leads out, a DOCTYPE) or be
read differently by different programs (two parts of one name). An archive inside the package, such as the workbook
behind a chart, is nothing to refuse: it is an entry like a picture, counted with its size and never opened.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import NamedTuple

from kpi_extract.errors import DamagedDocumentError, PasswordError, RefusedDocumentError

MOST_ENTRIES = 5_000
MOST_BYTES_OF_ENTRY = 256 * 2**20
MOST_BYTES = 2**30
MOST_RATIO = 100
RATIO_COUNTS_FROM = 2**20
PICTURES = (".emf", ".wmf", ".bmp", ".tif", ".tiff")
"""Drawings and uncompressed pictures with much white pack as well as a bomb; no reader unpacks one."""
RATIO_OF_PICTURES_COUNTS_FROM = 64 * 2**20

_ENCRYPTED_FLAG = 1
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_CHUNK = 2**20
_DOCTYPES = tuple("<!DOCTYPE".encode(encoding) for encoding in ("ascii", "utf-16-le", "utf-16-be"))
_LONGEST_DOCTYPE = max(len(doctype) for doctype in _DOCTYPES)
_XML_SUFFIXES = (".xml", ".rels")
_PAGE_SUFFIXES = (".htm", ".html", ".xhtml", ".mht")
"""Web pages set into a Word document as they were, with the DOCTYPE every page has."""
_BEFORE_XML = b"\xef\xbb\xbf\xff\xfe \t\r\n\0"
"""Marks of UTF-8 and UTF-16, white space, and the zero bytes of UTF-16."""
_DECLARATION = re.compile(rb"<\?xml\s[^>]{0,200}?encoding\s*=\s*[\"']([^\"'>]*)")
_ENCODINGS = {b"utf-8", b"utf8", b"utf-16", b"us-ascii", b"ascii", b"iso-8859-1", b"windows-1252"}
"""A DOCTYPE is found in these; office programs write the first and the third only."""
_FOUR_BYTES_A_CHARACTER = (b"\0\0\0<", b"<\0\0\0", b"\0\0\xfe\xff", b"\xff\xfe\0\0", b"\x4c\x6f\xa7\x94")
"""Beginnings of XML in UTF-32, and (the last) in EBCDIC."""


@contextmanager
def opened_package(data: bytes, name: str) -> Iterator[zipfile.ZipFile]:
    """The archive, open; whatever the zip library raises while it is used says that the file is damaged.

    Args:
        data: the whole file.
        name: what messages call it.

    Raises:
        DamagedDocumentError: it is no zip, or is cut off or changed.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            yield archive
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError) as error:
        raise DamagedDocumentError(
            name,
            f"The package cannot be unpacked ({error}).",
            "It may have been cut off on the way: get it again, or open it in the program it comes from and save it anew.",
            f"ファイルが壊れています(展開できません: {error})。",
            "転送の途中で切れたおそれがあります。入手し直すか、元のソフトで開いて保存し直してください。",
        ) from error


class Kind(NamedTuple):
    """What messages call a kind of office file, and the program it comes from."""

    what: str
    what_ja: str
    program: str


def damaged_file(kind: Kind, name: str, what: str, what_ja: str) -> DamagedDocumentError:
    """The error for an office file that was cut off or changed.

    Args:
        kind: which.
        name: what messages call the file.
        what: goes on with the kind: is no Word document.
        what_ja: the same as a remark in Japanese.
    """
    return DamagedDocumentError(
        name,
        f"The {kind.what} {what}.",
        f"It may have been cut off on the way: get it again, or open it in {kind.program} and save it anew.",
        f"{kind.what_ja}が壊れています({what_ja})。",
        f"転送の途中で切れたおそれがあります。入手し直すか、{kind.program}で開いて保存し直してください。",
    )


def checked_entries(archive: zipfile.ZipFile, name: str) -> list[zipfile.ZipInfo]:
    """The entries of a package that may be unpacked, folders left out; sizes are those of the directory.

    The zip library gives no more bytes of an entry than the directory says, so these sizes hold.

    Raises:
        RefusedDocumentError: too many, too large, packed too well, of two readings, or a name that leads outside.
        PasswordError: an entry is encrypted.
    """
    entries = archive.infolist()
    if len(entries) > MOST_ENTRIES:
        what = f"it holds {len(entries):,} entries, more than {MOST_ENTRIES:,}"
        raise refused(name, what, "内部のファイル数が多すぎます")
    if unpacked_size(entries) > MOST_BYTES:
        raise refused(name, "it unpacks to more than 1 GiB", "展開すると1GiBを超えます")
    seen: set[str] = set()
    for entry in entries:
        _check_entry(entry, name)
        path = part_name(entry)
        if path in seen:
            what = f"it holds two entries called {entry.filename!r}"
            raise refused(name, what, "同じ名前の内部ファイルが二つあります")
        seen.add(path)
    return [entry for entry in entries if not entry.is_dir()]


def unpacked_size(entries: Sequence[zipfile.ZipInfo]) -> int:
    """Bytes of these entries once unpacked."""
    return sum(entry.file_size for entry in entries)


def part_name(entry: zipfile.ZipInfo) -> str:
    """The name of an entry, with slashes: some programs on Windows write backslashes."""
    return entry.filename.replace("\\", "/")


def xml_parts(archive: zipfile.ZipFile, entries: Sequence[zipfile.ZipInfo], name: str) -> Iterator[tuple[str, bytes]]:
    """The XML among checked entries: name and content. SVG pictures and web pages are none.

    Raises:
        RefusedDocumentError: a part holds a DOCTYPE, or is in an encoding in which one cannot be found.
    """
    for entry in entries:
        if part_name(entry).lower().endswith(_PAGE_SUFFIXES):
            continue
        with archive.open(entry) as stream:
            start = stream.read(_LONGEST_DOCTYPE)
            if not _is_xml(part_name(entry), start):
                continue
            content = start + stream.read()
        _check_encoding(content[:_CHUNK], entry, name)
        if any(doctype in content for doctype in _DOCTYPES):
            raise _doctype(entry, name)
        yield part_name(entry), content


def check_xml_parts(archive: zipfile.ZipFile, entries: Sequence[zipfile.ZipInfo], name: str) -> None:
    """Look through the XML among checked entries as `xml_parts` does, a piece at a time: for a reader that streams it.

    Raises:
        RefusedDocumentError: as `xml_parts`.
    """
    for entry in entries:
        with archive.open(entry) as stream:
            piece = stream.read(_CHUNK)
            if not _is_xml(part_name(entry), piece[:_LONGEST_DOCTYPE]):
                continue
            _check_encoding(piece, entry, name)
            while piece:
                if any(doctype in piece for doctype in _DOCTYPES):
                    raise _doctype(entry, name)
                more = stream.read(_CHUNK)
                piece = piece[1 - _LONGEST_DOCTYPE :] + more if more else b""


def refused(name: str, what: str, what_ja: str) -> RefusedDocumentError:
    """The error for a package that no office program writes."""
    return RefusedDocumentError(
        name,
        f"The file was refused: {what}.",
        "Office programs never write such a file; if you trust it, open it in the program it comes from and save it anew.",
        f"安全のため、このファイルは読みません({what_ja})。",
        "Office等が作るファイルではありません。信頼できるものなら、元のソフトで開いて保存し直してください。",
    )


def _check_entry(entry: zipfile.ZipInfo, name: str) -> None:
    path = part_name(entry)
    if path.startswith("/") or ".." in path.split("/") or re.match(r"[A-Za-z]:", path):
        raise refused(name, f"an entry leads outside it ({entry.filename!r})", "内部のファイル名が外を指しています")
    if entry.file_size > MOST_BYTES_OF_ENTRY:
        raise refused(name, f"{entry.filename!r} unpacks to more than 256 MiB", "内部のファイルが大きすぎます")
    is_picture = path.lower().endswith(PICTURES)
    counts_from = RATIO_OF_PICTURES_COUNTS_FROM if is_picture else RATIO_COUNTS_FROM
    if entry.file_size > counts_from and entry.file_size > MOST_RATIO * entry.compress_size:
        raise refused(name, f"{entry.filename!r} unpacks to over {MOST_RATIO} times its size", "圧縮率が異常です")
    if entry.flag_bits & _ENCRYPTED_FLAG:
        raise PasswordError(
            name,
            "The package is encrypted.",
            "Remove the password and try again.",
            "パスワードで保護されています。",
            "パスワードを外してからもう一度試してください。",
        )
    if entry.compress_type not in _METHODS:
        raise refused(
            name, f"{entry.filename!r} is compressed in a way office programs do not use", "圧縮方式が異なります"
        )


def _is_xml(path: str, start: bytes) -> bool:
    """Whether a part is XML by its name, or begins as XML does; a beginning that is all white space may become one."""
    path = path.lower()
    inside = start.lstrip(_BEFORE_XML)
    return path.endswith(_XML_SUFFIXES) or (inside[:1] in (b"<", b"") and bool(start) and not path.endswith(".svg"))


def _check_encoding(start: bytes, entry: zipfile.ZipInfo, name: str) -> None:
    declared = _DECLARATION.match(start[:1000].replace(b"\0", b"").lstrip(_BEFORE_XML))
    if start.startswith(_FOUR_BYTES_A_CHARACTER) or (declared and declared[1].lower() not in _ENCODINGS):
        what = f"{entry.filename!r} is in an encoding that office programs do not use"
        raise refused(name, what, "XMLの文字コードが異なります")


def _doctype(entry: zipfile.ZipInfo, name: str) -> RefusedDocumentError:
    return refused(name, f"{entry.filename!r} holds a DOCTYPE", "XMLにDOCTYPE宣言があります")
