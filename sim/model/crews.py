"""The crews of a team by its shifts, with what people on call are paid."""

from __future__ import annotations

from sim.provider.crews import Crew, StandBy
from sim.scenario.desk import OnCall, Shift, Team
from sim.units import MINUTES_PER_HOUR, snap

__all__ = ["crews_of"]


def crews_of(team: Team, units: int) -> dict[Crew, list[Shift]]:
    """Group the shifts of a team by those who work in them.

    Parameters
    ----------
    team : Team
        Its shifts and rates.
    units : int
        Smallest units of the currency in one.

    Returns
    -------
    dict of Crew to list of Shift
        In the order of the document; one crew of people who take everything, where no shift says otherwise.
    """
    crews: dict[Crew, list[Shift]] = {}
    for shift in team.shifts:
        stand_by = None if shift.on_call is None else _stand_by(shift.on_call, team, units)
        severities = frozenset(int(severity[1]) for severity in shift.severities)
        crews.setdefault(Crew(severities, stand_by), []).append(shift)
    return crews


def _stand_by(terms: OnCall, team: Team, units: int) -> StandBy:
    """Terms of people on call, in minutes and cents; called out, they earn an hour of overtime unless it is agreed."""
    called_out = terms.call_out_pay_per_hour
    if called_out is None:
        called_out = team.cost_per_hour * (1 + team.overtime_premium_share)
    return StandBy(
        snap(terms.response_minutes),
        terms.least_call_out_minutes,
        terms.standby_pay_per_hour * units / MINUTES_PER_HOUR,
        called_out * units / MINUTES_PER_HOUR,
    )
