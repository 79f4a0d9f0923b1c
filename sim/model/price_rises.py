"""How the fee of a contract rises: at renewals, with the list price, and at anniversaries."""

from __future__ import annotations

from sim.contracts.invoicing import uplift
from sim.contracts.prices import yearly_rise
from sim.customers.price import negotiated, price_ratio
from sim.model.calendar import Calendar
from sim.model.customer import Customer
from sim.model.portfolio import fees_at_start
from sim.model.relationship import Relationship
from sim.model.terms import terms_of
from sim.scenario.document import Scenario
from sim.scenario.terms import Plan
from sim.units import MONTHS_PER_YEAR

__all__ = ["PriceRises"]

PRICE_DIGITS = 9
"""Digits of a rise, so that products of rounded fees do not leave one of the last bit."""


class PriceRises:
    """Raises fees by the contract and with the list price.

    Parameters
    ----------
    scenario : Scenario
        Document at the start of the study.
    calendar : Calendar
        Days and months of the run.
    relationship : Relationship
        Of each customer with its provider.
    """

    def __init__(self, scenario: Scenario, calendar: Calendar, relationship: Relationship) -> None:
        self._relationship = relationship
        self._fees_at_start = fees_at_start(scenario, terms_of(scenario, calendar))
        self.adopt(scenario)

    def adopt(self, scenario: Scenario) -> None:
        """Take over what the document says now.

        Parameters
        ----------
        scenario : Scenario
            Version of the document that holds from now on.
        """
        renewal = scenario.assumptions.renewal
        self._bargaining = (renewal.bargaining_from, renewal.bargaining, renewal.bargaining_most)
        self._inflation = scenario.market.inflation_per_year

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
        contract, plan = customer.contract, customer.contract.terms.plan
        change = price_ratio(customer.member.fee_cents, contract.list_cents)
        share = contract.fee_cents / self._fees_at_start if self._fees_at_start else 0.0
        bargained = negotiated(change - 1, min(share, 1.0), self._bargaining)
        months = contract.term_length
        if plan.uplift_on == "anniversary":
            months = MONTHS_PER_YEAR if contract.ends_year(contract.term_end) else 0
        return round(uplift(self._yearly(plan), months) * (1 + bargained) - 1, PRICE_DIGITS)

    def renew(self, customer: Customer, now: float) -> None:
        """Raise the fee at the beginning of another term.

        Parameters
        ----------
        customer : Customer
            Renews its contract.
        now : float
            Minute of the run.
        """
        contract = customer.contract
        rise = self.rise(customer)
        contract.list_cents = customer.member.fee_cents
        customer.feelings.knows_newcomer_fee = False
        self._raise(customer, rise, contract.term_end, now)

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
        contract, plan = customer.contract, customer.contract.terms.plan
        if plan.uplift_on == "anniversary" and contract.ends_year(month):
            self._raise(customer, round(self._yearly(plan), PRICE_DIGITS), month, now)

    def _raise(self, customer: Customer, rise: float, month: int, now: float) -> None:
        """Let a rise hold, and be felt."""
        contract = customer.contract
        contract.fee_cents = round(contract.fee_cents * (1 + rise))
        contract.rises.append((month, rise))
        self._relationship.reprice(customer, rise, now)

    def _yearly(self, plan: Plan) -> float:
        """Rise of a year by the terms of a plan."""
        index = self._inflation if plan.uplift_basis == "index" else 0.0
        return yearly_rise(plan.uplift_per_year, index, plan.uplift_floor, plan.uplift_cap)
