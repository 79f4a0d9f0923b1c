"""Numbers of a back-test as they may be: drawn from the intervals of their fits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from scipy.special import expit, logit

from sim.fitting.fit import FittedNumber
from sim.fitting.shares import SEVERITIES
from sim.scenario.document import Scenario
from sim.scenario.sheet import assumption_sheet

__all__ = ["drawn_values"]

TWO_SIDED = 1.959964
ALMOST = 1 - 1e-6
"""In place of a share of 1, whose odds are infinite."""


def drawn_values(
    fits: Sequence[FittedNumber], scenario: Scenario, replications: int, seed: int
) -> list[dict[str, object]]:
    """Draw the numbers that have an interval, once for each replication.

    Parameters
    ----------
    fits : sequence of FittedNumber
        With intervals at 95 %.
    scenario : Scenario
        Made of them. A draw beyond what it allows is the end of that. Where it holds another value than was fitted,
        since a part of what was fitted stands elsewhere (a segment holds the level of those customers who have none of
        their own), this value moves as the fitted one would.
    replications : int
        How many.
    seed : int
        Root seed.

    Returns
    -------
    list of dict
        Values by path.
    """
    random_numbers = np.random.default_rng([seed, 1])
    rows = {row.path: row for row in assumption_sheet(scenario)}
    moving = [_as_it_stands(fit, rows[fit.path].value if fit.path in rows else None) for fit in fits if _moves(fit)]
    bounds = {path: (row.low, row.high) for path, row in rows.items()}
    scores = random_numbers.standard_normal((replications, len(moving)))
    together = [fit for fit in fits if _moves_together(fit)]
    others = np.random.default_rng([seed, 2])
    values: list[dict[str, object]] = []
    for row in scores.tolist():
        apart = {
            fit.path: _within(_moved(fit, score), bounds.get(fit.path)) for fit, score in zip(moving, row, strict=True)
        }
        changes: dict[str, object] = {**_possible(apart)}
        values.append(changes | {fit.path: _moved_together(fit, others) for fit in together})
    return values


def _as_it_stands(fit: FittedNumber, value: object) -> FittedNumber:
    """A fit about the value of the document, its interval as wide on the scale on which it is drawn."""
    if not isinstance(value, int | float) or not isinstance(fit.new, int | float) or not value > 0 or value == fit.new:
        return fit
    parts = [float(part) for part in (fit.new, fit.low, fit.high)]  # type: ignore[arg-type]
    if max(parts) > 1 or value > 1:
        new, low, high = (value * part / parts[0] for part in parts)
    else:
        new, low, high = (_shifted(part, parts[0], float(value)) for part in parts)
    return replace(fit, new=new, low=low, high=high)


def _shifted(part: float, new: float, value: float) -> float:
    return float(expit(_odds(part) + _odds(value) - _odds(new)))


def _odds(share: float) -> float:
    return float(logit(min(share, ALMOST)))


def _within(value: float, bounds: tuple[float | None, float | None] | None) -> float:
    """The nearest value that the document allows."""
    low, high = bounds or (None, None)
    value = value if low is None else max(value, low)
    return value if high is None else min(value, high)


def _moves(fit: FittedNumber) -> bool:
    """Whether a number has an interval to be drawn from."""
    parts = (fit.new, fit.low, fit.high)
    return fit.fitted and all(isinstance(part, int | float) and part > 0 for part in parts) and fit.low != fit.high


def _moved(fit: FittedNumber, score: float) -> float:
    new, low, high = (float(part) for part in (fit.new, fit.low, fit.high))  # type: ignore[arg-type]
    if high <= 1:
        new, low, high = map(_odds, (new, low, high))
        return float(expit(new + score * (high - low) / (2 * TWO_SIDED)))
    return float(new * np.exp(score * np.log(high / low) / (2 * TWO_SIDED)))


def _moves_together(fit: FittedNumber) -> bool:
    """Whether a number is some shares of a whole, each with an interval."""
    return fit.fitted and all(isinstance(part, tuple) for part in (fit.new, fit.low, fit.high))


def _moved_together(fit: FittedNumber, random_numbers: np.random.Generator) -> tuple[float, ...] | dict[str, float]:
    """Shares drawn apart and divided by their sum; one without an interval above zero stays as it is.

    The mean of each before that is the share fitted: by their medians uncertain hours would have more than their part.
    """
    new, low, high = (np.array(part, float) for part in (fit.new, fit.low, fit.high))
    spread = np.log(np.where(low > 0, high, 1) / np.where(low > 0, low, 1)) / (2 * TWO_SIDED)
    shares = new * np.exp(random_numbers.standard_normal(len(new)) * spread - spread**2 / 2)
    drawn_shares = tuple((shares / shares.sum()).tolist())
    by_name = fit.path.endswith("severity_shares")
    return dict(zip(SEVERITIES, drawn_shares, strict=True)) if by_name else drawn_shares


def _possible(changes: dict[str, float]) -> dict[str, float]:
    """Keep the shares that a tier solves and hands on within everything."""
    for path, escalated in list(changes.items()):
        other = path.replace(".escalated_share", ".solved_share")
        if other != path and other in changes and escalated + changes[other] > 1:
            total = (escalated + changes[other]) * (1 + 1e-9)
            changes |= {path: escalated / total, other: changes[other] / total}
    return changes
