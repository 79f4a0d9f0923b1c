"""Payment: cash comes on time, late, or never."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from sim.contracts.invoicing import interest_cents
from sim.customers.paying import bully_lateness
from sim.model.calendar import Calendar
from sim.model.customer import Customer, OpenInvoice
from sim.model.draws import InvoiceDraw
from sim.records.events import InvoiceIssued, PaymentReceived, WrittenOff
from sim.records.recorder import Records
from sim.scenario.document import Scenario
from sim.units import MINUTES_PER_DAY, snap

__all__ = ["IssuedInvoice", "Payments"]


class IssuedInvoice(NamedTuple):
    """An invoice on its way, with the random numbers that decide its course."""

    customer: Customer
    record: InvoiceIssued
    random_numbers: Sequence[float]
    """By the columns of :class:`sim.model.draws.InvoiceDraw`."""


class Payments:
    """Decides when an invoice is paid, and records it.

    Parameters
    ----------
    scenario : Scenario
        Document at the start of the study.
    calendar : Calendar
        Days and months of the run.
    records : Records
        Where payments and write-offs are recorded.
    """

    def __init__(self, scenario: Scenario, calendar: Calendar, records: Records) -> None:
        self._horizon = calendar.horizon
        self._records = records
        self.adopt(scenario)

    def adopt(self, scenario: Scenario) -> None:
        """Take over what the document says now.

        Parameters
        ----------
        scenario : Scenario
            Version of the document that holds from now on.
        """
        self._billing = scenario.assumptions.billing
        self._exit = scenario.assumptions.exit
        self._charges_interest = scenario.provider.policies.charges_late_interest
        sponsored = scenario.selling.executive_sponsor
        self._unmanaged = self._billing.sponsor_bully_factor if sponsored else 1.0

    def pay(self, invoice: IssuedInvoice, due: float, credit_cents: int, *, disputed: bool) -> None:
        """Let an invoice be paid on time, late, or never.

        Parameters
        ----------
        invoice : IssuedInvoice
            Not paid yet.
        due : float
            Minute at which payment is due, or at which its dispute was settled, if that is later.
        credit_cents : int
            Conceded in a dispute.
        disputed : bool
            Whether it was disputed.
        """
        customer, record, random_numbers = invoice
        amount = record.billed_cents - record.credit_cents - credit_cents
        if amount <= 0:
            return
        billing, past_breaking_point = self._billing, customer.feelings.past_breaking_point
        never = billing.write_off_share * (self._exit.write_off_factor if past_breaking_point else 1.0)
        if random_numbers[InvoiceDraw.NEVER_PAID] < never:
            at = due + snap(billing.write_off_days * MINUTES_PER_DAY)
            customer.account.open_invoices.append(OpenInvoice(record.due, at))
            if at < self._horizon:
                self._records.write_offs.append(WrittenOff(customer.name, record.month, at, amount))
            return
        late = self._late_minutes(customer, random_numbers, disputed=disputed)
        at = due + late
        customer.account.open_invoices.append(OpenInvoice(record.due, at))
        if late > 0 and self._charges_interest:
            interest = interest_cents(amount, late, customer.contract.terms.plan.late_interest_per_year)
            customer.account.interest.append((at, interest))
        if at < self._horizon:
            self._records.payments.append(PaymentReceived(customer.name, record.month, at, amount))

    def _late_minutes(self, customer: Customer, random_numbers: Sequence[float], *, disputed: bool) -> float:
        """Minutes by which the customer pays late."""
        billing = self._billing
        share = billing.late_if_disputed if disputed else customer.member.segment.late_payment_share
        factor = 1.0
        if customer.bully:
            share, factor = bully_lateness(share, billing.bully_late_share, billing.bully_days_factor, self._unmanaged)
        if customer.feelings.past_breaking_point:
            share = min(share * self._exit.lateness_factor, self._exit.lateness_most)
        if random_numbers[InvoiceDraw.LATE] >= share:
            return 0.0
        column = InvoiceDraw.LATE_MINUTES_DISPUTED if disputed else InvoiceDraw.LATE_MINUTES
        return snap(factor * random_numbers[column])
