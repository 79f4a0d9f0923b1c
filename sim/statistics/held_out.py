"""Predictions against observations that were held out: band, randomised transform, interval score, and a verdict."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import numpy as np
import scipy
from numpy.typing import NDArray

from sim.errors import SaydoError
from sim.metrics.quantiles import quantiles

__all__ = ["BAND", "REJECTED", "HeldOut", "Trust", "grade", "held_out", "worst"]

Floats = NDArray[np.float64]
BAND = 0.8
"""Share of the predictions between the ends of a band."""
REJECTED = 0.05
"""Level of the test that as many observations lie inside as a band promises."""
SMALL_BIAS, LARGE_BIAS = 0.10, 0.25
FEWEST, FEW = 3, 8
"""Below the first nothing can be tested; below the second no series is green."""


class Trust(StrEnum):
    """How far predictions may be trusted, the best first."""

    GREEN = "green"
    AMBER = "amber"
    RED = "red"
    GREY = "grey"
    """Not testable."""


@dataclass(frozen=True, slots=True)
class HeldOut:
    """One series: what was observed in each period that was held out, and what was predicted of it."""

    observed: Floats
    """Shape (periods,)."""
    low: Floats
    """Lower end of the band, shape (periods,)."""
    high: Floats
    median: Floats
    pit: Floats
    """Randomised probability integral transform, shape (periods,): uniform where predictions are right."""
    n_effective: float
    """Periods, less what they repeat of each other (lag-1 autocorrelation of the normal scores of the transform)."""
    p_value: float
    """Of the exact binomial test that a share ``BAND`` lies inside."""
    bias: float
    """Mean of observed less median, as a share of the larger of the two means."""
    score: float
    """Mean interval score of the band (Gneiting and Raftery 2007): its width, and a fine for each miss."""
    naive_score: float
    """That of the band that the last periods before the split give; NaN where there are too few."""

    @property
    def inside(self) -> NDArray[np.bool_]:
        """Whether each observation lies in its band, shape (periods,)."""
        return (self.observed >= self.low) & (self.observed <= self.high)


def held_out(observed: Floats, simulated: Floats, before: Floats, seed: int = 0) -> HeldOut | None:
    """Compare a series with its predictions.

    Parameters
    ----------
    observed : array of float, shape (periods,)
        What was held out; NaN where a period has no value.
    simulated : array of float, shape (replications, periods)
        Predictions; NaN where a replication has no value.
    before : array of float, shape (periods before,)
        The last periods before the split, from which the naive prediction goes on.
    seed : int, optional
        Of the numbers that break ties in the transform.

    Returns
    -------
    HeldOut or None
        Of the periods with an observation and with predictions; None where there are fewer than 3 of them.

    Raises
    ------
    SaydoError
        Where shapes do not agree.
    """
    if simulated.ndim != 2 or simulated.shape[1] != len(observed):
        raise SaydoError(f"simulated = {simulated.shape}: must be replications by {len(observed)} periods")
    enough = np.isfinite(simulated).sum(axis=0) >= 10
    kept = np.isfinite(observed) & enough
    if kept.sum() < FEWEST:
        return None
    seen, paths = observed[kept], simulated[:, kept]
    tail = (1 - BAND) / 2
    low, median, high = quantiles(paths, (tail, 0.5, 1 - tail))
    pit = _transform(seen, paths, np.random.default_rng(seed))
    n_effective = _effective(pit)
    inside = int(((seen >= low) & (seen <= high)).sum())
    tested = max(1, round(n_effective))
    p_value = float(scipy.stats.binomtest(round(inside / len(seen) * tested), tested, BAND).pvalue)
    scale = max(abs(float(seen.mean())), abs(float(median.mean())))
    bias = float((seen - median).mean()) / scale if scale > 0 else 0.0
    naive = _naive_band(before[np.isfinite(before)])
    naive_score = math.nan if naive is None else _interval_score(seen, *(np.full(len(seen), end) for end in naive))
    return HeldOut(
        seen, low, high, median, pit, n_effective, p_value, bias, _interval_score(seen, low, high), naive_score
    )


def grade(result: HeldOut | None, *, drift: date | None = None, misfit: bool = False) -> tuple[Trust, str]:
    """Say how far a series may be trusted, and why.

    Parameters
    ----------
    result : HeldOut or None
        The comparison; None where none was possible.
    drift : date, optional
        When a series that is not stationary changes most.
    misfit : bool, optional
        Whether a family that it rests on fits badly.

    Returns
    -------
    tuple of Trust and str
        The colour and its reason in a few words.
    """
    if result is None:
        return Trust.GREY, "not testable: the data hold it in fewer than 3 periods"
    inside, periods = int(result.inside.sum()), len(result.observed)
    if drift is not None:
        return Trust.RED, f"drift: the series is not stationary; it changes most at {drift.isoformat()}"
    if abs(result.bias) >= LARGE_BIAS:
        return Trust.RED, f"off by {abs(result.bias):.0%} on average"
    doubts = [
        (result.p_value < REJECTED, f"{inside} of {periods} inside the 80 % band"),
        (abs(result.bias) >= SMALL_BIAS, f"off by {abs(result.bias):.0%} on average"),
        (periods < FEW, f"only {periods} periods"),
        (misfit, "the family fits badly"),
        (result.score > result.naive_score, "no better than to go on as in the last four weeks"),
    ]
    reasons = [reason for applies, reason in doubts if applies]
    if reasons:
        return Trust.AMBER, "; ".join(reasons)
    return Trust.GREEN, f"{inside} of {periods} inside the 80 % band"


def worst(colours: list[Trust]) -> Trust:
    """The colour of a number that depends on several series.

    Parameters
    ----------
    colours : list of Trust
        Of the series.

    Returns
    -------
    Trust
        Red before amber before green; grey where none was testable.
    """
    for colour in (Trust.RED, Trust.AMBER, Trust.GREEN):
        if colour in colours:
            return colour
    return Trust.GREY


def _transform(observed: Floats, simulated: Floats, random_numbers: np.random.Generator) -> Floats:
    """Rank of each observation among its predictions, ties and ends broken at random (Czado et al. 2009)."""
    count = np.isfinite(simulated).sum(axis=0)
    below = (simulated < observed).sum(axis=0)
    equal = (simulated == observed).sum(axis=0)
    ranks: Floats = (below + random_numbers.random(len(observed)) * (equal + 1)) / (count + 1)
    return ranks


def _effective(pit: Floats) -> float:
    """Independent periods that say as much as these."""
    if len(pit) < FEW:
        return float(len(pit))
    scores = scipy.stats.norm.ppf(np.clip(pit, 1e-3, 1 - 1e-3))
    around = scores - scores.mean()
    square = float(around @ around)
    lag = float(around[1:] @ around[:-1]) / square if square > 0 else 0.0
    lag = min(max(lag, 0.0), 0.9)
    return len(pit) * (1 - lag) / (1 + lag)


def _naive_band(before: Floats) -> tuple[float, float] | None:
    """Prediction interval of one more value like the last, by Student's t."""
    count = len(before)
    if count < FEWEST:
        return None
    half = float(scipy.stats.t.ppf((1 + BAND) / 2, count - 1) * before.std(ddof=1) * math.sqrt(1 + 1 / count))
    return float(before.mean()) - half, float(before.mean()) + half


def _interval_score(observed: Floats, low: Floats, high: Floats) -> float:
    fine = 2 / (1 - BAND)
    missed = np.maximum(low - observed, 0) + np.maximum(observed - high, 0)
    return float((high - low + fine * missed).mean())
