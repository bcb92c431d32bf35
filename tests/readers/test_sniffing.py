"""The format is found in the bytes; what is not read gets an error that says what it is and what to do."""

from __future__ import annotations

import subprocess
import sys

import pytest

from kpi_extract.errors import DamagedDocumentError, DocumentError, PasswordError, UnknownFormatError
from kpi_extract.readers import READERS, read_source
from kpi_extract.readers.sniffing import recognize
from kpi_extract.readers.source import Source
from tests.readers.building import cell, package, paragraph, row, run, table, word_parts

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504
WORD = package(word_parts(table(row(cell(run("15")), cell(run("人"))))))


def ole(*storages: str) -> bytes:
    return OLE + b"".join((name + "\0").encode("utf-16-le").ljust(128, b"\0") for name in storages)


@pytest.mark.parametrize(
    ("data", "format_name"),
    [
        (b"%PDF-1.7\n", "pdf"),
        (b"\xef\xbb\xbf\n%PDF-1.4\n", "pdf"),
        (b"x" * 1000 + b"%PDF-1.4", "pdf"),
        (WORD, "word"),
        (package({"[Content_Types].xml": "", "xl/workbook.xml": ""}), "excel"),
        (ole("Root Entry", "Workbook"), "old-excel"),
        (ole("Root Entry", "Book"), "old-excel"),
        (package({"mimetype": "application/vnd.oasis.opendocument.spreadsheet"}), "opendocument"),
        ("指標\t単位".encode(), "text"),
        ("指標\t単位".encode("utf-16"), "text"),
        ("指標\t単位".encode("utf-32"), "text"),
        ("指標\t単位".encode("cp932"), "text"),
        (b"PK\tunit", "text"),
        (b"BM\tMZ", "text"),
        (b"MZ,BM", "text"),
        ("<注> 速報値".encode(), "text"),
        (b"<!DOCTYPE html>\n<html>", "html"),
        (b"\xef\xbb\xbf \n<!-- saved from url --><!-- x -->\n<html lang=ja>", "html"),
        ("<html><body>".encode("utf-16"), "html"),
        ("<html><body>".encode("utf-16-le"), "html"),
        (b'<?xml version="1.0" encoding="Shift_JIS"?>\n<html xmlns="x">', "html"),
        (b'<?xml version="1.0"?><!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "x"><html>', "html"),
        (b"<TABLE border=1>", "html"),
        (b"<!doctype HTML><p>", "html"),
        (b"MIME-Version: 1.0\r\nContent-Type: multipart/related", "html"),
        (b"From: <Saved by Blink>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n\r\n", "html"),
        (b"Date: R5.3\n\nMIME-Version: 1.0 multipart/related", "text"),
        ("<指標> <html>".encode(), "text"),
    ],
)
def test_a_readable_file_is_recognised(data: bytes, format_name: str) -> None:
    assert recognize(data) == format_name


