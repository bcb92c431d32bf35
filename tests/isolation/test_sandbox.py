"""One document in a child of its own: whatever it does there, the caller gets one answer and the next document too."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from kpi_extract import extract
from kpi_extract.errors import CrashedError, DocumentError, MissingDocumentError, RefusedDocumentError, TimeLimitError
from kpi_extract.isolation.messages import Task
from kpi_extract.isolation.sandbox import Sandbox
from kpi_extract.limits import Limits
from kpi_extract.writers.to_json import write
from tests.isolation.poisoned_child import KINDS, poison

ROOT = Path(__file__).parents[2]
GOOD = ROOT / "samples" / "kushiro-r4.txt"
CHILD = "tests.isolation.poisoned_child"
LIMITS = Limits(seconds_to_open=1.5, seconds=1.5, memory=2**28)


@pytest.fixture(autouse=True)
def _tests_are_importable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(ROOT / "src"), str(ROOT)]))


def task(path: Path) -> Task:
    return Task("extract", str(path), path.name)


def in_process(path: Path, tmp_path: Path) -> bytes:
    out = tmp_path / "in-process.json"
    with out.open("wb") as stream:
        write([extract(path)], stream)
    return out.read_bytes()


@pytest.mark.parametrize("name", ["kushiro-r4.txt", "kushiro-r4.docx", "kushiro-r4.pdf"])
def test_isolated_bytes_are_those_of_the_library(name: str, tmp_path: Path) -> None:
    path = ROOT / "samples" / name
    with Sandbox() as sandbox:
        finished = sandbox.run(task(path))
    assert finished.outputs["json"].read() == in_process(path, tmp_path)
    assert finished.facts.indicators == 17
    assert finished.facts.peak_memory > 2**20


def test_every_poison_gets_its_outcome_and_the_next_document_is_read(tmp_path: Path) -> None:
    with Sandbox(LIMITS, CHILD) as sandbox:
        for kind, (_, code) in KINDS.items():
            bad = tmp_path / f"{kind}.txt"
            bad.write_bytes(poison(kind))
            begin = time.monotonic()
            with pytest.raises(DocumentError) as caught:
                sandbox.run(task(bad))
            spent = time.monotonic() - begin
            assert code == caught.value.CODE, kind
            assert caught.value.name == bad.name
            assert code != "memory" or sandbox.peak_memory > 2**20
            assert spent < LIMITS.seconds_to_open + 2, kind
            assert sandbox.run(task(GOOD)).facts.indicators == 17, kind
    assert not (ROOT / "written-by-a-document.txt").exists()
    assert not _children()


def _children() -> list[psutil.Process]:
    """Those of the test: servers that other tests have started live on."""
    children = psutil.Process().children(recursive=True)
    return [one for one in children if one not in _OF_OTHERS and one.status() != psutil.STATUS_ZOMBIE]


_OF_OTHERS: set[psutil.Process] = set()


@pytest.fixture(autouse=True)
def _others() -> None:
    _OF_OTHERS.clear()
    _OF_OTHERS.update(psutil.Process().children(recursive=True))


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_a_document_that_leaves_processes_behind_leaves_none(tmp_path: Path) -> None:
    bad = tmp_path / "fork.txt"
    bad.write_bytes(poison("fork"))
    before = psutil.Process().children(recursive=True)
    with Sandbox(LIMITS, CHILD) as sandbox:
        seen: set[psutil.Process] = set()
        stop = threading.Event()

        def look() -> None:
            while not stop.wait(0.05):
                seen.update(psutil.Process().children(recursive=True))

        looking = threading.Thread(target=look)
        looking.start()
        with pytest.raises(TimeLimitError):
            sandbox.run(task(bad))
        stop.set()
        looking.join()
        mine = [one for one in seen if one.pid not in {child.pid for child in before}]
        assert len(mine) > 4
        psutil.wait_procs(mine, timeout=5)
        assert [one for one in mine if one.is_running() and one.status() != psutil.STATUS_ZOMBIE] == []


def test_a_child_killed_by_someone_else_blames_no_document() -> None:
    with Sandbox() as sandbox:
        assert sandbox.run(task(GOOD)).facts.indicators == 17
        for one in _children():
            one.kill()
        assert sandbox.run(task(GOOD)).facts.indicators == 17


def test_a_document_whose_child_is_killed_once_is_read_in_the_next(tmp_path: Path) -> None:
    slow = tmp_path / "sleep.txt"
    slow.write_bytes(poison("sleep"))
    with Sandbox(replace(LIMITS, seconds_to_open=30), CHILD) as sandbox:

        def kill_twice() -> None:
            for _ in range(2):
                time.sleep(0.5)
                for one in _children():
                    os.kill(one.pid, signal.SIGKILL)

        killer = threading.Thread(target=kill_twice)
        killer.start()
        with pytest.raises(CrashedError):
            sandbox.run(task(slow))
        killer.join()


def test_limits_of_size_pages_and_output(tmp_path: Path) -> None:
    with Sandbox(Limits(file_size=1000)) as sandbox, pytest.raises(RefusedDocumentError):
        sandbox.run(task(GOOD))
    with Sandbox(Limits(output=1000)) as sandbox, pytest.raises(RefusedDocumentError):
        sandbox.run(task(GOOD))
    with Sandbox(Limits(pages=0)) as sandbox, pytest.raises(RefusedDocumentError):
        sandbox.run(task(ROOT / "samples" / "kushiro-r4.pdf"))


def test_errors_are_told_as_in_process() -> None:
    with Sandbox() as sandbox, pytest.raises(MissingDocumentError) as isolated:
        sandbox.run(Task("extract", "/nowhere/無い.pdf", "無い.pdf"))
    with pytest.raises(MissingDocumentError) as direct:
        extract("無い.pdf")
    assert str(isolated.value) == str(direct.value)
    assert isolated.value.in_japanese() == direct.value.in_japanese()


def test_a_time_limit_grows_with_the_pages() -> None:
    limits = Limits()
    assert (limits.seconds_for(1), limits.seconds_for(100), limits.seconds_for(5000)) == (31, 130, 600)


@pytest.mark.skipif(sys.platform != "linux", reason="the death of a parent is told on Linux")
def test_a_hanging_child_ends_with_its_parent(tmp_path: Path) -> None:
    import subprocess

    bad = tmp_path / "hold-gil.txt"
    bad.write_bytes(poison("hold-gil"))
    code = (
        "import sys; from kpi_extract.isolation.sandbox import Sandbox; from kpi_extract.isolation.messages import Task\n"
        f"Sandbox(child={CHILD!r}).run(Task('extract', sys.argv[1], 'x'))"
    )
    with subprocess.Popen([sys.executable, "-c", code, str(bad)]) as parent:
        time.sleep(1)
        inside = psutil.Process(parent.pid).children()
        assert len(inside) == 1
        parent.kill()
    inside[0].wait(timeout=5)
