"""One contract for output folders on a disk and in object stores."""

from __future__ import annotations

import errno
import json
import os
import pickle
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest

from kpi_extract.batch import storage as storage_module
from kpi_extract.batch.storage import LocalStorage, Storage, open_storage, temporaries
from kpi_extract.batch.storage.temporaries import temporary_name
from kpi_extract.errors import KpiExtractError, StorageError

_NUMBERS = count()

KINDS = ["local", "memory", pytest.param("s3", marks=pytest.mark.loopback)]


@pytest.fixture(params=KINDS)
def reopened(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[], Storage]:
    """Opens one empty output folder, as often as asked."""
    if request.param == "s3":
        where = f"{request.getfixturevalue('s3')}/{next(_NUMBERS)}/out"
    else:
        where = str(tmp_path / "out") if request.param == "local" else f"memory://{next(_NUMBERS)}/out"
    return lambda: open_storage(where)


@pytest.fixture
def storage(reopened: Callable[[], Storage]) -> Storage:
    return reopened()


@pytest.fixture
def local(tmp_path: Path) -> LocalStorage:
    return LocalStorage(str(tmp_path / "out"))


def test_what_is_written_is_read(storage: Storage) -> None:
    storage.write("documents/令和5年度/が.pdf.json", b"one")
    storage.write("documents/令和5年度/が.pdf.json", b"two")
    storage.write("empty", b"")
    assert storage.read("documents/令和5年度/が.pdf.json") == b"two"
    assert storage.read("empty") == b""
    assert storage.exists("empty")
    assert not storage.exists("documents")
    assert not storage.exists("documents/other")


def test_nothing_there_is_no_error_but_for_reading(storage: Storage) -> None:
    assert storage.list("") == []
    assert storage.list("state/done") == []
    assert not storage.exists("state/plan.json")
    storage.delete("state/plan.json")
    storage.clean_temporaries()
    with pytest.raises(StorageError):
        storage.read("state/plan.json")
    with pytest.raises(StorageError), storage.open_for_reading("state/plan.json"):
        pass


def test_lists_are_sorted_and_of_one_folder(storage: Storage) -> None:
    paths = ["state/done/2.json", "state/done/10.json", "state/done/a/b.json", "state/done2/x", "state/done.json", "z"]
    for path in paths:
        storage.write(path, b"x")
    assert storage.list("state/done") == ["state/done/10.json", "state/done/2.json", "state/done/a/b.json"]
    assert storage.list("") == sorted(paths)


def test_lists_show_what_others_have_done_since(reopened: Callable[[], Storage]) -> None:
    one, other = reopened(), reopened()
    one.write("state/done/1", b"x")
    assert other.list("state/done") == ["state/done/1"]
    assert not other.exists("state/done/2")
    one.write("state/done/2", b"x")
    one.delete("state/done/1")
    assert other.list("state/done") == ["state/done/2"]
    assert other.exists("state/done/2")
    assert not other.exists("state/done/1")


def test_the_first_to_create_wins(storage: Storage) -> None:
    assert storage.create("state/plan.json", b"first")
    assert not storage.create("state/plan.json", b"second")
    assert storage.read("state/plan.json") == b"first"
    assert storage.list("") == ["state/plan.json"]


def test_a_stream_is_a_file_once_it_ends_well(storage: Storage) -> None:
    with storage.open_for_writing("records/part.jsonl") as stream:
        stream.write(b"one\n")
        assert stream.tell() == 4
        assert not storage.exists("records/part.jsonl")
        stream.write(b"two\n")
    with storage.open_for_reading("records/part.jsonl") as stream:
        assert stream.read(3) == b"one"
        stream.seek(4)
        assert stream.read() == b"two\n"


def test_a_stream_that_ends_badly_leaves_what_was_there(storage: Storage) -> None:
    storage.write("part", b"old")

    def begin(path: str) -> None:
        with storage.open_for_writing(path) as stream:
            stream.write(b"half")
            raise KeyError

    for path in ("part", "new"):
        with pytest.raises(KeyError):
            begin(path)
    assert storage.read("part") == b"old"
    assert storage.list("") == ["part"]


def test_several_streams_are_open_at_a_time(storage: Storage) -> None:
    with storage.open_for_writing("a") as one, storage.open_for_writing("b") as other:
        one.write(b"1")
        other.write(b"2")
    assert (storage.read("a"), storage.read("b")) == (b"1", b"2")


@pytest.mark.parametrize("path", ["../x", "a/../../x", "/x", "a//x", "", ".", "a/./b", "a\0b"])
def test_no_path_leads_out(storage: Storage, path: str) -> None:
    acts: list[Callable[[], object]] = [
        lambda: storage.write(path, b""),
        lambda: storage.create(path, b""),
        lambda: storage.read(path),
        lambda: storage.delete(path),
    ]
    for act in acts:
        with pytest.raises(StorageError):
            act()
    assert storage.list("") == []


