"""Outcomes year by year: whether a study stands still, or its mean hides a good and a bad year."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import nan

import numpy as np

from sim.errors import SaydoError
from sim.metrics.books import keep_books
from sim.metrics.catalogue import describe
from sim.metrics.facts import Facts
from sim.metrics.outcomes import outcomes
from sim.metrics.windows import outcomes_by_year
from sim.records.run import Run
from sim.running.replicate import RunResult, task
from sim.statistics.intervals import Interval, PairedDifference, mean_interval, paired_difference
from sim.units import MONTHS_PER_YEAR

__all__ = ["YEARLY", "OutcomeByYear", "YearlyOutcomes", "by_year", "yearly"]

YEARLY = (
    "margin",
    "margin_share",
    "revenue",
    "customer_retention_per_year",
    "customers_at_end",
    "deals_won",
    "contacts_answered",
    "response_attainment",
    "abandonment",
    "backlog",
    "occupancy",
    "disputed_share_of_invoices",
    "customers_popped",
    "trust",
)
"""Outcomes that are shown by year where none is named."""


@dataclass(frozen=True, slots=True)
class YearlyOutcomes(RunResult):
    """Outcomes of a replication, of the whole study and of each year, by one definition."""

    whole: dict[str, float] = field(default_factory=dict)
    """By name."""
    years: list[dict[str, float]] = field(default_factory=list)
    """By year, then by name; the last may have fewer than twelve months."""


@dataclass(frozen=True, slots=True)
class OutcomeByYear:
    """One outcome over the years of a study."""

    outcome: str
    unit: str
    whole: Interval
    """Mean over the replications, of the whole study."""
    years: tuple[Interval, ...]
    """Mean over the replications, by year."""
    change: PairedDifference | None
    """The last full year less the first; None where there is one alone."""


@task
def yearly(run: Run) -> YearlyOutcomes:
    """Measure the outcomes of a run, of the whole and of each year.

    Parameters
    ----------
    run : Run
        A run whose identities hold.

    Returns
    -------
    YearlyOutcomes
        All outcomes.
    """
    books = keep_books(run)
    return YearlyOutcomes(outcomes(run, Facts(run, books)), outcomes_by_year(run, books))


def by_year(
    results: Sequence[YearlyOutcomes], horizon_months: int, names: Sequence[str] = YEARLY, level: float = 0.95
) -> list[OutcomeByYear]:
    """Summarise outcomes by year over replications, and compare the last full year with the first.

    Parameters
    ----------
    results : sequence of YearlyOutcomes
        Results of :func:`yearly`; those that failed are left out.
    horizon_months : int
        Months of the study.
    names : sequence of str
        Outcomes; those that look beyond the horizon have no years.
    level : float
        Confidence of each interval, 0 to 1.

    Returns
    -------
    list of OutcomeByYear
        In the order of ``names``.

    Raises
    ------
    SaydoError
        Where no replication succeeded, or an outcome is not one of this scenario.
    """
    good = [result for result in results if result.error is None]
    if not good:
        raise SaydoError(f"no replication succeeded; the first failed of {results[0].error}")
    missing = [name for name in names if name not in good[0].whole]
    if missing:
        raise SaydoError(f"{missing[0]}: this scenario has no such outcome")
    full = horizon_months // MONTHS_PER_YEAR
    rows = []
    for name in names:
        entry = describe(name)
        values = np.array([[year.get(name, nan) for year in result.years] for result in good], np.float64)
        change = None
        if full > 1:
            first, last = values[:, 0], values[:, full - 1]
            change = paired_difference(first, last, better=entry.better, level=level, bounds=entry.bounds)
        whole = mean_interval([result.whole[name] for result in good], level, entry.bounds)
        by_year = tuple(mean_interval(year, level, entry.bounds) for year in values.T)
        rows.append(OutcomeByYear(name, entry.unit, whole, by_year, change))
    return rows
