"""What becomes of PDF files nobody here has seen: each is read in a process of its own.

python -m benchmarks.foreign FOLDER [RESULTS]

One line of JSON a file goes to RESULTS (default: out/foreign.jsonl); a second run reads only the files not yet there.
The summary names every crash, hang and unclear error, the slowest files, and the pages on which the two engines see
different amounts of text.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

LIMIT = 60
"""Seconds a file may take, both engines together."""
MEMORY = 4 << 30
"""Address space a file may take, bytes."""
DIFFERENCE = 0.1
"""Engines differ on a page if their numbers of characters do by more than this share, and by more than `FEW`."""
FEW = 20
MOST_COMPARED = 60
"""Pages of one file on which the engines are compared."""
SLOWEST = 10


# --- one file, in the child -------------------------------------------------------------------------------------------


def read_one(path: Path) -> dict[str, Any]:
    """The outcome of one file, and the pages on which the engines differ."""
    from kpi_extract.errors import DocumentError
    from kpi_extract.readers import read_source
    from kpi_extract.readers.source import Source

    source = Source(str(path), path.read_bytes())
    start = time.perf_counter()
    try:
        document = read_source(source)
    except DocumentError as error:
        cause = type(error.__cause__).__name__ if error.__cause__ else ""
        return {"outcome": type(error).__name__, "cause": cause, "says": str(error), "seconds": _since(start)}
    seconds = _since(start)
    codes = Counter(finding.code.value for finding in document.findings)
    tables = sum(1 for _ in document.tables())
    outcome = {"outcome": "read", "pages": document.page_count, "tables": tables, "findings": codes, "seconds": seconds}
    return {**outcome, "differ": _differing(source)}


def _since(start: float) -> float:
    return round(time.perf_counter() - start, 2)


def _differing(source: Any) -> list[dict[str, Any]]:
    """Pages on which the two engines see different amounts of text."""
    counts = {name: _characters(source, name) for name in ("pdfium", "pdfplumber")}
    found = []
    for number, (first, second) in enumerate(zip(*counts.values(), strict=False), start=1):
        if first is None or second is None:
            if first is not second:
                found.append({"page": number, "pdfium": first, "pdfminer": second})
        elif abs(first - second) > max(FEW, DIFFERENCE * max(first, second)):
            found.append({"page": number, "pdfium": first, "pdfminer": second})
    return found


def _characters(source: Any, name: str) -> list[int | None]:
    """Printed characters of each page by one engine; None where it could not read the page."""
    from kpi_extract.readers.pdf.engines import ENGINES

    counts: list[int | None] = []
    try:
        with ENGINES[name](source) as pdf:
            for number in range(1, min(pdf.page_count, MOST_COMPARED) + 1):
                try:
                    runs = pdf.marks(number).runs
                except Exception:  # noqa: BLE001  an engine raises anything on a bad page
                    counts.append(None)
                else:
                    counts.append(sum(len(run.text) - run.text.count(" ") for run in runs))
    except Exception:  # noqa: BLE001  this engine would not open it
        return counts
    return counts


# --- all files, in the parent -----------------------------------------------------------------------------------------


def outcome_of(path: Path) -> dict[str, Any]:
    """One file read in a child process with a time limit."""
    command = [sys.executable, "-m", "benchmarks.foreign", "--one", str(path)]
    try:
        done = subprocess.run(command, capture_output=True, timeout=LIMIT, check=False)
    except subprocess.TimeoutExpired:
        return {"outcome": "hang", "seconds": float(LIMIT)}
    if done.returncode:
        last = done.stderr.decode(errors="replace").strip().splitlines()[-1:]
        return {"outcome": f"crash {done.returncode}", "says": " ".join(last), "seconds": 0.0}
    result: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return result


def run(folder: Path, results: Path) -> list[dict[str, Any]]:
    """The outcomes of all PDF files below the folder."""
    results.parent.mkdir(parents=True, exist_ok=True)
    known = {}
    if results.exists():
        known = {line["file"]: line for line in map(json.loads, results.read_text("utf-8").splitlines())}
    outcomes = []
    for path in sorted(folder.rglob("*.pdf")):
        name = path.relative_to(folder).as_posix()
        if name not in known:
            known[name] = {"file": name, **outcome_of(path)}
            with results.open("a", encoding="utf-8") as out:
                out.write(json.dumps(known[name], ensure_ascii=False) + "\n")
        outcomes.append(known[name])
    return outcomes


def summary(outcomes: Sequence[dict[str, Any]]) -> str:
    """What a person has to look at."""
    counts = Counter(outcome["outcome"] for outcome in outcomes)
    lines = [f"{len(outcomes)} files: " + ", ".join(f"{count} {kind}" for kind, count in counts.most_common())]
    lines += ["", "To look at (crash, hang, or an error of a library in a DocumentError's place):"]
    for outcome in outcomes:
        if outcome["outcome"].startswith(("crash", "hang")) or outcome.get("cause"):
            lines.append(
                f"  {outcome['file']}: {outcome['outcome']} {outcome.get('cause', '')} {outcome.get('says', '')}"
            )
    lines += ["", "Slowest:"]
    slow = sorted(outcomes, key=lambda outcome: -float(outcome["seconds"]))[:SLOWEST]
    lines += [
        f"  {outcome['seconds']:6.2f} s  {outcome['file']} ({outcome.get('pages', '?')} pages)" for outcome in slow
    ]
    lines += ["", "Characters seen by PDFium and by pdfminer:"]
    for outcome in outcomes:
        pages = outcome.get("differ", [])
        if pages:
            first = ", ".join(f"p. {page['page']} {page['pdfium']}/{page['pdfminer']}" for page in pages[:3])
            lines.append(f"  {outcome['file']}: {len(pages)} pages, {first}")
    return "\n".join(lines)


def _limit_memory() -> None:
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


def main(arguments: Sequence[str]) -> None:
    """See the module's text."""
    if arguments[0] == "--one":
        _limit_memory()
        print(json.dumps(read_one(Path(arguments[1])), ensure_ascii=False))
        return
    results = Path(arguments[1] if len(arguments) > 1 else "out/foreign.jsonl")
    print(summary(run(Path(arguments[0]), results)))


if __name__ == "__main__":
    main(sys.argv[1:])
