"""The curve of promises, and the split of a difference, as a person and as a machine would ask for them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sim.scenario.files import scenario_folder
from tests.functional.terminal import Saydo, caller

GROWING = scenario_folder() / "honest-growing.yaml"
ABUSIVE = scenario_folder() / "abusive-caller.yaml"
LET_GO = scenario_folder() / "abusive-caller-let-go.yaml"
SHORT = ("--set", "horizon_months=12", "--set", "market.prospects_per_month=4")
FEW = ("--replications", 2, "--seed", 3, "--workers", 1)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> str:
    """What is asked in two forms is simulated once."""
    return f"sqlite:///{tmp_path_factory.mktemp('store') / 'runs.sqlite'}"


@pytest.fixture
def saydo(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, store: str) -> Saydo:
    monkeypatch.setenv("SAYDO_STORE", store)
    return caller(capsys)


def test_the_curve_for_machines_for_people_and_as_a_page(saydo: Saydo, tmp_path: Path) -> None:
    page, file = tmp_path / "curve.html", tmp_path / "curve.json"
    answer = saydo("oversell", GROWING, *SHORT, *FEW, "--sold", "1,0.25", "--json", file, "--html", page)
    assert answer.status == 0, answer.err
    document = json.loads(file.read_text(encoding="utf-8"))
    curve = document["oversell"]
    assert document["provenance"]["fresh_seeds"] == 10
    assert curve["again"]["count"] == 10
    written, sold = curve["levels"]
    assert (written["share"], sold["share"]) == (1, 0.25)
    assert written["margin"]["difference"] == written["cost"]["difference"] == 0
    assert sold["deals"]["estimate"] > written["deals"]["estimate"]
    assert sold["win_rate"]["estimate"] > written["win_rate"]["estimate"]
    text = page.read_text(encoding="utf-8")
    assert "Plotly.newPlot" in text
    assert "speed as sold" in text
    assert "4×" in answer.out
    assert "The mean margin is highest at" in answer.out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--sold", "1"), "must be two levels or more"),
        (("--sold", "fast,1"), "must be numbers separated by commas"),
        (("--sold", "1,0.001"), "selling.sold_response_share = 0.001"),
        (("--set", "market.prospects_per_month=0"), "there are no prospects to win"),
        (("--html", "/nowhere/at/all.html"), "(--html): must be - or a file in a folder that exists"),
    ],
)
def test_what_cannot_be_asked_is_refused(saydo: Saydo, arguments: tuple[str, ...], message: str) -> None:
    answer = saydo("oversell", GROWING, *arguments)
    assert (answer.status, answer.out) == (2, "")
    assert message in answer.err


def test_the_split_of_a_difference_adds_up(saydo: Saydo) -> None:
    answer = saydo("compare", ABUSIVE, LET_GO, *FEW, "--set", "horizon_months=12", "--account", "Acme", "--json", "-")
    assert answer.status == 0, answer.err
    document = json.loads(answer.out)
    own, others, customers, nobody, margin = document["split"]["abusive-caller-let-go"]
    assert own["difference"] + others["difference"] == pytest.approx(customers["difference"], abs=0.01)
    assert customers["difference"] + nobody["difference"] == pytest.approx(margin["difference"], abs=0.01)
    (row,) = (row for row in document["comparisons"] if row["outcome"] == "margin")
    assert (margin["difference"], margin["low"], margin["high"]) == (row["difference"], row["low"], row["high"])
    assert own["label"].startswith("Acme: own")
    table = saydo("compare", ABUSIVE, LET_GO, *FEW, "--set", "horizon_months=12", "--account", "Acme")
    assert "sum: customers' margins" in table.out


def test_an_account_that_is_not_there_is_refused_before_any_work(saydo: Saydo) -> None:
    answer = saydo("compare", ABUSIVE, LET_GO, "--account", "Ecma", "--replications", 10_000)
    assert (answer.status, answer.out) == (2, "")
    assert "Ecma (--account): must be an account of" in answer.err
