"""Replications with known numbers, and executors whose tasks end when a test says so."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor, Future
from dataclasses import replace
from typing import Any

import numpy as np

from sim.metrics.catalogue import CATALOGUE
from sim.metrics.replication import Replication
from sim.scenario.document import Scenario

MARGIN_PER_FEE = 1_000.0
FAIR_FEE = 2_500.0
"""Fee a month at which an account brings what it costs."""
SERVED = {"due": 100.0, "kept": 96.0, "waited": 0.0, "waits": 1.0, "past_breaking_point": np.nan, "left": np.nan}


def replication(scenario: Scenario, seed: int, index: int) -> Replication:
    """Numbers that follow from the terms and random numbers shared by all scenarios; nothing is simulated.

    Margin rises with the gold fee; what is sold faster than written loses customers and says more than is done. An
    account is worth twelve times what its fee is above the fair one; it is served well and stays.
    """
    random_numbers = np.random.default_rng([seed, index])
    haste = 1 - scenario.selling.sold_response_share
    own = random_numbers.normal(0, 0.001)
    margin = 40_000 + scenario.plans["gold"].fee_per_month + random_numbers.normal(0, 5_000) - 9_000 * haste
    outcomes = {name: 0.5 + random_numbers.normal(0, 0.01) for name in CATALOGUE}
    outcomes |= {
        "margin": margin,
        "customer_retention_per_year": 0.9 - 0.06 * haste + own,
        "response_attainment": 0.94 + random_numbers.normal(0, 0.01),
        "say_do_gap": 0.06 + 0.3 * haste + own,
    }
    accounts = [name for name in scenario.accounts if name not in scenario.absent]
    fees = np.array([scenario.plans[scenario.plan_of(name)].fee_per_month for name in accounts])
    worth = 12 * (fees - FAIR_FEE) + random_numbers.normal(0, 500, len(accounts))
    margin += worth.sum()
    outcomes |= {"margin": margin, "contribution": margin + outcomes["unallocated_cost"]}
    by_customer = {name: np.full(len(accounts), value) for name, value in SERVED.items()}
    by_customer |= {"margin": worth, "fees": 12 * fees}
    months = scenario.horizon_months
    monthly = {"margin": np.full(months, margin / months) + random_numbers.normal(0, 200, months)}
    whale = np.array([0.0, 0.9, 1.4, 1.3, 1.0])
    return Replication(outcomes, monthly, whale, customers=tuple(accounts), by_customer=by_customer)


def with_offer(scenario: Scenario, seed: int, index: int) -> Replication:
    """As :func:`replication`, with the responses of an offer."""
    plain = replication(scenario, seed, index)
    own = {f"response_attainment.{plan}": 0.93 for plan in scenario.plans}
    return replace(plain, outcomes=plain.outcomes | own)


def failing(scenario: Scenario, seed: int, index: int) -> Replication:
    """As :func:`replication`, but the second replication of each scenario fails."""
    return Replication(error="IdentityError: nothing adds up") if index == 1 else replication(scenario, seed, index)


def never_right(scenario: Scenario, seed: int, index: int) -> Replication:
    """Fails each time."""
    return Replication(error="IdentityError: nothing adds up *at all*")


class StepExecutor(Executor):
    """Holds its tasks back until :meth:`step` runs the oldest; deterministic where threads are not."""

    def __init__(self) -> None:
        self.waiting: list[tuple[Future[Any], Callable[[], Any]]] = []
        self.ran: list[tuple[Any, ...]] = []

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()
        self.waiting.append((future, lambda: (self.ran.append(args), fn(*args, **kwargs))[1]))
        return future

    def step(self) -> None:
        """Runs the oldest that nobody has cancelled."""
        while self.waiting:
            future, call = self.waiting.pop(0)
            if future.set_running_or_notify_cancel():
                future.set_result(call())
                return

    def fail(self, problem: BaseException) -> None:
        future, _ = self.waiting.pop(0)
        future.set_exception(problem)
