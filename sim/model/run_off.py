"""Customers under contract at the horizon, with what is known of the end of their contracts."""

from __future__ import annotations

from collections.abc import Iterable
from math import inf

from sim.customers.leaving import DepartureReason, first_exit_month
from sim.customers.run_off import RUN_OFF_MONTHS
from sim.model.calendar import Calendar
from sim.model.customer import Customer
from sim.model.invoice import Invoicing
from sim.model.relationship import Relationship
from sim.records.events import CustomerRemained
from sim.records.recorder import Records
from sim.units import MINUTES_PER_DAY, month_starts

__all__ = ["record_remaining"]


def record_remaining(
    customers: Iterable[Customer],
    calendar: Calendar,
    records: Records,
    relationship: Relationship,
    invoicing: Invoicing,
) -> None:
    """Record each customer under contract at the horizon; the months after it are not simulated.

    Parameters
    ----------
    customers : iterable of Customer
        All customers of the run, their last month ended.
    calendar : Calendar
        Days and months of the run.
    records : Records
        With the departures, and where those who remain are recorded.
    relationship : Relationship
        Of each customer with its provider.
    invoicing : Invoicing
        Knows by how much a fee will rise.
    """
    now, months = calendar.horizon, len(calendar.month_starts) - 1
    starts = month_starts(calendar.start_date, months + RUN_OFF_MONTHS)
    gone = {row.customer for row in records.departures}
    for customer in customers:
        if customer.name in gone:
            continue
        contract = customer.contract
        leaves_in, reason = _exit(customer, months, now, starts)
        records.remaining.append(
            CustomerRemained(
                customer.name,
                contract.fee_cents,
                max(contract.term_end - months, 0),
                contract.terms.plan.term_months,
                leaves_in,
                reason,
                relationship.leave_probability(customer, invoicing.rise(customer), now),
            )
        )


def _exit(
    customer: Customer, months: int, now: float, starts: tuple[float, ...]
) -> tuple[float, DepartureReason | None]:
    """Months after the horizon in which a customer leaves for good, and why; infinity and None where it is open."""
    contract, plan = customer.contract, customer.contract.terms.plan
    notice = plan.notice_days * MINUTES_PER_DAY
    if contract.leaves_at < inf:
        return 0.0, contract.leaves_because
    if contract.let_go:
        end = next((month for month, start in enumerate(starts) if start >= now + notice), len(starts))
        return float(end - months), DepartureReason.LET_GO
    if customer.feelings.past_breaking_point:
        end = first_exit_month(contract.ready_at, notice, contract.term_end, plan.term_months, starts)
        return float(end - months), DepartureReason.POP
    return inf, None
