"""Quote to cash: invoices, disputes as work for people, payment, credits, write-offs."""

from __future__ import annotations

from collections.abc import Sequence
from math import inf
from typing import NamedTuple

import numpy as np
import simpy
from scipy.special import gammaincinv, ndtri

from sim.contracts.credits import credit_share, month_attainment
from sim.contracts.invoicing import interest_cents, overage_cents, time_and_materials_cents, uplift
from sim.customers.causes import Cause
from sim.customers.paying import (
    DisputeCause,
    DisputeOutcome,
    bully_lateness,
    claim_probability,
    dispute_probability,
    disputed_credit,
    surprise_grievance,
)
from sim.engine.desk import Desk, DeskTeam, Job, Later
from sim.model.calendar import Calendar
from sim.model.customer import Customer, OpenInvoice
from sim.model.draws import InvoiceDraw, Purpose
from sim.model.relationship import Relationship
from sim.provider.work import queue_key
from sim.records.events import (
    CreditGranted,
    DisputeOpened,
    DisputeSettled,
    InvoiceIssued,
    PaymentReceived,
    WrittenOff,
)
from sim.records.recorder import Records
from sim.rng import Uniforms
from sim.scenario.assumptions import BillingAssumptions
from sim.scenario.desk import Team
from sim.scenario.document import Scenario
from sim.units import MINUTES_PER_DAY, snap

__all__ = ["Billing", "Dispute"]

DISPUTE_NUMBER = 200_000
LAST_CLASS, LAST_SEVERITY = 9, 4
PRICE_DIGITS = 9
"""Digits of a rise, so that products of rounded fees do not leave one of the last bit."""


class Charges(NamedTuple):
    """What a month is charged for, in cents."""

    fee: int
    overage: int
    work: int
    """Outside the scope."""
    not_covered: int
    """Within the scope, and charged as if it were not."""
    fixes: int
    interest: int

    @property
    def surprise(self) -> int:
        """What nobody spoke of before the invoice came; the rest was announced when it arose."""
        return self.overage + self.work


