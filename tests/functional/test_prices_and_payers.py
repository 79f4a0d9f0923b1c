"""Prices, charges and payers: cost of each in feelings and in money, and no effect where it is switched off."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from sim.engine.run import simulate
from sim.errors import ScenarioError
from sim.metrics.identities import check_identities
from sim.metrics.outcomes import outcomes
from sim.records.events import GrievanceAdded
from sim.records.run import Run
from sim.scenario.document import Scenario
from sim.scenario.files import load
from sim.scenario.overrides import with_overrides
from tests.records import put
from tests.worlds import history

MONTH = 5
STORY = """
title: A small desk
start_date: 2027-01-01
horizon_months: 12
provider:
  teams:
    frontline: {people: 2, cost_per_hour: 40, touch_minutes: 20, solved_share: 1, escalated_share: 0}
    billing: {people: 1, cost_per_hour: 40, touch_minutes: 60, solved_share: 1, escalated_share: 0}
plans:
  flat: {fee_per_month: 500, response_hours: {P1: 1, P2: 2, P3: 4, P4: 8}}
segments:
  ordinary: {customers: 12, plan: flat, contacts_per_year: 60, breaking_point: 900}
accounts:
  Payer: {segment: ordinary, contacts_per_year: 60}
assumptions:
  contact: {out_of_scope_share: 0}
  renewal: {intercept: -20}
