"""Growth: who asks, who signs and at what cost; and a market that is of no effect leaves every byte as it was."""

from __future__ import annotations

from typing import Any

import pytest

from sim.engine.run import simulate
from sim.errors import ScenarioError
from sim.metrics.customer_table import customer_table
from sim.metrics.identities import check_identities
from sim.metrics.outcomes import outcomes
from sim.metrics.series import monthly
from sim.records.run import Run
from tests.worlds import AMPLE, SMALL, STILL, changed, histories

SEED = 5
GROWING: dict[str, Any] = {"market.prospects_per_month": 4, "market.acquisition_share": 0.5, "market.pursuit_cost": 30}
SLOW = {"P1": 9, "P2": 9, "P3": 9, "P4": 9}


def run_of(values: dict[str, Any]) -> Run:
    """A checked run of the small scenario, but for these values."""
    run = simulate(changed(values), seed=SEED)
    check_identities(run)
    return run


def newcomers(run: Run) -> dict[str, float]:
    """Minute at which each newcomer joined."""
    return {row.customer: row.joined for row in run.records.customers if row.joined > 0}


@pytest.fixture(scope="module")
def growing() -> Run:
    return run_of(GROWING)


def test_those_who_sign_are_customers_from_that_day_on(growing: Run) -> None:
    joined = newcomers(growing)
    assert len(joined) >= 5
    assert joined == {row.customer: row.at for row in growing.records.prospects if row.won}
    for name, since in joined.items():
        first = min(row.issued for row in growing.records.invoices if row.customer == name)
        assert first == since
    assert min(joined.values()) >= growing.month_starts[1]
    assert joined.keys() & {row.customer for row in growing.records.contacts}


def test_winning_a_customer_costs_its_share_of_a_year_s_fees(growing: Run) -> None:
    table = customer_table(growing)
    for row in growing.records.prospects:
        if row.won:
            assert table.loc[row.customer, "acquisition"] == pytest.approx(0.5 * 12 * row.fee_cents / 100)
            assert table.loc[row.customer, "origin"] == "ordinary"
    assert outcomes(growing)["acquisition_cost"] == pytest.approx(table["acquisition"].sum())
    pursued = sum(row.amount_cents for row in growing.records.costs)
    assert pursued == 3_000 * len(growing.records.prospects)


def test_outcomes_of_the_start_do_not_count_newcomers(growing: Run) -> None:
    values, left = outcomes(growing), {row.customer for row in growing.records.departures}
    start = [row.customer for row in growing.records.customers if row.joined <= 0]
    assert values["customers_lost"] == len(left & set(start))
    assert values["newcomers_lost"] == len(left & newcomers(growing).keys())
    assert values["customers_at_end"] == len(start) + len(newcomers(growing)) - len(left)
    assert monthly(growing)["customers"][-1] == values["customers_at_end"]
    assert values["win_rate"] == len(newcomers(growing)) / len(growing.records.prospects)


def test_newcomers_leave_the_records_of_others_under_ample_capacity() -> None:
    before = histories(simulate(changed(dict(AMPLE)), seed=SEED))
    after = histories(run_of({**AMPLE, **GROWING}))
    assert after.keys() > before.keys()
    assert {name: after[name] for name in before} == before


def test_more_prospects_only_add(growing: Run) -> None:
    more = run_of({**GROWING, "market.prospects_per_month": 8})
    assert {row.customer for row in growing.records.prospects} < {row.customer for row in more.records.prospects}
    assert newcomers(growing).items() < newcomers(more).items()


@pytest.mark.parametrize(
    ("values", "way"),
    [
        ({"selling.sold_response_share": 0.5}, 1),
        ({"selling.clarity": 1.0}, -1),
        ({"selling.payment_terms": "stubborn"}, -1),
        ({"selling.payment_terms": "flexible"}, 1),
        ({"market.kinds.ordinary.fee_share": 1.2}, -1),
        ({"market.kinds.ordinary.win_bonus": 1}, 1),
        ({"market.offers": {"gold": {"fee_per_month": 9000, "response_hours": SLOW}}}, 1),
    ],
    ids=lambda values: next(iter(values)) if isinstance(values, dict) else "",
)
def test_what_speaks_for_an_offer_wins(growing: Run, values: dict[str, Any], way: int) -> None:
    run = run_of({**GROWING, **values})
    ordinary = {row.customer: row.win_probability for row in growing.records.prospects if row.plan == "gold"}
    other = {row.customer: row.win_probability for row in run.records.prospects if row.plan == "gold"}
    shared = ordinary.keys() & other.keys()
    assert shared
    assert all((other[name] - ordinary[name]) * way > 0 for name in shared)


def test_competitors_do_not_follow_a_change_of_the_own_plan() -> None:
    hours = SMALL.plans["gold"].response_hours.model_dump()
    offers = {"market.offers": {"gold": {"fee_per_month": 3000, "response_hours": hours}}}
    dearer = [{"month": 6, "title": "Dearer", "set": {"plans.gold.fee_per_month": 3600}}]
    run = run_of({**GROWING, **offers, "timeline": dearer})
    turn = run.month_starts[6]
    before = {row.win_probability for row in run.records.prospects if row.plan == "gold" and row.at < turn}
    after = {row.win_probability for row in run.records.prospects if row.plan == "gold" and row.at >= turn}
    assert len(before) == len(after) == 1
    assert min(before) > max(after)


