"""Quantiles of runs, defined once: whatever shows a median, a tenth or the middle of some runs shows these.

A quantile is interpolated linearly between order statistics, with the smallest value at 0 and the largest at 1:
definition 7 of Hyndman & Fan (1996, "Sample quantiles in statistical packages", Am. Stat. 50), which NumPy, R and
spreadsheets use by default. Confidence bounds of a quantile are something else: they are order statistics
(:func:`sim.statistics.intervals.quantile_interval`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

__all__ = ["DECILES", "EDGES", "FAN", "MIDDLE", "central_range", "median", "quantile", "quantiles"]

FloatArray = npt.NDArray[np.float64]
METHOD: Final = "linear"
MIDDLE = 0.9
"""Share of the runs within the ranges of cards, words, tables and bands: nine tenths."""
EDGES = (0.05, 0.95)
"""Quantiles at the ends of nine tenths of the runs."""
FAN = {"5 %": 0.05, "25 %": 0.25, "median": 0.5, "75 %": 0.75, "95 %": 0.95}
"""Quantiles of a fan chart and its table."""
DECILES = (0.1, 0.5, 0.9)
"""Quantiles of summaries and spread charts: lower decile, median, upper decile."""
DIGITS = 12
"""To these a tail is rounded, so that the ends of 0.8 are those of 0.1 and 0.9 and not of a double next to them."""


def quantiles(values: npt.ArrayLike, shares: float | Sequence[float] | FloatArray) -> FloatArray:
    """Compute quantiles over runs; values that are not finite are left out.

    Parameters
    ----------
    values : array, shape (runs, ...)
        A value or a series of each run.
    shares : float or array of float
        Which quantiles, 0 to 1.

    Returns
    -------
    array
        Shape of the shares, then that of one run's values; NaN where no run has a value.
    """
    numbers = np.asarray(values, np.float64)
    defined = np.isfinite(numbers)
    if len(numbers) and defined.all():
        return np.asarray(np.quantile(numbers, shares, axis=0, method=METHOD), np.float64)
    undefined = ~defined.any(axis=0)
    one_more = np.where(undefined, 0.0, np.nan)  # a run with a value where no other has one
    filled = np.concatenate([np.where(defined, numbers, np.nan), one_more[np.newaxis]])
    return np.where(undefined, np.nan, np.nanquantile(filled, shares, axis=0, method=METHOD))


def quantile(values: npt.ArrayLike, share: float) -> float:
    """Compute one quantile of some values; values that are not finite are left out.

    Parameters
    ----------
    values : array, shape (n,)
        One value a run.
    share : float
        Which quantile, 0 to 1.

    Returns
    -------
    float
        In the unit of the values; NaN where there are none.
    """
    return float(quantiles(values, share))


def median(values: npt.ArrayLike) -> float:
    """Compute the median of some values; values that are not finite are left out.

    Parameters
    ----------
    values : array, shape (n,)
        One value a run.

    Returns
    -------
    float
        In the unit of the values; NaN where there are none.
    """
    return quantile(values, 0.5)


def central_range(values: npt.ArrayLike, share: float = MIDDLE) -> tuple[float, float]:
    """Compute the ends of the middle share of some values, with as many below as above.

    Parameters
    ----------
    values : array, shape (n,)
        One value a run; values that are not finite are left out.
    share : float, optional
        How much lies within, 0 to 1; nine tenths from the 5th to the 95th percentile.

    Returns
    -------
    tuple of float
        Lower and upper end, in the unit of the values; NaN where there are none.
    """
    tail = round((1 - share) / 2, DIGITS)
    return quantile(values, tail), quantile(values, 1 - tail)
