"""Coverage clocks in arrays; see :class:`sim.contracts.coverage.CoverageClock`."""

from __future__ import annotations

from math import inf
from typing import Any

import numpy as np

from sim.compiling import kernel
from sim.units import TICKS_PER_MINUTE

__all__ = ["covered_at", "moment_of", "snapped"]


@kernel
def snapped(minutes: float) -> float:
    """Minutes on the grid of :func:`sim.units.snap`.

    Parameters
    ----------
    minutes : float
        Until then, or since.
    """
    return np.rint(minutes * TICKS_PER_MINUTE) / TICKS_PER_MINUTE


@kernel
def covered_at(clocks: Any, first: int, length: int, minutes: float) -> float:
    """Covered minutes that have passed by a moment, on the clock that begins at a place and has so many intervals.

    Parameters
    ----------
    clocks : structured array
        All coverage clocks.
    first : int
        First interval of the clock.
    length : int
        How many intervals it has.
    minutes : float
        Until then, or since.
    """
    low, high = first, first + length
    while low < high:
        middle = (low + high) >> 1
        if minutes < clocks[middle].start:
            high = middle
        else:
            low = middle + 1
    interval = clocks[low - 1]
    since = minutes - interval.start
    return interval.before + (since if since < interval.length else interval.length)


@kernel
def moment_of(clocks: Any, first: int, length: int, covered: float) -> float:
    """The moment at which so many covered minutes have passed; infinite where they never will.

    Parameters
    ----------
    clocks : structured array
        All coverage clocks.
    first : int
        First interval of the clock.
    length : int
        How many intervals it has.
    covered : float
        Covered minutes.
    """
    last = clocks[first + length - 1]
    if covered > last.before + last.length:
        return inf
    low, high = first, first + length
    while low < high:
        middle = (low + high) >> 1
        if clocks[middle].before < covered:
            low = middle + 1
        else:
            high = middle
    interval = clocks[low - 1 if low > first else first + length - 1]
    if low == first:
        return interval.start + (covered - (interval.before + interval.length))
    return interval.start + (covered - interval.before)
