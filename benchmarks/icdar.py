"""Score on the ICDAR 2013 table competition: `python -m benchmarks.icdar FOLDER --half eu|us`.

FOLDER holds `competition-dataset-eu` and `competition-dataset-us` with the documents (`eu-001.pdf`) and the truth
(`eu-001-str.xml`: cells with spans and boxes). They are public, for instance in the test resources of tabula-java, and
not kept here. The tool finds the tables itself: nothing of the truth is given to it.
"""

from __future__ import annotations

import argparse
import time
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator, Sequence
from pathlib import Path

import pypdfium2

from benchmarks.adjacency import Box, PlacedTable, Score, SpannedCell, score
from kpi_extract.document import Table
from kpi_extract.errors import DocumentError
from kpi_extract.readers import read_source
from kpi_extract.readers.source import Source


def main(arguments: Sequence[str] | None = None) -> None:
    """Print one line a half, with --verbose one a document."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.icdar", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--half", choices=("eu", "us"), action="append", help="one half only; both where not given")
    parser.add_argument("--verbose", action="store_true", help="one line a document")
    options = parser.parse_args(arguments)
    results: dict[str, Score] = {}
    start = time.process_time()
    for half in options.half or ("eu", "us"):
        for path in sorted((options.folder / f"competition-dataset-{half}").glob("*.pdf")):
            truth = truth_of(path.with_name(f"{path.stem}-str.xml"), page_corners(path))
            if not truth:
                continue
            results[path.stem] = score(truth, found_in(path))
            if options.verbose:
                print(line_of(path.stem, results[path.stem]), flush=True)
    if not results:
        raise SystemExit(f"No documents with truth in {options.folder}.")
    print(summary_of(list(results.values())))
    print(f"{time.process_time() - start:.1f} s of CPU time for {len(results)} documents")


def line_of(name: str, result: Score) -> str:
    """One document's figures."""
    share = f"precision {result.precision:.3f}  recall {result.recall:.3f}  F1 {result.f1:.3f}"
    return f"{name:10s} {share}  (true {result.true}, found {result.found}, right {result.right})"


def summary_of(results: Sequence[Score]) -> str:
    """Macro averages over documents (F1 of the averages, as the competition has it), and micro ones."""
    count = len(results)
    precision = sum(result.precision for result in results) / count
    recall = sum(result.recall for result in results) / count
    both = precision + recall
    macro = 2 * precision * recall / both if both else 0.0
    mean = sum(result.f1 for result in results) / count
    whole = Score(*(sum(part) for part in zip(*results, strict=True)))
    return (
        f"macro over {count} documents: precision {precision:.4f}  recall {recall:.4f}  F1 {macro:.4f}"
        f"  (mean of the documents' F1 {mean:.4f})\n"
        f"micro: precision {whole.precision:.4f}  recall {whole.recall:.4f}  F1 {whole.f1:.4f}"
    )


# --- what was found ---------------------------------------------------------------------------------------------------


def found_in(path: Path) -> list[PlacedTable]:
    """The tables this program reads; none where it cannot read the document."""
    try:
        document = read_source(Source(path.name, path.read_bytes()))
    except DocumentError as error:
        print(f"{path.name}: {error}")
        return []
    return [placed for table in document.tables() for placed in _placed(table)]


def _placed(table: Table) -> Iterator[PlacedTable]:
    if table.place.page is None or table.place.box is None:
        return
    cells = tuple(
        SpannedCell(cell.row, cell.column, cell.row + cell.row_span, cell.column + cell.column_span, cell.text)
        for cell in table.cells
    )
    yield PlacedTable(table.place.page, table.place.box, cells)


# --- what is true -----------------------------------------------------------------------------------------------------


def page_corners(path: Path) -> list[tuple[float, float]]:
    """Left and upper edge of each page: the truth counts in the file's coordinates, from the bottom."""
    document = pypdfium2.PdfDocument(path)
    try:
        boxes = [page.get_bbox() for page in document]
        return [(left, top) for left, _, _, top in boxes]
    finally:
        document.close()


def truth_of(path: Path, corners: Sequence[tuple[float, float]]) -> list[PlacedTable]:
    """The true tables; a table in several regions counts once a region, as a page's part of it does in the results."""
    tables: list[PlacedTable] = []
    if not path.exists():
        return tables
    root = ElementTree.parse(path).getroot()
    for region in root.iter("region"):
        cells, boxes = [], []
        for cell in region.iter("cell"):
            row, column = int(cell.attrib["start-row"]), int(cell.attrib["start-col"])
            row_end = int(cell.get("end-row", row)) + 1
            column_end = int(cell.get("end-col", column)) + 1
            content = cell.find("content")
            cells.append(
                SpannedCell(row, column, row_end, column_end, (content.text or "") if content is not None else "")
            )
            box = _box_of(cell)
            if box is not None:
                boxes.append(box)
        if cells and boxes:
            page = int(region.attrib["page"])
            tables.append(PlacedTable(page, _around(boxes, corners[page - 1]), tuple(cells)))
    return tables


def _box_of(cell: ElementTree.Element) -> tuple[float, ...] | None:
    """A cell's box; None where the truth has none or a slip of the pen in it ("26ß"): boxes only find the table."""
    box = cell.find("bounding-box")
    if box is None:
        return None
    try:
        return tuple(float(box.attrib[side]) for side in ("x1", "y1", "x2", "y2"))
    except ValueError:
        return None


def _around(boxes: Sequence[Sequence[float]], corner: tuple[float, float]) -> Box:
    """The box round all of them, from the upper left corner of the page."""
    left, top = corner
    return (
        min(box[0] for box in boxes) - left,
        top - max(box[3] for box in boxes),
        max(box[2] for box in boxes) - left,
        top - min(box[1] for box in boxes),
    )


if __name__ == "__main__":
    main()
