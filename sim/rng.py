"""Uniforms by absolute address: (root seed, replication, entity, purpose, index), independent of everything else drawn.

The generator is Philox4x64-10 (Salmon, Moraes, Dror & Shaw 2011), evaluated over arrays. The root seed and the
replication are its key, the entity's and the purpose's name and two integers its counter, each in a 64-bit word of its
own, so that no two addresses share a block. Each block gives eight uniforms of 32 bits on the open interval (0, 1).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import lru_cache

import numpy as np
import numpy.typing as npt

__all__ = ["MULTIPLIERS", "ROUNDS", "UNIFORMS_PER_BLOCK", "WEYL", "Uniforms", "derived_seed", "draw", "philox", "word"]

Words = npt.NDArray[np.uint64]
Floats = npt.NDArray[np.float64]
Key = tuple[np.uint64, np.uint64]
Generator = Callable[[Key, np.uint64, Words, int], Floats]

UNIFORMS_PER_BLOCK = 8
ROUNDS = 10
LOW = np.uint64(0xFFFFFFFF)
HALF = np.uint64(32)
MULTIPLIERS = (0xD2E7470EE14C6C93, 0xCA5A826395121157)
WEYL = (0x9E3779B97F4A7C15, 0xBB67AE8584CAA73B)
FACTORS = np.array(MULTIPLIERS, np.uint64)[:, None]
FACTORS_LOW, FACTORS_HIGH = FACTORS & LOW, FACTORS >> HALF
STEPS = np.array(WEYL, np.uint64)[:, None]
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


def _multiply(b: Words) -> tuple[Words, Words]:
    """High and low 64 bits of the two multipliers times the two rows of ``b``."""
    b_low, b_high = b & LOW, b >> HALF
    cross = FACTORS_LOW * b_low
    cross >>= HALF
    middle = FACTORS_HIGH * b_low
    middle += cross
    np.multiply(FACTORS_LOW, b_high, out=cross)
    np.bitwise_and(middle, LOW, out=b_low)
    cross += b_low
    cross >>= HALF
    middle >>= HALF
    b_high *= FACTORS_HIGH
    b_high += middle
    b_high += cross
    return b_high, FACTORS * b


def philox(key: tuple[int, int] | Key, counter: tuple[Words, Words, Words, Words]) -> tuple[Words, Words, Words, Words]:
    """Philox4x64-10 of each counter under one key. Source: Salmon et al. 2011.

    Parameters
    ----------
    key : two ints
        0 to 2**64 - 1.
    counter : four arrays of uint64
        Of one shape.

    Returns
    -------
    four arrays of uint64
        Shaped like the counters.
    """
    even, odd = np.stack(counter[::2]), np.stack(counter[1::2])
    keys = np.array(key, np.uint64)[:, None]
    for _ in range(ROUNDS):
        high, low = _multiply(even)
        odd ^= high[::-1]
        odd ^= keys
        even, odd = odd, low[::-1]
        keys = keys + STEPS
    return even[0], odd[0], even[1], odd[1]


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


def draw(key: Key, purpose: np.uint64, addresses: Words, blocks: int) -> Floats:
    """Uniforms of many addresses of one purpose.

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
    entity, first, second = np.repeat(addresses, blocks, axis=1)
    number = np.tile(np.arange(blocks, dtype=np.uint64), addresses.shape[1])
    words = philox(key, ((second << HALF) | number, first, np.full_like(first, purpose), entity))
    halves = np.stack(words, axis=1).astype("<u8", copy=False).view("<u4")
    uniforms = halves + 0.5
    uniforms *= 2.0**-32
    return uniforms.reshape(-1, UNIFORMS_PER_BLOCK * blocks)


class Uniforms:
    """Random numbers of one replication, by address.

    Parameters
    ----------
    seed : int
        Root seed, 0 to 2**64 - 1.
    replication : int
        Number of the replication, from 0.
    generator : callable, optional
        Draws the uniforms of many addresses: :func:`draw`, or another that is equal to the last bit.

    Attributes
    ----------
    key : two uint64
        Root seed and replication, as the generator takes them.
    """

    def __init__(self, seed: int, replication: int, generator: Generator = draw) -> None:
        self.key = (np.uint64(seed & MASK), np.uint64(replication & MASK))
        self._generator = generator

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
            Two integers of the address, such as day and ordinal; ``second`` from 0 to below 2**32.
        blocks : int
            How many blocks of eight uniforms each address has.

        Returns
        -------
        array of float64, shape (n, 8 * blocks)
            On the open interval (0, 1).
        """
        parts = np.asarray(entities, np.uint64), np.asarray(first, np.int64), np.asarray(second, np.int64)
        addresses = np.empty((len(parts), np.broadcast(*parts).size), np.uint64)
        for place, part in enumerate(parts):
            addresses[place] = part
        return self._generator(self.key, np.uint64(word(purpose)), addresses, blocks)

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
        return grid.reshape(words.size, UNIFORMS_PER_BLOCK * numbers.size)[:, offset : offset + stop - start]
