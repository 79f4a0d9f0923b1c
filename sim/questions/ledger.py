"""The books of every customer over the replications: lines in integer cents, months, and what is owed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from sim.errors import SaydoError
from sim.metrics.books import LINES, keep_books
from sim.metrics.receivables import AGES, age_receivables
from sim.records.run import Run
from sim.running.replicate import RunResult, task
from sim.running.runner import ExperimentRunner
from sim.scenario.document import Scenario
from sim.scenario.portfolio import member_names
from sim.units import minor_units

__all__ = [
    "COMMON",
    "FLOWS",
    "STATEMENT",
    "CustomerBooks",
    "Ledger",
    "Party",
    "keep_ledger",
    "ledger",
    "ledgers",
    "mean_cents",
]

COMMON = ("unallocated", "actions")
STATEMENT = (*LINES, *COMMON)
"""Every line whose sum is the margin: those of customers, and what no customer bears."""
COUNTS = ("minutes", "disputes")
FLOWS = ("billed", "cash", "early_payment", "dispute_credits", "written_off")
FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class CustomerBooks(RunResult):
    """A replication's books by customer and by month, and its receivables; money in integer cents."""

    lines: dict[str, dict[str, int]] = field(default_factory=dict)
    """Each of ``LINES``, by customer."""
    charges: dict[str, dict[str, int]] = field(default_factory=dict)
    """Charges beside the fee by their names, by customer; together they are that line."""
    minutes: dict[str, float] = field(default_factory=dict)
    """Minutes of people, by customer."""
    disputes: dict[str, int] = field(default_factory=dict)
    """Number of disputes opened, by customer."""
    margins: dict[str, list[int]] = field(default_factory=dict)
    """Margin by month, by customer."""
    months: dict[str, list[int]] = field(default_factory=dict)
    """Each of ``STATEMENT``, by month."""
    opening: int = 0
    """Receivables at the start of the study."""
    open: dict[str, list[int]] = field(default_factory=dict)
    """Receivables of each of ``AGES`` at each month's end."""
    flows: dict[str, list[int]] = field(default_factory=dict)
    """Each of ``FLOWS``, by month."""
    days_outstanding: list[float] = field(default_factory=list)
    """Days sales outstanding, by month; NaN where nothing was billed."""


@dataclass(frozen=True, slots=True)
class Party:
    """A row of the ledger: an account, the members of a segment together, or all newcomers."""

    name: str
    kind: Literal["account", "segment", "newcomers"]


