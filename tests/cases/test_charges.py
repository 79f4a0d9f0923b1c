"""Charges as sheets have them: by the hour without a fee, a share of spend, and customers who pay by use."""

from __future__ import annotations

from typing import Any

import pytest

from sim.engine.run import simulate
from sim.metrics.books import keep_books
from sim.metrics.identities import check_identities
from sim.records.run import Run
from sim.units import MINUTES_PER_HOUR
from tests.cases.worlds import plain

BY_THE_HOUR: dict[str, Any] = {
    "plans__silver__fee_per_month": 0,
    "plans__silver__todays_fee_per_month": None,
    "plans__silver__charges": {
        "work": {"per": "hour", "price": 275, "least_minutes": 30},
        "travel": {"per": "visit", "price": 150},
    },
    "accounts__Acme__visit_share": 0.25,
    "provider__teams__frontline__touch_minutes": 45,
}


def run_of(**changes: Any) -> Run:
    run = simulate(plain(**changes), seed=7)
    check_identities(run)
    return run


def test_a_year_by_the_hour() -> None:
    """All work in scope is charged once: 45 minutes a contact at 275.00, and 150.00 for about a quarter of them.

    Ten people are there from 8 to 18 h, so that every touch is done in one go, and the least of 30 minutes is passed.
    """
    run = run_of(**BY_THE_HOUR)
    touched = [row for row in run.records.touches if row.team == "frontline"]
    hours = sum(row.ended - row.started for row in touched) / MINUTES_PER_HOUR
    charged = sum(row.quantity for row in run.records.charges if row.name == "work")
    assert charged == pytest.approx(hours, abs=1)  # a touch may end after the study
    visits = sum(row.quantity for row in run.records.charges if row.name == "travel")
    solved = len(run.records.contacts)
    assert 0.2 * solved < visits < 0.3 * solved
    total = sum(row.cents for row in run.records.charges)
    assert total == pytest.approx(100 * (275 * charged + 150 * visits), abs=12)
    assert keep_books(run).total("fees", "charges") == total
    assert not sum(row.fee_cents + row.overage_cents + row.time_and_materials_cents for row in run.records.invoices)


def test_no_minute_is_charged_twice() -> None:
    """Half of the work is outside the scope: charged as time and materials, the rest by the hour, none by both."""
    changes = BY_THE_HOUR | {
        "assumptions__contact__out_of_scope_share": 0.5,
        "plans__silver__time_and_materials_per_hour": 275,
        "plans__silver__charges": {"work": {"per": "hour", "price": 275}},
    }
    run = run_of(**changes)
    outside = sum(row.time_and_materials_cents for row in run.records.invoices)
    inside = sum(row.cents for row in run.records.charges)
    ends = run.month_starts[-2]
    after = [row for row in run.records.contacts if row.out_of_scope and row.ended >= ends]
    worked = sum(row.ended - row.started for row in run.records.touches if row.team == "frontline")
    assert min(inside, outside) > 0
    assert inside + outside + 20_625 * len(after) == pytest.approx(27_500 * worked / MINUTES_PER_HOUR, abs=1e-6)


@pytest.mark.parametrize(
    ("charge", "ratio"), [({"per": "contact", "price": 1}, 0.5), ({"per": "visit", "price": 1}, 1.0)]
)
def test_who_pays_for_each_contact_thinks_twice(charge: dict[str, Any], ratio: float) -> None:
    """Customers on an unlimited plan call twice as often here; moved to one with a price a contact, half as often."""
    metered = plain().plans["silver"].model_dump(mode="json") | {"charges": {"it": charge}}
    moved = [{"month": 6, "title": "Pay by use", "set": {"accounts.Acme.plan": "metered"}}]
    worlds: tuple[dict[str, Any], ...] = ({}, {"timeline": moved, "plans__metered": metered})
    counts = []
    for world in worlds:
        run = run_of(assumptions__demand__unlimited_overuse=2, accounts__Acme__contacts_per_year=2_400, **world)
        counts.append(sum(row.opened >= run.month_starts[6] for row in run.records.contacts))
    assert counts[1] == pytest.approx(ratio * counts[0], rel=0.08)


def test_a_share_of_spend_is_worked_out_for_each_account() -> None:
    """The greater of 100 and 10 % of the first 10,000 and 7 % of the rest: 1,140 of 12,000 spent, 100 of 300."""
    share = {"share": {"per": "spend", "tiers": [[0, 0.10], [10_000, 0.07]], "least": 100}}
    run = run_of(
        plans__silver__charges=share,
        accounts__Acme__spend_per_month=12_000,
        accounts__Bee={"segment": "firms", "spend_per_month": 300},
    )
    lines = {(row.customer, row.cents) for row in run.records.charges}
    assert lines == {("Acme", 114_000), ("Bee", 10_000)}
    books = keep_books(run)
    assert dict(zip(books.customers, books.of_customers("charges").tolist(), strict=True)) == {
        "Acme": 12 * 114_000,
        "Bee": 12 * 10_000,
    }


def test_an_error_and_a_dispute_take_in_charges() -> None:
    """Every invoice is wrong by a tenth of all that it holds: 10 % of 1,000.00 in January, of 1,050.00 from then on."""
    run = run_of(
        plans__silver__charges={"platform": {"per": "month", "price": 50}},
        assumptions__billing__error_probability=1,
        assumptions__billing__error_share=0.1,
    )
    assert [row.error_cents for row in run.records.invoices] == [10_000, *[10_500] * 11]
    assert [row.billed_cents for row in run.records.invoices] == [110_000, *[115_500] * 11]


def test_yen_are_whole() -> None:
    run = run_of(currency="JPY", **BY_THE_HOUR)
    assert all(isinstance(row.cents, int) for row in run.records.charges)
    work = [row for row in run.records.charges if row.name == "work"]
    assert all(row.cents == round(275 * row.quantity) for row in work)
