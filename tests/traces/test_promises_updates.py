"""Updates, by hand: one every hour until a contact is solved. One person, 8 to 18 h on working days; touches of 20 min.

A first contact keeps the person busy from Monday 8:00 for 200 minutes; a second, of 8:05, waits until 11:20. Its
updates fall due at 9:05, 10:05 and 11:05.
"""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from sim.customers.causes import Cause
from sim.metrics.outcomes import outcomes
from sim.model.draws import ContactDraw
from sim.records.run import Run
from tests.traces.script import MONDAY, Call, at, play

HOURLY: Mapping[str, object] = {"plans.gold.update_hours": {"P3": 1}, "provider.policies.update_discipline": 1}
SURE = {ContactDraw.UPDATED: 0.5}


def waiting(overrides: Mapping[str, object] | None = None, number: float = 0.5) -> Run:
    first = Call(at(MONDAY, 8), 2, touches=(200.0, 90.0, 90.0, 20.0))
    second = Call(at(MONDAY, 8) + 5, random_numbers={ContactDraw.UPDATED: number})
    return play([first, second], {**HOURLY, **(overrides or {})})


def test_updates_fall_due_while_it_waits_and_lengthen_the_touch() -> None:
    """Three updates of 3 minutes each: the touch of 20 minutes lasts from 11:20 to 11:49."""
    run = waiting()
    assert [(row.at, row.made) for row in run.records.updates] == [
        (pytest.approx(at(MONDAY, hour) + 5, abs=1e-4), True) for hour in (9, 10, 11)
    ]
    touch = run.records.touches[1]
    assert (touch.started, touch.ended) == (at(MONDAY, 11) + 20, at(MONDAY, 11) + 49)
    assert outcomes(run)["update_attainment.gold"] == 1


def test_without_discipline_all_are_missed_and_felt() -> None:
    """Three misses of .1 each, of which goodwill absorbs .46; the touch takes its 20 minutes."""
    run = waiting({"provider.policies.update_discipline": 0})
    assert [row.made for row in run.records.updates] == [False] * 3
    straws = [row.size for row in run.records.grievances if row.cause is Cause.MISSED_UPDATE]
    assert straws == [pytest.approx(0.1 * 0.54)] * 3
    assert run.records.touches[1].ended == at(MONDAY, 11) + 40
    assert outcomes(run)["update_attainment.gold"] == 0


def test_each_update_has_its_own_number() -> None:
    """.5, then .118 and .736, in steps of the golden ratio: at a discipline of .6 the third is missed."""
    run = waiting({"provider.policies.update_discipline": 0.6})
    assert [row.made for row in run.records.updates] == [True, True, False]


def test_nobody_there_gives_none() -> None:
    """Coverage around the clock, a contact of Monday 20:00 is taken on Tuesday at 8:00: eleven are missed before.

    That of 8:01 falls due while the person works on it, and is given.
    """
    day = {"days": ["mon", "tue", "wed", "thu", "fri", "sat", "sun"], "from_hour": 0, "to_hour": 24}
    run = play([Call(at(MONDAY, 20) + 1, random_numbers=SURE)], {**HOURLY, "plans.gold.coverage": day})
    assert [row.made for row in run.records.updates] == [False] * 11 + [True]


def test_updates_are_of_the_month_in_which_they_fall_due() -> None:
    """Opened on Friday 29 January at 17:30 with nobody at work; at 8:30 on Monday 1 February, and so on to the end."""
    run = play([Call(at(28, 17.5))], {**HOURLY, "provider.teams.frontline.people": 0})
    february = [row for row in run.records.updates if row.at < at(31 + 28, 0)]
    assert february[0].at == pytest.approx(at(31, 8.5), abs=1e-4)
    assert len(february) == 20 * 10
    assert not any(row.made for row in run.records.updates)


def test_none_falls_due_while_the_customer_must_answer() -> None:
    """Answered at once, the customer asked at 8:20 and silent for 10 covered hours: no update is due in that time."""
    numbers = {ContactDraw.SOLVED_1: 0.9999, ContactDraw.CUSTOMER_DELAY: 0.5}
    asks = {
        "provider.teams.frontline.solved_share": 0,
        "provider.teams.frontline.escalated_share": 0,
        "assumptions.contact.customer_wait_hours": 10,
    }
    run = play([Call(at(MONDAY, 8), random_numbers=numbers)], {**HOURLY, **asks})
    assert run.records.updates == []
    (row,) = run.records.contacts
    assert row.ended > at(MONDAY, 14)


def test_daily_updates_are_of_an_ordinary_day() -> None:
    """One a business day of ten hours: opened on Monday at 8:05 and never taken, due on Tuesday at 8:05, and so on."""
    days = {"plans.gold.update_hours": None, "plans.gold.update_days": {"P3": 1}, "provider.teams.frontline.people": 0}
    run = play([Call(at(MONDAY, 8) + 5)], {**HOURLY, **days})
    first, second, *_ = run.records.updates
    assert (first.at, second.at) == (
        pytest.approx(at(MONDAY + 1, 8) + 5, abs=1e-4),
        pytest.approx(at(MONDAY + 2, 8) + 5, abs=1e-4),
    )
