"""Remedies as policies: whom they meet, when they hold, what they cost; unmet, they change nothing."""

from __future__ import annotations

from typing import Any

import pytest

from sim.errors import ScenarioError
from sim.metrics.identities import check_identities
from sim.metrics.outcomes import outcomes
from sim.records.run import Run
from sim.scenario.document import Scenario
from tests.worlds import SMALL, changed, run_of

METERED = {
    "plans.metered": SMALL.plans["gold"].model_dump()
    | {"fee_per_month": 100, "overage_per_contact": 9, "included_contacts_per_month": 0}
}
CALM = {"segments.large.breaking_point": 900, "segments.medium.breaking_point": 900}


def remedy(then: dict[str, Any], **conditions: Any) -> dict[str, Any]:
    """A remedy that nearly every large customer meets at the first opportunity."""
    usual = {"title": "Remedy", "when": {"contacts_per_month_above": 1}, "over_months": 2, "segments": ["large"]}
    return usual | conditions | {"then": then}


def treated(then: dict[str, Any], **conditions: Any) -> Run:
    """The run of the small scenario with one remedy; every identity holds."""
    run = run_of({**METERED, **CALM, "remedies": [remedy(then, **conditions)]})
    check_identities(run)
    return run


def without(run: Run, *tables: str) -> list[object]:
    """The records, but for some tables."""
    return [getattr(run.records, name) for name in type(run.records).__slots__ if name not in tables]


@pytest.fixture(scope="module")
def base() -> Run:
    return run_of({**METERED, **CALM})


@pytest.mark.parametrize(
    "when", [{"contacts_per_month_above": 9999}, {"cost_share_above": 99}], ids=lambda when: next(iter(when))
)
def test_a_limit_that_nobody_crosses_changes_nothing(base: Run, when: dict[str, float]) -> None:
    assert repr(treated({"let_go": True}, when=when).records) == repr(base.records)


@pytest.mark.parametrize("then", [{"problem_level": 1}, {"self_service_share": 0.2}], ids=lambda then: next(iter(then)))
def test_a_remedy_that_costs_and_changes_nothing_leaves_its_mark_alone(base: Run, then: dict[str, float]) -> None:
    run = treated(then)
    assert run.records.remedies
    assert repr(without(run, "remedies")) == repr(without(base, "remedies"))


def test_it_is_reviewed_at_the_turn_of_a_month_and_holds_after_notice(base: Run) -> None:
    run = treated({"most_contacts_per_day": 1}, over_months=2, notice_months=3)
    assert {row.at for row in run.records.remedies} <= set(run.month_starts[5:])
    first = min(row.at for row in run.records.remedies)
    assert first == run.month_starts[5]
    early = [row for row in run.records.contacts if row.ended < first]
    assert repr(early) == repr([row for row in base.records.contacts if row.ended < first])
    assert {row.customer for row in run.records.remedies} <= {f"large {number:03d}" for number in range(1, 4)}
    assert len({row.customer for row in run.records.remedies}) == len(run.records.remedies)


def test_nobody_is_looked_at_before_the_first_review() -> None:
    run = treated({"self_service_share": 1}, from_month=7, notice_months=0)
    assert min(row.at for row in run.records.remedies) == run.month_starts[7]


@pytest.mark.parametrize(("then", "weight"), [({"most_contacts_per_day": 1}, 1), ({"self_service_share": 0.9}, 0)])
def test_what_is_imposed_is_resented_and_what_is_offered_is_not(then: dict[str, float], weight: int) -> None:
    run = treated(then)
    grievances = [row for row in run.records.grievances if row.cause == "remedy imposed"]
    assert len(grievances) == weight * len(run.records.remedies)


def test_notice_halves_the_straw() -> None:
    sizes = []
    for notice in (0, 1):
        run = treated({"most_contacts_per_day": 50}, notice_months=notice)
        sizes.append({row.customer: row.size for row in run.records.grievances if row.cause == "remedy imposed"})
    assert sizes[0]
    assert all(sizes[1][name] == pytest.approx(size / 2, rel=0.05) for name, size in sizes[0].items())


def test_who_is_let_go_leaves_after_the_plan_s_notice() -> None:
    run = treated({"let_go": True}, notice_months=1)
    at = {row.customer: row.at for row in run.records.remedies}
    left = {row.customer: row for row in run.records.departures if row.reason == "let go"}
    assert left
    for name, row in left.items():
        ready = at[name] + 60 * 1440
        assert row.at == min(start for start in run.month_starts if start >= ready)


