"""Credits and other remedies of a missed promise, in words."""

from __future__ import annotations

from sim.report.format.amounts import amount, count_words, percent, plain_number
from sim.report.memo.clauses import Clauses, Row
from sim.scenario.credits import Credit, CreditRules, Termination
from sim.scenario.quantity import SEVERITIES
from sim.scenario.terms import Plan

__all__ = ["credit_rows", "credit_words", "late_lines", "named_credit_words"]

MEASURED = {"response": "responses", "resolution": "solutions", "both": "responses, or of solutions,"}
MISSED = {"response": "first response", "resolution": "solution", "update": "update"}
AT_END = {
    "paid out": "Credits that you are still owed when the contract ends are paid out.",
    "forfeited": "Credits that you are still owed when the contract ends lapse.",
}
ADD_UP = "Of several steps for the same promises the largest counts; credits for different promises add up."
DAYS = (
    "Days that you are owed are added when your term ends: for whole months of them you pay no fee, and what is left "
    "is deducted from the fee of the next term. For a cap, a day counts as the fee of a day."
)
SOLE = "Credits are all that you can claim for a missed promise: you may not withhold the fee for it."


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
    plan, rules = clauses.plan, clauses.plan.credit_rules
    rows = [("Service credits", "service_credits", "; ".join(credit_words(plan)) or "none")]
    if plan.credits:
        rows.append(("Credits by name", "credits", "; ".join(named_credit_words(plan, clauses.scenario.currency))))
    if rules is not None:
        rows.append(("Rules of credits", "credit_rules", "; ".join(_rules_words(rules))))
    return [*rows, ("Credits owed at the end", "credits_at_end", plan.credits_at_end)]


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
    plan = clauses.plan
    ladder = "; ".join(credit_words(plan)) or "none"
    stated = clauses.states("service_credits", f"Credits when we are late: {ladder}.")
    rules = _rules_lines(plan.credit_rules)
    if not stated and not plan.credits:
        return ["The terms state no service credits.", *rules]
    if not plan.service_credits and not plan.credits:
        return ["There are no service credits: if we are late, you are owed nothing for it.", *rules]
    lines = [f"You are owed a credit: {ladder}."] if stated and plan.service_credits else []
    lines += [f"You are owed {words}." for words in _owed_words(plan, clauses.scenario.currency)]
    lines += [ADD_UP] if len(plan.credits) > 1 or (stated and plan.service_credits and plan.credits) else []
    cap = f"In one month credits come to {_cap_words(plan)}."
    if plan.credits and not (stated and plan.service_credits) and clauses.states("credit_cap_share", cap):
        lines.append(cap)
    lines += [DAYS] if any(credit.days is not None for credit in plan.credits.values()) else []
    return [*lines, *_claim_lines(clauses), *rules]


def _claim_lines(clauses: Clauses) -> list[str]:
    """Sentences on how a credit is had, and when there is none."""
    plan, billing = clauses.plan, clauses.scenario.assumptions.billing
    lines = _asked_lines(clauses)
    if plan.service_credits or any(credit.days is None for credit in plan.credits.values()):
        lines.append("A credit in money is deducted from a later bill.")
    late = billing.credit_overdue_days
    more = f"more than {count_words(late, 'day')} " if late else ""
    overdue = f"There is no credit while a bill of yours is {more}overdue."
    if clauses.states("credit_overdue_days", overdue, billing):
        lines.append(overdue)
    if clauses.states("credits_at_end", AT_END[plan.credits_at_end]):
        lines.append(AT_END[plan.credits_at_end])
    if clauses.scenario.provider.policies.credits_void_in_dispute:
        lines.append("There is no credit while you dispute a bill.")
    return lines


