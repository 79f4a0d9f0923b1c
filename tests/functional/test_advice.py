"""What to do about one account: a remedy that is planted as the best is found, and what cannot be told is said."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sim.errors import SaydoError
from sim.metrics.replication import Replication
from sim.questions.remedies import FIX, NOTHING, REMEDIES, SHUNT, Advice, Sizes, advise, options_for
from sim.rng import derived_seed
from sim.running.executors import SequentialExecutor
from sim.running.replicate import run_replication
from sim.running.runner import ExperimentRunner
from sim.scenario.document import Scenario
from sim.scenario.timeline import versions
from tests.worlds import SMALL, STILL, changed

GOLD = {"accounts.Acme.plan": "gold"}
LEAD, NOISE = 8.0, 10.0


def planted(scenario: Scenario, seed: int, replication: int) -> Replication:
    """Noise that all share, noise of each option's own, and a lead for the fix."""
    title = next((action.title for action in scenario.timeline), NOTHING)
    shared = np.random.default_rng([seed, replication]).normal(0, 100)
    own = np.random.default_rng([seed, replication, *title.encode()]).normal(0, NOISE)
    margin = 1000 + shared + own + (LEAD if title.startswith("fix") else 0)
    return Replication({"margin": margin, "margin.Acme": margin / 2, "margin_of_others.Acme": margin / 4})


def advised(task: Any, seed: int, scenario: Scenario, sizes: Sizes, replications: int) -> Advice:
    runner = ExperimentRunner(SequentialExecutor(), seed=seed, task=task)
    return advise(runner, options_for(scenario, "Acme", sizes), "Acme", replications)


def test_every_remedy_is_offered() -> None:
    options = options_for(changed(GOLD), "Acme", Sizes(month=4))
    assert [option.remedy for option in options] == [NOTHING, "charge", SHUNT, FIX, "throttle", "let go", "tier"]
    assert {option.remedy for option in options} == {NOTHING, *REMEDIES}
    assert len({option.scenario.fingerprint for option in options}) == 7
    for option in options[1:]:
        (_, before), (month, after) = versions(option.scenario)
        assert month == 4
        assert before.accounts == changed(GOLD).accounts
        assert after.accounts["Acme"] != before.accounts["Acme"]
        (action,) = option.scenario.timeline
        assert (action.cost, action.cost_per_month) == (option.once, option.monthly)
    assert (options[2].once, options[2].monthly, options[3].once) == (8_000, 300, 25_000)


def test_a_remedy_comes_after_what_management_does_that_month_and_before_what_it_does_later() -> None:
    timeline = [{"month": month, "title": str(month), "set": {"selling.clarity": 0.1}} for month in (2, 4, 6)]
    let_go = options_for(changed({**GOLD, "timeline": timeline}), "Acme", Sizes(month=4))[5].scenario
    assert [action.title for action in let_go.timeline] == ["2", "4", "let go", "6"]


def test_an_account_on_a_meter_is_not_put_on_one() -> None:
    offered = [option.remedy for option in options_for(SMALL, "Acme", Sizes())]
    assert "charge" not in offered
    assert offered.count("tier") == 1


@pytest.mark.parametrize("name", ["Ecma", "medium 001"])
def test_only_an_account_can_be_treated(name: str) -> None:
    with pytest.raises(SaydoError, match=rf"customer = {name}: must be an account of A small desk: Acme"):
        options_for(SMALL, name, Sizes())


def test_a_planted_best_remedy_is_found_in_95_of_100_seeds() -> None:
    """Seven options, one of which leads the six others by 8, each with a standard deviation of 10 of its own.

    A pair's mean over 30 replications has a standard error of 10 sqrt(2 / 30) = 2.58, so that one of the six beats it
    in at most 6 x .001 of seeds.
    """
    options = options_for(changed(GOLD), "Acme", Sizes())
    advice = []
    for seed in range(0, 200, 2):
        runner = ExperimentRunner(SequentialExecutor(), seed=seed, task=planted)
        advice.append(advise(runner, options, "Acme", 30))
    assert sum(option.best.remedy == FIX for option in advice) >= 95
    first = advice[0].ranked[0]
    assert first.regret.estimate == min(row.regret.estimate for row in advice[0].ranked)
    assert np.mean([option.ranked[0].margin.difference for option in advice]) == pytest.approx(LEAD, abs=4 * 0.258)
    covered = np.mean([option.ranked[0].margin.low <= LEAD <= option.ranked[0].margin.high for option in advice])
    assert covered >= 0.95  # each at 99.2 %


