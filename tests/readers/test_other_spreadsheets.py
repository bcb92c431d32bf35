"""Old workbooks (.xls) and OpenDocument spreadsheets (.ods) say the same as the .xlsx they were saved from."""

from __future__ import annotations

import importlib.util
import struct
import sys
from functools import partial
from pathlib import Path

import pytest

from kpi_extract.document import Document, Paragraph, Table
from kpi_extract.errors import DocumentError, PasswordError, RefusedDocumentError, UnknownFormatError
from kpi_extract.readers import opendocument, read_source
from kpi_extract.readers.compound_file import has_endless_chain
from kpi_extract.readers.old_excel_objects import objects_over
from kpi_extract.readers.source import Source
from tests.readers.building import package

FILES = Path(__file__).parents[1] / "fixtures" / "spreadsheet"
needs_library = pytest.mark.skipif(
    importlib.util.find_spec("xlrd") is None, reason="xlrd (the extra legacy) is missing"
)
EVERY_FORMAT = [".xlsx", ".ods", pytest.param(".xls", marks=needs_library)]

NAMESPACES = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in (
        *(("office", "office"), ("style", "style"), ("table", "table"), ("text", "text"), ("draw", "drawing")),
        ("fo", "xsl-fo-compatible"),
    )
)
BOXED = '<style:style style:name="b" style:family="table-cell"><style:table-cell-properties fo:border="1pt solid"/></style:style>'


def saved(suffix: str) -> Document:
    return read_source(Source(f"constructs{suffix}", (FILES / f"constructs{suffix}").read_bytes()))


def sheet(rows: str, name: str = "Sheet1", attributes: str = "") -> str:
    return f'<table:table table:name="{name}"{attributes}>{rows}</table:table>'


def spreadsheet(sheets: str, styles: str = BOXED, **parts: str) -> bytes:
    content = (
        f"<office:document-content {NAMESPACES}><office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:spreadsheet>{sheets}</office:spreadsheet></office:body></office:document-content>"
    )
    return package({"mimetype": opendocument.MEDIA_TYPE, "content.xml": content, **parts})


def cell(text: str, attributes: str = "") -> str:
    return f'<table:table-cell table:style-name="b"{attributes}><text:p>{text}</text:p></table:table-cell>'


def row(*cells: str, attributes: str = "") -> str:
    return f"<table:table-row{attributes}>{''.join(cells)}</table:table-row>"


TABLE = row(cell("指標"), cell("値")) + row(cell("人口"), cell("1"))


def read(data: bytes) -> Document:
    return read_source(Source("a.ods", data))


def texts(document: Document) -> list[list[str]]:
    return [[cell.text for cell in table.cells] for table in document.tables()]


@pytest.mark.parametrize("suffix", EVERY_FORMAT)
def test_a_workbook_says_the_same_in_every_format(suffix: str) -> None:
    document = saved(suffix)
    (table,) = document.tables()
    assert [(cell.place.cell, cell.text) for cell in table.cells] == [
        *(("A3", "指標"), ("B3", "実績値"), ("E3", "時点"), ("B4", "R4"), ("C4", "R5")),
        *(("A5", "割合"), ("B5", "12.3%"), ("C5", "50%"), ("E5", "令和5年4月")),
        *(("A6", "人数"), ("B6", "2,300人"), ("C6", "▲1,234"), ("E6", "2023/4/1")),
        *(("A8", "合計"), ("B8", "1,066"), ("C8", "#DIV/0!"), ("E8", "TRUE")),
    ]
    spans = {cell.place.cell: (cell.row_span, cell.column_span) for cell in table.cells}
    assert (spans["A3"], spans["B3"], spans["B5"]) == ((2, 1), (1, 2), (1, 1))
    assert {cell.place.cell: cell.marks for cell in table.cells if cell.marks} == {"A5": ("※1",)}


@pytest.mark.parametrize("suffix", EVERY_FORMAT)
def test_what_stands_around_the_table_and_what_is_hidden_is_the_same(suffix: str) -> None:
    document = saved(suffix)
    assert [(block.text, block.rank, block.kind) for block in document.blocks if isinstance(block, Paragraph)] == [
        ("令和5年度 実績報告", 1, "body"),
        ("※1 速報値", None, "body"),
        ("暫定値です", None, "footnote"),
    ]
    found = sorted(finding.text.split(" in ")[0] for finding in document.findings)
    assert found == ["columns D", "rows 7", "sheets 作業", "struck through: 旧"]


