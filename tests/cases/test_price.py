"""The level of the price has a price, terms of any length keep alike, and who is served too badly need not stay."""

from __future__ import annotations

from collections.abc import Mapping
from math import exp

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from sim.engine.run import simulate
from sim.metrics.identities import check_identities
from sim.metrics.outcomes import outcomes
from sim.records.run import Run
from sim.scenario.changes import change_groups, mixture
from sim.scenario.document import Scenario
from sim.scenario.files import load
from sim.scenario.levers import apply_levers
from sim.scenario.offer import OFFERED, Offer, offered
from sim.scenario.overrides import difference, with_overrides
from sim.scenario.sheet import assumption_sheet
from sim.scenario.timeline import versions
from sim.scenario.warnings import warnings_of
from tests.cases.worlds import plain
from tests.properties.scenarios import few_contacts, scenarios

ALL = list(HealthCheck)
MANY = 200
CROWD: Mapping[str, object] = {
    "accounts": {},
    "segments.firms.customers": MANY,
    "segments.firms.contacts_per_year": 0,
    "assumptions.renewal.intercept": -2.25,
    "assumptions.renewal.spread": 0,
    "assumptions.renewal.lock_in": 0,
    "assumptions.renewal.trust": 0,
    "assumptions.grievance.start_mean": 0,
    "assumptions.grievance.price_rise": 0,
}
"""Two hundred customers whom nothing but the price moves: exp(-exp(-2.25)) = .90 renew each year."""


def crowd(**changes: object) -> Scenario:
    return with_overrides(plain(), {**CROWD, **{path.replace("__", "."): value for path, value in changes.items()}})


def run_of(scenario: Scenario, replication: int = 0) -> Run:
    return simulate(scenario, seed=3, replication=replication)


def kept(scenario: Scenario, replications: int = 6) -> float:
    """Share of customers kept a year."""
    return sum(outcomes(run_of(scenario, n))["customer_retention_per_year"] for n in range(replications)) / replications


def test_a_fee_that_is_changed_is_a_rise_at_the_next_renewal() -> None:
    """Acme pays 1,000 until it renews, and then twice as much; an invoice a month shows it."""
    run = run_of(plain(plans__silver__fee_per_month=2000, plans__silver__term_months=9))
    (renewed,) = run.records.renewals
    fees = [(row.issued >= renewed.at, row.fee_cents) for row in run.records.invoices]
    assert set(fees) <= {(False, 100_000), (True, 200_000)}
    assert (True, 200_000) in fees
    (rise,) = [row for row in run.records.grievances if row.cause == "price rise"]
    assert rise.at == renewed.at


def test_a_fee_that_is_new_to_who_pays_nothing_is_never_paid() -> None:
    """A rise is a share of what is paid; stated to hold from the start, the fee is paid at once."""
    free = plain(plans__silver__fee_per_month=0, plans__silver__todays_fee_per_month=None)
    new = with_overrides(free, {"plans.silver.fee_per_month": 1000})
    run = run_of(with_overrides(new, {"plans.silver.term_months": 6}))
    assert run.records.renewals
    assert {row.fee_cents for row in run.records.invoices} <= {0}
    (warning,) = warnings_of(new)
    assert (warning.path, warning.value) == ("plans.silver.todays_fee_per_month", "0")
    at_once = with_overrides(new, {"plans.silver.todays_fee_per_month": None})
    assert warnings_of(at_once) == warnings_of(free) == ()
    assert {row.fee_cents for row in run_of(at_once).records.invoices} == {100_000}


def test_newcomers_pay_the_new_fee_at_once() -> None:
    run = run_of(plain(plans__silver__fee_per_month=1200, market__prospects_per_month=20, market__price_effect=0))
    newcomers = [row for row in run.records.customers if row.joined > 0]
    assert {row.fee_cents for row in newcomers} == {120_000}
    assert {row.fee_cents for row in run.records.customers if row.joined <= 0} == {100_000}


