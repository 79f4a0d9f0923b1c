"""Fair lanes: one executor for many readers, each with a lane of its own, and the lanes take turns."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, Executor, Future
from functools import partial
from typing import Any, TypeAlias, TypeVar

__all__ = ["FairLanes", "Lane"]

T = TypeVar("T")
Task: TypeAlias = tuple["Future[Any]", Callable[..., Any], tuple[Any, ...], dict[str, Any]]


class Lane(Executor):
    """The tasks of one reader, in their order, waiting for their turn; a lane given up takes none and runs none.

    Parameters
    ----------
    wake : Condition
        Notified of each task.
    """

    def __init__(self, wake: threading.Condition) -> None:
        self._changed = wake
        self.waiting: deque[Task] = deque()
        self.flying: set[Future[Any]] = set()
        self.turn = 0
        """Number of the task with which it was last served."""
        self.given_up = False
        self.settled = threading.Event()
        """Set when a task was submitted, or the lane given up without one."""

    def submit(self, fn: Callable[..., T], /, *args: Any, **kwargs: Any) -> Future[T]:
        """Add a task.

        Parameters
        ----------
        fn : callable
            The task.
        *args, **kwargs
            Its arguments.

        Returns
        -------
        Future
            It is cancelled where the lane is given up.
        """
        future: Future[T] = Future()
        with self._changed:
            if not self.given_up:
                self.waiting.append((future, fn, args, kwargs))
                self.settled.set()
                self._changed.notify()
                return future
        future.cancel()
        return future

    def give_up(self) -> None:
        """Cancel all that is not done; a task that a worker has begun is cancelled there, and is not waited for."""
        with self._changed:
            self.given_up = True
            futures = [task[0] for task in self.waiting] + list(self.flying)
            self.waiting.clear()
        self.settled.set()
        for future in futures:
            future.cancel()


class FairLanes:
    """Serves lanes on an executor that it makes, makes anew when it is beyond repair, and shuts down.

    Parameters
    ----------
    make_executor : callable
        Makes the executor; called at the first task, and after one was broken.
    most : int
        Tasks in flight at a time; the lane with fewest is served next, of equals the one that waited longest.
    """

    def __init__(self, make_executor: Callable[[], Executor], most: int) -> None:
        self._make_executor = make_executor
        self._most = most
        self._executor: Executor | None = None
        self._lanes: list[Lane] = []
        self._in_flight = 0
        self._served = 0
        self._closed = False
        self._changed = threading.Condition(threading.RLock())
        self._thread = threading.Thread(target=self._serve, name="saydo-turns", daemon=True)
        self._thread.start()

    def lane(self) -> Lane:
        """Add a lane for one more reader.

        Returns
        -------
        Lane
            It is served until it is given up.
        """
        with self._changed:
            lane = Lane(self._changed)
            self._lanes = [other for other in self._lanes if not other.given_up] + [lane]
            return lane

    def close(self) -> None:
        """Serve no more, and shut the executor down."""
        with self._changed:
            self._closed = True
            lanes, executor = self._lanes, self._executor
            self._executor = None
            self._changed.notify()
        for lane in lanes:
            lane.give_up()
        self._thread.join(timeout=5)
        if executor is not None:
            executor.shutdown(wait=False, cancel_futures=True)

    def _serve(self) -> None:
        while True:
            with self._changed:
                if self._closed:
                    return
                lane = self._next()
                if lane is None:
                    self._changed.wait()
                    continue
                task = lane.waiting.popleft()
                executor = self._executor = self._executor or self._make_executor()
                self._served += 1
                self._in_flight += 1
                lane.turn = self._served
                lane.flying.add(task[0])
            self._launch(executor, lane, task)

    def _next(self) -> Lane | None:
        if self._in_flight >= self._most:
            return None
        ready = [lane for lane in self._lanes if lane.waiting]
        return min(ready, key=lambda lane: (len(lane.flying), lane.turn), default=None)

    def _launch(self, executor: Executor, lane: Lane, task: Task) -> None:
        future, fn, args, kwargs = task
        try:
            inner = executor.submit(fn, *args, **kwargs)
        except RuntimeError:  # an executor takes no more only when the whole program is about to end
            self._landed(executor, lane, future, None)
            return
        inner.add_done_callback(partial(self._landed, executor, lane, future))
        future.add_done_callback(lambda done: done.cancelled() and inner.cancel())

    def _landed(self, executor: Executor, lane: Lane, future: Future[Any], inner: Future[Any] | None) -> None:
        error = None if inner is None or inner.cancelled() else inner.exception()
        with self._changed:
            lane.flying.discard(future)
            if self._executor is executor:
                self._in_flight -= 1
                if isinstance(error, BrokenExecutor):
                    self._executor, self._in_flight = None, 0
                    executor.shutdown(wait=False, cancel_futures=True)
            self._changed.notify()
        if inner is None or inner.cancelled():
            future.cancel()
        if not future.set_running_or_notify_cancel():
            return
        if error is not None:
            future.set_exception(error)
        elif inner is not None:
            future.set_result(inner.result())
