"""The headline numbers of money of one scenario."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sim.metrics.catalogue import Outcome, describe
from sim.metrics.quantiles import central_range
from sim.metrics.replication import Replication
from sim.report.format.words import central_words, format_value
from sim.report.study import Card, StudyView, card_difference, mean_words

__all__ = ["MONEY_OUTCOMES", "money_cards"]

MONEY_OUTCOMES = ("margin", "value_destroyers_share", "days_sales_outstanding", "unallocated_cost")


def money_cards(view: StudyView, replications: Sequence[Replication]) -> list[Card]:
    """Write the numbers of the scenario in focus, each with its range and its difference to the base scenario.

    Parameters
    ----------
    view : StudyView
        Results of a study.
    replications : sequence of Replication
        Replications of the scenario in focus; those that failed are left out.

    Returns
    -------
    list of Card
        A card an outcome.
    """
    good = [replication for replication in replications if replication.error is None]
    return [_card(view, good, describe(name)) for name in MONEY_OUTCOMES]


def _card(view: StudyView, replications: Sequence[Replication], outcome: Outcome) -> Card:
    values = np.array([replication.outcomes[outcome.name] for replication in replications])
    defined = values[np.isfinite(values)]
    if not defined.size:
        return Card(outcome, format_value(np.nan, outcome, view.currency), "", "", "")
    mean = mean_words(float(defined.mean()), *central_range(defined), outcome, view.currency)
    within = central_words(values, outcome, view.currency)
    if not view.rows:
        return Card(outcome, mean, within, "", "")
    return Card(outcome, mean, within, *card_difference(view.row(outcome.name, view.focus), outcome, view.currency))
