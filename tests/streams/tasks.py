"""What worker processes do in the tests of streams; at module level, so that they find it."""

from __future__ import annotations

import hashlib
import os

from sim.engine.run import simulate
from sim.errors import SaydoError
from sim.metrics.replication import Replication
from sim.running.executors import PoolExecutor
from sim.running.replicate import run_replication
from sim.scenario.document import Scenario

__all__ = ["fingerprinted", "started_workers"]


def fingerprinted(scenario: Scenario, seed: int, replication: int) -> Replication:
    """The replication, with the process that ran it and a digest of every digit recorded, as its error text."""
    measured = run_replication(scenario, seed, replication)
    assert measured.error is None
    run = simulate(scenario, seed=seed, replication=replication)
    digest = hashlib.sha256(repr((run.records, run.rosters)).encode()).hexdigest()
    return Replication(measured.outcomes, measured.monthly, measured.whale, f"{os.getpid()} {digest}")


def started_workers() -> str:
    """What becomes of it where a worker wants workers of its own."""
    try:
        PoolExecutor(1).stop()
    except SaydoError as error:
        return str(error)
    return "started"
