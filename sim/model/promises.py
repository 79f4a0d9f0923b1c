"""The promises of contacts: when the next falls due, and what follows where it passes with nobody there.

A promise that passes unkept is missed at that moment: it counts in the month, for credits too, and is felt. A contact
that was opened in the warm-up counts for nothing. What was not promised is felt against best effort, and is
neither kept nor missed. When the moment comes is the engine's business.
"""

from __future__ import annotations

from math import inf

from sim.model.contact import Contact, LateWait
from sim.model.draws import ContactDraw
from sim.model.late import FeltWaits
from sim.model.relationship import Relationship
from sim.model.tallied import tally_end, tally_kept, tally_missed
from sim.provider.work import chases
from sim.scenario.document import Scenario
from sim.units import MINUTES_PER_HOUR, TICKS_PER_MINUTE, snap

__all__ = ["Promises"]

TICK = 1 / TICKS_PER_MINUTE


class Promises:
    """Counts and feels promises of first response and of solution, kept and missed.

    Parameters
    ----------
    scenario : Scenario
        Document at the start of the study.
    relationship : Relationship
        Of each customer with its provider.
    """

    def __init__(self, scenario: Scenario, relationship: Relationship) -> None:
        self._felt = FeltWaits(scenario, relationship)
        self._adopt(scenario)

    def adopt(self, scenario: Scenario) -> None:
        """Take over what the document says now.

        Parameters
        ----------
        scenario : Scenario
            Version of the document that holds from now on.
        """
        self._felt.adopt(scenario)
        self._adopt(scenario)

    def _adopt(self, scenario: Scenario) -> None:
        assumptions = scenario.assumptions.contact
        self._chase_minutes = assumptions.chase_hours * MINUTES_PER_HOUR
        self._most_chases = assumptions.most_chases
        self._workaround_share = assumptions.workaround_share

    def reply_by_template(self, contact: Contact) -> None:
        """Let a template answer at once: the contract counts a response within the promise.

        Parameters
        ----------
        contact : Contact
            Just opened.
        """
        contact.templated = True
        contact.response = 0.0
        if contact.potential.opened >= 0 and contact.promised.has_response:
            contact.customer.usage.responses_made += 1
            contact.customer.usage.responses_met += 1
            tally_kept(contact, "response")

    def earliest(self, contact: Contact) -> float:
        """Moment before which none of its promises can pass or be felt again: covered time passes no faster than time.

        Parameters
        ----------
        contact : Contact
            Not ended.

        Returns
        -------
        float
            Minute of the run; infinity where nothing is to come, as for a contact of the warm-up.
        """
        opened, promised = contact.potential.opened, contact.promised
        if opened < 0:
            return inf
        minutes = inf
        if contact.pause_began != contact.pause_began:
            late = contact.late_resolution
            minutes = late.next_minutes if late else promised.felt_resolution
        if contact.answered != contact.answered:
            late = contact.late_response
            minutes = min(minutes, late.next_minutes if late else promised.felt_response)
        if contact.track is not None:
            minutes = min(minutes, contact.track.next_minutes())
        return opened + minutes

    def next_moment(self, contact: Contact, now: float) -> float:
        """Moment at which one of its promises will have passed, or be felt again, if nothing happens before.

        Parameters
        ----------
        contact : Contact
            Not ended.
        now : float
            Minute of the run.

        Returns
        -------
        float
            After ``now``; infinity where nothing is to come.
        """
        promised, since = contact.promised, contact.opened_covered
        covered = inf
        if contact.answered != contact.answered:
            late = contact.late_response
            covered = since + (late.next_minutes if late else promised.felt_response)
        if contact.pause_began != contact.pause_began:
            late = contact.late_resolution
            minutes = late.next_minutes if late else promised.felt_resolution
            covered = min(covered, since + contact.paused + minutes)
        track = contact.track
        if track is not None:
            if contact.answered != contact.answered:
                covered = min(covered, since + track.until_response())
            if contact.pause_began != contact.pause_began:
                covered = min(covered, since + contact.paused + track.until_solution())
        if covered == inf:
            return inf
        moment = contact.clock.moment(covered + TICK)
        return moment if moment == inf else max(snap(moment), now + TICK)

    def look(self, contact: Contact, now: float) -> None:
        """Miss, or feel once more, what has passed by now.

        Parameters
        ----------
        contact : Contact
            Not ended.
        now : float
            Minute of the run.
        """
        customer, promised = contact.customer, contact.promised
        if now >= customer.contract.leaves_at:
            return
        if contact.answered != contact.answered:
            waited, late = contact.waited(now), contact.late_response
            if late is None and waited > promised.felt_response:
                late = contact.late_response = self._felt.miss_response(contact)
                if not contact.templated:
                    customer.usage.responses_made += promised.has_response
                    tally_missed(contact, "response")
            if late is not None and waited >= late.next_minutes:
                self._felt.feel_response(contact, late, waited, now)
        unsolved, late = contact.unsolved(now), contact.late_resolution
        if late is None and unsolved > promised.felt_resolution:
            late = self._miss_resolution(contact)
        if late is not None and unsolved >= late.next_minutes:
            self._felt.feel_resolution(contact, late, unsolved, now)

    def answer(self, contact: Contact, now: float) -> None:
        """Let a person answer: the response is counted, unless its miss was, and felt.

        Where a template came first, the contract has counted that one; the person's answer is felt.

        Parameters
        ----------
        contact : Contact
            Not answered by a person before.
        now : float
            Minute of the run.
        """
        customer, promised = contact.customer, contact.promised
        contact.answered = now
        contact.response = minutes = contact.waited(now)
        if contact.potential.opened < 0:
            contact.expected = self._felt.expected_minutes(customer, contact.potential.severity)
            return
        self._felt.answered(contact, minutes, now)
        usage = customer.usage
        usage.contacts += 1
        usage.outside_allowance += contact.out_of_scope
        if contact.late_response is None and not contact.templated and promised.has_response:
            usage.responses_made += 1
            met = minutes <= promised.response
            usage.responses_met += met
            tally = tally_kept if met else tally_missed
            tally(contact, "response")
        tally_end(contact, "response", now)

    def solve(self, contact: Contact, now: float) -> None:
        """Let a contact be solved: the solution is counted, unless its miss was, and felt where it is late.

        Parameters
        ----------
        contact : Contact
            Solved for good.
        now : float
            Minute of the run.
        """
        if contact.potential.opened < 0 or contact.worked_around == contact.worked_around:
            return
        self._settle(contact, now)

    def work_around(self, contact: Contact, now: float) -> None:
        """Let a contact have a workaround, if one is found: the promise of a solution is counted, and felt no more.

        Parameters
        ----------
        contact : Contact
            Not solved by its first touch, with a promise that a workaround keeps.
        now : float
            Minute of the run.
        """
        if contact.potential.opened < 0 or contact.potential.u[ContactDraw.WORKED_AROUND] >= self._workaround_share:
            return
        self._settle(contact, now)
        contact.worked_around = contact.unsolved(now)
        contact.promised = contact.promised._replace(felt_resolution=inf)
        if contact.late_resolution is not None:
            contact.late_resolution.next_minutes = inf

    def _settle(self, contact: Contact, now: float) -> None:
        """The promise of a solution comes to its end: kept, unless its miss was counted, or missed and felt."""
        late = contact.late_resolution
        if late is None:
            in_time, promises = contact.promised.felt_resolution, contact.promised.has_resolution
            if now - contact.potential.opened <= in_time or contact.unsolved(now) <= in_time:
                contact.customer.usage.solutions_made += promises
                contact.customer.usage.solutions_met += promises
                tally_kept(contact, "resolution")
                return
            late = self._miss_resolution(contact)
        self._felt.feel_resolution(contact, late, contact.unsolved(now), now)
        tally_end(contact, "resolution", now)

    def _miss_resolution(self, contact: Contact) -> LateWait:
        """The promise of solution has passed: a miss of this month; what was not promised is felt, and no miss."""
        contact.customer.usage.solutions_made += contact.promised.has_resolution
        tally_missed(contact, "resolution")
        late = contact.late_resolution = self._felt.miss_resolution(contact)
        return late

    def lose(self, contact: Contact, now: float) -> None:
        """Let a caller hang up for good: both promises are missed, where they were not before.

        Parameters
        ----------
        contact : Contact
            Never answered.
        now : float
            Minute of the run.
        """
        if contact.potential.opened >= 0:
            usage, promised = contact.customer.usage, contact.promised
            response_due = contact.late_response is None and not contact.templated
            usage.responses_made += response_due and promised.has_response
            usage.solutions_made += contact.late_resolution is None and promised.has_resolution
            if response_due:
                tally_missed(contact, "response")
            if contact.late_resolution is None:
                tally_missed(contact, "resolution")
            tally_end(contact, "response", now)
            tally_end(contact, "resolution", now)

    def chases(self, contact: Contact, minutes: float) -> int:
        """Number of times that its customer chased a contact while it waited for a person.

        Parameters
        ----------
        contact : Contact
            Answered, or ended unanswered.
        minutes : float
            Coverage minutes that it waited.

        Returns
        -------
        int
            0 where the customer does not chase.
        """
        if contact.expected != contact.expected:
            contact.expected = self._felt.expected_minutes(contact.customer, contact.potential.severity)
        if minutes <= contact.expected:
            return 0
        if contact.potential.u[ContactDraw.CHASED] >= contact.customer.member.segment.chasing_share:
            return 0
        return chases(minutes, contact.expected, self._chase_minutes, self._most_chases)
