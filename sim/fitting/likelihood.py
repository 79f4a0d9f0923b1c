"""Intervals by profile likelihood, and best values of likelihoods of a few numbers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq, minimize
from scipy.stats import chi2

from sim.fitting.fit import LEVEL

__all__ = ["Floats", "best_values", "profile_interval", "share_interval"]

Floats = NDArray[np.float64]
DROP = float(chi2.ppf(LEVEL, 1)) / 2
"""Fall of the logarithm of a likelihood at the ends of an interval (Wilks 1938)."""
FARTHEST = 12.0
"""Steps of the search for an end, in units of the number, which is a logarithm or the like."""


def best_values(negative: Callable[[Floats], float], start: Floats) -> Floats:
    """Find the values at which a likelihood is greatest.

    Parameters
    ----------
    negative : callable
        Minus the logarithm of the likelihood.
    start : array of float
        First values.

    Returns
    -------
    array of float
        Of the same length.
    """
    rough = minimize(negative, start, method="L-BFGS-B").x
    options: Any = {"xatol": 1e-7, "fatol": 1e-8, "maxiter": 2000 * len(start)}
    return np.asarray(minimize(negative, rough, method="Nelder-Mead", options=options).x, np.float64)


def profile_interval(negative: Callable[[Floats], float], best: Floats, index: int) -> tuple[float, float]:
    """Interval of one number, the others at their best for each of its values.

    Parameters
    ----------
    negative : callable
        Minus the logarithm of the likelihood.
    best : array of float
        Where it is least.
    index : int
        Of the number in the array.

    Returns
    -------
    low, high : float
        At the level of every interval; infinite where the likelihood does not fall far enough.
    """
    least = negative(best)
    others = [place for place in range(len(best)) if place != index]

    def _gap(value: float) -> float:
        def _rest(free: Floats) -> float:
            point = np.array(best)
            point[index], point[others] = value, free
            return negative(point)

        if not others:
            return _rest(np.array([])) - least - DROP
        return float(minimize(_rest, best[others], method="Nelder-Mead").fun) - least - DROP

    return _end(_gap, best[index], -1), _end(_gap, best[index], 1)


def _end(gap: Callable[[float], float], start: float, sign: int) -> float:
    inner, step = start, 0.05
    while step < FARTHEST:
        outer = start + sign * step
        if gap(outer) > 0:
            return float(brentq(gap, min(inner, outer), max(inner, outer), xtol=1e-4))
        inner, step = outer, step * 1.6
    return sign * float("inf")


def share_interval(shares: Floats, variances: Floats) -> tuple[Floats, Floats]:
    """Intervals of shares, even in their log odds.

    Parameters
    ----------
    shares, variances : array of float
        Estimates, and the squares of their standard errors.

    Returns
    -------
    low, high : array of float
        Within 0 and 1; a share of 0 or 1 keeps its value.
    """
    inside = (shares > 0) & (shares < 1)
    safe = np.where(inside, shares, 0.5)
    half = float(np.sqrt(chi2.ppf(LEVEL, 1))) * np.sqrt(variances) / (safe * (1 - safe))
    odds = np.log(safe / (1 - safe))
    low, high = 1 / (1 + np.exp(half - odds)), 1 / (1 + np.exp(-half - odds))
    return np.where(inside, low, shares), np.where(inside, high, shares)
