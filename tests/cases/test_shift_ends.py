"""The end of a shift: nobody works through the night, and every hour is accounted for."""

from __future__ import annotations

import pytest

from sim.engine.run import simulate
from sim.metrics.identities import check_identities
from sim.records.events import ContactOutcome
from sim.records.run import Run
from tests.cases.worlds import plain

REPAIR = {"accounts.Acme.contacts_per_year": 20, "provider.teams.frontline.touch_minutes": 1500}
LIMIT = 30.0


def overtime(run: Run) -> float:
    return sum(row.overtime_minutes for row in run.records.teams)


@pytest.mark.parametrize("policy", ["resume", "hand over"])
def test_a_repair_of_twenty_five_hours_by_people_who_go_home_at_six(policy: str) -> None:
    """Solved after 25 hours of work and of coverage, over three days at least, with no more overtime than the limit."""
    world = REPAIR | {"provider.policies.unfinished_work": policy, "provider.policies.hand_over_minutes": 0}
    run = simulate(plain(**world), seed=1)
    check_identities(run)
    solved = [row for row in run.records.contacts if row.outcome is ContactOutcome.SOLVED]
    assert len(solved) >= 10
    for row in solved:
        assert row.touches == 1
        assert row.ended - row.answered > 2 * 24 * 60 - 11 * 60
        worked = row.resolution_minutes - row.response_minutes
        assert 1500 - LIMIT <= worked <= 1500
    pieces = [row for row in run.records.touches if row.team == "frontline"]
    assert max(row.ended - row.started for row in pieces) <= 600 + LIMIT
    assert overtime(run) <= LIMIT * len(solved)


def test_without_a_limit_it_goes_on_through_the_night() -> None:
    """As a policy: 25 hours on end, of which 15 or so are overtime."""
    run = simulate(plain(**REPAIR, provider__policies__unfinished_work="finish"), seed=1)
    solved = [row for row in run.records.contacts if row.outcome is ContactOutcome.SOLVED]
    assert {row.ended - row.answered for row in solved} == {1500}
    assert overtime(run) > 14 * 60 * len(solved)
