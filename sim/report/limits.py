"""Limits in words and tables: what a scenario withstands, and where it tips."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd

from sim.metrics.catalogue import HEADLINE, describe
from sim.questions.tipping import TIPS_ABOVE, Map
from sim.report.format.habit import local
from sim.report.format.words import caution_words, difference_words, range_words
from sim.scenario.source import plain
from sim.statistics.comparison import Comparison

__all__ = ["map_table", "map_words", "stress_words"]

MONEY, CUSTOMERS = HEADLINE[:2]


def stress_words(rows: Sequence[Comparison], currency: str) -> str:
    """Which test is the hardest on money, and which on customers, and whether it can be told from none."""
    told = [[row for row in rows if row.outcome == name] for name in (MONEY, CUSTOMERS)]
    return " ".join(_hardest(each, currency) for each in told)


def _hardest(rows: Sequence[Comparison], currency: str) -> str:
    outcome = describe(rows[0].outcome)
    worst = min(rows, key=lambda row: row.difference if np.isfinite(row.difference) else np.inf)
    size = difference_words(worst, outcome, currency)
    within = range_words(worst.low, worst.high, outcome, currency, sign=True)
    caution = caution_words(worst.replications, worst.wanted)
    within = f"{within}; {caution}" if caution else within
    if all(row.verdict != "worse" for row in rows):
        return f"No test lowers {outcome.label.lower()} for sure; the lowest is {worst.variant}, {size} ({within})."
    return f"Hardest on {outcome.label.lower()}: {worst.variant}, {size} ({within}), {worst.verdict}."


def map_words(found: Map) -> Iterator[str]:
    """Whether it tips as it stands, what tipping means here, and what it does to rework and exits."""
    yield from _today(found)
    if (found.share == 0).all():
        yield "No run tips anywhere on this map: fewer people, or more contacts, show where one does."
    yield (
        f"A run tips where its backlog grows more than {TIPS_ABOVE:g} times from the first third of the study to the "
        "worse of the other two: a steady desk has 1, one that falls behind evenly from the start 5. The line is where "
        "the mean growth is that, linear between the places, so no more exact than their distance."
    )
    calm, tipped = found.share == 0, found.share == 1
    if calm.any() and tipped.any():
        rows = ((found.rework, "touches and chases a contact"), (found.past_breaking_point, "customers gone POP"))
        told = "; ".join(
            f"{words} {local(before, '.3g')} before, {local(beyond, '.3g')} beyond"
            for before, beyond, words in (
                (float(part[calm].mean()), float(part[tipped].mean()), words) for part, words in rows
            )
        )
        yield f"Where no run tips, and where all do: {told}."


def _today(found: Map) -> Iterator[str]:
    """What runs did at the place nearest to where the levers stand; nothing where that is outside the map."""
    places = found.places_across, found.places_up
    if not all(at[0] <= lever.value <= at[-1] for lever, at in zip((found.across, found.up), places, strict=True)):
        return
    column, row = (
        int(np.abs(at - lever.value).argmin()) for lever, at in zip((found.across, found.up), places, strict=True)
    )
    share = found.share[row, column]
    if np.isfinite(share):
        across, up = (f"{plain(each.path)} {local(each.value, '.4g')}" for each in (found.across, found.up))
        runs = found.replications
        yield f"Nearest to how it stands ({across}, {up}), {round(share * runs)} of {runs} runs tip."


def map_table(found: Map) -> pd.DataFrame:
    """The map point by point: the values of both levers, and what their runs came to."""
    rows = [
        (across, up, found.share[row, column], found.growth[row, column], found.lost[row, column])
        for row, up in enumerate(found.places_up.tolist())
        for column, across in enumerate(found.places_across.tolist())
    ]
    columns = [found.across.path, found.up.path, "Share of runs that tip", "Growth of the backlog", "Customers lost"]
    return pd.DataFrame(rows, columns=columns).round(4)
