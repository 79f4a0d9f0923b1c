"""``saydo fit`` moves numbers of a file, and changes the file where it is told to."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from sim.scenario.files import load
from tests.functional.terminal import Saydo, caller
from tests.functional.test_command_line import HONEST

TARGETS = """
anchors:
  - {outcome: occupancy.frontline, low: 0.4, high: 0.5, source: practice}
levers:
  - {fitted_to: "an occupancy of .4 to .5", between: {provider.teams.frontline.people: [1, 6]}}
"""
FEW = ("--replications", 4, "--workers", 1, "--store", "none")


@pytest.fixture
def saydo(capsys: pytest.CaptureFixture[str]) -> Saydo:
    return caller(capsys)


@pytest.fixture
def scenario(tmp_path: Path) -> Path:
    """A copy of the baseline with targets beside it, a year long and with few customers."""
    path = tmp_path / "mine.yaml"
    shutil.copy(HONEST, path)
    text = path.read_text(encoding="utf-8").replace("horizon_months: 36", "horizon_months: 12")
    for many, few in (
        ("customers: 30", "customers: 2"),
        ("customers: 20", "customers: 1"),
        ("customers: 9", "customers: 0"),
    ):
        text = text.replace(many, few)
    path.write_text(text, encoding="utf-8")
    (tmp_path / "fits").mkdir()
    (tmp_path / "fits" / "mine.yaml").write_text(TARGETS, encoding="utf-8")
    return path


def test_a_fit_is_told_and_written(saydo: Saydo, scenario: Path) -> None:
    before = scenario.read_text(encoding="utf-8")
    answer = saydo("fit", scenario, *FEW, "--json", "-")
    assert answer.status == 0, answer.err
    (value,) = json.loads(answer.out)["fit"]["values"]
    assert scenario.read_text(encoding="utf-8") == before
    answer = saydo("fit", scenario, *FEW, "--write")
    assert answer.status == 0, answer.err
    assert "reached" in answer.out
    fitted = load(scenario)
    assert fitted.provider.teams["frontline"].people == value["after"]
    assert fitted.evidence["provider.teams.frontline.people"].source == "fitted: an occupancy of .4 to .5"


def test_a_scenario_with_other_values_is_not_written(saydo: Saydo, scenario: Path) -> None:
    answer = saydo("fit", scenario, *FEW, "--write", "--set", "selling.clarity=1")
    assert answer.status == 2
    assert "--write" in answer.err


def test_targets_that_are_not_there_are_missed(saydo: Saydo, scenario: Path) -> None:
    answer = saydo("fit", scenario, *FEW, "--targets", "nowhere.yaml")
    assert answer.status == 2
    assert "there is no such file" in answer.err
