"""Going POP, and the decision at the end of a term."""

from __future__ import annotations

from enum import StrEnum
from math import exp

__all__ = ["DepartureReason", "exit_threshold", "first_exit_month", "leave_probability", "lock_in", "renewal_score"]


CERTAIN_SCORE = 5.0
"""From about 3.6 on a probability is 1 in doubles; a score of some 700 would overflow."""


class DepartureReason(StrEnum):
    """Why a contract ends for good."""

    POP = "pop"
    """The customer passed its breaking point."""
    NOT_RENEWED = "not renewed"
    LET_GO = "let go"
    """The provider ended it."""


def exit_threshold(
    breaking_point: float,
    switching_cost: float,
    dependence: float,
    switching_weight: float,
    dependence_weight: float,
    ordinary_dependence: float,
) -> float:
    """Grievance at which a customer goes POP: breaking point, held by switching cost (sd, if > 0) and dependence."""
    by_dependence = dependence_weight * (dependence - ordinary_dependence)
    return breaking_point * (1 + switching_weight * max(switching_cost, 0.0) + by_dependence)


def lock_in(switching_cost: float, dependence: float, switching: float, ordinary_dependence: float) -> float:
    """What keeps a customer from leaving at the end of a term: switching S + M - ordinary M.

    Parameters
    ----------
    switching_cost : float
        S, in standard deviations.
    dependence : float
        Trait M, 0 to 1.
    switching : float
        Weight of switching cost against dependence.
    ordinary_dependence : float
        Dependence that neither holds nor frees a customer, 0 to 1.
    """
    return switching * switching_cost + dependence - ordinary_dependence


def first_exit_month(ready: float, notice: float, term_end: int, term: int, month_starts: tuple[float, ...]) -> int:
    """The first term end that leaves room for the notice; beyond the list, any number of its length or more.

    Parameters
    ----------
    ready : float
        Minute at which the customer has found another supplier and gives notice.
    notice : float
        Minutes of notice.
    term_end, term : int
        Month in which the running term ends, and months of a term.
    month_starts : tuple of float
        Minutes at which months begin.
    """
    month = term_end
    while month < len(month_starts) and month_starts[month] < ready + notice:
        month += term
    return month


def renewal_score(
    grievance_ratio: float,
    trust: float,
    lock_in: float,
    price_change: float,
    unseen: float,
    weights: tuple[float, float, float, float, float, float],
) -> float:
    """Eta = eta0 + a G/theta - b (T - ordinary T) - c (lock-in) + d (price change)/10 % + u.

    Parameters
    ----------
    grievance_ratio : float
        Grievance over the exit threshold.
    trust : float
        0 to 1.
    lock_in : float
        As :func:`lock_in` has it.
    price_change : float
        Share, such as .03.
    unseen : float
        The customer's own intercept u.
    weights : six floats
        eta0, a, b, c, d and the ordinary trust. Form: Bolton, Lemon & Bramlett 2006 [F].
    """
    intercept, by_grievance, by_trust, by_lock_in, by_price, ordinary_trust = weights
    return (
        intercept
        + by_grievance * grievance_ratio
        - by_trust * (trust - ordinary_trust)
        - by_lock_in * lock_in
        + by_price * price_change / 0.10
        + unseen
    )


def leave_probability(score: float) -> float:
    """1 - exp(-exp(eta)): complementary log-log."""
    return 1 - exp(-exp(min(score, CERTAIN_SCORE)))
