"""Money tied up over time: receivables, less deferred revenue."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from sim.metrics.columns import FloatArray, IntArray, column
from sim.metrics.grid import Grid
from sim.records.run import Run

__all__ = ["deferred_over_time", "deposits_over_time", "receivables_over_time"]


def receivables_over_time(run: Run, grid: Grid) -> FloatArray:
    """Open receivables integrated over time: cents x minutes by customer and month.

    An invoice opens at its total less service credits and credit notes; cash, dispute credits and write-offs close it.

    Parameters
    ----------
    run : Run
        A simulated run.
    grid : Grid
        Its customers and months.

    Returns
    -------
    array, shape (customers, months)
        Cents x minutes.
    """
    invoices, end = run.records.invoices, grid.starts[1:]
    billed = column(invoices, "net_cents")
    issued = np.maximum(column(invoices, "issued"), 0.0)  # those from before the study are open from its start
    movements: list[tuple[Sequence[Any], FloatArray, FloatArray]] = [(invoices, issued, billed)]
    for closing, field in (
        (run.records.payments, "settled_cents"),
        (run.records.write_offs, "amount_cents"),
        (run.records.disputes_settled, "credit_cents"),
    ):
        movements.append((closing, column(closing, "at"), -column(closing, field)))
    opened, growth = np.zeros(grid.shape), np.zeros(grid.shape)
    for rows, at, amount in movements:
        months = grid.month_of(at)
        cells = grid.cells(rows, months)
        opened += grid.total(cells, amount)
        growth += grid.total(cells, amount * (end[months] - at))
    before = np.cumsum(opened, axis=1) - opened
    return before * np.diff(grid.starts) + growth


def deferred_over_time(run: Run, grid: Grid) -> FloatArray:
    """Deferred revenue, fees billed for months yet to come, over time; within a month its fee is earned evenly.

    Parameters
    ----------
    run : Run
        A simulated run.
    grid : Grid
        Its customers and months.

    Returns
    -------
    array, shape (customers, months)
        Cents x minutes.
    """
    earned = _fees_earned(run, grid)
    ends = np.cumsum(_fees_billed(run, grid) - earned, axis=1)
    return np.asarray((ends + earned / 2) * np.diff(grid.starts), np.float64)


def deposits_over_time(run: Run, grid: Grid) -> FloatArray:
    """Deposits held, integrated over time: cents x minutes by customer and month.

    Parameters
    ----------
    run : Run
        A simulated run.
    grid : Grid
        Its customers and months.

    Returns
    -------
    array, shape (customers, months)
        Cents x minutes.
    """
    rows, end = run.records.deposits, grid.starts[1:]
    at, amount = column(rows, "at"), column(rows, "amount_cents")
    months = grid.month_of(at)
    cells = grid.cells(rows, months)
    moved, growth = grid.total(cells, amount), grid.total(cells, amount * (end[months] - at))
    before = np.cumsum(moved, axis=1) - moved
    return np.asarray(before * np.diff(grid.starts) + growth, np.float64)


def _fees_billed(run: Run, grid: Grid) -> IntArray:
    """Fees billed by customer and month, less credit notes; with those deferred at the start in the first month."""
    records, total = run.records, np.zeros(grid.shape, np.int64)
    start = records.deferred.where(records.deferred.column("at") < run.horizon)
    invoices = records.invoices.where(records.invoices.column("issued") >= 0)
    for rows, at, amount in (
        (invoices, "issued", column(invoices, "fee_cents")),
        (records.fee_credits, "at", -column(records.fee_credits, "amount_cents")),
        (start, "at", column(start, "amount_cents")),
    ):
        total += grid.cents(grid.cells(rows, grid.month_of(column(rows, at))), amount)
    return total


def _fees_earned(run: Run, grid: Grid) -> IntArray:
    """Fees earned by customer and month."""
    months = run.records.months
    cells = grid.cells(months, column(months, "month").astype(np.int64))
    return grid.cents(cells, column(months, "recognised_cents"))
