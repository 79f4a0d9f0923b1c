"""A study on a page and in a memo: every word, number and figure from the same arrays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import numpy.typing as npt

from sim.metrics.catalogue import HEADLINE, Outcome, describe
from sim.metrics.quantiles import FAN, central_range, quantiles
from sim.metrics.replication import Replication
from sim.report.charts import Mark, Panel
from sim.report.comparison import comparison_table
from sim.report.format.caution import caution_mark, no_interval, rarity, verdict_words
from sim.report.format.reader_locale import local
from sim.report.format.table import Table
from sim.report.format.words import (
    central_words,
    difference_words,
    format_value,
    range_words,
    step_of,
    verdict_sentence,
)
from sim.scenario.document import Scenario
from sim.statistics.comparison import Comparison, Sample, compare
from sim.statistics.intervals import PairedDifference
from sim.units import month_days

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "FEWEST",
    "NINE_TENTHS",
    "Card",
    "StudyView",
    "card_difference",
    "cards",
    "differences_table",
    "mean_words",
    "monthly_table",
    "panels",
    "panels_of",
    "runs_table",
    "sentences",
    "view_of",
    "whale_table",
]

FloatArray: TypeAlias = npt.NDArray[np.float64]

FEWEST = 3
"""Pairs below which nothing is said: an interval of two is of no use."""
FOCUS = 1
UNDECIDED = ("cannot tell apart", "practically the same", "no difference", "not defined")
"""Verdicts whose sentences come last."""
NINE_TENTHS = ("5 %", "median", "95 %")
"""Quantiles of a table of the median and the middle nine tenths of the runs."""


@dataclass(frozen=True, slots=True)
class StudyView:
    """Results of a study: names, the baseline first, and one array a name."""

    names: tuple[str, ...]
    currency: str
    months: tuple[str, ...]
    values: dict[str, tuple[FloatArray, ...]]
    """By headline outcome: one value per run and scenario."""
    margins: tuple[FloatArray, ...]
    """Margin in major units, runs by months, per scenario."""
    whales: tuple[FloatArray, ...]
    """Cumulative margin share on 101 equal steps of customers, runs by steps, per scenario."""
    rows: tuple[Comparison, ...]
    runs: int
    failures: tuple[str, ...]
    """Errors of the replications that failed."""
    actions: tuple[tuple[str, str], ...]
    """Month and title of what management does in the scenario that the page is about."""

    def row(self, outcome: str, name: str) -> Comparison:
        """Return the comparison of one scenario with the baseline.

        Parameters
        ----------
        outcome : str
            Name of the outcome.
        name : str
            Name of the scenario.

        Returns
        -------
        Comparison
            The comparison.
        """
        return next(row for row in self.rows if row.outcome == outcome and row.variant == name)

    @property
    def focus(self) -> str:
        """Name of the scenario that the page is about: the terms, or the baseline when there are no others."""
        return self.names[min(FOCUS, len(self.names) - 1)]


@dataclass(frozen=True, slots=True)
class Card:
    """One number with its range and its difference to the baseline, in words."""

    outcome: Outcome
    value: str
    range: str
    difference: str
    verdict: str
    caution: str = ""
    """Where the difference's interval may be too narrow, a mark, which a line below the cards explains."""


def view_of(
    names: Sequence[str], scenarios: Sequence[Scenario], results: Sequence[Sequence[Replication]]
) -> StudyView | None:
    """Collect the results so far; None while there are too few pairs to say anything.

    Parameters
    ----------
    names : sequence of str
        Titles, the baseline first.
    scenarios : sequence of Scenario
        The scenarios of the study, in the same order.
    results : sequence of sequence of Replication
        By scenario, as many of each, the same random numbers at the same place.
    """
    good = [
        index
        for index, pair in enumerate(zip(*results, strict=True))
        if all(replication.error is None for replication in pair)
    ]
    failures = tuple(
        f"{name}, run {index + 1}: {replication.error}"
        for name, column in zip(names, results, strict=True)
        for index, replication in enumerate(column)
        if replication.error is not None
    )
    if len(good) < FEWEST:
        return None
    columns = [[column[index] for index in good] for column in results]
    samples = [Sample(name, column) for name, column in zip(names, columns, strict=True)]
    start, length = scenarios[0].start_date, scenarios[0].horizon_months
    months = [str(day) for day in month_days(start, length)[:-1]]
    steps = np.linspace(0, 1, 101)
    return StudyView(
        names=tuple(names),
        currency=scenarios[0].currency,
        months=tuple(months),
        values={
            name: tuple(np.array([replication.outcomes[name] for replication in column]) for column in columns)
            for name in HEADLINE
        },
        margins=tuple(np.array([replication.monthly["margin"] for replication in column]) for column in columns),
        whales=tuple(np.array([_resampled(replication.whale, steps) for replication in column]) for column in columns),
        rows=tuple(compare(samples[0], samples[1:])) if len(samples) > 1 else (),
        runs=len(good),
        failures=failures,
        actions=tuple((months[a.month], a.title) for a in scenarios[min(FOCUS, len(scenarios) - 1)].timeline),
    )


def sentences(view: StudyView) -> list[str]:
    """State the effect of the terms on money and on customers, distinct effects first.

    Parameters
    ----------
    view : StudyView
        Results of the study.

    Returns
    -------
    list of str
        Sentences.
    """
    if not view.rows:
        return []
    pairs = [
        (row, verdict_sentence(view.focus, row, describe(name), view.currency))
        for name in (HEADLINE[1], HEADLINE[0])
        if (row := view.row(name, view.focus))
    ]
    return [text for _, text in sorted(pairs, key=lambda pair: pair[0].verdict in UNDECIDED)]


