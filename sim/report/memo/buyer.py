"""The buyer's expectation sheet: what a plan gives and does not give, in plain words, with nothing of our margins."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sim.errors import Problem, SaydoError
from sim.metrics.quantiles import quantile
from sim.metrics.replication import Replication
from sim.report.format.amounts import amount, hours_words, percent, plain_number
from sim.report.format.table import text_table
from sim.report.memo.paper import Paper, Section
from sim.report.memo.terms import BILLED, coverage_words, credit_words, hours_by_severity, months_words
from sim.scenario.document import Scenario
from sim.scenario.quantity import SEVERITIES, Document
from sim.scenario.source import plain
from sim.scenario.stated import is_stated
from sim.scenario.terms import Plan

__all__ = ["buyer_paper"]

SEVERITY_WORDS = {
    "P1": "everything stands still",
    "P2": "something important does not work",
    "P3": "something does not work, and there is a way around it",
    "P4": "a question",
}
BAD_YEAR = 0.05
UNSTATED = (
    "The terms that this sheet was made from do not state the following, and it is not promised. The expected numbers "
    "above rest on these assumptions. Ask, and have it written down, before you sign."
)
AT_END = {
    "paid out": "Credits that you are still owed when the contract ends are paid out.",
    "forfeited": "Credits that you are still owed when the contract ends lapse.",
}


def buyer_paper(scenario: Scenario, plan: str | None, results: Sequence[Replication]) -> Paper:
    """Write what a buyer of a plan may expect.

    Parameters
    ----------
    scenario : Scenario
        The terms.
    plan : str, optional
        The plan bought; may be left out where customers are on one only.
    results : sequence of Replication
        What the terms came to, for how fast contacts are answered; those that failed are left out.

    Raises
    ------
    SaydoError
        Where the plan is not known, or is not said and there are several.
    """
    plans = scenario.plans_in_use
    name = plans[0] if plan is None and len(plans) == 1 else plan
    if name not in scenario.plans:
        name_text = "nothing given" if name is None else plain(name)
        rule = f"must be one of the plans {', '.join(map(plain, scenario.plans))}"
        raise SaydoError(Problem.of("plan", name_text, rule))
    clauses = _Clauses(scenario.plans[name])
    sections: tuple[Section, ...] = (
        Section("What is included", _included(scenario, clauses)),
        Section("What is not included", _not_included(scenario, clauses)),
        _answers(scenario, name, [result.outcomes for result in results if result.error is None]),
        Section("When we are late", _late(scenario, clauses)),
        Section("How to take a matter further", _escalation(scenario)),
        Section("Bills and payment", _bills(scenario, clauses)),
        Section("How the price may rise", _prices(clauses)),
        Section("When and how to end the contract", _ending(clauses)),
    )
    if clauses.unstated:
        sections = (*sections, Section("What the terms do not state", (UNSTATED, *clauses.unstated)))
    return Paper(f"What to expect: {name}", "In plain words; the contract itself is what counts.", sections)


class _Clauses:
    """The terms of a plan: what is stated is promised, and what is not is listed as assumed."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.unstated: list[str] = []

    def states(self, name: str, assumed: str, part: Document | None = None) -> bool:
        """Whether a clause is stated; where it is not, what the simulation assumes is noted."""
        stated = is_stated(self.plan if part is None else part, name)
        if not stated:
            self.unstated.append(assumed)
        return stated


def _included(scenario: Scenario, clauses: _Clauses) -> tuple[str, ...]:
    plan = clauses.plan
    count, fee = plan.included_contacts_per_month, amount(plan.fee_per_month, scenario.currency)
    contacts = "as many contacts as you need" if count is None else f"{plain_number(count)} contacts a month"
    if clauses.states("included_contacts_per_month", f"Contacts included: {contacts}."):
        lines = [f"For {fee} a month you get {contacts}, by telephone or portal."]
    else:
        lines = [f"For {fee} a month you get our service, by telephone or portal."]
    hours, targets = coverage_words(plan.coverage), hours_by_severity(plan.resolution_hours)
    if clauses.states("coverage", f"Hours of service: {hours}. Hours in this sheet are hours of that time."):
        lines.append(f"We are there {hours}. Hours in this sheet are hours of that time.")
    if clauses.states("resolution_hours", f"Time to a solution: {targets}."):
        lines.append(f"We aim to solve a matter within: {targets}.")
    return tuple(lines)


