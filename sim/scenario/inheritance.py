"""Values that a changed document keeps from the one before it, because they say what was so before the change."""

from __future__ import annotations

from typing import TypeVar

from sim.scenario.account import Account
from sim.scenario.document import Scenario
from sim.scenario.portfolio import Segment

__all__ = ["INHERITED", "counted_unlimited", "inherited"]

Counted = TypeVar("Counted", Segment, Account)
INHERITED = ("counted_unlimited",)
"""Fields that a change may set by itself."""


def counted_unlimited(scenario: Scenario, segment_name: str, account_name: str | None = None) -> bool:
    """Whether a customer's level of contacts was counted on an unlimited plan.

    Parameters
    ----------
    scenario : Scenario
        Document with the customer.
    segment_name : str
        Segment whose level it is, unless the account states one of its own.
    account_name : str, optional
        Account; None for members of the segment.

    Returns
    -------
    bool
        As the document states; where it does not, as on the plan on which the level stands.
    """
    segment = scenario.segments[segment_name]
    account = scenario.accounts[account_name] if account_name is not None else None
    if account is None or account.contacts_per_year is None:
        stated, plan = segment.counted_unlimited, segment.plan
    else:
        stated, plan = account.counted_unlimited, account.plan or segment.plan
    return _is_unlimited(scenario, plan) if stated is None else stated


def inherited(before: Scenario, after: Scenario) -> Scenario:
    """Keep what levels of contacts were counted on where a change moves customers to another kind of plan.

    Parameters
    ----------
    before : Scenario
        Document before the change.
    after : Scenario
        Document with the change; a level that it states anew counts on its new plan.

    Returns
    -------
    Scenario
        ``after``, with ``counted_unlimited`` where plans with and without a limit have changed places.
    """
    segments, accounts = dict(after.segments), dict(after.accounts)
    for name, segment in after.segments.items():
        old = before.segments.get(name)
        if old is not None:
            segments[name] = _kept(old, segment, _is_unlimited(before, old.plan), _is_unlimited(after, segment.plan))
    for name, account in after.accounts.items():
        former = before.accounts.get(name)
        if former is not None and account.contacts_per_year is not None:
            was, now = (_is_unlimited(scenario, scenario.plan_of(name)) for scenario in (before, after))
            accounts[name] = _kept(former, account, was, now)
    if segments == after.segments and accounts == after.accounts:
        return after
    return after.model_copy(update={"segments": segments, "accounts": accounts})


def _kept(old: Counted, new: Counted, was: bool, now: bool) -> Counted:
    """A level that is the one before, with what it was counted on, stated only where the plan would say otherwise."""
    changed = (old.contacts_per_year, old.counted_unlimited) != (new.contacts_per_year, new.counted_unlimited)
    if changed or was == now:
        return new
    counted = was if new.counted_unlimited is None else new.counted_unlimited
    return new.model_copy(update={"counted_unlimited": None if counted == now else counted})


def _is_unlimited(scenario: Scenario, plan: str) -> bool:
    return scenario.plans[plan].unlimited
