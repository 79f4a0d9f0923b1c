"""Silence costs: a promise that passes with nobody there is missed, felt and counted at that moment."""

from __future__ import annotations

from itertools import pairwise
from math import isnan

import pytest

from sim.api.documents import load
from sim.engine.run import simulate
from sim.metrics.identities import check_identities
from sim.metrics.outcomes import outcomes
from sim.records.events import ContactOutcome
from sim.records.run import Run
from sim.scenario.document import Scenario
from tests.cases.worlds import plain

LADDER = [{"below_attainment": 0.95, "credit_share": 0.05}, {"below_attainment": 0.9, "credit_share": 0.10}]
CLAIMED = {
    "plans__silver__service_credits": LADDER,
    "assumptions__billing__credit_claim_probability": 1,
    "assumptions__billing__credit_claim_most": 1,
}
LAW = {"response_attainment": 0, "resolution_attainment": 0, "trust": 0.01, "customer_retention_per_year": 0.02}
"""Outcomes that more people never make worse, and how much three runs may hide."""


def played(scenario: Scenario) -> Run:
    """A run whose identities hold."""
    run = simulate(scenario, seed=7)
    check_identities(run)
    return run


def test_a_customer_that_is_never_answered_goes_pop_and_earns_credits() -> None:
    run = played(plain(accounts__Acme__breaking_point=8, provider__teams__frontline__people=0, **CLAIMED))
    values = outcomes(run)
    assert values["response_attainment"] == values["resolution_attainment"] == 0.0
    assert values["say_do_gap"] == values["unanswered_share"] == 1.0
    assert isnan(values["response_hours_p50"])
    assert values["customers_popped"] == 1.0
    assert values["service_credits"] > 0
    assert run.records.credits[0].attainment == 0.0
    assert run.records.months[0].trust < 0.5
    causes = {row.cause for row in run.records.grievances}
    assert {"late response P1", "late response P4", "late solution P1"} <= causes


def test_silence_hurts_as_long_as_the_customer_stays_and_no_longer() -> None:
    run = played(
        plain(accounts__Acme__breaking_point=8, provider__teams__frontline__people=0, plans__silver__term_months=1)
    )
    (gone,) = run.records.departures
    assert gone.reason in ("pop", "terminated for cause")
    assert max(row.at for row in run.records.grievances) < gone.at
    assert {row.outcome for row in run.records.contacts} == {ContactOutcome.WITHDRAWN}


def test_low_priorities_that_are_never_reached_are_missed() -> None:
    """The desk has hours for the first half of the contacts; P4, half of all, wait behind them for ever."""
    run = played(
        plain(
            accounts__Acme__contacts_per_year=6000,
            assumptions__contact__severity_shares={"P1": 0.1, "P2": 0.2, "P3": 0.2, "P4": 0.5},
            provider__teams__frontline__people=1,
            provider__teams__frontline__touch_minutes=40,
            assumptions__exit__cause_attainment=0,  # it stays the whole year, whatever it has cause for
            **CLAIMED,
        )
    )
    values = outcomes(run)
    p4 = [row for row in run.records.contacts if row.severity == 4]
    answered = sum(not isnan(row.answered) for row in p4)
    assert values["response_attainment.P4"] <= answered / len(p4) + 0.02
    assert values["response_attainment"] == pytest.approx(0.26, abs=0.02)
    assert values["unanswered_share"] > 0.5
    assert len(run.records.credits) == len(run.records.months)


def test_a_promise_is_missed_in_the_month_in_which_it_passes() -> None:
    """Nobody is there: of each contact the miss counts once, at opening plus the promise in covered hours."""
    run = played(
        plain(
            provider__teams__frontline__people=0,
            plans__silver__response_hours=dict.fromkeys(("P1", "P2", "P3", "P4"), 100),
        )
    )
    first, second = run.records.months[:2]
    opened = sum(row.opened < run.month_starts[1] for row in run.records.contacts)
    assert 0 < first.responses_made < opened  # 100 covered hours are two weeks
    assert first.responses_met == second.responses_met == 0
    assert sum(row.responses_made for row in run.records.months) == sum(
        row.waited_minutes > row.promised_minutes for row in run.records.contacts
    )


def test_chases_of_contacts_that_nobody_answers_are_on_record() -> None:
    run = played(plain(provider__teams__frontline__people=0, segments__firms__chasing_share=1))
    late = [row for row in run.records.contacts if row.waited_minutes > row.expected_minutes]
    assert late
    assert all(row.chases == min(5, 1 + int((row.waited_minutes - row.expected_minutes) / 240)) for row in late)


def test_the_honest_baseline_with_nobody_on_the_first_tier_is_worse_on_every_count() -> None:
    base = load("honest", {"horizon_months": 24})
    nobody = load("honest", {"horizon_months": 24, "provider.teams.frontline.people": 0})
    before, after = outcomes(played(base)), outcomes(played(nobody))
    for name in (
        "response_attainment",
        "resolution_attainment",
        "trust",
        "customer_retention_per_year",
        "customers_at_end",
    ):
        assert after[name] < before[name], name
    assert after["say_do_gap"] > before["say_do_gap"]
    assert after["service_credits"] > before["service_credits"]
    assert after["response_attainment"] == 0.0


def test_more_people_never_keep_fewer_promises_customers_or_trust() -> None:
    """Common random numbers, from nobody to ample: each step up helps, within what a few runs can tell."""
    levels = []
    for people in (0, 0.5, 1, 1.75, 3):
        scenario = load("honest", {"horizon_months": 12, "provider.teams.frontline.people": people})
        runs = [outcomes(simulate(scenario, seed=11, replication=number)) for number in range(3)]
        levels.append({name: sum(run[name] for run in runs) / len(runs) for name in LAW})
    for fewer, more in pairwise(levels):
        for name, slack in LAW.items():
            assert more[name] >= fewer[name] - slack, (name, fewer, more)
    assert levels[-1]["response_attainment"] > 0.95
