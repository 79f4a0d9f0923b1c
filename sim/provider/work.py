"""Rules of the desk: who is taken next, what a busy desk does to its work, how often a late contact is chased."""

from __future__ import annotations

from typing import NamedTuple

__all__ = ["NO_CORNERS", "Corners", "chases", "corners", "queue_key", "touch_cost"]

CLASS_WEIGHT = 1e9
SEVERITY_WEIGHT = 1e8


class Corners(NamedTuple):
    """What corner cutting does: a factor on working time, solutions lost, a factor on disrespect."""

    touch_factor: float
    solved_loss: float
    disrespect_factor: float


NO_CORNERS = Corners(1.0, 0.0, 1.0)


def corners(occupancy: float, threshold: float, gain: float, at_full: Corners, least_touch: float) -> Corners:
    """What is cut while trailing occupancy lies above a threshold.

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

    Notes
    -----
    Source: form after Oliva & Sterman 2001 [F]; sizes assumed [A].
    """
    if occupancy <= threshold or gain == 0:
        return NO_CORNERS
    return Corners(
        max(1 - gain * (1 - at_full.touch_factor), least_touch),
        gain * at_full.solved_loss,
        1 + gain * (at_full.disrespect_factor - 1),
    )


def touch_cost(cost_per_minute: float, shrinkage: float, cost_per_contact: float | None) -> tuple[float, float]:
    """What a touch costs by the minute, shrinkage loaded onto it, and by itself, where the team is paid for that."""
    if cost_per_contact is not None:
        return 0.0, cost_per_contact
    return cost_per_minute / (1 - shrinkage), 0.0


def queue_key(priority_class: int, severity: int, opened: float) -> float:
    """Order of the queue: the plan's class, then severity, then age; the smallest is next."""
    return priority_class * CLASS_WEIGHT + severity * SEVERITY_WEIGHT + opened


def chases(waited: float, expected: float, every: float) -> int:
    """How often a contact was chased while it waited: first when what was expected has passed, then every so often."""
    if waited <= expected:
        return 0
    return 1 + int((waited - expected) / every)
