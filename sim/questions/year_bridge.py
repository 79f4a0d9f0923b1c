"""Year on year: from the margin of one year to that of another, by price, volume and mix of the fees, and line by line.

Fees of a year are customer months, times the shares of plans in these, times the fee a customer and month of each plan.
What each of the three contributes is its Shapley value, as everywhere in bridges: no order of changing them is
preferred, and nothing is left over. All other lines of the books are their plain differences. In whole cents all of it
adds up.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from math import factorial

import numpy as np

from sim.errors import SaydoError
from sim.metrics.books import LINES, keep_books
from sim.metrics.catalogue import describe
from sim.questions.bridge import Bridge, BridgePart, rounded_parts, shapley_counts
from sim.questions.ledger import STATEMENT
from sim.records.run import Run
from sim.running.replicate import RunResult, task
from sim.running.runner import ExperimentRunner
from sim.scenario.changes import ChangeGroup
from sim.scenario.document import Scenario
from sim.statistics.intervals import paired_difference
from sim.units import MONTHS_PER_YEAR, minor_units

__all__ = ["FACTORS", "FEES", "StudyYear", "YearBooks", "price_volume_mix", "year_books", "year_bridge"]

FEES = "fees"
FACTORS = ("price", "volume", "mix")
"""Parts of the difference of fees: fee a customer and month, customer months, and shares of plans in these."""


@dataclass(frozen=True, slots=True)
class YearBooks(RunResult):
    """Books of a replication by whole year; money in integer cents."""

    lines: list[dict[str, int]] = field(default_factory=list)
    """By year, then each line of the statement; costs are negative."""
    fees: list[dict[str, int]] = field(default_factory=list)
    """By year, then by plan; together they are that line."""
    months: list[dict[str, int]] = field(default_factory=list)
    """Customer months, by year and plan."""


@dataclass(frozen=True, slots=True)
class StudyYear:
    """A whole year of a study."""

    scenario: Scenario
    year: int
    """From 1."""

    @property
    def place(self) -> int:
        """Its place among the years, from 0.

        Raises
        ------
        SaydoError
            Where the study has no such whole year.
        """
        whole = self.scenario.horizon_months // MONTHS_PER_YEAR
        if not 1 <= self.year <= whole:
            raise SaydoError(f"year {self.year}: must be 1 to {whole}, a whole year of the study")
        return self.year - 1


@task
def year_books(run: Run) -> YearBooks:
    """Keep the books of a run by year, with fees and customer months by plan.

    Parameters
    ----------
    run : Run
        A run whose identities hold.

    Returns
    -------
    YearBooks
        Of whole years. A customer's plan is the one that it joined with.
    """
    books = keep_books(run)
    table = {line: books.of_months(line) for line in LINES} | {
        "unallocated": books.unallocated,
        "actions": books.actions,
    }
    plans = {row.customer: row.plan for row in run.records.customers}
    whole = run.scenario.horizon_months // MONTHS_PER_YEAR
    fees: list[dict[str, int]] = [{} for _ in range(whole)]
    months: list[dict[str, int]] = [{} for _ in range(whole)]
    for row in run.records.months:
        year, plan = row.month // MONTHS_PER_YEAR, plans[row.customer]
        if year < whole:
            fees[year][plan] = fees[year].get(plan, 0) + row.recognised_cents
            months[year][plan] = months[year].get(plan, 0) + 1
    ends = [(year * MONTHS_PER_YEAR, (year + 1) * MONTHS_PER_YEAR) for year in range(whole)]
    lines = [{line: round(float(table[line][slice(*end)].sum())) for line in STATEMENT} for end in ends]
    return YearBooks(lines=lines, fees=fees, months=months)


def price_volume_mix(
    fees: tuple[Mapping[str, int], Mapping[str, int]], months: tuple[Mapping[str, int], Mapping[str, int]]
) -> dict[str, Fraction]:
    """Split the difference of fees between two years over price, volume and mix, exactly.

    A plan that only one of the years has has the fee of that year in both: that it came or went is mix. Of a year
    without any customer the shares are those of the other: that all came or went is volume.

    Parameters
    ----------
    fees : tuple of mappings of str to int
        Cents by plan, of the first year and of the second.
    months : tuple of mappings of str to int
        Customer months by plan, likewise.

    Returns
    -------
    dict of str to Fraction
        Cents of each of ``FACTORS``; they add up to the fees of the second year less those of the first.
    """
    plans = sorted({plan for year in (*fees, *months) for plan in year})
    totals = [sum(year.values()) for year in months]
    prices = [
        {plan: Fraction(year_fees[plan], year[plan]) for plan in plans if year.get(plan)}
        for year_fees, year in zip(fees, months, strict=True)
    ]
    shares = [
        {plan: Fraction(year.get(plan, 0), total) for plan in plans} if total else None
        for year, total in zip(months, totals, strict=True)
    ]

    def _value(second: frozenset[int]) -> Fraction:
        """Fees where these factors are the second year's."""
        price, volume, mix = (int(number in second) for number in range(len(FACTORS)))
        share = shares[mix] or shares[1 - mix] or {}
        paid = (share.get(plan, 0) * prices[price].get(plan, prices[1 - price].get(plan, 0)) for plan in plans)
        return Fraction(totals[volume] * sum(paid, Fraction(0)))

    return {
        name: sum(
            (times * _value(second) for second, times in shapley_counts(number, len(FACTORS)).items()), Fraction(0)
        )
        / factorial(len(FACTORS))
        for number, name in enumerate(FACTORS)
    }


