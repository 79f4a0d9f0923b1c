"""Payment: cash comes early at a discount, on time, late, or never."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from scipy.special import betaincinv, gammaincinv

from sim.contracts.invoicing import interest_cents
from sim.customers.paying import bully_lateness
from sim.model.calendar import Calendar
from sim.model.customer import Customer, OpenInvoice
from sim.model.deposits import Deposits
from sim.model.draws import InvoiceDraw
from sim.records.events import InvoiceIssued, row
from sim.records.payments import PaymentReceived, WrittenOff
from sim.records.recorder import Records
from sim.scenario.document import Scenario
from sim.units import MINUTES_PER_DAY, snap

__all__ = ["InvoicePart", "IssuedInvoice", "Payments", "late_days", "late_share"]

LATE = (InvoiceDraw.LATE, InvoiceDraw.LATE_DAYS)
LATE_DISPUTED = (InvoiceDraw.LATE_DISPUTED, InvoiceDraw.LATE_DAYS_DISPUTED)


class IssuedInvoice(NamedTuple):
    """An invoice on its way, with the random numbers that decide its course."""

    customer: Customer
    record: InvoiceIssued
    random_numbers: Sequence[float]
    """By the columns of :class:`sim.model.draws.InvoiceDraw`."""


class InvoicePart(NamedTuple):
    """A part of an invoice that is paid, or given up, at one time."""

    amount_cents: int
    principal_cents: int
    """Amount that bears interest: earlier interest excluded."""
    due: float
    """Minute at which it falls due; of a part that was disputed, not before the dispute ended."""
    disputed: bool


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
    deposits : Deposits
        Set off against what is never paid.
    """

    def __init__(self, scenario: Scenario, calendar: Calendar, records: Records, deposits: Deposits) -> None:
        self._deposits = deposits
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

    def pay(self, invoice: IssuedInvoice, part: InvoicePart) -> float:
        """Let a part of an invoice be paid on time, late, or never.

        Parameters
        ----------
        invoice : IssuedInvoice
            Not paid in full yet.
        part : InvoicePart
            What is owed of it.

        Returns
        -------
        float
            Minute at which it is paid or given up; nothing is recorded of what comes before the study, or after it.
        """
        if part.amount_cents <= 0:
            return part.due
        customer, record, random_numbers = invoice
        billing, past_breaking_point = self._billing, customer.feelings.past_breaking_point
        never = billing.write_off_share * (self._exit.write_off_factor if past_breaking_point else 1.0)
        whose = (customer.name, record.month)
        if random_numbers[InvoiceDraw.NEVER_PAID] < never:
            at = part.due + snap(billing.write_off_days * MINUTES_PER_DAY)
            customer.account.open_invoices.append(OpenInvoice(part.due, at))
            covered = at >= 0 and self._deposits.cover(customer, part.amount_cents)
            if 0 <= at < self._horizon and covered:
                self._records.payments.append(PaymentReceived(*whose, at, part.amount_cents, part.disputed))
                self._deposits.set_off(customer, at, part.amount_cents)
            elif 0 <= at < self._horizon:
                self._records.write_offs.append(WrittenOff(*whose, at, part.amount_cents, part.disputed))
            return at
        early = self._early_payment(invoice, part)
        if early is None:
            at, discount = part.due + self._late_minutes(customer, random_numbers, disputed=part.disputed), 0
        else:
            at, discount = early
        customer.account.open_invoices.append(OpenInvoice(part.due, at))
        if at > max(record.due, 0.0) and self._charges_interest:
            self._charge_interest(invoice, part.principal_cents, at)
        if 0 <= at < self._horizon:
            cash = part.amount_cents - discount
            payment = (customer.name, record.month, at, cash, part.disputed, discount)
            self._records.payments.append(row(PaymentReceived, payment))
        return at

    def _early_payment(self, invoice: IssuedInvoice, part: InvoicePart) -> tuple[float, int] | None:
        """When a whole invoice is paid early, and the discount for that; None where it is not.

        Of those who do not pay late, customers take the discount who are furthest from it by the same random number.
        """
        customer, record, random_numbers = invoice
        terms = customer.contract.terms.plan.early_payment
        if terms is None or part.disputed or part.amount_cents < record.net_cents:
            return None
        on_time = 1 - self._late_share(customer, disputed=False)[0]
        if random_numbers[InvoiceDraw.LATE] < 1 - self._billing.early_payment_taken * on_time:
            return None
        at = min(record.issued + terms.days * MINUTES_PER_DAY, part.due)
        return at, round(terms.share * part.amount_cents)

    def _charge_interest(self, invoice: IssuedInvoice, principal_cents: int, paid_at: float) -> None:
        """Charge what a late payment costs: interest from the due date on, and once an invoice the fixed sum."""
        account, terms, record = invoice.customer.account, invoice.customer.contract.terms, invoice.record
        amount = interest_cents(principal_cents, paid_at - record.due, terms.plan.late_interest_per_year)
        if record.month not in account.late_invoices:
            account.late_invoices.add(record.month)
            amount += terms.late_fixed_cents
        account.interest.append((paid_at, amount))

    def _late_share(self, customer: Customer, *, disputed: bool) -> tuple[float, float]:
        """Share of such invoices that the customer pays late, and how much later than others."""
        billing = self._billing
        segment = customer.member.segment
        share = billing.late_if_disputed
        if not disputed:
            share = late_share(segment.late_payment_share, segment.lateness_spread, customer.traits.lateness_uniform)
        factor = 1.0
        if customer.bully:
            share, factor = bully_lateness(share, billing.bully_late_share, billing.bully_days_factor, self._unmanaged)
        if customer.feelings.past_breaking_point:
            share = min(share * self._exit.lateness_factor, self._exit.lateness_most)
        return share, factor

    def _late_minutes(self, customer: Customer, random_numbers: Sequence[float], *, disputed: bool) -> float:
        """Minutes by which the customer pays late."""
        share, factor = self._late_share(customer, disputed=disputed)
        whether, how_late = LATE_DISPUTED if disputed else LATE
        if random_numbers[whether] >= share:
            return 0.0
        billing = self._billing
        mean = billing.days_late_disputed if disputed else billing.days_late
        minutes = late_days(random_numbers[how_late], mean, billing.days_late_sd) * MINUTES_PER_DAY
        return snap(factor * round(minutes * customer.account.pace))


