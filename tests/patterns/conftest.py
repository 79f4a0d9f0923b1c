"""The stories, each simulated once for all tests of patterns, by two processes behind those that run the tests."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from time import sleep

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
from tests.conftest import FOLDER

SEED, REPLICATIONS = 7, 8
SECONDS = 1_800
"""Longest wait for a replication."""


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


def measured(scenario: Scenario, seed: int, number: int, folder: Path) -> None:
    """Write down a replication's outcomes alone; its identities are checked where each story is run."""
    path = folder / f"{scenario.fingerprint}-{number}.json"
    unfinished = path.with_suffix(".part")
    unfinished.write_text(json.dumps(outcomes(simulate(scenario, seed=seed, replication=number))), encoding="utf-8")
    unfinished.replace(path)


class Study:
    """The replications of all stories, under way behind the tests that come before.

    Tests run in several processes, of which one starts the study; all read what it has finished from one folder.
    """

    def __init__(self, folder: Path) -> None:
        self.pool = PoolExecutor(2, nice=10)
        self.under_way = [
            self.pool.submit(measured, scenario, SEED, number, folder)
            for scenario in scenarios_of(claims(shipped())).values()
            for number in range(REPLICATIONS)
        ]

    def end(self) -> None:
        """Let it finish, for tests that other processes run."""
        for future in self.under_way:
            future.result()
        self.pool.stop()


def written(folder: Path, fingerprint: str, number: int) -> Replication:
    """A replication of the study, once it is there."""
    path = folder / f"{fingerprint}-{number}.json"
    for _ in range(SECONDS):
        if path.exists():
            return Replication(json.loads(path.read_text(encoding="utf-8")))
        sleep(1)
    raise TimeoutError(f"{path.name} was not simulated within {SECONDS} s")


UNDER_WAY: list[Study] = []


def pytest_collection_finish(session: pytest.Session) -> None:
    """Begin as soon as it is known that the stories will be asked for."""
    if session.config.option.collectonly or session.config.getoption("numprocesses", None):
        return  # tests run in other processes
    first = getattr(session.config, "workerinput", {}).get("workerid", "gw0") == "gw0"
    if first and any("stories" in getattr(item, "fixturenames", ()) for item in session.items):
        UNDER_WAY.append(Study(Path(os.environ[FOLDER])))


def pytest_sessionfinish() -> None:
    for study in UNDER_WAY:
        study.end()


@pytest.fixture(scope="session")
def stories() -> Stories:
    """Every story, what it is compared with, and it without its mechanism, under common random numbers."""
    folder, stated = Path(os.environ[FOLDER]), claims(shipped())
    runs = {
        fingerprint: [written(folder, fingerprint, number) for number in range(REPLICATIONS)]
        for fingerprint in scenarios_of(stated)
    }
    rows: dict[tuple[str, int], PatternCheck] = {}
    for row in verified(stated, runs):
        number = sum(story == row.claim.story for story, _ in rows)
        rows[row.claim.story, number] = row
    return Stories(rows, runs)
