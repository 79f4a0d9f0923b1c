"""The strongest promise on a desk whose risks are known."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from sim.errors import SaydoError
from sim.metrics.replication import Replication
from sim.questions.deal import signing_zone
from sim.questions.guardrails import Guardrails
from sim.questions.promise import NATURAL_HOURS, Miss, Promise, Strongest, strongest_promise, zones_by
from sim.rng import derived_seed
from sim.running.executors import SequentialExecutor
from sim.running.runner import ExperimentRunner
from sim.scenario.document import Scenario
from sim.statistics.risk import Limit, Zone
from tests.unit.questions.deals import desk, risk_of
from tests.worlds import SMALL, changed

MISSED = Miss("response_attainment.gold", 0.95)
LIMIT = Limit(0.1, 0.9)
RUNS = 80


def sought(
    seed: int, scenario: Scenario = SMALL, promise: Promise | None = None, miss: Miss = MISSED
) -> list[Strongest]:
    runner = ExperimentRunner(SequentialExecutor(), seed=seed, task=desk)
    return strongest_promise(runner, scenario, promise or Promise("gold", "P1"), miss, LIMIT, RUNS)


def test_what_is_called_safe_is_too_risky_no_more_often_than_stated() -> None:
    """40 searches with 9 in 10 confidence; more than 11 wrong ones would come once in 2,000 if each erred 1 in 10."""
    answers = [sought(seed)[0].hours for seed in range(40)]
    assert all(answers)
    wrong = sum(risk_of(hours) > LIMIT.risk for hours in answers if hours)
    assert stats.binom.sf(11, 40, 0.1) < 0.0005
    assert wrong <= 11
    assert np.median([risk_of(hours) for hours in answers if hours]) > LIMIT.risk / 20, "too timid to be of use"


def test_zones_lie_in_order_and_on_their_side_of_the_truth() -> None:
    """At 80 runs and 9 in 10, a risk above .3 is never called safe, and one below .02 never hopeless (1e-5)."""
    for seed in range(10):
        cells = sought(seed)[0].cells
        assert tuple(cell.hours for cell in cells) == NATURAL_HOURS
        zones = [cell.zone for cell in cells]
        assert zones == sorted(zones, key=("never", "risky", "safe").index)
        assert all(risk_of(cell.hours) < 0.3 for cell in cells if cell.zone == "safe")
        assert all(risk_of(cell.hours) > 0.02 for cell in cells if cell.zone == "never")


def test_the_zone_of_each_promise_is_what_all_its_replications_would_say() -> None:
    """Bisection and early stopping change nothing: every promise of the grid, tried in full, has the same zone."""
    (answer,) = sought(3)
    for cell in answer.cells:
        sample = changed({"plans.gold.response_hours.P1": cell.hours})
        missed = sum(desk(sample, 3, number).outcomes[MISSED.outcome] < 0.95 for number in range(RUNS))
        assert LIMIT.zone(missed, RUNS) == cell.zone
    stopped = [cell.chance for cell in answer.cells if cell.chance and cell.chance.runs < RUNS]
    assert stopped
    assert all(chance.at_least > LIMIT.risk for chance in stopped)


def test_the_answer_keeps_the_risk_on_ten_fresh_seeds() -> None:
    (answer,) = sought(5)
    assert answer.verified is not None
    assert answer.hours is not None
    assert len(answer.verified.missed_by_seed) == 10
    assert answer.verified.chance.runs == RUNS
    assert sum(answer.verified.missed_by_seed) == answer.verified.chance.missed
    promised = changed({"plans.gold.response_hours.P1": answer.hours})
    seeds = [derived_seed(5, "verification", number) for number in (0, 9)]
    replications = [desk(promised, seed, number) for seed in seeds for number in range(8)]
    missed = [replication.outcomes[MISSED.outcome] < 0.95 for replication in replications]
    assert (sum(missed[:8]), sum(missed[8:])) == (answer.verified.missed_by_seed[0], answer.verified.missed_by_seed[9])
    assert answer.verified.kept == (answer.verified.chance.missed <= LIMIT.risk * RUNS)


def test_with_ample_people_the_limit_and_with_none_never() -> None:
    (ample,) = sought(1, changed({"provider.teams.frontline.people": 100}))
    assert (ample.hours, ample.at_limit, ample.never) == (NATURAL_HOURS[0], True, False)
    (none,) = sought(1, changed({"provider.teams.frontline.people": 0}))
    assert (none.hours, none.at_limit, none.never, none.verified) == (None, False, True, None)


def test_what_is_not_defined_is_a_miss_or_nothing_to_keep() -> None:
    """Nobody answered, or nobody asked: whoever counts misses says which of the two NaN stands for."""
    runs = [Replication({"attainment": value}) for value in (0.99, 0.5, math.nan)]
    assert Miss("attainment", 0.95).counts(runs, runs).tolist() == [False, True, True]
    assert Miss("attainment", 0.95, undefined=False).counts(runs, runs).tolist() == [False, True, False]


def test_a_loss_of_margin_is_counted_against_today_under_common_random_numbers() -> None:
    """At 40 less a month 38.8 of margin are lost whatever the noise: safe below a loss of 39, hopeless below 38."""
    promise = Promise("gold", "P1", hours=(1.0, 2.0), fees=(2_960.0,))
    for loss, zone in ((39.0, "safe"), (38.0, "never")):
        (answer,) = sought(2, promise=promise, miss=Miss("margin", -loss, than_today=True))
        assert {cell.zone for cell in answer.cells} == {zone}


def test_each_fee_has_its_own_zones() -> None:
    """Today's cost is 2,000 and a margin of nothing is missed half the time there; at 2,800 almost never."""
    answers = sought(
        4, promise=Promise("gold", "P1", hours=(1.0, 4.0), fees=(2_000.0, 2_800.0)), miss=Miss("margin", 0.0)
    )
    assert [answer.fee for answer in answers] == [2_000.0, 2_800.0]
    assert [answer.hours for answer in answers] == [None, 1.0]
    assert answers[0].never