@dataclass(frozen=True, slots=True)
class Ledger:
    """Profit and loss and receivables of one scenario; money in integer cents, costs and credits negative."""

    currency: str
    """ISO 4217 code."""
    parties: tuple[Party, ...]
    runs: tuple[int, ...]
    """Numbers of the replications that succeeded."""
    lines: IntArray
    """Shape (runs, parties + 1, lines of STATEMENT); the last row is what no customer bears."""
    charges: dict[str, IntArray]
    """Charges beside the fee by their names, shape (runs, parties + 1); together they are that line."""
    months: IntArray
    """Shape (runs, months, lines of STATEMENT)."""
    counts: dict[str, FloatArray]
    """``customers``, ``minutes`` of people and ``disputes``, shape (runs, parties)."""
    margins: IntArray
    """Shape (runs, parties, months)."""
    customers: tuple[dict[str, IntArray], ...]
    """By run: the margin of each customer by month."""
    opening: IntArray
    """Receivables at the start of the study, shape (runs,)."""
    open: IntArray
    """Receivables at each month's end, shape (runs, ages of AGES, months)."""
    flows: dict[str, IntArray]
    """Each of FLOWS by month, shape (runs, months)."""
    days_outstanding: FloatArray
    """Days sales outstanding, shape (runs, months); NaN where nothing was billed."""

    @property
    def minor_units(self) -> int:
        """Smallest units in one of the currency."""
        return minor_units(self.currency)

    @property
    def margin(self) -> IntArray:
        """Margin of the provider, shape (runs,)."""
        return np.asarray(self.lines.sum(axis=(1, 2)), np.int64)

    @property
    def typical(self) -> int:
        """Place of the median run by margin, the lower of two."""
        return int(np.argsort(self.margin, kind="stable")[(len(self.runs) - 1) // 2])


@task
def keep_ledger(run: Run) -> CustomerBooks:
    """Keep the books of a run by customer and by month, and age its receivables.

    Parameters
    ----------
    run : Run
        A run whose identities hold.

    Returns
    -------
    CustomerBooks
        In integer cents.
    """
    books = keep_books(run)
    owed = age_receivables(run, books)
    names = books.customers
    disputes = Counter(row.customer for row in run.records.disputes_opened)
    margins = np.sum([books.lines[line] for line in LINES], axis=0)
    months = {line: _cents(books.of_months(line)) for line in LINES}
    return CustomerBooks(
        lines={line: dict(zip(names, _cents(books.of_customers(line)), strict=True)) for line in LINES},
        charges=_charges(run),
        minutes=dict(zip(names, books.minutes.sum(axis=1).tolist(), strict=True)),
        disputes={name: disputes[name] for name in names},
        margins={name: _cents(row) for name, row in zip(names, margins, strict=True)},
        months=months | {"unallocated": _cents(books.unallocated), "actions": _cents(books.actions)},
        opening=owed.opening,
        open={age: _cents(row) for age, row in zip(AGES, owed.open, strict=True)},
        flows={flow: _cents(getattr(owed, flow)) for flow in FLOWS},
        days_outstanding=owed.days_outstanding.tolist(),
    )


def _charges(run: Run) -> dict[str, dict[str, int]]:
    """Return cents of the charges beside the fee by their names and by customer."""
    charges: dict[str, dict[str, int]] = {}
    for row in run.records.charges:
        by_customer = charges.setdefault(row.name, {})
        by_customer[row.customer] = by_customer.get(row.customer, 0) + row.cents
    return charges


def _cents(amounts: npt.NDArray[np.number[Any]]) -> list[int]:
    """Return amounts as Python's integers."""
    cents: list[int] = np.asarray(np.rint(amounts), np.int64).tolist()
    return cents


def ledgers(runner: ExperimentRunner, scenarios: Sequence[Scenario], replications: int) -> tuple[Ledger, ...]:
    """Simulate scenarios under common random numbers and return the ledger of each.

    Parameters
    ----------
    runner : ExperimentRunner
        Where to simulate.
    scenarios : sequence of Scenario
        Scenarios.
    replications : int
        Of each scenario.

    Returns
    -------
    tuple of Ledger
        In the order of the scenarios.

    Raises
    ------
    SaydoError
        Where no replication of a scenario succeeded.
    """
    results = runner.measured(keep_ledger, scenarios, replications)
    return tuple(ledger(scenario, column) for scenario, column in zip(scenarios, results, strict=True))


def ledger(scenario: Scenario, results: Sequence[CustomerBooks]) -> Ledger:
    """Put the books of a scenario's replications into one ledger.

    Parameters
    ----------
    scenario : Scenario
        The scenario that was simulated.
    results : sequence of CustomerBooks
        Results of :func:`keep_ledger`; those that failed are left out.

    Returns
    -------
    Ledger
        Of all replications that succeeded.

    Raises
    ------
    SaydoError
        Where no replication succeeded.
    """
    runs = tuple(number for number, result in enumerate(results) if result.error is None)
    if not runs:
        raise SaydoError(f"no replication succeeded; the first failed of {results[0].error}")
    good = [results[number] for number in runs]
    parties, row_of = _parties(scenario, good)
    last = len(parties) - 1
    months = np.array([[result.months[line] for line in STATEMENT] for result in good], np.int64).swapaxes(1, 2)
    customers = tuple({name: np.array(row, np.int64) for name, row in result.margins.items()} for result in good)
    margins = np.zeros((len(good), len(parties), months.shape[1]), np.int64)
    for run, rows in enumerate(customers):
        for name, row in rows.items():
            margins[run, row_of.get(name, last)] += row
    return Ledger(
        currency=scenario.currency,
        parties=parties,
        runs=runs,
        lines=_lines(good, row_of, len(parties), months),
        charges=_by_name(good, row_of, len(parties)),
        months=months,
        counts=_counts(good, row_of, len(parties)),
        margins=margins,
        customers=customers,
        opening=np.array([result.opening for result in good], np.int64),
        open=np.array([[result.open[age] for age in AGES] for result in good], np.int64),
        flows={flow: np.array([result.flows[flow] for result in good], np.int64) for flow in FLOWS},
        days_outstanding=np.array([result.days_outstanding for result in good], np.float64),
    )


def mean_cents(samples: IntArray) -> IntArray:
    """Take the mean over runs in whole cents, rounded so that parts still add up to their sum, along every axis.

    Running sums are rounded, half up; so a part is at most 2 cents from its mean in a table, 1 in a list, and the sums
    of a table's rows don't depend on how its columns are split.

    Parameters
    ----------
    samples : array of int, shape (runs, ...)
        Cents.

    Returns
    -------
    array of int, shape (...)
        Cents.
    """
    sums, runs = samples.sum(axis=0), len(samples)
    for axis in range(sums.ndim):
        sums = sums.cumsum(axis=axis)
    whole = (2 * sums + runs) // (2 * runs)
    for axis in range(whole.ndim):
        whole = np.diff(whole, axis=axis, prepend=0)
    return np.asarray(whole, np.int64)


def _parties(scenario: Scenario, results: Sequence[CustomerBooks]) -> tuple[tuple[Party, ...], dict[str, int]]:
    """Return the parties, and the row of each customer of the start; all others are newcomers, in the last row."""
    present = [name for name in scenario.accounts if name not in scenario.absent]
    parties = [Party(name, "account") for name in present]
    row_of = {name: row for row, name in enumerate(present)}
    for name, segment in scenario.segments.items():
        row_of |= dict.fromkeys(member_names(name, segment), len(parties))
        parties.append(Party(name, "segment"))
    if any(name not in row_of for result in results for name in result.margins):
        parties.append(Party("newcomers", "newcomers"))
    return tuple(parties), row_of


def _lines(results: Sequence[CustomerBooks], row_of: dict[str, int], rows: int, months: IntArray) -> IntArray:
    """Return each line by run and row; the last row is what no customer bears."""
    lines = np.zeros((len(results), rows + 1, len(STATEMENT)), np.int64)
    for run, result in enumerate(results):
        for place, line in enumerate(LINES):
            for name, cents in result.lines[line].items():
                lines[run, row_of.get(name, rows - 1), place] += cents
    lines[:, -1, len(LINES) :] = months[:, :, len(LINES) :].sum(axis=1)
    return lines


def _by_name(results: Sequence[CustomerBooks], row_of: dict[str, int], rows: int) -> dict[str, IntArray]:
    """Return charges beside the fee by their names, by run and row, in the order in which they first came up."""
    charges: dict[str, IntArray] = {}
    for run, result in enumerate(results):
        for name, by_customer in result.charges.items():
            table = charges.setdefault(name, np.zeros((len(results), rows + 1), np.int64))
            for customer, cents in by_customer.items():
                table[run, row_of.get(customer, rows - 1)] += cents
    return charges


def _counts(results: Sequence[CustomerBooks], row_of: dict[str, int], rows: int) -> dict[str, FloatArray]:
    """Return the number of customers, their minutes and disputes by run and row."""
    counts = {name: np.zeros((len(results), rows)) for name in (*COUNTS, "customers")}
    for run, result in enumerate(results):
        for name, minutes in result.minutes.items():
            row = row_of.get(name, rows - 1)
            counts["minutes"][run, row] += minutes
            counts["disputes"][run, row] += result.disputes[name]
            counts["customers"][run, row] += 1
    return counts