FOREIGN = {
    "xlsb": (package({"[Content_Types].xml": "", "xl/workbook.bin": ""}), ".xlsb"),
    "pptx": (package({"[Content_Types].xml": "", "ppt/presentation.xml": ""}), "PowerPoint"),
    "odt": (package({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": ""}), ".odt"),
    "epub": (package({"mimetype": "application/epub+zip"}), "EPUB"),
    "zip": (package({"a.docx": "x", "b.txt": "y"}), "zip"),
    "doc": (ole("Root Entry", "WordDocument"), ".doc"),
    "ppt": (ole("Root Entry", "PowerPoint Document"), ".ppt"),
    "jtd": (ole("Root Entry", "DocumentText"), "Ichitaro"),
    "other ole": (ole("Root Entry"), "old Office"),
    "rtf": (b"{\\rtf1\\ansi", "RTF"),
    "png": (b"\x89PNG\r\n\x1a\n", "PNG"),
    "jpeg": (b"\xff\xd8\xff\xe0", "JPEG"),
    "tiff le": (b"II*\0", "TIFF"),
    "tiff be": (b"MM\0*", "TIFF"),
    "gif": (b"GIF89a", "GIF"),
    "bmp": (b"BM\x36\0\0\0\0\0", "BMP"),
    "gzip": (b"\x1f\x8b\x08", "gzip"),
    "7z": (b"7z\xbc\xaf\x27\x1c", "7z"),
    "rar": (b"Rar!\x1a\x07\x01", "rar"),
    "exe": (b"MZ\x90\0\x03\0", "program"),
    "elf": (b"\x7fELF\x02", "program"),
    "xml": (b'<?xml version="1.0"?><a/>', "XML"),
    "xml that speaks of html": (b'<?xml version="1.0"?><a><b>html</b></a>', "XML"),
    "word xml": (b'<?xml version="1.0"?><?mso-application progid="Word.Document"?>', "Word XML"),
    "binary": (bytes(range(1, 256)) + b"\0\1\2", "NUL"),
    "utf-16 without a mark": ("KPI\t15".encode("utf-16-le"), "utf-16-le"),
}


@pytest.mark.parametrize("kind", FOREIGN)
def test_a_foreign_format_is_named_with_the_way_out_in_both_languages(kind: str) -> None:
    data, named = FOREIGN[kind]
    with pytest.raises(UnknownFormatError) as caught:
        recognize(data, "reports/a.bin")
    assert named in str(caught.value)
    assert str(caught.value).startswith("reports/a.bin: ")
    assert caught.value.hint
    for japanese in (caught.value.reason_ja, caught.value.hint_ja):
        assert any("\u3040" <= char <= "\u30ff" for char in japanese)


def test_an_encrypted_office_file_says_to_remove_the_password_in_word() -> None:
    with pytest.raises(PasswordError, match=r"remove the password.*save"):
        recognize(ole("Root Entry", "EncryptionInfo", "EncryptedPackage"))


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (package({}), "empty"),
        (WORD[:-1], "cut off"),
        (WORD[:100], "cut off"),
        (b"PK\x03\x04", "cut off"),
        (package({"[Content_Types].xml": "x"}), "no Word document"),
        (package({"word/document.xml": "x"}), "list of its parts"),
    ],
)
def test_an_empty_or_cut_file_is_damaged(data: bytes, reason: str) -> None:
    with pytest.raises(DamagedDocumentError, match=reason):
        recognize(data)


def test_a_named_encoding_lets_text_hold_nul_bytes() -> None:
    document = read_source(Source("a.txt", "KPI\t15".encode("utf-16-le"), "utf-16-le"))
    assert [cell.text for table in document.tables() for cell in table.cells] == ["KPI", "15"]


@pytest.mark.parametrize("suffix", [".pdf", ".docx", ".txt", ".xlsx", ""])
def test_the_content_wins_over_the_file_name(suffix: str) -> None:
    for data in (WORD, "15\t人".encode()):
        document = read_source(Source(f"report{suffix}", data))
        assert [cell.text for table in document.tables() for cell in table.cells] == ["15", "人"]


def test_a_format_may_be_forced() -> None:
    page = "<html>\n指標\t15\n"
    assert not list(read_source(Source("a", page.encode())).tables())
    assert list(read_source(Source("a", page.encode()), "text").tables())
    with pytest.raises(DocumentError, match="no Word document"):
        read_source(Source("a", page.replace("<html>", "").encode()), "word")
    with pytest.raises(UnknownFormatError, match="Name one of: pdf, word, html, excel, old-excel, opendocument, text"):
        read_source(Source("a", b"a\tb"), "slides")


def test_every_reader_has_its_own_name_and_suffixes() -> None:
    names = [reader.NAME for reader in READERS]
    suffixes = [suffix for reader in READERS for suffix in reader.SUFFIXES]
    assert len(set(names)) == len(names)
    assert len(set(suffixes)) == len(suffixes)
    assert all(suffix.startswith(".") and suffix == suffix.lower() for suffix in suffixes)
    assert all("/" in reader.MEDIA_TYPE for reader in READERS)


def test_an_exception_of_a_library_becomes_a_damaged_document(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(source: Source) -> None:
        raise KeyError("no such item")

    monkeypatch.setattr("kpi_extract.readers.word.read", broken)
    with pytest.raises(DamagedDocumentError, match="no such item") as caught:
        read_source(Source("a.docx", WORD))
    assert isinstance(caught.value.__cause__, KeyError)


def test_importing_the_readers_loads_no_library() -> None:
    code = "import sys, kpi_extract.readers; print([m for m in ('docx', 'lxml', 'pdfplumber') if m in sys.modules])"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "[]"


def test_a_paragraph_only_document_is_read_too() -> None:
    document = read_source(Source("a.docx", package(word_parts(paragraph(run("本文"))))))
    assert [block.text for block in document.paragraphs()] == ["本文"]
