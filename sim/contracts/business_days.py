"""Business days: the end of the n-th day with coverage after the day of receipt, on the clock of coverage.

Hours of service may lie in another zone than the run's, and go over its midnight. So a day ends in the middle of the
longest time of day in which the clock never runs, and at midnight where it runs at any hour.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise
from math import inf

from sim.contracts.coverage import CoverageClock
from sim.units import MINUTES_PER_DAY, TICKS_PER_MINUTE

__all__ = ["day_break", "minutes_to_end_of_day", "ordinary_day"]

TICK = 1 / TICKS_PER_MINUTE
WEEKS = 4
STEP = 15
"""Minutes between the times of day that are looked at."""


@lru_cache(maxsize=64)
def day_break(clock: CoverageClock, first: int) -> float:
    """Time of day at which a business day ends and the next begins; looked at once for each clock.

    Parameters
    ----------
    clock : CoverageClock
        Hours of coverage.
    first : int
        Day of the run on which the four weeks begin that are looked at.

    Returns
    -------
    float
        Minutes from the run's midnight, 0 to 1440: 0 where that is outside the hours, or where there is no gap.
    """
    steps = MINUTES_PER_DAY // STEP
    start = first * MINUTES_PER_DAY
    readings = [clock.at(start + STEP * place) for place in range(7 * WEEKS * steps + 1)]
    running = [False] * steps
    for place, (before, after) in enumerate(pairwise(readings)):
        running[place % steps] |= after > before
    if not (running[0] and running[-1]) or all(running):
        return 0.0
    lengths = [0] * steps
    for place in range(2 * steps):
        here = place % steps
        lengths[here] = 0 if running[here] else lengths[here - 1] + 1
    longest = max(range(steps), key=lambda here: (lengths[here], -here))
    return (longest + 1 - lengths[longest] / 2) * STEP % MINUTES_PER_DAY


def minutes_to_end_of_day(clock: CoverageClock, received: float, days: int, ends_at: float = 0.0) -> float:
    """Covered minutes from a request to the end of a business day.

    Parameters
    ----------
    clock : CoverageClock
        Hours of coverage; a day is a business day where the clock runs on it.
    received : float
        Minute of the run. After the last covered minute of a day, or on a day without any, the request counts as
        received at the next opening.
    days : int
        Business days after the day of receipt, which is not counted; 1 is the next. Source: Regulation (EEC, Euratom)
        No 1182/71, article 3(1).
    ends_at : float
        Time of day at which days end, minutes from the run's midnight: :func:`day_break`.

    Returns
    -------
    float
        Minutes of coverage; as far as the clock is known where it ends before.
    """
    reading = clock.at(received)
    end = _end_of_day(received, ends_at)
    for _ in range(days + (clock.at(end) <= reading)):
        opening = clock.moment(clock.at(end) + TICK)
        if opening == inf:
            break
        end = _end_of_day(opening, ends_at)
    return clock.at(end) - reading


def ordinary_day(clock: CoverageClock, first: int, ends_at: float = 0.0) -> float:
    """Covered minutes of a business day, the mean over four weeks.

    Parameters
    ----------
    clock : CoverageClock
        Hours of coverage.
    first : int
        Day of the run on which the four weeks begin.
    ends_at : float
        Time of day at which days end, minutes from the run's midnight.

    Returns
    -------
    float
        Minutes; 0 where the clock never runs in these weeks.
    """
    readings = [clock.at(day * MINUTES_PER_DAY + ends_at) for day in range(first, first + 7 * WEEKS + 1)]
    covered = [after - before for before, after in pairwise(readings) if after > before]
    return sum(covered) / len(covered) if covered else 0.0


def _end_of_day(minutes: float, ends_at: float) -> float:
    """End of the day of a minute of the run."""
    return ((minutes - ends_at) // MINUTES_PER_DAY + 1) * MINUTES_PER_DAY + ends_at
