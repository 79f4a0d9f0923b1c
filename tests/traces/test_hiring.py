"""Hiring, by hand: who is there from when on, whose work counts for how much, and who is paid.

Working days of 2027 from 8 to 18 h at 60.00 an hour, nobody away from the desk. Friday 2027-01-01 is day 0; 1 March is
a Monday, day 59.
"""

from __future__ import annotations

from itertools import pairwise
from math import isclose

import pytest

from sim.errors import ScenarioError
from sim.metrics.books import keep_books
from sim.provider.staffing import Staff, StaffPlan, staff_over_time
from sim.questions.capacity import capacity_of
from sim.records.run import Run
from sim.scenario.overrides import with_overrides
from sim.units import DAYS_PER_YEAR
from tests.cases.worlds import plain
from tests.traces.script import Call, at, play

TEAM = "provider.teams.frontline"
TWO = {f"{TEAM}.people": 2}
FOUR_WEEKS = {f"{TEAM}.hiring_lead_weeks": 4, f"{TEAM}.ramp_up_weeks": 2, f"{TEAM}.ramp_up_share": 0.5}


def acting(*actions: tuple[int, float]) -> dict[str, object]:
    """Another number of people from a month on."""
    steps = [{"month": month, "title": "People", "set": {f"{TEAM}.people": people}} for month, people in actions]
    return {"timeline": steps}


def at_noon(run: Run, *days: int) -> list[tuple[float, int]]:
    """People paid and people at the desk at noon of some days."""
    steps = run.people("frontline")
    there = [next(step for step in reversed(steps) if step.at <= at(day, 12)) for day in days]
    return [(step.rostered, step.level) for step in there]


def test_a_rise_takes_effect_after_the_lead_time_and_new_people_learn() -> None:
    """Two more from March on: hired on 1 March, there on Monday 29 March (day 87), old hands from 12 April (101) on.

    Until then the two count for one. They are paid from 29 March on: March has 23 working days, three of those with 4.
    Of the calls of 29 March at 9:00, three are answered at once and the fourth at 9:20; two weeks later all four are.
    """
    calls = [Call(at(day, 9)) for day in (87, 101) for _ in range(4)]
    run = play(calls, TWO | FOUR_WEEKS | acting((2, 4)))
    assert at_noon(run, 58, 59, 84, 87, 98, 101, 360) == [(0, 0), (2, 2), (2, 2), (4, 3), (4, 3), (4, 4), (4, 4)]
    assert [row.response_minutes for row in run.records.contacts] == [0, 0, 0, 20, 0, 0, 0, 0]
    march = next(row for row in run.records.teams if (row.team, row.month) == ("frontline", 2))
    assert march.rostered_minutes == (20 * 2 + 3 * 4) * 600
    assert march.available_minutes == (20 * 2 + 3 * 3) * 600
    books = keep_books(run)
    cost = -(books.lines["labour"].sum(axis=0) + books.unallocated)
    assert cost[:3].tolist() == [21 * 2 * 60_000, 20 * 2 * 60_000, (20 * 2 + 3 * 4) * 60_000]


def test_without_lead_time_and_learning_a_rise_is_there_at_once() -> None:
    run = play([], TWO | acting((2, 4)))
    assert at_noon(run, 56, 59) == [(2, 2), (4, 4)]


def test_a_fall_is_at_once_and_calls_off_those_who_have_not_come() -> None:
    """Four wanted from March on and three from April on (day 90): one of the two of 29 March goes on 1 April.

    With a lead time of eight weeks nobody has come by then: one is called off, the other comes on 26 April (day 115).
    New people only look on here, for two weeks.
    """
    actions = acting((2, 4), (3, 3)) | {f"{TEAM}.ramp_up_share": 0}
    assert at_noon(play([], TWO | FOUR_WEEKS | actions), 87, 90, 101) == [(4, 2), (3, 2), (3, 3)]
    later = TWO | FOUR_WEEKS | {f"{TEAM}.hiring_lead_weeks": 8}
    assert at_noon(play([], later | actions), 87, 90, 112, 115, 129) == [(2, 2), (2, 2), (2, 2), (3, 2), (3, 3)]


