"""History matching keeps the points that are in keeping with facts, and says what the facts leave open."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, cast

import numpy as np
import pytest

from sim.errors import SaydoError
from sim.questions.emulator import fit_emulator
from sim.questions.fit import Anchor
from sim.questions.history_matching import HistoryMatch, MatchDesign, match_history
from sim.questions.matched_numbers import named_numbers, usual_numbers
from sim.questions.yearly import YearlyOutcomes
from sim.running.runner import ExperimentRunner
from sim.scenario.document import Scenario
from sim.scenario.overrides import with_overrides
from sim.scenario.paths import value_at
from tests.worlds import SMALL

PEOPLE, FEE, CLARITY = "provider.teams.frontline.people", "plans.gold.fee_per_month", "selling.clarity"
ENDS = {PEOPLE: (1.0, 5.0), FEE: (1000.0, 5000.0), CLARITY: (0.1, 0.9)}
NOISE = 0.01


class Formula:
    """Stands in for a runner: outcomes by a formula of the scenario, with noise of each replication."""

    seed = 3

    def __init__(self) -> None:
        self.numbers: list[int] = []

    def pairs(self, task: Callable[..., Any], requests: Sequence[tuple[Scenario, int]]) -> list[YearlyOutcomes]:
        self.numbers += [number for _, number in requests]
        return [outcomes(scenario, number) for scenario, number in requests]


def truth(people: float, fee: float) -> tuple[float, float]:
    """Attainment and share of margin; clarity has no effect."""
    return 0.5 + 0.1 * people - 0.008 * people**2, fee / 10_000 - 0.05 * people


def outcomes(scenario: Scenario, number: int) -> YearlyOutcomes:
    attainment, margin = truth(scenario.provider.teams["frontline"].people, scenario.plans["gold"].fee_per_month)
    noise = NOISE * np.random.default_rng(number).standard_normal(2)
    whole = {"response_attainment": attainment + noise[0], "margin_share": margin + noise[1], "trust": np.nan}
    return YearlyOutcomes(whole, [])


def fact(outcome: str, value: float, tolerance: float = 0.01) -> Anchor:
    return Anchor(outcome=outcome, low=value - tolerance, high=value + tolerance, source="books")


def matched(*facts: Anchor, points: int = 80) -> HistoryMatch:
    runner = cast(ExperimentRunner, Formula())
    return match_history(runner, SMALL, facts, named_numbers(SMALL, ENDS), MatchDesign(points, 20))


def test_points_that_are_left_are_in_keeping_with_all_facts_and_the_truth_is_among_them() -> None:
    attainment, margin = truth(3.0, 3000.0)
    result = matched(fact("response_attainment", attainment), fact("margin_share", margin))
    assert 0 < result.volume < 0.15
    assert len(result.points) == 20
    assert all(point.implausibility <= 3 for point in result.points)
    for point in result.points:
        values = truth(point.values[PEOPLE], point.values[FEE])
        assert np.abs(np.subtract(values, (attainment, margin))).max() < 4 * (NOISE + 0.005)
    for place, value in ((0, 3.0), (1, 3000.0)):
        low, high = result.levers[place].plausible
        assert low < value < high


def test_what_the_facts_do_not_tell_keeps_its_range() -> None:
    attainment, margin = truth(3.0, 3000.0)
    result = matched(fact("response_attainment", attainment), fact("margin_share", margin))
    people, fee, clarity = result.levers
    assert people.moved
    assert fee.moved
    assert not clarity.moved
    assert clarity.spread_left == pytest.approx(1, abs=0.1)
    assert people.spread_left < 0.5


def test_residuals_are_those_of_simulated_points() -> None:
    attainment, _ = truth(3.0, 3000.0)
    (row,) = matched(fact("response_attainment", attainment)).facts
    assert row.matched
    assert row.residual == pytest.approx(row.mean - attainment)
    assert abs(row.residual) < NOISE
    assert row.prior[0] < row.spread[0] < row.spread[1] < row.prior[1]
    assert row.explained > 0.9


def test_facts_out_of_reach_and_facts_that_clash_are_named() -> None:
    result = matched(fact("response_attainment", 1.4), fact("margin_share", 0.15))
    assert result.volume == 0
    assert not result.points
    assert result.clashes == (("response_attainment",),)
    best, least = truth(5.0, 5000.0)[0], truth(1.0, 5000.0)[1]
    result = matched(fact("response_attainment", best), fact("margin_share", least))
    assert result.clashes == (("response_attainment", "margin_share"),)


def test_every_point_has_random_numbers_of_its_own() -> None:
    runner = Formula()
    levers = named_numbers(SMALL, ENDS)
    attainment, _ = truth(3.0, 3000.0)
    design = MatchDesign(60, 10)
    result = match_history(
        cast(ExperimentRunner, runner), SMALL, [fact("response_attainment", attainment)], levers, design
    )
    assert sorted(runner.numbers) == list(range(design.runs)) == list(range(result.simulated))


def test_the_same_question_has_the_same_answer() -> None:
    attainment, _ = truth(3.0, 3000.0)
    assert matched(fact("response_attainment", attainment)) == matched(fact("response_attainment", attainment))


def test_an_outcome_that_is_never_defined_cannot_be_matched() -> None:
    with pytest.raises(SaydoError, match="trust: defined at 0 of 80 points"):
        matched(fact("trust", 0.5))


def test_a_quadratic_is_emulated_but_for_its_noise() -> None:
    rng = np.random.default_rng(1)
    points = rng.random((400, 2))
    values = points[:, 0] * points[:, 1] + points[:, 0] ** 2 + 0.1 * rng.standard_normal(400)
    emulator = fit_emulator(points, values)
    assert emulator is not None
    assert emulator.order == 2
    assert emulator.variance == pytest.approx(0.01, rel=0.25)
    mean, variance = emulator(np.array([[0.5, 0.5], [0.9, 0.1]]))
    assert mean == pytest.approx([0.5, 0.9], abs=0.05)
    assert (variance > emulator.variance).all()


@pytest.mark.parametrize(("count", "order"), [(60, 2), (30, 1), (16, 0)])
def test_few_points_have_an_emulator_of_fewer_terms(count: int, order: int) -> None:
    points = np.random.default_rng(2).random((count, 5))
    emulator = fit_emulator(points, 4 * ((points - 0.5) ** 2).sum(axis=1) + points[:, 0] * points[:, 1])
    assert emulator is not None
    assert emulator.order == order


def test_terms_that_tell_nothing_are_left_out() -> None:
    rng = np.random.default_rng(3)
    points = rng.random((60, 5))
    emulator = fit_emulator(points, points[:, 0] + rng.standard_normal(60))
    assert emulator is not None
    assert emulator.order == 0


def test_no_emulator_comes_from_too_few_points() -> None:
    assert fit_emulator(np.random.default_rng(2).random((11, 5)), np.arange(11.0)) is None


def test_usual_numbers_go_together_within_their_ranges() -> None:
    levers = usual_numbers(SMALL)
    named = {lever.name for lever in levers}
    assert {"work of a touch", "breaking points", "share of terms explained before signing"} <= named
    for place in (0.0, 0.5, 1.0):
        values = {path: value for lever in levers for path, value in lever.values(place).items()}
        there = with_overrides(SMALL, values)
        assert {path: value_at(there, path) for path in values} == values
