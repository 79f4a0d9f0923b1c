"""Rosters of shifts that go over midnight or follow the clock on the wall: people at the desk by interval."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from math import inf
from typing import NamedTuple

from sim.provider.roster import Slot
from sim.units import MINUTES_PER_DAY

__all__ = ["WallShift", "wall_slots"]


class WallShift(NamedTuple):
    """One shift of a team: the people rostered, and the minutes of the run from and until which they are there."""

    people: float
    intervals: Sequence[tuple[float, float]]


def wall_slots(shifts: Sequence[WallShift], days: range) -> list[Slot]:
    """People rostered over the days of a run, as :func:`sim.provider.roster.slots` finds them.

    A span reaches from one beginning, middle or end of a shift to the next, over midnight too, and belongs to the day
    on which it begins.

    Parameters
    ----------
    shifts : sequence of WallShift
        Intervals in the order of time, none of which overlaps the next of its shift; those that reach into ``days``.
    days : range
        Days of the run, day 0 being the start date.

    Returns
    -------
    list of Slot
        In the order of time, from the first minute of the days.
    """
    changes = _changes(shifts)
    first, last = (float(day * MINUTES_PER_DAY) for day in (days.start, days.stop))
    edges = sorted(changes)
    slots = [Slot(first, 0.0, 0.0, 0)]
    present = [0] * len(shifts)
    day, number = None, 0
    for start, end in pairwise([*edges, inf]):
        for place, change in changes[start]:
            present[place] += change
        number = number + 1 if day == start // MINUTES_PER_DAY else 0
        day = start // MINUTES_PER_DAY
        if end <= first or start >= last:
            continue
        people = sum(shift.people for shift, here in zip(shifts, present, strict=True) if here)
        if start <= first:
            slots.clear()
        slots.append(Slot(max(start, first), people, day, number))
    return slots


def _changes(shifts: Sequence[WallShift]) -> dict[float, list[tuple[int, int]]]:
    """Shifts that begin or end at a minute, or are half over: place of the shift, and 1, -1 or 0."""
    changes: dict[float, list[tuple[int, int]]] = {}
    for place, shift in enumerate(shifts):
        for start, end in shift.intervals:
            changes.setdefault(start, []).append((place, 1))
            changes.setdefault((start + end) / 2, []).append((place, 0))
            changes.setdefault(end, []).append((place, -1))
    return changes
