"""What selling more than is written comes to, in words."""

from __future__ import annotations

from math import isnan

from sim.metrics.catalogue import describe
from sim.questions.oversell import Curve, Level
from sim.questions.search import FRESH_SEEDS
from sim.report.format.habit import local
from sim.report.format.words import caution_note, format_difference, format_value, range_words

__all__ = ["oversell_words", "pays_from"]


def pays_from(level: Level, currency: str) -> str:
    """The win rate from which a level earns what selling as written earns, with its interval."""
    if level.share == 1:
        return ""
    found, rate = level.break_even, describe("win_rate")
    if isnan(found.estimate):
        return "cannot tell"
    if found.estimate > 1:
        return "never"
    middle = format_value(found.estimate, rate, currency)
    return f"{middle} ({range_words(found.low, found.high, rate, currency)})"


def oversell_words(found: Curve, currency: str) -> str:
    """What the curve says: where the margin is highest, and beyond which level it falls for sure."""
    margin = describe("margin")
    best = f"The mean margin is highest at {local(1 / found.best, '.2g')} times the speed as written"
    if found.best != 1:
        gain = format_difference(found.again.difference, margin, currency)
        within = range_words(found.again.low, found.again.high, margin, currency, sign=True)
        best += f", which changes it by {gain} on fresh seeds ({within})"
    narrow = caution_note((found.again, *(each for level in found.levels for each in (level.margin, level.cost))))
    if found.falls_beyond is None:
        return f"{best}; that stronger promises earn less cannot be told.{narrow}"
    strongest = found.levels[-1]
    size = format_difference(strongest.margin.difference, margin, currency)
    within = range_words(strongest.margin.low, strongest.margin.high, margin, currency, sign=True)
    wins = format_value(strongest.win_rate.estimate, describe("win_rate"), currency)
    return (
        f"{best}; beyond {local(1 / found.falls_beyond, '.2g')} times, every stronger promise earns less on "
        f"{FRESH_SEEDS} fresh seeds. Promising {local(1 / strongest.share, '.2g')} times the speed changes the margin "
        f"by {size} ({within}), although it wins {wins} of prospects.{narrow}"
    )
