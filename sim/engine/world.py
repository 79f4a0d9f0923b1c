"""Connects the parts of a run, and turns its days and months."""

from __future__ import annotations

from collections import Counter
from collections.abc import Generator, Iterator, Sequence
from typing import Any, Protocol

import simpy

from sim.engine.billing import Billing
from sim.engine.contacts import ContactFlow, TierHandler
from sim.engine.desk import Desk
from sim.engine.later import Later
from sim.model.calendar import Calendar, team_rosters
from sim.model.contact_rules import ContactRules
from sim.model.customer import Customer, MonthUsage, enrol
from sim.model.demand import Demand, PotentialContact
from sim.model.invoice import Invoicing
from sim.model.market import MarketProcess
from sim.model.metering import UsageMeter
from sim.model.month import MonthTurn
from sim.model.portfolio import members
from sim.model.relationship import Relationship
from sim.model.remedies import Remedies
from sim.model.run_off import record_remaining
from sim.model.terms import terms_of
from sim.model.tier import end_of_shift, helpers_of, overflow_of, swings_of, tiers_of
from sim.model.word_of_mouth import WordOfMouth
from sim.records.recorder import Records
from sim.rng import Uniforms
from sim.scenario.document import Scenario
from sim.scenario.timeline import versions
from sim.units import MINUTES_PER_DAY, TICKS_PER_MINUTE

__all__ = ["World"]

LAST_MOMENT = 1 / TICKS_PER_MINUTE
"""Before midnight: what a day leaves behind is settled before the next one, and perhaps a month, begins."""


class Adopts(Protocol):
    """A part that reads the document."""

    def adopt(self, scenario: Scenario) -> None:
        """Take over what the document says now.

        Parameters
        ----------
        scenario : Scenario
            Version of the document that holds from now on.
        """


