"""Rosters: people at the desk by time."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import NamedTuple

from sim.units import MINUTES_PER_DAY

__all__ = ["RosterShift", "RosterStep", "roster"]

ROUNDING = 1e-9
"""Of a sum of shares of people, which must not lose a whole person."""


class RosterShift(NamedTuple):
    """One shift of a team: covered weekdays (Monday 0), minutes of the day, and people rostered."""

    weekdays: frozenset[int]
    opens: float
    closes: float
    people: float


class RosterStep(NamedTuple):
    """From this minute on: people paid, and whole people at the desk."""

    at: float
    rostered: float
    level: int


def roster(
    shifts: Sequence[RosterShift],
    shrinkage: float,
    days: range,
    *,
    first_weekday: int,
    holidays: Collection[int] = (),
) -> list[RosterStep]:
    """Steps of a team's capacity over the days of a run.

    People at the desk are whole. A fraction that shrinkage and part-time people leave, say 1.6, is met on average by
    spreading it over half shifts (1, 2, 1, 2, 2): people are away by half days. The rule takes no random numbers.

    Parameters
    ----------
    shifts : sequence of RosterShift
        Of the team.
    shrinkage : float
        Share of paid time away from the desk, 0 to 1.
    days : range
        Days of the run, day 0 being the start date.
    first_weekday : int
        Day of the week of day 0, Monday 0.
    holidays : collection of int
        Days on which nobody works.

    Returns
    -------
    list of RosterStep
        In the order of time, each different from the one before.
    """
    edges = sorted({edge for shift in shifts for edge in (shift.opens, (shift.opens + shift.closes) / 2, shift.closes)})
    spans = [span for span in zip([0.0, *edges], [*edges, float(MINUTES_PER_DAY)], strict=True) if span[0] < span[1]]
    week = [[(start, _present(shifts, weekday, start, end)) for start, end in spans] for weekday in range(7)]
    steps: list[RosterStep] = []
    owed = 0.0
    for day in days:
        closed = day in holidays
        for start, rostered in week[(first_weekday + day) % 7]:
            people = 0.0 if closed else rostered
            level = 0
            if people:
                owed += people * (1 - shrinkage)
                level = int(owed + ROUNDING)
                owed -= level
            if not steps or (people, level) != (steps[-1].rostered, steps[-1].level):
                steps.append(RosterStep(day * MINUTES_PER_DAY + start, people, level))
    return steps


def _present(shifts: Sequence[RosterShift], weekday: int, start: float, end: float) -> float:
    """People rostered on a weekday between two moments between which nobody comes or goes."""
    return sum(s.people for s in shifts if weekday in s.weekdays and s.opens <= start and end <= s.closes)