def test_who_is_moved_to_a_meter_pays_from_then_on_and_not_for_what_was_before() -> None:
    run = treated({"plan": "metered"}, notice_months=0)
    for row in run.records.remedies:
        month = run.month_starts.index(row.at)
        invoices = {row_of.month: row_of for row_of in run.records.invoices if row_of.customer == row.customer}
        assert invoices[month].fee_cents == 10_000
        assert invoices[month].overage_cents == 0
        contacts = next(row_of.contacts for row_of in run.records.months if row_of[:2] == (row.customer, month))
        assert invoices[month + 1].overage_cents == 900 * contacts


def test_it_costs_what_it_says_and_treats_as_many_as_it_may(base: Run) -> None:
    """Those who cost most labour come first: all large customers are met in the same review."""
    everybody = treated({"problem_level": 1}, when={"cost_share_above": 0}, over_months=3)
    one = treated({"problem_level": 1}, when={"cost_share_above": 0}, over_months=3, most_customers=1, cost=250)
    assert len(everybody.records.remedies) == 3
    assert len(one.records.remedies) == 1
    assert outcomes(one)["margin"] == pytest.approx(outcomes(base)["margin"] - 250, abs=1e-6)
    assert outcomes(one)["customers_treated"] == 1
    start = one.month_starts[3]
    minutes: dict[str, float] = {f"large {number:03d}": 0.0 for number in range(1, 4)}
    rate = {"frontline": 40 / 0.8, "specialist": 70 / 0.8}
    for touch in base.records.touches:
        if touch.customer in minutes and touch.team in rate and 0 <= touch.ended <= start:
            minutes[touch.customer] += rate[touch.team] * (touch.ended - touch.started)
    assert one.records.remedies[0].customer == max(minutes, key=minutes.__getitem__)


def test_a_remedy_stays_when_management_acts_later() -> None:
    action = {"month": 8, "title": "Raise a price", "set": {"plans.silver.fee_per_month": 950}}
    policy = remedy({"plan": "metered", "self_service_share": 1}, notice_months=0)
    run = run_of({**METERED, **CALM, "remedies": [policy], "timeline": [action]})
    check_identities(run)
    (first, *_) = run.records.remedies
    fees = {row.month: row.fee_cents for row in run.records.invoices if row.customer == first.customer}
    assert fees[9] in (10_000, 10_300)
    late = [row for row in run.records.contacts if row.customer == first.customer and row.severity == 4]
    after = [row for row in late if row.opened >= run.month_starts[8]]
    assert after
    assert sum(row.outcome == "deflected" for row in after) / len(after) > 0.5


def test_who_pops_after_being_let_go_leaves_no_later() -> None:
    angry = {"segments.large.breaking_point": 0.5, "segments.large.breaking_point_sigma": 0}
    run = run_of({**METERED, **angry, "remedies": [remedy({"let_go": True}, notice_months=0, over_months=1)]})
    check_identities(run)
    left = {row.customer: row for row in run.records.departures}
    for pop in run.records.breaking_points:
        assert left[pop.customer].at <= pop.leaves_at if pop.customer in left else pop.leaves_at > run.horizon


@pytest.mark.parametrize(
    ("policy", "phrase"),
    [
        (remedy({}), r"then must give one or more of plan, self_service_share"),
        (remedy({"let_go": True}, when={}), r"when must give contacts_per_month_above, cost_share_above or both"),
        (remedy({"plan": "platinum"}), r"remedies.0.then.plan = platinum.*: must be one of the plans"),
        (remedy({"let_go": True}, segments=["tiny"]), r"remedies.0.segments = tiny.*: must be one of the segments"),
        (remedy({"let_go": True}, over_months=0), r"over_months = 0.*: must be at least 1"),
        (remedy({"forgive": 1}), r"remedies.0.then.forgive"),
    ],
)
def test_a_remedy_that_makes_no_sense_is_refused(policy: dict[str, Any], phrase: str) -> None:
    with pytest.raises(ScenarioError, match=phrase):
        changed({"remedies": [policy]})


def test_remedies_cannot_begin_in_mid_study() -> None:
    with pytest.raises(ScenarioError, match=r"remedies \(timeline.0.set\): cannot change in mid-study"):
        changed({"timeline": [{"month": 3, "title": "x", "set": {"remedies": []}}]})


def test_the_default_is_none() -> None:
    assert Scenario.model_fields["remedies"].default == ()
