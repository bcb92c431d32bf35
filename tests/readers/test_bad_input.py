"""Damaged, cut, foreign and hostile files: each gives one DocumentError or a Document, never another exception.

Nothing here takes long or much memory; the files are made in code so that it is visible what is wrong with each.
"""

from __future__ import annotations

import io
import random
import re
import struct
import time
import zipfile
from collections.abc import Iterator

import pytest

from kpi_extract.document import Document
from kpi_extract.errors import DocumentError, EncodingError, PasswordError, RefusedDocumentError
from kpi_extract.readers import delimited, read_source, word
from kpi_extract.readers.source import Source
from tests.readers.building import W, cell, package, paragraph, row, run, table, word_parts
from tests.readers.test_sniffing import FOREIGN

VALUES = ["雇用創出数", "15", "人", "R5.3", "1,581", "2,124"]
TEXT = "【対象事業】\n\n" + "\n".join("\t".join([*VALUES[:3], f"{number}", *VALUES[3:]]) for number in range(40)) + "\n"
BODY = paragraph(run("【対象事業】")) + table(
    *(row(*(cell(run(value)) for value in [*VALUES, str(number)])) for number in range(40))
)
STYLES = '<w:style w:styleId="S"><w:name w:val="heading 1"/></w:style>'
WORD = package(word_parts(BODY, styles=STYLES))


def outcome(data: bytes, name: str = "report.bin", format_name: str | None = None) -> Document | DocumentError:
    """What came of it. Any exception but a DocumentError fails the test."""
    try:
        return read_source(Source(name, data), format_name)
    except DocumentError as error:
        refused = error
    assert refused.reason
    assert refused.hint
    assert refused.in_japanese() != str(refused)
    return refused


def texts(document: Document) -> list[str]:
    return [one.text for block in document.tables() for one in block.cells]


def test_the_undamaged_files_are_read() -> None:
    for data in (TEXT.encode(), WORD):
        document = outcome(data)
        assert isinstance(document, Document)
        assert len(texts(document)) == 280


