"""Rosters as a table, in the scenario or beside it: people at the desk, shrinkage counted once."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from sim.errors import ScenarioError
from sim.model.calendar import Calendar, team_rosters
from sim.rng import Uniforms
from sim.scenario.document import Scenario
from sim.scenario.files import load
from tests.worlds import SMALL

TABLE = """team,weekday,from,to,people
frontline,mon,8:00,8:30,2
frontline,mon,8:30,12:00,2
frontline,mon,12,18,5
frontline,tue,08:00,12:00,2
frontline,tue,12:00,18:00,5
frontline,sun,22:00,2:00,1
frontline,wed,9,10,0
"""
MONDAY, TUESDAY, WEDNESDAY, SUNDAY = 3, 4, 5, 9
"""Days of the run, which begins on Friday 1 January 2027, a holiday."""


def write(folder: Path, roster: object, **team: object) -> Path:
    document: dict[str, Any] = json.loads(json.dumps(SMALL.model_dump(mode="json", exclude_unset=True)))
    frontline = document["provider"]["teams"]["frontline"]
    del frontline["people"]
    frontline |= team
    path = folder / "mine.yaml"
    path.write_text(json.dumps(document | {"roster": roster}), encoding="utf-8")
    return path


def beside(folder: Path, table: str, **team: object) -> Scenario:
    (folder / "roster.csv").write_text(table, encoding="utf-8")
    return load(write(folder, {"file": "roster.csv"}, **team))


def levels(scenario: Scenario, day: int) -> list[tuple[float, int]]:
    """Steps of a day of the run: hour and people at the desk."""
    steps = team_rosters({0: scenario}, Calendar(scenario), Uniforms(3, 0))["frontline"]
    return [(step.at / 60 - day * 24, step.level) for step in steps if day * 24 <= step.at / 60 < day * 24 + 24]


def test_people_of_the_table_are_at_the_desk(tmp_path: Path) -> None:
    """Shrinkage .2: 5 at the desk are 6.25 people who are paid, 2 are 2.5 of them; all whole, so never one more."""
    scenario = beside(tmp_path, TABLE)
    assert scenario.provider.teams["frontline"].people == 6.25
    assert levels(scenario, MONDAY) == [(2, 0), (8, 2), (12, 5), (18, 0)]
    assert levels(scenario, TUESDAY) == [(8, 2), (12, 5), (18, 0)]
    assert levels(scenario, WEDNESDAY) == []
    assert levels(scenario, SUNDAY) == [(22, 1)]


def test_rows_that_follow_on_each_other_are_one_shift_of_their_days(tmp_path: Path) -> None:
    shifts = beside(tmp_path, TABLE).provider.teams["frontline"].shifts
    assert [(shift.days, shift.from_hour, shift.to_hour, shift.staffing) for shift in shifts] == [
        (("mon", "tue"), 8, 12, 0.4),
        (("mon", "tue"), 12, 18, 1),
        (("sun",), 22, 2, 0.2),
    ]


def test_the_table_may_stand_in_the_scenario(tmp_path: Path) -> None:
    names, *lines = [line.split(",") for line in TABLE.splitlines()]
    rows = [dict(zip(names, cells, strict=True)) for cells in lines]
    rows[2] |= {"from": 12, "to": 18.0, "people": 5}  # type: ignore[dict-item]
    written, table = load(write(tmp_path, rows)), beside(tmp_path, TABLE)
    assert written == table
    assert written.fingerprint == table.fingerprint


def test_shrinkage_is_counted_once_whatever_it_is(tmp_path: Path) -> None:
    """Shrinkage .5 at the same desk: twice 5 are paid; a level of 2.5 is 2 or 3, on average 2.5."""
    half = beside(tmp_path, TABLE, shrinkage_share=0.5)
    assert half.provider.teams["frontline"].people == 10
    assert levels(half, MONDAY) == levels(beside(tmp_path, TABLE), MONDAY)
    rows = "".join(f"frontline,{day},8,18,2.5\n" for day in ("mon", "tue", "wed", "thu", "fri"))
    parted = beside(tmp_path, f"team,weekday,from,to,people\n{rows}", shrinkage_share=0.5)
    steps = team_rosters({0: parted}, Calendar(parted), Uniforms(3, 0))["frontline"]
    seen = [level for day in range(360) for hour, level in [*levels_of(steps, day)] if hour < 18]
    assert set(seen) == {2, 3}
    assert sum(seen) / len(seen) == pytest.approx(2.5, abs=0.02)


def levels_of(steps: list[Any], day: int) -> list[tuple[float, int]]:
    """Levels at 10 and 15 h of a day on which anybody is there."""
    levels = []
    for hour in (10, 15):
        level = next(step.level for step in reversed(steps) if step.at <= (day * 24 + hour) * 60)
        levels += [(hour, level)] if level else []
    return levels


def test_people_that_the_team_states_are_the_most_who_are_paid(tmp_path: Path) -> None:
    """12.5 paid are 10 at the desk where the table has its most, 5: twice the table at every hour."""
    scenario = beside(tmp_path, TABLE, people=12.5)
    assert levels(scenario, TUESDAY) == [(8, 4), (12, 10), (18, 0)]


def test_rows_of_the_same_hours_add_up_and_others_overlap(tmp_path: Path) -> None:
    table = "team,weekday,from,to,people\nfrontline,tue,8,12,1\nfrontline,tue,8,12,1\nfrontline,tue,10,14,3\n"
    assert levels(beside(tmp_path, table), TUESDAY) == [(8, 2), (10, 5), (12, 3), (14, 0)]


def test_further_columns_are_those_of_a_shift(tmp_path: Path) -> None:
    """New Year's Day is a holiday, and a Friday; nobody is there, unless the row keeps none."""
    rows = "frontline,fri,8,12,2,{}\nfrontline,mon,8,12,2,\n"
    table = f"team,weekday,from,to,people,keeps_holidays\n{rows}"
    assert (8, 2) not in levels(beside(tmp_path, table.format("true")), 0)
    assert levels(beside(tmp_path, table.format("false")), 0) == [(8, 2), (12, 0)]


