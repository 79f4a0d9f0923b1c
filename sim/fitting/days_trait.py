"""Days late: Gamma about a level that is a trait of customers, longer in proportion where an invoice was disputed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, gammaincc, gammaln, ndtri
from scipy.stats import invgamma

from sim.fitting.fit import BADLY, LEVEL
from sim.fitting.likelihood import Floats, best_values, profile_interval
from sim.fitting.weighted_draws import even_in_odds, weighted_draws

__all__ = ["DaysTrait", "LateInvoices", "days_misfit", "fit_days", "predicted_days"]

START = np.log([8.0, 7.0, 12.0])
TRIES = 400
SEED = 15
NODES = ndtri((np.arange(12) + 0.5) / 12)
"""Normal scores of the rates of a customer over which what is still open is averaged."""
OFF = 0.15
LEVELS = (0.25, 0.5, 0.75, 0.9)


@dataclass(frozen=True, slots=True)
class LateInvoices:
    """Invoices that are late, one entry each."""

    customer: Floats
    """Number of its customer, from 0."""
    days: Floats
    """Above 0: days late when it was paid, or so far."""
    disputed: Floats
    """1 or 0."""
    open: Floats
    """1 where it was not paid yet, so that it will be later than it is."""

    def of(self, customers: Floats) -> LateInvoices:
        """Take the invoices of some customers.

        Parameters
        ----------
        customers : array of float
            Their numbers.

        Returns
        -------
        LateInvoices
            Numbers stay.
        """
        mine = np.isin(self.customer, customers)
        return LateInvoices(self.customer[mine], self.days[mine], self.disputed[mine], self.open[mine])


@dataclass(frozen=True, slots=True)
class DaysTrait:
    """Mean days of what is late, how they scatter for one customer, and how much customers differ."""

    mean: float
    """Undisputed."""
    sd: float
    """Scatter of the undisputed of one customer."""
    mean_disputed: float
    weight: float
    """Weight of one invoice against the mean of all in the level of its customer, 0 to 1."""
    intervals: tuple[tuple[float, float], tuple[float, float], tuple[float, float]]
    """Of mean, scatter and disputed mean."""
    customers: int
    invoices: int

    @property
    def shape(self) -> float:
        """Shape of the Gamma distribution of one customer."""
        return (self.mean / self.sd) ** 2

    @property
    def factor(self) -> float:
        """Disputed over undisputed."""
        return self.mean_disputed / self.mean

    def own(self, invoices: LateInvoices) -> tuple[float, float, float]:
        """Mean days late, undisputed, of one customer, given its own invoices.

        Parameters
        ----------
        invoices : LateInvoices
            Of this customer; those that are open are left out.

        Returns
        -------
        tuple of three floats
            Posterior mean and the ends of its interval at ``LEVEL``.
        """
        paid = invoices.open == 0
        total = (invoices.days / np.where(invoices.disputed > 0, self.factor, 1.0))[paid].sum()
        shape, rate = _level(*np.array([self.mean, self.shape, self.weight]))
        after = invgamma(shape + paid.sum() * self.shape, scale=rate + total)
        low, high = after.ppf([(1 - LEVEL) / 2, (1 + LEVEL) / 2]) * self.shape
        return float(after.mean() * self.shape), float(low), float(high)


def _level(mean: Floats, shape: Floats, weight: Floats) -> tuple[Floats, Floats]:
    """Shape and rate of the Gamma distribution of customers' rates: one invoice has this weight in a level's mean."""
    own = 1 + shape * (1 - weight) / weight
    return own, (own - 1) * mean / shape


def _values(points: Floats) -> tuple[Floats, Floats, Floats, Floats]:
    """Mean, shape, factor and weight, each of shape (points, 1)."""
    mean, sd, disputed = np.exp(points[:, :3]).T[:, :, None]
    return mean, (mean / sd) ** 2, disputed / mean, np.asarray(expit(points[:, 3:4]).clip(1e-6, 1 - 1e-6))


class _Likelihood:
    """Of undisputed mean, its scatter and disputed mean, as logarithms, and of the weight, as log odds."""

    def __init__(self, invoices: LateInvoices) -> None:
        _, place = np.unique(invoices.customer, return_inverse=True)
        self._customers = int(place.max()) + 1 if len(place) else 0
        paid, disputed = invoices.open == 0, invoices.disputed > 0
        self._paid = self._sum(place, paid)
        self._disputed = self._sum(place, paid & disputed)
        self._logs = self._sum(place, np.where(paid, np.log(invoices.days), 0.0))
        self._days = self._sum(place, np.where(paid & ~disputed, invoices.days, 0.0))
        self._days_disputed = self._sum(place, np.where(paid & disputed, invoices.days, 0.0))
        rows = np.flatnonzero(~paid)[np.argsort(place[~paid], kind="stable")]
        self._so_far, self._open_disputed = invoices.days[rows], disputed[rows]
        self._waiting, self._first, self._own = np.unique(place[rows], return_index=True, return_inverse=True)

    def _sum(self, place: NDArray[np.integer], values: NDArray[np.generic]) -> Floats:
        return np.bincount(place, values.astype(float), self._customers).astype(np.float64)

    def __call__(self, points: Floats) -> Floats:
        mean, shape, factor, weight = _values(points)
        own, rate = _level(mean, shape, weight)
        total = self._days + self._days_disputed / factor
        after, sum_of_rates = own + self._paid * shape, rate + total
        logs = (shape - 1) * (self._logs - self._disputed * np.log(factor)) - self._disputed * np.log(factor)
        logs = logs - self._paid * gammaln(shape) + gammaln(after) - gammaln(own)
        logs = logs + own * np.log(rate) - after * np.log(sum_of_rates)
        return np.asarray(logs.sum(axis=1) + self._of_open(shape, factor, after, sum_of_rates))

    def _of_open(self, shape: Floats, factor: Floats, after: Floats, rates: Floats) -> Floats:
        """Probability that what is open takes longer still, averaged over the rates that its customer may have.

        Quantiles of the Gamma distribution of a rate are those of Wilson & Hilferty (1931).
        """
        if not len(self._waiting):
            return np.zeros(len(shape))
        own = after[:, self._waiting, None]
        level = own / rates[:, self._waiting, None] * (1 - 1 / (9 * own) + NODES / (3 * np.sqrt(own))) ** 3
        days = self._so_far / np.where(self._open_disputed, factor, 1.0)
        later = gammaincc(shape[:, :, None], np.maximum(level, 1e-12)[:, self._own] * days[:, :, None])
        logs = np.add.reduceat(np.log(np.maximum(later, 1e-300)), self._first, axis=1)
        return np.asarray(np.log(np.exp(logs).mean(axis=2).clip(1e-300)).sum(axis=1))


def fit_days(invoices: LateInvoices) -> DaysTrait:
    """Fit the days late by maximum likelihood, with profile intervals; what is open is censored.

    Parameters
    ----------
    invoices : LateInvoices
        At least two of one customer and two customers, so that levels can be told from scatter.

    Returns
    -------
    DaysTrait
        Level of a customer: Gamma over rates, so that its mean given its invoices is a weighted mean (Gamma is
        conjugate to Gamma with a known shape). Where nothing is disputed, the disputed mean has no interval.
    """
    likelihood = _Likelihood(invoices)

    def _negative(point: Floats) -> float:
        """Minus the logarithm of the likelihood."""
        return float(-likelihood(point[None])[0])

    best = best_values(_negative, np.append(START, -1.0))
    ends = [np.exp(profile_interval(_negative, best, index)) for index in (0, 1, 2)]
    first, second, third = ((float(low), float(high)) for low, high in ends)
    mean, sd, disputed = (float(value) for value in np.exp(best[:3]))
    weight = float(expit(best[3]).clip(1e-6, 1 - 1e-6))
    customers = len(np.unique(invoices.customer))
    return DaysTrait(mean, sd, disputed, weight, (first, second, third), customers, len(invoices.days))


def predicted_days(
    invoices: LateInvoices, others: Floats, disputed: Floats, draws: int = TRIES, seed: int = SEED
) -> Floats:
    """Mean days late over the late invoices of customers who are not known, given those who are.

    Parameters
    ----------
    invoices : LateInvoices
        Of known customers.
    others, disputed : array of float
        Late invoices of each further customer that were not disputed, and that were.
    draws : int
        Of the mean.
    seed : int
        Of the draws.

    Returns
    -------
    array of float, shape (draws,)
        Parameters are drawn by their likelihood, even in the weight of one invoice and in logarithms of the others.
    """
    loglik = _Likelihood(invoices)

    def _log_weight(points: Floats) -> Floats:
        """Likelihood times weight, as a logarithm."""
        far = np.abs(points[:, :3] - START).max(axis=1)
        return np.asarray(np.where(far > 6, -1e9, loglik(points) + even_in_odds(points[:, 3])))

    points = weighted_draws(_log_weight, np.append(START, -1.0), draws, seed)
    mean, shape, factor, weight = _values(points)
    own, rate = _level(mean, shape, weight)
    rng = np.random.default_rng(seed + 1)
    levels = rng.gamma(own, size=(draws, len(others))) / rate
    days = rng.gamma(np.maximum(shape * others, 1e-12)) + factor * rng.gamma(np.maximum(shape * disputed, 1e-12))
    return np.asarray((days / levels).sum(axis=1) / (others + disputed).sum())


def days_misfit(trait: DaysTrait, invoices: LateInvoices, seed: int = SEED) -> str:
    """State where days late lie otherwise than the family would have them, for the same customers and numbers.

    Parameters
    ----------
    trait : DaysTrait
        The fit.
    invoices : LateInvoices
        What it was fitted to; those that are open are left out.
    seed : int
        Of the days that are drawn for comparison.

    Returns
    -------
    str
        Empty where every quantile is within 15 % of what is expected, or within what chance gives in 95 of 100.
    """
    paid = invoices.open == 0
    if not paid.any():
        return ""
    _, place = np.unique(invoices.customer[paid], return_inverse=True)
    rng = np.random.default_rng(seed)
    own, rate = _level(*np.array([trait.mean, trait.shape, trait.weight]))
    levels = rng.gamma(own, size=(TRIES, int(place.max()) + 1)) / rate
    pace = np.where(invoices.disputed[paid] > 0, trait.factor, 1.0)
    drawn = rng.gamma(trait.shape, size=(TRIES, len(place))) * pace / levels[:, place]
    for level, expected in zip(LEVELS, np.quantile(drawn, LEVELS, axis=1), strict=True):
        value, middle = float(np.quantile(invoices.days[paid], level)), float(np.median(expected))
        low, high = np.quantile(expected, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
        if abs(value - middle) > OFF * middle and not low <= value <= high:
            return f"{BADLY}: quantile {level:g} of days late is {value:.3g}, not {middle:.3g}"
    return ""
