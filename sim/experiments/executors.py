"""Where replications run: in this process, or in a pool of processes that survives the loss of one."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor, as_completed
from contextlib import contextmanager
from multiprocessing import get_context, parent_process
from types import TracebackType
from typing import Any, TypeVar

from sim.errors import SaydoError

__all__ = ["Executor", "PoolExecutor", "SequentialExecutor", "executor_for", "run_all"]

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
    """

    def __init__(self, workers: int, *, nice: int = 0) -> None:
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
        for process in list((pool._processes or {}).values()):
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


def executor_for(workers: int) -> Executor:
    """One worker is this process itself; more are a pool of spawned processes."""
    return SequentialExecutor() if workers <= 1 else PoolExecutor(workers)


def run_all(
    executor: Executor,
    task: Callable[..., T],
    arguments: Sequence[tuple[Any, ...]],
    on_progress: Callable[[int, int], None] | None = None,
) -> list[T]:
    """The results of a task for each tuple of arguments, in their order.

    Parameters
    ----------
    executor : Executor
        Where they run.
    task : callable
        At module level, so that another process finds it.
    arguments : sequence of tuple
        One tuple a task.
    on_progress : callable, optional
        Told in this thread, after each task, how many of how many are done.

    Raises
    ------
    SaydoError
        Where worker processes keep being killed.
    """
    done = 0

    def count() -> None:
        nonlocal done
        done += 1
        if on_progress is not None:
            on_progress(done, len(arguments))

    futures: list[Future[T]] = []
    waiting: list[Future[T]] = []
    for each in arguments:
        futures.append(executor.submit(task, *each))
        if futures[-1].done():
            count()
        else:
            waiting.append(futures[-1])
    for _ in as_completed(waiting):
        count()
    try:
        return [future.result() for future in futures]
    except BrokenExecutor:
        raise SaydoError(
            "worker processes were killed again and again, perhaps for want of memory: use fewer workers"
        ) from None
