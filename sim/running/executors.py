"""Executors: this process, a pool of processes that survives the loss of one, or a cluster."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, CancelledError, Executor, Future, ProcessPoolExecutor
from contextlib import contextmanager, suppress
from functools import partial
from multiprocessing import get_context, parent_process
from multiprocessing.synchronize import Event
from queue import SimpleQueue
from types import TracebackType
from typing import Any, TypeVar

from sim.compiling import in_background
from sim.errors import Problem, SaydoError, remedy_of

__all__ = ["Executor", "PoolExecutor", "SequentialExecutor", "executor_for", "finished"]

T = TypeVar("T")
_Begin = Callable[[ProcessPoolExecutor], Future[T]]
MOST_RESTARTS = 3
GRACE_SECONDS = 1.5
"""How long a task that was begun may go on when it is cancelled, before workers are ended: most are done by then."""
GUARD = 'put what your script does under if __name__ == "__main__":, because each worker process runs the script first'


class WorkersCannotStartError(BrokenExecutor):
    """Worker processes end before their first task, as where a script calls the simulator without a main guard."""


class SequentialExecutor(Executor):
    """Runs each task at once, in the calling thread."""

    def submit(self, fn: Callable[..., T], /, *args: Any, **kwargs: Any) -> Future[T]:
        """Run a task.

        Parameters
        ----------
        fn : callable
            The task.
        *args, **kwargs
            Its arguments.

        Returns
        -------
        Future
            It is done already.
        """
        future: Future[T] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:
            future.set_exception(error)
        return future


def _settle_in(started: Event, nice: int, memory: int | None) -> None:
    """Begin a worker: leave Ctrl-C to the parent, end when it ends, lower its priority, and bound its memory."""
    started.set()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, name="saydo-parent", daemon=True).start()
    if sys.platform == "win32":
        return
    if nice:
        os.nice(nice)
    if memory is not None:
        import resource

        with suppress(ValueError, OSError):  # less is allowed already, or the system has no such limit
            resource.setrlimit(resource.RLIMIT_AS, (memory, resource.getrlimit(resource.RLIMIT_AS)[1]))


def _end_with_parent() -> None:
    """End with a parent that is killed: without this its workers would compute on, and then wait for ever."""
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


@contextmanager
def _starting_quietly() -> Iterator[None]:
    """Hold Ctrl-C back, and so in a process that is started meanwhile; here it comes after, and is not lost.

    Blocking the signal keeps it from the new process. Here that is not enough: another thread may receive it, and
    Python would then raise KeyboardInterrupt in this one, before the new process has been told what to do.
    """
    if sys.platform == "win32":
        yield
        return
    late: list[int] = []
    handler = signal.getsignal(signal.SIGINT)
    holds = callable(handler) and threading.current_thread() is threading.main_thread()
    if holds:
        signal.signal(signal.SIGINT, lambda number, _: late.append(number))
    mask = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        if holds:
            signal.signal(signal.SIGINT, handler)
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)
        if late:
            signal.raise_signal(signal.SIGINT)


class PoolExecutor(Executor):
    """A pool of spawned processes; when one is killed the pool is renewed and its tasks run again.

    A spawned process runs the main module first. A script that uses a pool must therefore guard what it does.

    Parameters
    ----------
    workers : int
        Number of processes.
    nice : int
        Niceness of the processes, 0 to 19; without effect on Windows.
    memory : int, optional
        Bytes of address space that each process may have; a task that wants more ends with MemoryError. Without effect
        where the system has no such limit.

    Raises
    ------
    SaydoError
        In a process that is itself such a worker.
    """

    def __init__(self, workers: int, *, nice: int = 0, memory: int | None = None) -> None:
        if parent_process() is not None:  # it executes its parent's main module, and so might do without end
            raise SaydoError(f"a worker process starts no workers of its own: {GUARD}")
        self._workers = workers
        self._settings = (nice, memory)
        self._lock = threading.Lock()
        self._restarts = 0
        self._stopped = False
        self._context = get_context("spawn")
        self._started = self._context.Event()
        self._pool = self._new_pool()

    def submit(self, fn: Callable[..., T], /, *args: Any, **kwargs: Any) -> Future[T]:
        """Have a task run.

        Parameters
        ----------
        fn : callable
            The task; of a module, so that another process finds it.
        *args, **kwargs
            Its arguments.

        Returns
        -------
        Future
            It fails with BrokenExecutor only when workers keep being killed, or cannot start. Where it is cancelled
            while the task is under way, and the task does not end soon, the workers end; what else they were doing is
            begun again by new ones.
        """
        outer: Future[T] = Future()
        self._start(outer, lambda pool: pool.submit(fn, *args, **kwargs))
        return outer

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Take no more tasks; let those under way finish.

        Parameters
        ----------
        wait : bool
            Whether to return only when they are done.
        cancel_futures : bool
            Whether to cancel tasks that no worker has begun.
        """
        with self._lock:
            self._stopped = self._stopped or cancel_futures
            pool = self._pool
        pool.shutdown(wait=wait, cancel_futures=cancel_futures)

    def stop(self) -> None:
        """End the worker processes now, and cancel all that is not done."""
        with self._lock:
            self._stopped = True
            pool = self._pool
        _end_processes(pool)
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
            self._workers,
            mp_context=self._context,
            initializer=_settle_in,
            initargs=(self._started, *self._settings),
        )

    def _start(self, outer: Future[T], begin: _Begin[T]) -> None:
        """Begin a task in the present pool, and pass its end on to ``outer``."""
        with self._lock:
            pool = self._pool
        try:
            with _starting_quietly():
                task = begin(pool)
        except BrokenExecutor as error:
            self._retry(outer, begin, pool, error)
            return
        outer.add_done_callback(lambda done: self._abandon(pool, task) if done.cancelled() else None)
        task.add_done_callback(lambda done: self._finish(outer, begin, pool, done))

    def _abandon(self, pool: ProcessPoolExecutor, task: Future[Any]) -> None:
        """Let a task go that nobody waits for; one that was begun has a short while to end by itself."""
        if task.cancel() or task.done():
            return
        timer = threading.Timer(GRACE_SECONDS, self._end_workers, (pool, task))
        timer.daemon = True
        timer.start()

    def _end_workers(self, pool: ProcessPoolExecutor, task: Future[Any]) -> None:
        """End the workers of a pool where one of them is still at an abandoned task; another pool takes over."""
        with self._lock:
            if task.done() or self._stopped or self._pool is not pool:
                return
            self._pool = self._new_pool()
        _end_processes(pool)
        pool.shutdown(wait=False)

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
            if not self._stopped and not self._started.is_set():
                self._stopped, error = True, WorkersCannotStartError(f"no worker process could start: {GUARD}")
            if not self._stopped and self._pool is broken and self._restarts < MOST_RESTARTS:
                self._restarts += 1
                self._pool = self._new_pool()
            lost = self._stopped or self._pool is broken
        if not lost and not outer.cancelled():
            self._start(outer, begin)
        elif outer.set_running_or_notify_cancel():
            outer.set_exception(error)