def test_every_way_of_changing_a_fee_keeps_todays() -> None:
    """An override, a lever, an action, and twice in a row; back to where it was is as if nothing had been changed."""
    base = plain()
    once = plain(plans__silver__fee_per_month=1500)
    twice = with_overrides(once, {"plans.silver.fee_per_month": 2000.0})
    lever = apply_levers(base, {"fee": 50})
    acted = versions(plain(timeline=[{"month": 3, "title": "Dearer", "set": {"plans.silver.fee_per_month": 1500}}]))[
        -1
    ][1]
    assert [s.plans["silver"].todays_fee_per_month for s in (base, once, twice, lever, acted)] == [None, *[1000] * 4]
    assert with_overrides(twice, {"plans.silver.fee_per_month": 1000}).fingerprint == base.fingerprint
    assert plain(plans__silver__fee_per_month=1500, plans__silver__todays_fee_per_month=None) != once
    assert (
        once.fingerprint
        != plain(plans__silver__fee_per_month=1500, plans__silver__todays_fee_per_month=None).fingerprint
    )


def test_an_account_has_todays_fee_of_its_own() -> None:
    own = plain(accounts__Acme__fee_per_month=1500)
    assert own.accounts["Acme"].todays_fee_per_month == 1000
    assert run_of(own).records.customers[0].fee_cents == 100_000
    plan = with_overrides(own, {"plans.silver.fee_per_month": 1100})
    assert (plan.accounts["Acme"].todays_fee_per_month, plan.plans["silver"].todays_fee_per_month) == (1000, 1000)
    assert own.accounts["Acme"].model_dump() != plain().accounts["Acme"].model_dump()


def test_a_file_that_extends_another_changes_a_fee_against_todays(tmp_path) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "base.yaml").write_text(plain().model_dump_json(), encoding="utf-8")
    extending = "extends: base.yaml\ntitle: Dearer\nset:\n  plans.silver.fee_per_month: 1500\n"
    (tmp_path / "dearer.yaml").write_text(extending, encoding="utf-8")
    (tmp_path / "always.yaml").write_text(extending + "  plans.silver.todays_fee_per_month: null\n", encoding="utf-8")
    dearer, always = load(tmp_path / "dearer.yaml"), load(tmp_path / "always.yaml")
    assert dearer.plans["silver"].todays_fee_per_month == 1000
    assert always.plans["silver"].todays_fee_per_month is None
    assert Scenario.model_validate_json(dearer.model_dump_json()).fingerprint == dearer.fingerprint


def test_a_fee_in_another_currency_is_todays() -> None:
    """1,000 dollars say nothing about what a customer pays in yen: 98,765 yen are no rise."""
    yen = plain(currency="JPY", plans__silver__fee_per_month=98_765)
    assert yen.plans["silver"].todays_fee_per_month is None
    assert run_of(yen).records.customers[0].fee_cents == 98_765


def test_a_fee_and_todays_are_one_change_and_shown_only_where_they_are_set() -> None:
    base, dearer = plain(), plain(plans__silver__fee_per_month=1500)
    (group,) = change_groups(base, dearer)
    assert group.name == "plans.silver.fee_per_month"
    assert mixture(base, [group]).fingerprint == dearer.fingerprint
    assert list(difference(base, dearer)) == [
        "plans.silver.fee_per_month",
        "plans.silver.todays_fee_per_month",
    ]
    paths = [[row.path for row in assumption_sheet(s) if "todays" in row.path] for s in (base, dearer)]
    assert paths == [[], ["plans.silver.todays_fee_per_month"]]


def test_an_offer_is_signed_at_its_own_fee() -> None:
    deal = Offer("Newco", "firms", "silver", terms={"fee_per_month": 900})
    signed = with_overrides(plain(), offered(plain(), deal))
    lower = with_overrides(signed, {f"plans.{OFFERED}.fee_per_month": 800})
    assert lower.plans[OFFERED].todays_fee_per_month is None
    assert {row.customer: row.fee_cents for row in run_of(lower).records.customers} == {
        "Acme": 100_000,
        "Newco": 80_000,
    }