def _asked_lines(clauses: Clauses) -> list[str]:
    """Whether a credit is to be claimed; what is assumed of it is no promise."""
    rules = clauses.plan.credit_rules or CreditRules()
    if rules.claim == "automatic":
        return ["You need not ask for a credit: it is yours by itself."]
    days = rules.claim_days
    until = "" if days is None else f" within {count_words(days, 'day')} of the end of the month"
    line = f"Ask for a credit{until}: one that is not claimed is not paid."
    return [line] if days is not None or clauses.states("claim", line, rules) else []


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
    return [*steps, _cap_words(plan)] if steps else []


def named_credit_words(plan: Plan, currency: str) -> list[str]:
    """Write the service credits by name, and the cap of the month where some are due in money.

    Parameters
    ----------
    plan : Plan
        Plan.
    currency : str
        Of its amounts.

    Returns
    -------
    list of str
        A phrase a credit, such as ``1 day more of service for each full 15 minutes that a first response is late``.
    """
    words = _owed_words(plan, currency)
    if not plan.service_credits and plan.credits:
        words.append(f"in all {_cap_words(plan)}")
    return words


def _owed_words(plan: Plan, currency: str) -> list[str]:
    return [_credit_words(credit, currency) for credit in plan.credits.values()]


def _cap_words(plan: Plan) -> str:
    return f"at most {percent(plan.credit_cap_share)} of the month's fee"


def _credit_words(credit: Credit, currency: str) -> str:
    """One credit: what is owed, and for what."""
    which = "" if len(credit.severities) == len(SEVERITIES) else f" ({', '.join(sorted(credit.severities))})"
    if credit.days is not None:
        owed = f"{count_words(credit.days, 'day')} more of service"
    elif credit.money is not None:
        owed = amount(credit.money, currency)
    else:
        owed = f"{percent(credit.share or 0.0)} of the month's fee"
    if credit.on == "uptime":
        return f"{owed} for a month in which the service is up for less than {percent(credit.below or 0.0)} of the time"
    missed = MISSED[credit.on]
    if credit.below is not None:
        cause = f"for a month in which less than {percent(credit.below)} of {missed}s{which} are on time"
    elif credit.late_minutes_step is not None:
        cause = f"for each full {plain_number(credit.late_minutes_step)} minutes that a {missed}{which} is late"
    else:
        cause = f"for each {missed}{which} that is {'missed' if credit.on == 'update' else 'late'}"
    least = credit.least_contacts
    return f"{owed} {cause}" + (f", if at least {least} of them fall due in the month" if least else "")


def _rules_words(rules: CreditRules) -> list[str]:
    """The rules in the words of the memo."""
    claimed = "to be claimed" + ("" if rules.claim_days is None else f" within {count_words(rules.claim_days, 'day')}")
    words = ["set off without a claim" if rules.claim == "automatic" else claimed]
    if rules.cap_share_per_year is not None:
        words.append(f"at most {percent(rules.cap_share_per_year)} of the year's fee in a year of the contract")
    words += ["sole remedy"] if rules.sole_remedy else []
    words += [f"the customer may end the contract {_cause(rules.termination)}"] if rules.termination else []
    return words


def _rules_lines(rules: CreditRules | None) -> list[str]:
    """The rules in sentences to the buyer, but for claims."""
    if rules is None:
        return []
    lines = []
    if rules.cap_share_per_year is not None:
        share = percent(rules.cap_share_per_year)
        lines.append(f"In a year of the contract credits come to at most {share} of the year's fee.")
    lines += [SOLE] if rules.sole_remedy else []
    if rules.termination is not None:
        lines.append(f"You may end the contract before its term is over {_cause(rules.termination)}.")
    return lines


def _cause(clause: Termination) -> str:
    """When a contract may be ended for cause."""
    days, months = count_words(clause.notice_days, "day", owning=True), count_words(clause.within_months, "month")
    when = f"with {days} notice once in {clause.missed_months} of {months}"
    if clause.on == "uptime":
        return f"{when} the service was up for less than {percent(clause.attainment)} of the time"
    return f"{when} less than {percent(clause.attainment)} of {MISSED[clause.on]}s were on time"
