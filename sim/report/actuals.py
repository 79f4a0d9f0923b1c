"""Actuals beside the model in a table and words."""

from __future__ import annotations

from collections.abc import Sequence

from sim.metrics.catalogue import describe
from sim.questions.actuals import ActualMonth
from sim.report.format.reader_locale import local
from sim.report.format.table import Column, Span, Table
from sim.scenario.source import plain

__all__ = ["actuals_table", "actuals_words"]

INSIDE = {True: "inside", False: "outside", None: "not defined"}


def actuals_table(rows: Sequence[ActualMonth], title: str, currency: str) -> Table:
    """List actuals with mean and range of the runs, month by month.

    Parameters
    ----------
    rows : sequence of ActualMonth
        By outcome and month.
    title : str
        Title.
    currency : str
        ISO 4217 code.

    Returns
    -------
    Table
        A row an outcome and month.
    """
    columns = (
        Column("Outcome"),
        Column("Month"),
        Column("Actual", "outcome"),
        Column("Simulated", "outcome"),
        Column("Actual − simulated", "outcome", signed=True),
        Column("Nine tenths of the runs", "outcome"),
        Column("Actual is"),
    )
    cells = tuple(
        (
            describe(row.outcome).label,
            row.month,
            row.actual,
            row.mean,
            row.actual - row.mean,
            Span(row.low, row.high),
            INSIDE[row.inside],
        )
        for row in rows
    )
    return Table(title, columns, cells, currency, outcomes=tuple(describe(row.outcome) for row in rows))


def actuals_words(rows: Sequence[ActualMonth], outside: int) -> str:
    """State how many actuals lie within the range of the runs, outcome by outcome.

    Parameters
    ----------
    rows : sequence of ActualMonth
        By outcome and month.
    outside : int
        Months of the file that the study does not have.

    Returns
    -------
    str
        Sentences.
    """
    parts = []
    for name in dict.fromkeys(row.outcome for row in rows):
        judged = [row for row in rows if row.outcome == name and row.inside is not None]
        count, of = sum(bool(row.inside) for row in judged), len(judged)
        above, below = sum(row.actual > row.high for row in judged), sum(row.actual < row.low for row in judged)
        parts.append(
            f"{plain(describe(name).label)} {local(count, ',')} of {local(of, ',')} ({above} above, {below} below)"
        )
    left = f" Months of the file outside the study, which are left out: {local(outside, ',')}." if outside else ""
    return (
        f"Months within the range of the runs: {'; '.join(parts)}. If the model were right, about nine in ten "
        f"would be, somewhat fewer where there are few runs.{left}"
    )
