"""Whole people at the desk, by a phase that a replication draws."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from itertools import repeat
from math import sqrt

import numpy as np

from sim.provider.roster import RosterStep, Slot

__all__ = ["Roster"]

STEP_BY_DAY = (sqrt(5) - 1) / 2
"""Golden ratio: of all rotations of the circle, the one whose points are spread most evenly over any span of days."""
STEP_BY_SLOT = sqrt(2) - 1
"""Between slots of a day; neither a sum of whole steps by the day nor near a half, so that slots are not in step."""
DIGITS = 9
"""Kept of a number of people, so that rounding loses no whole person."""


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
        self._by_number = np.array([slot.number for slot in slots]) * STEP_BY_SLOT

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
