"""A severity that changes while a contact is open, and severities of a segment, by hand.

One person at each of two tiers. The first touch, from 8:00 to 8:20, does not solve the contact; a specialist does, from
8:20 to 9:50.
"""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from sim.engine.run import simulate
from sim.model.draws import ContactDraw
from sim.records.run import Run
from tests.cases.worlds import plain
from tests.traces.script import MONDAY, Call, at, play

HANDED_ON: Mapping[str, object] = {
    "provider.teams.frontline.solved_share": 0,
    "provider.teams.frontline.escalated_share": 1,
    "provider.teams.specialist.people": 1,
    "provider.teams.specialist.shrinkage_share": 0,
    "provider.policies.refused_escalation_share": 0,
    "provider.policies.follow_up_discipline": 1,
    "plans.gold.resolution_hours": {"P1": 0.5, "P2": 1, "P3": 2, "P4": 4},
}
RAISED = {"assumptions.contact.severity_raised_share": 0.5}
LOWERED = {"assumptions.contact.severity_lowered_share": 0.5}


def run(overrides: Mapping[str, object], severity: int = 3, raised: float = 0.1, lowered: float = 0.1) -> Run:
    numbers = {ContactDraw.RAISED: raised, ContactDraw.LOWERED: lowered}
    numbers |= {ContactDraw.SOLVED_1: 0.5, ContactDraw.SOLVED_2: 0.0}
    return play([Call(at(MONDAY, 8), severity, random_numbers=numbers)], {**HANDED_ON, **overrides})


def test_raised_the_solution_must_come_sooner() -> None:
    """A P3 of two hours becomes a P2 of one at 8:20: the solution at 9:50, after 110 minutes, is late, felt as a P2."""
    records = run(RAISED).records
    (change,), (row,) = records.severities, records.contacts
    assert (change.at, change.before, change.after) == (at(MONDAY, 8) + 20, 3, 2)
    assert (row.severity, row.resolution_promised_minutes, row.promised_minutes) == (3, 60, 120)
    assert (records.months[0].solutions_met, records.months[0].solutions_made) == (0, 1)
    assert {straw.cause for straw in records.grievances if straw.cause.startswith("late")} == {"late solution P2"}


def test_lowered_it_may_come_later() -> None:
    """A P2 of one hour becomes a P3 of two: 110 minutes are in time; nothing is lowered below P4."""
    records = run(LOWERED, severity=2).records
    assert [(change.before, change.after) for change in records.severities] == [(2, 3)]
    assert (records.months[0].solutions_met, records.months[0].solutions_made) == (1, 1)
    assert run(LOWERED, severity=4).records.severities == []
    assert run(RAISED, severity=1).records.severities == []


def test_raised_goes_before_lowered_and_neither_is_by_default() -> None:
    assert [change.after for change in run({**RAISED, **LOWERED}).records.severities] == [2]
    assert [change.after for change in run({**RAISED, **LOWERED}, raised=0.9).records.severities] == [4]
    assert run({}).records.severities == []


def test_a_miss_is_no_miss_of_the_new_severity_again() -> None:
    """A P3 of six minutes is missed at 8:06 and becomes a P2 at 8:20: one promise of a solution fell due."""
    hours = {"plans.gold.resolution_hours": {"P1": 0.1, "P2": 0.1, "P3": 0.1, "P4": 0.1}}
    records = run({**RAISED, **hours}).records
    assert (records.months[0].solutions_met, records.months[0].solutions_made) == (0, 1)


def test_time_goes_on_by_the_clock_of_the_new_severity() -> None:
    """P3 from 8 to 18 h, P2 around the clock. Opened at 17:50, raised at 18:10, solved from 8:00 to 9:30 next morning.

    The person works over by ten minutes. 10 covered minutes until closing, then 15 hours and 20 minutes to 9:30.
    """
    world = {"plans.gold.coverage_by_severity": {"P2": "24x7"}, **RAISED}
    numbers = {ContactDraw.RAISED: 0.1, ContactDraw.SOLVED_1: 0.5, ContactDraw.SOLVED_2: 0.0}
    (row,) = play([Call(at(MONDAY, 17) + 50, random_numbers=numbers)], {**HANDED_ON, **world}).records.contacts
    assert row.ended == at(MONDAY + 1, 9) + 30
    assert row.resolution_minutes == 10 + 15 * 60 + 20


def test_updates_and_levels_are_those_of_the_new_severity() -> None:
    """As a P2 an update falls due every half hour from 8:20 on: at 8:50, 9:20 and, in work until then, 9:50 is the end.

    A manager is told of a P2 after an hour without a solution, at 9:00; of a P3 it never was.
    """
    world = {
        "plans.gold.update_hours": {"P2": 0.5},
        "plans.gold.escalations": {"manager": {"severities": ["P2"], "after_hours": 1, "until": "resolution"}},
        **RAISED,
    }
    records = run(world).records
    assert len(records.updates) == 2
    assert [row.level for row in records.escalations] == ["manager"]


def test_a_segment_has_severities_of_its_own() -> None:
    """All of a segment's contacts are P2, those of an account of it P4; others are as of all customers."""
    whole = {f"P{n}": float(n == 2) for n in range(1, 5)}
    scenario = plain(
        segments__firms__severity_shares=whole,
        segments__firms__customers=2,
        accounts__Acme__severity_shares={f"P{n}": float(n == 4) for n in range(1, 5)},
    )
    rows = simulate(scenario, seed=3, replication=0).records.contacts
    assert {row.severity for row in rows if row.customer == "Acme"} == {4}
    assert {row.severity for row in rows if row.customer != "Acme"} == {2}


@pytest.mark.parametrize("shares", [{"P1": 0.5, "P2": 0.2, "P3": 0.2, "P4": 0.2}])
def test_shares_add_up_to_one(shares: dict[str, float]) -> None:
    with pytest.raises(Exception, match="add up to 1"):
        plain(segments__firms__severity_shares=shares)
