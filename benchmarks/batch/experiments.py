"""The experiments, one function each: a folder to work in → figures."""

from __future__ import annotations

import gc
import json
import os
import shutil
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import NamedTuple

import psutil
from pyarrow import parquet

from benchmarks.batch import clusters, documents, kills
from benchmarks.batch.kills import command, timed
from benchmarks.documents import Made, dense_documents, make
from benchmarks.printing.drawing import draw_pages, stroked_boxes
from kpi_extract.errors import DocumentError, MemoryLimitError
from kpi_extract.isolation import sandbox as sandboxes
from kpi_extract.isolation.in_process import run as run_here
from kpi_extract.isolation.messages import Task
from kpi_extract.isolation.sandbox import Sandbox
from kpi_extract.limits import Limits

Figures = dict[str, object]
_DOCUMENTS = Path(__file__).parents[2] / "out" / "bench" / "documents"
_FIXTURES = Path(__file__).parents[2] / "tests" / "fixtures"


def killed_local(place: Path, count: int = 2000) -> Figures:
    """20 times `kill -9` of the driver or of a child during a run on this machine."""
    sources, calm, rough = place / "sources", place / "calm", place / "rough"
    documents.mixed(sources, count)
    seconds = timed(command(sources, calm))
    killed = kills.killed_runs(sources, rough, seconds, victims=kills.children_of)
    return {"seconds undisturbed": round(seconds, 1), **killed, **kills.compared(sources, calm, rough)}


def killed_dask(place: Path, count: int = 2000) -> Figures:
    """The same with a Dask scheduler and two workers on loopback, of which the workers are killed too."""
    sources, calm, rough = place / "sources", place / "calm", place / "rough"
    documents.mixed(sources, count)
    timed(command(sources, calm))
    with clusters.dask(workers=2) as cluster:
        seconds = timed(command(sources, place / "warm", "--executor", cluster.url))
        killed = kills.killed_runs(
            sources, rough, seconds, "--executor", cluster.url, victims=lambda _: cluster.worker_processes()
        )
    return {"seconds undisturbed": round(seconds, 1), **killed, **kills.compared(sources, calm, rough)}


def killed_store(place: Path, count: int = 300) -> Figures:
    """The same with the output in an emulated object store, then fetched from there."""
    sources, calm, rough = place / "sources", place / "calm", place / "rough"
    documents.mixed(sources, count)
    timed(command(sources, calm))
    with clusters.object_store() as store:
        seconds = timed(command(sources, store.url("warm")))
        url = store.url("rough")
        killed = kills.killed_runs(sources, url, seconds, victims=kills.children_of)
        store.fetch(url, rough)
    return {"seconds undisturbed": round(seconds, 1), **killed, **kills.compared(sources, calm, rough)}


def memory(place: Path, count: int = 1000) -> Figures:
    """Peak memory of one child over so many equal documents, never replaced meanwhile, and of the driver."""
    with Sandbox() as sandbox, _never_replaced():
        path = str(_report(2))
        task = Task("extract", path, path, ("json", "jsonl"), notices=False)
        peaks = [sandbox.run(task).facts.peak_memory for _ in range(count)]
    first, last = statistics.mean(peaks[:100]), statistics.mean(peaks[-100:])
    sources, out = place / "sources", place / "out"
    documents.small_texts(sources, 4000)
    sizes = _sizes_of(command(sources, out))
    middle = len(sizes) // 10
    return {
        "child MB, first 100": round(first / 1e6, 1),
        "child MB, last 100": round(last / 1e6, 1),
        "child, last / first": round(last / first, 3),
        "driver MB after a tenth": round(max(sizes[: middle + 1]) / 1e6, 1),
        "driver MB at most": round(max(sizes) / 1e6, 1),
    }


@contextmanager
def _never_replaced() -> Iterator[None]:
    """A child serves on, however many documents it has read."""
    most = sandboxes.MOST_TASKS
    sandboxes.MOST_TASKS = sys.maxsize
    try:
        yield
    finally:
        sandboxes.MOST_TASKS = most


