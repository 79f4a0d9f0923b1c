"""A customer's state: who it is, what it feels, what it signed, what it owes, and what it used this month."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import exp, inf, log

from scipy.special import betaincinv, gammaincinv, ndtri

from sim.customers.causes import Driver, concerns
from sim.customers.grievance import half_life_minutes
from sim.customers.leaving import exit_threshold
from sim.model.contract import Contract
from sim.model.contract_dates import contract_at_start
from sim.model.draws import BirthDraw, Purpose
from sim.model.portfolio import Member
from sim.model.tally import PromiseTally
from sim.model.terms import Terms
from sim.rng import Uniforms, word
from sim.scenario.document import Scenario
from sim.units import MINUTES_PER_DAY, snap

__all__ = [
    "BillingAccount",
    "Customer",
    "Feelings",
    "MonthUsage",
    "OpenInvoice",
    "Performance",
    "Traits",
    "enrol",
]


@dataclass(slots=True)
class Traits:
    """A customer's character, drawn at birth."""

    contacts_per_year: float
    """Ordinary contacts a year; the document's, where it states them."""
    respect: float
    """Usual level, 0 to 1."""
    alignment: float
    """Usual level, 0 to 1."""
    dependence: float
    """0 to 1."""
    switching_cost: float
    """In standard deviations."""
    breaking_point: float
    """Grievance beyond which the customer is set on leaving."""
    renewal_intercept: float
    """Own part of the score of not renewing."""
    proneness: float
    """Factor on the probability of disputes, mean 1."""
    search_minutes: float
    """Time that it takes to find another supplier."""
    lateness_uniform: float
    """Its place among customers, from those who pay on time to those who do not, 0 to 1."""
    bully_uniform: float
    """Below the segment's share of bullies for those who are."""


@dataclass(slots=True)
class Feelings:
    """A customer's view of its provider; moves with each experience."""

    trust: float
    """0 to 1."""
    respect: float
    """0 to 1; recovers towards the usual level."""
    alignment: float
    """0 to 1; recovers towards the usual level."""
    grievance: float
    """As of ``grievance_at``; it decays from there."""
    half_life: float
    """Of grievance, in minutes."""
    should: list[float]
    """Response that should be, by severity: ln hours."""
    will: list[float]
    """Response that experience foretells, by severity: ln hours."""
    grievance_at: float = 0.0
    """Minute of the run."""
    past_breaking_point: bool = False
    offered_at: float = -inf
    """Minute of a competitor's latest offer."""
    credited_share: float = 0.0
    """Share of its fee that was credited for the latest month that has ended, 0 to 1."""
    knows_newcomer_fee: bool = False
    """Has learned, this term, that newcomers pay less."""


@dataclass(slots=True)
class OpenInvoice:
    """A part of an invoice that is not settled yet."""

    due: float
    """Minute at which it falls due; of a part that was disputed, not before the dispute ended."""
    settled_at: float
    """Infinity while it is disputed."""


@dataclass(slots=True)
class Performance:
    """Promises since performance was last judged, and the fee for that time."""

    met: int = 0
    due: int = 0
    fee_cents: int = 0
    """Less service credits claimed."""


@dataclass(slots=True)
class BillingAccount:
    """Debts between a customer and its provider."""

    pace: float = 1.0
    """Factor on days late: mean of its segment, when it came, over that of all."""
    credit_cents: int = 0
    """Service credits claimed and not yet set off."""
    days_owed: float = 0.0
    """Days of service claimed as credits and not yet made good."""
    credited: Counter[int] = field(default_factory=Counter)
    """Service credits claimed, in cents, by year of the contract."""
    fee_credit_cents: int = 0
    """Credit notes for fees not yet set off."""
    open_invoices: list[OpenInvoice] = field(default_factory=list)
    interest: list[tuple[float, int]] = field(default_factory=list)
    """Interest not yet charged: the minute of the late payment, and cents."""
    performance: Performance = field(default_factory=Performance)
    unserved_cents: int = 0
    """Fees of a service that was not performed, to be withheld from the next invoice."""
    charges_cents: int = 0
    """Charges beside the fee that the next invoice bills, and that were agreed as they are."""
    beyond_cents: int = 0
    """Charges that it bills for units beyond those that the fee covers."""
    deposit_cents: int = 0
    """Held, and not kept for an invoice that will never be paid."""
    late_invoices: set[int] = field(default_factory=set)
    """Months of the invoices for which the fixed sum for late payment is charged."""


