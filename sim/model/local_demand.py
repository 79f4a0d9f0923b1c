"""Demand by the customer's own clock: rates by day of the run, and hours within it, of a zone and a country."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from sim.model.calendar import Calendar
from sim.model.profile import calendar_profile
from sim.model.wall import WallClock
from sim.model.windows import closed_days
from sim.scenario.account import Account
from sim.scenario.assumptions import DemandAssumptions
from sim.scenario.document import Scenario
from sim.scenario.portfolio import Segment
from sim.units import MINUTES_PER_DAY

__all__ = ["LocalDemand", "LocalProfile", "has_local_demand"]

Floats = npt.NDArray[np.float64]
Shares = tuple[float, ...]
OwnShares = tuple[Shares | None, Shares | None, Shares | None]
"""Of hours, of hours at weekends and of weekdays."""
CELLS = 96
"""Quarters of an hour in a day: zones differ by whole quarters."""
CELLS_PER_HOUR = 4
NO_PROFILES = (None, None, None)
SATURDAY, WEEK = 5, 7


@dataclass(frozen=True, slots=True)
class LocalProfile:
    """Demand of customers of one place and one profile of hours, by day of the run."""

    days: Floats
    """Multiple of an average day by weekday, season and holidays, at the place."""
    hours: Floats
    """Share of a day's contacts before each quarter of an hour, shape (days, 97)."""
    closed: npt.NDArray[np.bool_]
    """Holidays at the place."""

    def minutes(self, days: npt.NDArray[np.int64], uniforms: Floats) -> Floats:
        """Times of the day at which contacts come.

        Parameters
        ----------
        days : array of int64
            Place of each contact's day among the days of the run.
        uniforms : array of float64
            On (0, 1).

        Returns
        -------
        array of float64
            Minutes since midnight of the run's day.
        """
        shares = self.hours[days]
        cell = np.minimum((shares[:, 1:] <= uniforms[:, None]).sum(axis=1), CELLS - 1)
        rows = np.arange(days.size)
        before, width = shares[rows, cell], shares[rows, cell + 1] - shares[rows, cell]
        within = np.divide(uniforms - before, width, out=np.zeros(days.size), where=width > 0)
        return np.asarray((cell + np.clip(within, 0, 1)) * (MINUTES_PER_DAY / CELLS))


def has_local_demand(scenario: Scenario) -> bool:
    """Whether any customer gets in touch by a clock, holidays or hours of its own.

    Parameters
    ----------
    scenario : Scenario
        The document.

    Returns
    -------
    bool
        False where all have the provider's, and that has no zone.
    """
    customers: list[Segment | Account] = [*scenario.segments.values(), *scenario.accounts.values()]
    local = any(customer.time_zone or customer.public_holidays for customer in customers)
    hours = any(_profiles(segment) != NO_PROFILES for segment in scenario.segments.values())
    demand = scenario.assumptions.demand
    by_day = demand.weekend_hour_shares is not None or demand.week_hour_shares is not None
    return local or hours or by_day or scenario.provider.time_zone is not None


def _profiles(segment: Segment) -> OwnShares:
    """Hours and weekdays that are a segment's own."""
    return segment.hour_shares, segment.weekend_hour_shares, segment.weekday_shares


class LocalDemand:
    """Profiles of demand by place and hours.

    Parameters
    ----------
    scenario : Scenario
        Version of the document that holds.
    calendar : Calendar
        Days of the run.
    """

    def __init__(self, scenario: Scenario, calendar: Calendar) -> None:
        self._scenario = scenario
        self._calendar = calendar
        self._profiles: dict[object, LocalProfile] = {}

    def profile(self, segment: Segment) -> LocalProfile:
        """Find the profile of a customer.

        Parameters
        ----------
        segment : Segment
            Of the customer, with what the document says of it alone.

        Returns
        -------
        LocalProfile
            One object for equal places and hours.
        """
        own = _profiles(segment)
        key = (segment.locality, own)
        if key not in self._profiles:
            wall = self._calendar.windows.wall(segment.time_zone)
            closed = closed_days(self._scenario, segment.public_holidays)
            demand, start = self._scenario.assumptions.demand, self._scenario.start_date
            self._profiles[key] = _profile(demand, own, wall, closed, start, self._calendar.days)
        return self._profiles[key]


def _hours(demand: DemandAssumptions, own: Shares | None, own_weekend: Shares | None) -> Floats:
    """Shares of a day's contacts by hour, from Monday on, shape (7, 24)."""
    usual = (own, own) if own is not None else (demand.hour_shares, demand.weekend_hour_shares)
    weights = np.array([usual[0]] * SATURDAY + [own_weekend or usual[1] or usual[0]] * (WEEK - SATURDAY))
    if demand.week_hour_shares is not None and own is None:
        by_day = np.reshape(demand.week_hour_shares, weights.shape)
        stated = by_day.any(axis=1) & ((np.arange(WEEK) < SATURDAY) | (own_weekend is None))
        weights = np.where(stated[:, None], by_day, weights)
    return np.asarray(weights / weights.sum(axis=1, keepdims=True))


@lru_cache(maxsize=32)
def _profile(
    demand: DemandAssumptions,
    own: OwnShares,
    wall: WallClock | None,
    closed: frozenset[date],
    start: date,
    days: range,
) -> LocalProfile:
    """Profile of a place and its hours: one object for replications and scenarios that have the same."""
    if wall is None:
        axis = np.array(days)[:, None] * MINUTES_PER_DAY
        shown = axis + np.arange(CELLS) * (MINUTES_PER_DAY / CELLS)
    else:
        shown = wall.shown(days, CELLS)
    day = np.floor(shown / MINUTES_PER_DAY).astype(np.int64)
    hour = ((shown - day * MINUTES_PER_DAY) // 60).astype(np.int64)
    local = np.arange(int(day.min()), int(day.max()) + 1)
    own_hours, own_weekend, own_weekdays = own
    if own_weekdays is not None:
        demand = demand.model_copy(update={"weekday_shares": own_weekdays})
    by_date = calendar_profile(demand, np.datetime64(start, "D") + local, closed)
    weekday = (start.weekday() + day) % WEEK
    rates = by_date[day - local[0]] * _hours(demand, own_hours, own_weekend)[weekday, hour] / CELLS_PER_HOUR
    total = rates.sum(axis=1)
    shares = np.divide(rates, total[:, None], out=np.full(rates.shape, 1 / CELLS), where=total[:, None] > 0)
    before = np.concatenate([np.zeros((len(days), 1)), np.cumsum(shares, axis=1)], axis=1)
    run_days = np.datetime64(start, "D") + np.array(days)
    is_closed = np.isin(run_days, np.array(sorted(closed), "datetime64[D]"))
    for column in (total, before, is_closed):
        column.setflags(write=False)
    return LocalProfile(total, before, is_closed)
