"""Stress tests of a scenario in words."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sim.metrics.catalogue import HEADLINE, describe
from sim.report.format.caution import caution_words, verdict_words
from sim.report.format.words import difference_words, range_words
from sim.statistics.comparison import Comparison

__all__ = ["stress_words"]

MONEY, CUSTOMERS = HEADLINE[:2]


def stress_words(rows: Sequence[Comparison], currency: str) -> str:
    """State which test costs most money, and which most customers, and with what certainty.

    Parameters
    ----------
    rows : sequence of Comparison
        Each test against the scenario as it is, by outcome.
    currency : str
        ISO 4217 code.

    Returns
    -------
    str
        Two sentences.
    """
    by_outcome = [[row for row in rows if row.outcome == name] for name in (MONEY, CUSTOMERS)]
    return " ".join(_hardest(group, currency) for group in by_outcome)


def _hardest(rows: Sequence[Comparison], currency: str) -> str:
    outcome = describe(rows[0].outcome)
    worst = min(rows, key=lambda row: row.difference if np.isfinite(row.difference) else np.inf)
    size = difference_words(worst, outcome, currency)
    within = range_words(worst.low, worst.high, outcome, currency, sign=True)
    caution = caution_words(worst.replications, worst.required)
    within = f"{within}; {caution}" if caution else within
    if all(row.verdict != "worse" for row in rows):
        return f"No test lowers {outcome.label.lower()} for sure; the lowest is {worst.variant}, {size} ({within})."
    return f"Hardest on {outcome.label.lower()}: {worst.variant}, {size} ({within}), {verdict_words(worst)}."
