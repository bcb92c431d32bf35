"""What holds between the engines: compiled and Python calls, PDFium and pdfminer, threads; and for any table."""

from __future__ import annotations

import hashlib
import itertools
import random
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kpi_extract.document import Document, Table
from kpi_extract.readers import pdf
from kpi_extract.readers.pdf.engines import pdfium_calls
from kpi_extract.readers.pdf.engines.pdfium import PdfiumDocument
from kpi_extract.readers.pdf.engines.pdfium_library import compiled_calls
from kpi_extract.readers.source import Source
from tests.readers.pdf_drawing import CELLS, ENGINES, TABLE, line, page, read, shapes, text
from tests.readers.pdf_making import Spec
from tests.readers.test_pdf_grid import needed, tilings

ROOT = Path(__file__).parents[2]
PRINTED = sorted([*ROOT.glob("tests/fixtures/**/*.pdf"), *ROOT.glob("samples/*.pdf")])
A_THIRD = [path for path in PRINTED if int(hashlib.sha256(path.name.encode()).hexdigest(), 16) % 3 == 0]


def source_of(path: Path, engine: str | None = None) -> Source:
    return Source(path.name, path.read_bytes(), pdf_engine=engine)


# --- compiled and Python calls ----------------------------------------------------------------------------------------


def test_compiled_and_python_calls_give_equal_facts() -> None:
    compiled = compiled_calls()
    if compiled is None:
        pytest.skip("the compiled part was not built")
    tried = 0
    for path in PRINTED:
        source = source_of(path)
        with PdfiumDocument(source, compiled) as one, PdfiumDocument(source, pdfium_calls) as other:
            for number in range(1, min(one.page_count, 3) + 1):
                assert one.marks(number) == other.marks(number), (path.name, number)
                tried += 1
    assert tried >= len(PRINTED) > 100


def test_compiled_and_python_calls_agree_on_odd_pages() -> None:
    compiled = compiled_calls()
    if compiled is None:
        pytest.skip("the compiled part was not built")
    contents = [
        TABLE,
        "1 g 0 G BT 1 Tr ET " + text(55, 332, "𠮷野家"),
        "BT 2 Tr 1 g 1 G ET " + text(55, 332, "白") + "BT 3 Tr ET " + text(55, 300, "無"),
        "q 0 0 100 400 re W n " + text(55, 332, "切られる文字の列") + "Q .9 g 50 50 99 99 re f",
        text(55, 332, "縦書き", font="V") + text(55, 100, "k-", font="H") + text(55, 90, "Biz", font="H"),
        "".join(text(55 + 4.5 * n, 332, digit) for n, digit in enumerate("112233")),
    ]
    for content in contents:
        source = Source("x.pdf", page(content))
        with PdfiumDocument(source, compiled) as one, PdfiumDocument(source, pdfium_calls) as other:
            assert one.marks(1) == other.marks(1)


# --- PDFium and pdfminer ----------------------------------------------------------------------------------------------


def bare(words: str) -> str:
    """Without white space; dashes and tildes that fonts' tables and PDFium name differently made one."""
    return "".join(words.split()).translate(str.maketrans("—～", "―〜"))


def table_facts(table: Table) -> list[tuple[int, int, int, int, str, tuple[str, ...]]]:
    return [(c.row, c.column, c.row_span, c.column_span, bare(c.text), c.marks) for c in table.cells]


@pytest.mark.parametrize("path", A_THIRD, ids=lambda path: path.name)
def test_both_engines_read_the_same(path: Path) -> None:
    first, second = (pdf.read(source_of(path, engine)) for engine in ENGINES)
    tables = list(zip(first.tables(), second.tables(), strict=True))
    assert [table_facts(one) for one, _ in tables] == [table_facts(other) for _, other in tables]
    assert [bare(p.text) for p in first.paragraphs()] == [bare(p.text) for p in second.paragraphs()]
    for one, other in tables:
        for left, right in zip(one.cells, other.cells, strict=True):
            assert left.place.box is not None
            assert right.place.box is not None
            assert left.place.box == pytest.approx(right.place.box, abs=0.3)


# --- threads ----------------------------------------------------------------------------------------------------------


def test_two_threads_read_two_documents_at_once() -> None:
    paths = A_THIRD[:6]
    expected = {path: pdf.read(source_of(path)).blocks for path in paths}
    wrong: list[str] = []

    def work(order: list[Path]) -> None:
        for path in order * 3:
            if pdf.read(source_of(path)).blocks != expected[path]:
                wrong.append(path.name)

    threads = [threading.Thread(target=work, args=(order,)) for order in (paths, paths[::-1], paths[2:] + paths[:2])]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert not any(thread.is_alive() for thread in threads)
    assert wrong == []


