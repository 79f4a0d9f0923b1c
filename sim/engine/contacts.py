"""The life of a contact: self-service, first response, solved, handed on, waiting, forgotten, repeated, hung up.

Each tier of the desk is a handler of its team. Every decision compares a uniform drawn at birth with a probability, so
that one contact's luck is its own. A contact waits for its customer, is forgotten or comes back at most once each.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from math import log, nan

import simpy

from sim.contracts.coverage import CoverageClock
from sim.customers.causes import Cause
from sim.engine.desk import Desk, DeskTeam, Job, Later
from sim.model.customer import Customer
from sim.model.demand import PotentialContact
from sim.model.draws import ContactDraw
from sim.model.relationship import Relationship
from sim.provider.work import NO_CORNERS, Corners, chases, corners, queue_key, touch_cost
from sim.records.events import ContactEnded, ContactOutcome, PersonAnswered, row
from sim.records.recorder import Records
from sim.scenario.desk import Policies, Team
from sim.scenario.document import Scenario
from sim.units import MINUTES_PER_HOUR, cents, snap

__all__ = ["Contact", "ContactFlow", "Tier", "build_tiers"]

RETRIED = (ContactDraw.RETRIED, ContactDraw.RETRIED_AGAIN)
RETRY_DELAY = (ContactDraw.RETRY_DELAY, ContactDraw.RETRY_DELAY_AGAIN)
AGAIN = 3


class Contact(Job):
    """One matter that a customer brought up."""

    __slots__ = (
        "again",
        "answered",
        "chases",
        "customer",
        "ended",
        "expected",
        "final",
        "forgotten",
        "opened_covered",
        "out_of_scope",
        "paused",
        "potential",
        "repeated",
        "response",
        "retries",
        "templated",
        "touches",
        "work",
    )

    def __init__(self, potential: PotentialContact, key: float, opened_covered: float) -> None:
        super().__init__(key, potential.customer.name, potential.day, potential.number)
        self.potential = potential
        self.customer = potential.customer
        self.opened_covered = opened_covered
        self.answered = nan
        self.expected = nan
        self.response = nan
        self.ended = False
        self.again = False
        """On its second go: worked for as long as column AGAIN says."""
        self.final = False
        """The next touch solves it."""
        self.forgotten = False
        self.repeated = False
        self.out_of_scope = False
        self.templated = False
        """A template answered at once: the response counts as made."""
        self.retries = 0
        self.touches = 0
        self.chases = 0
        self.paused = 0.0
        self.work = 0.0


class ContactFlow:
    """Everything a contact can go through, whatever the tier."""

    def __init__(
        self, env: simpy.Environment, scenario: Scenario, records: Records, desk: Desk, relationship: Relationship
    ) -> None:
        self.env = env
        self.desk = desk
        self.relationship = relationship
        self.records = records
        self.first: Tier
        self._open: defaultdict[str, dict[Contact, None]] = defaultdict(dict)
        self.adopt(scenario)

    def adopt(self, scenario: Scenario) -> None:
        """What the document says, as it now holds."""
        self.assumptions = scenario.assumptions.contact
        self.policies: Policies = scenario.provider.policies
        self.reviewed = bool(scenario.remedies)
        """Whether somebody looks at what each customer costs."""
        self._eligible = self.assumptions.self_service_eligible.as_tuple()
        outside = self.assumptions.out_of_scope_share
        self._refused_scope = outside + (1 - outside) * self.policies.not_covered_share
        self.charges_for_fixes = self.policies.charges_for_fixes
        self._template_share = self.policies.template_reply_share
        self._by_due = self.policies.queue_order == "earliest-due"

    def turn_away(self, potential: PotentialContact) -> None:
        """One contact too many for a customer whose contacts are throttled."""
        weight = self.relationship.weights.turned_away
        if potential.opened >= 0:
            self.relationship.add_grievance(potential.customer, self.env.now, Cause.TURNED_AWAY, weight)
        self.end(self._contact(potential), ContactOutcome.TURNED_AWAY, potential.opened)

    def _contact(self, potential: PotentialContact) -> Contact:
        terms = potential.customer.contract.terms
        if self._by_due:
            promised = terms.written_minutes[potential.severity - 1]
            key = terms.clock.moment(terms.clock.at(potential.opened) + promised)
        else:
            key = queue_key(terms.plan.priority_class, potential.severity, potential.opened)
        return Contact(potential, key, terms.clock.at(potential.opened))

    def open(self, potential: PotentialContact) -> None:
        """A customer gets in touch."""
        customer, u = potential.customer, potential.u
        contact = self._contact(potential)
        if (
            u[ContactDraw.ELIGIBLE] < self._eligible[potential.severity - 1]
            and u[ContactDraw.DEFLECTED] < customer.member.segment.self_service_share
        ):
            if u[ContactDraw.DEFLECTION_FAILED] >= self.assumptions.self_service_failure:
                self.end(contact, ContactOutcome.DEFLECTED, potential.opened)
                return
            if potential.opened >= 0:
                weight = self.relationship.weights.failed_self_service
                self.relationship.add_grievance(customer, potential.opened, Cause.FAILED_SELF_SERVICE, weight)
        contact.out_of_scope = u[ContactDraw.OUT_OF_SCOPE] < self._refused_scope
        if self._template_share and not potential.by_phone and u[ContactDraw.TEMPLATED] < self._template_share:
            contact.templated = True
            if potential.opened >= 0:
                weight = self.relationship.weights.canned_reply
                self.relationship.add_grievance(customer, potential.opened, Cause.CANNED_REPLY, weight)
        self._open[customer.name][contact] = None
        self.queue_first(contact)

    def queue_first(self, contact: Contact) -> None:
        """Towards the first tier; a caller holds the line, unless nobody is there and a message must do."""
        team = self.first.team
        if contact.potential.by_phone and contact.touches == 0 and (team.level or team.busy):
            patience = contact.potential.second_patience if contact.retries else contact.potential.patience
            self.desk.add(contact, team, patience, punctual=self._will_retry(contact))
        else:
            self.desk.add(contact, team)

    def _will_retry(self, contact: Contact) -> bool:
        """Whether this caller, having hung up, would try again; twice at most."""
        if contact.retries >= self.assumptions.most_retries:
            return False
        return contact.potential.u[RETRIED[contact.retries]] < self.assumptions.retry_probability

    def end(self, contact: Contact, outcome: ContactOutcome, now: float) -> None:
        """The contact is over: solved, deflected, hung up, withdrawn, or still open at the horizon."""
        potential, customer = contact.potential, contact.customer
        contact.ended = True
        self._open[customer.name].pop(contact, None)
        terms, index = customer.contract.terms, potential.severity - 1
        resolution = (
            terms.clock.at(now) - contact.opened_covered - contact.paused if outcome is ContactOutcome.SOLVED else nan
        )
        self.records.contacts.append(
            row(
                ContactEnded,
                (
                    customer.name,
                    potential.day,
                    potential.number,
                    potential.severity,
                    potential.by_phone,
                    outcome,
                    potential.opened,
                    contact.answered,
                    nan if outcome is ContactOutcome.OPEN else now,
                    contact.response,
                    terms.written_minutes[index],
                    terms.sold_minutes[index],
                    contact.expected,
                    resolution,
                    terms.resolution_minutes[index],
                    contact.touches,
                    contact.chases,
                    contact.out_of_scope,
                ),
            )
        )

    def charge_work(self, contact: Contact, now: float) -> None:
        """Solved outside the scope, rightly or as the desk would have it: by the hour."""
        customer = contact.customer
        if contact.potential.u[ContactDraw.OUT_OF_SCOPE] < self.assumptions.out_of_scope_share:
            customer.usage.out_of_scope_minutes += contact.work
            return
        customer.usage.not_covered_minutes += contact.work
        weight = self.relationship.weights.not_covered
        self.relationship.add_grievance(customer, now, Cause.NOT_COVERED, weight, 1 - self.relationship.clarity)

    def charge_fix(self, contact: Contact, now: float) -> None:
        """The customer pays for the repair of what should not have been broken."""
        if contact.potential.u[ContactDraw.DEFECT] < self.assumptions.defect_share:
            contact.customer.usage.fixes_cents += cents(self.policies.fix_price)
            self.relationship.betray(contact.customer, now, Cause.PAY_FOR_FIX, self.relationship.weights.pay_for_fix)

    def after(self, contact: Contact, minutes: float, what: Callable[[Contact], None]) -> None:
        """Something happens to the contact later, unless it is over by then."""

        def happen(_: Later) -> None:
            if not contact.ended:
                what(contact)

        Later(self.env, snap(minutes), contact, happen)

    def hang_up(self, contact: Contact, at: float) -> None:
        """Patience is out; some try again within the hour."""
        if contact.potential.opened >= 0:
            weight = self.relationship.weights.hung_up
            self.relationship.add_grievance(contact.customer, self.env.now, Cause.HUNG_UP, weight)
        if self._will_retry(contact):
            delay = contact.potential.u[RETRY_DELAY[contact.retries]]
            contact.retries += 1
            self.after(contact, self.assumptions.retry_minutes * delay, self.queue_first)
        else:
            self.end(contact, ContactOutcome.HUNG_UP, at)

    def withdraw(self, customer: Customer, now: float) -> None:
        """The customer has left: what still waits is withdrawn; a touch that goes on is the last."""
        for contact in list(self._open[customer.name]):
            self.desk.remove(contact)
            if contact.team is None:
                self.end(contact, ContactOutcome.WITHDRAWN, now)

    def close(self, customers: Iterable[Customer], now: float) -> None:
        """End of the run: what is not over is still open."""
        for customer in customers:
            for contact in list(self._open[customer.name]):
                self.end(contact, ContactOutcome.OPEN, now)


class Tier:
    """A team that solves contacts, and what it does with those that it cannot solve."""

    def __init__(self, flow: ContactFlow, name: str, index: int, rules: Team) -> None:
        self.flow = flow
        self.name = name
        self.index = index
        self.team: DeskTeam
        self.next: Tier | None = None
        self.corners: Corners = NO_CORNERS
        self.adopt(rules)

    def adopt(self, rules: Team) -> None:
        """What the document says of the team, as it now holds."""
        self.rules = rules
        self._disrespect = 1 - rules.respectful_share
        self._costs = touch_cost(rules.cost_per_hour / MINUTES_PER_HOUR, rules.shrinkage_share, rules.cost_per_contact)

    def begin(self, contact: Contact, team: DeskTeam, now: float) -> float:
        """A person takes the contact: the first response, and how long the touch will take."""
        extra = 0.0
        if contact.answered != contact.answered:
            extra = self._respond(contact, now)
        minutes = contact.potential.touches[AGAIN if contact.again else self.index]
        if self.corners.touch_factor != 1.0:
            minutes = snap(minutes * self.corners.touch_factor)
        return minutes + extra

    def _respond(self, contact: Contact, now: float) -> float:
        """The first response: felt, counted, and late ones chased; returns the minutes that the chases cost.

        What is felt and chased is the person's answer; where a template came first, the contract counts that one.
        """
        flow, customer, potential = self.flow, contact.customer, contact.potential
        contact.answered = now
        terms = customer.contract.terms
        response = counted = terms.clock.at(now) - contact.opened_covered
        if contact.templated:
            counted = 0.0
            person = (customer.name, potential.day, potential.number, now, response)
            flow.records.persons.append(row(PersonAnswered, person))
        contact.response = counted
        if potential.opened < 0:
            contact.expected = flow.relationship.expected_minutes(customer, potential.severity)
        else:
            contact.expected = flow.relationship.answered(customer, potential.severity, response, now)
            customer.usage.contacts += 1
            customer.usage.responses_made += 1
            customer.usage.responses_met += counted <= terms.written_minutes[potential.severity - 1]
        if response > contact.expected and potential.u[ContactDraw.CHASED] < customer.member.segment.chasing_share:
            assumptions = flow.assumptions
            contact.chases = chases(response, contact.expected, assumptions.chase_hours * MINUTES_PER_HOUR)
            return snap(contact.chases * assumptions.chase_minutes)
        return 0.0

    def gave_up(self, contact: Contact, team: DeskTeam, at: float) -> None:
        """A caller hangs up."""
        self.flow.hang_up(contact, at)

    def done(self, contact: Contact, team: DeskTeam, now: float) -> None:
        """The touch is over: the contact is solved, handed on, waits for its customer, or is worked on again."""
        flow, customer, u = self.flow, contact.customer, contact.potential.u
        contact.touches += 1
        minutes = now - contact.started
        contact.work += minutes
        if flow.reviewed:
            by_minute, by_touch = self._costs
            customer.usage.labour += by_minute * minutes + by_touch
        if customer.contract.leaves_at <= now:
            flow.end(contact, ContactOutcome.WITHDRAWN, now)
            return
        slight = u[ContactDraw.DISRESPECT_AGAIN if contact.again else ContactDraw.DISRESPECT]
        if slight < self._disrespect * self.corners.disrespect_factor:
            self._straw(contact, now, Cause.DISRESPECT, flow.relationship.weights.disrespect, slight=True)
        chance = u[ContactDraw.SOLVED_AGAIN if contact.again else ContactDraw.SOLVED_1 + self.index]
        solved = self.rules.solved_share - self.corners.solved_loss
        if contact.final or chance < solved:
            self._solved(contact, now)
        elif self.next is not None and chance < solved + self.rules.escalated_share:
            self._escalate(contact, now)
        elif self.rules.solved_share >= 1:
            self._solved(contact, now)
        else:
            self._unfinished(contact, now, self._ask_customer)

    def _straw(self, contact: Contact, now: float, cause: Cause, size: float, *, slight: bool = False) -> None:
        if contact.potential.opened >= 0:
            lay = self.flow.relationship.disrespect if slight else self.flow.relationship.add_grievance
            lay(contact.customer, now, cause, size)

    def _solved(self, contact: Contact, now: float) -> None:
        flow, u = self.flow, contact.potential.u
        if not contact.repeated and u[ContactDraw.REPEATED] < flow.assumptions.repeat_probability:
            contact.repeated = True
            delay = -flow.assumptions.repeat_hours * MINUTES_PER_HOUR * log(u[ContactDraw.REPEAT_DELAY])
            flow.after(contact, delay, self._comes_back)
            return
        if contact.out_of_scope and contact.potential.opened >= 0:
            flow.charge_work(contact, now)
        elif flow.charges_for_fixes and contact.potential.opened >= 0:
            flow.charge_fix(contact, now)
        flow.end(contact, ContactOutcome.SOLVED, now)

    def _comes_back(self, contact: Contact) -> None:
        """The solution did not hold: same matter again, from the first tier."""
        flow = self.flow
        self._straw(contact, flow.env.now, Cause.REPEAT_CONTACT, flow.relationship.weights.repeat_contact)
        contact.again = True
        contact.final = False
        flow.queue_first(contact)

    def _escalate(self, contact: Contact, now: float) -> None:
        flow = self.flow
        if not contact.final and contact.potential.u[ContactDraw.REFUSED] < flow.policies.refused_escalation_share:
            weight = flow.relationship.weights.refused_escalation
            self._straw(contact, now, Cause.REFUSED_ESCALATION, weight, slight=True)
            contact.again = contact.final = True
            flow.desk.add(contact, self.team)
            return
        self._unfinished(contact, now, self._hand_on)

    def _unfinished(self, contact: Contact, now: float, go_on: Callable[[Contact], None]) -> None:
        """Somebody must follow up; without discipline it is forgotten until the customer chases."""
        flow, u = self.flow, contact.potential.u
        if not contact.forgotten and u[ContactDraw.FORGOTTEN] >= flow.policies.follow_up_discipline:
            contact.forgotten = True
            delay = -flow.assumptions.forgotten_hours * MINUTES_PER_HOUR * log(u[ContactDraw.FORGOTTEN_DELAY])

            def chased(contact: Contact) -> None:
                contact.chases += 1
                weight = flow.relationship.weights.forgotten
                self._straw(contact, flow.env.now, Cause.FORGOTTEN, weight)
                go_on(contact)

            flow.after(contact, delay, chased)
            return
        go_on(contact)

    def _hand_on(self, contact: Contact) -> None:
        flow = self.flow
        if self.next is None:
            raise AssertionError(f"{self.name}: there is no next tier to hand a contact to")
        self._straw(contact, flow.env.now, Cause.HAND_OFF, flow.relationship.weights.hand_off)
        contact.again = False
        flow.desk.add(contact, self.next.team)

    def _ask_customer(self, contact: Contact) -> None:
        """The customer must answer first; its clock stands still, and the next touch solves the matter."""
        flow = self.flow
        clock: CoverageClock = contact.customer.contract.terms.clock
        asked = clock.at(flow.env.now)

        def answers(contact: Contact) -> None:
            contact.paused += clock.at(flow.env.now) - asked
            contact.again = contact.final = True
            flow.desk.add(contact, self.team)

        delay = (
            -flow.assumptions.customer_wait_hours
            * MINUTES_PER_HOUR
            * log(contact.potential.u[ContactDraw.CUSTOMER_DELAY])
        )
        flow.after(contact, delay, answers)

    def look_back(self, occupancy: float) -> None:
        """Once a day: does the trailing week's occupancy make people cut corners?"""
        assumptions = self.flow.assumptions
        at_full = Corners(
            1 - assumptions.cut_touch_share, assumptions.cut_solved_loss, assumptions.cut_disrespect_factor
        )
        gain = self.flow.policies.corner_cutting_gain
        self.corners = corners(occupancy, assumptions.cut_occupancy, gain, at_full, assumptions.cut_least_touch)


def build_tiers(flow: ContactFlow, teams: Mapping[str, Team], first: str) -> list[Tier]:
    """The chain of tiers from the first on."""
    tiers: list[Tier] = []
    name: str | None = first
    while name is not None:
        tier = Tier(flow, name, len(tiers), teams[name])
        if tiers:
            tiers[-1].next = tier
        tiers.append(tier)
        name = teams[name].escalates_to
    flow.first = tiers[0]
    return tiers
