"""Paid hours, cost and load by team, before anything is simulated."""

from __future__ import annotations

from collections.abc import Sequence

from sim.errors import Problem
from sim.questions.capacity import FULL_TIME_HOURS, TeamCapacity
from sim.report.format.reader_locale import local
from sim.report.format.table import Column, Table
from sim.scenario.paths import print_path

__all__ = ["capacity_table", "overloads", "seats_words"]


def seats_words() -> str:
    """Explain seats, full-time people and load.

    Returns
    -------
    str
        Two sentences.
    """
    return (
        "People are seats of a full shift, not heads: a full-time person is paid "
        f"{local(FULL_TIME_HOURS, ',.0f')} hours a year. Load is the work of the customers at the start over the hours "
        "that shrinkage leaves, before anger, chases and growth."
    )


def capacity_table(teams: Sequence[TeamCapacity], currency: str) -> Table:
    """List each team's hours, cost and load.

    Parameters
    ----------
    teams : sequence of TeamCapacity
        Of a scenario.
    currency : str
        ISO 4217 code.

    Returns
    -------
    Table
        A row a team; the load is empty for a team that takes no contacts.
    """
    columns = (
        Column("Team"),
        Column("Seats", "number", form=",.4g"),
        Column("Paid hours a year", "number", form=",.0f"),
        Column("Full-time people", "number", form=",.1f"),
        Column(f"Cost a year, {currency}", "number", form=",.0f"),
        Column("Work offered, hours", "number", form=",.0f"),
        Column("Load", "share", form=".0f"),
    )
    rows = tuple(
        (row.team, row.seats, row.paid_hours, row.full_time_people, row.cost, row.offered_hours, row.load)
        for row in teams
    )
    return Table("", columns, rows, currency)


def overloads(teams: Sequence[TeamCapacity]) -> list[Problem]:
    """Warn of teams that cannot do the work that reaches them.

    Parameters
    ----------
    teams : sequence of TeamCapacity
        Of a scenario.

    Returns
    -------
    list of Problem
        One for each team whose load exceeds 1.
    """
    return [
        Problem(
            f"too few: {local(row.offered_hours or 0.0, ',.0f')} hours of work a year reach this team, "
            f"{local(row.available_hours, ',.0f')} are left by shrinkage: its queue grows from the first week on",
            print_path(("provider", "teams", row.team, "people")),
            f"{row.seats:g}",
        )
        for row in teams
        if row.load is not None and row.load > 1
    ]
