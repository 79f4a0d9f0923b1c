"""After POP and before leaving: who is held by a contract calls more, disputes more, pays later or never."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest

from sim.records.run import Run
from tests.worlds import AMPLE, run_of

CAPTIVE = {
    **AMPLE,
    "segments.large.breaking_point": 1,
    "segments.medium.breaking_point": 1,
    "segments.large.asymmetry": 1,
    "segments.medium.asymmetry": 1,
    "plans.gold.term_months": 24,
    "plans.silver.term_months": 24,
    "assumptions.grievance.surprise_charge": 0,
    "assumptions.demand.failure_demand": 0,
    "assumptions.renewal.intercept": -20,
}


def after(run: Run, rows: Iterable[Any], time: str) -> set[tuple[str, float]]:
    """Those of a customer that had gone POP by then."""
    past_breaking_point = {row.customer: row.at for row in run.records.breaking_points}
    return {
        (row.customer, getattr(row, time))
        for row in rows
        if past_breaking_point.get(row.customer, run.horizon) <= getattr(row, time)
    }


def before(run: Run, rows: Iterable[Any], time: str) -> set[tuple[str, float]]:
    """The others."""
    return {(row.customer, getattr(row, time)) for row in rows} - after(run, rows, time)


@pytest.mark.parametrize(
    ("effect", "values", "table", "time"),
    [
        ("captive_factor", (0, 2), "contacts", "opened"),
        ("dispute_factor", (1, 20), "disputes_opened", "at"),
        ("write_off_factor", (1, 20), "write_offs", "at"),
    ],
)
def test_more_from_those_who_are_held(effect: str, values: tuple[float, float], table: str, time: str) -> None:
    """Before POP not one more; after it, under the same random numbers, more."""
    weak, strong = (run_of({**CAPTIVE, f"assumptions.exit.{effect}": value}) for value in values)
    assert len(weak.records.breaking_points) >= 5
    rows, more = getattr(weak.records, table), getattr(strong.records, table)
    assert before(weak, rows, time) == before(strong, more, time)
    assert len(after(weak, rows, time)) < len(after(strong, more, time))


def test_who_went_pop_pays_later() -> None:
    """The same invoices, more of them late."""
    weak, strong = (run_of({**CAPTIVE, "assumptions.exit.lateness_factor": factor}) for factor in (1, 20))
    late = [
        sum(paid.at > due[paid.customer, paid.month] for paid in run.records.payments)
        for run in (weak, strong)
        if (due := {(bill.customer, bill.month): bill.due for bill in run.records.invoices})
    ]
    assert late[0] < late[1]
