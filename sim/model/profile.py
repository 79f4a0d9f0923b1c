"""The calendar of demand: how a day of the year compares with an average one."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

import numpy as np
import numpy.typing as npt

from sim.scenario.assumptions import DemandAssumptions
from sim.units import MONTHS_PER_YEAR

__all__ = ["calendar_profile"]

Floats = npt.NDArray[np.float64]
Dates = npt.NDArray[np.datetime64]
EPOCH_WEEKDAY = 3
"""1970-01-01 was a Thursday."""


def calendar_profile(demand: DemandAssumptions, dates: Dates, closed: Collection[date]) -> Floats:
    """Multiples of an average day by weekday, season and holidays: their mean over a calendar year is 1.

    A count of contacts a year holds that year's weekends, seasons and holidays already: they move contacts within the
    year and do not change their number.

    Parameters
    ----------
    demand : DemandAssumptions
        Weekdays, season, and demand on holidays.
    dates : array of datetime64
        Days.
    closed : collection of date
        Holidays.

    Returns
    -------
    array of float64
        One for each day, 0 or more.
    """
    holidays = np.array(sorted(closed), "datetime64[D]")
    profile = _without_holidays(demand, dates)
    profile[np.isin(dates, holidays)] *= demand.holiday_share
    years = dates.astype("datetime64[Y]")
    for year in np.unique(holidays.astype("datetime64[Y]")):
        days = np.arange(year.astype("datetime64[D]"), (year + 1).astype("datetime64[D]"))
        usual = _without_holidays(demand, days)
        left = usual.sum() - (1 - demand.holiday_share) * usual[np.isin(days, holidays)].sum()
        if left > 0:
            profile[years == year] *= usual.sum() / left
    return profile


def _without_holidays(demand: DemandAssumptions, dates: Dates) -> Floats:
    """Multiples of an average day by weekday and season alone."""
    weekdays, seasons = np.asarray(demand.weekday_shares), np.asarray(demand.season)
    season = seasons[dates.astype("datetime64[M]").astype(int) % MONTHS_PER_YEAR] / seasons.mean()
    return np.asarray(7 * weekdays[(dates.astype(int) + EPOCH_WEEKDAY) % 7] / weekdays.sum() * season)
