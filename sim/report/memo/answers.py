"""Promises of time in words, and how often they are expected to be kept."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sim.metrics.quantiles import quantile
from sim.report.format.amounts import hours_words
from sim.report.format.table import text_table
from sim.report.memo.clauses import Clauses, Row
from sim.report.memo.paper import Section
from sim.report.memo.promised import by_severity, further_promise_lines, further_promise_rows, promise_words
from sim.scenario.quantity import SEVERITIES

__all__ = ["answers_section", "promise_lines", "promise_rows"]

SEVERITY_WORDS = {
    "P1": "everything stands still",
    "P2": "something important does not work",
    "P3": "something does not work, and there is a way around it",
    "P4": "a question",
}
BAD_YEAR = 0.05
BEST_EFFORT = "best effort"
HALF_A_MINUTE = 1 / 120


def promise_rows(clauses: Clauses) -> list[Row]:
    """Write the memo's rows on promises of time.

    Parameters
    ----------
    clauses : Clauses
        The terms.

    Returns
    -------
    list of Row
        Rows.
    """
    plan, sold = clauses.plan, clauses.scenario.selling.sold_response_share
    written = by_severity(plan.response_hours, plan.response_days)
    as_sold = by_severity(plan.response_hours, plan.response_days, sold)
    return [
        ("First response, as written", "response_hours", written),
        ("First response, as sold", "response_hours", "as written" if sold == 1 else as_sold),
        ("Solution, as written", "resolution_hours", by_severity(plan.resolution_hours, plan.resolution_days)),
        *further_promise_rows(clauses),
    ]


def promise_lines(clauses: Clauses) -> list[str]:
    """Write the buyer's sentences on solutions.

    Parameters
    ----------
    clauses : Clauses
        The terms.

    Returns
    -------
    list of str
        Sentences.
    """
    plan, further = clauses.plan, further_promise_lines(clauses)
    targets = by_severity(plan.resolution_hours, plan.resolution_days)
    if plan.resolution_days is not None or clauses.states("resolution_hours", f"Time to a solution: {targets}."):
        promises = plan.resolution_days is not None or any(
            hours is not None for hours in plan.resolution_hours.as_tuple()
        )
        aim = f"We aim to solve a matter within: {targets}." if promises else "We promise no time to a solution."
        return [aim, *further]
    return further


def answers_section(clauses: Clauses, outcomes: Sequence[dict[str, float]]) -> Section:
    """Write what is promised on first answers, and how often it is expected to be kept.

    Parameters
    ----------
    clauses : Clauses
        The terms.
    outcomes : sequence of dict
        Outcomes by name of each replication that did not fail.

    Returns
    -------
    Section
        Sentences, and a table by severity.
    """
    name, sold = clauses.name, clauses.scenario.selling.sold_response_share
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
    updates = f"update_attainment.{name}"
    if np.isfinite(_mean(outcomes, updates)):
        lines.append(f"We expect to give {_of_100(_mean(outcomes, updates))} of 100 promised updates in time.")
    rows: list[tuple[str, ...]] = []
    for severity in SEVERITIES:
        hours, days = (
            getattr(clauses.plan.response_hours, severity),
            getattr(clauses.plan.response_days, severity, None),
        )
        promise, matter = promise_words(hours, days), f"{severity}: {SEVERITY_WORDS[severity]}"
        if hours is None and days is None:
            rows.append((matter, promise, BEST_EFFORT, BEST_EFFORT))
            continue
        outcome = f"response_attainment.{name}.{severity}"
        ends = (_of_100(end) for end in (_mean(outcomes, outcome), _low(outcomes, outcome)))
        rows.append((matter, promise, *ends))
    lines.append("These numbers come from a simulation; they are expected, not promised.")
    headings = ("If", "We promise to answer within", "In time, of 100", "In a bad year, one in twenty")
    return Section("How fast we answer", tuple(lines), text_table("", headings, rows))


def _hours(hours: float) -> str:
    """A simulated time with two digits: more would be a promise."""
    if hours < HALF_A_MINUTE:
        return "a minute"
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
