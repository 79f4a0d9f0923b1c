"""Work at the desk: order of the queue, corner cutting, cost of a touch, and chases of late contacts."""

from __future__ import annotations

from math import floor, inf
from typing import NamedTuple

__all__ = [
    "CALLS_AHEAD",
    "FINISH",
    "NO_CORNERS",
    "SET_ASIDE",
    "SEVERITY_WEIGHT",
    "VALUE_CALLS_AHEAD",
    "VALUE_SEVERITY_WEIGHT",
    "Corners",
    "EndOfShift",
    "chases",
    "corners",
    "queue_key",
    "touch_cost",
    "value_key",
]

CLASS_WEIGHT = 1e9
SEVERITY_WEIGHT = 1e8
"""So large that no age in minutes outweighs a severity, nor a severity a class."""
CALLS_AHEAD = 6e9
"""So large that no class outweighs it, and so small that keys keep the grid of time."""
FEE_WEIGHT = 2e7
VALUE_SEVERITY_WEIGHT = 5e6
"""So large that no age in minutes outweighs a severity, nor a severity a unit of the fee."""
VALUE_CALLS_AHEAD = 1e15
"""So large that no fee outweighs it; keys keep a quarter of a minute, and equal keys the order of arrival."""


class Corners(NamedTuple):
    """Effect of corner cutting: a factor on working time, solutions lost, a factor on disrespect."""

    touch_factor: float
    solved_loss: float
    disrespect_factor: float


NO_CORNERS = Corners(1.0, 0.0, 1.0)


class EndOfShift(NamedTuple):
    """Treatment of work in hand when a shift ends, or when fewer people are left in it."""

    limit: float
    """Most minutes of overtime in which somebody may finish; infinity finishes everything."""
    hands_over: bool = False
    """Whether colleagues take the rest at once; otherwise it waits until people come back."""
    extra: float = 0.0
    """Minutes of work that handing over adds."""


FINISH = EndOfShift(inf)
SET_ASIDE = EndOfShift(0.0, hands_over=True)
"""Treatment of a ticket that is set aside for a call: whoever is free next takes the rest."""


def corners(occupancy: float, threshold: float, gain: float, at_full: Corners, least_touch: float) -> Corners:
    """Corners that a team cuts while its trailing occupancy lies above a threshold.

    Parameters
    ----------
    occupancy, threshold : float
        Busy over available time, as it was and above which corners are cut.
    gain : float
        How much of ``at_full`` is cut; 0 is a plain queue.
    at_full : Corners
        What is cut at a gain of 1.
    least_touch : float
        Least factor on working time, above 0 to 1.

    Returns
    -------
    Corners
        In proportion to the gain. Source: form after Oliva & Sterman 2001 [F]; sizes assumed [A].
    """
    if occupancy <= threshold or gain == 0:
        return NO_CORNERS
    return Corners(
        max(1 - gain * (1 - at_full.touch_factor), least_touch),
        gain * at_full.solved_loss,
        1 + gain * (at_full.disrespect_factor - 1),
    )


def touch_cost(cost_per_minute: float, shrinkage: float, cost_per_contact: float | None) -> tuple[float, float]:
    """Cost of a touch by the minute, shrinkage loaded onto it, and by itself.

    Parameters
    ----------
    cost_per_minute : float
        Of paid time, in money.
    shrinkage : float
        Share of paid time away from the queue, 0 and below 1.
    cost_per_contact : float or None
        Price of a touch where the team is paid by touches.

    Returns
    -------
    tuple of two floats
        One of them is 0.
    """
    if cost_per_contact is not None:
        return 0.0, cost_per_contact
    return cost_per_minute / (1 - shrinkage), 0.0


def queue_key(priority_class: int, severity: int, opened: float) -> float:
    """Key of the queue: the plan's class, then severity, then age; the smallest is next.

    Parameters
    ----------
    priority_class : int
        Of the plan, 1 first.
    severity : int
        1 to 4.
    opened : float
        Minute of the run.

    Returns
    -------
    float
        Comparable with other keys of the team.
    """
    return priority_class * CLASS_WEIGHT + severity * SEVERITY_WEIGHT + opened


def value_key(fee: float, severity: int, opened: float) -> float:
    """Key of the queue by contract value: the greatest fee first, then severity, then age; the smallest is next.

    Parameters
    ----------
    fee : float
        Of a month, in whole units of the currency, up to ten million.
    severity : int
        1 to 4.
    opened : float
        Minute of the run.

    Returns
    -------
    float
        Comparable with other such keys.
    """
    return severity * VALUE_SEVERITY_WEIGHT - floor(fee) * FEE_WEIGHT + opened


def chases(waited: float, expected: float, every: float, most: int) -> int:
    """Number of times that a contact was chased while it waited.

    Parameters
    ----------
    waited : float
        Coverage minutes until the response.
    expected : float
        Coverage minutes after which it is first chased.
    every : float
        Coverage minutes between chases, above 0.
    most : int
        Chases after which the customer gives up asking, 0 or more [A].

    Returns
    -------
    int
        0 to ``most``.
    """
    if waited <= expected:
        return 0
    return min(1 + int((waited - expected) / every), most)
