"""Replications: each scenario under the same luck, replication by replication, wherever they run."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from sim.engine.run import no_collection, simulate
from sim.metrics.identities import check_identities
from sim.metrics.money import keep_books, whale_curve
from sim.metrics.outcomes import outcomes
from sim.metrics.series import monthly
from sim.scenario.document import Scenario

__all__ = ["Failure", "Replication", "Task", "failures", "ready", "run_replication"]

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


@no_collection()
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
        books = keep_books(run)
        return Replication(outcomes(run, books), monthly(run, books), whale_curve(books))
    except Exception as error:
        return Replication(error=f"{type(error).__name__}: {error}")


def ready() -> None:
    """Does nothing; a worker that has done it has read all that a replication needs."""


def failures(name: str, results: Sequence[Replication]) -> list[Failure]:
    """The replications of a scenario that failed."""
    return [Failure(name, number, result.error) for number, result in enumerate(results) if result.error is not None]
