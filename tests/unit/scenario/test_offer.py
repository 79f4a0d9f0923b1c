"""An offer: what it adds to a provider, and what it refuses."""

from __future__ import annotations

import pytest

from sim.errors import ScenarioError
from sim.scenario.files import load, scenario_folder
from sim.scenario.offer import OFFERED, Offer, offered, withdrawn
from sim.scenario.overrides import with_overrides

HONEST = load(scenario_folder() / "honest.yaml")
DEAL_FEE = f"plans.{OFFERED}.fee_per_month"


def test_it_adds_one_customer_on_a_plan_of_its_own() -> None:
    terms = {"fee_per_month": 2_500.0, "response_hours.P1": 0.25}
    overrides = offered(HONEST, Offer("Initech", "large", "gold", 40, terms))
    with_offer = with_overrides(HONEST, overrides)
    assert with_offer.plans[OFFERED].fee_per_month == 2_500
    assert with_offer.plans[OFFERED].response_hours.P1 == 0.25
    assert with_offer.plans[OFFERED].response_hours.P2 == HONEST.plans["gold"].response_hours.P2
    assert with_offer.accounts["Initech"].contacts_per_year == 480
    assert with_offer.accounts.keys() - HONEST.accounts.keys() == {"Initech"}


@pytest.mark.parametrize(
    ("offer", "message"),
    [
        (Offer("Initech", "large", "tin"), "plan = tin: must be one of bronze, silver, gold"),
        (Offer("Initech", "huge", "gold"), "segment = huge: must be one of"),
        (Offer("Acme", "large", "gold"), "customer = Acme: must be a new name"),
        (Offer("  ", "large", "gold"), "must be a new name"),
    ],
)
def test_what_cannot_be_offered_is_refused(offer: Offer, message: str) -> None:
    with pytest.raises(ScenarioError) as refusal:
        offered(HONEST, offer)
    assert message in str(refusal.value)


def test_a_customer_s_name_may_hold_full_stops() -> None:
    with_offer = with_overrides(HONEST, offered(HONEST, Offer("St. Mary's Inc.", "large", "gold")))
    assert with_offer.accounts["St. Mary's Inc."].plan == OFFERED


def test_a_customer_taken_out_leaves_the_firm_that_it_was_offered_to() -> None:
    offer = Offer("Initech", "large", "gold", 40, {"fee_per_month": 2_500.0})
    signed = with_overrides(HONEST, offered(HONEST, offer))
    assert withdrawn(signed, "Initech").fingerprint == HONEST.fingerprint
    both = with_overrides(signed, {"accounts.Globex": {"segment": "large", "plan": OFFERED}})
    rest = withdrawn(both, "Initech")
    assert (rest.accounts.keys() - HONEST.accounts.keys(), OFFERED in rest.plans) == ({"Globex"}, True)
    acted = with_overrides(signed, {"timeline": [{"month": 6, "title": "dearer", "set": {DEAL_FEE: 3_000}}]})
    rest = withdrawn(acted, "Initech")
    assert ("Initech" in rest.absent, rest.timeline) == (True, acted.timeline), "the timeline names its plan"
