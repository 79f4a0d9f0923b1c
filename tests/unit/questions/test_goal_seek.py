"""Goals met by one lever, on a desk whose answers are known."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from sim.errors import SaydoError
from sim.questions.goal_seek import Goal, LeverValue, goal_seek
from sim.questions.search import FRESH_SEEDS, crossing, fresh
from sim.questions.trade import Concession, equal_margin
from sim.rng import derived_seed
from sim.running.executors import SequentialExecutor
from sim.running.runner import ExperimentRunner
from sim.scenario.levers import Lever, lever_of
from tests.unit.questions.deals import COST, desk
from tests.worlds import SMALL, changed

FEE = "plans.gold.fee_per_month"
RUNS = 30


def runner(seed: int = 1) -> ExperimentRunner:
    return ExperimentRunner(SequentialExecutor(), seed=seed, task=desk)


def sought(path: str, outcome: str, target: float, seed: int = 1) -> LeverValue:
    return goal_seek(runner(seed), SMALL, path, Goal(outcome, target), RUNS)


def test_intervals_of_the_root_cover_the_truth_as_often_as_stated() -> None:
    """The mean margin is 0.97 fee - 2,000. 40 intervals of 95 %: 7 or more misses would come 3 times in 1,000."""
    true = (500 + COST) / 0.97
    answers = [sought(FEE, "margin", 500.0, seed) for seed in range(40)]
    assert stats.binom.sf(6, 40, 0.05) < 0.004
    assert sum(not answer.root.low <= true <= answer.root.high for answer in answers) <= 6
    again = [(answer.verified, 0.97 * answer.value - COST) for answer in answers if answer.verified and answer.value]
    assert len(again) == 40
    assert sum(not interval.low <= mean <= interval.high for interval, mean in again) <= 6
    assert np.mean([answer.root.estimate for answer in answers]) == pytest.approx(true, rel=0.01)


def test_the_answer_lies_on_the_side_where_the_goal_is_met() -> None:
    answer = sought(FEE, "margin", 500.0)
    assert answer.value is not None
    assert 0 <= answer.value - answer.root.estimate <= 1.5
    assert answer.met_before


def test_people_may_be_sought_as_well() -> None:
    """Trust is .5 + .2 tanh(people - 1.5): .6 needs .549 more."""
    answer = sought("provider.teams.frontline.people", "customer_retention_per_year", 0.6)
    assert answer.root.low < 1.5 + math.atanh(0.5) < answer.root.high
    assert not answer.met_before


def test_a_whole_number_stays_one() -> None:
    """Each day until payment costs 3 a month of a fee of 3,000: 800 are left after 66 2/3 days."""
    answer = sought("plans.gold.payment_days", "margin", 800.0)
    assert isinstance(answer.value, int)
    assert answer.root.low - 1 <= 66 + 2 / 3 <= answer.root.high + 1
    at = [
        np.mean([desk(changed({"plans.gold.payment_days": days}), 1, n).outcomes["margin"] for n in range(RUNS)])
        for days in (answer.value, answer.value + 1)
    ]
    assert at[0] >= 800 > at[1]


def test_an_equal_margin_trade_is_exact_where_random_numbers_are_shared() -> None:
    """Net 60 for net 30: the fee must rise by .97 / .94, whatever the noise of the costs."""
    answer = equal_margin(runner(), SMALL, Concession({"plans.gold.payment_days": 60}, FEE), RUNS)
    assert answer.before == 3_000
    assert answer.root.estimate == pytest.approx(3_000 * 0.97 / 0.94, abs=1)
    assert answer.root.low == pytest.approx(answer.root.high, abs=2)
    assert answer.value == 3_096
    assert answer.verified is not None
    assert answer.verified.low == pytest.approx(3_096 * 0.94 - 3_000 * 0.97)


def test_what_is_met_nowhere_or_everywhere_has_no_answer() -> None:
    never = sought("provider.teams.frontline.people", "customer_retention_per_year", 0.9)
    assert (never.value, never.met_before, never.verified) == (None, False, None)
    assert max(never.tried) == 2_000
    always = sought("provider.teams.frontline.people", "customer_retention_per_year", 0.1)
    assert (always.value, always.met_before) == (None, True)


def test_what_cannot_be_asked_is_refused() -> None:
    with pytest.raises(SaydoError, match=r"plans\.gold\.fee: must be the path of a number.*did you mean plans\.gold"):
        sought("plans.gold.fee", "margin", 1.0)
    with pytest.raises(SaydoError, match="must be one number, to be moved from where it stands; it is open"):
        sought("plans.gold.included_contacts_per_month", "margin", 1.0)
    with pytest.raises(SaydoError, match="is conceded, and cannot make up for itself"):
        equal_margin(runner(), SMALL, Concession({FEE: 2_000}, FEE), RUNS)
    with pytest.raises(SaydoError, match="does not move what is sought"):
        sought("plans.silver.fee_per_month", "margin", 1.0)


@pytest.mark.parametrize("root", [0.003, 0.7, 9.0, 77.0, 5_000.0])
@pytest.mark.parametrize("slope", [1.0, -1.0])
def test_a_crossing_is_found_far_up_and_far_down(root: float, slope: float) -> None:
    lever = Lever("x", 10.0, 0.0, math.inf, whole=False)
    answer = crossing(lambda x: slope * (math.atan(x) - math.atan(root)), lever)
    assert answer.at == pytest.approx(root, abs=lever.step)
    assert answer.rises == (slope > 0)
    assert slope * (answer.at - root) >= 0


def test_a_lever_knows_its_bounds_and_its_step() -> None:
    hours = lever_of(SMALL, "plans.gold.response_hours.P1")
    assert (hours.value, hours.low, hours.high, hours.whole) == (0.5, 0.0001, 100_000, False)
    days = lever_of(SMALL, "plans.gold.payment_days")
    assert (days.step, days.at(-5.0), days.at(60.4), days.at(500.0)) == (1, 0, 60, 180)
    fee = lever_of(SMALL, FEE)
    assert (fee.step, fee.neat(3_095.2, up=True), fee.neat(3_095.2, up=False)) == (1, 3_096, 3_095)


def test_fresh_random_numbers_are_those_of_ten_derived_seeds() -> None:
    here, there = fresh(runner(7), [SMALL, changed({FEE: 1_000})], 2 * FRESH_SEEDS)
    assert len(here) == len(there) == 20
    seeds = [derived_seed(7, "verification", number) for number in range(FRESH_SEEDS)]
    expected = [desk(SMALL, seed, number).outcomes for seed in seeds for number in range(2)]
    assert [replication.outcomes for replication in here] == expected
