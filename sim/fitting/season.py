"""Season: contacts by calendar month, together with growth, as either alone would take the other for its own."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
from scipy.stats import norm

from sim.fitting.days import YEAR, DayTable, inflation, open_days
from sim.fitting.fit import LEVEL, PRIOR_WIDTH, FittedNumber, Value, kept, refused
from sim.fitting.likelihood import Floats

__all__ = ["SEASON", "fit_season", "in_season"]

SEASON = "assumptions.demand.season"
GROWTH = "assumptions.demand.growth_per_year"
LEAST_DAYS = 720
"""Twenty-four months without days that are not whole."""
LEAST_OF_MONTH = 20
"""Open days of a calendar month, over all years."""
WEEK, MONTHS = 7, 12
STEPS = 25
TWO_SIDED = float(norm.ppf((1 + LEVEL) / 2))


def fit_season(table: DayTable, old: Value, growth: float) -> list[FittedNumber]:
    """Fit multiples by calendar month: log-linear by day beside weekdays and growth, with the overdispersion of days.

    Parameters
    ----------
    table : DayTable
        Contacts by day.
    old : tuple of float
        Multiples before, January first.
    growth : float
        Growth a year before.

    Returns
    -------
    list of FittedNumber
        The season, whose mean over the months is 1; where it is fitted, also growth beside it. Kept under 24 months, or
        20 open days of a month; refused where a month could be anything from half to double.
    """
    counts, weekday, years, risk = open_days(table)
    month = _months(table)[np.round(years * YEAR).astype(int)] if len(counts) else np.array([], int)
    least = int(np.bincount(month, minlength=MONTHS).min())
    if len(table.days) < LEAST_DAYS:
        return [kept(SEASON, old, "contacts", f"{len(table.days)} days; needs {LEAST_DAYS}, two of each month")]
    if least < LEAST_OF_MONTH:
        return [kept(SEASON, old, "contacts", f"{least} open days of a calendar month; needs {LEAST_OF_MONTH}")]
    design = np.column_stack([np.eye(WEEK)[weekday], np.eye(MONTHS)[month][:, 1:], years])
    design = design[:, design.any(axis=0)]
    values, covariance = _poisson(design, counts, risk)
    logs = np.append(0.0, values[-MONTHS:-1])
    weight = np.exp(logs) / np.exp(logs).sum()
    turn = (np.eye(MONTHS) - weight)[:, 1:]
    error = np.sqrt(np.einsum("ij,jk,ik->i", turn, covariance[-MONTHS:-1, -MONTHS:-1], turn))
    middle = MONTHS * weight
    low, high = middle * np.exp(-TWO_SIDED * error), middle * np.exp(TWO_SIDED * error)
    season = FittedNumber(
        SEASON,
        old,
        "contacts",
        new=tuple(middle.tolist()),
        low=tuple(low.tolist()),
        high=tuple(high.tolist()),
        n=len(counts),
        unit="open days",
        method="log-linear by day beside weekdays and growth, overdispersed",
    )
    if (high > PRIOR_WIDTH * low).any():
        return [refused(season, f"the interval of a month is more than {PRIOR_WIDTH:g} times wide")]
    half = TWO_SIDED * float(np.sqrt(covariance[-1, -1]))
    rate, start, end = (float(np.expm1(values[-1] + step)) for step in (0.0, -half, half))
    method = "log-linear by day beside weekdays and season, overdispersed"
    return [season, replace(season, path=GROWTH, old=growth, new=rate, low=start, high=end, method=method)]


def in_season(table: DayTable, season: FittedNumber) -> DayTable:
    """Expect of each day what its month has, so that other numbers of days are fitted beside the season.

    Parameters
    ----------
    table : DayTable
        Contacts by day.
    season : FittedNumber
        As of :func:`fit_season`.

    Returns
    -------
    DayTable
        The same table where no season was fitted.
    """
    if not isinstance(season.new, tuple):
        return table
    return replace(table, at_risk=table.at_risk * np.array(season.new)[_months(table)])


def _months(table: DayTable) -> np.ndarray:
    return pd.DatetimeIndex(table.days).month.to_numpy() - 1


def _poisson(design: Floats, counts: Floats, risk: Floats) -> tuple[Floats, Floats]:
    """Coefficients by iterated least squares, and their covariance widened by overdispersion and neighbouring days."""
    offset = np.log(np.maximum(risk, 1e-9))
    mean = np.maximum(counts, 0.5)
    for _ in range(STEPS):
        score = np.log(mean) - offset + (counts - mean) / mean
        information = design.T @ (design * mean[:, None])
        values = np.linalg.solve(information, design.T @ (mean * score))
        mean = np.exp(np.clip(design @ values + offset, -20, 20))
    rest = (counts - mean) / np.sqrt(mean)
    spread = max(1.0, float((rest**2).sum()) / max(len(counts) - design.shape[1], 1)) * inflation(rest)
    return np.asarray(values), np.asarray(np.linalg.inv(design.T @ (design * mean[:, None])) * spread)
