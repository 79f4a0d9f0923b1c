"""Hours of contacts by day of the week, where days differ more than working days from weekends."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.stats import f

from sim.fitting.days import DayTable
from sim.fitting.fit import FittedNumber, kept
from sim.fitting.likelihood import Floats, share_interval

__all__ = ["WEEK_HOURS", "fit_week_hours", "own_weekdays"]

WEEK_HOURS = "assumptions.demand.week_hour_shares"
WEEK, HOURS, SATURDAY = 7, 24, 5
LEAST_CONTACTS = 300
DIFFERENT = 1e-3
"""Level at which a weekday has hours of its own."""
LEAST_EXPECTED = 5.0
"""Hours with fewer contacts to be expected are taken together."""


def fit_week_hours(opened: pd.Series, table: DayTable) -> FittedNumber:
    """Fit the shares of hours of each weekday that differs from the others of its kind.

    Weekdays from Monday to Friday are of one kind, Saturday and Sunday of the other: a week with a short Friday, or one
    in which Sunday is a working day, fits neither. A weekday differs where the F test of its hours against those of the
    others of its kind says so, over the spread of hours from day to day.

    Parameters
    ----------
    opened : pandas.Series
        Times of contacts.
    table : DayTable
        Contacts by day.

    Returns
    -------
    FittedNumber
        168 shares from Monday on, those of a weekday add up to 1; 24 zeros for each that is like its kind. Kept where
        none differs.
    """
    days = table.days[table.is_open]
    place = pd.Series(np.arange(len(days)), index=days).reindex(opened.dt.normalize()).to_numpy(float)
    here = ~np.isnan(place)
    cells = place[here].astype(int) * HOURS + opened.dt.hour.to_numpy()[here]
    counts = np.bincount(cells, minlength=len(days) * HOURS).reshape(-1, HOURS).astype(float)
    weekday = table.weekday[table.is_open]
    shares, low, high = (np.zeros((WEEK, HOURS)) for _ in range(3))
    own_hours = np.zeros(WEEK, bool)
    for day in range(WEEK):
        own, others = counts[weekday == day], counts[(weekday != day) & ((weekday >= SATURDAY) == (day >= SATURDAY))]
        own_hours[day] = own.sum() >= LEAST_CONTACTS and others.sum() > 0 and _differs(own, others)
        if own_hours[day]:
            shares[day] = own.sum(axis=0) / own.sum()
            low[day], high[day] = share_interval(shares[day], _variances(own, shares[day]))
    n = int(counts[own_hours[weekday]].sum())
    if not own_hours.any():
        return kept(WEEK_HOURS, None, "contacts", "no weekday differs from the others of its kind beyond chance")
    ends = tuple(low.ravel().tolist()), tuple(high.ravel().tolist())
    method = "multinomial by weekday, clustered by day"
    new = tuple(shares.ravel().tolist())
    return FittedNumber(
        WEEK_HOURS, None, "contacts", new=new, low=ends[0], high=ends[1], n=n, unit="contacts", method=method
    )


def own_weekdays(fit: FittedNumber) -> tuple[int, ...]:
    """Find the weekdays that have hours of their own.

    Parameters
    ----------
    fit : FittedNumber
        As of :func:`fit_week_hours`.

    Returns
    -------
    tuple of int
        0 is Monday; empty where it was kept.
    """
    if not isinstance(fit.new, tuple):
        return ()
    return tuple(np.flatnonzero(np.reshape(fit.new, (WEEK, HOURS)).any(axis=1)).tolist())


def _differs(own: Floats, others: Floats) -> bool:
    """Whether one weekday's hours are not those of the others, over the spread from day to day."""
    total, whole = own.sum(axis=0), others.sum(axis=0)
    group = _groups(whole * total.sum() / whole.sum())
    own, others = (_merged(rows, group) for rows in (own, others))
    spread, spare = _spread(own, others)
    pooled = (own.sum(axis=0) + others.sum(axis=0)) / (own.sum() + others.sum())
    statistic = 0.0
    for rows in (own, others):
        expected = np.maximum(rows.sum() * pooled, 1e-9)
        statistic += float(((rows.sum(axis=0) - expected) ** 2 / expected).sum())
    degrees = max(len(pooled) - 1, 1)
    return float(f.sf(statistic / degrees / spread, degrees, spare)) < DIFFERENT


def _spread(own: Floats, others: Floats) -> tuple[float, int]:
    """Pearson's dispersion of hours between days of the same kind, at least 1, and its degrees of freedom."""
    statistic, spare = 0.0, 0
    for rows in (own, others):
        expected = rows.sum(axis=1, keepdims=True) * rows.sum(axis=0) / max(rows.sum(), 1e-9)
        inside = expected > 0
        statistic += float(((rows[inside] - expected[inside]) ** 2 / expected[inside]).sum())
        spare += max(len(rows) - 1, 0) * (rows.shape[1] - 1)
    spare = max(spare, 1)
    return max(statistic / spare, 1.0), spare


def _groups(expected: Floats) -> np.ndarray:
    """Number of a group for each hour: neighbours with few contacts to be expected are one."""
    group, number, total = np.zeros(HOURS, int), 0, 0.0
    for hour in range(HOURS):
        group[hour] = number
        total += float(expected[hour])
        if total >= LEAST_EXPECTED and expected[hour + 1 :].sum() >= LEAST_EXPECTED:
            number, total = number + 1, 0.0
    return group


def _merged(rows: Floats, group: np.ndarray) -> Floats:
    return np.stack([rows[:, group == number].sum(axis=1) for number in range(group.max() + 1)], axis=1)


def _variances(rows: Floats, shares: Floats) -> Floats:
    """Of shares, with days as the units; those of a multinomial where there is one day."""
    total = rows.sum()
    if len(rows) < 2:
        return np.asarray(shares * (1 - shares) / total)
    rest = rows - shares * rows.sum(axis=1, keepdims=True)
    return np.asarray(len(rows) / (len(rows) - 1) * (rest**2).sum(axis=0) / total**2)
