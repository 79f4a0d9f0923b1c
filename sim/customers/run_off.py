"""Run-off: how long the customers who are there at the end of a study are expected to stay after it."""

from __future__ import annotations

from functools import cache
from math import inf

from sim.units import MONTHS_PER_YEAR

__all__ = ["RUN_OFF_MONTHS", "expected_months"]

RUN_OFF_MONTHS = 36
"""Months after the horizon that are looked at [A]: what comes later is worth little and foreseen by nobody."""


def expected_months(
    term_left: int, term: int, leave_probability: float, leaves_in: float = inf, cost_of_capital: float = 0.0
) -> float:
    """Expected months under contract after the horizon, each discounted from its middle.

    A running term is served to its end, and each term after it begins with probability 1 - p. A customer whose leaving
    is settled stays until then, and no longer.

    Parameters
    ----------
    term_left, term : int
        Months to the end of the running term, 0 or more, and of each term after it, 1 or more.
    leave_probability : float
        p of not renewing at the end of a term, 0 to 1.
    leaves_in : float
        Months until it leaves, where that is settled; infinity where it is not.
    cost_of_capital : float
        Rate a year at which later months are discounted, 0 or more.

    Returns
    -------
    float
        0 to :data:`RUN_OFF_MONTHS`.
    """
    total = 0.0
    for month, discount in enumerate(_discounts(cost_of_capital)):
        if month >= leaves_in:
            break
        decisions = 0 if leaves_in < inf or month < term_left else 1 + (month - term_left) // term
        total += (1 - leave_probability) ** decisions / discount
    return total


@cache
def _discounts(cost_of_capital: float) -> list[float]:
    """Value at the middle of each month of one at the horizon."""
    return [(1 + cost_of_capital) ** ((month + 0.5) / MONTHS_PER_YEAR) for month in range(RUN_OFF_MONTHS)]
