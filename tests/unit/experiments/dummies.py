"""Replications with known results, at module level so that another process finds them."""

from __future__ import annotations

import numpy as np

from sim.experiments.replicate import Replication
from sim.scenario.document import Scenario

__all__ = ["fail_on_two", "luck"]


def luck(scenario: Scenario, seed: int, replication: int) -> Replication:
    """The margin is this replication's luck, and ten times the clarity of selling."""
    generator = np.random.default_rng([seed, replication])
    return Replication({"margin": float(generator.normal()) + 10 * scenario.selling.clarity})


def fail_on_two(scenario: Scenario, seed: int, replication: int) -> Replication:
    """As luck, but replication 2 fails."""
    if replication == 2:
        return Replication(error="IdentityError: paid hours 3 are not busy 2")
    return luck(scenario, seed, replication)
