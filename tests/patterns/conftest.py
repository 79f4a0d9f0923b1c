"""The stories, each simulated once for all tests of patterns, on two processes."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import Future
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pytest

from sim.engine.run import simulate
from sim.metrics.outcomes import outcomes
from sim.metrics.replication import Replication
from sim.questions.verification import PatternCheck, claims, scenarios_of, verified
from sim.running.executors import PoolExecutor
from sim.scenario.document import Scenario
from sim.scenario.files import load, scenario_folder, shipped
from sim.statistics.comparison import Sample, values

SEED, REPLICATIONS = 7, 8


@dataclass(frozen=True)
class Stories:
    """What became of every claim, and the outcomes behind it."""

    rows: Mapping[tuple[str, int], PatternCheck]
    """By story, and by number of the pattern in its file."""
    runs: Mapping[str, list[Replication]]

    def values(self, story: str, outcome: str) -> npt.NDArray[np.float64]:
        """An outcome of a story, replication by replication."""
        scenario = load(scenario_folder() / f"{story}.yaml")
        return values(Sample(story, self.runs[scenario.fingerprint]), outcome)


def measured(scenario: Scenario, seed: int, replication: int) -> Replication:
    """A replication's outcomes alone; its identities are checked where each story is run."""
    return Replication(outcomes(simulate(scenario, seed=seed, replication=replication)))


class Study:
    """The replications of all stories, under way behind the tests that come before."""

    def __init__(self) -> None:
        self.stated = claims(shipped())
        self.scenarios = scenarios_of(self.stated)
        self.pool = PoolExecutor(2, nice=10)
        self.runs: dict[str, list[Future[Replication]]] = {
            fingerprint: [self.pool.submit(measured, scenario, SEED, number) for number in range(REPLICATIONS)]
            for fingerprint, scenario in self.scenarios.items()
        }


UNDER_WAY: list[Study] = []


def pytest_collection_finish(session: pytest.Session) -> None:
    """Begin as soon as it is known that the stories will be asked for."""
    needed = any("stories" in getattr(item, "fixturenames", ()) for item in session.items)
    if needed and not session.config.option.collectonly:
        UNDER_WAY.append(Study())


def pytest_sessionfinish() -> None:
    for study in UNDER_WAY:
        study.pool.stop()


@pytest.fixture(scope="session")
def stories() -> Stories:
    """Every story, what it is compared with, and it without its mechanism, under common random numbers."""
    (study,) = UNDER_WAY
    runs = {fingerprint: [future.result() for future in futures] for fingerprint, futures in study.runs.items()}
    rows: dict[tuple[str, int], PatternCheck] = {}
    for row in verified(study.stated, runs):
        number = sum(story == row.claim.story for story, _ in rows)
        rows[row.claim.story, number] = row
    return Stories(rows, runs)