@pytest.mark.parametrize(("factor", "leaving"), [(1.1, 0.115), (1.5, 0.176), (2.0, 0.258)])
def test_the_level_of_the_fee_makes_customers_leave(factor: float, leaving: float) -> None:
    """A fee that was always above competitors': of 10 in 100, as many as the elasticity of 1.5 makes of them."""
    hours = {"P1": 1, "P2": 2, "P3": 4, "P4": 8}
    offers = {"silver": {"fee_per_month": 1000 / factor, "response_hours": hours}}
    dear = crowd(market__offers=offers, market__rise_per_year=0)
    assert 1 - exp(-exp(-2.25) * factor**1.5) == pytest.approx(leaving, abs=0.003)
    assert 1 - kept(dear) == pytest.approx(leaving, abs=4 * (leaving * (1 - leaving) / MANY / 6) ** 0.5)


def test_a_fee_that_rises_with_the_markets_stays_level_with_it() -> None:
    level = crowd(plans__silver__uplift_per_year=0.03, assumptions__renewal__price=0, horizon_months=36)
    still = crowd(market__rise_per_year=0, horizon_months=36)
    assert kept(level, 2) == kept(still, 2)


def test_prospects_see_the_fee_without_any_offer_of_competitors() -> None:
    won = []
    for fee in (800, 1000, 1250):
        run = run_of(plain(plans__silver__fee_per_month=fee, market__prospects_per_month=20))
        won.append({row.win_probability for row in run.records.prospects})
    assert max(won[2]) < min(won[1]) <= max(won[1]) < min(won[0])


@pytest.mark.parametrize("months", [1, 2, 5, 12, 24, 36])
def test_terms_of_any_length_keep_alike(months: int) -> None:
    """exp(-exp(-2.25)) = .90 a year, with rolling months as with three years; four standard errors."""
    share = kept(crowd(plans__silver__term_months=months, horizon_months=36, market__rise_per_year=0), 4)
    error = (0.9 * 0.1 / (3 * 4 * MANY)) ** 0.5
    # the last term of a long one may end beyond the horizon, whose decisions come all at once
    assert share == pytest.approx(exp(-exp(-2.25)), abs=4 * error * max(months / 12, 1) ** 0.5 + 0.01 * (months > 12))


def test_many_small_steps_weigh_as_much_as_one() -> None:
    """12 % a year, in twelve steps of .95 % or in one, with nothing unnoticed."""
    dear = {"plans__silver__uplift_per_year": 0.12, "assumptions__grievance__price_unnoticed": 0, "horizon_months": 36}
    level = {"market__rise_per_year": 0.12}
    monthly, yearly = (kept(crowd(**dear, **level, plans__silver__term_months=m), 4) for m in (1, 12))
    assert monthly == pytest.approx(yearly, abs=0.015)


def test_who_is_most_of_the_revenue_bargains() -> None:
    """Acme pays all of the revenue: (1 - .1) * 1 is more than three quarters, which is the most; of a cut, nothing."""
    bargaining = {"assumptions__renewal__bargaining": 1, "plans__silver__term_months": 9}
    up, down = (
        run_of(plain(plans__silver__fee_per_month=fee, **bargaining)).records.renewals[0].fee_cents
        for fee in (1400, 700)
    )
    assert (up, down) == (110_000, 70_000)


def test_the_uplift_of_the_contract_is_not_bargained_away() -> None:
    run = run_of(plain(plans__silver__uplift_per_year=0.033, assumptions__renewal__bargaining=1, horizon_months=24))
    assert run.records.renewals[0].fee_cents == 103_300


def test_one_of_many_does_not_bargain() -> None:
    run = run_of(crowd(assumptions__renewal__bargaining=1, plans__silver__fee_per_month=1100))
    assert {row.fee_cents for row in run.records.renewals} == {110_000}


BROKEN: Mapping[str, object] = {
    "plans__silver__term_months": 60,
    "horizon_months": 24,
    "provider__teams__frontline__people": 0.02,
    "segments__firms__breaking_point": 1,
    "accounts__Acme__breaking_point": 1,
    "assumptions__exit__search_days": 10,
}


