"""python -m benchmarks.wild FOLDER: prints the report and writes it to out/wild/report.md."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from benchmarks.wild.report import report
from benchmarks.wild.running import run
from benchmarks.wild.silence import silent

OUT = Path(__file__).parents[2] / "out" / "wild"


def main() -> None:
    """Run the folder named on the command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.wild", description="Read a folder of foreign files.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1, help="documents read at once")
    given = parser.parse_args()
    OUT.mkdir(parents=True, exist_ok=True)
    files = run(given.folder, OUT / "batch", given.workers)
    text = report(files, silent(files, OUT / "seen.jsonl", given.workers))
    (OUT / "report.md").write_text(text, "utf-8")
    print(text)


if __name__ == "__main__":
    main()