"""
CALM = {"assumptions.demand.failure_demand": 0, "assumptions.trust.alignment_loss": 0}
EVEN = {"revenue": 0.25, "cost": 0.25, "risk": 0.25, "emotion": 0.25}
ANXIOUS = {"revenue": 0, "cost": 0, "risk": 0.5, "emotion": 0.5}


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Scenario:
    path: Path = tmp_path_factory.mktemp("story") / "small.yaml"
    path.write_text(STORY, encoding="utf-8")
    return load(path)


def run_of(base: Scenario, values: Mapping[str, Any]) -> Run:
    """The run of the base, but for some values; every identity holds."""
    run = simulate(with_overrides(base, values), seed=5)
    check_identities(run)
    return run


def grievances(run: Run, cause: str) -> list[GrievanceAdded]:
    return [row for row in run.records.grievances if row.cause == cause]


@pytest.mark.parametrize(
    ("switched_on", "without_effect"),
    [
        (
            {"selling.newcomer_discount_share": 0.3},
            {"assumptions.grievance.newcomers_pay_less": 0, "assumptions.trust.alignment_loss": 0},
        ),
        (
            {"provider.policies.charges_for_fixes": True, "provider.policies.fix_price": 0},
            {"assumptions.grievance.pay_for_fix": 0, "assumptions.trust.alignment_loss": 0},
        ),
        (
            {"segments.ordinary.bully_share": 1},
            {
                "assumptions.billing.bully_late_share": 0,
                "assumptions.billing.bully_days_factor": 1,
                "assumptions.billing.bully_disputes": 0,
            },
        ),
        (
            {"selling.executive_sponsor": True, "selling.sponsor_cost_per_month": 0},
            {
                "assumptions.billing.sponsor_bully_factor": 1,
                "assumptions.billing.sponsor_settle_factor": 1,
                "assumptions.billing.sponsor_surprise_factor": 1,
            },
        ),
        (
            {"provider.policies.not_covered_share": 0.3, "plans.flat.time_and_materials_per_hour": 0},
            {"assumptions.grievance.not_covered": 0, "assumptions.billing.scope_disputed": 0},
        ),
        (
            {"selling.discloses_first": True, "selling.disclosure_cost_per_month": 0},
            {
                "assumptions.grievance.recovered_owned_up": 0,
                "assumptions.grievance.recovered_fast": 0,
                "assumptions.trust.disclosure_alignment": 0,
                "plans.flat.service_credits": [],
            },
        ),
        ({"selling.payer_briefed": True}, {"assumptions.billing.briefed_factor": 1}),
        ({"segments.ordinary.value_drivers": EVEN}, {}),
    ],
    ids=["newcomers", "fixes", "bullies", "sponsor", "not covered", "disclosure", "briefing", "drivers"],
)
def test_without_effect_and_cost_it_is_as_if_switched_off(
    base: Scenario, switched_on: dict[str, Any], without_effect: dict[str, Any]
) -> None:
    """To the byte; but for what a contact was called, which alone is left of a refusal that nobody minds or pays."""
    run, other = run_of(base, switched_on | without_effect), run_of(base, without_effect)
    if "provider.policies.not_covered_share" in switched_on:
        for both in (run, other):
            put(both.records, contacts=[row._replace(out_of_scope=False) for row in both.records.contacts])
    assert repr(run.records) == repr(other.records)


@pytest.mark.parametrize(
    "values",
    [
        {"selling.newcomer_discount_share": 0.9},
        {"provider.policies.charges_for_fixes": True},
        {"provider.policies.not_covered_share": 0.5},
        {"segments.ordinary.bully_share": 1},
        {"accounts.Payer.bully": True},
        {"selling.executive_sponsor": True},
        {"selling.discloses_first": True},
        {"segments.ordinary.value_drivers": ANXIOUS},
    ],
    ids=lambda values: next(iter(values)),
)
def test_management_may_begin_with_it_and_nothing_before_knows(base: Scenario, values: dict[str, Any]) -> None:
    run, other = run_of(base, {"timeline": [{"month": MONTH, "title": "Act", "set": values}]}), run_of(base, {})
    start = run.month_starts[MONTH]
    for table, moment in (("contacts", "ended"), ("grievances", "at"), ("payments", "at"), ("invoices", "issued")):
        first, second = (
            [row for row in getattr(its.records, table) if getattr(row, moment) < start] for its in (run, other)
        )
        assert repr(first) == repr(second)
    assert repr(run.records) != repr(other.records)


def test_some_learn_each_year_what_newcomers_pay_and_mind_once_in_a_term(base: Scenario) -> None:
    """A fifth off: 2 x 2, not cushioned, and more among the aligned; .3 of 300 customers a year, within 3 sd of 8."""
    many = {
        "segments.ordinary.customers": 300,
        "segments.ordinary.contacts_per_year": 0,
        "plans.flat.uplift_per_year": 0,
    }
    run = run_of(base, {**many, "selling.newcomer_discount_share": 0.2, "assumptions.trust.trait_spread": 0})
    learned = grievances(run, "newcomers pay less")
    assert abs(len({row.customer for row in learned}) - 90) < 3 * 7.94
    first = next(row for row in learned if row.at == run.month_starts[1])
    assert first.size == pytest.approx(2 * 2 * (1 + 0.5 * 0.6))
    alignment = {(row.customer, row.month): row.alignment for row in run.records.months}
    assert alignment[first.customer, 1] == pytest.approx(0.55 + 0.05 * 0.05)
    renewed = {row.customer: row.at for row in run.records.renewals}
    terms = Counter((row.customer, row.at >= renewed.get(row.customer, run.horizon)) for row in learned)
    assert max(terms.values()) == 1


def test_who_pays_what_newcomers_pay_minds_nothing(base: Scenario) -> None:
    """Parity is between a customer's fee and the discounted list price, not between old and new."""
    values = {"selling.newcomer_discount_share": 0.2, "plans.flat.uplift_per_year": -0.5}
    run = run_of(base, {**values, "segments.ordinary.customers": 100})
    renewed = {row.customer: row.at for row in run.records.renewals}
    assert grievances(run, "newcomers pay less")
    assert all(row.at < renewed.get(row.customer, run.horizon) for row in grievances(run, "newcomers pay less"))


def test_newcomers_get_the_discount_and_do_not_resent_it(base: Scenario) -> None:
    """A fifth off 500.00 is 400.00, and more sign than at the list price."""
    market = {"market.prospects_per_month": 4, "market.win_share": 0.5}
    run, other = run_of(base, market | {"selling.newcomer_discount_share": 0.2}), run_of(base, market)
    fees, others = ([r.fee_cents for r in its.records.customers if r.joined > 0] for its in (run, other))
    assert set(fees) == {40_000}
    assert len(fees) > len(others) > 0
    old = {row.customer for row in run.records.customers if row.joined == 0}
    assert {row.customer for row in grievances(run, "newcomers pay less")} <= old


def test_weights_of_value_drivers_that_do_not_add_up_are_refused(base: Scenario) -> None:
    with pytest.raises(ScenarioError, match="weights must add up to 1, not") as refused:
        with_overrides(base, {"segments.ordinary.value_drivers": {**ANXIOUS, "revenue": 0.5}})
    assert "segments.ordinary.value_drivers" in str(refused.value)


