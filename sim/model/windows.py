"""Windows of hours on the axis of a run: intervals of minutes in which they are open, day by day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from sim.model.wall import WallClock
from sim.scenario.calendars import WEEKDAYS, Hours
from sim.scenario.document import Scenario
from sim.scenario.zones import CUSTOMER, Locality, public_holidays
from sim.units import MINUTES_PER_DAY, MINUTES_PER_HOUR, snap

__all__ = ["HERE", "Opening", "Windows", "closed_days"]

HERE = Locality()
"""Where the provider is."""
YEARS_AFTER = 3
"""Years after the last of the study whose holidays are looked at."""


def closed_days(scenario: Scenario, code: str | None) -> frozenset[date]:
    """List the holidays that hold for some hours.

    Parameters
    ----------
    scenario : Scenario
        The dates that its provider names always count.
    code : str or None
        Country or region of the public holidays beside these; None is the provider's.

    Returns
    -------
    frozenset of date
        Of all years of the study.
    """
    provider = scenario.provider
    days = frozenset(provider.holidays)
    code = code or provider.public_holidays
    if code is None:
        return days
    first = (scenario.start_date - timedelta(days=scenario.warmup_days)).year
    return days | public_holidays(code, first, scenario.start_date.year + scenario.horizon_months // 12 + YEARS_AFTER)


@dataclass(frozen=True, slots=True)
class Opening:
    """A window of hours where and when it holds: equal for scenarios in which it opens alike."""

    weekdays: frozenset[int]
    """By the weekday of day 0, Monday 0."""
    opens: float
    """Minutes since midnight."""
    closes: float
    closed: frozenset[int]
    """Days on which it does not open."""
    wall: WallClock | None
    first_weekday: int
    """Of day 0."""

    def intervals(self, days: range) -> Iterator[tuple[float, float]]:
        """Intervals in which it is open.

        A window over midnight belongs to the day on which it begins: a holiday leaves out the one that begins on it,
        and not the rest of the one from the day before.

        Parameters
        ----------
        days : range
            Days on which it may begin, by the wall of its zone, day 0 being the start date.

        Yields
        ------
        (float, float)
            Start and end, minutes since midnight of the start date, in the order of time.
        """
        for day in days:
            if (self.first_weekday + day) % 7 not in self.weekdays or day in self.closed:
                continue
            start, end = (day * MINUTES_PER_DAY + minute for minute in (self.opens, self.closes))
            yield (start, end) if self.wall is None else (snap(self.wall.begins(start)), snap(self.wall.ends(end)))


@lru_cache(maxsize=256)
def _wall(zone: str, provider_zone: str, start: date) -> WallClock:
    """Wall clock of a zone: one object, so that equal openings are equal in all scenarios."""
    return WallClock(zone, provider_zone, start)


class Windows:
    """Opens windows of hours: by the wall clock of their zone, but on their holidays.

    Parameters
    ----------
    scenario : Scenario
        Document at the start of the study.
    """

    def __init__(self, scenario: Scenario) -> None:
        self._scenario = scenario
        self._start = scenario.start_date
        self._first_weekday = scenario.start_date.weekday()
        self._walls: dict[str, WallClock] = {}
        self._closed: dict[str | None, frozenset[int]] = {}

    def opening(self, hours: Hours, locality: Locality = HERE) -> Opening:
        """Find where and when a window of hours holds.

        Parameters
        ----------
        hours : Hours
            Days of the week, and hours of the day.
        locality : Locality
            Zone and holidays of the customer, where the hours are the customer's.

        Returns
        -------
        Opening
            With the holidays and the clock that it follows.
        """
        zone = locality.time_zone if hours.time_zone == CUSTOMER else hours.time_zone
        code = locality.public_holidays if hours.public_holidays == CUSTOMER else hours.public_holidays
        opens, closes = snap(hours.from_hour * MINUTES_PER_HOUR), snap(hours.to_hour * MINUTES_PER_HOUR)
        return Opening(
            frozenset(WEEKDAYS.index(day) for day in hours.days),
            opens,
            closes if closes > opens else closes + MINUTES_PER_DAY,
            self.closed(code) if hours.keeps_holidays else frozenset(),
            self.wall(zone),
            self._first_weekday,
        )

    def wall(self, zone: str | None) -> WallClock | None:
        """Find the wall clock of a zone.

        Parameters
        ----------
        zone : str or None
            IANA name; None is the provider's.

        Returns
        -------
        WallClock or None
            None where the provider has no zone: the clock is then that of the run.
        """
        here = self._scenario.provider.time_zone
        if here is None:
            return None
        name = zone or here
        if name not in self._walls:
            self._walls[name] = _wall(name, here, self._start)
        return self._walls[name]

    def closed(self, code: str | None) -> frozenset[int]:
        """List the holidays of a country or a region.

        Parameters
        ----------
        code : str or None
            None is the provider's.

        Returns
        -------
        frozenset of int
            Days of the run.
        """
        if code not in self._closed:
            days = closed_days(self._scenario, code)
            self._closed[code] = frozenset((day - self._start).days for day in days)
        return self._closed[code]
