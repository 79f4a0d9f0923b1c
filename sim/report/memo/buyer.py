"""The buyer's expectation sheet: what a plan gives and does not give, in plain words, with nothing of our margins.

Each section is put together here; its sentences stand in the module of their subject.
"""

from __future__ import annotations

from collections.abc import Sequence

from sim.errors import Problem, SaydoError
from sim.metrics.replication import Replication
from sim.report.memo.answers import answers_section, promise_lines
from sim.report.memo.bills import bill_lines, ending_lines, price_lines
from sim.report.memo.charge_words import charge_sentences
from sim.report.memo.charged import included_lines, not_included_lines
from sim.report.memo.clauses import Clauses
from sim.report.memo.desk import further_lines
from sim.report.memo.hours import hours_lines
from sim.report.memo.paper import Paper, Section
from sim.report.memo.remedy import late_lines
from sim.scenario.document import Scenario
from sim.scenario.source import plain

__all__ = ["buyer_paper"]

UNSTATED = (
    "The terms that this sheet was made from do not state the following, and it is not promised. The expected numbers "
    "above rest on these assumptions. Ask, and have it written down, before you sign."
)


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
    clauses = Clauses(scenario, name)
    included = (*included_lines(clauses), *hours_lines(clauses), *promise_lines(clauses))
    charged = tuple(charge_sentences(clauses))
    sections: tuple[Section, ...] = (
        Section("What is included", included),
        *([Section("What is charged beside the fee", charged)] if charged else []),
        Section("What is not included", tuple(not_included_lines(clauses))),
        answers_section(clauses, [result.outcomes for result in results if result.error is None]),
        Section("When we are late", tuple(late_lines(clauses))),
        Section("How to take a matter further", tuple(further_lines(clauses))),
        Section("Bills and payment", tuple(bill_lines(clauses))),
        Section("How the price may rise", tuple(price_lines(clauses))),
        Section("When and how to end the contract", tuple(ending_lines(clauses))),
    )
    if clauses.unstated:
        sections = (*sections, Section("What the terms do not state", (UNSTATED, *clauses.unstated)))
    return Paper(f"What to expect: {name}", "In plain words; the contract itself is what counts.", sections)