def cards(view: StudyView, name: str | None = None) -> list[Card]:
    """Make cards of the headline outcomes of a scenario.

    Parameters
    ----------
    view : StudyView
        Results of the study.
    name : str, optional
        Name of the scenario; the one that the page is about without it.

    Returns
    -------
    list of Card
        Cards.
    """
    return [_card(view, describe(outcome), name or view.focus) for outcome in HEADLINE]


def panels(view: StudyView) -> list[Panel]:
    """Make panels of the differences to the baseline, by outcome.

    Parameters
    ----------
    view : StudyView
        Results of the study.

    Returns
    -------
    list of Panel
        A panel an outcome.
    """
    return panels_of(view.rows, HEADLINE)


def panels_of(rows: Sequence[Comparison], outcomes: Sequence[str]) -> list[Panel]:
    """Make panels of some comparisons.

    Parameters
    ----------
    rows : sequence of Comparison
        Comparisons.
    outcomes : sequence of str
        Names of outcomes.

    Returns
    -------
    list of Panel
        A panel an outcome, with a mark a variant.
    """
    return [Panel(describe(name), tuple(_mark(row) for row in rows if row.outcome == name)) for name in outcomes]


def differences_table(view: StudyView) -> Table:
    """Make the chart of differences as a table.

    Parameters
    ----------
    view : StudyView
        Results of the study.

    Returns
    -------
    Table
        A row a comparison.
    """
    rows = [row for row in view.rows if row.outcome in HEADLINE]
    return comparison_table(rows, "Differences to the base scenario", view.currency, with_variant=True)


def mean_words(mean: float, low: float, high: float, outcome: Outcome, currency: str) -> str:
    """Write the mean of runs with one digit more than their range has, and three at most.

    Parameters
    ----------
    mean : float
        The mean.
    low : float
        Lower end of the range of most runs.
    high : float
        Upper end.
    outcome : Outcome
        The outcome.
    currency : str
        ISO 4217 code.

    Returns
    -------
    str
        Text.
    """
    step = step_of(high - low, 3)
    return format_value(mean, outcome, currency, step=step if step > step_of(mean, 3) else None)


def card_difference(row: PairedDifference, outcome: Outcome, currency: str) -> tuple[str, str, str]:
    """Write difference, verdict and caution of a card.

    Parameters
    ----------
    row : PairedDifference
        The comparison.
    outcome : Outcome
        The outcome.
    currency : str
        ISO 4217 code.

    Returns
    -------
    tuple
        The last three fields of a :class:`Card`.
    """
    same = row.verdict == "no difference"
    ends = no_interval(row.low, row.high, row.count) or range_words(row.low, row.high, outcome, currency, sign=True)
    if same:
        ends = f"in all {local(row.count, ',')} runs; another is rarer than {rarity(row.count)}"
    difference = f"{difference_words(row, outcome, currency)} ({ends})"
    return difference, row.verdict, caution_mark(row.count, row.required, alike=row.alike and not same)


def monthly_table(view: StudyView) -> pd.DataFrame:
    """Make the fan chart as a table.

    Parameters
    ----------
    view : StudyView
        Results of the study.

    Returns
    -------
    DataFrame
        Quantiles of the month's margin, in major units.
    """
    import pandas as pd

    frames = {"Month": list(view.months)}
    for name, paths in zip(view.names[: FOCUS + 1], view.margins, strict=False):
        for word, share in FAN.items():
            frames[f"{name}, {word}"] = quantiles(paths, share).round(2).tolist()
    return pd.DataFrame(frames)


def whale_table(view: StudyView) -> pd.DataFrame:
    """Make the whale curve as a table.

    Parameters
    ----------
    view : StudyView
        Results of the study.

    Returns
    -------
    DataFrame
        Median and the middle nine tenths, at each tenth of the customers.
    """
    import pandas as pd

    frames: dict[str, list[float]] = {"Customers, %": [float(share) for share in range(0, 101, 10)]}
    for name, curves in zip(view.names[: FOCUS + 1], view.whales, strict=False):
        for word in NINE_TENTHS:
            percent = 100 * quantiles(curves[np.isfinite(curves).all(axis=1)][:, ::10], FAN[word])
            frames[f"{name}, {word} of margin"] = percent.round(1).tolist()
    return pd.DataFrame(frames)


def runs_table(view: StudyView) -> pd.DataFrame:
    """List the headline outcomes run by run.

    Parameters
    ----------
    view : StudyView
        Results of the study.

    Returns
    -------
    DataFrame
        A row a run.
    """
    import pandas as pd

    frames: dict[str, list[float]] = {"Run": [float(run) for run in range(1, view.runs + 1)]}
    for outcome in HEADLINE:
        for name, values in zip(view.names, view.values[outcome], strict=True):
            frames[f"{describe(outcome).label}, {name}"] = values.round(6).tolist()
    return pd.DataFrame(frames)


def _resampled(curve: FloatArray, steps: FloatArray) -> FloatArray:
    return np.interp(steps, np.linspace(0, 1, curve.size), curve) if curve.size > 1 else np.full_like(steps, np.nan)


def _mark(row: Comparison) -> Mark:
    return Mark(row.variant, row.difference, row.low, row.high, verdict_words(row))


def _card(view: StudyView, outcome: Outcome, name: str) -> Card:
    values = view.values[outcome.name][view.names.index(name)]
    mean, within = format_value(float("nan"), outcome, view.currency), ""
    if np.isfinite(values).any():
        mean = mean_words(float(np.nanmean(values)), *central_range(values), outcome, view.currency)
        within = central_words(values, outcome, view.currency)
    if name == view.names[0]:
        return Card(outcome, mean, within, "", "")
    return Card(outcome, mean, within, *card_difference(view.row(outcome.name, name), outcome, view.currency))
