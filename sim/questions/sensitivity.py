"""Sensitivity: elementary effects, swings, shares of variance, and the part of chance in them."""

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
    "effects",
    "index_points",
    "indices",
    "noise_share",
    "repeated_rows",
    "screening_points",
    "swing_points",
    "swings",
]

# SALib is imported where it is used: it brings Matplotlib, which takes seconds to load.
LEVELS = 4
MOST_REPEATED = 8


@dataclass(frozen=True, slots=True)
class Effect:
    """Change of an outcome when one assumption moves over its range, wherever the others lie (Morris 1991)."""

    path: str
    mean: float
    """Mean elementary effect, over the whole range of the assumption, in the outcome's unit."""
    size: float
    """Mean of its absolute values (Campolongo et al. 2007)."""
    size_half: float
    """Half-width of its 95 % bootstrap interval."""
    spread: float
    """Standard deviation of the effects: curvature, interplay with other assumptions, and chance."""


@dataclass(frozen=True, slots=True)
class Swing:
    """An outcome with one assumption at either end of its range, all others as they are, less the outcome as it is."""

    path: str
    low: Interval
    high: Interval

    @property
    def size(self) -> float:
        """The larger of the two differences."""
        return max(abs(self.low.estimate), abs(self.high.estimate))


@dataclass(frozen=True, slots=True)
class Index:
    """The share of an outcome's variance that one assumption brings (Sobol 2001, Saltelli et al. 2010)."""

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
    """Draw Morris's design: trajectories through the unit cube, each moving one assumption after the other.

    Parameters
    ----------
    paths : sequence of str
        Paths of the assumptions.
    trajectories : int
        Number of trajectories.
    seed : int
        Of the design.

    Returns
    -------
    array, shape (trajectories * (assumptions + 1), assumptions)
        Places from 0 to 1.
    """
    from SALib.sample.morris import sample

    points: FloatArray = sample(_problem(paths), trajectories, num_levels=LEVELS, seed=seed)
    return points


def effects(paths: Sequence[str], points: FloatArray, outcome: FloatArray, seed: int = 0) -> list[Effect]:
    """Elementary effects, the largest first; none from fewer than two trajectories.

    A trajectory that is not whole, or not defined throughout, is left out.

    Parameters
    ----------
    paths : sequence of str
        Paths of the assumptions.
    points : array, shape (points, assumptions)
        From :func:`screening_points`.
    outcome : array, shape (points,)
        The outcome there.
    seed : int
        Of the bootstrap.
    """
    from SALib.analyze.morris import analyze

    complete = _whole(outcome, len(paths) + 1)
    if complete.sum() < 2 * (len(paths) + 1):
        return []
    analysis = analyze(
        _problem(paths),
        points[: complete.size][complete],
        outcome[: complete.size][complete],
        num_levels=LEVELS,
        seed=np.random.default_rng(seed),
    )
    columns = [np.asarray(analysis[name], np.float64) for name in ("mu", "mu_star", "mu_star_conf", "sigma")]
    rows = [Effect(path, *map(float, row)) for path, *row in zip(paths, *columns, strict=True)]
    return sorted(rows, key=lambda effect: -effect.size)


def swing_points(ranges: int, few: Sequence[int]) -> FloatArray:
    """Place a few assumptions at either end of their range, all others as they are (NaN).

    Parameters
    ----------
    ranges : int
        Number of all assumptions.
    few : sequence of int
        Numbers of the few.

    Returns
    -------
    array, shape (2 * few, ranges)
        The low end and the high end of each.
    """
    points = np.full((2 * len(few), ranges), np.nan)
    for row, place in enumerate(few):
        points[2 * row : 2 * row + 2, place] = 0.0, 1.0
    return points


def swings(paths: Sequence[str], base: FloatArray, outcome: FloatArray, level: float = 0.95) -> list[Swing]:
    """The tornado: paired differences of each end to the outcome as it is, the largest first.

    Parameters
    ----------
    paths : sequence of str
        Paths of the few assumptions.
    base : array, shape (replications,)
        The outcome as it is.
    outcome : array, shape (points, replications)
        The outcome at :func:`swing_points`, under common random numbers; an incomplete pair is left out.
    level : float
        Confidence of each interval.
    """
    moved = [mean_interval(row - base, level) for row in outcome]
    rows = [Swing(path, *ends) for path, *ends in zip(paths, moved[::2], moved[1::2], strict=False)]
    return sorted(rows, key=lambda swing: -swing.size)


def index_points(paths: Sequence[str], size: int, seed: int) -> FloatArray:
    """Draw Saltelli's design over a scrambled Sobol sequence.

    Parameters
    ----------
    paths : sequence of str
        Paths of the assumptions.
    size : int
        A power of two.
    seed : int
        Of the design.

    Returns
    -------
    array, shape (size * (assumptions + 2), assumptions)
        Places from 0 to 1.
    """
    from SALib.sample.sobol import sample

    points: FloatArray = sample(_problem(paths), size, calc_second_order=False, seed=seed)
    return points


def indices(paths: Sequence[str], outcome: FloatArray, seed: int = 1) -> list[Index]:
    """Shares of variance, the largest total first; none where the outcome does not vary.

    Parameters
    ----------
    paths : sequence of str
        Paths of the assumptions.
    outcome : array, shape (points,)
        The outcome at :func:`index_points`; what is not whole or not defined throughout is left out.
    seed : int
        Of the bootstrap, from 1.
    """
    from SALib.analyze.sobol import analyze

    complete = outcome[: outcome.size - outcome.size % (len(paths) + 2)][_whole(outcome, len(paths) + 2)]
    if complete.size < 2 * (len(paths) + 2) or not np.ptp(complete):
        return []
    analysis = analyze(_problem(paths), complete, calc_second_order=False, seed=seed)
    columns = [np.asarray(analysis[name], np.float64) for name in ("S1", "S1_conf", "ST", "ST_conf")]
    rows = [Index(path, *map(float, row)) for path, *row in zip(paths, *columns, strict=True)]
    return sorted(rows, key=lambda index: -index.total)


def repeated_rows(points: int) -> list[int]:
    """Pick points, evenly over a design, to be read again under other random numbers, which shows the part of chance.

    Parameters
    ----------
    points : int
        Number of points of the design.

    Returns
    -------
    list of int
        Rows of the design.
    """
    return [int(row) for row in np.unique(np.linspace(0, points - 1, min(points, MOST_REPEATED)).round())]


def noise_share(outcome: FloatArray, first: FloatArray, again: FloatArray) -> float:
    """Estimate the share of chance in an outcome's variance over a design; an effect on all points alike is none.

    With few points it may lie far off, and above 1.

    Parameters
    ----------
    outcome : array, shape (points,)
        Over the design.
    first, again : array, shape (repeated points,)
        At :func:`repeated_rows`, under the design's random numbers and under others.
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