@pytest.mark.parametrize(
    ("row", "place", "rule"),
    [
        ("backline,mon,8,9,1", 2, "there is no team backline; known here: frontline, specialist, billing"),
        ("frontline,monday,8,9,1", 2, "must be one of mon, tue, wed, thu, fri, sat, sun"),
        ("frontline,mon,8,25,1", 2, "must be a number from 0 to 24"),
        ("frontline,mon,8:00:00,9,1", 2, "must be a number from 0 to 24"),
        ("frontline,mon,8,8,1", 2, "must differ from from: a whole day is 0 to 24"),
        ("frontline,mon,8,9,", 2, "needs people"),
        (",mon,8,9,1", 2, "needs team"),
        ("frontline,mon,8,9,-1", 2, "must be a number from 0 to 2000"),
        ("frontline,mon,8,9,nan", 2, "must be a number from 0 to 2000"),
        ("frontline,mon,8,9,0", 2, "nobody of this team is ever at the desk"),
        ("frontline,mon,8,9", 2, "has 4 cells where the header has 5"),
    ],
)
def test_a_bad_row_is_refused_at_its_line(tmp_path: Path, row: str, place: int, rule: str) -> None:
    with pytest.raises(ScenarioError) as refused:
        beside(tmp_path, f"team,weekday,from,to,people\n{row}\n")
    (problem,) = refused.value.problems
    assert problem.place.text() == f"{tmp_path}/roster.csv:{place}"
    assert problem.rule == rule


@pytest.mark.parametrize(
    ("roster", "rule"),
    [
        ([3], "must be a mapping with team, weekday, from, to, people"),
        ([{"team": "frontline", "day": "mon"}], "unknown key; did you mean weekday?"),
        ("roster.csv", "must be {file: NAME.csv, sha256: HASH}"),
    ],
)
def test_a_bad_roster_of_the_scenario_is_refused(tmp_path: Path, roster: object, rule: str) -> None:
    with pytest.raises(ScenarioError) as refused:
        load(write(tmp_path, roster))
    (problem,) = refused.value.problems
    assert problem.path.startswith("roster")
    assert problem.rule.startswith(rule)


def test_a_team_cannot_state_shifts_as_well(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError) as refused:
        beside(tmp_path, TABLE, shifts=[{}])
    (problem,) = refused.value.problems
    assert problem.path == "provider.teams.frontline.shifts"
    assert problem.rule == f"stands in the roster as well, at {tmp_path}/roster.csv:2"


def test_a_time_zone_that_does_not_fit_is_refused_at_the_roster(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError) as refused:
        beside(tmp_path, "team,weekday,from,to,people,time_zone\nfrontline,mon,8,9,1,Asia/Tokyo\n")
    (problem,) = refused.value.problems
    assert problem.place.text() == f"{tmp_path}/roster.csv:2"


def test_a_table_of_what_shifts_leave_at_the_desk_is_the_same_roster(tmp_path: Path) -> None:
    """1.5 people less a fifth are 1.2 at the desk from 8 to 18 on working days: the same whole people at every step."""
    rows = "".join(f"frontline,{day},8,18,1.2\n" for day in ("mon", "tue", "wed", "thu", "fri"))
    scenario = beside(tmp_path, f"team,weekday,from,to,people\n{rows}")
    table, shifts = (team_rosters({0: s}, Calendar(s), Uniforms(3, 0))["frontline"] for s in (scenario, SMALL))
    assert [(step.at, step.level) for step in table] == [(step.at, step.level) for step in shifts]
    assert [step.rostered for step in table] == pytest.approx([step.rostered for step in shifts])
