"""Results of promising more in the sale than the contract says: sentence and table."""

from __future__ import annotations

from math import isnan

from sim.metrics.catalogue import describe
from sim.questions.oversell import Curve, Level
from sim.questions.search import FRESH_SEEDS
from sim.report.format.caution import caution_note
from sim.report.format.reader_locale import local
from sim.report.format.table import Column, Span, Table
from sim.report.format.words import format_difference, format_value, range_words

__all__ = ["oversell_table", "oversell_words", "pays_from"]


def pays_from(level: Level, currency: str) -> str:
    """Write the win rate from which a level earns as much as selling what is written.

    Parameters
    ----------
    level : Level
        A level of promise.
    currency : str
        ISO 4217 code.

    Returns
    -------
    str
        The rate with its interval; ``never`` or ``cannot tell`` where there is none, empty for selling as written.
    """
    if level.share == 1:
        return ""
    needed, rate = level.break_even, describe("win_rate")
    if isnan(needed.estimate):
        return "cannot tell"
    if needed.estimate > 1:
        return "never"
    middle = format_value(needed.estimate, rate, currency)
    return f"{middle} ({range_words(needed.low, needed.high, rate, currency)})"


def oversell_words(curve: Curve, currency: str) -> str:
    """State at which level the margin is highest, and beyond which it falls for sure.

    Parameters
    ----------
    curve : Curve
        Results by level of promise.
    currency : str
        ISO 4217 code.

    Returns
    -------
    str
        Sentences.
    """
    margin = describe("margin")
    best = f"The mean margin is highest at {local(1 / curve.best, '.2g')} times the speed as written"
    if curve.best != 1:
        gain = format_difference(curve.again.difference, margin, currency)
        within = range_words(curve.again.low, curve.again.high, margin, currency, sign=True)
        best += f", which changes it by {gain} on fresh seeds ({within})"
    narrow = caution_note(
        (curve.again, *(interval for level in curve.levels for interval in (level.margin, level.cost)))
    )
    if curve.falls_beyond is None:
        return f"{best}; that stronger promises earn less cannot be shown.{narrow}"
    strongest = curve.levels[-1]
    size = format_difference(strongest.margin.difference, margin, currency)
    within = range_words(strongest.margin.low, strongest.margin.high, margin, currency, sign=True)
    wins = format_value(strongest.win_rate.estimate, describe("win_rate"), currency)
    return (
        f"{best}; beyond {local(1 / curve.falls_beyond, '.2g')} times, every stronger promise earns less on "
        f"{FRESH_SEEDS} fresh seeds. Promising {local(1 / strongest.share, '.2g')} times the speed changes the margin "
        f"by {size} ({within}), although it wins {wins} of prospects.{narrow}"
    )


def oversell_table(curve: Curve, title: str, currency: str) -> Table:
    """List the results by level of promise.

    Parameters
    ----------
    curve : Curve
        Results by level of promise.
    title : str
        Title.
    currency : str
        ISO 4217 code.

    Returns
    -------
    Table
        Deals, win rate, margin against selling what is written, and the win rate from which the level pays.
    """
    columns = (
        Column("Speed sold", "number", form=".2g", unit="×"),
        Column("Deals won", "number", form=".1f"),
        Column("Win rate", "share"),
        Column("Margin, difference", "money", signed=True),
        Column("Margin, interval", "money", signed=True),
        Column("If it won no deals, interval", "money", signed=True),
        Column("Pays from", "number"),
    )
    rows = tuple(
        (
            1 / level.share,
            level.deals.estimate,
            level.win_rate.estimate,
            level.margin.difference,
            Span(level.margin.low, level.margin.high),
            Span(level.cost.low, level.cost.high),
            pays_from(level, currency),
        )
        for level in curve.levels
    )
    return Table(title, columns, rows, currency)
