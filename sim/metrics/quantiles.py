"""Quantiles of runs, defined once: whatever shows a median, a tenth or the middle of some runs shows these.

A quantile is interpolated linearly between order statistics, with the smallest value at 0 and the largest at 1:
definition 7 of Hyndman & Fan (1996, "Sample quantiles in statistical packages", Am. Stat. 50), which NumPy, R and
spreadsheets use unless told otherwise. Confidence bounds of a quantile are something else: they are order statistics
(:func:`sim.statistics.intervals.quantile_interval`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

__all__ = ["central_range", "median", "quantile", "quantiles"]

FloatArray = npt.NDArray[np.float64]
METHOD: Final = "linear"
DIGITS = 12
"""To these a tail is rounded, so that the ends of 0.8 are those of 0.1 and 0.9 and not of a double next to them."""


def quantiles(values: npt.ArrayLike, shares: float | Sequence[float] | FloatArray, axis: int = 0) -> FloatArray:
    """Compute quantiles along the axis of runs; NaN are left out.

    Parameters
    ----------
    values : array, shape (runs, ...)
        A value or a series of each run; with another axis, runs are counted along that.
    shares : float or array of float
        Which quantiles, 0 to 1.
    axis : int, optional
        Axis of the runs.

    Returns
    -------
    array
        Shape of the shares, then that of the values without the axis of the runs; NaN where no run has a value.
    """
    numbers = np.asarray(values, np.float64)
    missing = np.isnan(numbers)
    if numbers.shape[axis] and not missing.any():
        return np.asarray(np.quantile(numbers, shares, axis=axis, method=METHOD), np.float64)
    empty = missing.all(axis=axis, keepdims=True)
    filled = np.where(empty, 0.0, numbers) if numbers.shape[axis] else np.zeros_like(empty, np.float64)
    results = np.nanquantile(filled, shares, axis=axis, method=METHOD)
    return np.where(np.squeeze(empty, axis), np.nan, results)


def quantile(values: npt.ArrayLike, share: float) -> float:
    """Compute one quantile of some values; NaN are left out.

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
    """Compute the median of some values; NaN are left out.

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


def central_range(values: npt.ArrayLike, share: float) -> tuple[float, float]:
    """Compute the ends of the middle share of some values, with as many below as above.

    Parameters
    ----------
    values : array, shape (n,)
        One value a run; NaN are left out.
    share : float
        How much lies within, 0 to 1, such as 0.8 from the tenth to the ninetieth percentile.

    Returns
    -------
    tuple of float
        Lower and upper end, in the unit of the values; NaN where there are none.
    """
    tail = round((1 - share) / 2, DIGITS)
    return quantile(values, tail), quantile(values, 1 - tail)