def test_a_fix_is_charged_and_resented_and_surprises_nobody(base: Scenario) -> None:
    """The line is no surprise; each defect solved in the year adds grievance, and 50.00 on the next invoice."""
    run = run_of(base, {"provider.policies.charges_for_fixes": True, "assumptions.contact.defect_share": 0.5} | CALM)
    paid = grievances(run, "pay for a fix")
    before = [row for row in paid if row.at < run.month_starts[11]]
    assert len(before) > 50
    assert sum(row.time_and_materials_cents for row in run.records.invoices) == 5000 * len(before)
    assert not grievances(run, "surprise charge")
    assert not [row for row in run.records.disputes_opened if row.cause == "surprise"]
    solved = sum(row.outcome == "solved" and row.opened >= 0 for row in run.records.contacts)
    assert abs(len(paid) - solved / 2) < 3 * (solved / 4) ** 0.5


@pytest.mark.parametrize(("trust", "weight"), [(0.95, 0.0), (0.7, 0.375), (0.2, 0.375)])
def test_who_trusts_takes_a_larger_rise(base: Scenario, trust: float, weight: float) -> None:
    """8 %: at T = .95 tolerated are .03 + .2 x .25; at .7 and below .03, which leaves .75 x .5 before goodwill."""
    run = run_of(
        base,
        {
            "plans.flat.uplift_per_year": 0.08,
            "assumptions.trust.start_mean": trust,
            "assumptions.trust.start_spread": 0,
            "assumptions.trust.gain": 0,
            "assumptions.trust.loss": 0,
            "assumptions.trust.trait_spread": 0,
            "assumptions.trust.respect_loss": 0,
        },
    )
    felt = grievances(run, "price rise")
    assert len(felt) == (len(run.records.renewals) if weight else 0)
    assert all(row.size == pytest.approx(weight * (1 - 0.46)) for row in felt)


def test_a_rise_far_beyond_what_is_tolerated_costs_alignment(base: Scenario) -> None:
    """At 6.5 %, .035 beyond .03, alignment falls by .05; at 5.5 % it does not."""
    still = {
        "assumptions.trust.trait_spread": 0,
        "assumptions.trust.trait_recovery_per_month": 0,
        "assumptions.trust.start_mean": 0.2,
        "assumptions.trust.gain": 0,
    }
    for uplift, alignment in ((0.065, 0.55), (0.055, 0.6)):
        run = run_of(base, {**still, "plans.flat.uplift_per_year": uplift})
        last = {row.customer: row.alignment for row in run.records.months if row.month == 11}
        renewed = {row.customer for row in run.records.renewals}
        assert renewed == set(last)
        assert all(value == pytest.approx(alignment) for value in last.values())


def test_a_bully_pays_late_and_disputes_to_delay_and_is_alone_in_it(base: Scenario) -> None:
    run, other = run_of(base, {"accounts.Payer.bully": True, **CALM}), run_of(base, CALM)
    for name in (row.customer for row in run.records.customers if row.customer != "Payer"):
        assert history(run.records, name) == history(other.records, name)
    assert waited(run) > waited(other) + 10
    delays = [row for row in run.records.disputes_opened if row.cause == "delay"]
    assert {row.customer for row in delays} == {"Payer"}
    assert not grievances(run, "dispute lost")


def waited(run: Run) -> float:
    """Mean days from invoice to cash of the account."""
    issued = {row.month: row.issued for row in run.records.invoices if row.customer == "Payer"}
    days = [(row.at - issued[row.month]) / 1440 for row in run.records.payments if row.customer == "Payer"]
    return sum(days) / len(days)


def test_an_account_may_be_better_than_its_segment(base: Scenario) -> None:
    bullies = {"segments.ordinary.bully_share": 1}
    run, other = run_of(base, {**bullies, "accounts.Payer.bully": False, **CALM}), run_of(base, CALM)
    assert history(run.records, "Payer")["payments"] == history(other.records, "Payer")["payments"]
    assert outcomes(run)["days_sales_outstanding"] > outcomes(other)["days_sales_outstanding"] + 5


