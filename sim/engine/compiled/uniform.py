"""One random number by its address; see :mod:`sim.rng`."""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.engine.compiled.pure import kernel
from sim.rng import MULTIPLIERS, ROUNDS, WEYL

__all__ = ["uniform_at"]

M0, M1 = (np.uint64(value) for value in MULTIPLIERS)
W0, W1 = (np.uint64(value) for value in WEYL)
LOW, HALF, ONE = np.uint64(0xFFFFFFFF), np.uint64(32), np.uint64(1)


@kernel
def _high(a: Any, b: Any) -> Any:
    """High 64 bits of a product."""
    a_low, a_high, b_low, b_high = a & LOW, a >> HALF, b & LOW, b >> HALF
    middle = a_high * b_low + ((a_low * b_low) >> HALF)
    cross = a_low * b_high + (middle & LOW)
    return a_high * b_high + (middle >> HALF) + (cross >> HALF)


@kernel
def uniform_at(seed: Any, replication: Any, purpose: Any, entity: Any, first: Any, second: int, column: int) -> float:
    """The uniform of an address and column, as :meth:`sim.rng.Uniforms.at` gives it."""
    c0 = (np.uint64(second) << HALF) | np.uint64(column >> 3)
    c1, c2, c3 = np.uint64(first), np.uint64(purpose), np.uint64(entity)
    k0, k1 = np.uint64(seed), np.uint64(replication)
    for _ in range(ROUNDS):
        high0, low0 = _high(M0, c0), M0 * c0
        high1, low1 = _high(M1, c2), M1 * c2
        c0, c1, c2, c3 = high1 ^ c1 ^ k0, low1, high0 ^ c3 ^ k1, low0
        k0, k1 = k0 + W0, k1 + W1
    place = (column & 7) >> 1
    chosen = c0 if place == 0 else (c1 if place == 1 else (c2 if place == 2 else c3))
    half = (chosen >> HALF) if column & 1 else (chosen & LOW)
    return (np.float64(half) + 0.5) * 2.0**-32
