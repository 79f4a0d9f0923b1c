"""Draws of the parameters of a likelihood by their weight, for bands that hold what is not sure of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

import numpy as np

from sim.fitting.likelihood import Floats, best_values

__all__ = ["LogLikelihood", "even_in_odds", "weighted_draws"]

LogLikelihood: TypeAlias = Callable[[Floats], Floats]
"""From points, shape (points, parameters), to logarithms, shape (points,); parameters are free of bounds."""

PROPOSED, ROUNDS, FREEDOM = 1_500, 4, 4
"""Points proposed at once, rounds of adaptation, degrees of freedom of the proposal."""
ENOUGH = 0.25
"""Effective share of the proposed points with which a proposal is kept."""
STEP = 0.05
"""For second differences."""
FLAT = 0.1
"""Least second derivative: a proposal is no wider than three units of a logarithm."""


def even_in_odds(odds: Floats) -> Floats:
    """Weight of a parameter that is even in a share, where its log odds are the parameter.

    Parameters
    ----------
    odds : array of float
        Log odds.

    Returns
    -------
    array of float
        Logarithm of share times 1 less share.
    """
    return np.asarray(-np.logaddexp(0, odds) - np.logaddexp(0, -odds))


def weighted_draws(log_weight: LogLikelihood, start: Floats, count: int, seed: int) -> Floats:
    """Draw parameters by their weight.

    Parameters
    ----------
    log_weight : callable
        Logarithm of likelihood times weight; its integral must be finite.
    start : array of float
        Where to begin.
    count : int
        Draws.
    seed : int
        Of the draws.

    Returns
    -------
    array of float, shape (count, parameters)
        Points. Method: importance resampling from a t distribution about the maximum, adapted until a quarter of its
        points counts (Rubin 1988; Oh & Berger 1992).
    """
    rng = np.random.default_rng(seed)
    middle = best_values(lambda point: float(-log_weight(point[None])[0]), start)
    size = len(middle)
    spread = _curvature(log_weight, middle)
    for _ in range(ROUNDS):
        scale = np.sqrt(FREEDOM / rng.chisquare(FREEDOM, PROPOSED))[:, None]
        standard = rng.standard_normal((PROPOSED, size)) * scale
        points = middle + standard @ np.linalg.cholesky(spread).T
        logs = log_weight(points) + (FREEDOM + size) / 2 * np.log1p((standard**2).sum(axis=1) / FREEDOM)
        weights = np.exp(logs - logs.max())
        weights /= weights.sum()
        if 1 / (weights**2).sum() > ENOUGH * PROPOSED:
            break
        middle = weights @ points
        spread = np.atleast_2d(np.cov(points.T, aweights=weights)) + 1e-6 * np.eye(size)
    return np.asarray(points[rng.choice(PROPOSED, count, p=weights)])


def _curvature(log_weight: LogLikelihood, middle: Floats) -> Floats:
    """Inverse of minus the second derivatives."""
    size = len(middle)
    steps = STEP * np.eye(size)
    signs = ((1, 1), (1, -1), (-1, 1), (-1, -1))
    corners = np.array([[[middle + a * i + b * j for a, b in signs] for j in steps] for i in steps])
    values = log_weight(corners.reshape(-1, size)).reshape(size, size, 4)
    second = -(values[..., 0] - values[..., 1] - values[..., 2] + values[..., 3]) / (4 * STEP**2)
    eigenvalues, vectors = np.linalg.eigh(second)
    return np.asarray((vectors / np.maximum(eigenvalues, FLAT)) @ vectors.T)
