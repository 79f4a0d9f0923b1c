"""Misfits of time zones: those that cannot be told apart, and customers' zones where there is no customer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sim.scenario.account import Account
from sim.scenario.calendars import Coverage, Hours
from sim.scenario.desk import Provider
from sim.scenario.misfit import Misfit
from sim.scenario.paths import Keys
from sim.scenario.portfolio import Segment
from sim.scenario.terms import Plan
from sim.scenario.zones import CUSTOMER

__all__ = ["zone_misfits"]

NO_CUSTOMER = "must be a name or null: a shift has no customer"


def zone_misfits(
    provider: Provider, plans: Mapping[str, Plan], segments: Mapping[str, Segment], accounts: Mapping[str, Account]
) -> Iterator[Misfit]:
    """List zones that are stated while the provider's is not, and shifts by the customer's clock.

    Parameters
    ----------
    provider : Provider
        With its teams.
    plans, segments, accounts : mapping of str to Document
        By name.

    Yields
    ------
    Misfit
        Each at the place of its value.
    """
    shifts = dict(_shifts(provider))
    for keys, shift in shifts.items():
        for name in ("time_zone", "public_holidays"):
            if getattr(shift, name) == CUSTOMER:
                yield Misfit((*keys, name), NO_CUSTOMER, CUSTOMER)
    if provider.time_zone is not None:
        return
    stated: dict[Keys, str | None] = {keys: hours.time_zone for keys, hours in (*shifts.items(), *_hours(plans))}
    stated |= {("segments", name): segment.time_zone for name, segment in segments.items()}
    stated |= {("accounts", name): account.time_zone for name, account in accounts.items()}
    for keys, zone in stated.items():
        if zone is not None:
            yield Misfit((*keys, "time_zone"), "needs provider.time_zone: the zone of the provider is not stated", zone)


def _shifts(provider: Provider) -> Iterator[tuple[Keys, Hours]]:
    """Shifts by their place."""
    for name, team in provider.teams.items():
        for number, shift in enumerate(team.shifts):
            yield ("provider", "teams", name, "shifts", str(number)), shift


def _hours(plans: Mapping[str, Plan]) -> Iterator[tuple[Keys, Hours]]:
    """Windows of plans by their place."""
    for name, plan in plans.items():
        yield from _windows(("plans", name, "coverage"), plan.coverage)
        for severity, coverage in plan.coverage_by_severity.items():
            yield from _windows(("plans", name, "coverage_by_severity", severity), coverage)


def _windows(keys: Keys, coverage: Coverage) -> Iterator[tuple[Keys, Hours]]:
    """Windows of one calendar by their place."""
    yield keys, coverage
    yield from (((*keys, "also", str(number)), hours) for number, hours in enumerate(coverage.also))
