"""Poisoned documents among good ones: every good one is read, every poison has its outcome, the run ends in time."""

from __future__ import annotations

import os
import threading
import time
from pathlib import Path

import pytest
from benchmarks.batch.trees import differences, files, lines

from kpi_extract.isolation.messages import Task
from kpi_extract.isolation.sandbox import Sandbox
from tests.batch.clusters import dask_cluster
from tests.batch.poisoned import GOOD, LIMITS, SAMPLES, Listening, fill, run_over

ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True, scope="module")
def _tests_are_importable() -> object:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", os.pathsep.join([str(ROOT / "src"), str(ROOT)]))
        yield


@pytest.fixture(scope="module")
def documents(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, set[str], dict[str, str]]:
    folder = tmp_path_factory.mktemp("poison") / "documents"
    return folder, *fill(folder)


@pytest.fixture(scope="module")
def local(documents: tuple[Path, set[str], dict[str, str]]) -> tuple[Path, float]:
    """The output of a run with two workers of this machine, and its seconds."""
    folder = documents[0]
    begin = time.monotonic()
    run_over(folder, folder.parent / "local")
    return folder.parent / "local", time.monotonic() - begin


def verdicts(out: Path) -> dict[str, str]:
    return {str(line["source"]).rsplit("/", 1)[-1]: str(line["outcome"]) for line in lines(out / "outcomes.jsonl")}


def test_every_document_has_its_outcome(
    documents: tuple[Path, set[str], dict[str, str]], local: tuple[Path, float]
) -> None:
    _, good, poisoned = documents
    found = verdicts(local[0])
    assert {name: found.pop(name) for name in poisoned} == poisoned
    assert found == dict.fromkeys(good, "review")


def test_good_documents_have_the_records_they_have_alone(
    documents: tuple[Path, set[str], dict[str, str]], local: tuple[Path, float]
) -> None:
    alone: dict[str, list[str]] = {}
    with Sandbox() as sandbox:
        for name in GOOD:
            task = Task("extract", str(SAMPLES / name), name, ("json",), notices=False)
            kept = alone.setdefault(name.partition(".")[2], [])
            kept.append(sandbox.run(task).outputs["json"].read().decode())
    for line in lines(local[0] / "outcomes.jsonl"):
        if "good-" in str(line["source"]):
            written = (local[0] / str(line["document"])).read_text("utf-8")
            name = str(line["source"]).rsplit("/", 1)[-1]
            likely = [text.replace(_name_in(text), f'"name": "{name}"', 1) for text in alone[name.partition(".")[2]]]
            assert written in likely, name


def _name_in(text: str) -> str:
    begin = text.index('"name": "')
    return text[begin : text.index('"', begin + len('"name": "')) + 1]


def test_the_run_ends_in_time(documents: tuple[Path, set[str], dict[str, str]], local: tuple[Path, float]) -> None:
    seconds = {str(line["source"]): line["seconds"] for path in _measured(local[0]) for line in lines(path)}
    most = LIMITS.seconds_to_open + LIMITS.seconds + LIMITS.seconds_per_page + 2
    # A document whose child dies is tried twice.
    assert all(float(str(one)) < 2 * most for one in seconds.values()), seconds
    slow = sum(outcome == "timeout" for outcome in documents[2].values())
    assert local[1] < 30 + slow * most / 2


def _measured(out: Path) -> list[Path]:
    return sorted((out / "measured").iterdir())


@pytest.mark.loopback
@pytest.mark.parametrize("kills", [0, 1])
def test_a_cluster_gives_the_same_verdicts_and_bytes(
    kills: int, documents: tuple[Path, set[str], dict[str, str]], local: tuple[Path, float], tmp_path: Path
) -> None:
    with dask_cluster(tmp_path) as cluster:
        killer = threading.Timer(4, cluster.kill_worker)
        if kills:
            killer.start()
        listening = Listening()
        report = run_over(documents[0], tmp_path / "out", cluster.url, listening)
        killer.cancel()
    assert not report.lost, report.reason
    assert sorted(listening.ended_sources) == sorted(
        str(line["source"]) for line in lines(tmp_path / "out" / "outcomes.jsonl")
    )
    assert verdicts(tmp_path / "out") == verdicts(local[0])
    assert differences(files(tmp_path / "out"), files(local[0])) == []
