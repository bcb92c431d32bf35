"""The experiments, one function each: a folder to work in → figures."""

from __future__ import annotations

import gc
import json
import os
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import psutil

from benchmarks.batch import clusters, documents, kills
from benchmarks.batch.kills import command, timed
from kpi_extract.isolation.in_process import run as run_here
from kpi_extract.isolation.messages import Task
from kpi_extract.isolation.sandbox import Sandbox
from kpi_extract.limits import Limits

Figures = dict[str, object]
_PAGES_2 = "docx_2.pdf"


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
        seconds = timed(command(sources, Path(store.url("warm"))))
        url = store.url("rough")
        killed = kills.killed_runs(sources, Path(url), seconds, victims=kills.children_of)
        store.fetch(url, rough)
    return {"seconds undisturbed": round(seconds, 1), **killed, **kills.compared(sources, calm, rough)}


def memory(place: Path, count: int = 1000) -> Figures:
    """Peak memory of the child over so many equal documents in one child, and of the driver."""
    with Sandbox() as sandbox:
        path = str(_two_pages())
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


def noop(place: Path, count: int = 50_000) -> Figures:
    """A second run over many documents of which none has changed."""
    sources, out = place / "sources", place / "out"
    documents.small_texts(sources, count)
    first = timed(command(sources, out))
    again = timed(command(sources, out))
    changed = next(sources.rglob("*.txt"))
    changed.write_text(changed.read_text("utf-8").replace("利用者数", "来場者数"), "utf-8")
    one = timed(command(sources, out))
    read = json.loads((out / "last-run.json").read_text("utf-8"))["read"]
    return {
        "documents": count,
        "first run, s": round(first, 1),
        "documents a second": round(count / first),
        "nothing changed, s": round(again, 1),
        "one changed, s": round(one, 1),
        "documents read for it": read,
    }


def isolation(place: Path, count: int = 200, rounds: int = 5) -> Figures:
    """Two-page reports one after another: in a child, and in this process."""
    path = str(_two_pages())
    task = Task("extract", path, path, ("json", "jsonl"), notices=False)
    gc.set_threshold(100_000, 20, 100)  # what the child does
    run_here(task, Limits())
    ratios, here, apart = [], [], []
    for _ in range(rounds):
        begin = time.perf_counter()
        for _ in range(count):
            run_here(task, Limits())
        here.append(time.perf_counter() - begin)
        begin = time.perf_counter()
        with Sandbox() as sandbox:
            for _ in range(count):
                sandbox.run(task)
        apart.append(time.perf_counter() - begin)
        ratios.append(apart[-1] / here[-1])
    return {
        "documents": count,
        "in process, ms each": round(statistics.median(here) / count * 1000, 1),
        "isolated with start, ms each": round(statistics.median(apart) / count * 1000, 1),
        "cost of isolation": f"{statistics.median(ratios) - 1:.1%} ({min(ratios) - 1:.1%} to {max(ratios) - 1:.1%})",
    }


def workers(place: Path, count: int = 1000, rounds: int = 3) -> Figures:
    """Two-page reports with one worker and with two, in turn."""
    sources = place / "sources"
    sources.mkdir()
    data = _two_pages().read_bytes()
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


def limits(place: Path) -> Figures:
    """How far past its limits a document gets: time, and memory where only resident memory is looked at."""
    os.environ["PYTHONPATH"] = os.pathsep.join([str(Path(__file__).parents[2]), os.environ.get("PYTHONPATH", "")])
    from tests.isolation.poisoned_child import KINDS, poison

    from kpi_extract.errors import DocumentError

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
    peak = _peak_when_polled(place)
    return {
        "s past the time limit, at most": round(max(late), 2),
        "memory limit, MB": round(_POLLED_LIMIT / 1e6),
        "MB when stopped by looking alone": round(peak / 1e6),
    }


_POLLED_LIMIT = 2**29


def _peak_when_polled(place: Path) -> int:
    """The resident memory of a child without a limit of the system, when its parent stops it."""
    from tests.isolation.poisoned_child import poison

    from kpi_extract.errors import MemoryLimitError
    from kpi_extract.isolation import sandbox as module

    path = place / "allocate.txt"
    path.write_bytes(poison("allocate"))
    seen: list[int] = []
    look = module.ChildProcess.resident_memory

    def looked(self: module.ChildProcess) -> int:
        seen.append(look(self))
        return seen[-1]

    module.ChildProcess.resident_memory = looked  # type: ignore[method-assign]
    try:
        with Sandbox(replace(Limits(), memory=_POLLED_LIMIT), "benchmarks.batch.unlimited_child") as sandbox:
            sandbox.run(Task("extract", str(path), "allocate"))
    except MemoryLimitError:
        return max(seen)
    finally:
        module.ChildProcess.resident_memory = look  # type: ignore[method-assign]
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


def _two_pages() -> Path:
    """A report of two pages, printed by Word's stand-in."""
    from benchmarks.documents import document

    return document("docx", 2)


ALL: dict[str, Callable[[Path], Figures]] = {
    "isolation": isolation,
    "memory": memory,
    "limits": limits,
    "workers": workers,
    "kills": killed_local,
    "kills-dask": killed_dask,
    "kills-store": killed_store,
    "noop": noop,
}

if __name__ == "__main__":
    sys.exit("python -m benchmarks.batch")
