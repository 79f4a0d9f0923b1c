"""Customers as the document has them: members of segments, and accounts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from math import inf

from sim.model.terms import Terms
from sim.scenario.account import Account
from sim.scenario.document import Scenario
from sim.scenario.inheritance import counted_unlimited
from sim.scenario.order import in_order
from sim.scenario.portfolio import Segment, member_names
from sim.units import cents

__all__ = ["Member", "fees_at_start", "members"]

WITHOUT_MOOD = {"phone_share": 0.0, "self_service_share": 0.0, "chasing_share": 0.0, "bully_share": 0.0}
"""What machines do not do."""


@dataclass(frozen=True, slots=True)
class Member:
    """A customer as the document has it, and as remedies have left it."""

    name: str
    segment_name: str
    segment: Segment
    """With what the document says of this account alone."""
    terms: Terms
    fee_cents: int
    """List price a month."""
    todays_cents: int
    """Fee a month that a customer of the start pays until it renews."""
    contacts_per_year: float | None = None
    """Ordinary contacts a year, where they are known and not drawn."""
    counted_unlimited: bool = False
    """Whether its level of contacts was counted on an unlimited plan."""
    problem_level: float = 1.0
    """Factor on ordinary contacts."""
    most_contacts_per_day: int | None = None
    """Limit on contacts; None is no limit."""
    let_go: bool = False
    """Whether the provider ends the contract."""
    account_people: float = 0.0
    """People who look after this customer alone."""
    payment_days: int | None = None
    """Days until its invoices are due; None is as its plan has it."""
    dispute_proneness: float | None = None
    """Factor on the probability of disputes, where it is known and not drawn."""
    customer_since: date | None = None
    """Day on which its contract began, where it is known."""
    renews_on: date | None = None
    """Day on which its running term ends, where it is known."""
    onboarding_factor: float = 1.0
    """Factor on ordinary contacts in the first months of its contract."""
    onboarding_months: int = 0

    @property
    def market_cents(self) -> int:
        """Fee a month that the market asks for the like: competitors', where there is an offer, else today's."""
        return self.todays_cents if self.terms.offer_cents is None else self.terms.offer_cents

    def resents(self, successor: Member) -> bool:
        """Whether a change is imposed on the customer.

        Parameters
        ----------
        successor : Member
            This customer after the change.

        Returns
        -------
        bool
            True for another plan, a lower limit on contacts, or the end of its contract.
        """
        limit, lower = (
            inf if most is None else most for most in (self.most_contacts_per_day, successor.most_contacts_per_day)
        )
        return successor.terms.name != self.terms.name or lower < limit or (successor.let_go and not self.let_go)


def members(scenario: Scenario, terms: Mapping[str, Terms]) -> list[Member]:
    """Portfolio of a document: members of each segment, then accounts, without those who are absent.

    Parameters
    ----------
    scenario : Scenario
        Document with segments and accounts.
    terms : mapping of str to Terms
        By name of the plan.

    Returns
    -------
    list of Member
        In the order of their names, whatever that of the document.
    """
    portfolio: list[Member] = []
    absent = frozenset(scenario.absent)
    for segment_name, stated in in_order(scenario.segments).items():
        segment = stated.model_copy(update=WITHOUT_MOOD) if stated.machines else stated
        segment_terms = terms[segment.plan]
        fee, counted = segment_terms.fee_cents, counted_unlimited(scenario, segment_name)
        portfolio += [
            Member(
                name,
                segment_name,
                segment,
                segment_terms,
                fee,
                segment_terms.todays_cents,
                counted_unlimited=counted,
            )
            for name in member_names(segment_name, segment)
            if name not in absent
        ]
    portfolio += [_account(scenario, name, terms) for name in in_order(scenario.accounts) if name not in absent]
    return portfolio


def fees_at_start(scenario: Scenario, terms: Mapping[str, Terms]) -> int:
    """Fees of a month that customers of the start pay, those who are absent included.

    Parameters
    ----------
    scenario : Scenario
        Document with segments and accounts.
    terms : mapping of str to Terms
        By name of the plan.

    Returns
    -------
    int
        Cents.
    """
    everybody = members(scenario.model_copy(update={"absent": ()}), terms)
    return sum(member.todays_cents for member in everybody)


def _account(scenario: Scenario, name: str, terms: Mapping[str, Terms]) -> Member:
    """An account: a member of its segment, with values of its own."""
    account = scenario.accounts[name]
    shared = set(type(account).model_fields) & set(Segment.model_fields) - {"plan"}
    own = {field: value for field in shared if (value := getattr(account, field)) is not None}
    if account.bully is not None:
        own["bully_share"] = float(account.bully)
    if account.late_payment_share is not None:
        own["lateness_spread"] = 0.0
    stated = scenario.segments[account.segment]
    if account.breaking_point is None and account.breaking_point_power:
        own["breaking_point"] = _breaking_point(account, stated)
    segment = stated.model_copy(update={**own, **(WITHOUT_MOOD if stated.machines else {})})
    account_terms = terms[account.plan or segment.plan]
    units = scenario.minor_units
    fee = account_terms.fee_cents if account.fee_per_month is None else cents(account.fee_per_month, units)
    today = account_terms.todays_cents if account.fee_per_month is None else fee
    if account.todays_fee_per_month is not None:
        today = cents(account.todays_fee_per_month, units)
    return Member(
        name,
        account.segment,
        segment,
        account_terms,
        fee,
        today,
        account.contacts_per_year,
        counted_unlimited(scenario, account.segment, name),
        account.problem_level,
        account.most_contacts_per_day,
        account.let_go,
        account.account_people,
        account.payment_days,
        account.dispute_proneness,
        account.customer_since,
        account.renews_on,
        1.0 if account.onboarding_factor is None else account.onboarding_factor,
        account.onboarding_months,
    )


def _breaking_point(account: Account, segment: Segment) -> float:
    """Median breaking point of a customer with so many more contacts than its segment, and as many more straws."""
    contacts, usual = account.contacts_per_year, segment.contacts_per_year
    if not contacts or not usual or account.breaking_point_power is None:
        return segment.breaking_point
    return segment.breaking_point * float((contacts / usual) ** account.breaking_point_power)
