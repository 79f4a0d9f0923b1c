"""Values that a changed document keeps from the one before it, because they say what was so before the change."""

from __future__ import annotations

from sim.scenario.document import Scenario

__all__ = ["INHERITED", "counted_unlimited", "inherited"]

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
    return scenario.plans[plan].included_contacts_per_month is None if stated is None else stated


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
        if old is not None and segment.counted_unlimited is None and old.contacts_per_year == segment.contacts_per_year:
            counted = counted_unlimited(before, name)
            if counted != counted_unlimited(after, name):
                segments[name] = segment.model_copy(update={"counted_unlimited": counted})
    for name, account in after.accounts.items():
        former = before.accounts.get(name)
        level = account.contacts_per_year
        if former is None or account.counted_unlimited is not None or level is None:
            continue
        counted = counted_unlimited(before, former.segment, name)
        if former.contacts_per_year == level and counted != counted_unlimited(after, account.segment, name):
            accounts[name] = account.model_copy(update={"counted_unlimited": counted})
    if segments == after.segments and accounts == after.accounts:
        return after
    return after.model_copy(update={"segments": segments, "accounts": accounts})
