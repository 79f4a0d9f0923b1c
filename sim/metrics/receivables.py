"""Receivables: open amounts by age at each month's end, and what opened and closed them month by month."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.metrics.books import Books, keep_books
from sim.metrics.columns import FloatArray, IntArray, column
from sim.metrics.grid import Grid
from sim.metrics.invoices import invoices_of
from sim.records.run import Run
from sim.units import MINUTES_PER_DAY

__all__ = ["AGES", "SPAN_MONTHS", "Receivables", "age_receivables"]

AGES = ("current", "1–30", "31–60", "61–90", "over 90")
"""Days overdue, from the day on which an invoice falls due."""
LAST_DAYS = (0, 30, 60, 90)
SPAN_MONTHS = 3
"""Months over which days sales outstanding are taken, so that one month's invoices don't make them jump."""


@dataclass(frozen=True, slots=True)
class Receivables:
    """The receivables ledger in integer cents, by month of the horizon."""

    opening: int
    """Open at the start of the study, of invoices from before."""
    open: IntArray
    """At each month's end by age, shape (ages, months)."""
    billed: IntArray
    """Invoices of the month, less service credits and credit notes set off in them; shape (months,), as all below."""
    cash: IntArray
    early_payment: IntArray
    """Discounts taken for early payment."""
    dispute_credits: IntArray
    written_off: IntArray
    days_outstanding: FloatArray
    """Open receivables integrated over this month and those before it, three in all, / what was billed in them; in
    days, NaN where nothing was billed."""


def age_receivables(run: Run, books: Books | None = None) -> Receivables:
    """Age the receivables of a run: opened by invoices, closed by cash, discounts, dispute credits and write-offs.

    At each month's end what is open = all that was billed − cash − discounts for early payment − dispute credits −
    write-offs until then, to the cent. What falls on the instant at which a month ends belongs to the next one.

    Parameters
    ----------
    run : Run
        A simulated run.
    books : Books, optional
        Its books, where they are kept already.

    Returns
    -------
    Receivables
        In integer cents and days.
    """
    grid, books, records = Grid(run), books or keep_books(run), run.records
    invoices, months = records.invoices, grid.shape[1]
    net = column(invoices, "net_cents")
    change = np.zeros((len(invoices), months))
    np.add.at(change, (np.arange(len(invoices)), grid.month_of(column(invoices, "issued"))), net)
    before = column(invoices, "issued") < 0
    billed, closed = change[~before].sum(axis=0), []
    for rows, field in (
        (records.payments, "settled_cents"),
        (records.disputes_settled, "credit_cents"),
        (records.write_offs, "amount_cents"),
    ):
        month, amount = grid.month_of(column(rows, "at")), column(rows, field)
        np.subtract.at(change, (invoices_of(invoices, rows), month), amount)
        closed.append(np.bincount(month, amount, months))
    overdue = (grid.starts[1:] - column(invoices, "due")[:, None]) / MINUTES_PER_DAY
    age, balance = np.searchsorted(LAST_DAYS, overdue), change.cumsum(axis=1)
    by_age = [np.where(age == place, balance, 0).sum(axis=0) for place in range(len(AGES))]
    settled, dispute_credits, written_off = (np.rint(amounts).astype(np.int64) for amounts in closed)
    month = grid.month_of(column(records.payments, "at"))
    discounts = np.rint(np.bincount(month, column(records.payments, "discount_cents"), months)).astype(np.int64)
    return Receivables(
        opening=round(float(net[before].sum())),
        open=np.rint(by_age).astype(np.int64),
        billed=np.rint(billed).astype(np.int64),
        cash=settled - discounts,
        early_payment=discounts,
        dispute_credits=dispute_credits,
        written_off=written_off,
        days_outstanding=_days_outstanding(books.receivable.sum(axis=0), billed),
    )


def _days_outstanding(receivable: FloatArray, billed: FloatArray) -> FloatArray:
    """Days over a few months, fewer at the start."""
    window = np.ones(SPAN_MONTHS)
    owed, sold = (np.convolve(amounts, window)[: amounts.size] for amounts in (receivable, billed))
    return np.where(sold > 0, owed / np.where(sold > 0, sold, 1), np.nan) / MINUTES_PER_DAY
