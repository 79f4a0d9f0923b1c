"""The desk in one week of a replication, at even moments: who waits, for how long, and how many people are busy."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sim.errors import SaydoError
from sim.provider.roster import RosterStep
from sim.records.events import TouchMade, WaitEnded
from sim.records.run import Run
from sim.scenario.document import Scenario
from sim.units import MINUTES_PER_DAY, month_starts

__all__ = [
    "DAYS",
    "MOST_LOOKS",
    "Look",
    "TeamLook",
    "Waiter",
    "Week",
    "fullest",
    "monday_before",
    "study_days",
    "week",
]

DAYS = 7
EVERY_MINUTES = (30, 60, 120, 180)
MOST_LOOKS = 120


@dataclass(frozen=True, slots=True)
class Waiter:
    """A contact or dispute that waits."""

    customer: str
    since: float
    """Minutes since the start of the study."""


@dataclass(frozen=True, slots=True)
class TeamLook:
    """A team at one moment."""

    people: int
    """At the desk by the roster."""
    served: tuple[str, ...]
    """Whose contacts people work on; more than there are people where some work overtime."""
    waiting: tuple[Waiter, ...]
    """The longest first."""

    @property
    def idle(self) -> int:
        """People at the desk without work."""
        return max(self.people - len(self.served), 0)


@dataclass(frozen=True, slots=True)
class Look:
    """All teams at one moment."""

    at: float
    """Minutes since the start of the study."""
    teams: Mapping[str, TeamLook]


@dataclass(frozen=True, slots=True)
class Week:
    """Looks at the desk while somebody of any team is on duty, in the order of time."""

    start_date: date
    looks: tuple[Look, ...]
    every: int
    """Minutes from one look to the next."""


def week(run: Run, *, day: int) -> Week:
    """Look at the desk for seven days, every half hour, or as often as makes at most :data:`MOST_LOOKS` looks.

    Parameters
    ----------
    run : Run
        A run.
    day : int
        The first day, counted from the start of the study, from 0.

    Returns
    -------
    Week
        Looks while somebody of any team is on duty.

    Raises
    ------
    SaydoError
        Where that is no day of the study, or nobody is on duty in that week.
    """
    start, end = day * MINUTES_PER_DAY, min((day + DAYS) * MINUTES_PER_DAY, run.horizon)
    if not 0 <= start < run.horizon:
        raise SaydoError(f"day {day}: must be from 0 to {int(run.horizon) // MINUTES_PER_DAY - 1}, a day of the study")
    teams = list(run.scenario.provider.teams)
    rosters = {team: [step for step in run.people(team) if step.at < end] for team in teams}
    for every in EVERY_MINUTES:
        moments = [
            float(at)
            for at in range(start, int(end), every)
            if any(_rostered(rosters[team], at)[0] > 0 for team in teams)
        ]
        if len(moments) <= MOST_LOOKS:
            break
    if not moments:
        raise SaydoError(f"day {day}: nobody is on duty in the week that begins there")
    looks = _looks(run, rosters, moments)
    return Week(run.scenario.start_date, tuple(looks), every)


def _rostered(steps: Sequence[RosterStep], at: float) -> tuple[float, int]:
    """Return paid people and people at the desk at a moment."""
    return next(((step.rostered, step.level) for step in reversed(steps) if step.at <= at), (0.0, 0))


def _looks(run: Run, rosters: Mapping[str, Sequence[RosterStep]], moments: Sequence[float]) -> Iterator[Look]:
    first, last = moments[0], moments[-1]
    touches = [row for row in run.records.touches if row.queued <= last and row.ended > first]
    waits = [row for row in run.records.waits if row.queued <= last and row.ended > first]
    for at in moments:
        yield Look(
            at, {team: _team(team, at, touches, waits, _rostered(steps, at)[1]) for team, steps in rosters.items()}
        )


def _team(team: str, at: float, touches: Sequence[TouchMade], waits: Sequence[WaitEnded], people: int) -> TeamLook:
    served = tuple(row.customer for row in touches if row.team == team and row.started <= at < row.ended)
    waiting = [
        Waiter(row.customer, row.queued) for row in touches if row.team == team and row.queued <= at < row.started
    ]
    waiting += [Waiter(row.customer, row.queued) for row in waits if row.team == team and row.queued <= at < row.ended]
    return TeamLook(people, served, tuple(sorted(waiting, key=lambda waiter: (waiter.since, waiter.customer))))


def fullest(week: Week, customer: str) -> tuple[Look, str]:
    """Find the look and the team at which most contacts of others wait while one customer is served or waits there.

    Where that customer is never there, the look at which most wait.

    Parameters
    ----------
    week : Week
        Looks at the desk.
    customer : str
        Name of the customer.

    Returns
    -------
    (Look, str)
        The look, and the name of the team.
    """
    moments = [(look, name, team) for look in week.looks for name, team in look.teams.items()]
    with_customer = [
        (look, name, team)
        for look, name, team in moments
        if customer in team.served or any(waiter.customer == customer for waiter in team.waiting)
    ]

    def _others(moment: tuple[Look, str, TeamLook]) -> int:
        return sum(waiter.customer != customer for waiter in moment[2].waiting)

    look, name, _ = max(with_customer or moments, key=_others)
    return look, name


def study_days(scenario: Scenario) -> int:
    """Count the days of a study.

    Parameters
    ----------
    scenario : Scenario
        The document.

    Returns
    -------
    int
        Days from the start to the horizon.
    """
    return int(month_starts(scenario.start_date, scenario.horizon_months)[-1]) // MINUTES_PER_DAY


def monday_before(start_date: date, day: int) -> date:
    """Find the Monday of a week of the study.

    Parameters
    ----------
    start_date : date
        First day of the study.
    day : int
        Any day, counted from the first, at least 0.

    Returns
    -------
    date
        The Monday of that day's week; the first day of the study where that week begins earlier.
    """
    within = start_date + timedelta(days=day)
    return max(within - timedelta(days=within.weekday()), start_date)
