"""Back-test: numbers fitted on the first weeks, the rest simulated and compared with what happened."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import partial

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray
from scipy.special import expit, logit

from sim.errors import SaydoError
from sim.fitting.cut import known_before
from sim.fitting.days import day_table
from sim.fitting.drift import drift_of
from sim.fitting.fit import FittedNumber
from sim.fitting.observed import observations
from sim.fitting.own_portfolio import loaded, portfolio_of
from sim.fitting.repeats import REPEAT_SHARE
from sim.fitting.series import SERIES, WEEK, lists_calls, series_of
from sim.fitting.shares import SEVERITIES
from sim.questions.backtest_weeks import ContactWeek, WeekdayShare, contact_weeks, weekday_shares
from sim.questions.exported import tables_of
from sim.questions.misfits import misfits
from sim.records.run import Run
from sim.running.replicate import RunResult, task
from sim.running.runner import ExperimentRunner
from sim.scenario.document import Scenario
from sim.scenario.overrides import with_overrides
from sim.scenario.zones import public_holidays
from sim.statistics.held_out import HeldOut, Trust, grade, held_out, worst

__all__ = [
    "DEPENDS",
    "Backtest",
    "Grounds",
    "PeriodSeries",
    "SeriesTest",
    "Split",
    "backtest",
    "drawn",
    "grounds_of",
    "series_replication",
    "shortened",
    "split_of",
]

Floats = NDArray[np.float64]
SHARE_FITTED = 0.7
FEWEST_WEEKS, LEAST_DAYS = 12, 28
"""With fewer weeks the periods are days; with fewer days there is no back-test."""
NAIVE_DAYS = 28
"""Last days before the split, from which the naive prediction goes on."""
DRIFT = 0.05
"""Chance that any of the series is said to drift where none does (Bonferroni)."""
TWO_SIDED = 1.959964
ALMOST = 1 - 1e-6
"""In place of a share of 1, whose odds are infinite."""
LEAST_MONTHS = 12
"""The shortest study that a document may have."""
SHORTEST_MONTH = 28
CONTACTS, ON_TIME = "contacts", "first responses on time"
RESPONSE, SOLUTION = "first response, median hours", "solution, median hours"
QUEUED, WAIT, HUNG_UP = "calls queued", "wait of those queued, seconds", "calls hung up"
DISPUTED, LATE = "invoices disputed", "undisputed invoices paid late"
LATE_DISPUTED, DAYS_LATE = "disputed invoices paid late", "days late"
DEPENDS: Mapping[str, tuple[str, ...]] = {
    "margin": (CONTACTS, ON_TIME),
    "margin_share": (CONTACTS, ON_TIME),
    "cost_to_serve": (CONTACTS,),
    "response_attainment": (CONTACTS, ON_TIME, RESPONSE, QUEUED, WAIT),
    "say_do_gap": (CONTACTS, ON_TIME, RESPONSE, QUEUED, WAIT),
    "resolution_attainment": (CONTACTS, SOLUTION),
    "abandonment": (CONTACTS, QUEUED, WAIT, HUNG_UP),
    "disputed_share_of_invoices": (DISPUTED,),
    "days_sales_outstanding": (LATE, LATE_DISPUTED, DAYS_LATE, DISPUTED),
    "customer_retention_per_year": (),
}
"""By outcome, the series that it rests on; who stays is in no series of a few weeks, and therefore not testable."""


@dataclass(frozen=True, slots=True)
class Split:
    """Periods of some days each, before and after a day."""

    first: date
    """The first whole day."""
    fitted: int
    tested: int
    days: int = WEEK
    """Length of a period: weeks, or days where there are few weeks."""

    @property
    def at(self) -> date:
        """The day from which on nothing is fitted."""
        return self.first + timedelta(days=self.fitted * self.days)

    @property
    def starts(self) -> tuple[date, ...]:
        """First days of the periods tested."""
        return tuple(self.at + timedelta(days=period * self.days) for period in range(self.tested))

    @property
    def unit(self) -> str:
        """Name of the periods, in the plural."""
        return "weeks" if self.days == WEEK else "days"


@dataclass(frozen=True, slots=True)
class Grounds:
    """Grounds of a back-test: numbers fitted on the weeks before the split."""

    scenario: Scenario
    """With these numbers; it starts at the split."""
    fits: Sequence[FittedNumber]
    closed: Mapping[date, str] = field(default_factory=dict)
    """Days after the split that were closed, with the reason: no portfolio holds them, public holidays among them."""
    drifting: Mapping[str, date] = field(default_factory=dict)
    """Series that are not stationary, with the first day of the week at which each changes most."""
    misfits: frozenset[str] = frozenset()
    """Series that rest on a family that fits badly."""


@dataclass(frozen=True, slots=True)
class SeriesTest:
    """One series with its verdict."""

    name: str
    result: HeldOut | None
    trust: Trust
    reason: str
    starts: tuple[date, ...] = ()
    """First days of the periods that were compared."""


@dataclass(frozen=True, slots=True)
class Backtest:
    """All series of a back-test."""

    split: Split
    replications: int
    series: tuple[SeriesTest, ...]
    closed: Mapping[date, str]
    """Days that the simulation does not foresee: periods that hold one are left out, and named."""
    weeks: tuple[ContactWeek, ...] = ()
    """Contacts of each week tested, closed days among them."""
    weekdays: tuple[WeekdayShare, ...] = ()
    """Shares of the weekdays in the contacts of days that were not closed; empty where periods are weeks."""

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
class PeriodSeries(RunResult):
    """Series of one run by week or by day."""

    series: dict[str, list[float]] = field(default_factory=dict)


@task
def series_replication(run: Run, *, days: int, periods: int, calls: bool = False) -> PeriodSeries:
    """Measure the series that a back-test compares, from the start of the study.

    Parameters
    ----------
    run : Run
        A run whose identities hold. Where files told how many contacts come back, each of these counts.
    days : int
        Length of a period.
    periods : int
        How many.
    calls : bool, optional
        Whether each call is a row of its own, as in a list of calls.

    Returns
    -------
    PeriodSeries
        By name.
    """
    first = pd.Timestamp(run.scenario.start_date)
    tables = tables_of(run, calls=calls, repeats=REPEAT_SHARE in run.scenario.evidence)
    rows = series_of(tables, first, periods, days, calls=calls)
    return PeriodSeries({name: row.tolist() for name, row in rows.items()})


def split_of(first_day: date, last_day: date) -> Split:
    """Split whole days 70 to 30, in weeks where there are twelve.

    Parameters
    ----------
    first_day, last_day : date
        First and last whole day of the data.

    Returns
    -------
    Split
        Whole weeks are fitted in any case.

    Raises
    ------
    SaydoError
        Where there are fewer than 28 days.
    """
    days = (last_day - first_day).days + 1
    if days < LEAST_DAYS:
        raise SaydoError(f"{days} whole days of data: a back-test needs {LEAST_DAYS}")
    weeks = days // WEEK
    fitted = int(SHARE_FITTED * weeks)
    if weeks >= FEWEST_WEEKS:
        return Split(first_day, fitted, weeks - fitted)
    return Split(first_day, fitted * WEEK, days - fitted * WEEK, 1)


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
        Positive numbers are lognormal, shares logit-normal around the fitted value; shares that go together, such as
        those of weekdays, are lognormal each and divided by their sum.
    """
    random_numbers = np.random.default_rng([seed, 1])
    moving = [fit for fit in grounds.fits if _moves(fit)]
    scores = random_numbers.standard_normal((replications, len(moving)))
    together = [fit for fit in grounds.fits if _moves_together(fit)]
    others = np.random.default_rng([seed, 2])
    scenarios = []
    for row in scores.tolist():
        apart = {fit.path: _moved(fit, score) for fit, score in zip(moving, row, strict=True)}
        values: dict[str, object] = {**_possible(apart)}
        values |= {fit.path: _moved_together(fit, others) for fit in together}
        scenarios.append(with_overrides(grounds.scenario, values))
    return scenarios


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
    everything = observations(tables)
    own = portfolio_of(known_before(tables, split.at), base, country, split.at)
    if own is None or everything is None:
        raise SaydoError("no contacts before the split: a back-test needs them")
    scenario = with_overrides(
        loaded(own.files), {"start_date": split.at, "horizon_months": max(LEAST_MONTHS, _months(split))}
    )
    first, last = everything.days[0], everything.days[-1]
    holidays = public_holidays(country, first.year, last.year) if country else frozenset()
    days = day_table(everything.contacts["opened"], everything.days, holidays)
    closed = {day: why for day, why in days.closed.items() if day >= split.at}
    return Grounds(scenario, own.numbers, closed, _drifting(tables, split), misfits(own.numbers))


