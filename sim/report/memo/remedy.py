"""Credits and other remedies of a missed promise, in words."""

from __future__ import annotations

from sim.report.format.amounts import percent, plain_number
from sim.report.memo.clauses import Clauses, Row
from sim.scenario.terms import Plan

__all__ = ["credit_rows", "credit_words", "late_lines"]

MEASURED = {"response": "responses", "resolution": "solutions", "both": "responses, or of solutions,"}
AT_END = {
    "paid out": "Credits that you are still owed when the contract ends are paid out.",
    "forfeited": "Credits that you are still owed when the contract ends lapse.",
}


def credit_rows(clauses: Clauses) -> list[Row]:
    """Write the memo's rows on credits.

    Parameters
    ----------
    clauses : Clauses
        The terms.

    Returns
    -------
    list of Row
        Rows.
    """
    plan = clauses.plan
    return [
        ("Service credits", "service_credits", "; ".join(credit_words(plan)) or "none"),
        ("Credits owed at the end", "credits_at_end", plan.credits_at_end),
    ]


def late_lines(clauses: Clauses) -> list[str]:
    """Write the buyer's sentences on what follows from a miss.

    Parameters
    ----------
    clauses : Clauses
        The terms.

    Returns
    -------
    list of str
        Sentences.
    """
    plan, billing = clauses.plan, clauses.scenario.assumptions.billing
    ladder = "; ".join(credit_words(plan)) or "none"
    if not clauses.states("service_credits", f"Credits when we are late: {ladder}."):
        return ["The terms state no service credits."]
    if not plan.service_credits:
        return ["There are no service credits: if we are late, you are owed nothing for it."]
    lines = [
        f"You are owed a credit: {ladder}.",
        "Ask for it: a credit that is not claimed is not paid. It is deducted from a later bill.",
    ]
    overdue = f"There is no credit while a bill of yours is more than {plain_number(billing.credit_overdue_days)} days"
    if clauses.states("credit_overdue_days", f"{overdue} overdue.", billing):
        lines.append(f"{overdue} overdue.")
    if clauses.states("credits_at_end", AT_END[plan.credits_at_end]):
        lines.append(AT_END[plan.credits_at_end])
    if clauses.scenario.provider.policies.credits_void_in_dispute:
        lines.append("There is no credit while you dispute a bill.")
    return lines


def credit_words(plan: Plan) -> list[str]:
    """Write the ladder of service credits and its cap.

    Parameters
    ----------
    plan : Plan
        Plan.

    Returns
    -------
    list of str
        A phrase a step; empty where there are no credits.
    """
    steps = [
        f"{percent(step.credit_share)} of the month's fee below {percent(step.below_attainment)} of "
        f"{MEASURED[plan.credit_measure]} on time"
        for step in plan.service_credits
    ]
    return [*steps, f"at most {percent(plan.credit_cap_share)} of the month's fee"] if steps else []
