"""Word of mouth: a POP is heard in the community, the delighted recommend, competitors call."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from sim.engine.run import simulate
from sim.metrics.identities import check_identities
from sim.metrics.outcomes import outcomes
from sim.records.run import Run
from tests.records import put
from tests.worlds import AMPLE, STILL, changed

SEED = 5
UNHAPPY: dict[str, Any] = {
    "segments.large.breaking_point": 3,
    "segments.medium.breaking_point": 3,
    "selling.sold_response_share": 0.3,
    "selling.clarity": 0,
    "assumptions.renewal.intercept": -20,
}
VILLAGE: dict[str, Any] = {"segments.large.community": "village", "segments.medium.community": "village"}
EVERYBODY: dict[str, Any] = {**VILLAGE, "market.heard_by": 1000}
HAPPY: dict[str, Any] = {
    **AMPLE,
    **STILL,
    "assumptions.trust.start_mean": 0.95,
    "assumptions.trust.gain": 0,
    "segments.large.respect": 0.9,
    "segments.medium.respect": 0.9,
    "selling.referral_programme": True,
    "market.referrals_per_year": 3,
    "market.win_share": 0.9,
}


def run_of(values: dict[str, Any]) -> Run:
    """A checked run of the small scenario, but for these values."""
    run = simulate(changed(values), seed=SEED)
    check_identities(run)
    return run


def heard(run: Run) -> list[tuple[str, float, float]]:
    """Who heard of a POP when, and how much it weighed."""
    return [(row.customer, row.at, row.size) for row in run.records.grievances if row.cause == "heard of a POP"]


def test_a_pop_is_heard_at_once_by_all_the_others_where_all_listen() -> None:
    run = run_of({**UNHAPPY, **EVERYBODY})
    first = run.records.breaking_points[0]
    at_once = [name for name, at, _ in heard(run) if at == first.at]
    assert set(at_once) == {row.customer for row in run.records.customers} - {first.customer}


def test_as_many_hear_as_the_rule_says_on_average() -> None:
    """Of the POPs of twenty runs, of which next to nothing is felt: 1.5 times influence 2, of 9 others."""
    counts = []
    for replication in range(20):
        scenario = changed(
            {
                **UNHAPPY,
                **VILLAGE,
                "segments.large.influence": 2,
                "segments.medium.influence": 2,
                "assumptions.grievance.heard_of_pop": 1e-9,
            }
        )
        records = simulate(scenario, seed=SEED, replication=replication).records
        by_instant = Counter(row.at for row in records.grievances if row.cause == "heard of a POP")
        counts += [by_instant[row.at] for row in records.breaking_points]
    mean = sum(counts) / len(counts)
    error = (sum((count - mean) ** 2 for count in counts) / (len(counts) - 1) / len(counts)) ** 0.5
    assert len(counts) > 50
    assert abs(mean - 3) < 3.5 * error


def test_one_more_listener_leaves_the_random_numbers_of_others() -> None:
    """Of more, each hears with a smaller probability, by the same uniform: nobody hears who did not hear before."""
    touchy: dict[str, Any] = {
        **AMPLE,
        **VILLAGE,
        "segments.large.breaking_point": 1,
        "segments.medium.breaking_point": 1,
        "assumptions.grievance.heard_of_pop": 1e-9,
    }
    fewer, more = run_of(touchy), run_of({**touchy, "accounts.Zed": {"segment": "medium"}})
    zed = {row.at for row in more.records.breaking_points if row.customer == "Zed"}
    after = {(name, at) for name, at, _ in heard(more) if name != "Zed" and at not in zed}
    before = {(name, at) for name, at, _ in heard(fewer)}
    assert len(before) > 10
    assert after <= before
    assert len(after) > len(before) / 2


def test_bad_news_spreads_in_one_instant_and_comes_to_an_end() -> None:
    """Grievance that breaks everybody: the first POP is followed by all the others, each once."""
    run = run_of({**UNHAPPY, **EVERYBODY, "assumptions.grievance.heard_of_pop": 50})
    assert {row.at for row in run.records.breaking_points} == {run.records.breaking_points[0].at}
    assert len({row.customer for row in run.records.breaking_points}) == len(run.records.breaking_points) == 10


def test_other_communities_hear_nothing() -> None:
    run = run_of({**UNHAPPY, **EVERYBODY, "segments.large.community": "town", "accounts.Acme.community": ""})
    homes = {row.customer: "" if row.customer == "Acme" else row.segment for row in run.records.customers}
    popped: dict[float, set[str]] = {}
    for row in run.records.breaking_points:  # who hears of one may go at the same instant
        popped.setdefault(row.at, set()).add(row.customer)
    assert heard(run)
    for name, when, _ in heard(run):
        assert homes[name] in {homes[other] for other in popped[when] - {name}}
        assert homes[name] != ""


def test_talk_of_no_weight_changes_no_byte() -> None:
    silent = {**UNHAPPY, **EVERYBODY, "assumptions.grievance.heard_of_pop": 0}
    assert repr(run_of(silent).records) == repr(simulate(changed(UNHAPPY), seed=SEED).records)
    mute = {**UNHAPPY, **VILLAGE, "segments.large.influence": 0, "segments.medium.influence": 0}
    assert repr(run_of(mute).records) == repr(simulate(changed(UNHAPPY), seed=SEED).records)


@pytest.mark.parametrize(("angry_ratio", "tells"), [(0.0, True), (1.0, False)])
def test_who_is_let_go_in_anger_tells(angry_ratio: float, tells: bool) -> None:
    run = run_of(
        {
            **EVERYBODY,
            "market.angry_ratio": angry_ratio,
            "timeline": [{"month": 3, "title": "Let go", "set": {"accounts.Acme.let_go": True}}],
        }
    )
    (left,) = [row for row in run.records.departures if row.reason == "let go"]
    rows = [row for row in run.records.grievances if row.cause == "heard of one let go"]
    assert bool(rows) == tells
    assert {row.at for row in rows} <= {left.at}
    assert outcomes(run)["heard"] == len(rows) + len(heard(run))


def test_the_delighted_recommend_and_a_friend_is_readier_to_sign() -> None:
    run = run_of(HAPPY)
    referred = run.records.prospects
    assert referred
    assert {row.kind for row in referred} == {"referral"}
    names = {row.customer: row.segment for row in run.records.customers}
    assert all(names[row.referrer] == row.segment for row in referred)
    assert all(row.win_probability > 0.9 for row in referred)
    assert outcomes(run)["referrals"] == len(referred)


@pytest.mark.parametrize(
    "missing",
    [
        {"assumptions.trust.start_mean": 0.5},
        {"segments.large.respect": 0.5, "segments.medium.respect": 0.5},
        {"selling.referral_programme": False},
    ],
    ids=["not delighted", "no relationship", "not asked"],
)
def test_each_of_the_three_conditions_is_needed(missing: dict[str, Any]) -> None:
    assert not run_of({**HAPPY, **missing}).records.prospects


def test_a_programme_costs_by_the_month_and_by_the_deal() -> None:
    run = run_of({**HAPPY, "market.referral_cost_per_month": 70, "market.referral_reward": 11})
    booked = Counter[str]()
    for row in run.records.costs:
        booked[row.what] += row.amount_cents
    won = sum(row.won for row in run.records.prospects)
    assert booked == {"referral programme": 12 * 7_000, "referral rewards": won * 1_100}


def test_asking_those_who_are_not_delighted_leaves_a_straw_each_time() -> None:
    cold = {"selling.referral_programme": True, "selling.referral_asks": "everybody"}
    run = run_of(cold)
    rows = [row for row in run.records.grievances if row.cause == "asked for a referral"]
    assert {row.at for row in rows} == {run.month_starts[month] for month in (3, 6, 9)}
    assert Counter(row.at for row in rows)[run.month_starts[3]] == 10
    polite = run_of({**cold, "selling.referral_asks": "delighted"})
    assert not [row for row in polite.records.grievances if row.cause == "asked for a referral"]


def test_a_programme_that_nobody_answers_changes_no_byte() -> None:
    idle = {
        "selling.referral_programme": True,
        "selling.referral_asks": "everybody",
        "market.referrals_per_year": 0,
        "assumptions.grievance.asked_for_referral": 0,
    }
    assert repr(run_of(idle).records) == repr(simulate(changed({}), seed=SEED).records)


def test_competitors_find_the_vulnerable_and_some_do_not_renew() -> None:
    calm = {**STILL, "assumptions.renewal.intercept": -4, "market.vulnerable_trust": 1, "market.offer_months": 12}
    run, without = run_of({**calm, "market.rival_offers_per_year": 12}), run_of(calm)
    offered = {row.customer: row.at for row in reversed(run.records.offers)}
    assert offered
    assert outcomes(run)["rival_offers"] == len(run.records.offers)
    before = {(row.customer, row.at): row.leave_probability for row in without.records.renewals}
    renewed = [row for row in run.records.renewals if (row.customer, row.at) in before]
    assert any(row.leave_probability > before[row.customer, row.at] for row in renewed)
    for row in renewed:
        has_offer = offered.get(row.customer, row.at) < row.at
        assert has_offer == (row.leave_probability > before[row.customer, row.at])


def test_an_offer_in_hand_shortens_the_search() -> None:
    hunted = {
        **UNHAPPY,
        "market.rival_offers_per_year": 52,
        "market.vulnerable_trust": 1,
        "market.offer_effect": 0,
        "plans.gold.term_months": 1,
        "plans.silver.term_months": 1,
    }
    usual = run_of({**hunted, "market.offer_search_share": 1})
    short = run_of({**hunted, "market.offer_search_share": 0.01})
    first, other = ({row.customer: row for row in run.records.breaking_points} for run in (usual, short))
    shared = [name for name in first if name in other and first[name].at == other[name].at]
    assert any(other[name].leaves_at < first[name].leaves_at for name in shared)
    assert all(other[name].leaves_at <= first[name].leaves_at for name in shared)


def test_an_offer_of_no_effect_leaves_all_else_as_it_was() -> None:
    ignored = {**UNHAPPY, "market.rival_offers_per_year": 52, "market.offer_effect": 0, "market.offer_search_share": 1}
    run = run_of(ignored)
    assert run.records.offers
    put(run.records, offers=[])
    assert repr(run.records) == repr(simulate(changed(UNHAPPY), seed=SEED).records)
