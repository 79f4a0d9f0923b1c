"""Outcomes month by month, as fan charts show them."""

from __future__ import annotations

import numpy as np

from sim.metrics.books import LINES, REVENUE_LINES, Books, keep_books
from sim.metrics.columns import FloatArray, IntArray, column
from sim.metrics.facts import machines_of
from sim.metrics.grid import Grid
from sim.records.run import Run

__all__ = ["monthly"]


def monthly(run: Run, books: Books | None = None) -> dict[str, FloatArray]:
    """Compute outcomes by calendar month of the horizon.

    Parameters
    ----------
    run : Run
        A simulated run.
    books : Books, optional
        Its books, where they are kept already.

    Returns
    -------
    dict of arrays, shape (horizon_months,)
        ``margin`` and ``revenue`` of the month in money (they add up to the outcomes of the same name; paid
        hours are spread by days), ``customers`` under contract at its end, ``lost`` in it, ``kept``, the share of
        the customers of the start that are still under contract at its end,
        ``response_attainment`` of the promises that fell due in it and mean ``trust`` at its end; NaN where there is
        nothing to average. ``straws_of_lost.<cause>``: grievance that this cause added in the month to customers
        who have left by the horizon.
    """
    grid, books = Grid(run), books or keep_books(run)
    months = grid.shape[1]
    machines = machines_of(run)
    departures = [row for row in run.records.departures if row.customer not in machines]
    arrivals = [row for row in run.records.customers if row.customer not in machines]
    rows = [row for row in run.records.months if row.customer not in machines]
    lost = _per_month(grid.month_of(column(departures, "at")), np.ones(len(departures)), months)
    joined = _per_month(grid.month_of(column(arrivals, "joined")), np.ones(len(arrivals)), months)
    ended = column(run.records.months, "month").astype(np.int64)
    met, made = (
        _per_month(ended, column(run.records.months, f"responses_{which}"), months) for which in ("met", "made")
    )
    of_start = {row.customer for row in arrivals if row.joined <= 0}
    gone = column([row for row in departures if row.customer in of_start], "at")
    left = np.cumsum(_per_month(grid.month_of(gone), np.ones(gone.size), months))
    return {
        "margin": (books.of_months(*LINES) + books.common) / run.scenario.minor_units,
        "revenue": books.of_months(*REVENUE_LINES) / run.scenario.minor_units,
        "customers": np.cumsum(joined - lost),
        "lost": lost,
        "kept": 1 - left / len(of_start) if of_start else np.full(months, np.nan),
        "response_attainment": np.where(made > 0, met / np.maximum(made, 1), np.nan),
        "trust": _mean_per_month(column(rows, "month").astype(np.int64), column(rows, "trust"), months),
        **_grievance_of_lost(run, grid, months),
    }


def _grievance_of_lost(run: Run, grid: Grid, months: int) -> dict[str, FloatArray]:
    """Grievance added to customers who left, by cause and month."""
    grievances = run.records.grievances
    rows = grievances.where(grievances.among("customer", {row.customer for row in run.records.departures}))
    causes, codes = rows.coded("cause")
    month, size = grid.month_of(rows.column("at")), rows.column("size")
    present = sorted((causes[code], code) for code in np.unique(codes).tolist())
    return {
        f"straws_of_lost.{cause}": _per_month(month[codes == code], size[codes == code], months)
        for cause, code in present
    }


def _per_month(month: IntArray, values: FloatArray, months: int) -> FloatArray:
    """Sum by month."""
    return np.bincount(month, values, months).astype(np.float64)


def _mean_per_month(month: IntArray, values: FloatArray, months: int) -> FloatArray:
    """Mean by month, NaN where there is nothing to average."""
    count = np.bincount(month, minlength=months)
    return np.where(count > 0, _per_month(month, values, months) / np.maximum(count, 1), np.nan)
