"""Runs one tool on one document inside that tool's environment, and says what it cost.

    python benchmarks/tools/worker.py MODULE:FUNCTION FILE            # cost as one line of JSON
    python benchmarks/tools/worker.py MODULE:FUNCTION FILE CELLS      # … and its tables written to CELLS
    python benchmarks/tools/worker.py MODULE:FUNCTION FILE --held     # … and the bytes held by what it returned

Standard library only: it must run in every environment.
"""

import gc
import importlib
import json
import resource
import sys
import time
from pathlib import Path
from types import FunctionType, ModuleType
from typing import Any

_SHARED = (type, ModuleType, FunctionType)


def cpu_seconds() -> float:
    """User and system time of this process and of its ended children."""
    own, children = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime


def peak_megabytes() -> float:
    """Highest resident memory of this process, or of its largest ended child if that was more."""
    lines = Path("/proc/self/status").read_text("utf-8").splitlines()
    own = next(int(line.split()[1]) for line in lines if line.startswith("VmHWM"))
    return max(own, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss) / 1024


def held_megabytes(value: object) -> float:
    """Size of an object with all that it alone leads to; classes, modules and functions are not its own."""
    seen, size, waiting = set(), 0, [value]
    while waiting:
        one = waiting.pop()
        if id(one) in seen or isinstance(one, _SHARED):
            continue
        seen.add(id(one))
        size += sys.getsizeof(one)
        waiting.extend(gc.get_referents(one))
    return size / 2**20


def main() -> None:
    """Import, then run and measure once."""
    name, file, *rest = sys.argv[1:]
    path = Path(file)
    module, function = name.split(":")
    run = getattr(importlib.import_module(module), function)
    cpu, wall = cpu_seconds(), time.perf_counter()
    result = run(path)
    cost: dict[str, Any] = {
        "cpu_seconds": cpu_seconds() - cpu,
        "wall_seconds": time.perf_counter() - wall,
        "peak_megabytes": peak_megabytes(),
    }
    if rest == ["--held"]:
        cost["held_megabytes"] = held_megabytes(result)
    elif rest:
        Path(rest[0]).write_text(json.dumps(result, ensure_ascii=False), encoding="utf-8")
    print(json.dumps(cost))


if __name__ == "__main__":
    main()
