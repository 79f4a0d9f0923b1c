"""A contact's course: self-service, first response, solved, handed on, waiting, forgotten, repeated, hung up.

Every decision compares a uniform drawn at birth with a probability, so that each contact has random numbers of its own.
A contact waits for its customer, is forgotten or comes back at most once each. When things happen is the engine's
business; nothing here looks at a clock.
"""

from __future__ import annotations

from collections import defaultdict
from math import log

from sim.customers.causes import Cause
from sim.model.contact import ASK, HAND_ON, OVER, WORK_ON, Contact, NextStep, StepKind
from sim.model.contact_end import ended
from sim.model.customer import Customer
from sim.model.demand import PotentialContact
from sim.model.draws import ContactDraw
from sim.model.metering import UsageMeter
from sim.model.milestones import Milestones, open_further
from sim.model.promises import Promises
from sim.model.relationship import Relationship
from sim.model.telephone import Telephone
from sim.model.tier import Tier
from sim.provider.work import queue_key, value_key
from sim.records.events import CallOutcome, ContactOutcome, row
from sim.records.promises import PersonAnswered
from sim.records.recorder import Records
from sim.scenario.document import Scenario
from sim.units import MINUTES_PER_HOUR, cents, snap

__all__ = ["ContactRules"]

SOLVED_BY_TIER = (ContactDraw.SOLVED_1, ContactDraw.SOLVED_2, ContactDraw.SOLVED_3)
AGAIN = 3
"""Place of the second go at the first tier among the touches of a potential contact."""
OPEN, SOLVED = ContactOutcome.OPEN, ContactOutcome.SOLVED
UNANSWERED = (OPEN, ContactOutcome.WITHDRAWN)
"""Ends that a contact may come to while its customer waits for a person."""
ELIGIBLE, DEFLECTED, DISRESPECT_AGAIN = ContactDraw.ELIGIBLE, ContactDraw.DEFLECTED, ContactDraw.DISRESPECT_AGAIN
OUT_OF_SCOPE, DEFECT, DISRESPECT = ContactDraw.OUT_OF_SCOPE, ContactDraw.DEFECT, ContactDraw.DISRESPECT
SOLVED_AGAIN, REPEATED, FORGOTTEN = ContactDraw.SOLVED_AGAIN, ContactDraw.REPEATED, ContactDraw.FORGOTTEN
"""Bound once: to look up a member of an enumeration is slow, and these are looked at for every contact."""