def _end_processes(pool: ProcessPoolExecutor) -> None:
    """End the worker processes of a pool at once, which has no public way to do so."""
    for process in list((pool._processes or {}).values()):  # noqa: SLF001
        process.terminate()


def executor_for(workers: int, cluster: str | None = None) -> Executor:
    """Make an executor: this process itself for one worker, else a pool of spawned processes, or a cluster.

    Meanwhile kernels are compiled in the background, where they are not; what begins without them goes over to them.

    Parameters
    ----------
    workers : int
        Processes of this machine.
    cluster : str, optional
        Address of a Dask scheduler, such as ``tcp://10.0.0.5:8786``, whose workers do the work instead.

    Returns
    -------
    Executor
        A context manager; leaving it shuts it down.

    Raises
    ------
    SaydoError
        Where the cluster cannot be used, or ``SAYDO_ENGINE`` is none of its values.
    """
    in_background()
    if cluster is None:
        return SequentialExecutor() if workers <= 1 else PoolExecutor(workers)
    try:
        from sim.running.cluster import ClusterExecutor
    except ImportError as error:
        rule = remedy_of(error) or str(error)
        raise SaydoError(Problem.of("cluster", cluster, rule)) from None
    return ClusterExecutor(cluster)


def finished(
    executor: Executor, task: Callable[..., T], arguments: Sequence[tuple[Any, ...]]
) -> Iterator[dict[int, T]]:
    """Run a task for each tuple of arguments, and return results as they come in.

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
        By place of the arguments, all that have come in since the last; together each task once.

    Raises
    ------
    SaydoError
        Where workers keep being lost, or cannot start.
    """
    landed: SimpleQueue[tuple[int, Future[T]]] = SimpleQueue()
    missing = len(arguments)
    for number, values in enumerate(arguments):
        executor.submit(task, *values).add_done_callback(partial(_land, landed, number))
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
    """Return all that have landed; wait for the first."""
    batch = dict([landed.get()])
    while not landed.empty():
        batch |= [landed.get()]
    return batch


def _results(batch: dict[int, Future[T]]) -> Iterator[dict[int, T]]:
    """Return those that succeeded first, so that they are not lost to one that did not."""
    failed = {number for number, future in batch.items() if future.cancelled() or future.exception() is not None}
    if len(failed) < len(batch):
        yield {number: future.result() for number, future in batch.items() if number not in failed}
    try:
        for number in failed:
            batch[number].result()
    except WorkersCannotStartError as error:
        raise SaydoError(str(error)) from None
    except (BrokenExecutor, CancelledError) as error:
        raise SaydoError(
            "worker processes ended repeatedly, perhaps because memory ran out: use fewer workers"
        ) from error
