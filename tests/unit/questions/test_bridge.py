"""A difference split over levers: on worlds with known parts, in every order, to the cent."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest

from sim.errors import SaydoError
from sim.metrics.replication import Replication
from sim.questions.bridge import BridgeSettings, bridge
from sim.running.executors import SequentialExecutor
from sim.running.runner import ExperimentRunner
from sim.scenario.changes import ChangeGroup, change_groups, grouped, mixture
from sim.scenario.document import Scenario
from tests.worlds import SMALL, changed

FIVE = {
    "selling.clarity": 0.9,
    "selling.sold_response_share": 0.5,
    "provider.policies.follow_up_discipline": 0.7,
    "plans.gold.payment_days": 60,
    "accounts.Acme.fee_per_month": 1234.56,
}
NINE = FIVE | {
    "plans.silver.payment_days": 45,
    "plans.silver.notice_days": 30,
    "plans.gold.notice_days": 90,
    "plans.gold.fee_per_month": 2800,
}


def interacting(scenario: Scenario, seed: int, replication: int) -> Replication:
    """A margin in odd cents in which every lever of the five acts upon the others."""
    random_numbers = float(np.random.default_rng([seed, replication]).normal())
    clarity, sold = scenario.selling.clarity, scenario.selling.sold_response_share
    care = scenario.provider.policies.follow_up_discipline
    days, fee = scenario.plans["gold"].payment_days, scenario.accounts["Acme"].fee_per_month or 900.0
    margin = (
        1000 * clarity * sold**0.5 * care
        + fee * (1 + random_numbers) * clarity / days
        + 100 * random_numbers * sold
        + days * fee / 7
    )
    return Replication({"margin": round(margin, 2), "margin_share": margin / 9999, "trust": np.nan})


def additive(scenario: Scenario, seed: int, replication: int) -> Replication:
    """A margin that is the sum of what the levers of the nine bring."""
    gold, silver = scenario.plans["gold"], scenario.plans["silver"]
    margin = 100 * scenario.selling.clarity + 10 * scenario.selling.sold_response_share + gold.fee_per_month
    return Replication({"margin": margin + gold.notice_days - silver.payment_days + replication})


def runner(task: object = interacting) -> ExperimentRunner:
    return ExperimentRunner(SequentialExecutor(), seed=4, task=task)  # type: ignore[arg-type]


def test_five_levers_add_up_to_the_cent() -> None:
    variant = changed(FIVE)
    levers = change_groups(SMALL, variant)
    assert {lever.name for lever in levers} == set(FIVE)
    experiment = runner()
    answer = bridge(experiment, SMALL, levers, BridgeSettings(replications=7))
    base, variant_mean = (
        sum(r.outcomes["margin"] for r in sample) / 7 for sample in experiment.results([SMALL, variant], 7)
    )
    assert len(answer.parts) == 5
    assert (answer.scenarios, experiment.simulated) == (32, 7 * 32)
    cents = [round(100 * part.difference) for part in answer.parts]
    assert all(part.difference == cent / 100 for part, cent in zip(answer.parts, cents, strict=True))
    assert round(100 * answer.base) + sum(cents) == round(100 * answer.variant)
    assert sum(cents) == round(100 * (variant_mean - base))
    assert answer.whole.difference == pytest.approx(variant_mean - base, abs=1e-9)


def test_the_order_of_the_levers_changes_nothing() -> None:
    levers = change_groups(SMALL, changed(FIVE))
    experiment = runner()
    first = bridge(experiment, SMALL, levers, BridgeSettings(replications=5))
    assert all(
        bridge(experiment, SMALL, order, BridgeSettings(replications=5)) == first
        for order in list(permutations(levers))[::13]
    )


def test_two_levers_by_hand() -> None:
    """A lever's part is the mean of what it brings first and what it brings last (two levers: Shapley 1953)."""
    levers = change_groups(SMALL, changed({"selling.clarity": 1.0, "selling.sold_response_share": 0.25}))
    experiment = runner()
    parts = {part.lever.name: part for part in bridge(experiment, SMALL, levers, BridgeSettings(replications=4)).parts}
    by_name = {lever.name: lever for lever in levers}
    clear, sold = by_name["selling.clarity"], by_name["selling.sold_response_share"]
    samples = experiment.results([mixture(SMALL, changes) for changes in ((), (clear,), (sold,), (clear, sold))], 4)
    none, first, second, both = (np.array([r.outcomes["margin"] for r in sample]) for sample in samples)
    by_hand = ((first - none) + (both - second)) / 2
    assert parts["selling.clarity"].effect.difference == pytest.approx(by_hand.mean(), abs=1e-9)
    assert parts["selling.clarity"].difference == pytest.approx(by_hand.mean(), abs=0.01)
    half = 4.17653 * by_hand.std(ddof=1) / 2  # t of 3 degrees of freedom; two intervals, of 97.5 % changes
    assert parts["selling.clarity"].effect.high - by_hand.mean() == pytest.approx(half, rel=1e-5)