class ContactRules:
    """Decides what becomes of contacts, whatever the tier, and records how they end.

    Parameters
    ----------
    scenario : Scenario
        Document at the start of the study.
    records : Records
        Where contacts are recorded.
    relationship : Relationship
        Of each customer with its provider.
    meter : UsageMeter
        Counts what contacts use of the charges of their customer's plan.
    """

    def __init__(self, scenario: Scenario, records: Records, relationship: Relationship, meter: UsageMeter) -> None:
        self._meter = meter
        self._relationship = relationship
        self.promises = Promises(scenario, relationship)
        self.milestones = Milestones(scenario, records, relationship)
        self.telephone = Telephone(scenario, records)
        self._contacts, self._persons = records.contacts, records.persons
        self._open: defaultdict[str, dict[Contact, None]] = defaultdict(dict)
        self._adopt(scenario)

    def adopt(self, scenario: Scenario) -> None:
        """Take over what the document says now.

        Parameters
        ----------
        scenario : Scenario
            Version of the document that holds from now on.
        """
        self.promises.adopt(scenario)
        self.milestones.adopt(scenario)
        self.telephone.adopt(scenario)
        self._adopt(scenario)

    def _adopt(self, scenario: Scenario) -> None:
        """Take over what this part itself reads."""
        self._assumptions = scenario.assumptions.contact
        self._policies = scenario.provider.policies
        self._weights = scenario.assumptions.grievance
        self._reviewed = bool(scenario.remedies)
        """Whether somebody looks at what each customer costs."""
        self._eligible = self._assumptions.self_service_eligible.as_tuple()
        outside = self._assumptions.out_of_scope_share
        self._refused_scope = outside + (1 - outside) * self._policies.not_covered_share
        self._repeat_probability = self._assumptions.repeat_probability
        self._template_share = self._policies.template_reply_share
        self._fix_cents = cents(self._policies.fix_price, scenario.minor_units)
        self._charges_for_fixes = self._policies.charges_for_fixes
        self._follow_up_discipline = self._policies.follow_up_discipline
        self._by_due = self._policies.queue_order == "earliest-due"
        self._by_value = self._policies.queue_order == "contract value"

    def _aggrieve(self, contact: Contact, now: float, cause: Cause, size: float, betrayal: float = 0.0) -> None:
        """Add grievance, unless the contact belongs to the warm-up."""
        if contact.potential.opened >= 0:
            self._relationship.add_grievance(contact.customer, now, cause, size, betrayal)

    def turn_away(self, potential: PotentialContact, now: float) -> None:
        """Turn a contact away: one too many for a customer whose contacts are limited.

        Parameters
        ----------
        potential : PotentialContact
            The contact.
        now : float
            Minute of the run.
        """
        contact = self._contact(potential)
        self._aggrieve(contact, now, Cause.TURNED_AWAY, self._weights.turned_away)
        self.end(contact, ContactOutcome.TURNED_AWAY, potential.opened)

    def _contact(self, potential: PotentialContact) -> Contact:
        """A contact with its place in the queue."""
        terms = potential.customer.contract.terms
        clock = terms.clock(potential.customer.member.segment, potential.severity)
        opened_covered = clock.at(potential.opened)
        if self._by_due:
            key = clock.moment(opened_covered + terms.promised[potential.severity - 1].felt_response)
        elif self._by_value:
            fee = potential.customer.contract.fee_cents / terms.minor_units
            key = value_key(fee, potential.severity, potential.opened)
        else:
            key = queue_key(terms.priority_class, potential.severity, potential.opened)
        contact = Contact(potential, key, opened_covered)
        return open_further(contact, terms, by_due=self._by_due) if terms.goes_further else contact

    def open(self, potential: PotentialContact) -> Contact | None:
        """Let a customer get in touch.

        Parameters
        ----------
        potential : PotentialContact
            The contact.

        Returns
        -------
        Contact or None
            None where self-service solved it.
        """
        opened, u = potential.opened, potential.u
        contact = self._contact(potential)
        if (
            u[ELIGIBLE] < self._eligible[potential.severity - 1]
            and u[DEFLECTED] < contact.customer.member.segment.self_service_share
        ):
            if u[ContactDraw.DEFLECTION_FAILED] >= self._assumptions.self_service_failure:
                self.end(contact, ContactOutcome.DEFLECTED, opened)
                return None
            self._aggrieve(contact, opened, Cause.FAILED_SELF_SERVICE, self._weights.failed_self_service)
        contact.out_of_scope = u[OUT_OF_SCOPE] < self._refused_scope
        if self._template_share and not potential.by_phone and u[ContactDraw.TEMPLATED] < self._template_share:
            self.promises.reply_by_template(contact)
            self._aggrieve(contact, opened, Cause.CANNED_REPLY, self._weights.canned_reply)
        self._open[contact.customer_name][contact] = None
        return contact

    def open_contacts(self, customer: Customer) -> list[Contact]:
        """Contacts of a customer that have not ended.

        Parameters
        ----------
        customer : Customer
            Whose contacts.

        Returns
        -------
        list of Contact
            In the order in which they were opened.
        """
        return list(self._open[customer.name])

    def hang_up(self, contact: Contact, now: float, at: float) -> NextStep:
        """Let a caller hang up, and decide what follows: another call, a ticket, or nothing.

        Parameters
        ----------
        contact : Contact
            By telephone.
        now : float
            Minute of the run.
        at : float
            Minute at which patience ran out, not after ``now``.

        Returns
        -------
        NextStep
            OVER where the contact has ended.
        """
        self._aggrieve(contact, now, Cause.HUNG_UP, self._weights.hung_up)
        step = self.telephone.hang_up(contact, at)
        if step is OVER:
            self.promises.lose(contact, at)
            self.end(contact, ContactOutcome.HUNG_UP, at)
        return step

    def begin_touch(self, tier: Tier, contact: Contact, now: float) -> float:
        """Let a person take a contact; the first to do so makes the response.

        Parameters
        ----------
        tier : Tier
            Who takes it.
        contact : Contact
            From the queue of the tier.
        now : float
            Minute of the run.

        Returns
        -------
        float
            Minutes of work, on the grid of :func:`sim.units.snap`.
        """
        extra = 0.0
        if contact.answered != contact.answered:
            self.telephone.pick_up(contact, now)
            extra = self._respond(contact, now)
        minutes = contact.potential.touches[AGAIN + tier.index if contact.again else tier.index]
        if tier.touch_factor != 1.0:
            minutes = snap(minutes * tier.touch_factor)
        if contact.track is not None:
            extra += self.milestones.work(contact)
        return minutes + extra

    def _respond(self, contact: Contact, now: float) -> float:
        """The first response: counted, felt, and chased where it was late; returns the minutes that chases cost."""
        self.promises.answer(contact, now)
        if contact.customer.contract.terms.use_charges:
            self._meter.answer(contact, now)
        if contact.templated:
            potential = contact.potential
            person = (contact.customer_name, potential.day, potential.number, now, contact.response)
            self._persons.append(row(PersonAnswered, person))
        if contact.response <= contact.expected:
            return 0.0
        contact.chases = self.promises.chases(contact, contact.response)
        return snap(contact.chases * self._assumptions.chase_minutes)

    def interrupt(self, contact: Contact, now: float) -> None:
        """Count a piece of a touch that is interrupted.

        Parameters
        ----------
        contact : Contact
            Worked on until now, and not for the last time.
        now : float
            Minute of the run.
        """
        if contact.customer.contract.terms.use_charges:
            self._meter.work(contact, now)

    def finish_touch(self, tier: Tier, contact: Contact, now: float) -> NextStep:
        """Decide what follows a touch: solved, handed on, waiting for the customer, or worked on again.

        Parameters
        ----------
        tier : Tier
            Who worked on it.
        contact : Contact
            Whose touch is over.
        now : float
            Minute of the run.

        Returns
        -------
        NextStep
            OVER where the contact has ended.
        """
        customer, u = contact.customer, contact.potential.u
        contact.touches += 1
        if customer.contract.terms.use_charges:
            self._meter.work(contact, now)
        minutes = contact.minutes(now)
        contact.work += minutes
        if self._reviewed:
            customer.usage.labour += tier.cost_per_minute * (minutes + tier.wrap_up) + tier.cost_per_touch
        if customer.contract.leaves_at <= now:
            self.end(contact, ContactOutcome.WITHDRAWN, now)
            return OVER
        disrespect = u[DISRESPECT_AGAIN if contact.again else DISRESPECT]
        if disrespect < tier.disrespect_probability and contact.potential.opened >= 0:
            self._relationship.disrespect(customer, now, Cause.DISRESPECT, self._weights.disrespect)
        chance = u[SOLVED_AGAIN if contact.again else SOLVED_BY_TIER[tier.index]]
        solved = tier.solved_probability
        if contact.final or chance < solved:
            return self._solve(contact, now)
        if contact.touches == 1:
            self.milestones.after_first_touch(contact, self.promises, now)
        if tier.following is not None and chance < solved + tier.escalated_share:
            return self._escalate(contact, now)
        if tier.solves_all:
            return self._solve(contact, now)
        return self._follow_up(contact, ASK)

    def _solve(self, contact: Contact, now: float) -> NextStep:
        """The contact is solved, or comes back because the solution will not hold."""
        u = contact.potential.u
        if not contact.repeated and u[REPEATED] < self._repeat_probability:
            contact.repeated = True
            if not contact.terms.plan.resolution_clock_while_solved:
                contact.pause(now)
            minutes = -self._assumptions.repeat_hours * MINUTES_PER_HOUR * log(u[ContactDraw.REPEAT_DELAY])
            return NextStep(StepKind.COME_BACK, minutes)
        if contact.out_of_scope and contact.potential.opened >= 0:
            self._charge_work(contact, now)
        elif self._charges_for_fixes and contact.potential.opened >= 0:
            self._charge_fix(contact, now)
        self.promises.solve(contact, now)
        if contact.customer.contract.terms.use_charges:
            self._meter.solve(contact, now)
        self.end(contact, SOLVED, now)
        return OVER

    def _charge_work(self, contact: Contact, now: float) -> None:
        """Work outside the scope, or treated as if it were, is charged by the hour."""
        usage = contact.customer.usage
        if contact.potential.u[OUT_OF_SCOPE] < self._assumptions.out_of_scope_share:
            usage.out_of_scope_minutes += contact.work
            return
        usage.not_covered_minutes += contact.work
        self._aggrieve(contact, now, Cause.NOT_COVERED, self._weights.not_covered, 1 - self._relationship.clarity)

    def _charge_fix(self, contact: Contact, now: float) -> None:
        """The customer pays for the repair of what should not have been broken."""
        if contact.potential.u[DEFECT] < self._assumptions.defect_share:
            contact.customer.usage.fixes_cents += self._fix_cents
            self._relationship.betray(contact.customer, now, Cause.PAY_FOR_FIX, self._weights.pay_for_fix)

    def _escalate(self, contact: Contact, now: float) -> NextStep:
        """The contact is handed on, unless the escalation is refused."""
        refused = contact.potential.u[ContactDraw.REFUSED] < self._policies.refused_escalation_share
        if contact.final or not refused:
            return self._follow_up(contact, HAND_ON)
        if contact.potential.opened >= 0:
            weight = self._weights.refused_escalation
            self._relationship.disrespect(contact.customer, now, Cause.REFUSED_ESCALATION, weight)
        contact.again = contact.final = True
        return WORK_ON

    def _follow_up(self, contact: Contact, step: NextStep) -> NextStep:
        """Somebody must follow up; without discipline it is forgotten until the customer chases."""
        u = contact.potential.u
        if contact.forgotten or u[FORGOTTEN] < self._follow_up_discipline:
            return step
        contact.forgotten = True
        minutes = -self._assumptions.forgotten_hours * MINUTES_PER_HOUR * log(u[ContactDraw.FORGOTTEN_DELAY])
        return NextStep(StepKind.FORGOTTEN, minutes, step.kind)

    def come_back(self, contact: Contact, now: float) -> None:
        """Let a contact come back from the first tier on: the solution did not hold.

        Parameters
        ----------
        contact : Contact
            Believed to be solved.
        now : float
            Minute of the run.
        """
        self._aggrieve(contact, now, Cause.REPEAT_CONTACT, self._weights.repeat_contact)
        contact.resume(now)
        contact.again = True
        contact.final = False

    def chase(self, contact: Contact, now: float) -> None:
        """Let the customer chase a contact that was forgotten.

        Parameters
        ----------
        contact : Contact
            Forgotten.
        now : float
            Minute of the run.
        """
        contact.chases += 1
        self._aggrieve(contact, now, Cause.FORGOTTEN, self._weights.forgotten)

    def hand_on(self, contact: Contact, now: float) -> None:
        """Hand a contact on to the next tier.

        Parameters
        ----------
        contact : Contact
            Not solved.
        now : float
            Minute of the run.
        """
        self._aggrieve(contact, now, Cause.HAND_OFF, self._weights.hand_off)
        contact.again = False

    def ask(self, contact: Contact, now: float) -> float:
        """Ask the customer; the clock of the contract stands still until it answers.

        Parameters
        ----------
        contact : Contact
            Not solved.
        now : float
            Minute of the run.

        Returns
        -------
        float
            Minutes until the customer answers.
        """
        contact.pause(now)
        uniform = contact.potential.u[ContactDraw.CUSTOMER_DELAY]
        return -self._assumptions.customer_wait_hours * MINUTES_PER_HOUR * log(uniform)

    def answer(self, contact: Contact, now: float) -> None:
        """Let the customer answer; the next touch solves the contact.

        Parameters
        ----------
        contact : Contact
            Whose customer was asked.
        now : float
            Minute of the run.
        """
        contact.resume(now)
        contact.again = contact.final = True

    def end(self, contact: Contact, outcome: ContactOutcome, now: float) -> None:
        """Record that a contact is over, or still open at the horizon.

        Parameters
        ----------
        contact : Contact
            Not ended before.
        outcome : ContactOutcome
            How it ends.
        now : float
            Minute of the run.
        """
        if contact.track is not None:
            self.milestones.look(contact, now, present=True)
        contact.ended = True
        self.telephone.end(contact, now, CallOutcome.CUT_OFF)
        self._open[contact.customer_name].pop(contact, None)
        if outcome in UNANSWERED and contact.answered != contact.answered:
            until = min(now, contact.customer.contract.leaves_at)
            contact.chases = self.promises.chases(contact, contact.waited(until))
        self._contacts.append(ended(contact, outcome, now))
