"""Screening and indices on a function whose effects are known, asked as any scenario is."""

from __future__ import annotations

from math import pi

import numpy as np
import pytest

from sim.questions.assumption_ranges import (
    AssumptionDraws,
    OutcomeTable,
    common_random_numbers,
    independent_random_numbers,
    ranges_of,
)
from sim.questions.sensitivity import (
    effects,
    index_points,
    indices,
    noise_share,
    repeated_rows,
    screening_points,
    swing_points,
    swings,
)
from sim.running.executors import SequentialExecutor
from sim.running.runner import ExperimentRunner
from tests.unit.questions.reference import ISHIGAMI, ishigami
from tests.worlds import SMALL

READING = ((0, "margin"),)


def ishigami_draws() -> AssumptionDraws:
    assumption_draws = AssumptionDraws([SMALL], ranges_of(SMALL, dict.fromkeys(ISHIGAMI, (-pi, pi)), ["-"]))
    assert {one.path for one in assumption_draws.ranges} == set(ISHIGAMI)
    return assumption_draws


def test_morris_finds_the_known_effects_of_ishigami() -> None:
    """Four levels at -π, -π/3, π/3 and π, steps of two thirds of the range, over which an effect is told.

    b: 7 (sin² π/3 - sin² π) / (2/3) = 7.875 always, up as often as down. a: sin π/3 (1 + c⁴/10) / (2/3), with c⁴ = π⁴
    or (π/3)⁴: 7.704 on average. c: (π⁴ - (π/3)⁴) / 10 |sin a| / (2/3), with |sin a| = 0 or sin π/3: 6.249.
    """
    assumption_draws = ishigami_draws()
    paths = [one.path for one in assumption_draws.ranges]
    table = OutcomeTable(screening_points(paths, 100, seed=3))
    table.fill(
        assumption_draws.ask(
            ExperimentRunner(SequentialExecutor(), seed=1, task=ishigami),
            READING,
            independent_random_numbers(1, rows=4),
        )
    )
    by_path = {one.path: one for one in effects(paths, table.points, table.values[:, 0, 0])}
    a, b, c = (by_path[path] for path in ISHIGAMI)
    assert b.size == pytest.approx(7.875)
    assert b.size_half == pytest.approx(0, abs=1e-9)
    assert abs(b.mean) < 3 * 7.875 / 10
    for effect, exact in ((a, 7.704), (c, 6.249)):
        assert effect.size_half > 0.3
        assert abs(effect.size - exact) < 3 * effect.size_half / 1.96
    assert a.mean == pytest.approx(a.size)


def test_sobol_finds_the_known_shares_of_ishigami() -> None:
    """First: .3139, .4424, 0; total: .5576, .4424, .2437 (Ishigami & Homma 1990, with 7 and 1/10)."""
    assumption_draws = ishigami_draws()
    paths = [one.path for one in assumption_draws.ranges]
    table = OutcomeTable(index_points(paths, 256, seed=3))
    table.fill(
        assumption_draws.ask(
            ExperimentRunner(SequentialExecutor(), seed=1, task=ishigami), READING, common_random_numbers(1)
        )
    )
    by_path = {one.path: one for one in indices(paths, table.values[:, 0, 0])}
    exact = {ISHIGAMI[0]: (0.3139, 0.5576), ISHIGAMI[1]: (0.4424, 0.4424), ISHIGAMI[2]: (0.0, 0.2437)}
    for path, (first, total) in exact.items():
        assert abs(by_path[path].first - first) < 3 * by_path[path].first_half / 1.96
        assert abs(by_path[path].total - total) < 3 * by_path[path].total_half / 1.96
        assert by_path[path].total_half < 0.3
    assert list(by_path) == [ISHIGAMI[0], ISHIGAMI[1], ISHIGAMI[2]]


def test_an_unfinished_trajectory_is_left_out() -> None:
    points = screening_points(["a", "b"], 3, seed=1)
    outcome = 5 * points[:, 0]
    whole = effects(["a", "b"], points, outcome)
    assert [(one.path, round(one.size, 9)) for one in whole] == [("a", 5), ("b", 0)]
    cut = effects(["a", "b"], points[:8], outcome[:8])
    assert [(one.path, round(one.size, 9)) for one in cut] == [("a", 5), ("b", 0)]
    undefined = np.where(np.arange(9) == 4, np.nan, outcome)
    assert [round(one.size, 9) for one in effects(["a", "b"], points, undefined)] == [5, 0]
    assert effects(["a", "b"], points[:5], outcome[:5]) == []


def test_a_constant_outcome_has_no_shares_of_variance() -> None:
    assert indices(["a", "b"], np.ones(16)) == []


def test_swings_are_paired_with_the_outcome_as_it_is() -> None:
    points = swing_points(3, [2, 0])
    assert np.isnan(points).sum() == 8
    assert (points[0, 2], points[1, 2], points[2, 0], points[3, 0]) == (0, 1, 0, 1)
    base = np.array([1.0, 5.0, 9.0])
    outcome = base + np.array([[1.0], [2.0], [-7.0], [0.0]])
    big, small = swings(["c", "a"], base, outcome)
    assert (big.path, big.low.estimate, big.high.estimate, big.size) == ("a", -7, 0, 7)
    assert (small.low.estimate, small.low.low, small.low.high) == pytest.approx((1, 1, 1))


@pytest.mark.parametrize("share", [0.0, 0.2, 0.8])
def test_chance_is_told_from_the_effect_of_the_points(share: float) -> None:
    """Over 40 designs, the mean of the estimates lies within three standard errors of the truth."""
    generator = np.random.default_rng(1)
    estimates = []
    for _ in range(40):
        signal = np.sqrt(1 - share) * generator.normal(size=400)
        random_numbers = np.sqrt(share) * generator.normal(size=(2, 400))
        rows = repeated_rows(400)
        assert len(rows) == 8
        first = signal + random_numbers[0] + 50
        estimates.append(noise_share(first, first[rows], (signal + random_numbers[1] - 20)[rows]))
    error = float(np.std(estimates, ddof=1)) / np.sqrt(40)
    assert abs(np.mean(estimates) - share) <= 3 * error
    assert np.isnan(noise_share(np.ones(5), np.ones(2), np.ones(2)))
