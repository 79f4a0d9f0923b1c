"""Answers taken apart, as a person and as a machine would ask for them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from sim.cli import study
from sim.rng import derived_seed
from sim.scenario.files import scenario_folder
from tests.functional.terminal import Saydo, caller

HONEST = scenario_folder() / "honest.yaml"
CHARGED = scenario_folder() / "abusive-caller-charged.yaml"
ABUSIVE = scenario_folder() / "abusive-caller.yaml"
SMALL = {
    "horizon_months": 12,
    "segments.small.customers": 3,
    "segments.medium.customers": 2,
    "segments.large.customers": 1,
    "market.prospects_per_month": 0,
}
SETS = tuple(part for path, value in SMALL.items() for part in ("--set", f"{path}={value}"))
FEW = (*SETS, "--replications", 2, "--seed", 3, "--workers", 1)


@pytest.fixture
def saydo(capsys: pytest.CaptureFixture[str]) -> Saydo:
    return caller(capsys)


def answered(saydo: Saydo, *arguments: object) -> dict[str, Any]:
    answer = saydo(*arguments, *FEW, "--json", "-")
    assert answer.status == 0, answer.err
    document: dict[str, Any] = json.loads(answer.out)
    assert document["provenance"]["seed"] == 3
    assert document["provenance"]["set"] == [f"{path}={value}" for path, value in SMALL.items()]
    return document


def lasting(text: str) -> dict[str, Any]:
    """A document without the moment at which it was made."""
    document: dict[str, Any] = json.loads(text)
    for name in ("started", "seconds"):
        del document["provenance"][name]
    return document


def test_json_does_not_depend_on_the_locale(saydo: Saydo, monkeypatch: pytest.MonkeyPatch) -> None:
    question = ("why", HONEST, *SETS, "--customer", "Acme", "--seed", 3)
    usual, words = saydo(*question, "--json", "-"), saydo(*question)
    monkeypatch.setenv("SAYDO_LOCALE", "de_DE")
    assert lasting(saydo(*question, "--json", "-").out) == lasting(usual.out)
    other = saydo(*question)
    assert other.status == 0, other.err
    assert "2027-" in words.out
    assert "2027-" not in other.out


def test_the_bridge_adds_up_and_is_drawn(saydo: Saydo, tmp_path: Path) -> None:
    page = tmp_path / "bridge.html"
    result = answered(saydo, "bridge", HONEST, CHARGED, "--html", page)["bridge"]
    cents = [round(100 * part["difference"]) for part in result["parts"]]
    assert round(100 * result["base"]) + sum(cents) == round(100 * result["variant"])
    assert {part["lever"] for part in result["parts"]} == {
        "accounts.Acme.plan + plans.gold-metered",
        "accounts.Acme.spree_contacts",
        "accounts.Acme.spree_probability_per_day",
    }
    text = page.read_text(encoding="utf-8")
    assert '"type":"waterfall"' in text
    table = saydo("bridge", HONEST, CHARGED, *FEW)
    assert "Only possible together" in " ".join(table.out.split())
    assert "2 replications of 8 scenarios" in table.out


def test_an_exit_is_simulated_again_without_its_cause(saydo: Saydo) -> None:
    brittle = ("--set", "accounts.Acme.breaking_point=1")
    answer = saydo("replay", HONEST, "--customer", "Acme", "--without", "late response", *FEW, *brittle, "--json", "-")
    assert answer.status == 0, answer.err
    (result,) = json.loads(answer.out)["replays"]
    assert result["causes"] == [f"late response P{n}" for n in range(1, 5)]
    assert [pair[0] for pair in result["pairs"]] == [0, 1]
    printed = saydo("replay", HONEST, "--customer", "Acme", "--without", "hand-off", *FEW, *brittle)
    assert "without hand-off" in printed.out


def test_what_customers_earn_adds_up_to_the_margin(saydo: Saydo, tmp_path: Path) -> None:
    page = tmp_path / "whale.html"
    cheap = ("--set", "provider.teams.*.cost_per_hour=1")  # a whale curve wants a portfolio that earns something
    answer = saydo("customers", ABUSIVE, *FEW, *cheap, "--html", page)
    assert answer.status == 0, answer.err
    assert "Plotly.newPlot" in page.read_text(encoding="utf-8")
    result = answered(saydo, "customers", ABUSIVE, "--every-account", "--harm", 1)["portfolio"]
    groups = {group["name"]: group for group in result["groups"]}
    assert list(groups) == ["Acme", "small", "medium", "large"]
    total = sum(group["margin"]["estimate"] for group in groups.values()) - result["unallocated_cost"]["estimate"]
    assert total == pytest.approx(result["margin"]["estimate"], abs=0.01)
    ones = {customer["name"]: customer["each"]["margin"]["estimate"] for customer in result["customers"]}
    assert len(ones) == 7
    assert sum(ones.values()) - result["unallocated_cost"]["estimate"] == pytest.approx(result["margin"]["estimate"])
    assert {row["label"] for row in result["harms"]} == {"Acme", "heaviest, no. 1"}
    for row in result["harms"]:
        own, busy = row["own"]["estimate"], row["busy"]["estimate"]
        assert row["worth"]["difference"] == pytest.approx(own - row["harm"]["difference"] + busy, abs=0.01)


def test_customers_for_people(saydo: Saydo) -> None:
    answer = saydo("customers", ABUSIVE, *FEW, "--all", "--leave-out", "Acme")
    assert answer.status == 0, answer.err
    assert "medium 002" in answer.out
    assert "Effect on other customers" in answer.out
    assert "unused people" in answer.out


def test_nobody_is_left_out_unasked(saydo: Saydo) -> None:
    answer = saydo("customers", ABUSIVE, *FEW)
    assert "Effect on other customers" not in answer.out
    assert "--leave-out NAME" in answer.err
    wrong = saydo("customers", ABUSIVE, *FEW, "--leave-out", "Acne")
    assert (wrong.status, wrong.out) == (2, "")
    assert "must be an account of the scenario: Acme" in wrong.err


@pytest.mark.parametrize(
    "question",
    [
        ("customers", ABUSIVE, "--leave-out", "Acme"),
        ("replay", HONEST, "--customer", "Acme", "--without", "hand-off"),
    ],
)
def test_a_question_that_is_asked_again_is_not_simulated_again(
    saydo: Saydo, tmp_path: Path, question: tuple[object, ...]
) -> None:
    ask = (*question, *FEW, "--store", f"sqlite:///{tmp_path / 'runs.sqlite'}", "--json", "-")
    first, again = (json.loads(saydo(*ask).out) for _ in range(2))
    assert first["provenance"]["stored"] == 0
    assert again["provenance"]["stored"] > 0
    for answer in (first, again):
        del answer["provenance"]
    assert first == again


def test_remedies_are_ranked_on_fresh_random_numbers(saydo: Saydo) -> None:
    result = answered(saydo, "remedies", ABUSIVE, "--customer", "Acme", "--month", 3, "--cost", "fix=1000")
    assert {row["remedy"] for row in result["ranked"]} == {
        "do nothing",
        "charge",
        "shunt",
        "fix",
        "throttle",
        "let go",
        "tier",
    }
    assert result["provenance"]["fresh_seed"] == derived_seed(3, "remedies", 0)
    assert result["provenance"]["sizes"]["once"] == {"shunt": 8000, "fix": 1000}
    assert all(row["regret"]["estimate"] >= 0 for row in result["ranked"])
    assert result["ranked"][-1]["following"] is None


def test_an_interrupted_replay_says_so(saydo: Saydo, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*arguments: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(study.ExperimentRunner, "measured", interrupted)
    answer = saydo("replay", HONEST, "--customer", "Acme", "--without", "hand-off", *FEW)
    assert (answer.status, answer.out) == (130, "")
    assert "interrupted after 0 of 4 replications; there is no result" in answer.err


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("bridge", HONEST, HONEST), "do not differ in anything that can change a result"),
        (("bridge", HONEST, CHARGED, "--outcome", "margn"), "margn"),
        (("bridge", HONEST, CHARGED, "--html", "/nowhere/at/all.html"), "(--html): must be - or a file in a folder"),
        (("replay", HONEST, "--customer", "Acme", "--without", "rain"), "(--without): must be a cause of grievance"),
        (("remedies", HONEST, "--customer", "small 001"), "(--customer): must be an account of"),
        (("remedies", HONEST, "--customer", "Acme", "--cost", "prayer=1"), "(--cost): must be remedy=money from 0"),
        (("remedies", HONEST, "--customer", "Acme", "--month", 40), "month = 40"),
        (("remedies", HONEST, "--customer", "Acme", "--self-service", 2), "--self-service"),
    ],
)
def test_what_cannot_be_asked_is_refused(saydo: Saydo, arguments: tuple[object, ...], message: str) -> None:
    answer = saydo(*arguments, "--workers", 1)
    assert (answer.status, answer.out) == (2, "")
    assert message in answer.err
