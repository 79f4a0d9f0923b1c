"""Rosters, by hand. Day 0 is Friday 2027-01-01; people work 8 to 18 h, half shifts change at 13 h."""

from __future__ import annotations

from collections.abc import Collection
from itertools import pairwise
from math import log, sqrt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.model.roster import Roster
from sim.provider.roster import RosterShift, RosterStep, slots

FRIDAY = 4
WORKING = frozenset(range(5))
DAILY = frozenset(range(7))
GOLDEN = (sqrt(5) - 1) / 2


def shift(people: float, opens: float = 480, closes: float = 1080, days: frozenset[int] = WORKING) -> RosterShift:
    return RosterShift(days, opens, closes, people)


def steps_of(
    shifts: list[RosterShift],
    days: range,
    shrinkage: float = 0.0,
    *,
    phase: float = 0.25,
    first_weekday: int = FRIDAY,
    holidays: Collection[int] = (),
) -> list[RosterStep]:
    return Roster(slots(shifts, days, first_weekday=first_weekday, holidays=holidays), shrinkage).steps(phase)


def level_at(steps: list[RosterStep], minute: float) -> int:
    return next(step.level for step in reversed(steps) if step.at <= minute)


def test_whole_people_come_and_go() -> None:
    """Two people on Friday; nobody from 18 h until Monday (minute 4,320) 8 h."""
    assert steps_of([shift(2)], range(4)) == [
        RosterStep(0, 0, 0),
        RosterStep(480, 2, 2),
        RosterStep(1080, 0, 0),
        RosterStep(4320 + 480, 2, 2),
        RosterStep(4320 + 1080, 0, 0),
    ]


def test_shrinkage_is_met_by_half_shifts() -> None:
    """1.6 people with phase .25: floor(1.6 + frac(.25 + day × .618034 + span × .414214)), by hand.

    Friday .664 and .078 (spans 1 and 2): 2, 1. Monday, day 3, .518 and .933: 2, 2. Tuesday, day 4, .136 and .551: 1, 2.
    """
    steps = steps_of([shift(2)], range(5), 0.2)
    halves = [day * 1440.0 + start for day in (0, 3, 4) for start in (480, 780)]
    assert [level_at(steps, minute) for minute in halves] == [2, 1, 2, 2, 1, 2]
    assert {step.rostered for step in steps if step.level} == {2}


def test_nobody_is_there_at_night() -> None:
    assert {level_at(steps_of([shift(1.9)], range(9)), day * 1440 + 100.0) for day in range(9)} == {0}


def test_nobody_works_on_a_holiday() -> None:
    assert steps_of([shift(2)], range(1), holidays=(0,)) == [RosterStep(0, 0, 0)]


def test_nobody_is_nobody() -> None:
    assert steps_of([shift(0)], range(14), 0.2) == [RosterStep(0, 0, 0)]


def test_shifts_that_overlap_add_up() -> None:
    """One person 8 to 18 h and two 12 to 16 h: 1, 3, 1 at 8, 12, 16 h."""
    steps = steps_of([shift(1), shift(2, 720, 960)], range(1))
    assert [(step.at, step.level) for step in steps] == [(0, 0), (480, 1), (720, 3), (960, 1), (1080, 0)]


def test_days_before_the_first() -> None:
    """Day -1 is a Thursday, minute -1,440 its midnight."""
    assert steps_of([shift(1)], range(-1, 0))[1] == RosterStep(-960, 1, 1)


def minutes_of(steps: list[RosterStep], end: float) -> tuple[float, float]:
    """Paid minutes, and minutes at the desk."""
    spans = list(pairwise([*steps, RosterStep(end, 0, 0)]))
    paid = sum(step.rostered * (after.at - step.at) for step, after in spans)
    return paid, sum(step.level * (after.at - step.at) for step, after in spans)


def test_who_does_not_keep_holidays_works_on_them() -> None:
    """Two keep holidays, three do not: five on Friday, three on Saturday, a holiday, five on Sunday."""
    shifts = [shift(2, days=DAILY), shift(3, days=DAILY)._replace(keeps_holidays=False)]
    steps = steps_of(shifts, range(3), holidays=(1,))
    assert [level_at(steps, day * 1440 + 600.0) for day in range(3)] == [5, 3, 5]
    assert [step.rostered for step in steps if step.level] == [5, 3, 5]


