"""Make the documents, set up the tools, measure, write the page: `make bench`, or `make bench BENCH=quick`.

python -m benchmarks full            # docs/performance.md and docs/performance.svg are written anew
python -m benchmarks quick           # 20 pages and few tools; the page goes to out/bench
python -m benchmarks page            # only the page, from out/bench/results.json
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, NamedTuple

from benchmarks import machine
from benchmarks.documents import variants
from benchmarks.environments import ROOT, prepare
from benchmarks.experiments import (
    Bench,
    Row,
    cells_right,
    command_costs,
    growth,
    job_costs,
    memory,
    reading_costs,
    start_costs,
)
from benchmarks.page import performance_page
from benchmarks.plot import growth_plot
from benchmarks.roster import BARE, OURS, PEERS, PLUMBER, Tool

FOLDER = ROOT / "out" / "bench"
RESULTS = FOLDER / "results.json"
_KINDS = ("word", "excel", "browser")


class Plan(NamedTuple):
    """How much is measured."""

    name: str
    rounds: int
    tools: Sequence[Tool]
    document_sizes: Sequence[int]
    long: int
    """Pages of the documents the fast tools read."""
    command_sizes: Sequence[int]
    growth_sizes: Sequence[int]
    memory_sizes: Sequence[int]
    job_sizes: Sequence[int]


FULL = Plan(
    "full", 5, PEERS, (1, 2, 20, 100, 300, 1000), 300, (1, 2, 20, 300), (1, 20, 300, 1000), (100, 1000), (300, 1000)
)
QUICK = Plan(
    "quick", 3, [tool for tool in PEERS if tool.is_quick_choice], (1, 2, 20), 20, (2, 20), (1, 20), (1, 20), (20,)
)
_SHORT = 20
_SCORED = 2
"""Pages are much alike: two of each kind show whose cells are right."""
_ONCE_ABOVE_PAGES = 300


def main() -> None:
    """Run one of the three."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("what", choices=("full", "quick", "page"))
    what = parser.parse_args().what
    FOLDER.mkdir(parents=True, exist_ok=True)
    if what != "page":
        measure(FULL if what == "full" else QUICK)
    write_page(json.loads(RESULTS.read_text("utf-8")))


def measure(plan: Plan) -> None:
    """Run all experiments of a plan and save the figures after each, so that a long run that is stopped is not lost.

    What could not be measured is in the results too, with the reason.
    """
    _make_documents(plan.document_sizes)
    prepared = prepare([OURS, *plan.tools], FOLDER / "env")
    if OURS.name in prepared.missing:
        sys.exit(f"kpi-extract itself cannot be installed: {prepared.missing[OURS.name]}")
    todo = _experiments(plan, Bench(prepared, FOLDER / "documents", FOLDER, plan.rounds))
    results: dict[str, Any] = {
        "plan": plan.name,
        "rounds": plan.rounds,
        "machine": machine.describe(),
        "versions": dict(prepared.versions),
        "missing": dict(prepared.missing),
        **{name: [] for name in todo},
    }
    for name, experiment in todo.items():
        results[name] = experiment()
        RESULTS.write_text(json.dumps(results, ensure_ascii=False, indent=1), "utf-8")


def _experiments(plan: Plan, bench: Bench) -> dict[str, Callable[[], list[Row]]]:
    """By the name their rows have in results.json."""
    fast = [tool for tool in plan.tools if not tool.is_slow]
    long = [f"{kind}-{plan.long}" for kind in (*_KINDS, "sparse")]
    short = [f"{kind}-{_SHORT}" for kind in _KINDS] if plan.long != _SHORT else []
    commands = [f"word-{size}" for size in plan.command_sizes] + [f"browser-{plan.long}"]
    jobs = [f"word-{size}" for size in plan.job_sizes]
    scored = [f"{kind}-{_SCORED}" for kind in _KINDS] + [f"sparse-{_SHORT}", *(made.name for made in variants())]
    finders = [tool for tool in fast if tool.cells]
    return {
        "reading": partial(reading_costs, bench, fast, long),
        "reading_short": partial(reading_costs, bench, plan.tools, short),
        "commands": partial(command_costs, bench, plan.tools, commands),
        "start": partial(start_costs, bench),
        "jobs": partial(job_costs, bench, jobs),
        "growth": partial(growth, bench, finders, "word", plan.growth_sizes, _ONCE_ABOVE_PAGES),
        "memory": partial(memory, bench, "word", plan.memory_sizes),
        "cells": partial(cells_right, bench, plan.tools, scored),
    }


def write_page(results: dict[str, Any]) -> None:
    """A full run becomes the page of the documentation; a quick one a page to look at."""
    folder = ROOT / "docs" if results["plan"] == "full" else FOLDER
    (folder / "performance.svg").write_text(growth_plot(results["growth"]), "utf-8")
    page = performance_page(results, OURS, PLUMBER, BARE)
    (folder / "performance.md").write_text(page, "utf-8")
    print(f"written: {(folder / 'performance.md').relative_to(ROOT)}", file=sys.stderr)


def _make_documents(sizes: Sequence[int]) -> None:
    """In a process of its own: its memory and its libraries are none of the measuring's business."""
    pages = ",".join(map(str, sizes))
    command = [sys.executable, "-m", "benchmarks.documents", str(FOLDER / "documents"), "--pages", pages]
    subprocess.run(command, check=True, cwd=ROOT)


if __name__ == "__main__":
    main()
