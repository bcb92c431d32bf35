"""Which format a file is in, found in its bytes; a wrong file name ending changes nothing.

What this program does not read gets an error that says what it is and how to bring it into a format it reads.
"""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kpi_extract.errors import (
    DamagedDocumentError,
    DocumentError,
    PasswordError,
    RefusedDocumentError,
    UnknownFormatError,
)

if TYPE_CHECKING:
    import zipfile

TEXT, WORD, PDF, HTML = "text", "word", "pdf", "html"
EXCEL, OLD_EXCEL, OPEN_DOCUMENT = "excel", "old-excel", "opendocument"

_PDF_WITHIN = 1024
_LOOK_AT = 4096
_MOST_ENTRIES_LISTED = 100_000
"""Listing the entries of a package takes memory for each; packages inside it, stored as they are, are counted too."""
_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"), (b"\0\0\xfe\xff", "utf-32"))


@dataclass(frozen=True, slots=True)
class _Foreign:
    """A format this program does not read: its name and the way out, in both languages."""

    what: str
    hint: str
    what_ja: str
    hint_ja: str


_SAVE_AS = "Save it as PDF, Word (.docx), Excel (.xlsx), a web page or tab-delimited text and try again."
_SAVE_AS_JA = "PDF、Word(.docx)、Excel(.xlsx)、ウェブページ、タブ区切りテキストのいずれかで保存し直してください。"
_UNPACK = "Unpack it and give the files inside."
_UNPACK_JA = "展開して、中のファイルを指定してください。"
_DOCX = "Open it in Word and save it as .docx."
_DOCX_JA = "Wordで開き、.docx 形式で保存し直してください。"


def _office(what: str, what_ja: str) -> _Foreign:
    return _Foreign(f"{what}, which is not read yet", _SAVE_AS, f"{what_ja}で、まだ読めません", _SAVE_AS_JA)


def _picture(kind: str) -> _Foreign:
    return _Foreign(
        f"a picture ({kind}), which has no text",
        "Run OCR that writes a PDF with a text layer, or ask for the original file.",
        f"画像({kind})で、文字情報がありません",
        "OCRで文字情報の付いたPDFにするか、元のファイルを入手してください。",
    )


def _archive(kind: str) -> _Foreign:
    return _Foreign(f"a compressed file ({kind})", _UNPACK, f"圧縮ファイル({kind})です", _UNPACK_JA)


_PROGRAM = _Foreign(
    "a program, not a document", "Do not run it; ask for the document.", "文書ではなくプログラムです",
    "実行せずに、文書を入手し直してください。",
)  # fmt: skip
_RTF = _Foreign(
    "a rich text (RTF) file, which is not read yet", _DOCX, "リッチテキスト(RTF)で、まだ読めません", _DOCX_JA
)
_XML = _office("an XML file", "XMLファイル")
_WORD_XML = _Foreign("a Word XML file, which is not read yet", _DOCX, "Word XML文書で、まだ読めません", _DOCX_JA)
_OLD_WORD = _Foreign("an old Word document (.doc), which is not read", _DOCX, "古い形式のWord文書(.doc)です", _DOCX_JA)
_XLSX = "Open it in Excel and save it as .xlsx."
_XLSX_JA = "Excelで開き、.xlsx 形式で保存し直してください。"
_BINARY_EXCEL = _Foreign(
    "a binary Excel workbook (.xlsb), which is not read", _XLSX, "バイナリ形式のExcelブック(.xlsb)です", _XLSX_JA
)
_OLD_SLIDES = _Foreign(
    "an old PowerPoint file (.ppt), which is not read", _SAVE_AS, "古い形式のPowerPoint(.ppt)です", _SAVE_AS_JA
)
_ICHITARO = _Foreign("an Ichitaro document, which is not read", _SAVE_AS, "一太郎文書で、読めません", _SAVE_AS_JA)
_OLD_OFFICE = _Foreign("an old Office file, which is not read", _SAVE_AS, "古い形式のOffice文書です", _SAVE_AS_JA)

_STARTS: tuple[tuple[bytes, _Foreign], ...] = (
    (b"{\\rtf", _RTF),
    (b"\x89PNG", _picture("PNG")),
    (b"\xff\xd8\xff", _picture("JPEG")),
    (b"II*\0", _picture("TIFF")),
    (b"MM\0*", _picture("TIFF")),
    (b"GIF87a", _picture("GIF")),
    (b"GIF89a", _picture("GIF")),
    (b"\x1f\x8b", _archive("gzip")),
    (b"7z\xbc\xaf\x27\x1c", _archive("7z")),
    (b"Rar!\x1a\x07", _archive("rar")),
    (b"BZh", _archive("bzip2")),
    (b"\xfd7zXZ\0", _archive("xz")),
    (b"\x7fELF", _PROGRAM),
    (b"\xfe\xed\xfa\xce", _PROGRAM),
    (b"\xfe\xed\xfa\xcf", _PROGRAM),
    (b"\xcf\xfa\xed\xfe", _PROGRAM),
    (b"\xca\xfe\xba\xbe", _PROGRAM),
)

