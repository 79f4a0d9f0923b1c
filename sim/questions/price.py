"""The walk-away price, from which the margin is reached as often as it must be, and the fee that brings most."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from sim.errors import Problem, SaydoError
from sim.questions.peak import FACTORS, Peak, peak_along
from sim.questions.promise import Miss, PromiseCheck, verified
from sim.questions.search import closed_in, outcome_along
from sim.running.runner import ExperimentRunner
from sim.scenario.document import Scenario
from sim.scenario.levers import Lever, lever_of
from sim.scenario.overrides import with_overrides
from sim.scenario.paths import print_path
from sim.statistics.risk import Limit

__all__ = ["Price", "main_plan", "walk_away_price"]

OUTCOME = "margin_share"
MOST_FEES = 20
LOST = -1e6
"""Stands for a share that is not defined because there was no revenue: below any that is asked for."""


@dataclass(frozen=True, slots=True)
class Price:
    """The fee below which to walk away."""

    fee_today: float
    fee: float | None
    """From this fee on, the margin is reached as often as it must be, with the confidence asked for; None where no
    fee up to ``tried`` is high enough."""
    estimate: float
    """The fee at which it is reached exactly as often among the replications."""
    low: float
    """Below this fee it is not reached as often, with the same confidence."""
    tried: float
    """The highest fee that was tried; a price that lies beyond the fees tried is the lowest of them, or infinite."""
    verified: PromiseCheck | None
    peak: Peak | None = None
    """The fee at which the margin is highest, with what the customers still there are worth."""


def walk_away_price(
    runner: ExperimentRunner, scenario: Scenario, plan: str, margin: float, limit: Limit, replications: int
) -> Price:
    """Find the lowest fee of a plan at which the provider's margin share is reached with a stated probability.

    Each replication has a fee at which it breaks even with the margin asked for; under common random numbers the price
    is an order statistic of these, with the distribution-free bounds of a quantile (David & Nagaraja 2003, 7.1).

    Parameters
    ----------
    runner : ExperimentRunner
        Where to simulate.
    scenario : Scenario
        As it stands today.
    plan : str
        Whose fee is sought; the fees of other plans stay.
    margin : float
        Margin over revenue, of the provider as a whole.
    limit : Limit
        How often the margin may be missed, and how sure to be.
    replications : int
        Of each fee that is tried, and again of the answer on fresh seeds.

    Raises
    ------
    SaydoError
        Where there is no such plan, or the replications cannot suffice.
    """
    if plan not in scenario.plans:
        raise SaydoError(Problem.of("plan", plan, f"must be one of the plans {', '.join(scenario.plans)}"))
    limit.must_suffice(replications)
    lever = lever_of(scenario, print_path(("plans", plan, "fee_per_month")))
    shares = outcome_along(runner, scenario, lever, OUTCOME, replications)

    def _root(most_missed: int) -> tuple[float, float]:
        """Return the fee from which no more than so many replications miss the margin, and the highest tried."""
        return _lowest(lambda fee: float(np.sort(np.nan_to_num(shares(fee), nan=LOST))[most_missed] - margin), lever)

    fee, tried = _root(limit.most_missed(replications))
    estimate, _ = _root(limit.share(replications))
    low, _ = _root(min(limit.fewest_missed(replications), replications) - 1)
    peak = peak_along(runner, scenario, lever, replications, limit.level)
    if math.isinf(fee):
        return Price(lever.value, None, estimate, low, tried, None, peak)
    fee = lever.neat(fee, up=True)
    answer = with_overrides(scenario, {lever.path: fee})
    again = verified(runner, (answer, scenario), Miss(OUTCOME, margin), limit, replications)
    return Price(lever.value, fee, estimate, low, tried, again, peak)


def main_plan(scenario: Scenario) -> str:
    """Find the plan whose customers of the start pay most.

    Parameters
    ----------
    scenario : Scenario
        As it stands today.

    Returns
    -------
    str
        The first of equals.
    """
    fees = dict.fromkeys(scenario.plans, 0.0)
    for segment in scenario.segments.values():
        fees[segment.plan] += segment.customers * scenario.plans[segment.plan].fee_per_month
    for name, account in scenario.accounts.items():
        plan = scenario.plan_of(name)
        own = account.fee_per_month
        fees[plan] += scenario.plans[plan].fee_per_month if own is None else own
    return max(fees, key=lambda name: fees[name])


def _lowest(statistic: Callable[[float], float], lever: Lever) -> tuple[float, float]:
    """The lowest fee at which a statistic is 0 or above, infinite where there is none, and the highest fee tried.

    From half of today's fee to double in steps of a quarter, beyond that by halving and doubling: a dearer fee loses
    customers, so that the margin may fall again and a larger step could jump over the fees that will do.
    """
    fees = sorted({lever.at(lever.scale * factor) for factor in FACTORS})
    while statistic(fees[0]) >= 0 and len(fees) < MOST_FEES and fees[0] > lever.step:
        fees.insert(0, lever.at(fees[0] / 2))
    while (
        all(statistic(fee) < 0 for fee in fees) and len(fees) < MOST_FEES and statistic(fees[-1]) > statistic(fees[-2])
    ):
        fees.append(lever.at(2 * fees[-1]))
    reached = next((number for number, fee in enumerate(fees) if statistic(fee) >= 0), None)
    if reached is None:
        return math.inf, fees[-1]
    return closed_in(statistic, lever, (fees[reached - 1], fees[reached])) if reached else fees[0], fees[-1]
