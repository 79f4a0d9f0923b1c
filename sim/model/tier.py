"""Tiers: the teams that take contacts, one after the other, and the corners that they cut."""

from __future__ import annotations

from collections import deque

from sim.provider.work import FINISH, NO_CORNERS, Corners, EndOfShift, corners, touch_cost
from sim.scenario.desk import Provider
from sim.scenario.document import Scenario
from sim.units import MINUTES_PER_HOUR, snap

__all__ = ["Tier", "end_of_shift", "tiers_of"]


def end_of_shift(provider: Provider, name: str) -> EndOfShift:
    """Treatment of a team's work in hand at the end of a shift.

    Parameters
    ----------
    provider : Provider
        As the document has it now.
    name : str
        Of the team.

    Returns
    -------
    EndOfShift
        By the provider's policy and the team's limit of overtime.
    """
    policies = provider.policies
    if policies.unfinished_work == "finish":
        return FINISH
    limit = provider.teams[name].overtime_limit_minutes
    hands_over = policies.unfinished_work == "hand over"
    return EndOfShift(limit, hands_over, snap(policies.hand_over_minutes) if hands_over else 0.0)


class Tier:
    """A team that takes contacts, with its rules and the corners that it cuts.

    Parameters
    ----------
    scenario : Scenario
        Document at the start of the study.
    name : str
        Name of the team.
    index : int
        0 for the first tier.
    """

    def __init__(self, scenario: Scenario, name: str, index: int) -> None:
        self.name = name
        self.index = index
        self.following: str | None = scenario.provider.teams[name].escalates_to
        """Team to which it hands on; None for the last tier."""
        self._corners = NO_CORNERS
        self._history: deque[tuple[float, float]] = deque(maxlen=scenario.assumptions.contact.cut_days + 1)
        """Minutes available and minutes at work up to each of the latest days."""
        self.adopt(scenario)

    def adopt(self, scenario: Scenario) -> None:
        """Take over what the document says now.

        Parameters
        ----------
        scenario : Scenario
            Version of the document that holds from now on.
        """
        team, assumptions = scenario.provider.teams[self.name], scenario.assumptions.contact
        self._team = team
        self.escalated_share = team.escalated_share
        self.solves_all = team.solved_share >= 1
        self.cost_per_minute, self.cost_per_touch = touch_cost(
            team.cost_per_hour / MINUTES_PER_HOUR, team.shrinkage_share, team.cost_per_contact
        )
        self._cut_occupancy = assumptions.cut_occupancy
        self._cut_least_touch = assumptions.cut_least_touch
        self._cut_gain = scenario.provider.policies.corner_cutting_gain
        self._corners_at_full = Corners(
            1 - assumptions.cut_touch_share, assumptions.cut_solved_loss, assumptions.cut_disrespect_factor
        )
        self._cut_corners()

    def look_back(self, available: float, worked: float) -> None:
        """Decide once a day which corners are cut, by the occupancy of the trailing days.

        Parameters
        ----------
        available : float
            Minutes of people at the desk since the beginning.
        worked : float
            Minutes at work since the beginning.
        """
        history = self._history
        history.append((available, worked))
        available_before, worked_before = history[0]
        staffed = available - available_before
        if staffed > 0:
            occupancy = (worked - worked_before) / staffed
            self._corners = corners(
                occupancy, self._cut_occupancy, self._cut_gain, self._corners_at_full, self._cut_least_touch
            )
            self._cut_corners()

    def _cut_corners(self) -> None:
        """Apply the corners that are cut to the rules of the team."""
        team, cut = self._team, self._corners
        self.touch_factor = cut.touch_factor
        """Factor on working minutes, above 0."""
        self.solved_probability = team.solved_share - cut.solved_loss
        """Share of touches that solve the contact."""
        self.disrespect_probability = (1 - team.respectful_share) * cut.disrespect_factor
        """Share of touches without respect."""


def tiers_of(scenario: Scenario) -> list[Tier]:
    """Tiers of a document.

    Parameters
    ----------
    scenario : Scenario
        Document at the start of the study.

    Returns
    -------
    list of Tier
        From the first on.
    """
    return [Tier(scenario, name, index) for index, name in enumerate(scenario.provider.tiers)]
