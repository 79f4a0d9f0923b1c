"""Which of several scenarios is the best: three numbers of each, how often it is the best, and the answer in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from sim.metrics.catalogue import HEADLINE, Outcome, describe
from sim.report.charts import Picture, StandingPoint, standing_chart
from sim.report.format.reader_locale import local, percent_sign
from sim.report.format.table import Column, Span, Table, text_table
from sim.report.format.words import format_difference
from sim.report.study import Card, StudyView, cards
from sim.statistics.intervals import Interval, mean_interval
from sim.statistics.selection import compared_with_best, possibly_best, share_best

__all__ = [
    "SCORED",
    "ScenarioStanding",
    "answer_words",
    "best_words",
    "contest_table",
    "lead_words",
    "standing_picture",
    "standings",
    "standings_table",
]

SCORED = HEADLINE[:3]
"""Money, customers, and whether what was promised is done."""
MONEY, CUSTOMERS = SCORED[:2]
LEVEL = 0.95
BEST_AT = {MONEY: "most money", CUSTOMERS: "most kept"}
CONFIDENT = {1: "the confidence of the answer that is sure", 2: "the confidence of both answers together"}
"""By how many of the two answers are sure."""


@dataclass(frozen=True, slots=True)
class ScenarioStanding:
    """One scenario's numbers, and in what share of runs no other is better, by outcome."""

    name: str
    cards: tuple[Card, ...]
    best: tuple[Interval, ...]


def standings(view: StudyView) -> list[ScenarioStanding]:
    """Compute how each scenario stands, by the outcomes of ``SCORED``.

    Parameters
    ----------
    view : StudyView
        Results of the study.

    Returns
    -------
    list of ScenarioStanding
        A row a scenario: that with the highest mean margin first.
    """
    shares = [share_best(_sample(view, outcome), LEVEL) for outcome in SCORED]
    means = [float(np.mean(runs)) for runs in view.values[MONEY]]
    rows = [
        ScenarioStanding(name, tuple(cards(view, name)[: len(SCORED)]), tuple(share[number] for share in shares))
        for number, name in enumerate(view.names)
    ]
    return [rows[place] for place in sorted(range(len(rows)), key=lambda place: -means[place])]


def standing_picture(view: StudyView) -> Picture | None:
    """Draw margin against customers kept a year for all scenarios, those marked that are best beyond chance.

    Parameters
    ----------
    view : StudyView
        Results of the study.

    Returns
    -------
    Picture or None
        None where neither is defined for any scenario.
    """
    outcomes = describe(MONEY), describe(CUSTOMERS)
    best = dict.fromkeys(view.names, "")
    winners = {name: _contenders(view, name) if len(view.names) > 1 else [] for name in (MONEY, CUSTOMERS)}
    for name in view.names:
        parts = [words for outcome, words in BEST_AT.items() if winners[outcome] == [name]]
        best[name] = " and ".join(parts)
    means = {one.name: [mean_interval(runs, LEVEL, one.bounds) for runs in view.values[one.name]] for one in outcomes}
    points = [
        StandingPoint(name, means[MONEY][number], means[CUSTOMERS][number], best[name])
        for number, name in enumerate(view.names)
    ]
    return standing_chart(points, outcomes, view.currency) if any(point.is_defined for point in points) else None


def best_words(share: Interval) -> str:
    """Write how often a scenario is the best.

    Parameters
    ----------
    share : Interval
        Share of runs, with its interval.

    Returns
    -------
    str
        Such as ``best in 14 of 20 runs (46 to 88 %)``.
    """
    if not share.count:
        return "not defined"
    low, high = (f"{100 * end:.0f}" for end in (share.low, share.high))
    return f"best in {round(share.estimate * share.count)} of {share.count} runs ({low} to {high}{percent_sign()})"


def answer_words(view: StudyView) -> str:
    """State which scenario makes the most money and which keeps the most customers.

    Parameters
    ----------
    view : StudyView
        Results of the study.

    Returns
    -------
    str
        Sentences; they say so where no single scenario can be named.
    """
    money, customers = (_contenders(view, outcome) for outcome in (MONEY, CUSTOMERS))
    if len(money) == 1 and money == customers:
        return f"{money[0]} makes the most money and keeps the most customers."
    if len(money) == len(customers) == 1:
        return f"{money[0]} makes the most money, but {customers[0]} keeps the most customers."
    if len(money) == 1:
        return f"{money[0]} makes the most money; which keeps the most customers is not certain: {_or(customers)}."
    if len(customers) == 1:
        return f"{customers[0]} keeps the most customers; which makes the most money is not certain: {_or(money)}."
    if money == customers:
        return f"It is not certain which makes the most money, nor which keeps the most customers: {_or(money)}."
    first = f"It is not certain which makes the most money: {_or(money)}"
    return f"{first}; nor which keeps the most customers: {_or(customers)}."


