"""Tiers: the teams that take contacts, one after the other, and the corners that they cut."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from math import inf

from sim.provider.overflow import OverflowRule
from sim.provider.work import FINISH, NO_CORNERS, Corners, EndOfShift, corners, touch_cost
from sim.scenario.desk import Provider
from sim.scenario.document import Scenario
from sim.units import MINUTES_PER_HOUR, snap

__all__ = ["Tier", "end_of_shift", "helpers_of", "overflow_of", "swings_of", "tiers_of"]


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
    helps : str, optional
        Tier whose contacts it takes where they would wait, of the same index.
    swings : bool
        Whether it does so by the rules of that tier and leaves what is unfinished there.
    """

    def __init__(
        self, scenario: Scenario, name: str, index: int, helps: str | None = None, *, swings: bool = False
    ) -> None:
        self.name = name
        self.index = index
        self._helps = helps
        self._rules = helps if helps is not None and swings else name
        self.queue = self._rules
        """Team where a contact waits for its next touch."""
        self.following: str | None = scenario.provider.teams[helps or name].escalates_to
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
        rules = scenario.provider.teams[self._rules]
        helped = scenario.provider.teams[self._helps or self.name]
        self._team = rules
        self._pace = rules.touch_minutes / helped.touch_minutes
        self.wrap_up = snap(rules.wrap_up_minutes)
        """Minutes that a person is busy with a contact after a touch of it."""
        self.escalated_share = rules.escalated_share
        self.solves_all = rules.solved_share >= 1
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
        self.touch_factor = cut.touch_factor * self._pace
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


def helpers_of(versions: Iterable[Scenario]) -> list[Tier]:
    """Teams that help a tier out, in any version of a document.

    Parameters
    ----------
    versions : iterable of Scenario
        The document from the start of the study on.

    Returns
    -------
    list of Tier
        Each once, by the version in which it helps first.
    """
    helpers: dict[str, Tier] = {}
    for version in versions:
        tiers = version.provider.tiers
        for name, helped in version.provider.helped.items():
            helpers.setdefault(name, Tier(version, name, tiers.index(helped), helped))
    return list(helpers.values())


def swings_of(scenario: Scenario) -> list[tuple[Tier, str]]:
    """Tiers whose people take waiting contacts of another tier, by the rules of that one.

    Parameters
    ----------
    scenario : Scenario
        Document at the start of the study.

    Returns
    -------
    list of (Tier, str)
        Each with the name of the other tier.
    """
    provider = scenario.provider
    pairs = [(name, provider.teams[name].swings_to) for name in provider.tiers]
    return [
        (Tier(scenario, name, provider.tiers.index(other), other, swings=True), other)
        for name, other in pairs
        if other is not None
    ]


def overflow_of(provider: Provider, name: str) -> OverflowRule | None:
    """Rule by which another team takes contacts of a team that would wait.

    Parameters
    ----------
    provider : Provider
        As the document has it now.
    name : str
        Of the team.

    Returns
    -------
    OverflowRule or None
        None where no team helps out.
    """
    terms = provider.teams[name].overflow
    if terms is None:
        return None
    minutes = inf if terms.waiting_minutes is None else snap(terms.waiting_minutes)
    return OverflowRule(terms.to, minutes, inf if terms.queue is None else terms.queue)
