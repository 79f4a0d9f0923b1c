"""The decision at the end of a term: what speaks for leaving, and the fee of the next term."""

from __future__ import annotations

from sim.customers.leaving import leave_probability, lock_in, renewal_score, term_effect
from sim.customers.price import felt_change, price_level, year_of_rises
from sim.model.customer import Customer
from sim.model.foreseen import Foreseeing
from sim.scenario.document import Scenario
from sim.units import MONTHS_PER_YEAR

__all__ = ["RenewalRules"]


class RenewalRules:
    """Weighs what a customer feels, what holds it and what it would pay.

    Parameters
    ----------
    scenario : Scenario
        Version of the document that holds.
    """

    def __init__(self, scenario: Scenario) -> None:
        assumptions, market = scenario.assumptions, scenario.market
        self._renewal = r = assumptions.renewal
        self._weights = (r.intercept, r.grievance, r.trust, r.lock_in, r.price, assumptions.trust.ordinary)
        self._ordinary_dependence = assumptions.exit.ordinary_dependence
        self._unnoticed = assumptions.grievance.price_unnoticed
        self._market_rise = market.rise_per_year
        self._smallest_ratio = market.smallest_price_ratio
        self._offer_effect = market.offer_effect
        self._foreseeing = Foreseeing(scenario)

    def leave_probability(
        self, customer: Customer, ratio: float, rise: float, tolerated: float, *, has_offer: bool
    ) -> float:
        """Probability that a customer below its breaking point does not renew at the end of its term.

        Parameters
        ----------
        customer : Customer
            Whose term ends.
        ratio : float
            Grievance over breaking point.
        rise : float
            Of the fee at the end of the term, as a share.
        tolerated : float
            Rise that adds no grievance, as a share.
        has_offer : bool
            Whether a competitor's offer is remembered.

        Returns
        -------
        float
            0 to 1.
        """
        traits, contract = customer.traits, customer.contract
        month = contract.term_end
        change = year_of_rises([*contract.rises, (month, rise)], month)
        change += contract.kept_share(month) - contract.kept_share(month - MONTHS_PER_YEAR)
        score = renewal_score(
            ratio,
            customer.feelings.trust,
            lock_in(traits.switching_cost, traits.dependence, self._renewal.switching, self._ordinary_dependence),
            felt_change(change, self._unnoticed, tolerated),
            traits.renewal_intercept,
            self._weights,
        )
        charges, at_market = self._foreseeing.next_term(customer)
        level = price_level(
            contract.fee_cents * (1 + rise) * contract.kept_next_term() + charges,
            customer.member.market_cents + at_market,
            self._market_rise,
            (month - contract.agreed_month) / MONTHS_PER_YEAR,
            self._smallest_ratio,
        )
        score += self._renewal.price_level * level + term_effect(contract.terms.plan.term_months)
        return leave_probability(score + self._offer_effect if has_offer else score)
