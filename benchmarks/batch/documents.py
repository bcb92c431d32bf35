"""Made-up documents for batch runs, from a fixed seed: many small texts, and copies of the samples under other names."""

from __future__ import annotations

import random
from pathlib import Path

SAMPLES = Path(__file__).parents[2] / "samples"
_HEAD = "事業名\tKPI\t単位\t目標値(R6)\t実績値(R4)\t実績値(R5)"
_TOWNS = ("港町", "山里村", "川上市", "東浜町")


def small_texts(folder: Path, count: int) -> None:
    """Write so many texts of two to four indicators, in folders of a hundred, each different."""
    numbers = random.Random(20261125)
    for number in range(count):
        rows = [_row(numbers, number, position) for position in range(numbers.randint(2, 4))]
        text = "\n".join([f"{_TOWNS[number % len(_TOWNS)]} 令和5年度 事業の実績 {number}", "", _HEAD, *rows]) + "\n"
        path = folder / f"{number // 100:04d}" / f"報告{number:05d}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")


def mixed(folder: Path, count: int) -> None:
    """Write so many documents: texts, and every tenth a Word file or a PDF."""
    small_texts(folder, count)
    for number in range(0, count, 10):
        old = folder / f"{number // 100:04d}" / f"報告{number:05d}.txt"
        sample = SAMPLES / ("kushiro-r4.docx" if number % 20 else "kushiro-r4.pdf")
        old.with_suffix(sample.suffix).write_bytes(sample.read_bytes())
        old.unlink()


def _row(numbers: random.Random, document: int, position: int) -> str:
    values = [f"{numbers.randint(1, 99_999):,}" for _ in range(3)]
    return "\t".join([f"事業{document}-{position}", f"利用者数{position}", "人", *values])
