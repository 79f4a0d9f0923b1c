"""When contacts happen: who is queued where, who comes back, chases or answers, and at which minute.

What happens is decided by :class:`sim.model.contact_rules.ContactRules`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from math import inf

import simpy

from sim.engine.alarms import Alarms
from sim.engine.desk import Desk
from sim.engine.later import Later
from sim.model.contact import OVER, Contact, StepKind
from sim.model.contact_rules import ContactRules
from sim.model.customer import Customer
from sim.model.demand import PotentialContact
from sim.model.tier import Tier
from sim.records.events import ContactOutcome
from sim.units import snap

__all__ = ["ContactFlow", "TierHandler"]


class ContactFlow:
    """Brings contacts to the desk, and back to it when their time has come.

    Parameters
    ----------
    env : simpy.Environment
        Clock of the run.
    desk : Desk
        With a team for each tier.
    rules : ContactRules
        Decide what becomes of contacts.
    first_tier : str
        Name of the team that takes contacts first.
    """

    def __init__(self, env: simpy.Environment, desk: Desk, rules: ContactRules, first_tier: str) -> None:
        self._env = env
        self._desk = desk
        self._rules = rules
        self._first_tier = first_tier
        self._alarms = Alarms(env, self._look)

    def open(self, potential: PotentialContact) -> None:
        """Let a customer get in touch.

        Parameters
        ----------
        potential : PotentialContact
            The contact.
        """
        contact = self._rules.open(potential)
        if contact is not None:
            self.queue_first(contact)

    def turn_away(self, potential: PotentialContact) -> None:
        """Turn a contact away: one too many for a customer whose contacts are limited.

        Parameters
        ----------
        potential : PotentialContact
            The contact.
        """
        self._rules.turn_away(potential, self._env.now)

    def queue_first(self, contact: Contact) -> None:
        """Queue for the first tier; a caller holds the line, unless nobody is there and a message must do.

        Parameters
        ----------
        contact : Contact
            Not ended.
        """
        calls = contact.potential.by_phone and contact.touches == 0
        if calls and self._desk.is_staffed(self._first_tier, contact.severity):
            line = self._rules.telephone.call(contact, self._env.now)
            as_ticket, contact.key = contact.key, line.key
            self._desk.add(contact, self._first_tier, line.patience, punctual=line.punctual, interrupts=line.interrupts)
            contact.key = as_ticket
        else:
            self.queue_ticket(contact)
        if contact.ticket:
            self.watch(contact)

    def queue_ticket(self, contact: Contact) -> None:
        """Queue for the first tier in writing.

        Parameters
        ----------
        contact : Contact
            Not ended.
        """
        self._desk.add(contact, self._first_tier)

    def watch(self, contact: Contact) -> None:
        """Look at the promises of a contact when the next of them may have passed; a customer that has left has none.

        Parameters
        ----------
        contact : Contact
            Not ended.
        """
        promises, now = self._rules.promises, self._env.now
        if contact.customer.contract.leaves_at <= now:
            return
        at = promises.earliest(contact)
        if at <= now:
            at = promises.next_moment(contact, now)
        if at < contact.next_look:
            self._alarms.put(contact, at)

    def _look(self, contact: Contact) -> None:
        """A promise may have passed."""
        self._rules.promises.look(contact, self._env.now)
        if contact.track is not None:
            self._follow(contact)
        self.watch(contact)

    def _follow(self, contact: Contact) -> None:
        """An update may have fallen due, or a level be told; the contact may then stand before all others."""
        in_work = bool(contact.team) and not contact.ticket
        present = in_work or self._desk.is_staffed(contact.team or self._first_tier, contact.severity)
        first = self._rules.milestones.look(contact, self._env.now, present=present)
        if first and contact.ticket and not contact.resumed and contact.gives_up_at == inf:
            team = contact.team
            self._desk.remove(contact)
            self._desk.add(contact, team)

    def look_again(self, customers: Iterable[Customer]) -> None:
        """Look at the promises of all open contacts, in work too: as a month ends, and at the horizon.

        Parameters
        ----------
        customers : iterable of Customer
            All customers of the run.
        """
        for customer in customers:
            for contact in self._rules.open_contacts(customer):
                if contact.potential.opened >= 0:
                    self._rules.promises.look(contact, self._env.now)
                    if contact.track is not None:
                        self._follow(contact)

    def change_clocks(self, customers: Iterable[Customer], now: float) -> None:
        """Let open contacts go on by the hours of coverage that their customers now have.

        Parameters
        ----------
        customers : iterable of Customer
            All customers of the run.
        now : float
            Minute of the run.
        """
        for customer in customers:
            terms, segment = customer.contract.terms, customer.member.segment
            for contact in self._rules.open_contacts(customer):
                clock = terms.clock(segment, contact.severity)
                if contact.clock is not clock:
                    contact.change_clock(clock, now)
                    contact.next_look = inf
                    self.watch(contact)

    def after(self, contact: Contact, minutes: float, then: Callable[[Contact], None]) -> None:
        """Let something happen to a contact later, unless it is over by then.

        Parameters
        ----------
        contact : Contact
            Not ended.
        minutes : float
            Until then, 0 or more.
        then : callable
            Takes the contact.
        """
        Later(self._env, snap(minutes), (contact, then), self._happen)

    def _happen(self, event: Later) -> None:
        """Go on with a contact, unless it is over."""
        contact, then = event.subject
        if not contact.ended:
            then(contact)

    def withdraw(self, customer: Customer, now: float) -> None:
        """Withdraw the contacts of a customer that has left; a touch that goes on is the last.

        Parameters
        ----------
        customer : Customer
            Whose contract has ended.
        now : float
            Minute of the run.
        """
        for contact in self._rules.open_contacts(customer):
            self._desk.remove(contact)
            if not contact.team:
                self._rules.end(contact, ContactOutcome.WITHDRAWN, now)

    def close(self, customers: Iterable[Customer], now: float) -> None:
        """End the run: contacts that are not over are still open.

        Parameters
        ----------
        customers : iterable of Customer
            All customers of the run.
        now : float
            The horizon.
        """
        for customer in customers:
            for contact in self._rules.open_contacts(customer):
                self._rules.end(contact, ContactOutcome.OPEN, now)


class TierHandler:
    """Handles the contacts of one tier.

    Parameters
    ----------
    env : simpy.Environment
        Clock of the run.
    desk : Desk
        With a team for each tier.
    rules : ContactRules
        Decide what becomes of contacts.
    flow : ContactFlow
        Brings contacts back.
    tier : Tier
        Whose contacts they are.
    """

    def __init__(self, env: simpy.Environment, desk: Desk, rules: ContactRules, flow: ContactFlow, tier: Tier) -> None:
        self._env = env
        self._desk = desk
        self._rules = rules
        self._flow = flow
        self._tier = tier
        self.begin: Callable[[Contact, float], float] = partial(rules.begin_touch, tier)
        """Lets a person take a contact: minutes of work."""
        self._steps: dict[StepKind, Callable[[Contact], None]] = {
            StepKind.WORK_ON: self._work_on,
            StepKind.HAND_ON: self._hand_on,
            StepKind.ASK: self._ask,
        }

    def give_up(self, contact: Contact, at: float) -> None:
        """Let a caller hang up.

        Parameters
        ----------
        contact : Contact
            No longer in the queue.
        at : float
            Minute at which patience ran out.
        """
        kind, minutes, _ = self._rules.hang_up(contact, self._env.now, at)
        if kind is StepKind.CALL_AGAIN:
            self._flow.after(contact, minutes, self._flow.queue_first)
        elif kind is StepKind.WRITE:
            self._flow.queue_ticket(contact)

    def wrap_up(self, contact: Contact, now: float) -> float:
        """Say how long a person is busy with what a touch leaves to be done: nothing for a customer that has left.

        Parameters
        ----------
        contact : Contact
            Worked on until now.
        now : float
            Minute of the run.

        Returns
        -------
        float
            Minutes.
        """
        return self._tier.wrap_up if contact.customer.contract.leaves_at > now else 0.0

    def interrupt(self, contact: Contact, now: float) -> bool:
        """Decide whether the rest of a touch is still to be done: not for a customer that has left.

        Parameters
        ----------
        contact : Contact
            Worked on until now.
        now : float
            Minute of the run.

        Returns
        -------
        bool
            False where the contact has ended.
        """
        if contact.customer.contract.leaves_at > now:
            self._rules.interrupt(contact, now)
            self._flow.watch(contact)
            return True
        self._rules.end(contact, ContactOutcome.WITHDRAWN, now)
        return False

    def finish(self, contact: Contact, now: float) -> None:
        """End a touch and let follow what follows.

        Parameters
        ----------
        contact : Contact
            Worked on until now.
        now : float
            Minute of the run.
        """
        step = self._rules.finish_touch(self._tier, contact, now)
        if step is OVER:
            return
        self._flow.watch(contact)
        kind, minutes, when_chased = step
        if kind is StepKind.COME_BACK:
            self._flow.after(contact, minutes, self._come_back)
        elif kind is StepKind.FORGOTTEN:
            go_on = self._steps[when_chased]

            def chased(contact: Contact) -> None:
                self._rules.chase(contact, self._env.now)
                go_on(contact)

            self._flow.after(contact, minutes, chased)
        else:
            self._steps[kind](contact)

    def _come_back(self, contact: Contact) -> None:
        """The solution did not hold: the contact starts at the first tier."""
        self._rules.come_back(contact, self._env.now)
        self._flow.queue_first(contact)

    def _work_on(self, contact: Contact) -> None:
        """Queue for another touch of its tier."""
        self._desk.add(contact, self._tier.queue)

    def _hand_on(self, contact: Contact) -> None:
        """The next tier takes it."""
        self._rules.hand_on(contact, self._env.now)
        self._desk.add(contact, self._tier.following or self._tier.queue)

    def _ask(self, contact: Contact) -> None:
        """The customer must answer before the same tier goes on."""
        minutes = self._rules.ask(contact, self._env.now)

        def answers(contact: Contact) -> None:
            self._rules.answer(contact, self._env.now)
            self._flow.watch(contact)
            self._work_on(contact)

        self._flow.after(contact, minutes, answers)
