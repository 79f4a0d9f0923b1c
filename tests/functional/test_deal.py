"""Questions asked backwards, of a small desk that is really simulated, as a person and as a machine would ask them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.functional.terminal import Saydo, caller
from tests.worlds import AMPLE, changed

FEW = {"segments.large.customers": 1, "segments.medium.customers": 1}
MONTHLY: dict[str, object] = {
    "plans.gold.term_months": 1,
    "assumptions.renewal.intercept": -20,
    "assumptions.renewal.price": 0,
    "assumptions.renewal.price_level": 0,
    "assumptions.renewal.bargaining": 0,
    "assumptions.grievance.price_rise": 0,
    "segments.large.breaking_point": 1000,
}
"""A fee that is changed is paid from the next renewal on, which is soon, and nobody minds."""
SEED = ("--seed", 3, "--workers", 1)
BOLD = ("--replications", 10, "--risk", 0.2, "--level", 0.8)
"""Ten runs are enough to show a risk of a fifth with a confidence of four fifths: 0.8 to the power 10 is .107."""
GOLD = ("--plan", "gold", "--severity", "P1")


@pytest.fixture
def saydo(capsys: pytest.CaptureFixture[str]) -> Saydo:
    return caller(capsys)


def world(folder: Path, overrides: dict[str, object] | None = None) -> Path:
    """A file of the small scenario with two customers and an account."""
    path = folder / "small.yaml"
    path.write_text(changed(FEW | (overrides or {})).model_dump_json(), encoding="utf-8")
    return path


def document_of(saydo: Saydo, folder: Path, *arguments: object) -> tuple[dict[str, Any], str]:
    """What a command tells machines and people."""
    file = folder / "answer.json"
    answer = saydo(*arguments, *SEED, "--json", file)
    assert answer.status == 0, answer.err
    document: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    assert document["provenance"]["fresh_seeds"] == 10
    assert document["provenance"]["seed"] == 3
    return document, answer.out.replace("\u00a0", " ").replace("\n", " ")


def test_with_ample_people_the_promise_is_the_limit(saydo: Saydo, tmp_path: Path) -> None:
    """Three hundred people day and night: nobody ever waits for a quarter of an hour."""
    ask = ("promise", world(tmp_path, dict(AMPLE)), *GOLD, *BOLD, "--hours", "0.25,4")
    document, words = document_of(saydo, tmp_path, *ask)
    (row,) = document["promises"]
    assert (row["hours"], row["at_limit"], row["never"]) == (0.25, True, False)
    assert {cell["zone"] for cell in row["cells"]} == {"safe"}
    assert row["verified"]["missed_by_seed"] == [0] * 10
    assert "promise 15 min, the strongest there was to choose" in words
    assert "On 10 fresh seeds it was missed in 0 of 10 runs" in words


def test_with_no_people_there_is_never_a_promise(saydo: Saydo, tmp_path: Path) -> None:
    nobody = {f"provider.teams.{team}.people": 0 for team in ("frontline", "specialist", "billing")}
    document, words = document_of(
        saydo, tmp_path, "promise", world(tmp_path, nobody), *GOLD, *BOLD, "--hours", "0.25,40"
    )
    assert document["promises"][0]["never"]
    assert "never. Even at 40 h the risk of Responses on time, gold, P1 below 95.0 % is above 20 %." in words


def test_promises_over_fees_are_a_grid_of_zones(saydo: Saydo, tmp_path: Path) -> None:
    """The promise may not cost 10,000 of margin against today: at half the fee of 36,000 a year it does."""
    ask = ("promise", world(tmp_path), *GOLD, *BOLD, "--hours", "1,8", "--fees", "1500,3000", "--loss", 10_000)
    document, words = document_of(saydo, tmp_path, *ask)
    zones = {row["fee"]: [cell["zone"] for cell in row["cells"]] for row in document["promises"]}
    assert zones == {1500: ["never", "never"], 3000: ["safe", "safe"]}
    miss = document["provenance"]["miss"]
    assert (miss["outcome"], miss["below"], miss["than_today"]) == ("margin", -10_000, True)
    assert "losing more than $10.0k of margin" in words


def test_a_price_keeps_its_margin_on_fresh_seeds(saydo: Saydo, tmp_path: Path) -> None:
    monthly = world(tmp_path, MONTHLY)
    ask = ("price", monthly, "--plan", "gold", "--confidence", 0.8, "--level", 0.8, "--margin", 0.1)
    document, words = document_of(saydo, tmp_path, *ask, "--replications", 8)
    result = document["price"]
    assert 3_000 < result["low"] <= result["estimate"] <= result["fee"]
    assert result["verified"]["chance"]["runs"] == 10
    assert result["verified"]["chance"]["missed"] <= 5, "10 runs at a risk of .2: 6 or more once in 150"
    assert result["verified"]["kept"] == (result["verified"]["chance"]["missed"] <= 2)
    assert "gold: walk away below $" in words


def test_later_payment_is_worth_a_higher_fee(saydo: Saydo, tmp_path: Path) -> None:
    """Sixty days more of receivables, at the cost of capital, and nothing else: the fee rises, by little.

    9 % a year for 60 of 365 days is 1.5 % of 3,000, or 45. Every invoice is paid in the end: a loss that the provision
    expects, and that falls after the horizon when it is later, would move three runs by more than that.
    """
    monthly = world(tmp_path, MONTHLY | {"assumptions.billing.write_off_share": 0})
    ask = ("trade", monthly, "--give", "plans.gold.payment_days=90", "--replications", 3)
    document, words = document_of(saydo, tmp_path, *ask)
    result = document["trade"]
    assert result["path"] == "plans.gold.fee_per_month"
    assert 3_020 < result["value"] < 3_090
    assert result["root"]["low"] <= result["root"]["estimate"] <= result["root"]["high"]
    assert abs(result["verified"]["estimate"]) < 1_000
    assert "plans.gold.payment_days=90 is worth +" in words
    assert "of plans.gold.fee_per_month: 3,000 becomes 3,0" in words


def test_people_are_sought_for_an_occupancy(saydo: Saydo, tmp_path: Path) -> None:
    lever = "provider.teams.frontline.people"
    ask = ("goalseek", world(tmp_path), "--lever", lever, "--outcome", "occupancy.frontline", "--target", 0.1)
    document, words = document_of(saydo, tmp_path, *ask, "--replications", 3)
    result = document["goal"]
    assert result["before"] == 1.5
    assert result["root"]["low"] < result["value"] < result["root"]["high"]
    assert abs(result["verified"]["estimate"] - 0.1) < 0.03
    assert f"{lever} from 1.5 to" in words


def test_a_frontier_is_told_with_its_neighbours(saydo: Saydo, tmp_path: Path) -> None:
    levers = ("--lever", "provider.teams.frontline.people=0.4:2", "--lever", "selling.clarity=0.1:0.9")
    ask = ("frontier", world(tmp_path), *levers, "--evaluations", 12, "--again", 10, "--replications", 1)
    document, words = document_of(saydo, tmp_path, *ask)
    result = document["frontier"]
    margins = [point["margin"]["estimate"] for point in result["points"]]
    assert margins == sorted(margins, reverse=True)
    assert result["evaluated"] == 12
    assert result["today"]["values"] == {"provider.teams.frontline.people": 1.5, "selling.clarity": 0.5}
    assert "of 12 tried are efficient on 10 fresh seeds" in words
    assert "as it stands" in words


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("promise", "--plan", "iron", "--severity", "P1"), "iron (--plan): must be one of the plans gold, silver"),
        (("promise", *GOLD, "--hours", "1,soon"), "1,soon (--hours): must be numbers separated by commas"),
        (("promise", *GOLD, "--loss", 1, "--miss", 0.9), "is another criterion than --miss and --outcome"),
        (("promise", *GOLD, "--replications", 20), "20 replications: must be at least 59"),
        (("promise", *GOLD, "--fees", "-5"), "plans.gold.fee_per_month = -5"),
        (("price", "--plan", "iron"), "iron (--plan): must be one of the plans gold, silver"),
        (("trade", "--give", "selling.clarity=0.9"), "say --for which lever is to make up for it"),
        (("trade", "--give", "plans.gold.payment_day=60"), "did you mean payment_days?"),
        (
            ("goalseek", "--lever", "provider.people", "--outcome", "margin", "--target", 1),
            "provider.people: must be the path of a number of the scenario",
        ),
        (
            ("goalseek", "--lever", "selling.clarity", "--outcome", "margin", "--target", "nan"),
            "nan (--target): must be a finite number",
        ),
        (("price", "--plan", "gold", "--margin=-inf"), "-inf (--margin): must be a finite number"),
        (("frontier", "--lever", "selling.clarity=0.1"), "must be path=low:high"),
        (("frontier", "--lever", "selling.clarity=0.1:0.9"), "must be 2 to 5 different ones"),
        (("price", "--plan", "gold", "--json", "/nowhere/at/all.json"), "must be - or a file in a folder that exists"),
    ],
)
def test_what_cannot_be_asked_is_refused(
    saydo: Saydo, tmp_path: Path, arguments: tuple[str, ...], message: str
) -> None:
    command, *others = arguments
    answer = saydo(command, world(tmp_path), *others, "--workers", 1)
    assert (answer.status, answer.out) == (2, "")
    assert message in answer.err
