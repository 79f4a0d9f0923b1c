"""Actions of management in mid-study: each holds from its month on, costs what it says, and changes nothing before."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from sim.engine.run import simulate
from sim.errors import ScenarioError
from sim.metrics.identities import check_identities
from sim.metrics.outcomes import outcomes
from sim.records.run import Run
from sim.scenario.document import Scenario
from sim.scenario.files import load
from sim.scenario.overrides import with_overrides

MONTH = 5
STORY = """
title: A small desk
start_date: 2027-01-01
horizon_months: 12
provider:
  teams:
    frontline: {people: 2, cost_per_hour: 40, touch_minutes: 20, solved_share: 0.8, escalated_share: 0}
    billing: {people: 1, cost_per_hour: 40, touch_minutes: 60, solved_share: 1, escalated_share: 0}
plans:
  flat: {fee_per_month: 500, response_hours: {P1: 1, P2: 2, P3: 4, P4: 8}, notice_days: 60, uplift_per_year: 0}
  yearly: {fee_per_month: 450, response_hours: {P1: 1, P2: 2, P3: 4, P4: 8}, billing_months: 12}
  meter:
    fee_per_month: 300
    response_hours: {P1: 1, P2: 2, P3: 4, P4: 8}
    included_contacts_per_month: 2
segments:
  ordinary: {customers: 4, plan: flat, contacts_per_year: 60}
accounts:
  Heavy: {segment: ordinary, contacts_per_year: 900, breaking_point: 900}
"""


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Scenario:
    path: Path = tmp_path_factory.mktemp("story") / "small.yaml"
    path.write_text(STORY, encoding="utf-8")
    return load(path)


def acted(base: Scenario, values: dict[str, Any], **action: Any) -> Run:
    """The run of the base with one action in its month; every identity holds."""
    timeline = [{"month": MONTH, "title": "Act", "set": values, **action}]
    run = simulate(with_overrides(base, {"timeline": timeline}), seed=5)
    check_identities(run)
    return run


def before(run: Run) -> list[object]:
    """What was over before the action's month began."""
    start = run.month_starts[MONTH]
    records = run.records
    return [
        [row for row in records.contacts if row.ended < start],
        [row for row in records.grievances if row.at < start],
        [row for row in records.invoices if row.issued < start],
        [row for row in records.teams if row.month < MONTH],
    ]


@pytest.mark.parametrize(
    "values",
    [
        {"provider.teams.frontline.people": 4},
        {"accounts.Heavy.let_go": True},
        {"accounts.Heavy.plan": "meter"},
        {"accounts.Heavy.most_contacts_per_day": 1},
        {"accounts.Heavy.self_service_share": 0.9},
        {"accounts.Heavy.problem_level": 0.1},
    ],
    ids=lambda values: next(iter(values)),
)
def test_nothing_before_an_action_knows_of_it(base: Scenario, values: dict[str, Any]) -> None:
    run, without = acted(base, values), simulate(base, seed=5)
    assert repr(before(run)) == repr(before(without))
    assert repr(run.records) != repr(without.records)


def test_an_action_that_sets_nothing_costs_exactly_its_cost(base: Scenario) -> None:
    run, without = acted(base, {}, cost=1000, cost_per_month=50), simulate(base, seed=5)
    assert repr(run.records.contacts) == repr(without.records.contacts)
    difference = outcomes(run)["margin"] - outcomes(without)["margin"]
    assert difference == pytest.approx(-(1000 + 50 * (12 - MONTH)), abs=1e-6)


def test_people_come_on_the_day(base: Scenario) -> None:
    run, without = acted(base, {"provider.teams.frontline.people": 4}), simulate(base, seed=5)
    for row, other in zip(run.records.teams, without.records.teams, strict=True):
        factor = 2 if row.team == "frontline" and row.month >= MONTH else 1
        assert row.rostered_minutes == factor * other.rostered_minutes


def test_a_customer_let_go_leaves_after_the_notice(base: Scenario) -> None:
    run = acted(base, {"accounts.Heavy.let_go": True})
    (left,) = [row for row in run.records.departures if row.customer == "Heavy"]
    notice = run.month_starts[MONTH] + 60 * 1440
    assert left.reason == "let go"
    assert left.at == min(start for start in run.month_starts if start >= notice)


def test_a_customer_let_go_is_served_for_what_it_has_paid(base: Scenario) -> None:
    """Billed by the quarter, it leaves at the end of a quarter of its own, and every fee billed is earned."""
    quarterly = with_overrides(base, {"plans.flat.billing_months": 3, "plans.flat.uplift_per_year": 0})
    run = acted(quarterly, {"accounts.Heavy.let_go": True})
    (left,) = [row for row in run.records.departures if row.customer == "Heavy"]
    fees = {row.month: row.fee_cents for row in run.records.invoices if row.customer == "Heavy" and row.fee_cents}
    month = run.month_starts.index(left.at)
    assert left.at >= run.month_starts[MONTH] + 60 * 1440
    assert (month - min(fees)) % 3 == 0
    assert fees[month - 3] == 150_000


