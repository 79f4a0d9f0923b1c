"""Levels that are told of a contact, by hand. One person, 8 to 18 h on working days; a touch takes 20 minutes."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from sim.metrics.outcomes import outcomes
from sim.records.run import Run
from tests.traces.script import MONDAY, Call, at, play

MANAGER: Mapping[str, object] = {
    "plans.gold.escalations": {
        "manager": {"severities": ["P3"], "after_hours": 0.5, "minutes": 30, "cost_per_hour": 90}
    }
}


def queue(overrides: Mapping[str, object]) -> Run:
    """At 8:00 a P1 of 40 minutes is taken; a P3 of 8:05 and a P2 of 8:10 wait, and by severity the P2 would be next."""
    return play(
        [
            Call(at(MONDAY, 8), 1, touches=(40.0, 90.0, 90.0, 20.0)),
            Call(at(MONDAY, 8) + 5, 3),
            Call(at(MONDAY, 8) + 10, 2),
        ],
        overrides,
    )


def test_a_manager_is_told_and_the_contact_is_next() -> None:
    """Told at 8:35, half an hour after the P3 was opened: it is taken at 8:40, before the P2. 30 minutes cost 45."""
    run = queue(MANAGER)
    (row,) = run.records.escalations
    assert (row.level, row.number, row.cost_cents) == ("manager", 1, 4500)
    assert row.at == pytest.approx(at(MONDAY, 8) + 35, abs=1e-4)
    assert [touch.number for touch in run.records.touches] == [0, 1, 2]
    assert [touch.number for touch in queue({}).records.touches] == [0, 2, 1]
    assert [(cost.line, cost.month, cost.amount_cents) for cost in run.records.customer_costs] == [
        ("relations", 0, 4500)
    ]
    assert outcomes(run)["escalations.manager"] == pytest.approx(365.25 / 365)


def test_nobody_is_told_of_what_is_answered_in_time() -> None:
    """The P3 waits until 9:00, 55 minutes; after an hour the manager would be told, and never is."""
    run = queue({"plans.gold.escalations": {"manager": {"severities": ["P3"], "after_hours": 1}}})
    assert run.records.escalations == []
    assert outcomes(run)["escalations.manager"] == 0


def test_levels_are_told_one_after_the_other_until_it_is_solved() -> None:
    """Nobody works. Of a P1 of Friday 29 January 17:00, a manager is told after half an hour, a director after two.

    Two covered hours are over on Monday 1 February at 9:00. The P2 is of no level.
    """
    levels = {
        "plans.gold.escalations": {
            "manager": {"after_hours": 0.5},
            "director": {"after_hours": 2, "until": "resolution", "cost_per_hour": 240},
        },
        "provider.teams.frontline.people": 0,
    }
    run = play([Call(at(28, 17), 1), Call(at(28, 17), 2)], levels)
    assert [(row.level, row.number, row.cost_cents) for row in run.records.escalations] == [
        ("manager", 0, 3000),
        ("director", 0, 6000),
    ]
    assert [row.at for row in run.records.escalations] == [
        pytest.approx(at(28, 17.5), abs=1e-4),
        pytest.approx(at(31, 9), abs=1e-4),
    ]
    assert [(cost.month, cost.amount_cents) for cost in run.records.customer_costs] == [(0, 3000), (1, 6000)]


def test_a_level_is_told_of_what_is_answered_and_not_solved() -> None:
    """Answered at once, worked on for 200 minutes: at 8:30 a manager is told of no solution, none of no response."""
    levels = {
        "plans.gold.escalations": {
            "manager": {"severities": ["P3"], "after_hours": 0.5, "until": "resolution"},
            "shift lead": {"severities": ["P3"], "after_hours": 0.5},
        }
    }
    run = play([Call(at(MONDAY, 8), touches=(200.0, 90.0, 90.0, 20.0))], levels)
    assert [row.level for row in run.records.escalations] == ["manager"]
