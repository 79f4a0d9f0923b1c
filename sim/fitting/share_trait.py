"""A share that is a trait of customers: counts of a customer are beta-binomial (Skellam 1948)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import betaln, expit, logit
from scipy.stats import beta

from sim.fitting.fit import BADLY, LEVEL
from sim.fitting.likelihood import Floats, best_values, profile_interval
from sim.fitting.weighted_draws import even_in_odds, weighted_draws

__all__ = ["ShareTrait", "fit_share", "misfit", "predicted_share"]

SPREAD_MOST = 0.95
"""Of the scenario's own field: customers can hardly differ more."""
TRIES = 400
SEED = 14
OFF = 0.15
"""A quantile that is off by more is told."""
QUANTILES = (0.5, 0.75, 0.9)


@dataclass(frozen=True, slots=True)
class ShareTrait:
    """Mean of a share over customers, and how much they differ."""

    mean: float
    spread: float
    """Correlation of two items of one customer, 1 / (a + b + 1)."""
    mean_interval: tuple[float, float]
    spread_interval: tuple[float, float]
    customers: int
    items: int

    @property
    def a_and_b(self) -> tuple[float, float]:
        """Parameters of the Beta distribution of the customers' own shares."""
        size = 1 / self.spread - 1
        return self.mean * size, (1 - self.mean) * size

    def own(self, count: float, of: float) -> tuple[float, float, float]:
        """Share of one customer, given its own items.

        Parameters
        ----------
        count, of : float
            Items that have the property, and all.

        Returns
        -------
        tuple of three floats
            Posterior mean, and the ends of its interval at ``LEVEL`` (empirical Bayes: those of the trait are taken as
            known).
        """
        a, b = self.a_and_b
        low, high = (beta.ppf(tail, a + count, b + of - count) for tail in ((1 - LEVEL) / 2, (1 + LEVEL) / 2))
        return float((a + count) / (a + b + of)), float(low), float(high)


def _loglik(count: Floats, of: Floats, points: Floats) -> Floats:
    mean, spread = np.clip(expit(points[:, :2]), 1e-9, 1 - 1e-9).T[:, :, None]
    size = 1 / spread - 1
    a, b = mean * size, (1 - mean) * size
    return np.asarray((betaln(a + count, b + of - count) - betaln(a, b)).sum(axis=1))


def _start(count: Floats, of: Floats) -> Floats:
    return np.array([logit((count.sum() + 0.5) / (of.sum() + 1)), -1.5])


def fit_share(count: Floats, of: Floats) -> ShareTrait:
    """Fit a trait by maximum likelihood, with profile intervals.

    Parameters
    ----------
    count, of : array of float
        By customer: items that have the property, and all of its items; a customer without items says nothing.

    Returns
    -------
    ShareTrait
        The spread lies within the bounds of the scenario's field.
    """
    some = of > 0
    count, of = count[some], of[some]

    def _negative(point: Floats) -> float:
        """Minus the logarithm of the likelihood."""
        return float(-_loglik(count, of, point[None])[0])

    best = best_values(_negative, _start(count, of))
    ends = [profile_interval(_negative, best, index) for index in (0, 1)]
    (low, high), (least, most) = ((float(expit(a)), float(expit(b))) for a, b in ends)
    spread = float(np.clip(expit(best[1]), 1e-6, SPREAD_MOST))
    return ShareTrait(
        float(expit(best[0])), spread, (low, high), (least, min(most, SPREAD_MOST)), int(some.sum()), int(of.sum())
    )


def predicted_share(count: Floats, of: Floats, others: Floats, draws: int = TRIES, seed: int = SEED) -> Floats:
    """Share over the items of customers who are not known, given those who are.

    Parameters
    ----------
    count, of : array of float
        By known customer.
    others : array of float
        Items of each further customer.
    draws : int
        Of the share.
    seed : int
        Of the draws.

    Returns
    -------
    array of float, shape (draws,)
        Mean and spread are drawn by their likelihood, even in both: in the share itself, and in the weight that one
        item has for the level of its customer, which is the spread.
    """
    some = of > 0
    count, of = count[some], of[some]

    def _log_weight(points: Floats) -> Floats:
        """Likelihood times weight, as a logarithm."""
        return np.asarray(_loglik(count, of, points) + even_in_odds(points).sum(axis=1))

    points = weighted_draws(_log_weight, _start(count, of), draws, seed)
    mean, spread = expit(points).clip(1e-6, 1 - 1e-6).T[:, :, None]
    size = 1 / spread - 1
    rng = np.random.default_rng(seed + 1)
    own = rng.beta(mean * size, (1 - mean) * size, (draws, len(others)))
    return np.asarray(rng.binomial(others.astype(int), own).sum(axis=1) / others.sum())


def misfit(trait: ShareTrait, count: Floats, of: Floats, seed: int = SEED) -> str:
    """State where the customers' own shares lie otherwise than the family would have them.

    Parameters
    ----------
    trait : ShareTrait
        The fit.
    count, of : array of float
        By customer.
    seed : int
        Of the customers that are drawn for comparison.

    Returns
    -------
    str
        Empty where every quantile is within 15 % of what is expected, or within what chance gives in 95 of 100.
    """
    some = of > 0
    count, of = count[some], of[some]
    rng = np.random.default_rng(seed)
    own = rng.beta(*trait.a_and_b, (TRIES, len(of)))
    drawn = np.quantile(rng.binomial(of.astype(int), own) / of, QUANTILES, axis=1)
    seen = np.quantile(count / of, QUANTILES)
    for level, value, expected in zip(QUANTILES, seen, drawn, strict=True):
        middle = float(np.median(expected))
        low, high = np.quantile(expected, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
        if abs(value - middle) > OFF * middle and not low <= value <= high:
            return f"{BADLY}: quantile {level:g} of customers is {value:.2g}, not {middle:.2g}"
    return ""
