"""Coverage clocks: promised time that has passed, and the moment at which an amount of it will have."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from math import inf

__all__ = ["CoverageClock", "union"]


def union(intervals: Iterable[tuple[float, float]]) -> list[tuple[float, float]]:
    """Join intervals that overlap or touch.

    Parameters
    ----------
    intervals : iterable of (float, float)
        Start and end of each, minutes of a run; empty ones count for nothing.

    Returns
    -------
    list of (float, float)
        Intervals with a gap between any two, in the order of time.
    """
    joined: list[tuple[float, float]] = []
    for start, end in sorted(intervals):
        if end <= start:
            continue
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((start, end))
    return joined


class CoverageClock:
    """Covered minutes since the first interval of a run: B(t), so that elapsed = B(t) - B(t0).

    Parameters
    ----------
    intervals : iterable of (float, float)
        Start and end, minutes of the run, in which the clock runs; in any order, and they may overlap.
    """

    __slots__ = ("_before", "_lengths", "_starts")

    def __init__(self, intervals: Iterable[tuple[float, float]]) -> None:
        running = union(intervals)
        self._starts = [-inf, *(start for start, _ in running)]
        self._lengths = [0.0, *(end - start for start, end in running)]
        self._before = [0.0, 0.0]
        for length in self._lengths[1:]:
            self._before.append(self._before[-1] + length)

    def at(self, minutes: float) -> float:
        """Covered minutes until a time.

        Parameters
        ----------
        minutes : float
            Minute of the run.

        Returns
        -------
        float
            0 or more.
        """
        index = bisect_right(self._starts, minutes) - 1
        since, length = minutes - self._starts[index], self._lengths[index]
        return self._before[index] + (since if since < length else length)

    def moment(self, covered: float) -> float:
        """Earliest time at which so many minutes are covered.

        Parameters
        ----------
        covered : float
            Minutes above 0.

        Returns
        -------
        float
            Minute of the run; infinity where the clock never comes to it.
        """
        index = bisect_left(self._before, covered) - 1
        if index + 1 == len(self._before):
            return inf
        return self._starts[index] + (covered - self._before[index])

    def intervals(self) -> list[tuple[float, float, float]]:
        """List the intervals in which the clock runs, with an endless one before the first in which it does not.

        Returns
        -------
        list of three floats
            Start, length, and covered minutes before it.
        """
        return list(zip(self._starts, self._lengths, self._before, strict=False))
