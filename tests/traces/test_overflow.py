"""Overflow, by hand: contacts that would wait go to a supplier, who is paid by the touch.

One person of the first tier, 60.00 an hour, works 8 to 18 h on working days; a touch takes 20 minutes. The supplier has
two people in the same hours, takes 30 minutes where the first tier takes 20, and is paid 25.00 a touch, with no least
charge.
"""

from __future__ import annotations

import pytest

from sim.errors import ScenarioError
from sim.metrics.books import keep_books
from sim.records.events import ContactEnded
from sim.records.run import Run
from sim.scenario.overrides import with_overrides
from sim.scenario.warnings import warnings_of
from tests.cases.worlds import plain
from tests.traces.script import MONDAY, Call, at, play

SUPPLIER = {
    "people": 2,
    "shrinkage_share": 0,
    "cost_per_hour": 0,
    "cost_per_contact": 25,
    "minimum_paid_share": 0,
    "touch_minutes": 30,
    "touch_sigma": 0,
    "solved_share": 1,
    "escalated_share": 0,
    "respectful_share": 1,
}
TEN = at(MONDAY, 10)


def world(supplier: dict[str, object] | None = None, **overflow: object) -> dict[str, object]:
    """Overrides: a supplier, and when it helps."""
    return {
        "provider.teams.supplier": SUPPLIER | (supplier or {}),
        "provider.teams.frontline.overflow": {"to": "supplier"} | overflow,
    }


def contacts(run: Run) -> list[ContactEnded]:
    return sorted(run.records.contacts, key=lambda row: row.opened)


def test_what_would_wait_goes_to_the_supplier_at_once() -> None:
    """Three at 10:00, 10:05 and 10:06: the first is with us until 10:20, the others with the supplier, for 30 minutes.

    A fourth of 10:10 finds both of the supplier's people busy and waits there until 10:35; one of 10:21 is ours again.
    Cost: two touches of 20 minutes here, 20.00 each; three there, 25.00 each.
    """
    run = play([Call(TEN + minute) for minute in (0, 5, 6, 10, 21)], world(waiting_minutes=0))
    assert [row.answered - TEN for row in contacts(run)] == [0, 5, 6, 35, 21]
    assert [row.ended - TEN for row in contacts(run)] == [20, 35, 36, 65, 41]
    assert [row.team for row in sorted(run.records.touches, key=lambda row: row.started)] == [
        "frontline",
        "supplier",
        "supplier",
        "frontline",
        "supplier",
    ]
    assert keep_books(run).lines["labour"].sum() == -(2 * 2_000 + 3 * 2_500)


def test_after_some_minutes_what_still_waits_goes_to_the_supplier() -> None:
    """Taken at 10:00 for an hour: those of 10:05 and 10:55 would wait until 11:00. After 10 minutes the first goes.

    The other is taken here at 11:00, after 5 minutes. Its wait of 10 minutes is one spell, which ended without a touch.
    """
    first = Call(TEN, touches=(60.0, 90.0, 90.0, 60.0))
    run = play([first, Call(TEN + 5), Call(TEN + 55)], world(waiting_minutes=10))
    assert [row.answered - TEN for row in contacts(run)] == [0, 15, 60]
    assert [(row.team, row.queued - TEN, row.ended - TEN) for row in run.records.waits] == [("frontline", 5, 15)]


def test_from_a_length_of_the_queue_on_a_new_contact_goes_to_the_supplier() -> None:
    """One at work and one waiting: the third of 10:02 finds one in the queue and goes; the other is taken at 10:20."""
    run = play([Call(TEN), Call(TEN + 1), Call(TEN + 2)], world(queue=1))
    assert [row.answered - TEN for row in contacts(run)] == [0, 20, 2]


def test_nobody_goes_to_a_supplier_who_is_not_there() -> None:
    """The supplier is there from 10:30 on: that of 10:05 waits for us until 10:20; those of 10:30 and 10:31 go."""
    late = {"shifts": [{"from_hour": 10.5, "to_hour": 18}]}
    run = play([Call(TEN + minute) for minute in (0, 5, 30, 31)], world(late, waiting_minutes=0))
    assert [row.answered - TEN for row in contacts(run)] == [0, 20, 30, 31]


