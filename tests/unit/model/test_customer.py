"""A customer's states: the end of its contract, what a changed document moves, and captive anger."""

from __future__ import annotations

from dataclasses import replace
from math import inf

import pytest

from sim.customers.leaving import DepartureReason
from sim.model.calendar import Calendar
from sim.model.customer import Customer, enrol
from sim.model.portfolio import members
from sim.model.terms import terms_of
from sim.rng import Uniforms
from tests.worlds import SMALL


@pytest.fixture
def customer() -> Customer:
    terms = terms_of(SMALL, Calendar(SMALL))
    on_gold = [member for member in members(SMALL, terms) if member.terms.name == "gold"]
    return enrol(on_gold, SMALL, Uniforms(1, 0))[0]


def test_the_earliest_end_of_a_contract_counts(customer: Customer) -> None:
    contract = customer.contract
    assert contract.leaves_at == inf
    contract.leave_at(200.0, DepartureReason.POP)
    contract.leave_at(300.0, DepartureReason.LET_GO)
    assert (contract.leaves_at, contract.leaves_because) == (200.0, DepartureReason.POP)
    contract.leave_at(100.0, DepartureReason.LET_GO)
    assert (contract.leaves_at, contract.leaves_because) == (100.0, DepartureReason.LET_GO)


def test_a_changed_document_moves_terms_and_known_rates_and_no_feelings(customer: Customer) -> None:
    trust, rate = customer.feelings.trust, customer.traits.contacts_per_year
    silver = terms_of(SMALL, Calendar(SMALL))["silver"]
    customer.adopt(replace(customer.member, terms=silver))
    assert customer.contract.terms is silver
    assert customer.contract.usage_terms.name == "gold"
    assert (customer.feelings.trust, customer.traits.contacts_per_year) == (trust, rate)
    customer.adopt(replace(customer.member, contacts_per_year=77.0))
    assert customer.traits.contacts_per_year == 77


@pytest.mark.parametrize(("asymmetry", "captivity"), [(-0.5, 0.0), (0.0, 0.0), (0.5, 1.0)])
def test_only_the_weaker_side_is_captive(customer: Customer, asymmetry: float, captivity: float) -> None:
    segment = customer.member.segment.model_copy(update={"asymmetry": asymmetry})
    customer.adopt(replace(customer.member, segment=segment))
    assert customer.captivity(2.0) == captivity


def test_birth_does_not_depend_on_who_else_is_born() -> None:
    terms = terms_of(SMALL, Calendar(SMALL))
    portfolio = members(SMALL, terms)
    (alone,) = enrol(portfolio[3:4], SMALL, Uniforms(1, 0))
    among = enrol(portfolio, SMALL, Uniforms(1, 0))[3]
    assert (alone.traits, alone.feelings, alone.contract) == (among.traits, among.feelings, among.contract)
    assert enrol([], SMALL, Uniforms(1, 0)) == []