class Dispute(Job):
    """A disputed invoice on the desk of the billing team."""

    __slots__ = (
        "amount_cents",
        "cause",
        "customer",
        "invoice",
        "open_invoice",
        "opened",
        "random_numbers",
        "settles_at",
    )

    def __init__(
        self,
        customer: Customer,
        invoice: InvoiceIssued,
        amount_cents: int,
        cause: DisputeCause,
        random_numbers: list[float],
        pace: float,
    ) -> None:
        """``pace`` is a factor on the time that the two sides take to settle."""
        opened = invoice.issued
        super().__init__(
            queue_key(LAST_CLASS, LAST_SEVERITY, opened),
            customer.name,
            int(opened // MINUTES_PER_DAY),
            DISPUTE_NUMBER + invoice.month,
        )
        self.customer = customer
        self.invoice = invoice
        self.amount_cents = amount_cents
        self.cause = cause
        self.random_numbers = random_numbers
        self.opened = opened
        self.settles_at = opened + snap(pace * random_numbers[InvoiceDraw.SETTLE_MINUTES])
        self.open_invoice = OpenInvoice(invoice.due, inf)


class Billing:
    """Sends invoices and sees them through; handles the billing team's work on disputes."""

    def __init__(
        self,
        env: simpy.Environment,
        scenario: Scenario,
        calendar: Calendar,
        records: Records,
        relationship: Relationship,
    ) -> None:
        self._env = env
        self._horizon = calendar.horizon
        self._records = records
        self._relationship = relationship
        self.desk: Desk
        self.team: DeskTeam
        self._random_numbers: dict[str, list[list[float]]] = {}
        self.adopt(scenario)

    def adopt(self, scenario: Scenario) -> None:
        """What the document says, as it now holds."""
        self._rules: BillingAssumptions = scenario.assumptions.billing
        self._policies = scenario.provider.policies
        self._selling = scenario.selling
        self._exit = scenario.assumptions.exit
        rules, sponsored = self._rules, self._selling.executive_sponsor
        self._unmanaged = rules.sponsor_bully_factor if sponsored else 1.0
        self._settling = rules.sponsor_settle_factor if sponsored else 1.0
        self._unexplained = rules.sponsor_surprise_factor if sponsored else 1.0

    def draw(self, customers: Sequence[Customer], months: int, random_numbers: Uniforms, team: Team) -> None:
        """The luck of every invoice of every customer: rows of uniforms, some already turned into minutes."""
        rules = self._rules
        words = np.repeat(np.array([c.word for c in customers], np.uint64), months)
        u = random_numbers.at(
            words, Purpose.INVOICE, np.tile(np.arange(months), len(customers)), 0, blocks=InvoiceDraw.blocks()
        )
        u[:, InvoiceDraw.LATE_MINUTES_DISPUTED] = self._lateness(
            u[:, InvoiceDraw.LATE_MINUTES], rules.days_late_disputed
        )
        u[:, InvoiceDraw.LATE_MINUTES] = self._lateness(u[:, InvoiceDraw.LATE_MINUTES], rules.days_late)
        u[:, InvoiceDraw.SETTLE_MINUTES] = rules.dispute_days * np.exp(
            rules.dispute_sigma * ndtri(u[:, InvoiceDraw.SETTLE_MINUTES])
        )
        u[:, InvoiceDraw.SETTLE_MINUTES] = np.round(u[:, InvoiceDraw.SETTLE_MINUTES] * MINUTES_PER_DAY)
        spread = team.touch_sigma
        work = team.touch_minutes * np.exp(spread * ndtri(u[:, InvoiceDraw.STAFF_MINUTES]) - spread**2 / 2)
        u[:, InvoiceDraw.STAFF_MINUTES] = np.round(work)
        rows = u.tolist()
        self._random_numbers |= {c.name: rows[i * months : (i + 1) * months] for i, c in enumerate(customers)}

    def _lateness(self, uniforms: np.typing.NDArray[np.float64], mean_days: float) -> np.typing.NDArray[np.float64]:
        """Minutes late, given late: Gamma with the stated mean and spread."""
        shape = (mean_days / self._rules.days_late_sd) ** 2
        return np.asarray(np.round(gammaincinv(shape, uniforms) / shape * mean_days * MINUTES_PER_DAY))

    def close_month(self, customer: Customer, month: int, now: float) -> None:
        """Service credits for the month that has just ended."""
        terms = customer.contract.terms
        attainment = month_attainment(customer.usage.responses_met, customer.usage.responses_made)
        share = credit_share(attainment, terms.credit_ladder, terms.plan.credit_cap_share)
        if share <= 0:
            return
        owed = round(share * customer.contract.fee_cents)
        customer.account.open_invoices = [entry for entry in customer.account.open_invoices if entry.settled_at > now]
        patience = self._rules.credit_overdue_days * MINUTES_PER_DAY
        void = any(entry.due + patience < now for entry in customer.account.open_invoices)
        if self._policies.credits_void_in_dispute:
            void = void or any(entry.settled_at == inf for entry in customer.account.open_invoices)
        rules = self._rules
        probability = rules.credit_claim_most
        if not self._selling.discloses_first:  # whoever is told of a missed month claims what is owed for it
            ratio = self._relationship.ratio(customer, now)
            probability = claim_probability(
                rules.credit_claim_probability, rules.grievance_effect, ratio, rules.credit_claim_most
            )
        claimed = self._random_numbers[customer.name][month][InvoiceDraw.CLAIMED] < probability
        if claimed and not void:
            customer.account.credit_cents += owed
        self._records.credits.append(CreditGranted(customer.name, month, attainment, owed, claimed, void))

    def renew(self, customer: Customer, now: float) -> None:
        """The fee rises as the contract says, and by what the list price has changed since the last renewal."""
        rise = self.rise(customer)
        customer.contract.fee_cents = round(customer.contract.fee_cents * (1 + rise))
        customer.contract.list_cents = customer.member.fee_cents
        customer.feelings.knows_newcomer_fee = False
        self._relationship.reprice(customer, rise, now)

    def rise(self, customer: Customer) -> float:
        """By which share the fee will rise at the end of the term."""
        plan = customer.contract.terms.plan
        change = customer.member.fee_cents / customer.contract.list_cents if customer.contract.list_cents else 1.0
        return round(uplift(plan.uplift_per_year, plan.term_months) * change - 1, PRICE_DIGITS)

    def invoice(self, customer: Customer, month: int, now: float, *, last: bool) -> None:
        """The invoice at the start of a month: fee in advance, the rest in arrears; the last one has arrears only."""
        charges = self._charges(customer, month, now, last=last)
        subtotal = sum(charges)
        if subtotal == 0:
            return
        random_numbers = self._random_numbers[customer.name][month]
        error = (
            round(self._rules.error_share * subtotal)
            if random_numbers[InvoiceDraw.ERROR] < self._rules.error_probability
            else 0
        )
        credit = min(customer.account.credit_cents, subtotal + error)
        customer.account.credit_cents -= credit
        due = now + (customer.contract.terms.plan.payment_days + customer.contract.extra_payment_days) * MINUTES_PER_DAY
        fee, overage, work, not_covered, fixes, interest = charges
        materials = work + not_covered + fixes
        invoice = InvoiceIssued(customer.name, month, now, due, fee, overage, materials, interest, error, credit)
        self._records.invoices.append(invoice)
        if charges.surprise and customer.contract.fee_cents:
            weights = self._relationship.weights
            size = surprise_grievance(
                charges.surprise / customer.contract.fee_cents,
                self._selling.clarity,
                weights.surprise_charge,
                weights.surprise_cap,
            )
            self._relationship.add_grievance(customer, now, Cause.SURPRISE_CHARGE, size * self._unexplained)
        self._receive(customer, invoice, charges, random_numbers)

    def _charges(self, customer: Customer, month: int, now: float, *, last: bool) -> Charges:
        terms = customer.contract.terms
        plan = terms.plan
        fee = 0
        months = min(plan.billing_months, plan.term_months)
        into_term = plan.term_months - (customer.contract.term_end - month)
        if not last and into_term % months == 0:
            fee = customer.contract.fee_cents * min(months, customer.contract.term_end - month)
        used = customer.contract.usage_terms
        customer.contract.usage_terms = terms
        included, by_hour = used.plan.included_contacts_per_month, used.time_and_materials_cents
        return Charges(
            fee,
            overage_cents(customer.usage.contacts, included, used.overage_cents),
            time_and_materials_cents(customer.usage.out_of_scope_minutes, by_hour),
            time_and_materials_cents(customer.usage.not_covered_minutes, by_hour),
            customer.usage.fixes_cents,
            self._interest_due(customer, now),
        )

    def _interest_due(self, customer: Customer, now: float) -> int:
        due = [amount for paid_at, amount in customer.account.interest if paid_at <= now]
        if due:
            customer.account.interest = [entry for entry in customer.account.interest if entry[0] > now]
            self._relationship.add_grievance(
                customer, now, Cause.LATE_INTEREST, self._relationship.weights.late_interest
            )
        return sum(due)

    def _receive(
        self, customer: Customer, invoice: InvoiceIssued, charges: Charges, random_numbers: list[float]
    ) -> None:
        """The customer disputes the invoice or goes on to pay it."""
        cause = self._disputes(customer, invoice, charges, random_numbers[InvoiceDraw.DISPUTED])
        if cause is None:
            self._pay(customer, invoice, random_numbers, invoice.due, 0, disputed=False)
            return
        billed = invoice.billed_cents
        part = round(self._rules.disputed_share_of_invoice * billed)
        amount = {
            DisputeCause.ERROR: invoice.error_cents,
            DisputeCause.SCOPE: charges.not_covered,
            DisputeCause.SURPRISE: charges.surprise,
            DisputeCause.CORRECT: part,
            DisputeCause.DELAY: part,
        }[cause]
        amount = min(amount, billed - invoice.credit_cents)
        self._records.disputes_opened.append(DisputeOpened(customer.name, invoice.month, invoice.issued, amount, cause))
        dispute = Dispute(customer, invoice, amount, cause, random_numbers, self._settling)
        customer.account.open_invoices.append(dispute.open_invoice)
        self.desk.add(dispute, self.team)

    def _disputes(
        self, customer: Customer, invoice: InvoiceIssued, charges: Charges, uniform: float
    ) -> DisputeCause | None:
        """Why the customer disputes this invoice; None where it does not."""
        rules, relationship = self._rules, self._relationship
        if invoice.error_cents and uniform < rules.error_disputed:
            relationship.add_grievance(
                customer, invoice.issued, Cause.INVOICE_ERROR, relationship.weights.invoice_error
            )
            return DisputeCause.ERROR
        anger = 1 + rules.grievance_effect * relationship.ratio(customer, invoice.issued)
        if customer.feelings.past_breaking_point:
            anger *= self._exit.dispute_factor * (1 + customer.captivity(self._exit.captive_factor))
        surprise = 0.0
        if charges.surprise:
            surprise = rules.surprise_disputed * (rules.briefed_factor if self._selling.payer_briefed else 1.0)
        at_all, by_surprise = dispute_probability(
            rules.correct_disputed,
            (surprise, rules.surprise_distrust),
            self._selling.clarity,
            customer.feelings.trust,
            anger,
            customer.traits.proneness,
        )
        by_scope = rules.scope_disputed if charges.not_covered else 0.0
        by_habit = rules.bully_disputes * self._unmanaged if customer.bully else 0.0
        causes = {
            DisputeCause.SCOPE: by_scope,
            DisputeCause.SURPRISE: by_scope + by_surprise,
            DisputeCause.CORRECT: by_scope + at_all,
            DisputeCause.DELAY: by_scope + at_all + by_habit,
        }
        return next((cause for cause, limit in causes.items() if uniform < limit), None)

    def begin(self, dispute: Dispute, team: DeskTeam, now: float) -> float:
        """A person takes a dispute on."""
        return dispute.random_numbers[InvoiceDraw.STAFF_MINUTES]

    def gave_up(self, dispute: Dispute, team: DeskTeam, at: float) -> None:
        """Disputes wait for as long as it takes."""
        raise AssertionError("a dispute has no patience to run out of")

    def done(self, dispute: Dispute, team: DeskTeam, now: float) -> None:
        """The work is done; the two sides still take their time to settle."""
        Later(self._env, max(dispute.settles_at - now, 0.0), dispute, self._settle)

    def _settle(self, event: Later) -> None:
        dispute: Dispute = event.subject
        now, customer, random_numbers = self._env.now, dispute.customer, dispute.random_numbers
        rules = self._rules
        if (
            dispute.cause is DisputeCause.ERROR
            and random_numbers[InvoiceDraw.ADMITTED] < self._policies.admitted_error_share
        ):
            outcome, credit = DisputeOutcome.FULL, dispute.amount_cents
        else:
            full_share = (
                rules.scope_full_credit_share if dispute.cause is DisputeCause.SCOPE else rules.full_credit_share
            )
            outcome, credit = disputed_credit(
                dispute.amount_cents,
                random_numbers[InvoiceDraw.OUTCOME],
                full_share,
                rules.partial_credit_share,
                rules.partial_credit,
            )
        self._records.disputes_settled.append(
            DisputeSettled(customer.name, dispute.invoice.month, dispute.opened, now, outcome, credit)
        )
        self._resent(dispute, outcome, now)
        dispute.open_invoice.settled_at = now
        self._pay(customer, dispute.invoice, random_numbers, max(dispute.invoice.due, now), credit, disputed=True)

    def _resent(self, dispute: Dispute, outcome: DisputeOutcome, now: float) -> None:
        """A dispute lost, or one that dragged on, leaves a mark; not with one who disputed to gain time."""
        if dispute.cause is DisputeCause.DELAY:
            return
        weights, straw = self._relationship.weights, self._relationship.add_grievance
        if outcome is DisputeOutcome.UPHELD and dispute.cause in (DisputeCause.ERROR, DisputeCause.SCOPE):
            straw(dispute.customer, now, Cause.DISPUTE_LOST_RIGHT, weights.dispute_lost_right)
        elif outcome is DisputeOutcome.UPHELD:
            straw(dispute.customer, now, Cause.DISPUTE_LOST_WRONG, weights.dispute_lost_wrong)
        days = (now - dispute.opened) / MINUTES_PER_DAY
        steps = (days - self._rules.long_dispute_days) / self._rules.long_dispute_step_days
        straw(dispute.customer, now, Cause.DISPUTE_OPEN, weights.dispute_open * steps)

    def _pay(
        self,
        customer: Customer,
        invoice: InvoiceIssued,
        random_numbers: list[float],
        due: float,
        credit: int,
        *,
        disputed: bool,
    ) -> None:
        """Cash comes on time, late, or never."""
        rules, exit_ = self._rules, self._exit
        amount = invoice.billed_cents - invoice.credit_cents - credit
        if amount <= 0:
            return
        never = rules.write_off_share * (exit_.write_off_factor if customer.feelings.past_breaking_point else 1.0)
        if random_numbers[InvoiceDraw.NEVER_PAID] < never:
            at = due + snap(rules.write_off_days * MINUTES_PER_DAY)
            customer.account.open_invoices.append(OpenInvoice(invoice.due, at))
            if at < self._horizon:
                self._records.write_offs.append(WrittenOff(customer.name, invoice.month, at, amount))
            return
        share = rules.late_if_disputed if disputed else customer.member.segment.late_payment_share
        factor = 1.0
        if customer.bully:
            share, factor = bully_lateness(share, rules.bully_late_share, rules.bully_days_factor, self._unmanaged)
        if customer.feelings.past_breaking_point:
            share = min(share * exit_.lateness_factor, exit_.lateness_most)
        late = 0.0
        if random_numbers[InvoiceDraw.LATE] < share:
            late = snap(
                factor * random_numbers[InvoiceDraw.LATE_MINUTES_DISPUTED if disputed else InvoiceDraw.LATE_MINUTES]
            )
        at = due + late
        customer.account.open_invoices.append(OpenInvoice(invoice.due, at))
        if late > 0 and self._policies.charges_late_interest:
            interest = interest_cents(amount, late, customer.contract.terms.plan.late_interest_per_year)
            customer.account.interest.append((at, interest))
        if at < self._horizon:
            self._records.payments.append(PaymentReceived(customer.name, invoice.month, at, amount))
