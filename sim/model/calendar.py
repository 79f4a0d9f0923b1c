"""Days, months and rosters of a run, in minutes since midnight of the start date."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache

from sim.contracts.coverage import CoverageClock
from sim.customers.run_off import RUN_OFF_MONTHS
from sim.model.crews import crews_of
from sim.model.draws import Purpose
from sim.model.roster import Roster
from sim.model.staffing import staffed
from sim.model.windows import HERE, Opening, Windows
from sim.provider.crew_roster import crew_steps
from sim.provider.crews import GENERAL
from sim.provider.roster import RosterShift, RosterStep, slots
from sim.provider.wall_roster import WallShift, wall_slots
from sim.rng import Uniforms, word
from sim.scenario.calendars import WEEKDAYS, Coverage
from sim.scenario.desk import Shift, Team
from sim.scenario.document import Scenario
from sim.scenario.zones import Locality
from sim.units import MINUTES_PER_DAY, MINUTES_PER_HOUR, month_starts, snap

__all__ = ["Calendar", "team_rosters"]

DAYS_AFTER_THE_END = 40
DAYS_BEFORE = 3
"""Days before the first on which hours may begin that reach into it, by the wall of another zone."""


class Calendar:
    """Days and months of a run, and the clocks and rosters that follow from them.

    Parameters
    ----------
    scenario : Scenario
        Document at the start of the study.
    """

    def __init__(self, scenario: Scenario) -> None:
        self.month_starts = month_starts(scenario.start_date, scenario.horizon_months)
        self.horizon = self.month_starts[-1]
        self.exits = month_starts(scenario.start_date, scenario.horizon_months + RUN_OFF_MONTHS)
        """Minutes at which contracts may end: starts of months, those of the run-off after the horizon too."""
        self.days = range(-scenario.warmup_days, int(self.horizon) // MINUTES_PER_DAY)
        self.first_weekday = scenario.start_date.weekday()
        self.start_date: date = scenario.start_date
        self._units = scenario.minor_units
        self._all_days = range(self.days.start, self.days.stop + DAYS_AFTER_THE_END)
        self._clocks: dict[tuple[Opening, ...], CoverageClock] = {}
        self.windows = Windows(scenario)
        """Windows of hours on the axis of the run."""

    def clock(self, coverage: Coverage, locality: Locality = HERE) -> CoverageClock:
        """Coverage clock of a plan.

        Parameters
        ----------
        coverage : Coverage
            Days and hours in which promised time passes.
        locality : Locality
            Zone and holidays of the customer, where the hours are the customer's.

        Returns
        -------
        CoverageClock
            From the first day of the warm-up to 40 days after the end; one object for equal hours, so that a clock that
            stays as it was is seen to be the same.
        """
        where = locality if coverage.is_customers else HERE
        openings = tuple(self.windows.opening(hours, where) for hours in coverage.windows)
        if openings not in self._clocks:
            self._clocks[openings] = _clock(openings, self._all_days)
        return self._clocks[openings]

    def roster(self, team: Team, days: range, phase: float) -> list[RosterStep]:
        """Number of people of a team at the desk.

        Parameters
        ----------
        team : Team
            Its people and shifts.
        days : range
            Days of the run, day 0 being the start date.
        phase : float
            Of the team in the replication, 0 to 1: when part-time people and shrinkage leave one more at the desk.

        Returns
        -------
        list of RosterStep
            One step for each change.
        """
        crews = crews_of(team, self._units)
        if list(crews) == [GENERAL]:
            return self._roster(team.shifts, team, team.shrinkage_share, days).steps(phase)
        rosters = {
            crew: self._roster(shifts, team, 0.0 if crew.stand_by else team.shrinkage_share, days).steps(phase)
            for crew, shifts in crews.items()
        }
        return crew_steps(rosters)

    def _roster(self, shifts: Sequence[Shift], team: Team, shrinkage: float, days: range) -> Roster:
        """People at the desk in some shifts of a team, but for the phase."""
        if any(self._is_special(shift) for shift in shifts):
            rostered = tuple((team.people * shift.staffing, self.windows.opening(shift)) for shift in shifts)
            return _by_hours(rostered, shrinkage, days)
        parts = tuple(
            RosterShift(
                frozenset(WEEKDAYS.index(day) for day in shift.days),
                snap(shift.from_hour * MINUTES_PER_HOUR),
                snap(shift.to_hour * MINUTES_PER_HOUR),
                team.people * shift.staffing,
                shift.keeps_holidays,
            )
            for shift in shifts
        )
        return _by_shifts(parts, shrinkage, days, self.first_weekday, self.windows.closed(None))

    def _is_special(self, shift: Shift) -> bool:
        """Whether a shift is not the same hours of the run on all of its days, or keeps holidays of its own."""
        over_midnight = shift.to_hour <= shift.from_hour
        return over_midnight or shift.public_holidays is not None or self.windows.wall(shift.time_zone) is not None


@lru_cache(maxsize=64)
def _clock(openings: tuple[Opening, ...], days: range) -> CoverageClock:
    """Clock of some hours: one object for replications and scenarios that have the same."""
    first, reach = days.start * MINUTES_PER_DAY, range(days.start - DAYS_BEFORE, days.stop)
    return CoverageClock((max(start, first), end) for opening in openings for start, end in opening.intervals(reach))


@lru_cache(maxsize=32)
def _by_shifts(
    shifts: tuple[RosterShift, ...], shrinkage: float, days: range, first_weekday: int, holidays: frozenset[int]
) -> Roster:
    """Roster of people by their shifts: one object for replications and scenarios that have the same."""
    return Roster(slots(shifts, days, first_weekday=first_weekday, holidays=holidays), shrinkage)


@lru_cache(maxsize=32)
def _by_hours(shifts: tuple[tuple[float, Opening], ...], shrinkage: float, days: range) -> Roster:
    """Roster of people by their hours: one object for replications and scenarios that have the same."""
    reach = range(days.start - DAYS_BEFORE, days.stop + 1)
    parts = [WallShift(people, list(hours.intervals(reach))) for people, hours in shifts]
    return Roster(wall_slots(parts, days), shrinkage)


def team_rosters(
    versions: Mapping[int, Scenario], calendar: Calendar, random_numbers: Uniforms
) -> dict[str, list[RosterStep]]:
    """People at the desk by team, from one change of the team to the next.

    The phase of a team is drawn once for the replication, by its name, so that all scenarios share it and no change of
    the team moves it.

    Parameters
    ----------
    versions : mapping of int to Scenario
        Document by the month from which on it holds, month 0 first.
    calendar : Calendar
        Days and months of the run.
    random_numbers : Uniforms
        Of the replication.

    Returns
    -------
    dict of str to list of RosterStep
        Steps of every team of the provider, the warm-up included.
    """
    names = list(versions[0].provider.teams)
    phases = random_numbers.rows([word(name) for name in names], Purpose.ROSTER, 0, 1)[:, 0].tolist()
    return {name: _team_roster(versions, calendar, name, phase) for name, phase in zip(names, phases, strict=True)}


def _team_roster(versions: Mapping[int, Scenario], calendar: Calendar, name: str, phase: float) -> list[RosterStep]:
    days, starts = calendar.days, calendar.month_starts
    changes = [
        (int(starts[month]) // MINUTES_PER_DAY if month else days.start, version.provider.teams[name])
        for month, version in versions.items()
    ]
    parts = [(first, team) for first, team in staffed(changes) if first < days.stop]
    ends = [*(first for first, _ in parts[1:]), days.stop]
    steps: list[RosterStep] = []
    for (first, team), last in zip(parts, ends, strict=True):
        part = calendar.roster(team, range(first, last), phase)
        unchanged = bool(steps and part) and part[0][1:] == steps[-1][1:]
        steps += part[unchanged:]
    return steps
