"""Where questions are simulated: one executor, one seed, one store, and nothing simulated twice."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

from sim.metrics.replication import Replication
from sim.running.executors import Executor, finished
from sim.running.replicate import Task, run_replication
from sim.running.store import Store
from sim.scenario.document import Scenario

__all__ = ["ExperimentRunner"]

Key = tuple[str, int]
T = TypeVar("T")


class ExperimentRunner:
    """Replications of whatever scenarios a question leads to, all under the same luck.

    Parameters
    ----------
    executor : Executor
        Where replications run; it changes nothing in the results.
    seed : int
        Root seed of all luck.
    on_progress : callable, optional
        Told in this thread, after each replication, how many of how many asked for so far are done; what it
        raises ends the work.
    task : callable
        What one replication does.
    store : Store, optional
        Where what the tasks have come to is kept between questions; what is found there is not run.
    """

    def __init__(
        self,
        executor: Executor,
        *,
        seed: int,
        on_progress: Callable[[int, int], None] | None = None,
        task: Task = run_replication,
        store: Store | None = None,
    ) -> None:
        self.seed = seed
        self._executor = executor
        self._on_progress = on_progress
        self._task = task
        self._store = store
        self._lucks: dict[tuple[Task, int], dict[Key, Replication]] = {}
        self._known = self._lucks.setdefault((task, seed), {})

    @property
    def simulated(self) -> int:
        """Replications of this task known so far, of whatever luck."""
        return sum(len(known) for (task, _), known in self._lucks.items() if task == self._task)

    @property
    def stored(self) -> int:
        """Replications, of whatever luck, that were read from the store."""
        return 0 if self._store is None else self._store.served

    def doing(self, task: Task) -> ExperimentRunner:
        """The same luck, workers and store for another task.

        The task of an earlier call, if it is the same function, has lost nothing of what it came to.
        """
        other = ExperimentRunner(
            self._executor, seed=self.seed, on_progress=self._on_progress, task=task, store=self._store
        )
        return other._sharing(self._lucks)

    def on(self, executor: Executor, on_progress: Callable[[int, int], None] | None = None) -> ExperimentRunner:
        """The same laboratory, with all that it knows, on other workers."""
        other = ExperimentRunner(executor, seed=self.seed, on_progress=on_progress, task=self._task, store=self._store)
        return other._sharing(self._lucks)

    def so_far(self, scenarios: Sequence[Scenario], most: int) -> tuple[tuple[Replication, ...], ...]:
        """What is known without further work: of each scenario replications 0 to n - 1, n the same for all.

        It may be asked while another thread simulates; it does not depend on the order in which results come in.
        """
        known = self._known
        prints = [each.fingerprint for each in scenarios]
        done = next((n for n in range(most) if any((name, n) not in known for name in prints)), most)
        return tuple(tuple(known[name, n] for n in range(done)) for name in prints)

    def results(self, scenarios: Sequence[Scenario], replications: int | range) -> list[list[Replication]]:
        """Replications 0 to ``replications`` - 1, or those of a range, of each scenario; none is run twice.

        Returns
        -------
        list of list of Replication
            By scenario, then by replication.
        """
        numbers = range(replications) if isinstance(replications, int) else replications
        found = iter(self.pairs([(each, number) for number in numbers for each in scenarios]))
        by_number = [[next(found) for _ in scenarios] for _ in numbers]
        return [[row[index] for row in by_number] for index in range(len(scenarios))]

    def pairs(self, asked: Sequence[tuple[Scenario, int]]) -> list[Replication]:
        """The replication of each number of each scenario, in their order; none is run twice."""
        distinct = {id(each): each for each, _ in asked}
        prints = {own: each.fingerprint for own, each in distinct.items()}
        keys = [(prints[id(each)], number) for each, number in asked]
        missing = self._missing({key: each for key, (each, _) in zip(keys, asked, strict=True)})
        if self._store is not None:
            self._known.update(self._store.known(missing, self.seed, self._task))
            missing = self._missing(missing)
        self._simulate(missing)
        return [self._known[key] for key in keys]

    def once(self, task: Callable[[Scenario, int, int], T], scenario: Scenario, number: int) -> T:
        """What any task makes of one replication of a scenario, such as the story of a life; none of it is kept."""
        if self._on_progress is not None:
            self._on_progress(0, 1)
        (batch,) = finished(self._executor, task, [(scenario, self.seed, number)])
        return batch[0]

    def _missing(self, wanted: Mapping[Key, Scenario]) -> dict[Key, Scenario]:
        return {key: scenario for key, scenario in wanted.items() if key not in self._known}

    def _simulate(self, missing: Mapping[Key, Scenario]) -> None:
        """Run what is missing; each result is kept as soon as it is there."""
        keys = list(missing)
        total = self.simulated + len(keys)
        pairs = [(missing[key], self.seed, key[1]) for key in keys]
        for batch in finished(self._executor, self._task, pairs):
            new = {keys[place]: result for place, result in batch.items()}
            if self._store is not None:
                self._store.keep(new, missing, self.seed, self._task)
            for key, result in new.items():
                self._known[key] = result
                if self._on_progress is not None:
                    self._on_progress(self.simulated, total)

    def elsewhere(self, seed: int) -> ExperimentRunner:
        """The same laboratory under other luck, to try an answer on seeds that did not help to find it."""
        other = ExperimentRunner(
            self._executor, seed=seed, on_progress=self._on_progress, task=self._task, store=self._store
        )
        return other._sharing(self._lucks)

    def _sharing(self, lucks: dict[tuple[Task, int], dict[Key, Replication]]) -> ExperimentRunner:
        self._lucks = lucks
        self._known = lucks.setdefault((self._task, self.seed), {})
        return self
