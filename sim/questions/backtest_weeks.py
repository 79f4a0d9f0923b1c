"""Contacts of whole weeks in a back-test, with what closed days explain of them, and shares of the weekdays."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from sim.metrics.quantiles import quantiles
from sim.statistics.held_out import BAND

__all__ = ["ContactBand", "ContactWeek", "WeekdayShare", "contact_weeks", "weekday_shares"]

Floats = NDArray[np.float64]
WEEK = 7
MOST_OUT = 4
"""A week of which fewer than three days were tested says little."""


@dataclass(frozen=True, slots=True)
class ContactBand:
    """Contacts of some days, and the band of what was simulated for them."""

    days: int
    observed: float
    low: float
    high: float

    @property
    def inside(self) -> bool:
        """Whether the contacts lie within the band."""
        return self.low <= self.observed <= self.high


@dataclass(frozen=True, slots=True)
class ContactWeek:
    """Contacts of one week that was tested."""

    start: date
    """First day of it that was tested."""
    whole: ContactBand
    """All of its days."""
    closed: tuple[date, ...]
    """Days that were closed, and that the simulation does not foresee."""
    rest: ContactBand | None
    """Its other days; None where no day was closed, or where contacts by day were not simulated."""

    @property
    def explained(self) -> bool:
        """Whether the week lies outside, and its days that were not closed inside."""
        return not self.whole.inside and self.rest is not None and self.rest.inside


@dataclass(frozen=True, slots=True)
class WeekdayShare:
    """Share of one weekday in the contacts, as if each weekday had as many days."""

    weekday: int
    """0 is Monday."""
    observed: float
    low: float
    high: float

    @property
    def inside(self) -> bool:
        """Whether the share lies within the band of those simulated."""
        return self.low <= self.observed <= self.high


def contact_weeks(
    starts: Sequence[date], days: int, observed: Floats, simulated: Floats, closed: Collection[date]
) -> tuple[ContactWeek, ...]:
    """Compare the contacts of weeks, whose closed days are not left out.

    Parameters
    ----------
    starts : sequence of date
        First days of the periods.
    days : int
        Length of a period: 7, or 1, where days are summed by weeks from Monday.
    observed : array of float, shape (periods,)
        Contacts of each period.
    simulated : array of float, shape (replications, periods)
        The same of each replication.
    closed : collection of date
        Days that the simulation does not foresee.

    Returns
    -------
    tuple of ContactWeek
        In the order of time; of a week that is cut at either end, its days that were tested, if there are three.
    """
    return tuple(_weeks(starts, days, observed, simulated, closed))


def _weeks(
    starts: Sequence[date], days: int, observed: Floats, simulated: Floats, closed: Collection[date]
) -> Iterator[ContactWeek]:
    mondays = np.array([start if days == WEEK else start - timedelta(days=start.weekday()) for start in starts])
    shut = np.array([any(0 <= (day - start).days < days for day in closed) for start in starts])
    for monday in dict.fromkeys(mondays.tolist()):
        places = np.flatnonzero(mondays == monday)
        if len(places) * days < WEEK - MOST_OUT:
            continue
        inside = tuple(sorted(day for day in closed if 0 <= (day - starts[places[0]]).days < len(places) * days))
        others = places[~shut[places]]
        rest = _band(others, days, observed, simulated) if inside and len(others) else None
        yield ContactWeek(starts[places[0]], _band(places, days, observed, simulated), inside, rest)


def _band(places: NDArray[np.intp], days: int, observed: Floats, simulated: Floats) -> ContactBand:
    tail = (1 - BAND) / 2
    low, high = quantiles(simulated[:, places].sum(axis=1), (tail, 1 - tail))
    return ContactBand(len(places) * days, float(observed[places].sum()), float(low), float(high))


def weekday_shares(
    starts: Sequence[date], days: int, observed: Floats, simulated: Floats, closed: Collection[date]
) -> tuple[WeekdayShare, ...]:
    """Compare the shares of weekdays over the days that were not closed.

    Parameters
    ----------
    starts : sequence of date
        First days of the periods.
    days : int
        Length of a period.
    observed : array of float, shape (periods,)
        Contacts of each period.
    simulated : array of float, shape (replications, periods)
        The same of each replication.
    closed : collection of date
        Days that are left out.

    Returns
    -------
    tuple of WeekdayShare
        Monday first; none where periods are weeks, or where a weekday has no day.
    """
    weekday = np.array([-1 if start in closed else start.weekday() for start in starts])
    if days == WEEK or set(range(WEEK)) - set(weekday.tolist()):
        return ()
    seen, runs = (_shares(weekday, values) for values in (observed[np.newaxis], simulated))
    tail = (1 - BAND) / 2
    low, high = quantiles(runs, (tail, 1 - tail))
    return tuple(WeekdayShare(day, float(seen[0, day]), float(low[day]), float(high[day])) for day in range(WEEK))


def _shares(weekday: NDArray[np.intp], values: Floats) -> Floats:
    """Mean of each weekday over the sum of these means; a row a run."""
    means = np.stack([values[:, weekday == day].mean(axis=1) for day in range(WEEK)], axis=1)
    return np.asarray(means / np.maximum(means.sum(axis=1, keepdims=True), 1e-12))
