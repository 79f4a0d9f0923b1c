"""Leaving: the breaking point, the first exit that a contract allows, and the decision at the end of a term."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from math import exp, log

from sim.units import MONTHS_PER_YEAR, TENTH

__all__ = [
    "DepartureReason",
    "buy_out_month",
    "exit_threshold",
    "first_exit_month",
    "leave_probability",
    "lock_in",
    "renewal_score",
    "term_effect",
    "with_cause",
]

CERTAIN_SCORE = 5.0
"""From about 3.6 on a probability is 1 in doubles; a score of some 700 would overflow."""


class DepartureReason(StrEnum):
    """Why a contract ends for good."""

    POP = "pop"
    """The customer passed its breaking point."""
    NOT_RENEWED = "not renewed"
    LET_GO = "let go"
    """The provider ended it."""
    FOR_CAUSE = "terminated for cause"
    """The customer passed its breaking point, and most of what it was promised had been missed."""


def exit_threshold(
    breaking_point: float,
    switching_cost: float,
    dependence: float,
    switching_weight: float,
    dependence_weight: float,
    ordinary_dependence: float,
) -> float:
    """Breaking point theta of a customer, raised by switching cost and dependence: b (1 + s max(S, 0) + m (M - M0)).

    Parameters
    ----------
    breaking_point : float
        Grievance b at which it leaves where nothing keeps it, above 0.
    switching_cost : float
        S, in standard deviations; only its positive side counts.
    dependence : float
        Trait M, 0 to 1.
    switching_weight, dependence_weight : float
        s and m, 0 or more.
    ordinary_dependence : float
        M0, which neither keeps nor frees a customer, 0 to 1.

    Returns
    -------
    float
        Grievance.
    """
    by_dependence = dependence_weight * (dependence - ordinary_dependence)
    return breaking_point * (1 + switching_weight * max(switching_cost, 0.0) + by_dependence)


def lock_in(switching_cost: float, dependence: float, switching: float, ordinary_dependence: float) -> float:
    """Lock-in of a customer at the end of a term: b_s S + M - M0.

    Parameters
    ----------
    switching_cost : float
        S, in standard deviations.
    dependence : float
        Trait M, 0 to 1.
    switching : float
        Weight b_s of switching cost against dependence, 0 or more.
    ordinary_dependence : float
        M0, which neither keeps nor frees a customer, 0 to 1.

    Returns
    -------
    float
        Above 0 where the customer is kept, below 0 where it is free.
    """
    return switching * switching_cost + dependence - ordinary_dependence


def first_exit_month(ready: float, notice: float, term_end: int, term: int, month_starts: tuple[float, ...]) -> int:
    """First end of a term that leaves room for notice.

    Parameters
    ----------
    ready : float
        Minute at which the customer has another supplier and gives notice.
    notice : float
        Minutes of notice.
    term_end, term : int
        Month in which the running term ends, and months of a term.
    month_starts : tuple of float
        Minutes at which months begin.

    Returns
    -------
    int
        Month; beyond ``month_starts``, any number of its length or more.
    """
    month = term_end
    while month < len(month_starts) and month_starts[month] < ready + notice:
        month += term
    return month


def buy_out_month(ready: float, exit_month: int, fee_share: float, most: float, month_starts: tuple[float, ...]) -> int:
    """First month in which a customer can go early and pays no more for that than it is ready to.

    Parameters
    ----------
    ready : float
        Minute at which it has another supplier and its notice is over.
    exit_month : int
        Month in which it may go for nothing.
    fee_share : float
        Share of the fees until then that going costs, 0 to 1.
    most : float
        Most that it pays, in months' fees, 0 or more.
    month_starts : tuple of float
        Minutes at which months begin.

    Returns
    -------
    int
        ``exit_month`` where it does not go before.
    """
    for month, start in enumerate(month_starts[:exit_month]):
        if start >= ready and fee_share * (exit_month - month) <= most:
            return month
    return exit_month


def renewal_score(
    grievance_ratio: float,
    trust: float,
    lock_in: float,
    price_change: float,
    unseen: float,
    weights: tuple[float, float, float, float, float, float],
) -> float:
    """Score eta of not renewing: eta0 + a G/theta - b (T - T0) - c (lock-in) + d (price change)/10 % + u.

    Parameters
    ----------
    grievance_ratio : float
        Grievance over breaking point, 0 or more.
    trust : float
        T, 0 to 1.
    lock_in : float
        As :func:`lock_in` computes it.
    price_change : float
        Share, such as .03.
    unseen : float
        The customer's own intercept u.
    weights : six floats
        eta0, a, b, c, d and the ordinary trust T0. Source: Bolton, Lemon & Bramlett 2006, form [F].

    Returns
    -------
    float
        Complementary log-log of the probability.
    """
    intercept, by_grievance, by_trust, by_lock_in, by_price, ordinary_trust = weights
    return (
        intercept
        + by_grievance * grievance_ratio
        - by_trust * (trust - ordinary_trust)
        - by_lock_in * lock_in
        + by_price * price_change / TENTH
        + unseen
    )


def leave_probability(score: float) -> float:
    """Probability of not renewing: 1 - exp(-exp(eta)), complementary log-log.

    Parameters
    ----------
    score : float
        eta.

    Returns
    -------
    float
        0 to 1.
    """
    return 1 - exp(-exp(min(score, CERTAIN_SCORE)))


def term_effect(term_months: int) -> float:
    """Part of the score by the length of the term: ln of its years, so that the hazard of a year is the same.

    Parameters
    ----------
    term_months : int
        Length of the term that is decided on, from 1.

    Returns
    -------
    float
        0 for a year. A complementary log-log model is one of proportional hazards in continuous time
        (Prentice & Gloeckler 1978).
    """
    return log(term_months / MONTHS_PER_YEAR)


def with_cause(months: Iterable[tuple[int, int]], attainment: float, fewest: int) -> bool:
    """Whether promises were missed so often that a contract may be ended at once.

    Parameters
    ----------
    months : iterable of (int, int)
        Promises kept, and promises that fell due, by month.
    attainment : float
        A lower share of promises kept is cause, 0 to 1.
    fewest : int
        Promises that must have fallen due, from 1.

    Returns
    -------
    bool
        Source: termination for material breach, as service contracts have it.
    """
    kept, due = 0, 0
    for met, fallen_due in months:
        kept, due = kept + met, due + fallen_due
    return due >= fewest and kept < attainment * due
