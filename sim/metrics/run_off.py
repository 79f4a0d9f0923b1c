"""Outcomes of what is left at the horizon: contracts that run on, and the margin to be expected of them."""

from __future__ import annotations

import numpy as np

from sim.customers.run_off import RUN_OFF_MONTHS, expected_months
from sim.metrics.books import LINES
from sim.metrics.columns import FloatArray
from sim.metrics.facts import Facts
from sim.metrics.registry import outcome
from sim.records.events import ContactOutcome
from sim.units import MINUTES_PER_HOUR, MONTHS_PER_YEAR

__all__ = ()

RECURRING = tuple(line for line in LINES if line != "acquisition")
"""Lines of a customer's margin that come again: winning it is paid once."""


@outcome(
    "margin_with_run_off",
    "Margin with run-off",
    "money",
    "up",
    "money",
    "Margin over the horizon + run-off value, so that nothing is gained by neglecting customers towards its end.",
)
def _margin_with_run_off(facts: Facts) -> float:
    return facts.books.margin_cents / facts.minor_units + _run_off_value(facts)


@outcome(
    "run_off_value",
    "Run-off value",
    "money",
    "up",
    "money",
    f"Expected margin, in the {RUN_OFF_MONTHS} months after the horizon, of the customers then under contract: each"
    " customer's monthly margin of its last 12 months, without what winning it cost, less its share, by fee, of the"
    " unused capacity of those months and of running actions, x the months it is expected to stay (its running term,"
    " and further terms by its probability of renewing with the feelings it has at the horizon; one past its breaking"
    " point, or given notice, until it leaves), discounted at the cost of capital; renewals in all no less than 0,"
    " since nobody must go on with contracts that lose money − the work owed: contacts open at"
    " the horizon, one touch of the first tier each.",
)
def _run_off_value(facts: Facts) -> float:
    monthly = _monthly_margins(facts) - _shares_of_common_cost(facts)
    bound, in_all = _expected_months(facts, renewing=False), _expected_months(facts, renewing=True)
    owed_to_customers, renewals = float(monthly @ bound), float(monthly @ (in_all - bound))
    return (owed_to_customers + max(renewals, 0.0)) / facts.minor_units - _work_owed(facts)


@outcome(
    "remaining_contract_value",
    "Remaining contract value",
    "money",
    "up",
    "money",
    "Monthly fees of the customers under contract at the horizon x months to the end of their running terms, or until"
    " they leave where that is sooner; not discounted, no renewal counted.",
)
def _remaining_contract_value(facts: Facts) -> float:
    return sum(row.fees_left_cents for row in facts.records.remaining) / facts.minor_units


def _expected_months(facts: Facts, *, renewing: bool) -> FloatArray:
    """Discounted months that each remaining customer is expected to stay, shape (remaining,)."""
    rate = facts.run.scenario.assumptions.billing.capital_cost_per_year
    return np.array(
        [
            expected_months(
                row.term_left_months,
                row.term_months,
                row.leave_probability if renewing else 1.0,
                row.leaves_in_months,
                rate,
            )
            for row in facts.records.remaining
        ],
        np.float64,
    )


def _monthly_margins(facts: Facts) -> FloatArray:
    """Monthly margin of each remaining customer in its last year under contract, in cents, shape (remaining,)."""
    books, remaining, horizon = facts.books, facts.records.remaining, facts.run.scenario.horizon_months
    last = min(MONTHS_PER_YEAR, horizon)
    index = {name: place for place, name in enumerate(books.customers)}
    ended = facts.records.months.where(facts.records.months.column("month") >= horizon - last)
    present = np.maximum(np.bincount(ended.codes("customer", index), minlength=len(index)), 1)
    total = np.asarray(sum(books.lines[name][:, -last:].sum(axis=1) for name in RECURRING))
    return np.asarray((total / present)[remaining.codes("customer", index)], np.float64)


def _shares_of_common_cost(facts: Facts) -> FloatArray:
    """Monthly unused capacity of the last year, and running actions, by fee, in cents, shape (remaining,)."""
    last, scenario = min(MONTHS_PER_YEAR, facts.run.scenario.horizon_months), facts.run.scenario
    cost = -float(facts.books.unallocated[-last:].mean())
    cost += facts.minor_units * sum(
        action.cost_per_month for action in scenario.timeline if action.month < scenario.horizon_months
    )
    fees = facts.records.remaining.column("fee_cents")
    return cost * fees / fees.sum() if fees.sum() > 0 else np.full(fees.shape, cost / max(fees.size, 1))


def _work_owed(facts: Facts) -> float:
    """Cost of one touch of the first tier for each contact that is open at the horizon, in money."""
    team = facts.run.scenario.provider.teams[facts.run.scenario.provider.first_tier]
    if team.cost_per_contact is not None:
        touch = team.cost_per_contact
    else:
        touch = team.busy_minutes / MINUTES_PER_HOUR * team.cost_per_hour / (1 - team.shrinkage_share)
    return touch * int(facts.records.contacts.among("outcome", (ContactOutcome.OPEN,)).sum())
