"""``saydo calibrate`` matches facts by moving several numbers, and refuses what is no fact."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sim.cli.calibrate import fact
from tests.functional.terminal import Saydo, caller
from tests.functional.test_command_line import HONEST

SMALL = (
    "extends: {honest}\n"
    "set:\n"
    "  horizon_months: 12\n"
    "  segments.small.customers: 3\n"
    "  segments.medium.customers: 1\n"
    "  segments.large.customers: 0\n"
)
FEW = ("--wave", 20, "--workers", 1, "--store", "none")
PEOPLE = "provider.teams.frontline.people"
MOVE = ("--move", f"{PEOPLE}=1:6")
LEVERS = ("--lever", "selling.clarity=0.2:0.4", "--lever", "plans.gold.fee_per_month=1000:2000")


@pytest.fixture
def saydo(capsys: pytest.CaptureFixture[str]) -> Saydo:
    return caller(capsys)


@pytest.fixture
def scenario(tmp_path: Path) -> Path:
    path = tmp_path / "mine.yaml"
    path.write_text(SMALL.format(honest=HONEST), encoding="utf-8")
    return path


def test_plausible_points_are_told_with_residuals(saydo: Saydo, scenario: Path) -> None:
    answer = saydo("calibrate", scenario, "--to", "margin=-489700+-40000", *MOVE, *FEW, "--json", "-")
    assert answer.status == 0, answer.err
    match = json.loads(answer.out)["match"]
    (row,), (lever,) = match["facts"], match["levers"]
    assert 0 < match["volume"] < 0.5
    assert lever["moved"]
    assert match["simulated"] == 40 + len(match["points"])
    assert row["low"] == pytest.approx(-529_700)
    assert row["low"] <= row["mean"] <= row["high"]
    assert lever["paths"] == ["provider.teams.frontline.people"]
    people = [point["values"]["provider.teams.frontline.people"] for point in match["points"]]
    assert 2.3 < min(people) <= max(people) < 3.7, "three bring this margin"


def test_points_go_with_the_scenario_to_other_questions(saydo: Saydo, scenario: Path) -> None:
    """The same question leaves the same bytes; another scenario refuses them, and nothing is left half written."""
    file = scenario.with_name("points.json")
    question = ("calibrate", scenario, "--to", "margin=-489700+-40000", *MOVE, *FEW, "--points", file)
    answer = saydo(*question)
    assert answer.status == 0, answer.err
    assert f"points are written to {file}" in " ".join(answer.out.split())
    content = file.read_bytes()
    assert saydo(*question).status == 0
    assert file.read_bytes() == content
    assert {path.name for path in scenario.parent.iterdir()} == {"mine.yaml", "points.json"}

    used = ("--replications", 1, "--workers", 1, "--store", "none", "--points", file)
    stressed = saydo("stress", scenario, *used)
    assert stressed.status == 0, stressed.err
    words = " ".join(stressed.out.split())
    assert f"plausible points of {file} replace the ranges of 1 number, which move together: {PEOPLE}" in words
    other = saydo("tipping", scenario, "--set", "selling.clarity=0.4", *LEVERS, *used)
    assert other.status == 2
    assert "are points of another scenario" in other.err
    twice = saydo("tipping", scenario, *LEVERS[:2], "--lever", f"{PEOPLE}=1:2", *used)
    assert twice.status == 2
    assert "the plausible points hold this number" in twice.err


def test_a_place_that_is_none_is_refused_before_any_work(saydo: Saydo, scenario: Path) -> None:
    answer = saydo("calibrate", scenario, "--to", "margin=1", *MOVE, *FEW, "--points", scenario.parent / "no" / "file")
    assert answer.status == 2
    assert "(--points)" in answer.err


@pytest.mark.parametrize(
    ("option", "words"),
    [
        ((), "nothing to match (--to)"),
        (("--to", "retention"), "must be outcome=value"),
        (("--to", "retention=.9+-"), "must be outcome=value"),
        (("--to", "retention=.9+-0"), "the tolerance must be above 0"),
        (("--to", "nothing=1"), "no such outcome"),
        (("--to", "retention=.9", "--move", "provider.people=1:2"), "provider.people"),
        (("--to", "retention=.9", "--move", "selling.clarity=1..2"), "must be path=low:high"),
    ],
)
def test_what_is_no_fact_and_no_range_is_refused(
    saydo: Saydo, scenario: Path, option: tuple[str, ...], words: str
) -> None:
    answer = saydo("calibrate", scenario, *option, *FEW)
    assert answer.status == 2
    assert words in answer.err
    assert "Traceback" not in answer.err


def test_a_fact_has_the_tolerance_that_is_named_or_the_usual_one() -> None:
    named, share, days = fact("margin_share=.12±.02"), fact("retention=.906"), fact("dso=36.4")
    assert (named.low, named.high) == pytest.approx((0.10, 0.14))
    assert share.outcome == "customer_retention_per_year"
    assert (share.low, share.high) == pytest.approx((0.886, 0.926))
    assert days.outcome == "days_sales_outstanding"
    assert (days.low, days.high) == pytest.approx((34.58, 38.22))
