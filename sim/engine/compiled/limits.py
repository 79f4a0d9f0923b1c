"""Terms that the compiled clock does not know, and for which the SimPy clock answers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sim.scenario.desk import Provider, Team
from sim.scenario.document import Scenario
from sim.scenario.terms import Plan

__all__ = ["unknown_terms"]

ALL_SEVERITIES = 4


def unknown_terms(versions: Iterable[Scenario]) -> list[str]:
    """Say what in a scenario only the SimPy clock can run.

    Parameters
    ----------
    versions : iterable of Scenario
        Of the document, in time.

    Returns
    -------
    list of str
        In words, sorted; empty where the compiled clock can run all of it.
    """
    unknown: set[str] = set()
    for version in versions:
        for plan in version.plans.values():
            unknown |= set(_of_plan(plan))
        for team in version.provider.teams.values():
            unknown |= set(_of_team(team))
        unknown |= set(_of_desk(version.provider))
        contact = version.assumptions.contact
        if contact.severity_raised_share or contact.severity_lowered_share:
            unknown.add("severities that change")
    return sorted(unknown)


def _of_plan(plan: Plan) -> Iterator[str]:
    """Terms of a plan that no kernel knows."""
    if plan.update_hours is not None or plan.update_days is not None:
        yield "updates"
    if plan.escalations:
        yield "escalations"
    if plan.response_days is not None or plan.resolution_days is not None:
        yield "promises in business days"
    if plan.workaround_hours is not None:
        yield "workarounds"
    if plan.charges:
        yield "charges by use"
    if plan.credits:
        yield "credits by severity"


def _of_team(team: Team) -> Iterator[str]:
    """Terms of a team that no kernel knows."""
    if team.overflow is not None:
        yield "overflow"
    if any(shift.on_call is not None for shift in team.shifts):
        yield "people on call"
    if any(len(set(shift.severities)) < ALL_SEVERITIES for shift in team.shifts):
        yield "shifts for some severities"


def _of_desk(provider: Provider) -> Iterator[str]:
    """Ways in which teams help each other that no kernel knows."""
    if provider.helped:
        yield "teams that help"
    if any(team.swings_to is not None for team in provider.teams.values()):
        yield "teams that swing"
