"""Equal fingerprints are equal results: no result depends on the order in which a file lists what it names."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from sim.running.replicate import run_replication
from sim.scenario.document import Scenario
from sim.scenario.files import load, scenario_folder
from sim.scenario.overrides import with_overrides
from sim.scenario.paths import value_at
from sim.scenario.timeline import versions
from tests.properties.scenarios import scenarios

EXAMPLES = 10
Keys = tuple[str | int, ...]
Order = Callable[[list[str]], list[str]]
BACKWARDS: Order = lambda names: names[::-1]  # noqa: E731
MARKET = {
    "prospects_per_month": 6,
    "kinds": {"eager": {"share": 1}, "wary": {"share": 0.3}, "keen": {"share": 0.1}},
    "wishes": {
        "hours": {"term": "coverage.to_hour", "effect": 0.3},
        "notice": {"term": "notice_days", "effect": -0.007},
        "term": {"term": "term_months", "effect": -0.011},
    },
}


def mappings(value: Any, keys: Keys = ()) -> Iterator[Keys]:
    """Where there are mappings of several keys in a document."""
    if isinstance(value, dict):
        if len(value) > 1:
            yield keys
        for key, part in value.items():
            yield from mappings(part, (*keys, key))
    elif isinstance(value, list):
        for number, part in enumerate(value):
            yield from mappings(part, (*keys, number))


def ordered(document: Any, places: set[Keys], order: Order, keys: Keys = ()) -> Any:
    """The document with the keys of some of its mappings in another order."""
    if isinstance(document, list):
        return [ordered(part, places, order, (*keys, number)) for number, part in enumerate(document)]
    if not isinstance(document, dict):
        return document
    names = order(list(document)) if keys in places else list(document)
    return {name: ordered(document[name], places, order, (*keys, name)) for name in names}


def answer(document: Any) -> tuple[str, Any]:
    """Fingerprint, and all that is measured of a replication; the order of the measures says nothing."""
    scenario = Scenario.model_validate(document)
    measured = json.loads(run_replication(scenario, 8, 0).to_json())
    return scenario.fingerprint, json.dumps(measured, sort_keys=True)


def documents() -> dict[str, dict[str, Any]]:
    """Scenarios that hold, together, every mapping of the document with several keys."""
    by_name = {}
    for name in ("honest", "clear-and-growing", "plans/vendor", "plans/regions"):
        document = json.loads(load(scenario_folder() / f"{name}.yaml").model_dump_json())
        document["patterns"], document["evidence"] = [], {}
        by_name[name] = document | {"horizon_months": 12}
    segment = next(iter(by_name["honest"]["segments"]))
    accounts = {name: {"segment": segment, "contacts_per_year": 90} for name in ("Acme", "Zenith", "Borg")}
    by_name["honest"] |= {"accounts": accounts, "market": by_name["honest"]["market"] | MARKET}
    return by_name


@pytest.mark.parametrize("name", ["honest", "clear-and-growing", "plans/vendor", "plans/regions"])
def test_shipped_scenarios_backwards(name: str) -> None:
    document = documents()[name]
    places = set(mappings(document))
    assert {("segments",), ("plans",), ("provider", "teams")} <= places
    assert answer(ordered(document, places, BACKWARDS)) == answer(document)


@settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.generate],  # each example is a simulation or two
    suppress_health_check=list(HealthCheck),
)
@given(scenario=scenarios(), random=st.randoms(use_true_random=False))
def test_any_scenario_in_any_order(scenario: Scenario, random: Any) -> None:
    document = json.loads(scenario.model_dump_json())
    shuffled = ordered(document, set(mappings(document)), lambda names: random.sample(names, len(names)))
    assert answer(shuffled) == answer(document)


@pytest.mark.parametrize(
    "wide_and_narrow",
    [
        {"plans.*.fee_per_month": 100, "plans.gold.fee_per_month": 900},
        {"plans.gold.response_hours": {"P1": 2, "P2": 8, "P3": 24, "P4": 40}, "plans.gold.response_hours.P2": 9},
    ],
)
def test_what_an_action_sets_of_one_holds_beside_what_it_sets_of_all(wide_and_narrow: dict[str, object]) -> None:
    honest = load(scenario_folder() / "honest.yaml")
    orders = (wide_and_narrow, dict(reversed(wide_and_narrow.items())))
    acted = [with_overrides(honest, {"timeline": [{"month": 3, "title": "x", "set": values}]}) for values in orders]
    after = [versions(scenario)[-1][1] for scenario in acted]
    assert acted[0].fingerprint == acted[1].fingerprint
    assert after[0] == after[1]
    narrow, value = list(wide_and_narrow.items())[-1]
    assert value_at(after[0], narrow) == value
