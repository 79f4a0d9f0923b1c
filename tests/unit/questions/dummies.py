"""Replications with known results, at module level so that another process finds them."""

from __future__ import annotations

import numpy as np

from sim.metrics.replication import Replication
from sim.scenario.document import Scenario

__all__ = ["bits", "fail_on_two", "noisy", "random_numbers", "rare"]


def random_numbers(scenario: Scenario, seed: int, replication: int) -> Replication:
    """The margin is this replication's random number, and ten times the clarity of selling."""
    generator = np.random.default_rng([seed, replication])
    return Replication({"margin": float(generator.normal()) + 10 * scenario.selling.clarity})


def fail_on_two(scenario: Scenario, seed: int, replication: int) -> Replication:
    """As the random numbers, but replication 2 fails."""
    if replication == 2:
        return Replication(error="IdentityError: paid hours 3 are not busy 2")
    return random_numbers(scenario, seed, replication)


def noisy(scenario: Scenario, seed: int, replication: int) -> Replication:
    """As the random numbers, ten times as much in common, and some of its own for each clarity."""
    own = np.random.default_rng([seed, replication, round(1000 * scenario.selling.clarity)])
    common = random_numbers(scenario, seed, replication).outcomes["margin"] - 10 * scenario.selling.clarity
    margin = 10 * common + 10 * scenario.selling.clarity + float(own.normal())
    return Replication({"margin": margin, "cost_to_serve": -margin, "trust": np.nan})


def rare(scenario: Scenario, seed: int, replication: int) -> Replication:
    """Nothing happens but in replication 7, where clarity above a half brings 100: twenty have skewness 4.472."""
    return Replication({"margin": 100.0 * (replication == 7 and scenario.selling.clarity > 0.5)})


def bits(result: Replication) -> tuple[dict[str, bytes], dict[str, bytes], bytes, str | None]:
    """Everything in a replication, bit by bit."""
    outcomes = {name: np.float64(value).tobytes() for name, value in result.outcomes.items()}
    monthly = {name: series.tobytes() for name, series in result.monthly.items()}
    return outcomes, monthly, result.whale.tobytes(), result.error
