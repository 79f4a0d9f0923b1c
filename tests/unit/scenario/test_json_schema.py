"""The JSON Schema for editors: shipped files are valid by it, mistakes are not, numbers say what they are."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from sim.scenario.files import shipped
from sim.scenario.json_schema import scenario_schema
from sim.scenario.source import read_mapping
from tests.worlds import SMALL

SCHEMA = scenario_schema()
CHECK = Draft202012Validator(SCHEMA)


def valid(document: object) -> bool:
    """Whether a document, as JSON knows it, follows the schema."""
    return bool(CHECK.is_valid(json.loads(json.dumps(document, default=str))))


def test_it_is_a_schema_and_plain_json() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    assert json.loads(json.dumps(SCHEMA)) == SCHEMA


@pytest.mark.parametrize("path", shipped(), ids=lambda path: path.stem)
def test_a_shipped_file_follows_it(path: Path) -> None:
    assert valid(read_mapping(path)[0])


@pytest.mark.parametrize(
    "change",
    [
        {"horizon_months": 11},
        {"horizon": 12},
        {"currency": "XXX"},
        {"plans": {}},
        {"selling": {"clarity": 1.5}},
        {"segments": {"large": {"plan": "gold"}}},
    ],
    ids=str,
)
def test_a_mistake_does_not(change: dict[str, Any]) -> None:
    document = SMALL.model_dump(mode="json")
    assert valid(document)
    assert not valid(document | change)


def test_tables_may_stand_in_a_file() -> None:
    document = SMALL.model_dump(mode="json")
    del document["provider"]["teams"]["frontline"]["people"], document["provider"]["teams"]["frontline"]["shifts"]
    row = {"team": "frontline", "weekday": "mon", "from": "8:30", "to": 18, "people": 2.5}
    table = {"file": "accounts.csv", "sha256": "0" * 64}
    for roster in ([row], table, {"file": "roster.csv"}):
        assert valid(document | {"roster": roster, "portfolio": table})
    for roster in ([row | {"day": 1}], [row | {"weekday": "monday"}], "roster.csv", {"sha256": "0" * 64}):
        assert not valid(document | {"roster": roster})
    assert not valid(document | {"portfolio": table | {"sha256": "abc"}})


def test_all_hours_have_a_word_of_their_own() -> None:
    document = SMALL.model_dump(mode="json")
    plans = {"gold": document["plans"]["gold"] | {"coverage": "24x7", "coverage_by_severity": {"P1": "24x7"}}}
    assert valid(document | {"plans": plans})
    plans["gold"]["coverage"] = "24x5"
    assert not valid(document | {"plans": plans})


def test_a_tier_of_prices_may_be_a_pair() -> None:
    document = SMALL.model_dump(mode="json")
    share = {"per": "spend", "tiers": [[0, 0.1], {"above": 10_000, "price": 0.07}]}
    plans = {"gold": document["plans"]["gold"] | {"charges": {"share": share, "hours": {"per": "hour", "price": 5}}}}
    assert valid(document | {"plans": plans})
    for wrong in ([[0, 0.1, 3]], [[0, -1]], [0.1]):
        plans["gold"]["charges"]["share"]["tiers"] = wrong
        assert not valid(document | {"plans": plans})


def test_a_file_that_extends_holds_only_what_it_may() -> None:
    assert valid({"extends": "honest.yaml", "title": "Faster", "set": {"selling.clarity": 1}})
    assert not valid({"extends": "honest.yaml", "selling": {"clarity": 1}})
    assert not valid({"extends": 3})


def test_every_number_tells_unit_tag_source_and_bounds() -> None:
    field = SCHEMA["$defs"]["Plan"]["properties"]["payment_days"]
    assert (field["unit"], field["tag"], field["role"]) == ("days", "A", "lever")
    assert (field["minimum"], field["maximum"]) == (0, 180)
    assert field["description"].startswith("days until an invoice is due; days [A: ")
    assert SCHEMA["$defs"]["Plan"]["properties"]["term_months"]["fixed"] is True
    assert "fixed" not in field
