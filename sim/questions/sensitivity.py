"""Which guesses matter: elementary effects, swings, variance shares, and how much of it all is chance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.questions.assumption_ranges import FloatArray
from sim.statistics.intervals import Interval, mean_interval

__all__ = [
    "Effect",
    "Index",
    "Swing",
    "echo_rows",
    "effects",
    "index_points",
    "indices",
    "noise_share",
    "screening_points",
    "swing_points",
    "swings",
]

# SALib is imported where it is used: it brings Matplotlib, which takes seconds to load.
LEVELS = 4
MOST_ECHOES = 8


@dataclass(frozen=True, slots=True)
class Effect:
    """What moving one guess over its range does to an outcome, wherever the others lie (Morris 1991)."""

    path: str
    mean: float
    """Mean elementary effect, over the whole range of the guess, in the outcome's unit."""
    size: float
    """Mean of its absolute values (Campolongo et al. 2007)."""
    size_half: float
    """Half-width of its 95 % bootstrap interval."""
    spread: float
    """Standard deviation of the effects: curvature, interplay with other guesses, and chance."""


@dataclass(frozen=True, slots=True)
class Swing:
    """An outcome with one guess at either end of its range and all others as they are, less the outcome as it is."""

    path: str
    low: Interval
    high: Interval

    @property
    def size(self) -> float:
        """The larger of the two differences."""
        return max(abs(self.low.estimate), abs(self.high.estimate))


@dataclass(frozen=True, slots=True)
class Index:
    """The share of an outcome's variance that one guess brings (Sobol 2001, Saltelli et al. 2010)."""

    path: str
    first: float
    """By itself."""
    first_half: float
    """Half-width of its 95 % bootstrap interval."""
    total: float
    """With all its interplay."""
    total_half: float


def _problem(paths: Sequence[str]) -> dict[str, Any]:
    return {"num_vars": len(paths), "names": list(paths), "bounds": [[0.0, 1.0]] * len(paths)}


def screening_points(paths: Sequence[str], trajectories: int, seed: int) -> FloatArray:
    """Morris's design: so many trajectories through the unit cube, each moving one guess after the other.

    Returns
    -------
    array, shape (trajectories * (guesses + 1), guesses)
    """
    from SALib.sample.morris import sample

    found: FloatArray = sample(_problem(paths), trajectories, num_levels=LEVELS, seed=seed)
    return found


def effects(paths: Sequence[str], points: FloatArray, outcome: FloatArray, seed: int = 0) -> list[Effect]:
    """Elementary effects, the largest first; none from fewer than two trajectories.

    A trajectory that is not whole, or not defined throughout, is left out.

    Parameters
    ----------
    paths : sequence of str
        Of the guesses.
    points : array, shape (points, guesses)
        From :func:`screening_points`.
    outcome : array, shape (points,)
        The outcome there.
    seed : int
        Of the bootstrap.
    """
    from SALib.analyze.morris import analyze

    kept = _whole(outcome, len(paths) + 1)
    if kept.sum() < 2 * (len(paths) + 1):
        return []
    found = analyze(
        _problem(paths),
        points[: kept.size][kept],
        outcome[: kept.size][kept],
        num_levels=LEVELS,
        seed=np.random.default_rng(seed),
    )
    columns = [np.asarray(found[name], np.float64) for name in ("mu", "mu_star", "mu_star_conf", "sigma")]
    rows = [Effect(path, *map(float, row)) for path, *row in zip(paths, *columns, strict=True)]
    return sorted(rows, key=lambda each: -each.size)


def swing_points(guesses: int, few: Sequence[int]) -> FloatArray:
    """Two points for each of a few guesses: its low end and its high end, all others as they are (NaN)."""
    points = np.full((2 * len(few), guesses), np.nan)
    for row, guess in enumerate(few):
        points[2 * row : 2 * row + 2, guess] = 0.0, 1.0
    return points


def swings(paths: Sequence[str], base: FloatArray, outcome: FloatArray, level: float = 0.95) -> list[Swing]:
    """The tornado: paired differences of each end to the outcome as it is, the largest first.

    Parameters
    ----------
    paths : sequence of str
        Of the few guesses.
    base : array, shape (replications,)
        The outcome as it is.
    outcome : array, shape (points, replications)
        The outcome at :func:`swing_points`, under the same luck; an incomplete pair is left out.
    level : float
        Confidence of each interval.
    """
    moved = [mean_interval(row - base, level) for row in outcome]
    rows = [Swing(path, *ends) for path, *ends in zip(paths, moved[::2], moved[1::2], strict=False)]
    return sorted(rows, key=lambda each: -each.size)


def index_points(paths: Sequence[str], size: int, seed: int) -> FloatArray:
    """Saltelli's design over a scrambled Sobol sequence, shape (size * (guesses + 2), guesses); a power of two."""
    from SALib.sample.sobol import sample

    found: FloatArray = sample(_problem(paths), size, calc_second_order=False, seed=seed)
    return found


def indices(paths: Sequence[str], outcome: FloatArray, seed: int = 1) -> list[Index]:
    """Shares of variance, the largest total first; none where the outcome does not vary.

    Parameters
    ----------
    paths : sequence of str
        Of the guesses.
    outcome : array, shape (points,)
        The outcome at :func:`index_points`; what is not whole or not defined throughout is left out.
    seed : int
        Of the bootstrap, from 1.
    """
    from SALib.analyze.sobol import analyze

    kept = outcome[: outcome.size - outcome.size % (len(paths) + 2)][_whole(outcome, len(paths) + 2)]
    if kept.size < 2 * (len(paths) + 2) or not np.ptp(kept):
        return []
    found = analyze(_problem(paths), kept, calc_second_order=False, seed=seed)
    columns = [np.asarray(found[name], np.float64) for name in ("S1", "S1_conf", "ST", "ST_conf")]
    rows = [Index(path, *map(float, row)) for path, *row in zip(paths, *columns, strict=True)]
    return sorted(rows, key=lambda each: -each.total)


def echo_rows(points: int) -> list[int]:
    """Some points, evenly over a design, that are read again under other luck, to see what is chance."""
    return [int(row) for row in np.unique(np.linspace(0, points - 1, min(points, MOST_ECHOES)).round())]


def noise_share(outcome: FloatArray, first: FloatArray, again: FloatArray) -> float:
    """The share of an outcome's variance over a design that is chance; what luck does to all points alike is none.

    An estimate from few echoes: it may lie far off, and above 1.

    Parameters
    ----------
    outcome : array, shape (points,)
        Over the design.
    first, again : array, shape (echoes,)
        At :func:`echo_rows`, under the design's luck and under other luck.
    """
    differences = again - first
    differences = differences[np.isfinite(differences)]
    defined = outcome[np.isfinite(outcome)]
    if differences.size < 2 or not defined.size or not defined.var():
        return float("nan")
    return float(differences.var(ddof=1) / 2 / defined.var(ddof=1))


def _whole(outcome: FloatArray, size: int) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Of the rows that fill whole groups of this size, those of groups that are defined throughout."""
    groups = outcome[: outcome.size - outcome.size % size].reshape(-1, size)
    return np.repeat(np.isfinite(groups).all(axis=1), size)