class World:
    """One replication of one scenario.

    Every part is handed over the parts that it needs when it is made, so that a missing one is an error before anything
    happens.

    Parameters
    ----------
    scenario : Scenario
        Document at the start of the study.
    calendar : Calendar
        Days and months of the run.
    random_numbers : Uniforms
        Of the replication.
    records : Records
        Where everything is recorded.
    demand : Demand, optional
        In place of the document's own, for contacts by a script.
    """

    def __init__(
        self,
        scenario: Scenario,
        calendar: Calendar,
        random_numbers: Uniforms,
        records: Records,
        demand: Demand | None = None,
    ) -> None:
        self._calendar = calendar
        self._scenario = scenario
        self._versions = dict(versions(scenario))
        self.rosters = team_rosters(self._versions, calendar, random_numbers)
        terms = terms_of(scenario, calendar)
        self._customers = enrol(members(scenario, terms), scenario, random_numbers)
        self._talk = WordOfMouth(scenario, random_numbers, self._customers)
        self._relationship = Relationship(scenario, calendar, records, self._talk)
        self._market = MarketProcess(scenario, terms, random_numbers, records, self._relationship)
        self._remedies = Remedies(scenario, calendar, records, self._relationship)
        self._contacts = ContactRules(scenario, records, self._relationship, UsageMeter())
        self._tiers = [*tiers_of(scenario), *helpers_of(self._versions.values())]
        self._swings = swings_of(scenario)
        self._invoicing = Invoicing(scenario, calendar, random_numbers, records, self._relationship)
        self._months = MonthTurn(scenario, calendar, random_numbers, records, self._invoicing, self._relationship)
        self._demand = demand or Demand(scenario, calendar, random_numbers)
        self._connect(scenario.provider.billing_team, records)
        self._records = records
        self._months.enrol(self._customers, 0.0)
        self._coming: Iterator[PotentialContact] = iter(())
        self._taken: Counter[str] = Counter()
        """Contacts of the day of customers whose contacts are limited."""

    def _connect(self, billing_team: str, records: Records) -> None:
        """Put the desk on the clock, its handlers at it, and check that jobs find their teams."""
        self._env = env = simpy.Environment(initial_time=self._calendar.days.start * MINUTES_PER_DAY)
        self._desk = desk = Desk(env, records)
        self._flow = ContactFlow(env, desk, self._contacts, self._tiers[0].name)
        self._billing = Billing(env, desk, self._invoicing, billing_team)
        for tier in self._tiers:
            handler = TierHandler(env, desk, self._contacts, self._flow, tier)
            desk.add_team(tier.name, handler, self.rosters[tier.name])
        desk.add_team(billing_team, self._billing, self.rosters[billing_team])
        for tier, other in self._swings:
            desk.swing(tier.name, other, TierHandler(env, desk, self._contacts, self._flow, tier))
        following = [tier.following for tier in self._tiers if tier.following is not None]
        desk.check_teams([self._tiers[0].name, billing_team, *following])
        self._end_shifts(self._versions[0])

    def _end_shifts(self, version: Scenario) -> None:
        """Tell the desk what becomes of work in hand at the end of a shift, and of contacts that would wait."""
        for name in (*(tier.name for tier in self._tiers), version.provider.billing_team):
            self._desk.set_rules(name, end_of_shift(version.provider, name), overflow_of(version.provider, name))

    def run(self) -> None:
        """Run from the warm-up to the horizon."""
        last_month, horizon = len(self._calendar.month_starts) - 2, self._calendar.horizon
        self._env.process(self._days())
        self._env.run(until=horizon)
        self._desk.close()
        self._flow.look_again(self._customers)
        self._end_month(last_month)
        self._invoicing.close(self._customers, horizon)
        self._flow.close(self._customers, horizon)
        record_remaining(self._customers, self._calendar, self._records, self._relationship, self._invoicing)
        self._desk.keep_ledgers(last_month)

    def _days(self) -> Generator[simpy.Event, Any, None]:
        """Turn the months, look back on the week, and let each day's contacts come in."""
        env, days = self._env, self._calendar.days
        months = {int(start) // MINUTES_PER_DAY: month for month, start in enumerate(self._calendar.month_starts)}
        chunk: dict[int, list[PotentialContact]] = {}
        for day in days:
            yield env.timeout(day * MINUTES_PER_DAY - env.now)
            if day in months:
                self._turn_month(months[day])
            if day in months or day == days.start:
                present = [
                    customer
                    for customer in self._customers
                    if customer.contract.leaves_at > env.now and (day >= 0 or not customer.begins_with_study)
                ]
                until = min((start for start in months if start > day), default=days.stop)
                chunk = self._demand.chunk(present, day, until)
            for tier in (*self._tiers, *(tier for tier, _ in self._swings)):
                tier.look_back(*self._desk.minutes(tier.name))
            self._taken.clear()
            potential_contacts = chunk.pop(day, [])
            now = max(env.now, 0.0)
            self._coming = iter(self._demand.called_forth(potential_contacts, self._relationship.ratio, now))
            self._await_next()
            yield env.timeout((day + 1) * MINUTES_PER_DAY - LAST_MOMENT - env.now)
            self._desk.sweep()
            if day + 1 in months:
                self._flow.look_again(self._customers)

    def _await_next(self) -> None:
        """Put the day's next contact on the clock."""
        potential = next(self._coming, None)
        if potential is not None:
            Later(self._env, potential.opened - self._env.now, potential, self._arrive)

    def _arrive(self, event: Later) -> None:
        """A customer gets in touch; one whose contacts are limited may do so only so often a day."""
        potential: PotentialContact = event.subject
        self._await_next()
        customer = potential.customer
        most = customer.member.most_contacts_per_day
        if most is not None:
            self._taken[customer.name] += 1
            if self._taken[customer.name] > most:
                self._flow.turn_away(potential)
                return
        self._flow.open(potential)

    def _turn_month(self, month: int) -> None:
        """A month begins: the old one is closed, terms end, invoices go out."""
        now = self._env.now
        self._desk.keep_ledgers(month - 1)
        if month:
            self._end_month(month - 1)
        if self._versions.get(month, self._scenario) is not self._scenario:
            self._adopt(self._versions[month], now)
        self._months.book_actions(month)
        self._remedies.review(self._customers, month, now)
        self._flow.change_clocks(self._customers, now)
        for customer in self._customers:
            contract = customer.contract
            if contract.leaves_at < now:
                continue
            if self._months.ends_contract(customer, month, now):
                self._flow.withdraw(customer, now)
                self._months.leave(customer, month, now, self._talk)
            if now < contract.leaves_at:
                self._months.keep_promises(customer, month, now)
                self._months.book_care(customer, month)
            self._billing.invoice(customer, month, now, last=contract.leaves_at <= now)
            customer.usage = MonthUsage()
        self._welcome(self._market.turn(self._customers, month, now), month, now)
        self._months.compare_fees(self._customers, month, now)

    def _adopt(self, version: Scenario, now: float) -> None:
        """Management acts: from now on another version of the document holds."""
        parts: list[Adopts] = [self._relationship, self._talk, self._contacts, self._invoicing, self._remedies]
        for part in [*parts, self._months, *self._tiers, *(tier for tier, _ in self._swings), self._demand]:
            part.adopt(version)
        self._end_shifts(version)
        terms = terms_of(version, self._calendar)
        self._market.adopt(version, terms)
        by_name = {member.name: member for member in [*members(version, terms), *self._market.newcomers()]}
        for customer in self._customers:
            if customer.contract.leaves_at > now:
                self._remedies.move(customer, self._remedies.treated(by_name[customer.name]), now)

    def _welcome(self, newcomers: Sequence[Customer], month: int, now: float) -> None:
        """Newcomers are customers from today on."""
        self._months.enrol(newcomers, now)
        self._customers.extend(newcomers)
        for newcomer in newcomers:
            self._months.book_care(newcomer, month)
            self._billing.invoice(newcomer, month, now, last=False)

    def _end_month(self, month: int) -> None:
        """A month ends for all who were under contract in it."""
        now = self._calendar.month_starts[month + 1]
        for customer in self._customers:
            if customer.contract.leaves_at >= now:
                self._months.end_month(customer, month, now)
