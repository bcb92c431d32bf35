"""Reads hostile files in this process, under limits, and says what came of each: one line of JSON a file.

Run as `python -m tests.hostile.reading NAME…`; the names are those of the corpus.
"""

from __future__ import annotations

import json
import resource
import sys
import time

from kpi_extract.errors import DocumentError
from kpi_extract.isolation.guards import PeakMemory
from kpi_extract.pipeline import extract
from tests.hostile.corpus import CORPUS, DOCUMENT, MEMORY

MEMORY_LIMIT = 2**30


def outcome(name: str, data: bytes) -> dict[str, object]:
    """What came of one file: the outcome, whether there are records, and the codes of its errors."""
    started = time.monotonic()
    said: dict[str, object]
    try:
        extraction = extract(data)
    except DocumentError as error:
        said = {"outcome": error.CODE, "says": f"{error.reason} {error.hint}"}
    except MemoryError:
        said = {"outcome": MEMORY, "says": ""}
    else:
        errors = [issue.message for issue in extraction.issues if issue.severity == "error"]
        said = {"outcome": DOCUMENT, "says": " ".join(errors), "projects": len(extraction.projects)}
    return {"name": name, **said, "seconds": round(time.monotonic() - started, 2)}


def main(names: list[str]) -> None:
    """Read the files of these names."""
    made = {name: CORPUS[name].make() for name in names} if len(names) == 1 else {}
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_LIMIT, MEMORY_LIMIT))
    for name in names:
        data = made.get(name) or CORPUS[name].make()
        result = outcome(name, data)
        # The system's own figure (ru_maxrss) begins with the size of whoever started this process.
        result["peak"] = PeakMemory().bytes() // 2**20
        print(json.dumps(result, ensure_ascii=False), flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
