"""What is measured: each experiment gives plain rows for results.json, and a failed run is a row that says so."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

from benchmarks.documents import VARIANT_PAGES
from benchmarks.environments import Prepared
from benchmarks.measuring import (
    Cost,
    Pair,
    Run,
    RunFailedError,
    in_turn,
    middle,
    reading,
    reading_held,
    tables,
    whole_command,
)
from benchmarks.roster import OURS, OURS_ENVIRONMENT, Tool
from benchmarks.scoring import score
from benchmarks.truth import read_truth

Row = dict[str, Any]


class Bench(NamedTuple):
    """Where everything lies."""

    prepared: Prepared
    documents: Path
    scratch: Path
    rounds: int

    def document(self, name: str) -> Path:
        """The PDF of this name."""
        return self.documents / f"{name}.pdf"

    def has(self, tool: Tool) -> bool:
        """Whether the tool was installed."""
        return tool.name in self.prepared.versions


def pages_of(document: str) -> int:
    """``word-300`` → 300; a variant has a fixed number."""
    size = document.rpartition("-")[2]
    return int(size) if document.partition("-")[0] in ("word", "excel", "browser", "sparse") else VARIANT_PAGES


def reading_costs(bench: Bench, tools: Iterable[Tool], documents: Sequence[str]) -> list[Row]:
    """CPU, wall and memory of reading, each tool in turn with ours."""
    return [
        _pair_row(bench, tool, document, _reader(bench, OURS, document), _reader(bench, tool, document))
        for document in documents
        for tool in tools
        if bench.has(tool)
    ]


def command_costs(bench: Bench, tools: Iterable[Tool], documents: Sequence[str]) -> list[Row]:
    """The same for whole commands: `kpi-extract FILE -o OUT` against the tool's own script."""
    return [
        _pair_row(bench, tool, document, our_command(bench, document), _script(bench, tool, document))
        for document in documents
        for tool in tools
        if bench.has(tool) and tool.command
    ]


def start_costs(bench: Bench) -> list[Row]:
    """Seconds that bare Python, our import and `--help` take."""
    python = bench.prepared.pythons[OURS_ENVIRONMENT]
    bare = partial(whole_command, [python, "-c", "pass"])
    asked: dict[str, Run] = {
        "import kpi_extract": partial(whole_command, [python, "-c", "import kpi_extract"]),
        "kpi-extract --help": partial(whole_command, [_program(bench), "--help"]),
    }
    rows = []
    for name, run in asked.items():
        pair = in_turn(run, bare, max(bench.rounds * 3, 5))
        more = median(ours.cpu_seconds - other.cpu_seconds for ours, other in zip(pair.ours, pair.other, strict=True))
        rows.append({"what": name, "cost": _plain(middle(pair.ours)), "bare": _plain(middle(pair.other)), "more": more})
    return rows


def job_costs(bench: Bench, documents: Sequence[str]) -> list[Row]:
    """One process against two for the same document."""
    rows = []
    for document in documents:
        _progress("jobs", document)
        row: Row = {"document": document, "pages": pages_of(document)}
        try:
            two, one = our_command(bench, document, "--jobs", "2"), our_command(bench, document, "--jobs", "1")
            pair = in_turn(two, one, bench.rounds)
            walls = [other.wall_seconds / ours.wall_seconds for ours, other in zip(pair.ours, pair.other, strict=True)]
            row |= {"two": _plain(middle(pair.ours)), "one": _plain(middle(pair.other)), "faster": median(walls)}
        except RunFailedError as error:
            row["failed"] = str(error)
        rows.append(row)
    return rows


def growth(bench: Bench, tools: Iterable[Tool], kind: str, sizes: Sequence[int], once_above: int) -> list[Row]:
    """Cost of reading and of our whole command against the number of pages; big documents are run once."""
    rows = []
    for size in sizes:
        document = f"{kind}-{size}"
        rounds = 1 if size > once_above else bench.rounds
        runs: dict[str, Run] = {tool.name: _reader(bench, tool, document) for tool in (OURS, *tools) if bench.has(tool)}
        runs["kpi-extract, whole command"] = our_command(bench, document)
        for name, run in runs.items():
            _progress("growth", f"{document} {name}")
            row: Row = {"tool": name, "document": document, "pages": size, "rounds": rounds}
            rows.append(row | _outcome(partial(_middle_of, run, rounds)))
    return rows


