"""The clock on the wall of a time zone, on the axis of a run.

The minutes of a run are those of the provider's standard time, which knows no daylight saving: every day has 1,440 of
them. Where no provider's zone is stated, all clocks are one.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt

from sim.scenario.zones import standard_offset
from sim.units import MINUTES_PER_DAY

__all__ = ["WallClock"]

SECONDS_PER_MINUTE = 60
TICK = timedelta(microseconds=1)


class WallClock:
    """Readings of a zone's wall clock against minutes of the run.

    A time that the clock skips in spring is the moment at which it jumps. Of a time that it shows twice in autumn the
    first counts where hours begin, and the last where they end, so that 0 to 24 is all of a day of 23 or 25 hours.

    Parameters
    ----------
    zone : str
        IANA name.
    provider_zone : str
        Zone in whose standard time the minutes of the run are.
    start : date
        First day of the study.
    """

    def __init__(self, zone: str, provider_zone: str, start: date) -> None:
        self._zone = ZoneInfo(zone)
        self._midnight = datetime(start.year, start.month, start.day)  # noqa: DTZ001  as the wall shows it
        self._standard = standard_offset(provider_zone, start.year)

    def begins(self, minutes: float) -> float:
        """Minute of the run at which the wall first shows a time, or a later one.

        Parameters
        ----------
        minutes : float
            Time on the wall, in minutes since its midnight of the start date, 1,440 to a day.

        Returns
        -------
        float
            Minute of the run.
        """
        shown = self._midnight + timedelta(minutes=minutes)
        first, last = self._offsets(shown)
        return self._jump(shown, first, last) if last > first else minutes + self._ahead(first)

    def ends(self, minutes: float) -> float:
        """Minute of the run until which the wall last shows earlier times.

        Parameters
        ----------
        minutes : float
            Time on the wall, in minutes since its midnight of the start date, 1,440 to a day.

        Returns
        -------
        float
            Minute of the run.
        """
        shown = self._midnight + timedelta(minutes=minutes) - TICK
        first, last = self._offsets(shown)
        return self._jump(shown, first, last) if last > first else minutes + self._ahead(last)

    def shown(self, days: range, cells: int) -> npt.NDArray[np.float64]:
        """Times on the wall at equal parts of days of the run.

        Parameters
        ----------
        days : range
            Days of the run.
        cells : int
            Parts of a day; the clock is put back or forward between two of them.

        Returns
        -------
        array of float64, shape (days, cells)
            Minutes since the wall's midnight of the start date, at the beginning of each part.
        """
        edges = [-self._ahead(self._at(day * MINUTES_PER_DAY)) for day in (*days, days.stop)]
        ahead = np.repeat(np.array(edges[:-1])[:, None], cells, axis=1)
        steps = np.arange(cells) * (MINUTES_PER_DAY / cells)
        for row, day in enumerate(days):
            if edges[row] != edges[row + 1]:
                ahead[row] = [-self._ahead(self._at(day * MINUTES_PER_DAY + step)) for step in steps.tolist()]
        return np.asarray(np.array(days)[:, None] * MINUTES_PER_DAY + steps + ahead)

    def _offsets(self, shown: datetime) -> tuple[timedelta, timedelta]:
        """Offsets from UTC when the wall shows a time first and last; of one that it skips, those before and after."""
        day = shown.toordinal()
        begins, ends = _at_midnight(self._zone, day), _at_midnight(self._zone, day + 1)
        return begins if len({*begins, *ends}) == 1 else _offsets(self._zone, shown)

    def _at(self, minute: float) -> timedelta:
        """Offset from UTC at a minute of the run."""
        moment = (self._midnight + timedelta(minutes=minute) - self._standard).replace(tzinfo=UTC)
        return moment.astimezone(self._zone).utcoffset() or timedelta()

    def _ahead(self, offset: timedelta) -> float:
        """Minutes by which the run is ahead of a wall with this offset."""
        return (self._standard - offset).total_seconds() / SECONDS_PER_MINUTE

    def _jump(self, shown: datetime, before: timedelta, after: timedelta) -> float:
        """Minute of the run at which the wall jumps over a time."""
        low, high = (shown - offset + self._standard - self._midnight for offset in (after, before))
        early, late = (int(end.total_seconds() // SECONDS_PER_MINUTE) for end in (low, high + timedelta(minutes=1)))
        while late - early > 1:
            middle = (early + late) // 2
            early, late = (middle, late) if self._at(middle) == before else (early, middle)
        return float(late)


@lru_cache(maxsize=20_000)
def _at_midnight(zone: ZoneInfo, day: int) -> tuple[timedelta, timedelta]:
    """Offsets at the midnight with which a day begins, a proleptic ordinal; no day has two changes of the clock."""
    return _offsets(zone, datetime.fromordinal(day))


def _offsets(zone: ZoneInfo, shown: datetime) -> tuple[timedelta, timedelta]:
    """Offsets from UTC when the wall of a zone shows a time first and last."""
    first, last = (shown.replace(tzinfo=zone, fold=fold).utcoffset() for fold in (0, 1))
    return first or timedelta(), last or timedelta()
