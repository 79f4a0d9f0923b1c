"""Uniforms and counts of contacts, compiled: equal to the last bit, an order of magnitude sooner.

Nothing imports this module before compiled code is ready: Numba takes half a second to load.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from llvmlite import ir
from numba.core import types
from numba.extending import intrinsic
from scipy.special import gammainccinv

from sim.compiling import kernel
from sim.rng import MULTIPLIERS, ROUNDS, UNIFORMS_PER_BLOCK, WEYL

__all__ = ["block", "candidates", "draw", "events", "uniform_at", "warm_up"]

Words = npt.NDArray[np.uint64]
Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Key = tuple[np.uint64, np.uint64]

LOW = np.uint64(0xFFFFFFFF)
HALF = np.uint64(32)
MULTIPLIER_0, MULTIPLIER_1 = np.uint64(MULTIPLIERS[0]), np.uint64(MULTIPLIERS[1])
WEYL_0, WEYL_1 = np.uint64(WEYL[0]), np.uint64(WEYL[1])
COLUMNS = np.uint64(UNIFORMS_PER_BLOCK)
TWO = np.uint64(2)
USUAL, RAISED, UNSURE = 0, 1, 2
"""An event that there is at the usual mean, one that there is at the largest, and one too close to tell."""
CLOSE = 1e-9
"""Distance of a uniform from a sum of probabilities at which the rounding of either, below 1e-12, decides nothing."""
LARGEST_MEAN = 700.0
"""Beyond it the probability of none is no longer a double."""


def _product(typing: Any, a: Any, b: Any) -> Any:
    """High 64 bits of the product of two words, by the one instruction that processors have for it."""

    def generate(context: Any, builder: Any, signature: Any, values: Any) -> Any:
        wide, long = ir.IntType(128), ir.IntType(64)
        product = builder.mul(*(builder.zext(value, wide) for value in values))
        return builder.trunc(builder.lshr(product, ir.Constant(wide, 64)), long)

    return types.uint64(types.uint64, types.uint64), generate


_high: Any = intrinsic(_product)


@kernel
def block(
    key: Key, c0: np.uint64, c1: np.uint64, c2: np.uint64, c3: np.uint64
) -> tuple[np.uint64, np.uint64, np.uint64, np.uint64]:
    """Philox4x64-10 of one counter. Source: Salmon et al. 2011.

    Parameters
    ----------
    key : two uint64
        Root seed and replication.
    c0, c1, c2, c3 : uint64
        Counter, low word first.

    Returns
    -------
    four uint64
        Those of :func:`sim.rng.philox`.
    """
    k0, k1 = key
    for _ in range(ROUNDS):
        c0, c1, c2, c3 = (
            _high(MULTIPLIER_1, c2) ^ c1 ^ k0,
            MULTIPLIER_1 * c2,
            _high(MULTIPLIER_0, c0) ^ c3 ^ k1,
            MULTIPLIER_0 * c0,
        )
        k0, k1 = k0 + WEYL_0, k1 + WEYL_1
    return c0, c1, c2, c3


@kernel
def uniform_at(
    key: Key, purpose: np.uint64, entity: np.uint64, first: np.uint64, second: np.uint64, column: np.uint64
) -> float:
    """One uniform by its address: that of :meth:`sim.rng.Uniforms.at`.

    Parameters
    ----------
    key : two uint64
        Root seed and replication.
    purpose, entity : uint64
        Words of their names (:func:`sim.rng.word`).
    first, second : uint64
        The two integers of the address; one below 0 as its complement to 2**64, ``second`` below 2**32.
    column : uint64
        Number of the uniform at that address, from 0.

    Returns
    -------
    float
        On the open interval (0, 1).
    """
    words = block(key, (second << HALF) | (column // COLUMNS), first, purpose, entity)
    place = column % COLUMNS
    chosen = words[place // TWO]
    half = chosen >> HALF if place % TWO else chosen & LOW
    return (np.float64(half) + 0.5) * 2.0**-32


@kernel
def draw(key: Key, purpose: np.uint64, addresses: Words, blocks: int) -> Floats:
    """Uniforms of many addresses of one purpose: those of :func:`sim.rng.draw`.

    Parameters
    ----------
    key : two uint64
        Root seed and replication.
    purpose : uint64
        Word of the purpose's name.
    addresses : array of uint64, shape (3, n)
        Words of the entities' names, and the two integers; one below 0 as its complement to 2**64.
    blocks : int
        How many blocks of eight uniforms each address has, 1 or more.

    Returns
    -------
    array of float64, shape (n, 8 * blocks)
        On the open interval (0, 1).
    """
    entity, first, second = addresses
    uniforms = np.empty((entity.size, UNIFORMS_PER_BLOCK * blocks))
    for place in range(entity.size):
        for number in range(blocks):
            words = block(key, (second[place] << HALF) | np.uint64(number), first[place], purpose, entity[place])
            column = UNIFORMS_PER_BLOCK * number
            for chosen in words:
                uniforms[place, column] = (np.float64(chosen & LOW) + 0.5) * 2.0**-32
                uniforms[place, column + 1] = (np.float64(chosen >> HALF) + 0.5) * 2.0**-32
                column += 2
    return uniforms


@kernel
def candidates(uniforms: Floats, means: Floats, most: Floats) -> tuple[Integers, Integers, Integers]:
    """Events of Poisson counts by sums of probabilities, which tell nearly all of them apart from those that are none.

    Parameters
    ----------
    uniforms, means, most : array of float64, shape (n,)
        As for :func:`events`.

    Returns
    -------
    place, number : arrays of int64, shape (m,)
        As from :func:`events`.
    kind : array of int64, shape (m,)
        One of :data:`USUAL`, :data:`RAISED` and :data:`UNSURE`.
    """
    places, numbers, kinds = [], [], []
    for place in range(uniforms.size):
        u, usual, largest = uniforms[place], means[place], most[place]
        usual_part, part = np.exp(-usual), np.exp(-largest)
        usual_sum, whole = usual_part, part
        for number in range(int(largest + 10 * np.sqrt(largest)) + 20):
            if whole > u + CLOSE and largest <= LARGEST_MEAN:
                break
            if u - whole <= CLOSE or largest > LARGEST_MEAN:
                kinds.append(UNSURE)
            else:
                kinds.append(USUAL if u - usual_sum > CLOSE else RAISED)
            places.append(place)
            numbers.append(number)
            usual_part *= usual / (number + 1)
            part *= largest / (number + 1)
            usual_sum += usual_part
            whole += part
    return np.array(places, np.int64), np.array(numbers, np.int64), np.array(kinds, np.int64)


def events(uniforms: Floats, means: Floats, most: Floats) -> tuple[Integers, Integers, Floats]:
    """Events of Poisson counts whose means may rise: those of :func:`sim.model.counts.events`.

    The mean at which a count passes an event is looked for only where sums of probabilities do not settle it.

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
    place, number : arrays of int64, shape (m,)
        Place of the count that each event belongs to, and its number there, from 0.
    threshold : array of float64, shape (m,)
        Multiple of the usual mean from which on the event exists; 0 where the usual mean will do.
    """
    place, number, kind = candidates(uniforms, means, most)
    threshold, real = np.zeros(place.size), np.ones(place.size, np.bool_)
    rest = np.flatnonzero(kind)
    count = place[rest]
    needed = gammainccinv(number[rest] + 1, uniforms[count])
    real[rest] = (kind[rest] == RAISED) | (needed < most[count])
    multiple = needed / means[count]
    threshold[rest] = np.where(multiple < 1.0, 0.0, multiple)
    return place[real], number[real], threshold[real]


def warm_up() -> None:
    """Call the kernels with arguments of all the types that they are called with."""
    zero = np.uint64(0)
    uniform_at((zero, zero), zero, zero, zero, zero, zero)
    draw((zero, zero), zero, np.zeros((3, 0), np.uint64), 1)
    events(np.full(1, 0.5), np.ones(1), np.ones(1))
