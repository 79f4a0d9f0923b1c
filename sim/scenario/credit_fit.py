"""Service credits that do not fit each other, or the promises of their plan."""

from __future__ import annotations

from collections.abc import Iterator

from sim.scenario.credits import Credit
from sim.scenario.misfit import Misfit
from sim.scenario.paths import Keys
from sim.scenario.promises import SeverityPromises
from sim.scenario.quantity import SEVERITIES
from sim.scenario.terms import Plan

__all__ = ["credit_misfits"]


def credit_misfits(plan: Plan, keys: Keys) -> Iterator[Misfit]:
    """List credits of a plan that do not fit each other, or its promises.

    Parameters
    ----------
    plan : Plan
        The plan.
    keys : tuple of str
        Where it stands.

    Yields
    ------
    Misfit
        Steps of one measure of which some are due in money and some in days: none of them is the largest. Credits, and
        rights to terminate, for what the plan does not promise. A step of the ladder that owes less than one above it,
        and a time to claim what needs no claim.
    """
    yield from _ladder_misfits(plan, (*keys, "service_credits"))
    if (rules := plan.credit_rules) is not None and rules.claim == "automatic" and rules.claim_days is not None:
        rule = "must be null where claim is automatic: such a credit needs no claim"
        yield Misfit((*keys, "credit_rules", "claim_days"), rule, rules.claim_days)
    first: dict[tuple[str, tuple[int, ...]], tuple[str, bool]] = {}
    for name, credit in plan.credits.items():
        if not any(_promised(plan, credit.on)[place] for place in credit.places):
            yield Misfit((*keys, "credits", name), f"is owed on {_what(credit)}")
        if credit.per == "month":
            in_days = credit.days is not None
            other, other_in_days = first.setdefault((credit.on, credit.places), (name, in_days))
            if other_in_days != in_days:
                rule = f"must be due in {'days' if other_in_days else 'money'} like {other}, a step of the same measure"
                yield Misfit((*keys, "credits", name), rule)
    clause = rules.termination if rules is not None else None
    if clause is not None and not any(_promised(plan, clause.on)):
        yield Misfit(
            (*keys, "credit_rules", "termination", "on"), "must be something that the plan promises", clause.on
        )


def _ladder_misfits(plan: Plan, keys: Keys) -> Iterator[Misfit]:
    """Steps of the ladder that owe less than one for a higher attainment: the largest is owed, so they never are."""
    for number, step in enumerate(plan.service_credits):
        above = [other for other in plan.service_credits if other.below_attainment > step.below_attainment]
        most = max((other.credit_share for other in above), default=0.0)
        if step.credit_share < most:
            rule = f"must be at least {most:g}, as below a higher attainment: less attained cannot owe less"
            yield Misfit((*keys, str(number), "credit_share"), rule, step.credit_share)


def _promised(plan: Plan, on: str) -> list[bool]:
    """Whether a kind of promise is made, by severity."""
    if on == "uptime":
        return [plan.uptime is not None] * len(SEVERITIES)
    parts: tuple[SeverityPromises[float] | SeverityPromises[int] | None, ...] = {
        "response": (plan.response_hours, plan.response_days),
        "resolution": (plan.resolution_hours, plan.resolution_days, plan.workaround_hours),
        "update": (plan.update_hours, plan.update_days),
    }[on]
    stated = [part.as_tuple() for part in parts if part is not None]
    return [any(promises[place] is not None for promises in stated) for place in range(len(SEVERITIES))]


def _what(credit: Credit) -> str:
    """Promises that a credit is owed on."""
    if credit.on == "uptime":
        return "uptime, which the plan does not promise"
    return f"{credit.on} for {', '.join(sorted(credit.severities))}, of which the plan promises none"
