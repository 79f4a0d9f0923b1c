"""The catalogue names every outcome once and says how it is computed."""

from __future__ import annotations

import pytest

from sim.errors import SaydoError
from sim.metrics.catalogue import CATALOGUE, FIRST, HEADLINE, describe
from sim.metrics.outcomes import outcomes
from sim.metrics.registry import ENTRIES, MEASURES, outcome
from sim.scenario.quantity import SEVERITIES
from tests.unit.metrics.trace import trace


def test_every_entry_is_filed_under_its_name_with_a_definition() -> None:
    for name, entry in CATALOGUE.items():
        assert entry.name == name
        assert entry.definition.endswith(".")
        assert entry.label
        assert entry.unit
    labels = [entry.label for entry in CATALOGUE.values()]
    assert len(set(labels)) == len(labels)


def test_the_headline_comes_first() -> None:
    assert HEADLINE == ("margin", "customer_retention_per_year", "response_attainment", "say_do_gap")
    assert tuple(CATALOGUE)[: len(HEADLINE)] == HEADLINE


def test_an_entry_has_one_function_and_a_name_is_taken_once() -> None:
    assert set(MEASURES) == set(ENTRIES) == set(CATALOGUE)
    with pytest.raises(ValueError, match="margin: is in the catalogue already"):
        outcome("margin", "Margin", "money", "up", "money", "Again.")(lambda facts: 0.0)


def test_the_order_of_tables_is_the_established_one() -> None:
    assert tuple(CATALOGUE)[: len(FIRST)] == FIRST
    rest = tuple(CATALOGUE)[len(FIRST) :]
    assert rest == tuple(name for name in ENTRIES if name not in FIRST)
    assert {f"response_attainment.{severity}" for severity in SEVERITIES} <= set(rest)


def test_what_a_run_yields_is_in_the_catalogue_and_the_other_way_round() -> None:
    values = outcomes(trace())
    assert list(values)[: len(CATALOGUE)] == list(CATALOGUE)
    assert all(describe(name).name == name for name in values)
    assert set(values) - set(CATALOGUE) == {
        "response_attainment.gold",
        "response_attainment.bronze",
        "occupancy.frontline",
        "occupancy.billing",
        *(f"response_attainment.{plan}.{severity}" for plan in ("gold", "bronze") for severity in SEVERITIES),
    }


def test_a_dotted_name_takes_after_the_whole() -> None:
    gold, frontline = describe("response_attainment.gold"), describe("occupancy.front.line")
    assert (gold.better, gold.format, gold.label) == ("up", "share", "Responses on time, gold")
    assert (frontline.better, frontline.label) == ("neutral", "Occupancy, front.line")
    assert "plan gold" in gold.definition
    promise = describe("response_attainment.gold.P1")
    assert (promise.better, promise.format, promise.label) == ("up", "share", "Responses on time, gold, P1")
    assert "plan gold, severity P1" in promise.definition
    assert describe("response_attainment.gold.P5").label == "Responses on time, gold.P5"


@pytest.mark.parametrize("name", ["", "profit", "revenue.gold", "occupancy."])
def test_an_unknown_name_is_refused(name: str) -> None:
    with pytest.raises(SaydoError, match="no such outcome"):
        describe(name)


def test_a_slip_of_the_pen_is_put_right() -> None:
    with pytest.raises(SaydoError, match="did you mean margin_share"):
        describe("margin_shar")
