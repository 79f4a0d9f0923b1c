"""Terms in the words of a contract, plan by plan, and what differs between two scenarios."""

from __future__ import annotations

from dataclasses import dataclass

from sim.report.entries import plan_name
from sim.report.memo.answers import promise_rows
from sim.report.memo.bills import bill_rows
from sim.report.memo.charged import charge_rows, fee_rows
from sim.report.memo.clauses import Clauses
from sim.report.memo.hours import hours_rows
from sim.report.memo.remedy import credit_rows
from sim.report.terms import Wording, terms_that_differ
from sim.scenario.document import Scenario
from sim.scenario.stated import is_stated

__all__ = ["PlanTerms", "TermChange", "changes_between", "plan_terms"]

ASSUMED = " (not stated; assumed)"
"""Behind a term that the scenario leaves at the schema's default."""


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
    clauses = Clauses(scenario, name)
    rows = [
        *fee_rows(clauses),
        *promise_rows(clauses),
        *hours_rows(clauses),
        *charge_rows(clauses),
        *credit_rows(clauses),
        *bill_rows(clauses),
    ]
    plan = clauses.plan
    return PlanTerms(
        plan_name(name),
        tuple((item, words if is_stated(plan, field) else words + ASSUMED) for item, field, words in rows),
    )


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
    words = Wording([terms, base])
    return tuple(
        TermChange(words.of(path), path, *(words.value(path, value) for value in ends))
        for path, ends in terms_that_differ(base, terms).items()
    )
