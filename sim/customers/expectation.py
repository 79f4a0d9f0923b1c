"""What a customer expects of a response, and how it feels against that. Natural logarithms of hours throughout.

Sources: Oliver 1980; Boulding et al. 1993; Zeithaml, Berry & Parasuraman 1993; Tversky & Kahneman 1992 [R].
"""

from __future__ import annotations

from math import exp, log

__all__ = ["anchored", "expected", "felt", "habituated", "hours", "learned", "log_hours"]


def log_hours(hours: float, immediate_hours: float) -> float:
    """Natural logarithm of a response in hours; whatever is faster than ``immediate_hours`` feels immediate."""
    return log(hours if hours > immediate_hours else immediate_hours)


def anchored(written_hours: float, sold_hours: float, clarity: float) -> float:
    """What should be: between what is written and what was said, by how much was understood before signing."""
    sold = log(sold_hours)
    return sold + clarity * (log(written_hours) - sold)


def expected(should: float, will: float, should_weight: float) -> float:
    """X, the yardstick: what should be and what, going by experience, will be."""
    return should_weight * should + (1 - should_weight) * will


def learned(will: float, response: float, faster: float, slower: float) -> float:
    """What will be, after one more response: ``faster`` and ``slower`` are the shares of the way moved."""
    return will + (faster if response < will else slower) * (response - will)


def habituated(should: float, will: float, habit: float) -> float:
    """What should be, a year on: better service that has become habitual is what should be; it never rises."""
    return should + habit * (will - should) if will < should else should


def felt(yardstick: float, response: float, tolerance: float, loss_aversion: float, curvature: float) -> float:
    """v, the value felt of a response: 0 within the zone of tolerance, gains concave, losses steeper by aversion."""
    gap = yardstick - response
    if gap > tolerance:
        return float((gap - tolerance) ** curvature)
    if gap < -tolerance:
        return -loss_aversion * float((-gap - tolerance) ** curvature)
    return 0.0


def hours(log_value: float) -> float:
    """Hours of a natural logarithm of hours."""
    return exp(log_value)
