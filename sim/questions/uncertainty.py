"""Uncertainty of assumptions: conclusions over draws of all of them, and the value of information about one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import scipy

from sim.questions.assumption_ranges import FloatArray, Reading
from sim.statistics.intervals import Interval

__all__ = [
    "Conclusion",
    "ConclusionStability",
    "InformationValue",
    "conclusion_stability",
    "draws",
    "information_values",
    "value_of_knowing",
]

LEVEL = 0.95
FEWEST_DRAWS = 10
PERMUTATIONS = 199


@dataclass(frozen=True, slots=True)
class Conclusion:
    """An outcome of a scenario that moves one way against the first."""

    name: str
    which: int
    """Number of the scenario."""
    outcome: str
    direction: Literal["up", "down"] | None
    """None: as it moves where every assumption has its own value."""

    @property
    def readings(self) -> tuple[Reading, Reading]:
        """Readings of the first scenario, and of this one."""
        return (0, self.outcome), (self.which, self.outcome)


@dataclass(frozen=True, slots=True)
class ConclusionStability:
    """In how many draws of the assumptions a conclusion holds."""

    name: str
    outcome: str
    direction: Literal["up", "down"]
    own: int
    """Replications, every assumption at its own value, in which it holds."""
    own_of: int
    holds: Interval
    """Share of draws in which the difference has the sign, with its binomial interval of 95 % (Wilson 1927)."""
    none: int
    """Draws without any difference: they do not count as holding."""
    reversed: int
    noise: float
    """Share of the variance of the difference over the draws that is chance."""


@dataclass(frozen=True, slots=True)
class InformationValue:
    """Value of information about one assumption before a choice between scenarios."""

    path: str
    value: float
    """Expected value of perfect information about it, in money."""
    probability: float
    """Chance of as large a value by chance alone: a permutation test, adjusted for all (Bonferroni)."""


def draws(size: int, count: int, seed: int) -> FloatArray:
    """Draw a Latin hypercube of places in the unit cube; its first rows are draws too.

    Parameters
    ----------
    size : int
        Number of assumptions.
    count : int
        Number of draws.
    seed : int
        Of the draws.

    Returns
    -------
    array, shape (count, size)
        Places from 0 to 1.
    """
    return np.asarray(scipy.stats.qmc.LatinHypercube(size, rng=np.random.default_rng(seed)).random(count))


def conclusion_stability(
    conclusion: Conclusion, own: FloatArray, by_draw: FloatArray, noise: float = np.nan
) -> ConclusionStability:
    """Return the share of draws in which a conclusion's sign holds.

    Parameters
    ----------
    conclusion : Conclusion
        What is concluded.
    own : array, shape (replications,)
        Paired differences, every assumption at its own value.
    by_draw : array, shape (draws, replications)
        Paired differences in each draw; their mean counts, and a draw in which it is not defined is left out.
    noise : float
        Share of chance in the variance of the differences.
    """
    direction = conclusion.direction or ("up" if np.nanmean(own) >= 0 else "down")
    sign = 1 if direction == "up" else -1
    means = by_draw.mean(axis=1)
    means = sign * means[np.isfinite(means)]
    holding, count = int((means > 0).sum()), int(means.size)
    share = Interval(np.nan, np.nan, np.nan, 0)
    if count:
        ends = scipy.stats.binomtest(holding, count).proportion_ci(LEVEL, method="wilson")
        share = Interval(holding / count, float(ends.low), float(ends.high), count)
    return ConclusionStability(
        name=conclusion.name,
        outcome=conclusion.outcome,
        direction=direction,
        own=int((sign * own > 0).sum()),
        own_of=int(np.isfinite(own).sum()),
        holds=share,
        none=int((means == 0).sum()),
        reversed=int((means < 0).sum()),
        noise=noise,
    )


def value_of_knowing(places: FloatArray, money: FloatArray) -> float:
    """Expected value of perfect information about one assumption, for a choice between options.

    The expected money of each option, by the value of the assumption, is a regression over the draws, by a cubic spline
    with one knot in the middle; knowing it, one takes the option that is best there (Strong, Oakley & Brennan 2014).
    The regression averages chance in the money out, but for a bias upwards that shrinks with the draws. A smoothing
    spline with cross-validation was rejected: it takes hundreds of times as long.

    Parameters
    ----------
    places : array, shape (draws,)
        Of the assumption, all different.
    money : array, shape (draws, options)
        What each option brings.
    """
    order = np.argsort(places)
    place, gains = places[order], (money - money[:, :1])[order]
    knots = np.concatenate([np.repeat(place[0], 4), [place[place.size // 2]], np.repeat(place[-1], 4)])
    expected = scipy.interpolate.make_lsq_spline(place, gains, knots)(place)
    return float(expected.max(axis=1).mean() - expected.mean(axis=0).max())


def information_values(
    paths: Sequence[str], places: FloatArray, money: FloatArray, seed: int = 0
) -> list[InformationValue]:
    """Estimate the value of information about each assumption, the most valuable first; none from too few draws.

    Parameters
    ----------
    paths : sequence of str
        Paths of some assumptions, picked without these draws.
    places : array, shape (draws, assumptions)
        Where each lies in each draw.
    money : array, shape (draws, options)
        What each option brings in each draw.
    seed : int
        Of the permutations.
    """
    defined = np.isfinite(money).all(axis=1)
    places, money = places[defined], money[defined]
    if len(money) < FEWEST_DRAWS:
        return []
    rows = []
    for path, place in zip(paths, places.T, strict=True):
        test = scipy.stats.permutation_test(
            (place,),
            lambda shuffled: value_of_knowing(shuffled, money),
            permutation_type="pairings",
            alternative="greater",
            vectorized=False,
            n_resamples=PERMUTATIONS,
            rng=np.random.default_rng(seed),
        )
        rows.append(InformationValue(path, float(test.statistic), min(1.0, len(paths) * float(test.pvalue))))
    return sorted(rows, key=lambda row: -row.value)
