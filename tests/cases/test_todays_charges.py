"""Charges are weighed against those that a plan had until today, in whatever way they are changed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from sim.errors import ScenarioError
from sim.report.terms import terms_that_differ
from sim.scenario.changes import change_groups, grouped, mixture
from sim.scenario.document import Scenario
from sim.scenario.files import load
from sim.scenario.offer import OFFERED, Offer, offered
from sim.scenario.overrides import with_overrides
from sim.scenario.sheet import assumption_sheet
from sim.scenario.timeline import versions
from tests.cases.worlds import plain

CHARGES: dict[str, Any] = {"travel": {"per": "visit", "price": 150}, "seats": {"per": "seat", "price": 2}}
DEARER: dict[str, object] = {"plans.silver.charges.travel.price": 300, "plans.silver.charges.seats.price": 3}


def always() -> Scenario:
    return plain(plans__silver__charges=CHARGES, plans__silver__todays_charges=None)


def todays(scenario: Scenario) -> dict[str, float | None] | None:
    """Prices until today by name; None where they are as the plan's charges."""
    charges = scenario.plans["silver"].todays_charges
    return None if charges is None else {name: charge.price for name, charge in charges.items()}


def test_every_way_of_changing_charges_keeps_todays(tmp_path: Path) -> None:
    base = always()
    once = with_overrides(base, DEARER)
    twice = with_overrides(once, {"plans.silver.charges.seats.price": 5})
    action = [{"month": 3, "title": "Dearer", "set": DEARER}]
    acted = versions(with_overrides(base, {"timeline": action}))[-1][1]
    (tmp_path / "base.yaml").write_text(base.model_dump_json(), encoding="utf-8")
    extending = "extends: base.yaml\ntitle: Dearer\nset:\n  plans.silver.charges.seats.price: 3\n"
    (tmp_path / "dearer.yaml").write_text(extending, encoding="utf-8")
    extended = load(tmp_path / "dearer.yaml")
    assert todays(base) is None
    for scenario in (once, twice, acted, extended):
        assert todays(scenario) == {"travel": 150, "seats": 2}
    assert Scenario.model_validate_json(once.model_dump_json()).fingerprint == once.fingerprint


def test_charges_that_are_new_were_none_until_today() -> None:
    new = plain(plans__silver__charges=CHARGES)
    assert todays(new) == {}
    assert new.fingerprint != always().fingerprint


def test_back_to_where_it_was_is_as_if_nothing_had_been_changed() -> None:
    """In whatever words: all charges again, one price after the other, or none where there was none."""
    base, dearer = always(), with_overrides(always(), DEARER)
    again = with_overrides(dearer, {"plans.silver.charges": CHARGES})
    one_by_one = with_overrides(dearer, {path: {"travel": 150, "seats": 2}[path.split(".")[3]] for path in DEARER})
    assert {again.fingerprint, one_by_one.fingerprint} == {base.fingerprint}
    new = plain(plans__silver__charges=CHARGES)
    assert with_overrides(new, {"plans.silver.charges": {}}).fingerprint == plain().fingerprint


def test_a_change_that_states_todays_charges_is_believed() -> None:
    assert todays(with_overrides(always(), {**DEARER, "plans.silver.todays_charges": None})) is None
    stated = {"seats": {"per": "seat", "price": 1}}
    assert todays(with_overrides(always(), {**DEARER, "plans.silver.todays_charges": stated})) == {"seats": 1}


def test_in_another_currency_they_say_nothing() -> None:
    assert todays(with_overrides(always(), {"currency": "JPY", **DEARER})) is None


def test_a_plan_that_is_new_and_an_offer_have_none() -> None:
    plan = always().plans["silver"].model_dump(mode="json", exclude={"todays_charges"})
    assert with_overrides(always(), {"plans.other": plan}).plans["other"].todays_charges is None
    dearer = with_overrides(always(), DEARER)
    deal = Offer("Newco", "firms", "silver", terms={"charges.seats.price": 1})
    signed = with_overrides(dearer, offered(dearer, deal))
    lower = with_overrides(signed, {f"plans.{OFFERED}.charges.seats.price": 0.5})
    assert (signed.plans[OFFERED].todays_charges, lower.plans[OFFERED].todays_charges) == (None, None)


def test_they_are_told_with_the_charges_that_are_changed() -> None:
    """Each price is a change of its own, and brings with it what was so until today."""
    base, dearer = always(), with_overrides(always(), DEARER)
    groups = change_groups(base, dearer)
    assert sorted(path for group in groups for path in group.paths) == sorted(DEARER)
    assert mixture(base, groups).fingerprint == dearer.fingerprint
    for group in groups:
        (path,) = group.paths
        assert mixture(base, [group]).fingerprint == with_overrides(base, {path: DEARER[path]}).fingerprint
    (one,) = grouped(groups, 1)
    assert one.name == "plans.silver.charges (2 changes)"
    assert sorted(terms_that_differ(base, dearer)) == sorted(DEARER)
    assert not [row.path for row in assumption_sheet(dearer) if "todays" in row.path]


def test_no_action_changes_them() -> None:
    action = [{"month": 3, "title": "Past", "set": {"plans.silver.todays_charges": CHARGES}}]
    with pytest.raises(ScenarioError, match="todays_charges"):
        with_overrides(always(), {"timeline": action})
