"""The documents that are measured, and their truth: made once into a folder, then reused.

python -m benchmarks.documents out/bench/documents --pages 1,2,20
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple

from tests.fixtures.printing.programs import browser_pdf, missing_programs, office_pdfs

from benchmarks.facts import dense_pages, side_by_side_pages, sparse_pages
from benchmarks.printing.browser import Ruling, web_page
from benchmarks.printing.drawing import NOT_EMBEDDED, draw_pages, stroked_boxes, thin_boxes, twice_drawn_lines
from benchmarks.printing.excel import write_excel
from benchmarks.printing.reshaping import cropped, in_form, in_nested_forms, rotated
from benchmarks.printing.word import write_word
from benchmarks.truth import TruePage, write_truth

SIZES = (1, 2, 20, 100, 300, 1000)
SPARSE_SIZES = (20, 300, 1000)
VARIANT_PAGES = 3
_DENSE_SEED, _SPARSE_SEED, _VARIANT_SEED = 4, 5, 7

Printer = Callable[[Sequence[TruePage], Path], None]
"""Prints pages as a PDF at the path."""


class Made(NamedTuple):
    """One document to make."""

    name: str
    pages: Callable[[], Sequence[TruePage]]
    print_pages: Printer


def through_word(pages: Sequence[TruePage], target: Path) -> None:
    """Print by a Word file and LibreOffice."""
    _through_office(pages, target, write_word, "pages.docx")


def through_excel(pages: Sequence[TruePage], target: Path) -> None:
    """Print by an Excel file and LibreOffice."""
    _through_office(pages, target, write_excel, "pages.xlsx")


def through_browser(pages: Sequence[TruePage], target: Path, ruling: Ruling) -> None:
    """Print by a web page and Chromium."""
    with tempfile.TemporaryDirectory() as folder:
        target.write_bytes(browser_pdf(web_page(pages, ruling), "pages", Path(folder)))


def made_over(pages: Sequence[TruePage], target: Path, change: Callable[[Path, Path], None]) -> None:
    """Print by Word, then store the PDF another way."""
    with tempfile.TemporaryDirectory() as folder:
        plain = Path(folder) / "plain.pdf"
        through_word(pages, plain)
        change(plain, target)


def dense_documents(sizes: Sequence[int]) -> list[Made]:
    """One full table a page, printed three ways."""
    printers: dict[str, Printer] = {
        "word": through_word,
        "excel": through_excel,
        "browser": partial(through_browser, ruling=Ruling()),
    }
    return [
        Made(f"{kind}-{size}", partial(dense_pages, size, _DENSE_SEED), printer)
        for size in sizes
        for kind, printer in printers.items()
    ]


def sparse_documents(sizes: Sequence[int]) -> list[Made]:
    """Running text with a small table on every tenth page."""
    return [
        Made(f"sparse-{size}", partial(sparse_pages, size, _SPARSE_SEED), through_word)
        for size in sizes
        if size in SPARSE_SIZES
    ]


def variants() -> list[Made]:
    """Small documents, each with one trait that readers fail on."""
    dense = partial(dense_pages, VARIANT_PAGES, _VARIANT_SEED)
    rulings = {
        "border-dotted": Ruling("0.75pt dotted #000"),
        "border-dashed": Ruling("0.75pt dashed #000"),
        "border-double": Ruling("2.25pt double #000"),
        "border-thick": Ruling("1.5pt solid #333"),
        "shading-only": Ruling("none", shaded=True),
    }
    changes: dict[str, Callable[[Path, Path], None]] = {
        "rotated-90": partial(rotated, degrees=90),
        "rotated-180": partial(rotated, degrees=180),
        "rotated-270": partial(rotated, degrees=270),
        "crop-box": cropped,
        "form": in_form,
        "forms-nested": in_nested_forms,
    }
    drawn = {
        "lines-twice": partial(draw_pages, rules=twice_drawn_lines),
        "stroked-boxes": partial(draw_pages, rules=stroked_boxes),
        "thin-boxes": partial(draw_pages, rules=thin_boxes),
        "cid-font": partial(draw_pages, rules=thin_boxes, font=NOT_EMBEDDED),
    }
    beside = partial(side_by_side_pages, VARIANT_PAGES, _VARIANT_SEED)
    return [
        *(Made(name, dense, partial(through_browser, ruling=ruling)) for name, ruling in rulings.items()),
        *(Made(name, dense, partial(made_over, change=change)) for name, change in changes.items()),
        *(Made(name, dense, printer) for name, printer in drawn.items()),
        Made("side-by-side", beside, partial(draw_pages, rules=stroked_boxes)),
    ]


def make(documents: Sequence[Made], folder: Path) -> None:
    """Make what is not there yet: NAME.pdf and NAME.truth.json.

    Raises:
        ValueError: a printed page ran over to the next sheet, so that the truth would not hold.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for document in documents:
        target, truth = folder / f"{document.name}.pdf", folder / f"{document.name}.truth.json"
        if target.exists() and truth.exists():
            continue
        pages = document.pages()
        unfinished = target.with_suffix(".part.pdf")
        document.print_pages(pages, unfinished)
        printed = _page_count(unfinished)
        if printed != len(pages):
            raise ValueError(f"{document.name}: {len(pages)} pages were printed on {printed} sheets")
        write_truth(pages, truth)
        unfinished.replace(target)
        print(f"{document.name}: {target.stat().st_size / 1e6:.2f} MB", file=sys.stderr, flush=True)


def _through_office(
    pages: Sequence[TruePage], target: Path, write: Callable[[Sequence[TruePage], Path], None], name: str
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / name
        write(pages, source)
        (printed,) = office_pdfs({name: source.read_bytes()}, Path(folder)).values()
    target.write_bytes(printed)


def _page_count(path: Path) -> int:
    from pikepdf import Pdf

    with Pdf.open(path) as pdf:
        return len(pdf.pages)


def main() -> None:
    """Make the documents of the sizes named, and all variants."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--pages", default=",".join(map(str, SIZES)))
    arguments = parser.parse_args()
    if missing := missing_programs():
        sys.exit(f"to print the documents, install: {', '.join(missing)}")
    sizes = [int(size) for size in arguments.pages.split(",")]
    make([*dense_documents(sizes), *sparse_documents(sizes), *variants()], arguments.folder)


if __name__ == "__main__":
    main()
