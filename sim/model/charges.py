"""Charges: what an invoice holds, line by line."""

from __future__ import annotations

from typing import NamedTuple

from sim.contracts.invoicing import overage_cents, time_and_materials_cents
from sim.customers.causes import Cause
from sim.model.customer import Customer
from sim.model.prepayment import Prepayments
from sim.model.relationship import Relationship
from sim.scenario.document import Scenario

__all__ = ["Charges", "Charging"]


class Charges(NamedTuple):
    """Charges of a month, in cents."""

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
        """Charges that nobody spoke of before the invoice came; the rest was announced when it arose."""
        return self.overage + self.work


class Charging:
    """Charges customers for a month.

    Parameters
    ----------
    scenario : Scenario
        Document at the start of the study.
    relationship : Relationship
        Of each customer with its provider.
    prepayments : Prepayments
        Bills fees in advance.
    """

    def __init__(self, scenario: Scenario, relationship: Relationship, prepayments: Prepayments) -> None:
        self._relationship = relationship
        self._prepayments = prepayments
        self.adopt(scenario)

    def adopt(self, scenario: Scenario) -> None:
        """Take over what the document says now.

        Parameters
        ----------
        scenario : Scenario
            Version of the document that holds from now on.
        """
        self._weights = scenario.assumptions.grievance

    def charges(self, customer: Customer, month: int, now: float, *, last: bool) -> Charges:
        """Add up what an invoice charges at the start of a month.

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
        Charges
            In cents.
        """
        contract, usage = customer.contract, customer.usage
        terms = contract.usage_terms
        contract.usage_terms = contract.terms
        included, by_hour = terms.plan.included_contacts_per_month, terms.time_and_materials_cents
        return Charges(
            self._prepayments.bill(customer, month, now, last=last),
            overage_cents(usage.contacts - usage.outside_allowance, included, terms.overage_cents),
            time_and_materials_cents(usage.out_of_scope_minutes, by_hour),
            time_and_materials_cents(usage.not_covered_minutes, by_hour),
            usage.fixes_cents,
            self._interest_due(customer, now),
        )

    def _interest_due(self, customer: Customer, now: float) -> int:
        """Interest on late payments that have come in, in cents."""
        account = customer.account
        due = [amount for paid_at, amount in account.interest if paid_at <= now]
        if due:
            account.interest = [entry for entry in account.interest if entry[0] > now]
            self._relationship.add_grievance(customer, now, Cause.LATE_INTEREST, self._weights.late_interest)
        return sum(due)
