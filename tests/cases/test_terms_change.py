"""Terms that change while a contact is open: time that has passed stays, hours promised are those of the opening."""

from __future__ import annotations

from collections.abc import Mapping
from math import isnan
from typing import Any

import pytest

from sim.engine.run import simulate
from sim.metrics.identities import check_identities
from sim.records.run import Run
from sim.scenario.document import Scenario
from tests.cases.worlds import plain
from tests.traces.script import Call, at, play

ROUND_THE_CLOCK = {
    "days": ["mon", "tue", "wed", "thu", "fri", "sat", "sun"],
    "from_hour": 0,
    "to_hour": 24,
    "keeps_holidays": False,
}


def played(scenario: Scenario) -> Run:
    """A run whose identities hold."""
    run = simulate(scenario, seed=7)
    check_identities(run)
    return run


def action(month: int, **changes: Any) -> list[Mapping[str, Any]]:
    """One action of management."""
    return [{"month": month, "title": "Change", "set": {k.replace("__", "."): v for k, v in changes.items()}}]


def test_longer_hours_leave_a_ticket_that_waits_for_its_customer_as_it_is() -> None:
    """Two touches of ten minutes, and what the customer's answer waits for the desk: from a night to a weekend."""
    run = played(
        plain(
            assumptions__contact__customer_wait_hours=100,
            provider__teams__frontline__solved_share=0.2,
            timeline=action(6, plans__silver__coverage=ROUND_THE_CLOCK),
        )
    )
    twice = [row for row in run.records.contacts if row.outcome == "solved" and row.touches == 2]
    across = [row for row in twice if row.opened < run.month_starts[6] < row.ended]
    assert across
    weekend = 62 * 60
    assert all(20 <= row.resolution_minutes <= 20 + weekend for row in across)


def test_a_ticket_of_the_evening_counts_the_hours_of_evening_and_night_each_by_its_own_clock() -> None:
    """Opened on a Sunday that the old hours do not cover; from Monday, 1 February, on all hours count: 8 until 8:00."""
    opened = at(30, 17) + 20
    change = {"timeline": action(1, plans__gold__coverage=ROUND_THE_CLOCK)}
    run = play([Call(opened)], change)
    (row,) = run.records.contacts
    assert row.answered == at(31, 8)
    assert row.response_minutes == 8 * 60

    before = play([Call(opened)])
    assert before.records.contacts[0].response_minutes == 0


def test_hours_that_shrink_keep_what_has_passed() -> None:
    """Round the clock until the end of January: the night before counts, and after it only office hours do."""
    change = {
        "plans.gold.coverage": ROUND_THE_CLOCK,
        "timeline": action(1, plans__gold__coverage={"from_hour": 8, "to_hour": 18}),
    }
    run = play([Call(at(30, 20))], change)
    (row,) = run.records.contacts
    assert row.answered == at(31, 8)
    assert row.response_minutes == 4 * 60


@pytest.mark.parametrize(("before", "after", "kept"), [(100, 1, 2), (1, 100, 1)])
def test_hours_promised_are_those_of_the_opening(before: float, after: float, kept: int) -> None:
    """A promise of 100 hours is not broken by one of an hour that is made later, nor one of an hour kept by a longer.

    The second of two contacts of 29 January waits for the first, whose 20 hours of work end in February.
    """
    hours = dict.fromkeys(("P1", "P2", "P3", "P4"), before)
    world = {"plans.gold.response_hours": hours, "timeline": action(1, plans__gold__response_hours__P3=after)}
    run = play([Call(at(28, 8), touches=(1200.0, 90.0, 90.0, 20.0)), Call(at(28, 8) + 5)], world)
    assert [row.promised_minutes for row in run.records.contacts] == [before * 60] * 2
    assert max(row.answered for row in run.records.contacts) > run.month_starts[1]
    assert sum(row.responses_met for row in run.records.months) == kept
    assert sum(row.responses_made for row in run.records.months) == 2


def test_a_move_to_another_plan_counts_for_the_plan_of_the_opening() -> None:
    run = played(
        plain(
            accounts__Acme__contacts_per_year=4000,
            assumptions__demand__unlimited_overuse=1,
            provider__teams__frontline__people=1.3,
            provider__teams__frontline__touch_minutes=40,
            plans__platinum={
                "fee_per_month": 2500,
                "response_hours": {"P1": 4, "P2": 8, "P3": 16, "P4": 32},
                "uplift_per_year": 0,
                "service_credits": [],
                "coverage": ROUND_THE_CLOCK,
            },
            timeline=action(6, accounts__Acme__plan="platinum"),
        )
    )
    for row in run.records.contacts:
        assert row.plan == ("silver" if row.opened < run.month_starts[6] else "platinum")
    across = [row for row in run.records.contacts if row.opened < run.month_starts[6] < row.answered]
    assert across
    for row in across:  # ten hours a day at most until the change, all hours from there on
        days = 1 + (run.month_starts[6] - row.opened) / 1440
        assert row.response_minutes <= row.answered - run.month_starts[6] + 600 * days


@pytest.mark.parametrize("month", [1, 2, 5, 7])
def test_no_wait_is_longer_than_the_calendar_whenever_hours_change(month: int) -> None:
    run = played(
        plain(
            provider__teams__frontline__people=0.3,
            provider__teams__frontline__solved_share=0.5,
            assumptions__contact__customer_wait_hours=200,
            timeline=[
                *action(month, plans__silver__coverage=ROUND_THE_CLOCK),
                *action(month + 2, plans__silver__coverage={"days": ["mon"]}),
            ],
        )
    )
    ends = {row: run.horizon if isnan(row.ended) else row.ended for row in run.records.contacts}
    assert any(row.opened < run.month_starts[month] < end for row, end in ends.items())
    for row, end in ends.items():
        assert 0 <= row.unsolved_minutes <= end - row.opened
        assert 0 <= row.waited_minutes <= (end if isnan(row.answered) else row.answered) - row.opened
