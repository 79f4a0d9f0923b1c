"""Coverage clocks: promised time that has passed, and the moment at which an amount of it will have."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection

from sim.units import MINUTES_PER_DAY

__all__ = ["CoverageClock"]


class CoverageClock:
    """Covered minutes since the first day of a run: B(t), so that elapsed = B(t) - B(t0).

    Parameters
    ----------
    weekdays : collection of int
        Covered days of the week, Monday 0.
    opens, closes : float
        Minutes of the day between which the clock runs.
    days : range
        Days of the run, day 0 being the start date; negative before it.
    first_weekday : int
        Day of the week of day 0.
    holidays : collection of int
        Days on which the clock stands still.
    """

    __slots__ = ("_before", "_first", "_length", "_opens", "_running")

    def __init__(
        self,
        weekdays: Collection[int],
        opens: float,
        closes: float,
        days: range,
        *,
        first_weekday: int,
        holidays: Collection[int] = (),
    ) -> None:
        self._first = days.start
        self._opens = opens
        self._length = closes - opens
        self._running = [(first_weekday + day) % 7 in weekdays and day not in holidays for day in days]
        self._before = [0.0]
        for running in self._running:
            self._before.append(self._before[-1] + (self._length if running else 0.0))

    def at(self, minutes: float) -> float:
        """Covered minutes from the first day of the run until a time.

        Parameters
        ----------
        minutes : float
            Minute of the run, within its days.

        Returns
        -------
        float
            0 or more.
        """
        day = int(minutes // MINUTES_PER_DAY)
        index = day - self._first
        if not self._running[index]:
            return self._before[index]
        since = minutes - day * MINUTES_PER_DAY - self._opens
        if since <= 0.0:
            return self._before[index]
        return self._before[index] + (since if since < self._length else self._length)

    def moment(self, covered: float) -> float:
        """Earliest time at which so many minutes are covered.

        Parameters
        ----------
        covered : float
            Minutes, 0 or more.

        Returns
        -------
        float
            Minute of the run; infinity beyond its last day.
        """
        if covered > self._before[-1]:
            return float("inf")
        index = min(max(bisect_right(self._before, covered) - 1, 0), len(self._running) - 1)
        while index > 0 and (not self._running[index] or self._before[index] >= covered):
            index -= 1
        day = index + self._first
        return day * MINUTES_PER_DAY + self._opens + covered - self._before[index]
