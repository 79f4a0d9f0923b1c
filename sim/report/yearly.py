"""Outcomes by year as a table and a sentence."""

from __future__ import annotations

from collections.abc import Sequence

from sim.metrics.catalogue import describe
from sim.questions.yearly import OutcomeByYear
from sim.report.format.table import Cell, Column, Span, Table
from sim.scenario.source import plain

__all__ = ["years_table", "years_words"]


def years_table(rows: Sequence[OutcomeByYear], title: str, currency: str, years: Sequence[str]) -> Table:
    """List outcomes by year with the change from the first full year to the last.

    Parameters
    ----------
    rows : sequence of OutcomeByYear
        Outcomes by year.
    title : str
        Title.
    currency : str
        ISO 4217 code.
    years : sequence of str
        Names of the years, of :func:`sim.report.budget.periods`.

    Returns
    -------
    Table
        A row an outcome.
    """
    columns = [Column("Outcome"), Column("Whole study", "outcome")]
    columns += [Column(name, "outcome") for name in years]
    changes = any(row.change is not None for row in rows)
    if changes:
        columns += [
            Column("Last full year − first", "outcome", signed=True),
            Column("95 % interval", "outcome", signed=True),
        ]
    cells = []
    for row in rows:
        line: list[Cell] = [describe(row.outcome).label, row.whole.estimate, *(year.estimate for year in row.years)]
        if changes and row.change is not None:
            line += [row.change.difference, Span(row.change.low, row.change.high)]
        cells.append(tuple(line))
    return Table(title, tuple(columns), tuple(cells), currency, outcomes=tuple(describe(row.outcome) for row in rows))


def years_words(rows: Sequence[OutcomeByYear]) -> str:
    """State which outcomes drift over the years.

    Parameters
    ----------
    rows : sequence of OutcomeByYear
        Outcomes by year.

    Returns
    -------
    str
        A sentence; empty where there is one year alone.
    """
    changes = [(row, row.change) for row in rows if row.change is not None]
    if not changes:
        return ""
    drifting = [plain(describe(row.outcome).label) for row, change in changes if change.low > 0 or change.high < 0]
    if not drifting:
        return "None of these outcomes differs for sure between the first full year and the last."
    return (
        f"From the first full year to the last these drift: {', '.join(drifting)}. "
        "A mean over the whole study hides that."
    )
