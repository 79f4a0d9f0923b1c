"""Intervals, paired differences and verdicts.

A t interval covers the mean as often as it says where the values are normal. Where they are skewed it misses more
often, on the side of the long tail, and no interval made of few values mends that: the tail has not shown yet. So
beside each stands how many values as skewed as these it requires: 25 times the squared skewness (Cochran 1977,
"Sampling Techniques", 2.15; for t intervals Boos & Hughes-Oliver 2000, Am. Stat. 54). A value that carries half of the
variance of 20 is caught by it, too: where the other 19 are symmetric, the skewness is 1.45 and 53 are required.

Ends are cut at the outcome's bounds, which loses no coverage, as the truth lies within; where most values are equal and
there are two bounds, the interval is that of :mod:`sim.statistics.bounded`. There is none where nothing can be said:
of fewer than three values, and where it would reach from bound to bound.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from functools import cache
from typing import Literal

import numpy as np
import numpy.typing as npt
from scipy import special

from sim.metrics.quantiles import quantile
from sim.metrics.registry import UNBOUNDED, Bounds
from sim.statistics.bounded import mostly_equal, random_weights_interval
from sim.statistics.rows import keyed

__all__ = [
    "FEWEST",
    "Interval",
    "PairedDifference",
    "Verdict",
    "mean_interval",
    "paired_difference",
    "quantile_interval",
    "required_by",
]

FloatArray = npt.NDArray[np.float64]
COCHRAN = 25
ROUNDING, DIGITS = 1e-12, 6
FEWEST = 3
"""Values below which there is no interval: that of two is 12.7 standard errors wide on either side."""
Verdict = Literal[
    "better", "worse", "higher", "lower", "cannot tell apart", "practically the same", "no difference", "not defined"
]
"""``higher`` and ``lower`` stand for better and worse where an outcome has no better way; ``no difference`` is that no
pair differed; ``not defined`` that there is no pair in which both are."""


@dataclass(frozen=True, slots=True)
class Interval:
    """An estimate with its confidence interval; NaN where there are too few values."""

    estimate: float
    low: float
    high: float
    count: int
    """Values that were not NaN."""
    required: int = field(default=0, metadata=keyed("wanted"))
    """Values from which on a t interval of ones as skewed as these covers as it says; fewer may make it too narrow."""
    alike: bool = False
    """Whether all values are equal: then one that differs is rarer than about 3 in ``count`` (rule of three), and the
    interval, where there is one, knows no other spread."""


@dataclass(frozen=True)
class PairedDifference:
    """Variant less base over replications under common random numbers."""

    base_mean: float
    variant_mean: float
    difference: float
    low: float
    high: float
    probability_better: float
    """Share of pairs in which the variant is better, ties half; or higher, where neither way is better."""
    verdict: Verdict
    count: int
    """Pairs in which both are defined; all else is computed from these."""
    dropped: int
    """Pairs in which one of the two is not defined."""
    variance_reduction: float
    """Variance of the difference had the random numbers been independent, over the variance that it has."""
    correlation: float
    """Correlation of base and variant over the pairs."""
    required: int = field(default=0, metadata=keyed("wanted"))
    """Pairs from which on the interval of differences as skewed as these covers as it says (:class:`Interval`)."""
    alike: bool = False
    """Whether the difference is the same in all pairs (:class:`Interval`)."""


def required_by(skewness: float) -> int:
    """Count the values that Cochran's rule asks for.

    Parameters
    ----------
    skewness : float
        Of the values.

    Returns
    -------
    int
        25 times its square, rounded up.
    """
    return math.ceil(round(COCHRAN * skewness**2, DIGITS))


def mean_interval(values: npt.ArrayLike, level: float, bounds: Bounds = UNBOUNDED) -> Interval:
    """Mean with its t interval: mean ± t(n - 1) * standard deviation / sqrt(n), within the bounds.

    Parameters
    ----------
    values : array, shape (n,)
        One value per replication; those that are not finite are left out.
    level : float
        Confidence, above 0 and below 1, such as 0.95.
    bounds : tuple of float, optional
        Least and greatest value that the outcome can have.

    Returns
    -------
    Interval
        In the unit of the values; without ends where there are fewer than three values or the interval says nothing.
    """
    sample = _defined(values)
    if sample.size >= FEWEST and np.isfinite(bounds).all() and mostly_equal(sample):
        low, high = random_weights_interval(sample, level, *bounds)
        return Interval(_mean(sample), low, high, sample.size, 0, _is_alike(sample))
    return _t_interval(sample, level, bounds)


def _t_interval(sample: FloatArray, level: float, bounds: Bounds) -> Interval:
    """Student's interval, cut at the bounds; no ends of fewer than three values, or where it reaches over all."""
    if sample.size < FEWEST:
        return Interval(_mean(sample), np.nan, np.nan, sample.size)
    half = _t_quantile(level, sample.size - 1) * sample.std(ddof=1) / np.sqrt(sample.size)
    mean = float(sample.mean())
    low, high = max(float(mean - half), min(bounds[0], mean)), min(float(mean + half), max(bounds[1], mean))
    if low <= bounds[0] and high >= bounds[1]:
        low = high = np.nan
    return Interval(mean, low, high, sample.size, _required(sample), _is_alike(sample))


def _is_alike(sample: FloatArray) -> bool:
    """Whether all values are equal, but for rounding."""
    return bool(np.ptp(sample) <= ROUNDING * np.abs(sample).max())


