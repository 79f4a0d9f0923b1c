"""``saydo run --by-year`` shows a column a year, by the definitions of the whole study."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.functional.terminal import Saydo, caller
from tests.functional.test_command_line import HONEST, SMALL

FEW = (*SMALL, "--set", "horizon_months=24", "--replications", 2, "--workers", 1)


@pytest.fixture
def saydo(capsys: pytest.CaptureFixture[str]) -> Saydo:
    return caller(capsys)


def test_years_add_up_and_are_printed(saydo: Saydo, tmp_path: Path) -> None:
    store = ("--store", f"sqlite:///{tmp_path / 'runs.sqlite'}")
    table = saydo("run", HONEST, *FEW, *store, "--by-year")
    assert table.status == 0
    assert "2027-01 to" in table.out
    assert "Last full" in table.out
    document = json.loads(saydo("run", HONEST, *FEW, *store, "--by-year", "--outcome", "margin", "--json", "-").out)
    (row,) = document["years"]
    assert row["outcome"] == "margin"
    assert sum(year["estimate"] for year in row["years"]) == pytest.approx(row["whole"]["estimate"])
    assert document["provenance"]["stored"] == 2


def test_precision_is_not_for_years(saydo: Saydo) -> None:
    answer = saydo("run", HONEST, *FEW, "--by-year", "--precision", "margin=1000")
    assert answer.status != 0
    assert "--by-year" in answer.err