def test_a_kind_brings_its_trust_its_expectations_and_its_fee() -> None:
    kind = {"segment": "medium", "plan": "gold", "expectation_share": 0.5, "trust": 0.3, "fee_share": 0.9}
    run = run_of({**GROWING, **AMPLE, **STILL, "market.kinds": {"refugee": kind}})
    for name in newcomers(run):
        (joined,) = [row for row in run.records.customers if row.customer == name]
        assert (joined.segment, joined.plan, joined.fee_cents) == ("medium", "gold", 270_000)
        assert joined.trust == pytest.approx(0.3)
        assert joined.grievance == 0
    first = next(row for row in run.records.contacts if row.customer in newcomers(run) and row.expected_minutes > 0)
    assert first.expected_minutes == pytest.approx(first.promised_minutes / 2, rel=0.2)


def test_flexible_terms_give_newcomers_longer_to_pay() -> None:
    run = run_of({**GROWING, "selling.payment_terms": "flexible"})
    for row in run.records.invoices:
        assert row.due - row.issued == (60 if row.customer in newcomers(run) else 30) * 1440


def test_prospects_come_only_while_the_timeline_has_them() -> None:
    late = [{"month": 7, "title": "Sell", "set": {"market.prospects_per_month": 6}}]
    run = run_of({"timeline": late})
    assert run.records.prospects
    assert min(row.at for row in run.records.prospects) >= run.month_starts[7]
    without = simulate(changed({}), seed=SEED)
    turn = run.month_starts[7]
    assert [row for row in run.records.invoices if row.issued < turn] == [
        row for row in without.records.invoices if row.issued < turn
    ]


def test_a_newcomer_follows_its_plan_s_fee_at_its_renewal() -> None:
    dearer = [
        {"month": 5, "title": "Dearer", "set": {"plans.silver.fee_per_month": 1800, "plans.gold.fee_per_month": 6000}}
    ]
    calm = {**GROWING, **STILL, "plans.gold.term_months": 6, "plans.silver.term_months": 6, "timeline": dearer}
    calm |= {"assumptions.renewal.bargaining": 0}  # one of ten customers is a large part of the revenue
    run = run_of({**calm, "plans.gold.uplift_per_year": 0, "plans.silver.uplift_per_year": 0})
    early = {row.customer: row for row in run.records.customers if 0 < row.joined < run.month_starts[5]}
    renewed = {row.customer: row.fee_cents for row in run.records.renewals}
    assert early.keys() & renewed.keys()
    for name in early.keys() & renewed.keys():
        assert renewed[name] == 2 * early[name].fee_cents


def test_what_was_announced_before_it_signed_is_no_promise_to_a_newcomer() -> None:
    run = run_of({**GROWING, "announcements": [{"title": "The portal", "promised_month": 3}]})
    disappointed = {row.customer for row in run.records.grievances if row.cause == "announced, not delivered"}
    late = {name for name, since in newcomers(run).items() if since > run.month_starts[3]}
    assert disappointed
    assert late
    assert not disappointed & late


def test_a_market_without_prospects_changes_no_byte() -> None:
    """Every number of the market set, and nobody asks."""
    idle = {
        "market.win_share": 0.9,
        "market.acquisition_share": 9,
        "market.pursuit_cost": 99,
        "market.heard_by": 9,
        "market.reputation_gain": 5,
        "market.offer_effect": 9,
        "market.kinds.ordinary.trust": 0.1,
        "selling.payment_terms": "flexible",
    }
    assert repr(run_of(idle).records) == repr(simulate(changed({}), seed=SEED).records)


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"market.offers": {"platinum": {"fee_per_month": 1, "response_hours": SLOW}}}, "market.offers.platinum"),
        ({"market.kinds.ordinary.segment": "tiny"}, "market.kinds.ordinary.segment = tiny"),
        ({"market.kinds.ordinary.plan": "platinum"}, "market.kinds.ordinary.plan = platinum"),
        ({"market.kinds.ordinary.share": 0}, "market.kinds"),
        ({"market.win_share": 1}, "market.win_share = 1"),
        ({"market.prospects_per_month": -1}, "market.prospects_per_month = -1"),
        ({"selling.payment_terms": "rude"}, "selling.payment_terms = rude"),
        ({"timeline": [{"month": 3, "title": "x", "set": {"market.kinds.ordinary.segment": "large"}}]}, "cannot"),
    ],
    ids=["offer", "segment", "plan", "no kind", "sure win", "negative", "terms", "mid-study"],
)
def test_bad_markets_are_refused_in_one_message(values: dict[str, Any], message: str) -> None:
    with pytest.raises(ScenarioError) as refused:
        changed(values)
    assert message in str(refused.value)
