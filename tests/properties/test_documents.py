"""Scenarios as values: what is written is read back, and the fingerprint follows the content."""

from __future__ import annotations

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from sim.scenario.document import DESCRIPTIVE, Scenario
from sim.scenario.overrides import difference, with_overrides
from tests.properties.scenarios import scenarios, share
from tests.worlds import SMALL

CALM = settings(max_examples=30, deadline=None, derandomize=True, database=None)
PATHS = {
    "plans.gold.response_hours.P1": st.integers(1, 400).map(lambda quarter: quarter / 4),
    "plans.gold.fee_per_month": st.integers(0, 10**6).map(lambda cents: cents / 100),
    "plans.silver.included_contacts_per_month": st.one_of(st.none(), st.integers(0, 1000)),
    "plans.silver.billing_months": st.sampled_from([1, 3, 12]),
    "provider.teams.frontline.people": st.integers(0, 200).map(lambda tenth: tenth / 10),
    "provider.policies.queue_order": st.sampled_from(["priority", "earliest-due"]),
    "selling.clarity": share(),
    "selling.payer_briefed": st.booleans(),
    "accounts.Acme.plan": st.sampled_from([None, "gold", "silver"]),
    "assumptions.renewal.intercept": share(-20, 5),
}
OVERRIDES = st.fixed_dictionaries({}, optional=PATHS)


def content_of(scenario: Scenario) -> object:
    return scenario.model_dump(exclude=set(DESCRIPTIVE))


@CALM
@given(overrides=OVERRIDES)
def test_the_difference_of_an_override_is_the_override(overrides: dict[str, object]) -> None:
    """Set by path and read as a difference; set again, and nothing is left to differ."""
    changed = with_overrides(SMALL, overrides)
    found = difference(SMALL, changed)
    assert {path: after for path, (_, after) in found.items()} == {
        path: value for path, value in overrides.items() if with_overrides(SMALL, {path: value}) != SMALL
    }
    assert with_overrides(SMALL, {path: after for path, (_, after) in found.items()}) == changed
    assert with_overrides(changed, {path: before for path, (before, _) in found.items()}) == SMALL


@CALM
@given(first=OVERRIDES, second=OVERRIDES)
def test_the_fingerprint_is_equal_where_the_content_is(first: dict[str, object], second: dict[str, object]) -> None:
    a, b = with_overrides(SMALL, first), with_overrides(SMALL, second)
    assert (a.fingerprint == b.fingerprint) == (content_of(a) == content_of(b))
    assert (a.fingerprint == b.fingerprint) == (not difference(a, b))


@CALM
@given(scenario=scenarios(), title=st.text(min_size=1, max_size=20))
def test_a_scenario_survives_being_written_and_described_anew(scenario: Scenario, title: str) -> None:
    again = Scenario.model_validate(json.loads(scenario.model_dump_json()))
    assert again == scenario
    assert hash(again.fingerprint) == hash(scenario.fingerprint)
    assert scenario.model_copy(update={"title": title, "lesson": title}).fingerprint == scenario.fingerprint