def memory(bench: Bench, kind: str, sizes: Sequence[int]) -> list[Row]:
    """Peak of reading, what the Document holds of it, and the peak of the whole command."""
    rows = []
    python = bench.prepared.pythons[OURS_ENVIRONMENT]
    for size in sizes:
        document = f"{kind}-{size}"
        _progress("memory", document)
        row: Row = {"document": document, "pages": size}
        try:
            # Measuring what is held comes after the peak was taken: it costs memory of its own.
            cost, held = reading_held(python, OURS.reading, bench.document(document))
            row |= {"peak": cost.peak_megabytes, "held": held, "rest": cost.peak_megabytes - held}
            row["command_peak"] = our_command(bench, document)().peak_megabytes
        except RunFailedError as error:
            row["failed"] = str(error)
        rows.append(row)
    return rows


def cells_right(bench: Bench, tools: Iterable[Tool], documents: Sequence[str]) -> list[Row]:
    """Cells returned right, by document and tool."""
    return [
        {"tool": tool.name, "document": document} | _scored(bench, tool, document)
        for document in documents
        for tool in (OURS, *tools)
        if bench.has(tool) and tool.cells
    ]


def our_command(bench: Bench, document: str, *options: str) -> Run:
    """`kpi-extract FILE -o OUT`, as a user would type it."""
    out = bench.scratch / "ours.json"
    return partial(whole_command, [_program(bench), bench.document(document), "-o", out, "--quiet", *options])


def _program(bench: Bench) -> Path:
    return bench.prepared.pythons[OURS_ENVIRONMENT].parent / "kpi-extract"


def _reader(bench: Bench, tool: Tool, document: str) -> Run:
    return partial(reading, bench.prepared.pythons[tool.environment], tool.reading, bench.document(document))


def _script(bench: Bench, tool: Tool, document: str) -> Run:
    script = Path(__file__).parent / "tools" / str(tool.command)
    python, out = bench.prepared.pythons[tool.environment], bench.scratch / "other.json"
    return partial(whole_command, [python, script, bench.document(document), out])


def _pair_row(bench: Bench, tool: Tool, document: str, ours: Run, other: Run) -> Row:
    _progress(document, tool.name)
    row: Row = {"tool": tool.name, "document": document, "pages": pages_of(document)}
    try:
        return row | _of_pair(in_turn(ours, other, bench.rounds))
    except RunFailedError as error:
        return row | {"failed": str(error)}


def _of_pair(pair: Pair) -> Row:
    return {
        "ours": _plain(middle(pair.ours)),
        "other": _plain(middle(pair.other)),
        "times_ours": pair.times_ours,
        "ratios": [round(ratio, 3) for ratio in pair.ratios()],
    }


def _scored(bench: Bench, tool: Tool, document: str) -> Row:
    _progress("cells", f"{document} {tool.name}")
    python, result = bench.prepared.pythons[tool.environment], bench.scratch / "tables.json"
    try:
        found = tables(python, str(tool.cells), bench.document(document), result)
    except RunFailedError as error:
        return {"failed": str(error)}
    counted = score(found, read_truth(bench.documents / f"{document}.truth.json"))
    return {"spans": list(counted.spans), "places": list(counted.places)}


def _outcome(run: Callable[[], Cost]) -> Row:
    try:
        return {"cost": _plain(run())}
    except RunFailedError as error:
        return {"failed": str(error)}


def _middle_of(run: Run, rounds: int) -> Cost:
    return middle([run() for _ in range(rounds)])


def _plain(cost: Cost) -> dict[str, float]:
    return {name: round(value, 4) for name, value in cost._asdict().items()}


def _progress(*words: str) -> None:
    print("  ".join(words), file=sys.stderr, flush=True)