def _required(sample: FloatArray) -> int:
    """Values that Cochran's rule asks for; 0 for constants, which say nothing of their skewness."""
    if _is_alike(sample):
        return 0
    count, away = sample.size, sample - sample.mean()
    away /= np.abs(away).max()  # neither squares nor cubes leave the range of floats
    skewness = math.sqrt(count * (count - 1)) / (count - 2) * float((away**3).mean() / (away**2).mean() ** 1.5)
    return required_by(skewness)


def quantile_interval(values: npt.ArrayLike, share: float, level: float) -> Interval:
    """Quantile with a distribution-free interval between two order statistics (David & Nagaraja 2003, 7.1).

    Parameters
    ----------
    values : array, shape (n,)
        One value per replication; NaN are left out.
    share : float
        Which quantile, such as 0.5 for the median.
    level : float
        Least confidence; an end is infinite where there are too few values to reach it.

    Returns
    -------
    Interval
        The quantile as :mod:`sim.metrics.quantiles` defines it, between order statistics.
    """
    ordered = np.sort(_defined(values))
    if not ordered.size:
        return Interval(np.nan, np.nan, np.nan, 0)
    below, above = _ranks(ordered.size, share, level)
    low = float(ordered[below - 1]) if below >= 1 else -np.inf
    high = float(ordered[above - 1]) if above <= ordered.size else np.inf
    return Interval(quantile(ordered, share), low, high, ordered.size)


def paired_difference(
    base: npt.ArrayLike,
    variant: npt.ArrayLike,
    *,
    better: Literal["up", "down", "neutral"],
    level: float,
    practical: float = 0.0,
    bounds: Bounds = UNBOUNDED,
) -> PairedDifference:
    """Compare a variant with its base, replication by replication, and judge the difference.

    Parameters
    ----------
    base, variant : array, shape (n,)
        An outcome in each replication; a pair with NaN is dropped and counted.
    better : {"up", "down", "neutral"}
        Which way the outcome is better.
    level : float
        Confidence of the interval, adjusted already where several variants are compared.
    practical : float
        Differences up to this size, in the outcome's unit, do not matter.
    bounds : tuple of float, optional
        Least and greatest value that the outcome can have; a difference is no larger than the way between them.

    Returns
    -------
    PairedDifference
        Mean difference with its t interval, and the verdict.
    """
    first, second = np.asarray(base, np.float64), np.asarray(variant, np.float64)
    defined = np.isfinite(first) & np.isfinite(second)
    first, second = first[defined], second[defined]
    differences: FloatArray = second - first
    most = bounds[1] - bounds[0]
    interval = _t_interval(differences, level, (-most, most))
    sign = -1.0 if better == "down" else 1.0
    wins = np.where(differences == 0, 0.5, sign * differences > 0)
    reduction, correlation = _reduction(first, second, differences)
    return PairedDifference(
        base_mean=_mean(first),
        variant_mean=_mean(second),
        difference=interval.estimate,
        low=interval.low,
        high=interval.high,
        probability_better=_mean(wins),
        verdict=_verdict(interval, better, practical),
        count=interval.count,
        dropped=int((~defined).sum()),
        variance_reduction=reduction,
        correlation=correlation,
        required=interval.required,
        alike=interval.alike,
    )


def _verdict(interval: Interval, better: Literal["up", "down", "neutral"], practical: float) -> Verdict:
    """Practically the same: an interval within the practical threshold; no difference: none in any replication.

    Otherwise an interval that excludes 0 says which way, and one that does not cannot tell.
    """
    if not interval.count:
        return "not defined"
    if interval.low == interval.high == 0:
        return "no difference"
    if max(abs(interval.low), abs(interval.high)) <= practical:
        return "practically the same"
    if not (interval.low > 0 or interval.high < 0):
        return "cannot tell apart"
    up = interval.low > 0
    if better == "neutral":
        return "higher" if up else "lower"
    return "better" if up == (better == "up") else "worse"


def _reduction(first: FloatArray, second: FloatArray, differences: FloatArray) -> tuple[float, float]:
    """Variance reduction by common random numbers and the correlation behind it; NaN for constants."""
    if differences.size < 2:
        return np.nan, np.nan
    variances = [float(part.var(ddof=1)) for part in (first, second, differences)]
    if min(variances) == 0:
        return np.nan, np.nan
    return (variances[0] + variances[1]) / variances[2], float(np.corrcoef(first, second)[0, 1])


@cache
def _t_quantile(level: float, degrees: int) -> float:
    """Quantile of Student's t that a two-sided interval reaches to."""
    return float(special.stdtrit(degrees, (1 + level) / 2))


@cache
def _ranks(count: int, share: float, level: float) -> tuple[int, int]:
    """Ranks, from 1, of the two order statistics; 0 and count + 1 stand for the open ends."""
    tail = (1 - level) / 2
    so_many_or_fewer = special.bdtr(np.arange(count + 1), count, share)
    below, above = (int(np.searchsorted(so_many_or_fewer, part)) for part in (tail, 1 - tail))
    return below, above + 1


def _defined(values: npt.ArrayLike) -> FloatArray:
    """Values that are finite."""
    array: FloatArray = np.asarray(values, np.float64)
    defined: FloatArray = array[np.isfinite(array)]
    return defined


def _mean(values: npt.NDArray[np.float64]) -> float:
    """Mean, NaN where there are no values."""
    return float(values.mean()) if values.size else np.nan
