"""Outcomes of the customers of the start: who stayed, who left and why, what they pay, how they trust."""

from __future__ import annotations

import numpy as np

from sim.customers.leaving import DepartureReason
from sim.metrics.columns import mean, ratio
from sim.metrics.facts import Facts
from sim.metrics.registry import SHARE, outcome
from sim.units import MONTHS_PER_YEAR

__all__ = ()


def _per_year(facts: Facts, share: float) -> float:
    """A share retained over the horizon, as a share a year."""
    return float(share ** (MONTHS_PER_YEAR / facts.run.scenario.horizon_months))


def _lost_by(facts: Facts, reason: DepartureReason) -> float:
    """Customers of the start that left for a reason."""
    return float(sum(facts.departures[name] == reason for name in facts.lost))


@outcome(
    "customer_retention_per_year",
    "Customers kept a year",
    "share",
    "up",
    "share",
    "(Customers still under contract at the end / customers at the start) to the power 1 / years; a customer that"
    " went POP counts as kept until it leaves, and newcomers do not count.",
)
def _customer_retention_per_year(facts: Facts) -> float:
    remaining = len(facts.fees_at_start) - len(facts.lost)
    return _per_year(facts, ratio(remaining, len(facts.fees_at_start)))


@outcome(
    "gross_revenue_retention",
    "Gross revenue retention",
    "share / year",
    "up",
    "share",
    "(Sum over customers of the start of the smaller of monthly fee at the end, 0 if gone, and at the start / sum"
    " of monthly fees at the start) to the power 1 / years.",
    bounds=SHARE,
)
def _gross_revenue_retention(facts: Facts) -> float:
    start, end = facts.fees_at_start, facts.fees_at_end
    return _per_year(facts, ratio(sum(min(end[name], start[name]) for name in start), sum(start.values())))


@outcome(
    "net_revenue_retention",
    "Net revenue retention",
    "share / year",
    "up",
    "share",
    "(Monthly fees at the end of customers of the start still under contract / sum of monthly fees at the start) "
    "to the power 1 / years.",
)
def _net_revenue_retention(facts: Facts) -> float:
    start, end = facts.fees_at_start, facts.fees_at_end
    return _per_year(facts, ratio(sum(end[name] for name in start), sum(start.values())))


@outcome(
    "customers_lost",
    "Customers lost",
    "customers",
    "down",
    "number",
    "Customers of the start that left within the horizon.",
)
def _customers_lost(facts: Facts) -> float:
    return float(len(facts.lost))


@outcome(
    "customers_lost_by_pop",
    "Customers lost by POP",
    "customers",
    "down",
    "number",
    "Customers of the start that left within the horizon, at the end of a term, because they had gone POP.",
)
def _customers_lost_by_pop(facts: Facts) -> float:
    return _lost_by(facts, DepartureReason.POP)


@outcome(
    "customers_lost_by_not_renewing",
    "Customers lost by not renewing",
    "customers",
    "down",
    "number",
    "Customers of the start that left within the horizon at the end of a term without having gone POP.",
)
def _customers_lost_by_not_renewing(facts: Facts) -> float:
    return _lost_by(facts, DepartureReason.NOT_RENEWED)


@outcome(
    "customers_lost_for_cause",
    "Customers lost for cause",
    "customers",
    "down",
    "number",
    "Customers of the start that terminated for cause within the horizon: they had gone POP, most of what they were"
    " promised had been missed, and they did not wait for the end of their term.",
)
def _customers_lost_for_cause(facts: Facts) -> float:
    return _lost_by(facts, DepartureReason.FOR_CAUSE)


@outcome(
    "customers_let_go",
    "Customers let go",
    "customers",
    "neutral",
    "number",
    "Customers of the start whose contract the provider ended within the horizon.",
)
def _customers_let_go(facts: Facts) -> float:
    return _lost_by(facts, DepartureReason.LET_GO)


@outcome(
    "customers_popped",
    "Customers gone POP",
    "customers",
    "down",
    "number",
    "Customers of the start that passed their breaking point within the horizon, whether or not they have left yet.",
)
def _customers_past_breaking_point(facts: Facts) -> float:
    return float(sum(row.customer in facts.fees_at_start for row in facts.records.breaking_points))


@outcome(
    "customers_treated",
    "Customers treated by a remedy",
    "customers",
    "neutral",
    "number",
    "Customers for whom at least one remedy for costly customers came to hold.",
)
def _customers_treated(facts: Facts) -> float:
    return float(len({row.customer for row in facts.records.remedies}))


@outcome(
    "trust",
    "Trust",
    "0 to 1",
    "up",
    "score",
    "Mean trust, at the end, of the customers then under contract, newcomers included.",
)
def _trust(facts: Facts) -> float:
    remaining = [level for name, level in facts.trust_at_end.items() if name not in facts.departures]
    return mean(np.array(remaining))
