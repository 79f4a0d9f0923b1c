"""Calls: they come before tickets, a hang-up becomes a ticket, and abandonment is counted by the call."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from math import isnan

import numpy as np
import pytest

from sim.engine.run import simulate
from sim.metrics.outcomes import outcomes
from sim.model.draws import ContactDraw
from sim.records.events import CallOutcome, ContactEnded, ContactOutcome
from sim.records.run import Run
from sim.scenario.document import Scenario
from tests.cases.worlds import plain
from tests.traces.script import MONDAY, Call, at, play

TELEPHONE = "provider.policies.telephone"
TEN = at(MONDAY, 10)
BUSY = Call(TEN, touches=(20.0, 90.0, 90.0, 20.0))
WRITES = {ContactDraw.WRITTEN: 0.5}
ACCEPTS = {ContactDraw.CALL_BACK: 0.1}
BUSY_DESK = {
    "accounts__Acme__contacts_per_year": 3000,
    "segments__firms__phone_share": 0.5,
    "provider__teams__frontline__people": 1,
    "provider__teams__frontline__touch_minutes": 30,
}


def contacts(run: Run) -> list[ContactEnded]:
    return sorted(run.records.contacts, key=lambda row: row.opened)


def answered_after(run: Run) -> list[float]:
    return [row.answered - TEN for row in contacts(run)]


def calls(run: Run) -> list[tuple[float, float, str]]:
    return [(call.began - TEN, call.ended - TEN, call.outcome) for call in run.records.calls]


@pytest.mark.parametrize(
    ("policy", "order"), [("first", [0, 40, 20]), ("call back", [0, 40, 20]), ("in turn", [0, 20, 40])]
)
def test_a_caller_on_hold_comes_before_a_ticket_of_any_severity(policy: str, order: list[float]) -> None:
    """A P1 ticket of 10:05 and a P4 call of 10:10 wait for the person who is free at 10:20."""
    ticket, call = Call(TEN + 5, severity=1), Call(TEN + 10, severity=4, phone=True, patience=60)
    assert answered_after(play([BUSY, ticket, call], {TELEPHONE: policy})) == order


def test_calls_keep_the_order_of_the_queue_among_themselves() -> None:
    third, first = (Call(TEN + 5 * n, severity=5 - 2 * n, phone=True, patience=90) for n in (1, 2))
    assert answered_after(play([BUSY, third, first])) == [0, 40, 20]


def test_a_call_that_failed_becomes_a_ticket_whose_promise_runs_from_the_call() -> None:
    """Called at 10:05, hung up at 10:10; the ticket is answered at 10:20, 15 minutes after the call."""
    run = play([BUSY, Call(TEN + 5, phone=True, random_numbers=WRITES)])
    assert answered_after(run) == [0, 20]
    assert contacts(run)[1].response_minutes == 15
    assert calls(run) == [(5, 10, CallOutcome.HUNG_UP)]
    assert contacts(run)[1].outcome is ContactOutcome.SOLVED
    assert outcomes(run)["abandonment"] == 1
    assert outcomes(run)["hung_up_share"] == 0


def test_a_ticket_of_a_caller_waits_behind_those_who_still_hold_the_line() -> None:
    written = Call(TEN + 5, severity=1, phone=True, random_numbers=WRITES)
    on_hold = Call(TEN + 12, severity=4, phone=True, patience=60)
    assert answered_after(play([BUSY, written, on_hold])) == [0, 40, 20]


def test_who_calls_again_writes_only_after_the_last_call() -> None:
    """Hung up at 10:10, again at 10:45 (called at 10:40), when the second busy touch goes on; then written."""
    again = {ContactDraw.RETRIED: 0.0, ContactDraw.RETRY_DELAY: 0.5, **WRITES}
    longer = Call(TEN, touches=(60.0, 90.0, 90.0, 20.0))
    run = play([longer, Call(TEN + 5, phone=True, random_numbers=again)])
    assert calls(run) == [(5, 10, CallOutcome.HUNG_UP), (40, 45, CallOutcome.HUNG_UP)]
    assert answered_after(run) == [0, 60]
    assert [row.cause for row in run.records.grievances] == ["hung up after waiting"] * 2


def test_a_call_back_keeps_its_place_and_is_no_hang_up() -> None:
    """Offered two minutes after 10:05, accepted; patience of five minutes counts no more: called back at 10:20."""
    accepted = Call(TEN + 5, phone=True, random_numbers=ACCEPTS)
    later = Call(TEN + 6, phone=True, patience=60)
    run = play([BUSY, accepted, later], {TELEPHONE: "call back"})
    assert answered_after(run) == [0, 20, 40]
    assert calls(run) == [(5, 20, CallOutcome.CALLED_BACK), (6, 40, CallOutcome.ANSWERED)]
    assert outcomes(run)["abandonment"] == 0
    declined = play([BUSY, Call(TEN + 5, phone=True)], {TELEPHONE: "call back"})
    assert calls(declined) == [(5, 10, CallOutcome.HUNG_UP)]
    impatient = Call(TEN + 5, phone=True, patience=1, random_numbers=ACCEPTS)
    assert calls(play([BUSY, impatient], {TELEPHONE: "call back"})) == [(5, 6, CallOutcome.HUNG_UP)]


def test_a_call_that_is_answered_at_once_counts_as_offered_and_a_message_does_not() -> None:
    run = play([Call(TEN, phone=True), Call(at(MONDAY, 20), phone=True)])
    assert calls(run) == [(0, 0, CallOutcome.ANSWERED)]
    assert outcomes(run)["abandonment"] == 0


def test_no_problem_vanishes_where_every_hang_up_is_written() -> None:
    run = simulate(plain(**BUSY_DESK, assumptions__contact__hang_up_ticket_share=1), seed=3)
    ends = Counter(row.outcome for row in run.records.contacts)
    hung_up = sum(call.outcome is CallOutcome.HUNG_UP for call in run.records.calls)
    assert hung_up > 250
    assert set(ends) <= {ContactOutcome.SOLVED, ContactOutcome.OPEN}
    assert ends[ContactOutcome.SOLVED] > 0.99 * len(run.records.contacts)


def test_of_those_who_call_no_more_the_share_writes() -> None:
    """Nobody calls again: the number of tickets after hang-ups is binomial."""
    scenario = plain(**BUSY_DESK, assumptions__contact__retry_probability=0)
    run = simulate(scenario, seed=3)
    hung_up = {call[:3] for call in run.records.calls if call.outcome is CallOutcome.HUNG_UP}
    gone = sum(row.outcome is ContactOutcome.HUNG_UP for row in run.records.contacts)
    share = 1 - gone / len(hung_up)
    assert share == pytest.approx(0.7, abs=3 * (0.7 * 0.3 / len(hung_up)) ** 0.5)
    assert all(isnan(row.answered) for row in run.records.contacts if row.outcome is ContactOutcome.HUNG_UP)


def test_every_call_has_one_end() -> None:
    """An answered contact by telephone was answered on the line, called back, or as what the caller wrote."""
    run = simulate(plain(**BUSY_DESK, provider__policies__telephone="call back"), seed=3)
    last = {call[:3]: call.outcome for call in run.records.calls}
    assert {CallOutcome.ANSWERED, CallOutcome.CALLED_BACK, CallOutcome.HUNG_UP} <= set(last.values())
    on_the_line = {call[:3]: call.ended for call in run.records.calls if call.outcome is not CallOutcome.HUNG_UP}
    for row in run.records.contacts:
        assert row.by_phone or row[:3] not in last
        if row[:3] in on_the_line and not isnan(row.answered):
            assert row.answered == on_the_line[row[:3]]
        if row.outcome is ContactOutcome.HUNG_UP:
            assert last[row[:3]] is CallOutcome.HUNG_UP


def abandonment(scenario: Scenario, replications: int = 4) -> np.ndarray:
    return np.array([outcomes(simulate(scenario, seed=5, replication=n))["abandonment"] for n in range(replications)])


@pytest.mark.parametrize("policy", ["first", "in turn", "call back"])
@pytest.mark.parametrize(("field", "values"), [("people", (0.5, 1, 1.25, 2)), ("touch_minutes", (60, 40, 30, 12))])
def test_more_people_or_faster_work_never_raise_abandonment(policy: str, field: str, values: tuple[float, ...]) -> None:
    base = BUSY_DESK | {"provider__policies__telephone": policy}
    steps = [abandonment(plain(**base | {f"provider__teams__frontline__{field}": value})) for value in values]
    for before, after in pairwise(steps):
        difference = after - before
        assert difference.mean() <= 3 * difference.std(ddof=1) / difference.size**0.5
    assert steps[-1].mean() < 0.5 * steps[0].mean()


def test_policies_answer_more_calls_than_taking_turns() -> None:
    turn, first, back = (
        abandonment(plain(**BUSY_DESK, provider__policies__telephone=policy)).mean()
        for policy in ("in turn", "first", "call back")
    )
    assert back < first < turn
