"""The relationship of each customer with its provider: expectation, grievance, trust, breaking point, renewal."""

from __future__ import annotations

from math import inf, log1p

from sim.customers.causes import LATE_RESOLUTIONS, LATE_RESPONSES, Cause
from sim.customers.expectation import habituated
from sim.customers.grievance import attended, bond, decayed, forgiven, goodwill, half_life_minutes, weighed
from sim.customers.leaving import DepartureReason, buy_out_month, first_exit_month
from sim.customers.price import learns_this_month, newcomer_gap, tolerated_rise
from sim.customers.trust import recovered, trust_after
from sim.model.calendar import Calendar
from sim.model.customer import Customer, Feelings
from sim.model.renewal import RenewalRules
from sim.model.word_of_mouth import WordOfMouth
from sim.records.events import BreakingPointPassed, GrievanceAdded
from sim.records.recorder import Records
from sim.scenario.document import Scenario
from sim.scenario.management import Announcement
from sim.units import DAYS_PER_YEAR, MINUTES_PER_DAY, MONTHS_PER_YEAR, TENTH, snap

__all__ = ["Relationship"]

LATE = frozenset((*LATE_RESPONSES, *LATE_RESOLUTIONS))
"""Causes that a service credit makes good in part."""


class Relationship:
    """Moves the feelings of customers and records every addition of grievance.

    Parameters
    ----------
    scenario : Scenario
        Document at the start of the study.
    calendar : Calendar
        Days and months of the run.
    records : Records
        Where grievances and breaking points are recorded.
    word_of_mouth : WordOfMouth
        Spreads the news of those who pass their breaking point.
    """

    def __init__(self, scenario: Scenario, calendar: Calendar, records: Records, word_of_mouth: WordOfMouth) -> None:
        self._calendar = calendar
        self._grievances = records.grievances
        self._breaking_points = records.breaking_points
        self._word_of_mouth = word_of_mouth
        self.adopt(scenario)

    def adopt(self, scenario: Scenario) -> None:
        """Take over what the document says now.

        Parameters
        ----------
        scenario : Scenario
            Version of the document that holds from now on.
        """
        assumptions = scenario.assumptions
        self.weights = assumptions.grievance
        self._expectation = assumptions.expectation
        self._trust = assumptions.trust
        self._renewal = RenewalRules(scenario)
        g = self.weights
        self._cushion = (
            g.cushion_respect,
            g.cushion_alignment,
            g.cushion_dependence,
            g.cushion_asymmetry,
            g.cushion_most,
        )
        e, t = self._expectation, self._trust
        self._betrayal_alignment = g.betrayal_alignment
        self._trusting = (t.gain, t.loss, t.loss_most)
        self._half_life = (g.half_life_days, g.half_life_no_respect)
        self._attention = (g.account_attention, g.account_attention_people)
        self._buy_out_months = assumptions.exit.buy_out_months
        self._tolerance = (g.price_unnoticed, g.price_tolerance, t.ordinary)
        self._monthly_drift = log1p(-e.drift_per_year) / MONTHS_PER_YEAR
        self.clarity = scenario.selling.clarity
        self._forgiving = (g.recovered_owned_up, g.recovered_fast, g.recovered_compensated, g.recovered_most)
        self._made_good = forgiven("never", compensated=True, shares=self._forgiving)
        discloses = scenario.selling.discloses_first
        self._disclosure_alignment = t.disclosure_alignment if discloses else 0.0
        self._newcomer_discount = scenario.selling.newcomer_discount_share
        self._learns_newcomer_fee = learns_this_month(g.parity_learned_per_year)
        market = scenario.market
        self._offer_minutes = market.offer_months * DAYS_PER_YEAR / MONTHS_PER_YEAR * MINUTES_PER_DAY
        self._offer_search_share = market.offer_search_share

    def grievance(self, customer: Customer, now: float) -> float:
        """Grievance of a customer.

        Parameters
        ----------
        customer : Customer
            Whose grievance.
        now : float
            Minute of the run, not before the latest addition.

        Returns
        -------
        float
            0 or more, decayed since the latest addition.
        """
        feelings = customer.feelings
        return decayed(feelings.grievance, now - feelings.grievance_at, feelings.half_life)

    def ratio(self, customer: Customer, now: float) -> float:
        """Grievance of a customer over its breaking point.

        Parameters
        ----------
        customer : Customer
            Whose grievance.
        now : float
            Minute of the run.

        Returns
        -------
        float
            0 or more.
        """
        return self.grievance(customer, now) / customer.traits.breaking_point

    def add_grievance(self, customer: Customer, now: float, cause: Cause, size: float, betrayal: float = 0.0) -> None:
        """Add grievance to a customer, unless it has left; beyond the breaking point it is set on leaving.

        Parameters
        ----------
        customer : Customer
            Whose grievance.
        now : float
            Minute of the run.
        cause : Cause
            Recorded with the addition.
        size : float
            Before goodwill; nothing is added at 0 or below.
        betrayal : float
            Share that no goodwill cushions, 0 to 1.
        """
        if size > 0 and customer.has_mood and now < customer.contract.leaves_at:
            self._add(customer, now, cause, size, betrayal)

    def _add(self, customer: Customer, now: float, cause: Cause, size: float, betrayal: float) -> None:
        """Add grievance to a customer under contract."""
        member, feelings = customer.member, customer.feelings
        if cause in LATE:
            size *= 1 - self._made_good * feelings.credited_share
        if customer.concerns:
            size *= customer.concerns[cause.driver]
        if member.account_people:
            share = attended(member.account_people, *self._attention)
            size *= betrayal + (1 - betrayal) * share
        dependence, asymmetry = customer.traits.dependence, customer.asymmetry
        cushion = goodwill(feelings.respect, feelings.alignment, dependence, asymmetry, self._cushion)
        added = weighed(size, cushion, betrayal, feelings.alignment, self._betrayal_alignment)
        total = self.grievance(customer, now) + added
        feelings.grievance = total
        feelings.grievance_at = now
        self._grievances.append(GrievanceAdded(customer.name, now, cause, added, feelings.half_life, total))
        if total > customer.traits.breaking_point and not feelings.past_breaking_point:
            self._pass_breaking_point(customer, now)

    def disrespect(self, customer: Customer, now: float, cause: Cause, size: float) -> None:
        """Add grievance that also costs respect.

        Parameters
        ----------
        customer : Customer
            Under contract.
        now : float
            Minute of the run.
        cause : Cause
            Recorded with the addition.
        size : float
            Before goodwill, 0 or more.
        """
        if not customer.has_mood:
            return
        feelings = customer.feelings
        self._bring_up_to(customer, now)
        feelings.respect = max(feelings.respect - self._trust.respect_loss, 0.0)
        feelings.half_life = half_life_minutes(*self._half_life, feelings.respect)
        self._add(customer, now, cause, size, betrayal=0.0)

    def betray(self, customer: Customer, now: float, cause: Cause, size: float) -> None:
        """Add grievance that no goodwill cushions and that also costs alignment.

        Parameters
        ----------
        customer : Customer
            Whose grievance.
        now : float
            Minute of the run.
        cause : Cause
            Recorded with the addition.
        size : float
            0 or more.
        """
        self.add_grievance(customer, now, cause, size, betrayal=1.0)
        if customer.has_mood:
            self._estrange(customer.feelings)

    def _estrange(self, feelings: Feelings) -> None:
        """Take away alignment."""
        feelings.alignment = max(feelings.alignment - self._trust.alignment_loss, 0.0)

    def _bring_up_to(self, customer: Customer, now: float) -> None:
        """Let grievance decay up to this moment."""
        customer.feelings.grievance = self.grievance(customer, now)
        customer.feelings.grievance_at = now

    def reprice(self, customer: Customer, rise: float, now: float) -> None:
        """Raise the fee: more than is tolerated adds grievance, much more is unfair and costs alignment.

        Parameters
        ----------
        customer : Customer
            Whose fee rises.
        rise : float
            Share of the fee; below 0 where it falls.
        now : float
            Minute of the run.
        """
        if not customer.has_mood:
            return
        weights, tolerated = self.weights, self._tolerated(customer)
        self.add_grievance(customer, now, Cause.PRICE_RISE, weights.price_rise * (rise - tolerated) / TENTH)
        if rise > tolerated + weights.price_unfair_margin:
            self._estrange(customer.feelings)

    def _tolerated(self, customer: Customer) -> float:
        """Rise of the fee that adds no grievance, as a share."""
        return tolerated_rise(customer.feelings.trust, *self._tolerance)

    def compare_fee(self, customer: Customer, uniform: float, now: float) -> None:
        """Let a customer that pays more than a newcomer would learn of it, once in a term.

        Parameters
        ----------
        customer : Customer
            Under contract.
        uniform : float
            Number of the month, 0 to 1.
        now : float
            Minute of the run.
        """
        if customer.feelings.knows_newcomer_fee or uniform >= self._learns_newcomer_fee:
            return
        terms = customer.contract.terms
        list_fee = terms.minor_units * terms.plan.fee_per_month
        gap = newcomer_gap(customer.contract.fee_cents, list_fee, self._newcomer_discount)
        if gap > self.weights.price_unnoticed:
            customer.feelings.knows_newcomer_fee = True
            self.betray(customer, now, Cause.NEWCOMERS_PAY_LESS, self.weights.newcomers_pay_less * gap / TENTH)

    def announced(self, customer: Customer, announcement: Announcement, month: int, now: float) -> bool:
        """Take an announcement as kept, late or never delivered in the month in which that shows.

        Parameters
        ----------
        customer : Customer
            Under contract since it was announced.
        announcement : Announcement
            A promise of the provider to everybody.
        month : int
            The month that begins.
        now : float
            Minute of the run.

        Returns
        -------
        bool
            Whether it was broken this month.
        """
        weights, feelings, delivered = self.weights, customer.feelings, announcement.delivered_month
        overdue = month - announcement.promised_month
        if overdue == 0 and delivered is not None and delivered <= month:
            feelings.trust = trust_after(feelings.trust, 0.0, *self._trusting)
            return False
        if overdue == 0:
            cause, size = Cause.ANNOUNCED_LATE, weights.announced_late
        elif overdue == weights.announced_patience and (delivered is None or delivered > month):
            cause, size = Cause.ANNOUNCED_NEVER, weights.announced_never
        else:
            return False
        kept_share = 1 - forgiven(announcement.owned_up, announcement.compensation_share > 0, self._forgiving)
        factor = weights.pre_sold_factor if announcement.pre_sold else 1.0
        self.betray(customer, now, cause, size * factor * kept_share)
        feelings.trust = trust_after(feelings.trust, -kept_share, *self._trusting)
        return True

    def _pass_breaking_point(self, customer: Customer, now: float) -> None:
        """The customer will leave at the first end of term after search and notice."""
        feelings, contract = customer.feelings, customer.contract
        feelings.past_breaking_point = True
        starts = self._calendar.exits
        plan = contract.terms.plan
        search = customer.traits.search_minutes
        if self._has_offer(feelings, now):
            search = snap(search * self._offer_search_share)
        notice = plan.notice_days * MINUTES_PER_DAY
        contract.ready_at = now + search
        month = first_exit_month(contract.ready_at, notice, contract.term_end, plan.term_months, starts)
        if plan.termination_fee_share is not None:
            ready, most = contract.ready_at + notice, self._buy_out_months
            early = buy_out_month(ready, month, plan.termination_fee_share, most, starts)
            contract.bought_out = (early, month) if early < month else None
            month = early
        contract.leave_at(starts[month] if month < len(starts) else inf, DepartureReason.POP)
        breaking_point = customer.traits.breaking_point
        self._breaking_points.append(
            BreakingPointPassed(customer.name, now, feelings.grievance, breaking_point, contract.leaves_at)
        )
        self._word_of_mouth.breaking_point_passed(customer, now, self.add_grievance)

    def _has_offer(self, feelings: Feelings, now: float) -> bool:
        """Whether a competitor's offer is still remembered."""
        return now - feelings.offered_at < self._offer_minutes

    def month_passes(self, customer: Customer, month: int, now: float) -> None:
        """Let a month pass: traits recover, expectations drift, and once a year better service becomes habit.

        Parameters
        ----------
        customer : Customer
            Under contract.
        month : int
            The month that ends, from 0.
        now : float
            Minute of its end.
        """
        traits, feelings, recovery = customer.traits, customer.feelings, self._trust.trait_recovery_per_month
        self._bring_up_to(customer, now)
        feelings.respect = recovered(feelings.respect, traits.respect, recovery)
        feelings.half_life = half_life_minutes(*self._half_life, feelings.respect)
        alignment = traits.alignment
        if self._disclosure_alignment:
            ties = bond(feelings.respect, feelings.alignment, traits.dependence)
            alignment = min(alignment + self._disclosure_alignment * ties, 1.0)
        feelings.alignment = recovered(feelings.alignment, alignment, recovery)
        should = [value + self._monthly_drift for value in feelings.should]
        if (month + 1) % MONTHS_PER_YEAR == 0:
            habit = self._expectation.habit
            should = [habituated(s, w, habit) for s, w in zip(should, feelings.will, strict=True)]
        feelings.should = should

    def leave_probability(self, customer: Customer, price_change: float, now: float) -> float:
        """Probability that a customer below its breaking point does not renew.

        Parameters
        ----------
        customer : Customer
            Whose term ends.
        price_change : float
            Share of the fee, such as .03.
        now : float
            Minute of the run.

        Returns
        -------
        float
            0 to 1.
        """
        if not customer.has_mood:
            return 0.0
        return self._renewal.leave_probability(
            customer,
            self.ratio(customer, now),
            price_change,
            self._tolerated(customer),
            has_offer=self._has_offer(customer.feelings, now),
        )
