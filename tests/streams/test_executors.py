"""Where replications run changes nothing: one process and a pool of them give the same bytes, and both really ran."""

from __future__ import annotations

import os
import pickle

import pytest

from sim.metrics.replication import Replication
from sim.running.executors import PoolExecutor, SequentialExecutor, executor_for
from sim.running.runner import ExperimentRunner
from tests.streams.tasks import fingerprinted, started_workers
from tests.worlds import changed

SCENARIOS = [changed({}), changed({"selling.sold_response_share": 0.5})]


def workers_of(results: list[list[Replication]]) -> set[int]:
    return {int((replication.error or "").split()[0]) for sample in results for replication in sample}


def digests_of(results: list[list[Replication]]) -> list[list[str]]:
    return [[(replication.error or "").split()[1] for replication in sample] for sample in results]


def content_of(results: list[list[Replication]]) -> list[bytes]:
    return [pickle.dumps((run.outcomes, run.monthly, run.whale)) for sample in results for run in sample]


def test_sequential_and_pooled_runs_give_the_same_bytes() -> None:
    alone = ExperimentRunner(SequentialExecutor(), seed=3, task=fingerprinted).results(SCENARIOS, 3)
    with PoolExecutor(2) as pool:
        pooled = ExperimentRunner(pool, seed=3, task=fingerprinted).results(SCENARIOS, 3)
    assert workers_of(alone) == {os.getpid()}
    assert os.getpid() not in workers_of(pooled)
    assert len(workers_of(pooled)) == 2
    assert digests_of(alone) == digests_of(pooled)
    assert content_of(alone) == content_of(pooled)
    assert len({digest for sample in digests_of(alone) for digest in sample}) == 6


def test_kernels_are_compiled_while_an_executor_works(monkeypatch: pytest.MonkeyPatch) -> None:
    begun: list[str] = []
    monkeypatch.setattr("sim.running.executors.in_background", lambda: begun.append("compile"))
    for workers in (1, 2):
        with executor_for(workers) as executor:
            assert executor.submit(max, 1, 2).result() == 2
    assert begun == ["compile", "compile"]


def test_a_worker_starts_no_workers() -> None:
    """Each would execute the main module again; one that is not guarded would do so without end."""
    with PoolExecutor(1) as pool:
        assert pool.submit(started_workers).result().startswith("a worker process starts no workers")
