"""Charges as they are written: short forms are read, and what does not agree is refused by name."""

from __future__ import annotations

from typing import Any

import pytest

from sim.errors import ScenarioError
from sim.scenario.charges import Charge
from sim.scenario.document import Scenario
from sim.scenario.levers import lever_of
from sim.scenario.overrides import difference, with_overrides
from sim.scenario.paths import value_at
from sim.scenario.warnings import warnings_of
from tests.worlds import SMALL

SHARE = {"per": "spend", "tiers": [[0, 0.1], [10_000, 0.07]], "least": 100}
HOURS = {"per": "hour", "price": 120, "steps": {13: 130}, "included_per_month": 40, "carry_over_months": 3}


def small(**charges: Any) -> Scenario:
    return with_overrides(SMALL, {"plans.gold.charges": charges})


def test_pairs_and_numbers_are_short_forms() -> None:
    """A tier may be a pair, and a month of the contract a number; each has a path, and may be a lever."""
    scenario = small(share=SHARE, hours=HOURS)
    assert value_at(scenario, "plans.gold.charges.share.tiers.1.price") == 0.07
    assert lever_of(scenario, "plans.gold.charges.hours.steps.13").value == 130
    lever = lever_of(scenario, "plans.gold.charges.share.tiers.0.price")
    assert (lever.value, lever.low, lever.high) == (0.1, 0, 10_000_000)
    dearer = with_overrides(
        scenario, {"plans.gold.charges.hours.steps.13": 140, "plans.gold.charges.share.tiers.1.price": 0.08}
    )
    assert difference(scenario, dearer) == {
        "plans.gold.charges.hours.steps.13": (130.0, 140.0),
        "plans.gold.charges.share.tiers": (
            ({"above": 0.0, "price": 0.1}, {"above": 10_000.0, "price": 0.07}),
            ({"above": 0.0, "price": 0.1}, {"above": 10_000.0, "price": 0.08}),
        ),
    }
    assert Scenario.model_validate(scenario.model_dump(mode="json")) == scenario


def test_a_plan_without_charges_keeps_its_fingerprint() -> None:
    assert small().fingerprint == SMALL.fingerprint
    assert small(share=SHARE).fingerprint != SMALL.fingerprint
    content = SMALL.model_dump(mode="json")
    for plan in content["plans"].values():
        del plan["charges"]
    assert Scenario.model_validate(content).fingerprint == SMALL.fingerprint


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"price": None}, "must have a price or tiers, and not both"),
        ({"tiers": [[0, 1]]}, "must have a price or tiers, and not both"),
        ({"price": None, "tiers": [[5, 1]], "steps": {}}, "tiers must begin at 0 and rise, not 5"),
        ({"price": None, "tiers": [[0, 1], [0, 2]], "steps": {}}, "tiers must begin at 0 and rise, not 0, 0"),
        ({"price": None, "tiers": [[0, 1]]}, "steps change one price"),
        ({"per": "spend"}, "per spend, a price is a share of it, 0 to 1, not 130"),
        ({"per": "seat"}, "carry_over_months is for a charge per contact or hour or visit, not per seat"),
        ({"per": "contact", "least_minutes": 5}, "least_minutes is for a charge per hour, not per contact"),
        ({"per": "start", "carry_over_months": 0}, "included_per_month has no meaning for a charge per start"),
        ({"per": "month", "carry_over_months": 0}, "included_per_month has no meaning for a charge per month"),
        ({"included_per_month": 0}, "carry_over_months needs included_per_month"),
        ({"settle_months": 3}, "carry_over_months and settle_months exclude each other"),
        ({"severities": ["P1", "P1"]}, "severities must name each severity once"),
        ({"per": "day"}, "must be one of contact, hour, seat, person, visit, spend, month, start"),
        ({"steps": {0: 5}}, "must be prices by month of the contract, 1 to 999, not 0"),
        ({"price": -1}, "must be at least 0"),
        ({"included_per_month": -1}, "must be"),
    ],
)
def test_charges_that_do_not_agree_are_refused(change: dict[str, Any], rule: str) -> None:
    with pytest.raises(ScenarioError) as refusal:
        small(hours={**HOURS, **change})
    assert "plans.gold.charges.hours" in str(refusal.value)
    assert rule in str(refusal.value)


@pytest.mark.parametrize(
    ("charge", "unlimited"),
    [
        ({"per": "contact", "price": 25}, False),
        ({"per": "hour", "price": 25}, False),
        ({"per": "hour", "price": 25, "severities": ["P1"]}, True),
        ({"per": "visit", "price": 25}, True),
        ({"per": "seat", "price": 25}, True),
    ],
)
def test_who_pays_for_each_contact_is_on_no_unlimited_plan(charge: dict[str, Any], unlimited: bool) -> None:
    assert small(it=charge).plans["gold"].unlimited is unlimited
    assert Charge.model_validate(charge).meters_all_contacts is not unlimited


@pytest.mark.parametrize(
    ("unit", "field", "value"),
    [("seat", "seats", 5), ("spend", "spend_per_month", 100), ("visit", "visit_share", 0.1)],
)
def test_a_charge_for_what_nobody_has_is_hardly_meant(unit: str, field: str, value: float) -> None:
    scenario = small(it={"per": unit, "price": 1})
    (problem,) = warnings_of(scenario)
    assert problem.path == "plans.gold.charges.it"
    assert problem.rule == f"charges per {unit}, and nobody on the plan has any: {field} is 0"
    assert not warnings_of(with_overrides(scenario, {f"segments.large.{field}": value}))
    acme = {"accounts.Acme.plan": "gold", f"accounts.Acme.{field}": value}
    assert not warnings_of(with_overrides(scenario, acme))


def test_a_named_engineer_needs_people_of_the_account() -> None:
    scenario = with_overrides(small(it={"per": "person", "price": 1}), {"accounts.Acme.plan": "gold"})
    assert [problem.path for problem in warnings_of(scenario)] == ["plans.gold.charges.it"]
    assert not warnings_of(with_overrides(scenario, {"accounts.Acme.account_people": 0.5}))
