"""A budget against what is simulated: by how much, in what range, and how often it is reached."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.errors import SaydoError
from sim.metrics.catalogue import describe
from sim.metrics.columns import FloatArray
from sim.metrics.quantiles import EDGES, central_range, quantiles
from sim.questions.ledger import Ledger, mean_cents
from sim.report.charts.statement import StatementStep
from sim.report.format.reader_locale import around, decimal_places, local, read_number
from sim.report.format.words import frequency
from sim.report.ledger import middle_words, steps_of
from sim.report.study import StudyView, mean_words
from sim.scenario.document import Scenario
from sim.units import MONTHS_PER_YEAR, minor_units, month_days

__all__ = [
    "BudgetComparison",
    "Grain",
    "IntArray",
    "budget_cents",
    "budget_comparison",
    "budget_words",
    "by_period",
    "months_of",
    "periods",
    "plan_steps",
    "plan_table",
    "plan_words",
]

IntArray = npt.NDArray[np.int64]
Grain: TypeAlias = Literal["month", "year"]
MOST = 1e12
"""The largest budget of a period, in major units."""


@dataclass(frozen=True, slots=True)
class BudgetComparison:
    """A budget of the margin beside the simulated margin, period by period, in integer cents."""

    periods: tuple[str, ...]
    budget: IntArray
    """Shape (periods,)."""
    runs: IntArray
    """Shape (runs, periods)."""
    units: int = 100
    """Smallest units of the currency in one."""

    @property
    def means(self) -> IntArray:
        """Mean margin of each period, rounded so that they add up; shape (periods,)."""
        return mean_cents(self.runs)

    @property
    def bands(self) -> FloatArray:
        """Ends of the central nine tenths of the runs by period, in major units; shape (2, periods)."""
        return quantiles(self.runs / self.units, EDGES)

    @property
    def variance(self) -> IntArray:
        """Margin of the whole time less its budget, by run."""
        return np.asarray(self.runs.sum(axis=1) - self.budget.sum(), np.int64)


def periods(months: Sequence[str], grain: Grain) -> list[str]:
    """Name the periods of a study.

    Parameters
    ----------
    months : sequence of str
        Months as ISO dates.
    grain : Grain
        Month, or year of twelve months.

    Returns
    -------
    list of str
        Months as ``2027-01``, or years as ``2027-01 to 2027-12``, of which the last may be short.
    """
    names = [month[:7] for month in months]
    if grain == "month":
        return names
    years = [names[at : at + MONTHS_PER_YEAR] for at in range(0, len(names), MONTHS_PER_YEAR)]
    return [f"{year[0]} to {year[-1]}" for year in years]


def budget_cents(text: str, names: Sequence[str], currency: str = "USD") -> IntArray:
    """A reader's figures, one a line or a cell, in cents; a single one holds for each period.

    Parameters
    ----------
    text : str
        Amounts as the reader's locale writes them, as pasted from a column or a row of a spreadsheet.
    names : sequence of str
        Of the periods.
    currency : str
        ISO 4217 code of the amounts, whose sign may stand beside them.

    Returns
    -------
    array of int
        Shape (periods,).

    Raises
    ------
    SaydoError
        Where a line is no number, is out of bounds, or there are not as many as periods.
    """
    lines = [line.strip() for line in text.replace("\t", "\n").splitlines() if line.strip()]
    figures = [_figure(line, number, currency) for number, line in enumerate(lines, start=1)]
    if len(figures) == 1:
        figures *= len(names)
    if len(figures) != len(names):
        raise SaydoError(
            f"budget: {len(figures)} figures given, must be 1 or {len(names)}, from {names[0]} to {names[-1]}"
        )
    return np.array(figures, np.int64)


def _figure(line: str, number: int, currency: str) -> int:
    try:
        figure = read_number(line, currency)
    except SaydoError as error:
        raise SaydoError(f"budget, line {number} = {line[:40]}: {error}") from None
    if abs(figure) > MOST:
        raise SaydoError(f"budget, line {number} = {line[:40]}: must be from -{MOST:g} to {MOST:g}")
    return round(figure * minor_units(currency))


def budget_words(figures: IntArray, names: Sequence[str], currency: str) -> str:
    """Say how a budget was read.

    Parameters
    ----------
    figures : array of int, shape (periods,)
        In the smallest unit of the currency.
    names : sequence of str
        Of the periods.
    currency : str
        ISO 4217 code.

    Returns
    -------
    str
        Number of figures, the first and the last, and their total, in full.
    """
    before, after = around(currency)
    units = minor_units(currency)
    form = f",.{decimal_places(currency)}f"
    first, last, total = (
        f"{before}{local(int(cents) / units, form)}{after}" for cents in (figures[0], figures[-1], figures.sum())
    )
    if len(names) == 1:
        return f"Read as {total} for {names[0]}."
    return f"Read as {len(names)} figures, from {first} for {names[0]} to {last} for {names[-1]}: {total} in total."


def by_period(margins: IntArray, grain: Grain) -> IntArray:
    """Sum months by period.

    Parameters
    ----------
    margins : array of int
        Margin in cents; shape (runs, months).
    grain : Grain
        Month, or year of twelve months.

    Returns
    -------
    array of int
        Shape (runs, periods).
    """
    width = 1 if grain == "month" else MONTHS_PER_YEAR
    return np.asarray(np.add.reduceat(margins, range(0, margins.shape[1], width), axis=1), np.int64)


def plan_words(plan: BudgetComparison, name: str, currency: str) -> str:
    """State by how much the margin differs from the budget, and how often it reaches it.

    Parameters
    ----------
    plan : BudgetComparison
        Budget and margin.
    name : str
        Name that is written.
    currency : str
        ISO 4217 code.

    Returns
    -------
    str
        A sentence.
    """
    mean = int(plan.means.sum() - plan.budget.sum())
    low, high = central_range(plan.variance / plan.units)
    size = mean_words(abs(mean) / plan.units, low, high, describe("margin"), currency)
    where = "exactly at" if mean == 0 else f"{size} {'above' if mean > 0 else 'below'}"
    reached = frequency(int((plan.variance >= 0).sum()), plan.variance.size)
    within = middle_words(plan.variance, currency)
    return f"{name} comes out {where} budget on average and reaches it {reached}; the variance is {within}."


def plan_table(plan: BudgetComparison, currency: str) -> pd.DataFrame:
    """List budget, mean, variance, range and frequency by period.

    Parameters
    ----------
    plan : BudgetComparison
        Budget and margin.
    currency : str
        ISO 4217 code.

    Returns
    -------
    DataFrame
        A row a period, money in major units.
    """
    means = plan.means
    reached = [
        frequency(int((runs >= cents).sum()), runs.size) for runs, cents in zip(plan.runs.T, plan.budget, strict=True)
    ]
    return pd.DataFrame(
        {
            "Period": list(plan.periods),
            "Budget": (plan.budget / plan.units).tolist(),
            "Simulated": (means / plan.units).tolist(),
            "Variance": ((means - plan.budget) / plan.units).tolist(),
            "Simulated, nine tenths of the runs": [middle_words(runs, currency) for runs in plan.runs.T],
            "Reached": reached,
        }
    )


def plan_steps(budget: int, base: Ledger, own: Ledger) -> tuple[StatementStep, list[StatementStep], StatementStep]:
    """From the budget by way of the baseline to the margin simulated, line by line, to the cent.

    Parameters
    ----------
    budget : int
        Of the whole time, in cents.
    base, own : Ledger
        The baseline, and the terms it is compared with; ranges are of the paired differences of runs that both have.

    Returns
    -------
    tuple of Step, list of Step, Step
        The budget; how far the baseline lies from it, where it does, and each line's difference to the baseline; the
        margin.
    """
    before, after = (mean_cents(ledger.lines.sum(axis=1)) for ledger in (base, own))
    units = own.minor_units
    both = sorted(set(base.runs) & set(own.runs))
    pair = [ledger.lines[[ledger.runs.index(run) for run in both]].sum(axis=1) for ledger in (base, own)]
    steps = steps_of(pair[1] - pair[0], after - before, units)
    distance = int(before.sum()) - budget
    if distance:
        steps.insert(0, StatementStep("Base against budget", distance / units))
    low, high = central_range(own.margin / units)
    return (
        StatementStep("Budget", budget / units),
        steps,
        StatementStep("Simulated", int(after.sum()) / units, low, high),
    )


def months_of(scenario: Scenario) -> list[str]:
    """List the months of a study.

    Parameters
    ----------
    scenario : Scenario
        The document.

    Returns
    -------
    list of str
        First days of months as ISO 8601 dates, from the start to the horizon.
    """
    return [str(day) for day in month_days(scenario.start_date, scenario.horizon_months)[:-1]]


def budget_comparison(view: StudyView, grain: Grain, figures: IntArray | None) -> BudgetComparison | None:
    """Compare the margin of the scenario in focus with a budget, period by period.

    Parameters
    ----------
    view : StudyView
        Results of a study.
    grain : {"month", "year"}
        Length of a period.
    figures : array of int, shape (periods,), or None
        The budget in cents; None is the mean of the base scenario.

    Returns
    -------
    BudgetComparison or None
        None where the budget has not as many periods as the study.
    """
    units = minor_units(view.currency)
    base, own = (
        by_period(np.rint(units * view.margins[place]).astype(np.int64), grain)
        for place in (0, view.names.index(view.focus))
    )
    budget = mean_cents(base) if figures is None else figures
    if budget.size != own.shape[1]:
        return None
    return BudgetComparison(tuple(periods(view.months, grain)), budget, own, units)
