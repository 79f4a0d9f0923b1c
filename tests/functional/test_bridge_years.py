"""``saydo bridge --years`` and its workbook; ``saydo run --actuals``."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pytest

from tests.functional.terminal import Saydo, caller
from tests.functional.test_calibrate_command import SMALL
from tests.functional.test_command_line import HONEST

ONE = ("--replications", 1, "--workers", 1, "--store", "none")


@pytest.fixture
def saydo(capsys: pytest.CaptureFixture[str]) -> Saydo:
    return caller(capsys)


@pytest.fixture
def scenario(tmp_path: Path) -> Path:
    path = tmp_path / "mine.yaml"
    path.write_text(SMALL.format(honest=HONEST), encoding="utf-8")
    return path


def test_years_of_two_studies_are_bridged_into_a_workbook(saydo: Saydo, scenario: Path) -> None:
    later, file = scenario.with_name("later.yaml"), scenario.with_name("bridge.xlsx")
    later.write_text(SMALL.format(honest=HONEST) + '  start_date: "2028-01-01"\n', encoding="utf-8")
    answer = saydo("bridge", scenario, later, "--years", "1:1", *ONE, "--xlsx", file, "--json", "-")
    assert answer.status == 0, answer.err
    bridge = json.loads(answer.out)["bridge"]
    assert [part["lever"] for part in bridge["parts"]][:3] == ["price", "volume", "mix"]
    cents = [round(100 * part["difference"]) for part in bridge["parts"]]
    assert round(100 * bridge["base"]) + sum(cents) == round(100 * bridge["variant"])
    sheet = openpyxl.load_workbook(file, data_only=True)["Bridge"]
    assert sheet.cell(sheet.max_row, 2).value == pytest.approx(bridge["variant"], abs=1e-9)


@pytest.mark.parametrize(
    ("option", "words"),
    [
        (("--years", "1"), "must be two years of the studies"),
        (("--years", "1:2"), "year 2: must be 1 to 1"),
        (("--years", "1:1", "--outcome", "revenue"), "years are split by the margin alone"),
        (("--years", "1:1", "--xlsx", "/no/such/folder/file.xlsx"), "(--xlsx)"),
    ],
)
def test_years_that_are_not_there_are_refused(
    saydo: Saydo, scenario: Path, option: tuple[str, ...], words: str
) -> None:
    answer = saydo("bridge", scenario, *option, *ONE)
    assert answer.status == 2
    assert words in answer.err


def test_actuals_stand_beside_the_runs(saydo: Saydo, scenario: Path) -> None:
    file = scenario.with_name("actuals.csv")
    file.write_text("month,support_cost,dso\n2027-01,1,\n2027-02,2,30\n", encoding="utf-8")
    answer = saydo("run", scenario, "--actuals", file, *ONE, "--json", "-")
    assert answer.status == 0, answer.err
    rows = json.loads(answer.out)["actuals"]
    assert [(row["outcome"], row["month"], row["actual"]) for row in rows] == [
        ("cost_to_serve", "2027-01", 1.0),
        ("cost_to_serve", "2027-02", 2.0),
        ("days_sales_outstanding", "2027-02", 30.0),
    ]
    assert rows[0]["inside"] is False
    refused = saydo("run", scenario, "--actuals", file, "--by-year", *ONE)
    assert refused.status == 2
    assert "--actuals" in refused.err