def noop(place: Path, count: int = 50_000) -> Figures:
    """A second run over many documents of which none has changed."""
    sources, out = place / "sources", place / "out"
    documents.small_texts(sources, count)
    first = timed(command(sources, out))
    begin = time.perf_counter()
    sizes = _sizes_of(command(sources, out))
    again = time.perf_counter() - begin
    changed = next(sources.rglob("*.txt"))
    changed.write_text(changed.read_text("utf-8").replace("利用者数", "来場者数"), "utf-8")
    one = timed(command(sources, out))
    read = json.loads((out / "last-run.json").read_text("utf-8"))["read"]
    return {
        "documents": count,
        "first run, s": round(first, 1),
        "documents a second": round(count / first),
        "nothing changed, s": round(again, 1),
        "driver MB at most": round(max(sizes) / 1e6),
        "one changed, s": round(one, 1),
        "documents read for it": read,
    }


def isolation(place: Path, count: int = 200, rounds: int = 9) -> Figures:
    """Two-page reports one after another: in a child, its start included, and in this process."""
    path = str(_report(2))
    task = Task("extract", path, path, ("json", "jsonl"), notices=False)
    gc.set_threshold(100_000, 20, 100)  # what the child does
    run_here(task, Limits())

    def in_process() -> None:
        for _ in range(count):
            run_here(task, Limits())

    def isolated() -> None:
        with Sandbox() as sandbox:
            for _ in range(count):
                sandbox.run(task)

    pairs = [(_spent(in_process), _spent(isolated)) for _ in range(rounds)]
    wall = [apart.wall / here.wall - 1 for here, apart in pairs]
    processor = [apart.processor / here.processor - 1 for here, apart in pairs]
    return {
        "documents": count,
        "in process, ms each": round(statistics.median(here.wall for here, _ in pairs) / count * 1000, 1),
        "isolated with start, ms each": round(statistics.median(apart.wall for _, apart in pairs) / count * 1000, 1),
        # Other programs only ever add to either.
        "cost of isolation, least of each": f"{_least(pairs, 1) / _least(pairs, 0) - 1:.1%}",
        "cost of isolation, time": f"{statistics.median(wall):.1%} ({min(wall):.1%} to {max(wall):.1%})",
        "cost of isolation, processor time": (
            f"{statistics.median(processor):.1%} ({min(processor):.1%} to {max(processor):.1%})"
        ),
    }


class _Spent(NamedTuple):
    """Seconds."""

    wall: float
    processor: float
    """Of this process and of those it has started and ended."""


def _least(pairs: Sequence[tuple[_Spent, _Spent]], at: int) -> float:
    return min(pair[at].processor for pair in pairs)


def _spent(act: Callable[[], object]) -> _Spent:
    before, begin = os.times(), time.perf_counter()
    act()
    wall, after = time.perf_counter() - begin, os.times()
    return _Spent(wall, sum(after[:4]) - sum(before[:4]))


def workers(place: Path, count: int = 1000, rounds: int = 3) -> Figures:
    """Two-page reports with one worker and with two, in turn."""
    sources = place / "sources"
    sources.mkdir()
    data = _report(2).read_bytes()
    for number in range(count):
        (sources / f"{number:05d}.pdf").write_bytes(data)
    times: dict[int, list[float]] = {1: [], 2: []}
    for _ in range(rounds):
        for number in times:
            out = place / "out"
            shutil.rmtree(out, ignore_errors=True)
            times[number].append(timed(command(sources, out, "--workers", str(number))))
    ratios = [one / two for one, two in zip(times[1], times[2], strict=True)]
    return {
        "documents": count,
        "one worker, s": round(statistics.median(times[1]), 1),
        "two workers, s": round(statistics.median(times[2]), 1),
        "two over one": f"{statistics.median(ratios):.2f} ({min(ratios):.2f} to {max(ratios):.2f})",
    }


