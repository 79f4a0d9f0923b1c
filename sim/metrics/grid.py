"""Tables of customers by months, into which rows of records are summed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from sim.metrics.columns import FloatArray, IntArray, codes
from sim.records.run import Run

__all__ = ["Grid"]


class Grid:
    """A table of customers by months, into which rows of records are summed.

    Parameters
    ----------
    run : Run
        A simulated run, for its customers and months.
    """

    def __init__(self, run: Run) -> None:
        self.customers = tuple(row.customer for row in run.records.customers)
        self.index = {name: position for position, name in enumerate(self.customers)}
        self.starts = np.asarray(run.month_starts)
        self.shape = (len(self.customers), len(self.starts) - 1)

    def month_of(self, at: FloatArray) -> IntArray:
        """Month in which each moment lies.

        Parameters
        ----------
        at : array, shape (rows,)
            Minutes since the start.

        Returns
        -------
        array of int, shape (rows,)
            From 0; the last month for the horizon itself.
        """
        return np.clip(np.searchsorted(self.starts, at, side="right") - 1, 0, self.shape[1] - 1)

    def cells(self, rows: Sequence[Any], months: IntArray) -> IntArray:
        """Cell of the table to which each row belongs.

        Parameters
        ----------
        rows : sequence
            Records of customers.
        months : array of int, shape (rows,)
            Month of each row, from 0.

        Returns
        -------
        array of int, shape (rows,)
            One past the last cell for customers that the run has no row of.
        """
        customers = codes(rows, "customer", self.index)
        return np.where(customers < 0, self.shape[0] * self.shape[1], customers * self.shape[1] + months)

    def total(self, cells: IntArray, amounts: FloatArray) -> FloatArray:
        """Sum amounts by customer and month.

        Parameters
        ----------
        cells : array of int, shape (rows,)
            Cells, of :meth:`cells`.
        amounts : array, shape (rows,)
            Amounts in any unit.

        Returns
        -------
        array, shape (customers, months)
            Sums in the same unit.
        """
        size = self.shape[0] * self.shape[1]
        return np.bincount(cells, amounts, size + 1)[:size].astype(np.float64).reshape(self.shape)

    def cents(self, cells: IntArray, amounts: FloatArray) -> IntArray:
        """Sum whole cents by customer and month.

        Parameters
        ----------
        cells : array of int, shape (rows,)
            Cells, of :meth:`cells`.
        amounts : array, shape (rows,)
            In cents.

        Returns
        -------
        array of int, shape (customers, months)
            In cents.
        """
        return np.rint(self.total(cells, amounts)).astype(np.int64)
