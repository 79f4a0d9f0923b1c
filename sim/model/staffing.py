"""The people of a team over time, as a roster takes them: hired, learning, and leaving."""

from __future__ import annotations

from collections.abc import Sequence

from sim.provider.staffing import StaffPlan, staff_over_time
from sim.scenario.desk import Team

__all__ = ["staffed"]


def staffed(changes: Sequence[tuple[int, Team]]) -> list[tuple[int, Team]]:
    """Replace the people that a team is to have by those who are there; work lost by learning is time off the queue.

    Parameters
    ----------
    changes : sequence of (int, Team)
        First day of each version, and the team.

    Returns
    -------
    list of (int, Team)
        The same where nobody is hired late, learns or leaves.
    """
    plans = [
        StaffPlan(team.people, team.hiring_lead_weeks, team.ramp_up_weeks, team.ramp_up_share, team.attrition_per_year)
        for _, team in changes
    ]
    if not any(plan.lead_weeks or plan.ramp_up_weeks or plan.attrition_per_year for plan in plans):
        return list(changes)
    teams = dict(changes)
    parts: list[tuple[int, Team]] = []
    for day, people, old_hands in staff_over_time(
        [(first, plan) for (first, _), plan in zip(changes, plans, strict=True)]
    ):
        team = teams[max(first for first in teams if first <= day)]
        at_desk = (1 - team.shrinkage_share) * old_hands / people if people else 1 - team.shrinkage_share
        parts.append((day, team.model_copy(update={"people": people, "shrinkage_share": 1 - at_desk})))
    return parts
