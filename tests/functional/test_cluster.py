"""A cluster gives the same bytes as one process, also when a worker is killed."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from sim.errors import SaydoError
from sim.running.executors import SequentialExecutor, executor_for, finished
from sim.running.runner import ExperimentRunner
from tests.functional.terminal import Saydo, caller
from tests.unit.questions.dummies import bits
from tests.unit.running.tasks import die_whenever, killed_once, square
from tests.worlds import changed

dask = pytest.importorskip("dask")
distributed = pytest.importorskip("distributed")

ROOT = Path(__file__).parents[2]
SCENARIOS = [changed({}), changed({"selling.sold_response_share": 0.5})]


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """A scheduler with two workers, each a process of one thread."""
    once = dask.config.set({"distributed.scheduler.allowed-failures": 1})
    workers = {"n_workers": 2, "threads_per_worker": 1, "processes": True}
    with once, distributed.LocalCluster(**workers, dashboard_address="127.0.0.1:0", host="127.0.0.1") as cluster:
        yield cluster.scheduler_address


def test_a_cluster_gives_the_same_bytes(capsys: pytest.CaptureFixture[str], address: str) -> None:
    saydo = caller(capsys)
    one, two = (compared(saydo, *where) for where in (("--workers", 1), ("--cluster", address)))
    assert one == two


def compared(saydo: Saydo, *where: object) -> str:
    files = [ROOT / "scenarios" / f"{name}.yaml" for name in ("honest", "over-promise")]
    sets = ("--set", "horizon_months=12", "--set", "segments.small.customers=1", "--set", "segments.large.customers=0")
    answer = saydo("compare", *files, *sets, "--replications", 2, "--json", "-", *where)
    assert answer.status == 0, answer.err
    document: dict[str, Any] = json.loads(answer.out)
    del document["provenance"]["started"], document["provenance"]["seconds"]
    return json.dumps(document)


def test_a_killed_worker_costs_a_retry_and_changes_nothing(address: str, tmp_path: Path) -> None:
    mark = tmp_path / "killed"
    with executor_for(1, address) as cluster:
        runner = ExperimentRunner(cluster, seed=3, task=partial(killed_once, mark=str(mark)))
        results = runner.results(SCENARIOS, 3)
    assert mark.read_text(encoding="utf-8") != str(os.getpid())
    alone = ExperimentRunner(SequentialExecutor(), seed=3).results(SCENARIOS, 3)
    assert all(replication.error is None for sample in alone for replication in sample)
    assert [[bits(replication) for replication in sample] for sample in results] == [
        [bits(replication) for replication in sample] for sample in alone
    ]


def test_a_task_that_raises_raises_here_and_what_cannot_be_run_is_told(address: str) -> None:
    with executor_for(1, address) as cluster, pytest.raises(ValueError, match="-2 is negative"):
        list(finished(cluster, square, [(1,), (-2,)]))
    with executor_for(1, address) as cluster, pytest.raises(SaydoError, match="ended repeatedly"):
        list(finished(cluster, die_whenever, [(1,)]))


def test_workers_of_another_version_are_refused(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sim.running.cluster.engine_version", lambda: f"process {os.getpid()}")
    with pytest.raises(SaydoError, match=rf"workers have version process .*: must be process {os.getpid()}, as here"):
        executor_for(1, address)


def test_a_cluster_that_is_not_there_is_told(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    saydo = caller(capsys)
    monkeypatch.setattr("sim.running.cluster.PATIENCE_SECONDS", 1)
    honest = ROOT / "scenarios" / "honest.yaml"
    nobody = saydo("run", honest, "--cluster", "tcp://127.0.0.1:9")
    assert nobody.status == 2
    assert nobody.err.startswith("tcp://127.0.0.1:9 (--cluster): no scheduler answers there: ")
    for address in ("nonsense:://", "nowhere", "tcp://", ""):
        nonsense = saydo("run", honest, "--cluster", address)
        assert (nonsense.status, nonsense.err.count("\n")) == (2, 1)
    both = saydo("run", honest, "--cluster", "tcp://127.0.0.1:9", "--workers", 2)
    assert (both.status, both.out) == (2, "")
    assert both.err.startswith("2 (--workers): ")


def test_without_its_library_a_cluster_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "sim.running.cluster", raising=False)
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(SaydoError, match=r"^cluster = tcp.*: needs distributed: pip install 'saydo-simulator\[cluster"):
        executor_for(1, "tcp://127.0.0.1:9")
