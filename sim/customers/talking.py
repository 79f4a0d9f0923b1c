"""Talking: who is delighted, angry or vulnerable, and who hears of whom."""

from __future__ import annotations

from math import exp

from sim.units import MONTHS_PER_YEAR

__all__ = ["hearing_probability", "is_delighted", "is_vulnerable", "monthly_probability"]


def is_delighted(trust: float, grievance_ratio: float, least_trust: float, most_ratio: float) -> bool:
    """Whether a customer is delighted.

    Parameters
    ----------
    trust : float
        0 to 1.
    grievance_ratio : float
        Grievance over breaking point, 0 or more.
    least_trust, most_ratio : float
        Trust must lie above and the ratio below.

    Returns
    -------
    bool
        True for stellar results.
    """
    return trust > least_trust and grievance_ratio < most_ratio


def is_vulnerable(trust: float, grievance_ratio: float, least_trust: float, most_ratio: float) -> bool:
    """Whether a customer is open to a competitor's offer.

    Parameters
    ----------
    trust : float
        0 to 1.
    grievance_ratio : float
        Grievance over breaking point, 0 or more.
    least_trust, most_ratio : float
        Trust below or a ratio above makes it open.

    Returns
    -------
    bool
        True where it is.
    """
    return grievance_ratio > most_ratio or trust < least_trust


def hearing_probability(reach: float, others: int) -> float:
    """Probability that one of the others in a community hears of it.

    A sum of independent Bernoulli variables in place of a Poisson variable of the same mean, so that each customer has
    random numbers of its own. Le Cam: the two differ in total variation by at most reach^2 / others.

    Parameters
    ----------
    reach : float
        Mean number of those who hear, 0 or more.
    others : int
        Customers in the community but for the one that talks.

    Returns
    -------
    float
        0 to 1; more cannot hear than there are.
    """
    return min(reach / others, 1.0) if others else 0.0


def monthly_probability(per_year: float) -> float:
    """Probability of at least one event in a month.

    Parameters
    ----------
    per_year : float
        Mean number of events a year, at a steady rate.

    Returns
    -------
    float
        0 to 1.
    """
    return 1 - exp(-per_year / MONTHS_PER_YEAR)
