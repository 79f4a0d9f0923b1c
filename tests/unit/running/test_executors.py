"""Both executors give the same results in the same order, and a killed worker costs no more than a retry."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from sim.errors import SaydoError
from sim.running.executors import (
    GRACE_SECONDS,
    Executor,
    PoolExecutor,
    SequentialExecutor,
    _starting_quietly,
    executor_for,
    finished,
)
from tests.unit.running.tasks import die_once, die_whenever, fill, niceness, sleep_briefly, sleep_long, square

ROOT = Path(__file__).parents[3]
PARENT = """
from sim.running.executors import PoolExecutor
from tests.unit.running.tasks import keep_busy
executor = PoolExecutor(2)
for number in (1, 2):
    executor.submit(keep_busy, number)
executor.shutdown()
"""


SCRIPT = """
import sim
result = sim.study(sim.load("honest"), replications=2, workers=2, store="none")
print(result)
"""


def all_of(executor: Executor, task: Callable[..., Any], arguments: Sequence[tuple[Any, ...]]) -> list[Any]:
    """The results in the order of the arguments."""
    results: dict[int, Any] = {}
    for batch in finished(executor, task, arguments):
        assert not batch.keys() & results.keys()
        results |= batch
    return [results[number] for number in range(len(arguments))]


def test_one_worker_is_this_process_and_more_are_a_pool() -> None:
    assert isinstance(executor_for(1), SequentialExecutor)
    with executor_for(2) as pool:
        assert isinstance(pool, PoolExecutor)


@pytest.mark.parametrize("workers", [1, 2])
def test_every_task_comes_to_its_result(workers: int) -> None:
    with executor_for(workers) as executor:
        assert all_of(executor, square, [(n,) for n in range(7)]) == [0, 1, 4, 9, 16, 25, 36]


def test_a_script_without_a_main_guard_is_corrected(tmp_path: Path) -> None:
    """Each worker runs the script first, and so would ask for workers of its own."""
    script = tmp_path / "analysis.py"
    script.write_text(SCRIPT, encoding="utf-8")
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    command = [sys.executable, script]
    answer = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120, check=False)
    assert answer.returncode == 1
    assert not answer.stdout
    last = answer.stderr.strip().splitlines()[-1]
    assert last.startswith("sim.errors.SaydoError: no worker process could start: ")
    assert 'if __name__ == "__main__":' in last


def test_results_come_as_soon_as_they_are_there() -> None:
    begun: list[int] = []

    def task(number: int) -> int:
        begun.append(number)
        return number

    results = finished(SequentialExecutor(), task, [(n,) for n in range(3)])
    assert next(results) == {0: 0}
    assert begun == [0]
    assert list(results) == [{1: 1}, {2: 2}]


class Together(Executor):
    """Runs nothing until the third task has come, and then all."""

    def __init__(self) -> None:
        self._waiting: list[tuple[Future[Any], Callable[[], Any]]] = []

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()
        self._waiting.append((future, partial(fn, *args, **kwargs)))
        for waiting, task in self._waiting if len(self._waiting) == 3 else []:
            try:
                waiting.set_result(task())
            except ValueError as error:
                waiting.set_exception(error)
        return future


def test_what_came_together_with_a_failure_is_not_lost() -> None:
    results = finished(Together(), square, [(1,), (-2,), (3,)])
    assert next(results) == {0: 1, 2: 9}
    with pytest.raises(ValueError, match="-2 is negative"):
        next(results)


@pytest.mark.parametrize("workers", [1, 2])
def test_a_task_that_raises_raises_here(workers: int) -> None:
    with executor_for(workers) as executor, pytest.raises(ValueError, match="-2 is negative"):
        all_of(executor, square, [(1,), (-2,)])


def test_a_killed_worker_costs_a_retry(tmp_path: Path) -> None:
    with PoolExecutor(2) as executor:
        results = all_of(executor, die_once, [(n, str(tmp_path / "killed")) for n in range(6)])
    assert (tmp_path / "killed").exists()
    assert results == [n * n for n in range(6)]


def test_workers_that_keep_being_killed_are_given_up_with_one_message() -> None:
    with PoolExecutor(1) as executor, pytest.raises(SaydoError, match="ended repeatedly"):
        all_of(executor, die_whenever, [(1,)])


@pytest.mark.parametrize(
    "leave", [PoolExecutor.stop, lambda executor: executor.__exit__(KeyboardInterrupt, None, None)]
)
def test_stopping_ends_what_is_under_way(leave: Callable[[PoolExecutor], None]) -> None:
    executor = PoolExecutor(1)
    futures = [executor.submit(sleep_long, n) for n in range(3)]
    started = time.monotonic()
    leave(executor)
    assert time.monotonic() - started < 30
    assert all(future.done() for future in futures)
    assert all(future.cancelled() or future.exception() is not None for future in futures)


def test_a_cancelled_task_is_left_out() -> None:
    with PoolExecutor(1) as executor:
        futures = [executor.submit(square, n) for n in range(200)]
        cancelled = futures[-1].cancel()
        results = [future.result() for future in futures[:-1]]
    assert cancelled
    assert results == [n * n for n in range(199)]


def test_what_is_cancelled_under_way_ends_and_all_else_comes_to_its_result() -> None:
    """The sleeper of a minute keeps its worker no longer than a moment; what the other one does is begun again."""
    with PoolExecutor(2) as executor:
        assert executor.submit(square, 1).result() == 1
        sleeper = executor.submit(sleep_long, 1)
        time.sleep(0.3)
        others = [executor.submit(square, n) for n in range(40)]
        began = time.monotonic()
        assert sleeper.cancel()
        later = [executor.submit(sleep_briefly, n) for n in range(2)]
        assert [future.result(30) for future in (*others, *later)] == [*(n * n for n in range(40)), 0, 1]
        assert time.monotonic() - began < 30
        workers = executor.submit(os.getpid).result(30)
    assert workers


def test_a_task_that_is_done_soon_after_it_is_cancelled_costs_no_worker() -> None:
    with PoolExecutor(1) as executor:
        worker = executor.submit(os.getpid).result()
        executor.submit(sleep_briefly, 0).result()
        executor.submit(sleep_briefly, 1).cancel()
        time.sleep(GRACE_SECONDS + 0.5)
        assert executor.submit(os.getpid).result() == worker


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux bounds the address space of a process")
def test_a_task_that_wants_too_much_memory_fails_alone() -> None:
    with PoolExecutor(1, memory=4 << 30) as executor:
        hungry, modest = executor.submit(fill, 8 << 10), executor.submit(fill, 16)
        assert isinstance(hungry.exception(60), MemoryError)
        assert modest.result() == 16


def test_workers_stand_back_when_asked() -> None:
    with PoolExecutor(1, nice=3) as executor:
        assert executor.submit(niceness).result() == os.nice(0) + 3


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
@pytest.mark.skipif(sys.platform == "win32", reason="Windows sends no signal to a thread")
def test_an_interrupt_that_another_thread_receives_waits_until_a_worker_is_started() -> None:
    begun, steps = threading.Event(), []

    def receive() -> None:
        begun.wait()
        signal.raise_signal(signal.SIGINT)

    def start() -> None:
        with _starting_quietly():
            begun.set()
            receiver.join()
            time.sleep(0.01)
            steps.append("started")

    receiver = threading.Thread(target=receive)
    receiver.start()
    ours = signal.signal(signal.SIGINT, signal.default_int_handler)  # ignored in what a shell starts behind it
    try:
        with pytest.raises(KeyboardInterrupt):
            start()
        assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
    finally:
        signal.signal(signal.SIGINT, ours)
    assert steps == ["started"]


def test_workers_end_with_a_parent_that_is_killed() -> None:
    """Workers hold the parent's standard output open for as long as they live, so that it ends when they do."""
    with subprocess.Popen(
        [sys.executable, "-c", PARENT], cwd=ROOT, stdout=subprocess.PIPE, text=True, start_new_session=True
    ) as parent:
        assert parent.stdout is not None
        assert {parent.stdout.readline() for _ in range(2)} == {"1\n", "2\n"}
        os.kill(parent.pid, signal.SIGKILL)
        try:
            parent.communicate(timeout=60)
        finally:
            with suppress(ProcessLookupError):
                os.killpg(parent.pid, signal.SIGKILL)
