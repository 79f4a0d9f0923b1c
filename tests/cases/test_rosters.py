"""Rosters: who works on holidays, and that no action, holiday or warm-up moves the people of another day."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from sim.engine.run import simulate
from sim.model.calendar import Calendar, team_rosters
from sim.provider.roster import RosterStep
from sim.rng import Uniforms
from sim.scenario.document import Scenario
from sim.scenario.timeline import versions
from sim.units import MINUTES_PER_DAY
from tests.cases.worlds import plain
from tests.worlds import WHOLE_WEEK

HOLIDAYS = ["2027-03-26", "2027-03-29", "2027-05-03", "2027-12-27"]
ODD = {"provider.teams.frontline.people": 1.4, "provider.teams.frontline.shrinkage_share": 0.2}
FRONTLINE = "provider.teams.frontline"


def levels(scenario: Scenario, replication: int = 0, team: str = "frontline") -> dict[int, int]:
    """Level of a team at every quarter of every day from day 0 on, by minute."""
    calendar = Calendar(scenario)
    rosters = team_rosters(dict(versions(scenario)), calendar, Uniforms(7, replication))
    return by_quarter(rosters[team], range(calendar.days.stop))


def by_quarter(steps: list[RosterStep], days: range) -> dict[int, int]:
    changes, quarters, level = iter([*steps, RosterStep(float("inf"), 0, 0)]), {}, 0
    upcoming = next(changes)
    for minute in range(days.start * MINUTES_PER_DAY, days.stop * MINUTES_PER_DAY, 15):
        while upcoming.at <= minute:
            level, upcoming = upcoming.level, next(changes)
        quarters[minute] = level
    return quarters


def acting(*actions: tuple[int, Mapping[str, object]], **more: object) -> Scenario:
    """An odd crew, and management's actions from a month on."""
    timeline = [{"month": month, "title": "Action", "set": dict(change)} for month, change in actions]
    return plain(**{**ODD, **more, "timeline": timeline})


@pytest.mark.parametrize("keeps", [False, True])
def test_a_crew_that_does_not_keep_holidays_answers_on_them(keeps: bool) -> None:
    """Round the clock and every day, on both sides: nobody waits, unless the crew stays at home on holidays."""
    hours = {**WHOLE_WEEK, "keeps_holidays": False}
    shifts = [{**WHOLE_WEEK, "keeps_holidays": keeps}]
    world = {f"{FRONTLINE}.shifts": shifts, "provider.holidays": HOLIDAYS, "plans.silver.coverage": hours}
    world["assumptions.demand.holiday_share"] = 1  # customers keep none of them
    rows = simulate(plain(**world), seed=3).records.contacts
    assert (max(row.response_minutes for row in rows) > 8 * 60) == keeps
    assert keeps or {row.response_minutes for row in rows} == {0}


def test_no_change_of_other_fields_moves_a_roster() -> None:
    """Respect falls by a hair in month 3, pay in month 5, people stay: every quarter of an hour is as it was."""
    change = {f"{FRONTLINE}.respectful_share": 0.9999999, f"{FRONTLINE}.touch_minutes": 11}
    assert levels(acting((3, change), (5, {"provider.teams.billing.people": 2}))) == levels(plain(**ODD))


def test_a_team_that_changes_goes_on_where_it_would_have_been() -> None:
    """More people from month 3 on, and the former number again from month 5 on: before and after, nothing differs."""
    usual = levels(plain(**ODD))
    more = levels(acting((3, {f"{FRONTLINE}.people": 2.9}), (5, {f"{FRONTLINE}.people": 1.4})))
    starts = Calendar(plain()).month_starts
    inside = {minute for minute in usual if starts[3] <= minute < starts[5]}
    assert all(more[minute] == usual[minute] for minute in usual.keys() - inside)
    assert all(more[minute] >= usual[minute] + 1 for minute in inside if usual[minute])


def test_a_holiday_in_the_warm_up_and_its_length_move_no_roster() -> None:
    usual = levels(plain(**ODD, warmup_days=30))
    assert levels(plain(**ODD, warmup_days=30, provider__holidays=["2026-12-24"])) == usual
    assert levels(plain(**ODD, warmup_days=3)) == usual


def test_replications_and_teams_have_phases_of_their_own() -> None:
    crew = {"provider.teams.billing.people": 1.4, "provider.teams.billing.shrinkage_share": 0.2}
    rosters = [
        levels(plain(**ODD, **crew), replication, team) for replication in (0, 1) for team in ("frontline", "billing")
    ]
    assert len({tuple(roster.values()) for roster in rosters}) == 4


def test_a_crew_of_a_little_more_is_never_less_well_off() -> None:
    """1.85 and 1.875 people: at no moment fewer (reported the other way round)."""
    few, many = (levels(plain(**ODD | {f"{FRONTLINE}.people": people})) for people in (1.85, 1.875))
    assert all(few[minute] <= many[minute] for minute in few)
    assert sum(few.values()) < sum(many.values())
