"""Interval for a share that is pooled over runs, of few answers and near 1 too.

Answers of one run are alike: they meet the same backlog. So the spread of the pooled share is that between runs (the
ratio estimate of Cochran 1977, "Sampling Techniques", 2.11), and not that of so many independent answers. Near 0 and 1
Student's t on it covers too little and leaves the bounds. Korn & Graubard (1998, "Confidence intervals for proportions
with small expected number of positive counts estimated from survey data", Survey Methodology 24) take the interval of
Clopper & Pearson (1934) as if there were as many independent answers as the spread is worth: answers over the design
effect, by the squared ratio of Student's quantiles of all answers and of the runs, and never more than there are. It is
how the US National Center for Health Statistics presents proportions (Parker et al. 2017, Vital Health Stat. 2(175)).
Where nothing or everything counts, no spread has shown, and answers are taken for independent.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy import special

from sim.statistics.intervals import FEWEST, Interval

__all__ = ["pooled_share"]

FloatArray = npt.NDArray[np.float64]


def pooled_share(parts: npt.ArrayLike, wholes: npt.ArrayLike, level: float) -> Interval:
    """Share of what counts in all runs together, with its interval (Korn & Graubard 1998).

    Parameters
    ----------
    parts : array, shape (runs,)
        What counts in a run, such as responses on time; from 0 to the whole.
    wholes : array, shape (runs,)
        All of the run, such as responses that fell due. A run without any is left out.
    level : float
        Confidence of both ends together, above 0 and below 1; each of them misses in half of the rest.

    Returns
    -------
    Interval
        From 0 to 1, by the number of runs in which there were any: NaN where there were none, and without ends where
        they were fewer than three.
    """
    part, whole = np.asarray(parts, np.float64), np.asarray(wholes, np.float64)
    part, whole = part[whole > 0], whole[whole > 0]
    runs, count = whole.size, float(whole.sum())
    if not runs:
        return Interval(np.nan, np.nan, np.nan, 0)
    share = float(part.sum()) / count
    if runs < FEWEST:
        return Interval(share, np.nan, np.nan, runs)
    tail = (1 - level) / 2
    worth = _independent(part, whole, tail)
    hits, misses = share * worth, (1 - share) * worth
    low = float(special.betaincinv(hits, misses + 1, tail)) if share > 0 else 0.0
    high = float(special.betaincinv(hits + 1, misses, 1 - tail)) if share < 1 else 1.0
    return Interval(share, low, high, runs, 0, bool(np.ptp(part / whole) == 0))


def _independent(part: FloatArray, whole: FloatArray, tail: float) -> float:
    """As many independent answers as would leave the pooled share as uncertain as the runs do; all, at most."""
    runs, count = whole.size, float(whole.sum())
    share = float(part.sum()) / count
    away = part - share * whole
    spread, alone = runs / (runs - 1) * float(away @ away), count * share * (1 - share)
    if not spread:
        return count
    all_of_them, by_run = special.stdtrit(np.array([count - 1, runs - 1]), tail)
    return min(count, count * alone / spread * float(all_of_them / by_run) ** 2)
