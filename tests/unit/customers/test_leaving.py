"""Going POP and not renewing, by hand."""

from __future__ import annotations

from math import exp, log

import pytest

from sim.customers.leaving import (
    exit_threshold,
    first_exit_month,
    leave_probability,
    lock_in,
    renewal_score,
    term_effect,
    with_cause,
)

DAY = 1440.0
STARTS = tuple(30 * DAY * month for month in range(25))
"""Two years of months of 30 days."""
WEIGHTS = (-3.2, 1.2, 2.0, 0.6, 0.25, 0.7)


@pytest.mark.parametrize(
    ("switching_cost", "dependence", "threshold"),
    [(0.0, 0.5, 8.0), (1.0, 0.5, 12.0), (-1.0, 0.5, 8.0), (0.0, 0.9, 9.6), (0.0, 0.0, 6.0), (2.0, 1.0, 18.0)],
)
def test_switching_cost_and_dependence_hold_people(switching_cost: float, dependence: float, threshold: float) -> None:
    """8 (1 + .5 max(S, 0) + .5 (M - .5)); an easy switch (S < 0) makes nobody leave sooner."""
    assert exit_threshold(8.0, switching_cost, dependence, 0.5, 0.5, 0.5) == pytest.approx(threshold)


@pytest.mark.parametrize(
    ("ready_day", "notice_days", "month"),
    [(0, 0, 6), (100, 60, 6), (120, 60, 6), (120.5, 60, 18), (180, 0, 6), (181, 0, 18), (500, 60, 30), (0, 365, 18)],
)
def test_the_first_term_end_that_leaves_room_for_notice(ready_day: float, notice_days: float, month: int) -> None:
    """Terms of 12 months end at months 6 and 18, days 180 and 540; what lies beyond the study is 30 or more."""
    assert first_exit_month(ready_day * DAY, notice_days * DAY, 6, 12, STARTS) == month


def test_a_monthly_contract_ends_the_month_after_notice() -> None:
    """Ready on day 40 with 30 days' notice: day 70, so the start of month 3, day 90."""
    assert first_exit_month(40 * DAY, 30 * DAY, 1, 1, STARTS) == 3


def test_more_notice_never_frees_sooner() -> None:
    months = [first_exit_month(50 * DAY, days * DAY, 2, 3, STARTS) for days in range(0, 365, 5)]
    assert months == sorted(months)
    assert all((month - 2) % 3 == 0 for month in months)


@pytest.mark.parametrize(
    ("switching_cost", "dependence", "kept_by"),
    [(0.0, 0.5, 0.0), (1.0, 0.5, 0.5), (-1.0, 0.5, -0.5), (2.0, 0.9, 1.4)],
)
def test_lock_in_is_half_the_switching_cost_and_dependence(
    switching_cost: float, dependence: float, kept_by: float
) -> None:
    """.5 S + M - .5."""
    assert lock_in(switching_cost, dependence, 0.5, 0.5) == pytest.approx(kept_by)


@pytest.mark.parametrize(
    ("state", "score"),
    [
        ((0.0, 0.7, 0.0, 0.0, 0.0), -3.2),
        ((0.5, 0.7, 0.0, 0.0, 0.0), -2.6),
        ((0.0, 0.4, 0.0, 0.0, 0.0), -2.6),
        ((0.0, 0.7, 0.5, 0.0, 0.0), -3.5),
        ((0.0, 0.7, 0.0, 0.10, 0.0), -2.95),
        ((0.0, 0.7, 0.0, 0.0, 0.5), -2.7),
        ((1.0, 0.9, -0.5, 0.03, -0.1), -3.2 + 1.2 - 0.4 + 0.3 + 0.075 - 0.1),
    ],
)
def test_the_score_of_a_renewal(state: tuple[float, float, float, float, float], score: float) -> None:
    """-3.2 + 1.2 G/theta - 2 (T - .7) - .6 lock-in + .25 per 10 % + u."""
    assert renewal_score(*state, WEIGHTS) == pytest.approx(score)


@pytest.mark.parametrize(
    ("score", "probability"),
    [(-3.2, 0.0399426), (0.0, 1 - exp(-1)), (log(log(2)), 0.5), (-20.0, 2.061154e-9), (5.0, 1.0), (1e6, 1.0)],
)
def test_complementary_log_log(score: float, probability: float) -> None:
    """1 - exp(-exp(-3.2)) = 1 - exp(-.040762) = .0399426; the median lies at ln ln 2."""
    assert leave_probability(score) == pytest.approx(probability, rel=1e-5)


def test_a_worse_state_never_stays_likelier() -> None:
    chances = [leave_probability(step / 10) for step in range(-100, 100)]
    assert chances == sorted(chances)
    assert all(0 <= chance <= 1 for chance in chances)


@pytest.mark.parametrize(
    ("months", "cause"),
    [
        ([], False),
        ([(0, 2)], False),
        ([(0, 2), (0, 0), (1, 1)], True),
        ([(1, 2), (1, 2)], False),
        ([(1, 3), (0, 0)], True),
    ],
)
def test_cause_is_given_where_enough_fell_due_and_fewer_than_half_was_kept(
    months: list[tuple[int, int]], cause: bool
) -> None:
    assert with_cause(months, 0.5, 3) == cause


def test_the_hazard_of_a_year_is_the_same_whatever_the_term() -> None:
    """1 - (1 - P)^(12 / term) is that of a year."""
    year = leave_probability(-2.0)
    for months in (1, 3, 36, 60):
        term = leave_probability(-2.0 + term_effect(months))
        assert 1 - (1 - term) ** (12 / months) == pytest.approx(year)
