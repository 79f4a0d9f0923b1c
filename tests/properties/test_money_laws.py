"""Neglect costs money: where a desk is busy and its customers pay, fewer people, slower work and more demand lose more.

Worlds are made of scenarios drawn by chance, so that the desk is behind its promises and customers are worth serving:

* Teams work the hours of coverage, and their people and the length of their work are set by the load of a run at ease:
  they are busy for most of their time, and nobody is paid for idling in a team that gets no work.
* Customers, what they think and how they are sold to are ordinary, and no promise is shorter than a desk with one job
  at a time can keep; terms and notices are short, so that who has had enough can leave within the year.
* The fee is a multiple of the wages. Worlds in which customers still do not pay twice what serving them costs, or in
  which the desk keeps nine promises of ten, are left out.

Of the plans stays what was drawn: promises in hours and days, of updates, workarounds, escalations and uptime, service
credits and their rules, discounts, deposits, early payment, least charges, billing, rises, late interest, and charges
by seat, spend, month and start. Left out is what rightly pays with more use or with a departure: charges by contact,
hour, visit and person, contacts beyond those included, time and materials, paid fixes, termination fees, remedies that
react to use, and accounts whose own people go with them.

The laws hold of the mean of the ensemble: the margin of the year and its run-off, as a share of revenue, is lower by
more than three standard errors. What is forgotten costs too little for that: of it is asked only that it saves nothing.
In a single world neglect may pay, as where those who leave are the costly customers. The worlds were chosen after
looking at some thirty of them on other random numbers.
"""

from __future__ import annotations

import numpy as np
import pytest

from sim.scenario.assumptions import Assumptions
from sim.scenario.document import Scenario
from sim.scenario.overrides import with_overrides
from sim.scenario.terms import Selling
from tests.properties.neglect import drawn, outcomes_of, worse

Row = dict[str, float]

DRAWS, LEAST_WORLDS = 140, 30
"""Scenarios drawn, and the fewest worlds made of them that are asked."""
SEED = 3
MONEY = "margin_with_run_off"
BUSY = 0.85
"""Share of its time for which a team has work."""
WAGE = 30
PAYS = 4
"""Fees over wages."""
WORTH_SERVING = 2
"""Revenue over the cost of serving from which on customers who leave are missed."""
BEHIND = 0.9
"""Responses on time below which a desk is behind."""
CUSTOMERS, CONTACTS = 24, 12
LEAST_HOURS = {"response_hours": 2, "resolution_hours": 24}
"""Promises that a desk with one job at a time can keep."""
LONGEST_TERM, LONGEST_NOTICE = 3, 30
AT_EASE = 5
"""Minutes of work on a contact for which one person is enough."""
LONGEST_WORK = 480
OFFICE = {"days": ["mon", "tue", "wed", "thu", "fri"], "from_hour": 9, "to_hour": 17}
HOURS_PER_YEAR = 2080
USE = ("contact", "hour", "visit", "person")
"""Units of charges that grow with use."""
DESK: dict[str, object] = {
    "people": 1,
    "shifts": [OFFICE],
    "cost_per_hour": WAGE,
    "cost_per_contact": None,
    "touch_minutes": AT_EASE,
    "touch_sigma": 0.9,
    "shrinkage_share": 0,
    "attrition_per_year": 0,
    "overflow": None,
    "swings_to": None,
}
PLAN: dict[str, object] = {
    "coverage": OFFICE,
    "coverage_by_severity": {},
    "included_contacts_per_month": None,
    "time_and_materials_per_hour": 0,
    "termination_fee_share": None,
}
SEGMENT: dict[str, object] = {
    "contacts_per_year": CONTACTS,
    "severity_shares": None,
    "self_service_share": 0,
    "respect": 0.6,
    "alignment": 0.6,
    "dependence": 0.5,
    "asymmetry": 0,
    "breaking_point": 8,
    "breaking_point_sigma": 0.5,
    "bully_share": 0,
    "influence": 1,
}
POLICIES: dict[str, object] = {
    "follow_up_discipline": 0.9,
    "fix_price": 0,
    "not_covered_share": 0,
    "corner_cutting_gain": 0,
    "template_reply_share": 0,
}


