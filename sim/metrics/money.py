"""Outcomes of money: margin, revenue, cost, the spread of customers' margins, disputes and payment."""

from __future__ import annotations

import numpy as np

from sim.customers.paying import DisputeCause
from sim.metrics.books import COST_LINES, LINES, REVENUE_LINES, cumulative_share
from sim.metrics.columns import column, mean, ratio
from sim.metrics.desk_pay import desk_cost_cents
from sim.metrics.facts import Facts
from sim.metrics.registry import NOT_NEGATIVE, Breakdown, breakdown, outcome
from sim.units import MINUTES_PER_DAY

__all__ = ()


@outcome(
    "margin",
    "Margin",
    "money",
    "up",
    "money",
    "Revenue minus cost to serve, over the horizon.",
)
def _margin(facts: Facts) -> float:
    return facts.books.margin_cents / facts.minor_units


@outcome(
    "margin_share",
    "Margin share",
    "share of revenue",
    "up",
    "share",
    "Margin / revenue.",
)
def _margin_share(facts: Facts) -> float:
    return ratio(facts.books.margin_cents, facts.books.total(*REVENUE_LINES))


@outcome(
    "revenue",
    "Revenue",
    "money",
    "up",
    "money",
    "Fees earned month by month + overage, time and materials, interest and error lines when invoiced − service "
    "credits when set off or paid out − dispute credits when granted − discounts for early payment when taken.",
)
def _revenue(facts: Facts) -> float:
    return facts.books.total(*REVENUE_LINES) / facts.minor_units


@outcome(
    "cost_to_serve",
    "Cost to serve",
    "money",
    "down",
    "money",
    "Paid hours of all teams at their loaded cost, overtime with its premium, standby and call-outs, and touches of "
    "outsourced teams at their price + account people, sponsors and briefings + self-service + write-offs + growth of "
    "the provision for receivables + cost of money tied up in receivables less deferred revenue + acquisition of "
    "newcomers + management's actions.",
    bounds=NOT_NEGATIVE,
)
def _cost_to_serve(facts: Facts) -> float:
    return -(facts.books.total(*COST_LINES) + int(facts.books.common.sum())) / facts.minor_units


@outcome(
    "cost_per_contact",
    "Cost per contact",
    "money / contact",
    "down",
    "money",
    "Paid hours of all teams, overtime with its premium, standby, call-outs, and touches of outsourced teams / "
    "contacts answered by a person; of contacts opened within the horizon.",
)
def _cost_per_contact(facts: Facts) -> float:
    return ratio(desk_cost_cents(facts.run) / facts.minor_units, len(facts.responses))


@outcome(
    "unallocated_cost",
    "Unallocated cost",
    "money",
    "down",
    "money",
    "What no customer caused: idle paid time, standby, overtime beyond the loaded rate, management's actions, the "
    "referral programme, disclosure and the pursuit of prospects; margin = customers' margins − unallocated cost.",
)
def _unallocated_cost(facts: Facts) -> float:
    return -int(facts.books.common.sum()) / facts.minor_units


@outcome(
    "contribution",
    "Customers' margins",
    "money",
    "up",
    "money",
    "Sum of all customers' margins, before unallocated cost; contribution − unallocated cost = margin.",
)
def _contribution(facts: Facts) -> float:
    return facts.books.total(*LINES) / facts.minor_units


@outcome(
    "whale_curve_peak",
    "Whale-curve peak",
    "share of total margin",
    "down",
    "share",
    "Sum of the positive customer margins / sum of all customer margins, before unallocated capacity; undefined "
    "where that sum is not positive.",
)
def _whale_curve_peak(facts: Facts) -> float:
    return float(cumulative_share(facts.margin_cents.astype(np.float64)).max())


@outcome(
    "value_destroyers_share",
    "Value destroyers",
    "share of customers",
    "down",
    "share",
    "Customers whose margin, before unallocated capacity, is negative / all customers.",
)
def _value_destroyers_share(facts: Facts) -> float:
    return mean(facts.margin_cents < 0)


@outcome(
    "service_credits",
    "Service credits",
    "money",
    "down",
    "money",
    "Service credits set off against invoices of the horizon, or paid out at the end of a contract or of the horizon;"
    " days of term among them, at the fees that they save.",
    bounds=NOT_NEGATIVE,
)
def _service_credits(facts: Facts) -> float:
    return -facts.books.total("service_credits") / facts.minor_units


@outcome(
    "write_offs",
    "Write-offs",
    "money",
    "down",
    "money",
    "Invoice amounts given up within the horizon.",
    bounds=NOT_NEGATIVE,
)
def _write_offs(facts: Facts) -> float:
    return -facts.books.total("write_offs") / facts.minor_units


@outcome(
    "disputed_share_of_invoices",
    "Invoices disputed",
    "share of invoices",
    "down",
    "share",
    "Invoices disputed at least once / invoices issued.",
)
def _disputed_share_of_invoices(facts: Facts) -> float:
    disputed = {(row.customer, row.month) for row in facts.records.disputes_opened}
    return ratio(len(disputed), len(facts.invoices))


@outcome(
    "disputed_share_of_value",
    "Value disputed",
    "share of billed",
    "down",
    "share",
    "Amounts put in dispute / amounts billed before credits.",
)
def _disputed_share_of_value(facts: Facts) -> float:
    disputed = float(column(facts.records.disputes_opened, "amount_cents").sum())
    return ratio(disputed, facts.billed_cents)


@outcome(
    "surprise_disputes",
    "Disputes over a surprise",
    "disputes",
    "down",
    "number",
    "Disputes opened over overage or time and materials that the customer had not expected.",
)
def _surprise_disputes(facts: Facts) -> float:
    return float(sum(row.cause is DisputeCause.SURPRISE for row in facts.records.disputes_opened))


@outcome(
    "dispute_days",
    "Days to settle a dispute",
    "days",
    "down",
    "days",
    "Mean of days from opening to settlement, of disputes settled within the horizon.",
)
def _dispute_days(facts: Facts) -> float:
    settled = facts.records.disputes_settled
    return mean((column(settled, "at") - column(settled, "opened")) / MINUTES_PER_DAY)


@outcome(
    "days_sales_outstanding",
    "Days sales outstanding",
    "days",
    "down",
    "days",
    "Mean open receivables over the horizon / amount billed net of service credits per day.",
)
def _days_sales_outstanding(facts: Facts) -> float:
    net = float(column(facts.invoices, "net_cents").sum())
    return ratio(float(facts.books.receivable.sum()), net) / MINUTES_PER_DAY


@breakdown(
    Breakdown("margin", "margin", "Margin", "before unallocated cost, of customer"),
    Breakdown("margin_of_others", "margin", "Margin of all others", "before unallocated cost, of all customers but"),
)
def _margins_of_accounts(facts: Facts) -> dict[str, float]:
    """Margin of each account and of all other customers, in money; with unallocated cost, they add up to the margin."""
    by_customer, total = facts.margin_by_customer, facts.books.total(*LINES)
    values = {}
    for name in facts.run.scenario.accounts:
        own = by_customer.get(name, 0)  # an account that is left out of a run has no margin
        values[f"margin.{name}"] = own / facts.minor_units
        values[f"margin_of_others.{name}"] = (total - own) / facts.minor_units
    return values
