"""Service credits: what the missed promises of a month cost, and the fee that may be withheld for it."""

from __future__ import annotations

from collections.abc import Sequence
from math import inf

from sim.contracts.credits import credit_share, credited_attainment
from sim.customers.paying import claim_probability, unserved_share
from sim.model.customer import Customer, Performance
from sim.model.draws import InvoiceDraw
from sim.model.relationship import Relationship
from sim.records.events import CreditGranted
from sim.records.recorder import Records
from sim.scenario.document import Scenario
from sim.units import MINUTES_PER_DAY

__all__ = ["ServiceCredits"]


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
    """

    def __init__(self, scenario: Scenario, records: Records, relationship: Relationship) -> None:
        self._records = records
        self._relationship = relationship
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
        """Judge a month: the service credit that it costs, and the fee that may be withheld for it.

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
        fee = customer.contract.fee_of(month)
        customer.feelings.credited_share = claimed / fee if fee else 0.0
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

    def _grant(self, customer: Customer, month: int, uniform: float, now: float) -> int:
        """Grant the service credit that missed promises cost; cents that are claimed."""
        terms, usage = customer.contract.terms, customer.usage
        responses, solutions = (usage.responses_met, usage.responses_made), (usage.solutions_met, usage.solutions_made)
        attainment = credited_attainment(terms.plan.credit_measure, responses, solutions)
        share = credit_share(attainment, terms.credit_ladder, terms.plan.credit_cap_share)
        if share <= 0:
            return 0
        owed = round(share * customer.contract.fee_of(month))
        void = self._is_void(customer, now)
        claimed = uniform < self._claim_probability(customer, now)
        if claimed and not void:
            customer.account.credit_cents += owed
        self._records.credits.append(CreditGranted(customer.name, month, attainment, owed, claimed, void))
        return owed if claimed and not void else 0

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
        billing = self._billing
        if self._selling.discloses_first:
            return billing.credit_claim_most
        ratio = self._relationship.ratio(customer, now)
        return claim_probability(
            billing.credit_claim_probability, billing.grievance_effect, ratio, billing.credit_claim_most
        )
