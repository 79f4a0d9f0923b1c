"""Replications: each scenario under common random numbers, replication by replication, wherever they run."""

from __future__ import annotations

from collections.abc import Callable

from sim.engine.run import no_collection, simulate
from sim.metrics.identities import check_identities
from sim.metrics.replication import Replication
from sim.scenario.document import Scenario

__all__ = ["Task", "ready", "run_replication"]

Task = Callable[[Scenario, int, int], Replication]


@no_collection()
def run_replication(scenario: Scenario, seed: int, replication: int) -> Replication:
    """Simulate, check the identities, and measure; an exception becomes the replication's error.

    Parameters
    ----------
    scenario : Scenario
        Scenario to simulate.
    seed : int
        Root seed, shared by all scenarios that are to be compared.
    replication : int
        Number of the replication, from 0; one number has common random numbers in every scenario.

    Returns
    -------
    Replication
        Its measures, or its error.
    """
    try:
        run = simulate(scenario, seed=seed, replication=replication)
        check_identities(run)
        return Replication.of(run)
    except Exception as error:
        return Replication(error=f"{type(error).__name__}: {error}")


def ready() -> None:
    """Do nothing; a worker that has done it has imported all that a replication needs."""