def costs(place: Path, rounds: int = 5, tasks: int = 2000) -> Figures:
    """What a plan for many documents is made of: time a page, bytes a document and a row, tasks a second."""
    figures: Figures = {}
    with Sandbox() as sandbox:
        for pages in (2, 20):
            path = str(_report(pages))
            task = Task("extract", path, path, ("json", "jsonl"), notices=False)
            sandbox.run(task)
            times = [_seconds(lambda task=task: sandbox.run(task)) for _ in range(rounds * 20 // pages)]  # type: ignore[misc]
            figures[f"ms a page, report of {pages} full pages"] = round(statistics.median(times) / pages * 1000, 1)
    seconds = timed(command(_FIXTURES, place / "all.parquet", "--include", "*.pdf", "--parquet"), accepted=(0, 3))
    out = place / "all.parquet.batch"
    said = json.loads((out / "summary.json").read_text("utf-8"))
    rows = parquet.ParquetFile(place / "all.parquet").metadata.num_rows
    figures |= {
        "rebuilt reports": said["documents"],
        "pages of them": said["pages"],
        "s for them, two workers": round(seconds, 1),
        "rows a document": round(rows / said["documents"]),
        "bytes of JSON Lines a row": round(_bytes(out / "records") / rows),
        "bytes of Parquet a row, one file": round((place / "all.parquet").stat().st_size / rows),
        "bytes of OUT a document": round(_bytes(out) / said["documents"]),
    }
    with clusters.dask(workers=2) as cluster:
        figures["Dask tasks a second"] = round(tasks / cluster.seconds_for(tasks))
    return figures


def _seconds(act: Callable[[], object]) -> float:
    begin = time.perf_counter()
    act()
    return time.perf_counter() - begin


def _bytes(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def limits(place: Path) -> Figures:
    """How far past its limits a document gets: time, and memory where only resident memory is looked at."""
    here = os.pathsep.join([str(Path(__file__).parents[2]), os.environ.get("PYTHONPATH", "")])
    with clusters.environment({"PYTHONPATH": here}):
        figures: Figures = {"s past the time limit, at most": round(_most_late(place), 2)}
        for limit in (2**29, 2**30):
            peak = _peak_when_polled(place, limit)
            figures[f"MB when stopped by looking alone at {limit / 1e6:.0f}"] = round(peak / 1e6)
            figures[f"over the limit of {limit / 1e6:.0f}"] = f"{peak / limit:.2f}"
    return figures


def _most_late(place: Path) -> float:
    """Seconds after their time limit at which hanging documents were let go, at most."""
    from tests.isolation.poisoned_child import KINDS, poison

    given = Limits(seconds_to_open=2, seconds=2, memory=2**29)
    late = []
    with Sandbox(given, "tests.isolation.poisoned_child") as sandbox:
        for kind in KINDS:
            path = place / f"{kind}.txt"
            path.write_bytes(poison(kind))
            begin = time.perf_counter()
            try:
                sandbox.run(Task("extract", str(path), kind))
            except DocumentError as error:
                if error.CODE == "timeout":
                    late.append(time.perf_counter() - begin - given.seconds_to_open)
    return max(late)


def _peak_when_polled(place: Path, limit: int) -> int:
    """The most resident memory a child without a limit of the system had when its parent ended it; bytes."""
    from tests.isolation.poisoned_child import poison

    path = place / "allocate.txt"
    path.write_bytes(poison("allocate"))
    seen = [0]
    ended = threading.Event()

    def look() -> None:
        while not ended.wait(0.002):
            for child in psutil.Process().children():
                with suppress(psutil.Error):
                    seen.append(child.memory_info().rss)

    watcher = threading.Thread(target=look)
    watcher.start()
    try:
        with Sandbox(replace(Limits(), memory=limit), "benchmarks.batch.unlimited_child") as sandbox:
            sandbox.run(Task("extract", str(path), "allocate"))
    except MemoryLimitError:
        return max(seen)
    finally:
        ended.set()
        watcher.join()
    raise AssertionError("it was not stopped")


def _sizes_of(words: list[str]) -> list[int]:
    """The resident memory of a command from time to time."""
    sizes = []
    with subprocess.Popen(words, stderr=subprocess.DEVNULL) as process:
        seen = psutil.Process(process.pid)
        while process.poll() is None:
            try:
                sizes.append(seen.memory_info().rss)
            except psutil.Error:
                break
            time.sleep(0.1)
    return sizes


def _report(pages: int) -> Path:
    """A report of so many full pages, printed by LibreOffice; drawn where that is missing."""
    (made,) = [one for one in dense_documents((pages,)) if one.name == f"word-{pages}"]
    if shutil.which("soffice") is None:
        made = Made(f"drawn-{pages}", made.pages, partial(draw_pages, rules=stroked_boxes))
    make([made], _DOCUMENTS)
    return _DOCUMENTS / f"{made.name}.pdf"


ALL: dict[str, Callable[[Path], Figures]] = {
    "isolation": isolation,
    "memory": memory,
    "limits": limits,
    "costs": costs,
    "workers": workers,
    "kills": killed_local,
    "kills-dask": killed_dask,
    "kills-store": killed_store,
    "noop": noop,
}