def test_of_many_creators_on_a_disk_one_wins(local: LocalStorage) -> None:
    ready = threading.Barrier(8)
    won: list[int] = []

    def create(number: int) -> None:
        ready.wait()
        if local.create("state/plan.json", b"%d" % number * 10_000):
            won.append(number)

    threads = [threading.Thread(target=create, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(won) == 1
    assert local.read("state/plan.json") == b"%d" % won[0] * 10_000


def test_folders_removed_by_one_worker_are_made_anew_by_another(local: LocalStorage) -> None:
    stop = threading.Event()
    failed: list[StorageError] = []

    def churn(name: str) -> None:
        try:
            while not stop.is_set():
                local.write(f"documents/a/b/{name}", b"x")
                local.read(f"documents/a/b/{name}")
                local.delete(f"documents/a/b/{name}")
        except StorageError as error:
            failed.append(error)

    threads = [threading.Thread(target=churn, args=(name,)) for name in "xyz"]
    for thread in threads:
        thread.start()
    time.sleep(0.5)
    stop.set()
    for thread in threads:
        thread.join()
    assert failed == []


def test_deleting_removes_empty_folders_but_no_others(local: LocalStorage, tmp_path: Path) -> None:
    local.write("documents/a/b/x.json", b"x")
    local.write("documents/c.json", b"x")
    local.delete("documents/a/b/x.json")
    local.delete("documents/a/b/x.json")
    assert sorted(path.name for path in (tmp_path / "out/documents").iterdir()) == ["c.json"]


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    (folder / "precious").write_bytes(b"precious")
    yield folder
    assert [path.name for path in folder.iterdir()] == ["precious"]
    assert (folder / "precious").read_bytes() == b"precious"


@pytest.mark.skipif(os.name == "nt", reason="links need a privilege there")
class TestLinks:
    def test_nothing_is_written_or_deleted_through_one(
        self, local: LocalStorage, tmp_path: Path, elsewhere: Path
    ) -> None:
        local.write("documents/x", b"x")
        (tmp_path / "out/documents/far").symlink_to(elsewhere, target_is_directory=True)
        acts: list[Callable[[], object]] = [
            lambda: local.write("documents/far/precious", b"new"),
            lambda: local.create("documents/far/new", b"new"),
            lambda: local.delete("documents/far/precious"),
        ]
        for act in acts:
            with pytest.raises(StorageError, match="is a link"):
                act()

    def test_temporary_files_do_not_go_through_one(self, local: LocalStorage, tmp_path: Path, elsewhere: Path) -> None:
        (tmp_path / "out/state").mkdir(parents=True)
        (tmp_path / "out/state/tmp").symlink_to(elsewhere, target_is_directory=True)
        with pytest.raises(StorageError, match="is a link"):
            local.write("x", b"x")
        with pytest.raises(StorageError, match="is a link"):
            local.clean_temporaries()

    def test_a_file_that_is_one_is_replaced_and_not_what_it_leads_to(
        self, local: LocalStorage, tmp_path: Path, elsewhere: Path
    ) -> None:
        local.write("y", b"y")
        (tmp_path / "out/x").symlink_to(elsewhere / "precious")
        local.write("x", b"new")
        assert local.read("x") == b"new"
        assert not (tmp_path / "out/x").is_symlink()

    def test_the_output_folder_itself_may_be_one(self, tmp_path: Path) -> None:
        (tmp_path / "disk").mkdir()
        (tmp_path / "out").symlink_to(tmp_path / "disk", target_is_directory=True)
        LocalStorage(str(tmp_path / "out")).write("a/b", b"x")
        assert (tmp_path / "disk/a/b").read_bytes() == b"x"


def _temporaries(out: Path) -> list[str]:
    return sorted(path.name for path in (out / "state/tmp").iterdir())


def test_only_what_nobody_writes_any_more_is_cleaned(local: LocalStorage, tmp_path: Path) -> None:
    gone = subprocess.run([sys.executable, "-c", "import os; print(os.getpid())"], capture_output=True, check=True)
    ours = temporary_name()
    earlier_life = ours.replace(temporaries._LIFE, "0" * 8)
    of_gone = ours.replace(f"-{os.getpid()}-", f"-{int(gone.stdout)}-")
    other_host = ours.replace(temporaries._HOST, "elsewhere")
    other_host_old = other_host.replace(".tmp", "9.tmp")
    foreign = "notes.tmp"
    local.write("x", b"x")
    for name in (earlier_life, of_gone, other_host, other_host_old, foreign):
        (tmp_path / "out/state/tmp" / name).write_bytes(b"half")
    old = time.time() - 25 * 3600
    for name in (other_host_old, foreign):
        os.utime(tmp_path / "out/state/tmp" / name, (old, old))
    with local.open_for_writing("y") as stream:
        stream.write(b"y")
        local.clean_temporaries()
        assert len(_temporaries(tmp_path / "out")) == 3
    assert _temporaries(tmp_path / "out") == sorted([other_host, foreign])
    assert local.read("y") == b"y"
    assert local.list("") == ["x", "y"]


def test_what_a_killed_process_left_is_cleaned(local: LocalStorage, tmp_path: Path) -> None:
    code = (
        "import sys, os; from kpi_extract.batch.storage import open_storage\n"
        "with open_storage(sys.argv[1]).open_for_writing('records/part') as stream:\n"
        "    stream.write(b'half'); stream.flush(); os._exit(9)\n"
    )
    assert subprocess.run([sys.executable, "-c", code, str(tmp_path / "out")]).returncode == 9
    assert len(_temporaries(tmp_path / "out")) == 1
    local.clean_temporaries()
    assert _temporaries(tmp_path / "out") == []
    assert local.list("") == []


def test_a_file_held_for_a_moment_is_waited_for(local: LocalStorage, monkeypatch: pytest.MonkeyPatch) -> None:
    real, tries = os.replace, count(1)

    def replace(source: str, target: str) -> None:
        if next(tries) < 3:
            raise PermissionError(errno.EACCES, "held")
        real(source, target)

    monkeypatch.setattr(storage_module, "_WAITS", (0.0, 0.0, 0.0))
    monkeypatch.setattr(os, "replace", replace)
    local.write("x", b"x")
    assert local.read("x") == b"x"
    assert next(tries) == 4


def test_a_file_held_for_good_is_named(local: LocalStorage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def replace(source: str, target: str) -> None:
        raise PermissionError(errno.EACCES, "held")

    monkeypatch.setattr(storage_module, "_WAITS", (0.0, 0.0))
    monkeypatch.setattr(os, "replace", replace)
    with pytest.raises(StorageError) as told:
        local.write("rows/all.csv", b"x")
    assert "rows/all.csv" in str(told.value)
    assert "Close it" in str(told.value)
    assert "閉じ" in told.value.in_japanese()
    assert _temporaries(tmp_path / "out") == []


def test_a_full_disk_is_told_of_as_such(local: LocalStorage) -> None:
    def fill() -> None:
        with local.open_for_writing("x"):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with pytest.raises(StorageError, match="No space left"):
        fill()
    with pytest.raises(FileNotFoundError), local.open_for_writing("x"):
        raise FileNotFoundError("of the caller's own")


def test_a_file_in_the_way_is_an_explained_error(tmp_path: Path) -> None:
    (tmp_path / "out").write_bytes(b"a file")
    storage = open_storage(str(tmp_path / "out"))
    with pytest.raises(StorageError):
        storage.write("x", b"x")
    with pytest.raises(StorageError):
        storage.create("x", b"x")
    assert not storage.exists("x")


def test_the_error_is_both_kinds_and_travels_between_processes() -> None:
    error = StorageError("out/x", "reason.", "hint.", "理由。", "助言。")
    assert isinstance(error, OSError)
    assert isinstance(error, KpiExtractError)
    back = pickle.loads(pickle.dumps(error))
    assert str(back) == str(error) == "out/x: reason. hint."
    assert back.in_japanese() == "out/x: 理由。 助言。"
    assert back.errno is None


def test_a_file_url_is_a_folder_of_this_machine(tmp_path: Path) -> None:
    open_storage((tmp_path / "出力 50%").as_uri()).write("x", b"x")
    assert (tmp_path / "出力 50%/x").read_bytes() == b"x"


@pytest.mark.parametrize("url", ["https://example.com/out", "zip://out.zip", "zip://::out.zip", "nonsense://x"])
def test_what_cannot_be_written_to_is_refused(url: str) -> None:
    with pytest.raises(StorageError) as told:
        open_storage(url)
    assert url in str(told.value)


def test_a_missing_driver_is_named_with_its_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "gcsfs", None)
    with pytest.raises(StorageError, match=r"pip install 'kpi-extract\[remote\]' gcsfs"):
        open_storage("gs://bucket/out")
    monkeypatch.setitem(sys.modules, "fsspec", None)
    with pytest.raises(StorageError, match=r"pip install 'kpi-extract\[remote\]'"):
        open_storage("memory://out")


@pytest.mark.loopback
def test_a_bucket_that_does_not_exist_is_an_explained_error(s3: str) -> None:
    storage = open_storage("s3://no-such-bucket/out")
    with pytest.raises(StorageError, match="no-such-bucket"):
        storage.write("x", b"x")


def test_paths_of_this_machine_import_no_fsspec(tmp_path: Path) -> None:
    code = (
        "import sys, json; from kpi_extract.batch.storage import open_storage\n"
        "from kpi_extract.batch.sources import find_sources, digest\n"
        "s = open_storage(sys.argv[1]); s.write('x', b'x'); s.list(''); s.clean_temporaries()\n"
        "[digest(x) for x in find_sources([sys.argv[1] + '/x', sys.argv[1]])]\n"
        "print(json.dumps(sorted(sys.modules)))\n"
    )
    done = subprocess.run([sys.executable, "-c", code, str(tmp_path / "out")], capture_output=True, check=True)
    modules = json.loads(done.stdout)
    assert "kpi_extract.batch.storage" in modules
    assert not {"fsspec", "kpi_extract.batch.storage.remote"} & set(modules)
