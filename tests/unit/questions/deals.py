"""A desk made up of closed forms, at module level so that another process finds it: what may be promised is known."""

from __future__ import annotations

import math

import numpy as np
from scipy import stats

from sim.metrics.replication import Replication
from sim.scenario.document import Scenario

__all__ = ["COST", "COST_SPREAD", "HOURS", "HOURS_SPREAD", "desk", "price_of", "risk_of"]

HOURS, HOURS_SPREAD = 2.0, 0.5
"""The strongest promise that a replication keeps: median, and spread of its logarithm."""
COST, COST_SPREAD = 2_000.0, 300.0
"""Cost a month: mean and spread."""
FINANCING = 0.001
"""Share of the fee that a day until payment costs."""
PEOPLE = 1.5


def desk(scenario: Scenario, seed: int, replication: int) -> Replication:
    """One replication: promises are kept from its own hour on; each day until payment costs a share of the fee."""
    random_numbers = np.random.default_rng([seed, replication]).normal(size=3)
    plan, people = scenario.plans["gold"], scenario.provider.teams["frontline"].people
    fee = plan.fee_per_month * (1 - FINANCING * plan.payment_days)
    cost = COST + COST_SPREAD * random_numbers[1] + 400 * (people - PEOPLE)
    attainment = math.nan
    if people:
        kept_from = HOURS * math.exp(HOURS_SPREAD * random_numbers[0]) * (PEOPLE / people) ** 4
        attainment = 0.99 if kept_from <= plan.response_hours.P1 else 0.6
    trust = 0.5 + 0.2 * math.tanh(people - PEOPLE) + 0.01 * random_numbers[2]
    return Replication(
        {
            "margin": fee - cost,
            "margin_with_run_off": fee - cost,
            "margin_share": 1 - cost / fee if fee else math.nan,
            "customer_retention_per_year": trust,
            "response_attainment.gold": attainment,
        }
    )


def risk_of(hours: float) -> float:
    """Probability that a replication misses this promise."""
    return float(stats.norm.sf(math.log(hours / HOURS) / HOURS_SPREAD))


def price_of(margin: float, confidence: float, payment_days: int) -> float:
    """The fee at which the margin share is reached with exactly this probability."""
    cost = COST + COST_SPREAD * stats.norm.ppf(confidence)
    return float(cost / (1 - margin) / (1 - FINANCING * payment_days))