@pytest.mark.parametrize("suffix", EVERY_FORMAT)
def test_every_cut_of_the_file_gives_an_error_and_no_traceback(suffix: str) -> None:
    data = (FILES / f"constructs{suffix}").read_bytes()
    for size in range(600, len(data) - 600, 997):
        try:
            document = read_source(Source("a", data[:size]))
        except DocumentError:
            continue
        assert suffix == ".xls"  # a container may be cut behind its last stream
        assert document.media_type == "application/vnd.ms-excel"


# --- old workbooks ----------------------------------------------------------------------------------------------------


def test_without_its_library_an_old_workbook_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "xlrd", None)
    with pytest.raises(UnknownFormatError, match=r"kpi-extract\[legacy\]"):
        saved(".xls")


@needs_library
def test_an_encrypted_old_workbook_is_refused_with_the_way_out(monkeypatch: pytest.MonkeyPatch) -> None:
    import xlrd  # type: ignore[import-not-found, import-untyped, unused-ignore]

    def encrypted(**arguments: object) -> None:
        raise xlrd.XLRDError("Workbook is encrypted")

    monkeypatch.setattr(xlrd, "open_workbook", encrypted)
    with pytest.raises(PasswordError):
        saved(".xls")


def record(number: int, *shorts: int) -> bytes:
    return struct.pack(f"<HH{len(shorts)}H", number, 2 * len(shorts), *shorts)


def test_what_lies_over_the_cells_of_an_old_workbook_is_counted() -> None:
    begin, end, text = partial(record, 0x809, 0x600), record(0x0A), partial(record, 0x1B6, 0, 0, 0, 0, 0)
    chart, box, note, picture = (record(0x5D, 0x15, 18, kind) for kind in (5, 6, 25, 8))
    inner = begin(0x20) + end
    stream = (
        begin(0x05) + end + begin(0x10) + chart + inner + box + text(3) + box + text(0) + note + text(9) + picture + end
    )
    stream += begin(0x20) + end
    assert objects_over(stream) == {"charts": 1, "text boxes": 1, "pictures": 1, "chart sheets": 1}
    assert not objects_over(stream[:3])
    assert objects_over(record(0x809, 0x500, 0x10) + record(0x5D, 1, 0, 6) + end) == {"text boxes": 1}


# --- OpenDocument -----------------------------------------------------------------------------------------------------


def test_repeated_cells_and_rows_are_there_as_often() -> None:
    repeated = row(cell("0", ' table:number-columns-repeated="2"'), attributes=' table:number-rows-repeated="2"')
    assert texts(read(spreadsheet(sheet(TABLE + repeated)))) == [["指標", "値", "人口", "1", "0", "0", "0", "0"]]


def test_covered_cells_belong_to_the_one_over_them() -> None:
    merged = cell("目標", ' table:number-columns-spanned="2"') + "<table:covered-table-cell/>"
    (table,) = read(spreadsheet(sheet(row(merged) + row(cell("a"), cell("b"))))).tables()
    assert [(one.text, one.column_span) for one in table.cells] == [("目標", 2), ("a", 1), ("b", 1)]


def test_the_reading_of_a_word_is_left_out() -> None:
    ruby = "<text:ruby><text:ruby-base>延</text:ruby-base><text:ruby-text>の</text:ruby-text></text:ruby>べ<text:s text:c='2'/>数<text:line-break/>人"
    assert texts(read(spreadsheet(sheet(row(cell(ruby), cell("1"))))))[0][0] == "延べ  数\n人"


def test_text_boxes_are_paragraphs() -> None:
    box = "<table:shapes><draw:custom-shape><text:p>枠の中</text:p></draw:custom-shape></table:shapes>"
    (paragraph,) = read(spreadsheet(sheet(box + TABLE))).paragraphs()
    assert (paragraph.text, paragraph.kind) == ("枠の中", "text-box")


def test_a_formula_without_a_result_is_said() -> None:
    formula = '<table:table-cell table:style-name="b" table:formula="of:=[.B1]/2"/>'
    document = read(spreadsheet(sheet(row(cell("計"), formula))))
    assert texts(document) == [["計", "=[.B1]/2"]]
    assert [(finding.code.value, finding.place.cell) for finding in document.findings] == [("value-not-stored", "B1")]


def test_the_header_rows_are_known() -> None:
    headers = (
        f"<table:table-header-rows>{row(cell('a'), cell('b'))}{row(cell('c'), cell('d'))}</table:table-header-rows>"
    )
    (table,) = read(spreadsheet(sheet(headers + row(cell("1"), cell("2"))))).tables()
    assert table.header_row_count == 2


