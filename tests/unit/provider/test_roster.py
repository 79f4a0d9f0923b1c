"""Rosters, by hand. Day 0 is Friday 2027-01-01; people work 8 to 18 h, half shifts change at 13 h."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.provider.roster import RosterShift, RosterStep, roster

FRIDAY = 4
WORKING = frozenset(range(5))


def shift(people: float, opens: float = 480, closes: float = 1080, days: frozenset[int] = WORKING) -> RosterShift:
    return RosterShift(days, opens, closes, people)


def test_whole_people_come_and_go() -> None:
    """Two people on Friday; nobody from 18 h until Monday (minute 4,320) 8 h."""
    assert roster([shift(2)], 0.0, range(4), first_weekday=FRIDAY) == [
        RosterStep(0, 0, 0),
        RosterStep(480, 2, 2),
        RosterStep(1080, 0, 0),
        RosterStep(4320 + 480, 2, 2),
        RosterStep(4320 + 1080, 0, 0),
    ]


def test_shrinkage_is_met_by_half_shifts() -> None:
    """Two people less a fifth are 1.6: 1, 2, 1, 2, 2 in five half shifts, which is 1.6 on average.

    The halves of Friday, Monday, and the first of Tuesday; paid are two all along.
    """
    steps = [step for step in roster([shift(2)], 0.2, range(5), first_weekday=FRIDAY) if step.rostered]
    assert [(step.at, step.level) for step in steps] == [
        (480, 1),
        (780, 2),
        (4320 + 480, 1),
        (4320 + 780, 2),
        (5760 + 480, 2),
        (5760 + 780, 1),
    ]
    assert {step.rostered for step in steps} == {2}


def test_a_half_person_is_there_every_second_half_day() -> None:
    """.5: nobody on Friday morning, one on Friday afternoon, and so on."""
    steps = [step for step in roster([shift(0.5)], 0.0, range(1), first_weekday=FRIDAY) if step.rostered]
    assert [(step.at, step.level) for step in steps] == [(480, 0), (780, 1)]


def test_nobody_works_on_a_holiday() -> None:
    assert roster([shift(2)], 0.0, range(1), first_weekday=FRIDAY, holidays=(0,)) == [RosterStep(0, 0, 0)]


def test_nobody_is_nobody() -> None:
    assert roster([shift(0)], 0.2, range(14), first_weekday=FRIDAY) == [RosterStep(0, 0, 0)]


def test_shifts_that_overlap_add_up() -> None:
    """One person 8 to 18 h and two 12 to 16 h: 1, 3, 1 at 8, 12, 16 h."""
    steps = roster([shift(1), shift(2, 720, 960)], 0.0, range(1), first_weekday=FRIDAY)
    assert [(step.at, step.level) for step in steps] == [(0, 0), (480, 1), (720, 3), (960, 1), (1080, 0)]


def test_days_before_the_first() -> None:
    """Day -1 is a Thursday, minute -1,440 its midnight."""
    assert roster([shift(1)], 0.0, range(-1, 0), first_weekday=FRIDAY)[1] == RosterStep(-960, 1, 1)


def minutes_of(steps: list[RosterStep], end: float) -> tuple[float, float]:
    """Paid minutes, and minutes at the desk."""
    spans = list(pairwise([*steps, RosterStep(end, 0, 0)]))
    paid = sum(step.rostered * (after.at - step.at) for step, after in spans)
    return paid, sum(step.level * (after.at - step.at) for step, after in spans)


@pytest.mark.parametrize("people", [0.25, 1, 1.75, 8, 33.3])
@pytest.mark.parametrize("shrinkage", [0.0, 0.2, 0.35])
def test_available_time_is_paid_time_less_shrinkage(people: float, shrinkage: float) -> None:
    """Over the 20 working days of four weeks, up to what is owed of one half shift of 300 minutes."""
    steps = roster([shift(people)], shrinkage, range(28), first_weekday=FRIDAY)
    paid, there = minutes_of(steps, 28 * 1440)
    assert paid == pytest.approx(20 * 600 * people)
    assert 0 <= paid * (1 - shrinkage) - there <= 300 + 1e-6


@settings(max_examples=100, deadline=None, derandomize=True, database=None)
@given(
    people=st.integers(0, 100).map(lambda tenths: tenths / 10),
    more=st.integers(0, 50).map(lambda tenths: tenths / 10),
    shrinkage=st.sampled_from([0.0, 0.2, 0.33]),
)
def test_more_people_are_more_people_in_the_long_run(people: float, more: float, shrinkage: float) -> None:
    """Cumulative time at the desk, at every step, up to a half shift."""
    few, many = (
        minutes_of(roster([shift(number)], shrinkage, range(14), first_weekday=0), 14 * 1440)[1]
        for number in (people, people + more)
    )
    assert many >= few
