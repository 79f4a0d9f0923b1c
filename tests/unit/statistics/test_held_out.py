"""Predictions that are right are seldom called wrong, and predictions that are wrong seldom right."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from scipy import stats

from sim.errors import SaydoError
from sim.statistics.held_out import Trust, grade, held_out, worst

PERIODS, REPLICATIONS, SERIES = 16, 200, 300


def colours(level: float, spread: float, seed: int = 1) -> list[Trust]:
    """Of series around 100 with a standard deviation of 5, predicted at another level or spread."""
    random_numbers = np.random.default_rng(seed)
    graded = []
    for _ in range(SERIES):
        observed = random_numbers.normal(100, 5, PERIODS)
        simulated = random_numbers.normal(100 * level, 5 * spread, (REPLICATIONS, PERIODS))
        graded.append(grade(held_out(observed, simulated, random_numbers.normal(100, 5, 4)))[0])
    return graded


def share(graded: list[Trust], colour: Trust) -> float:
    return graded.count(colour) / len(graded)


def test_right_predictions_are_hardly_ever_red_and_mostly_green() -> None:
    graded = colours(1, 1)
    assert share(graded, Trust.RED) == 0
    assert share(graded, Trust.GREEN) > 0.75


def test_a_level_that_is_off_by_two_fifths_is_red() -> None:
    assert share(colours(0.6, 1), Trust.RED) > 0.99


def test_bands_of_half_their_width_are_not_green() -> None:
    assert share(colours(1, 0.4), Trust.GREEN) < 0.1


def test_bands_three_times_too_wide_are_not_green() -> None:
    assert share(colours(1, 3), Trust.GREEN) < 0.25


def test_the_transform_is_uniform_where_predictions_are_right_and_counts_are_small() -> None:
    random_numbers = np.random.default_rng(3)
    ranks: list[float] = []
    for number in range(200):
        observed = random_numbers.poisson(2, 12).astype(np.float64)
        simulated = random_numbers.poisson(2, (99, 12)).astype(np.float64)
        result = held_out(observed, simulated, np.empty(0), seed=number)
        assert result is not None
        ranks.extend(result.pit)
    assert stats.kstest(ranks, "uniform").pvalue > 0.01


def test_a_series_that_repeats_itself_counts_for_less() -> None:
    random_numbers = np.random.default_rng(4)
    walk = 100 + np.cumsum(random_numbers.normal(0, 1, 60))
    result = held_out(walk, random_numbers.normal(100, 5, (100, 60)), np.empty(0))
    assert result is not None
    assert result.n_effective < 20


def test_drift_is_red_too_few_periods_are_grey_and_few_are_amber() -> None:
    random_numbers = np.random.default_rng(5)
    simulated = random_numbers.normal(100, 5, (100, 6))
    assert held_out(np.array([100.0, np.nan, 101, np.nan, np.nan, np.nan]), simulated, np.empty(0)) is None
    assert grade(None)[0] is Trust.GREY
    result = held_out(np.array([99.0, 101, 100, 103, 96, 100]), simulated, np.empty(0))
    assert grade(result) == (Trust.AMBER, "only 6 periods")
    assert grade(result, drift=date(2025, 3, 3))[0] is Trust.RED


def test_the_naive_prediction_wins_where_the_model_is_vague() -> None:
    random_numbers = np.random.default_rng(6)
    observed, before = random_numbers.normal(100, 1, 20), random_numbers.normal(100, 1, 4)
    vague = held_out(observed, random_numbers.normal(100, 20, (100, 20)), before)
    assert vague is not None
    assert vague.score > vague.naive_score
    assert "no better than to go on" in grade(vague)[1]


def test_a_number_has_the_worst_colour_of_its_series() -> None:
    assert worst([Trust.GREEN, Trust.GREY, Trust.AMBER]) is Trust.AMBER
    assert worst([Trust.GREY]) is Trust.GREY


def test_shapes_must_agree() -> None:
    with pytest.raises(SaydoError, match="must be replications by 3 periods"):
        held_out(np.ones(3), np.ones((5, 4)), np.empty(0))
