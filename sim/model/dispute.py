"""Disputes: why an invoice is disputed, how the dispute ends, and what the customer makes of it."""

from __future__ import annotations

from math import inf

from sim.customers.causes import Cause
from sim.customers.paying import DisputeCause, DisputeOutcome, dispute_probability, disputed_credit
from sim.model.customer import OpenInvoice
from sim.model.draws import InvoiceDraw
from sim.model.job import DeskJob
from sim.model.payment import InvoicePart, IssuedInvoice, Payments
from sim.model.relationship import Relationship
from sim.provider.work import queue_key
from sim.records.events import DisputeOpened, DisputeSettled, row
from sim.records.recorder import Records
from sim.scenario.document import Scenario
from sim.units import MINUTES_PER_DAY, snap

__all__ = ["Dispute", "DisputeRules"]

DISPUTE_NUMBER = 200_000
IN_THE_RIGHT = (DisputeCause.ERROR, DisputeCause.SCOPE, DisputeCause.NON_PERFORMANCE)
LAST_CLASS, LAST_SEVERITY = 9, 4


class Dispute(DeskJob):
    """A disputed invoice on the desk of the billing team.

    Parameters
    ----------
    invoice : IssuedInvoice
        Invoice that is disputed.
    amount_cents : int
        Disputed part of it.
    cause : DisputeCause
        Why it is disputed.
    pace : float
        Factor on the time that the two sides take to settle, above 0.
    """

    __slots__ = ("amount_cents", "cause", "invoice", "open_invoice", "opened", "settles_at")

    def __init__(self, invoice: IssuedInvoice, amount_cents: int, cause: DisputeCause, pace: float) -> None:
        record = invoice.record
        opened = record.issued
        super().__init__(
            queue_key(LAST_CLASS, LAST_SEVERITY, opened),
            record.customer,
            int(opened // MINUTES_PER_DAY),
            DISPUTE_NUMBER + record.month,
        )
        self.invoice = invoice
        self.amount_cents = amount_cents
        self.cause = cause
        self.opened = opened
        self.settles_at = opened + snap(pace * invoice.random_numbers[InvoiceDraw.SETTLE_MINUTES])
        self.open_invoice = OpenInvoice(record.due, inf)

    @property
    def work_minutes(self) -> float:
        """Working minutes of the billing team."""
        return self.invoice.random_numbers[InvoiceDraw.STAFF_MINUTES]


class DisputeRules:
    """Decides whether and how invoices are disputed, and records it.

    Parameters
    ----------
    scenario : Scenario
        Document at the start of the study.
    records : Records
        Where disputes are recorded.
    relationship : Relationship
        Of each customer with its provider.
    payments : Payments
        Takes invoices over once their disputes are settled.
    """

    def __init__(self, scenario: Scenario, records: Records, relationship: Relationship, payments: Payments) -> None:
        self._records = records
        self._relationship = relationship
        self._payments = payments
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
        self._weights = scenario.assumptions.grievance
        self._selling = scenario.selling
        self._admitted_share = scenario.provider.policies.admitted_error_share
        sponsored = scenario.selling.executive_sponsor
        self._unmanaged = self._billing.sponsor_bully_factor if sponsored else 1.0
        self._pace = self._billing.sponsor_settle_factor if sponsored else 1.0

    def receive(self, invoice: IssuedInvoice, surprise_cents: int, not_covered_cents: int) -> Dispute | None:
        """Let a customer dispute a part of an invoice or not; it pays the rest.

        Parameters
        ----------
        invoice : IssuedInvoice
            Just issued.
        surprise_cents : int
            Charges that nobody spoke of before.
        not_covered_cents : int
            Charges for work that is covered.

        Returns
        -------
        Dispute or None
            None where the customer pays all of it.
        """
        cause = self._cause(invoice, surprise_cents, not_covered_cents)
        customer, record, _ = invoice
        if cause is None:
            self._pay_rest(invoice, 0)
            return None
        part = round(self._billing.disputed_share_of_invoice * record.billed_cents)
        amount = {
            DisputeCause.ERROR: record.error_cents,
            DisputeCause.SCOPE: not_covered_cents,
            DisputeCause.SURPRISE: surprise_cents,
            DisputeCause.CORRECT: part,
            DisputeCause.DELAY: part,
            DisputeCause.NON_PERFORMANCE: customer.account.unserved_cents,
        }[cause]
        amount = min(amount, record.net_cents)
        if cause is DisputeCause.NON_PERFORMANCE:
            customer.account.unserved_cents -= amount
        self._records.disputes_opened.append(DisputeOpened(customer.name, record.month, record.issued, amount, cause))
        dispute = Dispute(invoice, amount, cause, self._pace)
        customer.account.open_invoices.append(dispute.open_invoice)
        self._pay_rest(invoice, amount)
        return dispute

    def _pay_rest(self, invoice: IssuedInvoice, disputed_cents: int) -> None:
        """The undisputed part of an invoice is paid as if there were no other."""
        record = invoice.record
        amount = record.net_cents - disputed_cents
        part = row(InvoicePart, (amount, max(amount - record.interest_cents, 0), record.due, False))
        self._payments.pay(invoice, part)

    def _cause(self, invoice: IssuedInvoice, surprise_cents: int, not_covered_cents: int) -> DisputeCause | None:
        """Why the customer disputes the invoice; None where it does not."""
        customer, record, random_numbers = invoice
        if not customer.has_mood:
            return None
        billing, uniform = self._billing, random_numbers[InvoiceDraw.DISPUTED]
        if customer.account.unserved_cents and record.net_cents:
            return DisputeCause.NON_PERFORMANCE
        if record.error_cents and uniform < billing.error_disputed:
            weight = self._weights.invoice_error
            self._relationship.add_grievance(customer, record.issued, Cause.INVOICE_ERROR, weight)
            return DisputeCause.ERROR
        anger = 1 + billing.grievance_effect * self._relationship.ratio(customer, record.issued)
        if customer.feelings.past_breaking_point:
            anger *= self._exit.dispute_factor * (1 + customer.captivity(self._exit.captive_factor))
        surprise = 0.0
        if surprise_cents:
            surprise = billing.surprise_disputed * (billing.briefed_factor if self._selling.payer_briefed else 1.0)
        at_all, by_surprise = dispute_probability(
            billing.correct_disputed,
            (surprise, billing.surprise_distrust),
            self._selling.clarity,
            customer.feelings.trust,
            anger,
            customer.traits.proneness,
        )
        by_scope = billing.scope_disputed if not_covered_cents else 0.0
        by_habit = billing.bully_disputes * self._unmanaged if customer.bully else 0.0
        if uniform >= by_scope + at_all + by_habit:
            return None
        limits = {
            DisputeCause.SCOPE: by_scope,
            DisputeCause.SURPRISE: by_scope + by_surprise,
            DisputeCause.CORRECT: by_scope + at_all,
            DisputeCause.DELAY: by_scope + at_all + by_habit,
        }
        return next(cause for cause, limit in limits.items() if uniform < limit)

    def settle(self, dispute: Dispute, now: float) -> None:
        """Settle a dispute; what is left of the disputed part is paid.

        Parameters
        ----------
        dispute : Dispute
            Its work is done.
        now : float
            Minute of the run.
        """
        billing, random_numbers = self._billing, dispute.invoice.random_numbers
        is_error = dispute.cause is DisputeCause.ERROR
        if is_error and random_numbers[InvoiceDraw.ADMITTED] < self._admitted_share:
            outcome, credit = DisputeOutcome.FULL, dispute.amount_cents
        else:
            full_share = {
                DisputeCause.SCOPE: billing.scope_full_credit_share,
                DisputeCause.NON_PERFORMANCE: billing.non_performance_full_credit_share,
            }.get(dispute.cause, billing.full_credit_share)
            outcome, credit = disputed_credit(
                dispute.amount_cents,
                random_numbers[InvoiceDraw.OUTCOME],
                full_share,
                billing.partial_credit_share,
                billing.partial_credit,
            )
        record = dispute.invoice.record
        self._records.disputes_settled.append(
            DisputeSettled(record.customer, record.month, dispute.opened, now, outcome, credit)
        )
        self._aggrieve(dispute, outcome, now)
        dispute.open_invoice.settled_at = now
        undisputed = record.net_cents - dispute.amount_cents
        interest = max(record.interest_cents - undisputed, 0)
        """Earlier interest within the disputed part."""
        left = dispute.amount_cents - credit
        part = InvoicePart(left, max(left - interest, 0), max(record.due, now), True)
        self._payments.pay(dispute.invoice, part)

    def _aggrieve(self, dispute: Dispute, outcome: DisputeOutcome, now: float) -> None:
        """A dispute lost, or one that dragged on, adds grievance; not with one who disputed to gain time."""
        if dispute.cause is DisputeCause.DELAY:
            return
        weights, add, customer = self._weights, self._relationship.add_grievance, dispute.invoice.customer
        if outcome is DisputeOutcome.UPHELD and dispute.cause in IN_THE_RIGHT:
            add(customer, now, Cause.DISPUTE_LOST_RIGHT, weights.dispute_lost_right)
        elif outcome is DisputeOutcome.UPHELD:
            add(customer, now, Cause.DISPUTE_LOST_WRONG, weights.dispute_lost_wrong)
        days = (now - dispute.opened) / MINUTES_PER_DAY
        steps = (days - self._billing.long_dispute_days) / self._billing.long_dispute_step_days
        add(customer, now, Cause.DISPUTE_OPEN, weights.dispute_open * steps)
