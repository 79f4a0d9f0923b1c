"""The books of every customer over the replications: lines in integer cents, months, and what is owed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from sim.engine.run import simulate
from sim.errors import SaydoError
from sim.metrics.books import LINES, keep_books
from sim.metrics.identities import check_identities
from sim.metrics.receivables import AGES, age_receivables
from sim.metrics.replication import Replication
from sim.running.runner import ExperimentRunner
from sim.scenario.document import Scenario
from sim.scenario.portfolio import member_names

__all__ = ["COMMON", "FLOWS", "STATEMENT", "Ledger", "Party", "keep_ledger", "ledger", "ledgers", "mean_cents"]

COMMON = ("unallocated", "actions")
STATEMENT = (*LINES, *COMMON)
"""Every line whose sum is the margin: those of customers, and what no customer bears."""
COUNTS = ("minutes", "disputes")
FLOWS = ("billed", "cash", "dispute_credits", "written_off")
DAYS = "days_outstanding"
FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Party:
    """Who stands in one row of the ledger: an account, the members of a segment together, or all newcomers."""

    name: str
    kind: Literal["account", "segment", "newcomers"]


@dataclass(frozen=True, slots=True)
class Ledger:
    """Profit and loss and receivables of one scenario; money in integer cents, costs and credits negative."""

    parties: tuple[Party, ...]
    runs: tuple[int, ...]
    """Numbers of the replications that succeeded."""
    lines: IntArray
    """Shape (runs, parties + 1, lines of STATEMENT); the last row is what no customer bears."""
    months: IntArray
    """Shape (runs, months, lines of STATEMENT)."""
    counts: dict[str, FloatArray]
    """``customers``, ``minutes`` of people and ``disputes``, shape (runs, parties)."""
    margins: IntArray
    """Shape (runs, parties, months)."""
    customers: tuple[dict[str, IntArray], ...]
    """By run: the margin of each customer by month."""
    open: IntArray
    """Receivables at each month's end, shape (runs, ages of AGES, months)."""
    flows: dict[str, IntArray]
    """Each of FLOWS by month, shape (runs, months)."""
    days_outstanding: FloatArray
    """Days sales outstanding, shape (runs, months); NaN where nothing was billed."""

    @property
    def margin(self) -> IntArray:
        """The provider's margin, shape (runs,)."""
        return np.asarray(self.lines.sum(axis=(1, 2)), np.int64)

    @property
    def typical(self) -> int:
        """Place of the run in the middle by margin, the lower of two."""
        return int(np.argsort(self.margin, kind="stable")[(len(self.runs) - 1) // 2])


def keep_ledger(scenario: Scenario, seed: int, replication: int) -> Replication:
    """A replication's books by customer and by month, and its receivables, in integer cents.

    Returns
    -------
    Replication
        Outcomes ``<line>.<customer>`` and ``<count>.<customer>``; by month ``margin.<customer>``, ``line.<line>``,
        ``open.<age>``, each of the flows, and days sales outstanding. An exception becomes the replication's error.
    """
    try:
        run = simulate(scenario, seed=seed, replication=replication)
        check_identities(run)
        books = keep_books(run)
        owed = age_receivables(run, books)
        disputes = Counter(row.customer for row in run.records.disputes_opened)
        found = {
            f"{line}.{name}": float(cents)
            for line in LINES
            for name, cents in zip(books.customers, books.of_customers(line).tolist(), strict=True)
        }
        for name, minutes in zip(books.customers, books.minutes.sum(axis=1).tolist(), strict=True):
            found |= {f"minutes.{name}": minutes, f"disputes.{name}": float(disputes[name])}
        margins = np.sum([books.lines[line] for line in LINES], axis=0)
        series = {f"margin.{name}": row for name, row in zip(books.customers, margins, strict=True)}
        series |= {f"line.{line}": books.of_months(line) for line in LINES}
        series |= {"line.unallocated": books.unallocated, "line.actions": books.actions}
        series |= {f"open.{age}": row for age, row in zip(AGES, owed.open, strict=True)}
        series |= {flow: getattr(owed, flow) for flow in FLOWS} | {DAYS: owed.days_outstanding}
        return Replication(found, {name: row.astype(np.float64) for name, row in series.items()})
    except Exception as error:
        return Replication(error=f"{type(error).__name__}: {error}")


def ledgers(runner: ExperimentRunner, scenarios: Sequence[Scenario], replications: int) -> tuple[Ledger, ...]:
    """The ledger of each scenario under the laboratory's luck.

    Raises
    ------
    SaydoError
        Where no replication of a scenario succeeded.
    """
    results = runner.doing(keep_ledger).results(scenarios, replications)
    return tuple(ledger(scenario, column) for scenario, column in zip(scenarios, results, strict=True))


def ledger(scenario: Scenario, results: Sequence[Replication]) -> Ledger:
    """The ledger of a scenario, from the replications of :func:`keep_ledger`; those that failed are left out.

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
    series = {name: np.array([each.monthly[name] for each in good]) for name in good[0].monthly if name in _SHARED}
    whole = {name: _whole(rows) for name, rows in series.items() if name != DAYS}
    months = np.stack([whole[f"line.{line}"] for line in STATEMENT], axis=2)
    common = np.zeros((len(good), 1, len(STATEMENT)), np.int64)
    common[:, 0, len(LINES) :] = months[:, :, len(LINES) :].sum(axis=1)
    own = _by_party(good, row_of, len(parties))
    lines = _whole(np.stack([own[line] for line in STATEMENT], axis=2))
    customers = tuple(_margins(each) for each in good)
    margins = np.zeros((len(good), len(parties), months.shape[1]), np.int64)
    for run, rows in enumerate(customers):
        for name, row in rows.items():
            margins[run, row_of.get(name, len(parties) - 1)] += row
    return Ledger(
        parties=parties,
        runs=runs,
        lines=np.concatenate([lines, common], axis=1),
        months=months,
        counts={name: own[name] for name in (*COUNTS, "customers")},
        margins=margins,
        customers=customers,
        open=np.stack([whole[f"open.{age}"] for age in AGES], axis=1),
        flows={flow: whole[flow] for flow in FLOWS},
        days_outstanding=series[DAYS],
    )


def mean_cents(samples: IntArray) -> IntArray:
    """The mean over runs in whole cents, rounded so that any parts still add up to their sum, along every axis.

    What is rounded, half up, are the running sums; so a part is at most 2 cents from its mean in a table, 1 in a list,
    and the sums of a table's rows don't depend on how its columns are split.

    Parameters
    ----------
    samples : array of int, shape (runs, ...)
        Cents.
    """
    sums, runs = samples.sum(axis=0), len(samples)
    for axis in range(sums.ndim):
        sums = sums.cumsum(axis=axis)
    whole = (2 * sums + runs) // (2 * runs)
    for axis in range(whole.ndim):
        whole = np.diff(whole, axis=axis, prepend=0)
    return np.asarray(whole, np.int64)


_SHARED = frozenset([*(f"line.{line}" for line in STATEMENT), *(f"open.{age}" for age in AGES), *FLOWS, DAYS])


def _margins(result: Replication) -> dict[str, IntArray]:
    """The margin by month of each customer of a replication."""
    keys = [key.partition(".") for key in result.monthly]
    return {name: _whole(result.monthly[f"margin.{name}"]) for kind, _, name in keys if kind == "margin"}


def _whole(cents: FloatArray) -> IntArray:
    return np.asarray(np.rint(cents), np.int64)


def _parties(scenario: Scenario, results: Sequence[Replication]) -> tuple[tuple[Party, ...], dict[str, int]]:
    """Who has a row, and the row of each customer of the start; all others are newcomers, in the last."""
    present = [name for name in scenario.accounts if name not in scenario.absent]
    parties = [Party(name, "account") for name in present]
    row_of = {name: row for row, name in enumerate(present)}
    for name, segment in scenario.segments.items():
        row_of |= dict.fromkeys(member_names(name, segment), len(parties))
        parties.append(Party(name, "segment"))
    if any(name not in row_of for each in results for name in _margins(each)):
        parties.append(Party("newcomers", "newcomers"))
    return tuple(parties), row_of


def _by_party(results: Sequence[Replication], row_of: dict[str, int], rows: int) -> dict[str, FloatArray]:
    """The sum of each line and count by row, and how many customers a row has; each of shape (runs, rows)."""
    found = {name: np.zeros((len(results), rows)) for name in (*STATEMENT, *COUNTS, "customers")}
    for run, result in enumerate(results):
        for key, value in result.outcomes.items():
            column, _, name = key.partition(".")
            row = row_of.get(name, rows - 1)
            found[column][run, row] += value
            found["customers"][run, row] += column == LINES[0]
    return found
