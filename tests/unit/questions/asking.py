"""Processes that ask the same question at the same moment; at module level, so that they can be started."""

from __future__ import annotations

import time
from pathlib import Path

from sim.running.executors import SequentialExecutor
from sim.running.runner import ExperimentRunner
from sim.running.store import Store
from tests.unit.questions.dummies import random_numbers
from tests.worlds import changed

__all__ = ["REPLICATIONS", "ask"]

REPLICATIONS = 40


def ask(url: str, folder: str, me: int, others: int) -> tuple[list[float], int]:
    """Margins of two scenarios, and how many were found, once all the others are ready to ask too."""
    scenarios = [changed({}), changed({"selling.clarity": 0.25})]
    (Path(folder) / f"ready-{me}").touch()
    deadline = time.monotonic() + 60
    while len(list(Path(folder).glob("ready-*"))) < others:
        assert time.monotonic() < deadline, "the others never came"
    with Store(url, engine=lambda _: "test") as store:
        run = store.begin({"asked": me}, "now")
        runner = ExperimentRunner(SequentialExecutor(), seed=3, task=random_numbers, store=store)
        results = runner.results(scenarios if me % 2 else scenarios[::-1], REPLICATIONS)
        store.finish(run, {"simulated": store.simulated})
        assert store.trouble is None
    return sorted(replication.outcomes["margin"] for sample in results for replication in sample), store.served
