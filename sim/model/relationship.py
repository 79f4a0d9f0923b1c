"""The slow world: expectation, grievance as straws, trust, POP, renewal."""

from __future__ import annotations

from collections.abc import Callable
from math import inf, log1p

from sim.customers.causes import LATE_RESPONSES, Cause
from sim.customers.expectation import expected, felt, habituated, hours, learned, log_hours
from sim.customers.grievance import attended, bond, decayed, forgiven, goodwill, half_life_minutes, weighed
from sim.customers.leaving import DepartureReason, first_exit_month, leave_probability, renewal_score
from sim.customers.price import felt_change, learns_this_month, newcomer_gap, tolerated_rise
from sim.customers.trust import recovered, trust_after
from sim.model.setup import Calendar, Customer
from sim.records.events import BreakingPointPassed, GrievanceAdded
from sim.records.recorder import Records
from sim.scenario.document import Scenario
from sim.scenario.management import Announcement
from sim.units import DAYS_PER_YEAR, MINUTES_PER_DAY, MINUTES_PER_HOUR, snap

__all__ = ["Relationship"]


class Relationship:
    """Moves the feelings of customers; keeps every straw."""

    def __init__(self, scenario: Scenario, calendar: Calendar, records: Records) -> None:
        self._calendar = calendar
        self._grievances = records.grievances
        self._breaking_points = records.breaking_points
        self.tell: Callable[[Customer, float], None] = lambda customer, now: None
        """Carries the news that a customer went POP."""
        self.adopt(scenario)

    def adopt(self, scenario: Scenario) -> None:
        """What the document says, as it now holds."""
        assumptions = scenario.assumptions
        self.weights = assumptions.grievance
        self._expectation = assumptions.expectation
        self._trust = assumptions.trust
        self._renewal = assumptions.renewal
        self._late = self.weights.late_response.as_tuple()
        g = self.weights
        self._cushion = (
            g.cushion_respect,
            g.cushion_alignment,
            g.cushion_dependence,
            g.cushion_asymmetry,
            g.cushion_most,
        )
        e, t = self._expectation, self._trust
        self._should_weight = e.should_weight
        self._learning = (e.learning_faster, e.learning_slower)
        self._feeling = (e.tolerance, e.loss_aversion, e.curvature)
        self._trusting = (t.gain, t.loss, t.loss_most)
        self._monthly_drift = log1p(-e.drift_per_year) / 12
        self.clarity = scenario.selling.clarity
        self._forgiving = (g.recovered_owned_up, g.recovered_fast, g.recovered_compensated)
        discloses = scenario.selling.discloses_first
        self._disclosed = forgiven("early", compensated=False, shares=self._forgiving) if discloses else 0.0
        self._disclosure_alignment = t.disclosure_alignment if discloses else 0.0
        self._newcomer_discount = scenario.selling.newcomer_discount_share
        self._learns_newcomer_fee = learns_this_month(g.parity_learned_per_year)
        market = scenario.market
        self._offer_minutes = market.offer_months * DAYS_PER_YEAR / 12 * MINUTES_PER_DAY
        self._offer_effect = market.offer_effect
        self._offer_search_share = market.offer_search_share

    def grievance(self, customer: Customer, now: float) -> float:
        """Grievance at this instant."""
        return decayed(customer.grievance, now - customer.grievance_at, customer.half_life)

    def ratio(self, customer: Customer, now: float) -> float:
        """Grievance over the customer's breaking point."""
        return self.grievance(customer, now) / customer.breaking_point

    def straw(self, customer: Customer, now: float, cause: Cause, size: float, betrayal: float = 0.0) -> None:
        """Lay a straw of ``size`` before goodwill, unless the customer has left; the one too many makes it go POP."""
        if size > 0 and now < customer.leaves_at:
            self._lay(customer, now, cause, size, betrayal)

    def _lay(self, customer: Customer, now: float, cause: Cause, size: float, betrayal: float) -> None:
        if customer.concerns:
            size *= customer.concerns[cause.driver]
        if customer.account_people:
            share = attended(customer.account_people, self.weights.account_attention)
            size *= betrayal + (1 - betrayal) * share
        cushion = goodwill(customer.respect, customer.alignment, customer.dependence, customer.asymmetry, self._cushion)
        added = weighed(size, cushion, betrayal, customer.alignment, self.weights.betrayal_alignment)
        total = self.grievance(customer, now) + added
        customer.grievance = total
        customer.grievance_at = now
        self._grievances.append(GrievanceAdded(customer.name, now, cause, added, customer.half_life, total))
        if total > customer.breaking_point and not customer.past_breaking_point:
            self._pass_breaking_point(customer, now)

    def slight(self, customer: Customer, now: float, cause: Cause, size: float) -> None:
        """A straw that also costs respect."""
        customer.grievance = self.grievance(customer, now)
        customer.grievance_at = now
        customer.respect = max(customer.respect - self._trust.respect_loss, 0.0)
        customer.half_life = half_life_minutes(self.weights.half_life_days, customer.respect)
        self._lay(customer, now, cause, size, betrayal=0.0)

    def betray(self, customer: Customer, now: float, cause: Cause, size: float) -> None:
        """A straw that no goodwill cushions and that also costs alignment."""
        self.straw(customer, now, cause, size, betrayal=1.0)
        self._estrange(customer)

    def _estrange(self, customer: Customer) -> None:
        customer.alignment = max(customer.alignment - self._trust.alignment_loss, 0.0)

    def reprice(self, customer: Customer, rise: float, now: float) -> None:
        """The fee rises by a share: more than is tolerated is a straw, much more is unfair."""
        weights, tolerated = self.weights, self._tolerated(customer)
        self.straw(customer, now, Cause.PRICE_RISE, weights.price_rise * (rise - tolerated) / 0.10)
        if rise > tolerated + weights.price_unfair_margin:
            self._estrange(customer)

    def _tolerated(self, customer: Customer) -> float:
        return tolerated_rise(customer.trust, self.weights.price_unnoticed, self.weights.price_tolerance)

    def compare_fee(self, customer: Customer, uniform: float, now: float) -> None:
        """One who pays more than a newcomer would may learn of it, once in a term."""
        if customer.knows_newcomer_fee or uniform >= self._learns_newcomer_fee:
            return
        list_fee = 100 * customer.terms.plan.fee_per_month
        gap = newcomer_gap(customer.fee_cents, list_fee, self._newcomer_discount)
        if gap > self.weights.price_unnoticed:
            customer.knows_newcomer_fee = True
            self.betray(customer, now, Cause.NEWCOMERS_PAY_LESS, self.weights.newcomers_pay_less * gap / 0.10)

    def announced(self, customer: Customer, announcement: Announcement, month: int, now: float) -> bool:
        """An announcement comes due, or is long past: kept, late or never; tells whether it was broken just now."""
        weights, delivered = self.weights, announcement.delivered_month
        overdue = month - announcement.promised_month
        if overdue == 0 and delivered is not None and delivered <= month:
            customer.trust = trust_after(customer.trust, 0.0, *self._trusting)
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
        customer.trust = trust_after(customer.trust, -kept_share, *self._trusting)
        return True

    def _pass_breaking_point(self, customer: Customer, now: float) -> None:
        customer.past_breaking_point = True
        starts = self._calendar.month_starts
        plan = customer.terms.plan
        search = customer.search_minutes
        if self._has_offer(customer, now):
            search = snap(search * self._offer_search_share)
        month = first_exit_month(
            now + search,
            plan.notice_days * MINUTES_PER_DAY,
            customer.term_end,
            plan.term_months,
            starts,
        )
        customer.leave_at(starts[month] if month < len(starts) else inf, DepartureReason.POP)
        self._breaking_points.append(
            BreakingPointPassed(customer.name, now, customer.grievance, customer.breaking_point, customer.leaves_at)
        )
        self.tell(customer, now)

    def _has_offer(self, customer: Customer, now: float) -> bool:
        """Whether a competitor's offer is still remembered."""
        return now - customer.offered_at < self._offer_minutes

    def expected_minutes(self, customer: Customer, severity: int) -> float:
        """The response the customer expects, in coverage minutes."""
        index = severity - 1
        yardstick = expected(customer.should[index], customer.will[index], self._should_weight)
        return hours(yardstick) * MINUTES_PER_HOUR

    def answered(self, customer: Customer, severity: int, minutes: float, now: float) -> float:
        """A response after so many coverage minutes; returns what was expected, in minutes."""
        index = severity - 1
        response_hours = minutes / MINUTES_PER_HOUR
        response = log_hours(response_hours, self._expectation.immediate_hours)
        will = customer.will[index]
        yardstick = expected(customer.should[index], will, self._should_weight)
        customer.will[index] = learned(will, response, *self._learning)
        value = felt(yardstick, response, *self._feeling)
        if value < 0 and self._disclosed:
            value *= 1 - self._disclosed * bond(customer.respect, customer.alignment, customer.dependence)
        customer.trust = trust_after(customer.trust, value, *self._trusting)
        if value < 0:
            terms = customer.terms
            kept_in_writing_only = terms.sold_hours[index] < response_hours <= terms.written_hours[index]
            betrayal = 1 - self.clarity if kept_in_writing_only else 0.0
            self.straw(customer, now, LATE_RESPONSES[index], -value * self._late[index], betrayal)
        return hours(yardstick) * MINUTES_PER_HOUR

    def month_passes(self, customer: Customer, month: int, now: float) -> None:
        """Traits recover, expectations drift, and once a year better service becomes what should be."""
        customer.grievance = self.grievance(customer, now)
        customer.grievance_at = now
        customer.respect = recovered(customer.respect, customer.usual_respect, self._trust.trait_recovery_per_month)
        customer.half_life = half_life_minutes(self.weights.half_life_days, customer.respect)
        alignment = customer.usual_alignment
        if self._disclosure_alignment:
            ties = bond(customer.respect, customer.alignment, customer.dependence)
            alignment = min(alignment + self._disclosure_alignment * ties, 1.0)
        customer.alignment = recovered(customer.alignment, alignment, self._trust.trait_recovery_per_month)
        should = [value + self._monthly_drift for value in customer.should]
        if (month + 1) % 12 == 0:
            habit = self._expectation.habit
            should = [habituated(s, w, habit) for s, w in zip(should, customer.will, strict=True)]
        customer.should = should

    def leave_probability(self, customer: Customer, price_change: float, now: float) -> float:
        """Probability that a customer which has not gone POP does not renew."""
        r = self._renewal
        score = renewal_score(
            self.ratio(customer, now),
            customer.trust,
            customer.lock_in,
            felt_change(price_change, self.weights.price_unnoticed, self._tolerated(customer)),
            customer.unseen,
            (r.intercept, r.grievance, r.trust, r.lock_in, r.price),
        )
        return leave_probability(score + self._offer_effect if self._has_offer(customer, now) else score)
