"""Parts and totals that stand together, rounded so that what is written adds up."""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite

from sim.metrics.catalogue import Outcome
from sim.report.format.words import format_difference, format_value, step_of

__all__ = ["adding_up", "common_step", "sum_labels"]

FINEST = {"money": 0.01, "share": 1e-5}
"""Finest step of labels; money from 100 on has no cents, so that a step below 1 is used only where all is smaller."""
CENTS_BELOW = 100


def adding_up(start: float, parts: Sequence[float], total: float, step: float) -> list[float]:
    """Round some parts to multiples of a step so that they lead from a rounded start to a rounded total.

    Each part is rounded to the nearest multiple; what is then missing is given to the parts that were rounded farthest
    the other way (largest remainder).

    Parameters
    ----------
    start : float
        Where the parts begin; rounded to the nearest multiple.
    parts : sequence of float
        Differences that add up to the total less the start.
    total : float
        Where they lead to; rounded to the nearest multiple.
    step : float
        Above 0.

    Returns
    -------
    list of float
        Start, parts and total; as they are where one of them is not defined.
    """
    if not all(map(isfinite, (start, *parts, total))):
        return [start, *parts, total]
    first, last = round(start / step), round(total / step)
    rounded = [round(part / step) for part in parts]
    missing = last - first - sum(rounded)
    way = 1 if missing > 0 else -1
    order = sorted(range(len(parts)), key=lambda place: -way * (parts[place] / step - rounded[place]))
    for turn in range(abs(missing) if parts else 0):
        rounded[order[turn % len(parts)]] += way
    return [step * count for count in (first, *rounded, last)]


def common_step(levels: Sequence[float], parts: Sequence[float], kind: str) -> float:
    """Choose one accuracy for parts and totals: three digits of the largest level, two of the largest part.

    Parameters
    ----------
    levels : sequence of float
        Start, total and what lies between.
    parts : sequence of float
        Differences.
    kind : str
        Format of the outcome, such as ``money``.

    Returns
    -------
    float
        A power of ten.
    """
    most = max(map(abs, levels), default=0.0)
    steps = [step for step in (step_of(most, 3), step_of(max(map(abs, parts), default=0.0), 2)) if step]
    step = max(min(steps, default=1.0), FINEST.get(kind, 1e-6))
    return max(step, 1.0) if kind == "money" and most >= CENTS_BELOW else step


def sum_labels(start: float, parts: Sequence[float], total: float, outcome: Outcome, currency: str) -> list[str]:
    """Write a start, the parts that lead from it, and a total, so that what is written adds up.

    Parameters
    ----------
    start : float
        Where the parts begin, in the outcome's unit.
    parts : sequence of float
        Differences that add up to the total less the start.
    total : float
        Where they lead to.
    outcome : Outcome
        Outcome that they are values and differences of.
    currency : str
        ISO 4217 code.

    Returns
    -------
    list of str
        Start, parts with their signs, and total.
    """
    step = common_step([start, total], parts, outcome.format)
    first, *middle, last = adding_up(start, parts, total, step)
    return [
        format_value(first, outcome, currency, step=step),
        *(format_difference(part, outcome, currency, step=step) for part in middle),
        format_value(last, outcome, currency, step=step),
    ]
