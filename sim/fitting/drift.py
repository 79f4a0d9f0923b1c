"""Drift: whether contacts and the time to a solution are the same from week to week."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd
from scipy.stats import kendalltau

from sim.fitting.likelihood import Floats

__all__ = ["Drift", "drift_of", "weekly"]

LEAST_WEEKS = 6
LIMIT = 0.01
DRAWS = 1999
LEAST_PART = 2


@dataclass(frozen=True)
class Drift:
    """Whether a weekly series stays the same."""

    series: str
    weeks: int
    trend: float
    """p of a trend (Mann 1945, Kendall 1955)."""
    change: float
    """p of one change of its level."""
    at: date | None
    """First day of the week at which it changes most."""

    @property
    def stationary(self) -> bool:
        """Whether neither is significant at 1 %."""
        return min(self.trend, self.change) >= LIMIT

    def text(self) -> str:
        """Print the finding.

        Returns
        -------
        str
            One sentence.
        """
        if self.stationary:
            return f"{self.series}: no drift over {self.weeks} weeks (trend p = {self.trend:.2g})"
        return (
            f"{self.series}: drift, not stationary over {self.weeks} weeks (trend p = {self.trend:.2g}, "
            f"change p = {self.change:.2g}, most at {self.at})"
        )


def weekly(times: pd.Series, values: pd.Series | None, days: pd.DatetimeIndex) -> pd.Series:
    """Series by whole week from the first day on.

    Parameters
    ----------
    times : pandas.Series
        When each contact came.
    values : pandas.Series or None
        Of which the median is taken; without it contacts are counted.
    days : pandas.DatetimeIndex
        Days that are whole.

    Returns
    -------
    pandas.Series
        By first day of the week.
    """
    weeks = len(days) // 7
    number = ((times.dt.normalize() - days[0]).dt.days // 7).to_numpy()
    inside = (number >= 0) & (number < weeks)
    index = days[: weeks * 7 : 7]
    if values is None:
        return pd.Series(np.bincount(number[inside], minlength=weeks).astype(float), index=index)
    medians = values[inside].groupby(number[inside]).median()
    return pd.Series(medians.reindex(range(weeks)).to_numpy(float), index=index)


def drift_of(name: str, series: pd.Series) -> Drift | None:
    """Test a weekly series for a trend and for one change of level.

    The change is where the likelihood of two normal levels of logarithms is greatest; its p is the share of orders of
    the same weeks, drawn at random, that show one as great.

    Parameters
    ----------
    name : str
        Of the series.
    series : pandas.Series
        By first day of the week; weeks without a value are left out.

    Returns
    -------
    Drift or None
        None for fewer than six weeks.
    """
    series = series.dropna()
    values = np.log(np.maximum(series.to_numpy(float), 0.5))
    if len(values) < LEAST_WEEKS:
        return None
    trend = float(kendalltau(np.arange(len(values)), values).pvalue)
    gains = _gains(values[None, :])[0]
    most = int(np.argmax(gains))
    orders = np.random.default_rng(0).permuted(np.tile(values, (DRAWS, 1)), axis=1)
    as_great = int((_gains(orders).max(axis=1) >= gains[most] - 1e-12).sum())
    change = (1 + as_great) / (1 + DRAWS)
    trend = 1.0 if np.isnan(trend) else trend
    return Drift(name, len(values), trend, change, series.index[most + LEAST_PART].date())


def _gains(rows: Floats) -> Floats:
    """Fall of the sum of squares by a change before each place, for rows of the same length."""
    n = rows.shape[1]
    sums = np.cumsum(rows, axis=1)
    total = sums[:, -1:]
    k = np.arange(LEAST_PART, n - LEAST_PART + 1)
    first = sums[:, k - 1]
    return np.asarray(first**2 / k + (total - first) ** 2 / (n - k) - total**2 / n)
