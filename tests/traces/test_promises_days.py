"""Promises in business days, by hand. Coverage is 8 to 18 h from Monday to Friday; Friday 1 January 2027 is day 0.

Where nobody works, so that contacts wait, the minutes promised are read off the record of the open contact.
"""

from __future__ import annotations

import pytest

from sim.scenario.overrides import with_overrides
from tests.traces.script import MONDAY, Call, at, play
from tests.worlds import STILL, changed

NEXT_DAY = {"plans.gold.response_days": {"P3": 1}}
NOBODY = {"provider.teams.frontline.people": 0}


@pytest.mark.parametrize(
    ("opened", "minutes"),
    [
        (at(MONDAY, 9), 9 * 60 + 600),  # Monday 9 h: to the end of Tuesday, 9 + 10 covered hours
        (at(MONDAY, 7), 600 + 600),  # before opening: received at 8 h, the same Monday
        (at(MONDAY, 18), 600 + 600),  # at closing: received on Tuesday, so by the end of Wednesday
        (at(MONDAY, 20), 600 + 600),
        (at(MONDAY + 4, 17), 60 + 600),  # Friday 17 h: by the end of Monday
        (at(MONDAY + 5, 12), 600 + 600),  # Saturday: received on Monday, by the end of Tuesday
        (at(28, 17), 60 + 600),  # Friday 29 January: by the end of Monday 1 February, in the next month
    ],
)
def test_the_next_business_day(opened: float, minutes: float) -> None:
    (row,) = play([Call(opened)], NEXT_DAY | NOBODY).records.contacts
    assert (row.promised_minutes, row.sold_minutes) == (minutes, minutes)


def test_two_business_days_over_a_holiday() -> None:
    """Tuesday is a holiday: of Monday 9 h, day one is Wednesday and day two Thursday, 9 + 10 + 10 hours."""
    holiday = {"provider.holidays": ["2027-01-05"], "plans.gold.response_days": {"P3": 2}}
    (row,) = play([Call(at(MONDAY, 9))], holiday | NOBODY).records.contacts
    assert row.promised_minutes == (9 + 10 + 10) * 60


def test_the_leap_day_is_a_business_day() -> None:
    """29 February 2028 is a Tuesday, day 59 of a study from 2028: of Monday 17 h, 1 + 10 hours to its end."""
    leap = {"start_date": "2028-01-01", "announcements": [], "plans.gold.response_days": {"P3": 1}}
    (row,) = play([Call(at(58, 17))], leap | NOBODY).records.contacts
    assert row.promised_minutes == 11 * 60


def test_a_day_promise_is_kept_to_its_last_minute_and_missed_after() -> None:
    """Of Monday 9 h, by the end of Tuesday. The person is busy for 19 covered hours, from Monday 9 h to Tuesday 18 h.

    A first contact of 1,140 minutes ends on Tuesday at 18:00, when the second has waited 1,139 minutes: kept. With
    1,200 minutes it ends on Wednesday at 9:00: missed, at the end of Tuesday.
    """
    for minutes, kept in ((1140.0, 1), (1200.0, 0)):
        long = Call(at(MONDAY, 9), severity=2, touches=(minutes, 90.0, 90.0, 20.0))
        run = play([long, Call(at(MONDAY, 9) + 1)], NEXT_DAY | {"plans.gold.response_hours.P2": None})
        month = run.records.months[0]
        assert (month.responses_made, month.responses_met) == (1, kept), minutes


def test_days_take_the_place_of_hours_and_may_leave_them_out() -> None:
    plan = changed(STILL).plans["gold"].model_dump()
    plan["response_hours"] = {"P1": 1, "P2": 2}
    plan["response_days"] = {"P3": 1, "P4": 2}
    scenario = with_overrides(changed(STILL), {"plans.gold": plan})
    assert scenario.plans["gold"].response_hours.as_tuple() == (1, 2, None, None)


def test_solution_in_days() -> None:
    """Solved within two business days after the day of receipt: of Monday 9 h, 9 + 10 + 10 hours."""
    (row,) = play([Call(at(MONDAY, 9))], {"plans.gold.resolution_days": {"P3": 2}}).records.contacts
    assert row.resolution_promised_minutes == 29 * 60


def test_expectations_are_of_so_many_ordinary_days() -> None:
    """One business day of ten hours: what should be at signing is ten hours, and so is what is expected first."""
    (row,) = play([Call(at(MONDAY, 9))], NEXT_DAY).records.contacts
    assert row.expected_minutes == pytest.approx(600)
