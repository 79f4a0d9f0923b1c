"""Service credits: what the missed promises of a month cost, and the fee that may be withheld for it."""

from __future__ import annotations

from collections.abc import Sequence
from math import inf

from sim.contracts.credits import (
    CreditTerm,
    OwedCredit,
    capped,
    credit_share,
    credited_attainment,
    month_attainment,
    owed_for_breaches,
    owed_for_month,
)
from sim.customers.paying import claim_probability, claimed_in_time, unserved_share
from sim.model.customer import Customer, MonthUsage, Performance
from sim.model.draws import InvoiceDraw
from sim.model.relationship import Relationship
from sim.model.term_days import TermDays
from sim.records.credits import CreditGranted
from sim.records.recorder import Records
from sim.scenario.credits import Termination
from sim.scenario.document import Scenario
from sim.units import MINUTES_PER_DAY, MONTHS_PER_YEAR

__all__ = ["ServiceCredits"]

LADDER = "service_credits"
"""Name on record of the credits of the ladder."""


class ServiceCredits:
    """Judges the months of customers: the service credit that one costs, and the fee withheld for it.

    Parameters
    ----------
    scenario : Scenario
        Document at the start of the study.
    records : Records
        Where credits are recorded.
    relationship : Relationship
        Of each customer with its provider.
    days : TermDays
        Value of a day of service.
    """

    def __init__(self, scenario: Scenario, records: Records, relationship: Relationship, days: TermDays) -> None:
        self._records = records
        self._relationship = relationship
        self._days = days
        self.adopt(scenario)

    def adopt(self, scenario: Scenario) -> None:
        """Take over what the document says now.

        Parameters
        ----------
        scenario : Scenario
            Version of the document that holds from now on.
        """
        self._billing = scenario.assumptions.billing
        self._selling = scenario.selling
        self._void_in_dispute = scenario.provider.policies.credits_void_in_dispute

    def judge_month(self, customer: Customer, month: int, random_numbers: Sequence[float], now: float) -> None:
        """Judge a month: the service credits that it costs, and the fee that may be withheld for it.

        Parameters
        ----------
        customer : Customer
            Under contract in the month.
        month : int
            The month that ends.
        random_numbers : sequence of float
            Those of the month's invoice, by ``InvoiceDraw``.
        now : float
            Minute of its end.
        """
        claimed = self._grant(customer, month, random_numbers[InvoiceDraw.CLAIMED], now)
        fee, rules = customer.contract.fee_of(month), customer.contract.terms.plan.credit_rules
        customer.feelings.credited_share = min(claimed / fee, 1.0) if fee else 0.0
        if customer.tally is not None:
            customer.tally.turn(now)
        if rules is not None:
            self._note_missed(customer, rules.termination, month)
            if rules.sole_remedy:
                customer.account.performance = Performance()
                return
        performance, usage, billing = customer.account.performance, customer.usage, self._billing
        performance.met += usage.responses_met
        performance.due += usage.responses_made
        performance.fee_cents += max(fee - claimed, 0)
        if performance.due < billing.non_performance_due:
            return
        share = unserved_share(
            performance.met, performance.due, billing.non_performance_attainment, billing.non_performance_due
        )
        if share and random_numbers[InvoiceDraw.NON_PERFORMANCE] < billing.non_performance_disputed:
            customer.account.unserved_cents += round(share * performance.fee_cents)
        customer.account.performance = Performance()

    def _note_missed(self, customer: Customer, clause: Termination | None, month: int) -> None:
        """Note a month that counts for the right to end the contract."""
        if clause is not None and _attainment(customer.usage, clause.on) < clause.attainment:
            customer.contract.missed_months.append(month)

    def _grant(self, customer: Customer, month: int, uniform: float, now: float) -> int:
        """Grant the service credits of a month; what is claimed in cents, days of term at the fee of a day."""
        granted = self._within_caps(customer, month, self._owed(customer, month, now))
        if not granted:
            return 0
        contract, account = customer.contract, customer.account
        rules = contract.terms.plan.credit_rules
        void = self._is_void(customer, now)
        automatic = rules is not None and rules.claim == "automatic"
        claimed = automatic or uniform < self._claim_probability(customer, now)
        for credit in granted:
            self._records.credits.append(
                CreditGranted(
                    customer.name, month, credit.attainment, credit.cents, claimed, void, credit.name, credit.days
                )
            )
        if not claimed or void:
            return 0
        cents, days = sum(credit.cents for credit in granted), sum(credit.days for credit in granted)
        account.credit_cents += cents
        account.days_owed += days
        worth = cents + (round(days * self._days.fee(contract, month)) if days else 0)
        account.credited[contract.year_of(month)] += worth
        return worth

    def _owed(self, customer: Customer, month: int, now: float) -> list[OwedCredit]:
        """Credits that the month costs, before caps: the ladder's, then those by name."""
        terms, fee, tally = customer.contract.terms, customer.contract.fee_of(month), customer.tally
        owed: list[OwedCredit] = []
        if terms.credit_ladder:
            attainment = credited_attainment(terms.plan.credit_measure, *_counts(customer.usage))
            share = credit_share(attainment, terms.credit_ladder, terms.plan.credit_cap_share)
            if share > 0:
                owed.append(OwedCredit(LADDER, attainment, round(share * fee), 0.0))
        if tally is not None:
            usage = customer.usage

            def reached(term: CreditTerm) -> tuple[float, int]:
                met, made = tally.counts(term)
                return usage.availability if term.on == "uptime" else month_attainment(met, made), made

            owed += owed_for_month(terms.credits, reached, fee)
            for term in terms.credits:
                if term.below is None:
                    breaches = tally.breaches(term, now)
                    credit = owed_for_breaches(term, tally.counts(term), breaches, fee)
                    owed += [] if credit is None else [credit]
        return owed

    def _within_caps(self, customer: Customer, month: int, owed: list[OwedCredit]) -> list[OwedCredit]:
        """Credits of the month cut to the caps of month and year; a day of term counts as the fee of a day."""
        if not owed:
            return owed
        contract = customer.contract
        plan = contract.terms.plan
        caps = [round(plan.credit_cap_share * contract.fee_of(month))]
        rules = plan.credit_rules
        if rules is not None and rules.cap_share_per_year is not None:
            year = contract.year_of(month)
            first = contract.first_month + year * MONTHS_PER_YEAR
            cap = round(rules.cap_share_per_year * contract.fees_of(range(first, first + MONTHS_PER_YEAR)))
            caps.append(max(cap - customer.account.credited[year], 0))
        day = self._days.fee(contract, month)
        worth = [credit.cents + round(credit.days * day) for credit in owed]
        pairs = zip(owed, worth, capped(worth, *caps), strict=True)
        granted = [credit if cents == before else credit.cut(cents, day) for credit, before, cents in pairs]
        return [credit for credit in granted if credit.cents or credit.days or credit.name == LADDER]

    def _is_void(self, customer: Customer, now: float) -> bool:
        """Whether an unpaid invoice voids the credits of the month."""
        account = customer.account
        account.open_invoices = [invoice for invoice in account.open_invoices if invoice.settled_at > now]
        patience = self._billing.credit_overdue_days * MINUTES_PER_DAY
        void = any(invoice.due + patience < now for invoice in account.open_invoices if invoice.settled_at < inf)
        if self._void_in_dispute:
            void = void or any(invoice.settled_at == inf for invoice in account.open_invoices)
        return void

    def _claim_probability(self, customer: Customer, now: float) -> float:
        """Probability that the customer claims: one that learns of a missed month claims all that is owed."""
        billing, rules = self._billing, customer.contract.terms.plan.credit_rules
        in_time = 1.0 if rules is None else claimed_in_time(rules.claim_days, billing.credit_claim_days)
        if self._selling.discloses_first:
            return billing.credit_claim_most * in_time
        ratio = self._relationship.ratio(customer, now)
        return in_time * claim_probability(
            billing.credit_claim_probability, billing.grievance_effect, ratio, billing.credit_claim_most
        )


def _attainment(usage: MonthUsage, on: str) -> float:
    """Share of a month's promises of a kind that were kept, or of its time in which the service was up."""
    if on == "uptime":
        return usage.availability
    if on == "update":
        return month_attainment(usage.updates_given, usage.updates_due)
    return credited_attainment(on, *_counts(usage))


def _counts(usage: MonthUsage) -> tuple[tuple[int, int], tuple[int, int]]:
    """Responses and solutions of a month: promises kept, and all that fell due."""
    return (usage.responses_met, usage.responses_made), (usage.solutions_met, usage.solutions_made)
