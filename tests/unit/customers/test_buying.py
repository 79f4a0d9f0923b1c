"""How a prospect decides: worked by hand."""

from __future__ import annotations

from math import exp, log

import pytest

from sim.customers.buying import advantage, reputation, win_probability

HOURS = (1.0, 2.0, 4.0, 8.0)
EFFECTS = (-2.5, 0.8, 0.01)


def test_at_the_market_s_terms_the_base_share_is_won() -> None:
    assert win_probability(0.25, 0.0) == pytest.approx(0.25)
    assert advantage(1.0, HOURS, HOURS, EFFECTS) == 0.0


def test_twice_the_speed_as_sold_is_one_halving_of_every_severity() -> None:
    """Odds of 1 to 3, times e^.8 = 2.2255: .42590."""
    more = advantage(1.0, [hours / 2 for hours in HOURS], HOURS, EFFECTS)
    assert more == pytest.approx(0.8)
    assert win_probability(0.25, more) == pytest.approx(0.42590, abs=5e-6)


def test_one_severity_halved_counts_for_a_quarter() -> None:
    assert advantage(1.0, (0.5, 2.0, 4.0, 8.0), HOURS, EFFECTS) == pytest.approx(0.2)


def test_a_tenth_dearer_loses_by_the_logarithm() -> None:
    assert advantage(1.1, HOURS, HOURS, EFFECTS) == pytest.approx(-2.5 * log(1.1))


def test_what_is_free_counts_as_a_hundredth_of_the_price() -> None:
    assert advantage(0.0, HOURS, HOURS, EFFECTS) == advantage(0.01, HOURS, HOURS, EFFECTS)


def test_an_angry_customer_takes_away_more_than_a_delighted_one_brings() -> None:
    assert reputation(0.0, 0.0, 0.1, 1.5) == 1.0
    assert reputation(0.2, 0.0, 0.1, 1.5) == pytest.approx(exp(0.02))
    assert reputation(0.2, 0.2, 0.1, 1.5) == pytest.approx(exp(-0.01))
