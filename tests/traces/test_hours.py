"""Hours of service, minute by minute: when a contact that nobody answers is missed, and how long it has waited by then.

Nobody is at the desk. A contact is missed one tick after its promise has passed, so that the latest look shows the
hours by hand. Friday 2027-01-01 is day 0. The minutes of a run are those of the provider's standard time.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

import pytest

from sim.model.calendar import Calendar
from sim.records.run import Run
from sim.scenario.desk import Team
from sim.scenario.overrides import with_overrides
from tests.cases.worlds import plain
from tests.traces.script import Call, at, play
from tests.worlds import STILL, changed

GOLD = "plans.gold.coverage"
WEEK = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
NEW_YORK = {"provider.time_zone": "America/New_York"}
BERLIN = {"provider.time_zone": "Europe/Berlin"}


def due(opened: float, hours: float, world: Mapping[str, object], severity: int = 3) -> float:
    """Minute of the run at which a promise of so many hours of service falls due."""
    scenario = with_overrides(changed(STILL), world)
    calendar = Calendar(scenario)
    clock = calendar.clock(scenario.plans["gold"].coverage_of(f"P{severity}"))
    return clock.moment(clock.at(opened) + hours * 60)


def answered(opened: float, world: Mapping[str, object], severity: int = 3, until: float = 8) -> Run:
    """A run in which a desk from ``until`` o'clock answers a contact."""
    shift = {"days": WEEK, "from_hour": until, "to_hour": until + 0.5, "keeps_holidays": False}
    return play([Call(opened, severity)], {"provider.teams.frontline.shifts": [shift], **world})


def test_half_a_saturday() -> None:
    """Friday 17:00 and 4 h: one hour until 18:00, three from 9:00 on Saturday. 5 h: the last on Monday from 8:00."""
    world = {GOLD: {"also": [{"days": ["sat"], "from_hour": 9, "to_hour": 12}]}}
    friday = at(7, 17)
    assert due(friday, 4, world) == at(8, 12)
    assert due(friday, 5, world) == at(10, 9)


def test_a_lunch_break() -> None:
    """Monday 11:30 and 1 h: half an hour until noon, and half from 13:00. A contact of the break begins at its end."""
    world = {GOLD: {"from_hour": 8, "to_hour": 12, "also": [{"from_hour": 13, "to_hour": 18}]}}
    assert due(at(3, 11.5), 1, world) == at(3, 13.5)
    assert due(at(3, 12.25), 1, world) == at(3, 14)


def test_over_midnight_and_the_end_of_a_month() -> None:
    """Friday, 29 January 2027, 22:00 and 9 h: eight until 6:00 on Saturday, one from 20:00 on Monday, 1 February.

    The desk answers on Saturday at 6:30: the clock has stood since 6:00, at 8 h.
    """
    night = {GOLD: {"from_hour": 20, "to_hour": 6}}
    assert due(at(28, 22), 9, night) == at(31, 21)
    (row,) = answered(at(28, 22), night, until=6.5).records.contacts
    assert (row.answered, row.response_minutes) == (at(29, 6.5), 8 * 60)


def test_a_night_that_begins_on_a_holiday_is_left_out_and_the_one_before_is_not() -> None:
    """Wednesday, 6 January, is a holiday. Tuesday 23:00 and 8 h: seven until 6:00 of the holiday, one on Thursday."""
    world = {GOLD: {"from_hour": 20, "to_hour": 6}, "provider.holidays": ["2027-01-06"]}
    assert due(at(4, 23), 8, world) == at(6, 21)


def test_the_night_on_which_the_clocks_go_forward_in_new_york() -> None:
    """Saturday, 13 March 2027, 22:00 to 6:00 by the wall are 7 hours, and end at 5:00 standard time.

    Two hours until midnight, two until 2:00, which is 3:00 by the wall, three until 6:00. An hour at 2:30, which the
    wall skips, is no time at all: opening at 2:30 is at the jump, 2:00 standard time.
    """
    night = NEW_YORK | {GOLD: {"days": ["sat"], "from_hour": 22, "to_hour": 6, "keeps_holidays": False}}
    saturday = 71  # 31 days of January, 28 of February, 12 of March before it
    assert due(at(saturday, 22), 7, night) == at(saturday + 1, 5)
    skipped = NEW_YORK | {GOLD: {"days": ["sun"], "from_hour": 2.5, "to_hour": 4, "keeps_holidays": False}}
    assert due(at(saturday, 12), 1, skipped) == at(saturday + 1, 3)
    assert due(at(saturday, 12), 1.5, skipped) == at(saturday + 8, 2)