# Names of parts and the formats they give away, and the same for the storages of the older Office formats.
_ZIP_PARTS: tuple[tuple[str, _Foreign], ...] = (("ppt/", _office("a PowerPoint file", "PowerPoint")),)
_OPEN_DOCUMENT_KINDS = (
    (b"opendocument.text", _office("an OpenDocument text (.odt)", "OpenDocument文書(.odt)")),
    (b"opendocument", _office("an OpenDocument file", "OpenDocument文書")),
    (b"epub", _office("an e-book (EPUB)", "電子書籍(EPUB)")),
)
_STORAGES = (
    ("WordDocument", _OLD_WORD),
    ("PowerPoint Document", _OLD_SLIDES),
    ("DocumentText", _ICHITARO),
)

# What may stand before the first tag of a page: comments (a saved page names its address in one) and Word's <![if …]>.
_HTML_START = re.compile(
    r"(?:<!--.*?-->\s*|<!\[[^>]*>\s*|<\?[^>]*>\s*)*"
    r"<(?:!doctype\s+html|html|head|body|title|meta|link|style|script|main|article|section|div|h[1-6]|table)\b",
    re.IGNORECASE | re.DOTALL,
)
_XHTML_ROOT = re.compile(r"<(?:!doctype\s+)?html\b", re.IGNORECASE)
_WITHOUT_MARK = (("utf-16-le", b"<\0"), ("utf-16-be", b"\0<"))
_MAIL_HEADER = re.compile(rb"[A-Za-z][A-Za-z-]*:[ \t]")
_END_OF_HEADERS = re.compile(rb"\r?\n\r?\n")


def recognize(data: bytes, name: str = "-", encoding: str | None = None) -> str:
    """The name of the reader for a file: "pdf", "word", "html", "excel", "old-excel", "opendocument" or "text".

    Args:
        data: the whole file.
        name: what messages call it.
        encoding: the text encoding the user named; text may hold NUL bytes then.

    Raises:
        UnknownFormatError: it is in a format this program does not read.
        DamagedDocumentError: it is empty or cut off.
        RefusedDocumentError: it is a package of endless entries.
        PasswordError: it is an encrypted Office document.
    """
    if not data:
        raise _empty(name)
    if b"%PDF-" in data[:_PDF_WITHIN]:
        return PDF
    if data.startswith(b"PK"):
        return _recognize_zip(data, name)
    if data.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return _recognize_old_office(data, name)
    for start, foreign in _STARTS:
        if data.startswith(start):
            raise _unknown(foreign, name)
    if _is_binary_start(data):
        raise _binary_start(data, name)
    if is_saved_page(data):
        return HTML
    if markup := _markup(data):
        if isinstance(markup, _Foreign):
            raise _unknown(markup, name)
        return markup
    if encoding is None and b"\0" in data and not data.startswith(tuple(mark for mark, _ in _MARKS)):
        raise _binary(name)
    return TEXT


def _is_binary_start(data: bytes) -> bool:
    # Two letters may begin a text; a bitmap and a Windows program have zero bytes soon after.
    return data.startswith((b"BM", b"MZ")) and b"\0" in data[:64]


def _binary_start(data: bytes, name: str) -> DocumentError:
    return _unknown(_picture("BMP") if data.startswith(b"BM") else _PROGRAM, name)


def is_saved_page(data: bytes) -> bool:
    """Whether a file is a web page saved with all its files in one (MHTML): a mail message whose body is a page."""
    if not _MAIL_HEADER.match(data):
        return False
    headers = _END_OF_HEADERS.split(data[:_LOOK_AT], maxsplit=1)[0].lower()
    return b"mime-version:" in headers and (b"multipart/related" in headers or b"text/html" in headers)


def _markup(data: bytes) -> str | _Foreign | None:
    """The reader of a web page, or other markup that is text to a machine but not a table to a reader."""
    marks = (*_WITHOUT_MARK, *((encoding, mark) for mark, encoding in _MARKS))
    encoding = next((encoding for encoding, mark in marks if data.startswith(mark)), "latin-1")
    start = data[:_LOOK_AT].decode(encoding, errors="replace").lstrip("\ufeff \t\r\n\f")
    if start.startswith("<?xml"):
        if "wordprocessingml" in start or "Word.Document" in start:
            return _WORD_XML
        return HTML if _XHTML_ROOT.search(start) else _XML
    return HTML if _HTML_START.match(start) else None


def _recognize_zip(data: bytes, name: str) -> str:
    if data.count(b"PK\x01\x02") > _MOST_ENTRIES_LISTED:
        raise RefusedDocumentError(
            name,
            "The file was refused: it is a package of more entries than any document has.",
            "Unpack it and give the documents inside.",
            "安全のため、このファイルは読みません(内部のファイル数が多すぎます)。",
            "展開して、中の文書を指定してください。",
        )
    import zipfile  # loads every compression there is; a PDF or a text needs none to be recognised

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = [part.replace("\\", "/") for part in archive.namelist()]
            if not names:
                raise _empty(name)
            if "mimetype" in names:
                found = _open_document(archive)
                if isinstance(found, _Foreign):
                    raise _unknown(found, name)
                return found
            if _holds_sheets(archive, names):
                return EXCEL
    except (zipfile.BadZipFile, NotImplementedError, ValueError, EOFError, OSError) as error:
        # Anything but a text that happens to begin with PK has the signature of an entry or of an empty directory.
        if data[2:4] not in (b"\x03\x04", b"\x05\x06", b"\x07\x08"):
            return TEXT
        raise _cut_off(name) from error
    return _recognize_parts(names, name)


