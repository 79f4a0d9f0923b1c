"""Laws of charges: pieces of work add up, blocks give what they hold, and a higher price never lowers a bill."""

from __future__ import annotations

from collections.abc import Sequence
from math import inf
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.contracts.charges import Block, added_minutes, grown, line_cents, price_in_month, priced
from tests.traces.script import Call, at, play

MINUTES = st.integers(1, 240).map(float)
PRICES = st.sampled_from([0.0, 0.333, 35.0, 275.0])
CALM = {"assumptions.grievance.surprise_charge": 0, "plans.gold.term_months": 1}


def bill(minutes: Sequence[float], charge: dict[str, Any]) -> int:
    """Cents of all charges of a year with a contact each week, whose touch takes so many minutes."""
    calls = [Call(at(4 + 7 * week, 9), touches=(work, 90.0, 90.0, 20.0)) for week, work in enumerate(minutes)]
    run = play(calls, {**CALM, "plans.gold.charges": {"it": charge}, "segments.large.visit_share": 0.5})
    return sum(row.cents for row in run.records.charges)


@given(st.lists(MINUTES, min_size=1, max_size=8), st.sampled_from([0.0, 30.0]), st.sampled_from([0.0, 7.0, 15.0]))
def test_pieces_of_work_add_up_to_the_contact(pieces: list[float], least: float, step: float) -> None:
    """However often a repair is interrupted, it is charged as if it were done at one go, and no piece less than 0."""
    before, charged = 0.0, []
    for piece in pieces:
        charged.append(added_minutes(before, piece, least, step))
        before += piece
    assert min(charged) >= 0
    assert sum(charged) == pytest.approx(added_minutes(0.0, before, least, step), abs=1e-9)
    assert sum(charged) >= max(before, least)
    assert sum(charged) < max(before + (step or 1e-9), least + 1e-9)


@given(
    st.lists(st.tuples(st.integers(0, 5), st.integers(0, 40)), min_size=1, max_size=24),
    st.integers(0, 20),
    st.integers(0, 6),
)
def test_a_block_gives_what_it_holds_and_no_more(months: list[tuple[int, int]], included: int, valid: int) -> None:
    """Units beyond are those used less those covered; no more is covered than the months still valid have brought."""
    block, month, gone = Block(valid), 0, []
    for gap, used in months:
        month += gap + 1 if gone else gap
        beyond = block.use(month, included, used)
        assert 0 <= beyond <= used
        gone.append((month, used - beyond))
        lately = sum(units for when, units in gone if when >= month - valid)
        assert lately <= included * (valid + 1)
        if used <= included:
            assert beyond == 0
    assert sum(units for _, units in gone) <= included * len(months)


@given(st.integers(0, 100_000), st.lists(st.tuples(st.integers(1, 20_000), PRICES), min_size=1, max_size=4))
def test_tiers_are_marginal(units: int, steps: list[tuple[int, float]]) -> None:
    """Each unit costs its own tier's price: one unit more costs that of the tier in which it lies."""
    starts = [0, *(sum(size for size, _ in steps[: place + 1]) for place in range(len(steps) - 1))]
    tiers = [(float(start), price) for start, (_, price) in zip(starts, steps, strict=True)]
    own = next(price for start, price in reversed(tiers) if units >= start)
    assert priced(units + 1, tiers) - priced(units, tiers) == pytest.approx(own, abs=1e-6)
    assert priced(0, tiers) == 0


@settings(max_examples=15, deadline=None)
@given(
    st.lists(MINUTES, min_size=1, max_size=20),
    st.sampled_from(["contact", "hour", "visit"]),
    PRICES,
    PRICES,
    st.sampled_from([0, 1, 3]),
    st.sampled_from([{}, {"least": 50}, {"carry_over_months": 2}, {"settle_months": 3}]),
)
def test_a_higher_price_never_lowers_the_bill(
    minutes: list[float], unit: str, price: float, other: float, included: float, more: dict[str, float]
) -> None:
    if "carry_over_months" in more and not included:
        more = {}
    charge = {"per": unit, "included_per_month": included, **more}
    low, high = (bill(minutes, {**charge, "price": value}) for value in sorted((price, other)))
    assert low <= high


@pytest.mark.parametrize("hours", [1, 4, 10])
def test_a_block_used_fully_is_worth_its_hours(hours: int) -> None:
    """So many hours in one month cost hours x price where none is included, and nothing where so many are."""
    minutes = [60.0 * hours / 2] * 2
    full = bill(minutes, {"per": "hour", "price": 120})
    assert full == hours * 12_000
    assert bill(minutes, {"per": "hour", "price": 120, "included_per_month": hours}) == 0
    assert bill(minutes, {"per": "hour", "price": 120, "included_per_month": hours - 1}) == 12_000


def test_prices_by_month_of_the_contract() -> None:
    steps = {"13": 130.0, "25": 140.0}
    assert [price_in_month(120.0, steps, month) for month in (1, 12, 13, 24, 25, 60)] == [120, 120, 130, 130, 140, 140]


@pytest.mark.parametrize(
    ("money", "units", "cents"),
    [(45.8333333, 1, 46), (12.5, 1, 12), (13.5, 1, 14), (0.005, 100, 0), (1.005, 1000, 1005)],
)
def test_a_line_is_rounded_half_to_even(money: float, units: int, cents: int) -> None:
    assert line_cents(money, units) == cents


def test_growth_is_compounded() -> None:
    """300 seats that grow by 21 % a year are 330 after half a year and 363 after a whole one."""
    assert grown(300, 0.21, 6) == pytest.approx(330)
    assert grown(300, 0.21, 12) == pytest.approx(363)
    assert grown(300, 0.0, 11) == 300
    assert grown(300, 0.21, 0) < inf
