"""Scenarios as values: what is written is read back, and the fingerprint follows the content."""

from __future__ import annotations

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from sim.scenario.document import DESCRIPTIVE, Scenario
from sim.scenario.overrides import difference, parse_override, with_overrides
from sim.scenario.paths import locate, parse_path, print_path, value_at
from sim.scenario.sheet import assumption_sheet
from sim.scenario.timeline import versions
from tests.properties.desks import share
from tests.properties.scenarios import scenarios
from tests.worlds import SMALL

CALM = settings(max_examples=30, deadline=None, derandomize=True, database=None)
PATHS = {
    "plans.gold.response_hours.P1": st.integers(1, 400).map(lambda quarter: quarter / 4),
    "plans.gold.fee_per_month": st.integers(0, 10**6).map(lambda cents: cents / 100),
    "plans.silver.included_contacts_per_month": st.one_of(st.none(), st.integers(0, 1000)),
    "plans.silver.billing_months": st.sampled_from([1, 3, 6, 12]),
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
    """Set by path and read as a difference; set again, and nothing is left to differ.

    A fee that is changed leaves the former one as what customers pay today.
    """
    changed = with_overrides(SMALL, overrides)
    pairs = difference(SMALL, changed)
    differing = {path: value for path, value in overrides.items() if with_overrides(SMALL, {path: value}) != SMALL}
    if "plans.gold.fee_per_month" in differing:
        differing["plans.gold.todays_fee_per_month"] = SMALL.plans["gold"].fee_per_month
    assert {path: after for path, (_, after) in pairs.items()} == differing
    assert with_overrides(SMALL, {path: after for path, (_, after) in pairs.items()}) == changed
    assert with_overrides(changed, {path: before for path, (before, _) in pairs.items()}) == SMALL


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


ODD_NAMES = st.lists(
    st.text(" .\"'[]{}*=:,\\a1é\u4e2d\u200b\n", min_size=1, max_size=9) | st.sampled_from(["*", "plan", "a.b", "0"]),
    min_size=4,
    max_size=4,
    unique=True,
)


def renamed(team: str, plan: str, segment: str, account: str) -> Scenario:
    """The small scenario with its first team, plan, segment and account under other names."""
    document = SMALL.model_dump(mode="json")
    teams, plans = document["provider"]["teams"], document["plans"]
    document["provider"] |= {"teams": {team: teams.pop("frontline"), **teams}, "first_tier": team}
    document["plans"] = {plan: plans.pop("gold"), **plans}
    large, medium = document["segments"].values()
    document["segments"] = {segment: large | {"plan": plan}, "medium": medium}
    document["accounts"] = {account: {"segment": segment, "contacts_per_year": 9}, "Acme": {"segment": "medium"}}
    return Scenario.model_validate(document)


@CALM
@given(names=ODD_NAMES)
def test_every_path_of_the_sheet_is_read_as_it_is_printed_and_can_be_set(names: list[str]) -> None:
    scenario = renamed(*names)
    rows = {row.path: row.value for row in assumption_sheet(scenario)}
    for path, value in rows.items():
        keys = parse_path(path)
        assert print_path(keys) == path
        assert locate(scenario, path) == keys
        assert value_at(scenario, path) == value
    assert len(rows) > 250
    assert with_overrides(scenario, rows).fingerprint == scenario.fingerprint
    for path in rows:
        assert parse_override(f"{path} = 1") == (path, 1)


@CALM
@given(names=ODD_NAMES, fee=st.integers(1, 1000))
def test_a_number_under_an_odd_name_is_all_that_is_set(names: list[str], fee: int) -> None:
    """Set by itself, with evidence, by an action of the timeline, and read back as the difference.

    With it comes only what the account pays today, the fee of its plan.
    """
    scenario = renamed(*names)
    path = print_path(("accounts", names[3], "fee_per_month"))
    today = print_path(("accounts", names[3], "todays_fee_per_month"))
    assert difference(scenario, with_overrides(scenario, {path: fee})) == {path: (None, fee), today: (None, 3_000)}
    acted = with_overrides(scenario, {"timeline": [{"month": 3, "title": "x", "set": {path: fee}}]})
    assert difference(scenario, versions(acted)[-1][1])[path] == (None, fee)
    sourced = with_overrides(scenario, {path: fee, "evidence": {path: {"tag": "M", "source": "its contract"}}})
    (row,) = (row for row in assumption_sheet(sourced) if row.path == path)
    assert (row.value, row.tag, row.source) == (fee, "M", "its contract")
    assert with_overrides(sourced, {path: fee + 1}).evidence == {}
