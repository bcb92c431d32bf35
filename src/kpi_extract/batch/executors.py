"""Who does the buckets: threads of this process, each with a child, or a cluster behind a `concurrent.futures.Executor`."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from types import TracebackType
from typing import Protocol

from kpi_extract.batch.recipe import Recipe
from kpi_extract.batch.work import BucketReport, Told, Work, do_alone, do_bucket
from kpi_extract.errors import ExecutorError, MissingExtraError
from kpi_extract.isolation.sandbox import AbortedError, Sandbox


class Workers(Protocol):
    """What a run needs of whoever does its buckets."""

    def submit(self, work: Work) -> Future[BucketReport]:
        """Have a bucket done."""

    def __enter__(self) -> Workers: ...
    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Let the workers go; after an error what has not begun is not begun."""


class LocalWorkers:
    """Threads that wait for children: the reading is in the children, so threads are enough."""

    def __init__(self, count: int, recipe: Recipe, tell: Told) -> None:
        self._pool = ThreadPoolExecutor(count, thread_name_prefix="kpi-extract worker")
        self._recipe = recipe
        self._tell = tell
        self._idle: queue.LifoQueue[Sandbox] = queue.LifoQueue()
        self._all: list[Sandbox] = []
        self._lock = threading.Lock()
        self._is_over = False

    def submit(self, work: Work) -> Future[BucketReport]:
        """Have a bucket done by the next free thread."""
        return self._pool.submit(self._do, work)

    def _do(self, work: Work) -> BucketReport:
        try:
            sandbox = self._idle.get_nowait()
        except queue.Empty:
            sandbox = self._new_sandbox()
        try:
            return do_bucket(work, sandbox, self._tell)
        finally:
            self._idle.put(sandbox)

    def _new_sandbox(self) -> Sandbox:
        with self._lock:  # or one that is made while all are ended would go on
            if self._is_over:
                raise AbortedError("aborted")
            self._all.append(Sandbox(self._recipe.limits, self._recipe.child))
            return self._all[-1]

    def __enter__(self) -> LocalWorkers:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._pool.shutdown(wait=False, cancel_futures=kind is not None)
        if kind is not None:
            with self._lock:
                self._is_over = True
            for sandbox in self._all:
                sandbox.abort()
        self._pool.shutdown(wait=True)
        for sandbox in self._all:
            sandbox.close()


class ForeignWorkers:
    """Any executor: each bucket brings its own child to wherever it is done."""

    def __init__(self, executor: Executor, close: Callable[[], None], tell: Told) -> None:
        self._executor = executor
        self._close = close
        self._tell = tell

    def submit(self, work: Work) -> Future[BucketReport]:
        """Have a bucket done by the executor."""
        future = self._executor.submit(do_alone, work)
        future.add_done_callback(self._told)
        return future

    def _told(self, future: Future[BucketReport]) -> None:
        """What is known of documents that are read elsewhere: their outcomes, once their bucket is done."""
        if not future.cancelled() and future.exception() is None:
            for outcome in future.result().outcomes:
                self._tell(outcome)

    def __enter__(self) -> ForeignWorkers:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._close()


def open_workers(url: str | None, count: int, recipe: Recipe, tell: Told) -> Workers:
    """Workers by their address.

    Args:
        url: None or "local" for this machine; "dask://HOST:PORT" for a Dask scheduler.
        count: threads, on this machine.
        recipe: what they will do.
        tell: called with each outcome as it comes, from another thread; a cluster tells by the bucket.

    Raises:
        ExecutorError: no such kind, or nobody answers.
        MissingExtraError: its extra is not installed.
    """
    scheme, _, address = (url or "local").partition("://")
    if scheme == "local":
        return LocalWorkers(count, recipe, tell)
    if scheme in ("dask", "dask+tls"):
        return _dask(("tls://" if scheme == "dask+tls" else "tcp://") + address, tell)
    raise ExecutorError(
        url or "",
        "There is no such executor.",
        "Give local or dask://HOST:PORT.",
        "この実行方法はありません。",
        "local または dask://ホスト:ポート を指定してください。",
    )


def _dask(address: str, tell: Told) -> ForeignWorkers:
    try:
        from distributed import Client
    except ImportError as error:
        raise MissingExtraError("distributed", "dask") from error
    try:
        client = Client(address, timeout=10, set_as_default=False)  # type: ignore[no-untyped-call]
    except (OSError, TimeoutError) as error:
        raise ExecutorError(
            address,
            f"No Dask scheduler answers ({error}).",
            "Start one with dask scheduler, or correct the address.",
            f"Dask スケジューラーが応答しません({error})。",
            "dask scheduler で起動するか、アドレスを直してください。",
        ) from error
    # pure=True would take two equal calls for one.
    executor = client.get_executor(pure=False, retries=2)  # type: ignore[no-untyped-call]
    return ForeignWorkers(executor, client.close, tell)