def test_a_caller_on_hold_is_handed_over_before_its_patience_runs_out() -> None:
    """A caller at 10:01 has patience for 5 minutes: after 3 the supplier answers; without one it hangs up at 10:06."""
    calls = [Call(TEN), Call(TEN + 1, phone=True, patience=5)]
    run = play(calls, world(waiting_minutes=3))
    assert contacts(run)[1].answered == TEN + 4
    assert [(row.outcome, row.ended - row.began) for row in run.records.calls] == [("answered", 3)]
    assert [row.outcome for row in contacts(play(calls))] == ["solved", "hung up"]


def test_the_supplier_hands_on_where_the_tier_hands_on() -> None:
    """It solves nothing and hands everything on: the specialist works on it from 10:35 on, for 90 minutes."""
    tiers = {
        "provider.teams.specialist.people": 1,
        "provider.teams.specialist.shrinkage_share": 0,
        "provider.teams.specialist.solved_share": 1,
    }
    helper = {"solved_share": 0, "escalated_share": 1}
    run = play([Call(TEN), Call(TEN + 5)], tiers | world(helper, waiting_minutes=0))
    assert [row.ended - TEN for row in contacts(run)] == [20, 35 + 90]
    assert [row.team for row in run.records.touches] == ["frontline", "supplier", "specialist"]


def test_overflow_begins_with_a_month_and_the_least_charge_counts_the_seats() -> None:
    """From February on what would wait goes. In January the second contact waits; in February it does not.

    Least charge of .5: 20 days of 10 hours for two seats in February hold 800 touches of 30 minutes, of which 400 are
    paid, 10,000.00; January has 21 working days and 420. The one touch of February is the customer's, not the rest.
    """
    february = 31
    calls = [Call(TEN), Call(TEN + 1), Call(at(february, 10)), Call(at(february, 10) + 1)]
    timeline = [
        {
            "month": 1,
            "title": "Overflow",
            "set": {"provider.teams.frontline.overflow": {"to": "supplier", "waiting_minutes": 0}},
        }
    ]
    extra = {"provider.teams.supplier": SUPPLIER | {"minimum_paid_share": 0.5}, "timeline": timeline}
    run = play(calls, extra)
    assert [row.response_minutes for row in contacts(run)] == [0, 19, 0, 0]
    assert run.scenario.provider.teams["supplier"].minimum_paid_share == 0.5
    by_month = keep_books(run).unallocated
    january_idle, february_idle = (21 * 600 - 40) * 100, (20 * 600 - 20) * 100
    least = (21 * 600 * 2 // 30 // 2 * 2_500, 20 * 600 * 2 // 30 // 2 * 2_500)
    assert by_month[:2].tolist() == [-(january_idle + least[0]), -(february_idle + least[1] - 2_500)]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"to": "nobody", "queue": 1}, "must be one of the teams"),
        ({"to": "billing", "queue": 1}, "must not be the billing team"),
        ({"to": "frontline", "queue": 1}, "must not be a tier"),
        ({"to": "supplier"}, "must give waiting_minutes, queue or both"),
        ({"to": "supplier", "queue": -1}, "queue"),
    ],
)
def test_nonsense_is_refused_by_name(changes: dict[str, object], words: str) -> None:
    supplier = {"provider.teams.supplier": SUPPLIER}
    with pytest.raises(ScenarioError, match=words):
        with_overrides(plain(), supplier | {"provider.teams.frontline.overflow": changes})


def test_who_helps_has_neither_a_next_tier_nor_help_of_its_own() -> None:
    """No circle: only a tier has overflow, and what the helper hands on goes where the tier hands on."""
    for change, words in (
        ({"escalates_to": "billing"}, "goes where frontline hands on"),
        ({"overflow": {"to": "frontline", "queue": 1}}, "only a tier has overflow, one of frontline"),
    ):
        with pytest.raises(ScenarioError, match=words):
            with_overrides(plain(), world(change, queue=1))


def test_a_team_that_helps_is_no_team_without_work() -> None:
    scenario = with_overrides(plain(), world(queue=1))
    assert not [problem for problem in warnings_of(scenario) if "supplier" in problem.path]
    idle = with_overrides(plain(), {"provider.teams.supplier": SUPPLIER})
    assert [problem.path for problem in warnings_of(idle)] == ["provider.teams.supplier"]
