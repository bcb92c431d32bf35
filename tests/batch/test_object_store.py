"""A run from and to an object store writes what a run on this machine writes."""

from __future__ import annotations

import shutil
import subprocess
import time
from pathlib import Path

import pytest
from benchmarks.batch import documents
from benchmarks.batch.trees import differences, files

from tests.batch.command import batch, words

COUNT = 40


@pytest.fixture(scope="module")
def sources(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("store") / "報告"
    documents.mixed(folder, COUNT)
    return folder


def fetched(url: str, folder: Path) -> Path:
    import fsspec

    system, root = fsspec.url_to_fs(url, use_listings_cache=False)
    for path in system.find(root):
        target = folder / path.removeprefix(root).lstrip("/")
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(system.cat_file(path))
    return folder


@pytest.mark.loopback
def test_output_in_a_store_is_that_on_a_disk_also_after_a_kill(s3: str, sources: Path, tmp_path: Path) -> None:
    assert batch(sources, "-o", tmp_path / "disk").returncode == 0
    url = f"{s3}/結果-{time.monotonic_ns()}"
    with subprocess.Popen(words(sources, "-o", url, "-q")) as driver:
        time.sleep(2)
        driver.kill()
    done = batch(sources, "-o", url)
    assert done.returncode == 0, done.stderr
    assert differences(files(fetched(url, tmp_path / "store")), files(tmp_path / "disk")) == []
    again = batch(sources, "-o", url)
    assert f"{COUNT} unchanged" in again.stderr


@pytest.mark.loopback
def test_sources_in_a_store_and_in_an_archive(s3: str, sources: Path, tmp_path: Path) -> None:
    import fsspec

    system, root = fsspec.url_to_fs(f"{s3}/元-{time.monotonic_ns()}", use_listings_cache=False)
    system.put(str(sources), root, recursive=True)
    archive = shutil.make_archive(str(tmp_path / "報告"), "zip", sources)
    batch(sources, "-o", tmp_path / "disk.jsonl")
    for name, url in (("store", f"s3://{root}"), ("archive", f"zip://::{archive}")):
        out = tmp_path / f"{name}.jsonl"
        done = batch(url, "-o", out)
        assert done.returncode == 0, done.stderr
        assert sorted(out.read_bytes().splitlines()) == sorted((tmp_path / "disk.jsonl").read_bytes().splitlines())
        assert f"{COUNT} unchanged" in batch(url, "-o", out).stderr
