"""A fit moves its levers to where the anchors are reached, and says what it reached."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, cast

import pytest

from sim.errors import SaydoError
from sim.questions.fit import FitTargets, fit, read_targets
from sim.questions.yearly import YearlyOutcomes
from sim.running.runner import ExperimentRunner
from sim.scenario.document import Scenario
from sim.scenario.files import load, scenario_folder
from sim.scenario.overrides import with_overrides
from sim.scenario.paths import value_at
from tests.worlds import SMALL, changed

LEVERS = [
    {"fitted_to": "attainment", "between": {"provider.teams.frontline.people": [1, 5]}},
    {
        "fitted_to": "margin",
        "between": {"plans.gold.fee_per_month": [1000, 5000], "plans.silver.fee_per_month": [300, 1500]},
    },
]
ANCHORS = [
    {"outcome": "response_attainment", "low": 0.92, "high": 0.96, "source": "practice"},
    {"outcome": "margin_share", "low": 0.05, "high": 0.15, "source": "practice"},
]
TARGETS = FitTargets.model_validate({"anchors": ANCHORS, "levers": LEVERS})


class Formula:
    """Stands in for a runner: outcomes by a formula of the scenario, with noise that all scenarios share."""

    def measured(
        self, task: Callable[..., Any], scenarios: Sequence[Scenario], number: int
    ) -> list[list[YearlyOutcomes]]:
        return [[outcome_of(scenario, index - (number - 1) / 2) for index in range(number)] for scenario in scenarios]


def outcome_of(scenario: Scenario, noise: float) -> YearlyOutcomes:
    people, fee = scenario.provider.teams["frontline"].people, scenario.plans["gold"].fee_per_month
    attainment = 1 - 0.2 / people + noise / 1000
    whole = {"response_attainment": attainment, "margin_share": fee / 5000 - people / 10 + noise / 1000}
    whole |= {"customers_lost": 10.0, "customers_lost_by_pop": 4.0 + noise / 10, "contacts_answered": 300.0}
    return YearlyOutcomes(whole, [{"contacts_answered": 100.0}, {"contacts_answered": 90.0 + noise}])


RUNNER = cast(ExperimentRunner, Formula())


def test_levers_that_act_on_each_other_s_anchors_are_moved_together() -> None:
    result = fit(RUNNER, SMALL, TARGETS, 8)
    assert all(row.reached for row in result.anchors)
    after = {row.path: row.after for row in result.values}
    assert after["provider.teams.frontline.people"] == pytest.approx(0.2 / 0.06, rel=0.1)
    gold, silver = after["plans.gold.fee_per_month"], after["plans.silver.fee_per_month"]
    assert (gold - 1000) / 4000 == pytest.approx((silver - 300) / 1200, abs=0.01)


def test_what_was_before_is_told_beside_what_is_after() -> None:
    result = fit(RUNNER, SMALL, TARGETS, 8)
    assert result.values[0].before == SMALL.provider.teams["frontline"].people
    assert result.anchors[0].before.estimate == pytest.approx(1 - 0.2 / 1.5)
    assert not 0.92 <= result.anchors[0].before.estimate <= 0.96


def test_an_anchor_out_of_reach_is_not_reached() -> None:
    targets = FitTargets.model_validate({"anchors": [ANCHORS[0] | {"low": 1.5, "high": 1.6}], "levers": LEVERS[:1]})
    result = fit(RUNNER, SMALL, targets, 8)
    assert not result.anchors[0].reached
    assert result.values[0].after == pytest.approx(5, abs=0.3), "at its end"


def test_a_ratio_is_one_of_means_and_a_year_is_measured_against_the_first() -> None:
    anchors = [
        {"outcome": "customers_lost_by_pop", "per": "customers_lost", "low": 0.3, "high": 0.5, "source": "x"},
        {"outcome": "contacts_answered", "years": "ratio", "low": 0.8, "high": 1.1, "source": "x"},
        {"outcome": "contacts_answered", "years": "difference", "low": -20, "high": 0, "source": "x"},
    ]
    targets = FitTargets.model_validate({"anchors": anchors, "levers": LEVERS[:1]})
    result = fit(RUNNER, changed({"horizon_months": 24}), targets, 8)
    assert [row.after.estimate for row in result.anchors] == pytest.approx([0.4, 0.9, -10])
    assert all(row.after.low < row.after.estimate < row.after.high for row in result.anchors)


def test_the_baseline_s_targets_name_numbers_of_the_baseline() -> None:
    folder = scenario_folder()
    targets, scenario = read_targets(folder / "fits" / "honest.yaml"), load(folder / "honest.yaml")
    for place in (0.0, 0.5, 1.0):
        values = targets.values([place] * len(targets.levers))
        there = with_overrides(scenario, values)
        assert {path: value_at(there, path) for path in values} == values


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("anchors: []\nlevers: []\n", "anchors"),
        ("anchors: [{outcome: nothing, low: 0, high: 1, source: x}]\nlevers: []\n", "no such outcome"),
        ("anchors: [{outcome: margin, low: 1, high: 1, source: x}]\nlevers: []\n", "low must be below high"),
    ],
)
def test_targets_that_cannot_be_used_are_refused(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "targets.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SaydoError, match=message):
        read_targets(path)


def test_a_scenario_that_reaches_all_anchors_stays_as_it_is() -> None:
    reached = changed({"provider.teams.frontline.people": 4, "plans.gold.fee_per_month": 2500})
    result = fit(RUNNER, reached, TARGETS, 8)
    assert result.tried == 0
    assert all(row.reached and row.before == row.after for row in result.anchors)
    assert all(row.before == row.after for row in result.values)
