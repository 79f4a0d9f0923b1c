"""How waits are felt: a response against expectation, a solution against its promise, in one piece or in several.

A promise that passes with nobody there is felt at that moment, again whenever the wait has doubled, and for the last
time when the wait ends. The pieces add up to what one piece at the end would have been: each adds the difference of
the values felt, multiplies trust by the ratio of what they leave of it, and teaches the difference of logarithms.
"""

from __future__ import annotations

from math import isnan, log

from sim.customers.causes import LATE_RESOLUTIONS, LATE_RESPONSES
from sim.customers.expectation import expected, felt, hours, learned, log_hours
from sim.customers.grievance import bond, forgiven
from sim.customers.trust import trust_after, trust_left
from sim.model.contact import Contact, LateWait
from sim.model.customer import Customer
from sim.model.relationship import Relationship
from sim.scenario.document import Scenario
from sim.units import MINUTES_PER_HOUR

__all__ = ["FeltWaits"]

DOUBLED = 2.0
"""A wait is felt again when it is so many times as long."""


class FeltWaits:
    """Lets customers feel how long they wait.

    Parameters
    ----------
    scenario : Scenario
        Document at the start of the study.
    relationship : Relationship
        Of each customer with its provider.
    """

    def __init__(self, scenario: Scenario, relationship: Relationship) -> None:
        self._relationship = relationship
        self.adopt(scenario)

    def adopt(self, scenario: Scenario) -> None:
        """Take over what the document says now.

        Parameters
        ----------
        scenario : Scenario
            Version of the document that holds from now on.
        """
        assumptions = scenario.assumptions
        g, e, t = assumptions.grievance, assumptions.expectation, assumptions.trust
        self._late_response = g.late_response.as_tuple()
        self._late_resolution = g.late_resolution.as_tuple()
        self._should_weight = e.should_weight
        self._immediate_hours = e.immediate_hours
        self._learning = (e.learning_faster, e.learning_slower)
        self._feeling = (e.tolerance, e.loss_aversion, e.curvature)
        self._trusting = (t.gain, t.loss, t.loss_most)
        shares = (g.recovered_owned_up, g.recovered_fast, g.recovered_compensated, g.recovered_most)
        discloses = scenario.selling.discloses_first
        self._disclosed = forgiven("early", compensated=False, shares=shares) if discloses else 0.0

    def expected_minutes(self, customer: Customer, severity: int) -> float:
        """Response that the customer expects.

        Parameters
        ----------
        customer : Customer
            Whose expectation.
        severity : int
            1 to 4.

        Returns
        -------
        float
            Coverage minutes.
        """
        return hours(self._yardstick(customer, severity)) * MINUTES_PER_HOUR

    def _yardstick(self, customer: Customer, severity: int) -> float:
        """Response that the customer expects, ln hours."""
        feelings, index = customer.feelings, severity - 1
        return expected(feelings.should[index], feelings.will[index], self._should_weight)

    def _share_felt(self, customer: Customer) -> float:
        """Share of a loss that is felt by a customer whom the provider told of its misses first."""
        if not self._disclosed:
            return 1.0
        feelings = customer.feelings
        return 1 - self._disclosed * bond(feelings.respect, feelings.alignment, customer.traits.dependence)

    def answered(self, contact: Contact, minutes: float, now: float) -> None:
        """Let a person's answer be felt against what was expected, and note that on the contact.

        Parameters
        ----------
        contact : Contact
            Answered by a person.
        minutes : float
            Coverage minutes of the response.
        now : float
            Minute of the run.
        """
        late, customer, severity = contact.late_response, contact.customer, contact.potential.severity
        if not customer.has_mood:
            return
        if late is None:
            self._feel_at_once(contact, minutes, now)
            return
        self.feel_response(contact, late, minutes, now)
        if isnan(late.learned):
            response = log_hours(minutes / MINUTES_PER_HOUR, self._immediate_hours)
            will, index = customer.feelings.will, severity - 1
            will[index] = learned(will[index], response, *self._learning)
        if late.value == 0:
            customer.feelings.trust = trust_after(customer.feelings.trust, 0.0, *self._trusting)

    def _feel_at_once(self, contact: Contact, minutes: float, now: float) -> None:
        """A response whose promise had not passed, or was kept: felt in one piece."""
        customer, index = contact.customer, contact.potential.severity - 1
        feelings = customer.feelings
        response = log_hours(minutes / MINUTES_PER_HOUR, self._immediate_hours)
        yardstick = self._yardstick(customer, index + 1)
        feelings.will[index] = learned(feelings.will[index], response, *self._learning)
        value = felt(yardstick, response, *self._feeling)
        if value < 0:
            value *= self._share_felt(customer)
        feelings.trust = trust_after(feelings.trust, value, *self._trusting)
        if value < 0:
            promised = contact.promised
            in_writing_only = promised.sold < minutes <= promised.response
            betrayal = 1 - self._relationship.clarity if in_writing_only else 0.0
            size = -value * self._late_response[index]
            self._relationship.add_grievance(customer, now, LATE_RESPONSES[index], size, betrayal)
        contact.expected = hours(yardstick) * MINUTES_PER_HOUR

    def miss_response(self, contact: Contact) -> LateWait:
        """Begin to feel a response whose promise has passed with nobody there: nothing of it is felt yet.

        Parameters
        ----------
        contact : Contact
            Not answered by a person.

        Returns
        -------
        LateWait
            Its yardstick is what the customer expects now.
        """
        customer, severity = contact.customer, contact.potential.severity
        yardstick = self._yardstick(customer, severity)
        contact.expected = hours(yardstick) * MINUTES_PER_HOUR
        return LateWait(yardstick, self._share_felt(customer), contact.promised.felt_response)

    def miss_resolution(self, contact: Contact) -> LateWait:
        """Begin to feel a solution whose promise has passed: nothing of it is felt yet.

        Parameters
        ----------
        contact : Contact
            Not solved in time.

        Returns
        -------
        LateWait
            Its yardstick is the promise, or what is expected where there is none.
        """
        promised = contact.promised.felt_resolution
        return LateWait(log(promised / MINUTES_PER_HOUR), self._share_felt(contact.customer), promised)

    def feel_response(self, contact: Contact, late: LateWait, minutes: float, now: float) -> None:
        """Feel one more piece of a late response, and learn from it that responses are slow.

        Parameters
        ----------
        contact : Contact
            That waits.
        late : LateWait
            Its wait.
        minutes : float
            Coverage minutes waited so far.
        now : float
            Minute of the run.
        """
        customer, index = contact.customer, contact.potential.severity - 1
        will = customer.feelings.will
        response = log_hours(minutes / MINUTES_PER_HOUR, self._immediate_hours)
        before = will[index] if isnan(late.learned) else late.learned
        if response > before:
            will[index] += self._learning[1] * (response - before)
            late.learned = response
        value = felt(late.yardstick, response, *self._feeling) * late.share
        size = self._lose(late, customer, value, minutes) * self._late_response[index]
        self._relationship.add_grievance(customer, now, LATE_RESPONSES[index], size)

    def feel_resolution(self, contact: Contact, late: LateWait, minutes: float, now: float) -> None:
        """Feel one more piece of a late solution.

        Parameters
        ----------
        contact : Contact
            That waits.
        late : LateWait
            Its wait.
        minutes : float
            Coverage minutes waited so far, waiting for the customer excluded.
        now : float
            Minute of the run.
        """
        customer, index = contact.customer, contact.severity - 1
        value = felt(late.yardstick, log(minutes / MINUTES_PER_HOUR), *self._feeling) * late.share
        size = self._lose(late, customer, value, minutes) * self._late_resolution[index]
        self._relationship.add_grievance(customer, now, LATE_RESOLUTIONS[index], size)

    def _lose(self, late: LateWait, customer: Customer, value: float, minutes: float) -> float:
        """Take from trust what this value takes beyond that felt before; returns the further loss of value."""
        while late.next_minutes <= minutes:
            late.next_minutes *= DOUBLED
        further = late.value - value
        if further <= 0 or not customer.has_mood:
            return 0.0
        before = trust_left(late.value, *self._trusting[1:])
        if before > 0:
            customer.feelings.trust *= trust_left(value, *self._trusting[1:]) / before
        late.value = value
        return further
