"""Rosters: people at the desk by time."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import NamedTuple

from sim.provider.crews import Crew
from sim.units import MINUTES_PER_DAY

__all__ = ["RosterShift", "RosterStep", "Slot", "slots"]


class RosterShift(NamedTuple):
    """One shift of a team: covered weekdays (Monday 0), minutes of the day, people rostered, off on holidays or not."""

    weekdays: frozenset[int]
    opens: float
    closes: float
    people: float
    keeps_holidays: bool = True


class RosterStep(NamedTuple):
    """From this minute on: people paid, and whole people at the desk."""

    at: float
    rostered: float
    level: int
    crews: tuple[tuple[Crew, int], ...] = ()
    """People by crew, those on call too, where not all take every contact at the desk; otherwise empty."""


class Slot(NamedTuple):
    """A span of time in which nobody comes or goes."""

    at: float
    """Minute of the run at which it begins."""
    rostered: float
    """People."""
    day: float
    """Day of the run on which it begins."""
    number: int
    """Its place among those of the day, from 0."""


def slots(shifts: Sequence[RosterShift], days: range, *, first_weekday: int, holidays: Collection[int]) -> list[Slot]:
    """People rostered over the days of a run.

    Parameters
    ----------
    shifts : sequence of RosterShift
        Of the team.
    days : range
        Days of the run, day 0 being the start date.
    first_weekday : int
        Day of the week of day 0, Monday 0.
    holidays : collection of int
        Days on which only shifts that do not keep holidays work.

    Returns
    -------
    list of Slot
        Half shifts, and the spans between shifts, in the order of time.
    """
    edges = sorted({edge for shift in shifts for edge in (shift.opens, (shift.opens + shift.closes) / 2, shift.closes)})
    spans = [span for span in zip([0.0, *edges], [*edges, float(MINUTES_PER_DAY)], strict=True) if span[0] < span[1]]
    working = [shift for shift in shifts if not shift.keeps_holidays]
    weeks = [[_present(these, weekday, spans) for weekday in range(7)] for these in (shifts, working)]
    return [
        Slot(day * MINUTES_PER_DAY + start, people, day, number)
        for day in days
        for number, ((start, _), people) in enumerate(
            zip(spans, weeks[day in holidays][(first_weekday + day) % 7], strict=True)
        )
    ]


def _present(shifts: Sequence[RosterShift], weekday: int, spans: Sequence[tuple[float, float]]) -> list[float]:
    """People rostered on a weekday in each span, within which nobody comes or goes."""
    present = [shift for shift in shifts if weekday in shift.weekdays]
    return [sum(s.people for s in present if s.opens <= start and end <= s.closes) for start, end in spans]
