"""Wrap-up by hand: the person stays busy, the contact is over. One person, 8 to 18 h; a touch takes 20 minutes."""

from __future__ import annotations

import pytest

from sim.engine.run import simulate
from sim.metrics.books import keep_books
from sim.metrics.identities import check_identities
from sim.metrics.outcomes import outcomes
from sim.records.run import Run
from sim.scenario.overrides import with_overrides
from tests.traces.script import MONDAY, Call, at, play
from tests.worlds import AMPLE, SMALL, run_of

WRAP = {"provider.teams.frontline.wrap_up_minutes": 10}
NINE = at(MONDAY, 9)


def touches(run: Run) -> list[tuple[int, float, float, bool]]:
    """Number of the contact, begin and end in minutes after nine, and whether it goes on with a touch."""
    return sorted((row.number, row.started - NINE, row.ended - NINE, row.resumed) for row in run.records.touches)


def test_the_next_contact_waits_for_the_wrap_up_and_the_first_does_not() -> None:
    """Two at nine: solved at 20, wrapped up until 30; answered at 30, solved at 50, wrapped up until 60."""
    run = play([Call(NINE), Call(NINE + 1)], WRAP)
    assert touches(run) == [(0, 0, 20, False), (0, 20, 30, True), (1, 30, 50, False), (1, 50, 60, True)]
    assert [(row.answered - NINE, row.ended - NINE, row.touches) for row in run.records.contacts] == [
        (0, 20, 1),
        (30, 50, 1),
    ]


def test_the_time_is_busy_and_costs_its_customer() -> None:
    """A year of 156,600 paid minutes at 1.00 a minute: 30 of them for one contact, not 20; idle time costs nobody."""
    run, without = play([Call(NINE)], WRAP), play([Call(NINE)])
    idle = [sum(r.idle_minutes for r in played.records.teams if r.team == "frontline") for played in (run, without)]
    assert idle == [156_570, 156_580]
    assert outcomes(run)["cost_to_serve"] == outcomes(without)["cost_to_serve"]
    assert keep_books(run).unallocated.sum() - keep_books(without).unallocated.sum() == 1_000


def test_the_end_of_the_shift_leaves_what_overtime_does_not_reach() -> None:
    """Begun at 17:45: the touch ends at 18:05, the wrap-up of 90 at 19:35 in overtime, since it began after the shift.

    Begun at 17:35: at 18 h the wrap-up has 85 minutes left, more than the 30 of overtime, and is left undone.
    """
    long = {"provider.teams.frontline.wrap_up_minutes": 90}
    run = play([Call(at(MONDAY, 17.75))], long)
    assert [(row.started - NINE, row.ended - NINE) for row in run.records.touches] == [(525, 545), (545, 635)]
    run = play([Call(at(MONDAY, 17) + 35)], long)
    assert [(row.started - NINE, row.ended - NINE) for row in run.records.touches] == [(515, 535), (535, 540)]
    assert len(run.records.contacts) == 1


def test_a_call_sets_no_wrap_up_aside() -> None:
    """With tickets set aside for calls: a caller at 25 waits until the wrap-up ends at 30."""
    aside = WRAP | {"provider.policies.telephone": "interrupt"}
    run = play([Call(NINE), Call(NINE + 25, phone=True, patience=60)], aside)
    assert touches(run) == [(0, 0, 20, False), (0, 20, 30, True), (1, 30, 50, False), (1, 50, 60, True)]


def test_a_customer_that_has_left_leaves_nothing_to_wrap_up() -> None:
    """Given 30 days' notice on 1 February, Acme leaves on 1 April; its last touch ends ten minutes later."""
    night = {
        "provider.teams.frontline.shifts": [{"from_hour": 0, "to_hour": 24}],
        "timeline": [{"month": 1, "title": "Notice", "set": {"accounts.Acme.let_go": True}}],
        "plans.gold.notice_days": 30,
        **WRAP,
    }
    run = play([Call(at(89, 23) + 50)], night)
    assert [row.at for row in run.records.departures] == [at(90, 0)]
    assert [(row.started, row.ended) for row in run.records.touches] == [(at(90, 0) - 10, at(90, 0) + 10)]


def test_the_billing_team_wraps_up_as_well() -> None:
    """An invoice that is disputed, two hours of work and ten minutes after it; settled when it would have been."""
    disputed = {
        "assumptions.billing.correct_disputed": 1,
        "assumptions.billing.dispute_sigma": 0,
        "provider.teams.billing.people": 1,
        "provider.teams.billing.touch_sigma": 0,
        "provider.teams.billing.shrinkage_share": 0,
        "accounts.Acme.dispute_proneness": 1,
    }
    run, without = play([], disputed | {"provider.teams.billing.wrap_up_minutes": 10}), play([], disputed)
    assert {row.ended - row.started for row in run.records.touches} == {120, 10}
    assert run.records.disputes_settled == without.records.disputes_settled


@pytest.mark.parametrize("crews", [[{}], [{}, {"from_hour": 18, "to_hour": 22, "severities": ["P1", "P2"]}]])
def test_identities_hold_on_a_busy_desk(crews: list[dict[str, object]]) -> None:
    """Busy time, Little's law and ends of contacts, with overtime, crews and people on call."""
    on_call = {"from_hour": 22, "to_hour": 8, "severities": ["P1"], "on_call": {"standby_pay_per_hour": 5}}
    world = {
        "provider.teams.*.wrap_up_minutes": 7,
        "provider.teams.frontline.people": 1,
        "provider.teams.frontline.shifts": [*crews, on_call] if len(crews) > 1 else crews,
        "provider.teams.specialist.swings_to": "frontline",
        "provider.policies.telephone": "interrupt",
    }
    run = simulate(with_overrides(SMALL, world), seed=7, replication=0)
    check_identities(run)
    assert sum(row.resumed for row in run.records.touches) > 100
    assert len(run.records.contacts) > 500


def test_wrap_up_of_nothing_changes_nothing() -> None:
    usual = run_of()
    assert run_of({"provider.teams.*.wrap_up_minutes": 0}).records.touches == usual.records.touches


def test_where_nobody_waits_for_another_wrap_up_changes_no_contact() -> None:
    """With ample people contacts, months, payments and renewals are the same, byte for byte; only work is added."""
    ample = {**AMPLE, "provider.teams.billing.touch_sigma": 0}
    run, without = run_of(ample | {"provider.teams.*.wrap_up_minutes": 7}), run_of(ample)
    for table in ("contacts", "months", "payments", "renewals", "departures", "grievances", "disputes_settled"):
        assert getattr(run.records, table) == getattr(without.records, table)
    touched = [row for row in run.records.touches if not row.resumed]
    assert touched == without.records.touches
