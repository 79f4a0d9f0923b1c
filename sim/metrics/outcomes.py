"""Every outcome of the catalogue, computed from the records of a run."""

from __future__ import annotations

import numpy as np

from sim.customers.causes import Cause
from sim.customers.leaving import DepartureReason
from sim.customers.paying import DisputeCause
from sim.metrics.catalogue import CATALOGUE
from sim.metrics.columns import column, mean, ratio
from sim.metrics.money import COST_LINES, LINES, REVENUE_LINES, Books, cumulative_share, keep_books
from sim.metrics.service import service_outcomes
from sim.records.run import Run
from sim.units import MINUTES_PER_DAY

__all__ = ["outcomes", "trust_at_end"]

MONTHS_PER_YEAR = 12
HEARD = (Cause.HEARD_OF_POP, Cause.HEARD_OF_LET_GO)


def outcomes(run: Run, books: Books | None = None) -> dict[str, float]:
    """The outcomes of a run: those of the catalogue in its order, then those by plan and by team.

    Parameters
    ----------
    run : Run
        What happened.
    books : Books, optional
        Its books, where they are already kept.

    Returns
    -------
    dict of float
        NaN where an outcome is undefined, such as the attainment of a severity that nobody reported.
    """
    books = books or keep_books(run)
    values = {
        **_money(books),
        **_accounts(run, books),
        **service_outcomes(run),
        **_billing(run, books),
        **_loyalty(run),
        **_growth(run, books),
    }
    return {name: values[name] for name in CATALOGUE} | values


def _money(books: Books) -> dict[str, float]:
    revenue = books.total(*REVENUE_LINES)
    curve = cumulative_share(books.of_customers(*LINES).astype(np.float64))
    return {
        "margin": books.margin_cents / 100,
        "margin_share": ratio(books.margin_cents, revenue),
        "revenue": revenue / 100,
        "cost_to_serve": -(books.total(*COST_LINES) + int(books.common.sum())) / 100,
        "service_credits": -books.total("service_credits") / 100,
        "write_offs": -books.total("write_offs") / 100,
        "unallocated_cost": -int(books.common.sum()) / 100,
        "contribution": books.total(*LINES) / 100,
        "whale_curve_peak": float(curve.max()),
        "value_destroyers_share": mean(books.of_customers(*LINES) < 0),
    }


def _accounts(run: Run, books: Books) -> dict[str, float]:
    """The margin of each named account and of all other customers: with unallocated cost, the margin."""
    of_customer = dict(zip(books.customers, books.of_customers(*LINES).tolist(), strict=True))
    values = {}
    for name in run.scenario.accounts:
        own = of_customer.get(name, 0)  # of one left out there is nothing
        values[f"margin.{name}"] = own / 100
        values[f"margin_of_others.{name}"] = (books.total(*LINES) - own) / 100
    return values


def _billing(run: Run, books: Books) -> dict[str, float]:
    records = run.records
    disputed = {(row.customer, row.month) for row in records.disputes_opened}
    billed = float(column(records.invoices, "billed_cents").sum())
    net = billed - float(column(records.invoices, "credit_cents").sum())
    settled = column(records.disputes_settled, "at") - column(records.disputes_settled, "opened")
    return {
        "disputed_share_of_invoices": ratio(len(disputed), len(records.invoices)),
        "disputed_share_of_value": ratio(float(column(records.disputes_opened, "amount_cents").sum()), billed),
        "surprise_disputes": float(sum(row.cause is DisputeCause.SURPRISE for row in records.disputes_opened)),
        "dispute_days": mean(settled / MINUTES_PER_DAY),
        "days_sales_outstanding": ratio(float(books.receivable.sum()), net) / MINUTES_PER_DAY,
    }


def _loyalty(run: Run) -> dict[str, float]:
    records = run.records
    power = MONTHS_PER_YEAR / run.scenario.horizon_months
    at_start = {row.customer: row.fee_cents for row in records.customers if row.joined <= 0}
    reasons = {row.customer: row.reason for row in records.departures}
    gone = reasons.keys() & at_start.keys()
    causes = [reasons[name] for name in gone]
    at_end = at_start | {row.customer: row.fee_cents for row in records.renewals} | dict.fromkeys(gone, 0)
    start = sum(at_start.values())
    trust = trust_at_end(run)
    return {
        "customer_retention_per_year": ratio(len(at_start) - len(gone), len(at_start)) ** power,
        "gross_revenue_retention": ratio(sum(min(at_end[name], at_start[name]) for name in at_start), start) ** power,
        "net_revenue_retention": ratio(sum(at_end[name] for name in at_start), start) ** power,
        "customers_lost": float(len(gone)),
        "customers_lost_by_pop": float(causes.count(DepartureReason.POP)),
        "customers_lost_by_not_renewing": float(causes.count(DepartureReason.NOT_RENEWED)),
        "customers_let_go": float(causes.count(DepartureReason.LET_GO)),
        "customers_popped": float(sum(row.customer in at_start for row in records.breaking_points)),
        "customers_treated": float(len({row.customer for row in records.remedies})),
        "trust": mean(np.array([level for name, level in trust.items() if name not in reasons])),
    }


def trust_at_end(run: Run) -> dict[str, float]:
    """Each customer's trust at the end of its last month under contract."""
    trust = {row.customer: row.trust for row in run.records.customers}
    return trust | {row.customer: row.trust for row in run.records.months}


def _growth(run: Run, books: Books) -> dict[str, float]:
    """Who was to be won, who was, and what became of them; what was said of the provider."""
    records = run.records
    newcomers = {row.customer for row in records.customers if row.joined > 0}
    of_customer = dict(zip(books.customers, books.of_customers(*LINES).tolist(), strict=True))
    invoices = sum(row.customer in newcomers for row in records.invoices)
    disputes = {(row.customer, row.month) for row in records.disputes_opened if row.customer in newcomers}
    return {
        "prospects": float(len(records.prospects)),
        "deals_won": float(len(newcomers)),
        "win_rate": ratio(len(newcomers), len(records.prospects)),
        "referrals": float(sum(bool(row.referrer) for row in records.prospects)),
        "acquisition_cost": -books.total("acquisition") / 100,
        "customers_at_end": float(len(records.customers) - len(records.departures)),
        "newcomers_lost": float(sum(row.customer in newcomers for row in records.departures)),
        "newcomers_popped": float(sum(row.customer in newcomers for row in records.breaking_points)),
        "newcomers_margin": sum(of_customer[name] for name in newcomers) / 100,
        "newcomers_disputed_share_of_invoices": ratio(len(disputes), invoices),
        "heard": float(sum(row.cause in HEARD for row in records.grievances)),
        "rival_offers": float(len(records.offers)),
    }
