"""How many have had something by when, though some were not watched for long enough: Kaplan and Meier."""

from __future__ import annotations

import numpy as np

from sim.metrics.columns import BoolArray, FloatArray

__all__ = ["kaplan_meier"]


def kaplan_meier(times: FloatArray, censored: BoolArray) -> tuple[FloatArray, FloatArray]:
    """Estimate the distribution of times, some of which are known only to be longer than what was seen.

    Parameters
    ----------
    times : array of float, shape (n,)
        Times to an event, or those for which somebody was watched without one.
    censored : array of bool, shape (n,)
        Whether it is the latter; it counts as longer than an event at the same moment.

    Returns
    -------
    tuple of (array, array)
        Times in rising order, each once, and the share that has had the event by then. Source: Kaplan & Meier 1958;
        equal to ``scipy.stats.ecdf`` to the last bit, without the half second that loading ``scipy.stats`` takes.
    """
    order = np.argsort(times)
    moments, first, sizes = np.unique(times[order], return_index=True, return_counts=True)
    if not censored.any():
        by_then: FloatArray = np.cumsum(sizes) / np.float64(times.size)
        return moments, by_then
    at_risk = (times.size - first).astype(np.float64)
    events = np.add.reduceat((~censored[order]).astype(np.float64), first)
    left: FloatArray = np.asarray(np.cumprod((at_risk - events) / at_risk), np.float64)
    return moments, 1 - left
