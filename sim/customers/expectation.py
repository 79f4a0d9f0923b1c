"""Expectation of a response, and how a response is felt against it; in natural logarithms of hours.

Sources: Oliver 1980; Boulding et al. 1993; Zeithaml, Berry & Parasuraman 1993; Tversky & Kahneman 1992 [R].
"""

from __future__ import annotations

from math import exp, log

__all__ = ["anchored", "expected", "felt", "habituated", "hours", "learned", "log_hours"]


def log_hours(hours: float, immediate_hours: float) -> float:
    """Natural logarithm of a response in hours.

    Parameters
    ----------
    hours : float
        Response, 0 or more.
    immediate_hours : float
        A faster response counts as this, above 0.

    Returns
    -------
    float
        ln hours.
    """
    return log(hours if hours > immediate_hours else immediate_hours)


def anchored(written_hours: float, sold_hours: float, clarity: float) -> float:
    """Response that should be, when a contract is signed: between the written and the sold one.

    Parameters
    ----------
    written_hours, sold_hours : float
        First response as written and as sales said, above 0.
    clarity : float
        Share of the written terms that was understood before signing, 0 to 1.

    Returns
    -------
    float
        ln hours.
    """
    sold = log(sold_hours)
    return sold + clarity * (log(written_hours) - sold)


def expected(should: float, will: float, should_weight: float) -> float:
    """Yardstick X of a response: between what should be and what, by experience, will be.

    Parameters
    ----------
    should, will : float
        ln hours.
    should_weight : float
        Weight of ``should``, 0 to 1.

    Returns
    -------
    float
        ln hours.
    """
    return should_weight * should + (1 - should_weight) * will


def learned(will: float, response: float, faster: float, slower: float) -> float:
    """Response that will be, by experience, after one more.

    Parameters
    ----------
    will, response : float
        Experience so far and the response, ln hours.
    faster, slower : float
        Shares of the way moved towards a faster and a slower response, 0 to 1.

    Returns
    -------
    float
        ln hours.
    """
    return will + (faster if response < will else slower) * (response - will)


def habituated(should: float, will: float, habit: float) -> float:
    """Response that should be, a year on: better service becomes a habit, worse service does not.

    Parameters
    ----------
    should, will : float
        ln hours.
    habit : float
        Share of the way moved towards ``will`` where that is lower, 0 to 1.

    Returns
    -------
    float
        ln hours, never above ``should``.
    """
    return should + habit * (will - should) if will < should else should


def felt(yardstick: float, response: float, tolerance: float, loss_aversion: float, curvature: float) -> float:
    """Value v felt of a response: 0 within the zone of tolerance, gains concave, losses steeper by aversion.

    Parameters
    ----------
    yardstick, response : float
        Expected and actual response, ln hours.
    tolerance : float
        Half the width of the zone of tolerance, ln hours.
    loss_aversion : float
        Losses against gains, 1 or more.
    curvature : float
        Exponent, above 0 to 1.

    Returns
    -------
    float
        Positive for a gain, negative for a loss.
    """
    gap = yardstick - response
    if gap > tolerance:
        return float((gap - tolerance) ** curvature)
    if gap < -tolerance:
        return -loss_aversion * float((-gap - tolerance) ** curvature)
    return 0.0


def hours(log_value: float) -> float:
    """Hours of a natural logarithm of hours.

    Parameters
    ----------
    log_value : float
        ln hours.

    Returns
    -------
    float
        Above 0.
    """
    return exp(log_value)
