"""Who leaves, when and why, in numbers and words: the terms against the baseline, from the runs of a study."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.metrics.catalogue import Outcome, describe
from sim.metrics.quantiles import FAN, central_range, quantiles
from sim.metrics.registry import NOT_NEGATIVE
from sim.metrics.replication import Replication
from sim.report.about import customers_at_start
from sim.report.format.caution import rarity
from sim.report.format.reader_locale import local, percent_sign
from sim.report.format.words import central_words, difference_words, format_value, range_words
from sim.report.study import NINE_TENTHS, Card, card_difference
from sim.scenario.document import Scenario
from sim.statistics.intervals import PairedDifference, paired_difference
from sim.units import MONTHS_PER_YEAR, month_days

__all__ = [
    "LOSSES",
    "Departures",
    "causes_table",
    "leaving_cards",
    "leaving_of",
    "leaving_sentences",
    "losses_table",
    "retention_table",
]

FloatArray: TypeAlias = npt.NDArray[np.float64]

FEWEST = 3
STEP = 0.1
"""Customers a year are rounded to this."""
LOSSES = {
    "customers_lost": "Customers lost",
    "customers_lost_by_pop": "Had enough",
    "customers_lost_by_not_renewing": "Did not renew",
    "customers_lost_for_cause": "Left for cause",
    "customers_let_go": "Let go",
}
"""Outcomes of leaving, all first, and what they are called beside each other."""
WAYS = ("have had enough", "do not renew", "terminate for cause", "are let go")
"""How customers leave, in the order of :data:`LOSSES`."""
STRAWS = "straws_of_lost."


@dataclass(frozen=True, slots=True)
class Departures:
    """Customers lost under two scenarios, or one: names, the baseline first; arrays have one row a run."""

    names: tuple[str, ...]
    at_start: int
    """Customers at the start, of the scenario that the page is about."""
    months: tuple[str, ...]
    losses: dict[str, tuple[FloatArray, ...]]
    """By outcome of :data:`LOSSES`: customers a year, by scenario and run."""
    retained: tuple[FloatArray, ...]
    """Share of the customers of the start still there at the end of each month, runs by months, by scenario."""
    causes: dict[str, tuple[FloatArray, ...]]
    """Share of each cause in the grievance of those who left, by scenario and run; the largest first."""
    level: float = 0.95

    @property
    def runs(self) -> int:
        """Number of runs."""
        return len(self.retained[0])

    def difference(self, outcome: str) -> PairedDifference | None:
        """Compare the terms with the baseline, pair by pair.

        Parameters
        ----------
        outcome : str
            One of :data:`LOSSES`.

        Returns
        -------
        PairedDifference, optional
            Terms less baseline; None where there is one scenario only.
        """
        values = self.losses[outcome]
        if len(values) < 2:
            return None
        return paired_difference(values[0], values[1], better="down", level=self.level, bounds=NOT_NEGATIVE)


def leaving_of(
    names: Sequence[str], scenarios: Sequence[Scenario], results: Sequence[Sequence[Replication]]
) -> Departures | None:
    """Count the customers lost in the replications so far; None while there are too few.

    Parameters
    ----------
    names, scenarios : sequence
        Baseline and terms, or one of them.
    results : sequence of sequence of Replication
        By scenario, the same random numbers at the same place; a pair in which one failed is left out.
    """
    pairs = [pair for pair in zip(*results, strict=True) if all(replication.error is None for replication in pair)]
    if len(pairs) < FEWEST:
        return None
    columns = list(zip(*pairs, strict=True))
    first = scenarios[0]
    years = first.horizon_months / MONTHS_PER_YEAR
    months = [str(day) for day in month_days(first.start_date, first.horizon_months)]
    laid = [[_laid(replication) for replication in column] for column in columns]
    return Departures(
        names=tuple(names),
        at_start=customers_at_start(scenarios[-1]),
        months=tuple(months),
        losses={
            name: tuple(np.array([replication.outcomes[name] for replication in column]) / years for column in columns)
            for name in LOSSES
        },
        retained=tuple(np.array([[1.0, *replication.monthly["kept"]] for replication in column]) for column in columns),
        causes=_shares(laid),
    )


def _laid(result: Replication) -> dict[str, float]:
    """Grievance added to those who left, by cause; causes that add nothing are left out."""
    sums = {key.removeprefix(STRAWS): float(sizes.sum()) for key, sizes in result.monthly.items() if STRAWS in key}
    return {cause: size for cause, size in sums.items() if size > 0}


def _shares(laid: Sequence[Sequence[Mapping[str, float]]]) -> dict[str, tuple[FloatArray, ...]]:
    wholes = [np.array([sum(run.values()) or np.nan for run in column]) for column in laid]
    causes = sorted({cause for column in laid for run in column for cause in run})
    shares = {
        cause: tuple(
            np.array([run.get(cause, 0.0) for run in column]) / whole
            for column, whole in zip(laid, wholes, strict=True)
        )
        for cause in causes
    }
    return dict(
        sorted(
            shares.items(),
            key=lambda pair: -float(np.nan_to_num(np.nanmean(pair[1][-1])) if np.isfinite(pair[1][-1]).any() else 0.0),
        )
    )


def leaving_cards(departures: Departures) -> list[Card]:
    """Make cards of customers lost a year, in all and by way of leaving.

    Parameters
    ----------
    departures : Departures
        Customers lost.

    Returns
    -------
    list of Card
        Cards of the terms, against the baseline.
    """
    return [_card(departures, name) for name in LOSSES]


def _a_year(name: str) -> Outcome:
    outcome = describe(name)
    return replace(
        outcome, label=f"{LOSSES[name]} a year", definition=f"{outcome.definition} Divided by the study's years."
    )


def _card(departures: Departures, name: str) -> Card:
    outcome, values = _a_year(name), departures.losses[name][-1]
    within = central_words(values, outcome, "")
    mean = format_value(float(values.mean()), outcome, "", step=STEP)
    row = departures.difference(name)
    if row is None:
        return Card(outcome, mean, within, "", "")
    return Card(outcome, mean, within, *card_difference(row, outcome, ""))


def leaving_sentences(departures: Departures) -> list[str]:
    """State how many customers leave and how, the difference to the baseline, and the causes.

    Parameters
    ----------
    departures : Departures
        Customers lost.

    Returns
    -------
    list of str
        Sentences.
    """
    sentences = [_lost(departures)]
    row, outcome = departures.difference("customers_lost"), _a_year("customers_lost")
    if row is not None:
        ends = range_words(row.low, row.high, outcome, "", sign=True)
        size = difference_words(row, outcome, "")
        interval = f"{ends}, with {local(100 * departures.level, 'g')}{percent_sign()} certainty"
        against = f"against {departures.names[0]}"
        if row.verdict == "no difference":
            runs = f"in all {row.count} runs; a difference is rarer than {rarity(row.count)}"
            sentences.append(f"That is exactly as many as under {departures.names[0]} {runs}.")
        elif row.verdict in ("better", "worse"):
            sentences.append(f"That is {size} a year {against} ({interval}).")
        else:
            sentences.append(
                f"It cannot be determined whether that is more or less {against} ({size} a year; {interval})."
            )
    return [*sentences, *_over_what(departures)]


def _lost(departures: Departures) -> str:
    every, *ways = (float(departures.losses[name][-1].mean()) for name in LOSSES)
    if every == 0:
        return f"{departures.names[-1]}: no customer of {departures.at_start} leaves in any of {departures.runs} runs."
    outcome = _a_year("customers_lost")
    how = ", ".join(
        f"{format_value(size, outcome, '', step=STEP)} {way}" for size, way in zip(ways, WAYS, strict=True) if size
    )
    within = central_words(departures.losses["customers_lost"][-1], outcome, "")
    size = format_value(every, outcome, "", step=STEP)
    return f"{departures.names[-1]}: of {departures.at_start} customers, {size} leave a year ({within}): {how}."


def _over_what(departures: Departures, most: int = 3) -> list[str]:
    heaviest = [(cause, shares[-1]) for cause, shares in departures.causes.items() if np.isfinite(shares[-1]).any()][
        :most
    ]
    if not heaviest:
        return []
    named = ", ".join(f"{cause} {100 * float(np.nanmean(shares)):.0f}{percent_sign()}" for cause, shares in heaviest)
    return [f"Main grievances of those who left, as shares of all that was added: {named}."]


def losses_table(departures: Departures) -> pd.DataFrame:
    """List customers lost a year by way of leaving and scenario.

    Parameters
    ----------
    departures : Departures
        Customers lost.

    Returns
    -------
    DataFrame
        Means and the middle nine tenths of the runs.
    """
    return _table({LOSSES[name]: values for name, values in departures.losses.items()}, departures.names, "Way")


def causes_table(departures: Departures) -> pd.DataFrame:
    """List shares of grievance by cause and scenario.

    Parameters
    ----------
    departures : Departures
        Customers lost.

    Returns
    -------
    DataFrame
        Per cent.
    """
    per_cent = {cause: tuple(100 * share for share in shares) for cause, shares in departures.causes.items()}
    return _table(per_cent, departures.names, "Cause")


def _table(rows: Mapping[str, Sequence[FloatArray]], names: Sequence[str], heading: str) -> pd.DataFrame:
    columns: dict[str, list[object]] = {heading: list(rows)}
    for number, name in enumerate(names):
        values = [row[number] for row in rows.values()]
        columns[f"{name}, mean"] = [
            round(float(np.nanmean(value)), 2) if np.isfinite(value).any() else None for value in values
        ]
        ends = [central_range(value) for value in values]
        columns[f"{name}, lowest of 9 in 10 runs"] = [round(low, 2) for low, _ in ends]
        columns[f"{name}, highest of 9 in 10 runs"] = [round(high, 2) for _, high in ends]
    return pd.DataFrame(columns)


def retention_table(departures: Departures) -> pd.DataFrame:
    """List the share of the customers of the start that remain, month by month.

    Parameters
    ----------
    departures : Departures
        Customers lost.

    Returns
    -------
    DataFrame
        Quantiles over the runs, in per cent.
    """
    frames: dict[str, list[object]] = {"Month": list(departures.months)}
    for name, paths in zip(departures.names, departures.retained, strict=True):
        for word in NINE_TENTHS:
            frames[f"{name}, {word}"] = (100 * quantiles(paths, FAN[word])).round(1).tolist()
    return pd.DataFrame(frames)