def test_who_was_hired_before_the_leap_day_comes_after_it() -> None:
    """Hired on 1 February 2028 with four weeks' lead: there on Tuesday 29 February (day 59)."""
    run = play([], TWO | {f"{TEAM}.hiring_lead_weeks": 4, "start_date": "2028-01-01"} | acting((1, 3)))
    assert at_noon(run, 58, 59) == [(2, 2), (3, 3)]


def test_who_would_come_after_the_end_never_comes() -> None:
    """Hired on 1 December (day 334): there after four weeks, on the 29th (362), and after five not within the study."""
    for weeks, there in ((4, (4, 4)), (5, (2, 2))):
        run = play([], TWO | {f"{TEAM}.hiring_lead_weeks": weeks} | acting((11, 4)))
        assert at_noon(run, 361, 362, 364) == [(2, 2), there, there]


def test_attrition_leaves_positions_open_and_new_people_in_the_others() -> None:
    """One leaves of each two in half a year, and half a year passes until the next comes: 1 / (1 + 1 x .5) = 2/3 there.

    Of those, half a year's leavers are learning: 1 x .5 at half the work. So of 3 there are 2, who do the work of 1.5.
    """
    half_a_year = DAYS_PER_YEAR / 2 / 7
    plan = StaffPlan(3, half_a_year, half_a_year, 0.5, 1)
    (step,) = staff_over_time([(0, plan)])
    assert step.day == 0
    assert isclose(step.people, 2)
    assert isclose(step.old_hands, 1.5)
    terms = {"hiring_lead_weeks": half_a_year, "ramp_up_weeks": half_a_year, "attrition_per_year": 1}
    run = play([], {f"{TEAM}.people": 3} | {f"{TEAM}.{name}": value for name, value in terms.items()})
    rostered, available = (
        sum(getattr(row, f"{what}_minutes") for row in run.records.teams if row.team == "frontline")
        for what in ("rostered", "available")
    )
    assert isclose(rostered, 261 * 600 * 2)
    assert abs(available / (261 * 600) - 1.5) < 0.02
    (team, *_) = capacity_of(run.scenario)
    assert isclose(team.paid_hours, 261 * 10 * 2)
    assert abs(team.available_hours / 2610 - 1.5) < 0.02


def test_numbers_of_people_add_up_over_many_changes() -> None:
    """Up, down before they came, up again, and down below the first: there are never more than wanted, nor below 0."""
    aims = [(0, 5.0), (30, 9.0), (40, 6.0), (50, 8.0), (120, 2.0), (130, 3.0)]
    steps = staff_over_time([(day, StaffPlan(people, 6, 3, 0.25)) for day, people in aims])
    assert steps[0] == Staff(0, 5, 5)
    assert [(step.day, step.people) for step in steps if step.day in (30, 40, 50)] == [(30, 5), (40, 5), (50, 5)]
    assert (72, 6) in [(step.day, step.people) for step in steps]
    assert (92, 8) in [(step.day, step.people) for step in steps]
    assert steps[-1].people == 3
    assert all(before.day <= after.day for before, after in pairwise(steps))
    for step in steps:
        aim = [people for day, people in aims if day <= step.day][-1]
        assert 0 <= step.old_hands <= step.people <= aim


@pytest.mark.parametrize(
    ("field", "value"),
    [("hiring_lead_weeks", -1), ("ramp_up_weeks", 105), ("ramp_up_share", 1.1), ("attrition_per_year", -0.1)],
)
def test_nonsense_is_refused_by_name(field: str, value: float) -> None:
    with pytest.raises(ScenarioError, match=field):
        with_overrides(plain(), {f"{TEAM}.{field}": value})
