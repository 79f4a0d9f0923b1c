"""The stories, each run once for all tests of patterns, on two processes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pytest

from sim.engine.run import simulate
from sim.experiments.executors import PoolExecutor
from sim.experiments.replicate import Replication, replicate
from sim.experiments.statistics import PairedDifference, paired_difference
from sim.metrics.catalogue import Better, describe
from sim.metrics.customers import customer_table
from sim.metrics.identities import check_identities
from sim.metrics.outcomes import outcomes
from sim.metrics.service import answered, counted, on_time
from sim.scenario.document import Scenario
from sim.scenario.files import load, scenario_folder

SEED, REPLICATIONS = 7, 8
ACCOUNT = "Acme"
NAMES = (
    "honest", "over-promise", "abusive-caller", "abusive-caller-charged", "abusive-caller-fixed",
    "abusive-caller-let-go", "abusive-caller-shunted", "abusive-caller-throttled", "announced-never-delivered",
    "announced-owned-up", "forced-change", "ugly-things-up-front",
)  # fmt: skip
BETTER: Mapping[str, Better] = {"account_margin": "up", "attainment_of_others": "up", "surprise_disputes": "down"}


def measured(scenario: Scenario, seed: int, replication: int) -> Replication:
    """A replication's outcomes, and what a story says of one account and of all the others."""
    run = simulate(scenario, seed=seed, replication=replication)
    check_identities(run)
    table = customer_table(run)
    others = [row for row in answered(counted(run)) if row.customer != ACCOUNT]
    surprises = sum(row.cause == "surprise" for row in run.records.disputes_opened)
    extra = {
        "account_margin": float(table.loc[ACCOUNT, "margin"]),
        "attainment_of_others": float(on_time(others).mean()),
        "surprise_disputes": float(surprises),
    }
    return Replication(outcomes(run) | extra)


@dataclass(frozen=True)
class Stories:
    """Outcomes of all stories under the same luck."""

    runs: Mapping[str, list[Replication]]

    def values(self, story: str, outcome: str) -> npt.NDArray[np.float64]:
        """An outcome, replication by replication."""
        return np.array([replication.outcomes[outcome] for replication in self.runs[story]])

    def paired(self, base: str, variant: str, outcome: str) -> PairedDifference:
        """Variant less base, with its interval of 95 %."""
        better = BETTER[outcome] if outcome in BETTER else describe(outcome).better
        return paired_difference(self.values(base, outcome), self.values(variant, outcome), better=better, level=0.95)


@pytest.fixture(scope="session")
def stories() -> Stories:
    """Every story over its whole horizon, under the same luck."""
    scenarios = [load(scenario_folder() / f"{name}.yaml") for name in NAMES]
    with PoolExecutor(2) as pool:
        runs = replicate(scenarios, seed=SEED, replications=REPLICATIONS, executor=pool, task=measured)
    return Stories(dict(zip(NAMES, runs, strict=True)))
