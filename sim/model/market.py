"""The market, month by month: competitors call, customers are asked for referrals, prospects sign or do not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import log
from typing import NamedTuple

import numpy as np

from sim.customers.buying import advantage, reputation, win_probability
from sim.customers.causes import Cause
from sim.customers.price import price_ratio
from sim.customers.talking import is_delighted, is_vulnerable, monthly_probability
from sim.model.counts import poisson
from sim.model.customer import Customer, enrol
from sim.model.draws import ProspectDraw, Purpose
from sim.model.foreseen import Foreseeing
from sim.model.portfolio import Member
from sim.model.relationship import Relationship
from sim.model.terms import Terms
from sim.model.wishes import odds_of
from sim.records.events import CompetitorOffered, CostBooked, ProspectDecided
from sim.records.recorder import Records
from sim.rng import Uniforms, word
from sim.scenario.document import Scenario
from sim.scenario.inheritance import counted_unlimited
from sim.scenario.market import ProspectKind
from sim.scenario.order import in_order
from sim.units import MONTHS_PER_YEAR, cents

__all__ = ["MarketProcess"]

REFERRAL = "referral"


class Prospect(NamedTuple):
    """A possible customer that asks for an offer."""

    name: str
    kind_name: str
    kind: ProspectKind
    segment: str | None
    referrer: str = ""


class SignedDeal(NamedTuple):
    """Choices of a newcomer; all else follows from the document as it holds."""

    segment: str
    plan: str | None
    fee_share: float


class MarketProcess:
    """Prospects, referrals and competitors: everybody outside the portfolio.

    Parameters
    ----------
    scenario : Scenario
        Document at the start of the study.
    terms : mapping of str to Terms
        By name of the plan.
    random_numbers : Uniforms
        Of the replication.
    records : Records
        Where prospects, offers and costs are recorded.
    relationship : Relationship
        Knows who is delighted, angry or vulnerable.
    """

    def __init__(
        self,
        scenario: Scenario,
        terms: Mapping[str, Terms],
        random_numbers: Uniforms,
        records: Records,
        relationship: Relationship,
    ) -> None:
        self._random_numbers = random_numbers
        self._records = records
        self._relationship = relationship
        self._deals: dict[str, SignedDeal] = {}
        self.adopt(scenario, terms)

    def adopt(self, scenario: Scenario, terms: Mapping[str, Terms]) -> None:
        """Take over what the document says now.

        Parameters
        ----------
        scenario : Scenario
            Version of the document that holds from now on.
        terms : mapping of str to Terms
            By name of the plan.
        """
        self._scenario = scenario
        self._rules = scenario.market
        self._kinds = in_order(scenario.market.kinds)
        self._selling = scenario.selling
        self._terms = terms
        self._foreseeing = Foreseeing(scenario)
        wishes = in_order(scenario.market.wishes).values()
        self._wished = {name: odds_of(plan, wishes) for name, plan in scenario.plans.items()} if wishes else {}
        """By plan, log odds of the terms that prospects look for beside price and response."""
        effects = {"usual": 0.0, "stubborn": self._rules.stubborn_effect, "flexible": self._rules.flexible_effect}
        self._manner = effects[self._selling.payment_terms] + self._rules.clarity_effect * self._selling.clarity
        """Log odds that clarity and terms of payment add to every deal."""

    def newcomers(self) -> list[Member]:
        """Members of those who have signed.

        Returns
        -------
        list of Member
            As the document has them now.
        """
        return [self._member(name, deal) for name, deal in self._deals.items()]

    def _member(self, name: str, deal: SignedDeal) -> Member:
        """The newcomer as the document has it now."""
        segment = self._scenario.segments[deal.segment]
        terms = self._terms[deal.plan or segment.plan]
        fee = cents(terms.plan.fee_per_month * deal.fee_share, self._scenario.minor_units)
        counted = counted_unlimited(self._scenario, deal.segment)
        return Member(name, deal.segment, segment, terms, fee, terms.todays_cents, counted_unlimited=counted)

    def turn(self, customers: Sequence[Customer], month: int, now: float) -> list[Customer]:
        """Begin a month; the first prospects decide a month into the study.

        Parameters
        ----------
        customers : sequence of Customer
            All customers of the run.
        month : int
            The month that begins, from 0.
        now : float
            Minute of the run.

        Returns
        -------
        list of Customer
            Those who sign.
        """
        rules = self._rules
        person = self._scenario.provider.account_person_cost_per_month
        self._book(month, "people on prospects", rules.prospecting_people * person)
        if self._selling.referral_programme:
            self._book(month, "referral programme", rules.referral_cost_per_month)
        if not month:
            return []
        present = [customer for customer in customers if customer.has_mood and now < customer.contract.leaves_at]
        prospects: list[Prospect] = []
        if rules.asking_per_month:
            prospects += self._asking(present, month, now)
        if self._selling.referral_programme:
            prospects += self._referrals(present, month, now)
        if rules.rival_offers_per_year:
            self._rivals_call(present, month, now)
        return self._decide(prospects, month, now) if prospects else []

    def _book(self, month: int, what: str, cost: float) -> None:
        if cost:
            self._records.costs.append(CostBooked(month, what, cents(cost, self._scenario.minor_units)))

    def _delighted(self, customer: Customer, now: float) -> bool:
        rules, ratio = self._rules, self._relationship.ratio(customer, now)
        return not customer.feelings.past_breaking_point and is_delighted(
            customer.feelings.trust, ratio, rules.delighted_trust, rules.delighted_ratio
        )

    def _asking(self, present: Sequence[Customer], month: int, now: float) -> list[Prospect]:
        """Prospect k of a kind exists where the month's rate exceeds the threshold at which the count passes k."""
        rules = self._rules
        size = max(len(present), 1)
        delighted = sum(self._delighted(c, now) for c in present)
        angry = sum(
            c.feelings.past_breaking_point or self._relationship.ratio(c, now) > rules.angry_ratio for c in present
        )
        multiple = reputation(delighted / size, angry / size, rules.reputation_gain, rules.reputation_loss_ratio)
        words = [word(name) for name in self._kinds]
        shares = np.array([kind.share for kind in self._kinds.values()])
        uniforms = self._random_numbers.rows(words, Purpose.PROSPECTS, month, month + 1)[:, 0]
        counts = poisson(uniforms, rules.asking_per_month * multiple * shares / shares.sum()).tolist()
        return [
            Prospect(f"{name} m{month:02d}.{number}", name, kind, kind.segment)
            for (name, kind), count in zip(self._kinds.items(), counts, strict=True)
            for number in range(1, count + 1)
        ]

    def _referrals(self, present: Sequence[Customer], month: int, now: float) -> list[Prospect]:
        """Only delighted customers that feel respected recommend, and only when asked; asking others adds grievance."""
        rules = self._rules
        if self._selling.referral_asks == "everybody" and month % rules.referral_ask_months == 0:
            for customer in present:
                if not self._delighted(customer, now):
                    weight = self._relationship.weights.asked_for_referral
                    self._relationship.add_grievance(customer, now, Cause.ASKED_FOR_REFERRAL, weight)
        able = [c for c in present if c.feelings.respect > rules.referral_respect and self._delighted(c, now)]
        kind = ProspectKind(win_bonus=rules.referral_bonus)
        return [
            Prospect(f"{customer.name} / m{month:02d}", REFERRAL, kind, customer.member.segment_name, customer.name)
            for customer in self._reached(able, Purpose.REFERRAL, rules.referrals_per_year, month)
        ]

    def _rivals_call(self, present: Sequence[Customer], month: int, now: float) -> None:
        """Competitors find those who are vulnerable and not yet past their breaking point."""
        rules, ratio = self._rules, self._relationship.ratio
        vulnerable = [
            c
            for c in present
            if not c.feelings.past_breaking_point
            and is_vulnerable(c.feelings.trust, ratio(c, now), rules.vulnerable_trust, rules.vulnerable_ratio)
        ]
        for customer in self._reached(vulnerable, Purpose.RIVAL, rules.rival_offers_per_year, month):
            customer.feelings.offered_at = now
            self._records.offers.append(CompetitorOffered(customer.name, now))

    def _reached(self, customers: list[Customer], purpose: Purpose, per_year: float, month: int) -> list[Customer]:
        """Customers whose random number of the month is below the probability."""
        if not customers:
            return []
        uniforms = self._random_numbers.rows([c.word for c in customers], purpose, month, month + 1)[:, 0].tolist()
        probability = monthly_probability(per_year)
        return [c for c, uniform in zip(customers, uniforms, strict=True) if uniform < probability]

    def _decide(self, prospects: Sequence[Prospect], month: int, now: float) -> list[Customer]:
        """Each prospect signs or does not; those who sign become customers."""
        rules = self._rules
        random_numbers = self._random_numbers.at(
            [word(prospect.name) for prospect in prospects], Purpose.PROSPECT, 0, 0
        ).tolist()
        signed: list[tuple[Prospect, Member]] = []
        for prospect, u in zip(prospects, random_numbers, strict=True):
            fee_share = prospect.kind.fee_share * (1 - self._selling.newcomer_discount_share)
            deal = SignedDeal(prospect.segment or self._segment(u[ProspectDraw.SEGMENT]), prospect.kind.plan, fee_share)
            member = self._member(prospect.name, deal)
            probability = win_probability(rules.win_share, self._odds(prospect.kind, member, deal.fee_share))
            won = u[ProspectDraw.WON] < probability
            cost = round(rules.acquisition_share * MONTHS_PER_YEAR * member.fee_cents) if won else 0
            self._records.prospects.append(
                ProspectDecided(
                    prospect.name,
                    now,
                    prospect.kind_name,
                    prospect.referrer,
                    deal.segment,
                    member.terms.name,
                    member.fee_cents,
                    probability,
                    won,
                    cost,
                )
            )
            if won:
                self._deals[prospect.name] = deal
                signed.append((prospect, member))
        self._book(month, "pursuit of prospects", rules.pursuit_cost * len(prospects))
        referred = sum(bool(prospect.referrer) for prospect, _ in signed)
        self._book(month, "referral rewards", rules.referral_reward * referred)
        newcomers = enrol([member for _, member in signed], self._scenario, self._random_numbers)
        for newcomer, (prospect, _) in zip(newcomers, signed, strict=True):
            self._begin(newcomer, prospect.kind, month, now)
        return newcomers

    def _segment(self, uniform: float) -> str:
        """The segment of a prospect that may be of any, in proportion to their members at the start."""
        segments = in_order(self._scenario.segments)
        people = np.array([not segment.machines for segment in segments.values()], float)
        weights = people * [segment.customers for segment in segments.values()]
        reached = np.cumsum(weights if weights.any() else people)
        return list(segments)[int(np.searchsorted(reached, uniform * reached[-1], side="right"))]

    def _odds(self, kind: ProspectKind, member: Member, fee_share: float) -> float:
        """Log odds for the offer against one at the market's terms."""
        rules, terms = self._rules, member.terms
        offer = rules.offers.get(terms.name)
        price = fee_share * price_ratio(terms.fee_cents, member.market_cents) * terms.kept_at_first
        charges, at_market = self._foreseeing.first_term(member)
        if charges or at_market:
            fee = fee_share * terms.fee_cents * terms.kept_at_first
            price = price_ratio(fee + charges, member.market_cents + at_market)
        market_hours = terms.written_hours if offer is None else offer.response_hours.as_tuple()
        effects = (rules.price_effect * kind.price_sensitivity, rules.response_effect, rules.smallest_price_ratio)
        odds = self._manner + kind.win_bonus + advantage(price, terms.sold_hours, market_hours, effects)
        return odds + self._wished.get(terms.name, 0.0)

    def _begin(self, newcomer: Customer, kind: ProspectKind, month: int, now: float) -> None:
        """A newcomer's term starts today, without grievance, with the trust and expectations of its kind."""
        contract, feelings = newcomer.contract, newcomer.feelings
        contract.fee_cents = contract.list_cents = newcomer.member.fee_cents
        contract.joined_month = contract.first_month = contract.agreed_month = month
        contract.billed_until = contract.year_begins = month
        contract.term_length = contract.terms.plan.term_months
        contract.term_end = month + contract.term_length
        if self._selling.payment_terms == "flexible":
            contract.extra_payment_days = self._rules.flexible_payment_days
        feelings.grievance, feelings.grievance_at = 0.0, now
        if kind.trust is not None:
            usual = self._scenario.assumptions.trust.start_mean
            feelings.trust = min(max(feelings.trust + kind.trust - usual, 0.0), 1.0)
        feelings.should = [should + log(kind.expectation_share) for should in feelings.should]
        feelings.will = list(feelings.should)
