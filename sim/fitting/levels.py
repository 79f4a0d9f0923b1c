"""Contacts a year: their mean by segment, how unevenly they fall on customers, and the level of each customer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from scipy.special import gammaln
from scipy.stats import gamma

from sim.fitting.fit import BADLY, LEVEL, FittedNumber, kept, not_wider, refused
from sim.fitting.likelihood import Floats, best_values, profile_interval
from sim.scenario.paths import print_path

__all__ = ["Levels", "fit_levels", "named_accounts"]

LEAST_CUSTOMERS = 25
LEAST_DAYS = 26
"""Whole days: a file of four weeks loses its first and its last."""
WIDEST = 5.0
YEAR = 365.25
NAMED_MULTIPLE = 2.0
NAMED_SHARE = 0.2
MOST_NAMED = 1_900
"""A scenario holds 2,000 accounts, those of unknown callers and of machines among them."""
WORST_MISFIT = 0.15
LARGEST_SHAPE = 50.0


@dataclass(frozen=True)
class Levels:
    """Levels of segments and of customers."""

    fits: list[FittedNumber]
    """For each segment its mean and its shape."""
    accounts: pd.DataFrame
    """By name of a customer: ``segment``, ``level`` in contacts a year with ``low``, ``high`` and ``n``, ``fee``."""
    silent: float
    """Customers that never got in touch, as estimated where there is no list of them; 0 where that is refused."""
    silent_level: tuple[float, float] = (0.0, 0.0)
    """Mean and variance of the level of one of them, in contacts a year: silence for so long is no proof of 0."""


@dataclass(frozen=True)
class _Estimate:
    shape: float
    shape_ends: tuple[float, float]
    means: Floats
    ends: list[tuple[float, float]]
    silent: float
    silent_level: tuple[float, float]
    misfit: str


def fit_levels(
    customers: pd.DataFrame, old: dict[str, tuple[float, float]], *, listed: bool, seen: float = 1.0
) -> Levels:
    """Fit contacts a year by segment, and the level of each customer given its own contacts.

    Counts of customers are negative binomial, each with its own exposure: Poisson given a level that is Gamma over the
    customers of a segment. Segments have means of their own and one shape, since few have customers enough for two.
    Without a list of customers, counts are truncated at 0, as those who were silent are not seen (Hilbe 2011, 11).
    A customer's level is its posterior: Gamma(shape + count, shape / mean + exposure) (Robbins 1956).

    Parameters
    ----------
    customers : pandas.DataFrame
        By name: ``segment``, ``count``, ``exposure`` in days, ``fee`` a month.
    old : dict of str to (float, float)
        By segment contacts a year and shape before.
    listed : bool
        Whether those are all customers.
    seen : float, optional
        Share of contacts that files count; the rest is solved without a person.

    Returns
    -------
    Levels
        In contacts a year.
    """
    source = "contacts and customers" if listed else "contacts"
    names = list(old)
    reason = _missing(customers)
    if reason:
        fits = [kept(path, value, source, reason) for path, value in _paths(old)]
        values = {
            name: (old[name][0] if listed else _seen_mean(customers, name, old, seen), old[name][1]) for name in names
        }
        return Levels(fits, _posterior(customers, values, seen), 0.0)
    place = np.array([names.index(segment) for segment in customers["segment"]])
    counts, years = customers["count"].to_numpy(float), customers["exposure"].to_numpy(float) / YEAR * seen
    estimate = _estimate(counts, years, place, len(names), listed=listed)
    fits = []
    for number, name in enumerate(names):
        n = int((place == number).sum())
        common: dict[str, Any] = {"source": source, "n": n, "unit": "customers", "warning": estimate.misfit}
        low, high = estimate.ends[number]
        method = (
            "negative binomial by exposure, " + ("adjusted " if listed else "truncated at 0, ") + "profile likelihood"
        )
        mean = float(estimate.means[number])
        fits.append(
            _narrow(
                FittedNumber(
                    print_path(("segments", name, "contacts_per_year")),
                    old[name][0],
                    new=mean,
                    low=low,
                    high=high,
                    method=method,
                    **common,
                )
            )
        )
        low, high = estimate.shape_ends
        common |= {"n": len(customers), "unit": "customers of all segments"}
        fits.append(
            _narrow(
                FittedNumber(
                    print_path(("segments", name, "contacts_shape")),
                    old[name][1],
                    new=min(estimate.shape, LARGEST_SHAPE),
                    low=low,
                    high=min(high, LARGEST_SHAPE),
                    method=method,
                    **common,
                )
            )
        )
    values = {}
    for number, name in enumerate(names):
        level, shape = fits[2 * number], fits[2 * number + 1]
        values[name] = (
            float(estimate.means[number])
            if level.fitted
            else (old[name][0] if listed else _seen_mean(customers, name, old, seen)),
            estimate.shape if shape.fitted else old[name][1],
        )
    silent = estimate.silent if all(fit.fitted for fit in fits) else 0.0
    return Levels(fits, _posterior(customers, values, seen), silent, estimate.silent_level)


def named_accounts(accounts: pd.DataFrame, means: dict[str, float]) -> pd.DataFrame:
    """Choose the customers that stand in a scenario by name.

    Parameters
    ----------
    accounts : pandas.DataFrame
        As of `Levels`.
    means : dict of str to float
        Contacts a year by segment.

    Returns
    -------
    pandas.DataFrame
        Those whose level is more than twice that of their segment, or who are among the top fifth by contacts or fees,
        the heaviest first.
    """
    if accounts.empty:
        return accounts
    most = int(np.ceil(NAMED_SHARE * len(accounts)))
    above = accounts["level"] > NAMED_MULTIPLE * accounts["segment"].map(means)
    ranked = accounts["level"].rank(ascending=False, method="first") <= most
    fees = accounts["fee"].rank(ascending=False, method="first") <= most
    chosen = accounts[above | ranked | (fees & accounts["fee"].notna())]
    return chosen.sort_values("level", ascending=False, kind="stable")[:MOST_NAMED]


def _narrow(fit: FittedNumber) -> FittedNumber:
    if fit.high == float("inf"):
        return refused(fit, "its interval has no upper end")
    return not_wider(fit, WIDEST)


def _paths(old: dict[str, tuple[float, float]]) -> list[tuple[str, float]]:
    fields = ("contacts_per_year", "contacts_shape")
    return [
        (print_path(("segments", name, field)), value)
        for name, values in old.items()
        for field, value in zip(fields, values, strict=True)
    ]


def _missing(customers: pd.DataFrame) -> str:
    """Why nothing can be fitted; empty where it can."""
    if len(customers) < LEAST_CUSTOMERS:
        return f"{len(customers)} customer{'s' * (len(customers) != 1)}; needs {LEAST_CUSTOMERS}"
    longest = float(customers["exposure"].max())
    if longest < LEAST_DAYS:
        return f"{longest:.0f} whole days; needs {LEAST_DAYS}"
    if not customers["count"].any():
        return "no contact of a customer that is known"
    return ""


def _estimate(counts: Floats, years: Floats, place: np.ndarray, segments: int, *, listed: bool) -> _Estimate:
    totals = np.bincount(place, counts, segments), np.bincount(place, years, segments)
    rough = np.log(np.maximum(totals[0], 0.5) / np.maximum(totals[1], 1e-9))

    def negative(point: Floats) -> float:
        shape = np.exp(np.clip(point[0], -8, 12))
        mean = np.exp(np.clip(point[1:], -20, 20))[place] * years
        log_zero = -shape * np.log1p(mean / shape)
        terms = gammaln(counts + shape) - gammaln(shape) - gammaln(counts + 1) + log_zero
        terms = terms + counts * (np.log(mean) - np.log(shape + mean))
        if not listed:
            terms = terms - np.log(-np.expm1(log_zero))
        return -float(terms.sum())

    best = best_values(negative, np.array([0.0, *rough]))
    if listed:
        best, shape_ends, ends = _adjusted(negative, best, years, place)
    else:
        shape_ends = profile_interval(negative, best, 0)
        ends = [profile_interval(negative, best, 1 + number) for number in range(segments)]
    shape, means = float(np.exp(best[0])), np.exp(best[1:])
    zero = (1 + means[place] * years / shape) ** -shape
    unseen = np.zeros(len(counts)) if listed else zero / (1 - zero)
    misfit = _misfit(counts, means[place] * years, shape, listed=listed)
    level = _silent_level(unseen, shape, shape / means[place] + years)
    return _Estimate(shape, _exp(shape_ends), means, [_exp(pair) for pair in ends], float(unseen.sum()), level, misfit)


def _silent_level(unseen: Floats, shape: float, rates: Floats) -> tuple[float, float]:
    """Posterior of a count of 0, over customers that nobody saw beside each of those that were seen."""
    if not unseen.any():
        return 0.0, 0.0
    mean = float(np.average(shape / rates, weights=unseen))
    return mean, float(np.average(shape / rates**2 + (shape / rates - mean) ** 2, weights=unseen))


def _adjusted(
    negative: Callable[[Floats], float], best: Floats, years: Floats, place: np.ndarray
) -> tuple[Floats, tuple[float, float], list[tuple[float, float]]]:
    """Best values, and the intervals of the shape and of each mean, once the means have been paid for.

    The shape that is likeliest takes the fitted means for the true ones, and so finds customers more alike than they
    are. Its likelihood is therefore lowered by half the logarithm of what the counts tell of the means, which are
    orthogonal to it (Cox & Reid 1987; for negative binomial counts Robinson & Smyth 2008). Each mean is profiled with
    the shape, whose own uncertainty counts where customers are few, and apart from the other means.
    """

    def lowered(point: Floats) -> float:
        shape, means = np.exp(np.clip(point[0], -8, 12)), np.exp(np.clip(best[1:], -20, 20))[place] * years
        information = np.bincount(place, means * shape / (shape + means), len(best) - 1)
        return negative(point) + float(np.log(information[information > 0]).sum()) / 2

    def along(*places: int) -> Callable[[Floats], float]:
        def part(values: Floats) -> float:
            point = np.array(best)
            point[list(places)] = values
            return lowered(point)

        return part

    best = np.array([best_values(along(0), best[:1])[0], *best[1:]])
    ends = [profile_interval(along(0, number), best[[0, number]], 1) for number in range(1, len(best))]
    return best, profile_interval(along(0), best[:1], 0), ends


def _seen_mean(customers: pd.DataFrame, name: str, old: dict[str, tuple[float, float]], seen: float) -> float:
    """Contacts a year of the customers of a segment who got in touch; their levels then add up to what was counted.

    Where nobody says how many others there are, and the fit does not either, nobody else is in the portfolio.
    """
    members = customers[customers["segment"] == name]
    years = float(members["exposure"].sum()) / YEAR * seen
    return float(members["count"].sum()) / years if years > 0 and members["count"].any() else old[name][0]


def _exp(ends: tuple[float, float]) -> tuple[float, float]:
    return float(np.exp(ends[0])), float(np.exp(ends[1]))


def _misfit(counts: Floats, means: Floats, shape: float, *, listed: bool) -> str:
    """Whether the share of contacts that the heaviest fifth makes is off by more than its own chance and 15 %."""
    grid = np.random.default_rng(0).gamma(shape, 1 / shape, (200, len(counts)))
    drawn = np.random.default_rng(1).poisson(grid * means)
    if not listed:
        drawn = np.where(drawn == 0, 1, drawn)
    top = max(1, round(NAMED_SHARE * len(counts)))
    seen = np.sort(counts)[::-1][:top].sum() / counts.sum()
    shares = np.sort(drawn, axis=1)[:, ::-1][:, :top].sum(axis=1) / np.maximum(drawn.sum(axis=1), 1)
    low, high = np.quantile(shares, [0.025, 0.975])
    off = abs(seen / np.median(shares) - 1) > WORST_MISFIT and not low <= seen <= high
    return f"{BADLY}: the heaviest fifth makes {seen:.0%}, not {np.median(shares):.0%}" if off else ""


def _posterior(customers: pd.DataFrame, values: dict[str, tuple[float, float]], seen: float) -> pd.DataFrame:
    means = customers["segment"].map({name: pair[0] for name, pair in values.items()}).to_numpy(float)
    shapes = customers["segment"].map({name: pair[1] for name, pair in values.items()}).to_numpy(float)
    years = customers["exposure"].to_numpy(float) / YEAR * seen
    a, b = shapes + customers["count"].to_numpy(float), shapes / np.maximum(means, 1e-9) + years
    tail = (1 - LEVEL) / 2
    return pd.DataFrame(
        {
            "segment": customers["segment"],
            "level": a / b,
            "low": gamma.ppf(tail, a, scale=1 / b),
            "high": gamma.ppf(1 - tail, a, scale=1 / b),
            "variance": a / b**2,
            "n": customers["count"].astype(int),
            "fee": customers["fee"],
        },
        index=customers.index,
    )