def test_what_is_additive_is_told_exactly_also_by_sampled_orders() -> None:
    """Nine levers are sampled; where each brings the same in any order, the sampling error is 0."""
    variant = changed(NINE)
    experiment = runner(additive)
    answer = bridge(experiment, SMALL, change_groups(SMALL, variant), BridgeSettings(replications=3, orders=4))
    assert answer.orders == 4
    parts = {part.lever.name: part for part in answer.parts}
    assert parts["plans.gold.fee_per_month"].difference == -200
    assert parts["plans.gold.notice_days"].difference == 30
    assert parts["plans.silver.payment_days"].difference == -15
    assert parts["plans.silver.notice_days"].difference == 0
    assert all(part.sampling_error == 0 for part in answer.parts)
    assert answer.scenarios <= 1 + 4 * 9


def test_sampled_orders_add_up_and_say_how_far_they_may_be_off() -> None:
    experiment, levers = runner(), change_groups(SMALL, changed(NINE))
    answer = bridge(experiment, SMALL, levers, BridgeSettings(replications=3, orders=6))
    assert sum(round(100 * part.difference) for part in answer.parts) == round(100 * (answer.variant - answer.base))
    errors = {part.lever.name: part.sampling_error for part in answer.parts}
    assert errors["selling.clarity"] > 0
    assert errors["plans.silver.notice_days"] == 0
    assert bridge(experiment, SMALL, levers[::-1], BridgeSettings(replications=3, orders=6)) == answer


def test_levers_that_the_rules_allow_only_together_are_one() -> None:
    """An account cannot move to a plan that is not there."""
    plan = SMALL.plans["gold"].model_dump() | {"included_contacts_per_month": 5}
    together = {"plans.metered": plan, "accounts.Acme.plan": "metered", "selling.clarity": 0.9}
    answer = bridge(runner(), SMALL, change_groups(SMALL, changed(together)), BridgeSettings(replications=2))
    assert {part.lever.name for part in answer.parts} == {"accounts.Acme.plan + plans.metered", "selling.clarity"}


def test_what_a_variant_takes_away_is_a_lever_too() -> None:
    two = changed({"accounts.Ecma": {"segment": "large"}, "accounts.Zeta": {"segment": "large"}})
    levers = change_groups(two, SMALL)
    assert [lever.name for lever in levers] == ["accounts.Ecma", "accounts.Zeta"]
    assert mixture(two, levers).fingerprint == SMALL.fingerprint
    assert set(mixture(two, levers[:1]).accounts) == {"Acme", "Zeta"}


@pytest.mark.parametrize("overrides", [FIVE, NINE, {"timeline": [{"month": 3, "title": "Hire"}]}])
def test_all_levers_pulled_are_the_variant(overrides: dict[str, object]) -> None:
    variant = changed(overrides)
    assert mixture(SMALL, change_groups(SMALL, variant)).fingerprint == variant.fingerprint
    assert mixture(SMALL, ()).fingerprint == SMALL.fingerprint


def test_a_promise_by_severity_is_one_lever() -> None:
    hours = {f"plans.gold.response_hours.{severity}": 0.25 for severity in ("P1", "P2", "P3", "P4")}
    (lever,) = change_groups(SMALL, changed(hours))
    assert isinstance(lever, ChangeGroup)
    assert (lever.name, set(lever.paths)) == ("plans.gold.response_hours", set(hours))


def test_other_outcomes_add_up_in_millionths() -> None:
    answer = bridge(
        runner(), SMALL, change_groups(SMALL, changed(FIVE)), BridgeSettings("margin_share", replications=3)
    )
    millionths = [round(1e6 * part.difference) for part in answer.parts]
    assert sum(millionths) == round(1e6 * answer.variant) - round(1e6 * answer.base)


def test_nothing_to_split_is_refused() -> None:
    with pytest.raises(SaydoError, match="do not differ in anything"):
        bridge(runner(), SMALL, [], BridgeSettings())
    with pytest.raises(SaydoError, match="trust: is not defined in any replication"):
        bridge(runner(), SMALL, change_groups(SMALL, changed(FIVE)), BridgeSettings("trust", replications=2))


def test_many_levers_become_few_that_change_the_same() -> None:
    levers = change_groups(SMALL, changed(NINE))
    for most in range(1, len(levers) + 1):
        few = grouped(levers, most)
        assert len(few) <= most
        assert mixture(SMALL, few).fingerprint == mixture(SMALL, levers).fingerprint
    assert grouped(levers, len(levers)) == levers
    assert grouped([], 3) == []
    assert [lever.name for lever in grouped(levers, 1)] == [f"all else ({len(levers)} changes)"]
