"""The catalogue names every outcome once and says how it is computed."""

from __future__ import annotations

import pytest

from sim.errors import SaydoError
from sim.metrics.catalogue import CATALOGUE, HEADLINE, describe
from sim.metrics.outcomes import outcomes
from sim.scenario.quantity import SEVERITIES
from tests.unit.metrics.trace import trace


def test_every_entry_is_filed_under_its_name_with_a_definition() -> None:
    for name, outcome in CATALOGUE.items():
        assert outcome.name == name
        assert outcome.definition.endswith(".")
        assert outcome.label
        assert outcome.unit
    labels = [outcome.label for outcome in CATALOGUE.values()]
    assert len(set(labels)) == len(labels)


def test_the_headline_comes_first() -> None:
    assert HEADLINE == ("margin", "customer_retention_per_year", "response_attainment", "say_do_gap")
    assert tuple(CATALOGUE)[: len(HEADLINE)] == HEADLINE


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
