"""Invoices: the charges of a month, errors, surprise, and the fee after a renewal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from scipy.special import ndtri

from sim.customers.causes import Cause
from sim.customers.paying import surprise_grievance
from sim.model.calendar import Calendar
from sim.model.charges import Charges, Charging
from sim.model.commitment import Commitments
from sim.model.customer import Customer
from sim.model.deposits import Deposits
from sim.model.dispute import Dispute, DisputeRules
from sim.model.draws import InvoiceDraw, Purpose
from sim.model.opening import OpeningReceivables
from sim.model.payment import IssuedInvoice, Payments
from sim.model.prepayment import Prepayments
from sim.model.price_rises import PriceRises
from sim.model.relationship import Relationship
from sim.model.service_credits import ServiceCredits
from sim.model.term_days import TermDays
from sim.records.events import InvoiceIssued, row
from sim.records.recorder import Records
from sim.rng import Uniforms
from sim.scenario.document import Scenario
from sim.units import MINUTES_PER_DAY, snap

__all__ = ["Invoicing"]


class Invoicing:
    """Issues invoices and raises fees.

    Parameters
    ----------
    scenario : Scenario
        Document at the start of the study.
    calendar : Calendar
        Days and months of the run.
    random_numbers : Uniforms
        Of the replication.
    records : Records
        Where invoices and credits are recorded.
    relationship : Relationship
        Of each customer with its provider.
    """

    def __init__(
        self,
        scenario: Scenario,
        calendar: Calendar,
        random_numbers: Uniforms,
        records: Records,
        relationship: Relationship,
    ) -> None:
        self._uniforms = random_numbers
        self._months = len(calendar.month_starts)
        self._records = records
        self._relationship = relationship
        self._deposits = Deposits(records)
        self._payments = Payments(scenario, calendar, records, self._deposits)
        self._prepayments = Prepayments(scenario, records)
        self._charging = Charging(scenario, records, relationship, self._prepayments)
        self._commitments = Commitments(records)
        self._opening = OpeningReceivables(scenario, random_numbers, records, self._payments)
        self._disputes = DisputeRules(scenario, records, relationship, self._payments)
        self._days = TermDays(calendar, records)
        self._credits = ServiceCredits(scenario, records, relationship, self._days)
        self._random_numbers: dict[str, list[list[float]]] = {}
        """By customer and month."""
        self._rises = PriceRises(scenario, calendar, relationship)
        self._adopt(scenario)

    def adopt(self, scenario: Scenario) -> None:
        """Take over what the document says now.

        Parameters
        ----------
        scenario : Scenario
            Version of the document that holds from now on.
        """
        self._adopt(scenario)
        self._rises.adopt(scenario)
        self._charging.adopt(scenario)
        self._payments.adopt(scenario)
        self._disputes.adopt(scenario)
        self._credits.adopt(scenario)

    def _adopt(self, scenario: Scenario) -> None:
        """Take over what this part itself reads."""
        provider = scenario.provider
        self._billing = scenario.assumptions.billing
        self._weights = scenario.assumptions.grievance
        self._selling = scenario.selling
        self._team = provider.teams[provider.billing_team]
        self.wrap_up = snap(self._team.wrap_up_minutes)
        """Minutes that a person is busy with a dispute after the work on it."""
        sponsored = scenario.selling.executive_sponsor
        self._unexplained = self._billing.sponsor_surprise_factor if sponsored else 1.0

    def enrol(self, customers: Sequence[Customer], now: float) -> None:
        """Draw the random numbers of every invoice of some customers, and take over what they paid in advance.

        Parameters
        ----------
        customers : sequence of Customer
            New to the run.
        now : float
            Minute at which their contracts begin.
        """
        billing, months = self._billing, self._months
        for customer in customers:
            customer.account.pace = (customer.member.segment.days_late or billing.days_late) / billing.days_late
        self._deposits.open(customers, now)
        self._prepayments.open(customers, now)
        if now <= 0:
            self._opening.open(customers)
        words = np.repeat(np.array([customer.word for customer in customers], np.uint64), months)
        month = np.tile(np.arange(months), len(customers))
        u = self._uniforms.at(words, Purpose.INVOICE, month, 0, blocks=InvoiceDraw.blocks())
        settle = billing.dispute_days * np.exp(billing.dispute_sigma * ndtri(u[:, InvoiceDraw.SETTLE_MINUTES]))
        u[:, InvoiceDraw.SETTLE_MINUTES] = np.round(settle * MINUTES_PER_DAY)
        spread = self._team.touch_sigma
        work = self._team.touch_minutes * np.exp(spread * ndtri(u[:, InvoiceDraw.STAFF_MINUTES]) - spread**2 / 2)
        u[:, InvoiceDraw.STAFF_MINUTES] = np.round(work)
        rows = u.tolist()
        for place, customer in enumerate(customers):
            self._random_numbers[customer.name] = rows[place * months : (place + 1) * months]

    def judge_month(self, customer: Customer, month: int, now: float) -> None:
        """Judge a month: what it is charged, the service credit that it costs, and the fee that may be withheld.

        Parameters
        ----------
        customer : Customer
            Under contract in the month.
        month : int
            The month that ends.
        now : float
            Minute of its end.
        """
        self._charging.end_month(customer, month)
        self._commitments.end_month(customer, month)
        self._credits.judge_month(customer, month, self._random_numbers[customer.name][month], now)

    def rise(self, customer: Customer) -> float:
        """Share by which the fee will rise at the end of the term.

        Parameters
        ----------
        customer : Customer
            Under contract.

        Returns
        -------
        float
            Uplift of the contract, and the change of the list price since the last renewal, less what a customer on
            which the provider depends takes off that.
        """
        return self._rises.rise(customer)

    def renew(self, customer: Customer, now: float) -> None:
        """Raise the fee at the beginning of another term.

        Parameters
        ----------
        customer : Customer
            Renews its contract.
        now : float
            Minute of the run.
        """
        term_end = customer.contract.term_end
        self._rises.renew(customer, now)
        self._days.settle(customer, term_end, now)

    def pass_anniversary(self, customer: Customer, month: int, now: float) -> None:
        """Raise the fee in mid-term where a year of the contract is over and its terms say so.

        Parameters
        ----------
        customer : Customer
            Under contract, its term not ending now.
        month : int
            The month that begins.
        now : float
            Minute of the run.
        """
        self._rises.pass_anniversary(customer, month, now)

    def extends(self, customer: Customer, month: int, now: float) -> bool:
        """Let a term that ends now go on without a fee, where the customer is owed so many days of service.

        Parameters
        ----------
        customer : Customer
            Whose term ends now.
        month : int
            The month that begins.
        now : float
            Minute of the run.

        Returns
        -------
        bool
            Whether it goes on for a month.
        """
        return self._days.extend(customer, month, now)

    def earn(self, customer: Customer, month: int) -> int:
        """Earn the fee of a month that ends.

        Parameters
        ----------
        customer : Customer
            Under contract in the month.
        month : int
            The month that ends.

        Returns
        -------
        int
            Cents.
        """
        return self._prepayments.earn(customer, month)

    def close(self, customers: Iterable[Customer], now: float) -> None:
        """Settle what the provider still owes its customers at the end of the study.

        Parameters
        ----------
        customers : iterable of Customer
            All customers of the run.
        now : float
            Minute of the end of the study.
        """
        self._days.close(customers, now)
        self._charging.close(customers, self._months - 1, now)
        self._prepayments.close(customers, now)

    def issue(self, customer: Customer, month: int, now: float, *, last: bool) -> Dispute | None:
        """Issue the invoice at the start of a month: fee in advance, the rest in arrears; the last settles all.

        Parameters
        ----------
        customer : Customer
            Under contract until now or later.
        month : int
            The month that begins.
        now : float
            Minute of the run.
        last : bool
            The contract has ended: arrears only.

        Returns
        -------
        Dispute or None
            For the billing team; None where there is no invoice or no dispute.
        """
        if last:
            self._commitments.leave(customer, month)
            self._days.settle(customer, month, now)
        charges = self._charging.charges(customer, month, now, last=last)
        dispute = self._send(customer, month, now, charges) if any(charges) else None
        if last:
            self._prepayments.settle(customer, now)
            self._deposits.pay_back(customer, now)
        return dispute

    def _send(self, customer: Customer, month: int, now: float, charges: Charges) -> Dispute | None:
        """Send an invoice: the provider's debts are set off, and the customer pays or disputes it."""
        subtotal = sum(charges)
        random_numbers, account = self._random_numbers[customer.name][month], customer.account
        wrong = random_numbers[InvoiceDraw.ERROR] < self._billing.error_probability
        error = round(self._billing.error_share * subtotal) if wrong else 0
        set_off = min(account.fee_credit_cents, subtotal + error)
        credit = min(account.credit_cents, subtotal + error - set_off)
        account.fee_credit_cents -= set_off
        account.credit_cents -= credit
        due = now + customer.payment_days * MINUTES_PER_DAY
        fee, overage, work, not_covered, fixes, interest, agreed, beyond = charges
        materials, beside = work + not_covered + fixes, agreed + beyond
        tax_share = customer.contract.terms.plan.tax_share
        tax = round(tax_share * (subtotal + error - set_off - credit)) if tax_share else 0
        record = row(
            InvoiceIssued,
            (customer.name, month, now, due, fee, overage, materials, interest, error, credit, set_off, beside, tax),
        )
        self._records.invoices.append(record)
        surprise = charges.surprise
        if surprise:
            self._surprise(customer, surprise, now)
        invoice = row(IssuedInvoice, (customer, record, random_numbers))
        return self._disputes.receive(invoice, surprise, not_covered)

    def settle(self, dispute: Dispute, now: float) -> None:
        """Settle a dispute; what is left of the invoice is paid.

        Parameters
        ----------
        dispute : Dispute
            Its work is done.
        now : float
            Minute of the run.
        """
        self._disputes.settle(dispute, now)

    def _surprise(self, customer: Customer, surprise_cents: int, now: float) -> None:
        """Charges that nobody spoke of add grievance, the more the larger a share of the fee they are."""
        fee = customer.contract.fee_cents
        if surprise_cents and fee:
            weights = self._weights
            size = surprise_grievance(
                surprise_cents / fee, self._selling.clarity, weights.surprise_charge, weights.surprise_cap
            )
            self._relationship.add_grievance(customer, now, Cause.SURPRISE_CHARGE, size * self._unexplained)
