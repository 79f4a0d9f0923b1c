"""Contacts that there may be: columns and rows say one thing, in plain and in compiled code."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pytest

import sim.drawing
from sim.model.calendar import Calendar
from sim.model.customer import Customer, enrol
from sim.model.demand import Demand, PotentialContact
from sim.model.portfolio import members
from sim.model.terms import terms_of
from sim.rng import Uniforms
from tests.worlds import SMALL, changed

VARIANTS: dict[str, Mapping[str, object]] = {
    "plain": {},
    "sprees": {"segments.*.spree_probability_per_day": 0.3, "segments.*.spree_contacts": 4},
    "zones": {"provider.time_zone": "Europe/Berlin", "segments.large.time_zone": "America/New_York"},
    "severities": {"segments.large.severity_shares": {"P1": 0.7, "P2": 0.1, "P3": 0.1, "P4": 0.1}},
    "busy": {"segments.*.contacts_per_year": 4000},
    "still": {"segments.*.contacts_per_year": 0, "accounts.Acme.contacts_per_year": 0},
}


def demand_of(overrides: Mapping[str, object], *, compiled: bool = False) -> tuple[Demand, list[Customer]]:
    scenario = changed(overrides)
    calendar = Calendar(scenario)
    random_numbers = Uniforms(7, 3, sim.drawing.draw) if compiled else Uniforms(7, 3)
    customers = enrol(members(scenario, terms_of(scenario, calendar)), scenario, random_numbers)
    if compiled:
        return Demand(scenario, calendar, random_numbers, sim.drawing.events), customers
    return Demand(scenario, calendar, random_numbers), customers


@pytest.mark.parametrize("variant", VARIANTS)
def test_columns_and_rows_say_one_thing(variant: str) -> None:
    demand, customers = demand_of(VARIANTS[variant])
    columns, rows = demand.columns(customers, 31, 59), demand.chunk(customers, 31, 59)
    flat = [potential for day in rows.values() for potential in day]
    assert all(potential.day == day for day, potentials in rows.items() for potential in potentials)
    assert [potential.customer for potential in flat] == [customers[place] for place in columns.who]
    for name in PotentialContact._fields[1:]:
        column = getattr(columns, name)
        values = [list(getattr(potential, name)) if column.ndim > 1 else getattr(potential, name) for potential in flat]
        assert values == column.tolist(), name
    assert columns.touches.shape == (len(flat), 6)
    assert columns.u.shape == (len(flat), 40)
    assert bool(flat) == (variant != "still")


@pytest.mark.parametrize("variant", VARIANTS)
def test_compiled_code_draws_the_very_contacts(variant: str) -> None:
    plain, compiled = (demand_of(VARIANTS[variant], compiled=compiled) for compiled in (False, True))
    for first, last in ((-7, 0), (0, 31), (31, 59)):
        pairs = zip(plain[0].columns(plain[1], first, last), compiled[0].columns(compiled[1], first, last), strict=True)
        for ours, theirs in pairs:
            assert ours.dtype == theirs.dtype
            np.testing.assert_array_equal(ours, theirs)


@pytest.mark.parametrize("variant", ["plain", "zones"])
def test_contacts_come_in_the_order_in_which_they_are_opened(variant: str) -> None:
    demand, customers = demand_of(VARIANTS[variant])
    columns = demand.columns(customers, 0, 31)
    assert np.all(np.diff(columns.opened) >= 0)
    assert columns.day.tolist() == (columns.opened // 1440).astype(int).tolist()
    assert set(columns.day.tolist()) <= set(range(31))


@pytest.mark.parametrize("variant", VARIANTS)
def test_without_customers_or_days_there_are_no_contacts(variant: str) -> None:
    demand, customers = demand_of(VARIANTS[variant])
    for few, first, last in (([], 0, 31), (customers, 5, 5)):
        columns = demand.columns(few, first, last)
        assert {len(column) for column in columns} == {0}
        assert columns.touches.shape == (0, 6)
        assert columns.u.shape == (0, 40)
        assert demand.chunk(few, first, last) == {}


def test_a_customer_draws_the_same_contacts_in_any_company() -> None:
    demand, customers = demand_of({})
    together, alone = demand.columns(customers, 0, 31), demand.columns(customers[2:3], 0, 31)
    own = together.who == 2
    assert own.sum() > 5
    for ours, theirs in zip(together[1:], alone[1:], strict=True):
        np.testing.assert_array_equal(ours[own], theirs)


def test_contacts_beyond_the_ordinary_have_a_threshold_of_one_or_more() -> None:
    demand, customers = demand_of({"segments.*.contacts_per_year": 400, "assumptions.demand.failure_demand": 1.0})
    threshold = demand.columns(customers, 0, 31).threshold
    assert set(np.sign(threshold[threshold < 1.0])) == {0.0}
    assert np.count_nonzero(threshold >= 1.0) > 20
    assert SMALL.assumptions.demand.failure_demand < 1.0