def test_the_night_on_which_the_clocks_go_back_in_berlin() -> None:
    """Sunday, 31 October 2027: a day of 25 hours. It begins at 23:00 standard time on Saturday and ends at 24:00.

    From 1:30 to 2:30 by the wall: it shows 2:30 for the last time one hour after the first, at 2:30 standard time. The
    summer's 1:30 is 0:30 standard time, so that these are two hours.
    """
    sunday = 303  # 1 January is day 0
    whole = BERLIN | {GOLD: {"days": ["sun"], "from_hour": 0, "to_hour": 24, "keeps_holidays": False}}
    assert due(at(sunday - 1, 12), 1, whole) == at(sunday, 0)
    assert due(at(sunday - 1, 12), 25, whole) == at(sunday, 24)
    twice = BERLIN | {GOLD: {"days": ["sun"], "from_hour": 1.5, "to_hour": 2.5, "keeps_holidays": False}}
    assert due(at(sunday - 1, 12), 2, twice) == at(sunday, 2.5)
    (row,) = answered(at(sunday - 1, 12), twice, until=12).records.contacts
    assert row.response_minutes == 120


def test_daylight_saving_in_both_zones_is_out_of_step_for_three_weeks() -> None:
    """Berlin's 9:00 is 3:00 standard time of New York in Berlin's winter, until 28 March 2027, and 2:00 in its summer.

    Office hours of New York itself, 8:00 by its wall, are 8:00 standard time before 14 March and 7:00 after.
    """
    office = {"from_hour": 9, "to_hour": 17}
    berlin = NEW_YORK | {GOLD: office | {"time_zone": "Europe/Berlin"}}
    monday = {"8 March": 66, "15 March": 73, "22 March": 80, "29 March": 87}
    first = {name: due(at(day, 0), 1, berlin) - at(day, 0) for name, day in monday.items()}
    assert first == {"8 March": 240, "15 March": 240, "22 March": 240, "29 March": 180}
    first = {name: due(at(day, 0), 1, NEW_YORK) - at(day, 0) for name, day in monday.items()}
    assert first == {"8 March": 540, "15 March": 480, "22 March": 480, "29 March": 480}


def test_a_leap_day_counts_as_any_other() -> None:
    """Monday, 28 February 2028, is followed by the 29th: 17:00 and 12 h are 1 h, 10 h on the leap day, 1 h in March."""
    world = {"start_date": "2028-01-01", GOLD: {}}
    assert due(at(58, 17), 12, world | {GOLD: {"days": WEEK}}) == at(60, 9)
    assert due(at(58, 17), 2, world | {"provider.holidays": ["2028-02-29"]}) == at(60, 9)


def test_public_holidays_of_a_country_and_of_a_region() -> None:
    """Monday, 8 March 2027, is Women's Day: a holiday in Berlin and not in Bavaria, nor in New York.

    Friday, 5 March, 17:30 and 1 h is due at 8:30 on Tuesday in Berlin, and on Monday elsewhere.
    """
    friday = at(63, 17.5)
    assert due(friday, 1, {"provider.public_holidays": "DE-BE"}) == at(67, 8.5)
    assert due(friday, 1, {"provider.public_holidays": "DE-BY"}) == at(66, 8.5)
    assert due(friday, 1, {"provider.public_holidays": "DE-BE", GOLD: {"public_holidays": "US-NY"}}) == at(66, 8.5)
    both = {"provider.public_holidays": "US", "provider.holidays": ["2027-03-08"], GOLD: {"public_holidays": "JP"}}
    assert due(friday, 1, both) == at(67, 8.5)


def test_by_severity() -> None:
    """Saturday noon: P1 round the clock is due in 1 h; P3 in office hours on Monday at 9:00."""
    world = {"plans.gold.coverage_by_severity": {"P1": "24x7"}}
    assert due(at(8, 12), 1, world, severity=1) == at(8, 13)
    assert due(at(8, 12), 1, world) == at(10, 9)


