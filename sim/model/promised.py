"""Promises to one contact, and when silence is felt, in minutes of coverage."""

from __future__ import annotations

from math import inf
from typing import NamedTuple

from sim.scenario.promises import PromiseBySeverity
from sim.scenario.quantity import BySeverity
from sim.units import MINUTES_PER_HOUR

__all__ = ["Promised", "hours_or_best_effort", "promised_by_severity"]


class Promised(NamedTuple):
    """Minutes of coverage since opening; infinite where nothing is promised."""

    response: float
    sold: float
    """First response as sales announced it."""
    resolution: float
    felt_response: float
    """From then on silence is felt: the promise, or what best effort lets a customer expect."""
    felt_resolution: float
    """From then on a matter unsolved is felt."""

    @property
    def has_response(self) -> bool:
        """Whether a first response is promised."""
        return self.response != inf

    @property
    def has_resolution(self) -> bool:
        """Whether a solution is promised."""
        return self.resolution != inf


def hours_or_best_effort(promise: PromiseBySeverity, best_effort: BySeverity, share: float = 1.0) -> tuple[float, ...]:
    """Hours that a customer may count on by severity.

    Parameters
    ----------
    promise : PromiseBySeverity
        Hours promised.
    best_effort : BySeverity
        Hours that are expected where none are promised.
    share : float
        Hours as sold over hours as written; nothing can be announced of what is not promised.

    Returns
    -------
    tuple of float
        Coverage hours, P1 first.
    """
    pairs = zip(promise.as_tuple(), best_effort.as_tuple(), strict=True)
    return tuple(usual if hours is None else hours * share for hours, usual in pairs)


def promised_by_severity(
    response: PromiseBySeverity, resolution: PromiseBySeverity, best_effort: tuple[BySeverity, BySeverity], sold: float
) -> tuple[Promised, ...]:
    """Promises in hours, in minutes.

    Parameters
    ----------
    response, resolution : PromiseBySeverity
        Coverage hours.
    best_effort : two of BySeverity
        First response and solution that are expected where none is promised, coverage hours.
    sold : float
        Response as sold over response as written.

    Returns
    -------
    tuple of Promised
        P1 first.
    """
    rows = zip(response.as_tuple(), resolution.as_tuple(), *(usual.as_tuple() for usual in best_effort), strict=True)
    return tuple(
        Promised(
            inf if answer is None else answer * MINUTES_PER_HOUR,
            inf if answer is None else answer * sold * MINUTES_PER_HOUR,
            inf if solution is None else solution * MINUTES_PER_HOUR,
            (usual_answer if answer is None else answer) * MINUTES_PER_HOUR,
            (usual_solution if solution is None else solution) * MINUTES_PER_HOUR,
        )
        for answer, solution, usual_answer, usual_solution in rows
    )
