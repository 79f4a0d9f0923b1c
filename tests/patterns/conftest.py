"""The stories, each simulated once for all tests of patterns, on two processes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pytest

from sim.experiments.compare import Arm, values
from sim.experiments.executors import PoolExecutor
from sim.experiments.laboratory import Laboratory
from sim.experiments.replicate import Replication
from sim.experiments.stories import Verified, claims, scenarios_of, verified
from sim.scenario.files import load, scenario_folder, shipped

SEED, REPLICATIONS = 7, 8


@dataclass(frozen=True)
class Stories:
    """What became of every claim, and the outcomes behind it."""

    rows: Mapping[tuple[str, int], Verified]
    """By story, and by number of the pattern in its file."""
    runs: Mapping[str, list[Replication]]

    def values(self, story: str, outcome: str) -> npt.NDArray[np.float64]:
        """An outcome of a story, replication by replication."""
        scenario = load(scenario_folder() / f"{story}.yaml")
        return values(Arm(story, self.runs[scenario.fingerprint]), outcome)


@pytest.fixture(scope="session")
def stories() -> Stories:
    """Every story, what it is compared with, and it without its mechanism, under the same luck."""
    stated = claims(shipped())
    scenarios = scenarios_of(stated)
    with PoolExecutor(2) as pool:
        results = Laboratory(pool, seed=SEED).results(list(scenarios.values()), REPLICATIONS)
    runs = dict(zip(scenarios, results, strict=True))
    rows: dict[tuple[str, int], Verified] = {}
    for row in verified(stated, runs):
        number = sum(story == row.claim.story for story, _ in rows)
        rows[row.claim.story, number] = row
    return Stories(rows, runs)
