"""How sure an answer is, in words: verdicts, cautions, and why there is no interval."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Protocol

from sim.report.format.reader_locale import local

__all__ = [
    "DifferenceLike",
    "Judged",
    "Rested",
    "caution_legend",
    "caution_mark",
    "caution_note",
    "caution_words",
    "no_interval",
    "rarity",
    "verdict_words",
]

EQUAL, SKEWED = "all equal", "skewed"
LEGEND = {
    SKEWED: "skewed (n): the interval may be too narrow; n runs would be enough.",
    EQUAL: "all equal (share): the same in all runs; another value is rarer than about this share of runs.",
}
"""Explains each mark of :func:`caution_mark`, by the words that it begins with."""

RULE_OF_THREE = 10
"""Runs from which on 3 / n is near the exact bound."""


class DifferenceLike(Protocol):
    """A comparison as sentences need it: mean paired difference, interval and verdict."""

    @property
    def difference(self) -> float:
        """Mean paired difference, in the outcome's unit."""

    @property
    def low(self) -> float:
        """Lower end of its interval."""

    @property
    def high(self) -> float:
        """Upper end of its interval."""

    @property
    def verdict(self) -> str:
        """Verdict."""


class Judged(DifferenceLike, Protocol):
    """A comparison with the number of pairs behind it."""

    @property
    def count(self) -> int:
        """Pairs in which both are defined."""


class Rested(Protocol):
    """An interval with the number of values behind it, and the number that skewed values need."""

    @property
    def count(self) -> int:
        """Values that the interval is based on."""

    @property
    def required(self) -> int:
        """Values that it takes where they are as skewed."""


def caution_words(runs: int, needed: int) -> str:
    """Warn of an interval that may be too narrow, since its values are skewed; empty where it is not.

    Parameters
    ----------
    runs, needed : int
        Values that the interval rests on, and those that it takes, as of ``sim.statistics.intervals.Interval``.
    """
    some = local(needed, ",")
    return f"{SKEWED}: the interval may be too narrow; {some} runs would be enough" if runs < needed else ""


def caution_mark(runs: int, needed: int, *, alike: bool = False) -> str:
    """Mark an interval that may be too narrow, for a row of a table; empty where it is not.

    Parameters
    ----------
    runs, needed : int
        Values that the interval rests on, and those that it takes, as of ``sim.statistics.intervals.Interval``.
    alike : bool
        Whether all values are equal.

    Returns
    -------
    str
        Such as ``skewed (40)`` or ``all equal (3 in 20)``, which :func:`caution_legend` explains.
    """
    if alike:
        return f"{EQUAL} ({rarity(runs).removeprefix('about ')})"
    return f"{SKEWED} ({local(needed, ',')})" if runs < needed else ""


def caution_legend(marks: Iterable[str]) -> str:
    """Explain the marks of a table, once for all of its rows.

    Parameters
    ----------
    marks : collection of str
        Marks by :func:`caution_mark`; those that are empty count for nothing.

    Returns
    -------
    str
        A line; empty where there is no mark.
    """
    shown = list(marks)
    return " ".join(text for kind, text in LEGEND.items() if any(mark.startswith(kind) for mark in shown))


def rarity(runs: int) -> str:
    """Bound how often something occurs that occurred in no run, at 95 % confidence (rule of three).

    Parameters
    ----------
    runs : int
        All runs.

    Returns
    -------
    str
        Such as ``about 3 in 20``; of few runs the exact bound, 1 - .05^(1 / n).
    """
    if runs < RULE_OF_THREE:
        return f"about {100 * (1 - 0.05 ** (1 / runs)):.0f} in 100"
    return f"about 3 in {local(runs, ',')}"


def verdict_words(row: Judged) -> str:
    """Write a verdict, with the runs that it rests on where none of them differs.

    Parameters
    ----------
    row : Judged
        The comparison.

    Returns
    -------
    str
        Such as ``no difference in 20 runs; rarer than about 3 in 20``.
    """
    if row.verdict == "no difference":
        return f"no difference in {local(row.count, ',')} runs; rarer than {rarity(row.count)}"
    return row.verdict


def no_interval(low: float, high: float, runs: int) -> str:
    """Say why no interval is shown; empty where there is one, or where nothing is defined.

    Parameters
    ----------
    low, high : float
        Ends of the interval; NaN where there is none, and the same where all runs are equal, which show no spread.
    runs : int
        Runs in which the outcome is defined.
    """
    if runs and low == high:
        return "no interval: all runs equal"
    if not runs or not (math.isnan(low) or math.isnan(high)):
        return ""
    return f"no interval: {local(runs, ',')} {'run says' if runs == 1 else 'runs say'} too little"


def caution_note(intervals: Iterable[Rested]) -> str:
    """Warn of intervals that may be too narrow, since their values are skewed.

    Parameters
    ----------
    intervals : collection of Rested
        Intervals of the sentences before.

    Returns
    -------
    str
        A sentence; empty where there is no such interval.
    """
    needed = [interval.required for interval in intervals if interval.count < interval.required]
    if not needed:
        return ""
    some = "An interval may" if len(needed) == 1 else f"{len(needed)} intervals may"
    return f" {some} be too narrow, because values are skewed; {local(max(needed), ',')} runs would be enough."
