"""Updates that are given or missed, and levels that are told, while a contact is open.

An update that falls due while somebody is there is given with the provider's discipline, and missed otherwise; one that
is given on a contact that waits adds work to its next touch. A level that is told puts the contact before all others.
"""

from __future__ import annotations

from sim.customers.causes import Cause
from sim.model.contact import Contact
from sim.model.draws import ContactDraw
from sim.model.following import Track
from sim.model.promised import promised_in_days
from sim.model.promises import Promises
from sim.model.relationship import Relationship
from sim.model.severity import WEIGHTS, change_severity, severity_after
from sim.model.tallied import tally_update
from sim.model.terms import Terms
from sim.records.promises import ContactEscalated, SeverityChanged, UpdateDue
from sim.records.recorder import Records
from sim.scenario.document import Scenario
from sim.units import snap

__all__ = ["Milestones", "open_further"]

FRONT = 1e12
"""Taken off the key of a contact: more than any class, severity or time."""
GOLDEN = 0.6180339887498949
"""Step from the number of one update to that of the next, modulo 1: each is uniform. Source: Weyl 1916."""


def open_further(contact: Contact, terms: Terms, *, by_due: bool) -> Contact:
    """Let a contact have its promises in business days, its updates and its escalations.

    Parameters
    ----------
    contact : Contact
        Just made.
    terms : Terms
        At opening.
    by_due : bool
        Whether contacts are taken in the order in which their responses fall due.

    Returns
    -------
    Contact
        The same.
    """
    index, opened = contact.potential.severity - 1, contact.potential.opened
    if terms.days is not None:
        days, clock = terms.days[index], contact.clock
        contact.promised = promised_in_days(contact.promised, days, clock, opened, terms.sold_share)
        if by_due:
            contact.key = clock.moment(contact.opened_covered + contact.promised.felt_response)
    follow = None if terms.follows is None else terms.follows[index]
    if follow is not None and opened >= 0:
        contact.track = Track(follow)
    return contact


class Milestones:
    """Counts, records and feels updates and escalations.

    Parameters
    ----------
    scenario : Scenario
        Document at the start of the study.
    records : Records
        Where updates and escalations are recorded.
    relationship : Relationship
        Of each customer with its provider.
    """

    def __init__(self, scenario: Scenario, records: Records, relationship: Relationship) -> None:
        self._updates = records.updates
        self._escalations = records.escalations
        self._severities = records.severities
        self._relationship = relationship
        self.adopt(scenario)

    def adopt(self, scenario: Scenario) -> None:
        """Take over what the document says now.

        Parameters
        ----------
        scenario : Scenario
            Version of the document that holds from now on.
        """
        self._discipline = scenario.provider.policies.update_discipline
        self._update_minutes = scenario.provider.policies.update_minutes
        self._weight = scenario.assumptions.grievance.missed_update
        self._raised = scenario.assumptions.contact.severity_raised_share
        self._lowered = scenario.assumptions.contact.severity_lowered_share
        self._severity_weight = WEIGHTS[scenario.provider.policies.queue_order]

    def look(self, contact: Contact, now: float, *, present: bool) -> bool:
        """Give, or miss, updates that have fallen due by now, and tell the levels whose time has come.

        Parameters
        ----------
        contact : Contact
            Not ended, with a track.
        now : float
            Minute of the run.
        present : bool
            Whether somebody is there who can give an update.

        Returns
        -------
        bool
            Whether it now stands before all others.
        """
        track = contact.track
        if track is None or now >= contact.customer.contract.leaves_at:
            return False
        unsolved = contact.unsolved(now)
        while track.next_update < unsolved:
            self._update(contact, now, present=present)
            track.next_update += track.period
        unanswered = contact.answered != contact.answered
        waited = contact.waited(now) if unanswered else 0.0
        due = [rung for rung in track.rungs if rung.minutes < (waited if rung.until_response else unsolved)]
        if unanswered and not due:
            return False
        track.rungs = [rung for rung in track.rungs if rung not in due and (unanswered or not rung.until_response)]
        track.levels.update(rung.level for rung in due)
        for rung in due:
            contact.customer.usage.escalation_cents += rung.cost_cents
            escalation = (contact.customer_name, contact.day, contact.number, rung.level, now, rung.cost_cents)
            self._escalations.append(ContactEscalated(*escalation))
        if due and contact.key > -FRONT / 2:
            contact.key -= FRONT
            return True
        return False

    def _update(self, contact: Contact, now: float, *, present: bool) -> None:
        """An update has fallen due."""
        track, customer = contact.track, contact.customer
        if track is None:
            return
        uniform = (contact.potential.u[ContactDraw.UPDATED] + track.updates * GOLDEN) % 1.0
        track.updates += 1
        made = present and uniform < self._discipline
        customer.usage.updates_due += 1
        customer.usage.updates_given += made
        tally_update(contact, made=made)
        self._updates.append(
            UpdateDue(contact.customer_name, contact.day, contact.number, contact.terms.name, now, made)
        )
        if not made:
            self._relationship.add_grievance(customer, now, Cause.MISSED_UPDATE, self._weight)
        elif contact.ticket:
            track.owed_minutes += self._update_minutes

    def after_first_touch(self, contact: Contact, promises: Promises, now: float) -> None:
        """Let the severity of a contact change, and let it have a workaround.

        Parameters
        ----------
        contact : Contact
            Not solved by its first touch.
        promises : Promises
            Which a workaround may keep.
        now : float
            Minute of the run.
        """
        if self._raised or self._lowered:
            before, after = contact.severity, severity_after(contact, self._raised, self._lowered)
            if after != before:
                change_severity(contact, after, self._severity_weight, now)
                change = (contact.customer_name, contact.day, contact.number, now, before, after)
                self._severities.append(SeverityChanged(*change))
        if contact.promised.or_workaround:
            promises.work_around(contact, now)

    @staticmethod
    def work(contact: Contact) -> float:
        """Take the work of updates that a touch must make up for.

        Parameters
        ----------
        contact : Contact
            That a person takes.

        Returns
        -------
        float
            Minutes, on the grid of :func:`sim.units.snap`.
        """
        track = contact.track
        if track is None or not track.owed_minutes:
            return 0.0
        minutes, track.owed_minutes = snap(track.owed_minutes), 0.0
        return minutes
