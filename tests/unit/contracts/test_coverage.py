"""Coverage clocks, by hand. Day 0 is Friday 2027-01-01; the clock runs 8 to 18 h on working days: 600 minutes a day.

Monday is day 3 and begins at minute 4,320.
"""

from __future__ import annotations

from collections.abc import Collection
from math import inf

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.contracts.coverage import CoverageClock

FRIDAY, MONDAY = 4, 0
WORKING = range(5)


def clock(days: range = range(14), holidays: tuple[int, ...] = ()) -> CoverageClock:
    return office(WORKING, 480, 1080, days, FRIDAY, holidays)


def office(
    weekdays: Collection[int], opens: float, closes: float, days: range, first: int, holidays: Collection[int] = ()
) -> CoverageClock:
    """A clock of the same hours on some days of the week."""
    running = (day for day in days if (first + day) % 7 in weekdays and day not in holidays)
    return CoverageClock((day * 1440 + opens, day * 1440 + closes) for day in running)


@pytest.mark.parametrize(
    ("minutes", "covered"),
    [
        (0, 0),
        (479, 0),
        (480, 0),
        (481, 1),
        (1080, 600),
        (1439, 600),
        (1440, 600),
        (2880 + 700, 600),
        (4320 + 480, 600),
        (4320 + 540, 660),
        (7 * 1440, 600 + 4 * 600),
    ],
)
def test_minutes_count_while_the_clock_runs(minutes: float, covered: float) -> None:
    """Nothing before 8 h, one minute a minute until 18 h, nothing on Saturday and Sunday."""
    assert clock().at(minutes) == covered


def test_a_response_across_a_weekend() -> None:
    """Friday 17:30 to Monday 8:45 is 30 + 45 = 75 covered minutes."""
    assert clock().at(4320 + 525) - clock().at(1050) == 75


def test_a_holiday_stands_still() -> None:
    """With Monday a holiday, Friday 17:30 to Tuesday 8:45 is still 75."""
    holiday = clock(holidays=(3,))
    assert holiday.at(5760 + 525) - holiday.at(1050) == 75
    assert holiday.at(4320 + 700) == holiday.at(4320) == 600


def test_days_before_the_first() -> None:
    """From day -7, a Friday: its 600 and those of Monday to Thursday lie before day 0."""
    early = clock(range(-7, 7))
    assert early.at(-7 * 1440 + 500) == 20
    assert early.at(0) == 5 * 600


def test_day_and_night() -> None:
    """A clock that always runs is time itself."""
    always = office(range(7), 0, 1440, range(-2, 5), FRIDAY)
    assert [always.at(minutes) for minutes in (-2880, -1, 0, 0.5, 4000)] == [0, 2879, 2880, 2880.5, 6880]
    assert always.moment(2880.5) == 0.5


@pytest.mark.parametrize(
    ("covered", "minutes"),
    [(1, 481), (600, 1080), (601, 4320 + 481), (660, 4320 + 540), (1200, 4320 + 1080), (6000, 13 * 1440 + 1080)],
)
def test_the_earliest_moment_at_which_so_much_is_covered(covered: float, minutes: float) -> None:
    """Friday holds 1 to 600, Monday 601 to 1,200; ten working days in fourteen, the last Thursday day 13."""
    assert clock().moment(covered) == minutes


def test_beyond_the_last_day_is_never() -> None:
    assert clock().moment(6000.5) == inf


@settings(max_examples=200, deadline=None, derandomize=True, database=None)
@given(
    days=st.sets(st.integers(0, 6), min_size=1),
    opens=st.integers(0, 1439),
    length=st.integers(1, 1440),
    holidays=st.sets(st.integers(-5, 20), max_size=5),
    minutes=st.integers(-5 * 1440, 21 * 1440 - 1),
)
def test_moment_is_the_inverse_of_at(days: set[int], opens: int, length: int, holidays: set[int], minutes: int) -> None:
    """B(moment(B(t))) = B(t), and moment(B(t)) <= t: the earliest such time. B never falls and never outruns time."""
    closes = min(opens + length, 1440)
    clock = office(days, opens, closes, range(-5, 21), 2, holidays)
    covered = clock.at(minutes)
    assert 0 <= clock.at(minutes) - clock.at(max(minutes - 60, -5 * 1440)) <= 60
    if covered > 0:
        earliest = clock.moment(covered)
        assert earliest <= minutes
        assert clock.at(earliest) == covered
        assert clock.at(earliest - 1) == covered - 1
