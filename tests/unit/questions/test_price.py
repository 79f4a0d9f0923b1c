"""The walk-away price where costs are normal and so the price is known."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from sim.errors import SaydoError
from sim.questions.price import Price, walk_away_price
from sim.running.executors import SequentialExecutor
from sim.running.runner import ExperimentRunner
from sim.scenario.document import Scenario
from sim.statistics.risk import Limit
from tests.unit.questions.deals import desk, price_of
from tests.worlds import SMALL, changed

LIMIT = Limit(0.1, 0.9)
RUNS = 80
TRUE = price_of(0.2, 0.9, payment_days=30)


def priced(seed: int, scenario: Scenario = SMALL, margin: float = 0.2) -> Price:
    runner = ExperimentRunner(SequentialExecutor(), seed=seed, task=desk)
    return walk_away_price(runner, scenario, "gold", margin, LIMIT, RUNS)


def test_price_and_interval_miss_the_truth_no_more_often_than_stated() -> None:
    """40 prices; each end errs 1 in 10 at most, and more than 11 of 40 would come once in 2,000."""
    answers = [priced(seed) for seed in range(40)]
    assert stats.binom.sf(11, 40, 0.1) < 0.0005
    assert sum(answer.fee < TRUE for answer in answers if answer.fee) <= 11
    assert sum(answer.low > TRUE for answer in answers) <= 11
    assert np.mean([answer.estimate for answer in answers]) == pytest.approx(TRUE, rel=0.01)
    assert np.mean([answer.fee for answer in answers if answer.fee]) < 1.05 * TRUE, "too timid to be of use"


def test_the_price_is_the_fee_at_which_just_few_enough_replications_miss() -> None:
    """Of 80 replications 4 may miss (binomial: P(X <= 4 | 80, .1) = .088); one step lower, a fifth one does."""
    answer = priced(7)
    assert answer.fee is not None
    assert LIMIT.most_missed(RUNS) == 4

    def missed(fee: float) -> int:
        sample = changed({"plans.gold.fee_per_month": fee})
        return sum(desk(sample, 7, number).outcomes["margin_share"] < 0.2 for number in range(RUNS))

    assert missed(answer.fee) == 4
    assert missed(answer.fee - 2) == 5
    assert missed(answer.estimate + 1) == 8
    assert missed(answer.low - 1) >= LIMIT.fewest_missed(RUNS)
    assert answer.low < answer.estimate < answer.fee


def test_the_price_keeps_the_margin_on_ten_fresh_seeds() -> None:
    answer = priced(11)
    assert answer.verified is not None
    assert len(answer.verified.missed_by_seed) == 10
    assert answer.verified.kept == (answer.verified.chance.missed <= 0.1 * RUNS)


def test_a_margin_that_no_fee_reaches_has_no_price() -> None:
    answer = priced(1, margin=1.0)
    assert (answer.fee, answer.verified) == (None, None)
    assert answer.tried > 1_000 * 3_000


def test_the_search_goes_down_where_the_margin_is_reached_already() -> None:
    answer = priced(1, changed({"plans.gold.fee_per_month": 100_000}))
    assert answer.fee is not None
    assert answer.fee == pytest.approx(TRUE, rel=0.1)
    assert answer.fee_today == 100_000


def test_what_cannot_be_asked_is_refused() -> None:
    with pytest.raises(SaydoError, match="plan = iron: must be one of the plans gold, silver"):
        walk_away_price(ExperimentRunner(SequentialExecutor(), seed=1, task=desk), SMALL, "iron", 0.2, LIMIT, RUNS)
