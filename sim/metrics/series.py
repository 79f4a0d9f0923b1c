"""Month by month: what a fan chart shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.metrics.columns import FloatArray, IntArray, column
from sim.metrics.money import LINES, REVENUE_LINES, Books, Grid, keep_books
from sim.metrics.service import answered, counted, on_time

if TYPE_CHECKING:
    from sim.engine.run import Run

__all__ = ["monthly"]


def monthly(run: Run, books: Books | None = None) -> dict[str, FloatArray]:
    """Outcomes by calendar month of the horizon.

    Parameters
    ----------
    run : Run
        What happened.
    books : Books, optional
        Its books, where they are already kept.

    Returns
    -------
    dict of arrays, shape (horizon_months,)
        ``margin`` and ``revenue`` of the month in money (they add up to the outcomes of the same name; paid
        hours are spread by days), ``customers`` under contract at its end, ``lost`` in it,
        ``response_attainment`` of the responses made in it and mean ``trust`` at its end; NaN where there is
        nothing to average.
    """
    grid, books = Grid(run), books or keep_books(run)
    months = grid.shape[1]
    departures, arrivals = column(run.records.departures, "at"), column(run.records.customers, "joined")
    lost = _per_month(grid.month_of(departures), np.ones(departures.size), months)
    joined = _per_month(grid.month_of(arrivals), np.ones(arrivals.size), months)
    responses = answered(counted(run))
    month = grid.month_of(column(responses, "answered"))
    ended = column(run.records.months, "month").astype(np.int64)
    return {
        "margin": (books.of_months(*LINES) + books.common) / 100,
        "revenue": books.of_months(*REVENUE_LINES) / 100,
        "customers": np.cumsum(joined - lost),
        "lost": lost,
        "response_attainment": _mean_per_month(month, on_time(responses).astype(np.float64), months),
        "trust": _mean_per_month(ended, column(run.records.months, "trust"), months),
    }


def _per_month(month: IntArray, values: FloatArray, months: int) -> FloatArray:
    return np.bincount(month, values, months).astype(np.float64)


def _mean_per_month(month: IntArray, values: FloatArray, months: int) -> FloatArray:
    count = np.bincount(month, minlength=months)
    return np.where(count > 0, _per_month(month, values, months) / np.maximum(count, 1), np.nan)
