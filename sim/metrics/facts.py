"""Facts of a run that several outcomes are computed from, each computed once, when it is first used."""

from __future__ import annotations

from functools import cached_property

from sim.metrics.books import LINES, Books, keep_books
from sim.metrics.columns import BoolArray, FloatArray, IntArray, column
from sim.metrics.contacts import NO_PERSON, answered, counted, responses_due, waiting_times, waits
from sim.metrics.desk_pay import horizon_ledgers
from sim.records.events import ContactEnded, InvoiceIssued
from sim.records.recorder import TeamLedger
from sim.records.run import Run
from sim.records.table import RecordTable

__all__ = ["SHARES", "Facts", "machines_of", "trust_at_end"]

SHARES = (0.5, 0.9, 0.99)
"""Quantiles of the time to the first response that are outcomes."""


class Facts:
    """Facts of a run that several outcomes share.

    Parameters
    ----------
    run : Run
        A simulated run.
    books : Books, optional
        Its books, where they are kept already.
    """

    def __init__(self, run: Run, books: Books | None = None) -> None:
        self.run = run
        self.records = run.records
        self.books = books or keep_books(run)

    @cached_property
    def minor_units(self) -> int:
        """Smallest units in one of the currency."""
        return self.run.scenario.minor_units

    @cached_property
    def contacts(self) -> RecordTable[ContactEnded]:
        """Contacts opened within the horizon."""
        return counted(self.run)

    @cached_property
    def responses(self) -> RecordTable[ContactEnded]:
        """Contacts opened within the horizon that a person answered."""
        return answered(self.contacts)

    @cached_property
    def for_a_person(self) -> RecordTable[ContactEnded]:
        """Contacts opened within the horizon that a person was to answer."""
        return self.contacts.where(~self.contacts.among("outcome", NO_PERSON))

    @cached_property
    def waiting_minutes(self) -> dict[float, float]:
        """Coverage minutes by which each share of :data:`SHARES` of those contacts was answered, by share."""
        return dict(zip(SHARES, waiting_times(self.for_a_person, SHARES), strict=True))

    @cached_property
    def due(self) -> RecordTable[ContactEnded]:
        """Contacts opened within the horizon whose promise of response fell due."""
        return responses_due(self.contacts)

    @cached_property
    def waits(self) -> FloatArray:
        """Coverage minutes from opening to first response, infinite for those who hung up, shape (due,)."""
        return waits(self.due)

    @cached_property
    def on_time(self) -> BoolArray:
        """Whether the first response came within the written promise, shape (due,)."""
        return self.waits <= self.due.column("promised_minutes")

    @cached_property
    def severity(self) -> FloatArray:
        """Severity from 1, the highest, to 4, shape (due,)."""
        return self.due.column("severity")

    @cached_property
    def ledgers(self) -> list[TeamLedger]:
        """Months of all teams, the warm-up left out."""
        return horizon_ledgers(self.run)

    @cached_property
    def available_minutes(self) -> FloatArray:
        """Rostered minutes less shrinkage, shape (ledgers,)."""
        return column(self.ledgers, "available_minutes")

    @cached_property
    def idle_minutes(self) -> FloatArray:
        """Available minutes in which nobody was served, shape (ledgers,)."""
        return column(self.ledgers, "idle_minutes")

    @cached_property
    def margin_cents(self) -> IntArray:
        """Margin of each customer before unallocated cost, in cents, shape (customers,)."""
        return self.books.of_customers(*LINES)

    @cached_property
    def margin_by_customer(self) -> dict[str, int]:
        """Margin before unallocated cost, in cents, by name of the customer."""
        return dict(zip(self.books.customers, self.margin_cents.tolist(), strict=True))

    @cached_property
    def billed_cents(self) -> float:
        """Amounts of all invoices before credits, in cents."""
        return float(self.invoices.column("billed_cents").sum())

    @cached_property
    def invoices(self) -> RecordTable[InvoiceIssued]:
        """Invoices of the study; those from before it that were open at its start left out."""
        return self.records.invoices.where(self.records.invoices.column("issued") >= 0)

    @cached_property
    def fees_at_start(self) -> dict[str, int]:
        """Monthly fee at the start, in cents, by customer of the start."""
        machines = self.machines
        return {
            row.customer: row.fee_cents
            for row in self.records.customers
            if row.joined <= 0 and row.customer not in machines
        }

    @cached_property
    def fees_at_end(self) -> dict[str, int]:
        """Monthly fee at the end, in cents, by customer of the start; 0 for one that left."""
        latest = {row.customer: row.recognised_cents for row in self.records.months}
        return {name: 0 if name in self.lost else latest.get(name, fee) for name, fee in self.fees_at_start.items()}

    @cached_property
    def departures(self) -> dict[str, str]:
        """Reason of leaving, by customer that left within the horizon."""
        return {row.customer: row.reason for row in self.records.departures}

    @cached_property
    def lost(self) -> set[str]:
        """Customers of the start that left within the horizon."""
        return self.departures.keys() & self.fees_at_start.keys()

    @cached_property
    def newcomers(self) -> set[str]:
        """Customers that joined within the horizon."""
        return {row.customer for row in self.records.customers if row.joined > 0} - self.machines

    @cached_property
    def trust_at_end(self) -> dict[str, float]:
        """Trust, 0 to 1, at the end of the last month under contract, by customer."""
        return {name: trust for name, trust in trust_at_end(self.run).items() if name not in self.machines}

    @cached_property
    def machines(self) -> frozenset[str]:
        """Senders of notices that are counted as no customers."""
        return machines_of(self.run)


def machines_of(run: Run) -> frozenset[str]:
    """Name the machines of a run: they cost what others do, and are counted as no customers.

    Parameters
    ----------
    run : Run
        A simulated run.

    Returns
    -------
    frozenset of str
        Names as of customers.
    """
    segments = run.scenario.segments
    return frozenset(row.customer for row in run.records.customers if segments[row.segment].machines)


def trust_at_end(run: Run) -> dict[str, float]:
    """Trust of each customer at the end of its last month under contract.

    Parameters
    ----------
    run : Run
        A simulated run.

    Returns
    -------
    dict of float
        Trust, 0 to 1, by customer.
    """
    trust = {row.customer: row.trust for row in run.records.customers}
    return trust | {row.customer: row.trust for row in run.records.months}
