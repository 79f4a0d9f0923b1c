"""No promise for a severity, by hand: neither kept nor missed, and yet expected. The world is that of the script.

The person works from 8:00 to 12:10 on a first contact, answered at once; a second, of 8:05, waits 245 covered minutes
and is solved after 265.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import inf, isnan

import pytest

from sim.metrics.outcomes import outcomes
from sim.records.run import Run
from sim.scenario.overrides import with_overrides
from tests.traces.script import MONDAY, Call, at, play
from tests.worlds import STILL, changed

TWO_HOURS = {"P1": 4, "P2": 8, "P3": 2, "P4": 40}
NONE = {"plans.gold.response_hours.P3": None, "plans.gold.resolution_hours.P3": None}


def late(overrides: Mapping[str, object] | None = None, severity: int = 3) -> Run:
    first = Call(at(MONDAY, 8), severity, touches=(250.0, 90.0, 90.0, 20.0))
    return play([first, Call(at(MONDAY, 8) + 5, severity)], overrides)


def test_no_promise_is_neither_kept_nor_missed() -> None:
    """Two P3 without a promise: none falls due, and no attainment is known; with one, 1 of 2 responses is kept."""
    run, promised = late(NONE), late()
    (month, *_), (usual, *_) = run.records.months, promised.records.months
    assert [(row.promised_minutes, row.resolution_promised_minutes) for row in run.records.contacts] == [(inf, inf)] * 2
    assert (month.responses_met, month.responses_made, month.solutions_met, month.solutions_made) == (0, 0, 0, 0)
    assert (usual.responses_met, usual.responses_made) == (1, 2)
    result = outcomes(run)
    assert isnan(result["response_attainment.P3"])
    assert isnan(result["response_attainment"])
    assert isnan(result["resolution_attainment"])
    assert result["contacts_answered"] == 2


def test_the_other_severities_keep_their_promise() -> None:
    """Two P2 beside the missing P3 promise: 1 of 2 within the hour."""
    result = outcomes(late(NONE, severity=2))
    assert result["response_attainment.P2"] == result["response_attainment"] == 0.5


def test_best_effort_is_felt_as_a_promise_of_the_same_hours() -> None:
    """Two hours of best effort hurt as two hours promised do: the same straws at 12:05 and 12:10."""
    best_effort = {"assumptions.expectation.best_effort_hours": TWO_HOURS}
    assert late().scenario.plans["gold"].response_hours.P3 == 2
    expected = [(row.cause, row.at, row.size) for row in late().records.grievances]
    straws = [(row.cause, row.at, row.size) for row in late(NONE | best_effort).records.grievances]
    assert straws == expected
    assert [moment for _, moment, _ in straws] == [at(MONDAY, 12) + 5, at(MONDAY, 12) + 10]


def test_twenty_hours_of_best_effort_are_not_felt_after_four() -> None:
    assert late(NONE).records.grievances == []


def test_no_promise_owes_no_credit() -> None:
    """A quarter of the fee below 99 %: half of the responses are late, and a quarter is owed; not without a promise."""
    ladder = {"plans.gold.service_credits": [{"below_attainment": 0.99, "credit_share": 0.25}]}
    assert [row.owed_cents for row in late(ladder).records.credits] == [25_000]
    assert late(ladder | NONE).records.credits == []


@pytest.mark.parametrize("field", ["response_hours", "resolution_hours"])
def test_null_is_set_by_path(field: str) -> None:
    scenario = with_overrides(changed(STILL), {f"plans.gold.{field}.P3": None})
    assert getattr(scenario.plans["gold"], field).P3 is None
    back = with_overrides(scenario, {f"plans.gold.{field}.P3": 4})
    assert getattr(back.plans["gold"], field).P3 == 4
