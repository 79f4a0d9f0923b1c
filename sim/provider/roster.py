"""Rosters: people at the desk by time."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import lru_cache, partial
from itertools import repeat
from math import sqrt
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sim.provider.crews import Crew
from sim.units import MINUTES_PER_DAY

__all__ = ["DIGITS", "STEP_BY_DAY", "STEP_BY_SPAN", "RosterShift", "RosterStep", "roster"]

Floats = npt.NDArray[np.float64]
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


def roster(
    shifts: Sequence[RosterShift],
    shrinkage: float,
    days: range,
    *,
    phase: float,
    first_weekday: int,
    holidays: Collection[int] = (),
) -> list[RosterStep]:
    """Steps of a team's capacity over the days of a run.

    People at the desk are whole: floor(x + U) for x people left by shrinkage in a half shift, with
    U = frac(phase + day × golden ratio + number of the half shift × (√2 − 1)). So the level is x in the long run, on
    every weekday too, no half shift depends on another, and more people are never fewer in any half shift.

    Parameters
    ----------
    shifts : sequence of RosterShift
        Of the team.
    shrinkage : float
        Share of paid time away from the desk, 0 to 1.
    days : range
        Days of the run, day 0 being the start date.
    phase : float
        Of the team in the replication, 0 to 1.
    first_weekday : int
        Day of the week of day 0, Monday 0.
    holidays : collection of int
        Days on which only shifts that do not keep holidays work.

    Returns
    -------
    list of RosterStep
        In the order of time, each different from the one before.
        Source: Kronecker sequences, Kuipers & Niederreiter 1974, ch. 2.3.
    """
    slots = _slots(tuple(shifts), shrinkage, days, first_weekday, frozenset(holidays))
    levels = np.floor(slots.present + (phase + slots.by_day + slots.by_span) % 1.0)
    changed = slots.changed.copy()
    changed[1:] |= levels[1:] != levels[:-1]
    places = np.flatnonzero(changed)
    rostered = [slots.rostered[place] for place in places.tolist()]
    steps = zip(slots.at[places].tolist(), rostered, levels[places].astype(int).tolist(), repeat(()))
    return list(map(partial(tuple.__new__, RosterStep), steps))


class _Slots(NamedTuple):
    """Half shifts, and the spans between shifts, over the days of a run: all that no phase decides, nothing to change.

    Arrays have one value for each.
    """

    at: Floats
    """Minute of the run at which it begins."""
    rostered: tuple[float, ...]
    present: Floats
    """People left by shrinkage."""
    changed: npt.NDArray[np.bool_]
    """Whether others are rostered than just before; true of the first."""
    by_day: Floats
    by_span: Floats
    """Parts of the offset beside the phase."""


@lru_cache(maxsize=256)
def _slots(
    shifts: tuple[RosterShift, ...], shrinkage: float, days: range, first_weekday: int, holidays: frozenset[int]
) -> _Slots:
    """Slots of a team, of which replications and the scenarios that staff it alike differ by the phase alone."""
    edges = sorted({edge for shift in shifts for edge in (shift.opens, (shift.opens + shift.closes) / 2, shift.closes)})
    spans = [span for span in zip([0.0, *edges], [*edges, float(MINUTES_PER_DAY)], strict=True) if span[0] < span[1]]
    working = [shift for shift in shifts if not shift.keeps_holidays]
    weeks = [[_present(these, weekday, spans) for weekday in range(7)] for these in (shifts, working)]
    rostered = tuple(people for day in days for people in weeks[day in holidays][(first_weekday + day) % 7])
    day, starts = np.repeat(np.array(days, float), len(spans)), np.array([start for start, _ in spans])
    return _Slots(
        day * MINUTES_PER_DAY + np.tile(starts, len(days)),
        rostered,
        np.array([round(people * (1 - shrinkage), DIGITS) for people in rostered]),
        np.array([place == 0 or people != rostered[place - 1] for place, people in enumerate(rostered)], bool),
        day * STEP_BY_DAY,
        np.tile(np.arange(len(spans)) * STEP_BY_SPAN, len(days)),
    )


def _present(shifts: Sequence[RosterShift], weekday: int, spans: Sequence[tuple[float, float]]) -> list[float]:
    """People rostered on a weekday in each span, within which nobody comes or goes."""
    present = [shift for shift in shifts if weekday in shift.weekdays]
    return [sum(s.people for s in present if s.opens <= start and end <= s.closes) for start, end in spans]
