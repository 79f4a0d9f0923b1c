"""A week of a plan and of a desk: moments at which the clock of a promise runs, and at which somebody is there."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from math import ceil

from sim.scenario.calendars import WEEKDAYS, Coverage, Hours
from sim.scenario.document import Scenario
from sim.scenario.zones import CUSTOMER, standard_offset
from sim.units import MINUTES_PER_DAY, MINUTES_PER_HOUR

__all__ = ["CoveredWeek", "covered_weeks", "moments_of", "together"]

GRID = 5
"""Minutes between the moments of a week that are looked at."""
WEEK = 7 * MINUTES_PER_DAY // GRID


@dataclass(frozen=True, slots=True)
class CoveredWeek:
    """Moments of a week in which the clock of a promise runs, and whether a person is there."""

    covered: Sequence[bool]
    staffed: Sequence[bool]

    def unreachable_share(self, hours: float) -> float:
        """Share of covered time from which nobody is there before so many covered hours have passed.

        Parameters
        ----------
        hours : float
            Promised.

        Returns
        -------
        float
            0 to 1.
        """
        late, wait = 0, float("inf")
        for moment in reversed(range(2 * WEEK)):
            here = moment % WEEK
            if self.staffed[here]:
                wait = 0.0
            elif self.covered[here]:
                wait += GRID / MINUTES_PER_HOUR
            late += moment < WEEK and self.covered[here] and wait > hours
        return late / max(sum(self.covered), 1)


def moments_of(hours: Hours, scenario: Scenario, customers_zone: str | None = None) -> list[bool]:
    """Find the moments of a week that lie within some hours.

    Parameters
    ----------
    hours : Hours
        Those over midnight go on in the next day.
    scenario : Scenario
        The week is one of its provider's standard time.
    customers_zone : str or None
        Zone of the customer, where the hours are the customer's.

    Returns
    -------
    list of bool
        One for every five minutes, from Monday on; zones are as without daylight saving.
    """
    moments = [False] * WEEK
    opens = hours.from_hour * MINUTES_PER_HOUR + _behind(hours, scenario, customers_zone)
    closes = opens + hours.hours_open * MINUTES_PER_HOUR
    for place, weekday in enumerate(WEEKDAYS):
        midnight = place * MINUTES_PER_DAY
        first, end = (ceil((midnight + minute) / GRID) for minute in (opens, closes))
        for moment in range(first, end) if weekday in hours.days else ():
            moments[moment % WEEK] = True
    return moments


def covered_weeks(coverage: Coverage, scenario: Scenario, plan_name: str) -> list[list[bool]]:
    """Find the moments of a week in which a plan's clock runs.

    Parameters
    ----------
    coverage : Coverage
        Of the plan, or of one of its severities.
    scenario : Scenario
        With the plan's customers.
    plan_name : str
        Name of the plan.

    Returns
    -------
    list of list of bool
        One week, or one for each zone of its customers where the hours are theirs.
    """
    zones: set[str | None] = {None}
    if any(hours.time_zone == CUSTOMER for hours in coverage.windows):
        zones = {segment.time_zone for segment in scenario.segments.values() if segment.plan == plan_name}
        accounts = {name for name in scenario.accounts if scenario.plan_of(name) == plan_name}
        named = ((scenario.accounts[name], scenario.segments[scenario.accounts[name].segment]) for name in accounts)
        zones |= {account.locality_in(segment).time_zone for account, segment in named}
    ordered = sorted(zones or {None}, key=str)
    return [together(moments_of(hours, scenario, zone) for hours in coverage.windows) for zone in ordered]


def together(parts: Iterable[Sequence[bool]]) -> list[bool]:
    """Find the moments that lie within any of some parts of the week.

    Parameters
    ----------
    parts : iterable of sequence of bool
        Of equal weeks; there may be none.

    Returns
    -------
    list of bool
        One for every five minutes.
    """
    return [any(here) for here in zip([False] * WEEK, *parts, strict=True)]


def _behind(hours: Hours, scenario: Scenario, customers_zone: str | None) -> float:
    """Minutes by which the wall of some hours is behind the provider's, by standard time."""
    here = scenario.provider.time_zone
    zone = customers_zone if hours.time_zone == CUSTOMER else hours.time_zone
    if here is None or zone is None:
        return 0.0
    year = scenario.start_date.year
    return (standard_offset(here, year) - standard_offset(zone, year)) / timedelta(minutes=1)
