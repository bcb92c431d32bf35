"""Documents of a grammar, written in each format and read back: the cells, the paragraphs, their order.

A new format is one `Writer` and one test. More examples: `pytest --hypothesis-profile=long tests/fuzzing`.
"""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import Any, cast

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from kpi_extract.document import Document, Table
from kpi_extract.readers import read_source
from kpi_extract.readers.source import Source
from tests.fuzzing.grammar import DOCUMENTS, Written, WrittenTable
from tests.fuzzing.writing import EXCEL, HTML, PDF, TEXT, WORD, Writer, excel_can_say, pdf_can_say, text_can_say
from tests.readers.pdf_drawing import ENGINES

Shape = list[Any]
ONE_GLYPH = str.maketrans("−‖〜¢£¬—", "－∥～￠￡￢―")


def bounded(share: float) -> Callable[[Any], Any]:
    """A share of the examples of the profile: the default one has 100."""
    most = max(1, int(share * settings.default.max_examples)) if settings.default else 1
    return settings(max_examples=most, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def written_shape(document: Written) -> Shape:
    return [
        [(c.row, c.column, c.row_span, c.column_span, c.text, (c.mark,) if c.mark else ()) for c in block.cells]
        if isinstance(block, WrittenTable)
        else block.text
        for block in document
    ]


def read_shape(document: Document) -> Shape:
    return [
        [(c.row, c.column, c.row_span, c.column_span, c.text, c.marks) for c in block.cells]
        if isinstance(block, Table)
        else block.text
        for block in document.blocks
    ]


def comes_back(document: Written, writer: Writer, engine: str | None = None) -> None:
    found = read_source(Source("試験", writer.write(document), pdf_engine=engine), writer.name)
    assert seen(read_shape(found)) == seen(written_shape(writer.kept(document)))


def seen(shape: Shape) -> Shape:
    """Characters that one glyph stands for made one: Adobe's Japanese fonts have one minus, wave and so on."""
    return cast(Shape, ast.literal_eval(repr(shape).translate(ONE_GLYPH)))


@bounded(0.6)
@given(DOCUMENTS)
def test_text(document: Written) -> None:
    assume(text_can_say(document))
    comes_back(document, TEXT)


@bounded(0.6)
@given(DOCUMENTS)
def test_word(document: Written) -> None:
    comes_back(document, WORD)


@bounded(0.6)
@given(DOCUMENTS)
def test_html(document: Written) -> None:
    comes_back(document, HTML)


@pytest.mark.parametrize("engine", ENGINES)
@bounded(0.3)
@given(DOCUMENTS)
def test_pdf(engine: str, document: Written) -> None:
    assume(pdf_can_say(document))
    comes_back(document, PDF, engine)


@bounded(0.4)
@given(DOCUMENTS)
def test_excel(document: Written) -> None:
    assume(excel_can_say(document))
    comes_back(document, EXCEL)


@bounded(0.3)
@given(DOCUMENTS, st.sampled_from([TEXT, WORD, HTML, PDF, EXCEL]))
def test_formats_are_recognised(document: Written, writer: Writer) -> None:
    assume(writer is not TEXT or text_can_say(document))
    found = read_source(Source("試験", writer.write(document)))
    assert (
        found.media_type.split("/")[1]
        in {
            "text": ("plain", "tab-separated-values", "csv"),
            "word": ("vnd.openxmlformats-officedocument.wordprocessingml.document",),
            "html": ("html",),
            "excel": ("vnd.openxmlformats-officedocument.spreadsheetml.sheet",),
            "pdf": ("pdf",),
        }[writer.name]
    )
