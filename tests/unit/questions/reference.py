"""Dummies whose truth is known, asked through scenarios, at module level so that another process finds them."""

from __future__ import annotations

from math import sin

import numpy as np

from sim.metrics.replication import Replication
from sim.scenario.document import Scenario

__all__ = ["ISHIGAMI", "ishigami", "leaning"]

ISHIGAMI = ("market.clarity_effect", "market.kinds.ordinary.win_bonus", "market.referral_bonus")
"""Where the three arguments of Ishigami's function are put: numbers that may be from -10 to 10."""


def ishigami(scenario: Scenario, seed: int, replication: int) -> Replication:
    """Sin a + 7 sin² b + c⁴ / 10 sin a, and noise that is the same wherever it is read."""
    market = scenario.market
    a, b, c = market.clarity_effect, market.kinds["ordinary"].win_bonus, market.referral_bonus
    random_numbers = float(np.random.default_rng([seed, replication]).normal())
    return Replication({"margin": sin(a) + 7 * sin(b) ** 2 + c**4 / 10 * sin(a) + random_numbers})


def leaning(scenario: Scenario, seed: int, replication: int) -> Replication:
    """Noise; and where nothing is clear, the effect of clarity less 0.3 more."""
    random_numbers = float(np.random.default_rng([seed, replication]).normal())
    gain = scenario.market.clarity_effect - 0.3 if scenario.selling.clarity == 0 else 0.0
    return Replication({"margin": random_numbers + gain, "trust": -gain})
