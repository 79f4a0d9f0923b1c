"""The table of causes of grievance: complete, written as records have it, each with a weight in the document."""

from __future__ import annotations

import json
import pickle

import pytest

from sim.customers.causes import DRIVERS, LATE_RESPONSES, Cause, concerns
from sim.scenario.character import GrievanceAssumptions


@pytest.mark.parametrize("cause", Cause)
def test_each_cause_has_a_driver_and_a_weight_of_its_own_in_the_document(cause: Cause) -> None:
    name, _, severity = cause.weight.partition(".")
    field = GrievanceAssumptions.model_fields[name]
    weight = getattr(field.default, severity) if severity else field.default
    assert weight > 0
    assert str(field.json_schema_extra["unit"]).startswith("grievance")
    assert cause.driver in DRIVERS
    assert [other for other in Cause if other.weight == cause.weight] == [cause]


def test_each_weight_of_the_document_belongs_to_a_cause() -> None:
    weights = {
        name
        for name, field in GrievanceAssumptions.model_fields.items()
        if str(field.json_schema_extra["unit"]).startswith("grievance") and name != "start_mean"
    }
    assert weights == {cause.weight.partition(".")[0] for cause in Cause}


@pytest.mark.parametrize(
    ("cause", "words", "driver"),
    [
        (Cause.LATE_RESPONSE_P1, "late response P1", "revenue"),
        (Cause.LATE_RESPONSE_P4, "late response P4", "risk"),
        (Cause.DISPUTE_LOST_WRONG, "dispute lost", "cost"),
        (Cause.DISPUTE_LOST_RIGHT, "dispute lost, in the right", "emotion"),
        (Cause.ANNOUNCED_LATE, "announced, late", "revenue"),
    ],
)
def test_a_cause_is_written_in_words_and_touches_its_driver(cause: Cause, words: str, driver: str) -> None:
    assert (f"{cause}", json.dumps(cause), cause.driver) == (words, f'"{words}"', driver)
    assert Cause(words) is pickle.loads(pickle.dumps(cause)) is cause


def test_late_responses_stand_in_the_order_of_severity() -> None:
    assert [cause.weight for cause in LATE_RESPONSES] == [f"late_response.P{severity}" for severity in range(1, 5)]


def test_concerns_are_four_times_the_weights_and_none_where_all_weigh_alike() -> None:
    assert concerns((0.25, 0.25, 0.25, 0.25)) == {}
    assert concerns((0.5, 0.3, 0.2, 0.0)) == pytest.approx({"revenue": 2, "cost": 1.2, "risk": 0.8, "emotion": 0})