@dataclass(slots=True)
class MonthUsage:
    """Use that a customer made of the desk in the running month."""

    contacts: int = 0
    """Answered by a person."""
    responses_met: int = 0
    """Within the written promise."""
    responses_made: int = 0
    """Promises of response that fell due: kept, or passed unanswered."""
    solutions_met: int = 0
    """Within the written promise."""
    solutions_made: int = 0
    """Promises of solution that fell due: kept, or passed unsolved."""
    updates_due: int = 0
    """Promised updates that fell due: given, or missed."""
    updates_given: int = 0
    availability: float = 1.0
    """Share of the month's minutes in which the service of its plan was up; 1 where no uptime is promised."""
    escalation_cents: int = 0
    """Cost of the levels that were told of its contacts."""
    labour: float = 0.0
    """Cost of the desk's time, in money; counted only where remedies look at it."""
    outside_allowance: int = 0
    """Contacts that are billed by the hour, and so are none of those that the fee covers."""
    out_of_scope_minutes: float = 0.0
    not_covered_minutes: float = 0.0
    """Work that the desk wrongly treated as outside the scope."""
    charged_units: dict[str, float] = field(default_factory=dict)
    """Contacts, hours of work and visits by the name of their charge."""
    fixes_cents: int = 0
    """Repairs of the product's own defects, charged."""


class Customer:
    """A customer of a run.

    Parameters
    ----------
    member : Member
        The customer as the document has it.
    traits : Traits
        Drawn at birth.
    feelings : Feelings
        At the start.
    contract : Contract
        At the start.
    """

    __slots__ = (
        "account",
        "asymmetry",
        "concerns",
        "contract",
        "feelings",
        "has_mood",
        "member",
        "name",
        "tally",
        "traits",
        "usage",
        "word",
    )

    def __init__(self, member: Member, traits: Traits, feelings: Feelings, contract: Contract) -> None:
        self.name = member.name
        self.word = word(member.name)
        self.traits = traits
        self.feelings = feelings
        self.contract = contract
        self.account = BillingAccount()
        self.usage = MonthUsage()
        self.tally: PromiseTally | None = None
        """Promises by kind and severity; None on plans without credits by name."""
        self.concerns: Mapping[Driver, float]
        """Factor on the grievance of each value driver; empty where all are 1."""
        self.adopt(member)

    def adopt(self, member: Member) -> None:
        """Take over what the document says of this customer now.

        Parameters
        ----------
        member : Member
            Of the same name.
        """
        self.member = member
        self.contract.terms = member.terms
        if (self.tally is None) == bool(member.terms.credits):
            self.tally = PromiseTally() if member.terms.credits else None
        self.has_mood = not member.segment.machines
        self.asymmetry = member.segment.asymmetry
        self.concerns = concerns(member.segment.value_drivers.as_tuple())
        if member.contacts_per_year is not None:
            self.traits.contacts_per_year = member.contacts_per_year
        if member.dispute_proneness is not None:
            self.traits.proneness = member.dispute_proneness

    @property
    def payment_days(self) -> int:
        """Days until an invoice is due."""
        own = self.member.payment_days
        return (self.contract.terms.plan.payment_days if own is None else own) + self.contract.extra_payment_days

    def captivity(self, factor: float) -> float:
        """Further anger of a customer that is set on leaving and cannot go.

        Parameters
        ----------
        factor : float
            ``exit.captive_factor`` of the document, 0 or more.

        Returns
        -------
        float
            0 where the relationship is even, or the customer the stronger side.
        """
        return factor * max(self.asymmetry, 0.0)

    @property
    def begins_with_study(self) -> bool:
        """Whether it is a customer of the start whose contract is known to begin with the study."""
        return self.member.customer_since is not None and self.contract.first_month == 0

    @property
    def bully(self) -> bool:
        """Whether it pays late by habit, and disputes to delay."""
        return self.traits.bully_uniform < self.member.segment.bully_share


