"""Charges in the price that prospects and renewing customers weigh, by hand.

The plain world: a fee of 1,000.00, a touch of 10 minutes that solves everything, 600 contacts a year and so 50 a month.
A prospect signs with .2 at the market's price, odds 1 to 4, and with odds .25 * r^-2.5 at r times that price. Who is
a customer at a level of price r leaves with 1 - exp(-exp(-2.25) * r^1.5).
"""

from __future__ import annotations

from math import exp
from typing import Any

import pytest

from sim.engine.run import simulate
from sim.records.events import ContactOutcome
from sim.scenario.document import Scenario
from sim.scenario.overrides import with_overrides
from tests.cases.worlds import plain

GROWING: dict[str, Any] = {
    "market__prospects_per_month": 20,
    "market__win_share": 0.2,
    "market__clarity_effect": 0,
    "market__rise_per_year": 0,
    "market__reputation_gain": 0,
    "segments__firms__customers": 1,
    "segments__firms__seats": 100,
    "accounts": {},
}
STAYING: dict[str, Any] = {
    "assumptions__renewal__intercept": -2.25,
    "assumptions__renewal__spread": 0,
    "assumptions__renewal__lock_in": 0,
    "assumptions__renewal__trust": 0,
    "assumptions__renewal__grievance": 0,
    "market__rise_per_year": 0,
    "accounts__Acme__seats": 100,
}
SEATS: dict[str, dict[str, Any]] = {"seats": {"per": "seat", "price": 2}}
HOURS: dict[str, dict[str, Any]] = {
    "hours": {"per": "hour", "price": 20, "least_minutes": 15, "included_per_month": 2.5}
}
ALWAYS = {"plans__silver__todays_charges": None}
"""The charges were always so."""
HALF_OF_P3 = {"P1": 0, "P2": 0.25, "P3": 0.5, "P4": 0.25}


def odds(scenario: Scenario) -> float:
    """The odds of a deal, the same for all prospects, over those at the market's price."""
    (probability,) = {row.win_probability for row in simulate(scenario, seed=3).records.prospects}
    return probability / (1 - probability) / 0.25


def growing(**changes: Any) -> float:
    """Price over the market's as prospects have weighed it."""
    return float(odds(plain(**{**GROWING, **changes})) ** (-1 / 2.5))


def leaving(**changes: Any) -> float:
    """Probability that Acme does not renew at the end of the study."""
    (row,) = simulate(plain(**{**STAYING, **changes}), seed=3).records.remaining
    return row.leave_probability


def at_level(ratio: float) -> Any:
    """The probability of leaving at a price over the market's."""
    return pytest.approx(1 - exp(-exp(-2.25) * ratio**1.5), abs=1e-9)


def test_a_charge_that_is_new_wins_fewer_deals() -> None:
    """100 seats at 2.00 are 200.00 beside 1,000.00: r = 1.2, 1.2^-2.5 = .6339381, odds .1584845, p = .1368033.

    Hours: 50 contacts at the least of 15 minutes are 12.5 hours, less 2.5 are 10, at 20.00: 200.00 as well.
    """
    for charges in (SEATS, HOURS):
        scenario = plain(**GROWING, plans__silver__charges=charges)
        (probability,) = {row.win_probability for row in simulate(scenario, seed=3).records.prospects}
        assert probability == pytest.approx(0.1368033, abs=1e-7)


def test_a_charge_that_is_doubled_wins_fewer_deals_from_then_on() -> None:
    """1,400.00 over 1,200.00 is 7/6 from month 6 on; until then, and where it was always so, the market's price."""
    for charges, field in ((SEATS, "seats.price"), (HOURS, "hours.price")):
        doubled = {f"plans.silver.charges.{field}": 2 * next(iter(charges.values()))["price"]}
        always = plain(**GROWING, plans__silver__charges=charges, **ALWAYS)
        assert odds(always) == pytest.approx(1)
        assert odds(with_overrides(always, doubled)) == pytest.approx((7 / 6) ** -2.5)
        action = with_overrides(always, {"timeline": [{"month": 6, "title": "Dearer", "set": doubled}]})
        run = simulate(action, seed=3)
        later = {row.win_probability for row in run.records.prospects if row.at >= run.month_starts[6]}
        before = {row.win_probability for row in run.records.prospects if row.at < run.month_starts[6]}
        dearer = 0.25 * (7 / 6) ** -2.5
        assert list(before) == [pytest.approx(0.2)]
        assert list(later) == [pytest.approx(dearer / (1 + dearer))]


