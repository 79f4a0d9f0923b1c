"""The SimPy clock: the readable reference of when contacts and the work at the desk happen, which runs everything."""

from __future__ import annotations

from collections import Counter
from collections.abc import Generator, Iterable, Iterator
from typing import Any

import simpy

from sim.engine.billing import Billing
from sim.engine.contacts import ContactFlow, TierHandler
from sim.engine.desk import Desk
from sim.engine.later import Later
from sim.engine.world import World
from sim.model.customer import Customer
from sim.model.demand import PotentialContact
from sim.model.dispute import Dispute
from sim.model.tier import end_of_shift, overflow_of
from sim.scenario.document import Scenario
from sim.units import MINUTES_PER_DAY, TICKS_PER_MINUTE

__all__ = ["SimpyClock"]

LAST_MOMENT = 1 / TICKS_PER_MINUTE
"""Before midnight: what a day leaves behind is settled before the next one, and perhaps a month, begins."""


class SimpyClock:
    """Lets the days, contacts, shifts and disputes of a world happen in a SimPy environment.

    Parameters
    ----------
    world : World
        Whose parts say what happens.
    """

    def __init__(self, world: World) -> None:
        self._world = world
        self._tiers = world.tiers
        self._env = env = simpy.Environment(initial_time=float(world.calendar.days.start * MINUTES_PER_DAY))
        self._desk = desk = Desk(env, world.records)
        self._flow = ContactFlow(env, desk, world.contacts, self._tiers[0].name)
        for tier in self._tiers:
            handler = TierHandler(env, desk, world.contacts, self._flow, tier)
            desk.add_team(tier.name, handler, world.rosters[tier.name])
        billing = Billing(env, world.invoicing)
        desk.add_team(world.billing_team, billing, world.rosters[world.billing_team])
        for tier, other in world.swings:
            desk.swing(tier.name, other, TierHandler(env, desk, world.contacts, self._flow, tier))
        following = [tier.following for tier in self._tiers if tier.following is not None]
        desk.check_teams([self._tiers[0].name, world.billing_team, *following])
        self.adopt(world.versions[0])
        self._coming: Iterator[PotentialContact] = iter(())
        self._taken: Counter[str] = Counter()
        """Contacts of the day of customers whose contacts are limited."""

    def adopt(self, version: Scenario) -> None:
        """Tell the desk what becomes of work in hand at the end of a shift, and of contacts that would wait.

        Parameters
        ----------
        version : Scenario
            Holds from now on.
        """
        for name in (*(tier.name for tier in self._tiers), version.provider.billing_team):
            self._desk.set_rules(name, end_of_shift(version.provider, name), overflow_of(version.provider, name))

    def run(self) -> None:
        """Run from the warm-up to the horizon."""
        self._env.process(self._days())
        self._env.run(until=self._world.calendar.horizon)
        self._world.close(self)

    def keep_ledgers(self, month: int) -> None:
        """Record what the teams did in a month.

        Parameters
        ----------
        month : int
            That ends now; -1 is the warm-up.
        """
        self._desk.keep_ledgers(month)

    def change_clocks(self, customers: Iterable[Customer], now: float) -> None:
        """Let open contacts go on by the hours of coverage that their customers now have.

        Parameters
        ----------
        customers : iterable of Customer
            All customers of the run.
        now : float
            Minute of the run.
        """
        self._flow.change_clocks(customers, now)

    def withdraw(self, customer: Customer, now: float) -> None:
        """Withdraw the contacts of a customer that has left; a touch that goes on is the last.

        Parameters
        ----------
        customer : Customer
            Whose contract has ended.
        now : float
            Minute of the run.
        """
        self._flow.withdraw(customer, now)

    def add_dispute(self, dispute: Dispute) -> None:
        """Bring a dispute to the billing team.

        Parameters
        ----------
        dispute : Dispute
            Opened now.
        """
        self._desk.add(dispute, self._world.billing_team)

    def close_desk(self) -> None:
        """End the run at the desk: touches in hand are cut off, and promises of open contacts are looked at."""
        self._desk.close()
        self._flow.look_again(self._world.customers)

    def close_contacts(self) -> None:
        """End the run for contacts: those that are not over are still open."""
        self._flow.close(self._world.customers, self._world.calendar.horizon)

    def _days(self) -> Generator[simpy.Event, Any, None]:
        """Turn the months, look back on the week, and let each day's contacts come in."""
        env, world = self._env, self._world
        chunk: dict[int, list[PotentialContact]] = {}
        for day in world.calendar.days:
            yield env.timeout(day * MINUTES_PER_DAY - env.now)
            turned = world.turn(day, env.now, self)
            if turned is not None:
                present, until = turned
                chunk = world.demand.chunk(present, day, until)
            for tier in (*self._tiers, *(tier for tier, _ in world.swings)):
                tier.look_back(*self._desk.minutes(tier.name))
            self._taken.clear()
            potential_contacts = chunk.pop(day, [])
            now = max(env.now, 0.0)
            self._coming = iter(world.demand.called_forth(potential_contacts, world.relationship.ratio, now))
            self._await_next()
            yield env.timeout((day + 1) * MINUTES_PER_DAY - LAST_MOMENT - env.now)
            self._desk.sweep()
            if world.is_month(day + 1):
                self._flow.look_again(world.customers)

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