# --- any table, drawn in any way --------------------------------------------------------------------------------------

WAYS = ("lines", "boxes", "bars", "double", "broken", "thick")


def border(x0: float, y0: float, x1: float, y1: float, way: str) -> str:
    """The outline of one cell."""
    sides = [(x0, y0, x1, y0), (x0, y1, x1, y1), (x0, y0, x0, y1), (x1, y0, x1, y1)]
    if way == "boxes":
        return f"{x0} {y0} {x1 - x0} {y1 - y0} re S "
    return "".join(itertools.chain.from_iterable(pieces(*side, way) for side in sides))


def pieces(x0: float, y0: float, x1: float, y1: float, way: str) -> Iterator[str]:
    is_level = y0 == y1
    if way in ("bars", "thick"):
        half = 0.3 if way == "bars" else 1.9
        yield f"{x0 - half} {y0 - half} {x1 - x0 + 2 * half} {y1 - y0 + 2 * half} re f "
    elif way == "broken":
        for step in range(4):
            start, end = step / 4, (step + 1) / 4
            right, up = x1 - x0, y1 - y0
            gap = 1 / (abs(right) + abs(up))
            yield line(
                x0 + right * (start + gap), y0 + up * (start + gap), x0 + right * (end - gap), y0 + up * (end - gap)
            )
    else:
        yield line(x0, y0, x1, y1)
        if way == "double":
            yield line(x0, y0 + 2, x1, y1 + 2) if is_level else line(x0 + 2, y0, x1 + 2, y1)


@settings(max_examples=60, deadline=None)
@given(
    tilings(),
    st.sampled_from(WAYS),
    st.sampled_from(ENGINES),
    st.floats(26, 60),
    st.integers(0, 2**32),
    st.sampled_from([0, 90, 180, 270]),
)
def test_any_table_is_read_back(
    tiling: tuple[int, int, list[tuple[int, int, int, int]]],
    way: str,
    engine: str,
    step: float,
    seed: int,
    angle: int,
) -> None:
    _, _, spans = tiling
    chance = random.Random(seed)
    words = ["".join(chance.choices("一二三市町村人円123,.-%", k=chance.randint(1, 2))) for _ in spans]
    content = "0.5 w "
    for (row, column, row_end, column_end), word in zip(spans, words, strict=True):
        x0, y1 = 30 + column * step, 390 - row * step
        x1, y0 = 30 + column_end * step, 390 - row_end * step
        content += border(x0, y0, x1, y1, way) + text(x0 + 3, (y0 + y1) / 2 - 3, word)
    cells: dict[tuple[int, int, int, int], str] = dict(zip(needed_in_order(spans), words, strict=True))
    expected: list[Spec] = [(*span, word) for span, word in sorted(cells.items())]
    document = read(turned(content, angle), engine)
    if len(expected) == 1:  # a box of one cell is no table
        assert [bare(paragraph.text) for paragraph in document.paragraphs()] == words
    else:
        assert [shapes(document), list(document.paragraphs())] == [[expected], []]


def needed_in_order(spans: list[tuple[int, int, int, int]]) -> list[tuple[int, int, int, int]]:
    """The same cells on the lines that bound at least one of them, in the given order."""
    rows = sorted({edge for span in spans for edge in (span[0], span[2])})
    columns = sorted({edge for span in spans for edge in (span[1], span[3])})
    moved = [(rows.index(a), columns.index(b), rows.index(c), columns.index(d)) for a, b, c, d in spans]
    assert sorted(moved) == needed(spans)
    return moved


def turned(content: str, angle: int) -> bytes:
    """A page drawn turned and marked as turned, so that it looks upright."""
    import pikepdf
    from pikepdf import Array

    matrix = {0: "1 0 0 1 0 0", 90: "0 1 -1 0 400 0", 180: "-1 0 0 -1 600 400", 270: "0 -1 1 0 0 600"}[angle]

    def prepare(document: pikepdf.Pdf, sheet: pikepdf.Page) -> None:
        sheet.obj.Rotate = angle
        if angle in (90, 270):
            sheet.MediaBox = Array([0, 0, 400, 600])

    return page(f"q {matrix} cm {content} Q", prepare)


def test_the_helpers_draw_what_they_say() -> None:
    documents: list[Document] = [read(turned(TABLE, angle), "pdfium") for angle in (0, 90, 180, 270)]
    assert [shapes(document) for document in documents] == [[CELLS]] * 4
