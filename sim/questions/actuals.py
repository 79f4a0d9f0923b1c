"""Actuals of a business beside the model, month by month: what was, the mean of the runs, and their range.

Months are measured as years are, by the catalogue's own definitions: see :mod:`sim.metrics.windows`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import isfinite, nan
from pathlib import Path

import numpy as np

from sim.errors import Place, Problem, SaydoError
from sim.metrics.books import keep_books
from sim.metrics.catalogue import CATALOGUE, describe
from sim.metrics.facts import Facts
from sim.metrics.outcomes import outcomes
from sim.metrics.quantiles import EDGES, quantiles
from sim.metrics.windows import OF_THE_END, months_of, window
from sim.records.run import Run
from sim.running.replicate import RunResult, task
from sim.scenario.beside import Row, read_table
from sim.scenario.document import Scenario
from sim.scenario.source import printed
from sim.units import add_months

__all__ = [
    "CALLED",
    "ActualMonth",
    "Actuals",
    "MonthlyOutcomes",
    "actuals_template",
    "beside_actuals",
    "monthly_outcomes",
    "read_actuals",
]

MONTH = "month"
CALLED: Mapping[str, str] = {
    "retention": "customer_retention_per_year",
    "dso": "days_sales_outstanding",
    "attainment": "response_attainment",
    "on_time": "response_attainment",
    "hang-ups": "abandonment",
    "disputed": "disputed_share_of_invoices",
    "support_cost": "cost_to_serve",
    "contacts": "contacts_answered",
    "customers": "customers_at_end",
    "lost": "customers_lost",
}
"""What controllers call an outcome."""
USUAL = ("revenue", "support_cost", "margin", "contacts", "on_time", "disputed", "dso", "customers", "lost")
"""Columns of a file to fill in."""
ISO_MONTH = re.compile(r"(\d{4})-(\d{2})(?:-\d{2})?")
COLUMNS = (MONTH, *CALLED, *(name for name in CATALOGUE if name not in OF_THE_END))
"""Columns that a file of actuals may have."""


@dataclass(frozen=True, slots=True)
class MonthlyOutcomes(RunResult):
    """Outcomes of a replication of each month."""

    months: list[dict[str, float]] = field(default_factory=list)
    """By month from the start of the study, then by name."""


@dataclass(frozen=True, slots=True)
class Actuals:
    """Figures that a business counted, by outcome and month."""

    values: dict[str, dict[int, float]]
    """By outcome, then by months since the start of the study, from 0."""
    outside: int
    """Rows of months before or after the study, which are left out."""


@dataclass(frozen=True, slots=True)
class ActualMonth:
    """One outcome of one month beside what was simulated."""

    outcome: str
    month: str
    """Such as ``2027-01``."""
    actual: float
    mean: float
    """Of the runs in which it is defined; NaN where there are none, as the next two."""
    low: float
    """Ends of the central nine tenths of the runs, as a budget is compared with."""
    high: float

    @property
    def inside(self) -> bool | None:
        """Whether the actual lies within the range; None where there is none."""
        return self.low <= self.actual <= self.high if isfinite(self.mean) else None


@task
def monthly_outcomes(run: Run) -> MonthlyOutcomes:
    """Measure the outcomes of a run, month by month.

    Parameters
    ----------
    run : Run
        A run whose identities hold.

    Returns
    -------
    MonthlyOutcomes
        All outcomes but those that look beyond the horizon; amounts and counts add up to those of the whole.
    """
    books, months = keep_books(run), []
    for number in range(run.scenario.horizon_months):
        within = range(number, number + 1)
        part = window(run, within)
        customers = {row.customer for row in part.records.customers}
        of_month = outcomes(part, Facts(part, months_of(books, within, customers)))
        months.append({name: value for name, value in of_month.items() if name not in OF_THE_END})
    return MonthlyOutcomes(months=months)


def read_actuals(path: Path, scenario: Scenario) -> Actuals:
    """Read a controller's actuals.

    Parameters
    ----------
    path : path
        A CSV file: ``month`` as ``2027-01`` or a day of it, and columns with names of outcomes or what controllers call
        these; a cell may be empty. Numbers have a decimal point, shares lie from 0 to 1, money is in the scenario's
        currency.
    scenario : Scenario
        Whose months they are set beside.

    Returns
    -------
    Actuals
        Of the months of the study.

    Raises
    ------
    SaydoError
        Where the file cannot be read, a column or a cell is not as it must be, a month stands twice, or no month lies
        within the study.
    """
    if not path.is_file():
        raise SaydoError(Problem("there is no such file", place=Place(str(path))))
    place = path.resolve()
    rows = read_table({"file": place.name}, "actuals", {}, place.parent, (MONTH,), COLUMNS)
    values: dict[str, dict[int, float]] = {}
    seen: set[int] = set()
    for row in rows:
        number = _month(row, scenario)
        if number in seen:
            raise SaydoError(Problem("stands twice", MONTH, row.cells[MONTH], row.place))
        seen.add(number)
        for column, text in row.cells.items():
            if column != MONTH and 0 <= number < scenario.horizon_months:
                name = CALLED.get(column, column)
                by_month = values.setdefault(name, {})
                if number in by_month:
                    raise SaydoError(Problem(f"is {name}, which has a column already", column, place=row.place))
                by_month[number] = _number(text, column, name, row.place)
    if not values:
        first, last = _name(scenario, 0), _name(scenario, scenario.horizon_months - 1)
        raise SaydoError(Problem(f"must have figures of a month from {first} to {last}", place=Place(str(path))))
    return Actuals(values, sum(not 0 <= number < scenario.horizon_months for number in seen))


def actuals_template(scenario: Scenario) -> bytes:
    """Make a file of actuals to fill in.

    Parameters
    ----------
    scenario : Scenario
        Whose months it has.

    Returns
    -------
    bytes
        A CSV file: a row a month, and an empty cell for each of ``USUAL``.
    """
    header, empty = ",".join((MONTH, *USUAL)), "," * len(USUAL)
    rows = (f"{_name(scenario, number)}{empty}" for number in range(scenario.horizon_months))
    return "\n".join([header, *rows, ""]).encode()


def beside_actuals(actuals: Actuals, scenario: Scenario, results: Sequence[MonthlyOutcomes]) -> tuple[ActualMonth, ...]:
    """Set actuals beside what was simulated.

    Parameters
    ----------
    actuals : Actuals
        What was.
    scenario : Scenario
        What was simulated.
    results : sequence of MonthlyOutcomes
        Its replications; those that failed are left out.

    Returns
    -------
    tuple of ActualMonth
        By outcome in the order of the file, then by month.

    Raises
    ------
    SaydoError
        Where no replication succeeded.
    """
    good = [result.months for result in results if result.error is None]
    if not good:
        raise SaydoError(f"no replication succeeded; the first failed of {results[0].error}")
    rows = []
    for name, by_month in actuals.values.items():
        for number, actual in sorted(by_month.items()):
            runs = np.array([months[number].get(name, nan) for months in good], np.float64)
            runs = runs[np.isfinite(runs)]
            low, high = map(float, quantiles(runs, EDGES)) if len(runs) else (nan, nan)
            mean = float(runs.mean()) if len(runs) else nan
            rows.append(ActualMonth(name, _name(scenario, number), actual, mean, low, high))
    return tuple(rows)


def _month(row: Row, scenario: Scenario) -> int:
    """Months since the start of the study."""
    text = row.cells.get(MONTH, "")
    match = ISO_MONTH.fullmatch(text)
    if match is None or not 1 <= int(match[2]) <= 12:
        raise SaydoError(Problem("must be a month such as 2027-01", MONTH, printed(text), row.place))
    start = scenario.start_date
    return (int(match[1]) - start.year) * 12 + int(match[2]) - start.month


def _number(text: str, column: str, name: str, place: Place) -> float:
    low, high = describe(name).bounds
    try:
        value = float(text)
    except ValueError:
        value = nan
    if not isfinite(value) or "_" in text:
        rule = "must be a number with a decimal point and without a sign for thousands, such as 1234.5"
        raise SaydoError(Problem(rule, column, printed(text), place))
    if not low <= value <= high:
        raise SaydoError(Problem(f"must be from {low:g} to {high:g}", column, printed(text), place))
    return value


def _name(scenario: Scenario, number: int) -> str:
    return str(add_months(scenario.start_date, number))[:7]
