"""Who is delighted or vulnerable, and who hears."""

from __future__ import annotations

from math import exp

import pytest

from sim.customers.talking import hearing_probability, is_delighted, is_vulnerable, monthly_probability


def test_so_many_hear_on_average() -> None:
    """1.5 of 30 others: each hears with a twentieth."""
    assert hearing_probability(1.5, 30) == pytest.approx(0.05)


def test_no_more_hear_than_there_are() -> None:
    assert hearing_probability(1.5, 1) == 1.0
    assert hearing_probability(1.5, 0) == 0.0


@pytest.mark.parametrize(("trust", "ratio", "is_so"), [(0.81, 0.09, True), (0.8, 0.09, False), (0.9, 0.1, False)])
def test_delight_needs_trust_and_calm(trust: float, ratio: float, is_so: bool) -> None:
    assert is_delighted(trust, ratio, 0.8, 0.1) is is_so


@pytest.mark.parametrize(("trust", "ratio", "is_so"), [(0.6, 0.3, False), (0.49, 0.0, True), (0.9, 0.41, True)])
def test_either_anger_or_distrust_makes_vulnerable(trust: float, ratio: float, is_so: bool) -> None:
    assert is_vulnerable(trust, ratio, 0.5, 0.4) is is_so


def test_twelve_months_of_a_rate_are_a_year_of_it() -> None:
    assert (1 - monthly_probability(0.6)) ** 12 == pytest.approx(exp(-0.6))
