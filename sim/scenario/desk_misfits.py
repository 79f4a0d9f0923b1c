"""Misfits of the provider's teams: who takes what, who is on call, and where what waits may go."""

from __future__ import annotations

from collections.abc import Iterator

from sim.scenario.desk import Provider
from sim.scenario.misfit import Misfit
from sim.scenario.paths import Keys
from sim.scenario.quantity import SEVERITIES

__all__ = ["desk_misfits"]


def desk_misfits(provider: Provider) -> Iterator[Misfit]:
    """List what does not fit in the policies of the teams.

    Parameters
    ----------
    provider : Provider
        Whose billing team and first tier exist.

    Yields
    ------
    Misfit
        Each at the place of its value.
    """
    yield from _overflows(provider)
    yield from _swings(provider)
    for name, team in provider.teams.items():
        for number, shift in enumerate(team.shifts):
            keys: Keys = ("provider", "teams", name, "shifts", str(number))
            if name == provider.billing_team and set(shift.severities) != set(SEVERITIES):
                yield Misfit(
                    (*keys, "severities"), "must be left out: disputes, the work of this team, have no severity"
                )
            if shift.on_call is None:
                continue
            if name == provider.billing_team:
                yield Misfit(
                    (*keys, "on_call"), "must be null: nobody is called out for disputes, the work of this team"
                )
            elif team.cost_per_contact is not None:
                rule = "must be null: this team is paid by the touch, and nobody in it by the hour"
                yield Misfit((*keys, "on_call"), rule)


def _overflows(provider: Provider) -> Iterator[Misfit]:
    """A team that helps takes no other contacts, and hands on where the tier does."""
    tiers = provider.tiers
    helped: dict[str, str] = {}
    for name, team in provider.teams.items():
        if team.overflow is None:
            continue
        keys: Keys = ("provider", "teams", name, "overflow")
        if name not in tiers:
            yield Misfit(keys, f"must be null: only a tier has overflow, one of {', '.join(tiers)}")
            continue
        to = team.overflow.to
        if to not in provider.teams:
            yield Misfit.unknown((*keys, "to"), to, "teams", provider.teams)
        elif to in tiers:
            yield Misfit((*keys, "to"), "must not be a tier, which has contacts of its own", to)
        elif to == provider.billing_team:
            yield Misfit((*keys, "to"), "must not be the billing team, which works on disputes", to)
        elif to in helped:
            yield Misfit((*keys, "to"), f"must be another team than that which helps {helped[to]}", to)
        elif provider.teams[to].escalates_to is not None:
            rule = f"must be null: what this team hands on goes where {name} hands on"
            yield Misfit(("provider", "teams", to, "escalates_to"), rule, provider.teams[to].escalates_to)
        helped[to] = name


def _swings(provider: Provider) -> Iterator[Misfit]:
    """People of one tier help another."""
    tiers = provider.tiers
    for name, team in provider.teams.items():
        keys: Keys = ("provider", "teams", name, "swings_to")
        if team.swings_to is None:
            continue
        if name not in tiers:
            yield Misfit(keys, f"must be null: only people of a tier swing, one of {', '.join(tiers)}", team.swings_to)
        elif team.swings_to not in tiers or team.swings_to == name:
            others = [tier for tier in tiers if tier != name]
            yield Misfit.unknown(keys, team.swings_to, "other tiers", others or ["(there are none)"])
