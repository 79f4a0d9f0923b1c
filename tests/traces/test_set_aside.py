"""A ticket is set aside for a call, by hand, where that is the provider's policy."""

from __future__ import annotations

from tests.traces.script import MONDAY, Call, at, play

RINGS = {"provider.policies.telephone": "interrupt"}
TEN = at(MONDAY, 10)
LONG = Call(TEN, touches=(60.0, 90.0, 90.0, 20.0))


def test_a_call_is_answered_at_once_and_the_ticket_goes_on_after_it() -> None:
    """A ticket of 60 minutes is set aside at 10:10 for a call of 20, and goes on from 10:30 to 11:20."""
    records = play([LONG, Call(TEN + 10, phone=True)], RINGS).records
    ticket, call = sorted(records.contacts, key=lambda row: row.opened)
    assert (call.answered, call.ended) == (TEN + 10, TEN + 30)
    assert (ticket.answered, ticket.ended) == (TEN, TEN + 80)
    pieces = [(row.started, row.ended, row.resumed) for row in records.touches if row.number == 0]
    assert pieces == [(TEN, TEN + 10, False), (TEN + 30, TEN + 80, True)]


def test_nobody_is_interrupted_without_that_policy() -> None:
    records = play([LONG, Call(TEN + 10, phone=True, patience=100)]).records
    _, call = sorted(records.contacts, key=lambda row: row.opened)
    assert call.answered == TEN + 60


def test_a_call_is_not_set_aside_for_another() -> None:
    """The second caller holds the line for the five minutes of its patience, and then writes."""
    records = play([Call(TEN, phone=True), Call(TEN + 10, phone=True)], RINGS).records
    first, second = sorted(records.contacts, key=lambda row: row.opened)
    assert (first.answered, first.ended) == (TEN, TEN + 20)
    assert second.answered != TEN + 10
    assert [row.outcome for row in records.calls] == ["answered", "hung up"]


def test_of_two_tickets_the_less_urgent_is_set_aside() -> None:
    two = {"provider.teams.frontline.people": 2}
    calls = [Call(TEN, severity=1, touches=(60.0, 90.0, 90.0, 20.0)), LONG, Call(TEN + 10, phone=True)]
    records = play(calls, {**RINGS, **two}).records
    whole = {row.number for row in records.touches if row.ended - row.started == 60}
    assert whole == {0}


def test_a_ticket_that_was_set_aside_waits_its_turn_among_tickets() -> None:
    """At 10:30 the person goes on with the P3, unless a P1 has come meanwhile."""
    records = play([LONG, Call(TEN + 10, phone=True), Call(TEN + 20, severity=1)], RINGS).records
    order = [row.number for row in sorted(records.touches, key=lambda row: row.started)]
    assert order == [0, 1, 2, 0]
