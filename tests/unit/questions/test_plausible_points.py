"""Plausible points go with their scenario, and questions draw from them instead of ranges."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from sim.errors import SaydoError, ScenarioError
from sim.metrics.replication import Replication
from sim.questions.assumption_ranges import POINTS, AssumptionDraws, common_random_numbers, ranges_of
from sim.questions.plausible_points import PlausiblePoints, points_document, read_points
from sim.questions.sensitivity_study import SensitivityDesign, SensitivityStudy
from sim.questions.sign_stability import SignStudy
from sim.questions.stress import Shock, withstood_at_points
from sim.questions.tipping import READINGS, Survey
from sim.report.history_matching import points_words
from sim.running.executors import SequentialExecutor
from sim.running.runner import ExperimentRunner
from sim.scenario.document import Scenario
from sim.scenario.overrides import with_overrides
from sim.statistics.comparison import Comparison, Sample, Settings, compare
from tests.worlds import SMALL

CLARITY, PEOPLE, TOUCH = "selling.clarity", "provider.teams.frontline.people", "provider.teams.frontline.touch_minutes"
LEVEL = "assumptions.demand.problem_level"
VALUES = [{CLARITY: 0.1, TOUCH: 60.0}, {CLARITY: 0.3, TOUCH: 20.0}, {CLARITY: 0.2, TOUCH: 40.0}]
"""Clear where a touch is short: the two move together."""


def read(scenario: Scenario, seed: int, replication: int) -> Replication:
    """What a scenario has, as outcomes: it shows what was simulated."""
    clarity, touch = scenario.selling.clarity, scenario.provider.teams["frontline"].touch_minutes
    outcomes = {"margin": touch, "trust": clarity, "revenue": scenario.provider.teams["frontline"].people}
    return Replication(outcomes)


@pytest.fixture
def runner() -> ExperimentRunner:
    return ExperimentRunner(SequentialExecutor(), seed=1, task=read)


@pytest.fixture
def points(tmp_path: Path) -> PlausiblePoints:
    path = tmp_path / "points.json"
    path.write_bytes(points_document(SMALL, ["margin"], VALUES))
    return read_points(path, SMALL)


def test_points_lie_along_what_differs_and_every_point_comes_up(points: PlausiblePoints) -> None:
    assert [point[CLARITY] for point in points.values] in ([0.1, 0.2, 0.3], [0.3, 0.2, 0.1])
    assert sorted(points.paths) == sorted([CLARITY, TOUCH])
    assert [points.place(share) for share in (0.0, 0.3, 0.4, 0.7, 1.0)] == [0, 0, 1, 2, 2]
    of_runs = [points.of_replication(number) for number in range(30)]
    assert of_runs[0] == 1, "the first replication lies in the middle"
    assert np.bincount(of_runs).tolist() == [10, 10, 10]


def test_the_same_points_give_the_same_bytes() -> None:
    assert points_document(SMALL, ["a"], VALUES) == points_document(SMALL, ["a"], [dict(one) for one in VALUES])
    assert json.loads(points_document(SMALL, ["a"], VALUES))["fingerprint"] == SMALL.fingerprint


def test_points_of_an_earlier_version_carry_the_shorter_fingerprint(tmp_path: Path) -> None:
    path = tmp_path / "points.json"
    path.write_bytes(_damaged(fingerprint=SMALL.fingerprint[:16]))
    assert len(read_points(path, SMALL).values) == 3


def _damaged(**fields: object) -> bytes:
    return json.dumps(json.loads(points_document(SMALL, ["margin"], VALUES)) | fields).encode()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "must be a file that saydo calibrate --points wrote"),
        (b'{"points": [1e999]}', "must be a file that saydo calibrate --points wrote"),
        (_damaged(points=[]), "must be a file that saydo calibrate --points wrote (points"),
        (_damaged(fingerprint="0" * 64), "points of another scenario, A small desk"),
        (_damaged(points=[{"selling.volume": 1.0}]), "name a number that the scenario does not have"),
        (_damaged(points=[{"title": 1.0}]), "which is no number"),
        (_damaged(points=[{CLARITY: 2.0}]), "hold what the scenario does not allow"),
        (_damaged(points=[{CLARITY: 0.2}, {TOUCH: 20.0}]), "must have the same paths"),
        (_damaged(points=[{}]), "must have the same paths, at least one"),
    ],
)
def test_other_files_are_refused(tmp_path: Path, content: bytes, words: str) -> None:
    path = tmp_path / "points.json"
    path.write_bytes(content)
    with pytest.raises(SaydoError) as refused:
        read_points(path, SMALL)
    assert words in str(refused.value)
    assert str(path) in str(refused.value)


def test_numbers_of_points_move_together_and_have_no_range(points: PlausiblePoints, runner: ExperimentRunner) -> None:
    other = with_overrides(SMALL, {CLARITY: 0.9})
    ranges = ranges_of(SMALL, {TOUCH: (1.0, 99.0), PEOPLE: (1.0, 2.0)}, ["-"])
    draws = AssumptionDraws([SMALL, other], ranges, points=points)
    assert [one.path for one in draws.ranges] == [PEOPLE, POINTS]
    ask = draws.ask(runner, [(0, "margin"), (0, "trust"), (1, "trust"), (1, "margin")], common_random_numbers(3))
    placed, own = ask(np.array([[0.0, 1.0], [np.nan, np.nan]]), 0)
    last = points.values[-1]
    assert placed.tolist() == [[last[TOUCH]] * 3, [last[CLARITY]] * 3, [0.9] * 3, [last[TOUCH]] * 3]
    chosen = [points.values[points.of_replication(number)] for number in range(3)]
    assert own.tolist() == [
        [point[TOUCH] for point in chosen],
        [point[CLARITY] for point in chosen],
        [0.9] * 3,
        [point[TOUCH] for point in chosen],
    ]


def test_points_that_a_variant_cannot_take_are_refused(points: PlausiblePoints) -> None:
    stuck = SMALL.model_copy(update={"title": "Stuck", "plans": {}})
    with pytest.raises(ScenarioError, match="Stuck cannot take a plausible point"):
        AssumptionDraws([SMALL, stuck], [], points=points)


def test_a_sensitivity_study_draws_from_the_points(points: PlausiblePoints, runner: ExperimentRunner) -> None:
    design = SensitivityDesign(trajectories=2, few=2)
    draws = AssumptionDraws([SMALL], ranges_of(SMALL, {PEOPLE: (1.0, 2.0)}, ["-"]), points=points)
    study = SensitivityStudy(draws, [], design, seed=3)
    study.run(runner)
    findings = study.answer()
    assert findings.effects[0].path == POINTS, "the margin of the fake is the work of a touch"
    assert set(findings.own.tolist()) <= {20.0, 40.0, 60.0}
    assert [swing.path for swing in findings.swings] == [POINTS, PEOPLE]


def test_signs_are_counted_at_points(points: PlausiblePoints, runner: ExperimentRunner) -> None:
    variant = with_overrides(SMALL, {TOUCH: 41.0})
    results = runner.results([SMALL, variant], 3)
    rows: list[Comparison] = compare(Sample("base", results[0]), [Sample("variant", results[1])])
    study = SignStudy(["base", "variant"], [SMALL, variant], 12, 1, points)
    study.run(runner, rows)
    kept = study.answer(rows).kept("variant", "margin")
    assert kept is not None
    assert (kept.kept, kept.of) == (8, 12), "above touches of 20 and 40, and below one of 60"


def test_a_map_has_a_point_in_each_replication(points: PlausiblePoints, runner: ExperimentRunner) -> None:
    survey = Survey(SMALL, {PEOPLE: (1.0, 2.0), LEVEL: (0.5, 1.0)}, 2, 3, points)
    seen: list[tuple[float, float]] = []

    class Spy(ExperimentRunner):
        def pairs(self, task, requests):  # type: ignore[no-untyped-def]
            seen.extend(
                (scenario.provider.teams["frontline"].people, scenario.selling.clarity) for scenario, _ in requests
            )
            return [Replication(dict.fromkeys((name for _, name in READINGS), 0.5)) for _ in requests]

    survey.run(Spy(SequentialExecutor(), seed=1, task=read))
    clarity = [points.values[points.of_replication(number)][CLARITY] for number in range(3)]
    assert seen == [(people, one) for people in (1.0, 2.0, 1.0, 2.0) for one in clarity]
    with pytest.raises(SaydoError, match=r"--lever.*hold this number"):
        Survey(SMALL, {PEOPLE: (1.0, 2.0), CLARITY: (0.1, 0.2)}, 2, 3, points)


def test_a_stress_test_multiplies_what_holds_at_the_point(tmp_path: Path) -> None:
    path = tmp_path / "points.json"
    path.write_bytes(points_document(SMALL, ["margin"], [{LEVEL: 0.5}, {LEVEL: 0.8}]))

    def level(scenario: Scenario, seed: int, replication: int) -> Replication:
        last = scenario.timeline[0].set.get(LEVEL) if scenario.timeline else None
        own = scenario.assumptions.demand.problem_level
        return Replication({"margin": own if last is None else float(last)})

    runner = ExperimentRunner(SequentialExecutor(), seed=1, task=level)
    rows = withstood_at_points(runner, SMALL, Shock(5, volume=0.5), read_points(path, SMALL), 4, Settings())
    volume = next(row for row in rows if row.variant == "volume")
    assert volume.difference == pytest.approx(0.5 * (0.5 + 0.8) / 2)


def test_words_say_how_many_and_of_what(points: PlausiblePoints) -> None:
    words = points_words(points, "points.json")
    assert words.startswith("3 plausible points of points.json replace the ranges of 2 numbers, which move together: ")
