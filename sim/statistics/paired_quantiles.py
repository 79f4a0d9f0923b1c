"""Interval for the difference of a quantile, between two scenarios under common random numbers.

A quantile of few runs varies mostly with what chance brought both scenarios alike. So pairs are drawn again, not values
(the percentile interval of Efron & Tibshirani 1993, "An Introduction to the Bootstrap", 13.3): where the variant
differs by the same amount in all runs, the interval is that amount. Percentiles were chosen by coverage: of 20 pairs
whose quantile is the lowest fifth, normal or skewed, correlated by .5 to 1, intervals of 95 % missed in 1 to 6 of 100
studies, the basic interval of the same draws in 13 to 43.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from sim.metrics.quantiles import quantile, quantiles
from sim.statistics.intervals import FEWEST, Interval

__all__ = ["paired_quantile"]

DRAWS = 2_000
"""Of the pairs, with replacement; the same for equal counts, so that equal samples have equal intervals."""
ROUNDING = 1e-12


def paired_quantile(base: npt.ArrayLike, variant: npt.ArrayLike, share: float, level: float) -> Interval:
    """Quantile of a variant less that of its base, with an interval that counts on their common random numbers.

    Parameters
    ----------
    base, variant : array, shape (n,)
        An outcome in each replication; a pair in which one is not finite is left out.
    share : float
        Which quantile, above 0 and below 1.
    level : float
        Confidence, above 0 and below 1.

    Returns
    -------
    Interval
        In the unit of the values, by the number of pairs: NaN where there are none, and without ends where fewer than
        three of them are expected on either side of the quantile.
    """
    first, second = np.asarray(base, np.float64), np.asarray(variant, np.float64)
    defined = np.isfinite(first) & np.isfinite(second)
    first, second = first[defined], second[defined]
    count = first.size
    estimate = quantile(second, share) - quantile(first, share)
    if round(count * min(share, 1 - share), 9) < FEWEST:
        return Interval(estimate, np.nan, np.nan, count)
    drawn = np.random.default_rng(0).integers(0, count, (count, DRAWS))
    differences = quantiles(second[drawn], share) - quantiles(first[drawn], share)
    low, high = quantiles(differences, [(1 - level) / 2, (1 + level) / 2])
    alike = bool(np.ptp(second - first) <= ROUNDING * np.abs(second - first).max())
    return Interval(estimate, min(float(low), estimate), max(float(high), estimate), count, 0, alike)