def _drifting(tables: Mapping[str, pa.Table], split: Split) -> dict[str, date]:
    """Series that change over all whole weeks of the data, by a trend or at one place."""
    weeks = (split.fitted + split.tested) * split.days // WEEK
    index = pd.date_range(split.first, periods=weeks, freq="7D")
    series = series_of(tables, pd.Timestamp(split.first), weeks, calls=lists_calls(tables)).items()
    drifts = [drift for name, row in series if (drift := drift_of(name, pd.Series(row, index))) is not None]
    limit = DRIFT / max(2 * len(drifts), 1)
    return {drift.series: drift.at for drift in drifts if drift.at and min(drift.trend, drift.change) < limit}


def shortened(scenario: Scenario, split: Split) -> Scenario:
    """End a scenario with the periods tested: nothing that comes later changes them.

    The shortest study of a document is a year, for measures by the year; none of these is asked for here, and a dozen
    months would take a dozen times as long.

    Parameters
    ----------
    scenario : Scenario
        That starts at the split.
    split : Split
        Of which periods are tested.

    Returns
    -------
    Scenario
        The same where it is no longer than that.
    """
    months = _months(split)
    return scenario.model_copy(update={"horizon_months": months}) if months < scenario.horizon_months else scenario


def _months(split: Split) -> int:
    """Months that hold the periods tested."""
    return -(-split.tested * split.days // SHORTEST_MONTH)


def _moves(fit: FittedNumber) -> bool:
    """Whether a number has an interval to be drawn from."""
    parts = (fit.new, fit.low, fit.high)
    return fit.fitted and all(isinstance(part, int | float) and part > 0 for part in parts) and fit.low != fit.high


def _moved(fit: FittedNumber, score: float) -> float:
    new, low, high = (float(part) for part in (fit.new, fit.low, fit.high))  # type: ignore[arg-type]
    if high <= 1:
        new, low, high = (float(logit(min(part, ALMOST))) for part in (new, low, high))
        return float(expit(new + score * (high - low) / (2 * TWO_SIDED)))
    return float(new * np.exp(score * np.log(high / low) / (2 * TWO_SIDED)))


def _moves_together(fit: FittedNumber) -> bool:
    """Whether a number is some shares of a whole, each with an interval."""
    return fit.fitted and all(isinstance(part, tuple) for part in (fit.new, fit.low, fit.high))


def _moved_together(fit: FittedNumber, random_numbers: np.random.Generator) -> tuple[float, ...] | dict[str, float]:
    """Shares drawn apart and divided by their sum; one without an interval above zero stays as it is.

    The mean of each before that is the share fitted: by their medians uncertain hours would have more than their part.
    """
    new, low, high = (np.array(part, float) for part in (fit.new, fit.low, fit.high))
    spread = np.log(np.where(low > 0, high, 1) / np.where(low > 0, low, 1)) / (2 * TWO_SIDED)
    shares = new * np.exp(random_numbers.standard_normal(len(new)) * spread - spread**2 / 2)
    drawn_shares = tuple((shares / shares.sum()).tolist())
    by_name = fit.path.endswith("severity_shares")
    return dict(zip(SEVERITIES, drawn_shares, strict=True)) if by_name else drawn_shares


def _possible(changes: dict[str, float]) -> dict[str, float]:
    """Keep the shares that a tier solves and hands on within everything."""
    for path, escalated in list(changes.items()):
        other = path.replace(".escalated_share", ".solved_share")
        if other != path and other in changes and escalated + changes[other] > 1:
            total = (escalated + changes[other]) * (1 + 1e-9)
            changes |= {path: escalated / total, other: changes[other] / total}
    return changes


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
    scenarios = [shortened(scenario, split) for scenario in drawn(fitted, replications, runner.seed)]
    calls = lists_calls(tables)
    measure = partial(series_replication, days=split.days, periods=split.tested, calls=calls)
    results = runner.pairs(measure, [(scenario, number) for number, scenario in enumerate(scenarios)])
    good = [result.series for result in results if result.error is None]
    if not good:
        raise SaydoError(f"no replication of the back-test succeeded; the first says: {results[0].error}")
    periods = split.fitted + split.tested
    observed = series_of(tables, pd.Timestamp(split.first), periods, split.days, calls=calls)
    spoilt = np.array([any(0 <= (day - start).days < split.days for day in fitted.closed) for start in split.starts])
    tests = []
    for name in SERIES:
        after = np.where(spoilt, np.nan, observed[name][split.fitted :])
        before = observed[name][: split.fitted][-NAIVE_DAYS // split.days :]
        seen = np.nan_to_num(observed[name]).any()
        result = held_out(after, np.array([run[name] for run in good]), before) if seen else None
        trust, reason = grade(result, drift=fitted.drifting.get(name), misfit=name in fitted.misfits)
        tests.append(SeriesTest(name, result, trust, reason, _compared(split, after, result)))
    contacts = np.array([run[CONTACTS] for run in good])
    weeks = contact_weeks(split.starts, split.days, observed[CONTACTS][split.fitted :], contacts, fitted.closed)
    shares = weekday_shares(split.starts, split.days, observed[CONTACTS][split.fitted :], contacts, fitted.closed)
    return Backtest(split, len(good), tuple(tests), fitted.closed, weeks, shares)


def _compared(split: Split, after: Floats, result: HeldOut | None) -> tuple[date, ...]:
    """First days of the periods that have a value."""
    if result is None:
        return ()
    return tuple(start for start, value in zip(split.starts, after, strict=True) if np.isfinite(value))
