"""Business days: the end of the n-th covered day, wherever the hours lie in the day."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.contracts.business_days import day_break, minutes_to_end_of_day, ordinary_day
from sim.contracts.coverage import CoverageClock

DAY = 1440
WEEKS = 12


def office(opens: float, hours: float, days: tuple[int, ...] = (0, 1, 2, 3, 4)) -> CoverageClock:
    """A clock that runs for some hours from an hour of the day on, on some days of a week that begins on day 0."""
    starts = [(7 * week + day) * DAY + opens * 60 for week in range(WEEKS) for day in days]
    return CoverageClock([(start, start + hours * 60) for start in starts])


def test_days_end_outside_the_hours() -> None:
    """8 to 18 h lie within a day; 16 to 1 h go over midnight, and their gap from 1 to 16 h has its middle at 8:30."""
    assert day_break(office(8, 10), 0) == 0
    assert day_break(office(16, 9), 0) == 8.5 * 60
    assert day_break(office(0, 24, (0, 1, 2, 3, 4, 5, 6)), 0) == 0


def test_a_business_day_of_another_zone_is_one_day() -> None:
    """16 to 1 h: of Monday 17 h the next business day ends on Wednesday at 1 h, after 8 + 9 covered hours."""
    clock = office(16, 9)
    assert minutes_to_end_of_day(clock, 17 * 60, 1, day_break(clock, 0)) == (8 + 9) * 60
    assert minutes_to_end_of_day(clock, DAY + 30, 1, day_break(clock, 0)) == 30 + 9 * 60
    assert ordinary_day(clock, 0, day_break(clock, 0)) == 9 * 60


def test_half_days_make_a_shorter_ordinary_day() -> None:
    """Five days of 10 hours and a Saturday of 4: 54 / 6 = 9 hours."""
    week = [(day * DAY + 480, day * DAY + (720 if day % 7 == 5 else 1080)) for day in range(60) if day % 7 < 6]
    assert ordinary_day(CoverageClock(week), 0) == 9 * 60


def test_a_clock_that_ends_gives_what_is_left() -> None:
    clock = office(8, 10)
    last = (7 * (WEEKS - 1) + 4) * DAY
    assert minutes_to_end_of_day(clock, last + 540, 3) == 9 * 60


@given(
    opens=st.integers(0, 23),
    hours=st.integers(1, 20),
    days=st.sets(st.integers(0, 6), min_size=1).map(lambda chosen: tuple(sorted(chosen))),
    received=st.integers(0, 28 * DAY),
)
def test_days_follow_one_another(opens: int, hours: int, days: tuple[int, ...], received: int) -> None:
    """Each further day adds the covered minutes of one business day, and the first ends after that of receipt."""
    clock = office(opens, hours, days)
    ends_at = day_break(clock, 0)
    minutes = [minutes_to_end_of_day(clock, received, count, ends_at) for count in range(4)]
    assert 0 <= minutes[0] <= hours * 60
    assert [after - before for before, after in pairwise(minutes)] == [pytest.approx(hours * 60)] * 3
