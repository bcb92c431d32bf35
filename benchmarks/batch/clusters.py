"""What a run needs beside this program, in processes of its own on loopback: a Dask cluster, an object store."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import wait
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

_HOST = "127.0.0.1"
_BUCKET = "batch"
_UP = 60
"""Seconds a server may take to answer."""


@dataclass(frozen=True, slots=True)
class DaskCluster:
    """A scheduler and its workers."""

    url: str
    """For --executor."""
    nannies: tuple[int, ...]
    """Process numbers of those that start a worker anew when it dies."""

    def worker_processes(self) -> list[int]:
        """The processes that may be killed: workers, and the children in which they read."""
        found = []
        for nanny in self.nannies:
            with suppress(psutil.Error):
                below = psutil.Process(nanny).children(recursive=True)
                found += [process.pid for process in below if not _is_tracker(process)]
        return found

    def seconds_for(self, tasks: int) -> float:
        """How long it takes to give out so many tasks that do nothing."""
        from distributed import Client

        with Client(self.url.replace("dask://", "tcp://"), timeout=_UP, set_as_default=False) as client:  # type: ignore[no-untyped-call]
            executor = client.get_executor(pure=False)
            begin = time.perf_counter()
            wait([executor.submit(abs, number) for number in range(tasks)])
            return time.perf_counter() - begin


@contextmanager
def dask(workers: int) -> Iterator[DaskCluster]:
    """A scheduler and so many workers with one thread each."""
    from distributed import Client

    address = f"tcp://{_HOST}:{_free_port()}"
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(ignore_cleanup_errors=True))
        port = address.rpartition(":")[2]
        scheduler = ["distributed.cli.dask_scheduler", "--host", _HOST, "--port", port, "--no-dashboard"]
        stack.enter_context(_running(scheduler))
        worker = [
            "distributed.cli.dask_worker",
            address,
            "--host",
            _HOST,
            "--no-dashboard",
            "--local-directory",
            folder,
        ]
        nannies = [
            stack.enter_context(_running([*worker, "--nworkers", "1", "--nthreads", "1"])) for _ in range(workers)
        ]
        with Client(address, timeout=_UP, set_as_default=False) as client:  # type: ignore[no-untyped-call]
            client.wait_for_workers(workers, timeout=_UP)
        yield DaskCluster(address.replace("tcp://", "dask://"), tuple(nannies))


@dataclass(frozen=True, slots=True)
class ObjectStore:
    """An emulated store with one bucket."""

    def url(self, name: str) -> str:
        """Where a folder of this name stands."""
        return f"s3://{_BUCKET}/{name}"

    def fetch(self, url: str, folder: Path) -> None:
        """Copy everything below a URL into a folder of this machine."""
        import s3fs

        system = s3fs.S3FileSystem(skip_instance_cache=True)
        start = url.removeprefix("s3://") + "/"
        for path in system.find(url):
            target = folder / path.removeprefix(start)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(system.cat_file(path))


@contextmanager
def object_store() -> Iterator[ObjectStore]:
    """A store emulated by moto in a process of its own; this process and its children reach it by the environment."""
    import s3fs

    port = _free_port()
    names = {
        "AWS_ENDPOINT_URL": f"http://{_HOST}:{port}",
        "AWS_ACCESS_KEY_ID": "testing",
        "AWS_SECRET_ACCESS_KEY": "testing",
        "AWS_DEFAULT_REGION": "us-east-1",
    }
    with _running(["moto.server", "-H", _HOST, "-p", str(port)]), environment(names):
        _wait_for(port)
        s3fs.S3FileSystem(skip_instance_cache=True).mkdir(_BUCKET)
        yield ObjectStore()


@contextmanager
def environment(names: Mapping[str, str]) -> Iterator[None]:
    """Variables of the environment for a while."""
    before = {name: os.environ.get(name) for name in names}
    os.environ.update(names)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


@contextmanager
def _running(words: list[str]) -> Iterator[int]:
    """`python -m WORDS` in the background: its process number. It and all below it are gone at the end."""
    with subprocess.Popen(
        [sys.executable, "-m", *words], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        try:
            yield process.pid
        finally:
            for one in _with_all_below(process.pid):
                with suppress(psutil.Error):
                    one.kill()


def _with_all_below(number: int) -> list[psutil.Process]:
    with suppress(psutil.Error):
        process = psutil.Process(number)
        return [*process.children(recursive=True), process]
    return []


def _is_tracker(process: psutil.Process) -> bool:
    """A helper of multiprocessing that no run of ours speaks to."""
    with suppress(psutil.Error):
        return any("resource_tracker" in word or "forkserver" in word for word in process.cmdline())
    return True


def _free_port() -> int:
    with socket.socket() as found:
        found.bind((_HOST, 0))
        return int(found.getsockname()[1])


def _wait_for(port: int) -> None:
    end = time.monotonic() + _UP
    while True:
        try:
            socket.create_connection((_HOST, port), timeout=1).close()
            return
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.1)
