"""Input: a value means what its writer expects, or is refused in one clear message."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sim.errors import ScenarioError
from sim.scenario.document import Scenario
from sim.scenario.files import load
from sim.scenario.overrides import parse_override, with_overrides
from sim.scenario.paths import value_at
from sim.scenario.source import parse_value
from tests.cases.worlds import PLAIN

FEE, OWN_FEE = "plans.silver.fee_per_month", "accounts.Acme.fee_per_month"
TOUCH, PEOPLE = "provider.teams.frontline.touch_minutes", "provider.teams.frontline.people"
PROMISE, OPENS = "plans.silver.response_hours", "plans.silver.coverage.from_hour"
COMMUNITY, BRIEFED = "segments.firms.community", "selling.payer_briefed"
NUMBER, CLOCK = "must be a number", "must be a number of hours, or hours and minutes such as 1:30"

READ: list[tuple[str, str, object]] = [
    (f"{PROMISE}.P2", "1:30", 1.5),
    (f"{PROMISE}.P2", '"0:05"', 5 / 60),
    (f"{PROMISE}.P4", "120:00", 120.0),
    (OPENS, "17:30", 17.5),
    (OPENS, '"08:00"', 8.0),
    ("plans.silver.coverage.to_hour", "24:00", 24.0),
    ("horizon_months", "030", 30),
    ("horizon_months", "2_4", 24),
    (PEOPLE, ".5", 0.5),
    (PEOPLE, '"7"', 7.0),
    (FEE, "1e3", 1000.0),
    (FEE, "1_000", 1000.0),
    (FEE, "0x10", 16.0),
    (FEE, "017", 17.0),
    (OWN_FEE, "~", None),
    (OWN_FEE, "", None),
    (COMMUNITY, "no", "no"),
    (COMMUNITY, "1:30", "1:30"),
    ("title", "2027-01-01", "2027-01-01"),
    (BRIEFED, "yes", True),
    (BRIEFED, "off", False),
    (BRIEFED, "true", True),
    ("start_date", "2027-03-01", date(2027, 3, 1)),
    ("start_date", '"2027-03-01"', date(2027, 3, 1)),
]
"""Path, text and what it means."""

REFUSED: list[tuple[str, str, str]] = [
    (TOUCH, "12:30", "must be a number, in minutes, not hours and minutes"),
    ("horizon_months", "12:00", "must be a number, in months, not hours and minutes"),
    (FEE, "1:30", "must be a number, in money / month, not hours and minutes"),
    (f"{PROMISE}.P2", "1:75", CLOCK),
    (f"{PROMISE}.P2", "1:30:00", CLOCK),
    (f"{PROMISE}.P2", "-1:30", CLOCK),
    (f"{PROMISE}.P2", "0:00", "must be greater than 0"),
    ("plans.silver.coverage.to_hour", "24:30", "must be at most 24"),
    (FEE, "yes", NUMBER),
    (FEE, "true", NUMBER),
    (f"{PROMISE}.P2", "true", NUMBER),
    (FEE, "~", NUMBER),
    (FEE, "1 000", NUMBER),
    (FEE, "35.000,00", NUMBER),
    (FEE, '"1,000"', NUMBER),
    (FEE, "2027-01-01", NUMBER),
    ("plans.silver.billing_months", "true", "must be 1, 3 or 12"),
    (BRIEFED, "1:30", "must be true or false"),
    (BRIEFED, "2", "must be true or false"),
    (COMMUNITY, "017", "must be text; what looks like a number or true or false needs quotes"),
    ("start_date", "0", "must be a date"),
    ("start_date", "20270301", "must be a date"),
    ("start_date", '"0"', "must be a date"),
    ("provider.holidays", "[0]", "must be a date"),
]
"""Path, text and what is wrong with it."""


def in_file(folder: Path, path: str, text: str) -> Scenario:
    (folder / "plain.yaml").write_text(PLAIN.model_dump_json(), encoding="utf-8")
    (folder / "case.yaml").write_text(f"extends: plain.yaml\nset:\n  {path}: {text}\n", encoding="utf-8")
    return load(folder / "case.yaml")


@pytest.mark.parametrize(("path", "text", "value"), READ)
def test_a_value_is_read_as_its_writer_means_it(tmp_path: Path, path: str, text: str, value: object) -> None:
    assert value_at(in_file(tmp_path, path, text), path) == value
    if text:
        assert value_at(with_overrides(PLAIN, dict([parse_override(f"{path}={text}")])), path) == value


@pytest.mark.parametrize(("path", "text", "rule"), REFUSED)
def test_a_value_that_could_mean_something_else_is_refused(tmp_path: Path, path: str, text: str, rule: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        in_file(tmp_path, path, text)
    (problem,) = caught.value.problems
    assert problem.path.startswith(path)
    assert problem.rule.startswith(rule)
    assert (Path(problem.file).name, problem.line) == ("case.yaml", 3)
    with pytest.raises(ScenarioError, match=r"must be"):
        with_overrides(PLAIN, dict([parse_override(f"{path}={text}")]))


def test_hours_and_minutes_by_severity_and_in_an_action(tmp_path: Path) -> None:
    assert in_file(tmp_path, PROMISE, "{P1: 1:00, P2: 1:30, P3: 4:00, P4: 8:00}").plans[
        "silver"
    ].response_hours.as_tuple() == (1, 1.5, 4, 8)
    action = "[{month: 3, title: Slower, set: {%s: 12:30}}]"
    assert in_file(tmp_path, "timeline", action % f"{PROMISE}.P2").timeline[0].month == 3
    with pytest.raises(ScenarioError, match="in minutes, not hours and minutes"):
        in_file(tmp_path, "timeline", action % TOUCH)


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("%YAML 1.1\n---\ntitle: x\n", "must be YAML 1.2: leave out %YAML"),
        ("title: x\ntitle: y\n", "title is given twice, first at"),
        ("a: &b [1]\nc: *b\n", "aliases"),
        ("a: !!python/object:os.system 1\n", "could not determine a constructor"),
    ],
)
def test_what_is_not_read_at_all(tmp_path: Path, text: str, rule: str) -> None:
    (tmp_path / "case.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(ScenarioError, match=rule):
        load(tmp_path / "case.yaml")


def test_a_directive_for_this_version_is_read(tmp_path: Path) -> None:
    (tmp_path / "case.yaml").write_text(f"%YAML 1.2\n---\n{PLAIN.model_dump_json()}\n", encoding="utf-8")
    assert load(tmp_path / "case.yaml") == PLAIN


WORDS = st.sampled_from(
    ["no", "on", "~", "null", "1:30", "017", "1_000", "1e3", ".5", "2027-01-01", "true", "", "=", "<<"]
)


@given(text=WORDS | st.text(st.characters(max_codepoint=0xFFFF, exclude_categories=["Cs"])))
@example(text="\x7f\x85\u2028")
def test_a_text_that_is_written_out_is_read_again(text: str) -> None:
    assert parse_value(json.dumps(text)) == text


@given(
    name=WORDS.filter(bool),
    hours=st.floats(0.01, 1000),
    fee=st.none() | st.floats(0, 1e6),
    briefed=st.booleans(),
)
def test_a_scenario_that_is_written_out_is_read_again(
    tmp_path_factory: pytest.TempPathFactory, name: str, hours: float, fee: float | None, briefed: bool
) -> None:
    accounts: dict[str, Any] = {name: {"segment": "firms", "fee_per_month": fee, "community": name}}
    changes = {"accounts": accounts, f"{PROMISE}.P1": hours, BRIEFED: briefed, "title": name}
    scenario = with_overrides(PLAIN, changes)
    path = tmp_path_factory.mktemp("again") / "again.yaml"
    path.write_text(scenario.model_dump_json(), encoding="utf-8")
    assert load(path) == scenario
    sets = [f"{path}={json.dumps(value, ensure_ascii=False)}" for path, value in changes.items()]
    assert with_overrides(PLAIN, dict(map(parse_override, sets))) == scenario
