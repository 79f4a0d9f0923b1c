"""Uniforms by absolute address: (root seed, replication, entity, purpose, index), independent of everything else drawn.

The generator is Philox4x64-10 (Salmon, Moraes, Dror & Shaw 2011), evaluated over arrays. The root seed and the
replication are its key, the entity's and the purpose's name and two integers its counter, each in a 64-bit word of its
own, so that no two addresses share a block. Each block gives eight uniforms of 32 bits on the open interval (0, 1).
"""

from __future__ import annotations

import hashlib
from functools import lru_cache

import numpy as np
import numpy.typing as npt

__all__ = ["MULTIPLIERS", "ROUNDS", "UNIFORMS_PER_BLOCK", "WEYL", "Uniforms", "derived_seed", "philox", "word"]

Words = npt.NDArray[np.uint64]
Floats = npt.NDArray[np.float64]

UNIFORMS_PER_BLOCK = 8
ROUNDS = 10
LOW = np.uint64(0xFFFFFFFF)
HALF = np.uint64(32)
MULTIPLIERS = (0xD2E7470EE14C6C93, 0xCA5A826395121157)
WEYL = (0x9E3779B97F4A7C15, 0xBB67AE8584CAA73B)
MASK = 0xFFFFFFFFFFFFFFFF
SPARE_BITS = 11
"""Bits of a word that a double does not hold."""


@lru_cache(maxsize=65536)
def word(name: str) -> int:
    """A 64-bit word for a name (BLAKE2b), equal on every machine and in every process.

    Parameters
    ----------
    name : str
        Of an entity or a purpose.

    Returns
    -------
    int
        0 to 2**64 - 1.
    """
    return int.from_bytes(hashlib.blake2b(name.encode(), digest_size=8).digest(), "little")


def _multiply(a: int, b: Words) -> tuple[Words, Words]:
    """High and low 64 bits of ``a * b``."""
    a_low, a_high = np.uint64(a & 0xFFFFFFFF), np.uint64(a >> 32)
    b_low, b_high = b & LOW, b >> HALF
    middle = a_high * b_low + ((a_low * b_low) >> HALF)
    cross = a_low * b_high + (middle & LOW)
    return a_high * b_high + (middle >> HALF) + (cross >> HALF), np.uint64(a) * b


def philox(key: tuple[int, int], counter: tuple[Words, Words, Words, Words]) -> tuple[Words, Words, Words, Words]:
    """Philox4x64-10 of each counter under one key. Source: Salmon et al. 2011.

    Parameters
    ----------
    key : two ints
        64-bit words.
    counter : four arrays of uint64
        Of one shape.

    Returns
    -------
    four arrays of uint64
        Shaped like the counters.
    """
    c0, c1, c2, c3 = counter
    k0, k1 = key
    for _ in range(ROUNDS):
        high0, low0 = _multiply(MULTIPLIERS[0], c0)
        high1, low1 = _multiply(MULTIPLIERS[1], c2)
        c0, c1, c2, c3 = high1 ^ c1 ^ np.uint64(k0), low1, high0 ^ c3 ^ np.uint64(k1), low0
        k0, k1 = (k0 + WEYL[0]) & MASK, (k1 + WEYL[1]) & MASK
    return c0, c1, c2, c3


def derived_seed(seed: int, purpose: str, number: int) -> int:
    """Derive a root seed from another by absolute address, independent of all that is drawn under either.

    Parameters
    ----------
    seed : int
        Root seed, 0 to 2**64 - 1.
    purpose : str
        What the seed is for; another purpose has other seeds.
    number : int
        Number of the seed, from 0.

    Returns
    -------
    int
        Root seed, 0 to 2**53 - 1: readers of JSON that know only doubles do not round it.
    """
    address = (number, 0, word(purpose), word("root seed"))
    counter = tuple(np.array([part], np.uint64) for part in address)
    return int(philox((seed & MASK, 0), (counter[0], counter[1], counter[2], counter[3]))[0][0]) >> SPARE_BITS


class Uniforms:
    """Random numbers of one replication, by address.

    Parameters
    ----------
    seed : int
        Root seed, 0 to 2**64 - 1.
    replication : int
        Number of the replication, from 0.
    """

    def __init__(self, seed: int, replication: int) -> None:
        self._key = (seed & MASK, replication & MASK)

    def at(
        self,
        entities: npt.ArrayLike,
        purpose: str,
        first: npt.ArrayLike,
        second: npt.ArrayLike,
        blocks: int = 1,
    ) -> Floats:
        """Uniforms of many addresses at once.

        Parameters
        ----------
        entities : array of uint64, shape (n,)
            Words of the entities' names (:func:`word`).
        purpose : str
            Name of the decision; another purpose is another stream.
        first, second : array of int, shape (n,)
            Two integers of the address, such as day and ordinal; ``second`` below 2**32.
        blocks : int
            How many blocks of eight uniforms each address has.

        Returns
        -------
        array of float64, shape (n, 8 * blocks)
            On the open interval (0, 1).
        """
        entity, a, b = np.broadcast_arrays(
            np.asarray(entities, np.uint64),
            np.asarray(first, np.int64).astype(np.uint64),
            np.asarray(second, np.uint64),
        )
        entity, a, b = (np.repeat(part.ravel(), blocks) for part in (entity, a, b))
        block = np.tile(np.arange(blocks, dtype=np.uint64), entity.size // blocks if blocks else 0)
        purpose_word = np.full(entity.size, word(purpose), np.uint64)
        words = philox(self._key, ((b << HALF) | block, a, purpose_word, entity))
        halves = np.empty((entity.size, UNIFORMS_PER_BLOCK))
        for column, values in enumerate(words):
            halves[:, 2 * column] = values & LOW
            halves[:, 2 * column + 1] = values >> HALF
        halves += 0.5
        halves *= 2.0**-32
        return halves.reshape(-1, UNIFORMS_PER_BLOCK * blocks)

    def rows(self, entities: npt.ArrayLike, purpose: str, start: int, stop: int) -> Floats:
        """Uniforms of a sequence per entity; number n lies in block n // 8, so that any part can be drawn on its own.

        Parameters
        ----------
        entities : array of uint64, shape (n,)
            Words of the entities' names (:func:`word`).
        purpose : str
            Name of the decision; another purpose is another stream.
        start, stop : int
            First number, and the one after the last.

        Returns
        -------
        array of float64, shape (n, stop - start)
            On the open interval (0, 1).
        """
        words = np.asarray(entities, np.uint64)
        low, high = start // UNIFORMS_PER_BLOCK, -(-stop // UNIFORMS_PER_BLOCK)
        numbers = np.arange(low, high, dtype=np.int64)
        grid = self.at(np.repeat(words, numbers.size), purpose, np.tile(numbers, words.size), 0)
        offset = start - low * UNIFORMS_PER_BLOCK
        return grid.reshape(words.size, -1)[:, offset : offset + stop - start]
