"""How service is provided: by a supplier, by a template, by people of one's own; exact in money and in feeling."""

from __future__ import annotations

from collections import Counter

import pytest

from sim.engine.run import simulate
from sim.errors import ScenarioError
from sim.metrics.books import keep_books
from sim.metrics.desk_pay import desk_cost_cents
from sim.metrics.identities import check_identities
from sim.metrics.outcomes import outcomes
from sim.records.run import Run
from sim.scenario.overrides import with_overrides
from tests.worlds import SMALL, changed, run_of

TEMPLATES = "provider.policies.template_reply_share"
PRICE = "provider.teams.frontline.cost_per_contact"
PEOPLE = "accounts.Acme.account_people"
COST = "provider.account_person_cost_per_month"


@pytest.fixture(scope="module")
def base() -> Run:
    return run_of()


def test_a_supplier_s_price_changes_money_alone(base: Run) -> None:
    free = {"provider.teams.frontline.minimum_paid_share": 0}
    run = run_of({PRICE: 9.5, **free})
    check_identities(run)
    assert repr(run.records) == repr(base.records)
    touches = Counter(row.team for row in run.records.touches if row.started >= 0 and not row.resumed)
    inhouse = desk_cost_cents(run) - touches["frontline"] * 950
    dear = run_of({"provider.teams.frontline.cost_per_hour": 1000, PRICE: 9.5, **free})
    assert desk_cost_cents(dear) - touches["frontline"] * 950 == inhouse
    labour = -keep_books(run).of_customers("labour")
    assert labour.sum() + outcomes(run)["unallocated_cost"] * 100 == pytest.approx(desk_cost_cents(run), abs=1e-6)


def test_more_seats_of_a_supplier_are_not_free() -> None:
    """Ten times the seats, .8 of whose time is paid at 7.25 for 30 minutes: 11.60 a seat and hour."""
    supplied = {f"provider.teams.frontline.{key}": value for key, value in (("cost_per_contact", 7.25), ("people", 15))}
    run = run_of(supplied)
    check_identities(run)
    available = sum(row.available_minutes for row in run.records.teams if row.team == "frontline" and row.month >= 0)
    own = sum(row.month >= 0 for row in run.records.teams if row.team == "frontline")
    others = run_of({f"provider.teams.{team}.cost_per_hour": 0 for team in ("specialist", "billing")} | supplied)
    assert desk_cost_cents(others) == pytest.approx(0.8 * available / 30 * 725, abs=own)


def test_a_customer_bears_its_touches_at_the_price() -> None:
    """All teams paid by the contact: nothing is left that no customer bears."""
    price = {"cost_per_contact": 7.25, "minimum_paid_share": 0}
    run = run_of({f"provider.teams.{team}.{key}": price[key] for team in SMALL.provider.teams for key in price})
    check_identities(run)
    books = keep_books(run)
    touches = Counter(row.customer for row in run.records.touches if row.started >= 0 and not row.resumed)
    assert (-books.of_customers("labour")).tolist() == [725 * touches[name] for name in books.customers]
    assert not books.unallocated.any()


def test_a_price_cannot_change_in_mid_study() -> None:
    with pytest.raises(ScenarioError, match=r"cost_per_contact \(timeline.0.set\): cannot change in mid-study"):
        changed({"timeline": [{"month": 3, "title": "Outsource", "set": {PRICE: 5}}]})


def test_a_template_counts_in_the_contract_and_a_person_is_felt(base: Run) -> None:
    """Without credits and grievance of their own, templates change the count of responses, and no feeling or work."""
    still = {f"plans.{name}.service_credits": [] for name in SMALL.plans}
    run, without = run_of({**still, TEMPLATES: 1, "assumptions.grievance.canned_reply": 0}), run_of(still)
    check_identities(run)
    records, before = run.records, without.records
    assert repr((records.grievances, records.touches, records.invoices)) == repr(
        (before.grievances, before.touches, before.invoices)
    )
    assert [row.trust for row in records.months] == [row.trust for row in before.months]
    person = {row[:3]: row.minutes for row in records.persons}
    for row, other in zip(records.contacts, before.contacts, strict=True):
        if row[:3] in person:
            assert not row.by_phone
            assert (row.response_minutes, person[row[:3]]) == (0.0, other.response_minutes)
        else:
            assert row.by_phone or row.answered != row.answered
            assert repr(row) == repr(other)
    values, plain = outcomes(run), outcomes(without)
    assert values["response_attainment"] > plain["response_attainment"]
    assert values["answered_by_person_on_time"] == plain["answered_by_person_on_time"] == plain["response_attainment"]


def test_templates_save_credits_and_leave_a_straw_each() -> None:
    promise = {"plans.silver.response_hours": {"P1": 0.1, "P2": 0.2, "P3": 0.3, "P4": 0.4}}
    run, without = run_of({**promise, TEMPLATES: 1}), run_of(promise)
    check_identities(run)
    assert outcomes(run)["service_credits"] < outcomes(without)["service_credits"]
    canned = sum(row.cause == "canned reply" for row in run.records.grievances)
    written = [row for row in run.records.contacts if not row.by_phone and row.opened >= 0]
    assert canned == sum(row.outcome not in ("deflected", "turned away") for row in written) > 0


def test_account_people_cost_their_customer_and_nobody_else(base: Run) -> None:
    run = run_of({PEOPLE: 1.5, "assumptions.grievance.account_attention": 0})
    check_identities(run)
    books, before = keep_books(run), keep_books(base)
    months = sum(row.customer == "Acme" for row in run.records.months)
    position = books.customers.index("Acme")
    assert books.of_customers("account_people")[position] == -1.5 * 900_000 * months
    assert books.margin_cents == before.margin_cents - 1.5 * 900_000 * months
    assert books.total("account_people") == books.of_customers("account_people")[position]


def test_account_people_without_cost_and_effect_change_nothing(base: Run) -> None:
    run = run_of({PEOPLE: 2, COST: 0, "assumptions.grievance.account_attention": 0})
    assert repr(run.records) == repr(base.records)


def test_account_people_shrink_that_account_s_ordinary_straws(base: Run) -> None:
    run = run_of({PEOPLE: 2, COST: 0})
    before = next(row for row in base.records.grievances if row.customer == "Acme")
    after = next(row for row in run.records.grievances if row.customer == "Acme")
    assert (after.at, after.cause) == (before.at, before.cause)
    assert after.size == pytest.approx(before.size / 2)


def test_account_people_can_be_moved_in_mid_study(base: Run) -> None:
    action = {"month": 6, "title": "Move them", "set": {PEOPLE: 0}}
    run = simulate(with_overrides(changed({PEOPLE: 1}), {"timeline": [action]}), seed=5)
    check_identities(run)
    assert [row.month for row in run.records.customer_costs] == list(range(6))
