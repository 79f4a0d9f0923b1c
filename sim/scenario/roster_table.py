"""Rosters of a table beside the scenario, or written in it: people at the desk by team, weekday and hours."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from sim.errors import Problem, ScenarioError
from sim.scenario.beside import Row, read_table, reference_schema
from sim.scenario.calendars import HOURS_PER_DAY, WEEKDAYS
from sim.scenario.complaints import suggestion
from sim.scenario.desk import Team
from sim.scenario.paths import print_path
from sim.scenario.quantity import as_hours
from sim.scenario.source import Places, place_of, printed

__all__ = ["ROSTER", "roster_schema", "with_rosters"]

ROSTER = "roster"
COLUMNS = ("team", "weekday", "from", "to", "people")
FURTHER = ("keeps_holidays", "time_zone", "public_holidays")
"""Columns that may be there too: fields of a shift."""
Further = tuple[tuple[str, str], ...]


class Presence(NamedTuple):
    """Hours of a day of the week, and what else a shift of them says."""

    from_hour: float
    to_hour: float
    further: Further


def with_rosters(content: dict[str, Any], places: Places, folder: Path) -> None:
    """Put people and shifts of teams in place of the roster that a document states or refers to.

    People of the roster are at the desk: those away by shrinkage are none of them, and are paid beside them. So
    ``people``, unless the team states it, becomes the most at the desk at a time over 1 - ``shrinkage_share``, and each
    shift has its share of them.

    Parameters
    ----------
    content : dict
        The document; it changes.
    places : Places
        Where its values were written; it grows.
    folder : path
        Of the file.

    Raises
    ------
    ScenarioError
        Where a row is not as it must be, or a team states shifts as well.
    """
    if ROSTER not in content:
        return
    roster = content.pop(ROSTER)
    if isinstance(roster, list):
        rows = [_written(item, number, places) for number, item in enumerate(roster)]
    else:
        rows = read_table(roster, ROSTER, places, folder, COLUMNS, (*COLUMNS, *FURTHER))
    provider = content.get("provider")
    teams = provider.get("teams") if isinstance(provider, dict) else None
    if not isinstance(teams, dict):
        return
    tables: defaultdict[str, list[Row]] = defaultdict(list)
    for row in rows:
        tables[_cell(row, "team")].append(row)
    for name, table in tables.items():
        team, keys = teams.get(name), ("provider", "teams", name, "shifts")
        if not isinstance(team, dict):
            rule = f"there is no team {printed(name)}; {suggestion(name, teams)}"
            raise ScenarioError(Problem(rule, place=table[0].place))
        if "shifts" in team:
            rule = f"stands in the roster as well, at {table[0].place.text()}"
            raise ScenarioError(Problem(rule, print_path(keys), place=place_of(places, keys)))
        _staff(team, table)
        places[keys] = table[0].place


def roster_schema() -> dict[str, Any]:
    """Make the JSON Schema of a roster.

    Returns
    -------
    dict
        Of a list of rows, or of a reference to a table of them.
    """
    hour = {"type": ["number", "string"], "description": "hour of the day, such as 8.5 or 8:30"}
    fields: dict[str, Any] = {
        "team": {"type": "string", "description": "name of the team"},
        "weekday": {"enum": list(WEEKDAYS)},
        "from": hour,
        "to": hour,
        "people": {"type": "number", "minimum": 0, "maximum": 2_000, "description": "people at the desk"},
        **{name: {"description": f"{name} of a shift"} for name in FURTHER},
    }
    rows = {"type": "object", "properties": fields, "required": list(COLUMNS), "additionalProperties": False}
    return {
        "description": "people at the desk, in place of people and shifts of their teams",
        "anyOf": [{"type": "array", "items": rows}, reference_schema("the same as a table, a column each")],
    }


def _written(item: object, number: int, places: Places) -> Row:
    """A row that stands in the scenario itself."""
    place = place_of(places, (ROSTER, str(number)))
    if not isinstance(item, Mapping):
        raise ScenarioError(Problem(f"must be a mapping with {', '.join(COLUMNS)}", f"{ROSTER}.{number}", None, place))
    for name in item:
        if name not in (*COLUMNS, *FURTHER):
            rule = f"unknown key; {suggestion(str(name), (*COLUMNS, *FURTHER))}"
            raise ScenarioError(Problem(rule, f"{ROSTER}.{number}", None, place))
    return Row({name: str(value) for name, value in item.items() if value is not None}, place)


def _staff(team: dict[str, Any], rows: list[Row]) -> None:
    """Give a team the people and shifts of its rows; rows of the same hours add up."""
    present: defaultdict[tuple[str, Presence], float] = defaultdict(float)
    for row in rows:
        weekday = _cell(row, "weekday").lower()
        if weekday not in WEEKDAYS:
            raise ScenarioError(
                Problem(f"must be one of {', '.join(WEEKDAYS)}", "weekday", printed(weekday), row.place)
            )
        further = tuple((name, row.cells[name]) for name in FURTHER if name in row.cells)
        hours = Presence(_hour(row, "from"), _hour(row, "to"), further)
        if hours.from_hour == hours.to_hour:
            raise ScenarioError(Problem("must differ from from: a whole day is 0 to 24", "to", None, row.place))
        present[weekday, hours] += _number(row, "people", 0, 2_000)
    most = max(present.values())
    if not most:
        raise ScenarioError(Problem("nobody of this team is ever at the desk", place=rows[0].place))
    shrinkage = team.get("shrinkage_share", Team.model_fields["shrinkage_share"].default)
    if "people" not in team and isinstance(shrinkage, int | float) and 0 <= shrinkage < 1:
        team["people"] = most / (1 - shrinkage)
    days: defaultdict[tuple[Presence, float], list[str]] = defaultdict(list)
    for weekday in WEEKDAYS:
        table = {hours: people for (day, hours), people in present.items() if day == weekday and people}
        for hours, people in _joined(table):
            days[hours, people].append(weekday)
    team["shifts"] = [
        {
            "days": weekdays,
            "from_hour": hours.from_hour,
            "to_hour": hours.to_hour,
            "staffing": people / most,
            **dict(hours.further),
        }
        for (hours, people), weekdays in days.items()
    ]


def _joined(table: Mapping[Presence, float]) -> list[tuple[Presence, float]]:
    """Hours of a day, those that follow on each other with as many people as one."""
    joined: list[tuple[Presence, float]] = []
    for hours, people in sorted(table.items()):
        before = joined[-1] if joined else None
        if before and (before[0].to_hour, before[0].further, before[1]) == (hours.from_hour, hours.further, people):
            joined[-1] = (before[0]._replace(to_hour=hours.to_hour), people)
        else:
            joined.append((hours, people))
    return joined


def _cell(row: Row, name: str) -> str:
    """A cell that must not be empty."""
    if name not in row.cells:
        raise ScenarioError(Problem(f"needs {name}", place=row.place))
    return row.cells[name]


def _hour(row: Row, name: str) -> float:
    """An hour of the day, as 8.5 or 8:30."""
    return _number(row, name, 0, HOURS_PER_DAY)


def _number(row: Row, name: str, low: float, high: float) -> float:
    """A number within its bounds."""
    cell = _cell(row, name)
    try:
        number = float(as_hours(cell) if high == HOURS_PER_DAY else cell)
    except ValueError:
        number = float("nan")
    if not low <= number <= high:
        raise ScenarioError(Problem(f"must be a number from {low:g} to {high:g}", name, printed(cell), row.place))
    return number
