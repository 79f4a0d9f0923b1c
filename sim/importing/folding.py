"""Several rows of one thing as one: lines of an invoice, legs of a call, states and interactions of a ticket."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from sim.importing.dates import NO_TIME

__all__ = ["Folding", "identical", "text_codes"]

Items = NDArray[np.int64]
PIECE = 1 << 14
MOST_CODE = (1 << 62) - 1


class Folding:
    """Items by what they belong to, in the order in which they count.

    Parameters
    ----------
    keys : list of array
        Items with equal keys belong together; a key of -1 or `NO_TIME` in the first belongs to nothing else.
    order : array, optional
        Order of the items of a group; that of the file where there is none.
    """

    def __init__(self, keys: list[Items], order: Items | None = None) -> None:
        count = len(keys[0])
        self.trivial = _all_differ(keys[0])
        """Whether every item stands for itself."""
        self.order: Items = np.arange(count)
        self.starts: Items = self.order
        self.placed: Items = self.order
        self.lead: Items = self.order
        """For each group its first item in the file; groups stand in this order."""
        self.sizes: Items = np.ones(count, np.int64)
        if not self.trivial:
            self._group(keys, order)

    def _group(self, keys: list[Items], order: Items | None) -> None:
        count = len(keys[0])
        alone = (keys[0] == -1) | (keys[0] == NO_TIME)
        first = np.where(alone, -2 - np.arange(count), keys[0])
        self.order = np.lexsort([np.arange(count), *([order] if order is not None else []), *reversed(keys[1:]), first])
        changed = np.zeros(count, bool)
        changed[:1] = True
        for key in (first, *keys[1:]):
            ordered = key[self.order]
            changed[1:] |= ordered[1:] != ordered[:-1]
        self.starts = np.flatnonzero(changed)
        lead = np.minimum.reduceat(self.order, self.starts)
        self.placed = np.argsort(lead, kind="stable")
        self.lead = lead[self.placed]
        self.sizes = np.diff(np.append(self.starts, count))[self.placed]
        self.trivial = len(self.lead) == count

    @property
    def count(self) -> int:
        """Groups."""
        return len(self.lead)

    def first(self, present: NDArray[np.bool_]) -> Items:
        """Item of each group that comes first among those that are there.

        Parameters
        ----------
        present : array of bool
            Items that have something to say.

        Returns
        -------
        array of int64
            -1 where a group has none.
        """
        if self.trivial:
            return np.where(present, self.lead, -1)
        places = np.where(present[self.order], np.arange(len(self.order)), len(self.order))
        best = np.minimum.reduceat(places, self.starts) if len(places) else places
        return np.where(best < len(self.order), self.order[np.minimum(best, len(self.order) - 1)], -1)[self.placed]

    def last(self, present: NDArray[np.bool_]) -> Items:
        """Item of each group that comes last among those that are there.

        Parameters
        ----------
        present : array of bool
            Items that have something to say.

        Returns
        -------
        array of int64
            -1 where a group has none.
        """
        if self.trivial:
            return np.where(present, self.lead, -1)
        places = np.where(present[self.order], np.arange(len(self.order)), -1)
        best = np.maximum.reduceat(places, self.starts) if len(places) else places
        return np.where(best >= 0, self.order[np.maximum(best, 0)], -1)[self.placed]

    def most(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """Largest number of each group.

        Parameters
        ----------
        values : array of float
            NaN where there is none.

        Returns
        -------
        array of float
            NaN where a group has none.
        """
        if self.trivial:
            return values
        ordered = np.where(np.isnan(values), -np.inf, values)[self.order]
        best = np.maximum.reduceat(ordered, self.starts) if len(ordered) else ordered
        return np.where(np.isinf(best), np.nan, best)[self.placed]

    def total(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """Sum of each group.

        Parameters
        ----------
        values : array of float
            NaN where there is none.

        Returns
        -------
        array of float
            NaN where a group has none.
        """
        if self.trivial:
            return values
        present = ~np.isnan(values)
        ordered = np.where(present, values, 0.0)[self.order]
        sums = np.add.reduceat(ordered, self.starts) if len(ordered) else ordered
        counts = np.add.reduceat(present[self.order].astype(np.int64), self.starts) if len(ordered) else ordered
        return np.where(counts > 0, sums, np.nan)[self.placed]

    def varies(self, codes: Items) -> NDArray[np.bool_]:
        """Tell of each group whether a value differs within it.

        Parameters
        ----------
        codes : array of int64
            Values; -1 and `NO_TIME` count as values.

        Returns
        -------
        array of bool
            One flag a group.
        """
        if not len(codes):
            return np.zeros(0, bool)
        ordered = codes[self.order]
        differs: NDArray[np.bool_] = np.maximum.reduceat(ordered, self.starts) != np.minimum.reduceat(
            ordered, self.starts
        )
        return differs[self.placed]

    def group_of(self) -> Items:
        """Place of each item's group.

        Returns
        -------
        array of int64
            By item.
        """
        position = np.empty(len(self.starts), np.int64)
        position[self.placed] = np.arange(len(self.starts))
        groups = np.empty(len(self.order), np.int64)
        groups[self.order] = np.repeat(position, np.diff(np.append(self.starts, len(self.order))))
        return groups


def _all_differ(codes: Items) -> bool:
    """Are all codes different, but for those that belong to nothing?"""
    own = np.sort(codes[(codes != -1) & (codes != NO_TIME)])
    return not (own[1:] == own[:-1]).any()


def identical(hashes: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Rows that repeat an earlier one cell by cell.

    Parameters
    ----------
    hashes : array of int64
        A digest of all cells of each row.

    Returns
    -------
    array of bool
        False for the first of equal rows.
    """
    repeated = np.ones(len(hashes), bool)
    repeated[np.unique(hashes, return_index=True)[1]] = False
    return repeated


def text_codes(texts: pa.Array) -> Items:
    """Equal texts as equal numbers.

    Parameters
    ----------
    texts : pyarrow.Array
        Strings.

    Returns
    -------
    array of int64
        -1 where there is none. They hold within one process.
    """
    codes = np.empty(len(texts), np.int64)
    for start in range(0, len(texts), PIECE):
        words = texts.slice(start, PIECE).to_pylist()
        codes[start : start + len(words)] = [-1 if word is None else hash(word) & MOST_CODE for word in words]
    return codes
