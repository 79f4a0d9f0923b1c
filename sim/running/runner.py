"""The experiment runner: one executor, one seed, one store, and no replication simulated twice."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from sim.metrics.replication import Replication
from sim.records.run import Run
from sim.running.executors import Executor, finished
from sim.running.replicate import Measured, Task, checked_run, run_replication
from sim.running.store import Store
from sim.scenario.document import Scenario

__all__ = ["ExperimentRunner"]

Key = tuple[str, int]
Results = dict[tuple[Task[Any], int], dict[Key, Any]]
R = TypeVar("R", bound=Measured)
T = TypeVar("T")


class ExperimentRunner:
    """Replications of the scenarios that a question leads to, all under common random numbers.

    Parameters
    ----------
    executor : Executor
        Where replications run; it does not change results.
    seed : int
        Root seed of all random numbers, 0 to 2**64 - 1.
    on_progress : callable, optional
        Called in this thread after each replication with the number of replications that are done and that are asked
        for so far; an exception of it ends the work.
    task : callable
        What one replication does where a question names no task of its own.
    store : Store, optional
        Where results are kept between questions; a result that is there is not simulated. Once a scenario holds data of
        its reader's own, nothing more is kept: what follows may be a part of it in another.
    """

    def __init__(
        self,
        executor: Executor,
        *,
        seed: int,
        on_progress: Callable[[int, int], None] | None = None,
        task: Task[Replication] = run_replication,
        store: Store | None = None,
    ) -> None:
        self.seed = seed
        self.task = task
        self._executor = executor
        self._on_progress = on_progress
        self._store = store
        self._results: Results = {(task, seed): {}}

    @property
    def simulated(self) -> int:
        """Replications that are done, of every task and seed, those read from the store among them."""
        return sum(map(len, list(self._results.values())))

    @property
    def stored(self) -> int:
        """Replications that were read from the store, of every task and seed."""
        return 0 if self._store is None else self._store.served

    def on(self, executor: Executor, on_progress: Callable[[int, int], None] | None = None) -> ExperimentRunner:
        """Return a runner on other workers that shares all results of this one.

        Parameters
        ----------
        executor : Executor
            Where replications run from now on.
        on_progress : callable, optional
            As of the class.

        Returns
        -------
        ExperimentRunner
            One with the seed, task and store of this one.
        """
        return self._sharing(executor, self.seed, on_progress)

    def with_seed(self, seed: int) -> ExperimentRunner:
        """Return a runner with another root seed, to verify an answer on random numbers that did not lead to it.

        Parameters
        ----------
        seed : int
            Root seed, 0 to 2**64 - 1.

        Returns
        -------
        ExperimentRunner
            One with the executor, task and store of this one, sharing all results.
        """
        return self._sharing(self._executor, seed, self._on_progress)

    def _sharing(
        self, executor: Executor, seed: int, on_progress: Callable[[int, int], None] | None
    ) -> ExperimentRunner:
        """Return another runner that shares all results of this one."""
        other = ExperimentRunner(executor, seed=seed, on_progress=on_progress, task=self.task, store=self._store)
        other._results = self._results
        return other

    def so_far(self, scenarios: Sequence[Scenario], most: int) -> tuple[tuple[Replication, ...], ...]:
        """Return the replications that are done: numbers 0 to n - 1 of each scenario, n the same for all.

        Another thread may simulate meanwhile; the answer does not depend on the order in which results come in.

        Parameters
        ----------
        scenarios : sequence of Scenario
            Scenarios that were asked for.
        most : int
            Upper bound of n.

        Returns
        -------
        tuple of tuple of Replication
            By scenario, then by number.
        """
        results = self._of(self.task)
        prints = [scenario.fingerprint for scenario in scenarios]
        done = next((n for n in range(most) if any((name, n) not in results for name in prints)), most)
        return tuple(tuple(results[name, n] for n in range(done)) for name in prints)

    def results(self, scenarios: Sequence[Scenario], replications: int | range) -> list[list[Replication]]:
        """Return replications of each scenario by the runner's own task; none is simulated twice.

        Parameters
        ----------
        scenarios : sequence of Scenario
            Scenarios to simulate under common random numbers.
        replications : int or range
            Numbers 0 to ``replications`` - 1, or those of a range.

        Returns
        -------
        list of list of Replication
            By scenario, then by replication.
        """
        return self.measured(self.task, scenarios, replications)

    def measured(self, task: Task[R], scenarios: Sequence[Scenario], replications: int | range) -> list[list[R]]:
        """Return the results of a task for replications of each scenario; none is simulated twice.

        Parameters
        ----------
        task : callable
            What one replication does.
        scenarios : sequence of Scenario
            Scenarios to simulate under common random numbers.
        replications : int or range
            Numbers 0 to ``replications`` - 1, or those of a range.

        Returns
        -------
        list of list of result
            By scenario, then by replication; results of the task's type.
        """
        numbers = range(replications) if isinstance(replications, int) else replications
        results = iter(self.pairs(task, [(scenario, number) for number in numbers for scenario in scenarios]))
        by_number = [[next(results) for _ in scenarios] for _ in numbers]
        return [[row[index] for row in by_number] for index in range(len(scenarios))]

    def pairs(self, task: Task[R], requests: Sequence[tuple[Scenario, int]]) -> list[R]:
        """Return the results of a task for pairs of a scenario and a number; none is simulated twice.

        Parameters
        ----------
        task : callable
            What one replication does.
        requests : sequence of (Scenario, int)
            Scenario, and number of a replication from 0.

        Returns
        -------
        list of result
            One for each pair, in their order.
        """
        distinct = {id(scenario): scenario for scenario, _ in requests}
        prints = {own: scenario.fingerprint for own, scenario in distinct.items()}
        keys = [(prints[id(scenario)], number) for scenario, number in requests]
        if self._store is not None and any(scenario.own_data for scenario in distinct.values()):
            self._store = self._store.unwritten()
        results = self._of(task)
        scenarios = {key: scenario for key, (scenario, _) in zip(keys, requests, strict=True)}
        missing = {key: scenario for key, scenario in scenarios.items() if key not in results}
        if self._store is not None:
            results.update(self._store.read(missing, self.seed, task))
            missing = {key: scenario for key, scenario in missing.items() if key not in results}
        self._simulate(task, missing)
        return [results[key] for key in keys]

    def once(self, measure: Callable[[Run], T], scenario: Scenario, number: int) -> T:
        """Return a measure of one checked run, such as a customer's history; it is not kept.

        Parameters
        ----------
        measure : callable
            From a run to anything; picklable.
        scenario : Scenario
            Scenario to simulate.
        number : int
            Number of the replication, from 0.

        Returns
        -------
        result
            As the measure returns it; an exception of it is raised here.
        """
        if self._on_progress is not None:
            self._on_progress(0, 1)
        (batch,) = finished(self._executor, _measure_once, [(measure, scenario, self.seed, number)])
        result: T = batch[0]
        return result

    def _of(self, task: Task[Any]) -> dict[Key, Any]:
        """Return the results of a task under this seed, by scenario and number."""
        return self._results.setdefault((task, self.seed), {})

    def _simulate(self, task: Task[Any], missing: Mapping[Key, Scenario]) -> None:
        """Simulate; each result is kept as soon as it is there."""
        keys = list(missing)
        total = self.simulated + len(keys)
        arguments = [(missing[key], self.seed, key[1]) for key in keys]
        for batch in finished(self._executor, task, arguments):
            new = {keys[place]: result for place, result in batch.items()}
            if self._store is not None:
                self._store.keep(new, missing, self.seed, task)
            for key, result in new.items():
                self._of(task)[key] = result
                if self._on_progress is not None:
                    self._on_progress(self.simulated, total)


def _measure_once(measure: Callable[[Run], T], scenario: Scenario, seed: int, number: int) -> T:
    """Simulate a replication and measure it."""
    return measure(checked_run(scenario, seed, number))
