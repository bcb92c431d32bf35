"""docs/performance.md from results.json: every figure on the page was measured in the run it names."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from benchmarks.roster import PEERS, Tool

Rows = Sequence[Mapping[str, Any]]

_IMPORT_SECONDS, _HELP_SECONDS = 0.03, 0.10
_REST_GROWTH, _MEGABYTES_A_PAGE = 1.3, 0.6
_WAY = """\
Each run is a process of its own; ours and the other tool run in turn (ours, other, ours, other …), a ratio is taken within
each round, and the table shows the median over {rounds} rounds with the lowest and highest in brackets. CPU is user and system
time with ended child processes; memory is the peak of the largest process, in MiB. *Reading* is bytes → tables inside
the process, without its start and imports (ours gives a Document: cells with boxes and spans, paragraphs, findings); *whole command* is
everything from the start of the process to its end: ours reads, interprets and writes the records, the other tool's script
writes its raw tables as JSON. kpi-extract is installed from its own wheel. The documents are made up (`benchmarks/facts.py`): a *dense*
page holds one table of 20 rows and 10 columns, a header of three merged rows, projects merged over two to four rows, about
1,550 characters; a *sparse* document is running text with a small table on every tenth page. `word` and `excel` are printed by
LibreOffice, `browser` by Chromium. These documents are not held out: they are of the kind the reader was developed on.
A tool of more than 50 ms a page is timed on 20 pages only; its cost grows about evenly with pages, so 300 take about 15 times as long."""


class Goal(NamedTuple):
    """One promise and what was measured; `measured` is None where it was not."""

    name: str
    goal: str
    measured: float | None
    is_met: Callable[[float], bool]
    form: str = "{:.1f} ×"


def performance_page(results: Mapping[str, Any], ours: Tool, plumber: Tool, bare: Tool) -> str:
    """The whole page as Markdown."""
    parts = [
        "# Performance",
        "",
        "Written by `make bench` (benchmarks/): do not edit.",
        "",
        *_machine(results),
        "",
        "## What was promised",
        "",
        *_goals(results, plumber, bare),
        "",
        *_slower(results, ours),
        "## How it is measured",
        "",
        _WAY.format(rounds=results["rounds"]),
        "",
        "![CPU time and memory against pages](performance.svg)",
        "",
        "The plot shows reading, and our whole command, on dense pages printed from Word.",
        "",
        "## Reading",
        "",
        *_pairs([*results["reading"], *results["reading_short"]], results["versions"]),
        "",
        *_missing(results["missing"]),
        "## Whole command",
        "",
        *_pairs(results["commands"], results["versions"]),
        "",
        "## Start",
        "",
        *_start(results["start"]),
        "",
        "## Two processes",
        "",
        "Whole command with `--jobs 2` against `--jobs 1`, in turn.",
        "",
        *_jobs(results["jobs"]),
        "",
        "## Memory",
        "",
        'The peak holds everything: Python, our modules, the bytes of the file. The Document is the size of its objects; "the rest"'
        " is the peak less the Document.",
        "",
        *_memory(results["memory"]),
        "",
        "## Cells right",
        "",
        "Precision / recall in % of all cells, empty ones too: row, column, both ends and text must be right (white space and width"
        " forms apart). The best setting of each tool is used.",
        "",
        *_cells(results["cells"]),
        "",
        "## Tools",
        "",
        *_tools(results["versions"], ours),
    ]
    return "\n".join(parts).rstrip() + "\n"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """A Markdown table; all columns but the first are figures, set to the right."""
    return [
        "| " + " | ".join(head) + " |",
        "|---|" + "---:|" * (len(head) - 1),
        *("| " + " | ".join(row) + " |" for row in rows),
    ]


def _machine(results: Mapping[str, Any]) -> Iterator[str]:
    machine = results["machine"]
    yield (
        f"Measured on {machine['day']}: {machine['processor']}, {machine['cores']} cores, {machine['memory_gib']} GiB, "
        f"{machine['system']}, Python {machine['python']}; load when it began {machine['load']}; plan `{results['plan']}`."
    )


def _goals(results: Mapping[str, Any], plumber: Tool, bare: Tool) -> list[str]:
    reading, commands = results["reading"], results["commands"]
    sizes = {row["document"].rpartition("-")[2] for row in reading}
    long = max(sizes, key=int, default="0")
    goals = [
        Goal(
            f"reading, Word, {long} pages, against pdfplumber's `extract_tables`",
            "≥ 20 ×",
            _times(reading, plumber, f"word-{long}"),
            _least(20),
        ),
        Goal(
            f"reading, Excel, {long} pages, the same", "≥ 20 ×", _times(reading, plumber, f"excel-{long}"), _least(20)
        ),
        Goal(
            f"reading, browser, {long} pages, the same",
            "≥ 15 ×",
            _times(reading, plumber, f"browser-{long}"),
            _least(15),
        ),
        Goal(
            f"reading, Word, {long} pages, in terms of the bare PDFium parse",
            "≤ 3 ×",
            _inverse(_times(reading, bare, f"word-{long}")),
            _most(3),
        ),
        Goal(
            f"whole command, Word, {long} pages, against a pdfplumber script",
            "≥ 10 ×",
            _times(commands, plumber, f"word-{long}"),
            _least(10),
        ),
        Goal(
            "whole command, Word, 2 pages, start included, against the same",
            "≥ 1.5 ×",
            _times(commands, plumber, "word-2"),
            _least(1.5),
        ),
        *_memory_goals(results["memory"]),
        *_start_goals(results["start"]),
    ]
    return table(("", "goal", "measured", "met"), [_goal_row(goal) for goal in goals])


def _goal_row(goal: Goal) -> tuple[str, str, str, str]:
    if goal.measured is None:
        return goal.name, goal.goal, "not measured", "no"
    return goal.name, goal.goal, goal.form.format(goal.measured), "yes" if goal.is_met(goal.measured) else "**no**"


def _memory_goals(rows: Rows) -> Iterator[Goal]:
    done = [row for row in rows if "failed" not in row]
    if len(done) < 2:
        yield Goal("memory", "", None, _most(0))
        return
    small, large = done[0], done[-1]
    yield Goal(
        f"peak of reading less the Document, {large['pages']:,} pages in terms of {small['pages']:,}",
        f"≤ {_REST_GROWTH} ×",
        large["rest"] / small["rest"],
        _most(_REST_GROWTH),
        "{:.2f} ×",
    )
    yield Goal(
        f"whole command, peak for {large['pages']:,} dense pages, a page",
        f"≤ {_MEGABYTES_A_PAGE} MiB",
        large["command_peak"] / large["pages"],
        _most(_MEGABYTES_A_PAGE),
        "{:.2f} MiB",
    )


def _start_goals(rows: Rows) -> Iterator[Goal]:
    limits = {"import kpi_extract": _IMPORT_SECONDS, "kpi-extract --help": _HELP_SECONDS}
    for row in rows:
        limit = limits[row["what"]]
        yield Goal(f"`{row['what']}`, more than bare Python", f"≤ {limit:.2f} s", row["more"], _most(limit), "{:.3f} s")


def _slower(results: Mapping[str, Any], ours: Tool) -> Iterator[str]:
    """What is faster than ours, said before any table of what is not."""
    finders = {tool.name: tool.gives for tool in PEERS if tool.cells}
    sections = (("reading", "reading"), ("reading", "reading_short"), ("whole command", "commands"))
    ahead = [(what, row) for what, key in sections for row in results[key] if row.get("times_ours", 1) < 1]
    if not ahead:
        return
    yield "## Where we are slower"
    yield ""
    lines = [
        (f"{row['tool']}, {row['document']}", what, f"{1 / row['times_ours']:.1f} ×", finders[row["tool"]])
        for what, row in ahead
        if row["tool"] in finders
    ]
    if lines:
        yield from table(("tool and document", "", f"{ours.name} takes", "the tool gives"), lines)
        yield ""
    others = list(dict.fromkeys(row["tool"] for _, row in ahead if row["tool"] not in finders))
    if others:
        yield f"Faster too, but they find no tables: {', '.join(others)}; see the figures below."
        yield ""


def _pairs(rows: Rows, versions: Mapping[str, str]) -> list[str]:
    head = (
        "document",
        "tool",
        "ms/page",
        "ours, ms/page",
        "CPU against ours",
        "wall, s",
        "ours, s",
        "MiB",
        "ours, MiB",
    )
    return table(head, (_pair_row(row, versions) for row in rows))


def _pair_row(row: Mapping[str, Any], versions: Mapping[str, str]) -> Sequence[str]:
    name = f"{row['tool']} {versions[row['tool']]}"
    if "failed" in row:
        return row["document"], name, f"failed: {_one_line(row['failed'])}", *[""] * 6
    ours, other, pages = row["ours"], row["other"], row["pages"]
    return (
        row["document"],
        name,
        f"{other['cpu_seconds'] / pages * 1e3:.2f}",
        f"{ours['cpu_seconds'] / pages * 1e3:.2f}",
        f"{row['times_ours']:.2f} × ({min(row['ratios']):.2f}-{max(row['ratios']):.2f})",
        f"{other['wall_seconds']:.2f}",
        f"{ours['wall_seconds']:.2f}",
        f"{other['peak_megabytes']:.0f}",
        f"{ours['peak_megabytes']:.0f}",
    )


def _missing(missing: Mapping[str, str]) -> Iterator[str]:
    if missing:
        yield "Not measured, because it could not be installed:"
        yield ""
        yield from (f"- {name}: {_one_line(reason)}" for name, reason in missing.items())
        yield ""


def _start(rows: Rows) -> list[str]:
    return table(
        ("", "CPU, s", "bare Python, s", "more, s", "MiB"),
        (
            (
                f"`{row['what']}`",
                f"{row['cost']['cpu_seconds']:.3f}",
                f"{row['bare']['cpu_seconds']:.3f}",
                f"{row['more']:.3f}",
                f"{row['cost']['peak_megabytes']:.0f}",
            )
            for row in rows
        ),
    )


def _jobs(rows: Rows) -> list[str]:
    head = ("document", "one process, wall s", "`--jobs 2`, wall s", "faster", "one, CPU s", "two, CPU s")
    return table(head, (_jobs_row(row) for row in rows))


def _jobs_row(row: Mapping[str, Any]) -> Sequence[str]:
    if "failed" in row:
        return row["document"], f"failed: {_one_line(row['failed'])}", *[""] * 4
    one, two = row["one"], row["two"]
    return (
        row["document"],
        f"{one['wall_seconds']:.2f}",
        f"{two['wall_seconds']:.2f}",
        f"{row['faster']:.2f} ×",
        f"{one['cpu_seconds']:.2f}",
        f"{two['cpu_seconds']:.2f}",
    )


def _memory(rows: Rows) -> list[str]:
    head = ("document", "reading, peak MiB", "Document, MiB", "the rest", "whole command, peak MiB", "MiB a page")
    return table(head, (_memory_row(row) for row in rows))


def _memory_row(row: Mapping[str, Any]) -> Sequence[str]:
    if "failed" in row:
        return row["document"], f"failed: {_one_line(row['failed'])}", *[""] * 4
    figures = (row["peak"], row["held"], row["rest"], row["command_peak"])
    return row["document"], *(f"{figure:.1f}" for figure in figures), f"{row['command_peak'] / row['pages']:.2f}"


def _cells(rows: Rows) -> list[str]:
    tools = list(dict.fromkeys(row["tool"] for row in rows))
    documents = list(dict.fromkeys(row["document"] for row in rows))
    found = {(row["document"], row["tool"]): row for row in rows}
    return table(
        ("document", *tools),
        ((document, *(_share(found[document, tool]) for tool in tools)) for document in documents),
    )


def _share(row: Mapping[str, Any]) -> str:
    """Cut, not rounded: 100 means all."""
    if "failed" in row:
        return "failed"
    right, found, printed = row["spans"]
    shares = [int(1000 * right / whole) / 10 if whole else 0.0 for whole in (found, printed)]
    return " / ".join(f"{share:g}" for share in shares)


def _tools(versions: Mapping[str, str], ours: Tool) -> list[str]:
    measured = [tool for tool in (ours, *PEERS) if tool.name in versions]
    return table(
        ("tool", "version", "licence", "gives"),
        ((tool.name, f"{tool.package} {versions[tool.name]}", tool.licence, tool.gives) for tool in measured),
    )


def _times(rows: Rows, tool: Tool, document: str) -> float | None:
    found = (row for row in rows if row["tool"] == tool.name and row["document"] == document)
    return next((row["times_ours"] for row in found if "failed" not in row), None)


def _inverse(ratio: float | None) -> float | None:
    return None if ratio is None else 1 / ratio


def _least(limit: float) -> Callable[[float], bool]:
    return lambda measured: measured >= limit


def _most(limit: float) -> Callable[[float], bool]:
    return lambda measured: measured <= limit


def _one_line(text: str) -> str:
    return " ".join(text.split()).replace("|", "/")[-160:]
