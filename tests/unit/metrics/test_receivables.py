"""Receivables by age, of the trace by hand and of runs by identity."""

from __future__ import annotations

import numpy as np
import pytest

from sim.metrics.books import Grid
from sim.metrics.columns import column
from sim.metrics.receivables import AGES, age_receivables
from sim.records.run import Run
from sim.units import MINUTES_PER_DAY
from tests.unit.metrics.trace import trace
from tests.worlds import run_of

LATE = {
    "segments.medium.late_payment_share": 0.8,
    "assumptions.billing.write_off_share": 0.1,
    "assumptions.billing.write_off_days": 150,
    "assumptions.billing.error_probability": 0.2,
}


def test_the_trace_by_hand() -> None:
    """Due after 30 days: Alpha's 1,030 of March is 1, 31, 62, 92 days overdue at month ends; December's is 1 day."""
    receivables = age_receivables(trace())
    assert receivables.billed[:3].tolist() == [100_000 + 10_000, 104_000 + 10_000, 103_000 + 10_000]
    assert receivables.dispute_credits.tolist() == [0, 1_000, *[0] * 10]
    assert receivables.written_off.tolist() == [*[0] * 8, 103_000, 0, 0, 0]
    march = [0] * 3 + [103_000] + [0] * 8
    assert receivables.open[2].tolist() == march
    assert receivables.open[3].tolist() == [0, *march[:-1]]
    assert receivables.open[4, 5:9].tolist() == [103_000, 103_000, 103_000, 0]
    assert receivables.open[:, 2].tolist() == [0, 103_000, 0, 0, 0]
    assert receivables.open[:, 11].tolist() == [0, 110_000, 0, 0, 0]


def test_days_outstanding_by_hand() -> None:
    """January: 30 days of 1,000 and 100, which were billed at its start. Three months: what was open in them all."""
    run = trace()
    receivables = age_receivables(run)
    assert receivables.days_outstanding[0] == pytest.approx(30)
    days = 110_000 * 30 + (104_000 * 10 + 103_000 * 18) + 10_000 * 28
    days += 103_000 * 2 + (103_000 * 31 + 10_000 * 30) + 10_000 * 2
    assert receivables.days_outstanding[2] == pytest.approx(days / (110_000 + 114_000 + 113_000))


@pytest.mark.parametrize("overrides", [{}, LATE], ids=["as it is", "late payers"])
def test_what_is_open_is_what_was_billed_less_what_closed_it(overrides: dict[str, object]) -> None:
    run = run_of(overrides)
    receivables = age_receivables(run)
    assert receivables.open.shape == (len(AGES), run.scenario.horizon_months)
    closed = receivables.cash + receivables.dispute_credits + receivables.written_off
    opened = receivables.opening + np.cumsum(receivables.billed - closed)
    assert receivables.open.sum(axis=0).tolist() == opened.tolist()
    assert (receivables.open >= 0).all()
    assert receivables.cash.sum() == column(run.records.payments, "amount_cents").sum()
    billed = column(run.records.invoices, "billed_cents").sum() - credited(run)
    assert receivables.opening + receivables.billed.sum() == billed


def test_each_invoice_is_as_old_as_its_due_date_says() -> None:
    """Counted one by one, the slow way."""
    run = run_of(LATE)
    receivables = age_receivables(run)
    assert receivables.open[1:].sum(axis=1).min() > 0, "each age must occur for this to show anything"
    assert [row.tolist() for row in receivables.open] == slow_ages(run)


def slow_ages(run: Run) -> list[list[int]]:
    """Open cents by age and month, from the definition."""
    grid, records = Grid(run), run.records
    table = [[0] * (len(grid.starts) - 1) for _ in AGES]
    for month, end in enumerate(grid.starts[1:]):
        last = end == run.horizon
        for invoice in records.invoices:
            if invoice.issued >= end:
                continue
            key = (invoice.customer, invoice.month)
            left = invoice.billed_cents - invoice.credit_cents
            for rows, field in (
                (records.payments, "amount_cents"),
                (records.disputes_settled, "credit_cents"),
                (records.write_offs, "amount_cents"),
            ):
                closed = [row for row in rows if (row.customer, row.month) == key and (row.at < end or last)]
                left -= sum(getattr(row, field) for row in closed)
            overdue = (end - invoice.due) / MINUTES_PER_DAY
            table[sum(overdue > edge for edge in (0, 30, 60, 90))][month] += left
    return table


def credited(run: Run) -> float:
    """Service credits set off in invoices."""
    return float(column(run.records.invoices, "credit_cents").sum())
