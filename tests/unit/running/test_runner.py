"""A runner simulates nothing twice."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path

from sim.metrics.replication import Replication
from sim.running.executors import SequentialExecutor
from sim.running.replicate import RunResult
from sim.running.runner import ExperimentRunner
from sim.running.store import Store
from sim.scenario.document import Scenario
from sim.scenario.overrides import with_overrides
from tests.worlds import SMALL

CALLS: list[tuple[str, int, int]] = []


def noted(scenario: Scenario, seed: int, replication: int) -> Replication:
    """A replication that comes to its number, and is noted."""
    CALLS.append((scenario.fingerprint, seed, replication))
    return Replication({"margin": seed + replication})


def test_what_is_known_is_not_run_again() -> None:
    CALLS.clear()
    steps: list[tuple[int, int]] = []
    base = SMALL
    other = with_overrides(base, {"selling.clarity": 0.1})
    runner = ExperimentRunner(
        SequentialExecutor(), seed=5, on_progress=lambda done, total: steps.append((done, total)), task=noted
    )
    first = runner.results([base], 2)
    assert [[r.outcomes["margin"] for r in sample] for sample in first] == [[5, 6]]
    both = runner.results([base, other], range(1, 4))
    assert [[r.outcomes["margin"] for r in sample] for sample in both] == [[6, 7, 8]] * 2
    assert len(CALLS) == len(set(CALLS)) == runner.simulated == 7
    assert steps == [(1, 2), (2, 2), (3, 7), (4, 7), (5, 7), (6, 7), (7, 7)]
    assert runner.with_seed(9).results([base], 1)[0][0].outcomes["margin"] == 9
    assert steps[-1] == (runner.simulated, 8) == (8, 8)
    runner.with_seed(9).results([base], 1)
    assert len(CALLS) == 8


@dataclass(frozen=True, slots=True)
class Doubled(RunResult):
    """A result of another type."""

    values: tuple[float, ...] = ()


def doubled(scenario: Scenario, seed: int, replication: int) -> Doubled:
    """Another task."""
    CALLS.append((scenario.fingerprint, seed, replication))
    return Doubled((2 * (seed + replication), 1 / 3))


def test_another_task_has_the_same_random_numbers_and_results_of_its_own() -> None:
    CALLS.clear()
    runner = ExperimentRunner(SequentialExecutor(), seed=5, task=noted)
    assert [r.outcomes["margin"] for r in runner.results([SMALL], 2)[0]] == [5, 6]
    for _ in range(2):
        assert [r.values[0] for r in runner.measured(doubled, [SMALL], 2)[0]] == [10, 12]
    assert runner.simulated == len(CALLS) == 4, "no task loses its results"
    assert runner.stored == 0


def of_customer(scenario: Scenario, seed: int, replication: int, *, customer: str) -> Replication:
    """A task with an argument."""
    CALLS.append((scenario.fingerprint, seed, replication))
    return Replication({"margin": float(len(customer))})


def test_the_store_keeps_the_results_of_each_task_apart(tmp_path: Path) -> None:
    """Of three tasks, one of them with two arguments, each is run once, also by the next runner; so is each type."""
    CALLS.clear()
    tasks = [noted, partial(of_customer, customer="Acme"), partial(of_customer, customer="Initech")]
    with Store(f"sqlite:///{tmp_path / 'runs.sqlite'}") as store:
        for _ in range(2):
            runner = ExperimentRunner(SequentialExecutor(), seed=5, store=store)
            rows = [runner.measured(task, [SMALL], 2)[0] for task in tasks]
            assert [[result.outcomes["margin"] for result in row] for row in rows] == [[5, 6], [4, 4], [7, 7]]
            assert runner.measured(doubled, [SMALL], 2) == [[Doubled((10.0, 1 / 3)), Doubled((12.0, 1 / 3))]]
        assert (store.simulated, store.served) == (8, 8)
    assert len(CALLS) == 8
