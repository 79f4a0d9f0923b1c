"""Expectation and value felt of a response, by hand, in natural logarithms of hours."""

from __future__ import annotations

from math import e, log

import pytest

from sim.customers.expectation import anchored, expected, felt, habituated, hours, learned, log_hours

TOLERANCE, AVERSION, CURVATURE = 0.2, 2.0, 0.88


def test_whatever_is_faster_than_immediate_feels_immediate() -> None:
    """Ln .25 for five minutes and for a quarter of an hour, ln 1 = 0 for an hour."""
    assert log_hours(5 / 60, 0.25) == log_hours(0.25, 0.25) == log(0.25)
    assert log_hours(0.0, 0.25) == log(0.25)
    assert log_hours(1.0, 0.25) == 0
    assert hours(log_hours(3.0, 0.25)) == pytest.approx(3)


@pytest.mark.parametrize(("clarity", "anchor"), [(1.0, 4.0), (0.0, 1.0), (0.5, 2.0), (0.25, 4**0.25)])
def test_what_should_be_lies_between_what_is_written_and_what_was_said(clarity: float, anchor: float) -> None:
    """Four hours written, one sold; half understood is the geometric mean, two hours."""
    assert hours(anchored(4.0, 1.0, clarity)) == pytest.approx(anchor)


@pytest.mark.parametrize("written", [0.1, 0.5, 3.0, 7.3, 30.0])
@pytest.mark.parametrize("clarity", [0.0, 0.1, 0.15, 1 / 3, 0.7, 0.95, 1.0])
def test_sold_as_written_is_what_is_written_exactly(written: float, clarity: float) -> None:
    """To the last bit, whatever was understood: the gap's effect is exactly zero."""
    assert anchored(written, written, clarity) == log(written)


def test_the_yardstick_weighs_what_should_be_and_what_will_be() -> None:
    """.6 of 1 and .4 of 2 is 1.4."""
    assert expected(1.0, 2.0, 0.6) == pytest.approx(1.4)
    assert expected(1.0, 2.0, 1.0) == 1
    assert expected(1.0, 2.0, 0.0) == 2


def test_learning_is_quicker_from_good_news() -> None:
    """From 2: a response of 1 moves 15 % of the way to 1.85, one of 3 only 5 % to 2.05, one of 2 not at all."""
    assert learned(2.0, 1.0, 0.15, 0.05) == pytest.approx(1.85)
    assert learned(2.0, 3.0, 0.15, 0.05) == pytest.approx(2.05)
    assert learned(2.0, 2.0, 0.15, 0.05) == 2


def test_what_should_be_never_rises() -> None:
    """Habit takes 15 % of the way from 2 down to 1, and nothing of the way up to 3."""
    assert habituated(2.0, 1.0, 0.15) == pytest.approx(1.85)
    assert habituated(2.0, 3.0, 0.15) == 2
    assert habituated(2.0, 2.0, 0.15) == 2


@pytest.mark.parametrize(
    ("gap", "value"),
    [(0.0, 0), (0.2, 0), (-0.2, 0), (1.2, 1), (-1.2, -2), (e, 2.51828**0.88), (-0.7, -2 * 0.5**0.88)],
)
def test_the_value_of_a_response(gap: float, value: float) -> None:
    """Nothing within .2 of the yardstick; one beyond is 1 for a gain and -2 for a loss; .88 bends both."""
    assert felt(gap, 0.0, TOLERANCE, AVERSION, CURVATURE) == pytest.approx(value, abs=1e-5)
    assert felt(gap + 5, 5.0, TOLERANCE, AVERSION, CURVATURE) == pytest.approx(value, abs=1e-5)


def test_slower_never_feels_better_and_losses_loom_larger() -> None:
    values = [felt(0.0, step / 10, TOLERANCE, AVERSION, CURVATURE) for step in range(-50, 51)]
    assert values == sorted(values, reverse=True)
    assert all(
        loss == pytest.approx(-AVERSION * gain) for gain, loss in zip(values, values[::-1], strict=True) if gain > 0
    )


def test_without_a_zone_every_difference_counts() -> None:
    assert felt(0.0, 1e-3, 0.0, 1.0, 1.0) == pytest.approx(-1e-3)
    assert felt(1e-3, 0.0, 0.0, 1.0, 1.0) == pytest.approx(1e-3)
