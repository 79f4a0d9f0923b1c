"""Decisions about contacts, without a clock: which step follows a touch, by the random numbers of the contact."""

from __future__ import annotations

from collections.abc import Mapping
from math import e

import pytest

from sim.customers.causes import Cause
from sim.model.calendar import Calendar
from sim.model.contact import ASK, HAND_ON, OVER, WORK_ON, Contact, NextStep, StepKind
from sim.model.contact_rules import ContactRules
from sim.model.customer import enrol
from sim.model.demand import PotentialContact
from sim.model.draws import ContactDraw
from sim.model.metering import UsageMeter
from sim.model.portfolio import members
from sim.model.relationship import Relationship
from sim.model.terms import terms_of
from sim.model.tier import Tier, tiers_of
from sim.model.word_of_mouth import WordOfMouth
from sim.records.events import ContactOutcome
from sim.records.recorder import Records
from sim.rng import Uniforms
from tests.worlds import changed

OPENED = 4 * 1440 + 600.0
"""Ten o'clock on a Tuesday."""
HOURS = {
    "assumptions.contact.repeat_hours": 3,
    "assumptions.contact.forgotten_hours": 5,
    "assumptions.contact.customer_wait_hours": 24,
    "provider.policies.follow_up_discipline": 0.5,
    "provider.policies.refused_escalation_share": 0.3,
    "assumptions.contact.repeat_probability": 0.1,
}


class Bench:
    """One customer, the rules and the tiers of the small scenario: solved below .7, handed on below .9."""

    def __init__(self) -> None:
        scenario = changed(HOURS)
        calendar, random_numbers, self.records = Calendar(scenario), Uniforms(1, 0), Records()
        customers = enrol(members(scenario, terms_of(scenario, calendar)), scenario, random_numbers)
        talk = WordOfMouth(scenario, random_numbers, customers)
        self.customer = customers[0]
        relationship = Relationship(scenario, calendar, self.records, talk)
        self.rules = ContactRules(scenario, self.records, relationship, UsageMeter())
        self.tiers: list[Tier] = tiers_of(scenario)

    def touched(self, random_numbers: Mapping[ContactDraw, float]) -> tuple[Contact, NextStep]:
        """A contact after its first touch, of twenty minutes; all other numbers are .999."""
        u = [random_numbers.get(column, 0.999) for column in ContactDraw]
        touches = (20.0,) * 6
        potential = PotentialContact(self.customer, 4, 0, 0.0, OPENED, 3, False, 5.0, 5.0, touches, u)
        contact = self.rules.open(potential)
        assert contact is not None
        contact.started = OPENED
        assert self.rules.begin_touch(self.tiers[0], contact, OPENED) == 20
        return contact, self.rules.finish_touch(self.tiers[0], contact, OPENED + 20)

    @property
    def causes(self) -> list[str]:
        """Causes of grievance so far."""
        return [row.cause for row in self.records.grievances]


@pytest.fixture
def bench() -> Bench:
    return Bench()


def test_a_solved_contact_is_over_and_on_record(bench: Bench) -> None:
    contact, step = bench.touched({ContactDraw.SOLVED_1: 0.69})
    assert step is OVER
    assert contact.ended
    (row,) = bench.records.contacts
    assert (row.outcome, row.touches, row.resolution_minutes) == (ContactOutcome.SOLVED, 1, 20)
    assert not bench.rules.open_contacts(bench.customer)


@pytest.mark.parametrize(("chance", "step"), [(0.71, HAND_ON), (0.89, HAND_ON), (0.91, ASK)])
def test_an_unsolved_contact_is_handed_on_or_asked_about(bench: Bench, chance: float, step: NextStep) -> None:
    contact, following = bench.touched({ContactDraw.SOLVED_1: chance, ContactDraw.FORGOTTEN: 0.4})
    assert following == step
    assert bench.rules.open_contacts(bench.customer) == [contact]


def test_what_is_not_followed_up_is_forgotten_until_it_is_chased(bench: Bench) -> None:
    forgotten = {ContactDraw.SOLVED_1: 0.91, ContactDraw.FORGOTTEN: 0.6, ContactDraw.FORGOTTEN_DELAY: 1 / e}
    contact, step = bench.touched(forgotten)
    assert step == NextStep(StepKind.FORGOTTEN, pytest.approx(5 * 60), StepKind.ASK)
    bench.rules.chase(contact, OPENED + 320)
    assert contact.chases == 1
    assert bench.causes == [Cause.FORGOTTEN]
    assert bench.rules.finish_touch(bench.tiers[0], contact, OPENED + 340) == ASK


def test_a_refused_escalation_costs_respect_and_is_worked_on(bench: Bench) -> None:
    respect = bench.customer.feelings.respect
    contact, step = bench.touched({ContactDraw.SOLVED_1: 0.8, ContactDraw.REFUSED: 0.2})
    assert step is WORK_ON
    assert contact.final
    assert bench.causes == [Cause.REFUSED_ESCALATION]
    assert bench.customer.feelings.respect < respect


def test_a_solution_fails_once_at_most(bench: Bench) -> None:
    repeated = {ContactDraw.SOLVED_1: 0.1, ContactDraw.REPEATED: 0.05, ContactDraw.REPEAT_DELAY: 1 / e}
    contact, step = bench.touched(repeated | {ContactDraw.SOLVED_AGAIN: 0.1})
    assert step == NextStep(StepKind.COME_BACK, pytest.approx(3 * 60))
    bench.rules.come_back(contact, OPENED + 200)
    assert contact.again
    assert bench.causes == [Cause.REPEAT_CONTACT]
    assert bench.rules.finish_touch(bench.tiers[0], contact, OPENED + 220) is OVER


def test_the_clock_of_the_contract_stands_still_while_the_customer_is_asked(bench: Bench) -> None:
    waiting = {ContactDraw.SOLVED_1: 0.91, ContactDraw.FORGOTTEN: 0.4, ContactDraw.CUSTOMER_DELAY: 1 / e}
    contact, _ = bench.touched(waiting)
    assert bench.rules.ask(contact, OPENED + 20) == pytest.approx(24 * 60)
    bench.rules.answer(contact, OPENED + 80)
    contact.started = OPENED + 90
    assert bench.rules.finish_touch(bench.tiers[0], contact, OPENED + 110) is OVER
    (row,) = bench.records.contacts
    assert row.resolution_minutes == 110 - 60
