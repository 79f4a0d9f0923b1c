"""Replications on a cluster that is there already: the workers of a Dask scheduler."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import BrokenExecutor, Executor, Future
from functools import partial
from types import TracebackType
from typing import Any, TypeVar

from distributed import Client, KilledWorker
from distributed.comm.addressing import parse_address, parse_host_port

from sim.errors import Problem, SaydoError
from sim.running.version import engine_version

__all__ = ["ClusterExecutor"]

T = TypeVar("T")
PATIENCE_SECONDS = 30


class ClusterExecutor(Executor):
    """The workers of a cluster; when one is lost, the scheduler gives its tasks to others.

    Parameters
    ----------
    address : str
        Of the scheduler, such as ``tcp://10.0.0.5:8786``.

    Raises
    ------
    SaydoError
        Where no scheduler answers, it has no workers, or these have another version of the simulator.
    """

    def __init__(self, address: str) -> None:
        try:
            _must_have_a_port(address)
            self._client = Client(address, timeout=PATIENCE_SECONDS, set_as_default=False)
        except (OSError, ValueError, TypeError) as error:
            raise SaydoError(Problem.of("cluster", address, f"no scheduler answers there: {error}")) from None
        try:
            self._must_be_of_this_version(address)
        except BaseException:
            self._client.close()
            raise
        self._executor = self._client.get_executor(pure=False)

    def _must_be_of_this_version(self, address: str) -> None:
        try:
            self._client.wait_for_workers(1, timeout=PATIENCE_SECONDS)
            versions = set(self._client.run(engine_version).values())
        except TimeoutError:
            rule = f"has had no worker for {PATIENCE_SECONDS} seconds"
            raise SaydoError(Problem.of("cluster", address, rule)) from None
        except ImportError as error:
            raise SaydoError(Problem.of("cluster", address, f"a worker does not have the simulator: {error}")) from None
        others = versions - {engine_version()}
        if others:
            rule = f"workers have version {', '.join(sorted(others))}: must be {engine_version()}, as here"
            raise SaydoError(Problem.of("cluster", address, rule))

    def submit(self, fn: Callable[..., T], /, *args: Any, **kwargs: Any) -> Future[T]:
        """Have a task run on a worker.

        Parameters
        ----------
        fn : callable
            The task; the workers must be able to import it.
        *args, **kwargs
            Its arguments.

        Returns
        -------
        Future
            It fails with BrokenExecutor only when its workers keep being lost.
        """
        outer: Future[T] = Future()
        inner: Future[T] = self._executor.submit(fn, *args, **kwargs)
        outer.add_done_callback(lambda done: done.cancelled() and inner.cancel())
        inner.add_done_callback(partial(_pass_on, outer))
        return outer

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Take no more tasks, and leave the cluster.

        Parameters
        ----------
        wait : bool
            Whether to return only when tasks under way are done.
        cancel_futures : bool
            Whether to leave without waiting for them.
        """
        self._executor.shutdown(wait=wait and not cancel_futures)
        self._client.close()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Finish what was begun, or take it back where an exception (such as Ctrl-C) leads out."""
        self.shutdown(cancel_futures=kind is not None)


def _pass_on(outer: Future[T], inner: Future[T]) -> None:
    if inner.cancelled():
        outer.cancel()
    if not outer.set_running_or_notify_cancel():
        return
    error = inner.exception()
    if error is None:
        outer.set_result(inner.result())
    else:
        outer.set_exception(BrokenExecutor(str(error)) if isinstance(error, KilledWorker) else error)


def _must_have_a_port(address: str) -> None:
    """Raise ValueError for an address of the network without a port, on which a client would hang."""
    scheme, location = parse_address(address)
    if scheme in ("tcp", "tls"):
        parse_host_port(location)