def test_a_map_by_another_rule_always_tries_the_terms_as_they_are() -> None:
    """SMALL promises half an hour, of which its neighbours would say never; a quarter of an hour is not tried."""
    today = SMALL.plans["gold"]
    hours = (0.25, 0.5, 1.0, 2.0, 4.0, 6.0, 8.0)
    tried: list[float] = []

    def zone(scenario: Scenario) -> Zone:
        promised = scenario.plans["gold"].response_hours.P1 or 0.0
        tried.append(promised)
        if scenario.fingerprint == SMALL.fingerprint:
            return "risky"
        return "never" if promised < 4 else "safe"

    (answer,) = zones_by(SMALL, Promise("gold", "P1", hours, (today.fee_per_month,)), zone)
    zones = {cell.hours: cell.zone for cell in answer.cells}
    assert zones == {0.25: "never", 0.5: "risky", 1.0: "never", 2.0: "never", 4.0: "safe", 6.0: "safe", 8.0: "safe"}
    assert sorted(tried) == [0.5, 1.0, 2.0, 4.0, 6.0]
    assert all(cell.chance is None for cell in answer.cells)


@pytest.mark.parametrize(("attainment", "zone"), [(0.95, "safe"), (0.5, "never")])
def test_terms_for_all_are_judged_by_the_floors_of_the_firm(attainment: float, zone: Zone) -> None:
    def task(scenario: Scenario, seed: int, replication: int) -> Replication:
        return Replication({"margin_share": 0.1, "response_attainment": attainment})

    runner = ExperimentRunner(SequentialExecutor(), seed=1, task=task)
    assert signing_zone(runner, SMALL, None, Guardrails(), 20) == zone


def broken(scenario: Scenario, seed: int, replication: int) -> Replication:
    """Fails in replication 3."""
    return Replication(error="IdentityError: lost") if replication == 3 else desk(scenario, seed, replication)


def test_what_cannot_be_asked_is_refused() -> None:
    with pytest.raises(SaydoError, match="plan = iron: must be one of the plans gold, silver"):
        sought(1, promise=Promise("iron", "P1"))
    with pytest.raises(SaydoError, match="severity = P9: must be one of P1, P2, P3, P4"):
        sought(1, promise=Promise("gold", "P9"))
    with pytest.raises(SaydoError, match=r"P1 = 0.*must be greater than 0"):
        sought(1, promise=Promise("gold", "P1", hours=(0.0,)))
    with pytest.raises(SaydoError, match=r"no such outcome; did you mean response_attainment\.gold"):
        sought(1, miss=Miss("response_attainment.golden", 0.9))
    runner = ExperimentRunner(SequentialExecutor(), seed=1, task=broken)
    with pytest.raises(SaydoError, match="a replication failed of IdentityError: lost"):
        strongest_promise(runner, SMALL, Promise("gold", "P1"), MISSED, LIMIT, RUNS)
    with pytest.raises(SaydoError, match="20 replications: must be at least 22"):
        strongest_promise(runner, SMALL, Promise("gold", "P1"), MISSED, LIMIT, 20)
    assert math.isclose(0.9**22, 0.0985, abs_tol=1e-4)
