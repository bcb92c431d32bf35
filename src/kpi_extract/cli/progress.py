"""How a batch run goes, on stderr: a bar on a terminal, else a line from time to time; a table at the end."""

from __future__ import annotations

import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from typing import Protocol

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    Task,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.table import Table
from rich.text import Text

from kpi_extract.batch.buckets import documents_in
from kpi_extract.batch.outcomes import DocumentOutcome, Outcome
from kpi_extract.batch.planning import Plan
from kpi_extract.batch.running import RunReport, Watcher

_EVERY = 10.0
"""Seconds between two lines where there is no terminal."""
_NAMES_JA = {
    Outcome.OK: "正常",
    Outcome.REVIEW: "要確認",
    Outcome.NO_KPI: "KPIなし",
    Outcome.REFUSED: "対象外",
    Outcome.FAILED: "読み取り不可",
    Outcome.TIMEOUT: "時間切れ",
    Outcome.MEMORY: "メモリー不足",
    Outcome.CRASHED: "異常終了",
    Outcome.SKIPPED: "変更なし",
}
_TEXTS = {
    "en": {
        "planned": "{todo} documents to read, {done} unchanged",
        "line": "{done} of {total} ({rate:.1f}/s, {left} left): {counts}",
        "title": "{documents} documents, {indicators} indicators, {to_check} to check",
        "ran": "{read} read in {seconds}, {skipped} unchanged",
        "lost": "{lost} documents were not finished ({reason}). Run the same command again to go on.",
    },
    "ja": {
        "planned": "読み取り {todo} 文書、変更なし {done} 文書",
        "line": "{done} / {total} (毎秒 {rate:.1f}、残り {left}): {counts}",
        "title": "{documents} 文書、指標 {indicators} 件、要確認 {to_check} 件",
        "ran": "{read} 文書を読み取り({seconds})、変更なし {skipped} 文書",
        "lost": "{lost} 文書が終わっていません({reason})。同じコマンドをもう一度実行すると続きから始まります。",
    },
}


class Quiet:
    """Says nothing."""

    def planned(self, plan: Plan) -> None:
        """Nothing."""

    def ended(self, outcome: DocumentOutcome) -> None:
        """Nothing."""


class _Shown(Protocol):
    def start(self, total: int) -> None: ...
    def step(self, done: int, counts: Mapping[str, int]) -> None: ...


class _Counting:
    """Counts what ends, from several threads, and has it shown."""

    def __init__(self, console: Console, language: str, shown: _Shown) -> None:
        self._console = console
        self._language = language
        self._shown = shown
        self._counts: Counter[str] = Counter()
        self._lock = threading.Lock()

    def planned(self, plan: Plan) -> None:
        todo, done = documents_in(one.bucket for one in plan.todo), documents_in(plan.done)
        _say(self._console, self._language, "planned", todo=f"{todo:,}", done=f"{done:,}")
        self._shown.start(todo)

    def ended(self, outcome: DocumentOutcome) -> None:
        with self._lock:
            self._counts[name_of(outcome.outcome, self._language)] += 1
            self._shown.step(self._counts.total(), self._counts)


class _Rate(ProgressColumn):
    """Documents a second."""

    def render(self, task: Task) -> Text:
        return Text("" if task.speed is None else f"{task.speed:.1f}/s")


class _Bar:
    """On a terminal."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._task = progress.add_task("", total=None, counts="")

    def start(self, total: int) -> None:
        self._progress.update(self._task, total=total)

    def step(self, done: int, counts: Mapping[str, int]) -> None:
        self._progress.update(self._task, completed=done, counts=_counted(counts))


class _Lines:
    """In a log."""

    def __init__(self, console: Console, language: str) -> None:
        self._console = console
        self._language = language
        self._total = 0
        self._began = self._last = time.monotonic()

    def start(self, total: int) -> None:
        self._total = total

    def step(self, done: int, counts: Mapping[str, int]) -> None:
        now = time.monotonic()
        if now - self._last < _EVERY:
            return
        self._last = now
        rate = done / (now - self._began)
        left = timedelta(seconds=round((self._total - done) / rate))
        words = {"done": f"{done:,}", "total": f"{self._total:,}", "rate": rate, "left": left}
        _say(self._console, self._language, "line", **words, counts=_counted(counts))


@contextmanager
def shown(language: str, *, quiet: bool) -> Iterator[Watcher]:
    """Who is told how the run goes."""
    console = _console()
    if quiet:
        yield Quiet()
    elif console.is_terminal:
        columns = (BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[counts]}"))
        times = (_Rate(), TimeElapsedColumn(), TimeRemainingColumn())
        with Progress(*columns, *times, console=console, transient=True) as progress:
            yield _Counting(console, language, _Bar(progress))
    else:
        yield _Counting(console, language, _Lines(console, language))


def show_report(report: RunReport, language: str) -> None:
    """The table at the end of a run."""
    console = _console()
    totals = report.totals
    counts = {"documents": totals.documents, "indicators": totals.indicators, "to_check": totals.to_check}
    _say(console, language, "title", **{name: f"{count:,}" for name, count in counts.items()})
    table = Table(box=None, show_header=False, pad_edge=False)
    table.add_column()
    table.add_column(justify="right")
    for outcome in Outcome:
        if totals.outcomes[outcome]:
            table.add_row(name_of(outcome, language), f"{totals.outcomes[outcome]:,}")
    console.print(table)
    seconds = timedelta(seconds=round(report.seconds))
    _say(console, language, "ran", read=f"{report.read:,}", seconds=seconds, skipped=f"{report.skipped:,}")


def show_lost(report: RunReport, language: str) -> None:
    """What the next run has to do; said even to who wants to hear nothing."""
    _say(_console(), language, "lost", lost=f"{documents_in(report.lost):,}", reason=report.reason)


def name_of(outcome: Outcome, language: str) -> str:
    """What a person calls an outcome."""
    return _NAMES_JA[outcome] if language == "ja" else outcome.value


def _console() -> Console:
    return Console(file=sys.stderr, highlight=False, soft_wrap=True)


def _say(console: Console, language: str, key: str, **words: object) -> None:
    console.print(_TEXTS[language][key].format(**words), markup=False)


def _counted(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{name} {count:,}" for name, count in counts.items())
