"""Bytes of hostile files, written by hand: no program would write them."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping

from tests.readers.building import W, package, word_parts

GIB = 2**30

REPORT = "【対象事業】\n\nNo\t事業名\t指標\t単位\t基準値\t目標値\t実績値\n1\t橋の修繕\t修繕した橋の数\t箇所\t3\t15\t12\n2\t雇用の創出\t雇用創出数\t人\t0\t20\t18\n"
"""A small report that is read: what is hostile stands in or around it."""


def deflated(size: int, unit: bytes = b" ") -> bytes:
    """A zlib stream of `size` bytes (whole MiB), made in no time: one packed MiB, repeated."""
    packing = zlib.compressobj(9)
    head = packing.compress(unit) + packing.flush(zlib.Z_FULL_FLUSH)
    mebibyte = packing.compress(unit * (2**20 // len(unit))) + packing.flush(zlib.Z_FULL_FLUSH)
    return head + mebibyte * (size // 2**20) + b"\x03\x00" + bytes(4)


def stream(content: bytes, dictionary: str = "") -> bytes:
    """A stream object."""
    return f"<<{dictionary}/Length {len(content)}>>stream\n".encode() + content + b"\nendstream"


def pdf(objects: Mapping[int, bytes | str], trailer: str = "/Root 1 0 R", before: bytes = b"") -> bytes:
    """A PDF of these objects with a sound list of where they stand."""
    out = bytearray(b"%PDF-1.7\n" + before)
    offsets: dict[int, int] = {}
    for number, content in objects.items():
        offsets[number] = len(out)
        body = content.encode("latin-1") if isinstance(content, str) else content
        out += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    start = len(out)
    out += b"xref\n0 1\n0000000000 65535 f \n"
    for number, offset in offsets.items():
        out += b"%d 1\n%010d 00000 n \n" % (number, offset)
    size = max(objects) + 1
    return bytes(out + f"trailer\n<</Size {size} {trailer}>>\nstartxref\n{start}\n%%EOF\n".encode())


TEXT_ON_PAGE = b"BT /F 12 Tf 72 720 Td (KPI 15) Tj ET\n"


def one_page(
    content: bytes,
    packing: str = "",
    resources: str = "",
    page: str = "/MediaBox [0 0 595 842]",
    others: Mapping[int, bytes | str] | None = None,
    trailer: str = "",
    catalog: str = "",
) -> bytes:
    """A PDF of one page: catalog 1, pages 2, page 3, content 4, font 5; `others` are added or stand instead."""
    objects: dict[int, bytes | str] = {
        1: f"<</Type/Catalog/Pages 2 0 R{catalog}>>",
        2: "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        3: f"<</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources<</Font<</F 5 0 R>>{resources}>>{page}>>",
        4: stream(content, packing),
        5: "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    }
    return pdf({**objects, **(others or {})}, "/Root 1 0 R" + trailer)


def lzw_bomb(rounds: int) -> bytes:
    """LZW of one letter over and over: each round is 3,838 codes of growing texts, 7 MB from 5 kB."""
    bits: list[str] = []
    width = 9
    for _ in range(rounds):
        bits.append(format(256, f"0{width}b"))
        width, entries = 9, 258
        bits.append(format(65, "09b"))
        for code in range(258, 4094):
            bits.append(format(code, f"0{width}b"))
            entries += 1
            width = 9 + (entries >= 511) + (entries >= 1023) + (entries >= 2047)
    bits.append(format(257, "012b"))
    text = "".join(bits)
    text += "0" * (-len(text) % 8)
    return int(text, 2).to_bytes(len(text) // 8, "big")


def document_xml(body: str, before: str = "", encoding: str = "UTF-8") -> str:
    """The document part of a Word file."""
    return f'<?xml version="1.0" encoding="{encoding}"?>{before}<w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>'


def word(body: str = "", **replaced: str | bytes) -> bytes:
    """A Word file; `document`, `links` and `types` stand instead of its parts, other names are added."""
    paths = {"document": "word/document.xml", "links": "word/_rels/document.xml.rels", "types": "[Content_Types].xml"}
    return package({**word_parts(body), **{paths.get(name, name): content for name, content in replaced.items()}})


def zipped_bomb(size: int, unit: bytes, others: Mapping[str, str | bytes], name: str) -> bytes:
    """A package with one entry that unpacks to `size` bytes (whole MiB), made in no time."""
    packed = deflated(size, unit)[2:-4]  # without what zlib writes around it
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for other, content in others.items():
            archive.writestr(other, content)
        start = buffer.tell()
        path = name.encode()
        buffer.write(struct.pack("<IHHHHHIIIHH", 0x04034B50, 20, 0, 8, 0, 33, 0, len(packed), size, len(path), 0))
        buffer.write(path + packed)
        entry = zipfile.ZipInfo(name)
        entry.header_offset, entry.compress_type = start, zipfile.ZIP_DEFLATED
        entry.CRC = 0
        entry.compress_size, entry.file_size = len(packed), size
        archive.filelist.append(entry)
        archive.NameToInfo[name] = entry
        archive.start_dir = buffer.tell()
        archive.comment = b"-"  # has the directory written
    return buffer.getvalue()
