"""Hours that a provider pays for in a year, and the work that the demand at the start offers them, without a run."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from sim.model.calendar import Calendar
from sim.model.portfolio import members
from sim.model.staffing import staffed
from sim.model.terms import terms_of
from sim.provider.roster import RosterStep
from sim.scenario.desk import Team
from sim.scenario.document import Scenario
from sim.units import DAYS_PER_YEAR, MINUTES_PER_DAY, MINUTES_PER_HOUR

__all__ = ["FULL_TIME_HOURS", "TeamCapacity", "capacity_of", "contacts_per_year"]

FULL_TIME_HOURS = 2080.0
"""Paid hours a year of one full-time person: 52 weeks of 40 hours. Source: US OMB Circular A-11, section 85."""
DAYS_OF_A_YEAR = 365
WEEKS_PER_YEAR = DAYS_PER_YEAR / 7


@dataclass(frozen=True, slots=True)
class TeamCapacity:
    """A team's hours, cost and load in the first year of the study, by the document at its start."""

    team: str
    seats: float
    """People at work in a full shift, those who are in a meeting or on a break included."""
    paid_hours: float
    """Paid hours a year."""
    full_time_people: float
    """Full-time people whom these hours employ."""
    cost: float
    """Cost a year, in major units: hours, standby, or touches of a supplier; call-outs and overtime left out."""
    available_hours: float
    """Paid hours less shrinkage."""
    offered_hours: float | None
    """Working time a year of the contacts that reach the team; None for a team that takes none."""

    @property
    def load(self) -> float | None:
        """Offered over available hours, 1 where every hour is needed; None where nothing is offered or available."""
        if self.offered_hours is None or not self.available_hours:
            return None
        return self.offered_hours / self.available_hours


def capacity_of(scenario: Scenario) -> tuple[TeamCapacity, ...]:
    """Weigh the hours of each team against the work that reaches it.

    The work is that of the customers at the start, before anybody joins, leaves, is angry, hangs up, chases or cuts
    corners: contacts less self-service, touches of each tier, contacts handed on and contacts that come back.

    Parameters
    ----------
    scenario : Scenario
        A valid document; its timeline is not looked at.

    Returns
    -------
    tuple of TeamCapacity
        In the order of the document.
    """
    touches = _touches(scenario)
    return tuple(_capacity(scenario, name, team, touches.get(name)) for name, team in scenario.provider.teams.items())


@lru_cache(maxsize=64)
def contacts_per_year(scenario: Scenario) -> float:
    """Contacts a year that the customers at the start bring to a person.

    Parameters
    ----------
    scenario : Scenario
        A valid document.

    Returns
    -------
    float
        Sprees included, those solved by self-service left out; 0 or more.
    """
    contact, demand = scenario.assumptions.contact, scenario.assumptions.demand
    eligible = contact.self_service_eligible.as_tuple()
    spree_days = demand.spree_weekdays * WEEKS_PER_YEAR
    total = 0.0
    for member in members(scenario, terms_of(scenario, Calendar(scenario))):
        segment = member.segment
        shares = (segment.severity_shares or contact.severity_shares).as_tuple()
        deflectable = sum(a * b for a, b in zip(shares, eligible, strict=True)) * (1 - contact.self_service_failure)
        ordinary = segment.contacts_per_year * member.problem_level * demand.problem_level
        sprees = segment.spree_probability_per_day * spree_days * segment.spree_contacts
        total += (ordinary + sprees) * (1 - segment.self_service_share * deflectable)
    return total


def _touches(scenario: Scenario) -> dict[str, float]:
    """Touches a year by tier: a contact not solved at the first one needs a second, and a share is handed on."""
    provider, again = scenario.provider, scenario.assumptions.contact.repeat_probability
    arriving = contacts_per_year(scenario) * (1 + again)
    touches: dict[str, float] = {}
    for name in provider.tiers:
        team = provider.teams[name]
        handed_on = team.escalated_share if team.escalates_to is not None else 0.0
        refused = handed_on * provider.policies.refused_escalation_share
        second = 0.0 if team.solved_share >= 1 else 1 - team.solved_share - handed_on + refused
        touches[name] = arriving * (1 + second)
        arriving *= handed_on - refused
    return touches


def _capacity(scenario: Scenario, name: str, team: Team, touches: float | None) -> TeamCapacity:
    """The hours, cost and load of a team."""
    ((_, there),) = staffed([(0, team)])
    steps = Calendar(scenario).roster(there, range(DAYS_OF_A_YEAR), 0.0)
    ends = [*(step.at for step in steps), DAYS_OF_A_YEAR * MINUTES_PER_DAY]
    lengths = [end - start for start, end in pairwise(ends)]
    minutes = sum(step.rostered * length for step, length in zip(steps, lengths, strict=True))
    standby = sum(_standby_cents(step) * length for step, length in zip(steps, lengths, strict=True))
    paid = minutes / MINUTES_PER_HOUR
    available = paid * (1 - there.shrinkage_share)
    least = team.minimum_paid_share * available * MINUTES_PER_HOUR / team.busy_minutes
    by_touch = team.cost_per_contact
    return TeamCapacity(
        team=name,
        seats=team.people,
        paid_hours=paid,
        full_time_people=paid / FULL_TIME_HOURS,
        cost=standby / scenario.minor_units + paid * team.cost_per_hour
        if by_touch is None
        else by_touch * max(touches or 0.0, least),
        available_hours=available,
        offered_hours=None if touches is None else touches * team.busy_minutes / MINUTES_PER_HOUR,
    )


def _standby_cents(step: RosterStep) -> float:
    """Pay of a minute of people on call, in cents."""
    return sum(number * crew.stand_by.standby_cents_per_minute for crew, number in step.crews if crew.stand_by)
