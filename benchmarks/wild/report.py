"""What a person has to look at, as a page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from benchmarks import machine
from benchmarks.wild.running import LOST, WildFile
from benchmarks.wild.silence import Silent
from kpi_extract.batch.outcomes import Outcome

_MOST = 20
_MOST_NAMED = 200
_MIB = 2**20
_ORDER = [*(outcome.value for outcome in Outcome if outcome != Outcome.SKIPPED), LOST]
_BAD = ("unexpected", "crashed", "timeout", "memory")


def report(files: Sequence[WildFile], silents: Sequence[Silent]) -> str:
    """The page.

    Args:
        files: all of them.
        silents: those that are empty, or nearly, while another program sees text.
    """
    unexplained = [one for one in silents if not one.is_explained]
    what = machine.describe()
    lines = [
        f"# {len(files):,} foreign files",
        "",
        f"{what['processor']}, {what['cores']} cores, {what['system']}, Python {what['python']}, {what['day']}.",
        "",
        *table_of_outcomes(files),
        "",
        *_counts("Codes", Counter(file.code for file in files if file.code)),
        *_counts("Issues", Counter(code for file in files for code in file.issues)),
        *_counts(
            "Exceptions behind `damaged`",
            Counter(f"{file.suffix} {file.exception}" for file in files if file.exception),
        ),
    ]
    lines += _named(LOST, [file for file in files if file.outcome == LOST], _said)
    for code in _BAD:
        lines += _named(code, [file for file in files if file.code == code], _said)
    lines += _named("an exception became `damaged`", [file for file in files if file.exception], _said)
    lines += _silents("Empty without saying so (ours / other program, characters)", unexplained)
    lines += _silents("Little read, and an issue says so", [one for one in silents if one.is_explained])
    slowest = sorted(files, key=lambda file: -file.seconds)[:_MOST]
    lines += _named(f"slowest {_MOST}", slowest, lambda file: f"{file.seconds:.2f} s, {_shape(file)}")
    largest = sorted(files, key=lambda file: -file.peak_memory)[:_MOST]
    lines += _named(f"largest {_MOST}", largest, lambda file: f"{file.peak_memory / _MIB:.0f} MiB, {_shape(file)}")
    return "\n".join(lines)


def table_of_outcomes(files: Iterable[WildFile]) -> list[str]:
    """Rows of Markdown: suffixes by number, one column an outcome."""
    counts: dict[str, Counter[str]] = {}
    for file in files:
        counts.setdefault(file.suffix or "(none)", Counter())[file.outcome] += 1
    rows = sorted(counts.items(), key=lambda item: (-item[1].total(), item[0]))
    total = sum((count for _, count in rows), Counter[str]())
    lines = ["| type | files | " + " | ".join(_ORDER) + " |", "|---|" + "--:|" * (len(_ORDER) + 1)]
    for name, count in [*rows, ("all", total)]:
        lines.append(f"| {name} | {count.total():,} | " + " | ".join(f"{count[one] or '·'}" for one in _ORDER) + " |")
    return lines


def _counts(title: str, counts: Counter[str]) -> list[str]:
    if not counts:
        return []
    return [f"## {title}", "", *(f"- {name}: {count:,}" for name, count in counts.most_common()), ""]


def _named(title: str, files: Sequence[WildFile], say: Callable[[WildFile], str]) -> list[str]:
    lines = [f"## {title[0].upper()}{title[1:]}: {len(files):,}", ""]
    return [*lines, *(f"- {file.name}: {say(file)}" for file in files[:_MOST_NAMED]), ""]


def _said(file: WildFile) -> str:
    return f"{file.code}, {file.seconds:.1f} s, {file.peak_memory / _MIB:.0f} MiB: {file.says}"


def _shape(file: WildFile) -> str:
    pages = "" if file.pages is None else f"{file.pages} pages, "
    return f"{pages}{file.outcome}"


def _silents(title: str, silents: Sequence[Silent]) -> list[str]:
    lines = [f"## {title}: {len(silents):,}", ""]
    for one in silents[:_MOST_NAMED]:
        lines.append(f"- {one.file.name}: {one.seen.ours} / {one.seen.others}, tables {one.file.tables}")
    return [*lines, ""]