def test_rules_without_end_cost_nothing() -> None:
    blank = '<table:table-cell table:style-name="b" table:number-columns-repeated="16384"/>'
    (table,) = read(spreadsheet(sheet(TABLE + row(blank, attributes=' table:number-rows-repeated="1048574"')))).tables()
    assert (table.row_count, table.column_count) == (2, 2)


def test_a_text_repeated_over_the_whole_sheet_is_not_laid_out() -> None:
    endless = row(
        cell("x", ' table:number-columns-repeated="16384"'), attributes=' table:number-rows-repeated="1048576"'
    )
    document = read(spreadsheet(sheet(endless, "a") + sheet(TABLE, "b")))
    assert [table.place.sheet for table in document.tables()] == ["b"]
    assert [(finding.code.value, finding.severity) for finding in document.findings] == [("content-skipped", "warning")]


def test_an_encrypted_spreadsheet_is_refused_with_the_way_out() -> None:
    manifest = {"META-INF/manifest.xml": "<manifest><encryption-data/></manifest>"}
    with pytest.raises(PasswordError):
        read(spreadsheet(sheet(TABLE), **manifest))


def test_macros_are_nothing_to_refuse() -> None:
    module = (
        '<!DOCTYPE script:module PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "module.dtd"><script:module/>'
    )
    assert texts(read(spreadsheet(sheet(TABLE), **{"Basic/Standard/Module1.xml": module}))) == [
        ["指標", "値", "人口", "1"]
    ]


def test_a_doctype_is_refused() -> None:
    with pytest.raises(RefusedDocumentError):
        read(spreadsheet(sheet(TABLE), **{"styles.xml": "<!DOCTYPE a []><a/>"}))


def test_tables_are_those_of_the_sheets_alone() -> None:
    inner = f"<table:table-cell><draw:frame><table:table>{TABLE}</table:table></draw:frame></table:table-cell>"
    document = read(spreadsheet(sheet(TABLE + row(inner))))
    assert all(isinstance(block, Table) for block in document.blocks)
    assert len(texts(document)) == 1


def test_one_long_text_in_many_cells_takes_the_room_of_many() -> None:
    long = row(
        cell("指標" * 150_000, ' table:number-columns-repeated="1000"'), attributes=' table:number-rows-repeated="20"'
    )
    found = read(spreadsheet(sheet(long, "long") + sheet(TABLE, "good")))
    assert [table.place.sheet for table in found.tables()] == ["good"]
    assert [(one.code, one.severity) for one in found.findings] == [("content-skipped", "warning")]


@needs_library
def test_an_old_cell_in_a_style_that_is_not_there_is_plain() -> None:
    data = (FILES / "constructs.xls").read_bytes()
    label = data.index(b"\xfd\x00\x0a\x00")  # the first cell with a text: row, column, style, text
    bad = data[: label + 8] + b"\xff\x0f" + data[label + 10 :]

    def texts(document: Document) -> list[str]:
        cells = [cell.text for table in document.tables() for cell in table.cells if cell.text]
        return sorted([*cells, *(block.text for block in document.blocks if isinstance(block, Paragraph))])

    assert texts(read_source(Source("x.xls", bad))) == texts(saved(".xls"))


def in_a_loop(data: bytes) -> bytes:
    """The workbook with the first chain of its sector table bent back on itself."""
    size = 1 << struct.unpack_from("<H", data, 30)[0]
    table = 512 + struct.unpack_from("<I", data, 76)[0] * size
    first = next(
        number for number in range(size // 4) if struct.unpack_from("<I", data, table + 4 * number)[0] == number + 1
    )
    return data[: table + 4 * (first + 1)] + struct.pack("<I", first) + data[table + 4 * (first + 2) :]


@needs_library
def test_a_chain_of_sectors_without_an_end_is_damage_and_costs_no_memory() -> None:
    data = (FILES / "constructs.xls").read_bytes()
    assert not has_endless_chain(data)
    with pytest.raises(DocumentError, match="chain of sectors"):
        read_source(Source("x.xls", in_a_loop(data)), "old-excel")


@pytest.mark.parametrize("data", [b"", b"\xd0\xcf\x11\xe0" + bytes(600), b"\xff" * 700])
def test_a_container_that_is_cut_off_has_no_endless_chain(data: bytes) -> None:
    assert not has_endless_chain(data)
