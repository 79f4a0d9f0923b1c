"""Customers under contract at the horizon, with what is known of the end of their contracts."""

from __future__ import annotations

from collections.abc import Iterable
from math import inf

from sim.model.calendar import Calendar
from sim.model.contract import Contract
from sim.model.customer import Customer
from sim.model.invoice import Invoicing
from sim.model.relationship import Relationship
from sim.records.events import CustomerRemained
from sim.records.recorder import Records

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
    gone = {row.customer for row in records.departures}
    for customer in customers:
        if customer.name in gone:
            continue
        contract = customer.contract
        leaves_in = _months_left(contract, calendar)
        records.remaining.append(
            CustomerRemained(
                customer.name,
                contract.fee_of(months),
                max(contract.term_end - months, 0),
                contract.terms.plan.term_months,
                leaves_in,
                contract.leaves_because if leaves_in < inf else None,
                relationship.leave_probability(customer, invoicing.rise(customer), now),
                contract.fees_of(range(months, months + int(min(max(contract.term_end - months, 0), leaves_in)))),
            )
        )


def _months_left(contract: Contract, calendar: Calendar) -> float:
    """Months after the horizon in which a contract ends for good; infinity where that is open."""
    if contract.leaves_at == inf:
        return inf
    return float(max(calendar.exits.index(contract.leaves_at) - len(calendar.month_starts) + 1, 0))
