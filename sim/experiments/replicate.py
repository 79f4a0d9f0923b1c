"""Replications: each scenario under the same luck, replication by replication, wherever they run."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from sim.engine.run import simulate
from sim.experiments.executors import Executor, run_all
from sim.metrics.customers import customer_table, whale_curve
from sim.metrics.identities import check_identities
from sim.metrics.outcomes import outcomes
from sim.metrics.series import monthly
from sim.scenario.document import Scenario

__all__ = ["Failure", "Replication", "Task", "failures", "replicate", "run_replication"]

FloatArray = npt.NDArray[np.float64]


def _nothing() -> FloatArray:
    return np.empty(0)


@dataclass(frozen=True, slots=True)
class Replication:
    """What one replication of a scenario came to; where it failed there is an error and nothing else."""

    outcomes: dict[str, float] = field(default_factory=dict)
    """Every outcome of the catalogue; NaN where it is not defined."""
    monthly: dict[str, FloatArray] = field(default_factory=dict)
    """Series by month."""
    whale: FloatArray = field(default_factory=_nothing)
    """Cumulative share of margin, customers sorted from the best."""
    error: str | None = None


Task = Callable[[Scenario, int, int], Replication]


@dataclass(frozen=True, slots=True)
class Failure:
    """A replication that failed, and of what."""

    scenario: str
    replication: int
    error: str


def run_replication(scenario: Scenario, seed: int, replication: int) -> Replication:
    """Simulate, check the identities, and measure; an exception becomes the replication's error.

    Parameters
    ----------
    scenario : Scenario
        What to simulate.
    seed : int
        Root seed, shared by all scenarios that are to be compared.
    replication : int
        Number of the replication, from 0; the same number is the same luck in every scenario.
    """
    try:
        run = simulate(scenario, seed=seed, replication=replication)
        check_identities(run)
        return Replication(outcomes(run), monthly(run), whale_curve(customer_table(run)))
    except Exception as error:
        return Replication(error=f"{type(error).__name__}: {error}")


def replicate(
    scenarios: Sequence[Scenario],
    *,
    seed: int,
    replications: int,
    executor: Executor,
    on_progress: Callable[[int, int], None] | None = None,
    task: Task = run_replication,
) -> list[list[Replication]]:
    """Replications of each scenario under common random numbers.

    Parameters
    ----------
    scenarios : sequence of Scenario
        All run with the same seed and the same numbers of replications.
    seed : int
        Root seed.
    replications : int
        How many of each.
    executor : Executor
        Where they run; it changes nothing in the results.
    on_progress : callable, optional
        Told in this thread, after each replication, how many of how many are done.
    task : callable
        What one replication does.

    Returns
    -------
    list of list of Replication
        By scenario, then by replication.

    Raises
    ------
    SaydoError
        Where worker processes keep being killed.
    """
    pairs = [(scenario, seed, number) for number in range(replications) for scenario in scenarios]
    results = run_all(executor, task, pairs, on_progress)
    return [results[index :: len(scenarios)] for index in range(len(scenarios))]


def failures(name: str, results: Sequence[Replication]) -> list[Failure]:
    """The replications of a scenario that failed."""
    return [Failure(name, number, result.error) for number, result in enumerate(results) if result.error is not None]
