"""Time and money at the boundaries: calendar months, leap years, cents that add up."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.units import MINUTES_PER_DAY, add_months, allocate_cents, cents, moment, month_starts


def test_month_starts_follow_the_calendar_through_a_leap_year() -> None:
    """2028 is a leap year: its February has 29 days, so March begins on day 60."""
    starts = month_starts(date(2028, 1, 1), 12)
    assert [start / MINUTES_PER_DAY for start in starts[:4]] == [0, 31, 60, 91]
    assert starts[-1] == 366 * MINUTES_PER_DAY
    assert len(starts) == 13


def test_month_starts_need_not_begin_in_january() -> None:
    """November has 30 days, December 31: February begins on day 92."""
    assert [start / MINUTES_PER_DAY for start in month_starts(date(2027, 11, 1), 3)] == [0, 30, 61, 92]


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2027, 12, 31), 2, date(2028, 2, 29)),
        (date(2027, 1, 15), -1, date(2026, 12, 15)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
    ],
)
def test_adding_months_keeps_the_day_of_the_month_or_takes_the_last(day: date, months: int, expected: date) -> None:
    assert add_months(day, months) == expected


def test_a_moment_is_local_wall_clock_time() -> None:
    assert moment(date(2027, 1, 1), 1.5 * MINUTES_PER_DAY) == datetime(2027, 1, 2, 12)  # noqa: DTZ001  local


@pytest.mark.parametrize(
    ("amount", "expected"), [(0, 0), (19.99, 1999), (-0.01, -1), (0.125, 12), (0.375, 38), (2400, 240_000)]
)
def test_cents_are_whole_and_halves_go_to_the_even_one(amount: float, expected: int) -> None:
    assert cents(amount, 100) == expected


def test_cents_left_over_go_to_the_largest_remainder() -> None:
    """100 by 1 : 1 : 1 is 33.33 each; one cent is left, and the first of equals has it."""
    assert allocate_cents(100, [1, 1, 1]) == [34, 33, 33]
    assert allocate_cents(10, [0.52, 0.28, 0.20]) == [5, 3, 2]
    assert allocate_cents(-5, [1, 1]) == [-2, -3]


@given(
    total=st.integers(-(10**12), 10**12),
    weights=st.lists(st.floats(0, 1e6, allow_subnormal=False), min_size=1, max_size=40).filter(
        lambda weights: sum(weights) > 1e-3
    ),
)
def test_parts_add_up_and_stay_within_a_cent_of_their_share(total: int, weights: list[float]) -> None:
    parts = allocate_cents(total, weights)
    assert sum(parts) == total
    whole = sum(weights)
    for part, weight in zip(parts, weights, strict=True):
        assert abs(part - total * weight / whole) <= 1 + 1e-12 * abs(total)


def test_nothing_to_allocate_needs_no_weights() -> None:
    assert allocate_cents(0, [0.0, 0.0]) == [0, 0]
    with pytest.raises(ValueError, match="7 cents to allocate, and no weight"):
        allocate_cents(7, [0.0])
