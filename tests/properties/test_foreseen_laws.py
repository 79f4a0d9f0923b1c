"""A dearer charge wins no more deals and keeps no more customers, and visibly fewer: it is no more free than a fee."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest

from sim.engine.run import simulate
from sim.questions.clauses import clause_effects
from sim.records.run import Run
from sim.running.executors import SequentialExecutor
from sim.running.runner import ExperimentRunner
from sim.scenario.document import Scenario
from sim.scenario.overrides import with_overrides
from tests.cases.worlds import plain

MANY = 80
WORLD: dict[str, Any] = {
    "accounts": {},
    "segments__firms__customers": MANY,
    "segments__firms__contacts_per_year": 12,
    "segments__firms__seats": 100,
    "segments__firms__spend_per_month": 4_000,
    "segments__firms__visit_share": 0.5,
    "assumptions__renewal__intercept": -1,
    "assumptions__grievance__surprise_charge": 0,
    "market__prospects_per_month": 20,
    "market__reputation_gain": 0,
}
CHARGES: dict[str, dict[str, Any]] = {
    "contact": {"per": "contact", "price": 500},
    "hour": {"per": "hour", "price": 3_000},
    "seat": {"per": "seat", "price": 5},
    "visit": {"per": "visit", "price": 1_000},
    "spend": {"per": "spend", "price": 0.125},
    "month": {"per": "month", "price": 500},
}
"""Each of 500.00 a month, beside a fee of 1,000.00."""


def world(charge: dict[str, Any]) -> Scenario:
    return plain(**WORLD, plans__silver__charges={"it": charge}, plans__silver__todays_charges=None)


def lost(run: Run) -> set[str]:
    """Customers of the start who have left."""
    start = {row.customer for row in run.records.customers if row.joined <= 0}
    return {row.customer for row in run.records.departures} & start


def won(run: Run) -> set[str]:
    """Prospects who have signed."""
    return {row.customer for row in run.records.prospects if row.won}


@pytest.mark.parametrize("unit", CHARGES)
def test_a_dearer_charge_wins_no_more_and_keeps_no_more(unit: str) -> None:
    """With the same random numbers who is lost at the lower price is lost at the higher; and more are."""
    base = world(CHARGES[unit])
    runs = [
        simulate(with_overrides(base, {"plans.silver.charges.it.price": CHARGES[unit]["price"] * factor}), seed=5)
        for factor in (1, 1.2, 2)
    ]
    for cheaper, dearer in pairwise(runs):
        assert lost(cheaper) <= lost(dearer)
        assert won(dearer) <= won(cheaper)
    assert len(lost(runs[2])) > len(lost(runs[0])) + 5
    assert len(won(runs[2])) < len(won(runs[0])) - 5


def test_a_trade_says_what_a_doubled_charge_costs_in_deals_and_customers() -> None:
    """As a doubled fee does: fewer of both, in every run."""
    base = world(CHARGES["seat"])
    runner = ExperimentRunner(SequentialExecutor(), seed=4)
    (effect,) = clause_effects(runner, base, {"plans.silver.charges.it.price": 10}, 3)
    for outcome in ("win_rate", "customer_retention_per_year"):
        assert effect.effects[outcome].difference < -0.03
        assert effect.effects[outcome].high < 0