def _not_included(scenario: Scenario, clauses: _Clauses) -> tuple[str, ...]:
    plan, currency, policies = clauses.plan, scenario.currency, scenario.provider.policies
    rate, price = (amount(value, currency) for value in (plan.time_and_materials_per_hour, plan.overage_per_contact))
    lines = []
    limited = plan.included_contacts_per_month is not None
    if limited and clauses.states("overage_per_contact", f"Contacts beyond those included: {price} each."):
        lines.append(f"Each contact beyond those included in a month costs {price}.")
    if clauses.states("time_and_materials_per_hour", f"Work outside the scope of the contract: {rate} an hour."):
        lines.append(f"Work outside the scope of the contract is charged at {rate} an hour.")
    lines.append("Work outside the scope is not covered by the fee. Ask before it begins whether it is outside.")
    lines.append("Outside our hours of service the clocks stand still.")
    if policies.charges_for_fixes:
        fix = amount(policies.fix_price, currency)
        if clauses.states("fix_price", f"The repair of a defect in the product: {fix}.", policies):
            lines.append(f"The repair of a defect in the product costs {fix}.")
        else:
            lines.append("The repair of a defect in the product is charged.")
    return tuple(lines)


def _answers(scenario: Scenario, name: str, outcomes: Sequence[dict[str, float]]) -> Section:
    """Simulated first responses: of the plan, by severity, and of all customers."""
    plan, sold = scenario.plans[name], scenario.selling.sold_response_share
    lines = ["A first answer is not yet a solution: it is a person who has begun to work on your matter."]
    if sold < 1:
        lines.append("If you were told of faster answers than these, the contract does not promise them.")
    middle, slow, slowest = (_mean(outcomes, f"response_hours_p{share}") for share in (50, 90, 99))
    if np.isfinite(middle):
        lines.append(
            f"As a rule we answer half of all our customers' contacts within {_hours(middle)}, nine in ten within "
            f"{_hours(slow)}. On a bad day, one contact in a hundred, it takes longer than {_hours(slowest)}."
        )
    on_plan = f"response_attainment.{name}"
    if np.isfinite(_mean(outcomes, on_plan)):
        lines.append(
            f"On this plan we expect to answer {_of_100(_mean(outcomes, on_plan))} of 100 contacts in time; "
            f"in a bad year, one in twenty, {_of_100(_low(outcomes, on_plan))}."
        )
    rows = []
    for severity, hours in zip(SEVERITIES, plan.response_hours.as_tuple(), strict=True):
        outcome = f"response_attainment.{name}.{severity}"
        ends = (_of_100(end) for end in (_mean(outcomes, outcome), _low(outcomes, outcome)))
        rows.append((f"{severity}: {SEVERITY_WORDS[severity]}", hours_words(hours), *ends))
    lines.append("These numbers come from a simulation; they are expected, not promised.")
    headings = ("If", "We promise to answer within", "In time, of 100", "In a bad year, one in twenty")
    return Section("How fast we answer", tuple(lines), text_table("", headings, rows))


def _hours(hours: float) -> str:
    """A simulated time with two digits: more would be a promise."""
    return hours_words(round(60 * hours) / 60) if hours < 1 else hours_words(float(f"{hours:.2g}"))


def _of_100(share: float) -> str:
    return f"{100 * share:.0f}" if np.isfinite(share) else "cannot tell"


def _values(outcomes: Sequence[dict[str, float]], name: str) -> list[float]:
    values = [outcome.get(name, np.nan) for outcome in outcomes]
    return [value for value in values if np.isfinite(value)]


def _mean(outcomes: Sequence[dict[str, float]], name: str) -> float:
    values = _values(outcomes, name)
    return float(np.mean(values)) if values else np.nan