def test_a_throttled_customer_is_turned_away_beyond_its_limit(base: Scenario) -> None:
    run = acted(base, {"accounts.Heavy.most_contacts_per_day": 2})
    start = run.month_starts[MONTH]
    contacts = [row for row in run.records.contacts if row.customer == "Heavy" and row.opened >= start]
    taken = [row for row in contacts if row.outcome != "turned away"]
    days = {row.day for row in taken}
    assert max(sum(row.day == day for row in taken) for day in days) == 2
    assert len(taken) < len(contacts)
    assert sum(row.cause == "turned away" for row in run.records.grievances) == len(contacts) - len(taken)


@pytest.mark.parametrize(
    ("values", "count"),
    [
        ({"accounts.Heavy.plan": "meter"}, 1),
        ({"accounts.Heavy.most_contacts_per_day": 20}, 1),
        ({"accounts.Heavy.let_go": True}, 1),
        ({"accounts.Heavy.plan": "meter", "accounts.Heavy.let_go": True}, 1),
        ({"accounts.Heavy.self_service_share": 0.9, "accounts.Heavy.problem_level": 0.1}, 0),
        ({"segments.ordinary.plan": "meter", "accounts.Heavy.plan": "flat"}, 4),
    ],
    ids=str,
)
def test_what_is_imposed_is_resented_on_its_day(base: Scenario, values: dict[str, Any], count: int) -> None:
    """As it is where a policy does it: one straw for each whom it is imposed on, whole, for nobody had notice."""
    run = acted(base, values)
    grievances = [row for row in run.records.grievances if row.cause == "remedy imposed"]
    assert [row.at for row in grievances] == [run.month_starts[MONTH]] * count
    if count == 1:
        (straw,) = grievances
        policy = {
            "title": "x",
            "when": {"contacts_per_month_above": 30},
            "over_months": 1,
            "from_month": MONTH,
            "notice_months": 0,
            "then": {"most_contacts_per_day": 20},
        }
        remedied = simulate(with_overrides(base, {"remedies": [policy]}), seed=5).records
        (by_policy,) = [row for row in remedied.grievances if row.cause == "remedy imposed"]
        assert (straw.customer, straw.at, straw.size) == (by_policy.customer, by_policy.at, by_policy.size)


def test_a_limit_that_is_lifted_is_no_straw(base: Scenario) -> None:
    limited = with_overrides(base, {"accounts.Heavy.most_contacts_per_day": 2})
    run = acted(limited, {"accounts.Heavy.most_contacts_per_day": None})
    assert not [row for row in run.records.grievances if row.cause == "remedy imposed"]


def test_another_plan_holds_at_once_at_its_price(base: Scenario) -> None:
    run = acted(base, {"accounts.Heavy.plan": "meter"})
    invoices = {row.month: row for row in run.records.invoices if row.customer == "Heavy"}
    assert invoices[MONTH - 1].fee_cents == 50_000
    assert invoices[MONTH].fee_cents == 30_000
    assert all(invoices[month].overage_cents == 0 for month in range(MONTH))
    assert invoices[MONTH + 1].overage_cents > 0


def test_a_plan_s_fee_changes_at_the_next_renewal(base: Scenario) -> None:
    base = with_overrides(base, {"assumptions.renewal.bargaining": 0})  # few customers: each could bargain
    run, without = acted(base, {"plans.flat.fee_per_month": 600}), simulate(base, seed=5)
    renewed = {row.customer: row for row in run.records.renewals if row.at >= run.month_starts[MONTH]}
    uplifted = {row.customer: row.fee_cents for row in without.records.renewals}
    assert renewed
    for name, row in renewed.items():
        assert row.fee_cents == pytest.approx(uplifted[name] * 1.2, abs=1)


@pytest.mark.parametrize(
    ("timeline", "part"),
    [
        ([{"month": 3, "title": "x", "set": {"horizon_months": 24}}], "horizon_months"),
        ([{"month": 3, "title": "x", "set": {"provider.teams.frontline.cost_per_hour": 1}}], "cost_per_hour"),
        ([{"month": 3, "title": "x", "set": {"accounts.New": {"segment": "ordinary"}}}], "accounts.New"),
        ([{"month": 3, "title": "x", "set": {"plans.flat.fee_per_month": -1}}], "fee_per_month"),
        ([{"month": 12, "title": "x"}], "timeline.0.month = 12"),
        ([{"month": 4, "title": "x"}, {"month": 3, "title": "y"}], "timeline.1.month = 3"),
    ],
    ids=["fixed", "rate", "new account", "negative", "after the end", "out of order"],
)
def test_what_cannot_be_done_is_refused_in_one_message(base: Scenario, timeline: list[Any], part: str) -> None:
    with pytest.raises(ScenarioError, match="timeline") as refused:
        with_overrides(base, {"timeline": timeline})
    assert part in str(refused.value)
