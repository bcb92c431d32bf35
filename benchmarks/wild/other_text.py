"""How much text a file holds by the word of another program: poppler for PDF, plain XML and HTML parsing for the rest."""

from __future__ import annotations

import re
import subprocess
import zipfile
from contextlib import suppress
from html.parser import HTMLParser
from pathlib import Path

_PDF_SECONDS = 60
_LARGEST = 50 * 2**20
"""Bytes of a part of a package, unpacked, that is looked at."""
_WORD_TEXT = re.compile(rb"<w:t(?: [^>]*)?>([^<]*)<")
_SHEET_TEXT = re.compile(rb"<(?:\w+:)?[vt](?: [^>]*)?>([^<]*)<")
_TAG = re.compile(rb"<[^>]*>")
_ENTITY = re.compile(rb"&#?\w+;")
_SEPARATORS = str.maketrans(dict.fromkeys('",;', " "))
_UNSEEN = frozenset({"script", "style", "template", "noscript", "head", "title"})


def characters(path: Path, kind: str) -> int | None:
    """Printed characters, white space not counted; None where no other program tells.

    Args:
        path: of the file.
        kind: its suffix: .pdf, .docx …
    """
    counter = _COUNTERS.get(kind)
    if counter is None:
        return None
    with suppress(
        OSError, ValueError, zipfile.BadZipFile, RuntimeError, NotImplementedError, subprocess.SubprocessError
    ):
        return counter(path)
    return None


def printed(text: str) -> int:
    """Letters, digits and signs of a text, white space not counted."""
    return len("".join(text.split()))


def _of_pdf(path: Path) -> int:
    done = subprocess.run(
        ["pdftotext", "-q", "-enc", "UTF-8", str(path), "-"], capture_output=True, timeout=_PDF_SECONDS, check=False
    )
    return printed(done.stdout.decode("utf-8", errors="replace"))


def _of_word(path: Path) -> int:
    return _of_parts(path, re.compile(r"word/document\d*\.xml"), _WORD_TEXT)


def _of_excel(path: Path) -> int:
    return _of_parts(path, re.compile(r"xl/(?:worksheets/sheet[^/]*|sharedStrings)\.xml"), _SHEET_TEXT)


def _of_parts(path: Path, wanted: re.Pattern[str], text: re.Pattern[bytes]) -> int:
    return sum(_count(piece) for part in _parts(path, wanted) for piece in text.findall(part))


def _of_open_document(path: Path) -> int:
    parts = _parts(path, re.compile(r"content\.xml"))
    return sum(_count(_TAG.sub(b" ", part.partition(b"<office:body")[2].partition(b">")[2])) for part in parts)


def _parts(path: Path, wanted: re.Pattern[str]) -> list[bytes]:
    with zipfile.ZipFile(path) as package:
        infos = [one for one in package.infolist() if wanted.fullmatch(one.filename) and one.file_size < _LARGEST]
        return [package.read(info) for info in infos]


def _count(data: bytes) -> int:
    return printed(_ENTITY.sub(b"x", data).decode("utf-8", errors="replace"))


def _of_html(path: Path) -> int:
    parser = _Shown()
    parser.feed(_decoded(path))
    return parser.count


class _Shown(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.count = self._unseen = 0

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self._unseen += tag in _UNSEEN

    def handle_endtag(self, tag: str) -> None:
        self._unseen -= tag in _UNSEEN and self._unseen > 0

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self.count += printed(data)


def _of_text(path: Path) -> int:
    return printed(_decoded(path).translate(_SEPARATORS))


def _decoded(path: Path) -> str:
    data = path.read_bytes()
    return data.decode("utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8", errors="replace")


_COUNTERS = {
    ".pdf": _of_pdf,
    **dict.fromkeys((".docx", ".docm", ".dotx", ".dotm"), _of_word),
    **dict.fromkeys((".xlsx", ".xlsm", ".xltx", ".xltm"), _of_excel),
    **dict.fromkeys((".ods", ".odt"), _of_open_document),
    **dict.fromkeys((".html", ".htm", ".xhtml"), _of_html),
    **dict.fromkeys((".csv", ".tsv", ".txt"), _of_text),
}
