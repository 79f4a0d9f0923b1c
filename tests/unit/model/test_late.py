"""A wait that is felt in several pieces is felt as much as in one."""

from __future__ import annotations

from math import log

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.model.calendar import Calendar
from sim.model.contact import Contact
from sim.model.customer import enrol
from sim.model.demand import PotentialContact
from sim.model.draws import ContactDraw
from sim.model.late import FeltWaits
from sim.model.portfolio import members
from sim.model.relationship import Relationship
from sim.model.terms import terms_of
from sim.model.word_of_mouth import WordOfMouth
from sim.records.recorder import Records
from sim.rng import Uniforms
from tests.worlds import STILL, changed

MONDAY = 3 * 1440 + 480.0
ETERNAL = {"assumptions.grievance.half_life_days": 5000}


class Waiter:
    """One customer that waits, its contact, and how its waits are felt."""

    def __init__(self, severity: int, will: float, disclosed: bool) -> None:
        scenario = changed({**STILL, **ETERNAL, "selling.discloses_first": disclosed})
        calendar, random_numbers, self.records = Calendar(scenario), Uniforms(1, 0), Records()
        customers = enrol(members(scenario, terms_of(scenario, calendar)), scenario, random_numbers)
        talk = WordOfMouth(scenario, random_numbers, customers)
        self.felt = FeltWaits(scenario, Relationship(scenario, calendar, self.records, talk))
        self.customer, self.severity = customers[0], severity
        self.customer.feelings.will[severity - 1] += will
        self.customer.traits.breaking_point = 1e9
        u = [0.999] * len(ContactDraw)
        potential = PotentialContact(self.customer, 3, 0, 0.0, MONDAY, severity, False, 5.0, 5.0, (20.0,) * 6, u)
        self.contact = Contact(potential, 0.0, self.customer.contract.terms.clocks[severity - 1].at(MONDAY))

    def piece(self, minutes: float) -> None:
        """The response is not there after so many minutes."""
        if self.contact.late_response is None:
            self.contact.late_response = self.felt.miss_response(self.contact)
        self.felt.feel_response(self.contact, self.contact.late_response, minutes, MONDAY)

    @property
    def state(self) -> tuple[float, float, float]:
        """Grievance added, trust and what is expected by experience."""
        feelings = self.customer.feelings
        return sum(row.size for row in self.records.grievances), feelings.trust, feelings.will[self.severity - 1]


@settings(max_examples=300, deadline=None)
@given(
    severity=st.integers(1, 4),
    will=st.floats(-3, 3),
    disclosed=st.booleans(),
    waits=st.lists(st.floats(1, 64), max_size=6).map(sorted),
    last=st.floats(1, 100),
)
def test_pieces_add_up_to_one(severity: int, will: float, disclosed: bool, waits: list[float], last: float) -> None:
    """Addition to grievance, trust, and experience after an answer do not depend on when it was felt before."""
    in_pieces, at_once = Waiter(severity, will, disclosed), Waiter(severity, will, disclosed)
    promised = in_pieces.contact.promised.response
    response = promised * max([last, *waits])
    for multiple in waits:
        in_pieces.piece(promised * multiple)
    in_pieces.felt.answered(in_pieces.contact, response, MONDAY)
    at_once.felt.answered(at_once.contact, response, MONDAY)
    assert in_pieces.state == pytest.approx(at_once.state, rel=1e-9, abs=1e-9)


@settings(max_examples=100, deadline=None)
@given(severity=st.integers(1, 4), multiples=st.lists(st.floats(1, 1000), min_size=1, max_size=6).map(sorted))
def test_pieces_of_a_late_solution_add_up_to_one(severity: int, multiples: list[float]) -> None:
    in_pieces, at_once = Waiter(severity, 0.0, False), Waiter(severity, 0.0, False)
    promised = in_pieces.contact.promised.resolution
    for waiter, felt_at in ((in_pieces, multiples), (at_once, multiples[-1:])):
        late = waiter.felt.miss_resolution(waiter.contact)
        for multiple in felt_at:
            waiter.felt.feel_resolution(waiter.contact, late, promised * multiple, MONDAY)
        assert late.next_minutes > promised * multiples[-1]
    assert in_pieces.state == pytest.approx(at_once.state, rel=1e-9, abs=1e-9)
    within = log(multiples[-1]) <= 0.2
    assert (at_once.state[0] == 0) == within


def test_a_response_that_has_not_come_is_no_fast_one() -> None:
    """Experience foretells twenty times the promise: at the promise nothing is felt, learned or trusted more."""
    waiter = Waiter(3, 3.0, disclosed=False)
    before = waiter.state
    waiter.piece(waiter.contact.promised.response)
    assert waiter.state == before