def test_a_charge_weighs_at_the_renewal() -> None:
    """Acme's seats and hours: 1,200.00 over 1,000.00 where they are new, 1,400.00 over 1,200.00 where they double.

    Competitors who ask 800.00 for all of it are half again as cheap as 1,200.00.
    """
    assert leaving() == at_level(1)
    hours = {"P1": 1, "P2": 2, "P3": 4, "P4": 8}
    for charges in (SEATS, HOURS):
        assert leaving(plans__silver__charges=charges) == at_level(1.2)
        assert leaving(plans__silver__charges=charges, **ALWAYS) == at_level(1)
        name, charge = next(iter(charges.items()))
        dearer = {name: {**charge, "price": 2 * charge["price"]}}
        assert leaving(plans__silver__charges=dearer, plans__silver__todays_charges=charges) == at_level(7 / 6)
        offers = {"silver": {"fee_per_month": 800, "response_hours": hours}}
        assert leaving(plans__silver__charges=charges, **ALWAYS, market__offers=offers) == at_level(1.5)


def test_the_price_of_the_next_term_weighs() -> None:
    """Of 12 months each: 2.00 a seat in the first, 5.00 from month 13 on, 3.00 from month 19: 4.00 in the second.

    So 1,400.00 over 1,200.00 at the end of the first term; prospects look at the first alone.
    """
    steps = {"seats": {"per": "seat", "price": 2, "steps": {13: 5, 19: 3}}}
    both = {"plans__silver__charges": steps, **ALWAYS}
    assert growing(**both) == pytest.approx(1)
    feelings = {path: value for path, value in STAYING.items() if path.startswith("assumptions")}
    joined = plain(**{**GROWING, **feelings, **both, "market__win_share": 0.9})
    rows = simulate(joined, seed=3).records.remaining
    newcomers = [row.leave_probability for row in rows if "m" in row.customer.split(" ")[-1]]
    assert newcomers
    assert max(newcomers) == min(newcomers) == at_level(7 / 6)


@pytest.mark.parametrize(
    ("charge", "money"),
    [
        ({"per": "contact", "price": 4}, 200),
        ({"per": "contact", "price": 4, "severities": ["P3"]}, 100),
        ({"per": "contact", "price": 4, "included_per_month": 25}, 100),
        ({"per": "contact", "price": 4, "included_per_month": 60, "least": 30}, 30),
        ({"per": "visit", "price": 10}, 50),
        ({"per": "hour", "price": 60}, 500),
        ({"per": "hour", "price": 60, "step_minutes": 12}, 600),
        ({"per": "spend", "tiers": [[0, 0.1], [1000, 0.05]]}, 150),
        ({"per": "spend", "price": 0.01, "least": 80}, 80),
        ({"per": "month", "price": 70}, 70),
        ({"per": "start", "price": 600}, 50),
        ({"per": "person", "price": 9_000}, 0),
    ],
)
def test_what_prospects_foresee(charge: dict[str, Any], money: float) -> None:
    """50 contacts, half of them P3, a tenth with a visit, 10 minutes on each, a spend of 2,000.00, terms of a year."""
    world = {
        "segments__firms__severity_shares": HALF_OF_P3,
        "segments__firms__visit_share": 0.1,
        "segments__firms__spend_per_month": 2_000,
    }
    assert growing(plans__silver__charges={"it": charge}, **world) == pytest.approx(1 + money / 1000)


def test_set_up_weighs_for_newcomers_alone() -> None:
    assert leaving(plans__silver__charges={"set-up": {"per": "start", "price": 600}}) == at_level(1)


def test_a_person_of_the_account_weighs_as_the_account_has_it() -> None:
    """A tenth of a person at 5,000.00 is 500.00."""
    engineer = {"engineer": {"per": "person", "price": 5_000}}
    assert leaving(plans__silver__charges=engineer, accounts__Acme__account_people=0.1) == at_level(1.5)


def test_a_second_touch_solves_what_the_first_does_not() -> None:
    """Four of five solved at a touch: 12 minutes, 50 contacts, 60.00 an hour: 600.00; no solution at once: 20 minutes.

    The desk works as long: one touch of ten minutes, and a second on a fifth of the contacts.
    """
    hours = {"plans__silver__charges": {"hours": {"per": "hour", "price": 60}}}
    some, none = ({"provider__teams__frontline__solved_share": share} for share in (0.8, 0))
    assert growing(**some, **hours) == pytest.approx(1.6)
    assert growing(**none, **hours) == pytest.approx(2)
    solved = [row for row in simulate(plain(**some), seed=3).records.contacts if row.outcome is ContactOutcome.SOLVED]
    touches = [row.touches for row in solved]
    assert set(touches) == {1, 2}
    assert sum(touches) / len(touches) == pytest.approx(1.2, abs=4 * (0.16 / len(touches)) ** 0.5)


def test_a_fee_that_becomes_a_charge_changes_nothing() -> None:
    """900.00 and a charge of 100.00 each month, for 1,000.00: the same odds, and the same at the renewal."""
    moved = {
        "plans__silver__fee_per_month": 900,
        "plans__silver__charges": {"platform": {"per": "month", "price": 100}},
    }
    assert growing(**moved) == growing() == 1
    assert leaving(**moved, assumptions__renewal__price=0) == at_level(1)
