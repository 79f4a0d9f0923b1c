"""Rosters: people at the desk by time."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache, partial
from itertools import repeat
from math import sqrt
from typing import NamedTuple

import numpy as np

from sim.provider.crews import Crew
from sim.units import MINUTES_PER_DAY

__all__ = ["Roster", "RosterShift", "RosterStep", "Slot", "roster"]

STEP_BY_DAY = (sqrt(5) - 1) / 2
"""Golden ratio: of all rotations of the circle, the one whose points are spread most evenly over any span of days."""
STEP_BY_SPAN = sqrt(2) - 1
"""Between spans of a day; neither a sum of whole steps by the day nor near a half, so that spans are not in step."""
DIGITS = 9
"""Kept of a number of people, so that rounding loses no whole person."""


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


class Roster:
    """People of a team over the days of a run: all but the phase, which a replication draws.

    People at the desk are whole: floor(x + U) for x people left by shrinkage in a half shift, with
    U = frac(phase + day × golden ratio + number of the half shift × (√2 − 1)). So the level is x in the long run, on
    every weekday too, no half shift depends on another, and more people are never fewer in any half shift.

    Parameters
    ----------
    slots : sequence of Slot
        In the order of time.
    shrinkage : float
        Share of paid time away from the desk, 0 to 1.
    """

    __slots__ = ("_at", "_by_day", "_by_number", "_changes", "_present", "_rostered")

    def __init__(self, slots: Sequence[Slot], shrinkage: float) -> None:
        people = self._rostered = tuple(slot.rostered for slot in slots)
        self._at = np.array([slot.at for slot in slots])
        self._present = np.array([round(rostered * (1 - shrinkage), DIGITS) for rostered in people])
        self._changes = np.array([not place or people[place - 1] != now for place, now in enumerate(people)], bool)
        self._by_day = np.array([slot.day for slot in slots]) * STEP_BY_DAY
        self._by_number = np.array([slot.number for slot in slots]) * STEP_BY_SPAN

    def steps(self, phase: float) -> list[RosterStep]:
        """People paid and people at the desk over time.

        Parameters
        ----------
        phase : float
            Of the team in the replication, 0 to 1.

        Returns
        -------
        list of RosterStep
            In the order of time, each different from the one before.
            Source: Kronecker sequences, Kuipers & Niederreiter 1974, ch. 2.3.
        """
        levels = np.floor(self._present + (phase + self._by_day + self._by_number) % 1.0)
        changes = self._changes.copy()
        changes[1:] |= levels[1:] != levels[:-1]
        places = np.flatnonzero(changes)
        rostered = [self._rostered[place] for place in places.tolist()]
        rows = zip(self._at[places].tolist(), rostered, levels[places].astype(int).tolist(), repeat(()))
        return list(map(partial(tuple.__new__, RosterStep), rows))


@lru_cache(maxsize=32)
def roster(
    shifts: tuple[RosterShift, ...], shrinkage: float, days: range, *, first_weekday: int, holidays: frozenset[int]
) -> Roster:
    """Roster of a team over the days of a run; one object for replications and scenarios that staff it alike.

    Parameters
    ----------
    shifts : tuple of RosterShift
        Of the team.
    shrinkage : float
        Share of paid time away from the desk, 0 to 1.
    days : range
        Days of the run, day 0 being the start date.
    first_weekday : int
        Day of the week of day 0, Monday 0.
    holidays : frozenset of int
        Days on which only shifts that do not keep holidays work.

    Returns
    -------
    Roster
        Of half shifts, and the spans between shifts.
    """
    edges = sorted({edge for shift in shifts for edge in (shift.opens, (shift.opens + shift.closes) / 2, shift.closes)})
    spans = [span for span in zip([0.0, *edges], [*edges, float(MINUTES_PER_DAY)], strict=True) if span[0] < span[1]]
    working = [shift for shift in shifts if not shift.keeps_holidays]
    weeks = [[_present(these, weekday, spans) for weekday in range(7)] for these in (shifts, working)]
    slots = [
        Slot(day * MINUTES_PER_DAY + start, people, day, number)
        for day in days
        for number, ((start, _), people) in enumerate(
            zip(spans, weeks[day in holidays][(first_weekday + day) % 7], strict=True)
        )
    ]
    return Roster(slots, shrinkage)


def _present(shifts: Sequence[RosterShift], weekday: int, spans: Sequence[tuple[float, float]]) -> list[float]:
    """People rostered on a weekday in each span, within which nobody comes or goes."""
    present = [shift for shift in shifts if weekday in shift.weekdays]
    return [sum(s.people for s in present if s.opens <= start and end <= s.closes) for start, end in spans]
