"""Days: shares of weekdays and hours, days that were closed, growth, and how unevenly days are busy."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd
from scipy.special import gammaln
from scipy.stats import f, nbinom, norm

from sim.fitting.fit import FittedNumber, Value, kept, not_wider, refused
from sim.fitting.likelihood import Floats, best_values, profile_interval, share_interval

__all__ = [
    "YEAR",
    "DayTable",
    "day_table",
    "fit_autocorrelation",
    "fit_busyness",
    "fit_growth",
    "fit_hours",
    "fit_weekdays",
    "inflation",
    "open_days",
]

WEEK = 7
HOURS = 24
YEAR = 365.25
"""Days."""
LEAST_WEEKS = 3
"""Whole days of each weekday: a file of four weeks loses its first and its last day."""
REFUTED, LEAST_EXPECTED = 0.01, 1.0
"""Level at which few days rule out the shares of weekdays before; least contacts by these shares."""
LEAST_OF_HOURS = 300
LEAST_OPEN = 40
LEAST_GROWTH_DAYS = 360
"""Twelve months without days that are not whole."""
CLOSED_SHARE = 0.5
CLOSED_CHANCE = 1e-3
SATURDAY = 5
LEAST_MEDIAN = 1.0
LEAST_FOR_SPREAD = 10.0
QUARTILES_APART = 1.349
"""In standard deviations of a normal distribution."""
BUSYNESS = (1.0, 10_000.0)
TWO_SIDED = float(norm.ppf(0.975))


@dataclass(frozen=True)
class DayTable:
    """Contacts by day."""

    days: pd.DatetimeIndex
    counts: Floats
    weekday: np.ndarray
    """0 is Monday."""
    is_open: np.ndarray
    """False for days on which hardly anybody was there, and for public holidays."""
    closed: dict[date, str]
    """Closed days with the reason."""
    at_risk: Floats
    """Contacts to be expected of the customers of each day, in any unit: some join, and some leave."""


def day_table(
    opened: pd.Series, days: pd.DatetimeIndex, holidays: Collection[date] = (), at_risk: Floats | None = None
) -> DayTable:
    """Count contacts by day, and find the days that were closed.

    A day is closed where it has less than half of the median of its weekday and chance hardly explains it (one
    in a thousand, negative binomial with the spread of the middle half of all days), or is a public holiday.

    Parameters
    ----------
    opened : pandas.Series
        Times of contacts.
    days : pandas.DatetimeIndex
        Days that are whole.
    holidays : collection of date, optional
        Public holidays of the country.
    at_risk : array of float, optional
        By day, contacts to be expected of the customers who are there; by default all days are alike.

    Returns
    -------
    DayTable
        With all days.
    """
    counts = opened.dt.normalize().value_counts().reindex(days, fill_value=0).to_numpy(float)
    weekday = days.day_of_week.to_numpy()
    usual = np.array([np.median(counts[weekday == day]) if (weekday == day).any() else 0.0 for day in range(WEEK)])
    median = usual[weekday]
    few = (median >= LEAST_MEDIAN) & (counts < CLOSED_SHARE * median)
    few &= nbinom.cdf(counts, *_as_nbinom(median, _robust_shape(counts, median))) < CLOSED_CHANCE
    closed: dict[date, str] = {}
    for place, day in enumerate(days):
        if day.date() in holidays:
            closed[day.date()] = "public holiday"
        elif few[place]:
            closed[day.date()] = f"{counts[place]:.0f} contacts where its weekday has {median[place]:.0f}"
    is_open = np.array([day.date() not in closed for day in days])
    return DayTable(days, counts, weekday, is_open, closed, np.ones(len(days)) if at_risk is None else at_risk)


def fit_weekdays(table: DayTable, old: Value) -> FittedNumber:
    """Fit the shares of weekdays.

    Multinomial, overdispersed by Pearson's statistic over open days of a weekday (McCullagh & Nelder 1989, 4.5).
    With fewer than three open days of a weekday the shares before stay, unless these days rule them out.

    Parameters
    ----------
    table : DayTable
        Contacts by day.
    old : tuple of float
        Shares before, Monday first.

    Returns
    -------
    FittedNumber
        Shares that add up to 1.
    """
    path, source = "assumptions.demand.weekday_shares", "contacts"
    open_days = np.bincount(table.weekday[table.is_open], minlength=WEEK).astype(float)
    means = _weekday_means(table)
    few = open_days.min() < LEAST_WEEKS
    if few and not _refuted(table, means, open_days, old):
        return kept(path, old, source, f"{open_days.min():.0f} whole days of a weekday; needs {LEAST_WEEKS}")
    if not means.sum():
        return kept(path, old, source, "no contacts")
    variances = _dispersion(table, means) * means / open_days
    total = means.sum()
    shares = means / total
    spread = ((1 - shares) ** 2 * variances + shares**2 * (variances.sum() - variances)) / total**2
    low, high = share_interval(shares, spread)
    return FittedNumber(
        path,
        old,
        source,
        new=tuple(shares),
        low=tuple(low),
        high=tuple(high),
        n=int(table.is_open.sum()),
        unit="open days",
        method="multinomial, overdispersed by day",
        warning=f"only {open_days.min():.0f} of a weekday, but they rule out the shares before" if few else "",
    )


def _refuted(table: DayTable, means: Floats, open_days: Floats, old: Value) -> bool:
    """Whether days that are too few to tell shares still rule out those before.

    F test of counts by weekday against these shares, over the spread of days of the same weekday.
    """
    spare = int(table.is_open.sum()) - WEEK
    if not isinstance(old, tuple) or len(old) != WEEK or open_days.min() < 1 or spare < 1 or not means.sum():
        return False
    weights = np.asarray(old) * open_days
    expected = np.maximum(weights / weights.sum() * table.counts[table.is_open].sum(), LEAST_EXPECTED)
    statistic = float(((means * open_days - expected) ** 2 / expected).sum()) / _dispersion(table, means)
    return float(f.sf(statistic / (WEEK - 1), WEEK - 1, spare)) < REFUTED


def fit_hours(
    opened: pd.Series, table: DayTable, old: Value | None, *, weekend: bool = False, apart: Collection[int] = ()
) -> FittedNumber:
    """Fit the shares of hours of working days or of the weekend; days are the units, since their contacts go together.

    Weekdays with hours of their own are no part of it, since these shares are those of all others; a kind of which each
    weekday has its own is taken whole.

    Parameters
    ----------
    opened : pandas.Series
        Times of contacts.
    table : DayTable
        Contacts by day.
    old : tuple of float or None
        Shares before, midnight first.
    weekend : bool, optional
        Whether Saturdays and Sundays are meant.
    apart : collection of int, optional
        Weekdays with hours of their own, 0 being Monday (`sim.fitting.week_hours`).

    Returns
    -------
    FittedNumber
        Shares that add up to 1.
    """
    path = f"assumptions.demand.{'weekend_' * weekend}hour_shares"
    kind = (table.weekday >= SATURDAY) == weekend
    together = kind & ~np.isin(table.weekday, list(apart))
    kind = together if (together & table.is_open).any() else kind
    days = table.days[table.is_open & kind]
    place = pd.Series(np.arange(len(days)), index=days).reindex(opened.dt.normalize()).to_numpy(float)
    here = ~np.isnan(place)
    clock = opened.dt.hour.to_numpy()[here]
    exact = (opened.dt.minute.to_numpy()[here] != 0) | (clock != 0)
    if here.sum() < LEAST_OF_HOURS or not exact.any():
        timeless = here.any() and not exact.any()
        reason = "times have no hours" if timeless else f"{int(here.sum()):,} contacts; needs {LEAST_OF_HOURS}"
        return kept(path, old, "contacts", reason)
    counts = np.bincount(place[here].astype(int) * HOURS + clock, minlength=len(days) * HOURS).reshape(-1, HOURS)
    total = counts.sum()
    shares = counts.sum(axis=0) / total
    rest = counts - shares * counts.sum(axis=1, keepdims=True)
    variances = len(days) / max(len(days) - 1, 1) * (rest**2).sum(axis=0) / total**2
    low, high = share_interval(shares, variances)
    return FittedNumber(
        path,
        old,
        "contacts",
        new=tuple(shares),
        low=tuple(low),
        high=tuple(high),
        n=int(total),
        unit="contacts",
        method="multinomial, clustered by day",
    )


def fit_growth(table: DayTable, old: float) -> FittedNumber:
    """Fit the growth of contacts a year: log-linear beside weekdays, with the overdispersion of days.

    Parameters
    ----------
    table : DayTable
        Contacts by day.
    old : float
        Growth before.

    Returns
    -------
    FittedNumber
        Kept where there are less than 12 months and 0 is inside the interval.
    """
    path, source = "assumptions.demand.growth_per_year", "contacts"
    counts, weekday, years, risk = open_days(table)
    if len(counts) < LEAST_OPEN or not counts.sum():
        return kept(path, old, source, f"{len(counts)} open days; needs {LEAST_OPEN}")

    def _means(rate: float) -> Floats:
        weight = risk * np.exp(rate * years)
        level = np.bincount(weekday, counts, WEEK) / np.maximum(np.bincount(weekday, weight, WEEK), 1e-12)
        return np.asarray(np.maximum(level[weekday] * weight, 1e-12))

    def _negative(point: Floats) -> float:
        mean = _means(float(point[0]))
        return -float((counts * np.log(mean) - mean).sum()) / dispersion

    dispersion = 1.0
    best = best_values(_negative, np.array([0.0]))
    mean = _means(float(best[0]))
    rest = (counts - mean) / np.sqrt(mean)
    dispersion = max(1.0, float((rest**2).sum()) / max(len(counts) - WEEK - 1, 1)) * inflation(rest)
    low, high = (float(np.expm1(end)) for end in profile_interval(_negative, best, 0))
    fit = FittedNumber(
        path,
        old,
        source,
        new=float(np.expm1(best[0])),
        low=low,
        high=high,
        n=len(counts),
        unit="open days",
        method="log-linear by day beside weekdays, overdispersed",
    )
    if len(table.days) < LEAST_GROWTH_DAYS and low <= 0 <= high:
        return refused(fit, f"{len(table.days)} days; needs {LEAST_GROWTH_DAYS}, as 0 is not outside")
    return fit if low >= -0.9 and high <= 5 else refused(fit, "its interval is wider than growth can be")


def fit_busyness(table: DayTable, old: float) -> FittedNumber:
    """Fit how evenly days differ: a negative binomial of counts beside weekdays and trend.

    The likelihood is adjusted for the means that are fitted with it (Cox & Reid 1987).

    Parameters
    ----------
    table : DayTable
        Contacts by day.
    old : float
        Shape of the Gamma before.

    Returns
    -------
    FittedNumber
        Within 1 and 10,000.
    """
    path, source = "assumptions.demand.busyness_shape", "contacts"
    counts, weekday, years, risk = open_days(table)
    if len(counts) < LEAST_OPEN:
        return kept(path, old, source, f"{len(counts)} open days; needs {LEAST_OPEN}")
    mean = _trend(counts, weekday, years, risk)

    def _negative(point: Floats) -> float:
        shape = float(np.exp(np.clip(point[0], *np.log(BUSYNESS))))
        terms = gammaln(counts + shape) - gammaln(shape) + shape * np.log(shape) + counts * np.log(mean)
        information = np.bincount(weekday, mean / (1 + mean / shape), WEEK)
        adjusted = 0.5 * float(np.log(information[information > 0]).sum())
        return -float((terms - (counts + shape) * np.log(mean + shape)).sum()) + adjusted

    grid = np.linspace(np.log(BUSYNESS[0]), np.log(BUSYNESS[1]), 40)
    start = grid[int(np.argmin([_negative(np.array([value])) for value in grid]))]
    best = np.clip(best_values(_negative, np.array([start])), *np.log(BUSYNESS))
    low, high = (float(np.exp(np.clip(end, *np.log(BUSYNESS)))) for end in profile_interval(_negative, best, 0))
    fit = FittedNumber(
        path,
        old,
        source,
        new=float(np.exp(best[0])),
        low=low,
        high=high,
        n=len(counts),
        unit="open days",
        method="negative binomial beside weekdays and trend, adjusted profile likelihood",
    )
    return not_wider(fit)


def fit_autocorrelation(table: DayTable, shape: float, old: float) -> FittedNumber:
    """Fit the correlation of a day's busyness with the day before.

    Chance of counts is independent from day to day, so that the covariance of relative deviations is that of busyness;
    its variance is one over the shape.

    Parameters
    ----------
    table : DayTable
        Contacts by day.
    shape : float
        Evenness of days.
    old : float
        Correlation before.

    Returns
    -------
    FittedNumber
        Refused where its interval is wider than the prior, or covers nothing that a correlation of days can be.
    """
    path, source = "assumptions.demand.busyness_autocorrelation", "contacts"
    counts, weekday, years, risk = open_days(table)
    if len(counts) < LEAST_OPEN:
        return kept(path, old, source, f"{len(counts)} open days; needs {LEAST_OPEN}")
    mean = _trend(counts, weekday, years, risk)
    off, variance = counts / mean - 1, 1 / shape + 1 / mean
    next_day = np.flatnonzero(np.diff(np.round(years * YEAR)) == 1)
    if next_day.size < LEAST_OPEN // 2:
        return kept(path, old, source, f"{next_day.size} pairs of days; needs {LEAST_OPEN // 2}")
    both = variance[next_day] * variance[next_day + 1]
    weight = 1 / both
    covariance = float((weight * off[next_day] * off[next_day + 1]).sum() / weight.sum())
    error = float(np.sqrt(1 / weight.sum()))
    middle, half = covariance * shape, TWO_SIDED * error * shape
    fit = FittedNumber(
        path,
        old,
        source,
        new=float(np.clip(middle, 0, 0.95)),
        low=max(middle - half, 0.0),
        high=min(middle + half, 0.95),
        n=int(next_day.size),
        unit="pairs of days",
        method="covariance of relative deviations over the variance of busyness",
    )
    return not_wider(fit, share=True)


def _robust_shape(counts: Floats, median: Floats) -> float:
    """Evenness of days by the middle half of them, which closed days hardly touch."""
    usual = median >= LEAST_FOR_SPREAD
    if not usual.any():
        return BUSYNESS[1]
    low, high = np.quantile(counts[usual] / median[usual], [0.25, 0.75])
    variance = ((high - low) / QUARTILES_APART) ** 2 - float((1 / median[usual]).mean())
    return float(np.clip(1 / max(variance, 1e-9), *BUSYNESS))


def _as_nbinom(mean: Floats, shape: float) -> tuple[float, Floats]:
    """Parameters of SciPy for a mean and a Gamma shape."""
    return shape, shape / (shape + np.maximum(mean, 1e-9))


def _weekday_means(table: DayTable) -> Floats:
    weekday = table.weekday[table.is_open]
    return np.bincount(weekday, table.counts[table.is_open], WEEK) / np.maximum(np.bincount(weekday, minlength=WEEK), 1)


def _dispersion(table: DayTable, means: Floats) -> float:
    counts, mean = table.counts[table.is_open], means[table.weekday[table.is_open]]
    positive = mean > 0
    statistic = float(((counts[positive] - mean[positive]) ** 2 / mean[positive]).sum())
    return max(1.0, statistic / max(int(positive.sum()) - WEEK, 1))


def open_days(table: DayTable) -> tuple[Floats, np.ndarray, Floats, Floats]:
    """List the open days whose weekday has contacts.

    Parameters
    ----------
    table : DayTable
        Contacts by day.

    Returns
    -------
    counts, weekday, years, risk : arrays of one length
        Contacts, 0 for Monday, years since the first day, and contacts to be expected of the customers of that day.
    """
    busy = _weekday_means(table)[table.weekday] > 0
    chosen = table.is_open & busy
    years = np.arange(len(table.days))[chosen] / YEAR
    return table.counts[chosen], table.weekday[chosen], years, table.at_risk[chosen]


def _trend(counts: Floats, weekday: np.ndarray, years: Floats, risk: Floats) -> Floats:
    """Means by weekday with a log-linear trend, by iterated moments (Poisson)."""
    rate = 0.0
    for _ in range(8):
        weight = risk * np.exp(rate * years)
        level = np.bincount(weekday, counts, WEEK) / np.maximum(np.bincount(weekday, weight, WEEK), 1e-12)
        mean = level[weekday] * weight
        middle = np.bincount(weekday, mean * years, WEEK) / np.maximum(np.bincount(weekday, mean, WEEK), 1e-12)
        apart = years - middle[weekday]
        step = float((apart * (counts - mean)).sum() / max((mean * apart**2).sum(), 1e-12))
        rate += float(np.clip(step, -1, 1))
    return np.asarray(np.maximum(mean, 1e-9))


def inflation(rest: Floats) -> float:
    """Widen the error of a mean, as neighbouring days go together.

    Parameters
    ----------
    rest : array of float
        Standardised residuals by day, in order.

    Returns
    -------
    float
        Factor of the variance, at least 1; 1 for fewer than 40 days.
    """
    if len(rest) < LEAST_OPEN:
        return 1.0
    lag = float(np.clip((rest[1:] * rest[:-1]).mean() / max((rest**2).mean(), 1e-12), 0, 0.9))
    return (1 + lag) / (1 - lag)
