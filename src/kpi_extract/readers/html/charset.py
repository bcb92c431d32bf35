"""Bytes of a web page to text: what the page says of its encoding is tried first, and doubted where the bytes deny it.

A browser believes a page that names a wrong encoding and shows nonsense; authors notice. What stands saved on a disk was
often converted since, so the bytes have the last word, with an issue.
"""

from __future__ import annotations

import codecs
import re

from kpi_extract.errors import EncodingError
from kpi_extract.issues import Finding, IssueCode
from kpi_extract.readers.encoding import Decoded, codec_name, decode

_LOOK_AT = 4096
_DECLARED = re.compile(
    rb"""<\?xml[^>]{0,200}?\bencoding\s*=\s*["']?\s*([\w.:-]+)|<meta\b[^>]{0,500}?\bcharset\s*=\s*["']?\s*([\w.:-]+)""",
    re.IGNORECASE,
)
_COMMENTS = re.compile(rb"<!--.*?(?:-->|$)", re.DOTALL)
_MARKS = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_WITHOUT_MARK = (("utf-16-le", "<\0".encode("latin-1")), ("utf-16-be", "\0<".encode("latin-1")))
# A name stands for what browsers read under it: each of its forms is tried.
_FAMILIES = {
    "euc_jp": ("euc_jp", "euc_jis_2004"),
    "iso2022_jp": ("iso2022_jp", "iso2022_jp_ext", "iso2022_jp_2004"),
    "iso8859-1": ("cp1252",),
    "ascii": ("cp1252",),
    # A page in which the name can be read as bytes is in no encoding of two bytes.
    "utf-16": ("utf-8",),
    "utf-16-le": ("utf-8",),
    "utf-16-be": ("utf-8",),
}
_NAMES_OF_BROWSERS = {"x-euc-jp": "euc_jp", "x-euc": "euc_jp", "x-sjis": "cp932", "csshiftjis": "cp932"}
_JAPANESE = re.compile("[\u3040-\u30ff\u4e00-\u9fff]")
# A page with so many good characters for each bad one has damaged characters, not another encoding. The encodings of two
# bytes take nearly any pair of them, so that much of a page in another one would pass.
_GOOD_FOR_EACH_BAD = {"utf-8": 10}
_GOOD_FOR_EACH_BAD_ELSE = 100


def decode_page(data: bytes, forced: str | None, name: str, labelled: str | None = None) -> Decoded:
    """The text of a page, the name of its encoding, and what was noticed.

    Args:
        data: the whole page.
        forced: the encoding the user named; nothing else is tried then.
        name: what messages call the page.
        labelled: the encoding a saved page (MHTML) names outside it, which counts before what it names itself.

    Raises:
        EncodingError: no encoding fits, or the forced one does not.
    """
    if forced is not None or data.startswith(_MARKS):
        return decode(data, forced, name)
    for encoding, start in _WITHOUT_MARK:
        if data.startswith(start):
            return decode(data, encoding, name)
    said = labelled or declared(data)
    if said is None:
        return decode(data, None, name)
    encodings = _encodings(said, name)
    for encoding in encodings:
        text = _strict(data, encoding)
        if text is not None:
            return _unless_denied(data, text, encoding, said)
    try:
        text, encoding, _ = decode(data, None, name)
    except EncodingError:
        return _with_bad_characters(data, encodings, said, name)
    return text, encoding, (_contradiction(said, encoding),)


def declared(data: bytes) -> str | None:
    """The encoding a page names in its first lines, as it names it."""
    match = _DECLARED.search(_COMMENTS.sub(b"", data[:_LOOK_AT]))
    if match is None:
        return None
    return (match.group(1) or match.group(2)).decode("ascii", errors="replace").lower()


def _encodings(said: str, name: str) -> tuple[str, ...]:
    try:
        encoding = _NAMES_OF_BROWSERS.get(said) or codec_name(said, name)
    except EncodingError:
        return ()
    return _FAMILIES.get(encoding, (encoding,))


def _strict(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except (UnicodeError, LookupError):
        return None


def _unless_denied(data: bytes, text: str, encoding: str, said: str) -> Decoded:
    """The text as declared, unless the bytes are Japanese in another encoding beyond doubt.

    UTF-8 beyond ASCII is never an accident; an encoding of one byte a character takes any bytes.
    """
    if encoding == "utf-8" or data.isascii():
        return text, encoding, ()
    utf8 = _strict(data, "utf-8")
    if utf8 is not None and _JAPANESE.search(utf8):
        return utf8, "utf-8", (_contradiction(said, "utf-8"),)
    if not _JAPANESE.search(text):
        try:
            other, found, _ = decode(data)
        except EncodingError:
            return text, encoding, ()
        if _JAPANESE.search(other):
            return other, found, (_contradiction(said, found),)
    return text, encoding, ()


def _with_bad_characters(data: bytes, encodings: tuple[str, ...], said: str, name: str) -> Decoded:
    """The page as it says, its few broken characters shown as U+FFFD, as a browser shows them."""
    for encoding in encodings:
        text = data.decode(encoding, errors="replace")
        bad = text.count("\ufffd")
        good = sum(1 for char in text if char > "\x7f") - bad
        if good >= _GOOD_FOR_EACH_BAD.get(encoding, _GOOD_FOR_EACH_BAD_ELSE) * bad:
            line = text[: text.index("\ufffd")].count("\n") + 1
            detail = f"{bad} characters are not valid {said}, the first in line {line}"
            return text, encoding, (Finding(IssueCode.ENCODING_UNCERTAIN, detail),)
    return decode(data, None, name)


def _contradiction(said: str, encoding: str) -> Finding:
    return Finding(IssueCode.ENCODING_UNCERTAIN, f"the page says {said}, its bytes are {encoding}")
