"""Emulator of an outcome: a quadratic in the places of the levers, with what it leaves as its variance."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

__all__ = ["Emulator", "fit_emulator"]

FloatArray = npt.NDArray[np.float64]
POINTS_A_TERM = 2.0
"""Fewest points for each term of an emulator."""


@dataclass(frozen=True, slots=True)
class Emulator:
    """A quadratic with the variance of one history about it."""

    coefficients: FloatArray
    order: int
    """2 with products of levers, 1 with squares alone, 0 with neither."""
    variance: float
    """Of one replication about the quadratic: chance and misfit together."""
    inverse: FloatArray
    """Of the cross product of the terms, for what is not sure of the quadratic itself."""
    explained: float
    """Share of the variance over the points that the quadratic explains, less what its terms would by chance."""

    def __call__(self, points: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Predict one history at some points.

        Parameters
        ----------
        points : array, shape (points, levers)
            Places from 0 to 1.

        Returns
        -------
        two arrays, shape (points,)
            Mean and variance of the outcome in one history.
        """
        terms = _terms(points, self.order)
        leverage = np.einsum("ij,jk,ik->i", terms, self.inverse, terms)
        return terms @ self.coefficients, self.variance * (1 + leverage)


def fit_emulator(points: FloatArray, values: FloatArray) -> Emulator | None:
    """Fit an emulator by least squares.

    Parameters
    ----------
    points : array, shape (points, levers)
        Places from 0 to 1.
    values : array, shape (points,)
        The outcome, one replication each; those that are not defined are left out.

    Returns
    -------
    Emulator or None
        Of the order that misses points least that are left out of it; None where fewer points than two a term of the
        simplest are left. Source: Craig et al. 1997, of history matching; a quadratic by least squares in place of a
        Gaussian process, since one replication is mostly noise.
    """
    defined = np.isfinite(values)
    points, values = points[defined], values[defined]
    candidates = [_fitted(points, values, order) for order in (2, 1, 0) if _enough(points, order)]
    return min(candidates, key=lambda pair: pair[1])[0] if candidates else None


def _enough(points: FloatArray, order: int) -> bool:
    return bool(len(points) >= POINTS_A_TERM * _terms(points[:1], order).shape[1])


def _fitted(points: FloatArray, values: FloatArray, order: int) -> tuple[Emulator, float]:
    """The emulator of one order, and how far it misses points that are left out one at a time (PRESS, Allen 1974)."""
    terms = _terms(points, order)
    inverse = np.asarray(np.linalg.pinv(terms.T @ terms), np.float64)
    coefficients = np.asarray(inverse @ terms.T @ values, np.float64)
    rest = values - terms @ coefficients
    variance = float((rest**2).sum() / (len(values) - terms.shape[1]))
    total = float(values.var(ddof=1))
    explained = max(1 - variance / total, 0.0) if total else 0.0
    leverage = np.einsum("ij,jk,ik->i", terms, inverse, terms)
    missed = float(((rest / np.maximum(1 - leverage, 1e-6)) ** 2).sum())
    return Emulator(coefficients, order, variance, inverse, explained), missed


def _terms(points: FloatArray, order: int) -> FloatArray:
    """Terms of the quadratic, of places from -1 to 1."""
    centred = 2 * points - 1
    columns = [np.ones((len(points), 1)), centred]
    if order >= 1:
        columns.append(centred**2)
    if order >= 2:
        first, second = np.triu_indices(points.shape[1], 1)
        columns.append(centred[:, first] * centred[:, second])
    return np.concatenate(columns, axis=1)
