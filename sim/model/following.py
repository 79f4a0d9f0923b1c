"""Promises on the way to a solution: updates every so often, and levels that are told after a time."""

from __future__ import annotations

from collections.abc import Sequence
from math import inf
from typing import NamedTuple

from sim.model.promised import hours_promised
from sim.scenario.quantity import SEVERITIES
from sim.scenario.terms import Plan
from sim.units import MINUTES_PER_HOUR, cents

__all__ = ["Follow", "Rung", "Track", "follows_of"]


class Rung(NamedTuple):
    """A level that is told of a contact."""

    level: str
    minutes: float
    """Covered minutes after which it is told."""
    until_response: bool
    """Whether a response, rather than a solution, comes before it."""
    cost_cents: int


class Follow(NamedTuple):
    """Updates and escalations of one severity."""

    period: float
    """Covered minutes from one update to the next; infinite where none is promised."""
    rungs: tuple[Rung, ...]


class Track:
    """The course of a contact along its updates and escalations.

    Parameters
    ----------
    follow : Follow
        Of its severity at opening.
    """

    __slots__ = ("levels", "next_update", "owed_minutes", "period", "rungs", "updates")

    def __init__(self, follow: Follow) -> None:
        self.period = follow.period
        self.rungs = list(follow.rungs)
        """Levels that have not been told."""
        self.levels: set[str] = set()
        """Names of those that have."""
        self.next_update = follow.period
        """Covered minutes on the clock of the solution at which the next update falls due."""
        self.updates = 0
        """Updates that have fallen due."""
        self.owed_minutes = 0.0
        """Work of updates, to be added to the next touch."""

    def until_response(self) -> float:
        """Covered minutes after which the next level is told unless there is a response.

        Returns
        -------
        float
            Infinite where there is none.
        """
        return min((rung.minutes for rung in self.rungs if rung.until_response), default=inf)

    def until_solution(self) -> float:
        """Covered minutes on the clock of the solution to the next update, or the next level told of no solution.

        Returns
        -------
        float
            Infinite where there is none.
        """
        return min([self.next_update, *(rung.minutes for rung in self.rungs if not rung.until_response)])

    def next_minutes(self) -> float:
        """Covered minutes since opening before which nothing is due.

        Returns
        -------
        float
            Infinite where nothing is to come.
        """
        return min(self.until_response(), self.until_solution())


def follows_of(plan: Plan, ordinary: Sequence[float], minor_units: int) -> tuple[Follow | None, ...] | None:
    """Updates and escalations that a plan promises by severity.

    Parameters
    ----------
    plan : Plan
        The written terms.
    ordinary : sequence of float
        Covered minutes of an ordinary business day by severity.
    minor_units : int
        Cents in one of the currency.

    Returns
    -------
    tuple of Follow or None, or None
        P1 first; None where the plan promises neither.
    """
    if plan.update_hours is None and plan.update_days is None and not plan.escalations:
        return None
    updates = hours_promised(plan.update_hours, plan.update_days, ordinary)
    follows = []
    for severity, hours in zip(SEVERITIES, updates, strict=True):
        rungs = tuple(
            Rung(
                level,
                step.after_hours * MINUTES_PER_HOUR,
                step.until == "response",
                cents(step.minutes / MINUTES_PER_HOUR * step.cost_per_hour, minor_units),
            )
            for level, step in plan.escalations.items()
            if severity in step.severities
        )
        period = inf if hours is None else hours * MINUTES_PER_HOUR
        follows.append(Follow(period, rungs) if rungs or period < inf else None)
    return tuple(follows)
