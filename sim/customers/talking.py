"""Who is delighted, angry or vulnerable, and who hears of whom."""

from __future__ import annotations

from math import exp

__all__ = ["hearing_probability", "is_delighted", "is_vulnerable", "monthly_probability"]


def is_delighted(trust: float, grievance_ratio: float, least_trust: float, most_ratio: float) -> bool:
    """Stellar results: trust above and grievance, over the breaking point, below."""
    return trust > least_trust and grievance_ratio < most_ratio


def is_vulnerable(trust: float, grievance_ratio: float, least_trust: float, most_ratio: float) -> bool:
    """Open to another offer: grievance, over the breaking point, above, or trust below."""
    return grievance_ratio > most_ratio or trust < least_trust


def hearing_probability(reach: float, others: int) -> float:
    """Probability that one of so many others in a community hears of it, ``reach`` of them on average.

    A sum of independent Bernoulli variables in place of a Poisson variable of the same mean, so that everybody's luck
    is its own. Le Cam: the two differ in total variation by at most reach^2 / others. More cannot hear than there are.
    """
    return min(reach / others, 1.0) if others else 0.0


def monthly_probability(per_year: float) -> float:
    """Probability of at least one in a month of something that comes at a steady rate."""
    return 1 - exp(-per_year / 12)
