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
from sim.report.memo.terms import BILLED, coverage_words, credit_words, hours_by_severity, months_words, plans_in_use
from sim.scenario.document import Scenario
from sim.scenario.quantity import SEVERITIES
from sim.scenario.source import plain
from sim.scenario.terms import Plan

__all__ = ["buyer_paper"]

SEVERITY_WORDS = {
    "P1": "everything stands still",
    "P2": "something important does not work",
    "P3": "something does not work, and there is a way around it",
    "P4": "a question",
}
BAD_YEAR = 0.05
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
    plans = plans_in_use(scenario)
    name = plans[0] if plan is None and len(plans) == 1 else plan
    if name not in scenario.plans:
        name_text = "nothing given" if name is None else plain(name)
        rule = f"must be one of the plans {', '.join(map(plain, scenario.plans))}"
        raise SaydoError(Problem.of("plan", name_text, rule))
    terms = scenario.plans[name]
    sections = (
        Section("What is included", _included(scenario, terms)),
        Section("What is not included", _not_included(scenario, terms)),
        _answers(scenario, name, [result.outcomes for result in results if result.error is None]),
        Section("When we are late", _late(scenario, terms)),
        Section("How to take a matter further", _escalation(scenario)),
        Section("Bills and payment", _bills(scenario, terms)),
        Section("How the price may rise", _prices(terms)),
        Section("When and how to end the contract", _ending(terms)),
    )
    return Paper(f"What to expect: {name}", "In plain words; the contract itself is what counts.", sections)


def _included(scenario: Scenario, plan: Plan) -> tuple[str, ...]:
    count = plan.included_contacts_per_month
    contacts = "as many contacts as you need" if count is None else f"{plain_number(count)} contacts a month"
    return (
        f"For {amount(plan.fee_per_month, scenario.currency)} a month you get {contacts}, by telephone or portal.",
        f"We are there {coverage_words(plan.coverage)}. Hours in this sheet are hours of that time.",
        f"We aim to solve a matter within: {hours_by_severity(plan.resolution_hours)}.",
    )


def _not_included(scenario: Scenario, plan: Plan) -> tuple[str, ...]:
    currency, policies = scenario.currency, scenario.provider.policies
    lines = [
        f"Work outside the scope of the contract is charged at "
        f"{amount(plan.time_and_materials_per_hour, currency)} an hour. Ask before it begins whether it is.",
        "Outside our hours of service the clocks stand still.",
    ]
    if plan.included_contacts_per_month is not None:
        price = amount(plan.overage_per_contact, currency)
        lines.insert(0, f"Each contact beyond those included in a month costs {price}.")
    if policies.charges_for_fixes:
        lines.append(f"The repair of a defect in the product costs {amount(policies.fix_price, currency)}.")
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


def _late(scenario: Scenario, plan: Plan) -> tuple[str, ...]:
    if not plan.service_credits:
        return ("There are no service credits: if we are late, you are owed nothing for it.",)
    overdue = plain_number(scenario.assumptions.billing.credit_overdue_days)
    lines = [
        f"You are owed a credit: {'; '.join(credit_words(plan))}.",
        "Ask for it: a credit that is not claimed is not paid. It is deducted from a later bill.",
        f"There is no credit while a bill of yours is more than {overdue} days overdue.",
        AT_END[plan.credits_at_end],
    ]
    if scenario.provider.policies.credits_void_in_dispute:
        lines.append("There is no credit while you dispute a bill.")
    return tuple(lines)


def _escalation(scenario: Scenario) -> tuple[str, ...]:
    provider = scenario.provider
    lines, tiers = [f"Your contact is taken by {provider.first_tier}."], []
    tier = provider.teams[provider.first_tier].escalates_to
    while tier is not None:
        tiers.append(tier)
        tier = provider.teams[tier].escalates_to
    if tiers:
        lines.append(f"What it cannot solve goes to {', then to '.join(tiers)}; ask for that whenever you want it.")
    if scenario.selling.executive_sponsor:
        lines.append("You have a sponsor with us, at the level that decides.")
    lines.append(f"If a bill looks wrong, say so before it is due: {provider.billing_team} looks into it.")
    return tuple(lines)


def _bills(scenario: Scenario, plan: Plan) -> tuple[str, ...]:
    lines = [
        f"The fee is billed {BILLED[plan.billing_months]}, in advance; what is charged beyond it comes afterwards.",
        f"Pay within {plain_number(plan.payment_days)} days of the invoice.",
    ]
    if scenario.provider.policies.charges_late_interest:
        fixed = amount(plan.late_fixed_sum, scenario.currency)
        more = f", and {fixed} for each invoice that is paid late" if plan.late_fixed_sum else ""
        lines.append(f"On what is overdue you pay interest of {percent(plan.late_interest_per_year)} a year{more}.")
    lines.append("If you dispute a part of a bill, pay the rest when it is due.")
    return tuple(lines)


def _prices(plan: Plan) -> tuple[str, ...]:
    rise = plan.uplift_per_year
    if not rise:
        return ("The fee stays as it is at each renewal.",)
    way = "rises" if rise > 0 else "falls"
    return (f"The fee {way} by {percent(abs(rise))} for each year of the term, at each renewal, and not before.",)


def _ending(plan: Plan) -> tuple[str, ...]:
    return (
        f"The contract runs for {months_words(plan.term_months)} and is renewed for as long again unless it is ended.",
        f"To end it, tell us in writing at least {plain_number(plan.notice_days)} days before the end of a term.",
    )