def enrol(portfolio: Sequence[Member], scenario: Scenario, random_numbers: Uniforms) -> list[Customer]:
    """Make customers of members, with all that is drawn at birth.

    Parameters
    ----------
    portfolio : sequence of Member
        The customers as the document has them.
    scenario : Scenario
        Document with the distributions.
    random_numbers : Uniforms
        Of the replication.

    Returns
    -------
    list of Customer
        In the order of ``portfolio``.
    """
    if not portfolio:
        return []
    words = [word(member.name) for member in portfolio]
    uniforms = random_numbers.at(words, Purpose.BIRTH, 0, 0, blocks=BirthDraw.blocks())
    draws = zip(uniforms.tolist(), ndtri(uniforms).tolist(), strict=True)
    return [_customer(member, scenario, u, z) for member, (u, z) in zip(portfolio, draws, strict=True)]


def _customer(member: Member, scenario: Scenario, u: Sequence[float], z: Sequence[float]) -> Customer:
    """A customer by the uniforms and normal scores of its birth."""
    traits = _traits(member, scenario, u, z)
    contract = contract_at_start(member, scenario.start_date, u[BirthDraw.TERM_ELAPSED])
    feelings = _feelings(traits, member.terms, scenario, u, z)
    customer = Customer(member, traits, feelings, contract)
    if member.segment.machines or customer.begins_with_study:
        feelings.grievance = 0.0
    return customer


def _traits(member: Member, scenario: Scenario, u: Sequence[float], z: Sequence[float]) -> Traits:
    """Character by the uniforms and normal scores of birth."""
    segment, assumptions = member.segment, scenario.assumptions
    spread, shape = assumptions.trust.trait_spread, segment.contacts_shape
    leaving, billing = assumptions.exit, assumptions.billing
    a, b = billing.proneness_a, billing.proneness_b
    contacts = member.contacts_per_year
    if contacts is None:
        contacts = segment.contacts_per_year * float(gammaincinv(shape, u[BirthDraw.CONTACTS_PER_YEAR])) / shape
    dependence = _within_1(segment.dependence + spread * z[BirthDraw.DEPENDENCE])
    return Traits(
        contacts_per_year=contacts,
        respect=_within_1(segment.respect + spread * z[BirthDraw.RESPECT]),
        alignment=_within_1(segment.alignment + spread * z[BirthDraw.ALIGNMENT]),
        dependence=dependence,
        switching_cost=z[BirthDraw.SWITCHING_COST],
        breaking_point=exit_threshold(
            segment.breaking_point * exp(segment.breaking_point_sigma * z[BirthDraw.BREAKING_POINT]),
            z[BirthDraw.SWITCHING_COST],
            dependence,
            leaving.switching_weight,
            leaving.dependence_weight,
            leaving.ordinary_dependence,
        ),
        renewal_intercept=assumptions.renewal.spread * z[BirthDraw.UNSEEN],
        proneness=float(betaincinv(a, b, u[BirthDraw.PRONENESS])) * (a + b) / a,
        search_minutes=snap(
            leaving.search_days * MINUTES_PER_DAY * exp(leaving.search_sigma * z[BirthDraw.SEARCH_MINUTES])
        ),
        lateness_uniform=u[BirthDraw.LATENESS],
        bully_uniform=u[BirthDraw.BULLY],
    )


def _feelings(traits: Traits, terms: Terms, scenario: Scenario, u: Sequence[float], z: Sequence[float]) -> Feelings:
    """First feelings by the uniforms and normal scores of birth."""
    trust, grievance = scenario.assumptions.trust, scenario.assumptions.grievance
    should = terms.anchors(scenario.selling.clarity)
    return Feelings(
        trust=_within_1(trust.start_mean + trust.start_spread * z[BirthDraw.TRUST]),
        respect=traits.respect,
        alignment=traits.alignment,
        grievance=min(
            -grievance.start_mean * log(u[BirthDraw.GRIEVANCE]), grievance.start_most * traits.breaking_point
        ),
        half_life=half_life_minutes(grievance.half_life_days, grievance.half_life_no_respect, traits.respect),
        should=should,
        will=list(should),
    )


def _within_1(value: float) -> float:
    """The value, held between 0 and 1."""
    return min(max(value, 0.0), 1.0)
