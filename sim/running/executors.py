"""Where replications run: in this process, in a pool of processes that survives the loss of one, or on a cluster."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, CancelledError, Executor, Future, ProcessPoolExecutor
from contextlib import contextmanager
from functools import partial
from multiprocessing import get_context, parent_process
from queue import SimpleQueue
from types import TracebackType
from typing import Any, TypeVar

from sim.errors import Problem, SaydoError

__all__ = ["Executor", "PoolExecutor", "SequentialExecutor", "executor_for", "finished"]

T = TypeVar("T")
_Begin = Callable[[ProcessPoolExecutor], Future[T]]
MOST_RESTARTS = 3


class SequentialExecutor(Executor):
    """Runs each task at once, in the calling thread."""

    def submit(self, fn: Callable[..., T], /, *args: Any, **kwargs: Any) -> Future[T]:
        """The future of a task that has already run."""
        future: Future[T] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:
            future.set_exception(error)
        return future


def _settle_in(nice: int) -> None:
    """First thing in a worker: leave Ctrl-C to the parent, end when it ends, and stand back behind other processes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, name="saydo-parent", daemon=True).start()
    if nice and sys.platform != "win32":
        os.nice(nice)


def _end_with_parent() -> None:
    """A parent that is killed tells nobody: without this its workers would compute on, and then wait for ever."""
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


@contextmanager
def _starting_quietly() -> Iterator[None]:
    """A process started meanwhile inherits that Ctrl-C is held back, and so is deaf to it from its first moment on.

    Here it is held back and comes after, where ignoring it meanwhile would lose it.
    """
    if sys.platform == "win32":
        yield
        return
    held = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, held)


class PoolExecutor(Executor):
    """A pool of spawned processes; when one is killed the pool is renewed and its tasks run again.

    Parameters
    ----------
    workers : int
        Number of processes.
    nice : int
        How far they stand back behind other processes of the machine, 0 to 19; without effect on Windows.

    Raises
    ------
    SaydoError
        In a process that is itself such a worker.
    """

    def __init__(self, workers: int, *, nice: int = 0) -> None:
        if parent_process() is not None:  # it executes its parent's main module, and so might do without end
            raise SaydoError("a worker process starts no workers of its own: guard what the main module does")
        self._workers = workers
        self._nice = nice
        self._lock = threading.Lock()
        self._restarts = 0
        self._stopped = False
        self._pool = self._new_pool()

    def submit(self, fn: Callable[..., T], /, *args: Any, **kwargs: Any) -> Future[T]:
        """The future of a task; it fails with BrokenExecutor only when workers keep being killed."""
        outer: Future[T] = Future()
        self._start(outer, lambda pool: pool.submit(fn, *args, **kwargs))
        return outer

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Take no more tasks; let those under way finish."""
        with self._lock:
            self._stopped = self._stopped or cancel_futures
            pool = self._pool
        pool.shutdown(wait=wait, cancel_futures=cancel_futures)

    def stop(self) -> None:
        """End the worker processes now, and cancel all that is not done."""
        with self._lock:
            self._stopped = True
            pool = self._pool
        for process in list((pool._processes or {}).values()):  # noqa: SLF001  the pool has no public way to end them
            process.terminate()
        pool.shutdown(wait=True, cancel_futures=True)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Finish what was begun, or end it at once where an exception (such as Ctrl-C) leads out."""
        if kind is None:
            self.shutdown()
        else:
            self.stop()

    def _new_pool(self) -> ProcessPoolExecutor:
        return ProcessPoolExecutor(
            self._workers, mp_context=get_context("spawn"), initializer=_settle_in, initargs=(self._nice,)
        )

    def _start(self, outer: Future[T], begin: _Begin[T]) -> None:
        """Begin a task in the present pool, and pass on to ``outer`` what becomes of it."""
        with self._lock:
            pool = self._pool
        try:
            with _starting_quietly():
                task = begin(pool)
        except BrokenExecutor as error:
            self._retry(outer, begin, pool, error)
            return
        outer.add_done_callback(lambda done: done.cancelled() and task.cancel())
        task.add_done_callback(lambda done: self._finish(outer, begin, pool, done))

    def _finish(self, outer: Future[T], begin: _Begin[T], pool: ProcessPoolExecutor, task: Future[T]) -> None:
        error = None if task.cancelled() else task.exception()
        if isinstance(error, BrokenExecutor):
            self._retry(outer, begin, pool, error)
            return
        if task.cancelled():
            outer.cancel()
        if not outer.set_running_or_notify_cancel():
            return
        if error is None:
            outer.set_result(task.result())
        else:
            outer.set_exception(error)

    def _retry(self, outer: Future[T], begin: _Begin[T], broken: ProcessPoolExecutor, error: BrokenExecutor) -> None:
        with self._lock:
            if not self._stopped and self._pool is broken and self._restarts < MOST_RESTARTS:
                self._restarts += 1
                self._pool = self._new_pool()
            lost = self._stopped or self._pool is broken
        if not lost and not outer.cancelled():
            self._start(outer, begin)
        elif outer.set_running_or_notify_cancel():
            outer.set_exception(error)