# Text


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "cp932", "euc_jp", "utf-16"])
@pytest.mark.parametrize("tenth", range(1, 10))
@pytest.mark.parametrize("shift", range(4))
def test_a_cut_text_is_refused_or_read_up_to_the_cut(codec: str, tenth: int, shift: int) -> None:
    whole = texts(delimited.read(Source("a.txt", TEXT.encode(codec))))
    data = TEXT.encode(codec)
    document = outcome(data[: len(data) * tenth // 10 + shift])
    if isinstance(document, Document):
        found = texts(document)
        assert [one for one in found[: len(found) - 7] if one] == [one for one in whole[: len(found) - 7] if one]
    else:
        assert isinstance(document, EncodingError)


@pytest.mark.parametrize("codec", ["utf-8", "cp932", "euc_jp", "utf-16"])
@pytest.mark.parametrize("seed", range(15))
def test_a_text_with_flipped_bytes_is_refused_or_differs_only_there(codec: str, seed: int) -> None:
    chance = random.Random(seed)
    data = bytearray(TEXT.encode(codec))
    for _ in range(1 + seed % 3):
        data[chance.randrange(4, len(data))] ^= 1 << chance.randrange(8)
    document = outcome(bytes(data))
    if isinstance(document, Document):
        everything = "".join(texts(document))
        assert everything.count("雇用創出数") >= 36


BAD_TEXTS: dict[str, bytes] = {
    "empty": b"",
    "one NUL": b"\0",
    "only a mark": b"\xef\xbb\xbf",
    "half a mark": b"\xff",
    "mark of UTF-16, odd length": b"\xff\xfeK",
    "lone surrogate": b"\xff\xfe\x00\xd8\t\x00",
    "UTF-8 surrogate": b"\xed\xa0\x80\t1",
    "overlong UTF-8": b"\xc0\xaf\t1",
    "only tabs": b"\t\t\t\n\t\t\t",
    "only commas": b",,,\n,,,",
    "only quotation marks": b'"' * 1001,
    "quotation marks and tabs": b'"\t' * 1001,
    "quotation marks and line breaks": b'a\tb\n"' * 501,
    "only carriage returns": b"\r" * 1000,
    "form feeds": b"\f" * 1000,
    "DOS end mark": b"\x1a",
    "control characters": bytes(range(1, 32)) * 10,
    "escape codes": b"\x1b$B;XI8\x1b(B\t15\n",
    "random bytes": random.Random(1).randbytes(5000),
    "random bytes without NUL": bytes(byte or 1 for byte in random.Random(2).randbytes(5000)),
    "high bytes": b"\xff" * 1000,
    "one line of a million tabs": b"\t" * 1_000_000,
    "many lines": b"a\n" * 100_000,
    "a wide line over many": b"a\t" * 20_000 + b"\n" + b"b\tc\n" * 20_000,
    "text with a NUL at the end": TEXT.encode() + b"\0",
    "two encodings in one file": TEXT.encode() + TEXT.encode("cp932"),
    "two encodings, the other way": TEXT.encode("euc_jp") + TEXT.encode(),
    "two byte order marks": b"\xef\xbb\xbf\xef\xbb\xbf" + TEXT.encode(),
}


@pytest.mark.parametrize("kind", BAD_TEXTS)
@pytest.mark.parametrize("format_name", [None, "text"])
def test_a_bad_text_has_one_clear_outcome(kind: str, format_name: str | None) -> None:
    started = time.perf_counter()
    outcome(BAD_TEXTS[kind], "bad.txt", format_name)
    assert time.perf_counter() - started < 20


@pytest.mark.parametrize("kind", ["two encodings in one file", "two encodings, the other way", "high bytes"])
def test_mixed_encodings_are_refused(kind: str) -> None:
    assert isinstance(outcome(BAD_TEXTS[kind]), EncodingError)


# Foreign files under any name, also where the user forces a format


@pytest.mark.parametrize("kind", FOREIGN)
@pytest.mark.parametrize("format_name", [None, "word", "text"])
def test_a_foreign_file_is_refused_or_read_as_the_text_it_is(kind: str, format_name: str | None) -> None:
    result = outcome(FOREIGN[kind][0], "report.docx", format_name)
    assert format_name == "text" or isinstance(result, DocumentError)


def test_a_docx_read_as_text_is_refused() -> None:
    assert isinstance(outcome(WORD, "a.docx", "text"), DocumentError)


# Word


@pytest.mark.parametrize("hundredth", [*range(0, 100, 4), 99])
def test_a_cut_word_document_is_refused(hundredth: int) -> None:
    assert isinstance(outcome(WORD[: len(WORD) * hundredth // 100], "cut.docx"), DocumentError)


@pytest.mark.parametrize("missing", range(1, 30))
def test_a_word_document_without_its_last_bytes_is_refused(missing: int) -> None:
    assert isinstance(outcome(WORD[:-missing], "cut.docx"), DocumentError)


@pytest.mark.parametrize("seed", range(60))
def test_a_word_document_with_flipped_bytes_is_refused_or_complete(seed: int) -> None:
    chance = random.Random(seed)
    data = bytearray(WORD)
    for _ in range(1 + seed % 4):
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    document = outcome(bytes(data))
    if isinstance(document, Document):
        assert len(texts(document)) == 280


@pytest.mark.parametrize("seed", range(60))
def test_a_document_whose_xml_was_changed_is_refused_or_read(seed: int) -> None:
    """The zip is sound, so the flips reach the XML parser and the walk."""
    chance = random.Random(seed)
    parts = word_parts(BODY, styles=STYLES)
    name = chance.choice(list(parts))
    content = parts[name]
    assert isinstance(content, str)
    damaged = bytearray(content.encode())
    for _ in range(1 + seed % 3):
        damaged[chance.randrange(len(damaged))] = chance.choice(b'<>/"=&wp0 \xff')
    outcome(package({**parts, name: bytes(damaged)}))


def _replaced(**parts: str | bytes) -> bytes:
    keys = {"types": "[Content_Types].xml", "rels": "_rels/.rels", "body": "word/document.xml"}
    keys["links"] = "word/_rels/document.xml.rels"
    return package({**word_parts(BODY), **{keys[key]: content for key, content in parts.items()}})


def _without(name: str) -> bytes:
    return package({key: content for key, content in word_parts(BODY).items() if key != name})


def _xml(body: str, before: str = "") -> str:
    return f'<?xml version="1.0"?>{before}<w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>'


def _with_entry(name: str, content: bytes = b"x") -> bytes:
    return package({**word_parts(BODY), name: content})


def _twice(name: str) -> bytes:
    stream = io.BytesIO(WORD)
    with zipfile.ZipFile(stream, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr(name, "<x/>")
    return stream.getvalue()


def _bomb(size: int) -> bytes:
    return package({**word_parts(BODY), "word/document.xml": _xml("<w:p/>" * (size // 6))})


def _lying_about_its_size() -> bytes:
    """The directory says that the document part has ten bytes."""
    data = bytearray(WORD)
    position = data.rfind(b"PK\x01\x02", 0, data.rfind(b"word/document.xml"))
    data[position + 24 : position + 28] = struct.pack("<I", 10)
    return bytes(data)


def _with_flags(flags: int, method: int | None = None) -> bytes:
    data = bytearray(WORD)
    position = data.find(b"PK\x01\x02")
    while position >= 0:
        data[position + 8 : position + 10] = struct.pack("<H", flags)
        if method is not None:
            data[position + 10 : position + 12] = struct.pack("<H", method)
        position = data.find(b"PK\x01\x02", position + 4)
    return bytes(data)


ENTITIES = '<!DOCTYPE w:document [<!ENTITY a "15"><!ENTITY b "&a;&a;&a;">]>'

REFUSED: dict[str, tuple[bytes, str]] = {
    "no list of parts": (_without("[Content_Types].xml"), "list of its parts"),
    "no relationships": (_without("_rels/.rels"), "no document part"),
    "no document part": (_without("word/document.xml"), "no document part"),
    "list of parts is no XML": (_replaced(types="15"), "Word document"),
    "relationships are no XML": (_replaced(rels="<a>"), "valid XML"),
    "document is no XML": (_replaced(body="指標\t15"), "cannot be read"),
    "document is empty": (_replaced(body=""), "cannot be read"),
    "document is cut": (_replaced(body=_xml(BODY)[:-200]), "cannot be read"),
    "document is a web page": (_replaced(body="<html><body>15</body></html>"), "no body"),
    "document without a body": (_replaced(body=f'<w:document xmlns:w="{W}"/>'), "no body"),
    "document in another language": (_replaced(body='<document xmlns="urn:x"><body/></document>'), "no body"),
    "broken UTF-8": (_replaced(body=_xml(BODY).encode().replace("雇".encode(), b"\xe9\x9b")), "cannot be read"),
    "unknown entity": (_replaced(body=_xml("<w:p>&x;</w:p>")), "cannot be read"),
    "DOCTYPE": (_replaced(body=_xml("&b;", ENTITIES)), "DOCTYPE"),
    "DOCTYPE in UTF-16": (
        _replaced(body=_xml("&b;", ENTITIES).replace("?>", ' encoding="UTF-16"?>', 1).encode("utf-16")),
        "DOCTYPE",
    ),
    "DOCTYPE far behind": (_replaced(body=_xml("&b;", f"<!--{' ' * 100_000}-->{ENTITIES}")), "DOCTYPE"),
    "DOCTYPE in the relationships": (_replaced(rels=f"{ENTITIES}<a/>"), "DOCTYPE"),
    "DOCTYPE in a part of another name": (_with_entry("word/x.bin", b"\n<!DOCTYPE a><a/>"), "DOCTYPE"),
    "external entity": (
        _replaced(body=_xml("<w:p>&e;</w:p>", '<!DOCTYPE w:document [<!ENTITY e SYSTEM "file:///etc/hostname">]>')),
        "DOCTYPE",
    ),
    "absolute name": (_with_entry("/etc/passwd"), "leads outside"),
    "name with dots": (_with_entry("word/../../x"), "leads outside"),
    "name with a drive": (_with_entry("C:\\x"), "leads outside"),
    "name with backslashes and dots": (_with_entry("word\\..\\..\\x"), "leads outside"),
    "too many entries": (package({**word_parts(BODY), **{f"a/{n}": b"" for n in range(5_001)}}), "entries"),
    "zip bomb": (_bomb(2 * 2**20), "times its size"),
    "wrong size in the directory": (_lying_about_its_size(), "cannot be unpacked"),
    "unknown compression": (_with_flags(0, 99), "compressed"),
    "bzip2": (_with_flags(0, zipfile.ZIP_BZIP2), "compressed"),
    "five thousand nested tables": (
        _replaced(body=_xml("<w:tbl><w:tr><w:tc>" * 5_000 + "</w:tc></w:tr></w:tbl>" * 5_000)),
        "cannot be read",
    ),
    "five thousand nested runs": (
        _replaced(body=_xml("<w:p>" + "<w:ins>" * 5_000 + "</w:ins>" * 5_000 + "</w:p>")),
        "cannot be read",
    ),
    "only the central directory": (WORD[WORD.find(b"PK\x01\x02") :], "cut off|NUL"),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_a_bad_package_is_refused_with_its_reason(kind: str) -> None:
    data, reason = REFUSED[kind]
    started = time.perf_counter()
    result = outcome(data, "bad.docx")
    assert time.perf_counter() - started < 10
    assert isinstance(result, DocumentError)
    assert re.search(reason, str(result)), str(result)


def test_a_web_page_inside_a_word_document_is_skipped_with_a_warning() -> None:
    page = "<!DOCTYPE html><html><body>15</body></html>"
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/aFChunk"
    parts = word_parts(BODY + '<w:altChunk r:id="rId1"/>')
    parts["word/page.htm"] = page
    parts["word/_rels/document.xml.rels"] = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="rId1" Type="{kind}" Target="page.htm"/></Relationships>'
    )
    document = outcome(package(parts), "page.docx")
    assert isinstance(document, Document)
    assert len(texts(document)) == 280
    assert [(one.code, one.severity) for one in document.findings] == [("content-skipped", "warning")]


def test_a_document_part_that_calls_itself_a_web_page_is_not_parsed() -> None:
    parts = {name.replace("document.xml", "document.htm"): part for name, part in word_parts(BODY).items()}
    parts["[Content_Types].xml"] = str(parts["[Content_Types].xml"]).replace("document.xml", "document.htm")
    parts["_rels/.rels"] = str(parts["_rels/.rels"]).replace("document.xml", "document.htm")
    parts["word/document.htm"] = _xml("&b;", ENTITIES)
    assert isinstance(outcome(package(parts), "page.docx"), DocumentError)


def test_a_second_body_is_skipped_with_a_warning() -> None:
    document = outcome(package(word_parts(BODY + "</w:body><w:body>" + BODY)), "bodies.docx")
    assert isinstance(document, Document)
    assert len(texts(document)) == 280
    assert [(one.code, one.severity) for one in document.findings] == [("content-skipped", "warning")]


def test_a_picture_of_one_colour_is_no_bomb() -> None:
    assert isinstance(outcome(_with_entry("word/media/image1.emf", bytes(2 * 2**20)), "white.docx"), Document)


def test_two_entries_of_one_name_are_refused() -> None:
    result = outcome(_twice("word/document.xml"))
    assert isinstance(result, RefusedDocumentError)
    assert "two entries" in str(result)


def test_an_encrypted_package_is_a_matter_of_the_password() -> None:
    assert isinstance(outcome(_with_flags(1)), PasswordError)


def _odd_bodies() -> Iterator[tuple[str, str]]:
    yield "row without cells", "<w:tbl><w:tr/><w:tr><w:tc><w:p/></w:tc></w:tr></w:tbl>"
    yield "table without rows", "<w:tbl/>"
    yield "cell without a paragraph", "<w:tbl><w:tr><w:tc/></w:tr></w:tbl>"
    yield "cell outside a table", "<w:tc><w:p/></w:tc>"
    yield "paragraph in a paragraph", f"<w:p><w:p>{run('15')}</w:p></w:p>"
    yield "huge span", table(row(cell(run("15"), '<w:gridSpan w:val="999999"/>'), cell(run("人"))))
    yield "endless span", table(row(cell(run("15"), f'<w:gridSpan w:val="{"9" * 5_000}"/>')))
    yield "negative span", table(row(cell(run("15"), '<w:gridSpan w:val="-3"/>')))
    yield "span that is no number", table(row(cell(run("15"), '<w:gridSpan w:val="二"/>')))
    yield "merge that is no merge", table(row(cell(run("15"), '<w:vMerge w:val="x"/>')))
    yield "merged with nothing before", table(row(cell(run("15"), "<w:hMerge/>"), cell(run("人"), "<w:hMerge/>")))
    yield "endless hole", table(row(cell(run("15")), properties='<w:gridBefore w:val="999999"/>'))
    yield "fields that only end", paragraph(5 * "<w:r><w:fldChar w:fldCharType='end'/></w:r>" + run("15"))
    yield "fields that only begin", paragraph(5 * "<w:r><w:fldChar w:fldCharType='begin'/></w:r>" + run("15"))
    yield "field of no kind", f"<w:p><w:r><w:fldChar/></w:r>{run('15')}</w:p>"
    yield "note without a number", f"<w:p>{run('15')}<w:r><w:footnoteReference/></w:r></w:p>"
    yield "style that is not there", f'<w:p><w:pPr><w:pStyle w:val="x"/></w:pPr>{run("15")}</w:p>'
    yield "outline level that is none", f'<w:p><w:pPr><w:outlineLvl w:val="x"/></w:pPr>{run("15")}</w:p>'
    yield "symbol without a code", "<w:p><w:r><w:sym/></w:r></w:p>"
    yield "symbol beyond Unicode", '<w:p><w:r><w:sym w:char="FFFFFFFF" w:font="A"/></w:r></w:p>'
    yield "symbol that is half a character", '<w:p><w:r><w:sym w:char="D800" w:font="A"/></w:r></w:p>'
    yield "header that is not there", '<w:sectPr><w:headerReference/><w:footerReference w:type="default"/></w:sectPr>'
    yield "eighty nested tables", "<w:tbl><w:tr><w:tc>" * 80 + run("15") + "</w:tc></w:tr></w:tbl>" * 80
    yield "two hundred nested insertions", "<w:p>" + "<w:ins>" * 200 + run("15") + "</w:ins>" * 200 + "</w:p>"
    yield "text boxes in text boxes", "<w:p><w:r><w:txbxContent>" * 60 + "</w:txbxContent></w:r></w:p>" * 60
    yield "a check box that is nothing", "<w:p><w:r><w:fldChar><w:ffData><w:ddList/></w:ffData></w:fldChar></w:r></w:p>"


ODD_BODIES = dict(_odd_bodies())


@pytest.mark.parametrize("kind", ODD_BODIES)
def test_odd_but_sound_xml_is_read_with_its_values(kind: str) -> None:
    body = ODD_BODIES[kind]
    document = word.read(Source("odd.docx", package(word_parts(body))))
    everything = "".join([*texts(document), *(block.text for block in document.paragraphs())])
    assert ("15" in everything) == (">15<" in body)
    for read_table in document.tables():
        for one in read_table.cells:
            assert one.row + one.row_span <= read_table.row_count
            assert one.column + one.column_span <= read_table.column_count <= 3


def test_a_hundred_thousand_cells_take_time_in_proportion() -> None:
    body = table(*(row(*(cell(run(f"{number}-{column}")) for column in range(10))) for number in range(5_000)))
    started = time.perf_counter()
    document = word.read(Source("large.docx", package(word_parts(body))))
    assert len(texts(document)) == 50_000
    assert time.perf_counter() - started < 30