def test_the_customer_s_zone() -> None:
    """Office hours in Tokyo are 18:00 to 4:00 standard time of New York, of the day before.

    Acme writes on Sunday, 10 January, at 19:00, Monday 9:00 in Tokyo; the desk answers at 21:00: 2 h. By its own
    country that Monday, Coming of Age Day, is a holiday: no hour has passed then.
    """
    own = NEW_YORK | {GOLD: {"time_zone": "customer", "public_holidays": "customer"}}
    tokyo = own | {"accounts.Acme.time_zone": "Asia/Tokyo"}
    (row,) = answered(at(9, 19), tokyo, until=21).records.contacts
    assert (row.answered, row.response_minutes) == (at(9, 21), 120)
    (row,) = answered(at(9, 19), tokyo | {"accounts.Acme.public_holidays": "JP"}, until=21).records.contacts
    assert (row.answered, row.response_minutes) == (at(9, 21), 0)


def test_a_desk_that_works_over_midnight() -> None:
    """One person, Monday to Friday 22:00 to 6:00, Friday's night until Saturday morning.

    A contact of Friday 21:00 waits for 22:00, one of Saturday 5:50 does not wait, one of 7:00 waits until Monday 22:00.
    """
    world = {
        GOLD: "24x7",
        "provider.teams.frontline.shifts": [{"from_hour": 22, "to_hour": 6}],
    }
    calls = [Call(at(7, 21)), Call(at(8, 5) + 50), Call(at(8, 7))]
    run = play(calls, world)
    assert sorted(row.answered for row in run.records.contacts) == [at(7, 22), at(8, 5) + 50, at(10, 22)]
    steps = [step for step in run.rosters["frontline"] if at(10, 0) <= step.at < at(17, 0)]
    assert [(step.at, step.level) for step in steps[:4]] == [
        (at(10, 22), 1),
        (at(11, 6), 0),
        (at(11, 22), 1),
        (at(12, 6), 0),
    ]


@pytest.mark.parametrize(
    ("start", "spans"),
    [
        (70, [(0, 9, 8), (1, 22, 7), (3, 8, 8), (4, 8, 8)]),
        (307, [(0, 8, 8), (1, 8, 8), (2, 21, 9), (4, 9, 8)]),
    ],
)
def test_a_shift_of_new_york_moves_with_its_wall(start: int, spans: list[tuple[int, float, float]]) -> None:
    """From Friday, 12 March, and from Thursday, 4 November 2027: day, standard hour of the beginning, and hours.

    9:00 to 17:00 is 9:00 standard time before Sunday, 14 March, and from 7 November on; 8:00 between. The night from
    Saturday, 22:00, to 6:00 has 7 hours in March, and in November it begins at 21:00 standard time and has 9.
    """
    scenario = plain(provider__time_zone="America/New_York")
    shifts = [{"from_hour": 9, "to_hour": 17}, {"days": ["sat"], "from_hour": 22, "to_hour": 6}]
    team = Team.model_validate(
        {"people": 1, "cost_per_hour": 1, "touch_minutes": 1, "shrinkage_share": 0, "shifts": shifts}
    )
    steps = Calendar(scenario).roster(team, range(start, start + 5), 0.0)
    there = [(step.at, following.at) for step, following in pairwise(steps) if step.rostered]
    assert there == [(at(start + day, hour), at(start + day, hour + hours)) for day, hour, hours in spans]


def test_what_falls_due_after_the_study_is_not_counted() -> None:
    """Friday, 31 December 2027, 17:00, and nobody there: P1, an hour round the clock, is missed at 18:00.

    P3, two hours in office hours, has one hour on the clock until 18:00, and would fall due on Monday, 3 January: the
    study has ended by then.
    """
    world = {
        "plans.gold.coverage_by_severity": {"P1": "24x7"},
        "plans.gold.response_hours": {"P1": 1, "P2": 1, "P3": 2, "P4": 4},
        "provider.teams.frontline.people": 0,
    }
    run = play([Call(at(364, 17), 1), Call(at(364, 17), 3)], world)
    assert (run.records.months[-1].responses_made, run.records.months[-1].responses_met) == (1, 0)
    assert {row.severity: row.waited_minutes for row in run.records.contacts} == {1: 7 * 60, 3: 60}
