"""A run that was killed, or whose documents have changed, ends with what one over the same documents would have."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import time
from contextlib import suppress
from pathlib import Path

import psutil
import pytest
from benchmarks.batch import documents
from benchmarks.batch.trees import differences, files, lines, lost_and_doubled

from tests.batch.command import batch, children_once_there, hears_interrupts, words

COUNT = 120


@pytest.fixture(scope="module")
def sources(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("resume") / "報告"
    documents.mixed(folder, COUNT)
    return folder


@pytest.fixture(scope="module")
def whole(sources: Path) -> Path:
    """The output of a run that nobody disturbed."""
    out = sources.parent / "whole"
    assert batch(sources, "-o", out).returncode == 0
    return out


@pytest.fixture
def changing(sources: Path, whole: Path, tmp_path: Path) -> tuple[Path, Path]:
    """Documents that may be changed, and the output of a run over them."""
    folder, out = tmp_path / "報告", tmp_path / "out"
    shutil.copytree(sources, folder)
    assert batch("報告", "-o", out, folder=tmp_path).returncode == 0
    return folder, out


def last_run(out: Path) -> tuple[int, int]:
    said = json.loads((out / "last-run.json").read_text("utf-8"))
    return said["read"], said["skipped"]


def fresh(folder: Path) -> dict[str, str]:
    """What a first run over the documents as they are now would write."""
    out = folder.parent / "fresh"
    shutil.rmtree(out, ignore_errors=True)
    # The number of buckets is that of the first run.
    (out / "state").mkdir(parents=True, exist_ok=True)
    shutil.copy(folder.parent / "out" / "state" / "plan.json", out / "state" / "plan.json")
    batch(folder.name, "-o", out, folder=folder.parent)
    return files(out)


def test_nothing_changed_nothing_read(sources: Path, whole: Path) -> None:
    before = files(whole)
    done = batch(sources, "-o", whole)
    assert done.returncode == 0
    assert last_run(whole) == (0, COUNT)
    assert files(whole) == before
    assert f"{COUNT} unchanged" in done.stderr


@pytest.mark.skipif(os.name != "posix", reason="kills as POSIX does")
def test_killed_at_any_moment_and_started_again(sources: Path, whole: Path, tmp_path: Path) -> None:
    chance = random.Random(11)
    out = tmp_path / "out"
    for number in range(6):
        with subprocess.Popen(words(sources, "-o", out, "-q", "--workers", "2")) as driver:
            time.sleep(chance.uniform(0.3, 1.2))
            if number % 2:
                for child in psutil.Process(driver.pid).children():
                    with suppress(psutil.Error):
                        child.kill()
                time.sleep(chance.uniform(0.0, 0.3))
            driver.kill()
    assert batch(sources, "-o", out).returncode == 0
    assert differences(files(out), files(whole)) == []
    names = {str(line["source"]) for line in lines(whole / "outcomes.jsonl")}
    assert len(names) == COUNT
    assert lost_and_doubled(out, names) == (0, 0)
    assert not list((out / "state" / "tmp").iterdir())


@pytest.mark.skipif(os.name != "posix", reason="sends a POSIX signal")
def test_interrupted_it_ends_at_once_and_goes_on_later(sources: Path, whole: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    with subprocess.Popen(words(sources, "-o", out, "-q"), preexec_fn=hears_interrupts) as driver:
        children = children_once_there(driver.pid)
        begin = time.monotonic()
        driver.send_signal(signal.SIGINT)
        assert driver.wait(timeout=10) == 130
        assert time.monotonic() - begin < 4
    for child in children:
        child.wait(timeout=5)
    assert batch(sources, "-o", out).returncode == 0
    assert differences(files(out), files(whole)) == []


def test_a_changed_document_is_read_with_its_bucket_only(changing: tuple[Path, Path]) -> None:
    folder, out = changing
    path = sorted(folder.rglob("*.txt"))[5]
    text = path.read_text("utf-8")
    path.write_text(text.replace("利用者数", "来場者数"), "utf-8")
    assert batch("報告", "-o", out, folder=folder.parent).returncode == 0
    read, skipped = last_run(out)
    assert 0 < read < COUNT / 3
    assert read + skipped == COUNT
    assert differences(files(out), fresh(folder)) == []


def test_a_document_only_touched_is_not_read(changing: tuple[Path, Path]) -> None:
    folder, out = changing
    path = sorted(folder.rglob("*.txt"))[7]
    os.utime(path, (1, 1))
    batch("報告", "-o", out, folder=folder.parent)
    assert last_run(out) == (0, COUNT)
    assert differences(files(out), fresh(folder)) == []


def test_verify_finds_a_change_that_size_and_time_do_not_show(changing: tuple[Path, Path]) -> None:
    folder, out = changing
    path = sorted(folder.rglob("*.txt"))[9]
    seen = path.stat()
    path.write_bytes(path.read_bytes().replace("目標値".encode(), "計画値".encode()))
    os.utime(path, ns=(seen.st_atime_ns, seen.st_mtime_ns))
    batch("報告", "-o", out, folder=folder.parent)
    assert last_run(out)[0] == 0
    batch("報告", "-o", out, "--verify", folder=folder.parent)
    assert last_run(out)[0] > 0
    assert differences(files(out), fresh(folder)) == []


def test_documents_that_are_gone_or_new(changing: tuple[Path, Path]) -> None:
    folder, out = changing
    paths = sorted(folder.rglob("*.txt"))
    for path in paths[:3]:
        path.unlink()
    paths[4].rename(paths[4].with_name("新しい報告.txt"))
    before = files(out)
    stopped = batch("報告", "-o", out, folder=folder.parent)
    assert stopped.returncode == 1
    assert "4 documents that are no source of this run" in stopped.stderr
    assert files(out) == before
    assert batch("報告", "-o", out, "--prune", folder=folder.parent).returncode == 0
    assert differences(files(out), fresh(folder)) == []
    assert len(list((out / "documents").rglob("*.json"))) == COUNT - 3


def test_another_option_reads_everything_anew(changing: tuple[Path, Path]) -> None:
    folder, out = changing
    batch("報告", "-o", out, "--municipality", "釧路市", folder=folder.parent)
    assert last_run(out) == (COUNT, 0)
    first = next(lines(out / "records" / "part-00000.jsonl"))
    assert first["document"]["municipality"]["code"] == "012068"


def test_shares_of_several_machines_make_the_whole(sources: Path, whole: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    for share in ("0/3", "1/3", "2/3"):
        assert batch(sources, "-o", out, "--shard", share).returncode == 0
    assert not (out / "summary.json").exists()
    assert batch(sources, "-o", out, "--workers", "1").returncode == 0
    assert last_run(out) == (0, COUNT)
    assert differences(files(out), files(whole)) == []


def test_a_part_first_and_the_rest_later(sources: Path, whole: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    listed = batch(sources, "-o", out, "--limit", "10", "--dry-run").stdout.splitlines()
    assert 10 <= len(listed) < 40
    for times in (1, 2):
        batch(sources, "-o", out, "--limit", "10")
        assert times * 10 <= len(list(lines(out / "outcomes.jsonl"))) < times * 40
    batch(sources, "-o", out)
    assert differences(files(out), files(whole)) == []
    batch(sources, "-o", out, "--limit", "10")
    assert differences(files(out), files(whole)) == []


def test_documents_of_another_folder_are_not_lost_by_a_mistake(whole: Path, sources: Path, tmp_path: Path) -> None:
    before = files(whole)
    documents.small_texts(tmp_path / "others", 5)
    assert batch(tmp_path / "others", "-o", whole).returncode == 1
    assert files(whole) == before
    out = tmp_path / "out"
    batch(tmp_path / "others", "-o", out)
    assert batch(tmp_path / "others", sources, "-o", out).returncode == 0
    assert len(list(lines(out / "outcomes.jsonl"))) == COUNT + 5


def test_forced_everything_is_read_again(sources: Path, whole: Path) -> None:
    before = files(whole)
    batch(sources, "-o", whole, "--force")
    assert last_run(whole) == (COUNT, 0)
    assert files(whole) == before


def test_what_is_damaged_in_the_state_is_told_or_done_again(changing: tuple[Path, Path]) -> None:
    folder, out = changing
    before = files(out)
    marker = sorted((out / "state" / "done").iterdir())[3]
    marker.write_bytes(marker.read_bytes()[:50])
    assert batch("報告", "-o", out, folder=folder.parent).returncode == 0
    assert 0 < last_run(out)[0] < COUNT / 3
    assert files(out) == before
    (out / "state" / "plan.json").write_bytes(b"")
    told = batch("報告", "-o", out, folder=folder.parent)
    assert told.returncode == 1
    assert "state/" in told.stderr
    assert "Traceback" not in told.stderr


def test_a_dry_run_writes_nothing(sources: Path, tmp_path: Path) -> None:
    assert len(batch(sources, "-o", tmp_path / "out", "--dry-run").stdout.splitlines()) == COUNT
    assert not (tmp_path / "out").exists()