def test_a_customer_hardly_served_terminates_for_cause() -> None:
    """Five years of term: without cause it stays to the end of the study; with cause, gone weeks after three months."""
    served_badly = plain(**BROKEN)
    (left,) = run_of(served_badly).records.departures
    popped = run_of(served_badly).records.breaking_points[0].at
    assert left.reason == "terminated for cause"
    assert left.at >= popped + 30 * 1440
    assert outcomes(run_of(served_badly))["customers_lost_for_cause"] == 1
    assert run_of(plain(**BROKEN, assumptions__exit__cause_attainment=0)).records.departures == []


def test_who_pays_a_year_in_advance_and_terminates_gets_the_rest_back() -> None:
    run = run_of(plain(**BROKEN, plans__silver__billing_months=12))
    check_identities(run)
    (left,) = run.records.departures
    (credit,) = run.records.fee_credits
    assert left.at == credit.at
    assert credit.amount_cents % 100_000 == 0


def test_a_credit_in_full_takes_a_fifth_off_the_next_month_s_late_responses() -> None:
    ladder = {"service_credits": [{"below_attainment": 1, "credit_share": 1}], "credit_cap_share": 1}
    late = {f"plans__silver__{key}": value for key, value in ladder.items()}
    late |= {
        "provider__teams__frontline__people": 0.3,
        "accounts__Acme__contacts_per_year": 200,
        "assumptions__billing__credit_claim_probability": 0.95,
        "assumptions__expectation__learning_slower": 0,
        "assumptions__expectation__learning_faster": 0,
        "assumptions__trust__loss": 0,
        "assumptions__demand__failure_demand": 0,
        "assumptions__billing__non_performance_disputed": 0,
    }

    def sizes(share: float) -> dict[float, float]:
        run = run_of(plain(**late, assumptions__grievance__recovered_compensated=share))
        credited = {row.month + 1 for row in run.records.credits if row.claimed and not row.void}
        start = run.month_starts
        return {
            row.at: row.size
            for row in run.records.grievances
            if "late" in row.cause and any(start[m] <= row.at < start[m + 1] for m in credited if m < 12)
        }

    with_credit, without = sizes(0.2), sizes(0)
    both = with_credit.keys() & without.keys()
    assert len(both) > 20
    for at in both:
        assert with_credit[at] == pytest.approx(0.8 * without[at])


NOBODY_NEW: Mapping[str, object] = {
    "market.prospects_per_month": 0,
    "market.referrals_per_year": 0,
    "selling.referral_programme": False,
}
"""No customers but those of the start."""


def test_a_higher_fee_keeps_no_more_customers() -> None:
    """Paired, over 40 scenarios made by chance: more of the start are lost or will be, in the mean and in most.

    Nobody new comes: a higher fee also wins fewer newcomers, whose contacts would crowd the desk and whose departures
    the others would hear of, so that more of the start may stay. The intercepts are those at which a fee can move a
    decision; at -20 hardly anybody leaves at any fee.
    """
    differences: list[float] = []

    def losses(scenario: Scenario) -> float:
        """Customers of the start that left, and those expected to leave at the end of their next term."""
        records = run_of(scenario).records
        start = {row.customer for row in records.customers if row.joined == 0}
        assert len(start) == len(records.customers)
        left = sum(row.customer in start for row in records.departures)
        return left + sum(row.leave_probability for row in records.remaining if row.customer in start)

    @settings(max_examples=40, deadline=None, derandomize=True, phases=[Phase.generate], suppress_health_check=ALL)
    @given(scenarios(), st.sampled_from([1.2, 2.0]), st.sampled_from([-3.2, 0]))
    def _compare(drawn: Scenario, factor: float, intercept: float) -> None:
        alone = {**few_contacts(drawn), **NOBODY_NEW, "assumptions.renewal.intercept": intercept}
        scenario = with_overrides(drawn, alone)
        fees = {f"plans.{name}.fee_per_month": plan.fee_per_month * factor for name, plan in scenario.plans.items()}
        dearer = with_overrides(scenario, fees)
        differences.append(losses(dearer) - losses(scenario))

    _compare()
    assert len(differences) >= 40
    assert sum(differences) > 0
    assert 2 * sum(difference < 0 for difference in differences) < sum(difference > 0 for difference in differences)
