"""Promises to one contact, and when silence is felt, in minutes of coverage."""

from __future__ import annotations

from collections.abc import Sequence
from math import inf
from typing import NamedTuple

from sim.contracts.business_days import day_break, minutes_to_end_of_day
from sim.contracts.coverage import CoverageClock
from sim.scenario.document import Scenario
from sim.scenario.promises import SeverityPromises, each_promise
from sim.scenario.quantity import BySeverity
from sim.scenario.terms import Plan
from sim.units import MINUTES_PER_HOUR

__all__ = [
    "Days",
    "Promised",
    "days_by_severity",
    "expected_hours",
    "hours_promised",
    "promised_by_severity",
    "promised_in_days",
]


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
    or_workaround: bool = False
    """Whether a workaround keeps the promise of a solution."""

    @property
    def has_response(self) -> bool:
        """Whether a first response is promised."""
        return self.response != inf

    @property
    def has_resolution(self) -> bool:
        """Whether a solution is promised."""
        return self.resolution != inf


class Days(NamedTuple):
    """Promises of one severity that count in business days; 0 where they do not."""

    response: int
    resolution: int


def hours_promised(
    hours: SeverityPromises[float] | None, days: SeverityPromises[int] | None, ordinary: Sequence[float]
) -> tuple[float | None, ...]:
    """Promises in hours, those in business days at so many ordinary ones.

    Parameters
    ----------
    hours : SeverityPromises or None
        Coverage hours.
    days : SeverityPromises or None
        Business days, in place of hours.
    ordinary : sequence of float
        Covered minutes of an ordinary business day by severity.

    Returns
    -------
    tuple of float or None
        Coverage hours, P1 first; None is no promise.
    """
    return tuple(
        count * minutes / MINUTES_PER_HOUR if count is not None and minutes > 0 else promise
        for promise, count, minutes in zip(each_promise(hours), each_promise(days), ordinary, strict=True)
    )


def expected_hours(promise: Sequence[float | None], best_effort: BySeverity, share: float = 1.0) -> tuple[float, ...]:
    """Hours that a customer may count on by severity.

    Parameters
    ----------
    promise : sequence of float or None
        Hours promised, P1 first.
    best_effort : BySeverity
        Hours that are expected where none are promised.
    share : float
        Hours as sold over hours as written; nothing can be announced of what is not promised.

    Returns
    -------
    tuple of float
        Coverage hours, P1 first.
    """
    pairs = zip(promise, best_effort.as_tuple(), strict=True)
    return tuple(usual if hours is None else hours * share for hours, usual in pairs)


def days_by_severity(plan: Plan) -> tuple[Days, ...] | None:
    """Promises of a plan that count in business days.

    Parameters
    ----------
    plan : Plan
        The written terms.

    Returns
    -------
    tuple of Days or None
        P1 first; None where no promise counts in days.
    """
    if plan.response_days is None and plan.resolution_days is None:
        return None
    pairs = zip(each_promise(plan.response_days), each_promise(plan.resolution_days), strict=True)
    return tuple(Days(response or 0, resolution or 0) for response, resolution in pairs)


def promised_by_severity(scenario: Scenario, plan: Plan, ordinary: Sequence[float]) -> tuple[Promised, ...]:
    """Promises of a plan in minutes; those in business days at so many ordinary ones, until a contact is opened.

    Parameters
    ----------
    scenario : Scenario
        Document with best effort and the promises of sales.
    plan : Plan
        The written terms.
    ordinary : sequence of float
        Covered minutes of an ordinary business day by severity.

    Returns
    -------
    tuple of Promised
        P1 first.
    """
    sold, expectation = scenario.selling.sold_response_share, scenario.assumptions.expectation
    rows = zip(
        hours_promised(plan.response_hours, plan.response_days, ordinary),
        hours_promised(plan.resolution_hours, plan.resolution_days, ordinary),
        each_promise(plan.workaround_hours),
        expectation.best_effort_hours.as_tuple(),
        expectation.best_effort_solution_hours.as_tuple(),
        strict=True,
    )
    return tuple(
        Promised(
            inf if answer is None else answer * MINUTES_PER_HOUR,
            inf if answer is None else answer * sold * MINUTES_PER_HOUR,
            _minutes(workaround, solution, inf),
            (usual_answer if answer is None else answer) * MINUTES_PER_HOUR,
            _minutes(workaround, solution, usual_solution),
            workaround is not None,
        )
        for answer, solution, workaround, usual_answer, usual_solution in rows
    )


def _minutes(workaround: float | None, solution: float | None, otherwise: float) -> float:
    """Minutes of the first of some hours that there are."""
    hours = solution if workaround is None else workaround
    return (otherwise if hours is None else hours) * MINUTES_PER_HOUR


def promised_in_days(promised: Promised, days: Days, clock: CoverageClock, opened: float, sold: float) -> Promised:
    """Promises to a contact where some count in business days.

    Parameters
    ----------
    promised : Promised
        By hours.
    days : Days
        Business days, in place of hours.
    clock : CoverageClock
        Hours of coverage of the contact.
    opened : float
        Minute of the run.
    sold : float
        Response as sold over response as written.

    Returns
    -------
    Promised
        Minutes of coverage since opening.
    """
    if days.response:
        response = minutes_to_end_of_day(clock, opened, days.response, day_break(clock, 0))
        promised = promised._replace(response=response, sold=response * sold, felt_response=response)
    if days.resolution and not promised.or_workaround:
        resolution = minutes_to_end_of_day(clock, opened, days.resolution, day_break(clock, 0))
        promised = promised._replace(resolution=resolution, felt_resolution=resolution)
    return promised
