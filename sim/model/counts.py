"""Counts of one uniform each, by inverse distribution function: a higher mean never takes one away."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
from scipy.special import gammainccinv, pdtr, pdtrik

__all__ = ["Events", "events", "poisson"]

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Events = Callable[[Floats, Floats, Floats], tuple[Integers, Integers, Floats]]
SMALLEST_MEAN = 1e-9


def poisson(uniforms: Floats, means: Floats) -> Integers:
    """Poisson counts by inverse distribution function.

    Parameters
    ----------
    uniforms : array of float64
        On the open interval (0, 1).
    means : array of float64
        0 or more.

    Returns
    -------
    array of int64
        0 where the mean is 0.
    """
    count = np.ceil(pdtrik(uniforms, np.maximum(means, SMALLEST_MEAN)))
    below = np.maximum(count - 1, 0)
    return np.asarray(np.where(pdtr(below, means) >= uniforms, below, count), np.int64)


def events(uniforms: Floats, means: Floats, most: Floats) -> tuple[Integers, Integers, Floats]:
    """Events of Poisson counts whose means may rise, with the rise at which the count passes each of them.

    Parameters
    ----------
    uniforms : array of float64, shape (n,)
        One for each count, on the open interval (0, 1).
    means : array of float64, shape (n,)
        Usual means, above 0.
    most : array of float64, shape (n,)
        Largest means that there may be, no less than the usual ones.

    Returns
    -------
    place : array of int64, shape (m,)
        Place of the count that each event belongs to, from 0.
    number : array of int64, shape (m,)
        Number of the event in its count, from 0. All events of a count have their row, in whatever order.
    threshold : array of float64, shape (m,)
        Multiple of the usual mean from which on the event exists; 0 where the usual mean will do.
    """
    place, number = np.arange(uniforms.size), 0
    parts: list[tuple[Integers, Integers, Floats]] = []
    while True:
        needed = gammainccinv(number + 1, uniforms[place])
        real = needed < most[place]
        place, needed = place[real], needed[real]
        parts.append((place, np.full(place.size, number), needed / means[place]))
        if not place.size:
            break
        number += 1
    places, numbers, thresholds = (np.concatenate(column) for column in zip(*parts, strict=True))
    return places, numbers, np.where(thresholds < 1.0, 0.0, thresholds)