def test_where_nothing_leads_nothing_is_distinguished() -> None:
    """All options but the fix are level; without the fix the best has rivals, and its neighbours cannot be told."""
    options = [option for option in options_for(changed(GOLD), "Acme", Sizes()) if option.remedy != FIX]
    advice = advise(ExperimentRunner(SequentialExecutor(), seed=3, task=planted), options, "Acme", 20)
    assert len(advice.rivals) >= 4
    assert all(row.following is None or row.following.verdict == "cannot tell apart" for row in advice.ranked)
    assert sum(row.probability_best.estimate for row in advice.ranked) == pytest.approx(1)


def test_the_figures_come_from_random_numbers_that_had_no_part_in_the_ranking() -> None:
    requests: set[tuple[int, str]] = set()

    def noted(scenario: Scenario, seed: int, replication: int) -> Replication:
        requests.add((seed, scenario.fingerprint))
        return planted(scenario, seed, replication)

    advice = advised(noted, 9, changed(GOLD), Sizes(), 3)
    fresh_seed = derived_seed(9, "remedies", 0)
    assert advice.fresh_seed == fresh_seed
    assert {seed for seed, _ in requests} == {9, fresh_seed}
    by_row = np.array(
        [
            [planted(row.option.scenario, fresh_seed, number).outcomes["margin"] for number in range(3)]
            for row in advice.ranked
        ]
    )
    nothing = by_row[[row.option.remedy for row in advice.ranked].index(NOTHING)]
    for row, margins in zip(advice.ranked, by_row, strict=True):
        assert row.margin.difference == pytest.approx((margins - nothing).mean())
        assert row.regret.estimate == pytest.approx((by_row.max(axis=0) - margins).mean())


def test_in_a_small_world_where_only_the_fix_helps_it_is_found() -> None:
    """Every contact costs 30, the fix is free and ends most, the fee is high and all limits are too wide to matter.

    The supplier asks for no least charge, which would be paid whatever is fixed; nobody ever passes the breaking point.
    The other plan, to which it may be moved in mid-term, has another term, asks for the same fee, promises the same
    responses and meters nothing. Who is let go pays the fee for two months more, and then none.
    """
    world = changed(
        dict(STILL)
        | GOLD
        | {"segments.large.customers": 0, "segments.medium.customers": 1, "plans.silver.term_months": 6}
        | {"plans.silver.fee_per_month": 20_000, "plans.silver.included_contacts_per_month": None}
        | {"plans.silver.response_hours": SMALL.plans["gold"].response_hours}
        | {"provider.teams.frontline.cost_per_contact": 30, "provider.teams.frontline.minimum_paid_share": 0}
        | {"accounts.Acme.spree_probability_per_day": 0.2}
        | {"segments.medium.breaking_point": 1000}
        | {"accounts.Acme.fee_per_month": 20_000}
    )
    sizes = Sizes(
        month=2, included=10_000, self_service=0.2, problem_left=0.1, sprees_left=0, per_day=1_000, once={}, monthly={}
    )
    for seed in (0, 2):
        advice = advised(run_replication, seed, world, sizes, 2)
        assert advice.best.remedy == FIX
        assert advice.ranked[0].margin.difference > 20_000
        assert advice.ranked[0].regret.estimate == 0
        assert advice.ranked[0].probability_best.estimate == 1
        assert advice.ranked[-1].option.remedy == "let go"
        assert {row.option.remedy for row in advice.ranked} == {NOTHING, *REMEDIES}
