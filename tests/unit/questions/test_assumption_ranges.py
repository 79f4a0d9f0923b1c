"""Ranges by their evidence, and worlds that move together."""

from __future__ import annotations

import numpy as np
import pytest

from sim.errors import SaydoError, ScenarioError
from sim.metrics.replication import Replication
from sim.questions.assumption_ranges import (
    AssumptionDraws,
    FloatArray,
    OutcomeTable,
    common_random_numbers,
    independent_random_numbers,
    ranges_of,
)
from sim.running.executors import SequentialExecutor
from sim.running.runner import ExperimentRunner
from sim.scenario.document import Scenario
from sim.scenario.overrides import with_overrides
from sim.scenario.sheet import assumption_sheet
from tests.worlds import SMALL

CLARITY = "market.clarity_effect"


def numbered(scenario: Scenario, seed: int, replication: int) -> Replication:
    """The margin is the number of the replication, the trust the effect of clarity."""
    return Replication({"margin": float(replication), "trust": scenario.market.clarity_effect})


def failing(scenario: Scenario, seed: int, replication: int) -> Replication:
    """Always fails."""
    return Replication(error="IdentityError: 1 is not 2")


def test_ranges_follow_the_evidence_and_keep_to_what_is_allowed() -> None:
    ranges = {one.path: one for one in ranges_of(SMALL)}
    rows = {row.path: row for row in assumption_sheet(SMALL)}
    patience = ranges["assumptions.contact.chase_hours"]
    assert (patience.low, patience.value, patience.high, patience.tag) == (2, 4, 8, "A")
    assert patience.at(0.5) == pytest.approx(4)
    errors = ranges["assumptions.billing.error_probability"]
    assert errors.tag == "F"
    assert errors.low / (1 - errors.low) == pytest.approx(0.02 / 0.98 / 1.25)
    assert errors.high / (1 - errors.high) == pytest.approx(0.02 / 0.98 * 1.25)
    assert errors.at(0.5) == pytest.approx(0.02)
    intercept = ranges["assumptions.renewal.intercept"]
    assert (intercept.low, intercept.high) == pytest.approx((intercept.value - np.log(2), intercept.value + np.log(2)))
    patience_on_hold, repeats = (
        ranges[f"assumptions.contact.{name}"] for name in ("patience_minutes", "repeat_probability")
    )
    assert (patience_on_hold.low, patience_on_hold.high, patience_on_hold.tag) == (3, 15, "M")
    assert (repeats.low, repeats.high, repeats.shape) == (0.011, 0.36, "odds")
    spread = ranges["provider.teams.frontline.touch_sigma"]
    assert (spread.low, spread.high) == pytest.approx((spread.value / 1.5, spread.value * 1.5))
    fixed = {
        "market.prospects_per_month",
        "segments.large.customers",
        "assumptions.contact.severity_shares.P1",
        "provider.teams.frontline.escalated_share",
        "assumptions.demand.season",
    }
    assert fixed <= rows.keys()
    assert not fixed & ranges.keys()
    full = with_overrides(SMALL, {"provider.teams.frontline.escalated_share": 0.28})
    (solved,) = ranges_of(full, within=["provider.teams.frontline.solved_share"])
    assert solved.high == pytest.approx(0.72)
    for path, one in ranges.items():
        assert one.low < one.high
        assert one.low <= one.value <= one.high
        for end in (one.low, one.high):
            with_overrides(SMALL, {path: end})


def test_what_the_scenario_s_own_evidence_calls_measured_keeps_its_value() -> None:
    """[M] of the schema was measured elsewhere and is varied; a user's own measurement is not."""
    path = "assumptions.contact.repeat_probability"
    own = with_overrides(SMALL, {"evidence": {path: {"tag": "M", "source": "our records of 2026"}}})
    assert not ranges_of(own, within=[path])
    assert len(ranges_of(SMALL, within=[path])) == 1
    recalled = with_overrides(SMALL, {"evidence": {path: {"tag": "R", "source": "the former manager"}}})
    (one,) = ranges_of(recalled, within=[path])
    assert one.high / (1 - one.high) == pytest.approx(1.5 * one.value / (1 - one.value))


