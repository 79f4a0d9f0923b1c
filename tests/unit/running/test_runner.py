"""A laboratory simulates nothing twice."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from sim.metrics.replication import Replication
from sim.running.executors import SequentialExecutor
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
    told: list[tuple[int, int]] = []
    base = SMALL
    other = with_overrides(base, {"selling.clarity": 0.1})
    runner = ExperimentRunner(
        SequentialExecutor(), seed=5, on_progress=lambda done, total: told.append((done, total)), task=noted
    )
    first = runner.results([base], 2)
    assert [[r.outcomes["margin"] for r in sample] for sample in first] == [[5, 6]]
    both = runner.results([base, other], range(1, 4))
    assert [[r.outcomes["margin"] for r in sample] for sample in both] == [[6, 7, 8]] * 2
    assert len(CALLS) == len(set(CALLS)) == runner.simulated == 7
    assert told == [(1, 2), (2, 2), (3, 7), (4, 7), (5, 7), (6, 7), (7, 7)]
    assert runner.elsewhere(9).results([base], 1)[0][0].outcomes["margin"] == 9
    assert told[-1] == (runner.simulated, 8) == (8, 8)
    runner.elsewhere(9).results([base], 1)
    assert len(CALLS) == 8


def doubled(scenario: Scenario, seed: int, replication: int) -> Replication:
    """Another task."""
    return Replication({"margin": 2 * (seed + replication)})


def test_another_task_has_the_same_luck_and_results_of_its_own() -> None:
    runner = ExperimentRunner(SequentialExecutor(), seed=5, task=noted)
    other = runner.doing(doubled)
    assert [r.outcomes["margin"] for r in runner.results([SMALL], 2)[0]] == [5, 6]
    assert [r.outcomes["margin"] for r in other.results([SMALL], 2)[0]] == [10, 12]
    assert (runner.simulated, other.simulated) == (2, 2)
    assert runner.doing(doubled).simulated == 2, "what a task came to is not lost"
    assert other.stored == 0


def of_customer(scenario: Scenario, seed: int, replication: int, *, customer: str) -> Replication:
    """A task with an argument."""
    CALLS.append((scenario.fingerprint, seed, replication))
    return Replication({"margin": float(len(customer))})


def test_the_store_keeps_what_each_task_came_to_apart(tmp_path: Path) -> None:
    """Of two tasks and two arguments, each is run once, also by the next laboratory."""
    CALLS.clear()
    tasks = [noted, partial(of_customer, customer="Acme"), partial(of_customer, customer="Initech")]
    with Store(f"sqlite:///{tmp_path / 'runs.sqlite'}") as store:
        for _ in range(2):
            runner = ExperimentRunner(SequentialExecutor(), seed=5, task=doubled, store=store)
            found = [runner.doing(task).results([SMALL], 2)[0] for task in tasks]
            assert [[each.outcomes["margin"] for each in row] for row in found] == [[5, 6], [4, 4], [7, 7]]
        assert (store.simulated, store.served) == (6, 6)
    assert len(CALLS) == 6
