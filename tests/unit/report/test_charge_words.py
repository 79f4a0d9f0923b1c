"""Charges beside the fee in the words of a contract: on the memo, on the buyer's sheet, in a customer's history."""

from __future__ import annotations

from typing import Any

import pytest

from sim.questions.ledger import Party
from sim.report.memo.buyer import buyer_paper
from sim.report.memo.terms import plan_terms
from sim.report.sources import sources_table
from sim.scenario.document import Scenario
from tests.cases.worlds import plain

CHARGES: list[tuple[str, dict[str, Any], str]] = [
    ("travel", {"per": "visit", "price": 150}, "$150 for each visit on site"),
    (
        "share",
        {"per": "spend", "tiers": [[0, 0.1], [10_000, 0.07]], "least": 100},
        "10 % of the first $10,000, 7 % of the rest of monthly spend; at least $100 a month",
    ),
    ("share", {"per": "spend", "price": 0.1}, "10 % of monthly spend"),
    (
        "hours",
        {"per": "hour", "price": 275, "least_minutes": 30, "step_minutes": 15, "out_of_hours_factor": 1.5},
        "$275 for each hour of work; at least 30 minutes for each contact; rounded up to steps of 15 minutes; "
        "outside the hours of service each counts 1.5 times",
    ),
    (
        "block",
        {"per": "hour", "price": 120, "included_per_month": 40, "carry_over_months": 3},
        "$120 for each hour of work; 40 hours of work a month are included in the fee; unused ones stay valid for "
        "3 months more, the oldest are used first",
    ),
    (
        "seats",
        {"per": "seat", "price": 4.5, "included_per_month": 100, "settle_months": 3, "steps": {13: 5, 25: 5.5}},
        "$4.50 for each seat a month, $5 from month 13, $5.50 from month 25 of the contract on; 100 seats a month are "
        "included in the fee; settled together every 3 months",
    ),
    (
        "engineer",
        {"per": "person", "price": 8_000},
        "$8,000 for each person who looks after the account alone, a month",
    ),
    ("set-up", {"per": "start", "price": 500}, "$500 once, with the first invoice of a new contract"),
    (
        "tickets",
        {"per": "contact", "tiers": [[0, 25], [50, 20]], "severities": ["P1", "P2"]},
        "$25 for each of the first 50, $20 for each of the rest of the contacts of a month; of severity P1 and P2 only",
    ),
    ("platform", {"per": "month", "price": 49.99}, "$49.99 for each month"),
]


def world(name: str, charge: dict[str, Any]) -> Scenario:
    return plain(plans__silver__charges={name: charge})


@pytest.mark.parametrize(("name", "charge", "words"), CHARGES)
def test_a_charge_in_words(name: str, charge: dict[str, Any], words: str) -> None:
    scenario = world(name, charge)
    rows = [(item, text.replace("\xa0", " ")) for item, text in plan_terms(scenario, "silver").rows]
    assert (f"Charge: {name}", words) in rows
    lines = [
        line.replace("\xa0", " ") for section in buyer_paper(scenario, None, []).sections for line in section.lines
    ]
    assert f"{name.capitalize()}: {words}." in lines


def test_contacts_that_are_charged_are_not_as_many_as_you_need() -> None:
    charged = buyer_paper(world("tickets", {"per": "contact", "price": 25}), None, []).sections[0].lines[0]
    assert charged == "For $1,000 a month you get our service, by telephone or portal; what you use of it is charged."
    assert "is charged" not in buyer_paper(plain(), None, []).sections[0].lines[0]


def test_sources_name_the_price_and_the_units() -> None:
    scenario = world("seats", {"per": "seat", "price": 4.5})
    table = sources_table(scenario, Party("Acme", "account"))
    places = [row[2] for row in table.rows if row[0] == "Charges beside the fee"]
    assert "plans.silver.charges.seats.price" in places
    assert "segments.firms.seats" in places
    assert "segments.firms.spend_per_month" not in places
