"""Months that a customer is expected to stay after the horizon."""

from __future__ import annotations

import pytest

from sim.customers.run_off import RUN_OFF_MONTHS, expected_months


def test_who_always_renews_stays_throughout() -> None:
    assert expected_months(5, 12, 0.0) == RUN_OFF_MONTHS


def test_who_never_renews_stays_to_the_end_of_the_running_term() -> None:
    assert expected_months(5, 12, 1.0) == 5
    assert expected_months(0, 12, 1.0) == 0


def test_every_term_ends_with_another_decision() -> None:
    assert expected_months(6, 12, 0.5) == 6 + 12 / 2 + 12 / 4 + 6 / 8


def test_a_settled_leaving_counts_until_then_whatever_the_feelings() -> None:
    assert expected_months(5, 12, 0.9, leaves_in=17) == 17
    assert expected_months(5, 12, 0.0, leaves_in=0) == 0
    assert expected_months(5, 12, 0.0, leaves_in=100) == RUN_OFF_MONTHS


def test_later_months_are_worth_less() -> None:
    assert expected_months(1, 1, 1.0, cost_of_capital=0.21) == pytest.approx(1.21 ** (-1 / 24))
    assert expected_months(36, 1, 0.5, cost_of_capital=0.1) < RUN_OFF_MONTHS