def late_days(uniform: float, mean: float, spread: float) -> float:
    """Days late of an invoice that is paid late: Gamma with a mean and a spread.

    Parameters
    ----------
    uniform : float
        Random number, on (0, 1).
    mean, spread : float
        Mean and standard deviation, in days, above 0.

    Returns
    -------
    float
        Above 0.
    """
    shape = (mean / spread) ** 2
    return float(gammaincinv(shape, uniform)) / shape * mean


def late_share(mean: float, spread: float, uniform: float) -> float:
    """Share of its undisputed invoices that a customer pays late: a trait, Beta over customers.

    Parameters
    ----------
    mean : float
        Over customers, 0 to 1.
    spread : float
        Correlation rho = 1 / (a + b + 1) of two invoices of one customer, 0 to below 1; the late ones of n invoices
        are beta-binomial, and the variance of their share is mean (1 - mean) (rho + (1 - rho) / n).
    uniform : float
        The customer's own, on (0, 1).

    Returns
    -------
    float
        0 to 1; the mean where all customers are alike. Source: Skellam 1948, the beta-binomial distribution.
    """
    if not spread or not 0 < mean < 1:
        return mean
    size = 1 / spread - 1
    return _beta_quantile(mean * size, (1 - mean) * size, uniform)


@lru_cache(maxsize=4096)
def _beta_quantile(a: float, b: float, uniform: float) -> float:
    """The value below which a Beta variable lies with a probability; asked for with every invoice of a customer."""
    return float(betaincinv(a, b, uniform))