def test_given_ranges_stand_before_the_rule_and_are_even() -> None:
    ends = {"assumptions.contact.patience_minutes": (1.0, 3.0), "segments.large.customers": (1.0, 4.0)}
    ranges = {one.path: one for one in ranges_of(SMALL, ends, within=["assumptions.renewal."])}
    assert ranges["assumptions.contact.patience_minutes"].at(0.25) == 1.5
    assert ranges["segments.large.customers"].at(0.5) == 2
    assert isinstance(ranges["segments.large.customers"].at(0.5), int)
    assert all(path in ends or path.startswith("assumptions.renewal.") for path in ranges)
    assert len(ranges) > len(ends)


@pytest.mark.parametrize(
    ("path", "ends", "phrase"),
    [
        ("assumptions.none", (0.0, 1.0), "must be the path of a number"),
        ("selling.clarity", (0.5, 0.5), "the low end must be below the high"),
        ("selling.clarity", (0.5, 1.5), "selling.clarity = 1.5"),
    ],
)
def test_a_range_that_cannot_be_is_refused(path: str, ends: tuple[float, float], phrase: str) -> None:
    with pytest.raises(ScenarioError, match=phrase):
        ranges_of(SMALL, {path: ends})


def test_what_two_scenarios_differ_in_does_not_move() -> None:
    other = with_overrides(SMALL, {CLARITY: -1.0, "selling.clarity": 0.1})
    assumption_draws = AssumptionDraws(
        [SMALL, other], ranges_of(SMALL, {CLARITY: (-3.0, 3.0), "market.referral_bonus": (0.0, 2.0)}, ["-"])
    )
    first, second = assumption_draws.at(np.array([1.0, 0.75]))
    assert (first.market.referral_bonus, second.market.referral_bonus) == (1.5, 1.5)
    places = {one.path: number for number, one in enumerate(assumption_draws.ranges)}
    point = np.full(2, np.nan)
    point[places[CLARITY]] = 1.0
    first, second = assumption_draws.at(point)
    assert (first.market.clarity_effect, second.market.clarity_effect) == (3.0, -1.0)
    assert first.market.referral_bonus == SMALL.market.referral_bonus
    assert assumption_draws.at(np.full(2, np.nan))[0].fingerprint == SMALL.fingerprint


def test_readings_come_by_point_reading_and_replication() -> None:
    runner = ExperimentRunner(SequentialExecutor(), seed=1, task=numbered)
    assumption_draws = AssumptionDraws(
        [SMALL, with_overrides(SMALL, {"selling.clarity": 0.1})], ranges_of(SMALL, {CLARITY: (0.0, 1.0)}, ["-"])
    )
    points = np.array([[0.0], [0.5], [1.0]])
    readings = ((1, "trust"), (0, "margin"))
    same = assumption_draws.ask(runner, readings, common_random_numbers(2))(points, 0)
    assert same.tolist() == [[[p, p], [0, 1]] for p in (0.0, 0.5, 1.0)]
    own = assumption_draws.ask(runner, readings, independent_random_numbers(2, rows=2, start=10))(points, 1)
    assert own[:, 1].tolist() == [[10, 11], [12, 13], [12, 13]]


def test_a_failed_replication_is_told() -> None:
    assumption_draws = AssumptionDraws([SMALL], ranges_of(SMALL, {CLARITY: (0.0, 1.0)}, ["-"]))
    runner = ExperimentRunner(SequentialExecutor(), seed=1, task=failing)
    with pytest.raises(SaydoError, match="a replication failed of IdentityError: 1 is not 2"):
        assumption_draws.ask(runner, ((0, "margin"),), common_random_numbers(1))(np.array([[0.5]]), 0)


def test_an_interrupted_table_keeps_what_was_read() -> None:
    table = OutcomeTable(np.arange(25.0).reshape(25, 1))
    firsts: list[int] = []

    def ask(points: FloatArray, first: int) -> FloatArray:
        firsts.append(first)
        if len(firsts) == 3:
            raise KeyboardInterrupt
        return points[:, :, None] * 2

    with pytest.raises(KeyboardInterrupt):
        table.fill(ask)
    assert len(table) == len(table.points) == 20
    assert table.values[:, 0, 0].tolist() == [2.0 * row for row in range(20)]
    table.fill(ask)
    assert firsts == [0, 10, 20, 20]
    assert len(table) == 25
