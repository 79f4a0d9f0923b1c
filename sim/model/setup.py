"""From the document to what the engine works with: calendars, terms in minutes and cents, customers at birth."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import exp, inf, log
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import betaincinv, gammaincinv, ndtri

from sim.contracts.coverage import CoverageClock
from sim.customers.causes import concerns
from sim.customers.expectation import anchored
from sim.customers.grievance import half_life_minutes
from sim.customers.leaving import DepartureReason, exit_threshold
from sim.provider.roster import RosterShift, RosterStep, roster
from sim.rng import Uniforms, word
from sim.scenario.desk import Team
from sim.scenario.document import Scenario
from sim.scenario.portfolio import Segment, member_names
from sim.scenario.terms import Coverage, Plan
from sim.units import MINUTES_PER_DAY, MINUTES_PER_HOUR, cents, month_starts, snap

if TYPE_CHECKING:
    from sim.engine.contacts import Contact

__all__ = ["Calendar", "Customer", "Member", "Terms", "at_desk", "born", "members", "terms_of"]

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DAYS_AFTER_THE_END = 40
LARGEST_START_SHARE = 0.5


class Calendar:
    """The days and months of a run, in minutes since midnight of the start date."""

    def __init__(self, scenario: Scenario) -> None:
        self.month_starts = month_starts(scenario.start_date, scenario.horizon_months)
        self.horizon = self.month_starts[-1]
        self.days = range(-scenario.warmup_days, int(self.horizon) // MINUTES_PER_DAY)
        self.first_weekday = scenario.start_date.weekday()
        self.start_date: date = scenario.start_date
        self._all_days = range(self.days.start, self.days.stop + DAYS_AFTER_THE_END)
        self._holidays = frozenset((holiday - scenario.start_date).days for holiday in scenario.provider.holidays)

    def clock(self, coverage: Coverage) -> CoverageClock:
        """The coverage clock of some terms."""
        return CoverageClock(
            frozenset(WEEKDAYS.index(day) for day in coverage.days),
            snap(coverage.from_hour * MINUTES_PER_HOUR),
            snap(coverage.to_hour * MINUTES_PER_HOUR),
            self._all_days,
            first_weekday=self.first_weekday,
            holidays=self._holidays if coverage.keeps_holidays else (),
        )

    def roster(self, team: Team, days: range) -> list[RosterStep]:
        """How many people of a team are at the desk on some days, when."""
        shifts = [
            RosterShift(
                frozenset(WEEKDAYS.index(day) for day in shift.days),
                snap(shift.from_hour * MINUTES_PER_HOUR),
                snap(shift.to_hour * MINUTES_PER_HOUR),
                team.people * shift.staffing,
            )
            for shift in team.shifts
        ]
        return roster(shifts, team.shrinkage_share, days, first_weekday=self.first_weekday, holidays=self._holidays)


def at_desk(versions: Mapping[int, Scenario], calendar: Calendar, team: str) -> list[RosterStep]:
    """Who of a team is at the desk, from one change of the team to the next.

    Parameters
    ----------
    versions : mapping of int to Scenario
        The document by the month from which on it holds, 0 first.
    calendar : Calendar
        Of the run.
    team : str
        Name of the team.
    """
    days, starts = calendar.days, calendar.month_starts
    changes: list[tuple[int, Team]] = []
    for month, version in versions.items():
        its = version.provider.teams[team]
        if not changes or changes[-1][1] != its:
            changes.append((int(starts[month]) // MINUTES_PER_DAY if month else days.start, its))
    ends = [*(first for first, _ in changes[1:]), days.stop]
    steps: list[RosterStep] = []
    for (first, its), last in zip(changes, ends, strict=True):
        steps += calendar.roster(its, range(first, last))
    return steps


@dataclass(frozen=True, slots=True)
class Terms:
    """A plan in minutes and cents, with what sales said of it."""

    plan: Plan
    name: str
    clock: CoverageClock
    written_hours: tuple[float, ...]
    sold_hours: tuple[float, ...]
    written_minutes: tuple[float, ...]
    sold_minutes: tuple[float, ...]
    resolution_minutes: tuple[float, ...]
    unlimited: bool
    overage_cents: int
    time_and_materials_cents: int
    credit_ladder: tuple[tuple[float, float], ...]

    @classmethod
    def of(cls, name: str, plan: Plan, sold_share: float, calendar: Calendar) -> Terms:
        """The terms of one plan."""
        written = plan.response_hours.as_tuple()
        sold = tuple(hours * sold_share for hours in written)
        return cls(
            plan=plan,
            name=name,
            clock=calendar.clock(plan.coverage),
            written_hours=written,
            sold_hours=sold,
            written_minutes=tuple(hours * MINUTES_PER_HOUR for hours in written),
            sold_minutes=tuple(hours * MINUTES_PER_HOUR for hours in sold),
            resolution_minutes=tuple(hours * MINUTES_PER_HOUR for hours in plan.resolution_hours.as_tuple()),
            unlimited=plan.included_contacts_per_month is None,
            overage_cents=cents(plan.overage_per_contact),
            time_and_materials_cents=cents(plan.time_and_materials_per_hour),
            credit_ladder=tuple((step.below_attainment, step.credit_share) for step in plan.service_credits),
        )


@dataclass(frozen=True, slots=True)
class Member:
    """A customer as the document has it."""

    name: str
    segment_name: str
    segment: Segment
    terms: Terms
    fee_cents: int
    level: float | None = None
    """Contacts a year, where they are known and not drawn."""
    problem_level: float = 1.0
    most_contacts_per_day: int | None = None
    let_go: bool = False
    account_people: float = 0.0

    def resents(self, then: Member) -> bool:
        """Whether becoming this is imposed on it: another plan, a lower limit on contacts, the end of its contract."""
        limit, lower = (
            inf if most is None else most for most in (self.most_contacts_per_day, then.most_contacts_per_day)
        )
        return then.terms.name != self.terms.name or lower < limit or (then.let_go and not self.let_go)


def terms_of(scenario: Scenario, calendar: Calendar) -> dict[str, Terms]:
    """The terms of every plan."""
    share = scenario.selling.sold_response_share
    return {name: Terms.of(name, plan, share, calendar) for name, plan in scenario.plans.items()}


def members(scenario: Scenario, terms: Mapping[str, Terms]) -> list[Member]:
    """The portfolio: the members of each segment, named after it, and the accounts; without those who are absent."""
    found: list[Member] = []
    absent = frozenset(scenario.absent)
    for segment_name, segment in scenario.segments.items():
        its = terms[segment.plan]
        fee = cents(its.plan.fee_per_month)
        found += [
            Member(name, segment_name, segment, its, fee)
            for name in member_names(segment_name, segment)
            if name not in absent
        ]
    for name, account in scenario.accounts.items():
        if name in absent:
            continue
        given = account.model_dump(include=set(Segment.model_fields) - {"plan"}, exclude_none=True)
        if account.bully is not None:
            given["bully_share"] = float(account.bully)
        segment = scenario.segments[account.segment].model_copy(update=given)
        its = terms[account.plan or segment.plan]
        own_fee = its.plan.fee_per_month if account.fee_per_month is None else account.fee_per_month
        found.append(
            Member(
                name,
                account.segment,
                segment,
                its,
                cents(own_fee),
                account.contacts_per_year,
                account.problem_level,
                account.most_contacts_per_day,
                account.let_go,
                account.account_people,
            )
        )
    return found


class Customer:
    """A customer's state: what it is, what it feels, what it owes."""

    __slots__ = (
        "account_people",
        "alignment",
        "asymmetry",
        "breaking_point",
        "bully_uniform",
        "chasing",
        "concerns",
        "contacts_per_year",
        "contacts_this_month",
        "credit_cents",
        "dependence",
        "extra_payment_days",
        "fee_cents",
        "fixes_cents",
        "grievance",
        "grievance_at",
        "half_life",
        "interest_owed",
        "joined_month",
        "knows_newcomer_fee",
        "labour_this_month",
        "leaves_at",
        "leaves_because",
        "let_go",
        "list_cents",
        "made_this_month",
        "member",
        "met_this_month",
        "most_contacts",
        "name",
        "not_covered_minutes",
        "offered_at",
        "open",
        "out_of_scope_minutes",
        "past_breaking_point",
        "phone_share",
        "problem_level",
        "proneness",
        "respect",
        "search_minutes",
        "segment",
        "segment_name",
        "self_service_share",
        "should",
        "spree_contacts",
        "spree_probability",
        "switching_cost",
        "term_end",
        "terms",
        "trust",
        "unpaid",
        "unseen",
        "used_under",
        "usual_alignment",
        "usual_respect",
        "will",
        "word",
    )

    def __init__(self, member: Member) -> None:
        self.name = member.name
        self.word = word(member.name)
        self.segment_name = member.segment_name
        self.fee_cents = member.fee_cents
        self.list_cents = member.fee_cents
        """List price at the start of the term."""
        self.let_go = False
        self.adopt(member)
        self.used_under = self.terms
        """The terms under which the month's contacts are made: a move to another plan is not retroactive."""
        self.past_breaking_point = False
        self.leaves_at = inf
        self.joined_month = 0
        self.offered_at = -inf
        """When a competitor last made an offer."""
        self.extra_payment_days = 0
        self.leaves_because: DepartureReason
        """Set together with ``leaves_at``."""
        self.grievance_at = 0.0
        self.contacts_this_month = 0
        self.met_this_month = 0
        self.made_this_month = 0
        self.labour_this_month = 0.0
        """Cost of the desk's time spent on it, in money."""
        self.out_of_scope_minutes = 0.0
        self.not_covered_minutes = 0.0
        """Work this month on what the desk said was outside the scope, and is not."""
        self.fixes_cents = 0
        """Repairs of the product's own defects charged this month."""
        self.knows_newcomer_fee = False
        """Has learned, this term, that newcomers pay less."""
        self.open: dict[Contact, None] = {}
        self.unpaid: list[list[float]] = []
        """Due and settlement time of each invoice not yet settled; infinity where that is not known."""
        self.credit_cents = 0
        """Service credits claimed and not yet set off."""
        self.interest_owed: list[tuple[float, int]] = []

    def adopt(self, member: Member) -> None:
        """Whatever the document says of this customer that may change in mid-study."""
        segment = member.segment
        self.member = member
        self.segment = segment
        self.terms = member.terms
        self.phone_share = segment.phone_share
        self.self_service_share = segment.self_service_share
        self.chasing = segment.chasing_share
        self.asymmetry = segment.asymmetry
        self.spree_probability = segment.spree_probability_per_day
        self.spree_contacts = segment.spree_contacts
        self.problem_level = member.problem_level
        self.concerns = concerns(segment.value_drivers.as_tuple())
        self.most_contacts: float = inf if member.most_contacts_per_day is None else member.most_contacts_per_day
        self.account_people = member.account_people
        if member.level is not None:
            self.contacts_per_year = member.level

    def leave_at(self, moment: float, reason: DepartureReason) -> None:
        """The contract will end at a moment; the earliest of several reasons counts."""
        if moment < self.leaves_at:
            self.leaves_at = moment
            self.leaves_because = reason

    def anchors(self, clarity: float) -> list[float]:
        """What should be by severity, going by what was written, said and understood: ln hours."""
        return [
            anchored(written, sold, clarity)
            for written, sold in zip(self.terms.written_hours, self.terms.sold_hours, strict=True)
        ]

    @property
    def lock_in(self) -> float:
        """Half the switching cost plus dependence less one half."""
        return 0.5 * self.switching_cost + self.dependence - 0.5

    @property
    def bully(self) -> bool:
        """Whether it pays late by habit, and disputes to delay."""
        return self.bully_uniform < self.segment.bully_share

    def draw(self, u: list[float], scenario: Scenario) -> None:
        """Everything that is drawn at birth.

        Parameters
        ----------
        u : list of float
            The customer's uniforms, each with a fixed meaning.
        scenario : Scenario
            Where the distributions are.
        """
        segment, trust, grievance = self.segment, scenario.assumptions.trust, scenario.assumptions.grievance
        z = [float(value) for value in ndtri(u)]

        def trait(mean: float, normal: float) -> float:
            return min(max(mean + trust.trait_spread * normal, 0.0), 1.0)

        shape = segment.contacts_shape
        if self.member.level is None:
            self.contacts_per_year = segment.contacts_per_year * float(gammaincinv(shape, u[0])) / shape
        self.respect = self.usual_respect = trait(segment.respect, z[1])
        self.alignment = self.usual_alignment = trait(segment.alignment, z[2])
        self.dependence = trait(segment.dependence, z[3])
        self.switching_cost = z[4]
        exit_ = scenario.assumptions.exit
        self.breaking_point = exit_threshold(
            segment.breaking_point * exp(segment.breaking_point_sigma * z[5]),
            self.switching_cost,
            self.dependence,
            exit_.switching_weight,
            exit_.dependence_weight,
        )
        self.unseen = scenario.assumptions.renewal.spread * z[6]
        self.trust = min(max(trust.start_mean + trust.start_spread * z[7], 0.0), 1.0)
        self.grievance = min(-grievance.start_mean * log(u[8]), LARGEST_START_SHARE * self.breaking_point)
        self.half_life = half_life_minutes(grievance.half_life_days, self.respect)
        term = self.terms.plan.term_months
        self.term_end = term - int(u[9] * term)
        billing = scenario.assumptions.billing
        a, b = billing.proneness_a, billing.proneness_b
        self.proneness = float(betaincinv(a, b, u[10])) * (a + b) / a
        self.search_minutes = snap(exit_.search_days * MINUTES_PER_DAY * exp(exit_.search_sigma * z[11]))
        self.bully_uniform = u[12]
        self.should = self.anchors(scenario.selling.clarity)
        self.will = list(self.should)


def born(portfolio: Sequence[Member], scenario: Scenario, random_numbers: Uniforms) -> list[Customer]:
    """These members as customers, with all that is drawn at birth."""
    customers = [Customer(member) for member in portfolio]
    uniforms = random_numbers.at(np.array([c.word for c in customers], np.uint64), "birth", 0, 0, blocks=2).tolist()
    for customer, u in zip(customers, uniforms, strict=True):
        customer.draw(u, scenario)
    return customers