def executor_for(workers: int, cluster: str | None = None) -> Executor:
    """One worker is this process itself; more are a pool of spawned processes; a cluster has its own.

    Parameters
    ----------
    workers : int
        Processes of this machine.
    cluster : str, optional
        Address of a Dask scheduler, such as ``tcp://10.0.0.5:8786``, whose workers do the work instead.

    Raises
    ------
    SaydoError
        Where the cluster cannot be used.
    """
    if cluster is None:
        return SequentialExecutor() if workers <= 1 else PoolExecutor(workers)
    try:
        from sim.running.cluster import ClusterExecutor
    except ImportError as error:
        rule = f"needs {error.name}: install saydo[cluster]"
        raise SaydoError(Problem.of("cluster", cluster, rule)) from None
    return ClusterExecutor(cluster)


def finished(
    executor: Executor, task: Callable[..., T], arguments: Sequence[tuple[Any, ...]]
) -> Iterator[dict[int, T]]:
    """The results of a task for each tuple of arguments, as they come in.

    Parameters
    ----------
    executor : Executor
        Where they run.
    task : callable
        At module level, so that another process finds it.
    arguments : sequence of tuple
        One tuple a task.

    Yields
    ------
    dict of int to result
        By number of the task, all that have come in since the last; together each task once.

    Raises
    ------
    SaydoError
        Where workers keep being lost.
    """
    landed: SimpleQueue[tuple[int, Future[T]]] = SimpleQueue()
    missing = len(arguments)
    for number, each in enumerate(arguments):
        executor.submit(task, *each).add_done_callback(partial(_land, landed, number))
        if not landed.empty():
            batch = _batch(landed)
            missing -= len(batch)
            yield from _results(batch)
    while missing:
        batch = _batch(landed)
        missing -= len(batch)
        yield from _results(batch)


def _land(landed: SimpleQueue[tuple[int, Future[T]]], number: int, future: Future[T]) -> None:
    landed.put((number, future))


def _batch(landed: SimpleQueue[tuple[int, Future[T]]]) -> dict[int, Future[T]]:
    """All that have landed; waits for the first."""
    batch = dict([landed.get()])
    while not landed.empty():
        batch |= [landed.get()]
    return batch


def _results(batch: dict[int, Future[T]]) -> Iterator[dict[int, T]]:
    """First those that succeeded, so that they are not lost to one that did not."""
    failed = {number for number, future in batch.items() if future.cancelled() or future.exception() is not None}
    if len(failed) < len(batch):
        yield {number: future.result() for number, future in batch.items() if number not in failed}
    try:
        for number in failed:
            batch[number].result()
    except (BrokenExecutor, CancelledError) as error:
        raise SaydoError("workers were lost again and again, perhaps for want of memory: use fewer workers") from error
