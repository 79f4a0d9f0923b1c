"""Where questions are simulated: one executor, one seed, and nothing simulated twice."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sim.experiments.executors import Executor, run_all
from sim.experiments.replicate import Replication, Task, run_replication
from sim.scenario.document import Scenario

__all__ = ["Laboratory"]

Key = tuple[str, int]


class Laboratory:
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
    """

    def __init__(
        self,
        executor: Executor,
        *,
        seed: int,
        on_progress: Callable[[int, int], None] | None = None,
        task: Task = run_replication,
    ) -> None:
        self.seed = seed
        self._executor = executor
        self._on_progress = on_progress
        self._task = task
        self._known: dict[Key, Replication] = {}

    @property
    def simulated(self) -> int:
        """Replications known so far."""
        return len(self._known)

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
        keys = [(each.fingerprint, number) for each, number in asked]
        wanted = {key: each for key, (each, _) in zip(keys, asked, strict=True)}
        missing = {key: each for key, each in wanted.items() if key not in self._known}
        before = self.simulated

        def count(done: int, total: int) -> None:
            if self._on_progress is not None:
                self._on_progress(before + done, before + total)

        pairs = [(each, self.seed, number) for (_, number), each in missing.items()]
        self._known.update(zip(missing, run_all(self._executor, self._task, pairs, count), strict=True))
        return [self._known[key] for key in keys]

    def elsewhere(self, seed: int) -> Laboratory:
        """The same laboratory under other luck, to try an answer on seeds that did not help to find it."""
        return Laboratory(self._executor, seed=seed, on_progress=self._on_progress, task=self._task)
