"""The pages of a long document shared out among processes: the same document, whoever read which page."""

from __future__ import annotations

import pikepdf
import pytest

from kpi_extract.document import Document
from kpi_extract.pipeline import read
from kpi_extract.readers import pdf
from kpi_extract.readers.pdf import FEWEST_PAGES_SHARED as FEWEST_PAGES
from kpi_extract.readers.pdf.engines import ENGINES
from kpi_extract.readers.pdf.layout import lay_out
from kpi_extract.readers.pdf.parallel import _packed as packed
from kpi_extract.readers.pdf.parallel import _unpacked as unpacked
from kpi_extract.readers.source import PDF_ENGINES
from tests.readers.pdf_making import Draw, changed, made, source_of, table_at, text_at, together


def page(number: int) -> Draw:
    rows = (("指標", "単位", "実績値"), (f"利用者数{number}", "人", f"{number},000"), ("", "-", "0"))
    cells = [
        (row, column, row + 1, column + 1, text) for row, line in enumerate(rows) for column, text in enumerate(line)
    ]
    return together(text_at(40, 30, f"{number}年度の実績"), table_at(cells))


@pytest.fixture(scope="module")
def book() -> bytes:
    return made(*[page(number) for number in range(1, FEWEST_PAGES + 4)])


@pytest.fixture(scope="module")
def alone(book: bytes) -> Document:
    return pdf.read(source_of(book))


def test_two_processes_read_the_same_document(book: bytes, alone: Document) -> None:
    assert len(list(alone.tables())) == FEWEST_PAGES + 3
    assert pdf.read(source_of(book, jobs=2)) == alone


def test_only_some_pages(book: bytes) -> None:
    numbers = tuple(range(2, FEWEST_PAGES + 3))
    one, two = (pdf.read(source_of(book, pages=numbers, jobs=jobs)) for jobs in (1, 2))
    assert one == two


def test_a_page_that_cannot_be_read_is_named(book: bytes) -> None:
    def spoil(document: pikepdf.Pdf) -> None:
        form = document.make_stream(b"", Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Form, BBox=pikepdf.Array([0]))
        document.pages[7].Contents = document.make_stream(b"/F Do")
        document.pages[7].Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(F=form))

    data = changed(book, spoil)
    one, two = (pdf.read(source_of(data, jobs=jobs)) for jobs in (1, 2))
    assert [finding.place.page for finding in one.findings] == [8]
    assert one == two


def test_what_crosses_the_border_is_plain(book: bytes) -> None:
    """Dataclasses would cost more to unpack than the second process saves."""
    with ENGINES["pdfium"](source_of(book)) as document:
        content = lay_out(document.marks(3), 3, 1)

    def is_plain(value: object) -> bool:
        if isinstance(value, (tuple, list)):
            return all(map(is_plain, value))
        return value is None or isinstance(value, (str, int, float, bool))

    assert is_plain(packed(content))
    assert unpacked(packed(content), 0) == content


def test_engine_names_a_user_may_give() -> None:
    assert tuple(ENGINES) == PDF_ENGINES


@pytest.mark.parametrize("how", [{"pdf_engine": "pdfbox"}, {"jobs": 0}])
def test_wrong_wishes_are_refused(book: bytes, how: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"pdf_engine|jobs"):
        read(book, **how)  # type: ignore[arg-type]


@pytest.mark.parametrize("engine", PDF_ENGINES)
def test_either_engine_reads_it(book: bytes, alone: Document, engine: str) -> None:
    document = pdf.read(source_of(book, pages=(1, 2), pdf_engine=engine))
    cells = [[(cell.text, cell.row, cell.column) for cell in table.cells] for table in document.tables()]
    wanted = [[(cell.text, cell.row, cell.column) for cell in table.cells] for table in alone.tables()]
    assert cells == wanted[:2]
