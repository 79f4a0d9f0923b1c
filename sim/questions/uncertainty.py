"""What if the guesses are wrong: conclusions over draws of all assumptions, and what measuring one is worth."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import scipy
from scipy.interpolate import make_lsq_spline

from sim.questions.assumption_ranges import FloatArray, Reading
from sim.statistics.intervals import Interval

__all__ = ["Conclusion", "ConclusionStability", "InformationValue", "draws", "held", "value_of_knowing", "worths"]

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
        """What is read: of the first scenario, and of this one."""
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
    """What it would be worth to know one guess before choosing between scenarios."""

    path: str
    value: float
    """Expected value of perfect information about it, in money."""
    probability: float
    """Chance of as large a value were the guess of no account: a permutation test, adjusted for all (Bonferroni)."""


def draws(guesses: int, count: int, seed: int) -> FloatArray:
    """A Latin hypercube of places in the unit cube, shape (count, guesses); any first rows are draws too."""
    return np.asarray(scipy.stats.qmc.LatinHypercube(guesses, rng=np.random.default_rng(seed)).random(count))


def held(conclusion: Conclusion, own: FloatArray, drawn: FloatArray, noise: float = np.nan) -> ConclusionStability:
    """In what share of draws a conclusion's sign holds.

    Parameters
    ----------
    conclusion : Conclusion
        What is concluded.
    own : array, shape (replications,)
        Paired differences, every assumption at its own value.
    drawn : array, shape (draws, replications)
        Paired differences in each draw; their mean counts, and a draw in which it is not defined is left out.
    noise : float
        Share of chance in the variance of the differences.
    """
    direction = conclusion.direction or ("up" if np.nanmean(own) >= 0 else "down")
    sign = 1 if direction == "up" else -1
    means = drawn.mean(axis=1)
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
    """Expected value of perfect information about one guess, for a choice between options.

    The expected money of each option, given the guess, is a regression over the draws, by a cubic spline with one
    knot in the middle; knowing the guess, one takes the option that is best there (Strong, Oakley & Brennan 2014).
    The regression averages chance in the money out, but for a bias upwards that shrinks with the draws. A smoothing
    spline with cross-validation was rejected: it takes hundreds of times as long.

    Parameters
    ----------
    places : array, shape (draws,)
        The guess, all different.
    money : array, shape (draws, options)
        What each option brings.
    """
    order = np.argsort(places)
    place, gains = places[order], (money - money[:, :1])[order]
    knots = np.concatenate([np.repeat(place[0], 4), [place[place.size // 2]], np.repeat(place[-1], 4)])
    expected = make_lsq_spline(place, gains, knots)(place)
    return float(expected.max(axis=1).mean() - expected.mean(axis=0).max())


def worths(paths: Sequence[str], places: FloatArray, money: FloatArray, seed: int = 0) -> list[InformationValue]:
    """What each guess is worth knowing, the most valuable first; none where there are too few draws.

    Parameters
    ----------
    paths : sequence of str
        Of some guesses, picked without these draws.
    places : array, shape (draws, guesses)
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
    return sorted(rows, key=lambda each: -each.value)
