"""Wires the parts of a run together, and turns the days and months."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Generator, Iterator, Sequence
from math import inf
from typing import Any

import numpy as np
import simpy

from sim.customers.causes import Cause
from sim.customers.grievance import imposed
from sim.customers.leaving import DepartureReason
from sim.engine.billing import Billing
from sim.engine.contacts import ContactFlow, Tier, build_tiers
from sim.engine.desk import Desk, Later
from sim.model.calendar import Calendar, team_rosters
from sim.model.customer import Customer, MonthUsage, enrol
from sim.model.demand import Demand, PotentialContact
from sim.model.draws import Purpose
from sim.model.market import MarketProcess
from sim.model.portfolio import Member, members
from sim.model.relationship import Relationship
from sim.model.remedies import Remedies
from sim.model.talk import WordOfMouth
from sim.model.terms import terms_of
from sim.records.events import ContractRenewed, CostBooked, CustomerCostBooked, CustomerJoined, CustomerLeft, MonthEnded
from sim.records.recorder import Records
from sim.rng import Uniforms
from sim.scenario.document import Scenario
from sim.scenario.timeline import versions
from sim.units import MINUTES_PER_DAY, TICKS_PER_MINUTE, cents

__all__ = ["World"]

LAST_MOMENT = 1 / TICKS_PER_MINUTE
"""Before midnight: what a day leaves behind is settled before the next one, and perhaps a month, begins."""


class World:
    """One replication of one scenario."""

    def __init__(
        self,
        scenario: Scenario,
        calendar: Calendar,
        random_numbers: Uniforms,
        records: Records,
        demand: Demand | None = None,
    ) -> None:
        self.scenario = scenario
        """As it now holds."""
        self._versions = dict(versions(scenario))
        self.calendar = calendar
        self.records = records
        self.env = simpy.Environment(initial_time=calendar.days.start * MINUTES_PER_DAY)
        terms = terms_of(scenario, calendar)
        self.customers = enrol(members(scenario, terms), scenario, random_numbers)
        self.talk = WordOfMouth(scenario, random_numbers, self.customers)
        self.relationship = Relationship(scenario, calendar, records, self.talk)
        self.market = MarketProcess(scenario, terms, random_numbers, records, self.relationship)
        self.remedies = Remedies(scenario, calendar, records)
        self.desk = Desk(self.env, records)
        self.flow = ContactFlow(self.env, scenario, records, self.desk, self.relationship)
        self.billing = Billing(self.env, scenario, calendar, records, self.relationship)
        self.rosters = team_rosters(self._versions, calendar)
        self.tiers = self._staff()
        self.demand = demand or Demand(scenario, calendar, random_numbers)
        self._random_numbers = random_numbers
        self._renewal_uniforms: dict[str, list[float]] = {}
        self._enrol(self.customers, 0.0)
        self._coming: Iterator[PotentialContact] = iter(())
        self._taken: Counter[str] = Counter()
        self._busyness: dict[str, deque[tuple[float, float]]] = {
            tier.team.name: deque(maxlen=scenario.assumptions.contact.cut_days + 1) for tier in self.tiers
        }

    def _staff(self) -> list[Tier]:
        provider = self.scenario.provider
        tiers = build_tiers(self.flow, provider.teams, provider.first_tier)
        for tier in tiers:
            tier.team = self.desk.add_team(tier.name, tier, self.rosters[tier.name])
        self.billing.desk = self.desk
        name = provider.billing_team
        self.billing.team = self.desk.add_team(name, self.billing, self.rosters[name])
        return tiers

    def _adopt(self, month: int) -> None:
        """Management acts: from this month on another version of the document holds."""
        version = self.scenario = self._versions[month]
        for part in (self.relationship, self.talk, self.flow, self.billing, self.remedies):
            part.adopt(version)
        terms = terms_of(version, self.calendar)
        self.market.adopt(version, terms)
        for tier in self.tiers:
            tier.adopt(version.provider.teams[tier.name])
        self.demand.adopt(version)
        by_name = {member.name: member for member in [*members(version, terms), *self.market.newcomers()]}
        for customer in self.customers:
            if customer.contract.leaves_at > self.env.now:
                self._move(customer, self.remedies.treated(by_name[customer.name]), self.env.now)

    def _move(self, customer: Customer, member: Member, now: float, notice_months: int = 0) -> None:
        """A customer under a new version: another plan at its own price at once, let go with notice."""
        if customer.member.resents(member):
            weights = self.relationship.weights
            size = imposed(weights.remedy_imposed, notice_months, weights.remedy_notice, weights.remedy_notice_months)
            self.relationship.add_grievance(customer, now, Cause.REMEDY_IMPOSED, size)
        clarity, before = self.relationship.clarity, customer.contract.terms.anchors(self.relationship.clarity)
        if member.terms.name != customer.contract.terms.name:
            customer.contract.fee_cents = customer.contract.list_cents = member.fee_cents
        customer.adopt(member)
        after = customer.contract.terms.anchors(clarity)
        if after != before:
            customer.feelings.should = [
                s + new - old for s, new, old in zip(customer.feelings.should, after, before, strict=True)
            ]
        if member.let_go and not customer.contract.let_go:
            customer.contract.let_go = True
            customer.contract.leave_at(self._end_after_notice(customer, now), DepartureReason.LET_GO)

    def _end_after_notice(self, customer: Customer, now: float) -> float:
        """The first end of a billing period that leaves room for the provider's notice; infinity beyond the study."""
        plan = customer.contract.terms.plan
        ready = now + plan.notice_days * MINUTES_PER_DAY
        period = min(plan.billing_months, plan.term_months)
        ends = (
            start
            for month, start in enumerate(self.calendar.month_starts)
            if start >= ready and (month - customer.contract.term_end) % period == 0
        )
        return next(ends, inf)

    def _promises(self, customer: Customer, month: int, now: float) -> None:
        """What was announced for this month, or long before, and what everybody must learn again."""
        for announcement in self.scenario.announcements:
            if announcement.promised_month < customer.contract.joined_month:
                continue
            if self.relationship.announced(customer, announcement, month, now):
                customer.account.credit_cents += round(announcement.compensation_share * customer.contract.fee_cents)
        for change in self.scenario.forced_changes:
            if change.month == month:
                self.relationship.add_grievance(
                    customer, now, Cause.FORCED_CHANGE, self.relationship.weights.forced_change
                )

    def _book_care(self, customer: Customer, month: int) -> None:
        """What a month costs of a customer's own people, its sponsor and the briefing of its payer."""
        selling, rate = self.scenario.selling, self.scenario.provider.account_person_cost_per_month
        sponsor = selling.sponsor_cost_per_month if selling.executive_sponsor else 0.0
        briefing = selling.briefing_cost_per_month if selling.payer_briefed else 0.0
        for line, cost in (
            ("account_people", customer.member.account_people * rate),
            ("relations", sponsor + briefing),
        ):
            if cost:
                self.records.customer_costs.append(CustomerCostBooked(customer.name, month, line, cents(cost)))

    def _book_actions(self, month: int) -> None:
        """What management's actions, and disclosing what was missed, cost in a month."""
        for action in self.scenario.timeline:
            cost = (action.cost if action.month == month else 0) + (
                action.cost_per_month if action.month <= month else 0
            )
            if cost:
                self.records.costs.append(CostBooked(month, action.title, cents(cost)))
        selling = self.scenario.selling
        if selling.discloses_first and selling.disclosure_cost_per_month:
            self.records.costs.append(CostBooked(month, "misses disclosed", cents(selling.disclosure_cost_per_month)))

    def _compare_fees(self, month: int, now: float) -> None:
        """Where newcomers pay less, some of those who pay more learn of it."""
        if self.scenario.selling.newcomer_discount_share <= 0:
            return
        present = [customer for customer in self.customers if now < customer.contract.leaves_at]
        words = np.array([customer.word for customer in present], np.uint64)
        for customer, uniforms in zip(
            present, self._random_numbers.at(words, Purpose.PARITY, month, 0).tolist(), strict=True
        ):
            self.relationship.compare_fee(customer, uniforms[0], now)

    def run(self) -> None:
        """From the warm-up to the horizon."""
        self.env.process(self._days())
        self.env.run(until=self.calendar.horizon)
        self.desk.close()
        self._end_month(self.scenario.horizon_months - 1)
        self.flow.close(self.customers, self.calendar.horizon)
        self.desk.keep_ledgers(self.scenario.horizon_months - 1)

    def _days(self) -> Generator[simpy.Event, Any, None]:
        """Turn the months, look back on the week, and let each day's contacts come in."""
        env, days = self.env, self.calendar.days
        months = {int(start) // MINUTES_PER_DAY: month for month, start in enumerate(self.calendar.month_starts)}
        chunk: dict[int, list[PotentialContact]] = {}
        for day in days:
            yield env.timeout(day * MINUTES_PER_DAY - env.now)
            if day in months:
                self._turn_month(months[day])
            if day in months or day == days.start:
                present = [customer for customer in self.customers if customer.contract.leaves_at > env.now]
                until = min((start for start in months if start > day), default=days.stop)
                chunk = self.demand.chunk(present, day, until)
            self._look_back()
            self._taken.clear()
            self._coming = iter(
                self.demand.called_forth(chunk.pop(day, []), self.relationship.ratio, max(env.now, 0.0))
            )
            self._await_next()
            yield env.timeout((day + 1) * MINUTES_PER_DAY - LAST_MOMENT - env.now)
            self.desk.sweep()

    def _await_next(self) -> None:
        potential = next(self._coming, None)
        if potential is not None:
            Later(self.env, potential.opened - self.env.now, potential, self._arrive)

    def _arrive(self, event: Later) -> None:
        """A customer gets in touch; one whose contacts are throttled may do so only so often a day."""
        potential: PotentialContact = event.subject
        self._await_next()
        customer = potential.customer
        most = customer.member.most_contacts_per_day
        if most is not None:
            self._taken[customer.name] += 1
            if self._taken[customer.name] > most:
                self.flow.turn_away(potential)
                return
        self.flow.open(potential)

    def _look_back(self) -> None:
        """Occupancy of the trailing week, for those who would cut corners."""
        for tier in self.tiers:
            team = tier.team
            team.settle(self.env.now)
            ledger = team.ledger
            available = ledger.available_minutes
            history = self._busyness[team.name]
            history.append((available, available - ledger.idle_minutes + ledger.overtime_minutes))
            staffed = available - history[0][0]
            if staffed > 0:
                tier.look_back((history[-1][1] - history[0][1]) / staffed)

    def _turn_month(self, month: int) -> None:
        """A month begins: the old one is closed, terms end, invoices go out."""
        self.desk.keep_ledgers(month - 1)
        if month:
            self._end_month(month - 1)
        if month and month in self._versions:
            self._adopt(month)
        self._book_actions(month)
        now = self.env.now
        for customer, notice_months in self.remedies.review(self.customers, month, now).items():
            self._move(customer, self.remedies.treated(customer.member), now, notice_months)
        for customer in self.customers:
            if customer.contract.leaves_at < now:
                continue
            if customer.contract.leaves_at <= now:
                self._leave(customer, now)
            elif month == customer.contract.term_end:
                self._end_term(customer, month, now)
            if now < customer.contract.leaves_at:
                self._promises(customer, month, now)
                self._book_care(customer, month)
            self.billing.invoice(customer, month, now, last=customer.contract.leaves_at <= now)
            customer.usage = MonthUsage()
        self._welcome(self.market.turn(self.customers, month, now), month, now)
        self._compare_fees(month, now)

    def _welcome(self, newcomers: Sequence[Customer], month: int, now: float) -> None:
        """Those who have just signed are customers from today on."""
        self._enrol(newcomers, now)
        self.customers.extend(newcomers)
        for newcomer in newcomers:
            self._book_care(newcomer, month)
            self.billing.invoice(newcomer, month, now, last=False)

    def _enrol(self, customers: Sequence[Customer], now: float) -> None:
        """Put customers on record, with the luck of their invoices and renewals."""
        if not customers:
            return
        months, provider = self.scenario.horizon_months + 1, self.scenario.provider
        self.billing.draw(customers, months, self._random_numbers, provider.teams[provider.billing_team])
        renewals = self._random_numbers.rows(
            [customer.word for customer in customers], Purpose.RENEWAL, 0, months
        ).tolist()
        self._renewal_uniforms |= zip((customer.name for customer in customers), renewals, strict=True)
        for customer in customers:
            self.records.customers.append(
                CustomerJoined(
                    customer.name,
                    customer.member.segment_name,
                    customer.contract.terms.name,
                    now,
                    customer.contract.fee_cents,
                    customer.traits.contacts_per_year,
                    customer.traits.breaking_point,
                    customer.feelings.trust,
                    customer.feelings.grievance,
                    customer.feelings.half_life,
                )
            )

    def _end_month(self, month: int) -> None:
        now = self.calendar.month_starts[month + 1]
        for customer in self.customers:
            if customer.contract.leaves_at < now:
                continue
            self.billing.close_month(customer, month, now)
            self.relationship.month_passes(customer, month, now)
            self.records.months.append(
                MonthEnded(
                    customer.name,
                    month,
                    customer.feelings.trust,
                    customer.feelings.grievance,
                    customer.feelings.respect,
                    customer.feelings.alignment,
                    customer.traits.dependence,
                    customer.contract.fee_cents,
                    customer.feelings.half_life,
                    customer.usage.contacts,
                    customer.usage.responses_met,
                    customer.usage.responses_made,
                )
            )

    def _end_term(self, customer: Customer, month: int, now: float) -> None:
        """Do not renew, or go on at the new price."""
        probability = self.relationship.leave_probability(customer, self.billing.rise(customer), now)
        if not customer.feelings.past_breaking_point and self._renewal_uniforms[customer.name][month] < probability:
            customer.contract.leave_at(now, DepartureReason.NOT_RENEWED)
            self._leave(customer, now)
        else:
            customer.contract.term_end = month + customer.contract.terms.plan.term_months
            self.billing.renew(customer, now)
            self.records.renewals.append(ContractRenewed(customer.name, now, customer.contract.fee_cents, probability))

    def _leave(self, customer: Customer, now: float) -> None:
        reason = customer.contract.leaves_because
        self.flow.withdraw(customer, now)
        if reason is DepartureReason.LET_GO:
            self.talk.let_go(customer, self.relationship.ratio(customer, now), now, self.relationship.add_grievance)
        self.records.departures.append(CustomerLeft(customer.name, now, reason, customer.contract.fee_cents))
