"""Stress tests are dated actions beside those of a scenario's own."""

from __future__ import annotations

import pytest

from sim.engine.run import simulate
from sim.errors import ScenarioError
from sim.metrics.replication import Replication
from sim.questions.stress import AS_IT_IS, Shock, stresses, withstood
from sim.running.executors import SequentialExecutor
from sim.running.runner import ExperimentRunner
from sim.scenario.document import Scenario
from sim.scenario.timeline import versions
from sim.statistics.comparison import Settings
from tests.worlds import SMALL, changed

LEVEL, PEOPLE = "assumptions.demand.problem_level", "provider.teams.frontline.people"
OWN = [{"month": 6, "title": "hire", "set": {PEOPLE: 2.0}}, {"month": 6, "title": "fix", "set": {LEVEL: 0.5}}]


def test_each_test_multiplies_what_holds_in_its_month() -> None:
    base = changed({"timeline": OWN})
    tests = {test.name: test.scenario for test in stresses(base, Shock(month=5, months_gone=2))}
    factors = {
        name: [
            (month, v.assumptions.demand.problem_level, v.provider.teams["frontline"].people)
            for month, v in versions(test)
        ]
        for name, test in tests.items()
    }
    assert factors["volume"] == [(0, 1, 1.5), (5, 1.3, 1.5), (6, 0.5, 2)]
    assert factors["outage"] == [(0, 1, 1.5), (5, 2, 1.5), (6, 0.5, 2)]
    assert factors["people leaving"] == [(0, 1, 1.5), (5, 1, 1.125), (6, 0.5, 2), (7, 0.5, 2)]
    late = {test.name: test.scenario for test in stresses(base, Shock(month=11))}
    assert [(month, v.provider.teams["frontline"].people) for month, v in versions(late["all at once"])] == [
        (0, 1.5),
        (6, 2),
        (11, 1.5),
    ]
    assert versions(late["all at once"])[-1][1].assumptions.demand.problem_level == pytest.approx(0.5 * 1.3 * 2)


def test_nothing_changes_before_the_month() -> None:
    """Under common random numbers all contacts opened before are the same to the bit, and more are opened after."""
    base = changed({})
    (volume, *_) = stresses(base, Shock(month=6))
    first, second = (simulate(side, seed=3, replication=0) for side in (base, volume.scenario))
    start = first.month_starts[6]
    opened = [[row.opened for row in run.records.contacts] for run in (first, second)]
    assert sorted(at for at in opened[0] if at < start) == sorted(at for at in opened[1] if at < start)
    more = [sum(at >= start for at in side) for side in opened]
    assert 1.15 < more[1] / more[0] < 1.6


@pytest.mark.parametrize("month", [0, 12])
def test_a_month_outside_the_study_is_refused(month: int) -> None:
    with pytest.raises(ScenarioError, match=r"^month = \d+: must be 1 to 11"):
        stresses(changed({}), Shock(month=month))


def counted(scenario: Scenario, seed: int, replication: int) -> Replication:
    """A margin that each dated action costs 100 of."""
    return Replication({"margin": 1_000.0 + replication - 100 * len(scenario.timeline)})


def test_each_test_is_paired_with_the_scenario_as_it_is() -> None:
    runner = ExperimentRunner(SequentialExecutor(), seed=1, task=counted)
    base = changed({})
    rows = withstood(runner, base, stresses(base, Shock(month=5)), 4, Settings())
    assert {row.base for row in rows} == {AS_IT_IS}
    assert [(row.variant, row.difference) for row in rows] == [
        ("volume", -100),
        ("outage", -200),
        ("people leaving", -200),
        ("all at once", -400),
    ]


def test_people_leave_a_team_whose_name_holds_full_stops() -> None:
    """The tests of the same desk under another name set the same numbers under the quoted path."""
    provider = SMALL.provider.model_dump()
    provider["teams"] = {"front.line": provider["teams"].pop("frontline")} | provider["teams"]
    renamed = changed({"provider": provider | {"first_tier": "front.line"}})
    pairs = zip(stresses(renamed, Shock(month=5)), stresses(changed({}), Shock(month=5)), strict=True)
    for odd, plain in pairs:
        actions = [action.set for action in plain.scenario.timeline]
        quoted = [
            {path.replace("frontline", '"front.line"'): number for path, number in one.items()} for one in actions
        ]
        assert [action.set for action in odd.scenario.timeline] == quoted
    (_, before), (_, during), *_ = versions(stresses(renamed, Shock(month=5))[2].scenario)
    assert during.provider.teams["front.line"].people == 0.75 * before.provider.teams["front.line"].people
