"""No number without evidence: every one of them is on the sheet, with unit, bounds, tag and source."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from sim.errors import ScenarioError
from sim.scenario.document import Scenario
from sim.scenario.files import load
from sim.scenario.overrides import with_overrides
from sim.scenario.sheet import SheetRow, assumption_sheet

HONEST = Path(__file__).parents[3] / "scenarios" / "honest.yaml"


@pytest.fixture(scope="module")
def honest() -> Scenario:
    return load(HONEST)


@pytest.fixture(scope="module")
def sheet(honest: Scenario) -> list[SheetRow]:
    return assumption_sheet(honest)


def numbers(value: object, path: str = "") -> Iterator[tuple[str, object]]:
    """Paths of all numbers of a dumped scenario; a profile of numbers is one."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield from numbers(item, f"{path}.{key}" if path else key)
    elif isinstance(value, tuple) and value and all(isinstance(item, dict) for item in value):
        for number, item in enumerate(value):
            yield from numbers(item, f"{path}.{number}")
    elif (isinstance(value, int | float) and not isinstance(value, bool)) or (
        isinstance(value, tuple) and value and all(isinstance(item, int | float) for item in value)
    ):
        yield path, value


def test_every_number_is_on_the_sheet_with_its_value(honest: Scenario, sheet: list[SheetRow]) -> None:
    there = {row.path: row.value for row in sheet if row.value is not None}
    assert there == dict(numbers(honest.model_dump(exclude={"patterns"})))
    assert len({row.path for row in sheet}) == len(sheet)


def test_no_number_is_without_evidence_and_bounds(sheet: list[SheetRow]) -> None:
    bare = [
        row.path
        for row in sheet
        if not (row.unit and row.source and row.about and row.tag in "MFRA") or row.low is None or row.high is None
    ]
    assert not bare


def test_every_value_lies_within_its_bounds(sheet: list[SheetRow]) -> None:
    for row in sheet:
        for value in row.value if isinstance(row.value, tuple) else (row.value,):
            assert value is None or (row.low <= value <= row.high), row
            assert not (row.low_excluded and value == row.low), row


def test_bounds_are_those_that_are_held(honest: Scenario, sheet: list[SheetRow]) -> None:
    row = next(row for row in sheet if row.path == "plans.gold.response_hours.P1")
    assert (row.low, row.low_excluded, row.unit, row.role) == (0, True, "coverage hours", "lever")
    with pytest.raises(ScenarioError, match="must be greater than 0"):
        with_overrides(honest, {row.path: row.low})


def tagged(scenario: Scenario, path: str) -> tuple[str, str]:
    row = next(row for row in assumption_sheet(scenario) if row.path == path)
    return row.tag, row.source


def test_a_measured_default_that_is_changed_is_an_assumption(honest: Scenario) -> None:
    path = "assumptions.demand.busyness_shape"
    assert tagged(honest, path)[0] == "M"
    assert tagged(with_overrides(honest, {path: 50}), path) == ("A", "set by the scenario")


def test_the_scenarios_own_evidence_comes_first(honest: Scenario, tmp_path: Path) -> None:
    path = tmp_path / "it.yaml"
    path.write_text(
        f"extends: {HONEST}\nset: {{assumptions.demand.busyness_shape: 50}}\n"
        "evidence:\n  assumptions.demand.busyness_shape: {tag: M, source: our own log}\n"
        "  plans.gold.response_hours: {tag: F, source: our price list}\n",
        encoding="utf-8",
    )
    scenario = load(path)
    assert tagged(scenario, "assumptions.demand.busyness_shape") == ("M", "our own log")
    assert tagged(scenario, "plans.gold.response_hours.P3") == ("F", "our price list")
    assert tagged(scenario, "plans.silver.response_hours.P3")[0] == "A"


def test_an_unlimited_plan_is_on_the_sheet_as_open(sheet: list[SheetRow]) -> None:
    row = next(row for row in sheet if row.path == "plans.gold.included_contacts_per_month")
    assert row.value is None


def test_evidence_of_a_part_says_nothing_of_what_the_part_leaves_open(honest: Scenario) -> None:
    gold = {"fee_per_month": 900, "response_hours": None, "payment_days": 14, "uptime": {"promised_share": 0.99}}
    content = honest.model_dump(exclude_unset=True)
    content["plans"]["gold"] = gold
    content["evidence"] = {
        "plans.gold": {"tag": "F", "source": "a contract"},
        "plans.gold.fee_per_month": {"tag": "A", "source": "not in it"},
        "plans.gold.notice_days": {"tag": "M", "source": "measured"},
    }
    rows = {row.path: (row.tag, row.source) for row in assumption_sheet(Scenario.model_validate(content))}
    assert rows["plans.gold.payment_days"] == rows["plans.gold.uptime.promised_share"] == ("F", "a contract")
    assert rows["plans.gold.fee_per_month"] == ("A", "not in it")
    assert rows["plans.gold.notice_days"] == ("M", "measured")
    assert rows["plans.gold.uplift_per_year"][0] == rows["plans.gold.uptime.sigma"][0] == "A"
