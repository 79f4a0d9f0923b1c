"""Both executors give the same results in the same order, and a killed worker costs no more than a retry."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from sim.errors import SaydoError
from sim.experiments.executors import PoolExecutor, SequentialExecutor, executor_for, run_all
from tests.unit.experiments.tasks import die_once, die_whenever, niceness, sleep_long, square

ROOT = Path(__file__).parents[3]
PARENT = """
from sim.experiments.executors import PoolExecutor
from tests.unit.experiments.tasks import keep_busy
executor = PoolExecutor(2)
for number in (1, 2):
    executor.submit(keep_busy, number)
executor.shutdown()
"""


def test_one_worker_is_this_process_and_more_are_a_pool() -> None:
    assert isinstance(executor_for(1), SequentialExecutor)
    with executor_for(2) as pool:
        assert isinstance(pool, PoolExecutor)


@pytest.mark.parametrize("workers", [1, 2])
def test_results_come_in_order_and_progress_is_told_once_a_task(workers: int) -> None:
    told: list[tuple[int, int]] = []
    with executor_for(workers) as executor:
        results = run_all(executor, square, [(n,) for n in range(7)], lambda done, total: told.append((done, total)))
    assert results == [0, 1, 4, 9, 16, 25, 36]
    assert told == [(n, 7) for n in range(1, 8)]


@pytest.mark.parametrize("workers", [1, 2])
def test_a_task_that_raises_raises_here(workers: int) -> None:
    with executor_for(workers) as executor, pytest.raises(ValueError, match="-2 is negative"):
        run_all(executor, square, [(1,), (-2,)])


def test_a_killed_worker_costs_a_retry(tmp_path: Path) -> None:
    with PoolExecutor(2) as executor:
        results = run_all(executor, die_once, [(n, str(tmp_path / "killed")) for n in range(6)])
    assert (tmp_path / "killed").exists()
    assert results == [n * n for n in range(6)]


def test_workers_that_keep_being_killed_are_given_up_with_one_message() -> None:
    with PoolExecutor(1) as executor, pytest.raises(SaydoError, match="killed again and again"):
        run_all(executor, die_whenever, [(1,)])


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


def test_workers_stand_back_when_asked() -> None:
    with PoolExecutor(1, nice=3) as executor:
        assert executor.submit(niceness).result() == os.nice(0) + 3


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
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
