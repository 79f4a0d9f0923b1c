"""How a price is taken, by hand."""

from __future__ import annotations

import pytest

from sim.customers.price import felt_change, learns_this_month, newcomer_gap, tolerated_rise


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
