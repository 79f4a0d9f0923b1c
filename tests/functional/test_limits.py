"""Assumptions, tipping maps and stress tests, as a person and as a machine would ask for them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from sim.cli import study
from sim.metrics.catalogue import CATALOGUE
from sim.metrics.replication import Replication
from sim.questions.headlines import HEADLINES
from sim.running.replicate import R, Task
from sim.running.runner import ExperimentRunner
from sim.scenario.document import Scenario
from sim.scenario.files import load, scenario_folder
from tests.functional.terminal import Saydo, caller

HONEST = scenario_folder() / "honest.yaml"
CREEP = scenario_folder() / "price-creep.yaml"
FEW = tuple(
    part
    for path, value in {
        "segments.small.customers": 2,
        "segments.medium.customers": 1,
        "segments.large.customers": 0,
        "accounts": "{}",
        "warmup_days": 0,
    }.items()
    for part in ("--set", f"{path}={value}")
)
SHORT = ("--months", 12, "--workers", 1)
ONLY = ("--only", "assumptions.renewal.", "--few", 1, "--draws", 10)
LEVERS = ("--x", "provider.teams.frontline.people=0.1:1", "--y", "assumptions.demand.problem_level=0.5:3")


@pytest.fixture
def saydo(capsys: pytest.CaptureFixture[str]) -> Saydo:
    return caller(capsys)


def test_a_choice_between_two_scenarios_for_machines(saydo: Saydo, tmp_path: Path) -> None:
    page = tmp_path / "tornado.html"
    answer = saydo("sensitivity", HONEST, CREEP, *FEW, *SHORT, *ONLY, "--sobol", 2, "--json", "-", "--html", page)
    assert answer.status == 0, answer.err
    document = json.loads(answer.out)
    findings, provenance = document["sensitivity"], document["provenance"]
    assert (findings["trajectories"], findings["draws"], len(findings["own"])) == (2, 10, 5)
    assert all(row["path"].startswith("assumptions.renewal.") for row in findings["ranges"])
    assert len(findings["effects"]) == len(findings["ranges"])
    assert len(findings["swings"]) == len(findings["worths"]) == 1
    (conclusion,) = findings["conclusions"]
    pattern = load(CREEP).patterns[0]
    assert (conclusion["name"], conclusion["outcome"]) == ("price-creep", pattern.outcome)
    assert conclusion["direction"] == pattern.direction
    assert conclusion["holds"]["count"] == 10
    assert (provenance["months"], provenance["against"], provenance["choice"]) == (12, True, True)
    assert "Plotly.newPlot" in page.read_text(encoding="utf-8")


def test_five_stories_are_tried_where_nothing_else_is_asked(saydo: Saydo, monkeypatch: pytest.MonkeyPatch) -> None:
    """One of each essay; what they conclude, and the ranges of assumptions, are printed."""
    assert {load(scenario_folder() / f"{name}.yaml").essay[:3] for name in HEADLINES} == {
        "000",
        "001",
        "002",
        "003",
        "004",
    }
    monkeypatch.setattr(
        study, "ExperimentRunner", lambda executor, **settings: ExperimentRunner(executor, task=instant, **settings)
    )
    answer = saydo("sensitivity", HONEST, *SHORT, "--only", "assumptions.exit.search", "--few", 1, "--draws", 1)
    assert answer.status == 0, answer.err
    assert all(name in answer.out for name in HEADLINES)
    assert "22.5 to 90" in answer.out
    assert "Tornado" in answer.out


def instant(scenario: Scenario, seed: int, replication: int) -> Replication:
    """Every outcome is the number of the replication and the days of a search."""
    value = replication + scenario.assumptions.exit.search_days
    return Replication(dict.fromkeys((*CATALOGUE, "margin.Acme"), value))


class Interrupted(ExperimentRunner):
    """One in which Ctrl-C comes at the fifth call, when two whole trajectories of ten points at a time are read."""

    calls = 0

    def pairs(self, task: Task[R], requests: Sequence[tuple[Scenario, int]]) -> list[R]:
        type(self).calls += 1
        if self.calls == 5:
            raise KeyboardInterrupt
        return super().pairs(task, requests)


def test_an_interrupted_inquiry_tells_what_it_has(saydo: Saydo, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Interrupted, "calls", 0)
    monkeypatch.setattr(
        study, "ExperimentRunner", lambda executor, **settings: Interrupted(executor, task=instant, **settings)
    )
    answer = saydo("sensitivity", HONEST, CREEP, *FEW, *SHORT, *ONLY, "--json", "-")
    assert answer.status == 130
    assert "the results below use these" in answer.err
    findings = json.loads(answer.out)["sensitivity"]
    assert findings["trajectories"] == 2
    assert findings["effects"]
    assert findings["effects_noise"] is None
    assert findings["swings"] == findings["conclusions"] == []


def test_the_map_tips_where_there_are_few_people_and_many_contacts(saydo: Saydo, tmp_path: Path) -> None:
    """Customers bear whatever comes: who is not served would terminate for cause, and the backlog would end with it."""
    page = tmp_path / "map.html"
    more = ("--set", "segments.medium.customers=3", "--set", "segments.large.customers=1")
    for cause in ("late_response", "late_resolution"):
        more += ("--set", f"assumptions.grievance.{cause}={{P1: 1e-9, P2: 1e-9, P3: 1e-9, P4: 1e-9}}")
    more += ("--set", "assumptions.renewal.intercept=-20")
    arguments = (
        "tipping",
        HONEST,
        "--measure",
        "backlog",
        *FEW,
        *more,
        "--set",
        "horizon_months=12",
        *LEVERS,
        "--steps",
        2,
        "--replications",
        2,
    )
    answer = saydo(*arguments, "--workers", 1, "--json", "-", "--html", page)
    assert answer.status == 0, answer.err
    findings = json.loads(answer.out)["tipping"]
    assert findings["places_across"] == [0.1, 1]
    assert findings["share"][1][0] == 1
    assert findings["share"][0][1] == 0
    assert findings["line"]
    assert findings["rework"][1][0] > findings["rework"][0][1]
    assert "Plotly.newPlot" in page.read_text(encoding="utf-8")
    printed = saydo(*arguments, "--workers", 1)
    assert "A run tips that ends with growth of the backlog above 3" in printed.out
    assert "before" in printed.out


def test_stress_is_paired_with_the_scenario_as_it_is(saydo: Saydo) -> None:
    arguments = ("stress", HONEST, *FEW, "--set", "horizon_months=12", "--replications", 2, "--workers", 1)
    answer = saydo(*arguments, "--month", 3, "--volume", 0.5, "--json", "-")
    assert answer.status == 0, answer.err
    document = json.loads(answer.out)
    assert [row["name"] for row in document["tests"]] == ["volume", "outage", "people leaving", "all at once"]
    answered = {
        row["variant"]: row["difference"] for row in document["comparisons"] if row["outcome"] == "contacts_answered"
    }
    assert answered["volume"] > answered["outage"] > 0
    assert document["provenance"]["month"] == 3
    printed = saydo(*arguments)
    assert "contacts +30\u00a0% permanently, from month 4" in printed.out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("sensitivity", HONEST, "--range", "selling.clarity"), "(--lever): must be path=low:high"),
        (("sensitivity", HONEST, "--range", "selling.clarity=1:0"), "the low end below the high"),
        (("sensitivity", HONEST, "--range", "selling.clarity=0:2"), "selling.clarity = 2"),
        (("sensitivity", HONEST, "--only", "nothing"), "nothing (--only): no assumption's path begins so"),
        (("sensitivity", HONEST, "--sobol", 3), "3 (--sobol): must be 0 or a power of 2"),
        (("sensitivity", HONEST, "--outcome", "margni"), "did you mean margin"),
        (("tipping", HONEST, "--x", "selling.clarity=0:1", "--y", "selling.clarity=0:1"), "must be another lever"),
        (
            ("tipping", HONEST, "--x", "selling.clarit=0:1", "--y", "selling.clarity=0:1"),
            "must be the path of a number",
        ),
        (("stress", HONEST, "--month", 40), "40 (--month): must be 1 to 35"),
        (("tipping", HONEST, *LEVERS, "--html", "/nowhere/at/all.html"), "(--html): must be - or a file"),
    ],
)
def test_what_cannot_be_asked_is_refused(saydo: Saydo, arguments: tuple[object, ...], message: str) -> None:
    answer = saydo(*arguments)
    assert (answer.status, answer.out) == (2, "")
    assert message in answer.err
