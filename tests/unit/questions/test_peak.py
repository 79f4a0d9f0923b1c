"""The peak of the margin along a lever, and goals that are met only around a peak, where the peak is known."""

from __future__ import annotations

import numpy as np
import pytest

from sim.metrics.replication import Replication
from sim.questions.goal_seek import Goal, goal_seek
from sim.questions.peak import VALUE_OUTCOME, Peak, peak_along
from sim.questions.price import walk_away_price
from sim.report.price import peak_words
from sim.running.executors import SequentialExecutor
from sim.running.runner import ExperimentRunner
from sim.scenario.document import Scenario
from sim.scenario.levers import lever_of
from sim.statistics.risk import Limit
from tests.worlds import SMALL, changed

TOP = 4_000.0
FEE = "plans.gold.fee_per_month"


def single_peaked(scenario: Scenario, seed: int, replication: int) -> Replication:
    """The margin is highest at a fee of 4,000, where it is 1,000; each run has its own level and its own top."""
    noise = np.random.default_rng([seed, replication]).normal(size=2)
    fee = scenario.plans["gold"].fee_per_month
    margin = 1_000 - ((fee - TOP - 50 * noise[0]) / 20) ** 2 + 300 * noise[1]
    return Replication(
        {"margin": margin, VALUE_OUTCOME: margin, "margin_share": margin / 5_000, "response_attainment": 1.0}
    )


def runner(seed: int) -> ExperimentRunner:
    return ExperimentRunner(SequentialExecutor(), seed=seed, task=single_peaked)


def peak_of(scenario: Scenario, seed: int = 1) -> Peak:
    return peak_along(runner(seed), scenario, lever_of(scenario, FEE), 20)


def test_a_peak_inside_has_ends_on_both_sides_that_hold_it() -> None:
    for seed in range(10):
        peak = peak_of(SMALL, seed)
        assert peak.inside
        assert peak.low is not None
        assert peak.high is not None
        assert peak.low < TOP < peak.high
        assert peak.value == pytest.approx(TOP, rel=0.07)
        assert peak.verified.low > 0
    words = peak_words(peak, "USD")
    assert "is lower for sure" in words
    assert "there may be more" not in words


def test_a_peak_at_the_end_of_what_was_tried_says_so() -> None:
    low = changed({FEE: 1_000.0})
    peak = peak_of(low)
    assert (peak.value, peak.high, peak.inside) == (2_000.0, None, False)
    assert "there may be more" in peak_words(peak, "USD")


def test_a_goal_around_a_peak_between_two_steps_is_met() -> None:
    """From 2,000 the steps that double go to 2,500, 3,500 and 5,500; 500 or more is met from 3,553 to 4,447."""
    start = changed({FEE: 2_000.0})
    answer = goal_seek(runner(3), start, FEE, Goal("margin", 500.0), 40)
    assert answer.value == pytest.approx(TOP - 20 * 500**0.5, rel=0.03)
    assert answer.root.low < answer.root.estimate < answer.root.high


def test_the_walk_away_price_is_the_lower_side_of_the_peak() -> None:
    answer = walk_away_price(runner(5), changed({FEE: 5_500.0}), "gold", 0.0, Limit(0.2, 0.8), 40)
    assert answer.fee is not None
    assert 3_000 < answer.low <= answer.estimate <= answer.fee < TOP