def _low(outcomes: Sequence[dict[str, float]], name: str) -> float:
    values = _values(outcomes, name)
    return quantile(values, BAD_YEAR)


def _late(scenario: Scenario, clauses: _Clauses) -> tuple[str, ...]:
    plan, billing = clauses.plan, scenario.assumptions.billing
    ladder = "; ".join(credit_words(plan)) or "none"
    if not clauses.states("service_credits", f"Credits when we are late: {ladder}."):
        return ("The terms state no service credits.",)
    if not plan.service_credits:
        return ("There are no service credits: if we are late, you are owed nothing for it.",)
    lines = [
        f"You are owed a credit: {ladder}.",
        "Ask for it: a credit that is not claimed is not paid. It is deducted from a later bill.",
    ]
    overdue = f"There is no credit while a bill of yours is more than {plain_number(billing.credit_overdue_days)} days"
    if clauses.states("credit_overdue_days", f"{overdue} overdue.", billing):
        lines.append(f"{overdue} overdue.")
    if clauses.states("credits_at_end", AT_END[plan.credits_at_end]):
        lines.append(AT_END[plan.credits_at_end])
    if scenario.provider.policies.credits_void_in_dispute:
        lines.append("There is no credit while you dispute a bill.")
    return tuple(lines)


def _escalation(scenario: Scenario) -> tuple[str, ...]:
    provider = scenario.provider
    first, *tiers = provider.tiers
    lines = [f"Your contact is taken by {first}."]
    if tiers:
        lines.append(f"What it cannot solve goes to {', then to '.join(tiers)}; ask for that whenever you want it.")
    if scenario.selling.executive_sponsor:
        lines.append("You have a sponsor with us, at the level that decides.")
    lines.append(f"If a bill looks wrong, say so before it is due: {provider.billing_team} looks into it.")
    return tuple(lines)


def _bills(scenario: Scenario, clauses: _Clauses) -> tuple[str, ...]:
    plan, lines = clauses.plan, []
    billed, days = BILLED[plan.billing_months], plain_number(plan.payment_days)
    if clauses.states("billing_months", f"Bills: {billed}, in advance."):
        lines.append(f"The fee is billed {billed}, in advance; what is charged beyond it comes afterwards.")
    if clauses.states("payment_days", f"Payment: within {days} days of the invoice."):
        lines.append(f"Pay within {days} days of the invoice.")
    if scenario.provider.policies.charges_late_interest:
        rate, fixed = percent(plan.late_interest_per_year), amount(plan.late_fixed_sum, scenario.currency)
        more = f", and {fixed} for each invoice that is paid late" if plan.late_fixed_sum else ""
        if clauses.states("late_interest_per_year", f"Interest on what is overdue: {rate} a year{more}."):
            lines.append(f"On what is overdue you pay interest of {rate} a year{more}.")
        else:
            lines.append("On what is overdue you pay interest.")
    lines.append("If you dispute a part of a bill, pay the rest when it is due.")
    return tuple(lines)


def _prices(clauses: _Clauses) -> tuple[str, ...]:
    rise = clauses.plan.uplift_per_year
    way = "rises" if rise > 0 else "falls"
    line = f"The fee {way} by {percent(abs(rise))} for each year of the term, at each renewal, and not before."
    if not rise:
        line = "The fee stays as it is at each renewal."
    if not clauses.states("uplift_per_year", line):
        return ("The terms do not state how the price may rise.",)
    return (line,)


def _ending(clauses: _Clauses) -> tuple[str, ...]:
    plan, lines = clauses.plan, []
    term, notice = months_words(plan.term_months), plain_number(plan.notice_days)
    if clauses.states("term_months", f"Length of the contract: {term}, renewed for as long again."):
        lines.append(f"The contract runs for {term} and is renewed for as long again unless it is ended.")
    if clauses.states("notice_days", f"Notice: {notice} days before the end of a term."):
        lines.append(f"To end it, tell us in writing at least {notice} days before the end of a term.")
    return tuple(lines) or ("The terms state neither the length of the contract nor notice.",)
