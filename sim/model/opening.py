"""Opening receivables: what customers of the start still owe of the months before the study."""

from __future__ import annotations

from collections.abc import Sequence

from sim.model.customer import Customer
from sim.model.draws import InvoiceDraw, Purpose
from sim.model.payment import InvoicePart, IssuedInvoice, Payments
from sim.records.events import InvoiceIssued
from sim.records.recorder import Records
from sim.rng import Uniforms
from sim.scenario.document import Scenario
from sim.units import MINUTES_PER_DAY, add_months

__all__ = ["OpeningReceivables"]


class OpeningReceivables:
    """Bills the fees of the months before the study, and keeps what is open at its start.

    Parameters
    ----------
    scenario : Scenario
        Document at the start of the study.
    random_numbers : Uniforms
        Of the replication.
    records : Records
        Where open invoices are recorded, by months below 0.
    payments : Payments
        Decides when they are paid.
    """

    def __init__(self, scenario: Scenario, random_numbers: Uniforms, records: Records, payments: Payments) -> None:
        self._uniforms = random_numbers
        self._records = records
        self._payments = payments
        self._months = scenario.assumptions.billing.opening_months
        self._start = scenario.start_date

    def open(self, customers: Sequence[Customer]) -> None:
        """Put on record the invoices that customers of the start have not paid yet.

        Parameters
        ----------
        customers : sequence of Customer
            Of the start.
        """
        if not customers:
            return
        words = [customer.word for customer in customers]
        for ago in range(self._months, 0, -1):
            u = self._uniforms.at(words, Purpose.OPENING, ago, 0, blocks=InvoiceDraw.blocks())
            issued = float((add_months(self._start, -ago) - self._start).days * MINUTES_PER_DAY)
            for customer, row in zip(customers, u.tolist(), strict=True):
                self._bill(customer, ago, issued, row)

    def _bill(self, customer: Customer, ago: int, issued: float, random_numbers: Sequence[float]) -> None:
        """Bill the fee of a period, where one began so many months before the study."""
        contract, plan = customer.contract, customer.contract.terms.plan
        if customer.member.customer_since is not None and -ago < contract.first_month:
            return
        period = min(plan.billing_months, plan.term_months)
        if (contract.billed_until + ago) % period:
            return
        first = -ago - period if contract.terms.in_arrears else -ago
        fee, due = contract.fees_of(range(first, first + period)), issued + customer.payment_days * MINUTES_PER_DAY
        record = InvoiceIssued(customer.name, -ago, issued, due, fee, 0, 0, 0, 0, 0)
        part = InvoicePart(fee, fee, due, False)
        if fee and self._payments.pay(IssuedInvoice(customer, record, random_numbers), part) >= 0:
            self._records.invoices.append(record)
