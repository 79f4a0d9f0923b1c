"""How a price is taken, by hand."""

from __future__ import annotations

import math

import pytest

from sim.customers.price import (
    felt_change,
    learns_this_month,
    negotiated,
    newcomer_gap,
    price_level,
    tolerated_rise,
    year_of_rises,
)


@pytest.mark.parametrize(("trust", "tolerated"), [(0.0, 0.03), (0.7, 0.03), (0.8, 0.05), (1.0, 0.09)])
def test_trust_above_the_ordinary_lets_more_pass(trust: float, tolerated: float) -> None:
    """.03 + .2 (T - .7)."""
    assert tolerated_rise(trust, 0.03, 0.2, 0.7) == pytest.approx(tolerated)


@pytest.mark.parametrize(
    ("rise", "tolerated", "felt"),
    [
        (0.03, 0.03, 0.03),
        (0.03, 0.09, 0.03),
        (0.09, 0.03, 0.09),
        (0.09, 0.05, 0.07),
        (0.05, 0.09, 0.03),
        (-0.1, 0.03, -0.1),
    ],
)
def test_what_weighs_at_a_renewal(rise: float, tolerated: float, felt: float) -> None:
    """An ordinary rise in full, a cut too; of a larger one, what lies above the tolerated is added."""
    assert felt_change(rise, 0.03, tolerated) == pytest.approx(felt)


@pytest.mark.parametrize("per_year", [0.0, 0.3, 0.9, 1.0])
def test_twelve_months_make_a_year(per_year: float) -> None:
    assert (1 - learns_this_month(per_year)) ** 12 == pytest.approx(1 - per_year)


@pytest.mark.parametrize(
    ("fee", "discount", "gap"), [(280, 0.2, 0.2), (350, 0.2, 0.36), (224, 0.2, 0.0), (200, 0.2, -0.12), (0, 0.2, 0)]
)
def test_newcomers_pay_less_by_the_discount_and_by_what_crept_up(fee: float, discount: float, gap: float) -> None:
    """A fifth off 280 is 224: of 350 that leaves .36."""
    assert newcomer_gap(fee, 280, discount) == pytest.approx(gap)


def test_the_level_is_the_logarithm_of_what_is_paid_over_a_market_that_rises() -> None:
    assert price_level(1100, 1000, 0.0, 5, 0.01) == pytest.approx(math.log(1.1))
    assert price_level(1.03**2 * 1000, 1000, 0.03, 2, 0.01) == pytest.approx(0)
    assert price_level(0, 1000, 0.0, 0, 0.01) == pytest.approx(math.log(0.01))
    assert price_level(500, 0, 0.0, 0, 0.01) == 0


def test_rises_of_a_year_are_one_and_earlier_ones_are_forgotten() -> None:
    steps = [(month, 0.01) for month in range(1, 25)]
    assert year_of_rises(steps, 24) == pytest.approx(1.01**12 - 1)
    assert year_of_rises([(0, 0.5), (12, 0.03)], 12) == pytest.approx(0.03)


def test_power_takes_off_a_rise_and_no_cut() -> None:
    bargaining = (0.1, 1.0, 0.75)
    assert negotiated(0.2, 0.05, bargaining) == 0.2
    assert negotiated(0.2, 0.6, bargaining) == pytest.approx(0.1)
    assert negotiated(0.2, 1.0, bargaining) == pytest.approx(0.05)
    assert negotiated(-0.2, 1.0, bargaining) == -0.2
