"""Outcomes of the market: prospects, newcomers and what became of them, bad news and competitors' offers."""

from __future__ import annotations

from sim.customers.causes import Cause
from sim.metrics.columns import ratio
from sim.metrics.facts import Facts
from sim.metrics.registry import NOT_NEGATIVE, outcome

__all__ = ()

HEARD = (Cause.HEARD_OF_POP, Cause.HEARD_OF_LET_GO)


@outcome(
    "prospects",
    "Prospects",
    "prospects",
    "up",
    "number",
    "Prospects that decided within the horizon, referred ones included.",
)
def _prospects(facts: Facts) -> float:
    return float(len(facts.records.prospects))


@outcome(
    "deals_won",
    "Deals won",
    "customers",
    "up",
    "number",
    "Prospects that signed within the horizon.",
)
def _deals_won(facts: Facts) -> float:
    return float(len(facts.newcomers))


@outcome(
    "win_rate",
    "Win rate",
    "share of prospects",
    "up",
    "share",
    "Prospects that signed / prospects that decided within the horizon; undefined where none decided.",
)
def _win_rate(facts: Facts) -> float:
    return ratio(len(facts.newcomers), len(facts.records.prospects))


@outcome(
    "referrals",
    "Referrals",
    "prospects",
    "up",
    "number",
    "Prospects that a customer recommended the provider to, and that decided within the horizon.",
)
def _referrals(facts: Facts) -> float:
    return float(sum(bool(row.referrer) for row in facts.records.prospects))


@outcome(
    "acquisition_cost",
    "Acquisition cost",
    "money",
    "down",
    "money",
    "What winning the newcomers cost: for each, a share of its first year's fees, in the month it joined.",
    bounds=NOT_NEGATIVE,
)
def _acquisition_cost(facts: Facts) -> float:
    return -facts.books.total("acquisition") / facts.minor_units


@outcome(
    "customers_at_end",
    "Customers at the end",
    "customers",
    "up",
    "number",
    "Customers under contract at the end, newcomers included.",
)
def _customers_at_end(facts: Facts) -> float:
    return float(len(facts.records.customers) - len(facts.machines) - len(facts.departures.keys() - facts.machines))


@outcome(
    "newcomers_lost",
    "Newcomers lost",
    "customers",
    "down",
    "number",
    "Customers that joined within the horizon and left within it.",
)
def _newcomers_lost(facts: Facts) -> float:
    return float(sum(row.customer in facts.newcomers for row in facts.records.departures))


@outcome(
    "newcomers_popped",
    "Newcomers gone POP",
    "customers",
    "down",
    "number",
    "Customers that joined within the horizon and passed their breaking point within it.",
)
def _newcomers_past_breaking_point(facts: Facts) -> float:
    return float(sum(row.customer in facts.newcomers for row in facts.records.breaking_points))


@outcome(
    "newcomers_margin",
    "Margin of newcomers",
    "money",
    "up",
    "money",
    "Revenue minus cost of the customers that joined within the horizon, what winning them cost included, before "
    "unallocated cost.",
)
def _newcomers_margin(facts: Facts) -> float:
    return sum(facts.margin_by_customer[name] for name in facts.newcomers) / facts.minor_units


@outcome(
    "newcomers_disputed_share_of_invoices",
    "Newcomers' invoices disputed",
    "share of invoices",
    "down",
    "share",
    "Invoices of newcomers disputed at least once / invoices of newcomers issued; undefined where there are none.",
)
def _newcomers_disputed_share_of_invoices(facts: Facts) -> float:
    newcomers, records = facts.newcomers, facts.records
    disputed = {(row.customer, row.month) for row in records.disputes_opened if row.customer in newcomers}
    return ratio(len(disputed), records.invoices.among("customer", newcomers).sum())


@outcome(
    "heard",
    "Bad news heard",
    "times",
    "down",
    "number",
    "Times that a customer heard of another that went POP, or of one let go in anger, and was moved by it.",
)
def _heard(facts: Facts) -> float:
    return float(facts.records.grievances.among("cause", HEARD).sum())


@outcome(
    "rival_offers",
    "Competitors' offers",
    "offers",
    "down",
    "number",
    "Offers that competitors made to vulnerable customers within the horizon.",
)
def _rival_offers(facts: Facts) -> float:
    return float(len(facts.records.offers))