def test_a_sponsor_manages_bullies_and_settles_sooner(base: Scenario) -> None:
    bullies: dict[str, Any] = {"segments.ordinary.bully_share": 1, "assumptions.billing.correct_disputed": 0.2}
    alone, managed = run_of(base, bullies), run_of(base, bullies | {"selling.executive_sponsor": True})
    first, second = outcomes(alone), outcomes(managed)
    for outcome in ("days_sales_outstanding", "dispute_days", "disputed_share_of_invoices"):
        assert second[outcome] < first[outcome]


def test_a_sponsor_and_a_briefing_cost_what_they_cost(base: Scenario) -> None:
    """13 customers, twelve months: 30.00 and 5.00 each a month are 5,460.00; disclosure 200.00 a month is 2,400.00."""
    values = {
        "assumptions.billing.sponsor_settle_factor": 1,
        "assumptions.billing.sponsor_surprise_factor": 1,
        "assumptions.billing.briefed_factor": 1,
        "assumptions.trust.disclosure_alignment": 0,
        "assumptions.grievance.recovered_owned_up": 0,
        "assumptions.grievance.recovered_fast": 0,
        "plans.flat.service_credits": [],
    }
    dealt = {
        "selling.executive_sponsor": True,
        "selling.payer_briefed": True,
        "selling.briefing_cost_per_month": 5,
        "selling.discloses_first": True,
    }
    run, other = run_of(base, values | dealt), run_of(base, values)
    assert outcomes(other)["margin"] - outcomes(run)["margin"] == pytest.approx(12 * (13 * 35 + 200))
    assert {row.amount_cents for row in run.records.customer_costs} == {3500}
    assert {row.amount_cents for row in run.records.costs} == {20_000}


def test_what_is_refused_as_not_covered_is_billed_resented_and_disputed_by_right(base: Scenario) -> None:
    """Half of the contacts within scope: each adds 1.5, cushioned by .46 where all was understood (clarity 1)."""
    refused = {
        "provider.policies.not_covered_share": 0.5,
        "selling.clarity": 1,
        "assumptions.trust.trait_spread": 0,
        "assumptions.trust.respect_loss": 0,
    }
    run = run_of(base, {**refused, **CALM})
    rows = grievances(run, "not covered")
    assert len(rows) > 50
    assert all(row.size == pytest.approx(1.5 * (1 - 0.46)) for row in rows)
    assert not grievances(run, "surprise charge")
    disputes = [row for row in run.records.disputes_opened if row.cause == "scope"]
    amounts = {(row.customer, row.month): row.time_and_materials_cents for row in run.records.invoices}
    assert all(row.amount_cents == amounts[row.customer, row.month] for row in disputes)
    billed = sum(amount > 0 for amount in amounts.values())
    assert abs(len(disputes) - billed / 2) < 3 * (billed / 4) ** 0.5
    key = {(row.customer, row.month) for row in disputes}
    ends = Counter(row.outcome for row in run.records.disputes_settled if (row.customer, row.month) in key)
    assert ends["full"] > 2 * ends["partial"] > 2 * ends["upheld"] >= 0
    assert len(grievances(run, "dispute lost, in the right")) >= ends["upheld"]


def test_not_understood_a_refusal_is_a_betrayal(base: Scenario) -> None:
    """At clarity 0: 1.5 x (1 + .5 x .6), nothing cushioned."""
    refused = {"provider.policies.not_covered_share": 0.5, "selling.clarity": 0, "assumptions.trust.trait_spread": 0}
    rows = grievances(run_of(base, {**refused, **CALM}), "not covered")
    assert all(row.size == pytest.approx(1.5 * 1.3) for row in rows)


def test_what_a_customer_buys_for_weighs_its_straws(base: Scenario) -> None:
    """Half of the weight on risk doubles a late P3; nothing on cost takes the surprise charge away."""
    busy = {"provider.teams.frontline.people": 0.6, "assumptions.trust.respect_loss": 0, **CALM}
    even, anxious = run_of(base, busy), run_of(base, {**busy, "segments.ordinary.value_drivers": ANXIOUS})
    first, second = grievances(even, "late response P3"), grievances(anxious, "late response P3")
    assert len(first) > 20
    assert [2 * row.size for row in first] == [pytest.approx(row.size) for row in second]
    assert all(row.size == 0 for row in grievances(anxious, "late response P1"))
