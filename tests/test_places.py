"""Each place points at the cell: what stands inside the box on the page is the printed value."""

from __future__ import annotations

from pathlib import Path

import pdfplumber
import pytest

from kpi_extract import extract
from kpi_extract.records import Extraction

ROOT = Path(__file__).parents[1]
PDFS = sorted([*(ROOT / "samples").glob("*.pdf"), *(ROOT / "tests" / "fixtures" / "kushiro").glob("*.pdf")])


def observations(extraction: Extraction) -> list[tuple[str, int, tuple[float, float, float, float]]]:
    found = []
    for project in extraction.projects:
        for indicator in project.indicators:
            for observation in (*indicator.targets, *indicator.actuals):
                place = observation.place
                assert place is not None
                assert place.page is not None
                assert place.box is not None
                if not place.more:
                    found.append(("".join(observation.raw.split()), place.page, place.box))
    return found


@pytest.mark.parametrize("path", PDFS, ids=lambda path: path.name)
def test_the_box_holds_the_value(path: Path) -> None:
    found = observations(extract(path))
    assert len(found) == 85
    with pdfplumber.open(path) as pdf:
        for number in sorted({page for _, page, _ in found}):
            page = pdf.pages[number - 1]
            # An independent reader of the same page; characters whose middle lies inside the box.
            for raw, _, (x0, top, x1, bottom) in (one for one in found if one[1] == number):
                inside = [
                    c["text"]
                    for c in page.chars
                    if x0 <= (c["x0"] + c["x1"]) / 2 <= x1 and top <= (c["top"] + c["bottom"]) / 2 <= bottom
                ]
                assert sorted("".join("".join(inside).split())) == sorted(raw)
            page.close()
