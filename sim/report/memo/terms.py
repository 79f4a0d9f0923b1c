"""Terms in the words of a contract, plan by plan, and what differs between two scenarios."""

from __future__ import annotations

from dataclasses import dataclass

from sim.report.format.amounts import amount, hours_words, percent, plain_number, worded
from sim.report.terms import terms_that_differ
from sim.scenario.document import Scenario
from sim.scenario.paths import words_of_path
from sim.scenario.quantity import SEVERITIES, BySeverity
from sim.scenario.sheet import assumption_sheet
from sim.scenario.stated import is_stated
from sim.scenario.terms import WEEKDAYS, Coverage, Plan

__all__ = [
    "BILLED",
    "PlanTerms",
    "TermChange",
    "changes_between",
    "coverage_words",
    "credit_words",
    "hours_by_severity",
    "months_words",
    "plan_terms",
]

MEASURED = {"response": "responses", "resolution": "solutions", "both": "responses, or of solutions,"}
RATE = "time_and_materials_per_hour"
ASSUMED = " (not stated; assumed)"
"""Behind a term that the scenario leaves at the schema's default."""
BILLED = {1: "monthly", 3: "quarterly", 12: "yearly"}


@dataclass(frozen=True, slots=True)
class PlanTerms:
    """A plan's terms, one pair of item and wording each."""

    plan: str
    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class TermChange:
    """A term that differs from the baseline."""

    about: str
    path: str
    before: str
    after: str


def plan_terms(scenario: Scenario, name: str) -> PlanTerms:
    """Write the terms of a plan as a contract has them, with what is promised in the sale.

    Parameters
    ----------
    scenario : Scenario
        The scenario.
    name : str
        Name of the plan.

    Returns
    -------
    PlanTerms
        Pairs of item and wording.
    """
    plan, currency = scenario.plans[name], scenario.currency
    sold = scenario.selling.sold_response_share
    as_sold = BySeverity(**{severity: getattr(plan.response_hours, severity) * sold for severity in SEVERITIES})
    interest = percent(plan.late_interest_per_year) + " a year on what is overdue"
    interest += f", and {amount(plan.late_fixed_sum, currency)} for each late invoice" if plan.late_fixed_sum else ""
    charges = scenario.provider.policies.charges_late_interest
    rows = (
        ("Fee", "fee_per_month", f"{amount(plan.fee_per_month, currency)} a month"),
        ("First response, as written", "response_hours", hours_by_severity(plan.response_hours)),
        ("First response, as sold", "response_hours", "as written" if sold == 1 else hours_by_severity(as_sold)),
        ("Solution, as written", "resolution_hours", hours_by_severity(plan.resolution_hours)),
        ("Hours of service", "coverage", coverage_words(plan.coverage)),
        ("Contacts included", "included_contacts_per_month", _included(plan)),
        ("Contacts beyond these", "overage_per_contact", _overage(plan, currency)),
        ("Work outside the scope", RATE, f"{amount(plan.time_and_materials_per_hour, currency)} an hour"),
        ("Service credits", "service_credits", "; ".join(credit_words(plan)) or "none"),
        ("Credits owed at the end", "credits_at_end", plan.credits_at_end),
        ("Billing", "billing_months", f"{BILLED[plan.billing_months]}, in advance"),
        ("Payment", "payment_days", f"within {plain_number(plan.payment_days)} days of the invoice"),
        ("Late payment", "late_interest_per_year", interest if charges else "no interest"),
        ("Term", "term_months", f"{months_words(plan.term_months)}, renewed for as long again"),
        ("Notice", "notice_days", f"{plain_number(plan.notice_days)} days before the end of a term"),
        ("Price rise", "uplift_per_year", f"{percent(plan.uplift_per_year)} a year, at each renewal"),
    )
    return PlanTerms(
        name, tuple((item, words if is_stated(plan, field) else words + ASSUMED) for item, field, words in rows)
    )


def hours_by_severity(hours: BySeverity) -> str:
    """Write a promise in hours of service by severity.

    Parameters
    ----------
    hours : BySeverity
        Hours.

    Returns
    -------
    str
        Such as ``P1 30 min, P2 1 h, ...``.
    """
    return ", ".join(
        f"{severity} {hours_words(value)}" for severity, value in zip(SEVERITIES, hours.as_tuple(), strict=True)
    )


def coverage_words(coverage: Coverage) -> str:
    """Write when the clocks of a promise run.

    Parameters
    ----------
    coverage : Coverage
        Hours of service.

    Returns
    -------
    str
        Such as ``Mon to Fri, 08:00 to 18:00``.
    """
    places = [place for place, day in enumerate(WEEKDAYS) if day in coverage.days]
    days = ", ".join(WEEKDAYS[place].capitalize() for place in places)
    if len(places) == len(WEEKDAYS):
        days = "every day"
    elif len(places) > 2 and places[-1] - places[0] == len(places) - 1:
        days = f"{WEEKDAYS[places[0]].capitalize()} to {WEEKDAYS[places[-1]].capitalize()}"
    whole = coverage.from_hour == 0 and coverage.to_hour == 24
    hours = "all day" if whole else f"{_clock(coverage.from_hour)} to {_clock(coverage.to_hour)}"
    return f"{days}, {hours}{', not on holidays' if coverage.keeps_holidays else ''}"


def _clock(hour: float) -> str:
    return f"{int(hour):02d}:{round(60 * (hour % 1)):02d}"


def months_words(months: int) -> str:
    """Write a number of months.

    Parameters
    ----------
    months : int
        Months.

    Returns
    -------
    str
        Such as ``12 months``.
    """
    return "1 month" if months == 1 else f"{months} months"


def _included(plan: Plan) -> str:
    count = plan.included_contacts_per_month
    return "unlimited" if count is None else f"{plain_number(count)} a month"


def _overage(plan: Plan, currency: str) -> str:
    unlimited = plan.included_contacts_per_month is None
    return "none, all are included" if unlimited else f"{amount(plan.overage_per_contact, currency)} each"


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


def changes_between(base: Scenario, terms: Scenario) -> tuple[TermChange, ...]:
    """List the terms that differ between two scenarios, in the words of the schema.

    Parameters
    ----------
    base : Scenario
        The baseline.
    terms : Scenario
        The terms.

    Returns
    -------
    tuple
        A row a path.
    """
    rows = {row.path: row for scenario in (base, terms) for row in assumption_sheet(scenario)}
    changes = []
    for path, (before, after) in terms_that_differ(base, terms).items():
        row = rows.get(path)
        about, unit = (row.about, row.unit) if row else (words_of_path(path), "")
        ends = (worded(value, unit, terms.currency) for value in (before, after))
        changes.append(TermChange(about, path, *ends))
    return tuple(changes)