def lead_words(view: StudyView) -> str:
    """State by how much the best mean leads the next, and the confidence.

    Parameters
    ----------
    view : StudyView
        Results of the study.

    Returns
    -------
    str
        Sentences.
    """
    sentences, sure = [], 0
    for name in (MONEY, CUSTOMERS):
        outcome, leads = describe(name), _leads(view, name)
        first = max(range(len(leads)), key=lambda index: leads[index].estimate)
        lead = format_difference(leads[first].estimate, outcome, view.currency).replace("+", "", 1)
        decided = len(_contenders(view, name)) == 1
        sure += decided
        doubt = "" if decided else ", which may be chance"
        sentences.append(f"{outcome.label}: {view.names[first]}, {lead} ahead of the next{doubt}.")
    confidence = f"{CONFIDENT[sure]} is 95{percent_sign()}" if sure else f"neither is sure at 95{percent_sign()}"
    return f"{' '.join(sentences)} From {view.runs} runs of each; {confidence}."


def standings_table(view: StudyView) -> Table:
    """List the scenarios' scores.

    Parameters
    ----------
    view : StudyView
        Results of the study.

    Returns
    -------
    Table
        A row a scenario and outcome, in the order of :func:`standings`.
    """
    rows = [
        (standing.name, card.outcome.label, card.value, card.range, best_words(share))
        for standing in standings(view)
        for card, share in zip(standing.cards, standing.best, strict=True)
    ]
    return text_table("", ("Scenario", "Outcome", "Mean", "Range", "No other is better"), rows)


def contest_table(rows: Sequence[Mapping[str, Any]], outcome: Outcome, currency: str, level: float) -> Table:
    """List the candidates of a selection, with their leads over the best other under fresh random numbers.

    Parameters
    ----------
    rows : sequence of mapping
        Candidates, as the answer of the command is written.
    outcome : Outcome
        Outcome by which the best is selected.
    currency : str
        ISO 4217 code.
    level : float
        Confidence of the intervals, from 0 to 1.

    Returns
    -------
    Table
        A row a scenario.
    """
    percent = f"{local(100 * level, '.4g')}{percent_sign(' %')}"
    columns = (
        Column("Scenario"),
        Column("Selection", "verdict"),
        Column("Runs", "number"),
        Column("Mean", "outcome"),
        Column(f"{percent} interval", "outcome"),
        Column("Lead over the best other", "outcome", signed=True),
        Column(f"{percent}, all together", "outcome", signed=True),
        Column("Best in", "number"),
        Column("Best in, interval", "share", form=".0f"),
    )
    title = f"{outcome.label}: the selection, and how the scenarios compare under fresh random numbers"
    cells = tuple(_contest_row(row) for row in rows)
    return Table(title, columns, cells, currency, outcomes=(outcome,) * len(cells))


def _contest_row(row: Mapping[str, Any]) -> tuple[str | float | Span, ...]:
    mean, lead, share = row["spread"]["mean"], row["lead"], row["share_best"]
    ruled_out = f"ruled out by {row['screened_by']}" if row["screened_by"] else "not ruled out"
    return (
        row["scenario"],
        "selected" if row["selected"] else ruled_out,
        row["replications"],
        mean["estimate"],
        Span(mean["low"], mean["high"]),
        lead["estimate"],
        Span(lead["low"], lead["high"]),
        f"{100 * share['estimate']:.0f}{percent_sign(' %')} of {share['count']}",
        Span(share["low"], share["high"]),
    )


def _sample(view: StudyView, outcome: str) -> npt.NDArray[np.float64]:
    """Values by scenario and run, the higher the better."""
    sign = -1.0 if describe(outcome).better == "down" else 1.0
    return sign * np.array(view.values[outcome])


def _leads(view: StudyView, outcome: str) -> list[Interval]:
    """Leads over the best of the others; those of both outcomes hold together."""
    return compared_with_best(_sample(view, outcome), 1 - (1 - LEVEL) / 2)


def _contenders(view: StudyView, outcome: str) -> list[str]:
    """The scenarios that may be the best; all where nothing can be said."""
    return [view.names[index] for index in possibly_best(_leads(view, outcome))] or list(view.names)


def _or(names: list[str]) -> str:
    return " or ".join((", ".join(names[:-1]), names[-1])) if len(names) > 1 else names[0]
