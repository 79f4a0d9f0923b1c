"""Charges beside the fee as a customer foresees them, before it signs and before it renews."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from sim.contracts.charges import added_minutes, price_in_month, priced
from sim.model.customer import Customer
from sim.model.portfolio import Member
from sim.scenario.charges import USED, Charge
from sim.scenario.document import Scenario
from sim.scenario.quantity import SEVERITIES
from sim.units import MINUTES_PER_HOUR, MONTHS_PER_YEAR

__all__ = ["Foreseeing", "Foreseen"]


class Foreseen(NamedTuple):
    """Charges of a month that weigh beside the fee, in cents."""

    charges: float
    """By the plan as it is."""
    at_market: float
    """Likewise at the market's terms: by the plan as it was until today, and 0 where competitors' fee covers all."""


NOTHING = Foreseen(0.0, 0.0)


class Foreseeing:
    """Foresees charges from what is plain before a contract is signed.

    An expectation in place of the bill to come [A]: mean contacts of the segment, or the account's own, by the usual
    mix of severities; the mean work of the first tier on each, as if none were handed on: a touch, and where that does
    not solve it a second, which does; seats, spend and people as they stand in the document. Nobody foresees sprees,
    self-service, repeats, work out of scope or out of hours, growth, units carried over, or what a customer has in fact
    used.

    Parameters
    ----------
    scenario : Scenario
        Version of the document that holds.
    """

    def __init__(self, scenario: Scenario) -> None:
        first = scenario.provider.teams[scenario.provider.first_tier]
        self._minutes = first.touch_minutes * (2 - first.solved_share)
        self._severity_shares = scenario.assumptions.contact.severity_shares
        self._minor_units = scenario.minor_units

    def first_term(self, member: Member) -> Foreseen:
        """Foresee the charges of a newcomer.

        Parameters
        ----------
        member : Member
            Who may sign.

        Returns
        -------
        Foreseen
            Means over the first term, or the first year where that is longer; a set-up is spread over the term.
        """
        term = member.terms.plan.term_months
        months = range(1, max(term, MONTHS_PER_YEAR) + 1)
        return self._foreseen(member, months, term)

    def next_term(self, customer: Customer) -> Foreseen:
        """Foresee the charges of a customer whose term ends.

        Parameters
        ----------
        customer : Customer
            Who may renew.

        Returns
        -------
        Foreseen
            Means over the next term; the market's are those of the first. A set-up is paid, and weighs no more.
        """
        contract = customer.contract
        begins = contract.term_end - contract.first_month + 1
        return self._foreseen(customer.member, range(begins, begins + contract.terms.plan.term_months), None)

    def _foreseen(self, member: Member, months: range, newcomers_term: int | None) -> Foreseen:
        plan = member.terms.plan
        todays = plan.charges if plan.todays_charges is None else plan.todays_charges
        if not (plan.charges or todays):
            return NOTHING
        at_first = range(1, max(plan.term_months, MONTHS_PER_YEAR) + 1)
        charges = self._cents(member, plan.charges, months, newcomers_term)
        covered = member.terms.offer_cents is not None
        return Foreseen(charges, 0.0 if covered else self._cents(member, todays, at_first, newcomers_term))

    def _cents(self, member: Member, charges: Mapping[str, Charge], months: range, newcomers_term: int | None) -> float:
        """Cents a month of some charges, the mean over months of the contract."""
        money = 0.0
        for charge in charges.values():
            if charge.per == "start":
                money += (charge.price or 0.0) / newcomers_term if newcomers_term else 0.0
            else:
                money += self._money(charge, self._units(member, charge), months)
        return money * self._minor_units

    def _units(self, member: Member, charge: Charge) -> float:
        """Units of a month."""
        segment = member.segment
        if charge.per in USED:
            shares = segment.severity_shares or self._severity_shares
            by_severity = zip(SEVERITIES, shares.as_tuple(), strict=True)
            share = sum(part for name, part in by_severity if name in charge.severities) if charge.severities else 1.0
            contacts = segment.contacts_per_year / MONTHS_PER_YEAR * share
            if charge.per == "hour":
                minutes = added_minutes(0.0, self._minutes, charge.least_minutes, charge.step_minutes)
                return contacts * minutes / MINUTES_PER_HOUR
            return contacts * segment.visit_share if charge.per == "visit" else contacts
        sizes = {"seat": float(segment.seats), "spend": segment.spend_per_month, "person": member.account_people}
        return sizes.get(charge.per, 1.0)

    def _money(self, charge: Charge, units: float, months: range) -> float:
        """Money of a month for units, less those that the fee covers."""
        beyond = max(units - charge.included_per_month, 0.0)
        if charge.price is None:
            return max(priced(beyond, [(tier.above, tier.price) for tier in charge.tiers]), charge.least)
        prices = [price_in_month(charge.price, charge.steps, month) for month in months] if charge.steps else []
        price = sum(prices) / len(prices) if prices else charge.price
        return max(beyond * price, charge.least)