def at_ease(scenario: Scenario) -> Scenario:
    """Ordinary customers on flat plans, and a desk with time to spare."""
    ordinary = scenario.model_copy(update={"assumptions": Assumptions(), "selling": Selling()})
    everybody = sum(segment.customers for segment in scenario.segments.values())
    changes: dict[str, object] = {"accounts": {}, "remedies": []}
    for path, terms in (
        ("provider.teams.*", DESK),
        ("plans.*", PLAN),
        ("segments.*", SEGMENT),
        ("provider.policies", POLICIES),
    ):
        changes |= {f"{path}.{name}": value for name, value in terms.items()}
    for name, segment in scenario.segments.items():
        changes[f'segments."{name}".customers'] = max(round(segment.customers * CUSTOMERS / everybody), 1)
    for name, plan in scenario.plans.items():
        for promise, least in LEAST_HOURS.items():
            hours = getattr(plan, promise).model_dump()
            changes[f"plans.{name}.{promise}"] = {key: value and max(value, least) for key, value in hours.items()}
        kept = {key: c.model_dump(mode="json") for key, c in plan.charges.items() if c.per not in USE}
        changes |= {
            f"plans.{name}.charges": kept,
            f"plans.{name}.todays_charges": None,
            f"plans.{name}.term_months": min(plan.term_months, LONGEST_TERM),
            f"plans.{name}.notice_days": min(plan.notice_days, LONGEST_NOTICE),
        }
    return with_overrides(ordinary, changes)


def busy(scenario: Scenario) -> Scenario:
    """A scenario at ease with work and people by its load, and a fee by its wages."""
    row = outcomes_of(scenario, SEED)
    changes: dict[str, object] = {}
    people = 0.0
    for name in scenario.provider.teams:
        occupied = row[f"occupancy.{name}"]
        load = occupied / AT_EASE / BUSY if occupied > 0 else 0.0
        minutes = min(1 / load, LONGEST_WORK) if load else AT_EASE
        changes[f"provider.teams.{name}.touch_minutes"] = minutes
        changes[f"provider.teams.{name}.people"] = load * minutes
        people += load * minutes
    customers = sum(segment.customers for segment in scenario.segments.values())
    fee = PAYS * people * HOURS_PER_YEAR * WAGE / customers / 12
    return with_overrides(scenario, {**changes, "plans.*.fee_per_month": fee, "plans.*.todays_fee_per_month": None})


def is_asked(row: Row) -> bool:
    """Whether the desk of a world is behind and its customers are worth serving."""
    return row["response_attainment"] < BEHIND and row["revenue"] > WORTH_SERVING * row["cost_to_serve"]


@pytest.fixture(scope="module")
def worlds() -> list[Scenario]:
    """Worlds that are asked, each with a margin of its own."""
    made = [busy(at_ease(scenario)) for scenario in drawn(DRAWS)]
    rows = [outcomes_of(world, SEED) for world in made]
    behind = {row[MONEY]: world for world, row in zip(made, rows, strict=True) if is_asked(row)}
    return list(behind.values())


def loss(worlds: list[Scenario], law: str) -> tuple[float, float]:
    """Mean difference of the margin with run-off as a share of revenue, worse less base, and its standard error."""
    pairs = [(outcomes_of(world, SEED), outcomes_of(worse(world, law), SEED)) for world in worlds]
    difference = np.array([(after[MONEY] - before[MONEY]) / before["revenue"] for before, after in pairs])
    assert difference.size >= LEAST_WORLDS
    return float(difference.mean()), float(difference.std(ddof=1) / difference.size**0.5)


@pytest.mark.parametrize("law", ["fewer people", "slower work", "more demand"])
def test_neglect_costs_money_where_the_desk_is_behind(worlds: list[Scenario], law: str) -> None:
    mean, error = loss(worlds, law)
    assert mean < -3 * error


def test_forgetting_saves_no_money_where_the_desk_is_behind(worlds: list[Scenario]) -> None:
    mean, error = loss(worlds, "more forgetting")
    assert mean <= 3 * error
