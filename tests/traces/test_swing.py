"""Swing, by hand: people of the second tier take contacts of the first when they have none of their own.

One person of the first tier, 60.00 an hour, and one of the second, 80.00, 8 to 18 h on working days. A touch of the
first tier takes 20 minutes, whoever does it, and one of the second 90.
"""

from __future__ import annotations

import pytest

from sim.errors import ScenarioError
from sim.metrics.books import keep_books
from sim.model.draws import ContactDraw
from sim.records.events import ContactEnded
from sim.records.run import Run
from sim.scenario.overrides import with_overrides
from tests.cases.worlds import plain
from tests.traces.script import MONDAY, Call, at, play

TEN = at(MONDAY, 10)
SECOND: dict[str, object] = {
    "provider.teams.specialist.people": 1,
    "provider.teams.specialist.cost_per_hour": 80,
    "provider.teams.specialist.shrinkage_share": 0,
    "provider.teams.specialist.solved_share": 1,
}
SWING = SECOND | {"provider.teams.specialist.swings_to": "frontline"}
HAND_ON = {ContactDraw.SOLVED_1: 0.75}
TIERS = {"provider.teams.frontline.solved_share": 0.7, "provider.teams.frontline.escalated_share": 0.3}


def contacts(run: Run) -> list[ContactEnded]:
    return sorted(run.records.contacts, key=lambda row: row.opened)


def teams(run: Run) -> list[tuple[str, float]]:
    return [(row.team, row.started - TEN) for row in sorted(run.records.touches, key=lambda row: row.started)]


def test_who_is_idle_takes_what_would_wait_and_what_waits_when_free() -> None:
    """10:00 here, 10:05 the second tier's person; that of 10:06 waits until 10:20, that of 10:07 for the other, 10:25.

    Without swing the four are taken at 10:00, 10:20, 10:40 and 11:00. Two touches cost 20.00, two 80 / 3 = 26.67.
    """
    calls = [Call(TEN + minute) for minute in (0, 5, 6, 7)]
    run = play(calls, SWING)
    assert teams(run) == [("frontline", 0), ("specialist", 5), ("frontline", 20), ("specialist", 25)]
    assert [row.ended - TEN for row in contacts(run)] == [20, 25, 40, 45]
    assert keep_books(run).lines["labour"].sum() == -(2 * 2_000 + round(2 * 8_000 / 3))
    assert [row.answered - TEN for row in contacts(play(calls, SECOND))] == [0, 20, 40, 60]


def test_contacts_of_their_own_come_first() -> None:
    """What the first tier hands on at 10:20 waits for the person of the second, busy with that of 10:05 until 10:25.

    From then on it is busy for 90 minutes: a contact of 10:41 that finds the first tier at work waits for that one.
    """
    calls = [Call(TEN, random_numbers=HAND_ON), Call(TEN + 5), Call(TEN + 40), Call(TEN + 41)]
    run = play(calls, SWING | TIERS | {"provider.teams.frontline.solved_share": 0.7})
    assert teams(run)[:4] == [("frontline", 0), ("specialist", 5), ("specialist", 25), ("frontline", 40)]
    assert contacts(run)[3].answered == TEN + 60


def test_what_the_second_tier_hands_on_by_the_rules_of_the_first_comes_back_to_itself() -> None:
    """The contact of 10:05 needs the second tier: handed on at 10:25 to the very person, who goes on for 90 minutes."""
    run = play([Call(TEN), Call(TEN + 5, random_numbers=HAND_ON)], SWING | TIERS)
    assert teams(run)[:3] == [("frontline", 0), ("specialist", 5), ("specialist", 25)]
    assert contacts(run)[1].ended == TEN + 25 + 90


def test_a_shift_that_begins_takes_what_waits_over_the_end_of_a_month() -> None:
    """Friday 29 January, 17:45: two come; one is taken and finished in overtime at 18:05, the other waits.

    On Monday 1 February the second tier begins at 7:00, an hour before the first, and takes it.
    """
    early = {"provider.teams.specialist.shifts": [{"from_hour": 7, "to_hour": 15}]}
    friday = 28
    run = play([Call(at(friday, 17) + 45), Call(at(friday, 17) + 46)], SWING | early)
    assert [row.answered for row in contacts(run)] == [at(friday, 17) + 45, at(friday + 3, 7)]
    assert [row.team for row in run.records.waits] == ["frontline"]


def test_work_in_hand_at_the_end_of_a_shift_is_resumed_by_who_had_it() -> None:
    """The second tier goes at 15:00: of the 50 minutes from 14:50 on, 40 are left for 8:00 of the next day."""
    short = {"provider.teams.specialist.shifts": [{"from_hour": 8, "to_hour": 15}]}
    calls = [Call(at(MONDAY, 14), touches=(200.0, 90.0, 90.0, 20.0)), Call(at(MONDAY, 14) + 50, touches=(50.0,) * 4)]
    run = play(calls, SWING | short)
    assert contacts(run)[1].ended == at(MONDAY + 1, 8) + 40
    assert [(row.team, row.resumed) for row in run.records.touches if row.team == "specialist"] == [
        ("specialist", False),
        ("specialist", True),
    ]


@pytest.mark.parametrize("to", ["frontline", "billing", "nobody"])
def test_a_team_swings_to_another_tier_only(to: str) -> None:
    with pytest.raises(ScenarioError, match="must be one of the other tiers"):
        with_overrides(plain(), {"provider.teams.frontline.swings_to": to})
    with pytest.raises(ScenarioError, match="only people of a tier swing"):
        with_overrides(plain(), {"provider.teams.billing.swings_to": to})