def _holds_sheets(archive: zipfile.ZipFile, names: list[str]) -> bool:
    """Whether a package whose parts have names of their own says that it is a workbook."""
    if "[Content_Types].xml" not in names or any(part.startswith(("word/", "xl/", "ppt/")) for part in names):
        return False
    with archive.open("[Content_Types].xml") as stream:
        return b"spreadsheetml.sheet.main+xml" in stream.read(_LOOK_AT * 16)


def _recognize_parts(names: list[str], name: str) -> str:
    if any(part.startswith("xl/") for part in names):
        if "xl/workbook.bin" in names:
            raise _unknown(_BINARY_EXCEL, name)
        return EXCEL
    for start, foreign in _ZIP_PARTS:
        if any(part.startswith(start) for part in names):
            raise _unknown(foreign, name)
    if "[Content_Types].xml" in names:
        # The document part may have any name; the relationships lead to it.
        if any(part.startswith("word/") for part in names) or "_rels/.rels" in names:
            return WORD
        raise DamagedDocumentError(
            name,
            "The package holds no Word document (word/document.xml is missing).",
            "Get the file again.",
            "Word文書の本体(word/document.xml)がありません。",
            "ファイルを入手し直してください。",
        )
    if any(part.startswith("word/") for part in names):
        raise DamagedDocumentError(
            name,
            "The Word document has no list of its parts ([Content_Types].xml).",
            "Get the file again.",
            "Word文書の構成情報([Content_Types].xml)がありません。",
            "ファイルを入手し直してください。",
        )
    raise _unknown(_archive("zip"), name)


def _open_document(archive: zipfile.ZipFile) -> str | _Foreign:
    import zipfile

    try:
        with archive.open("mimetype") as stream:
            media_type = stream.read(200)
    except (zipfile.BadZipFile, KeyError, RuntimeError):
        return _archive("zip")
    if b"opendocument.spreadsheet" in media_type:
        return OPEN_DOCUMENT
    return next((foreign for word, foreign in _OPEN_DOCUMENT_KINDS if word in media_type), _archive("zip"))


def _recognize_old_office(data: bytes, name: str) -> str:
    """The reader of an OLE2 container, of which only workbooks have one; its directory names what is inside in UTF-16."""
    if _has_storage(data, "EncryptedPackage"):
        raise PasswordError(
            name,
            "The Office document is encrypted, and this program cannot decrypt Office files.",
            "Open it in Word (or Excel), remove the password (File, Info, Protect Document) and save it.",
            "パスワードで暗号化されたOffice文書で、このプログラムでは復号できません。",
            "Word(またはExcel)で開き、[ファイル]-[情報]-[文書の保護]でパスワードを外して保存してください。",
        )
    for storage, foreign in _STORAGES:
        if _has_storage(data, storage):
            raise _unknown(foreign, name)
    if any(_has_storage(data, storage) for storage in ("Workbook", "Book", "WORKBOOK", "BOOK")):
        return OLD_EXCEL
    raise _unknown(_OLD_OFFICE, name)


def _has_storage(data: bytes, storage: str) -> bool:
    # The zero ends the name, so that "Book" is not found in a longer one; the root entry stands before any other.
    return (storage + "\0").encode("utf-16-le") in data


def _unknown(foreign: _Foreign, name: str) -> UnknownFormatError:
    return UnknownFormatError(name, f"This is {foreign.what}.", foreign.hint, f"{foreign.what_ja}。", foreign.hint_ja)


def _empty(name: str) -> DamagedDocumentError:
    return DamagedDocumentError(
        name,
        "The file is empty.",
        "Get the file again.",
        "ファイルの中身が空です。",
        "ファイルを入手し直してください。",
    )


def _cut_off(name: str) -> DamagedDocumentError:
    return DamagedDocumentError(
        name,
        "The file is a package (such as a Word document) that was cut off or damaged.",
        "It may have been cut off on the way: get it again, or open it in Word and save it anew.",
        "Word文書などのファイルが途中で切れているか、壊れています。",
        "転送の途中で切れたおそれがあります。入手し直すか、Wordで開いて保存し直してください。",
    )


def _binary(name: str) -> UnknownFormatError:
    return UnknownFormatError(
        name,
        "The file is neither PDF, Word nor a web page, and it holds NUL bytes, which no text has.",
        "If it is UTF-16 text, say so with --encoding utf-16-le; otherwise save it as PDF, Word or text.",
        "PDFでもWord文書でもウェブページでもなく、テキストにないNUL文字を含んでいます。",
        "BOMのないUTF-16テキストなら --encoding utf-16-le を、それ以外はPDF、Word、テキストで保存し直してください。",
    )