def year_bridge(
    runner: ExperimentRunner, first: StudyYear, second: StudyYear, replications: int, level: float = 0.95
) -> Bridge:
    """Go from the margin of a year to that of another, of one study or of two, whenever they start.

    Parameters
    ----------
    runner : ExperimentRunner
        Where to simulate; replications of the same number are paired.
    first, second : StudyYear
        Whole years of studies in one currency.
    replications : int
        Of each study.
    level : float
        Confidence that all intervals of parts hold together, after Bonferroni.

    Returns
    -------
    Bridge
        Price, volume and mix of the fees, then each line that either year has, in the order of the statement; on cents
        they add up.

    Raises
    ------
    SaydoError
        Where a year is not whole, currencies differ, or no replication of both studies succeeded.
    """
    places = first.place, second.place
    if first.scenario.currency != second.scenario.currency:
        raise SaydoError(
            f"currency = {first.scenario.currency} and {second.scenario.currency}: must be the same in both studies"
        )
    results = runner.measured(year_books, [first.scenario, second.scenario], replications)
    pairs = [pair for pair in zip(*results, strict=True) if all(one.error is None for one in pair)]
    if not pairs:
        failed = next(one.error for column in results for one in column if one.error)
        raise SaydoError(f"no replication of both studies succeeded; the first failed of {failed}")
    by_run = [_parts(pair, places) for pair in pairs]
    ends = [[sum(one.lines[place].values()) for one, place in zip(pair, places, strict=True)] for pair in pairs]
    return _bridge(by_run, ends, (level, minor_units(first.scenario.currency)), len(results[0]) - len(pairs))


def _parts(pair: Sequence[YearBooks], places: tuple[int, int]) -> dict[str, Fraction]:
    """Exact cents of each part in one pair of replications."""
    (before, after), lines = pair, [one.lines[place] for one, place in zip(pair, places, strict=True)]
    split = price_volume_mix(
        (before.fees[places[0]], after.fees[places[1]]), (before.months[places[0]], after.months[places[1]])
    )
    return split | {line: Fraction(lines[1][line] - lines[0][line]) for line in STATEMENT if line != FEES}


def _bridge(
    by_run: Sequence[dict[str, Fraction]], ends: Sequence[Sequence[int]], form: tuple[float, int], dropped: int
) -> Bridge:
    """Means over the pairs, rounded to cents that add up."""
    level, units = form
    outcome, runs = describe("margin"), len(by_run)
    names = [name for name in by_run[0] if name in FACTORS or any(parts[name] for parts in by_run)]
    base = round(Fraction(sum(before for before, _ in ends), runs))
    exact = [sum((parts[name] for parts in by_run), Fraction(0)) / runs for name in names]
    cents = rounded_parts(exact, round(sum(exact)))
    margins = np.array(ends, np.float64) / units
    parts = []
    for name, amount in zip(names, cents, strict=True):
        values = np.array([float(row[name]) for row in by_run]) / units
        own = 1 - (1 - level) / len(names)
        effect = paired_difference(np.zeros(runs), values, better="up", level=own, bounds=outcome.bounds)
        parts.append(BridgePart(ChangeGroup(name, ()), amount / units, effect, 0.0))
    whole = paired_difference(margins[:, 0], margins[:, 1], better="up", level=level, bounds=outcome.bounds)
    return Bridge(outcome, base / units, (base + sum(cents)) / units, whole, tuple(parts), None, 2, runs, dropped)
