"""Announcements and forced changes: grievance to all, less where it was owned up, at a cost."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from sim.customers.grievance import forgiven
from sim.engine.run import simulate
from sim.metrics.identities import check_identities
from sim.records.run import Run
from sim.scenario.document import Scenario
from sim.scenario.files import load
from sim.scenario.overrides import with_overrides

MONTH, PATIENCE = 3, 6
STORY = """
title: A small desk
start_date: 2027-01-01
horizon_months: 12
provider:
  teams:
    frontline: {people: 3, cost_per_hour: 40, touch_minutes: 20, solved_share: 1, escalated_share: 0}
    billing: {people: 1, cost_per_hour: 40, touch_minutes: 60, solved_share: 1, escalated_share: 0}
plans:
  flat: {fee_per_month: 500, response_hours: {P1: 1, P2: 2, P3: 4, P4: 8}, uplift_per_year: 0}
segments:
  ordinary: {customers: 8, plan: flat, contacts_per_year: 60, breaking_point: 900}
"""


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Scenario:
    path: Path = tmp_path_factory.mktemp("story") / "small.yaml"
    path.write_text(STORY, encoding="utf-8")
    return load(path)


def announced(base: Scenario, **announcement: Any) -> Run:
    """The run of the base with one announcement; every identity holds."""
    announcements = [{"title": "The portal", "promised_month": MONTH, **announcement}]
    run = simulate(with_overrides(base, {"announcements": announcements}), seed=5)
    check_identities(run)
    return run


def grievances(run: Run, cause: str) -> dict[str, tuple[float, float]]:
    """Minute and size of the grievance of a cause, by customer."""
    return {row.customer: (row.at, row.size) for row in run.records.grievances if row.cause == cause}


def under_contract(run: Run, month: int) -> set[str]:
    """Customers who had not left by the start of a month."""
    gone = {row.customer for row in run.records.departures if row.at <= run.month_starts[month]}
    return {row.customer for row in run.records.customers} - gone


def test_a_kept_announcement_angers_nobody_and_earns_trust(base: Scenario) -> None:
    run, without = announced(base, delivered_month=MONTH), simulate(base, seed=5)
    assert repr(run.records.grievances) == repr(without.records.grievances)
    month = {row.customer: row.trust for row in run.records.months if row.month == MONTH}
    other = {row.customer: row.trust for row in without.records.months if row.month == MONTH}
    assert all(month[name] > other[name] for name in month)


def test_a_late_one_angers_all_at_once_and_a_missing_one_again(base: Scenario) -> None:
    late, never = announced(base, delivered_month=MONTH + 1), announced(base)
    first = grievances(never, "announced, late")
    assert set(first) == under_contract(never, MONTH)
    assert {at for at, _ in first.values()} == {never.month_starts[MONTH]}
    again = grievances(never, "announced, not delivered")
    assert set(again) == under_contract(never, MONTH + PATIENCE)
    assert not grievances(late, "announced, not delivered")
    assert grievances(late, "announced, late") == first


def test_what_was_paid_in_advance_weighs_more(base: Scenario) -> None:
    plain, sold = (
        grievances(announced(base), "announced, late"),
        grievances(announced(base, pre_sold=True), "announced, late"),
    )
    for name, (_, size) in plain.items():
        assert sold[name][1] == pytest.approx(1.5 * size)


def test_owning_up_early_and_making_good_takes_back_what_the_rule_says(base: Scenario) -> None:
    silent = grievances(announced(base), "announced, late")
    made_good = announced(base, owned_up="early", compensation_share=0.5)
    for name, (_, size) in grievances(made_good, "announced, late").items():
        assert size == pytest.approx((1 - 0.65) * silent[name][1])
    credited = {row.customer: row.credit_cents for row in made_good.records.invoices if row.month == MONTH}
    for name in grievances(made_good, "announced, late"):
        assert credited[name] == 25_000


def test_who_has_left_is_promised_nothing_more(base: Scenario) -> None:
    """Some do not renew before the month; they get neither the grievance nor the credit."""
    leaving = with_overrides(base, {"assumptions.renewal.intercept": 0, "assumptions.renewal.trust": 0})
    run = announced(leaving, owned_up="early", compensation_share=0.5)
    gone = {row.customer for row in run.records.departures if row.at <= run.month_starts[MONTH]}
    assert gone
    assert not gone & set(grievances(run, "announced, late"))
    assert not [row for row in run.records.invoices if row.customer in gone and row.credit_cents]


@pytest.mark.parametrize(
    ("owned_up", "compensated", "share"),
    [("never", False, 0.0), ("late", False, 0.25), ("early", False, 0.45), ("never", True, 0.2), ("early", True, 0.65)],
)
def test_what_is_forgiven(owned_up: str, compensated: bool, share: float) -> None:
    """By hand: .25 for the word, .20 for its speed, .20 for the deed."""
    assert forgiven(owned_up, compensated, (0.25, 0.20, 0.20, 0.65)) == pytest.approx(share)
    assert forgiven(owned_up, compensated, (1.0, 1.0, 1.0, 0.65)) <= 0.65


def test_a_forced_change_is_a_straw_to_all_and_contacts_while_they_learn(base: Scenario) -> None:
    change = [{"title": "Version 2", "month": MONTH, "learning_months": 2, "extra_contacts": 0.5}]
    run, without = simulate(with_overrides(base, {"forced_changes": change}), seed=5), simulate(base, seed=5)
    check_identities(run)
    assert set(grievances(run, "forced change")) == under_contract(run, MONTH)
    first, last = run.month_starts[MONTH], run.month_starts[MONTH + 2]
    keys = {row[:3] for row in run.records.contacts if first <= row.opened < last}
    ordinary = {row[:3] for row in without.records.contacts if first <= row.opened < last}
    assert ordinary < keys


def test_without_their_weights_neither_changes_a_byte(base: Scenario) -> None:
    values = {
        "announcements": [{"title": "The portal", "promised_month": MONTH}],
        "forced_changes": [{"title": "Version 2", "month": MONTH, "extra_contacts": 0}],
        "assumptions.grievance.announced_late": 0,
        "assumptions.grievance.announced_never": 0,
        "assumptions.grievance.forced_change": 0,
        "assumptions.trust.alignment_loss": 0,
        "assumptions.trust.loss": 0,
    }
    without = with_overrides(base, {"assumptions.trust.loss": 0})
    assert repr(simulate(with_overrides(base, values), seed=5).records) == repr(simulate(without, seed=5).records)
