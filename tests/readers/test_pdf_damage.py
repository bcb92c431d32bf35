"""Damaged files: a clear error, or the whole document; never another exception, never silently a part of it."""

from __future__ import annotations

import random
import re
from collections.abc import Callable

import pikepdf
import pytest

from kpi_extract.document import Document
from kpi_extract.errors import DamagedDocumentError, DocumentError, RefusedDocumentError
from kpi_extract.issues import severity_of
from kpi_extract.readers import pdf
from tests.readers import pdf_drawing as drawing
from tests.readers.pdf_making import changed, made, source_of, table_at, text_at, together

PAGES = 3
WHOLE = made(*[together(text_at(40, 40, f"第{number}表"), table_at()) for number in range(PAGES)])
EXPECTED = pdf.read(source_of(WHOLE)).blocks


def outcome(data: bytes) -> Document | None:
    """The document, or None where it was refused properly."""
    try:
        return pdf.read(source_of(data))
    except DocumentError as error:
        refusal = error
    assert refusal.reason
    assert refusal.hint
    assert refusal.hint_ja != refusal.hint
    return None


def is_honest(document: Document | None) -> bool:
    """Nothing is missing, or the reader says so with an error or a warning."""
    if document is None or document.blocks == EXPECTED:
        return True
    return any(severity_of(finding) in ("error", "warning") for finding in document.findings)


@pytest.mark.parametrize("share", [0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99])
def test_a_file_cut_off_is_refused(share: float) -> None:
    with pytest.raises(DamagedDocumentError):
        pdf.read(source_of(WHOLE[: int(len(WHOLE) * share)]))


def without_page_tree(data: bytes) -> bytes:
    return data.replace(b"/Type /Pages", b"/Type /Xages")


def without_pages(data: bytes) -> bytes:
    def empty(document: pikepdf.Pdf) -> None:
        while len(document.pages):
            del document.pages[0]

    return changed(data, empty)


def no_root(data: bytes) -> bytes:
    return data.replace(b"/Root", b"/Xoot")


def wrong_offsets(data: bytes) -> bytes:
    return re.sub(rb"startxref\s+\d+", b"startxref\n7", data)


def endless_tree(data: bytes) -> bytes:
    def loop(document: pikepdf.Pdf) -> None:
        document.Root.Pages.Kids.append(document.Root.Pages)

    return changed(data, loop)


def deep_tree(data: bytes) -> bytes:
    def nest(document: pikepdf.Pdf) -> None:
        for _ in range(3000):
            inner = document.Root.Pages
            document.Root.Pages = document.make_indirect(
                pikepdf.Dictionary(Type=pikepdf.Name.Pages, Kids=pikepdf.Array([inner]), Count=PAGES)
            )

    return changed(data, nest)


def odd_boxes(data: bytes) -> bytes:
    def spoil(document: pikepdf.Pdf) -> None:
        document.pages[0].obj.MediaBox = pikepdf.Array([0, 0, 0, 0])
        document.pages[1].obj.MediaBox = pikepdf.Name.None_ if hasattr(pikepdf.Name, "None_") else pikepdf.Array([])
        document.pages[2].obj.CropBox = pikepdf.Array([9000, 9000, 9100, 9100])

    return changed(data, spoil)


def missing_content(data: bytes) -> bytes:
    def spoil(document: pikepdf.Pdf) -> None:
        document.pages[1].obj.Contents = pikepdf.Dictionary(A=1)

    return changed(data, spoil)


def self_drawing_form(data: bytes) -> bytes:
    def spoil(document: pikepdf.Pdf) -> None:
        form = document.make_indirect(document.make_stream(b"/F Do /F Do"))
        form.Type, form.Subtype = pikepdf.Name.XObject, pikepdf.Name.Form
        form.BBox = pikepdf.Array([0, 0, 500, 500])
        form.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(F=form))
        page = document.pages[1]
        page.contents_add(b"/F Do")
        page.Resources.XObject = pikepdf.Dictionary(F=form)

    return changed(data, spoil)


def bomb(data: bytes) -> bytes:
    def spoil(document: pikepdf.Pdf) -> None:
        document.pages[1].Contents = document.make_stream(b" " * 80_000_000)

    return changed(data, spoil)


@pytest.mark.parametrize(
    "damage",
    [
        without_page_tree,
        without_pages,
        no_root,
        wrong_offsets,
        endless_tree,
        deep_tree,
        odd_boxes,
        missing_content,
        self_drawing_form,
        bomb,
        lambda data: b"",
        lambda data: b"\n\n",
        lambda data: b"%PDF-1.7",
        lambda data: b"%PDF-1.7\n" + b"\0" * 5000,
        lambda data: b"PK" + data[2:],
        lambda data: data[:200] + data[900:],
        lambda data: data.replace(b"endobj", b"endxxx"),
        lambda data: data.replace(b"stream", b"strxxm"),
        lambda data: data.replace(b"/Contents", b"/Xontents"),
        lambda data: data.replace(b"/MediaBox", b"/XediaBox"),
        lambda data: data.replace(b"/Length", b"/Xength"),
        lambda data: data.replace(b"/Font", b"/Xont"),
        lambda data: data + b"\n<html>appended</html>" * 100,
    ],
)
def test_damage_of_every_kind(damage: Callable[[bytes], bytes]) -> None:
    outcome(damage(WHOLE))


def test_junk_after_the_end_does_no_harm() -> None:
    document = outcome(WHOLE + b"\n<!-- added by a server -->" * 50)
    assert document is not None
    assert document.blocks == EXPECTED


def test_one_damaged_page_is_named_and_the_others_are_read() -> None:
    document = outcome(missing_content(WHOLE))
    assert document is not None
    assert {finding.place.page for finding in document.findings} == {2}
    assert {block.place.page for block in document.blocks} == {1, 3}


def test_a_bomb_on_one_page_is_refused_before_any_is_read() -> None:
    with pytest.raises(RefusedDocumentError, match="unpacks to more than 64 MiB"):
        pdf.read(source_of(bomb(WHOLE)))


def test_missing_pages_are_said() -> None:
    def lose(document: pikepdf.Pdf) -> None:
        del document.Root.Pages.Kids[1]

    document = outcome(changed(WHOLE, lose))
    assert document is None or is_honest(document) or document.page_count == PAGES - 1


@pytest.mark.parametrize("seed", range(30))
def test_changed_bytes_end_in_a_document_or_an_error(seed: int) -> None:
    chance = random.Random(seed)
    data = bytearray(WHOLE)
    for _ in range(chance.choice([1, 5, 50])):
        data[chance.randrange(len(data))] = chance.randrange(256)
    outcome(bytes(data))


@pytest.mark.parametrize("seed", range(20))
def test_damaged_content_is_never_silently_partial(seed: int) -> None:
    chance = random.Random(seed)
    data = bytearray(WHOLE)
    streams = [match.end() for match in re.finditer(rb"(?<!end)stream\r?\n", WHOLE)]
    start = chance.choice(streams)
    data[start + chance.randrange(2, 60)] ^= 1 << chance.randrange(8)
    assert is_honest(outcome(bytes(data)))


def test_a_damaged_text_operation_costs_its_text_alone() -> None:
    """One that prints a name instead of strings: the rest of the page is read, and the page is reported."""
    broken = drawing.page(drawing.TABLE + "BT /J 9 Tf 55 200 Td /Name TJ ET ")
    document = drawing.read(broken, "pdfplumber")
    assert drawing.shapes(document) == [drawing.CELLS]
    assert [(f.code.value, f.place.page) for f in document.findings] == [("text-layer-damaged", 1)]