@pytest.mark.parametrize("phase", [0.0, 0.3, 0.77])
@pytest.mark.parametrize("people", [0.25, 1, 1.4, 8, 33.3])
@pytest.mark.parametrize("shrinkage", [0.0, 0.2, 0.35])
def test_in_the_long_run_people_at_the_desk_are_people_less_shrinkage(
    people: float, shrinkage: float, phase: float
) -> None:
    """Levels of either half shift over N days, within the discrepancy N D of the golden rotation.

    N D <= 3 + (1 / ln(1 / g) + 1 / ln 2) ln N (Kuipers & Niederreiter 1974, theorem 2.3.4, quotients of at most 1).
    """
    days = 2_000
    bound = 3 + (1 / log(1 / GOLDEN) + 1 / log(2)) * log(days)
    steps = steps_of([shift(people, days=DAILY)], range(days), shrinkage, phase=phase)
    for start in (480.0, 780.0):
        assert abs(sum(levels_of(steps, start, days)) - days * people * (1 - shrinkage)) <= bound


def levels_of(steps: list[RosterStep], start: float, days: int) -> list[int]:
    """Level of each day from a minute of the day on."""
    levels, position = [], 0
    for day in range(days):
        while position + 1 < len(steps) and steps[position + 1].at <= day * 1440 + start:
            position += 1
        levels.append(steps[position].level)
    return levels


@pytest.mark.parametrize("people", [0.5, 1.4, 1.75])
def test_no_weekday_is_staffed_better_than_another(people: float) -> None:
    """Over four years every weekday has its share, within 3 % of a person."""
    steps = steps_of([shift(people)], range(1461))
    morning, afternoon = (levels_of(steps, start, 1461) for start in (480.0, 780.0))
    for weekday in range(5):
        days = range((weekday - FRIDAY) % 7, 1461, 7)
        for levels in (morning, afternoon):
            assert sum(levels[day] for day in days) / len(days) == pytest.approx(people, abs=0.03)


@pytest.mark.parametrize("weekday", range(5))
def test_a_year_has_its_share_of_every_weekday_on_average_over_phases(weekday: int) -> None:
    """Over uniform phases the mean level of any half shift is the number of people: nothing is locked to the week."""
    day = (weekday - FRIDAY) % 7
    levels = [
        level_at(steps_of([shift(1.4)], range(day, day + 1), phase=(n + 0.5) / 200), day * 1440 + 500.0)
        for n in range(200)
    ]
    assert sum(levels) / 200 == pytest.approx(1.4, abs=0.006)


def test_holidays_and_the_length_of_the_warm_up_move_nothing_else() -> None:
    """A day is looked up by itself, so that every other day is as it was."""
    usual = steps_of([shift(1.4)], range(-7, 60), 0.2)
    other = steps_of([shift(1.4)], range(-21, 60), 0.2, holidays=(-3, 10))
    halves = [day * 1440.0 + start for day in range(-7, 60) for start in (0, 480, 780, 1080) if day not in (-3, 10)]
    assert [level_at(usual, at) for at in halves] == [level_at(other, at) for at in halves]


@settings(max_examples=300, deadline=None, derandomize=True, database=None)
@given(
    people=st.floats(0, 10),
    more=st.floats(0, 2),
    shrinkage=st.floats(0, 0.9),
    phase=st.floats(0, 1, exclude_max=True),
    staffing=st.floats(0.01, 1),
)
def test_more_people_are_never_fewer_in_any_half_shift(
    people: float, more: float, shrinkage: float, phase: float, staffing: float
) -> None:
    """Nor is anybody there more than one above, or one below, the number that shrinkage leaves."""
    few, many = (
        steps_of([shift(n), shift(n * staffing, 700, 1300, DAILY)], range(14), shrinkage, phase=phase)
        for n in (people, people + more)
    )
    for at in sorted({step.at for step in (*few, *many)}):
        assert level_at(few, at) <= level_at(many, at)
    assert all(abs(step.level - step.rostered * (1 - shrinkage)) < 1 + 1e-6 for step in few)
