"""Back-test: numbers fitted on the first weeks, the rest simulated and compared with what happened."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray
from scipy.special import expit, logit

from sim.errors import SaydoError
from sim.fitting.composition import compose
from sim.fitting.cut import known_before
from sim.fitting.days import day_table
from sim.fitting.drift import drift_of
from sim.fitting.exported import tables_of
from sim.fitting.fit import FittedNumber
from sim.fitting.folder import SCENARIO, portfolio_files
from sim.fitting.observed import observations
from sim.fitting.portfolio import fit_portfolio
from sim.fitting.series import SERIES, weekly
from sim.records.run import Run
from sim.running.replicate import RunResult, task
from sim.running.runner import ExperimentRunner
from sim.scenario.document import Scenario
from sim.scenario.files import load
from sim.scenario.overrides import with_overrides
from sim.scenario.zones import public_holidays
from sim.statistics.held_out import HeldOut, Trust, grade, held_out, worst

__all__ = [
    "DEPENDS",
    "Backtest",
    "Grounds",
    "SeriesTest",
    "Split",
    "WeeklySeries",
    "backtest",
    "drawn",
    "grounds_of",
    "split_of",
    "weekly_replication",
]

Floats = NDArray[np.float64]
SHARE_FITTED = 0.7
LEAST_FITTED, LEAST_TESTED = 8, 4
"""Whole weeks on either side of the split."""
TWO_SIDED = 1.959964
LEAST_MONTHS = 12
"""The shortest study that a scenario may have."""
CONTACTS, ON_TIME = "contacts a week", "first responses on time"
RESPONSE, SOLUTION = "first response, median hours", "solution, median hours"
QUEUED, WAIT, HUNG_UP = "calls queued", "wait of those queued, seconds", "calls hung up"
DISPUTED, LATE = "invoices disputed", "undisputed invoices paid late"
LATE_DISPUTED, DAYS_LATE = "disputed invoices paid late", "days late"
DEPENDS: Mapping[str, tuple[str, ...]] = {
    "margin": (CONTACTS, ON_TIME),
    "margin_share": (CONTACTS, ON_TIME),
    "cost_to_serve": (CONTACTS,),
    "response_attainment": (CONTACTS, ON_TIME, RESPONSE),
    "say_do_gap": (CONTACTS, ON_TIME, RESPONSE),
    "resolution_attainment": (CONTACTS, SOLUTION),
    "abandonment": (CONTACTS, QUEUED, WAIT, HUNG_UP),
    "disputed_share_of_invoices": (DISPUTED,),
    "days_sales_outstanding": (LATE, LATE_DISPUTED, DAYS_LATE, DISPUTED),
    "customer_retention_per_year": (),
}
"""By outcome, the series that it rests on; who stays is in no series of a few weeks, and therefore not testable."""


@dataclass(frozen=True, slots=True)
class Split:
    """Whole weeks before and after a Monday."""

    first: date
    """The Monday of the first whole week."""
    fitted: int
    tested: int

    @property
    def at(self) -> date:
        """The Monday from which on nothing is fitted."""
        return self.first + pd.Timedelta(weeks=self.fitted)


@dataclass(frozen=True, slots=True)
class Grounds:
    """What a back-test rests on: numbers fitted on the weeks before the split."""

    scenario: Scenario
    """With these numbers; it starts at the split."""
    fits: Sequence[FittedNumber]
    closed: Mapping[date, str] = field(default_factory=dict)
    """Days after the split that were closed though the calendar did not say so, with the reason."""
    drifting: frozenset[str] = frozenset()
    """Series that were not stationary before the split."""
    misfits: frozenset[str] = frozenset()
    """Series that rest on a family that fits badly."""


@dataclass(frozen=True, slots=True)
class SeriesTest:
    """One series with its verdict."""

    name: str
    result: HeldOut | None
    trust: Trust
    reason: str
    weeks: tuple[date, ...] = ()
    """Mondays of the weeks that were compared."""


@dataclass(frozen=True, slots=True)
class Backtest:
    """All series of a back-test."""

    split: Split
    replications: int
    series: tuple[SeriesTest, ...]
    closed: Mapping[date, str]
    """Days that nothing foresaw: weeks that hold one are left out, and named."""

    def trust(self, outcome: str) -> tuple[Trust, str]:
        """How far an outcome may be trusted.

        Parameters
        ----------
        outcome : str
            Name of an outcome, such as ``margin``; a part after a dot does not matter.

        Returns
        -------
        tuple of Trust and str
            The worst colour of the series that it rests on, and the reason that decides.
        """
        names = DEPENDS.get(outcome.partition(".")[0], ())
        tests = [test for test in self.series if test.name in names]
        colour = worst([test.trust for test in tests])
        reasons = [f"{test.name}: {test.reason}" for test in tests if test.trust is colour]
        return colour, reasons[0] if reasons else "no series of a few weeks tells it"

    @property
    def badge(self) -> Trust:
        """The worst colour of all series that could be tested."""
        return worst([test.trust for test in self.series])


@dataclass(frozen=True, slots=True)
class WeeklySeries(RunResult):
    """Series of one run by week."""

    series: dict[str, list[float]] = field(default_factory=dict)


@task
def weekly_replication(run: Run) -> WeeklySeries:
    """Measure the series that a back-test compares, by week from the start of the study.

    Parameters
    ----------
    run : Run
        A run whose identities hold.

    Returns
    -------
    WeeklySeries
        Of all whole weeks.
    """
    first = pd.Timestamp(run.scenario.start_date)
    weeks = int(run.horizon // (7 * 1440))
    return WeeklySeries({name: values.tolist() for name, values in weekly(tables_of(run), first, weeks).items()})


def split_of(first_day: date, last_day: date) -> Split:
    """Split whole weeks 70 to 30.

    Parameters
    ----------
    first_day, last_day : date
        First and last whole day of the data.

    Returns
    -------
    Split
        At least 8 weeks are fitted and 4 tested.

    Raises
    ------
    SaydoError
        Where there are fewer than 12 whole weeks.
    """
    monday = first_day + pd.Timedelta(days=-first_day.weekday() % 7)
    weeks = max((last_day - monday).days + 1, 0) // 7
    if weeks < LEAST_FITTED + LEAST_TESTED:
        least = LEAST_FITTED + LEAST_TESTED
        raise SaydoError(f"{weeks} whole weeks of data: a back-test needs {least}, {LEAST_FITTED} of them to fit")
    tested = max(LEAST_TESTED, weeks - int(SHARE_FITTED * weeks))
    return Split(monday, weeks - tested, tested)


def drawn(grounds: Grounds, replications: int, seed: int) -> list[Scenario]:
    """Draw the fitted numbers from their intervals, once for each replication.

    Parameters
    ----------
    grounds : Grounds
        Fits with intervals at 95 %.
    replications : int
        How many scenarios are wanted.
    seed : int
        Root seed.

    Returns
    -------
    list of Scenario
        Positive numbers are lognormal, shares logit-normal around the fitted value; shares that go together stay.
    """
    random_numbers = np.random.default_rng([seed, 1])
    moving = [fit for fit in grounds.fits if _moves(fit)]
    scores = random_numbers.standard_normal((replications, len(moving)))
    return [
        with_overrides(grounds.scenario, {fit.path: _moved(fit, score) for fit, score in zip(moving, row, strict=True)})
        for row in scores.tolist()
    ]


def grounds_of(tables: Mapping[str, pa.Table], split: Split, base: Scenario, country: str | None = None) -> Grounds:
    """Fit the weeks before the split as an import of that day would.

    Parameters
    ----------
    tables : mapping of str to pyarrow.Table
        As of `sim.importing.read.Imported`.
    split : Split
        Nothing from its day on is fitted.
    base : Scenario
        Holds what files do not tell.
    country : str, optional
        Whose public holidays are closed days.

    Returns
    -------
    Grounds
        The portfolio of that day, which starts at the split.

    Raises
    ------
    SaydoError
        Where there are no contacts before the split.
    """
    before = known_before(tables, split.at)
    fits, everything = fit_portfolio(before, base, country), observations(tables)
    if fits is None or everything is None:
        raise SaydoError("no contacts before the split: a back-test needs them")
    with TemporaryDirectory() as folder:
        for name, content in portfolio_files(compose(fits), fits.fits).items():
            (Path(folder) / name).write_bytes(content)
        scenario = load(Path(folder) / SCENARIO)
    scenario = with_overrides(scenario, {"start_date": split.at, "horizon_months": _months(split)})
    first, last = everything.days[0], everything.days[-1]
    known = public_holidays(country, first.year, last.year) if country else frozenset()
    days = day_table(everything.contacts["opened"], everything.days, known)
    closed = {day: why for day, why in days.closed.items() if day >= split.at and day not in known}
    series = weekly(before, pd.Timestamp(split.first), split.fitted)
    drifts = [drift_of(name, pd.Series(values, _mondays(split.first, split.fitted))) for name, values in series.items()]
    drifting = frozenset(drift.series for drift in drifts if drift is not None and not drift.stationary)
    return Grounds(scenario, fits.fits, closed, drifting)


def _mondays(first: date, weeks: int) -> pd.DatetimeIndex:
    return pd.date_range(first, periods=weeks, freq="7D")


def _months(split: Split) -> int:
    """The shortest study that holds the weeks tested."""
    return max(LEAST_MONTHS, -(-split.tested * 7 // 28))


def _moves(fit: FittedNumber) -> bool:
    """Whether a number has an interval to be drawn from."""
    parts = (fit.new, fit.low, fit.high)
    return fit.fitted and all(isinstance(part, int | float) and part > 0 for part in parts) and fit.low != fit.high


def _moved(fit: FittedNumber, score: float) -> float:
    new, low, high = (float(part) for part in (fit.new, fit.low, fit.high))  # type: ignore[arg-type]
    if high < 1:
        return float(expit(logit(new) + score * (logit(high) - logit(low)) / (2 * TWO_SIDED)))
    return float(new * np.exp(score * np.log(high / low) / (2 * TWO_SIDED)))


def backtest(
    tables: Mapping[str, pa.Table],
    split: Split,
    grounds: Callable[[Mapping[str, pa.Table], Split], Grounds],
    runner: ExperimentRunner,
    replications: int = 200,
) -> Backtest:
    """Fit on the weeks before the split, simulate those after it, compare.

    Parameters
    ----------
    tables : mapping of str to pyarrow.Table
        As of `sim.importing.read.Imported`.
    split : Split
        As of :func:`split_of`.
    grounds : callable
        From tables and split to the numbers fitted on what lies before it.
    runner : ExperimentRunner
        Where to simulate.
    replications : int, optional
        One each of as many scenarios, their fitted numbers drawn from their intervals.

    Returns
    -------
    Backtest
        All series with their verdicts.
    """
    fitted = grounds(tables, split)
    scenarios = drawn(fitted, replications, runner.seed)
    results = runner.pairs(weekly_replication, [(scenario, number) for number, scenario in enumerate(scenarios)])
    good = [result.series for result in results if result.error is None]
    if not good:
        raise SaydoError(f"no replication of the back-test succeeded; the first says: {results[0].error}")
    observed = weekly(tables, pd.Timestamp(split.first), split.fitted + split.tested)
    mondays = [split.at + pd.Timedelta(weeks=week) for week in range(split.tested)]
    spoilt = np.array([any(0 <= (day - monday).days < 7 for day in fitted.closed) for monday in mondays])
    tests = []
    for name in SERIES:
        after = np.where(spoilt, np.nan, observed[name][split.fitted :])
        simulated = np.array([run[name][: split.tested] for run in good])
        result = held_out(after, simulated, observed[name][: split.fitted])
        trust, reason = grade(result, drift=name in fitted.drifting, misfit=name in fitted.misfits)
        shown = tuple(
            monday for monday, value in zip(mondays, after, strict=True) if result is not None and np.isfinite(value)
        )
        tests.append(SeriesTest(name, result, trust, reason, shown))
    return Backtest(split, len(good), tuple(tests), fitted.closed)
